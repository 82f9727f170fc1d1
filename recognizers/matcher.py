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
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import platformdirs

from recognizers.dictionary import trie_regex
from recognizers.pattern import REACH, Match, Pattern
from recognizers.rawregex import PatternError, raw_regexes, raw_spellings
from recognizers.text import fold
from recognizers.types import Hints

try:
    import hyperscan
except ImportError:  # no wheel for this platform: same hits, slower
    hyperscan = None  # type: ignore[assignment]

_TERMS = 300  # words in one expression
_Group = tuple[int, int, dict[int, list[tuple[int, int]]]]  # start, end, pattern → where a match may begin
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


def _term(number: int, term: str) -> list[_Expression]:
    """A word as literals, one for each raw spelling: they compile a hundred times faster than one expression does."""
    spellings = raw_spellings(term)
    if not term or spellings is None:
        return _whole(number, re.escape(term), False)
    return [_Expression(number, s, 2 * len(term), literal=True) for s in spellings]


def _whole(number: int, regex: str, ignore_case: bool) -> list[_Expression]:
    return [_Expression(number, source, width) for source, width in raw_regexes(regex, ignore_case)]


class Matcher:
    """Patterns compiled together. `engine`: "hyperscan", "re", or "auto" for the first that is there."""

    def __init__(self, patterns: Sequence[Pattern], engine: str = "auto") -> None:
        self.patterns = tuple(patterns)
        self._compiled: list[re.Pattern[str]] = []
        self._widths: list[int] = []
        expressions: list[_Expression] = []
        for number, pattern in enumerate(self.patterns):
            terms = [fold(term).text for term in pattern.terms]
            source = pattern.regex or trie_regex(terms)
            try:
                added = (
                    [e for term in terms for e in _term(number, term)]
                    if terms
                    else _whole(number, source, pattern.ignore_case)
                )
            except PatternError as error:
                raise PatternError(f"{pattern.id}: {error}") from None
            self._compiled.append(re.compile(source, re.IGNORECASE if pattern.ignore_case else 0))
            self._widths.append(max(e.width for e in added))
            expressions += added
        self.engine = engine if engine != "auto" else ("hyperscan" if hyperscan else "re")
        # Compiling takes more than linear time: a few databases of a few expressions are ready much sooner than one.
        words = [e for e in expressions if e.literal]
        shapes = [e for e in expressions if not e.literal]
        groups = [words, *(shapes[i : i + _TOGETHER] for i in range(0, len(shapes), _TOGETHER))]
        self._databases = (
            [([e.number for e in g], self._build(g)) for g in groups if g] if self.engine == "hyperscan" else None
        )

    def _build(self, expressions: list[_Expression]) -> hyperscan.Database:
        try:
            return self._compile(expressions)
        except hyperscan.error as error:
            for expression in expressions:  # name the one at fault
                try:
                    self._compile([expression])
                except hyperscan.error:
                    name = self.patterns[expression.number].id
                    raise PatternError(f"{name}: the multi-pattern engine refuses it: {error}") from None
            raise

    def _compile(self, expressions: list[_Expression]) -> hyperscan.Database:
        flags = [
            hyperscan.HS_FLAG_DOTALL | (hyperscan.HS_FLAG_CASELESS if self.patterns[e.number].ignore_case else 0)
            for e in expressions
        ]
        sources = [e.source.encode("ascii") for e in expressions]
        key = hashlib.sha256(repr((version("hyperscan"), sources, flags)).encode()).hexdigest()[:32]
        if (cached := _cached(key)) is not None:
            return cached
        database = hyperscan.Database()
        # An id for each: thousands of expressions that share one take seconds to compile.
        database.compile(expressions=sources, ids=list(range(len(expressions))), flags=flags)
        _keep(key, database)
        return database

    def matches(self, text: str, hints: Hints = Hints()) -> Iterator[tuple[Match, Window]]:
        """Every match of every pattern, window by window."""
        if self._databases is None:
            spans = {number: [(0, len(text))] for number in range(len(self.patterns))}
            groups: Iterable[_Group] = [(0, len(text), spans)]
        else:
            groups = _group(self._candidates(text), len(text))
        for start, end, wanted in groups:
            folded = fold(text[start:end])
            window = Window(folded.text, start, folded.cuts)
            for number, regions in wanted.items():
                compiled, pattern = self._compiled[number], self.patterns[number]
                for low, high in regions:
                    position, last = max(0, low - start - len(folded.cuts)), high - start
                    stop = last + self._widths[number] + REACH  # or a failed search runs to the end, again and again
                    while position <= last:
                        found = compiled.search(folded.text, position, stop)
                        if found is None or found.start() > last:
                            break
                        span = found.span("v") if "v" in compiled.groupindex and found.start("v") >= 0 else found.span()
                        yield Match(pattern, folded.text, *span, hints), window
                        position = found.start() + 1

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


def _group(regions: dict[int, list[tuple[int, int]]], length: int) -> Iterator[_Group]:
    """Join regions whose context overlaps: (start, end, pattern → regions) for each window to fold."""
    flat = sorted((low, high, number) for number, each in regions.items() for low, high in each)
    start = end = -1
    wanted: dict[int, list[tuple[int, int]]] = {}
    for low, high, number in flat:
        left, right = max(0, low - _MARGIN), min(length, high + 2 * _MARGIN)
        if wanted and left > end:
            yield start, end, wanted
            wanted = {}
        if not wanted:
            start, end = left, right
        end = max(end, right)
        wanted.setdefault(number, []).append((low, high))
    if wanted:
        yield start, end, wanted
