"""A linear-chain CRF over Sudachi tokens: which of them are part of a person's name.

What it sees of a token and its two neighbours to each side: surface, part of speech, script and length, whether name
dictionaries list it, whether it is an honorific, a title, a form label or an organisation's word; the cluster of
words that keep its company (`recognizers.clusters`); and what the
dictionary recognizer (`recognizers.names`) thinks of the place. Trained by `python -m recognizers.training`; data,
licences, figures and weaknesses: docs/person-model.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from importlib.resources import files

from recognizers.clusters import clusters
from recognizers.dictionary import lines
from recognizers.namedata import latin_key, names
from recognizers.tokens import Token

MODEL = "person.crf"
Span = tuple[int, int, float]  # start, end, score: offsets in the folded text

_ENDS = re.compile(r"[。！？!?\n]+[」』）)]?")
_KANJI = re.compile(r"[一-龥々〆ヶ\u3400-\u4dbf\U00020000-\U0002ffff]+")
_KATAKANA = re.compile(r"[ァ-ヺー]+")
_HIRAGANA = re.compile(r"[ぁ-ゖー]+")
_LATIN = re.compile(r"[A-Za-z.]+")
_BANDS = ((0.95, "a"), (0.85, "b"), (0.7, "c"), (0.5, "d"), (0.3, "e"), (0.0, "f"))  # of the dictionary's scores
_Look = tuple[str, str, str, tuple[str, ...]]  # surface, part of speech, script, lists
_ERAS = frozenset("明治 大正 昭和 平成 令和".split())
_OUTSIDE = frozenset("助詞 助動詞 補助記号 空白".split())  # at either end of a name
_NOTHING: _Look = ("", "", "", ())


class Model:
    """A trained model, ready to tag; one per process."""

    def __init__(self, data: bytes) -> None:
        import pycrfsuite

        self._data = data  # the tagger reads from this memory
        self._tagger = pycrfsuite.Tagger()
        self._tagger.open_inmemory(data)

    def spans(self, tokens: Sequence[Token], features: list[list[str]]) -> Iterator[Span]:
        """Names in one sentence, each with the chance of its weakest token."""
        self._tagger.set(features)
        tags = self._tagger.tag()
        place = 0
        while place < len(tags):
            end = place + 1
            if tags[place].endswith("-P"):
                while end < len(tags) and tags[end] == "I-P":
                    end += 1
                for first, last in _pieces(tokens, place, end):
                    chance = min(self.chance(number) for number in range(first, last))
                    yield tokens[first].start, tokens[last - 1].end, chance
            place = end

    def chance(self, number: int) -> float:
        """That token `number` of the sentence last tagged is part of a name."""
        return float(self._tagger.marginal("B-P", number) + self._tagger.marginal("I-P", number))


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
    return not {"honorific", "title"}.isdisjoint(_words().get(surface, ()))


def _before_name(surface: str) -> bool:
    return not {"label", "title"}.isdisjoint(_words().get(surface, ()))


def is_goods(name: str) -> bool:
    """Whether things are sold under this name: ミラ is a car."""
    return "goods" in _words().get(name, ())


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


def features(tokens: Sequence[Token], dictionary: Sequence[Span]) -> list[list[str]]:
    """One list of features per token. `dictionary`: what the dictionary recognizer found, in the same offsets."""
    looks = [_look(token.surface, *token.pos[:4]) for token in tokens]
    marks = _marks(tokens, dictionary)
    padded = [_NOTHING, _NOTHING, *looks, _NOTHING, _NOTHING]
    around = ["O", *marks, "O"]
    return [
        [
            *_single(-2, padded[i]),
            *_single(-1, padded[i + 1]),
            *_single(0, padded[i + 2]),
            *_single(1, padded[i + 3]),
            *_single(2, padded[i + 4]),
            *_joined(padded[i], padded[i + 1], padded[i + 2], padded[i + 3], padded[i + 4]),
            f"d={around[i + 1]}",
            f"d<={around[i]}{around[i + 1]}",
            f"d>={around[i + 1]}{around[i + 2]}",
        ]
        for i in range(len(looks))
    ]


def _marks(tokens: Sequence[Token], spans: Sequence[Span]) -> list[str]:
    marks = ["O"] * len(tokens)
    for start, end, score in spans:
        band = next(letter for least, letter in _BANDS if score >= least)
        inside = [i for i, token in enumerate(tokens) if token.start < end and token.end > start]
        for i in inside:
            marks[i] = ("B" if i == inside[0] else "I") + band
    return marks


@lru_cache(maxsize=100_000)
def _look(surface: str, pos0: str, pos1: str, pos2: str, pos3: str) -> _Look:
    pos = f"{pos0}-{pos1}"
    if pos1 == "固有名詞":
        pos += f"-{pos2}-{pos3}"
    elif pos1 == "普通名詞":
        pos += f"-{pos2}"
    return surface[:8], pos, _script(surface), tuple(_listed(surface))


def _script(surface: str) -> str:
    if _KANJI.fullmatch(surface):
        return f"K{min(len(surface), 5)}"
    if _KATAKANA.fullmatch(surface):
        return f"T{min(len(surface), 5)}"
    if _HIRAGANA.fullmatch(surface):
        return f"H{min(len(surface), 4)}"
    if _LATIN.fullmatch(surface):
        case = "A" if surface.isupper() else "Aa" if surface[0].isupper() else "a"
        return case + ("1" if len(surface) == 1 else "")
    if surface.isdigit():
        return f"D{min(len(surface), 4)}"
    return "S" if surface.isspace() else "x"


def _listed(surface: str) -> Iterator[str]:
    known = names()
    if bearers := known.surnames.get(surface, 0):
        yield "surname3" if bearers > 200_000 else "surname2" if bearers > 30_000 else "surname1"
    if surface in known.given:
        yield f"given{min(len(surface), 3)}"
    if len(surface) > 1:
        if _KATAKANA.fullmatch(surface):
            if surface in known.surname_kana:
                yield "surname-kana"
            if surface in known.given_kana:
                yield "given-kana"
        elif surface.isascii() and surface.isalpha():
            key = latin_key(surface)
            if key in known.surname_latin:
                yield "surname-latin"
            if key in known.given_latin:
                yield "given-latin"
    yield from _words().get(surface, ())


@cache
def _words() -> dict[str, tuple[str, ...]]:
    """Word → lists it is on: honorific, title, organisation, label."""
    found: dict[str, tuple[str, ...]] = {}
    for line in lines("name_cues.tsv"):
        kind, _, rest = line.partition("\t")
        for word in rest.split():
            found[word] = (*found.get(word, ()), kind)
    return found


@lru_cache(maxsize=200_000)
def _single(offset: int, look: _Look) -> tuple[str, ...]:
    surface, pos, script, lists = look
    found = [f"w{offset}={surface}", f"p{offset}={pos}", *(f"l{offset}={word}" for word in lists)]
    if cluster := clusters(surface):
        found += [f"c{offset}={cluster[0]}", f"C{offset}={cluster[1]}"]
    if abs(offset) < 2:
        found.append(f"s{offset}={script}")
    if offset == 0 and script[:1] in "KTA" and len(surface) > 1:
        found += [f"first={surface[0]}", f"last={surface[-1]}", f"tail={surface[-2:]}"]
        known = names()
        if script[0] == "K" and any(surface[:n] in known.surnames and surface[n:] in known.given for n in (1, 2, 3)):
            found.append("surname+given")
    return tuple(found)


@lru_cache(maxsize=200_000)
def _joined(before2: _Look, before: _Look, here: _Look, after: _Look, after2: _Look) -> tuple[str, ...]:
    pos = (before[1], here[1], after[1])
    lists = [",".join(look[3]) for look in (before2, before, here, after, after2)]
    return (
        f"p<={pos[0]}|{pos[1]}",
        f"p>={pos[1]}|{pos[2]}",
        f"p<>={pos[0]}|{pos[1]}|{pos[2]}",
        f"s<>={before[2]}|{here[2]}|{after[2]}",
        f"l<={lists[1]}|{lists[2]}",
        f"l>={lists[2]}|{lists[3]}",
        f"l>>={lists[2]}|{after[2]}|{lists[4]}",
        f"l<<={lists[0]}|{before[2]}|{lists[2]}",
    )
