"""The values of a column as they are judged: distinct, folded, without separators."""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from recognizers.checksums import Flags
from recognizers.columns.spelled import Spelled
from recognizers.types import ColumnView, Found

if TYPE_CHECKING:
    from recognizers.columns.fitting import Fitting

FIRST = 500  # values that show how a column is written
_SHORT, _TOGETHER = 256 << 10, 50  # bytes of a column that is read with others; columns
MANY = 6_000  # different values, from which on some are enough: see `recognizers.columns.some`
_SENTENCE = re.compile(r"[。、！？!?\n]|です|ます|した|ください")


class Cells:
    """The filled, distinct values of a column: raw, folded and canonical, with how often each occurs.

    places: of each among the column's values. filled: cells that they fill.
    """

    def __init__(self, column: ColumnView, spelled: Spelled | None = None) -> None:
        """spelled: the column's values, where they have been spelled with others'."""
        self.spelled = Spelled(column.values) if spelled is None else spelled
        self.places = self.spelled.places
        all_say_something = len(self.places) == len(column.values)
        self._values = column.values if all_say_something else column.values.take(self.places)
        self.counts = np.asarray(column.counts)[self.places]
        self.filled = int(self.counts.sum())
        self.fitting: dict[bytes, Fitting] = {}  # see `recognizers.columns.fitting`

    def __len__(self) -> int:
        return len(self.places)

    @cached_property
    def raw(self) -> list[str]:
        return list(self._values.to_pylist())

    @cached_property
    def folded(self) -> list[str]:
        return list(self.spelled.folded.to_pylist())

    @cached_property
    def first(self) -> list[str]:
        """Some of the folded ones, which show how a column is written."""
        return list(self.spelled.folded.slice(0, FIRST).to_pylist())

    @cached_property
    def canonical(self) -> list[str]:
        return list(self.spelled.canonical.to_pylist())

    def total(self, flags: Sequence[bool] | Flags) -> tuple[int, int, tuple[str, ...], Found]:
        """(rows, distinct values, samples, where) of the values that are flagged."""
        hits = np.flatnonzero(flags)
        found = Found(array("i", self.places[hits].astype(np.int32).tobytes()))
        return int(self.counts[hits].sum()), len(hits), tuple(self._values.take(hits[:5]).to_pylist()), found


def cells_of(column: ColumnView) -> Cells:
    if "cells" not in column.work:
        column.work["cells"] = Cells(column)
    found: Cells = column.work["cells"]
    return found


def read_together(columns: Sequence[ColumnView]) -> None:
    """Makes the cells of all columns that are not long."""
    new = [column for column in columns if "cells" not in column.work and len(column.values) < MANY]
    short = [column for column in new if column.values.nbytes <= _SHORT]
    for first in range(0, len(short), _TOGETHER):
        some = short[first : first + _TOGETHER]
        for column, spelled in zip(some, Spelled.of_each([one.values for one in some]), strict=True):
            column.work["cells"] = Cells(column, spelled)


def is_text(cells: Cells) -> bool:
    """Running text rather than one value a cell."""
    sample = cells.first
    long = [len(value) > 40 for value in sample]
    if _SENTENCE.search("\0".join(sample)) is not None:
        long = [one or _SENTENCE.search(value) is not None for one, value in zip(long, sample, strict=True)]
    return sum(long) > 0.15 * len(sample)
