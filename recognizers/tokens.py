"""Words and their parts of speech, by Sudachi (core dictionary, longest units).

A text holds the same words again and again. Each has a number in the `Vocabulary`, and what is known of it is worked out
once and kept as a row of an array, so that a whole text is looked at by picking rows.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from threading import RLock
from typing import Any, overload

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.intp]
Kept = npt.NDArray[Any]
_KEPT = 50_000  # words that are kept; one text may add more, and then all are forgotten together
_LENGTH = 1_000_000  # characters that these words may have
_PIECE = 1_000  # characters that Sudachi cuts at once, at least
_BLANK = " \t\n\v\r\xa0\u2000-\u200a\u202f\u205f\u3000"  # to Sudachi
_BREAK = re.compile(rf"(?<![{_BLANK}])\n[{_BLANK}]*")


@dataclass(frozen=True, slots=True, eq=False)
class Word:
    """A surface and Sudachi's six-part part of speech. kind: sei, mei, person, place, proper, noun, number or other."""

    surface: str
    pos: tuple[str, ...]
    kind: str


@dataclass(frozen=True, slots=True)
class Token:
    """One word in its place."""

    start: int
    end: int
    surface: str
    pos: tuple[str, ...]
    kind: str


class Vocabulary:
    """Words by number; the first, number 0, is none: what stands before the first word of a sentence."""

    def __init__(self) -> None:
        self.words = [Word("", (), "")]
        self.length = 0
        self._numbers: dict[str, int] = {}
        self._columns: dict[Callable[[Sequence[Word]], Kept], tuple[int, Kept]] = {}
        self._lock = RLock()

    def full(self) -> bool:
        return len(self.words) > _KEPT or self.length > _LENGTH

    def numbers(self, keys: list[str]) -> list[int]:
        """Of words as keys: the part of speech by Sudachi's number, as a letter, and the surface."""
        known = self._numbers
        try:
            return [known[key] for key in keys]
        except KeyError:
            with self._lock:
                for key in keys:
                    if key not in known:
                        self.words.append(Word(key[1:], *_part(ord(key[0]))))
                        self.length += len(key)
                        known[key] = len(self.words) - 1
            return [known[key] for key in keys]

    def column(self, work_out: Callable[[Sequence[Word]], Kept]) -> Kept:
        """What `work_out` says of each word, a row a word; it is asked once for every word."""
        done, rows = self._columns.get(work_out, (0, None))
        if rows is None or done < len(self.words):
            with self._lock:
                done, rows = self._columns.get(work_out, (0, None))
                new = work_out(self.words[done:])
                if rows is None:
                    rows = new
                elif done + len(new) > len(rows):
                    rows = np.concatenate([rows[:done], new, np.zeros((done + len(new), *new.shape[1:]), new.dtype)])
                else:
                    rows[done : done + len(new)] = new
                self._columns[work_out] = (done + len(new), rows)
        return rows


class Words(Sequence[Token]):
    """A text cut into words. numbers: of each, in `vocabulary`."""

    __slots__ = ("ends", "numbers", "starts", "text", "vocabulary")

    def __init__(self, text: str, starts: list[int], ends: list[int], numbers: list[int], vocabulary: Vocabulary):
        self.text = text
        self.starts = starts
        self.ends = ends
        self.numbers: Ints = np.array(numbers, np.intp)
        self.vocabulary = vocabulary

    def __len__(self) -> int:
        return len(self.starts)

    @overload
    def __getitem__(self, place: int) -> Token: ...
    @overload
    def __getitem__(self, place: slice) -> list[Token]: ...
    def __getitem__(self, place: int | slice) -> Token | list[Token]:
        if isinstance(place, slice):
            return [self[number] for number in range(*place.indices(len(self)))]
        word = self.word(place)
        return Token(self.starts[place], self.ends[place], word.surface, word.pos, word.kind)

    def __iter__(self) -> Iterator[Token]:
        return map(self.__getitem__, range(len(self)))

    def word(self, place: int) -> Word:
        return self.vocabulary.words[int(self.numbers[place])]

    def within(self, start: int, end: int) -> tuple[int, int]:
        """(first, last + 1) of the words that lie at least partly in a stretch of the text."""
        return bisect_right(self.ends, start), bisect_left(self.starts, end)


_current = Vocabulary()


def tokenize(text: str, stretches: Sequence[tuple[int, int]] = ()) -> Words:
    """All of a text or only some stretches of it; each at most 49,149 bytes of UTF-8: Sudachi's limit."""
    global _current
    if _current.full():
        _current = Vocabulary()  # texts that are being looked at hold on to the one they came with
    vocabulary = _current
    starts: list[int] = []
    ends: list[int] = []
    keys: list[str] = []
    for low, high in stretches or ((0, len(text)),):
        begins, parts = _in_pieces(text, low, high)
        stops = [*begins[1:], high] if begins else []  # they follow one another without a gap
        # A string and not a pair: so many new pairs would set the garbage collector off.
        keys += [chr(part) + text[a:b] for part, a, b in zip(parts, begins, stops, strict=True)]
        starts += begins
        ends += stops
    return Words(text, starts, ends, vocabulary.numbers(keys), vocabulary)


def _in_pieces(text: str, low: int, high: int) -> tuple[list[int], list[int]]:
    """As `_cut`, in pieces of which each begins with the blank that the one before ends with.

    A line break and the blanks behind it are one word, whatever stands around, and no other word can lie there. So the
    likeliest words of a text are those of its pieces, and a short piece stays in the processor's cache: of 12,000
    characters in one piece Sudachi takes half as long again.
    """
    begins: list[int] = []
    parts: list[int] = []
    start = reached = low
    while True:
        blank = _BREAK.search(text, start + _PIECE, high) if high - start > 2 * _PIECE else None
        end = blank.end() if blank else high
        some, kinds = _cut(text, start, end)
        if begins:
            if begins[-1] != start or some[1:2] != [reached]:  # ¨ is taken for a blank and a mark
                return _cut(text, low, high)
            some, kinds = some[1:], kinds[1:]
        begins += some
        parts += kinds
        if blank is None or end == high:
            return begins, parts
        start, reached = blank.start(), end


def _cut(text: str, low: int, high: int) -> tuple[list[int], list[int]]:
    """Where words begin, and Sudachi's numbers of their parts of speech."""
    morphemes = list(_tokenizer().tokenize(text[low:high]))
    return [low + one.begin() for one in morphemes], [one.part_of_speech_id() for one in morphemes]


@lru_cache(maxsize=50_000)
def kinds(surface: str) -> frozenset[str]:
    """All that the dictionary knows a word as, wherever it stands: 古河 is a surname, a town and a noun."""
    return frozenset(_kind(morpheme.part_of_speech()) for morpheme in dictionary().lookup(surface))


@cache
def dictionary() -> Any:
    """Sudachi's, of which a process has one."""
    import sudachipy

    settings = json.loads(files(sudachipy).joinpath("resources", "sudachi.json").read_text(encoding="utf-8"))
    # 山本(ヤマモト) would be one word, and the reading in brackets none.
    settings["inputTextPlugin"] = [one for one in settings["inputTextPlugin"] if "Yomigana" not in one["class"]]
    return sudachipy.Dictionary(config=json.dumps(settings), dict="core")


@cache
def _tokenizer() -> Any:
    from sudachipy import SplitMode

    return dictionary().create(mode=SplitMode.C, fields={"pos", "normalized_form"})


@lru_cache(maxsize=10_000)
def _part(number: int) -> tuple[tuple[str, ...], str]:
    """(part of speech, kind)"""
    pos: tuple[str, ...] = dictionary().pos_of(number)
    return pos, _kind(pos)


def _kind(pos: tuple[str, ...]) -> str:
    if pos[0] != "名詞":
        return "other"
    if pos[1] == "固有名詞":
        if pos[2] == "人名":
            return {"姓": "sei", "名": "mei"}.get(pos[3], "person")
        return "place" if pos[2] == "地名" else "proper"
    return "number" if pos[1] == "数詞" else "noun"
