"""入金状況 with a month a column: $ P R A B C - as credit bureaus write them (CIC: $ paid, P in part, R by another, A B C not,
- nothing due), told by the run of columns. One such column is a grade or a class; six in a row with $ are payments.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from recognizers.columns.cells import cells_of
from recognizers.columns.header import SURE
from recognizers.columns.records import hit_of
from recognizers.types import ColumnHit, ColumnView

_MARK = re.compile(r"[$PRABC\-]")
_PAID = re.compile(r"入金|支払|返済|請求|引落|payment|pay|paid|status", re.I)
_KINDS_OF_MARK = 8  # the seven, and a blank
_RUN, _NAMED_RUN = 6, 3  # columns in a row, and under headers that tell of payments


def take_marks(columns: Sequence[ColumnView], headers: list[str], judged: list[list[ColumnHit]]) -> None:
    """Puts into `judged` the runs of columns that hold nothing but marks of payment."""
    run: list[int] = []
    for place in range(len(columns) + 1):
        if place < len(columns) and _marks(columns[place]) and not any(hit.score >= SURE for hit in judged[place]):
            run.append(place)
            continue
        paid = sum("$" in columns[at].values.to_pylist() for at in run)
        named = bool(run) and any(_PAID.search(headers[at]) for at in run)
        if paid >= 0.5 * len(run) and len(run) >= (_NAMED_RUN if named else _RUN):
            for at in run:
                if (cells := cells_of(columns[at])).raw:
                    judged[at] = [hit_of("JP_CREDIT_INFO", 0.9, "marks", ("marks", f"columns:{len(run)}"), cells)]
        run = []


def _marks(column: ColumnView) -> bool:
    if not 0 < len(column.values) <= _KINDS_OF_MARK:
        return False
    values = [value.strip() for value in column.values.to_pylist()]
    return all(_MARK.fullmatch(value) for value in values if value)
