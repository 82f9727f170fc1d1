"""CSV and its kin: any delimiter, with or without a header, titles above it, rows of uneven length."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain, groupby
from typing import BinaryIO

from recognizers.types import Hints
from scanner.budget import Budget, OverBudget
from scanner.formats.delimited_blocks import Blocks, Dialect
from scanner.formats.encoding import Decoder
from scanner.formats.forms import label_pairs
from scanner.formats.sheets import sheet_segments
from scanner.formats.tables import Table, find_layout, is_form, names_for
from scanner.formats.text import lost
from scanner.model import Passage, Segment

_SAMPLE_ROWS = 200


def read(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    decoder = Decoder(stream.read(64 << 10))
    stream.seek(0)
    blocks = Blocks(stream, decoder, budget)
    blocks.dialect = sniff_dialect(blocks.text)
    yield from _read_rows(blocks, Hints(name=name))
    yield from lost(decoder)


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


def _read_rows(blocks: Blocks, hints: Hints) -> Iterator[Segment]:
    first = blocks.head()
    head = first[:_SAMPLE_ROWS]
    filled = [(number, row) for number, row in enumerate(head, start=1) if any(cell.strip() for cell in row)]
    sample = [row for _, row in filled]
    width = Counter(map(len, sample)).most_common(1)[0][0] if sample else 0
    layout = find_layout(sample, max(map(len, sample), default=0))
    if _several_tables(first):
        yield from sheet_segments(chain(first, chain.from_iterable(blocks.rows())), "", hints, blocks.budget)
        return
    if width <= 1 and not layout.names:
        yield from _as_text(chain([first], blocks.rows()), hints)
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
        yield from table.extend(first[begin - 1 :])
        yield from blocks.columns(table)
    except OverBudget:  # what was read so far counts
        yield from table.flush()
        raise
    yield from table.flush()


def _several_tables(rows: Sequence[Sequence[str]]) -> bool:
    """Whether blank rows part tables with headers of their own, as exports of several lists into one file do."""
    headers: list[list[str]] = []
    groups = groupby(rows, lambda row: any(cell.strip() for cell in row))
    blocks = [block for filled, group in groups if filled and len(block := list(group)) > 1]
    for block in blocks if len(blocks) > 1 else ():
        if len(names := find_layout(block[:_SAMPLE_ROWS]).names) > 1 and names not in headers:
            headers.append(names)
    return len(headers) > 1


def _as_text(batches: Iterable[list[list[str]]], hints: Hints) -> Iterator[Segment]:
    """A file of one column without a header is text."""
    line = 1
    for rows in batches:
        text = "\n".join("\t".join(row) for row in rows)
        if text.strip():
            yield Passage(text, hints=hints, line=line)
        line += len(rows)
