"""All patterns in one pass. Candidates come from a multi-pattern scan over the raw text; only the windows around
them are folded, and there the patterns' own expressions decide.

Two engines give the same matches: Hyperscan (Vectorscan on ARM), and `re` alone where its wheel is missing.
A pattern matches at every place it can begin, so what is found at a place depends on its surroundings only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from recognizers.dictionary import trie_regex
from recognizers.pattern import REACH, Match, Pattern
from recognizers.rawregex import PatternError, raw_regex
from recognizers.text import fold
from recognizers.types import Hints

try:
    import hyperscan
except ImportError:  # no wheel for this platform: same hits, slower
    hyperscan = None

_TERMS = 300  # words in one expression
_MARGIN = REACH + 20  # folded context around candidates; 20 for look-arounds


@dataclass(frozen=True, slots=True)
class Window:
    """A folded stretch of the text. `origin(i)` gives the offset in the original text."""

    text: str
    start: int
    cuts: tuple[int, ...]

    def origin(self, offset: int) -> int:
        return self.start + offset + (sum(1 for cut in self.cuts if cut <= offset) if self.cuts else 0)


class Matcher:
    """Patterns compiled together. `engine`: "hyperscan", "re", or "auto" for the first that is there."""

    def __init__(self, patterns: Sequence[Pattern], engine: str = "auto") -> None:
        self.patterns = tuple(patterns)
        self._compiled: list[re.Pattern[str]] = []
        self._widths: list[int] = []
        raw: list[tuple[int, str]] = []
        for number, pattern in enumerate(self.patterns):
            words = sorted(fold(term).text for term in pattern.terms)
            source = pattern.regex or trie_regex(words)
            # The multi-pattern engine refuses very long expressions: long word lists go in by parts.
            parts = [source] if pattern.regex else [trie_regex(words[i : i + _TERMS]) for i in range(0, len(words), _TERMS)]
            flags = re.IGNORECASE if pattern.ignore_case else 0
            try:
                expressions = [raw_regex(part, pattern.ignore_case) for part in parts]
            except PatternError as error:
                raise PatternError(f"{pattern.id}: {error}") from None
            self._compiled.append(re.compile(source, flags))
            self._widths.append(max(width for _, width in expressions))
            raw += [(number, expression) for expression, _ in expressions]
        self.engine = engine if engine != "auto" else ("hyperscan" if hyperscan else "re")
        self._database = self._build(raw) if self.engine == "hyperscan" and raw else None

    def _build(self, raw: list[tuple[int, str]]) -> hyperscan.Database:
        database = hyperscan.Database()
        base = hyperscan.HS_FLAG_UTF8 | hyperscan.HS_FLAG_DOTALL
        ids = [number for number, _ in raw]
        flags = [base | (hyperscan.HS_FLAG_CASELESS if self.patterns[n].ignore_case else 0) for n in ids]
        try:
            database.compile(expressions=[e.encode() for _, e in raw], ids=ids, flags=flags)
        except hyperscan.error as error:
            for (number, expression), flag in zip(raw, flags, strict=True):  # name the one at fault
                try:
                    hyperscan.Database().compile(expressions=[expression.encode()], ids=[0], flags=[flag])
                except hyperscan.error:
                    raise PatternError(f"{self.patterns[number].id}: the multi-pattern engine refuses it: {error}") from None
            raise
        return database

    def matches(self, text: str, hints: Hints = Hints()) -> Iterator[tuple[Match, Window]]:
        """Every match of every pattern, window by window."""
        if self._database is None:
            spans = {number: [(0, len(text))] for number in range(len(self.patterns))}
            groups = [(0, len(text), spans)]
        else:
            groups = _group(self._candidates(text), len(text))
        for start, end, wanted in groups:
            folded = fold(text[start:end])
            window = Window(folded.text, start, folded.cuts)
            for number, regions in wanted.items():
                compiled, pattern = self._compiled[number], self.patterns[number]
                for low, high in regions:
                    position, last = max(0, low - start - len(folded.cuts)), high - start
                    while position <= last:
                        found = compiled.search(folded.text, position)
                        if found is None or found.start() > last:
                            break
                        span = found.span("v") if "v" in compiled.groupindex and found.start("v") >= 0 else found.span()
                        yield Match(pattern, folded.text, *span, hints), window
                        position = found.start() + 1

    def _candidates(self, text: str) -> dict[int, list[tuple[int, int]]]:
        """Pattern number → merged (low, high) ranges of characters in which a match of it may begin."""
        raw = text.encode("utf-8", "replace")
        ends: dict[int, list[int]] = {}
        self._database.scan(raw, match_event_handler=_collect, context=ends)  # type: ignore[union-attr]
        if not ends:
            return {}
        if len(raw) == len(text):
            offsets: dict[int, int] | None = None
        else:
            offsets, done, chars = {}, 0, 0
            for end in sorted({end for each in ends.values() for end in each}):
                chars += len(raw[done:end].decode("utf-8"))
                offsets[end] = chars
                done = end
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


def _collect(number: int, start: int, end: int, flags: int, ends: dict[int, list[int]]) -> None:
    if number in ends:
        ends[number].append(end)
    else:
        ends[number] = [end]


def _group(
    regions: dict[int, list[tuple[int, int]]], length: int
) -> Iterator[tuple[int, int, dict[int, list[tuple[int, int]]]]]:
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
