"""The labels of a text, found in one go and asked for by place: where many matches stand close, each looks at nearly the same."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from functools import partial

LONG = 1_000  # characters; in a shorter text each match looks for itself
_BEYOND = 6  # characters behind a label that tell whether it is one (電話で)

Label = tuple[str, int, int]  # the word, where it begins, where it ends


class Places:
    """All labels of one text.

    found: as one search gives them, left to right, and for each whether it is one where it stands. bounded: whether what is
    right beside it says so. alone: gives the labels of a stretch that is looked at by itself; stands: whether a word is a
    label from one place of such a stretch to another.
    """

    def __init__(
        self,
        text: str,
        found: Sequence[tuple[str, int, int, bool]],
        bounded: Sequence[bool],
        alone: Callable[[str], list[Label]],
        stands: Callable[[str, int, int, str], bool],
    ) -> None:
        self._text, self._found, self._bounded, self._alone, self._stands = text, found, bounded, alone, stands
        self._starts = [start for _, start, _, _ in found]
        self._ends = [end for _, _, end, _ in found]

    def looking(self, low: int) -> Callable[[int, int], list[Label]]:
        """`within`, for offsets from a place on."""
        return partial(self._from, low)

    def within(self, low: int, high: int) -> list[Label]:
        """The labels from `low` to `high`, with offsets from `low`: what a search there alone would find."""
        return self._from(low, 0, high - low)

    def _from(self, place: int, low: int, high: int) -> list[Label]:
        low, high = place + low, place + high
        first = bisect_right(self._ends, low)
        last = bisect_left(self._starts, high, first)
        if first == last:
            return []
        high = min(high, len(self._text))
        if self._starts[first] < low or self._ends[last - 1] > high:
            return self._alone(self._text[low:high])  # it is cut, and what is left of it may be another
        labels = [(word, start - low, end - low) for word, start, end, stands in self._found[first:last] if stands]
        # What tells that it is one may be cut: it is one or not by what is left of that.
        if self._bounded[first] and self._starts[first] == low:
            labels = self._again(first, low, high) + labels[self._found[first][3] :]
        if (
            self._bounded[last - 1]
            and self._ends[last - 1] + _BEYOND > high
            and (last - 1 > first or self._starts[first] > low)
        ):
            labels = labels[: len(labels) - self._found[last - 1][3]] + self._again(last - 1, low, high)
        return labels

    def _again(self, number: int, low: int, high: int) -> list[Label]:
        """One of the labels as it stands between `low` and `high`, or none."""
        word, start, end, _ = self._found[number]
        label = word, start - low, end - low
        return [label] if self._stands(*label, self._text[low:high]) else []
