"""The log beside an SQLite database ("-wal"): rows that were written and are perhaps not in the database yet.

Each frame holds a page; of those the leaves of tables are read, without a schema, so rows are texts and not columns.
https://www.sqlite.org/fileformat2.html (sections 1.6, 2.1, 4.1)
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import BinaryIO

from recognizers.types import Hints
from scanner.budget import Budget
from scanner.formats.encoding import decode
from scanner.model import Passage, Reason, Segment
from scanner.problems import Unreadable

_LEAF = 0x0D
_SIZES = (0, 1, 2, 3, 4, 6, 8, 8, 0, 0)  # of serial types 0 to 9


def read(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    header = stream.read(32)
    size = struct.unpack_from(">L", header, 8)[0] if len(header) == 32 else 0
    if size == 1 << 16 or (512 <= size <= 1 << 15 and not size & (size - 1)):
        seen: set[int] = set()
        while len(frame := stream.read(24 + size)) == 24 + size:
            budget.spend(bytes=size)
            number = struct.unpack_from(">L", frame)[0]
            for row, text in _rows(frame[24:], 100 if number == 1 else 0, budget):
                if (mark := hash((number, row, text))) not in seen:
                    seen.add(mark)
                    yield Passage(text, f"page {number}", f"row {row}", hints=Hints(name=name))
        return
    raise Unreadable(Reason.CORRUPT, "page size")


def _rows(page: bytes, start: int, budget: Budget) -> Iterator[tuple[int, str]]:
    """Row number and its texts, tabs between, of each cell of a leaf."""
    if page[start] != _LEAF:
        return
    (count,) = struct.unpack_from(">H", page, start + 3)
    for index in range(min(count, (len(page) - start - 8) // 2)):
        budget.tick()
        (place,) = struct.unpack_from(">H", page, start + 8 + 2 * index)
        try:
            _, place = _varint(page, place)
            row, place = _varint(page, place)
            texts = list(_texts(page, place))
        except IndexError:
            continue
        if texts:
            yield row, "\t".join(texts)


def _texts(page: bytes, start: int) -> Iterator[str]:
    length, place = _varint(page, start)
    body, kinds = start + length, []
    while place < min(body, len(page)):
        kind, place = _varint(page, place)
        kinds.append(kind)
    for kind in kinds:
        size = _SIZES[kind] if kind < 10 else max(0, (kind - 12) // 2)
        raw = page[body : body + size]
        if 1 <= kind <= 6:
            yield str(int.from_bytes(raw, "big", signed=True))
        elif kind >= 13 and kind % 2 and raw:
            yield decode(raw).text
        body += size


def _varint(page: bytes, place: int) -> tuple[int, int]:
    """(value, place behind it). Raises IndexError past the end."""
    value = 0
    for _ in range(8):
        byte = page[place]
        place += 1
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, place
    return value << 8 | page[place], place + 1
