"""Word 97–2003 and Word 6/95 documents: body with its tables, notes, headers and footers, comments and their authors,
text boxes, fields, deleted text under change tracking, embedded objects, properties, who saved it last and where.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice, pairwise
from typing import Any, BinaryIO

from recognizers.types import Hints
from scanner.budget import Budget
from scanner.formats.doc_fib import STORIES, Document, whole
from scanner.formats.embedded import read_storage
from scanner.formats.fields import argument, ruby
from scanner.formats.flow import Flow
from scanner.formats.ole import open_ole, properties
from scanner.model import Passage, Problem, Reason, Segment, Stage

_BEGIN, _SEPARATE, _END = "\x13", "\x14", "\x15"
_CELL, _PARAGRAPH, _LINE_BREAK = "\x07", "\r", "\x0b"
_MARKS = re.compile("[\x07\x0b\x0c\r\x13\x14\x15]")
_NESTED = 100
_READINGS = "\0"  # between a paragraph as it is and as it was
_PLAIN = str.maketrans({"\x1e": "-", "\xa0": " ", **dict.fromkeys(map(chr, (*range(9), 14, 15, 31)), None)})
# Tables of strings, by their place in the header, and what is in them.
_NAMES = ((51, "change author"), (71, "saved by"), (32, "associated"))
_COMMENT_AUTHORS, _HEADERS = 36, 11
_HEADER_KINDS = ("header", "header", "footer", "footer", "header", "footer")


def read(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    hints = Hints(name=name)
    with open_ole(stream) as ole:
        document = Document(ole, budget)
        if not document.pieces and any(document.lengths):
            yield Problem(Stage.READ, Reason.CORRUPT, detail="no text where the header says")
        for place, first, last in _stories(document):
            yield from _Story(document, place, hints, budget).read(first, last)
        if document.pieces and document.pieces[-1].last < sum(document.lengths):
            yield Problem(Stage.READ, Reason.CORRUPT, detail="text ends early")
        for number, at in _NAMES:
            if names := [name for name in _strings(document.structure(number)) if name != "Unknown"]:
                yield Passage("\n".join(names), at=at, hints=replace(hints, header="author"))
        if authors := list(_counted(document.structure(_COMMENT_AUTHORS))):
            yield Passage("\n".join(authors), at="comment author", hints=replace(hints, header="author"))
        for label, value in properties(ole):
            yield Passage(value, at=f"property {label}", hints=Hints(header=label, name=name))
        for number, storage in enumerate(_objects(ole), start=1):
            yield from read_storage(ole, storage, f"object {number}", budget)


def _stories(document: Document) -> Iterator[tuple[str, int, int]]:
    """(place, first character, last) of each text."""
    first = 0
    for place, length in zip(STORIES, document.lengths, strict=True):
        bounds = _bounds(document.structure(_HEADERS)) if place == "header" else []
        if bounds and all(a <= b for a, b in pairwise(bounds)) and bounds[-1] <= length:
            for number, (start, end) in enumerate(pairwise(bounds)):
                yield _HEADER_KINDS[number % 6] if number >= 6 else "note separator", first + start, first + end
            yield "header", first + bounds[-1], first + length
        elif length:
            yield place, first, first + length
        first += length


def _bounds(table: bytes) -> list[int]:
    return [value for (value,) in struct.iter_unpack("<L", table[: len(table) // 4 * 4])][:-1]


def _strings(table: bytes) -> Iterator[str]:
    """A table of strings ([MS-DOC] 2.2.4 STTB): FFFF, their number, bytes that follow each, then each with its length."""
    if len(table) < 6 or table[:2] != b"\xff\xff":
        return
    count, extra = struct.unpack_from("<HH", table, 2)
    yield from islice(_counted(table[6:], extra), count)


def _counted(table: bytes, extra: int = 0) -> Iterator[str]:
    at = 0
    while at + 2 <= len(table):
        end = at + 2 + 2 * int.from_bytes(table[at : at + 2], "little")
        if text := table[at + 2 : end].decode("utf-16-le", "replace").strip("\0 "):
            yield text
        at = end + extra


def _objects(ole: Any) -> list[list[str]]:
    """Storages of embedded objects."""
    return [
        entry for entry in ole.listdir(streams=False, storages=True) if entry[0] == "ObjectPool" and len(entry) == 2
    ]


class _Story:
    """One text of the document. `place` is where it stands, "" for the body."""

    def __init__(self, document: Document, place: str, hints: Hints, budget: Budget) -> None:
        self._document, self._hints, self._budget = document, hints, budget
        self._flow = Flow(place, hints, budget)
        self._line: list[tuple[str, str]] = []  # words with what became of them
        self._rows: list[list[str]] = []
        self._cells: list[str] = []
        self._cell: list[str] = []
        self._fields: list[list[str] | None] = []  # the codes of fields that are open; None: its result has begun
        self._asides: list[str] = []

    def read(self, first: int, last: int) -> Iterator[Segment]:
        for text, at, width in self._document.text(first, last):
            start = 0
            for match in _MARKS.finditer(text):
                index = match.start()
                self._stretch(text, start, index, at, width)
                start = index + 1
                kind = self._document.paragraphs.kind(at + index * width) if width else ""
                yield from self._mark(match[0], kind)
            self._stretch(text, start, len(text), at, width)
        yield from self._mark(_CELL if self._cell or self._cells else _PARAGRAPH, "")
        yield from self._end_table()
        yield from self._flow.end()
        if self._asides:
            yield Passage("\n".join(dict.fromkeys(self._asides)), at="field", hints=self._hints)

    def _stretch(self, text: str, start: int, end: int, at: int, width: int) -> None:
        """Text without marks, cut where words were put in or deleted under change tracking."""
        if not width or not self._document.changes.starts:
            self._words(text[start:end])
            return
        for stop, change in self._document.changes.cut(at + start * width, at + end * width):
            until = (stop - at) // width
            self._words(text[start:until], change)
            start = until

    def _words(self, text: str, change: str = "") -> None:
        code = next((code for code in reversed(self._fields) if code is not None), None)
        if not text:
            return
        if code is not None:
            code.append(text)
        else:
            self._line.append((text, change))

    def _mark(self, char: str, kind: str) -> Iterator[Segment]:
        if char == _BEGIN:
            if len(self._fields) < _NESTED:
                self._fields.append([])
        elif char in (_SEPARATE, _END):
            self._field(char)
        elif char == _LINE_BREAK:
            self._words("\n")
        else:
            yield from self._end(char, kind)

    def _field(self, char: str) -> None:
        """The code of a field is over, or all of it."""
        code = self._fields.pop() if self._fields else None
        if char == _SEPARATE:
            self._fields.append(None)
        if code:
            text = whole("".join(code)).translate(_PLAIN)
            self._words(ruby(text))
            if found := argument(text):
                self._asides.append(found)

    def _end(self, char: str, kind: str) -> Iterator[Segment]:
        """A paragraph, a cell or a row is over."""
        self._budget.tick()
        for code in self._fields:  # a field that has lost its end: what it holds may be text
            self._line += [(text, "") for text in code or ()]
        self._fields = [None for code in self._fields if code is None]
        text = self._take()
        if char != _CELL and kind not in ("cell", "inner cell", "inner row") and not (self._guessed and self._cells):
            yield from self._end_table()
            yield from self._flow.paragraph(*text.split(_READINGS))
        elif kind in ("inner cell", "inner row"):
            self._cell.append(text.replace(_READINGS, "\n") + ("\t" if kind == "inner cell" else "\n"))
        elif char != _CELL:
            self._cell.append(text.replace(_READINGS, "\n") + "\n")
        elif kind == "row" or (self._guessed and not text and not self._cell and self._cells):
            self._rows.append(self._cells)
            self._cells = []
        else:
            self._cells.append(("".join(self._cell) + text.replace(_READINGS, "\n")).strip("\n\t"))
            self._cell.clear()

    @property
    def _guessed(self) -> bool:
        """Nothing says where rows end: an empty cell is taken for the end of one."""
        return not self._document.paragraphs.starts

    def _take(self) -> str:
        """The words since the last mark: as they are now and, where some took the place of others, as they were."""
        changes = {change for _, change in self._line}
        versions = [""] if not {"gone", "new"} <= changes else ["gone", "new"]
        found = [
            "".join(text for text, change in self._line if not change or change != without) for without in versions
        ]
        self._line.clear()
        return _READINGS.join(whole(text).translate(_PLAIN) for text in found)

    def _end_table(self) -> Iterator[Segment]:
        if self._cells:
            self._rows.append(self._cells)
            self._cells = []
        if self._rows:
            rows, self._rows = self._rows, []
            yield from self._flow.table(rows)
