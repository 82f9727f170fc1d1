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


class Cells:
    """The filled, distinct values of a column: raw, folded and canonical, with how often each occurs.

    places: of each among the column's values. filled: cells that they fill.
    """

    def __init__(self, column: ColumnView) -> None:
        self.spelled = Spelled(column.values)
        self.places = self.spelled.places
        self.raw: list[str] = column.values.take(self.places).to_pylist()
        self.counts = np.asarray(column.counts)[self.places]
        self.filled = int(self.counts.sum())
        self.fitting: dict[bytes, Fitting] = {}  # see `recognizers.columns.fitting`

    @cached_property
    def folded(self) -> list[str]:
        return list(self.spelled.folded.to_pylist())

    @cached_property
    def canonical(self) -> list[str]:
        return list(self.spelled.canonical.to_pylist())

    def total(self, flags: Sequence[bool] | Flags) -> tuple[int, int, tuple[str, ...], Found]:
        """(rows, distinct values, samples, where) of the values that are flagged."""
        hits = np.flatnonzero(flags)
        found = Found(array("i", self.places[hits].astype(np.int32).tobytes()))
        return int(self.counts[hits].sum()), len(hits), tuple(self.raw[i] for i in hits[:5]), found


def cells_of(column: ColumnView) -> Cells:
    if "cells" not in column.work:
        column.work["cells"] = Cells(column)
    found: Cells = column.work["cells"]
    return found


def is_text(cells: Cells) -> bool:
    """Running text rather than one value a cell."""
    sample = cells.folded[:500]
    long = sum(len(v) > 40 or bool(re.search(r"[。、！？!?\n]|です|ます|した|ください", v)) for v in sample)
    return long > 0.15 * len(sample)
