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
    right beside it says so. alone: gives the labels of a stretch that is looked at by itself.
    """

    def __init__(
        self,
        text: str,
        found: Sequence[tuple[str, int, int, bool]],
        bounded: Sequence[bool],
        alone: Callable[[str], list[Label]],
    ) -> None:
        self._text, self._found, self._bounded, self._alone = text, found, bounded, alone
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
        if self._cut(first, last - 1, low, min(high, len(self._text))):
            return self._alone(self._text[low:high])
        return [(word, start - low, end - low) for word, start, end, stands in self._found[first:last] if stands]

    def _cut(self, first: int, last: int, low: int, high: int) -> bool:
        """Whether an end of the stretch cuts a label, or what tells that it is one."""
        start, end = self._starts[first], self._ends[last]
        if start < low or end > high:
            return True
        return (start == low and self._bounded[first]) or (end + _BEYOND > high and self._bounded[last])
