"""The XML of one sheet of a workbook, read once without building anything: how large it is, and what stands beside cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

from lxml import etree

from scanner.budget import Budget
from scanner.formats.ooxml import Package, parse
from scanner.formats.sheets import printed

ROWS, COLUMNS = 1 << 20, 1 << 14  # of a sheet
BEYOND = 1 << 62
_LARGE = 200 << 20  # so much XML is filled with cells; the budget counts those
_TAIL = 16 << 20
_LITERALS = 10_000

_CELL_ROW = re.compile(rb'<(?:\w+:)?row [^>]*?\br="(\d+)"')
_FAR_COLUMN = re.compile(rb'\br="([A-Z]{2,3})\d+"')
_NOWHERE = re.compile(rb'\br="(?:[A-Z]{4}|[A-Z]{0,3}\d{8})')
_END = re.compile(rb"</(?:\w+:)?sheetData>|<(?:\w+:)?sheetData\s*/>")
_FORMULA = re.compile(rb'<f(?:>| [^>]*>)([^<"]*(?:"|&quot;)[^<]*)<')
_LITERAL = re.compile(r'"((?:[^"]|"")+)"')
_ROOT = re.compile(rb"<(\w+:)?(?:worksheet|chartsheet|dialogsheet|macrosheet)\b[^>]*>")

# Elements behind the cells, what a reader calls them, and their attributes that somebody wrote.
_PLACES: dict[str, tuple[str, tuple[str, ...]]] = {
    **dict.fromkeys(
        ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter"), ("header or footer", ())
    ),
    "dataValidation": ("data validation", ("promptTitle", "prompt", "errorTitle", "error")),
    "formula1": ("data validation", ()),
    "formula2": ("data validation", ()),
    "formula": ("conditional format", ()),
    "cfRule": ("conditional format", ("text",)),
    "filter": ("filter", ("val",)),
    "customFilter": ("filter", ("val",)),
    "hyperlink": ("link", ("display", "tooltip")),
    "protectedRange": ("protected range", ("name",)),
    "scenario": ("scenario", ("name", "user", "comment")),
    "inputCells": ("scenario", ("val",)),
}


@dataclass(slots=True)
class SheetXml:
    """area: rows times columns it spans, `BEYOND` for more than a sheet has, 0 where it is too much XML to look at."""

    area: int = 0
    literals: tuple[str, ...] = ()
    _root: bytes = b""
    _tail: bytes = b""

    @classmethod
    def of(cls, package: Package, part: str, budget: Budget) -> SheetXml:
        info = package.info(part)
        budget.spend(bytes=info.file_size)
        small = info.file_size <= _LARGE
        last_row, last_column, nowhere = 0, 26, False
        literals: dict[str, None] = {}
        root, before, tail, ended = b"", b"", b"", False
        with package.zip.open(info) as source:
            while chunk := source.read(1 << 20):
                budget.tick()
                data = before + chunk
                root = root or (found[0] if (found := _ROOT.search(data)) else b"")
                if ended:
                    tail = (tail + chunk)[:_TAIL]
                elif b"sheetData" in data and (end := _END.search(data)):
                    ended, tail = True, data[end.end() :]
                before = data[-64:]
                for formula in _FORMULA.findall(data) if b"<f" in data and len(literals) < _LITERALS else ():
                    text = unescape(formula.decode("utf-8", "replace"))
                    literals.update(dict.fromkeys(_LITERAL.findall(text)))
                if not small or nowhere:
                    continue
                nowhere = bool(_NOWHERE.search(data))
                if rows := _CELL_ROW.findall(data[-65536:]) or _CELL_ROW.findall(data):
                    last_row = max(last_row, int(rows[-1]))
                for letters in {*_FAR_COLUMN.findall(data)}:
                    last_column = max(last_column, column_number(letters))
        area = last_row * last_column
        if nowhere or last_row > ROWS or last_column > COLUMNS:
            area = BEYOND
        return cls(area, tuple(literals), root, tail)

    def beside(self) -> Iterator[tuple[str, str]]:
        """(place, text) of what is neither cell nor formula."""
        if not self._root or not self._tail.strip():
            return
        for node in parse(self._root + self._tail).iter("*"):
            kind = etree.QName(node).localname
            place, attributes = _PLACES.get(kind, ("", ()))
            if kind == "f" and (above := node.getparent()) is not None:  # the newer edition of the same (x14)
                place = _PLACES.get(etree.QName(above).localname, ("", ()))[0]
            texts = [node.get(name) or "" for name in attributes] + [node.text or "" if place else ""]
            if kind in ("formula", "formula1", "formula2", "f"):
                texts = [literal for text in texts for literal in _LITERAL.findall(text)]
            for text in texts:
                text = printed(text) if place == "header or footer" else text.strip()
                if text:
                    yield place, text


def column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
