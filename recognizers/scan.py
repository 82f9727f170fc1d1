"""Where something could stand in a text: many expressions looked for in its raw bytes.

Most expressions need some digits, or one of a few words (`recognizers.needed`). Literals and what needs neither are looked
for in the whole text; all others where digits stand or such a word does, and most of a text is not near any.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Any

import numpy as np

from recognizers.databases import READY, Expression, build
from recognizers.flat import codes
from recognizers.rawregex import raw_bytes, raw_spellings, telling
from recognizers.seen import NO_PLACES, Found, Region, Seen, merged

if TYPE_CHECKING:
    import hyperscan

__all__ = ["READY", "Expression", "Region", "Scan", "Seen"]
_TOGETHER, _FEW = 64, 32  # expressions in one database; in one for the surroundings of words
_MANY = 4  # digits that make a number rather than an amount
_SPELLINGS = 64  # of one word that is looked for
_SHORT = 500  # characters; of a shorter text all is looked at
_SHIFT, _END = 32, (1 << 32) - 1  # an expression and the end of what it found, in one number
_DIGIT = re.compile("[0-9]")
_MOST = 0.7  # of a text; more than this is all of it

# Expressions, whether what is compiled goes into a cache, and numbers of parts before without one of which in the text
# nothing of this part counts; none for a part that always does.
Part = tuple[Iterable[Expression], bool, frozenset[int]]


@dataclass(frozen=True, slots=True)
class _Owners:
    """Who looks for what: what several numbers look for is there once. Those of expression `n` stand in `numbers`, `most` and
    `least` from `firsts[n]` to `firsts[n + 1]`."""

    firsts: np.ndarray
    numbers: np.ndarray
    most: np.ndarray
    least: np.ndarray

    def places(self, expressions: np.ndarray, ends: np.ndarray) -> Found:
        """Where may begin what ends at some places."""
        first, counts = self.firsts[expressions], self.firsts[expressions + 1] - self.firsts[expressions]
        if counts.max() > 1:
            ends = np.repeat(ends, counts)
            before = np.cumsum(counts) - counts
            first = np.repeat(first - before, counts) + np.arange(len(ends))
        return self.numbers[first], np.maximum(ends - self.most[first], 0), ends - self.least[first]


@dataclass(frozen=True, slots=True)
class _Near:
    """Databases for where some digits are within `reach` characters, or for no digits where `cue` was found."""

    digits: int
    reach: int
    cue: int
    databases: list[hyperscan.Database]


@dataclass(frozen=True, slots=True)
class _Stage:
    """One part. only_with: without one of these it does not count."""

    everywhere: list[hyperscan.Database]
    near: list[_Near]
    only_with: frozenset[int]
    owners: _Owners


class Scan:
    """Expressions compiled together, in parts. names: of each number, for messages."""

    def __init__(self, parts: Sequence[Part], names: Callable[[int], str]) -> None:
        self._names = names
        self._stages: list[_Stage] = []
        self._cues = 0
        for expressions, kept, only_with in parts:
            self._stages.append(self._stage(list(expressions), kept, only_with))

    def __call__(self, text: str, everything: bool = False) -> Seen:
        """In a flat text (`recognizers.flat`). everything: parts that are only looked for with others, too."""
        whole = _Scanned(text)
        found: list[Found] = []
        numbers: set[int] = set()
        for stage in self._stages:
            if stage.only_with and not everything and stage.only_with.isdisjoint(numbers):
                continue
            here = whole.look(stage.everywhere, stage.owners)
            numbers.update(here[0].tolist())
            able = [near for near in stage.near if (whole.count >= near.digits if near.digits else near.cue in numbers)]
            if len(text) < _SHORT:  # all at once
                near_by = [whole.look(chain.from_iterable(near.databases for near in able), stage.owners)]
            else:
                near_by = [whole.near(near, here).look(near.databases, stage.owners) for near in able]
            numbers.update(*(one.tolist() for one, _, _ in near_by))
            found += [here, *near_by]
        return Seen(found, text)

    def count(self, text: str) -> int:
        """How many ends all expressions report on the whole text, and nothing done with them: what looking alone costs."""
        raw, ends = _raw(text), [0]
        for stage in self._stages:
            for database in chain(stage.everywhere, *(near.databases for near in stage.near)):
                database.scan(raw, match_event_handler=_count, context=ends)
        return ends[0]

    def _stage(self, expressions: list[Expression], kept: bool, only_with: frozenset[int]) -> _Stage:
        groups: defaultdict[int, list[Expression]] = defaultdict(list)
        for one in expressions:
            groups[_needs(one)].append(one)
        parts: list[tuple[int, int, int, list[Expression]]] = []  # digits, reach, cue, expressions
        for needs in (_MANY, 1):
            if group := groups[needs]:
                parts.append((needs, max(one.reach for one in group), 0, group))
        wordy = sorted(
            groups[_WORDS], key=lambda one: len(one.source)
        )  # the large ones are seldom needed: not with the others
        for first in range(0, len(wordy), _FEW):
            group = wordy[first : first + _FEW]
            self._cues -= 1
            groups[_NOTHING] += _cues(self._cues, group)
            parts.append((0, 0, self._cues, group))
        owners: list[list[tuple[int, int, int]]] = []
        everywhere = list(self._databases(groups[_NOTHING], kept, owners))
        near = [
            _Near(digits, reach, cue, list(self._databases(group, kept, owners))) for digits, reach, cue, group in parts
        ]
        firsts = np.concatenate(([0], np.cumsum([len(each) for each in owners], dtype=np.int64)))
        rows = np.array([one for each in owners for one in each], dtype=np.int64).reshape(-1, 3)
        return _Stage(everywhere, near, only_with, _Owners(firsts, *rows.T))

    def _databases(
        self, expressions: list[Expression], kept: bool, owners: list[list[tuple[int, int, int]]]
    ) -> Iterator[hyperscan.Database]:
        """Puts to `owners` those of each expression; its place there is what the database reports."""
        shared: dict[Expression, list[tuple[int, int, int]]] = {}  # several patterns look for any three digits
        for one in expressions:
            bare = Expression(0, one.source, 0, 0, one.literal, one.ignore_case)
            shared.setdefault(bare, []).append((one.number, one.most, one.least))
        for group in _parted(list(shared)):
            names = [self._names(max(shared[one][0][0], 0)) for one in group]
            yield build(group, names, kept, len(owners))
            owners += [shared[one] for one in group]


_NOTHING, _WORDS = 0, -1  # what an expression needs; else digits


def _needs(expression: Expression) -> int:
    if expression.literal:
        return _NOTHING
    if expression.digits >= _MANY:
        return _MANY
    return _WORDS if expression.words else min(expression.digits, 1)


def _cues(number: int, expressions: Iterable[Expression]) -> list[Expression]:
    """Literals whose regions are the surroundings of the words that the expressions need."""
    reach: dict[tuple[str, bool], int] = {}
    for one in expressions:
        for word in one.words:
            key = (telling(word, one.ignore_case, most=_SPELLINGS), one.ignore_case)
            reach[key] = max(one.width + 2 * len(word), reach.get(key, 0))  # it may begin before
    return [
        Expression(number, raw_bytes(spelling), width, -width, literal=True, ignore_case=ignore_case)
        for (part, ignore_case), width in sorted(reach.items())
        for spelling in raw_spellings(part, ignore_case)
    ]


def _around(places: np.ndarray, least: int, reach: int) -> tuple[np.ndarray, np.ndarray]:
    """(first characters, ends) of the stretches around so many places that are no more than `reach` apart."""
    if len(places) < least:
        return places[:0], places[:0]
    firsts, lasts = places[: len(places) - least + 1], places[least - 1 :]
    near = lasts - firsts < reach
    return merged(np.maximum(lasts[near] - reach, 0), firsts[near] + reach + 1)


def _of(number: int, found: Found) -> tuple[np.ndarray, np.ndarray]:
    """The stretches of one number."""
    numbers, lows, highs = found
    mine = numbers == number
    return merged(lows[mine], highs[mine])


class _Scanned:
    """A text, or stretches of one that stand one behind the other. starts: of the stretches; shifts: what to add there."""

    def __init__(self, text: str, starts: np.ndarray | None = None, shifts: np.ndarray | None = None) -> None:
        self._text, self._starts, self._shifts = text, starts, shifts
        self._raw = _raw(text)
        self._begun: np.ndarray | None = None

    @cached_property
    def count(self) -> int:
        """Of digits."""
        return len(_DIGIT.findall(self._text)) if len(self._text) < _SHORT else len(self.digits)

    @cached_property
    def digits(self) -> np.ndarray:
        """Where they are."""
        return np.flatnonzero(codes(self._text) - np.uint32(ord("0")) < 10)

    def near(self, near: _Near, found: Found) -> _Scanned:
        """The stretches of this text alone that hold what is needed. found: in the text as a whole."""
        lows, highs = _around(self.digits, near.digits, near.reach) if near.digits else _of(near.cue, found)
        lows, highs = np.maximum(lows, 0), np.minimum(highs, len(self._text))
        if int((highs - lows).sum()) > _MOST * len(self._text):
            return self
        parts = [self._text[low:high] for low, high in zip(lows.tolist(), highs.tolist(), strict=True)]
        starts = np.cumsum(highs - lows + 1) - (highs - lows + 1)
        return _Scanned("\n".join(parts), starts, lows - starts)

    def look(self, databases: Iterable[hyperscan.Database], owners: _Owners) -> Found:
        """Where may begin what is in the databases."""
        ends: list[int] = []
        for database in databases if self._text else ():
            database.scan(self._raw, match_event_handler=_collect, context=ends)
        if not ends:
            return NO_PLACES, NO_PLACES, NO_PLACES
        packed = np.array(ends, dtype=np.int64)
        return owners.places(packed >> _SHIFT, self._places(packed & _END))

    def _places(self, ends: np.ndarray) -> np.ndarray:
        """The characters of the text that end where some bytes do."""
        if len(self._raw) != len(self._text) + 1:
            if self._begun is None:  # characters that have begun before each byte; an end within one counts it whole
                begun = np.frombuffer(self._raw, dtype=np.int8) > -65  # no byte of 0b10……
                self._begun = np.cumsum(begun, dtype=np.int32)
            ends = self._begun[ends - 1].astype(np.int64)
        if self._starts is not None and self._shifts is not None:
            ends = ends + self._shifts[np.searchsorted(self._starts, ends, side="left") - 1]
        return ends


def _raw(text: str) -> bytes:
    """The bytes that are scanned: a line's end behind them, so that a character always is."""
    return text.encode("utf-8", "replace") + b"\n"


def _collect(number: int, start: int, end: int, flags: int, ends: Any) -> None:
    ends.append(number << _SHIFT | end)


def _count(number: int, start: int, end: int, flags: int, ends: Any) -> None:
    ends[0] += 1


def _parted(expressions: list[Expression]) -> Iterator[list[Expression]]:
    words = [e for e in expressions if e.literal]
    shapes = [e for e in expressions if not e.literal]
    if words:
        yield words
    for first in range(0, len(shapes), _TOGETHER):
        yield shapes[first : first + _TOGETHER]
