"""Forms laid out on a grid: a label and its value side by side, one character a cell, dates and numbers cut in parts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from scanner.formats.tables import Row, is_label

_RUN = 4  # so many one-character cells in a row are one value
_LONG_RUN = 7
_FEW_ROWS = 3  # as many lines of boxes at the same place a form has; more is a table of marks
_MORE_ROWS = 12  # of long numbers: one line for each member of a household
_ERA = re.compile(r"(?:明治|大正|昭和|平成|令和|[MTSHRＭＴＳＨＲ])$")
_DASH = re.compile(r"[-－−‐–—―ー]")
_DIGITS = re.compile(r"[0-9０-９]+")
_DATE_SIGN = re.compile(r"[年月日](?=[0-9０-９]|$)")


def label_pairs(cells: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str, str]]:
    """(at, label, text) for each stretch of a form's row. `cells` are (at, text), blanks left out.

    What follows a label up to the next one is its value; what has no label comes with "".
    """
    at, label, values = "", "", list[str]()
    for place, text in _in_one(cells):
        if is_label(text) and not (values and _goes_on(values[-1], text)):
            if label or values:
                yield at or place, label, "\t".join([label, *values] if label else values)
            at, label, values = place, text, []
        elif values and _goes_on(values[-1], text):
            values[-1] += text
        else:
            if not values:
                at = place
            values.append(text)
    if label or values:
        yield at, label, "\t".join([label, *values] if label else values)


def join_boxes(rows: Sequence[Row]) -> list[Row]:
    """The rows of a block, each run of one-character cells put into the first of them.

    A column of a table is left alone: over it, or in it, stand longer texts, or it has one character in many rows.
    """
    runs = [list(_runs(row)) for row in rows]
    if not any(runs):
        return list(rows)
    longer = {i for row in rows for i, cell in enumerate(row) if cell and len(cell) > 1}
    lines = Counter(start for found in runs for start, _ in found)
    out: list[Row] = []
    for row, found in zip(rows, runs, strict=True):
        cells = list(row)
        for start, end in found:
            text = "".join(cell or "" for cell in row[start:end])
            limit = _MORE_ROWS if len(text) >= _LONG_RUN else _FEW_ROWS
            if lines[start] <= limit and longer.isdisjoint(range(start + 1, end)):
                cells[start:end] = [text, *[None] * (end - start - 1)]
        out.append(cells)
    return out


def _runs(row: Row) -> Iterator[tuple[int, int]]:
    """Columns [start, end) of the cells that make up one value. Labels spelt so (氏|名) are runs of their own."""
    for columns in _singles(row):
        while columns:
            spelt = _label_length([row[i] or "" for i in columns])
            if not spelt and len(columns) < _RUN:
                break
            run = columns[: spelt or len(columns)]
            yield run[0], run[-1] + 1
            columns = columns[len(run) :]


def _singles(row: Row) -> Iterator[list[int]]:
    """Columns of one-character cells, evenly spaced, a wider gap between groups allowed."""
    columns: list[int] = []
    for i, cell in enumerate(row):
        if not cell or not cell.strip():
            continue
        step = columns[1] - columns[0] if len(columns) > 1 else _RUN
        if columns and (len(cell) > 1 or i - columns[-1] > step + 1):
            yield columns
            columns = []
        if len(cell) == 1:
            columns.append(i)
    yield columns


def _label_length(chars: Sequence[str]) -> int:
    """How many of the first characters make up a label: 2 for 氏名山田."""
    for length in range(min(8, len(chars)), 1, -1):
        if is_label("".join(chars[:length])) and not _DIGITS.search("".join(chars[:length])):
            return length
    return 0


def _in_one(cells: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Without columns to go by: four or more one-character cells in a row are one value."""
    index = 0
    while index < len(cells):
        end = index
        while end < len(cells) and len(cells[end][1]) == 1:
            end += 1
        if end - index >= _RUN:
            spelt = _label_length([text for _, text in cells[index:end]])
            if spelt:
                end = index + spelt
            yield cells[index][0], "".join(text for _, text in cells[index:end])
            index = end
        else:
            yield cells[index]
            index += 1


def _goes_on(value: str, text: str) -> bool:
    """Whether a cell is the next part of the value before it: 昭和|57|年|1|月|2|日, 03|-|1234|-|5678."""
    last = value[-1:]
    if _DIGITS.match(text):
        in_number = _DASH.fullmatch(last) and _DIGITS.match(value)
        in_date = last in ("年", "月") and _DIGITS.search(value)
        return bool(_ERA.search(value) or in_number or in_date)
    return bool(_DIGITS.fullmatch(last) and (_DATE_SIGN.match(text) or _DASH.fullmatch(text)))
