"""Names of keys → patterns that can stand in an inventory: `user:123:email` is `user:*:email`, and 123 a value.

A part of a name is kept where it is a word that names something, or where most keys beside it have it too. What is kept
nowhere else may be an id, a login or a name, and becomes `*`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from scanner.formats.jsons import key_name
from scanner.formats.tables import is_label

_PARTS = re.compile(r"([:/|])")
_SHARED = 0.5  # of the ids at a place, at least, have a part that is kept
_FEW = 3
_MOST = 500  # patterns; what comes after them has none of its own
_LONG = 8  # parts; what is behind them is one

Path = tuple[str, ...]


class Patterns:
    """Learned from some keys, then asked for any."""

    def __init__(self, keys: Iterable[str]) -> None:
        names = [_split(key) for key in keys]
        self._first = _spaces(names)
        self._kept: dict[Path, frozenset[str]] = {}
        self._known: set[str] = set()
        places: list[Path] = [()] * len(names)  # what stands of each name so far, as a pattern
        ids = [0] * len(names)  # and as it is, by a number
        numbers: dict[tuple[int, str], int] = {}
        for depth in range(_LONG):
            left = [index for index, parts in enumerate(names) if len(parts) > depth]
            if not left:
                break
            if depth:
                self._learn((places[index], ids[index], names[index][depth]) for index in left)
            for index in left:
                part = names[index][depth]
                places[index] += (self._shown(places[index], part),)
                ids[index] = numbers.setdefault((ids[index], part), len(numbers) + 1)

    def _learn(self, found: Iterable[tuple[Path, int, str]]) -> None:
        """Of each place those parts that enough of what stands there goes on with."""
        parents: defaultdict[Path, set[int]] = defaultdict(set)
        having: defaultdict[Path, Counter[str]] = defaultdict(Counter)
        seen: set[tuple[int, str]] = set()
        for place, number, part in found:
            parents[place].add(number)
            if (number, part) not in seen:
                seen.add((number, part))
                having[place][part] += 1
        for place, counts in having.items():
            least = max(2, _SHARED * len(parents[place]))
            self._kept[place] = frozenset(part for part, count in counts.items() if count >= least)

    def of(self, key: str) -> tuple[str, list[str]]:
        """The pattern, and the parts that stand for its `*`."""
        parts = _split(key)
        pattern = self._pattern(parts)
        marks = _PARTS.findall(key)
        shown = "".join(part + mark for part, mark in zip(pattern, [*marks[: len(parts) - 1], ""], strict=True))
        values = [part for part, place in zip(parts, pattern, strict=True) if place == "*" and part]
        if shown not in self._known:
            if len(self._known) >= _MOST:
                return "*", parts
            self._known.add(shown)
        return shown, values

    def _pattern(self, parts: Sequence[str]) -> Path:
        found: Path = ()
        for part in parts:
            found += (self._shown(found, part),)
        return found

    def _shown(self, place: Path, part: str) -> str:
        kept = part in self._kept.get(place, ()) or _names_something(part) if place else part in self._first
        return part if kept and _plain(part) else "*"


@lru_cache(maxsize=4096)
def _names_something(part: str) -> bool:
    return len(part) <= 40 and is_label(part)


def _split(key: str) -> list[str]:
    return _PARTS.split(key, maxsplit=_LONG - 1)[::2]


def _plain(part: str) -> bool:
    return key_name(part) == part and not _PARTS.search(part)


def _spaces(names: Sequence[Sequence[str]]) -> frozenset[str]:
    """First parts that are no ids. Where what follows them is the same for many (taro:email, hanako:email), all are."""
    below: defaultdict[str, set[str]] = defaultdict(set)
    for parts in names:
        if len(parts) > 1:
            below[parts[0]].add(parts[1])
    shared = Counter(part for parts in below.values() for part in parts if _plain(part))
    if len(below) >= _FEW and any(count >= max(_FEW, _SHARED * len(below)) for count in shared.values()):
        return frozenset(part for part in below if is_label(part))
    alone = {parts[0] for parts in names if len(parts) == 1}
    return frozenset(part for part in (*below, *filter(is_label, alone)) if _plain(part))


def texts(raw: Iterable[bytes]) -> Iterator[str]:
    for one in raw:
        yield one.decode("utf-8", "backslashreplace")
