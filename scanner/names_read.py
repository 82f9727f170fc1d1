"""How much of an item is read for personal names. Patterns read every byte; names cost a hundred times more.

At depth "standard" running text is read for names from its beginning until the verdict is settled: no name in the first
`FIRST` characters, or so many people (`classify.LARGE_LEAK`) that more of them change nothing. From there on one stretch of
`WINDOW` in every `STRIDE` characters is read, at a place drawn by chance; where a stretch shows a name after all, the rest
is read whole again. A stretch is what is counted: of those that were drawn, how many hold a name says how many of the unread
ones may, at 95 % (Clopper and Pearson). Columns of notes are read by a sample of their distinct values, counted the same way.
"""

from __future__ import annotations

import math
import random

from scanner.classify import LARGE_LEAK

FIRST = 400_000  # characters
STRIDE, WINDOW = 50_000, 5_000


class NamesRead:
    """Of one item. whole: everything is read."""

    def __init__(self, whole: bool) -> None:
        self._whole = whole
        self._place = self._read = 0  # characters of running text so far
        self._names = self._settled = False
        self._stratum = 0  # where the next stride begins
        self._window = (0, 0)
        self._drawn: dict[int, bool] = {}  # where a stretch begins → whether it holds a name
        self._values = self._values_read = 0
        self._columns: list[tuple[int, int]] = []  # of each: values read, those with names
        self._random: random.Random | None = None

    def next(self, most: int) -> tuple[int, bool]:
        """(characters that may be taken next, at most `most`; whether they are to be read for names)"""
        if self._whole or not self._settled:
            return most, True
        if self._place >= self._window[1]:
            self._stratum = max(self._stratum, self._place)
            self._random = self._random or random.Random(0)  # the same each time, or no two scans would say the same
            start = self._stratum + self._random.randrange(STRIDE - WINDOW)
            self._window = start, start + WINDOW
            self._stratum += STRIDE
        low, high = self._window
        read = self._place >= low
        return min(most, (high if read else low) - self._place), read

    @property
    def weight(self) -> int:
        """How many names one that is found stands for."""
        return STRIDE // WINDOW if self._settled else 1

    def taken(self, length: int, read: bool, names: int, people: int) -> None:
        """What was taken, whether it was read, the names in it, and the distinct people in the item so far."""
        self._place += length
        self._read += length * read
        self._names |= names > 0
        if self._settled:
            if read:  # in several parts, where pages or lines end
                begin = self._window[0]
                self._drawn[begin] = self._drawn.get(begin, False) or names > 0
            self._settled = not names or people > LARGE_LEAK  # else it is not what the beginning promised
        elif not self._whole:
            self._settled = people > LARGE_LEAK or (not self._names and self._place >= FIRST)

    def column(self, values: int, read: int, with_names: int) -> None:
        """A column of notes: its distinct values, those that were read, those of them with a name."""
        self._values += values
        self._values_read += read
        if read < values:
            self._columns.append((read, with_names))

    @property
    def share(self) -> float:
        """Of characters and values, the part that was read, the smaller of the two."""
        text = self._read / self._place if self._place else 1.0
        cells = self._values_read / self._values if self._values else 1.0
        return min(text, cells)

    @property
    def bound(self) -> float:
        """At 95 %, no larger a share of the unread stretches or values holds a name; 0 where everything was read."""
        bounds = [upper(with_names, read) for read, with_names in self._columns]
        if self._read < self._place:
            bounds.append(upper(sum(self._drawn.values()), len(self._drawn)))
        return max(bounds, default=0.0)


def upper(hits: int, trials: int, level: float = 0.95) -> float:
    """The upper limit of a rate that `hits` of `trials` allow (Clopper and Pearson, one-sided); 1 without trials.

    Without hits 1 - (1 - level)^(1/trials): about 3/trials.
    """
    if hits >= trials:
        return 1.0
    low, high = hits / trials, 1.0
    for _ in range(40):
        middle = (low + high) / 2
        low, high = (middle, high) if _at_most(hits, trials, middle) > 1 - level else (low, middle)
    return high


def _at_most(hits: int, trials: int, rate: float) -> float:
    """The chance of at most `hits` in `trials`."""
    if rate <= 0:
        return 1.0
    log = math.lgamma(trials + 1) - math.lgamma(hits + 1) - math.lgamma(trials - hits + 1)
    term = math.exp(log + hits * math.log(rate) + (trials - hits) * math.log1p(-rate))
    total, k = 0.0, hits
    while term > total * 1e-16:  # of k, falling with k: the rate is never below hits / trials
        total += term
        term *= k * (1 - rate) / ((trials - k + 1) * rate)
        k -= 1
    return total
