"""PowerPoint 97–2003: slides, their notes and comments, masters, headers and footers, links, embedded objects."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, BinaryIO

from recognizers.types import Hints
from scanner.budget import Budget
from scanner.formats import ppt_records as ppt
from scanner.formats.embedded import read_embedded
from scanner.formats.ole import open_ole, properties
from scanner.formats.ppt_records import Record
from scanner.model import Passage, Problem, Reason, Segment, Stage
from scanner.problems import Unreadable

_STREAM = "PowerPoint Document"
_ENCRYPTED = 0xF3D1C4DF
_CHUNK = 64 << 10
# Lists of slides in the document, by their instance.
_SLIDES, _MASTERS, _NOTES = 0, 1, 2


def read(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    hints = Hints(name=name)
    with open_ole(stream) as ole:
        current = _bytes(ole, "Current User", budget)
        if len(current) >= 16 and struct.unpack_from("<L", current, 12)[0] == _ENCRYPTED:
            raise Unreadable(Reason.ENCRYPTED)
        data = memoryview(_bytes(ole, _STREAM, budget))
        show = _Show(data, ppt.directory(data, current, budget), hints, budget)
        yield from show.read()
        for label, value in properties(ole):
            yield Passage(value, at=f"property {label}", hints=Hints(header=label, name=name))


def _bytes(ole: Any, name: str, budget: Budget) -> bytes:
    if not ole.exists(name):
        return b""
    budget.spend(bytes=ole.get_size(name))
    data: bytes = ole.openstream(name).read()
    return data


class _Show:
    """A presentation. `places`: where the current state of each of its objects lies."""

    def __init__(self, data: memoryview, places: dict[int, int], hints: Hints, budget: Budget) -> None:
        self._data, self._places, self._hints, self._budget = data, places, hints, budget
        self._number: dict[int, int] = {}  # id of a slide → its number

    def read(self) -> Iterator[Segment]:
        document = self._at(self._places.get(0, -1))
        if document is None or document.type != ppt.DOCUMENT:
            yield from self._without_directory()
            return
        for record in ppt.records(document.data, self._budget, deep=False):
            if record.type == ppt.LIST:
                yield from self._list(record)
        yield from self._texts(self._outside(document), "", "presentation")
        yield from self._objects()

    def _at(self, number: int) -> Record | None:
        return ppt.first(self._data, self._places.get(number, -1), self._budget)

    def _outside(self, document: Record) -> Iterator[Record]:
        """What belongs to no slide: links, headers and footers. Names of fonts and sounds are no text."""
        for record in ppt.records(document.data, self._budget):
            if {ppt.LINK, ppt.HEADERS_FOOTERS} & set(record.above):
                yield record

    def _list(self, listed: Record) -> Iterator[Segment]:
        """Slides, masters or notes: their outline stands in the list, the rest in an object of their own."""
        entries: list[tuple[int, int, list[Record]]] = []
        for record in ppt.records(listed.data, self._budget, deep=False):
            if record.type == ppt.PERSIST and len(record.data) >= 16:
                number, _, _, identity = struct.unpack_from("<LLLL", record.data)
                entries.append((number, identity, []))
            elif entries:
                entries[-1][2].append(record)
        for order, (number, identity, outline) in enumerate(entries, start=1):
            self._budget.spend(pages=1)
            page = self._at(number)
            if listed.instance == _SLIDES:
                self._number[identity] = order
                part, at = f"slide {order}", ""
            elif listed.instance == _MASTERS:
                part, at = "", f"master {order}"
            else:
                part, at = self._noted(page, order), "notes"
            if page is None:
                yield Problem(Stage.READ, Reason.CORRUPT, part, "a slide is missing")
            inner: Iterable[Record] = ppt.records(page.data, self._budget) if page is not None else ()
            if listed.instance == _MASTERS:
                inner = _own(inner)
            yield from self._texts([*outline, *inner], part, at)

    def _noted(self, page: Record | None, order: int) -> str:
        """The slide that notes belong to."""
        if page is not None:
            for record in ppt.records(page.data, self._budget, deep=False):
                if record.type == ppt.NOTES_ATOM and len(record.data) >= 4:
                    order = self._number.get(struct.unpack_from("<L", record.data)[0], order)
        return f"slide {order}"

    def _texts(self, found: Iterable[Record], part: str, at: str) -> Iterator[Segment]:
        hints = replace(self._hints, sheet=part)
        lines: dict[str, None] = {}
        comments: list[str] = []
        size = 0
        for record in found:
            text = ppt.text_of(record).strip()
            if text in ("", "*") or not _spoken(record, at):  # a star stands for the number of the page
                continue
            if ppt.COMMENT in record.above:
                kind = ppt.COMMENT_TEXTS.get(record.instance, "text")
                if kind != "initials":
                    comments.append(text)
                continue
            lines[text] = None
            size += len(text)
            if size > _CHUNK:
                yield Passage("\n".join(lines), part, at, hints=hints)
                lines, size = {}, 0
        if lines:
            yield Passage("\n".join(lines), part, at, hints=hints)
        if comments:
            yield Passage("\n".join(comments), part, "comment", hints=hints)

    def _objects(self) -> Iterator[Segment]:
        """Embedded files. Packed: the size, then a zlib stream."""
        count = 0
        for number in sorted(n for n in self._places if n):
            record = self._at(number)
            if record is None or record.type != ppt.OLE_STORAGE:
                continue
            count += 1
            try:
                data = self._unpacked(record)
            except zlib.error:
                yield Problem(Stage.READ, Reason.CORRUPT, f"object {count}", "zlib")
                continue
            yield from read_embedded(data, f"object {count}", self._budget)

    def _unpacked(self, record: Record) -> bytes:
        if record.instance != 1:
            return bytes(record.data)
        packed = zlib.decompressobj()
        out = bytearray()
        rest = bytes(record.data[4:])
        while rest and not packed.eof:
            chunk = packed.decompress(rest, 1 << 20)
            rest = packed.unconsumed_tail
            self._budget.spend(bytes=len(chunk))
            out += chunk
        return bytes(out)

    def _without_directory(self) -> Iterator[Segment]:
        """The directory is lost: all text there is, old states of slides among it."""
        yield Problem(Stage.READ, Reason.CORRUPT, detail="no directory of slides")
        everything = (
            r for r in ppt.records(self._data, self._budget) if r.type != ppt.STRING or ppt.COMMENT in r.above
        )
        yield from self._texts(everything, "", "")


def _own(found: Iterable[Record]) -> Iterator[Record]:
    """What stands on a master itself: the prompts in its placeholders are shown on no slide."""
    prompt = False
    for record in found:
        if record.type == ppt.SHAPE:
            prompt = False
        elif record.type == ppt.PLACEHOLDER and len(record.data) >= 5:
            prompt = record.data[4] not in ppt.EDGES
        elif not prompt:
            yield record


def _spoken(record: Record, at: str) -> bool:
    """Text for people. Other strings name programs, tags and fonts, or places inside the document."""
    if record.type != ppt.STRING:
        return True
    linked = ppt.LINK in record.above and not ppt.text_of(record).startswith(("#", "_"))
    return linked or bool({ppt.COMMENT, ppt.HEADERS_FOOTERS} & set(record.above))
