"""All patterns in one pass. Candidates come from a multi-pattern scan over the raw text; only the windows around
them are folded, and there the patterns' own expressions decide.

Two engines give the same matches: Hyperscan (Vectorscan on ARM), and `re` alone where its wheel is missing.
A pattern matches at every place it can begin, so what is found at a place depends on its surroundings only.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from recognizers.beginnings import Edge, ascii_chars, beginnings, edge
from recognizers.context import spellings
from recognizers.flat import codes, flat
from recognizers.pattern import MINOR, REACH, Match, Pattern, chance, logit
from recognizers.rawregex import PatternError, Raw, longest, raw_bytes, raw_regexes, raw_spellings, raw_words, telling
from recognizers.rewrite import CUES, LOOSE, NEEDING_DIGITS, NO_CUES, Cue, Pieces, Rewritten, long_enough
from recognizers.scan import READY, Expression, Region, Scan, Seen
from recognizers.text import fold, joined
from recognizers.types import Hints
from recognizers.words import Words
from recognizers.written import Written

_MANY = 5_000  # words of a list that is long
Under = tuple[int, int, frozenset[str]]  # a stretch of a text, and the types that the header over it names
_Group = tuple[int, int, dict[int, list[Region]]]  # start, end, pattern → where a match may begin
_Search = Callable[[str, Iterable[Region]], list[Region]]  # text, where matches may begin → the values
_FEW = 200  # places that are tried one by one
_FEW_REGIONS = 16  # that are looked at one by one
_WORDS = 16  # labels in one expression
_MARGIN = REACH + 20  # folded context around candidates; 20 for look-arounds
_BEFORE, _BEHIND = 40, 48  # characters to either side of a value in which its label stands (`context.Labels.weigh`)
_LISTED, _LIST = 25, 11  # characters in front with so many digits: a list of numbers, whose label may stand further off
_PARTING = np.array([ord(char) for char in "、, /・"], dtype=np.uint32)
_MARKS = re.compile("[ﾞﾟ\u3099\u309a]")  # two characters that are folded into one


@dataclass(frozen=True, slots=True)
class Window:
    """A folded stretch of the text. `origin(i)` gives the offset in the original text."""

    text: str
    start: int
    cuts: tuple[int, ...]

    def origin(self, offset: int) -> int:
        return self.start + offset + (bisect_right(self.cuts, offset) if self.cuts else 0)


def _terms(number: int, pattern: Pattern, terms: list[str]) -> list[Expression]:
    """Words as literals, one for each raw spelling: they compile a hundred times faster than one expression does.

    Of a long list only the telling two characters of each word: thousands then share one literal.
    """
    chars = 2 if len(terms) > _MANY else 64
    leads: dict[str, list[int]] = {}  # part → how many characters of a word may stand before it
    for term in terms:
        part = telling(term, pattern.ignore_case, chars=chars)
        leads.setdefault(part, []).append(term.index(part))
    found: dict[str, tuple[int, int]] = {}
    for part, each in leads.items():
        for spelling in raw_spellings(part, pattern.ignore_case):
            most, least = 2 * max(each) + len(spelling), min(each) + len(part)
            if spelling in found:
                most, least = max(most, found[spelling][0]), min(least, found[spelling][1])
            found[spelling] = most, least
    return [
        Expression(number, raw_bytes(spelling), most, least, literal=True, ignore_case=pattern.ignore_case)
        for spelling, (most, least) in sorted(found.items())
    ]


def _whole(
    number: int, regex: str, ignore_case: bool, write: Callable[[str, bool], list[Raw]] = raw_regexes
) -> list[Expression]:
    return [
        Expression(
            number,
            raw.source,
            raw.most,
            raw.least,
            ignore_case=ignore_case,
            words=raw.needed,
            width=raw.width,
            digits=raw.digits,
            reach=raw.reach,
        )
        for raw in write(regex, ignore_case)
    ]


def _only_labelled(pattern: Pattern) -> bool:
    """Whether nothing comes of a match without a label of its type near."""
    if pattern.refine is not None:
        return pattern.labelled
    best = logit(pattern.prior) + (max(pattern.check_weight, 0.0) if pattern.check is not None else 0.0)
    return pattern.needs_label or chance(best) < MINOR


class _Shape:
    """Where the expression of a pattern matches. What that takes is compiled on first use: a short text needs little."""

    def __init__(self, pattern: Pattern) -> None:
        self._pattern = pattern

    @cached_property
    def _compiled(self) -> re.Pattern[str]:
        return re.compile(self._pattern.regex, re.IGNORECASE if self._pattern.ignore_case else 0)

    @cached_property
    def _first(self) -> re.Pattern[str]:
        return beginnings(self._pattern.regex, self._pattern.ignore_case)

    @cached_property
    def _width(self) -> int:
        return longest(self._pattern.regex) + REACH  # or a failed search runs to the end, again and again

    def _in_long(self, text: str, low: int, high: int) -> Iterator[re.Match[str]]:
        while (one := self._compiled.search(text, low, high + self._width)) and one.start() <= high:
            yield one
            low = one.start() + 1

    def __call__(self, text: str, places: Iterable[Region]) -> list[Region]:
        found = []
        for low, high in places:
            if high - low < _FEW:  # a search would go on behind `high`
                for place in self._first.finditer(text, low, high + 1):
                    if one := self._compiled.match(text, place.start()):
                        found.append(one)
            else:
                found += self._in_long(text, low, high)
        if not found:
            return []
        valued = "v" in self._compiled.groupindex
        return [one.span("v") if valued and one.start("v") >= 0 else one.span() for one in found]


def _listed(words: Words, longest: int) -> _Search:
    def search(text: str, places: Iterable[Region]) -> list[Region]:
        found = []
        for low, high in places:
            while span := words.search(text, low, high + longest + REACH, high):
                found.append(span)
                low = span[0] + 1
        return found

    return search


def _label_expressions(patterns: Iterable[Pattern], numbers: dict[str, int]) -> Iterator[Expression]:
    words: dict[int, set[str]] = {}
    for pattern in patterns:
        if pattern.entity in numbers:
            words.setdefault(numbers[pattern.entity], set()).update(*map(spellings, pattern.context))
    for number, each in words.items():
        most = 2 * max(map(len, each), default=0)
        short = sorted(word for word in each if not any(other in word for other in each - {word}))
        for first in range(0, len(short), _WORDS):
            yield Expression(number, raw_words(short[first : first + _WORDS]), most, 0, ignore_case=True)


class Matcher:
    """Patterns compiled together. `engine`: "hyperscan", "re", or "auto" for the first that is there.

    own: users' patterns. They may be lists of persons, so what is compiled of them is kept nowhere. labelled: ours that
    nothing comes of without a label are not tried where none of their type is near.
    """

    def __init__(
        self,
        patterns: Sequence[Pattern],
        engine: str = "auto",
        own: Sequence[Pattern] = (),
        labelled: bool = False,
    ) -> None:
        self.patterns = (*patterns, *own)
        self._searches: list[_Search] = []
        self._longest: list[int] = []  # folded characters of a match; 0 where nothing asks for them
        self._edges: dict[int, Edge] = {}
        self.engine = engine if engine != "auto" else ("hyperscan" if READY else "re")
        expressions: list[Expression] = []
        written = Written() if self.engine == "hyperscan" else None
        for number, pattern in enumerate(self.patterns):
            # Without Hyperscan they only show which of users' patterns no engine can take.
            asked = self.engine == "hyperscan" or number >= len(patterns)
            try:
                if pattern.regex:
                    write = written if written is not None and number < len(patterns) else raw_regexes
                    expressions += _whole(number, pattern.regex, pattern.ignore_case, write) if asked else ()
                    self._searches.append(_Shape(pattern))
                    if asked and (known := edge(pattern.regex, pattern.ignore_case)):
                        self._edges[number] = known
                    self._longest.append(longest(pattern.regex) if asked else 0)
                else:
                    terms = [fold(term).text for term in pattern.terms]
                    expressions += _terms(number, pattern, terms) if asked else ()
                    self._searches.append(
                        _listed(Words(terms, pattern.ignore_case, pattern.bounded), max(map(len, terms)))
                    )
                    self._longest.append(max(map(len, terms)))
            except PatternError as error:
                raise PatternError(f"{pattern.id}: {error}", f"{pattern.id}: {error.ja}") from None
        self._reaches = np.array([max(2 * _MARGIN, 2 * one + _MARGIN) for one in self._longest], dtype=np.int64)
        self._labelled: dict[int, int] = {}  # pattern that asks for a label → number of the labels of its type
        self.scanner: Scan | None = None
        if written is None:
            return
        theirs = [e for e in expressions if e.number >= len(patterns)]
        ours = [e for e in expressions if e.number < len(patterns)]
        self._first_cue = len(self.patterns)
        for number, cue in enumerate(CUES, self._first_cue):
            for each in _whole(number, cue, False, written):
                least = max(each.digits, int(cue in NEEDING_DIGITS))
                ours.append(replace(each, least=0, digits=least))  # it may hold what stands before
        if labelled:
            numbers = self._label_numbers(len(patterns))
            ours += _label_expressions(patterns, numbers)
            theirs += _label_expressions(own, numbers)
        always = [e for e in ours if e.number not in self._labelled]
        with_labels = [e for e in ours if e.number in self._labelled]
        self.scanner = Scan(
            [
                (always, True, frozenset()),
                (theirs, False, frozenset()),
                (with_labels, True, frozenset(self._labelled.values())),
            ],
            lambda number: self.patterns[number].id if number < self._first_cue else str(number),
        )
        written.keep()

    def _label_numbers(self, ours: int) -> dict[str, int]:
        """Entity → number of its labels, of what our patterns that only count with a label find."""
        numbers: dict[str, int] = {}
        for number, pattern in enumerate(self.patterns[:ours]):
            if _only_labelled(pattern):
                new = self._first_cue + len(CUES) + len(numbers)
                self._labelled[number] = numbers.setdefault(pattern.entity, new)
        return numbers

    def scan(self, text: str, headed: Collection[str] = (), under: Sequence[Under] = ()) -> Seen | None:
        """What may stand where; None where `re` alone looks for it.

        headed: the types that a header over the text names; the labels of all others are in the text, if anywhere.
        under: the same of stretches of the text, one behind the other.
        """
        if self.scanner is None:
            return None
        if len(under) == 1:
            headed, under = under[0][2], ()
        told = self._told(headed)
        partly = {number for _, _, entities in under for number in self._told(entities)}
        seen = self.scanner(flat(text), everything=bool(told or partly))
        asked = (seen.spans.keys() & self._labelled.keys()) - told
        kept = np.ones(len(seen.numbers) if asked else 0, dtype=bool)
        listed: np.ndarray | None = None
        for number in asked:
            labels = seen.regions(self._labelled[number])
            if len(text) <= _BEFORE and len(labels[0]):
                continue  # all is near
            if self.patterns[number].refine is None and len(labels[0]) and _MARKS.search(seen.text) is None:
                listed = _listed_places(seen.text) if listed is None else listed
                reach = _BEFORE, self._longest[number] + _BEHIND
                seen.near(number, *labels, reach, kept, seen.hold(number, listed))
            seen.near(number, *labels, (_MARGIN, 2 * self._longest[number] + _MARGIN), kept)
        for number in asked & partly:
            seen.within(
                number, [(low, high) for low, high, some in under if self.patterns[number].entity in some], kept
            )
        if asked:
            seen.keep(kept)
        self._narrow(seen)
        return seen

    def _told(self, entities: Collection[str]) -> set[int]:
        """The patterns that ask for a label of these types."""
        return {number for number in self._labelled if self.patterns[number].entity in entities} if entities else set()

    def _narrow(self, seen: Seen) -> None:
        """Leave out regions in which no match can begin, where there are many."""
        if len(seen.numbers) <= _FEW_REGIONS:
            return
        counts = {number: high - low for number, (low, high) in seen.spans.items()}
        many = [(number, known) for number, known in self._edges.items() if counts.get(number, 0) > _FEW_REGIONS]
        loose = self._first_cue + LOOSE
        loosely = counts.get(loose, 0) > _FEW_REGIONS
        if not many and not loosely:
            return
        kept = np.ones(len(seen.numbers), dtype=bool)
        if loosely:
            seen.holding(loose, long_enough(seen.text), kept)
        chars, places = ascii_chars(seen.text if many else ""), dict[Edge, np.ndarray]()
        for number, known in many:
            if known not in places:
                places[known] = known.places(chars)
            seen.holding(number, places[known], kept)
        seen.keep(kept)

    def changed(self, pieces: Pieces, headed: Collection[str] = ()) -> Seen | None:
        """As `scan`, in rewritten pieces, only where something was changed, or a label in front of it was."""
        seen = self.scan(pieces.text, headed)
        if seen is not None:
            kept = seen.numbers < len(self.patterns)
            for number in seen.spans:
                if number >= len(self.patterns):
                    break
                before, behind = self.patterns[number].taken_in
                seen.near(number, pieces.starts, pieces.stops, (before, behind + 2 * self._longest[number]), kept)
            seen.keep(kept)
        return seen

    def cues(self, seen: Seen | None) -> list[Cue] | None:
        """For each of `rewrite.CUES`, where it may begin."""
        if seen is None:
            return None
        cues = list(NO_CUES)
        for number in seen.spans:
            if 0 <= (place := number - self._first_cue) < len(CUES):
                cues[place] = seen.regions(number)
        return cues

    def matches(
        self, text: str, hints: Hints = Hints(), first: int = 0, seen: Seen | None = None
    ) -> Iterator[tuple[Match, Window]]:
        """Every match of every pattern, window by window. first: number of the first pattern that is wanted.

        seen: what `scan` gave for this text.
        """
        if self.scanner is None or first:
            text = flat(text)
            spans = {n: [(0, len(text))] for n in range(first, len(self.patterns))}
            yield from self._matches(text, (0, len(text), spans), hints)
            return
        if seen is None:
            seen = self.scan(text, {pattern.entity for pattern in self.patterns} if hints.header else ())
        assert seen is not None
        for group in self._groups(seen, np.zeros(1, dtype=np.int64), np.array([len(seen.text)])):
            yield from self._matches(seen.text, group, hints)

    def matches_in(
        self, pieces: Pieces, hints: Sequence[Hints], without: Container[int], headed: Collection[str] = ()
    ) -> Iterator[tuple[Match, Window, Rewritten]]:
        """As `matches`, in rewritten pieces, with the piece. without: numbers of patterns that are not wanted.

        hints: of each piece. headed: as `scan` takes it.
        """
        seen = self.changed(pieces, headed)
        if seen is None:
            wanted = [number for number in range(len(self.patterns)) if number not in without]
            for piece, told in zip(pieces.pieces, hints, strict=True):
                spans = {number: [(0, len(piece.text))] for number in wanted}
                for match, window in self._matches(flat(piece.text), (0, len(piece.text), spans), told):
                    yield match, window, piece
            return
        seen.keep(np.array([number not in without for number in seen.numbers.tolist()], dtype=bool))
        for match, window, number in self.matches_each(seen, pieces.lows, pieces.highs, hints):
            yield match, window, pieces.pieces[number]

    def matches_each(
        self, seen: Seen, lows: np.ndarray, highs: np.ndarray, hints: Sequence[Hints]
    ) -> Iterator[tuple[Match, Window, int]]:
        """As `matches`, in texts that stand one behind the other in one, with the number of the text.

        lows, highs: where each begins and ends. None sees another. hints: of each.
        """
        begins = lows.tolist()
        for group in self._groups(seen, lows, highs):
            number = bisect_right(begins, group[0]) - 1
            for match, window in self._matches(seen.text, group, hints[number], begins[number]):
                yield match, window, number

    def cues_each(self, seen: Seen, lows: np.ndarray, highs: np.ndarray) -> dict[int, list[Cue]]:
        """As `cues`, of each of such texts in which one may begin."""
        found: dict[int, dict[int, tuple[list[int], list[int]]]] = {}
        for number, (low, high) in enumerate(self.cues(seen) or ()):
            if not len(low):
                continue
            _, low, high = _parted(low, low, high, lows, highs)
            texts = np.searchsorted(lows, low, side="right") - 1
            starts = lows[texts]
            for text, first, last in zip(
                texts.tolist(), (low - starts).tolist(), (high - starts).tolist(), strict=True
            ):
                firsts, lasts = found.setdefault(text, {}).setdefault(number, ([], []))
                firsts.append(first)
                lasts.append(last)
        cues = {text: list(NO_CUES) for text in found}
        for text, each in found.items():
            for number, places in each.items():
                cues[text][number] = (np.array(places[0], np.int64), np.array(places[1], np.int64))
        return cues

    def _matches(self, text: str, group: _Group, hints: Hints, shift: int = 0) -> Iterator[tuple[Match, Window]]:
        """In one stretch of a flat text. shift: where the text begins that offsets are of."""
        start, end, wanted = group
        folded = joined(text[start:end])
        window, cut = Window(folded.text, start - shift, folded.cuts), start + len(folded.cuts)
        for number, places in wanted.items():
            inside = [(max(0, low - cut), high - start) for low, high in places]
            pattern = self.patterns[number]
            for begin, stop in self._searches[number](folded.text, inside):
                yield Match(pattern, folded.text, begin, stop, hints), window

    def _groups(self, seen: Seen, starts: np.ndarray, ends: np.ndarray) -> Iterator[_Group]:
        """Join regions whose context overlaps: (start, end, pattern → regions) for each window to fold.

        starts, ends: of the texts that stand one behind the other; none is context of another.
        """
        wanted = np.searchsorted(seen.numbers, len(self.patterns))
        numbers, lows, highs = seen.numbers[:wanted], seen.lows[:wanted], seen.highs[:wanted]
        if not len(numbers):
            return
        if len(starts) > 1:
            numbers, lows, highs = _parted(numbers, lows, highs, starts, ends)
        order = np.lexsort((numbers, highs, lows))
        lows, highs, numbers = lows[order], highs[order], numbers[order]
        within = np.searchsorted(starts, lows, side="right") - 1
        lefts = np.maximum(lows - _MARGIN, starts[within])
        rights = np.maximum.accumulate(np.minimum(highs + self._reaches[numbers], ends[within]))
        breaks = [*(np.flatnonzero(lefts[1:] > rights[:-1]) + 1).tolist(), len(lows)]
        flat_regions = list(zip(lows.tolist(), highs.tolist(), numbers.tolist(), strict=True))
        first = 0
        for last in breaks:
            regions: dict[int, list[Region]] = {}
            for low, high, number in flat_regions[first:last]:
                regions.setdefault(number, []).append((low, high))
            yield int(lefts[first]), int(rights[last - 1]), regions
            first = last


def _listed_places(text: str) -> np.ndarray:
    """For each place in a flat text, at how many before it a number may stand that others stand in front of."""
    written = codes(text)
    digits = np.zeros(len(text) + 1 + _LISTED, dtype=np.int64)
    digits[_LISTED + 1 :] = np.cumsum(written - np.uint32(ord("0")) < 10)
    able: np.ndarray = digits[_LISTED:] - digits[:-_LISTED] >= _LIST
    able[1:] &= np.isin(written, _PARTING)
    return np.concatenate(([0], np.cumsum(able)))


def _parted(
    numbers: np.ndarray, lows: np.ndarray, highs: np.ndarray, starts: np.ndarray, ends: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Regions cut where one text ends and the next begins."""
    first = np.maximum(np.searchsorted(starts, lows, side="right") - 1, 0)
    last = np.searchsorted(starts, highs, side="right") - 1
    counts = np.maximum(last - first + 1, 0)
    repeated = np.repeat(np.arange(len(lows)), counts)
    within = first[repeated] + np.arange(len(repeated)) - np.repeat(np.cumsum(counts) - counts, counts)
    lows, highs = np.maximum(lows[repeated], starts[within]), np.minimum(highs[repeated], ends[within])
    able = lows <= highs
    return numbers[repeated][able], lows[able], highs[able]
