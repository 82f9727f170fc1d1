"""A linear-chain CRF over Sudachi tokens: which of them are part of a person's name.

What it sees of them: `recognizers.looks`. Trained by `python -m recognizers.training`; data, licences, figures and
weaknesses: docs/person-model.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from recognizers.clusters import clusters
from recognizers.crf import Crf, Floats
from recognizers.looks import MARKS, Span, band, cues
from recognizers.namedata import latin_key, names
from recognizers.tokens import Ints, Kept, Token, Word, Words
from recognizers.weights import EDGE, Weights

MODEL = "person.crf"

ENDS = re.compile(r"[。！？!?\n]+[」』）)]?")
_KATAKANA = re.compile(r"[ァ-ヺー]+")
_ERAS = frozenset("明治 大正 昭和 平成 令和".split())
_OUTSIDE = frozenset("助詞 助動詞 補助記号 空白".split())  # at either end of a name

Stretch = tuple[int, int]  # the words of a sentence: first, last + 1


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence as the model reads it. names: each with the chance of its weakest token. chances: per token."""

    names: list[Span]
    chances: Floats


class Model:
    """A trained model, ready to tag; one per process."""

    def __init__(self, data: bytes) -> None:
        self._crf = Crf(data)
        self._weights = Weights(self._crf)
        self._inside = [self._crf.labels.index(label) for label in ("B-P", "I-P")]
        self._is_inside = np.array([label in ("B-P", "I-P") for label in self._crf.labels])

    def read(
        self, words: Words, sentences: Sequence[Stretch], found: Sequence[Sequence[Span]], chances_of_all: bool = False
    ) -> list[Reading]:
        """Sentences of a text; found: in each, what the dictionaries found, in order of place.

        Where there is no name, by nobody's opinion, the chances of a sentence are not worked out and not given, unless
        asked for.
        """
        if not sentences:
            return []
        scores, begins, lengths = self._scores(words, sentences, found)
        tags = self._crf.tags(scores, begins, lengths)
        named = np.zeros(len(scores) + 1, np.intp)
        np.cumsum(self._is_inside[tags], out=named[1:])
        asked = named[begins + lengths] > named[begins]
        asked |= np.fromiter(map(bool, found), bool, len(found)) | chances_of_all
        chances = np.zeros(len(scores), np.float32)
        if asked.any():
            of = np.concatenate([np.arange(a, a + n) for a, n in zip(begins[asked], lengths[asked], strict=True)])
            starts = np.cumsum(lengths[asked]) - lengths[asked]
            chances[of] = self._crf.chances(scores[of], starts, lengths[asked])[:, self._inside].sum(axis=1)
        out = []
        for (first, _), begin, length, some in zip(
            sentences, begins.tolist(), lengths.tolist(), asked.tolist(), strict=True
        ):
            if not some:
                out.append(_NOBODY)
                continue
            inside = chances[begin : begin + length]
            out.append(Reading(list(self._names(words, first, tags[begin : begin + length].tolist(), inside)), inside))
        return out

    def emissions(self, words: Words, sentence: Stretch, found: Sequence[Span]) -> Floats:
        """What each word's features add up to, words × labels: those that `recognizers.looks.features` lists."""
        scores, (begin,), (length,) = self._scores(words, [sentence], [found])
        return scores[begin : begin + length]

    def _scores(
        self, words: Words, sentences: Sequence[Stretch], found: Sequence[Sequence[Span]]
    ) -> tuple[Floats, Ints, Ints]:
        """(of each word and of what is put between sentences, of each sentence the first of these, its length)"""
        firsts, lasts = np.array(sentences, np.intp).T
        lengths = lasts - firsts
        begins = np.cumsum(lengths + EDGE) - lengths - EDGE
        shifts = np.repeat(begins - firsts, lengths)
        places = np.arange(len(shifts)) + np.repeat(firsts - np.cumsum(lengths) + lengths, lengths)
        numbers = np.zeros(int(lengths.sum()) + EDGE * (len(sentences) + 1), np.intp)
        numbers[places + shifts + EDGE] = words.numbers[places]
        marks = np.zeros_like(numbers)
        for (first, last), begin, spans in zip(sentences, begins.tolist(), found, strict=True):
            for start, end, score in spans:
                low, high = words.within(start, end)
                low, high, letter = max(low, first), min(high, last), band(score)
                if low < high:
                    shift = begin - first + EDGE
                    marks[low + shift : high + shift] = MARKS.index("I" + letter)
                    marks[low + shift] = MARKS.index("B" + letter)
        return self._weights.of(numbers, marks, words.vocabulary), begins, lengths

    def _names(self, words: Words, first: int, tags: list[int], chances: Floats) -> Iterator[Span]:
        place = 0
        while place < len(tags):
            end = place + 1
            if tags[place] in self._inside:
                while end < len(tags) and tags[end] == self._inside[1]:
                    end += 1
                tokens = words[first + place : first + end]
                for low, high in _pieces(tokens, 0, end - place):
                    sure = float(chances[place + low : place + high].min())
                    yield tokens[low].start, tokens[high - 1].end, sure
            place = end


_NOBODY = Reading([], np.zeros(0, np.float32))


def _pieces(tokens: Sequence[Token], start: int, end: int) -> Iterator[tuple[int, int]]:
    """Names in one stretch of tokens: 小田和正・吉田拓郎 are two, 頭取 behind a name and particles belong to none."""
    for number in range(start + 1, end - 1):
        beside = (tokens[number - 1].surface, tokens[number + 1].surface)
        if tokens[number].surface == "・" and not any(map(_KATAKANA.fullmatch, beside)):
            yield from _trimmed(tokens, start, number)
            start = number + 1
    yield from _trimmed(tokens, start, end)


def _trimmed(tokens: Sequence[Token], start: int, end: int) -> Iterator[tuple[int, int]]:
    while end > start and (
        tokens[end - 1].pos[0] in _OUTSIDE or (end - 1 > start and _after_name(tokens[end - 1].surface))
    ):
        end -= 1
    while start < end - 1 and (tokens[start].pos[0] in _OUTSIDE or _before_name(tokens[start].surface)):
        start += 1
    if start < end and tokens[start].pos[0] not in _OUTSIDE:
        yield start, end


def _after_name(surface: str) -> bool:
    return not {"honorific", "title"}.isdisjoint(cues(surface))


def _before_name(surface: str) -> bool:
    return not {"label", "title"}.isdisjoint(cues(surface))


def is_goods(name: str) -> bool:
    """Whether things are sold under this name: ミラ is a car."""
    return "goods" in cues(name)


@cache
def model() -> Model:
    return Model(files("recognizers.data").joinpath(MODEL).read_bytes())


def sentences(words: Words) -> list[Stretch]:
    """Words of a text, a sentence or line at a time."""
    ends = [match.end() for match in ENDS.finditer(words.text)]
    if not ends:
        return [(0, len(words))] if words else []
    numbers = np.searchsorted(ends, words.starts, side="right")
    cuts = [0, *(np.flatnonzero(np.diff(numbers)) + 1).tolist(), len(words)]
    return [(low, high) for low, high in pairwise(cuts) if low < high]


def worth_a_look(words: Words) -> npt.NDArray[np.bool_]:
    """Of each word whether it could be part of a name; in most sentences of business text none could."""
    return words.vocabulary.column(_possible)[words.numbers]


def _possible(words: Sequence[Word]) -> Kept:
    return np.array([bool(word.surface) and _could_be_name(word.surface, *word.pos[1:3]) for word in words], bool)


def _could_be_name(surface: str, pos1: str, pos2: str) -> bool:
    known = names()
    if pos1 == "固有名詞":
        return pos2 == "人名" or surface in known.surnames or (pos2 == "一般" and surface not in _ERAS)
    if _KATAKANA.fullmatch(surface):
        return len(surface) > 1 and (pos1 != "普通名詞" or clusters(surface) is None)
    if surface.isascii():
        key = latin_key(surface)
        return len(surface) > 1 and surface[0].isupper() and (key in known.surname_latin or key in known.given_latin)
    return len(surface) > 1 and known.surnames.get(surface, 0) > 5_000
