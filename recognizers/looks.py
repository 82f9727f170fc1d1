"""What the sequence model of names sees of a word and its two neighbours to each side, as CRFsuite's features.

Surface, part of speech, script and length, whether name dictionaries list it, whether it is an honorific, a title, a
form label or an organisation's word; the cluster of words that keep its company (`recognizers.clusters`); and what the
dictionary recognizer (`recognizers.names`) thinks of the place.

Features belong to a word at an offset (`single`), to three words in a row (`window`) or to three marks (`marked`), so
that a model can keep what each of these is worth (`recognizers.weights`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from recognizers.clusters import clusters
from recognizers.dictionary import lines
from recognizers.lazily import lazy
from recognizers.namedata import latin_key, names
from recognizers.tokens import Token, Word, kinds

Span = tuple[int, int, float]  # start, end, score: offsets in the folded text
Shape = tuple[str, str, tuple[str, ...]]  # part of speech, script, lists
OFFSETS = (-2, -1, 0, 1, 2)
ROLES = ("ends", "centre", "starts")  # of a word in a window of three: it is the last, the middle, the first
NO_MARK = "O"
MARKS = (NO_MARK, *(begin + band for band in "abcdef" for begin in "BI"))

_KANJI = lazy(r"[一-龥々〆ヶ\u3400-\u4dbf\U00020000-\U0002ffff]+")
_KATAKANA = lazy(r"[ァ-ヺー]+")
_HIRAGANA = lazy(r"[ぁ-ゖー]+")
_LATIN = lazy(r"[A-Za-z.]+")
_RARE = lazy(
    "(?![一二三四五六七八九十百千].$)[一-龥々][一-龥々〆ヶケツノ]*[一-龥々](?<![寺丸湾島又町一二三四五六七八九十百千])"
)
_WRITTEN = frozenset("KTA")  # scripts of which the first and the last letters tell
_BANDS = ((0.95, "a"), (0.85, "b"), (0.7, "c"), (0.5, "d"), (0.3, "e"), (0.0, "f"))  # of the dictionary's scores


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """A word as the model sees it, without its neighbours."""

    surface: str
    shape: Shape


NOTHING = Look("", ("", "", ()))  # before the first word and after the last


def features(tokens: Sequence[Token], dictionary: Sequence[Span]) -> list[list[str]]:
    """One list of features per token. `dictionary`: what the dictionary recognizer found, in the same offsets."""
    padded = [NOTHING, NOTHING, *(look(token) for token in tokens), NOTHING, NOTHING]
    around = [NO_MARK, *marks(tokens, dictionary), NO_MARK]
    out = []
    for i in range(len(tokens)):
        near = padded[i : i + 5]
        shapes = [word.shape for word in near]
        out.append(
            [
                *(feature for offset, word in zip(OFFSETS, near, strict=True) for feature in single(offset, word)),
                *(feature for n, role in enumerate(ROLES) for feature in window(role, *shapes[n : n + 3])),
                *marked(*around[i : i + 3]),
            ]
        )
    return out


def marks(tokens: Sequence[Token], spans: Sequence[Span]) -> list[str]:
    """What the dictionaries think of each token."""
    found = [NO_MARK] * len(tokens)
    for start, end, score in spans:
        inside = [i for i, token in enumerate(tokens) if token.start < end and token.end > start]
        for i in inside:
            found[i] = ("B" if i == inside[0] else "I") + band(score)
    return found


def band(score: float) -> str:
    return next(letter for least, letter in _BANDS if score >= least)


def look(word: Token | Word) -> Look:
    surface, pos = word.surface, word.pos
    if not pos:
        return NOTHING
    name = f"{pos[0]}-{pos[1]}"
    if pos[1] == "固有名詞":
        name += f"-{pos[2]}-{pos[3]}"
    elif pos[1] == "普通名詞":
        name += f"-{pos[2]}"
    return Look(surface[:8], (name, _script(surface), tuple(_listed(surface, pos[3] == "姓"))))


def single(offset: int, word: Look) -> list[str]:
    """Features of one word, `offset` words from the one that is judged."""
    found = [f"{trait[0]}{offset}{trait[1:]}" for trait in traits(word)]
    if abs(offset) < 2:
        found.append(f"s{offset}={word.shape[1]}")
    return found + own_traits(word) if offset == 0 else found


def traits(word: Look) -> list[str]:
    """What a word tells of itself and of the words near it, as features without an offset: w=, p=, l=, c=, C=."""
    surface, (pos, _, lists) = word.surface, word.shape
    found = [f"w={surface}", f"p={pos}", *(f"l={name}" for name in lists)]
    if cluster := clusters(surface):
        found += [f"c={cluster[0]}", f"C={cluster[1]}"]
    return found


def own_traits(word: Look) -> list[str]:
    """What a word tells of itself alone."""
    surface, script = word.surface, word.shape[1]
    if script[:1] not in _WRITTEN or len(surface) < 2:
        return []
    found = [f"first={surface[0]}", f"last={surface[-1]}", f"tail={surface[-2:]}"]
    known = names()
    if script[0] == "K" and any(surface[:n] in known.surnames and surface[n:] in known.given for n in (1, 2, 3)):
        found.append("surname+given")
    return found


def window(role: str, first: Shape, second: Shape, third: Shape) -> tuple[str, ...]:
    """Features of three words in a row for the one that plays `role` among them."""
    lists = [",".join(shape[2]) for shape in (first, second, third)]
    if role == "ends":
        return (f"l<<={lists[0]}|{second[1]}|{lists[2]}",)
    if role == "starts":
        return (f"l>>={lists[0]}|{second[1]}|{lists[2]}",)
    return (
        f"p<={first[0]}|{second[0]}",
        f"p>={second[0]}|{third[0]}",
        f"p<>={first[0]}|{second[0]}|{third[0]}",
        f"s<>={first[1]}|{second[1]}|{third[1]}",
        f"l<={lists[0]}|{lists[1]}",
        f"l>={lists[1]}|{lists[2]}",
    )


def marked(before: str, here: str, after: str) -> tuple[str, ...]:
    """Features of what the dictionaries think."""
    return f"d={here}", f"d<={before}{here}", f"d>={here}{after}"


def cues(word: str) -> tuple[str, ...]:
    """The lists a word is on: honorific, title, organisation, label, goods."""
    return _cues().get(word, ())


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


def _listed(surface: str, surname: bool) -> Iterator[str]:
    known = names()
    if bearers := known.surnames.get(surface, 0):
        yield "surname3" if bearers > 200_000 else "surname2" if bearers > 30_000 else "surname1"
    elif surname and _rare_surname(surface):
        yield "surname1"
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
    yield from cues(surface)


def _rare_surname(word: str) -> bool:
    """A surname that the dictionaries of names lack; not 光明寺, 豊山丸, 二十二, 日又(は)."""
    return bool(_RARE.fullmatch(word)) and "noun" not in kinds(word)


@cache
def _cues() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for line in lines("name_cues.tsv"):
        kind, _, rest = line.partition("\t")
        for word in rest.split():
            found[word] = (*found.get(word, ()), kind)
    return found
