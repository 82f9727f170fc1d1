"""dBASE, FoxPro and Clipper tables, and the files with their memos. Rows marked as deleted are read like the others.

https://www.dbf2002.com/dbf-file-format.html, https://learn.microsoft.com/previous-versions/visualstudio/foxpro/aa975386
"""

from __future__ import annotations

import datetime
import io
import struct
from collections.abc import Iterator
from typing import BinaryIO

from recognizers.types import Hints
from scanner.budget import Budget
from scanner.formats import read_member
from scanner.formats.encoding import decode, detect
from scanner.formats.sheets import cell_text
from scanner.formats.tables import Table
from scanner.model import Passage, Problem, Reason, Segment, Stage
from scanner.problems import Unreadable

_CODE_PAGES = {
    0x13: "cp932",
    0x7B: "cp932",
    0x03: "cp1252",
    0x57: "cp1252",
    0x7A: "cp936",
    0x78: "cp950",
    0x79: "cp949",
}
_BATCH = 4096
_BLOCK = 4 << 20
_SAMPLE = 256 << 10
_MEMOS = "MGP"  # numbers of blocks in the file beside, which is read as one of its own

Field = tuple[str, str, int, int]  # name, type, start, end in the record


def read(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    head = stream.read(32)
    count, start, size = struct.unpack_from("<LHH", head, 4)
    fields = list(_fields(stream.read(max(0, start - 32)), size, head[0]))
    if not fields or size < 2:
        raise Unreadable(Reason.CORRUPT, "fields")
    stream.seek(start)
    codec = _CODE_PAGES.get(head[29], "") or detect(_whole(stream.read(_SAMPLE)))
    stream.seek(start)
    names = [decode(raw.encode("latin-1"), codec).text for raw, kind, _, _ in fields]
    shown = [(names[i], *field[1:]) for i, field in enumerate(fields) if field[1] not in _MEMOS + "0"]
    table = Table([name for name, _, _, _ in shown], hints=Hints(name=name))
    left, rows = count, max(1, min(_BATCH, _BLOCK // size))
    while left > 0 and (block := stream.read(min(rows, left) * size)):
        budget.spend(cells=len(block) // size * len(shown))
        for place in range(0, len(block) - size + 1, size):
            row = block[place : place + size]
            yield from table.add([_value(row[begin:end], kind, codec) for _, kind, begin, end in shown])
        left -= len(block) // size
        if len(block) % size:
            break
    yield from table.flush()
    if left > 0:
        yield Problem(Stage.READ, Reason.CORRUPT, detail="fewer rows than its header says")


def _whole(sample: bytes) -> bytes:
    """Records cut characters nowhere, but the end of the sample may."""
    return sample if len(sample) < _SAMPLE else sample[: sample.rfind(b" ") + 1 or None]


def _fields(data: bytes, size: int, version: int) -> Iterator[Field]:
    begin = 1
    for place in range(0, len(data) - 31, 32):
        if data[place] in (0x0D, 0):
            return
        raw, kind = data[place : place + 11].partition(b"\0")[0], chr(data[place + 11])
        length = data[place + 16]
        if kind == "C" and version in (0x03, 0x83, 0xF5, 0xFB):
            length += data[place + 17] << 8  # Clipper keeps long texts so
        if begin + length > size:
            return
        yield raw.decode("latin-1"), kind, begin, begin + length
        begin += length


def _value(raw: bytes, kind: str, codec: str) -> str | None:
    """Types: https://www.dbf2002.com/dbf-file-format.html. Binary numbers are little-endian."""
    if kind == "I" and len(raw) == 4:
        return str(struct.unpack("<l", raw)[0])
    if kind in "BO" and len(raw) == 8:
        return cell_text(struct.unpack("<d", raw)[0])
    if kind == "Y" and len(raw) == 8:
        return str(struct.unpack("<q", raw)[0] / 10_000)
    if kind in "T@" and len(raw) == 8:
        return _moment(*struct.unpack("<LL", raw))
    text = raw.rstrip(b" \0").lstrip(b" ")
    if not text:
        return None
    if kind == "D" and len(text) == 8 and text.isdigit():
        return f"{text[:4].decode()}-{text[4:6].decode()}-{text[6:].decode()}"
    return decode(text, codec).text


def _moment(day: int, milliseconds: int) -> str | None:
    """day: Julian."""
    try:
        date = datetime.datetime.fromordinal(day - 1_721_425)
        return cell_text(date + datetime.timedelta(milliseconds=min(milliseconds, 86_400_000)))
    except (ValueError, OverflowError):
        return None


def read_memo(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    """The file with the memos (.dbt, .fpt): every block that is in use, "memo N"."""
    head = stream.read(512)
    foxpro = name.lower().endswith(".fpt")
    size = struct.unpack_from(">H", head, 6)[0] if foxpro else struct.unpack_from("<H", head, 20)[0] or 512
    size = size if 1 <= size <= 16_384 else 512
    number, hints = -(-512 // size), Hints(name=name)
    while True:
        budget.tick()
        stream.seek(number * size)
        if len(mark := stream.read(8)) < 8:
            return
        if foxpro:
            kind, length = struct.unpack(">LL", mark)
        else:
            kind, length = 1, struct.unpack_from("<L", mark, 4)[0] - 8 if mark.startswith(b"\xff\xff\x08") else -1
        used = 8
        if length < 0:  # dBASE III: up to the mark that ends files
            stream.seek(number * size)
            data = stream.read(64 << 10).partition(b"\x1a")[0]
            used = 0
        else:
            budget.spend(bytes=min(length, 1 << 24))
            data = stream.read(min(length, 1 << 24))
        if kind == 0 and data and foxpro:
            yield from read_member(io.BytesIO(data), f"memo {number}", budget, named=False)
        elif text := decode(data.strip(b"\0 ")).text.strip("\0 \r\n"):
            yield Passage(text, at=f"memo {number}", hints=hints)
        number += max(1, -(-(used + len(data)) // size))
