"""What a workbook keeps beside its sheets: names, caches of pivot tables and of other workbooks, readings, people."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from lxml import etree

from recognizers.types import Hints
from scanner.budget import Budget
from scanner.formats.flow import joined
from scanner.formats.ooxml import Package
from scanner.formats.tables import Table
from scanner.model import Passage, Segment

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_JOINED = 500  # readings are handed on together
_CONNECTION = ("name", "description", "connection", "command", "sourceFile", "url", "post", "singleSignOnId")
_REFERENCE = re.compile(r"[\w'!$:,.\[\]#()+*/ -]*")


def book_places(package: Package, hints: Hints, budget: Budget) -> Iterator[Segment]:
    yield from joined(_names(package), "defined name", hints)
    yield from _readings(package, hints, budget)
    for number, part in enumerate(package.names("xl/pivotCache/pivotCacheDefinition"), start=1):
        yield from _pivot(package, part, f"pivot cache {number}", hints, budget)
    for number, part in enumerate(package.names("xl/externalLinks/"), start=1):
        yield from _external(package, part, f"external link {number}", hints, budget)
    for part in package.names("xl/persons/"):
        found = (
            node.get(name, "") for node in package.xml(part).iter("{*}person") for name in ("displayName", "userId")
        )
        yield from joined(found, "persons", hints)
    if "xl/connections.xml" in package:
        nodes = package.xml("xl/connections.xml").iter("*")
        yield from joined((node.get(name, "") for node in nodes for name in _CONNECTION), "connection", hints)


def _names(package: Package) -> Iterator[str]:
    """Names that people gave to cells, with constants they stand for and remarks; references to cells say nothing."""
    if "xl/workbook.xml" not in package:
        return
    for node in package.xml("xl/workbook.xml").iter(f"{MAIN}definedName"):
        name, text = node.get("name", ""), (node.text or "").strip()
        shown = "" if _REFERENCE.fullmatch(text) and "!" in text else text.strip('="')
        yield "\t".join(filter(None, ("" if name.startswith("_xlnm.") else name, shown, node.get("comment", ""))))


def _readings(package: Package, hints: Hints, budget: Budget) -> Iterator[Segment]:
    """Phonetic guides of cells: the reading as it was typed. Of each text once; which cells have it is not looked up."""
    if "xl/sharedStrings.xml" not in package or b"rPh" not in (data := package.bytes("xl/sharedStrings.xml")):
        return
    seen: dict[str, None] = {}
    for guided in re.finditer(rb"<(?:\w+:)?si\b.*?</(?:\w+:)?si>", data, re.S):
        if b"rPh" in guided[0]:
            budget.tick()
            pieces = re.findall(rb"<(?:\w+:)?rPh\b.*?</(?:\w+:)?rPh>", guided[0], re.S)
            words = (re.sub(rb"<[^>]*>", b"", piece).decode("utf-8", "replace").strip() for piece in pieces)
            seen["".join(words)] = None
    lines = list(seen)
    for start in range(0, len(lines), _JOINED):
        yield from joined(iter(lines[start : start + _JOINED]), "phonetic guide", hints)


def _pivot(package: Package, part: str, place: str, hints: Hints, budget: Budget) -> Iterator[Segment]:
    """The rows a pivot table was made from. They stay when the sheet they came from is deleted."""
    names: list[str] = []
    shared: list[list[str]] = []
    for field in package.xml(part).iter(f"{MAIN}cacheField"):
        names.append(field.get("name", ""))
        items = field.find(f"{MAIN}sharedItems")
        shared.append([node.get("v", "") for node in items] if items is not None else [])
        budget.spend(cells=len(shared[-1]))
    own = replace(hints, sheet=place)
    table = Table(list(names), place, own)
    records = next((name for name in package.relations(part).values() if "Records" in name and name in package), "")
    if records:
        for record in package.xml(records).iter(f"{MAIN}r"):
            budget.spend(cells=len(record))
            yield from table.add([_item(node, items) for node, items in zip(record, shared, strict=False)])
    else:  # kept without its records: what each field can be is there all the same
        for index in range(max(map(len, shared), default=0)):
            yield from table.add([items[index] if index < len(items) else None for items in shared])
    yield from table.flush()


def _item(node: Any, items: list[str]) -> str | None:
    value: str = node.get("v", "")
    if etree.QName(node).localname != "x":
        return value or None
    return items[int(value)] if value.isdigit() and len(value) < 9 and int(value) < len(items) else None


def _external(package: Package, part: str, place: str, hints: Hints, budget: Budget) -> Iterator[Segment]:
    """Cells of other workbooks, as they were when they were last looked up."""
    for row in package.xml(part).iter(f"{MAIN}row"):
        budget.tick()
        cells = [(cell.get("r", ""), (cell.findtext(f"{MAIN}v") or "").strip()) for cell in row.iter(f"{MAIN}cell")]
        filled = [(at, text) for at, text in cells if text]
        if filled:
            yield Passage("\t".join(text for _, text in filled), place, filled[0][0], hints=hints)
    yield from joined(iter(package.external(part)), "link", hints, place)
