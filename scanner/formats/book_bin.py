"""Workbooks whose parts are binary (.xlsb): cells through calamine, what stands beside them from the records."""

from __future__ import annotations

import posixpath
import struct
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from recognizers.types import Hints
from scanner.budget import Budget
from scanner.formats import drawing
from scanner.formats.biff12 import CELLS, SST_ITEM, beside_cells, phonetic, records, strings
from scanner.formats.excel import DENSE, cells_of, guarded
from scanner.formats.flow import joined
from scanner.formats.ooxml import Package
from scanner.formats.sheet_xml import COLUMNS, ROWS
from scanner.model import Problem, Reason, Segment, Stage

# Folder or name of a part → what a reader calls what it holds. Styles and the order of calculation say nothing.
_PLACES = (
    ("xl/comments", "comment"),
    ("xl/pivotcache/", "pivot cache"),
    ("xl/externallinks/", "external link"),
    ("xl/workbook.bin", "defined name"),
    ("xl/worksheets/", "beside cells"),
    ("xl/chartsheets/", "beside cells"),
    ("xl/connections.bin", "connection"),
    ("xl/querytables/", "connection"),
    ("xl/persons/", "persons"),
    ("xl/threadedcomments/", "comment"),
)
_ROW, _DIMENSIONS = 0, 148
_SIZES = {_ROW: 4, _DIMENSIONS: 16}  # at least; of a cell 8


def read(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    package = Package(stream, budget)
    hints = Hints(name=name)
    if _beyond(package, budget):
        yield from _loose_cells(package, hints, budget)
    else:
        yield from cells_of(package, hints, budget)
    for part in package.everything():
        base = posixpath.splitext(posixpath.basename(part))[0]
        place = next((place for start, place in _PLACES if part.lower().startswith(start)), "")
        yield from guarded(_part(package, part, base, place, hints, budget), base)
    yield from guarded(package.properties(hints), "")
    yield from guarded(package.data(hints, budget), "")
    yield from package.embedded("xl/embeddings/")
    yield from guarded(package.macros(hints), "macros")
    yield from package.problems()


def _beyond(package: Package, budget: Budget) -> bool:
    """Whether counts or places are such that calamine would ask for more memory than there is, and die of it."""
    for part in package.everything():
        lower = part.lower()
        if lower == "xl/sharedstrings.bin":
            data = package.bytes(part)
            first = next(records(data, budget), (0, b""))[1]
            if len(first) >= 8 and struct.unpack_from("<L", first, 4)[0] > len(data) // 7:
                return True
        elif lower.startswith("xl/worksheets/") and lower.endswith(".bin") and _far(package.bytes(part), budget):
            return True
    return False


def _far(data: bytes, budget: Budget) -> bool:
    bottom = right = row = place = 0
    for kind, content in records(data, budget):
        if kind in CELLS or kind in _SIZES:
            if len(content) < _SIZES.get(kind, 8):  # for what is missing it would take what stood there before
                return True
            place = struct.unpack_from("<L", content)[0]
        if kind == _ROW:
            row = place
        elif kind in CELLS:
            bottom, right = max(bottom, row + 1), max(right, place + 1)
        elif kind == _DIMENSIONS:
            _, last, _, column = struct.unpack_from("<4L", content)
            bottom, right = max(bottom, last + 1), max(right, column + 1)
    return bottom > ROWS or right > COLUMNS or bottom * right > DENSE


def _loose_cells(package: Package, hints: Hints, budget: Budget) -> Iterator[Segment]:
    """The texts of all cells, without their places; numbers are lost, and the row says so."""
    for part in package.everything():
        lower = part.lower()
        if lower == "xl/sharedstrings.bin" or (lower.startswith("xl/worksheets/") and lower.endswith(".bin")):
            found = (text for kind, content in records(package.bytes(part), budget) if kind in CELLS or kind == SST_ITEM
                     for text in strings(content))  # fmt: skip
            yield from joined(found, "cells", hints)
    yield Problem(Stage.READ, Reason.CORRUPT, detail="cells where no sheet has any")


def _part(package: Package, part: str, base: str, place: str, hints: Hints, budget: Budget) -> Iterator[Segment]:
    lower = part.lower()
    if lower == "xl/sharedstrings.bin":
        items = (item for kind, item in records(package.bytes(part), budget) if kind == SST_ITEM)
        yield from joined(map(phonetic, items), "phonetic guide", hints)
    elif place and lower.endswith(".bin"):
        for kind, texts in beside_cells(package.bytes(part), budget):
            shown = (text for text in texts if not text.startswith(("rId", "_xlnm")))
            yield from joined(shown, f"{place}, record {kind}", hints, base)
    elif place and lower.endswith(".xml"):
        words = (node.get("displayName") or (node.text or "") for node in package.xml(part).iter("*"))
        yield from joined(words, place, replace(hints, header=place), base)
    elif lower.startswith(("xl/drawings/drawing", "xl/charts/chart", "xl/diagrams/data")) and lower.endswith(".xml"):
        root = package.xml(part)
        found = [*drawing.chart_lines(root), *drawing.descriptions(root)]
        yield from joined(iter(found), "chart" if "/charts/" in lower else "text box", hints, base)
    elif lower.endswith(".rels") and "xl/worksheets" in lower:
        owner = posixpath.join(posixpath.dirname(posixpath.dirname(part)), posixpath.basename(part)[:-5])
        yield from joined(iter(package.external(owner)), "link", hints, base)
