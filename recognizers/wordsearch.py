"""Where one of thousands of words may begin, told by the multi-pattern engine."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

from recognizers.databases import READY, Expression, build
from recognizers.rawregex import raw_bytes

_SHORT = 100  # characters; fewer are gone through in less time than the engine takes to begin
_SHIFT, _END = 32, (1 << 32) - 1  # a word and the byte at which it ends, in one number


class WordStarts:
    """name: of the words, for messages."""

    def __init__(self, words: Iterable[str], name: str) -> None:
        self._words, self._name = sorted(words), name

    def __call__(self, text: str) -> Iterable[int]:
        """The places at which one begins, in order; all places of a short text, or without the engine."""
        if not READY or len(text) < _SHORT:
            return range(len(text))
        raw = text.encode("utf-8", "replace")
        packed: list[int] = []
        self._database.scan(raw, match_event_handler=_collect, context=packed)
        starts = sorted({(one & _END) - self._lengths[one >> _SHIFT] for one in packed})
        if len(raw) == len(text):
            return starts
        found, place, last = [], 0, 0
        for start in starts:  # words are few, so this takes less time than to count the characters of all bytes
            place, last = place + len(raw[last:start].decode()), start
            found.append(place)
        return found

    @cached_property
    def _lengths(self) -> list[int]:
        return [len(word.encode()) for word in self._words]

    @cached_property
    def _database(self) -> Any:
        expressions = [Expression(0, raw_bytes(word), 0, 0, literal=True) for word in self._words]
        return build(expressions, [self._name] * len(expressions), kept=True)


def _collect(number: int, start: int, end: int, flags: int, found: list[int]) -> None:
    found.append(number << _SHIFT | end)
