"""Drawings as Windows keeps them, EMF and WMF: a table pasted from Excel as a picture is one, and its text is in it.

[MS-EMF] 2.3.5 (text records of a fixed head, offsets from their own start), [MS-WMF] 2.3.3. Pieces of text on one height
are one line; they come in the order in which they were drawn. Text that is given as numbers of glyphs is not read.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from heapq import heappop, heappush
from typing import BinaryIO

from recognizers.types import Hints
from scanner.budget import Budget
from scanner.model import Passage, Problem, Reason, Segment, Stage

_LARGE = 64 << 20
_WIDE, _NARROW, _SMALL = 84, 83, 108  # EMR_EXTTEXTOUTW, EMR_EXTTEXTOUTA, EMR_SMALLTEXTOUT
_GLYPHS, _NO_FRAME, _BYTES = 0x10, 0x100, 0x200  # ETO_GLYPH_INDEX, ETO_NO_RECT, ETO_SMALL_CHARS
_TEXT, _LONG_TEXT, _FRAMED = 0x0521, 0x0A32, 0x06  # META_TEXTOUT, META_EXTTEXTOUT, opaque or clipped
_PLACEABLE = b"\xd7\xcd\xc6\x9a"
_CODEC = "cp932"
# What makes an object of a WMF; it takes the first free number. A font says in which characters text is written.
_MAKES = frozenset({0x02FA, 0x02FB, 0x02FC, 0x00F7, 0x01F9, 0x0142, 0x06FF})
_FONT, _SELECT, _DELETE = 0x02FB, 0x012D, 0x01F0
_CHARSETS = {128: "cp932", 129: "cp949", 134: "gbk", 136: "cp950"}  # [MS-WMF] 2.1.1.5

_Piece = tuple[int, str]  # height, text


def read_emf(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    yield from _read(stream, name, budget, _emf)


def read_wmf(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    yield from _read(stream, name, budget, _wmf)


def _read(
    stream: BinaryIO, name: str, budget: Budget, pieces: Callable[[bytes, Budget], Iterator[_Piece]]
) -> Iterator[Segment]:
    data = stream.read(_LARGE + 1)
    if len(data) > _LARGE:
        yield Problem(Stage.READ, Reason.TOO_LARGE, detail=f"more than {_LARGE} bytes of a drawing")
        data = data[:_LARGE]
    lines: list[str] = []
    last: int | None = None
    for height, text in pieces(data, budget):
        if height == last:
            lines[-1] += "\t" + text
        else:
            lines.append(text)
        last = height
    if lines:
        yield Passage("\n".join(lines), hints=Hints(name=name), line=1)


def _emf(data: bytes, budget: Budget) -> Iterator[_Piece]:
    at = number = 0
    while at + 8 <= len(data):
        if number % 4096 == 0:
            budget.tick()
        number += 1
        kind, size = struct.unpack_from("<LL", data, at)
        if size < 8:
            return
        record = data[at : at + size]
        at += size
        try:
            if kind in (_WIDE, _NARROW):
                (height,) = struct.unpack_from("<l", record, 40)
                count, offset, options = struct.unpack_from("<LLL", record, 44)
                raw = record[offset : offset + count * (2 if kind == _WIDE else 1)]
                wide = kind == _WIDE
            elif kind == _SMALL:
                (height,) = struct.unpack_from("<l", record, 12)
                count, options = struct.unpack_from("<LL", record, 16)
                offset, wide = 36 + (0 if options & _NO_FRAME else 16), not options & _BYTES
                raw = record[offset : offset + count * (2 if wide else 1)]
            else:
                continue
        except struct.error:
            continue
        text = raw.decode("utf-16-le" if wide else _CODEC, "replace").strip("\0 ")
        if text and not options & _GLYPHS:
            yield height, text


class _Objects:
    """What has been made and not yet deleted, with the codec of each font."""

    def __init__(self) -> None:
        self._codecs: dict[int, str] = {}
        self._free: list[int] = []
        self._most = 0
        self.codec = _CODEC

    def see(self, kind: int, record: bytes) -> None:
        if kind in _MAKES:
            number = heappop(self._free) if self._free else self._most
            self._most = max(self._most, number + 1)
            font = kind == _FONT and len(record) > 13
            self._codecs[number] = _CHARSETS.get(record[13], _CODEC) if font else ""
        elif kind in (_SELECT, _DELETE) and len(record) >= 2:
            number = int.from_bytes(record[:2], "little")
            if kind == _DELETE:
                if self._codecs.pop(number, None) is not None:
                    heappush(self._free, number)
            else:
                self.codec = self._codecs.get(number) or self.codec


def _wmf(data: bytes, budget: Budget) -> Iterator[_Piece]:
    objects = _Objects()
    at = (22 if data.startswith(_PLACEABLE) else 0) + 18
    number = 0
    while at + 6 <= len(data):
        if number % 4096 == 0:
            budget.tick()
        number += 1
        words, kind = struct.unpack_from("<LH", data, at)
        if words < 3:
            return
        record = data[at + 6 : at + 2 * words]
        at += 2 * words
        try:
            if kind == _LONG_TEXT:
                height, _, count, options = struct.unpack_from("<hhHH", record)
                start = 8 + (8 if options & _FRAMED else 0)
                raw = b"" if options & _GLYPHS else record[start : start + count]
            elif kind == _TEXT:
                (count,) = struct.unpack_from("<H", record)
                raw = record[2 : 2 + count]
                (height,) = struct.unpack_from("<h", record, 2 + count + count % 2)
            else:
                objects.see(kind, record)
                continue
        except struct.error:
            continue
        if text := raw.decode(objects.codec, "replace").strip("\0 "):
            yield height, text
