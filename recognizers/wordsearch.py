"""A search for thousands of words in one regex, tried only where the multi-pattern engine says that one of them begins."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from recognizers.databases import READY, Expression, build
from recognizers.rawregex import raw_bytes

_SHORT = 100  # characters; a regex reads fewer in less time than the engine takes to begin
_SHIFT, _END = 32, (1 << 32) - 1  # a word and the byte at which it ends, in one number


class WordSearch:
    """regex: whatever it matches begins with one of the words, and is no longer than it. name: for messages."""

    def __init__(self, regex: re.Pattern[str], words: Iterable[str], name: str) -> None:
        self.regex, self._name = regex, name
        self._words = sorted(words)

    def __call__(self, text: str) -> list[re.Match[str]]:
        """As ``regex.finditer``."""
        if not READY or len(text) < _SHORT:
            return list(self.regex.finditer(text))
        found: list[re.Match[str]] = []
        place = 0
        for start in self._starts(text):
            if start >= place and (match := self.regex.match(text, start)):
                found.append(match)
                place = match.end()
        return found

    def _starts(self, text: str) -> list[int]:
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
