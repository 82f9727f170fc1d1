"""Values of a column that have the shape of a pattern. Many patterns take the same ones: what is asked of them is answered once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from recognizers.checksums import Flags
from recognizers.columns.checks import Numbers, passes
from recognizers.columns.randomly import make_of, seeds_and_tails
from recognizers.columns.spelled import flags

if TYPE_CHECKING:
    from recognizers.columns.cells import Cells

_APART = 5  # characters; numbers in sequence share them


class Fitting:
    """values: canonical."""

    def __init__(self, values: pa.StringArray) -> None:
        self.values = values
        self._passed: dict[Callable[[str], bool], Flags] = {}
        self._numbers: Numbers | None = None

    def passes(self, check: Callable[[str], bool]) -> Flags:
        """Which pass a check; not to be changed."""
        if check not in self._passed:
            if self._numbers is None:
                self._numbers = Numbers(self.values)
            self._passed[check] = passes(check, self.values, self._numbers)
        return self._passed[check]

    @cached_property
    def apart(self) -> int:
        """How many there are, those that begin alike taken for one."""
        return len(pc.utf8_slice_codeunits(self.values, 0, _APART).unique())

    @cached_property
    def amounts(self) -> bool:
        """Whether nearly all are thousands: sums of money. Of numbers that are given out one in a thousand ends so."""
        return bool(flags(pc.ends_with(self.values, "000")).mean() >= 0.9)

    @cached_property
    def makes(self) -> list[str]:
        """Of some of them."""
        return [make_of(value) for value in seeds_and_tails(self.values, False)[0]]

    @cached_property
    def _at_random(self) -> Fitting:
        return Fitting(pa.array(seeds_and_tails(self.values, True)[1], pa.string()))

    def by_chance(self, check: Callable[[str], bool]) -> float:
        """The share of values as these, their ends made anew, that passes a check."""
        found = self._at_random.passes(check)
        return int(found.sum()) / len(found)


def fitting(cells: Cells, canonical: pa.StringArray, matched: Flags) -> Fitting:
    """Of canonical values those that matched."""
    if canonical is not cells.spelled.canonical:  # zeros put in front for one pattern
        return Fitting(canonical.filter(pa.array(matched)))
    key = matched.tobytes()
    if key not in cells.fitting:
        cells.fitting[key] = Fitting(canonical if matched.all() else canonical.filter(pa.array(matched)))
    return cells.fitting[key]
