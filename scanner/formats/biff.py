"""What workbooks before 2007 (.xls) hold besides cells: comments, shapes, header and footer, names, readings, caches.

[MS-XLS] for BIFF8 (Excel 97 on); Excel 5 and 95 (BIFF5, 7) have strings of bytes in the machine's code page, and few
of these places. Sheets are named by their BOUNDSHEET records.
"""

from __future__ import annotations

import re
import struct
from collections import deque
from collections.abc import Iterator

from scanner.budget import Budget
from scanner.formats.encoding import decode
from scanner.formats.sheets import printed

_BOF, _EOF, _BOUNDSHEET, _CONTINUE = (0x809, 0x409, 0x209, 0x009), 0x0A, 0x85, 0x3C
_HEADER, _FOOTER, _NOTE, _TXO, _NAME, _DV, _CRN, _SST, _PIVOT = 0x14, 0x15, 0x1C, 0x1B6, 0x18, 0x1BE, 0x5A, 0xFC, 0xCD
_LITERAL = 0x17  # a string in a formula
# In a shared string's extension: size, font, count of stretches, count of characters twice, characters.
_READING = re.compile(rb"(?=\x01\x00(..)....(..)(..)(..))", re.S)


def places(stream: bytes, budget: Budget) -> Iterator[tuple[str, str, str]]:
    """(sheet, place, text) of one stream of records; sheet "" for the book as a whole."""
    wide, depth, current, last = True, 0, "", 0
    waiting: deque[str] | None = None  # names of sheets to come; None before the first record
    shared, in_shared = bytearray(), False
    for kind, data in records(stream, budget):
        if kind in _BOF:
            wide = kind == 0x809 and data[:2] == b"\0\x06"
            depth += 1
            if depth == 1:  # the book itself comes first; inside a sheet its charts have a level of their own
                current = waiting.popleft() if waiting else ""
                waiting = deque() if waiting is None else waiting
        elif kind == _EOF:
            depth = max(0, depth - 1)
        elif kind == _BOUNDSHEET and waiting is not None:
            waiting.append(_short(data, 6, wide))
        elif kind == _SST or (kind == _CONTINUE and in_shared):
            shared += data
        elif kind == _CONTINUE and last == _TXO and data:
            yield current, "comment or text box", _unicode(data, 0, (len(data) - 1) // (2 if data[0] & 1 else 1))
        else:
            yield from ((current, place, text) for place, text in _simple(kind, data, wide))
        in_shared = kind == _SST or (in_shared and kind == _CONTINUE)
        last = kind if kind != _CONTINUE else -1
    for reading in _readings(bytes(shared)):
        yield "", "phonetic guide", reading


def records(stream: bytes, budget: Budget) -> Iterator[tuple[int, bytes]]:
    """(type, content); ends quietly where the stream is cut off."""
    place, number = 0, 0
    while place + 4 <= len(stream):
        if number % 4096 == 0:
            budget.tick()
        number += 1
        kind, size = struct.unpack_from("<HH", stream, place)
        yield kind, stream[place + 4 : place + 4 + size]
        place += 4 + size


def _simple(kind: int, data: bytes, wide: bool) -> Iterator[tuple[str, str]]:
    """Records that say all by themselves."""
    if kind in (_HEADER, _FOOTER) and data:
        yield "header or footer", printed(_long(data, 0)[0] if wide else _short(data, 0, wide))
    elif kind == _NOTE and len(data) > 8:
        if wide:
            yield "comment author", _long(data, 8)[0]
        else:
            yield "comment", decode(data[6:]).text
    elif kind == _NAME and len(data) > 14:
        length = data[3]
        if wide:
            size = length * (2 if data[14] & 1 else 1)
            if not data[0] & 0x20:  # one of Excel's own, such as the print area
                yield "defined name", _unicode(data, 14, length)
            yield from (("defined name", text) for text in _literals(data[15 + size :], wide))
        elif not data[0] & 0x20:
            yield "defined name", decode(data[14 : 14 + length]).text
    elif kind == _DV and wide and len(data) > 4:
        place = 4
        for _ in range(4):  # titles and texts of prompt and error
            text, place = _long(data, place)
            yield "data validation", text.strip("\0")
        yield from (("data validation", text.replace("\0", ",")) for text in _literals(data[place:], wide))
    elif kind == _CRN and len(data) > 4:
        yield from (("external link", text) for text in _cached(data, wide))
    elif kind == _PIVOT and data:
        yield "pivot cache", _long(data, 0)[0] if wide else decode(data[2:]).text


def _cached(data: bytes, wide: bool) -> Iterator[str]:
    """Cells of another workbook: nine bytes each, but for strings."""
    place = 4
    for _ in range(data[0] - data[1] + 1):
        if place >= len(data):
            return
        if data[place] == 2:
            if wide:
                text, place = _long(data, place + 1)
            else:
                length = data[place + 1] if place + 1 < len(data) else 0
                text, place = decode(data[place + 2 : place + 2 + length]).text, place + 2 + length
            yield text
        else:
            if data[place] == 1 and place + 9 <= len(data):
                yield f"{struct.unpack_from('<d', data, place + 1)[0]:.15g}"
            place += 9


def _literals(formula: bytes, wide: bool) -> Iterator[str]:
    place = formula.find(_LITERAL)
    while 0 <= place < len(formula) - 2:
        length = formula[place + 1]
        text = _unicode(formula, place + 2, length) if wide else decode(formula[place + 2 : place + 2 + length]).text
        if length and len(text) == length and all(char.isprintable() or char == "\0" for char in text):
            yield text
            place += 2 + length
        place = formula.find(_LITERAL, place + 1)


def _readings(shared: bytes) -> Iterator[str]:
    """Phonetic guides, told by sizes that agree. One that is spread over two records is missed."""
    for match in _READING.finditer(shared):
        size, stretches, count, again = (struct.unpack("<H", group)[0] for group in match.groups())
        if count and count == again and size == 10 + 2 * count + 6 * stretches:
            start = match.start() + 14
            yield shared[start : start + 2 * count].decode("utf-16-le", "replace")


def _long(data: bytes, place: int) -> tuple[str, int]:
    """A string of BIFF8 with a count of two bytes, and the place behind it."""
    if place + 3 > len(data):
        return "", len(data)
    count = struct.unpack_from("<H", data, place)[0]
    return _unicode(data, place + 2, count), place + 3 + count * (2 if data[place + 2] & 1 else 1)


def _short(data: bytes, place: int, wide: bool) -> str:
    """A string with a count of one byte."""
    if place >= len(data):
        return ""
    count = data[place]
    return _unicode(data, place + 1, count) if wide else decode(data[place + 1 : place + 1 + count]).text


def _unicode(data: bytes, place: int, count: int) -> str:
    """Characters behind their flags: of two bytes each, or of one where all are below U+0100."""
    if place >= len(data):
        return ""
    flags, start = data[place], place + 1
    if flags & 1:
        return data[start : start + 2 * count].decode("utf-16-le", "replace")
    return data[start : start + count].decode("latin-1")
