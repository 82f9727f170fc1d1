"""OpenDocument spreadsheets: cells row by row, hidden ones too; comments, shapes, names, validations, tracked changes.

Header and footer, properties and embedded objects are those of all OpenDocument files. ISO/IEC 26300-3, section 9.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, BinaryIO

from lxml import etree

from recognizers.types import Hints
from scanner.budget import Budget
from scanner.formats import odf
from scanner.formats.flow import joined
from scanner.formats.odf_text import DRAW, OFFICE, SVG, TABLE, TEXT, XLINK, plain_text
from scanner.formats.ooxml import Package
from scanner.formats.sheets import Blank, cell_name, cell_text, sheet_segments
from scanner.formats.tables import Row
from scanner.model import Passage, Segment

_SHEET, _ROW = f"{TABLE}table", f"{TABLE}table-row"
_CELLS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")
_DC = "{http://purl.org/dc/elements/1.1/}"
_ANNOTATION = f"{OFFICE}annotation"
_LITERAL = re.compile(r'"((?:[^"]|"")+)"')
_FILLED = 256  # cells and rows with content that repeat are not written out beyond this
_COLUMNS = 1 << 14
# Elements outside the cells, what a reader calls them, and their attributes that somebody wrote.
_PLACES: dict[str, tuple[str, tuple[str, ...]]] = {
    "named-range": ("defined name", ("name",)),
    "named-expression": ("defined name", ("name", "expression")),
    "content-validation": ("data validation", ("condition",)),
    "filter-condition": ("filter", ("value",)),
    "filter-set-item": ("filter", ("value",)),
    "data-pilot-member": ("pivot table", ("name", "display-name")),
    "scenario": ("scenario", ("comment",)),
    "shapes": ("text box", ()),
    "tracked-changes": ("tracked change", ()),
    "dde-link": ("link", ()),
}


def read(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    yield from odf.read_with(stream, name, budget, _sheets)


def _sheets(package: Package, part: str, hints: Hints, budget: Budget) -> Iterator[Segment]:
    info = package.info(part)
    budget.spend(bytes=info.file_size)
    with package.zip.open(info) as source:
        events: Any = etree.iterparse(
            source,
            events=("start", "end"),
            tag=(_SHEET, _ROW, *(TABLE + name for name in _PLACES)),
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=True,
            recover=True,
        )
        for event, node in events:
            budget.tick()
            if event == "start" and node.tag == _SHEET:
                name = node.get(f"{TABLE}name", "")
                sheet = _Sheet(events, name, replace(hints, sheet=name), budget)
                yield from sheet_segments(sheet.rows(), name, sheet.hints, budget)
                yield from sheet.aside()
            elif event == "end":
                yield from _beside(node, "", hints)


def _beside(node: Any, part: str, hints: Hints) -> Iterator[Segment]:
    """What an element outside the cells says: its attributes, words in its formulas, and its text."""
    place, attributes = _PLACES.get(etree.QName(node).localname, ("", ()))
    texts = [node.get(TABLE + name, "") for name in attributes]
    if place in ("data validation", "defined name"):
        texts = [word for text in texts for word in (_LITERAL.findall(text) if "(" in text or '"' in text else [text])]
    texts += [plain_text(paragraph) for paragraph in node.iter(f"{TEXT}p")]
    texts += [inner.text or "" for inner in node.iter(f"{_DC}creator", f"{SVG}title", f"{SVG}desc")]
    yield from joined(iter(texts), place, hints, part)
    if place:
        node.clear()


@dataclass(slots=True)
class _Sheet:
    """One sheet, while its rows are read; what stands beside them is kept for afterwards."""

    events: Any
    name: str
    hints: Hints
    budget: Budget
    number: int = 1
    _aside: list[Segment] = field(default_factory=list)
    _literals: dict[str, None] = field(default_factory=dict)

    def rows(self) -> Iterator[Row]:
        depth = 1
        for event, node in self.events:
            if node.tag == _SHEET:
                depth += 1 if event == "start" else -1
                if not depth:
                    node.clear()
                    return
            elif event == "end" and node.tag == _ROW and depth == 1:
                cells = self._cells(node)
                count = _count(node, f"{TABLE}number-rows-repeated", 1 << 20)
                if not any(cells):
                    yield Blank(count)
                else:
                    yield from [cells] * min(count, _FILLED)
                    if count > _FILLED:
                        yield Blank(count - _FILLED)
                self.number += count
                _forget(node)
            elif event == "end" and depth == 1:
                self._aside += _beside(node, self.name, self.hints)

    def aside(self) -> Iterator[Segment]:
        yield from self._aside
        yield from joined(iter(self._literals), "formula", self.hints, self.name)

    def _cells(self, row: Any) -> list[str | None]:
        cells: list[str | None] = []
        gap = column = 0
        for node in row.iterchildren(*_CELLS):
            self.budget.tick()
            text = self._cell(node, cell_name(self.number, column))
            count = _count(node, f"{TABLE}number-columns-repeated", _COLUMNS)
            column += count
            if not text:
                gap += count
            elif len(cells) + gap < _COLUMNS:
                cells += [None] * gap + [text] * min(count, _FILLED)
                gap = max(0, count - _FILLED)
        return cells

    def _cell(self, cell: Any, at: str) -> str | None:
        if not len(cell) and not cell.attrib:
            return None
        for note in cell.iterchildren(_ANNOTATION):
            words = "\n".join(plain_text(p) for p in note.iter(f"{TEXT}p"))
            self._aside += joined(iter([words]), f"comment {at}", self.hints, self.name)
            who = replace(self.hints, header="author")
            self._aside += joined(iter([note.findtext(f"{_DC}creator", "")]), "comment author", who, self.name)
        for shape in cell.iterchildren(f"{DRAW}*"):
            words = "\n".join(plain_text(p) for p in shape.iter(f"{TEXT}p"))
            self._aside += joined(iter([words]), f"text box {at}", self.hints, self.name)
        for link in cell.iter(f"{TEXT}a"):
            if (target := link.get(f"{XLINK}href", "")) and not target.startswith("#"):
                self._aside.append(Passage(target, self.name, f"link {at}", hints=self.hints))
        if '"' in (formula := cell.get(f"{TABLE}formula", "")) and len(self._literals) < 10_000:
            self._literals.update(dict.fromkeys(_LITERAL.findall(formula)))
        return _value(cell)


def _value(cell: Any) -> str | None:
    """What was typed where the cell only shows it in a format: 0901234567 is no 9.01E+08."""
    kind = cell.get(f"{OFFICE}value-type", "")
    if kind in ("float", "currency", "percentage"):
        try:
            return cell_text(float(cell.get(f"{OFFICE}value", "")))
        except (ValueError, OverflowError):
            pass
    elif kind == "date" and (date := cell.get(f"{OFFICE}date-value")):
        return str(date).replace("T", " ").removesuffix(" 00:00:00")
    lines = [plain_text(paragraph) for paragraph in cell.iterchildren(f"{TEXT}p")]
    return "\n".join(lines) or cell.get(f"{OFFICE}string-value") or None


def _count(node: Any, name: str, most: int) -> int:
    value = node.get(name, "1")
    return max(1, min(int(value), most)) if value.isdigit() and len(value) < 10 else 1


def _forget(node: Any) -> None:
    """Free a row that is done, and those before it."""
    node.clear()
    parent = node.getparent()
    while parent is not None and node.getprevious() is not None:
        del parent[0]
