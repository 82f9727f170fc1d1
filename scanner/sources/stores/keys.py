"""Names of keys → patterns that can stand in an inventory: `user:123:email` is `user:*:email`, and 123 a value.

A part of a name is kept where it is a word that names something, or where most keys beside it have it too. What is kept
nowhere else may be an id, a login or a name, and becomes `*`.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from scanner.formats.jsons import key_name
from scanner.formats.tables import is_label

_PARTS = re.compile(r"([:/|])")
_SHARED = 0.5  # of the ids at a place, at least, have a part that is kept
_FEW = 3
_MOST = 500  # patterns; what comes after them has none of its own
_LONG = 12  # parts

Path = tuple[str, ...]


class Patterns:
    """Learned from some keys, then asked for any."""

    def __init__(self, keys: Iterable[str]) -> None:
        parents: defaultdict[Path, set[Path]] = defaultdict(set)  # pattern → what stands in its place
        having: defaultdict[Path, Counter[str]] = defaultdict(Counter)  # pattern → part → how many of those have it
        names = [_split(key) for key in keys]
        self._first = _spaces(names)
        self._kept: dict[Path, frozenset[str]] = {}
        for depth in range(1, _LONG):
            parents.clear()
            having.clear()
            seen: set[tuple[Path, Path, str]] = set()
            for parts in names:
                if len(parts) > depth:
                    place, raw = self._pattern(parts[:depth]), tuple(parts[:depth])
                    parents[place].add(raw)
                    if (place, raw, parts[depth]) not in seen:
                        seen.add((place, raw, parts[depth]))
                        having[place][parts[depth]] += 1
            for place, counts in having.items():
                least = max(2, _SHARED * len(parents[place]))
                self._kept[place] = frozenset(part for part, count in counts.items() if count >= least and _plain(part))
        self._known: set[str] = set()

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
        for depth, part in enumerate(parts):
            kept = part in (self._first if not depth else self._kept.get(found, ())) or (depth and is_label(part))
            found += (part if kept and _plain(part) else "*",)
        return found


def _split(key: str) -> list[str]:
    return _PARTS.split(key, maxsplit=_LONG)[::2]


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
