"""Where something could stand in a text: many expressions looked for in its raw bytes, in one pass."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs

from recognizers.rawregex import PatternError
from recognizers.text import RADICALS

try:
    import hyperscan
except ImportError:  # no wheel for this platform: same hits, slower
    hyperscan = None  # type: ignore[assignment]

READY = hyperscan is not None
Region = tuple[int, int]  # first and last character at which a match may begin
_RADICALS = (b"\xe2\xbc", b"\xe2\xbd", b"\xe2\xbe", b"\xe2\xbf")  # how the bytes of RADICALS begin
_TOGETHER = 64  # expressions in one database


@dataclass(frozen=True, slots=True)
class Expression:
    """One expression over UTF-8 bytes. number: of what is looked for; several expressions may stand for one.

    most, least: how many characters before the end of the expression that may begin.
    """

    number: int
    source: str
    most: int
    least: int
    literal: bool = False
    ignore_case: bool = False


# Expressions, whether what is compiled goes into a cache, and numbers of parts before without one of which in the text
# nothing of this part counts; none for a part that always does.
Part = tuple[Iterable[Expression], bool, frozenset[int]]
_Owners = list[list[tuple[int, int, int]]]  # of each expression: (number, most, least) of those that share it


class Seen:
    """What one scan found: number → where it may begin."""

    def __init__(self, lows: dict[int, np.ndarray], highs: dict[int, np.ndarray]) -> None:
        self._lows, self._highs = lows, highs

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


class Scan:
    """Expressions compiled together, in parts. names: of each number, for messages."""

    def __init__(self, parts: Sequence[Part], names: Callable[[int], str]) -> None:
        self._names = names
        self._databases: list[tuple[_Owners, hyperscan.Database, frozenset[int]]] = []
        for expressions, kept, only_with in parts:
            shared: dict[Expression, list[tuple[int, int, int]]] = {}  # several patterns look for any three digits
            for one in expressions:
                bare = replace(one, number=0, most=0, least=0)
                shared.setdefault(bare, []).append((one.number, one.most, one.least))
            for group in _parted(list(shared)):
                owners = [shared[one] for one in group]
                self._databases.append((owners, self._build(group, owners, kept), only_with))

    def __call__(self, text: str, everything: bool = False) -> Seen:
        """everything: parts that are only looked for with others, too."""
        raw = _raw(text)
        if any(head in raw for head in _RADICALS):  # in no expression, since only PDFs hold them
            text = text.translate(RADICALS)
            raw = _raw(text)
        found: dict[int, list[tuple[np.ndarray, np.ndarray]]] = {}
        chars: np.ndarray | None = None
        for owners, database, only_with in self._databases:
            if only_with and not everything and only_with.isdisjoint(found):
                continue
            ends: defaultdict[int, list[int]] = defaultdict(list)
            database.scan(raw, match_event_handler=_collect, context=ends)
            for expression, stops in ends.items():
                places = np.array(stops, dtype=np.int64)
                if len(raw) != len(text) + 1:
                    if chars is None:  # characters that have begun before each byte; an end within one counts it whole
                        begun = (np.frombuffer(raw, dtype=np.uint8) & 0xC0) != 0x80
                        chars = np.concatenate(([0], np.cumsum(begun)))
                    places = chars[places]
                for number, most, least in owners[expression]:
                    found.setdefault(number, []).append((np.maximum(places - most, 0), places - least))
        lows, highs = {}, {}
        for number, each in found.items():
            low, high = each[0] if len(each) == 1 else map(np.concatenate, zip(*each, strict=True))
            lows[number], highs[number] = _merged(low, high)
        return Seen(lows, highs)

    def count(self, text: str) -> int:
        """How many ends are reported, and nothing done with them: what looking alone costs."""
        raw, ends = _raw(text), [0]
        for _, database, _ in self._databases:
            database.scan(raw, match_event_handler=_count, context=ends)
        return ends[0]

    def _build(self, group: list[Expression], owners: _Owners, kept: bool) -> hyperscan.Database:
        try:
            return _compile(group, kept)
        except hyperscan.error:
            for expression, [(number, *_), *_] in zip(group, owners, strict=True):  # name the one at fault
                try:
                    _compile([expression], kept=False)
                except hyperscan.error:
                    name = self._names(number)
                    raise PatternError(
                        f"{name}: too large for the multi-pattern engine; make it shorter, or several",
                        f"{name}: 複数照合エンジンには大きすぎます。短くするか、複数に分けてください",
                    ) from None
            raise


def _raw(text: str) -> bytes:
    """The bytes that are scanned: a line's end behind them, so that a character always is."""
    return text.encode("utf-8", "replace") + b"\n"


def _merged(lows: np.ndarray, highs: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    if len(lows) == 1:
        return lows, highs
    order = np.argsort(lows, kind="stable")
    lows, reached = lows[order], np.maximum.accumulate(highs[order])
    first = np.concatenate(([True], lows[1:] > reached[:-1] + 1))
    return lows[first], reached[np.concatenate((np.flatnonzero(first)[1:] - 1, [len(lows) - 1]))]


def _collect(number: int, start: int, end: int, flags: int, ends: Any) -> None:
    ends[number].append(end)


def _count(number: int, start: int, end: int, flags: int, ends: Any) -> None:
    ends[0] += 1


def _parted(expressions: list[Expression]) -> Iterator[list[Expression]]:
    words = [e for e in expressions if e.literal]
    shapes = [e for e in expressions if not e.literal]
    if words:
        yield words
    for first in range(0, len(shapes), _TOGETHER):
        yield shapes[first : first + _TOGETHER]


def _compile(expressions: list[Expression], kept: bool) -> hyperscan.Database:
    """kept: in the user's cache, for the next process."""
    flags = [hyperscan.HS_FLAG_DOTALL | (hyperscan.HS_FLAG_CASELESS if e.ignore_case else 0) for e in expressions]
    sources = [e.source.encode("ascii") for e in expressions]
    key = hashlib.sha256(repr((version("hyperscan"), sources, flags)).encode()).hexdigest()[:32] if kept else ""
    if key and (cached := _cached(key)) is not None:
        return cached
    database = hyperscan.Database()
    # An id for each: thousands of expressions that share one take seconds to compile.
    database.compile(expressions=sources, ids=list(range(len(expressions))), flags=flags)
    if key:
        _keep(key, database)
    return database


def _folder() -> Path:
    return Path(platformdirs.user_cache_dir("daicho", appauthor=False))


def _cached(key: str) -> hyperscan.Database | None:
    """A database compiled before on this machine; compiling takes seconds, loading milliseconds."""
    try:
        database = hyperscan.loadb((_folder() / f"{key}.hs").read_bytes(), mode=hyperscan.HS_MODE_BLOCK)
        database.scratch = hyperscan.Scratch(database)
        return database
    except (OSError, hyperscan.error, ValueError):  # absent, cut off, or of another processor
        return None


def _keep(key: str, database: hyperscan.Database) -> None:
    """Patterns only, no data. A cache that cannot be written is no loss."""
    try:
        folder = _folder()
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, delete=False) as stream:
            stream.write(hyperscan.dumpb(database))
        os.replace(stream.name, folder / f"{key}.hs")
    except (OSError, hyperscan.error):
        return
