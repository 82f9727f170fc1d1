"""What a scan has found: for each number that is looked for, the stretches of the text in which it may begin."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

Region = tuple[int, int]  # first and last character at which a match may begin
Found = tuple[np.ndarray, np.ndarray, np.ndarray]  # of stretches: the number, first and last character of its beginning


class Seen:
    """What one scan found: number → where it may begin. text: in what. Numbers below 0 do not count."""

    def __init__(self, found: Sequence[Found], text: str) -> None:
        self.text = text
        self._lows: dict[int, np.ndarray] = {}
        self._highs: dict[int, np.ndarray] = {}
        if not found:
            return
        numbers, lows, highs = (np.concatenate(each) for each in zip(*found, strict=True))
        named = numbers >= 0
        numbers, lows, highs = numbers[named], lows[named], highs[named]
        if not len(numbers):
            return
        # One after the other in one row, so that those of all numbers are merged at once.
        apart = len(text) + max(int(np.max(highs - lows)), 0) + 2
        shifts = numbers * apart
        lows, highs = merged(lows + shifts, highs + shifts)
        numbers, lows = np.divmod(lows, apart)
        highs = highs - numbers * apart
        firsts = np.flatnonzero(np.diff(numbers, prepend=-1))
        for first, last in zip(firsts.tolist(), [*firsts[1:].tolist(), len(numbers)], strict=True):
            number = int(numbers[first])
            self._lows[number], self._highs[number] = lows[first:last], highs[first:last]

    def __iter__(self) -> Iterator[int]:
        return iter(self._lows)

    def regions(self, number: int) -> tuple[np.ndarray, np.ndarray]:
        """(first, last) characters of the stretches in which `number` may begin, in order, not overlapping."""
        none = np.empty(0, dtype=np.int64)
        return self._lows.get(number, none), self._highs.get(number, none)

    def only(self, number: int, places: np.ndarray) -> None:
        """Keep the regions of `number` in which one of the places is. places: for each character, how many before it."""
        lows, highs = self.regions(number)
        kept = places[np.minimum(highs, len(places) - 2) + 1] > places[lows]
        self._lows[number], self._highs[number] = lows[kept], highs[kept]

    def near(self, number: int, starts: np.ndarray, ends: np.ndarray, before: int, after: int) -> None:
        """Keep the regions of `number` that have one of the stretches, given in order, so near before or after."""
        lows, highs = self.regions(number)
        if not len(lows):
            return
        kept = np.zeros(len(lows), dtype=bool)
        if len(starts):
            # the first one that ends behind the reach to the left begins before the reach to the right
            first = np.searchsorted(ends, lows - before)
            kept = (first < len(starts)) & (starts[np.minimum(first, len(starts) - 1)] <= highs + after)
        self._lows[number], self._highs[number] = lows[kept], highs[kept]


def merged(lows: np.ndarray, highs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Stretches in order, those that touch joined."""
    if len(lows) < 2:
        return lows, highs
    order = np.argsort(lows, kind="stable")
    lows, reached = lows[order], np.maximum.accumulate(highs[order])
    first = np.concatenate(([True], lows[1:] > reached[:-1] + 1))
    return lows[first], reached[np.concatenate((np.flatnonzero(first)[1:] - 1, [len(lows) - 1]))]
