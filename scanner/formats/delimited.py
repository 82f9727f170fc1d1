"""CSV and its kin: any delimiter, with or without a header, titles above it, rows of uneven length."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain
from typing import BinaryIO

from recognizers.types import Hints
from scanner.budget import Budget, OverBudget
from scanner.formats.encoding import Decoder, text_blocks
from scanner.formats.forms import label_pairs
from scanner.formats.tables import Table, find_layout, is_form, names_for
from scanner.formats.text import lost
from scanner.model import Passage, Segment

_SAMPLE_ROWS = 200
_RECORD_CHARS = 16 << 20
_MAX_COLUMNS = 20_000
_RECORD_LINES = 500


def read(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    decoder = Decoder(stream.read(64 << 10))
    stream.seek(0)
    blocks = text_blocks(stream, decoder)
    first = next(blocks, "")
    dialect = sniff_dialect(first)
    csv.field_size_limit(2 * _RECORD_CHARS)
    yield from _read_rows(_batches(chain([first], blocks), dialect, budget), Hints(name=name))
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


def _batches(blocks: Iterable[str], dialect: type[Dialect], budget: Budget) -> Iterator[list[list[str]]]:
    """Rows, a block's worth at a time. A block that ends inside quotes waits for the next ones."""
    carry = ""
    for block in blocks:
        block = carry + (block.replace("\0", "") if "\0" in block else block)
        if block.count(dialect.quotechar) % 2 and len(block) < _RECORD_CHARS:
            carry = block
            continue
        carry = ""
        yield _parse(block, dialect, budget)
    if carry:
        yield _parse(carry, dialect, budget)


def _parse(text: str, dialect: type[Dialect], budget: Budget) -> list[list[str]]:
    # Not splitlines: it would also cut at \x85 and \u2028, which occur inside cells.
    lines = text.removesuffix("\n").split("\n")
    rows = list(csv.reader((line + "\n" for line in lines), dialect))
    if len(lines) - len(rows) > _RECORD_LINES:
        rows = [short for row in rows for short in _unclosed(row, dialect.delimiter)]
    budget.spend(cells=sum(map(len, rows)))
    if max(map(len, rows), default=0) > _MAX_COLUMNS:
        rows = [[*row[: _MAX_COLUMNS - 1], dialect.delimiter.join(row[_MAX_COLUMNS - 1 :])] for row in rows]
    return rows


def _unclosed(row: list[str], delimiter: str) -> Iterator[list[str]]:
    """A quote that is never closed swallows the lines after it: give each its row back."""
    for index, cell in enumerate(row):
        if cell.count("\n") > _RECORD_LINES:
            first, *lines = cell.split("\n")
            yield [*row[:index], first]
            yield from (line.split(delimiter) for line in lines if line)
            yield row[index + 1 :]
            return
    yield row


def _read_rows(batches: Iterator[list[list[str]]], hints: Hints) -> Iterator[Segment]:
    first = next(batches, [])
    head = first[:_SAMPLE_ROWS]
    filled = [(number, row) for number, row in enumerate(head, start=1) if any(cell.strip() for cell in row)]
    sample = [row for _, row in filled]
    width = Counter(map(len, sample)).most_common(1)[0][0] if sample else 0
    layout = find_layout(sample, max(map(len, sample), default=0))
    if width <= 1 and not layout.names:
        yield from _as_text(chain([first], batches), hints)
        return
    if not layout.names and width <= 4 and len(first) < _SAMPLE_ROWS and is_form(sample):
        for number, row in filled:
            for at, label, text in label_pairs([(f"row {number}", cell) for cell in row if cell.strip()]):
                yield Passage(text, at=at, hints=replace(hints, header=label))
        return
    for number, row in filled[: layout.titles]:
        yield Passage("\t".join(cell for cell in row if cell), at=f"row {number}", hints=hints)
    begin = filled[layout.first][0] if layout.first < len(filled) else len(head) + 1
    table = Table(layout.names or names_for(width), hints=hints, row=begin)
    try:
        for rows in chain([first[begin - 1 :]], batches):
            yield from table.extend(rows)
    except OverBudget:  # what was read so far counts
        yield from table.flush()
        raise
    yield from table.flush()


def _as_text(batches: Iterable[list[list[str]]], hints: Hints) -> Iterator[Segment]:
    """A file of one column without a header is text."""
    line = 1
    for rows in batches:
        text = "\n".join("\t".join(row) for row in rows)
        if text.strip():
            yield Passage(text, hints=hints, line=line)
        line += len(rows)
