"""Sheets of a workbook: tables become columns, all else (titles, forms, notes) passages with their cells."""

from __future__ import annotations

import datetime
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import replace

from recognizers.types import Hints
from scanner.budget import Budget, OverBudget
from scanner.formats.forms import join_boxes, label_pairs
from scanner.formats.tables import Row, Table, find_layout, is_form, is_header, names_for
from scanner.model import Passage, Segment

_LOOK_AHEAD = 60
_LIST_ROWS = 20  # a block without a header is a list from this length on


class Blank(list[str | None]):
    """Many blank rows at once."""

    def __init__(self, rows: int) -> None:
        super().__init__()
        self.rows = rows


def cell_text(value: object) -> str | None:
    """A cell as its owner would read it: whole numbers without ".0", dates in ISO form."""
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e22 else repr(value)
    if isinstance(value, datetime.datetime):
        return value.isoformat(" ") if value.time() != datetime.time() else value.date().isoformat()
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    return str(value)


def printed(text: str) -> str:
    """Header or footer of a print-out without its codes: &L, &C and &R begin a place, others are fonts, sizes, page numbers."""
    plain = re.sub(r'&"[^"]*"|&K[0-9A-Fa-f+-]{6}|&[0-9]{1,3}|&[LCR](?=\S)|&[A-Z]', "\n", text)
    return re.sub(r"\s*\n\s*", "\n", plain.replace("&&", "&")).strip()


def cell_name(row: int, column: int) -> str:
    """(1, 0) → "A1"."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"


def sheet_segments(rows: Iterable[Row], part: str, hints: Hints, budget: Budget, left: int = 0) -> Iterator[Segment]:
    """Reads the sheet block by block; blocks are parted by blank rows. `left`: column of the first cell of a row."""
    sheet = _Rows(rows, budget)
    while sheet.skip_blank():
        yield from _block(sheet, part, hints, left)


def _block(sheet: _Rows, part: str, hints: Hints, left: int) -> Iterator[Segment]:
    sample = join_boxes(sheet.block(_LOOK_AHEAD))
    sheet.replace(sample)
    indent = min(_span(row)[0] for row in sample)
    width = max(_span(row)[1] for row in sample) - indent
    cut = [row[indent : indent + width] for row in sample]
    layout = find_layout(cut, width)
    names, first = layout.names, layout.first
    if names and first >= len(cut):  # a header with nothing below it
        names = []
    if not names:
        listed = len(sample) >= _LIST_ROWS and width > 1 and not is_form(cut) and _even(cut)
        if not listed:
            yield from _form(sheet, len(sample), part, hints, left)
            return
        names, first = names_for(width), layout.titles
    yield from _form(sheet, layout.titles, part, hints, left)
    for _ in range(first - layout.titles):
        sheet.pop()
    table = Table(names, part, hints, row=sheet.number)
    try:
        while True:
            while row := sheet.next_filled():
                yield from table.add(row[indent:])
            blanks, following = sheet.beyond_blank()
            if not following or not _belongs(following, indent, width, layout.names):
                break
            for _ in range(blanks):  # a blank line inside the table
                sheet.pop()
                yield from table.add([])
    except OverBudget:  # what was read so far counts
        yield from table.flush()
        raise
    yield from table.flush()


def _belongs(block: list[Row], indent: int, width: int, names: list[str]) -> bool:
    """Whether what follows a blank row is more of the same table."""
    start, end = _span(block[0])
    filled = sum(bool(cell) for cell in block[0])
    if not names or start < indent or end > indent + width or filled < max(2, 0.4 * width):
        return False
    return not is_header(block[0], block[1:])


def _form(sheet: _Rows, count: int, part: str, hints: Hints, left: int) -> Iterator[Segment]:
    for _ in range(count):
        number, row = sheet.number, sheet.pop()
        cells = [(cell_name(number, left + i), text) for i, cell in enumerate(row) if cell and (text := cell.strip())]
        for at, label, text in label_pairs(cells):
            yield Passage(text, part, at, hints=replace(hints, header=label) if label else hints)


def _even(rows: list[Row]) -> bool:
    """Most rows have about as many filled cells as the others: a list, not a page of text."""
    counts = sorted(sum(bool(cell) for cell in row) for row in rows)
    middle = counts[len(counts) // 2]
    return middle >= 2 and sum(abs(c - middle) <= max(1, middle // 3) for c in counts) >= 0.7 * len(counts)


def _span(row: Row) -> tuple[int, int]:
    filled = [i for i, cell in enumerate(row) if cell]
    return (filled[0], filled[-1] + 1) if filled else (1 << 20, 0)


class _Rows:
    """Rows with a look-ahead. `number` is that of the next row, from 1."""

    def __init__(self, rows: Iterable[Row], budget: Budget) -> None:
        self._rows = iter(rows)
        self._ahead: deque[Row] = deque()
        self._budget = budget
        self.number = 1

    def pop(self) -> Row:
        self._fill(1)
        row = self._ahead.popleft()
        self.number += row.rows if isinstance(row, Blank) else 1
        return row

    def skip_blank(self) -> bool:
        """Go to the next filled row; False when there is none."""
        while self._fill(1):
            if any(self._ahead[0]):
                return True
            self.pop()
        return False

    def next_filled(self) -> Row | None:
        """The next row, unless it is blank or there is none."""
        return self.pop() if self._fill(1) and any(self._ahead[0]) else None

    def block(self, limit: int, start: int = 0) -> list[Row]:
        """Up to `limit` filled rows in a row, from `start` ahead, without taking them."""
        out: list[Row] = []
        while len(out) < limit and self._fill(start + len(out) + 1) and any(self._ahead[start + len(out)]):
            out.append(self._ahead[start + len(out)])
        return out

    def replace(self, rows: list[Row]) -> None:
        """Put `rows` in the place of as many next ones."""
        for i, row in enumerate(rows):
            self._ahead[i] = row

    def beyond_blank(self) -> tuple[int, list[Row]]:
        """How many blank rows come now (at most three are looked past), and the rows after them."""
        blanks = 0
        while blanks < 4 and self._fill(blanks + 1) and not any(self._ahead[blanks]):
            blanks += 1
        return blanks, self.block(20, blanks) if blanks < 4 else []

    def _fill(self, count: int) -> bool:
        while len(self._ahead) < count:
            row = next(self._rows, None)
            if row is None:
                return False
            self._budget.spend(cells=len(row))
            self._ahead.append(row)
        return True
