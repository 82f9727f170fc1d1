"""CSV and its kin: any delimiter, with or without a header, titles above it, rows of uneven length."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain, islice
from typing import BinaryIO

from recognizers.types import Hints
from scanner.budget import Budget
from scanner.formats.encoding import Decoder, text_blocks
from scanner.formats.tables import Table, find_layout, is_form, label_pairs, names_for
from scanner.formats.text import lost
from scanner.model import Passage, Segment

_SAMPLE_ROWS = 200
_FIELD_LIMIT = 16 << 20
_MAX_COLUMNS = 20_000
_RECORD_LINES = 1_000


def read(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    decoder = Decoder(stream.read(64 << 10))
    stream.seek(0)
    blocks = text_blocks(stream, decoder)
    first = next(blocks, "")
    dialect = sniff_dialect(first)
    lines = _lines(chain([first], blocks), budget)
    csv.field_size_limit(_FIELD_LIMIT)
    rows = _rows(lines, dialect)
    yield from _read_rows(rows, Hints(name=name), budget)
    yield from lost(decoder)


class Dialect(csv.Dialect):
    delimiter = ","
    quotechar = '"'
    doublequote = True
    skipinitialspace = False
    lineterminator = "\n"
    quoting = csv.QUOTE_MINIMAL
    strict = False


def sniff_dialect(text: str) -> type[Dialect]:
    """The delimiter and quote that cut the first lines into rows of the most even length."""
    lines = [line for line in text[: 64 << 10].split("\n") if line.strip()][:100]
    if len(text) > 64 << 10:
        lines = lines[:-1] or lines
    single = '"' not in text[: 64 << 10] and re.search(r"(?:^|[,;\t|])'[^'\n]*'(?:[,;\t|]|$)", text[:4096])
    quote = "'" if single else '"'
    best, delimiter = 0.0, ","
    for candidate in ",\t;|:":
        try:
            widths = Counter(len(row) for row in csv.reader(lines, delimiter=candidate, quotechar=quote) if row)
        except csv.Error:
            continue
        width, rows = max(widths.items(), key=lambda pair: (pair[1] if pair[0] > 1 else 0, pair[0]), default=(1, 0))
        score = rows / max(1, sum(widths.values())) + min(width, 20) / 100 - (0.5 if candidate == ":" else 0)
        if width > 1 and score > best:
            best, delimiter = score, candidate
    return type("Sniffed", (Dialect,), {"delimiter": delimiter, "quotechar": quote})


def _lines(blocks: Iterable[str], budget: Budget) -> Iterator[str]:
    for block in blocks:
        budget.tick()
        block = block.replace("\0", "") if "\0" in block else block
        # Not splitlines: it would also cut at \x85 and \u2028, which occur inside cells.
        yield from (line + "\n" for line in block.removesuffix("\n").split("\n"))


class _Unclosed(Exception):
    """A quote was opened and not closed for a long time."""


def _rows(lines: Iterator[str], dialect: type[Dialect]) -> Iterator[list[str]]:
    """Rows of the reader. What an unclosed quote swallowed is cut again line by line, quotes ignored."""
    pending: list[str] = []

    def record() -> Iterator[str]:
        size = 0
        for line in lines:
            size = size + len(line) if pending else 0
            if len(pending) > _RECORD_LINES or size > _FIELD_LIMIT // 2:
                pending.append(line)
                raise _Unclosed
            pending.append(line)
            yield line

    reader = csv.reader(record(), dialect)
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except (csv.Error, _Unclosed):
            for line in pending:
                yield line.rstrip("\n").split(dialect.delimiter)
            reader = csv.reader(record(), dialect)
        else:
            yield row
        pending.clear()


def _read_rows(rows: Iterator[list[str]], hints: Hints, budget: Budget) -> Iterator[Segment]:
    head = list(islice(rows, _SAMPLE_ROWS))
    filled = [(number, row) for number, row in enumerate(head, start=1) if any(cell.strip() for cell in row)]
    sample = [row for _, row in filled]
    width = Counter(map(len, sample)).most_common(1)[0][0] if sample else 0
    layout = find_layout(sample, min(max(map(len, sample), default=0), _MAX_COLUMNS))
    if width <= 1 and not layout.names:
        yield from _as_text(chain(head, rows), hints)
        return
    if not layout.names and width <= 4 and len(head) < _SAMPLE_ROWS and is_form(sample):
        for number, row in filled:
            for at, label, text in label_pairs([(f"row {number}", cell) for cell in row if cell.strip()]):
                yield Passage(text, at=at, hints=replace(hints, header=label))
        return
    for number, row in filled[: layout.titles]:
        yield Passage("\t".join(cell for cell in row if cell), at=f"row {number}", hints=hints)
    first = filled[layout.first][0] if layout.first < len(filled) else len(head) + 1
    table = Table(layout.names or names_for(width), hints=hints, row=first)
    for row in chain(head[first - 1 :], rows):
        budget.spend(cells=len(row))
        if len(row) > _MAX_COLUMNS:
            row = [*row[: _MAX_COLUMNS - 1], "\t".join(row[_MAX_COLUMNS - 1 :])]
        yield from table.add(row)
    yield from table.flush()


def _as_text(rows: Iterable[list[str]], hints: Hints) -> Iterator[Segment]:
    """A file of one column without a header is text."""
    batch: list[str] = []
    first = 1
    for number, row in enumerate(rows, start=1):
        batch.append("\t".join(row))
        if len(batch) == 10_000:
            yield Passage("\n".join(batch), hints=hints, line=first)
            batch, first = [], number + 1
    if batch:
        yield Passage("\n".join(batch), hints=hints, line=first)
