"""Where a match of a regex may begin: the characters it can begin with, and those that must not stand before it.

One small expression finds those places; the regex itself is then tried at them alone, not at every place of a stretch.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from re import _constants as sre  # type: ignore[attr-defined]  # the parser of `re`, stable in 3.11 to 3.14
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import numpy as np

from recognizers.flat import codes, flat
from recognizers.lazily import lazy, made_lazily
from recognizers.steps import CLASSES, REPEATS, Ranges, ranges

_EMPTY = (sre.AT, sre.ASSERT, sre.ASSERT_NOT)


def beginnings(regex: str, ignore_case: bool = False) -> re.Pattern[str]:
    """An expression for the one character at each place where a match may begin."""
    return re.compile(_beginning(regex, ignore_case), re.IGNORECASE if ignore_case else 0)


def _beginning(regex: str, ignore_case: bool) -> str:
    first, barred, _ = _edge(regex, ignore_case)
    not_behind = f"(?<![{_class(barred)}])" if barred else ""
    return not_behind + (f"[{_class(first)}]" if first else r"[\s\S]")


@dataclass(frozen=True, slots=True)
class Edge:
    """first: the ASCII characters that a match can begin with, 0 for any other character. barred: what does not stand before;
    pairs: nor do two such characters."""

    first: frozenset[int]
    barred: frozenset[int]
    pairs: tuple[tuple[frozenset[int], frozenset[int]], ...] = ()

    def places(self, chars: np.ndarray) -> np.ndarray:
        """For each place in a text, at how many before it a match may begin. chars: as `ascii_chars` gives them."""
        able = _table(self.first)[chars]
        able[1:] &= ~_table(self.barred)[chars[:-1]]
        for first, second in self.pairs:
            able[2:] &= ~(_table(first)[chars[:-2]] & _table(second)[chars[1:-1]])
        return np.concatenate(([0], np.cumsum(able)))


@cache
def _table(codes: frozenset[int]) -> np.ndarray:
    return np.array([code in codes for code in range(128)])


def edge(regex: str, ignore_case: bool = False) -> Edge | None:
    """None where nothing is barred."""
    first, barred, pairs = _edge(regex, ignore_case)
    if not first or not barred:
        return None
    begin = _ascii(first) | {0} if any(high > 127 for _, high in first) else _ascii(first)
    return Edge(begin, _ascii(barred), tuple((_ascii(one), _ascii(other)) for one, other in pairs))


def _ascii(found: Ranges) -> frozenset[int]:
    return frozenset(code for low, high in found for code in range(low, min(high, 127) + 1))


def ascii_chars(text: str) -> np.ndarray:
    """The characters of a text, folded; 0 for those that are not ASCII then."""
    written = codes(flat(text))
    return np.where(written < 128, written, 0).astype(np.uint8)


def _edge(regex: str, ignore_case: bool) -> tuple[Ranges, Ranges, list[tuple[Ranges, Ranges]]]:
    """(what a match can begin with, () for anything; what cannot stand before it; which two characters cannot)."""
    tree = parser.parse(regex, re.IGNORECASE if ignore_case else 0)
    ignore_case = bool(tree.state.flags & re.IGNORECASE)
    first, empty = _first(tree, ignore_case)
    barred: Ranges = ()
    pairs: list[tuple[Ranges, Ranges]] = []
    for op, argument in tree:
        if op not in _EMPTY:
            break
        if op is not sre.ASSERT_NOT or argument[0] > 0 or any(inner not in CLASSES for inner, _ in argument[1]):
            continue
        each = [ranges(inner, one, ignore_case) for inner, one in argument[1]]
        if len(each) == 1:
            barred += each[0]
        elif len(each) == 2:
            pairs.append((each[0], each[1]))
    return () if empty else first, barred, pairs


def searching(regex: str, flags: int = 0) -> re.Pattern[str]:
    """The regex, to be searched for in sentences: `re` goes through its alternatives only where one can begin."""

    @cache
    def written() -> str:
        return f"(?={_beginning(regex, bool(flags & re.IGNORECASE))})(?:{regex})"

    return made_lazily(lambda: re.compile(written(), flags), written)


class Ending:
    """A regex that ends with ``$``, of bounded width: it is looked for at the end of a text, not in all of it."""

    def __init__(self, regex: str, flags: int = 0) -> None:
        self._source, self._flags = regex, flags
        self._regex = lazy(regex, flags)
        self._width = 0

    def search(self, text: str) -> re.Match[str] | None:
        """As the regex's own."""
        if not self._width:
            tree = parser.parse(self._source, self._flags)
            self._width = tree.getwidth()[1] + 1  # a line's end behind it
            last, empty = _first(tree, bool(self._flags & re.IGNORECASE), backwards=True)
            self._last = re.compile(r"[\s\S]" if empty else f"[{_class(last)}\n]")
        if text and self._last.match(text, len(text) - 1) is None:
            return None
        return self._regex.search(text, max(0, len(text) - self._width))


def _first(nodes: Iterable[Any], ignore_case: bool, backwards: bool = False) -> tuple[Ranges, bool]:
    """(what the nodes can begin with, or end with, read backwards; whether they may end before a character is read)."""
    found: Ranges = ()
    for op, argument in reversed(list(nodes)) if backwards else nodes:
        if op in _EMPTY:
            continue
        each, empty = _of_node(op, argument, ignore_case, backwards)
        found += each
        if not empty:
            return found, False
    return found, True


def _of_node(op: Any, argument: Any, ignore_case: bool, backwards: bool) -> tuple[Ranges, bool]:
    if op in CLASSES:
        return ranges(op, argument, ignore_case), False
    if op is sre.BRANCH:
        branches = [_first(branch, ignore_case, backwards) for branch in argument[1]]
        return tuple(one for each, _ in branches for one in each), any(empty for _, empty in branches)
    if op is sre.SUBPATTERN:
        return _first(argument[3], ignore_case or bool(argument[1] & re.IGNORECASE), backwards)
    if op is sre.ATOMIC_GROUP:
        return _first(argument, ignore_case, backwards)
    if op in REPEATS:
        each, empty = _first(argument[2], ignore_case, backwards)
        return each, empty or argument[0] == 0
    if op is sre.GROUPREF and not backwards:  # what a group has read: the match has begun with it, unless it is empty
        return (), True
    return ((0, sys.maxunicode),), False


def _class(found: Ranges) -> str:
    return "".join(f"{re.escape(chr(low))}-{re.escape(chr(high))}" for low, high in sorted(set(found)))
