"""All patterns in one pass. Candidates come from a multi-pattern scan over the raw text; only the windows around
them are folded, and there the patterns' own expressions decide.

Two engines give the same matches: Hyperscan (Vectorscan on ARM), and `re` alone where its wheel is missing.
A pattern matches at every place it can begin, so what is found at a place depends on its surroundings only.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import platformdirs

from recognizers.pattern import REACH, Match, Pattern
from recognizers.rawregex import PatternError, longest, raw_regexes, raw_spellings, telling
from recognizers.text import fold
from recognizers.types import Hints
from recognizers.words import Words

try:
    import hyperscan
except ImportError:  # no wheel for this platform: same hits, slower
    hyperscan = None  # type: ignore[assignment]

_MANY = 5_000  # words of a list that is long
_Group = tuple[int, int, dict[int, list[tuple[int, int]]]]  # start, end, pattern → where a match may begin
_Search = Callable[[str, int, int], tuple[int, tuple[int, int]] | None]  # text, from, to → (start, span of the value)
_TOGETHER = 8  # expressions in one database
_MARGIN = REACH + 20  # folded context around candidates; 20 for look-arounds


@dataclass(frozen=True, slots=True)
class Window:
    """A folded stretch of the text. `origin(i)` gives the offset in the original text."""

    text: str
    start: int
    cuts: tuple[int, ...]

    def origin(self, offset: int) -> int:
        return self.start + offset + (bisect_right(self.cuts, offset) if self.cuts else 0)


@dataclass(frozen=True, slots=True)
class _Expression:
    """One expression of the multi-pattern database; several may stand for one pattern."""

    number: int
    source: str
    width: int
    literal: bool = False


def _terms(number: int, pattern: Pattern, terms: list[str]) -> list[_Expression]:
    """Words as literals, one for each raw spelling: they compile a hundred times faster than one expression does.

    Of a long list only the telling two characters of each word: thousands then share one literal.
    """
    chars = 2 if len(terms) > _MANY else 64
    parts = {telling(term, pattern.ignore_case, chars=chars) for term in terms}
    found = {spelling for part in parts for spelling in raw_spellings(part, pattern.ignore_case)}
    width = 2 * max(map(len, terms))
    return [_Expression(number, source, width, literal=True) for source in sorted(found)]


def _whole(number: int, regex: str, ignore_case: bool) -> list[_Expression]:
    return [_Expression(number, source, width) for source, width in raw_regexes(regex, ignore_case)]


def _shape(pattern: Pattern) -> _Search:
    compiled = re.compile(pattern.regex, re.IGNORECASE if pattern.ignore_case else 0)
    valued = "v" in compiled.groupindex

    def search(text: str, position: int, stop: int) -> tuple[int, tuple[int, int]] | None:
        found = compiled.search(text, position, stop)
        if found is None:
            return None
        return found.start(), found.span("v") if valued and found.start("v") >= 0 else found.span()

    return search


def _listed(words: Words) -> _Search:
    def search(text: str, position: int, stop: int) -> tuple[int, tuple[int, int]] | None:
        span = words.search(text, position, stop)
        return (span[0], span) if span is not None else None

    return search


class Matcher:
    """Patterns compiled together. `engine`: "hyperscan", "re", or "auto" for the first that is there.

    own: users' patterns. They may be lists of persons, so what is compiled of them is kept nowhere.
    """

    def __init__(self, patterns: Sequence[Pattern], engine: str = "auto", own: Sequence[Pattern] = ()) -> None:
        self.patterns = (*patterns, *own)
        self._searches: list[_Search] = []
        self._widths: list[int] = []  # raw characters before the end of a candidate in which a match may begin
        self._longest: list[int] = []  # folded characters of a match
        expressions: list[_Expression] = []
        for number, pattern in enumerate(self.patterns):
            try:
                if pattern.regex:
                    added = _whole(number, pattern.regex, pattern.ignore_case)
                    self._searches.append(_shape(pattern))
                    self._longest.append(longest(pattern.regex))
                else:
                    terms = [fold(term).text for term in pattern.terms]
                    added = _terms(number, pattern, terms)
                    self._searches.append(_listed(Words(terms, pattern.ignore_case, pattern.bounded)))
                    self._longest.append(max(map(len, terms)))
            except PatternError as error:
                raise PatternError(f"{pattern.id}: {error}", f"{pattern.id}: {error.ja}") from None
            self._widths.append(max(e.width for e in added))
            expressions += added
        self.engine = engine if engine != "auto" else ("hyperscan" if hyperscan else "re")
        ours = [e for e in expressions if e.number < len(patterns)]
        theirs = [e for e in expressions if e.number >= len(patterns)]
        self._databases = (
            [
                ([e.number for e in group], self._build(group, kept))
                for some, kept in ((ours, True), (theirs, False))
                for group in _parted(some)
            ]
            if self.engine == "hyperscan"
            else None
        )

    def _build(self, expressions: list[_Expression], kept: bool) -> hyperscan.Database:
        try:
            return self._compile(expressions, kept)
        except hyperscan.error:
            for expression in expressions:  # name the one at fault
                try:
                    self._compile([expression], kept=False)
                except hyperscan.error:
                    name = self.patterns[expression.number].id
                    raise PatternError(
                        f"{name}: too large for the multi-pattern engine; make it shorter, or several",
                        f"{name}: 複数照合エンジンには大きすぎます。短くするか、複数に分けてください",
                    ) from None
            raise

    def _compile(self, expressions: list[_Expression], kept: bool) -> hyperscan.Database:
        """kept: in the user's cache, for the next process."""
        flags = [
            hyperscan.HS_FLAG_DOTALL | (hyperscan.HS_FLAG_CASELESS if self.patterns[e.number].ignore_case else 0)
            for e in expressions
        ]
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

    def matches(self, text: str, hints: Hints = Hints(), first: int = 0) -> Iterator[tuple[Match, Window]]:
        """Every match of every pattern, window by window. first: number of the first pattern that is wanted."""
        if self._databases is None or first:
            spans = {number: [(0, len(text))] for number in range(first, len(self.patterns))}
            groups: Iterable[_Group] = [(0, len(text), spans)]
        else:
            groups = _group(self._candidates(text), len(text), self._longest)
        for start, end, wanted in groups:
            folded = fold(text[start:end])
            window = Window(folded.text, start, folded.cuts)
            for number, regions in wanted.items():
                search, pattern = self._searches[number], self.patterns[number]
                for low, high in regions:
                    position, last = max(0, low - start - len(folded.cuts)), high - start
                    stop = last + self._longest[number] + REACH  # or a failed search runs to the end, again and again
                    while position <= last:
                        found = search(folded.text, position, stop)
                        if found is None or found[0] > last:
                            break
                        yield Match(pattern, folded.text, *found[1], hints), window
                        position = found[0] + 1

    def _candidates(self, text: str) -> dict[int, list[tuple[int, int]]]:
        """Pattern number → merged (low, high) ranges of characters in which a match of it may begin."""
        raw = text.encode("utf-8", "replace")
        ends: dict[int, list[int]] = {}
        for numbers, database in self._databases or ():
            found: dict[int, list[int]] = {}
            database.scan(raw, match_event_handler=_collect, context=found)
            for expression, each in found.items():
                ends.setdefault(numbers[expression], []).extend(each)
        if not ends:
            return {}
        if len(raw) == len(text):
            offsets: dict[int, int] | None = None
        else:
            offsets, done, chars = {}, 0, 0
            for end in sorted({end for each in ends.values() for end in each}):
                whole = end
                while whole < len(raw) and raw[whole] & 0xC0 == 0x80:  # an end within a character
                    whole += 1
                chars += len(raw[done:whole].decode("utf-8"))
                offsets[end] = chars
                done = whole
        regions: dict[int, list[tuple[int, int]]] = {}
        for number, each in ends.items():
            width = self._widths[number]
            merged: list[list[int]] = []
            for end in sorted(set(each)):
                char_end = offsets[end] if offsets is not None else end
                low = max(0, char_end - width)
                if merged and low <= merged[-1][1]:
                    merged[-1][1] = char_end
                else:
                    merged.append([low, char_end])
            regions[number] = [(low, high) for low, high in merged]
        return regions


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


def _collect(number: int, start: int, end: int, flags: int, ends: Any) -> None:
    if number in ends:
        ends[number].append(end)
    else:
        ends[number] = [end]


def _parted(expressions: list[_Expression]) -> Iterator[list[_Expression]]:
    """Compiling takes more than linear time: a few databases of a few expressions are ready much sooner than one."""
    words = [e for e in expressions if e.literal]
    shapes = [e for e in expressions if not e.literal]
    if words:
        yield words
    for first in range(0, len(shapes), _TOGETHER):
        yield shapes[first : first + _TOGETHER]


def _group(regions: dict[int, list[tuple[int, int]]], length: int, longest: Sequence[int]) -> Iterator[_Group]:
    """Join regions whose context overlaps: (start, end, pattern → regions) for each window to fold."""
    flat = sorted((low, high, number) for number, each in regions.items() for low, high in each)
    start = end = -1
    wanted: dict[int, list[tuple[int, int]]] = {}
    for low, high, number in flat:
        left, right = max(0, low - _MARGIN), min(length, high + max(2 * _MARGIN, 2 * longest[number] + _MARGIN))
        if wanted and left > end:
            yield start, end, wanted
            wanted = {}
        if not wanted:
            start, end = left, right
        end = max(end, right)
        wanted.setdefault(number, []).append((low, high))
    if wanted:
        yield start, end, wanted
