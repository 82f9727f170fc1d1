"""A linear-chain CRF over Sudachi tokens: which of them are part of a person's name.

What it sees of them: `recognizers.looks`. Trained by `python -m recognizers.training`; data, licences, figures and
weaknesses: docs/person-model.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Generic, TypeVar

import numpy as np

from recognizers.clusters import clusters
from recognizers.crf import Crf, Floats
from recognizers.looks import (
    NO_MARK,
    NOTHING,
    OFFSETS,
    ROLES,
    Look,
    Shape,
    Span,
    cues,
    look,
    marked,
    marks,
    single,
    window,
)
from recognizers.namedata import latin_key, names
from recognizers.tokens import Token

MODEL = "person.crf"

_ENDS = re.compile(r"[。！？!?\n]+[」』）)]?")
_KATAKANA = re.compile(r"[ァ-ヺー]+")
_ERAS = frozenset("明治 大正 昭和 平成 令和".split())
_OUTSIDE = frozenset("助詞 助動詞 補助記号 空白".split())  # at either end of a name
_KEPT = 50_000  # words, and windows, whose weights are kept

_Thing = TypeVar("_Thing", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence as the model reads it. names: each with the chance of its weakest token. chances: per token."""

    names: list[Span]
    chances: Floats


class Model:
    """A trained model, ready to tag; one per process."""

    def __init__(self, data: bytes) -> None:
        self._crf = Crf(data)
        self._inside = [self._crf.labels.index(label) for label in ("B-P", "I-P")]
        self._words = _Worth[Look](len(OFFSETS), len(self._crf.labels))
        self._windows = _Worth[tuple[Shape, Shape, Shape]](len(ROLES), len(self._crf.labels))
        self._marks = _Worth[tuple[str, str, str]](1, len(self._crf.labels))

    def read(self, sentences: Sequence[tuple[Sequence[Token], Sequence[Span]]]) -> list[Reading]:
        """Sentences, each with what the dictionaries found in it."""
        tagged = self._crf.tag([self.emissions(tokens, found) for tokens, found in sentences])
        out = []
        for (tokens, _), result in zip(sentences, tagged, strict=True):
            chances = result.chances[:, self._inside].sum(axis=1)
            out.append(Reading(list(self._names(tokens, result.tags.tolist(), chances)), chances))
        return out

    def emissions(self, tokens: Sequence[Token], found: Sequence[Span]) -> Floats:
        """What each token's features add up to, tokens × labels: those that `recognizers.looks.features` lists."""
        count = len(tokens)
        padded = [NOTHING, NOTHING, *map(look, tokens), NOTHING, NOTHING]
        shapes = [word.shape for word in padded]
        around = [NO_MARK, *marks(tokens, found), NO_MARK]
        words = self._words.of(padded, self._word)
        windows = self._windows.of(list(zip(shapes, shapes[1:], shapes[2:], strict=False)), self._window)
        total = self._marks.of(list(zip(around, around[1:], around[2:], strict=False)), self._mark)[:, 0]
        for place in range(len(OFFSETS)):
            total = total + words[place : place + count, place]
        for place in range(len(ROLES)):
            total = total + windows[place : place + count, place]
        return total

    def _word(self, word: Look) -> list[Floats]:
        return [self._crf.weights_of(single(offset, word)) for offset in OFFSETS]

    def _window(self, shapes: tuple[Shape, Shape, Shape]) -> list[Floats]:
        return [self._crf.weights_of(window(role, *shapes)) for role in ROLES]

    def _mark(self, around: tuple[str, str, str]) -> list[Floats]:
        return [self._crf.weights_of(marked(*around))]

    def _names(self, tokens: Sequence[Token], tags: list[int], chances: Floats) -> Iterator[Span]:
        place = 0
        while place < len(tags):
            end = place + 1
            if tags[place] in self._inside:
                while end < len(tags) and tags[end] == self._inside[1]:
                    end += 1
                for first, last in _pieces(tokens, place, end):
                    yield tokens[first].start, tokens[last - 1].end, float(chances[first:last].min())
            place = end


class _Worth(Generic[_Thing]):
    """What the features of a thing are worth to each label, worked out once: `vectors` rows for a thing."""

    def __init__(self, vectors: int, labels: int) -> None:
        self._places: dict[_Thing, int] = {}
        self._table: Floats = np.zeros((256, vectors, labels), np.float32)

    def of(self, things: Sequence[_Thing], work_out: Callable[[_Thing], list[Floats]]) -> Floats:
        """things × vectors × labels."""
        if len(self._places) + len(things) > _KEPT:
            self._places.clear()
        places = []
        for thing in things:
            place = self._places.get(thing)
            if place is None:
                place = self._places[thing] = len(self._places)
                if place == len(self._table):
                    self._table = np.concatenate([self._table, np.zeros_like(self._table)])
                self._table[place] = work_out(thing)
            places.append(place)
        rows: Floats = self._table[places]
        return rows


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


def sentences(tokens: Sequence[Token], text: str) -> Iterator[list[Token]]:
    """Tokens of `text`, a sentence or line at a time."""
    ends = [match.end() for match in _ENDS.finditer(text)] + [len(text)]
    part: list[Token] = []
    number = 0
    for token in tokens:
        if token.start >= ends[number]:
            if part:
                yield part
            part = []
            while token.start >= ends[number]:
                number += 1
        part.append(token)
    if part:
        yield part


def worth_a_look(tokens: Sequence[Token]) -> bool:
    """Whether any token could be part of a name; in most sentences of business text none could."""
    return any(_possible(token.surface, token.pos[1], token.pos[2]) for token in tokens)


@lru_cache(maxsize=100_000)
def _possible(surface: str, pos1: str, pos2: str) -> bool:
    known = names()
    if pos1 == "固有名詞":
        return pos2 == "人名" or surface in known.surnames or (pos2 == "一般" and surface not in _ERAS)
    if _KATAKANA.fullmatch(surface):
        return len(surface) > 1 and (pos1 != "普通名詞" or clusters(surface) is None)
    if surface.isascii():
        key = latin_key(surface)
        return len(surface) > 1 and surface[0].isupper() and (key in known.surname_latin or key in known.given_latin)
    return len(surface) > 1 and known.surnames.get(surface, 0) > 5_000
