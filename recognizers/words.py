"""The words of one list in a folded text: the longest at a place, looked up, so that a hundred thousand cost no more
than ten."""

from __future__ import annotations

import re
from collections.abc import Iterable


class Words:
    """ignore_case: capital or small Latin letters alike. bounded: no hit inside a longer number or Latin word."""

    def __init__(self, words: Iterable[str], ignore_case: bool = False, bounded: bool = False) -> None:
        self._ignore_case = ignore_case
        self._bounded = bounded
        self._words = frozenset(word.lower() if ignore_case else word for word in words if word)
        lengths: dict[str, set[int]] = {}
        for word in self._words:
            lengths.setdefault(word[0], set()).add(len(word))
        self._lengths = {char: sorted(found, reverse=True) for char, found in lengths.items()}
        first = "[" + "".join(map(re.escape, sorted(lengths))) + "]" if lengths else "(?!)"
        self._first = re.compile(first, re.IGNORECASE if ignore_case else 0)

    def search(self, text: str, position: int, stop: int, last: int | None = None) -> tuple[int, int] | None:
        """(start, end) of the first word that begins at `position` to `last` and ends at `stop` or before."""
        stop = min(stop, len(text))
        for place in self._first.finditer(text, position, stop if last is None else min(stop, last + 1)):
            start = place.start()
            char = text[start]
            for length in self._lengths.get(char.lower() if self._ignore_case else char, ()):
                end = start + length
                word = text[start:end]
                if end > stop or (word.lower() if self._ignore_case else word) not in self._words:
                    continue
                if not (self._bounded and (_joined(text, start) or _joined(text, end))):
                    return start, end
        return None


def _joined(text: str, place: int) -> bool:
    """Whether a number or Latin word goes on over `place`."""
    return 0 < place < len(text) and all(c.isascii() and c.isalnum() for c in text[place - 1 : place + 1])
