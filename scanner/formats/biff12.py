"""The binary parts of .xlsb workbooks ([MS-XLSB]): what they hold besides cells.

Records are many and change by version; the strings in them are all alike, a count of characters (4 bytes, or in
formulas 2 bytes behind 0x17) and UTF-16. So strings are looked for in every record but those of cells, which calamine
reads.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

from scanner.budget import Budget

SST_ITEM = 19
CELLS = frozenset((*range(1, 12), 62))
_LONG = 32_767  # characters of a cell
_LARGE = 1 << 20
_PTG_STRING = 0x17


def records(data: bytes, budget: Budget) -> Iterator[tuple[int, bytes]]:
    """(type, content). Type and size are numbers of 7 bits a byte. Ends quietly where the part is cut off."""
    place, number = 0, 0
    while place < len(data):
        if number % 4096 == 0:
            budget.tick()
        number += 1
        kind, place = _varint(data, place, 2)
        size, place = _varint(data, place, 4)
        yield kind, data[place : place + size]
        place += size


def _varint(data: bytes, place: int, most: int) -> tuple[int, int]:
    """(number, place behind it): 7 bits a byte, the lowest first."""
    value = 0
    for index in range(most):
        if place >= len(data):
            break
        byte = data[place]
        place += 1
        value |= (byte & 0x7F) << 7 * index
        if byte < 0x80:
            break
    return value, place


def strings(data: bytes) -> Iterator[str]:
    """All strings in one record, in order."""
    place, end = 0, min(len(data), _LARGE)
    while place + 4 < end:
        count = struct.unpack_from("<L", data, place)[0]
        start = place + 4
        if data[place] == _PTG_STRING and place + 3 < end:
            short = struct.unpack_from("<H", data, place + 1)[0]
            if text := _text(data, place + 3, short):
                yield text
                place += 3 + 2 * short
                continue
        if text := _text(data, start, count):
            yield text
            place = start + 2 * count
        else:
            place += 1


def _text(data: bytes, start: int, count: int) -> str:
    """ "" where it is no string of printable characters."""
    if not 1 <= count <= _LONG or start + 2 * count > len(data):
        return ""
    raw = data[start : start + 2 * count]
    try:
        text = raw.decode("utf-16-le")
    except UnicodeDecodeError:
        return ""
    return text if all(char.isprintable() or char in "\t\r\n\u3000" for char in text) else ""


def phonetic(item: bytes) -> str:
    """The reading of a shared string: behind its text and the places of its fonts. "" where it has none."""
    if not item or not item[0] & 2:
        return ""
    place = 5 + 2 * struct.unpack_from("<L", item, 1)[0]
    if item[0] & 1 and place + 4 <= len(item):
        place += 4 + 4 * struct.unpack_from("<L", item, place)[0]
    if place + 4 > len(item):
        return ""
    return _text(item, place + 4, struct.unpack_from("<L", item, place)[0])


def beside_cells(data: bytes, budget: Budget) -> Iterator[tuple[int, list[str]]]:
    """(type, strings) of the records that have any and are no cells."""
    for kind, content in records(data, budget):
        if kind not in CELLS and kind and (found := [text for text in strings(content) if text.strip()]):
            yield kind, found
