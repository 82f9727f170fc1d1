"""A huge file in shares that several workers read at the same time.

A share ends where a record does: a line, a row of a CSV whatever is in its quotes, a JSON value, a row group. Text and
tables are cut where their readers cut them into blocks, so the shares give what the whole gives. What cannot be cut so
is read whole: UTF-16, ISO-2022-JP, tables without a header, old line ends, text that begins as a table with one does.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from scanner import formats
from scanner.budget import Budget
from scanner.formats.delimited import sniff_dialect
from scanner.formats.encoding import BLOCK, Decoder
from scanner.formats.tables import find_layout
from scanner.formats.window import Window
from scanner.model import Segment

SLICE = 32 << 20  # bytes of a share, about; a multiple of BLOCK
LEAST = 2 * SLICE  # of a file that is cut
_KINDS = ("text", "csv", "tsv", "jsonl", "parquet")
_SPEC = re.compile(r"([a-z]+):(\d+)-(\d+)(?:\^(\d+)-(\d+)\+(\d+))?")
_NO_HEAD = (0, 0, 0)
_SAMPLE_ROWS = 200
_ESCAPE = b"\x1b$"  # of ISO-2022-JP, in which a quote may be half a character


@dataclass(frozen=True, slots=True)
class Share:
    """format, and bytes of the file (of Parquet: row groups). head: of a table's header: bytes, and rows above it."""

    format: str
    start: int
    end: int
    head: tuple[int, int, int] = (0, 0, 0)

    def __str__(self) -> str:
        header = f"^{self.head[0]}-{self.head[1]}+{self.head[2]}" if self.head[1] else ""
        return f"{self.format}:{self.start}-{self.end}{header}"

    @classmethod
    def of(cls, spec: str) -> Share:
        match = _SPEC.fullmatch(spec)
        if match is None:
            raise ValueError("not a share")
        format, *numbers = match.groups(default="0")
        start, end, *head = map(int, numbers)
        return cls(format, start, end, (head[0], head[1], head[2]))


def is_first(spec: str) -> bool:
    """Whether a share has the beginning of its file."""
    return Share.of(spec).start == 0


def cut(stream: BinaryIO, name: str, size: int) -> Iterator[tuple[Share, int]]:
    """(share, its size in bytes) one after another; nothing where the file is read whole."""
    format = formats.identify(stream, name)
    if format not in _KINDS:
        return
    if format == "parquet":
        yield from _groups(stream, size)
        return
    first = stream.read(BLOCK)
    decoder = Decoder(first[: 64 << 10])
    if decoder.wide not in ("", "utf-8-sig") or _ESCAPE in first or b"\r" in first.replace(b"\r\n", b""):
        return
    head, quote = _NO_HEAD, b""
    if format in ("csv", "tsv"):
        found = _header(first[: first.rfind(b"\n") + 1], decoder)
        if found is None:
            return
        head, quote = found
    elif format == "text" and _header(first[: first.rfind(b"\n") + 1], decoder) is not None:
        return  # rows under a header (`structure`), which the shares behind the first would miss
    start = 0
    for border in _borders(stream, size, quote, format == "jsonl"):
        yield Share(format, start, border, head if start else _NO_HEAD), border - start
        start = border
    yield Share(format, start, size, head if start else _NO_HEAD), size - start


def segments_of(stream: BinaryIO, name: str, budget: Budget, share: Share) -> tuple[Window | None, Iterator[Segment]]:
    """What a share holds, and the window through which it is read; None for row groups."""
    if share.format == "parquet":
        from scanner.formats import parquet

        return None, parquet.read(stream, name, budget, range(share.start, share.end))
    stream.seek(share.head[0])
    head = stream.read(share.head[1] - share.head[0])
    window = Window(stream, share.start, share.end, head)
    return window, formats.read(window, name, budget, share.format)  # type: ignore[arg-type]


def _groups(stream: BinaryIO, size: int) -> Iterator[tuple[Share, int]]:
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(stream) as file:
            sizes = [
                sum(group.column(n).total_compressed_size for n in range(group.num_columns))
                for group in map(file.metadata.row_group, range(file.metadata.num_row_groups))
            ]
    except Exception:  # whoever reads it says what is wrong
        return
    first, held = 0, 0
    for number, bytes_ in enumerate(sizes, start=1):
        held += bytes_
        if held >= SLICE or number == len(sizes):
            rest = size - sum(sizes) if number == len(sizes) else 0  # what is not in the groups
            yield Share("parquet", first, number), held + rest
            first, held = number, 0


def _header(first: bytes, decoder: Decoder) -> tuple[tuple[int, int, int], bytes] | None:
    """Where the header of a table lies, and its quotes; None where there is none, or something else than a table."""
    text = decoder.decode(first).replace("\r\n", "\n")
    dialect = sniff_dialect(text)
    lines = text.removesuffix("\n").split("\n")
    reader = csv.reader((line + "\n" for line in lines), dialect)
    rows, ends = [], []  # filled rows; of each its number and the line behind it
    try:
        for number, row in enumerate(reader, start=1):
            if any(cell.strip() for cell in row):
                rows.append(row)
                ends.append((number, reader.line_num))
            if len(rows) == _SAMPLE_ROWS:
                break
    except csv.Error:
        return None
    layout = find_layout(rows, max(map(len, rows), default=0))
    if len(layout.names) < 2 or not layout.first or layout.first >= len(rows):
        return None
    raw = first.split(b"\n")
    above, begin = ends[layout.titles - 1] if layout.titles else (0, 0)
    place = [sum(len(line) + 1 for line in raw[:number]) for number in (begin, ends[layout.first - 1][1])]
    return (place[0], place[1], above), dialect.quotechar.encode() if dialect.quotechar else b""


def _borders(stream: BinaryIO, size: int, quote: bytes, values: bool) -> Iterator[int]:
    """Ends of lines outside quotes, one for about each SLICE. values: lines that are a JSON value each."""
    start, place, odd = 0, 0, False
    while place + BLOCK < size:
        if quote:
            stream.seek(place)
            block = stream.read(BLOCK)
            if _ESCAPE in block:
                return
        elif place + BLOCK - start < SLICE:
            place += BLOCK
            continue
        else:
            stream.seek(place)
            block = stream.read(BLOCK)
        place += BLOCK
        end = block.rfind(b"\n") + 1
        inside = odd ^ (quote != b"" and block.count(quote, 0, end) % 2 == 1)
        if end and not inside and place - start >= SLICE and (not values or _between_values(stream, block, place, end)):
            start = place - BLOCK + end
            yield start
        odd ^= quote != b"" and block.count(quote) % 2 == 1


def _between_values(stream: BinaryIO, block: bytes, place: int, end: int) -> bool:
    before = block[block.rfind(b"\n", 0, end - 1) + 1 : end]
    stream.seek(place - BLOCK + end)
    return all(map(_is_value, (before, stream.readline(BLOCK))))


def _is_value(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict | list)
    except (ValueError, RecursionError):
        return False
