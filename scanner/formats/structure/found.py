"""A block of lines, what was found in it, and the tests that all kinds of tables share."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Index = NDArray[np.int64]

LEAST = 50  # rows make a table
_LONGEST = 10_000  # characters of a line that may be a row
_NEAR = 50  # lines before and behind that tell whether a line is among its like
_RUN = 5  # lines in a row that are alike, whatever stands around them
_PROBES = 400  # lines that tell whether to look closer
_WORTH = 0.15  # of the probes must be alike
_RARE = 50  # one cell in so many may be unlike its column and is read as text


@dataclass(slots=True)
class Block:
    """Lines of a file. free: those that a table may take still."""

    text: str
    lines: list[str] = field(init=False)
    filled: Mask = field(init=False)
    free: Mask = field(init=False)
    _taken: Mask = field(init=False)

    def __post_init__(self) -> None:
        self.lines = self.text.removesuffix("\n").split("\n")
        lengths = np.fromiter(map(len, self.lines), np.int64, len(self.lines))
        self.filled = lengths > 0
        self.free = self.filled & (lengths <= _LONGEST)
        self._taken = np.zeros(len(lengths), np.bool_)

    def take(self, lines: Index) -> None:
        self._taken[lines] = True
        self.free[lines] = False

    def probes(self) -> list[str]:
        """Some of the free lines, from all over the block."""
        free = np.flatnonzero(self.free)
        return [self.lines[place] for place in free[:: max(1, len(free) // _PROBES)].tolist()]

    def rest(self) -> str:
        """What no table has taken, each line at its place; "" where that is nothing."""
        rest = self.text
        if self._taken.any():
            kept = ["" if taken else line for line, taken in zip(self.lines, self._taken.tolist(), strict=True)]
            rest = "\n".join(kept).rstrip("\n")
        return rest if rest.strip() else ""


@dataclass(frozen=True, slots=True)
class Found:
    """Rows of a table. layout: the same one in another block means more rows of it.

    values: of each column, a string array. lines: of each column, the lines of its values, counted from the block's
    first. taken: all lines that are in the columns now.
    """

    layout: Hashable
    names: Sequence[str]
    values: Sequence[pa.StringArray]
    lines: Sequence[Index]
    taken: Index


def often(counts: Iterable[tuple[object, int]], probes: Sequence[str]) -> bool:
    """Whether what was counted in the probes is in enough of them for a closer look to pay."""
    return sum(count for _, count in counts) >= _WORTH * len(probes)


def crowded(mask: Mask, filled: Mask, share: float) -> Mask:
    """Those of `mask` where it is at least such a share of the filled lines around."""
    return mask & (_around(mask) >= share * np.maximum(1, _around(filled)))


def in_runs(mask: Mask, filled: Mask) -> Mask:
    """Those of `mask` that stand one below the other, several of them, with nothing but empty lines between."""
    lines = np.flatnonzero(filled)
    alike = mask[lines]
    breaks = np.flatnonzero(np.diff(alike, prepend=~alike[:1]))
    lengths = np.diff(breaks, append=len(alike))
    result = np.zeros(len(mask), np.bool_)
    result[lines] = alike & np.repeat(lengths >= _RUN, lengths)
    return result


def _around(mask: Mask) -> Index:
    sums = np.concatenate([[0], np.cumsum(mask, dtype=np.int64)])
    places = np.arange(len(mask))
    result: Index = sums[np.minimum(places + _NEAR + 1, len(mask))] - sums[np.maximum(places - _NEAR, 0)]
    return result


# --- cells: what they are made of ---

DIGIT, LETTER, AT, WIDE = 1, 2, 4, 8
_LONG = 128
_LONGER = 60  # bytes a cell may have before it is long, whatever its column
_BITS = np.zeros(256, np.uint8)
_BITS[ord("0") : ord("9") + 1] = DIGIT
_BITS[ord("A") : ord("Z") + 1] = _BITS[ord("a") : ord("z") + 1] = LETTER
_BITS[ord("@")] = AT
_BITS[128:] = WIDE
# Digits that stand alone: years and amounts, accounts, telephones without and with area codes, My Numbers, cards.
_COUNTS = np.array([0] * 7 + [1] + [2] * 2 + [3] * 2 + [4] + [5] * 4 + [6], np.uint8)


def kinds(values: pa.StringArray) -> tuple[NDArray[np.uint8], Index, Index]:
    """Of each cell the bits of what is in it (0 for blanks), how many digits, how many bytes."""
    offsets = np.frombuffer(values.buffers()[1], np.int32)[values.offset : values.offset + len(values) + 1]
    sizes = np.diff(offsets).astype(np.int64)
    bits, digits = np.zeros(len(values), np.uint8), np.zeros(len(values), np.int64)
    filled = sizes > 0
    if filled.any():
        data = _BITS[np.frombuffer(values.buffers()[2], np.uint8)[offsets[0] : offsets[-1]]]
        starts = (offsets[:-1] - offsets[0])[filled]
        bits[filled] = np.bitwise_or.reduceat(data, starts)
        digits[filled] = np.add.reduceat(data & DIGIT, starts, dtype=np.int64)
    return bits, digits, sizes


def odd_rows(columns: Collection[pa.StringArray]) -> Mask:
    """Rows with a cell that is unlike nearly all others of its column: a remark among numbers, an address among remarks.

    A column judged as a whole says nothing of such a cell.
    """
    odd = np.zeros(len(next(iter(columns), ())), np.bool_)
    for values in columns:
        bits, digits, sizes = kinds(values)
        if not (filled := sizes > 0).any():
            continue
        codes = bits.copy()
        alone = bits == DIGIT
        codes[alone] |= _COUNTS[np.minimum(digits[alone], len(_COUNTS) - 1)] << 4
        codes[sizes > max(_LONGER, 4 * int(np.median(sizes[filled])))] |= _LONG
        rare = np.bincount(codes, minlength=256) * _RARE < len(values)
        rare[0] = False
        odd |= rare[codes]
    return odd


def classes(bits: NDArray[np.uint8]) -> NDArray[np.int8]:
    """One class for a cell: 0 blank or signs, DIGIT, LETTER, AT or WIDE, the highest there is in it."""
    return _CLASS[bits]


_CLASS = np.array([max((bit for bit in (1, 2, 4, 8) if n & bit), default=0) for n in range(16)], np.int8)
