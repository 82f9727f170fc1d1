"""What a scan has found: for each number that is looked for, the stretches of the text in which it may begin."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

NO_PLACES = np.empty(0, dtype=np.int64)
Region = tuple[int, int]  # first and last character at which a match may begin
Found = tuple[np.ndarray, np.ndarray, np.ndarray]  # of stretches: the number, first and last character of its beginning


class Seen:
    """What one scan found: number → where it may begin. text: in what. Numbers below 0 do not count.

    numbers, lows, highs: first and last characters of the stretches, by number and place; those of one number do not overlap.
    """

    def __init__(self, found: Sequence[Found], text: str) -> None:
        self.text = text
        self._spans: dict[int, tuple[int, int]] | None = None
        self.numbers = self.lows = self.highs = NO_PLACES
        found = [each for each in found if len(each[0])]
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
        self.numbers, self.lows = np.divmod(lows, apart)
        self.highs = highs - self.numbers * apart

    @property
    def spans(self) -> dict[int, tuple[int, int]]:
        """Number → where its stretches begin and end in the row."""
        if self._spans is None:
            firsts = np.flatnonzero(np.diff(self.numbers, prepend=-1)).tolist() if len(self.numbers) else []
            ends = [*firsts[1:], len(self.numbers)]
            self._spans = dict(zip(self.numbers[firsts].tolist(), zip(firsts, ends, strict=False), strict=True))
        return self._spans

    def regions(self, number: int) -> tuple[np.ndarray, np.ndarray]:
        """(first, last) characters of the stretches in which `number` may begin, in order, not overlapping."""
        low, high = self.spans.get(number, (0, 0))
        return self.lows[low:high], self.highs[low:high]

    def keep(self, kept: np.ndarray) -> None:
        """Keep some of the stretches. kept: for each whether."""
        if not kept.all():
            self._spans = None
            self.numbers, self.lows, self.highs = self.numbers[kept], self.lows[kept], self.highs[kept]

    def holding(self, number: int, places: np.ndarray, kept: np.ndarray) -> None:
        """Clear in `kept` the stretches of `number` without one of the places. places: for each character, how many before."""
        low, high = self.spans[number]
        kept[low:high] &= self.hold(number, places)

    def hold(self, number: int, places: np.ndarray) -> np.ndarray:
        """For each stretch of `number`, whether one of the places is in it. places: for each character, how many before."""
        low, high = self.spans[number]
        ends = np.minimum(self.highs[low:high], len(places) - 2) + 1
        held: np.ndarray = places[ends] > places[self.lows[low:high]]
        return held

    def near(
        self,
        number: int,
        starts: np.ndarray,
        ends: np.ndarray,
        reach: tuple[int, int],
        kept: np.ndarray,
        spared: np.ndarray | None = None,
    ) -> None:
        """Clear in `kept` the stretches of `number` that have none of some others, given in order, so near before or after.

        spared: for each stretch of `number`, whether it stays as it is.
        """
        low, high = self.spans[number]
        if not len(starts):
            kept[low:high] = False
            return
        before, after = reach
        # the first one that ends behind the reach to the left begins before the reach to the right
        first = np.searchsorted(ends, self.lows[low:high] - before)
        begins = starts[np.minimum(first, len(starts) - 1)]
        near = (first < len(starts)) & (begins <= self.highs[low:high] + after)
        kept[low:high] &= near if spared is None else near | spared

    def within(self, number: int, stretches: Sequence[Region], kept: np.ndarray) -> None:
        """Set in `kept` the stretches of `number` that touch one of some others, given in order."""
        low, high = self.spans[number]
        starts, ends = np.array(stretches, dtype=np.int64).T
        first = np.searchsorted(ends, self.lows[low:high])
        begins = starts[np.minimum(first, len(starts) - 1)]
        kept[low:high] |= (first < len(starts)) & (begins <= self.highs[low:high])


def merged(lows: np.ndarray, highs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Stretches in order, those that touch joined."""
    if len(lows) < 2:
        return lows, highs
    order = np.argsort(lows, kind="stable")
    lows, reached = lows[order], np.maximum.accumulate(highs[order])
    first = np.concatenate(([True], lows[1:] > reached[:-1] + 1))
    return lows[first], reached[np.concatenate((np.flatnonzero(first)[1:] - 1, [len(lows) - 1]))]
