"""PERSON in running text: what the dictionaries say and what the sequence model says, weighed together.

A cascade. Cheap cues (`recognizers.names.cued`) say which lines need words at all; words and dictionaries, which sentences
could hold a name; in these the model (`recognizers.sequence`) decides, which sees the dictionary's opinion among its
features and draws the borders. Both opinions, as log-odds, make the score, with weights fitted on texts that neither was
trained on. Who is asked where the score says neither yes nor no is the arbiter, GiNZA (`recognizers.presidio`): at depth
"deep" everywhere; at "standard" not, unless a budget allows it.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.resources import files
from operator import itemgetter
from typing import TypeVar

import numpy as np

from recognizers import sequence
from recognizers.looks import Span
from recognizers.names import BLOCK, FAINT, DictionaryNames, words
from recognizers.namesakes import is_namesake
from recognizers.namewords import NOT_NAMES
from recognizers.pattern import chance, logit
from recognizers.text import blocks, fold
from recognizers.tokens import Words
from recognizers.told import TOLD, Judged, is_noun, is_surname, is_town
from recognizers.types import Hints, Hit

Place = tuple[int, int]
Arbiter = Callable[[str], Sequence[Place]]  # a text → the stretches of it that are names
_LETTER = re.compile(r"[^\W\d_]")
_PAIR = re.compile("[ァ-ヺー]{2,8} [ァ-ヺー]{2,8}")
_JOINS = re.compile("[一-龥々ァ-ヺ]")  # beside a surname: part of another word
_LETTERS = "一-龥々〆ヶヵ\u3400-\u4dbf\U00020000-\U0002ffffぁ-ゖァ-ヺーA-Za-z"
_NAME_LIKE = re.compile(
    rf"[{_LETTERS}](?:[{_LETTERS} ・.,'\-]|(?<=[ァ-ヺー])=){{0,38}}(?<![ ・=,\-])(?:[0-9]{{1,2}}世)?"
)
_WIDE = re.compile(r"(?<![一-龥々])[一-龥々](?: {1,2}[一-龥々の]){2,20}(?![一-龥々])")
_SET_WIDE = re.compile(" (?<=[一-龥々] ) ?[一-龥々の] ")  # in each; much faster to look for
_WIDEST_NAME = 5  # kanji of a name set wide
_CODE = re.compile(r"[A-Za-z]+|.*[a-z][A-Z].*")  # one Latin word, or camel case: the model sees names there too often
_LEAST = 0.2  # hits below this are nobody's concern
_SURE, _REPEATED = 0.9, 0.6  # scores: of a name that may stand once more, and of that
_AGREED = 1.5  # log-odds: the model sees a name that its place tells of
_UNSURE = (0.35, 0.65)
_CELL, _KEPT = 60, 20_000  # characters of a text that is remembered, and how many are


@dataclass(frozen=True, slots=True)
class Blend:
    """Weights of (1, the dictionary's log-odds, the model's log-odds), by who found the name.

    arbiter: for what nobody but the arbiter found. vote: log-odds of its yes and its no where the others are unsure. Both
    are from texts that the model was not trained on (`recognizers.training.arbiter`).
    """

    both: tuple[float, float, float]
    model: tuple[float, float, float]
    dictionary: tuple[float, float, float]
    arbiter: tuple[float, float, float] = (0.285, 0.0, 0.696)
    vote: tuple[float, float] = (0.2, -0.7)

    def odds(self, found_by: str, dictionary: float, model: float) -> float:
        if found_by in ("alone", "told"):
            return dictionary
        constant, by_dictionary, by_model = getattr(self, found_by)
        return float(constant + by_dictionary * dictionary + by_model * model)


@dataclass(frozen=True, slots=True)
class Found:
    """A name before its score: offsets in the folded text, log-odds of each opinion, who found it."""

    start: int
    end: int
    by: str
    dictionary: float
    model: float
    evidence: tuple[str, ...]


_Scored = tuple[Found, float]


@cache
def blend() -> Blend:
    data = json.loads(files("recognizers.data").joinpath("person_blend.json").read_text(encoding="utf-8"))
    return Blend(**{name: tuple(weights) for name, weights in data.items()})


class PersonNames:
    """PERSON by dictionary and model, and by an arbiter where these are unsure.

    budget: how many sentences of a text, of those in which a name is unsure, the arbiter is asked about; None: it reads
    the whole text.
    """

    id = "person"
    entities = ("PERSON",)
    depth = "standard"

    def __init__(self, arbiter: Arbiter | None = None, budget: int | None = 0) -> None:
        """Loads all it needs: workers measure what they weigh before their memory is limited."""
        self._arbiter = arbiter
        self._budget = budget
        self._dictionary = DictionaryNames()
        self._known: dict[tuple[str, str], tuple[Hit, ...]] = {}  # (cell, its header) → names; in memory only
        blend()
        sequence.model()
        list(self.find("担当は山田太郎です。", Hints()))

    def advised(self, arbiter: Arbiter, budget: int | None) -> None:
        """From now on `arbiter` is asked; of two, the one that may read more."""
        if self._budget is not None:
            self._arbiter, self._budget = arbiter, budget

    def find(self, text: str, hints: Hints) -> Iterable[Hit]:
        """Names in a text. Of cells and headers, which are met again and again, it is remembered what was in them."""
        if len(text) > _CELL or self._arbiter is not None:
            return self._find(text, hints)
        asked = text, hints.header
        known = self._known.get(asked)
        if known is None:
            if len(self._known) >= _KEPT:
                self._known.clear()
            known = self._known[asked] = tuple(self._find(text, hints))
        return known

    def _find(self, text: str, hints: Hints) -> Iterator[Hit]:
        budget = self._budget
        for start, end in blocks(text, BLOCK):
            folded = fold(text[start:end])
            if _LETTER.search(folded.text) is None:
                continue
            names = [(name, self._score(name)) for name in self.found(folded.text, hints)]
            if budget is None:
                names = self._with_votes(folded.text, names, self.asked(folded.text, [(0, len(folded.text))]))
            elif budget > 0:
                doubts = _sentences_of(folded.text, [name for name, score in names if unsure(score)])[:budget]
                budget -= len(doubts)
                names = self._voted(names, self.asked(folded.text, doubts), doubts)
            for name, score in (*names, *_again(folded.text, names)):
                if score >= _LEAST and not is_namesake(folded.text, name.start, name.end):
                    low, high = start + folded.origin(name.start), start + folded.origin(name.end)
                    yield Hit("PERSON", low, high, score, self.id, name.evidence)

    def found(self, text: str, hints: Hints, model: sequence.Model | None = None) -> Iterator[Found]:
        """Names in a folded text, not yet scored."""
        tokens = self.cut(text)
        candidates = self.candidates(text, tokens, hints)
        spans = surest(candidates)
        if not tokens:
            yield from (_alone(span, candidates) for span in spans)
            return
        sentences, found = _worthy(tokens, spans)
        readings = self.read(tokens, sentences, found, model or sequence.model())
        for sentence, here, reading in zip(sentences, found, readings, strict=True):
            if here or reading.names:
                yield from _weighed(reading, text, tokens, sentence, here, candidates)

    # The tiers, each in a method of its own, so that they can be watched (tests/accuracy/tiers.py).

    def cut(self, text: str) -> Words:
        return words(text)

    def candidates(self, text: str, tokens: Words, hints: Hints) -> dict[Place, Judged]:
        found, titles = self._dictionary.candidates(text, tokens, hints), _titles(text)
        for start, end in list(found) if titles else ():
            if _overlapping(titles, start, end):
                del found[start, end]
        return found

    def read(
        self, tokens: Words, sentences: list[sequence.Stretch], found: list[list[Span]], model: sequence.Model
    ) -> list[sequence.Reading]:
        return model.read(tokens, sentences, found)

    def asked(self, text: str, places: Sequence[Place]) -> list[Place]:
        """What the arbiter takes for names in some stretches of a folded text."""
        if self._arbiter is None:
            return []
        return [(low + a, low + b) for low, high in places for a, b in self._arbiter(text[low:high])]

    def _score(self, name: Found) -> float:
        return chance(blend().odds(name.by, name.dictionary, name.model))

    def _voted(self, names: list[_Scored], seen: Sequence[Place], asked: Sequence[Place]) -> list[_Scored]:
        """Names with the arbiter's vote, where one is unsure and lies in what the arbiter was asked about."""
        yes, no = blend().vote
        out = []
        for name, score in names:
            place = bisect_right(asked, name.start, key=_START) - 1
            if unsure(score) and place >= 0 and name.start < asked[place][1]:
                agreed = bool(_overlapping(seen, name.start, name.end))
                score = chance(logit(score) + (yes if agreed else no))
                if agreed:
                    name = replace(name, evidence=(*name.evidence, "arbiter"))
            out.append((name, score))
        return out

    def _with_votes(self, text: str, names: list[_Scored], seen: Sequence[Place]) -> list[_Scored]:
        """As `_voted`, everywhere; and what nobody but the arbiter found, by the chance that the model gives it."""
        known = sorted((name.start, name.end) for name, score in names if score >= _LEAST)
        own = [(name, self._score(name)) for name in self.only(text, known, seen)]
        return self._voted(names, seen, [(0, len(text))]) + own

    def only(self, text: str, known: Sequence[Place], seen: Sequence[Place]) -> Iterator[Found]:
        """What the arbiter has seen beside the known names, in order of place, as the model sees it."""
        own = [(low, high) for low, high in seen if not _overlapping(known, low, high)]
        tokens = words(text) if own else None
        if not tokens:
            return
        cuts = sequence.sentences(tokens)
        lows = [tokens.starts[first] for first, _ in cuts]
        numbers = [max(0, bisect_right(lows, start) - 1) for start, _ in own]
        asked = sorted(set(numbers))
        readings = sequence.model().read(tokens, [cuts[n] for n in asked], [[] for _ in asked], chances_of_all=True)
        chances = {number: reading.chances for number, reading in zip(asked, readings, strict=True)}
        for (start, end), number in zip(own, numbers, strict=True):
            if _NAME_LIKE.fullmatch(text, start, end) and text[start:end] not in NOT_NAMES:
                low, high = (max(0, place - cuts[number][0]) for place in tokens.within(start, end))
                sure = float(chances[number][low:high].max(initial=0))
                yield Found(start, end, "arbiter", 0.0, _odds(sure), ("arbiter",))


def _again(text: str, names: list[_Scored]) -> Iterator[_Scored]:
    """Surnames that were surely found in a text, where they stand in it once more."""
    surely = {text[name.start : name.end] for name, score in names if score >= _SURE}
    sure = {surname for name in surely if (surname := _surname(name))} | {
        name for name in surely if _PAIR.fullmatch(name)
    }
    known = sorted((name.start, name.end) for name, score in names if score >= 0.5)
    for surname in sorted(sure):
        place = text.find(surname)
        while place >= 0:
            end = place + len(surname)
            joined = _JOINS.match(text[place - 1 : place]) or _JOINS.match(text[end : end + 1])
            if not joined and not _overlapping(known, place, end):
                yield Found(place, end, "again", 0.0, 0.0, ("dictionary", "context:again")), _REPEATED
            place = text.find(surname, end)


def _surname(name: str) -> str:
    """沢登 of 沢登 誠; nothing where it may be a place or a common noun too."""
    first = name.partition(" ")[0]
    certain = len(first) > 1 and is_surname(first) and not is_noun(first) and not is_town(first)
    return first if certain else ""


def unsure(score: float) -> bool:
    """Whether dictionary and model, together, cannot tell; where they contradict each other the score lies here too."""
    return _UNSURE[0] <= score <= _UNSURE[1]


def _sentences_of(text: str, names: list[Found]) -> list[Place]:
    """The sentences in which names are, each once, in order of place."""
    ends = [0, *(match.end() for match in sequence.ENDS.finditer(text)), len(text)]
    numbers = sorted({bisect_right(ends, name.start) for name in names})
    return [(ends[number - 1], ends[number]) for number in numbers]


def _worthy(words: Words, spans: list[Span]) -> tuple[list[sequence.Stretch], list[list[Span]]]:
    """Sentences in which a name could be, and what the dictionaries found in each."""
    sentences = sequence.sentences(words)
    worth_a_look = sequence.worth_a_look(words)
    if len(sentences) == 1:  # a cell
        return (sentences, [spans]) if spans or worth_a_look.any() else ([], [])
    firsts = [first for first, _ in sentences]
    worth = np.logical_or.reduceat(worth_a_look, firsts).tolist()
    found: list[list[Span]] = [[] for _ in sentences]
    lows = [words.starts[first] for first in firsts]
    for span in spans:
        found[max(0, bisect_right(lows, span[0]) - 1)].append(span)
    chosen = [number for number, some in enumerate(worth) if some or found[number]]
    return [sentences[number] for number in chosen], [found[number] for number in chosen]


def _weighed(
    reading: sequence.Reading,
    text: str,
    words: Words,
    sentence: sequence.Stretch,
    here: Sequence[Span],
    candidates: dict[Place, Judged],
) -> Iterator[Found]:
    inked, bare = len(text) - len(text.lstrip()), len(text.rstrip())
    done = 0
    for start, end, sure in reading.names:
        if start < done:
            continue  # the second half of a name that was given whole
        for span in _overlapping(here, start, end):
            halves = _overlapping(reading.names, span[0], span[1])
            evidence = candidates[span[0], span[1]][1]
            # 佐藤 太郎 <sato@…>: one person, not two; さとう たろう: not half of one; 朴課長: without what 朴 is.
            if (
                TOLD in evidence
                or (text[start] in "亡故" and span[0] == start + 1)
                or (len(halves) > 1 and "space" in evidence)
                or ("title" in evidence and span[0] == start and span[1] < end)
                or ("both" in evidence and span[0] <= start and end <= span[1])
            ):
                start, end, sure = span[0], span[1], max(half[2] for half in halves)
        done = end
        over = _overlapping(here, start, end)
        told = any(TOLD in candidates[span[0], span[1]][1] and candidates[span[0], span[1]][0] > 0 for span in over)
        if not told and (not _NAME_LIKE.fullmatch(text, start, end) or text[start:end] in NOT_NAMES):
            continue
        odds, evidence = max((candidates[span[0], span[1]] for span in over), default=(0.0, ()))
        by = "both" if over else "model"
        if by == "model" and (_CODE.fullmatch(text, start, end) or sequence.is_goods(text[start:end])):
            continue
        if start <= inked and end >= bare:  # a cell: the model has nothing around it to see
            by = "alone"
        if told:
            by, odds = "told", odds + _AGREED
        yield Found(start, end, by, _bounded(odds), _odds(sure), (*evidence, "model"))
    first, last = sentence
    for span in here:
        if not _overlapping(reading.names, span[0], span[1]):
            odds, evidence = candidates[span[0], span[1]]
            low, high = words.within(span[0], span[1])
            inside = reading.chances[max(0, low - first) : min(high, last) - first]
            sure = float(inside.max(initial=0)) if len(inside) else 0.5
            by = "told" if TOLD in evidence else "dictionary" if bare - inked > span[1] - span[0] else "alone"
            yield Found(span[0], span[1], by, _bounded(odds), _odds(sure), evidence)


_START, _END = itemgetter(0), itemgetter(1)
_AnySpan = TypeVar("_AnySpan", Span, Place)


def _overlapping(spans: Sequence[_AnySpan], start: int, end: int) -> Sequence[_AnySpan]:
    """Of spans in order that do not overlap each other."""
    return spans[bisect_right(spans, start, key=_END) : bisect_left(spans, end, key=_START)]


def _titles(text: str) -> list[Place]:
    """履 歴 書: common nouns set wide, a blank between their kanji."""
    found = []
    for match in _WIDE.finditer(text) if _SET_WIDE.search(text) else ():
        words_there = match[0].replace(" ", "")
        if len(words_there) > _WIDEST_NAME or _is_noun(words_there):
            found.append(match.span())
    return found


@lru_cache(maxsize=10_000)
def _is_noun(word: str) -> bool:
    tokens = words(word)
    return len(tokens) == 1 and tokens[0].kind == "noun"


def _alone(span: Span, candidates: dict[Place, Judged]) -> Found:
    """Without a model's opinion: a text in Latin letters."""
    odds, evidence = candidates[span[0], span[1]]
    return Found(span[0], span[1], "alone", odds, 0.0, evidence)


def surest(candidates: dict[Place, Judged]) -> list[Span]:
    """Candidates that do not overlap, the surest first and then the longest; in order of place."""
    kept: list[Span] = []
    taken = bytearray(max((end for _, end in candidates), default=0))
    for (start, end), (odds, _) in sorted(candidates.items(), key=lambda c: (-c[1][0], c[0][0] - c[0][1], c[0])):
        score = chance(odds)
        if score >= FAINT and taken.find(1, start, end) < 0:
            taken[start:end] = b"\1" * (end - start)
            kept.append((start, end, score))
    return sorted(kept)


def _bounded(odds: float) -> float:
    return max(-6.0, min(6.0, odds))


def _odds(share: float) -> float:
    return _bounded(logit(min(0.998, max(0.002, share))))
