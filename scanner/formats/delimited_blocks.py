"""A delimited file in blocks of whole records: as columns by pyarrow where all rows of a block are alike, else as rows."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.csv

from scanner.budget import Budget
from scanner.formats.encoding import Decoder, byte_blocks, newlines, text_blocks
from scanner.formats.tables import Table
from scanner.model import Column

Rows = list[list[str]]
_BLOCK = 4 << 20
_RECORD_CHARS = 16 << 20
_MAX_COLUMNS = 20_000
_RECORD_LINES = 500
_HEAD_LINES = 400  # that tell how the table is laid out
_SLICE = 16_384  # rows of a block that are handed on together
_TRIES = 5  # blocks of unlike rows, after which no more are tried as columns


class Dialect(csv.Dialect):
    delimiter = ","
    quotechar = '"'
    doublequote = True
    skipinitialspace = False
    lineterminator = "\n"
    quoting = csv.QUOTE_MINIMAL
    strict = False


class Blocks:
    """Of one file. text: the beginning of it."""

    def __init__(self, stream: BinaryIO, decoder: Decoder, budget: Budget) -> None:
        self._decoder, self.budget = decoder, budget
        self._blocks = self._read(stream)
        self.text = self._text(next(self._blocks, b""))
        self._blocks = chain([self.text], self._blocks)
        self.dialect: type[Dialect] = Dialect
        self._tries = _TRIES
        csv.field_size_limit(2 * _RECORD_CHARS)

    def _read(self, stream: BinaryIO) -> Iterator[str | bytes]:
        if self._decoder.wide and self._decoder.wide != "utf-8-sig":
            yield from text_blocks(stream, self._decoder)
            return
        first = True
        for raw in byte_blocks(stream, _BLOCK):
            yield self._text(raw) if first or not self._decoder.is_utf8(raw) else raw
            first = False

    def _text(self, block: str | bytes) -> str:
        return block if isinstance(block, str) else newlines(self._decoder.decode(block))

    def _whole(self, blocks: Iterator[str | bytes]) -> Iterator[str | bytes]:
        """A block that ends inside quotes waits for the next ones."""
        carry: str | bytes = ""
        for block in blocks:
            if carry:
                both = isinstance(carry, bytes) and isinstance(block, bytes)
                block = carry + block if both else self._text(carry) + self._text(block)  # type: ignore[operator]
            odd = _count(block, self.dialect.quotechar) % 2
            carry = block if odd and len(block) < _RECORD_CHARS else ""
            if not carry:
                yield block
        if carry:
            yield carry

    def head(self) -> Rows:
        """The first rows: those of a block, or enough of a long one."""
        self._blocks = self._whole(self._blocks)
        text = self._text(next(self._blocks, ""))
        end = 0
        for _ in range(_HEAD_LINES):
            end = text.find("\n", end) + 1 or len(text)
        rows = self._parsed(text[:end])
        if end < len(text) and (_count(text[:end], self.dialect.quotechar) % 2 or len(rows) < _HEAD_LINES // 2):
            rows = self._parsed(text)
        elif end < len(text):
            self._blocks = chain([text[end:]], self._blocks)
        self.budget.spend(cells=sum(map(len, rows)))
        return rows

    def rows(self) -> Iterator[Rows]:
        """What follows the head, row by row."""
        for block in self._blocks:
            yield self._rows(block)

    def _rows(self, block: str | bytes) -> Rows:
        rows = self._parsed(self._text(block))
        self.budget.spend(cells=sum(map(len, rows)))
        return rows

    def columns(self, table: Table) -> Iterator[Column]:
        """What follows the head, as columns of the table."""
        for block in self._blocks:
            arrays = self._arrays(block, len(table.fields)) if self._tries else None
            if arrays is None:
                self._tries -= self._tries > 0
                yield from table.extend(self._rows(block))
                continue
            self._tries = _TRIES
            for start in range(0, len(arrays[0]), _SLICE):
                some = [array.slice(start, _SLICE) for array in arrays]
                self.budget.spend(cells=len(some) * len(some[0]))
                yield from table.put(some)

    def _arrays(self, block: str | bytes, width: int) -> list[pa.StringArray] | None:
        """None where rows are longer or shorter, or something else is odd: then `csv` reads it, which takes anything."""
        delimiter, quote = self.dialect.delimiter, self.dialect.quotechar
        names = [str(number) for number in range(width)]
        kinds = dict.fromkeys(names, pa.string())
        try:
            raw = block.replace("\0", "").encode() if isinstance(block, str) else block
            quoted = quote.encode() in raw
            if quoted:  # elsewhere pyarrow takes all line ends alike
                raw = newlines(raw)
            found = pyarrow.csv.read_csv(
                pa.BufferReader(raw),
                pyarrow.csv.ReadOptions(use_threads=False, column_names=names, block_size=len(raw) + 1),
                pyarrow.csv.ParseOptions(
                    delimiter=delimiter,
                    quote_char=quote if quoted else False,
                    newlines_in_values=quoted,
                    ignore_empty_lines=False,
                ),
                pyarrow.csv.ConvertOptions(
                    column_types=kinds, strings_can_be_null=True, null_values=[""], quoted_strings_can_be_null=True
                ),
            )
        except (pa.ArrowInvalid, UnicodeEncodeError):
            return None
        if not len(found) or (quoted and _count(raw, "\n") - len(found) > _RECORD_LINES):
            return None
        return [column.combine_chunks() for column in found.columns]

    def _parsed(self, text: str) -> Rows:
        # Not splitlines: it would also cut at \x85 and \u2028, which occur inside cells.
        lines = text.replace("\0", "").removesuffix("\n").split("\n")
        rows = list(csv.reader((line + "\n" for line in lines), self.dialect))
        if len(lines) - len(rows) > _RECORD_LINES:
            rows = [short for row in rows for short in _unclosed(row, self.dialect.delimiter)]
        if max(map(len, rows), default=0) > _MAX_COLUMNS:
            last = _MAX_COLUMNS - 1
            rows = [[*row[:last], self.dialect.delimiter.join(row[last:])] for row in rows]
        return rows


def _count(block: str | bytes, sign: str) -> int:
    if isinstance(block, str):
        return block.count(sign)
    if sign.encode() not in block:
        return 0
    # three times as fast as `bytes.count` where there are many
    return int(np.count_nonzero(np.frombuffer(block, np.uint8) == ord(sign)))


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
