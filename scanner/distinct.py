"""How many different values a column has, from those that were read: of all rows, or of a sample of them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from recognizers.columns.arrays import Hashes, hashes

_KEPT = 16_384  # hashes: right within a hundredth or two
_SPAN = float(1 << 64)


class Different:
    """Counts different values by the smallest of their hashes, and how many of them were met only once."""

    def __init__(self) -> None:
        self.filled = 0
        self._kept: Hashes = np.empty(0, np.uint64)
        self._times: npt.NDArray[np.int64] = np.empty(0, np.int64)
        self._waiting: list[Hashes] = []

    def add(self, values: pa.StringArray) -> None:
        """Texts, row by row; blanks and NULL are none."""
        filled = values.filter(pc.greater(pc.fill_null(pc.binary_length(values), 0), 0))
        self.filled += len(filled)
        found = hashes(filled)
        if len(self._kept) == _KEPT:
            found = found[found <= self._kept[-1]]
        self._waiting.append(found)
        if sum(map(len, self._waiting)) > 4 * _KEPT:
            self._sort()

    def _sort(self) -> None:
        """A value among the smallest was so from its first row on: its rows are counted exactly."""
        new, times = np.unique(np.concatenate([*self._waiting, np.empty(0, np.uint64)]), return_counts=True)
        whole, place = np.unique(np.concatenate((self._kept, new)), return_inverse=True)
        counted = np.bincount(place, np.concatenate((self._times, times))).astype(np.int64)
        self._kept, self._times, self._waiting = whole[:_KEPT], counted[:_KEPT], []

    def numbers(self) -> tuple[int, int]:
        """(different values, those of them met once)"""
        self._sort()
        kept = len(self._kept)
        count = kept if kept < _KEPT else round((kept - 1) * _SPAN / float(self._kept[-1]))
        return count, round(count * int((self._times == 1).sum()) / max(1, kept))


def in_all(different: int, once: int, read: int, rows: float) -> int:
    """Different values in `rows`, where `read` of them held so many, and so many of these once.

    The estimator that PostgreSQL's ANALYZE takes too (Haas and Stokes 1998, Duj1): d / (1 - (1 - q) f1 / n). Exact where
    each row has a value of its own and where all values repeat; in between rather too few. For blocks of rows that are
    alike it tells too few.
    """
    if rows <= read or read <= 0 or not different:
        return different
    unseen = (1 - read / rows) * min(once, read) / read
    return round(min(rows, different / max(1 - unseen, read / rows)))
