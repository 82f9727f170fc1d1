"""Which of many regexes can match in a sentence, and how often in a text, told by one scan instead of a search for each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Mapping
from functools import cached_property
from typing import Any, Generic, TypeVar

from recognizers.databases import READY, Expression, build
from recognizers.written import exact

_KEPT = 20_000  # answers
Name = TypeVar("Name", bound=Hashable)


class Sieve(Generic[Name]):
    """Regexes by name. Compiled when first asked, and kept in the user's cache."""

    _once = True  # an expression is reported at one place only

    def __init__(self, regexes: Mapping[Name, re.Pattern[str]]) -> None:
        self._regexes = dict(regexes)
        self._known: dict[tuple[int, ...], frozenset[Name]] = {}
        self._last = "\0", frozenset[Name]()  # what was asked last, often again

    def __call__(self, text: str) -> frozenset[Name]:
        """The names of those that may match somewhere in `text`; none of the others does."""
        asked, names = self._last
        if text != asked:
            names = self._may(text)
            self._last = text, names
        return names

    def _may(self, text: str) -> frozenset[Name]:
        if not READY:
            return self._any
        found: list[int] = []
        self._database.scan(text.encode("utf-8", "replace"), match_event_handler=_collect, context=found)
        if not found:
            return self._always
        numbers = tuple(found)
        if (names := self._known.get(numbers)) is None:
            names = self._always.union([self._names[number] for number in found])
            if len(self._known) < _KEPT:
                self._known[numbers] = names
        return names

    @cached_property
    def _any(self) -> frozenset[Name]:
        return frozenset(self._regexes)

    @cached_property
    def _sources(self) -> dict[Name, list[str]]:
        write = exact()
        sources = {name: write(regex.pattern) for name, regex in self._regexes.items()}
        write.keep()
        return sources

    @cached_property
    def _always(self) -> frozenset[Name]:
        return frozenset(name for name, sources in self._sources.items() if not sources)

    @cached_property
    def _names(self) -> list[Name]:
        return [name for name, sources in self._sources.items() for _ in sources]

    @cached_property
    def _database(self) -> Any:
        expressions = [Expression(0, source, 0, 0) for sources in self._sources.values() for source in sources]
        return build(expressions, list(map(str, self._names)), kept=True, once=self._once)


class Joint(Sieve[tuple[int, Hashable]]):
    """Sieves that are asked about the same texts, one soon after the other: one scan does for all of them."""

    def __init__(self) -> None:
        super().__init__({})
        self._members = 0

    def sieve(self, regexes: Mapping[Name, re.Pattern[str]]) -> Callable[[str], frozenset[Name]]:
        """As `Sieve`, of these regexes alone."""
        number, self._members = self._members, self._members + 1
        self._regexes |= {(number, name): regex for name, regex in regexes.items()}
        for known in ("_any", "_sources", "_always", "_names", "_database"):  # what was compiled before this one came
            self.__dict__.pop(known, None)
        self._known, self._last = {}, ("\0", frozenset())
        answers: dict[frozenset[tuple[int, Hashable]], frozenset[Name]] = {}

        def may(text: str) -> frozenset[Name]:
            found = self(text)
            if (names := answers.get(found)) is None:
                names = frozenset(name for name in regexes if (number, name) in found)
                if len(answers) < _KEPT:
                    answers[found] = names
            return names

        return may


class Census(Sieve[Name]):
    """Regexes by name, to be counted."""

    _once = False

    def reaches(self, text: str, least: Mapping[Name, float]) -> set[Name]:
        """The names of those that may be found, without overlap, as often in `text` as `least` says."""
        if not READY:
            return set(least)
        found: list[int] = []
        self._database.scan(text.encode("utf-8", "replace"), match_event_handler=_collect, context=found)
        most: Counter[Name] = Counter()  # each place is reported, so there are no more
        for number, count in Counter(found).items():
            most[self._names[number]] += count
        return {name for name, count in least.items() if name in self._always or most[name] >= count}


def _collect(number: int, start: int, end: int, flags: int, found: list[int]) -> None:
    found.append(number)
