"""Files that banks exchange (全銀協規定フォーマット): records of 120 or 200 characters, with or without line ends.

The first character tells the record: 1 header, 2 data, 8 trailer, 9 end; the next two of the header the kind of file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from recognizers.types import Hints
from scanner.budget import Budget
from scanner.formats.encoding import Decoder, newlines
from scanner.formats.tables import Table
from scanner.formats.text import lost
from scanner.formats.zengin_kind import KINDS, Layout
from scanner.model import Passage, Segment

_SAID = re.compile("種別|区分|予備|新規コード")  # of the header: says nothing of anybody
_RECORDS = 4096


def read(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    decoder = Decoder(stream.read(64 << 10))
    stream.seek(0)
    hints, begun = Hints(name=name), False
    _, header, data = KINDS["21"]
    table = Table([*data], hints=hints)
    for number, record in enumerate(_records(stream, decoder, budget), start=1):
        if record[:1] == "1":
            yield from table.flush()
            begun = False
            if record[1:3] in KINDS and data is not KINDS[record[1:3]][2]:
                _, header, data = KINDS[record[1:3]]
                table = Table([*data], hints=hints)
            yield from _header(record, header, number, hints)
        elif record[:1] == "2":
            if not begun:
                table.row, begun = number, True
            yield from table.add([value.strip() or None for value in _cut(record, data).values()])
        elif record.strip(" 0123456789\x1a"):
            yield Passage(record, at=f"record {number}", hints=hints)
    yield from table.flush()
    yield from lost(decoder)


def _header(record: str, layout: Layout, number: int, hints: Hints) -> Iterator[Segment]:
    for field, value in _cut(record, layout).items():
        if value.strip() and not _SAID.search(field):
            yield Passage(value.strip(), at=f"record {number} {field}", hints=replace(hints, header=field))


def _cut(record: str, layout: Layout) -> dict[str, str]:
    """What is longer than the layout goes to the last field, so that nothing of it is missed."""
    values, place = {}, 0
    for field, width in layout.items():
        values[field] = record[place : place + width]
        place += width
    values[field] += record[place:]
    return values


def _records(stream: BinaryIO, decoder: Decoder, budget: Budget) -> Iterator[str]:
    """Lines, or where there are none, stretches of the length that the kind of file has."""
    head = stream.read(4)
    stream.seek(0)
    length = KINDS.get(head[1:3].decode("ascii", "replace"), (120,))[0]
    rest = b""
    while block := stream.read(_RECORDS * length):
        budget.spend(cells=len(block) // 8)
        data = rest + block
        end = data.rfind(b"\n") + 1 or len(data) // length * length
        rest = data[end:]
        yield from _split(newlines(decoder.decode(data[:end])), length)
    yield from _split(newlines(decoder.decode(rest)), length)


def _split(text: str, length: int) -> Iterator[str]:
    for line in text.split("\n"):
        if not line.strip("\x1a"):
            continue
        if len(line) < length * 1.5:
            yield line
        else:
            yield from (line[start : start + length] for start in range(0, len(line), length))
