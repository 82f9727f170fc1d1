"""Which patterns' shapes some value of a column has: all of them looked for at once, where the engine for that is there.

One scan over the values costs what a few expressions cost one by one, and most columns have the shape of none or a few.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from recognizers.columns.header import HEADER, header_weight
from recognizers.columns.shapes import hopeless
from recognizers.databases import READY, Expression, build
from recognizers.pattern import Pattern
from recognizers.rawregex import PatternError

if TYPE_CHECKING:
    import hyperscan

    from recognizers.context import Labels

_HEADERS = 2_048  # that are remembered: a share has the same tables again and again


class Candidates:
    """Of patterns with a shape for columns. own: those that are users', of which nothing is kept on disk.

    Patterns that ask for a label are not looked for: nearly all columns spare them by their header, and many take any value.
    Nor are those that take an empty one, which the engine does not report.
    """

    def __init__(self, patterns: Sequence[Pattern], own: Sequence[Pattern]) -> None:
        self._headers: dict[str, tuple[frozenset[int], frozenset[int]]] = {}
        self.patterns = [pattern for pattern in patterns if pattern.column and pattern.entity != "DATE_OF_BIRTH"]
        self._databases: list[hyperscan.Database] = []
        self._looked_for: list[int] = []  # what is reported as 0, 1, 2 …
        if READY:
            empty = [bool(pc.match_substring_regex("", f"^(?:{one.column})$").as_py()) for one in self.patterns]
            wanted = [number for number, one in enumerate(self.patterns) if not one.needs_label and not empty[number]]
            theirs = {id(pattern) for pattern in own}
            ours = [number for number in wanted if id(self.patterns[number]) not in theirs]
            self._compile(ours, True)
            for number in set(wanted).difference(ours):
                self._compile([number], False)
        self._others = frozenset(range(len(self.patterns))).difference(self._looked_for)

    def _compile(self, numbers: list[int], kept: bool) -> None:
        """What the engine cannot hold is not looked for."""
        if not numbers:
            return
        group = [Expression(0, f"^(?:{self.patterns[number].column})$", 0, 0) for number in numbers]
        names = [self.patterns[number].id for number in numbers]
        try:
            self._databases.append(build(group, names, kept, len(self._looked_for), once=True, lines=True))
        except PatternError:
            return
        self._looked_for += numbers

    def __call__(self, canonical: pa.StringArray) -> Iterator[tuple[Pattern, bool]]:
        """Each pattern, and whether some of the values may fit it."""
        able = self._able(canonical)
        return ((pattern, number in able) for number, pattern in enumerate(self.patterns))

    def _able(self, canonical: pa.StringArray) -> set[int]:
        """The numbers of those that some of the values may fit."""
        found: set[int] = set()
        if self._databases:
            together = pa.ListArray.from_arrays(pa.array([0, len(canonical)], pa.int32()), canonical)
            raw = pc.binary_join(together, "\n")[0].as_buffer()
            for database in self._databases if len(raw) else ():
                database.scan(raw, match_event_handler=_collect, context=found)
        return {self._looked_for[number] for number in found} | self._others

    def under(self, header: str, labels: Labels, canonical: pa.StringArray) -> Iterator[tuple[Pattern, bool]]:
        """Of those, the ones of which something may come under a header."""
        if header not in self._headers:
            if len(self._headers) >= _HEADERS:
                self._headers.clear()
            self._headers[header] = self._said(header, labels)
        named, lost = self._headers[header]
        able = self._able(canonical)
        for number in sorted(named | (able - lost)):
            yield self.patterns[number], number in able

    def _said(self, header: str, labels: Labels) -> tuple[frozenset[int], frozenset[int]]:
        """(patterns whose type a header names, those of which nothing can come under it)"""
        weights = [header_weight(labels, pattern, header)[0] for pattern in self.patterns]
        named = (number for number, weight in enumerate(weights) if weight >= HEADER)
        lost = (number for number, weight in enumerate(weights) if hopeless(self.patterns[number], weight))
        return frozenset(named), frozenset(lost)


def _collect(number: int, start: int, end: int, flags: int, found: Any) -> None:
    found.add(number)
