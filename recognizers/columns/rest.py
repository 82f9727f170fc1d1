"""The rows of a long column behind those that were judged, counted by what the verdicts look for, no value looked at alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pyarrow as pa

from recognizers.checksums import Flags
from recognizers.columns.arrays import Hashes, hashes
from recognizers.columns.cells import cells_of
from recognizers.columns.spelled import Spelled
from recognizers.types import ColumnHit, ColumnView

_KEPT = 16_384  # hashes: the number of different values is right within a hundredth or two
_SPAN = float(1 << 64)


class Distinct:
    """How many different values there are, told from the smallest of their hashes; exact while they are few."""

    def __init__(self) -> None:
        self._kept: Hashes = np.empty(0, np.uint64)
        self._waiting: list[Hashes] = []

    def add(self, found: Hashes) -> None:
        if len(self._kept) == _KEPT:
            found = found[found < self._kept[-1]]
        if len(found):
            self._waiting.append(found)
        if sum(map(len, self._waiting)) > _KEPT:
            self._sort()

    def _sort(self) -> None:
        found = np.sort(np.concatenate((self._kept, *self._waiting)))  # np.unique takes ten times as long
        self._kept, self._waiting = found[np.concatenate(([True], found[1:] != found[:-1]))[: len(found)]][:_KEPT], []

    def number(self) -> int:
        self._sort()
        full = len(self._kept) == _KEPT
        return round((_KEPT - 1) * _SPAN / float(self._kept[-1])) if full else len(self._kept)


class _Count:
    def __init__(self, hit: ColumnHit, view: ColumnView, more: Callable[[Spelled], Flags]) -> None:
        self.more, self.hits, self.distinct = more, hit.hits, Distinct()
        if hit.found is not None:
            every = len(hit.found.cells) == len(view.values)
            self.distinct.add(hashes(view.values if every else view.values.take(pa.array(hit.found.cells, pa.int32()))))


class Rest:
    """view: the rows that were judged. hits: the verdicts on them."""

    def __init__(self, view: ColumnView, hits: Sequence[ColumnHit]) -> None:
        self.hits = hits
        self._counts = {_key(hit): _Count(hit, view, hit.more) for hit in hits if hit.more is not None}
        self._pointed = cells_of(view).spelled.pointed if self._counts else False

    def add(self, values: pa.StringArray) -> None:
        """Filled values, row by row."""
        if not self._counts or not len(values):
            return
        spelled, found = Spelled(values, self._pointed), None
        for count in self._counts.values():
            flags = count.more(spelled)
            count.hits += int(flags.sum())
            if found is None:
                found = hashes(values)[spelled.places]
            count.distinct.add(found[flags])

    def of(self, hit: ColumnHit) -> tuple[int, int] | None:
        """(rows, different values) of all rows; None where only those that were judged are known."""
        count = self._counts.get(_key(hit))
        return None if count is None else (count.hits, min(count.hits, count.distinct.number()))


def _key(hit: ColumnHit) -> tuple[str, str]:
    return hit.entity, hit.recognizer
