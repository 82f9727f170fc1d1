"""How many steps `re` may take for one regex from one place of a text, at most, whatever the text.

`re` goes back over every other way to match what it has read. How many ways there are is counted on the parsed regex:
bounded repetitions are written out into states, and along all texts at once, character class by character class, the
ways into each state are added up. Where texts differ too much to be told apart, the greater number is taken for each
state, so the result may be too high and is never too low. No text is tried and no clock is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from re import _constants as sre  # type: ignore[attr-defined]  # the parser of `re`, stable in 3.11 to 3.14
from typing import Any

import numpy as np

MOST = 2_000  # steps from one place that a user's regex may take; one is about two nanoseconds
_STATES = 8_000  # of a regex that is written out
_WORK = 400_000  # additions after which texts are no longer told apart
_APART = 1_000  # kinds of text that are told apart at one place
_COMPARED = 60  # of them that are compared
_LAST = 0x110000

REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)
CLASSES = (sre.LITERAL, sre.NOT_LITERAL, sre.IN, sre.ANY)
_Ways = dict[tuple[int, int], int]  # (state, classes that the next character may not be of) → ways into it
Ranges = tuple[tuple[int, int], ...]


class TooMany(Exception):
    """More than `MOST`."""


def steps(tree: Any, ignore_case: bool = False) -> int:
    """For a parsed regex. Raises TooMany."""
    return _Automaton(tree, ignore_case).steps()


class _Automaton:
    """States in order of place: each reads a class of characters, or leads on without reading."""

    def __init__(self, tree: Any, ignore_case: bool, groups: dict[int, Any] | None = None) -> None:
        self._ignore_case = ignore_case
        self._groups = groups if groups is not None else dict(groups_of(tree))
        self._classes: dict[Ranges, int] = {}
        self._reads: dict[int, tuple[int, int]] = {}  # state → (class, next state)
        self._leads: dict[int, list[tuple[int, int, int]]] = {}  # state → (state, guard, cost) without reading
        self._count = 0
        self._work = 0
        self._first = self._state()
        self._sequence(tree, self._first)

    # --- writing out ---

    def _state(self) -> int:
        self._count += 1
        if self._count > _STATES:
            raise TooMany
        return self._count

    def _lead(self, start: int, end: int, guard: int = 0, cost: int = 0) -> None:
        self._leads.setdefault(start, []).append((end, guard, cost))

    def _sequence(self, nodes: Any, start: int) -> int:
        for op, argument in nodes:
            start = self._node(op, argument, start)
        return start

    def _node(self, op: Any, argument: Any, start: int) -> int:
        if op in CLASSES:
            end = self._state()
            self._reads[start] = (self._class(op, argument), end)
            return end
        if op is sre.BRANCH:
            end = self._state()
            for branch in argument[1]:
                first = self._state()
                self._lead(start, first)
                self._lead(self._sequence(branch, first), end)
            return end
        if op is sre.SUBPATTERN:
            return self._sequence(argument[3], start)
        if op is sre.ATOMIC_GROUP:
            return self._sequence(argument, start)
        if op in REPEATS:
            return self._repeat(op, argument, start)
        if op in (sre.ASSERT, sre.ASSERT_NOT):
            return self._look(op, argument, start)
        if op is sre.GROUPREF:  # it repeats what the group has read
            return self._sequence(self._groups[argument], start)
        end = self._state()  # a place in the line
        self._lead(start, end)
        return end

    def _repeat(self, op: Any, argument: Any, start: int) -> int:
        low, high, body = argument
        end, guard = self._state(), 0
        if op is sre.POSSESSIVE_REPEAT and len(body) == 1 and body[0][0] in CLASSES:
            guard = 1 << self._class(*body[0])  # it ends where it must
        for done in range(high):
            if done >= low:
                self._lead(start, end, guard)
            following = self._state()
            self._lead(start, following)
            start = self._sequence(body, following)
        self._lead(start, end)
        return end

    def _look(self, op: Any, argument: Any, start: int) -> int:
        direction, body = argument
        end, guard = self._state(), 0
        if op is sre.ASSERT_NOT and direction > 0 and len(body) == 1 and body[0][0] in CLASSES:
            guard = 1 << self._class(*body[0])
        self._lead(start, end, guard, _Automaton(body, self._ignore_case, self._groups).steps())
        return end

    def _class(self, op: Any, argument: Any) -> int:
        return self._classes.setdefault(ranges(op, argument, self._ignore_case), len(self._classes))

    # --- adding up ---

    def steps(self) -> int:
        guards = any(guard for leads in self._leads.values() for _, guard, _ in leads)
        kinds = _kinds(list(self._classes), all_of_them=guards)
        ways, total = self._spread({(self._first, 0): 1})
        texts = [ways]
        while texts:
            if total > MOST:
                raise TooMany
            following: list[_Ways] = []
            most = 0
            for ways in texts:
                for kind in kinds:
                    read: _Ways = {}
                    for (state, guard), count in ways.items():
                        number, end = self._reads[state]
                        if kind >> number & 1 and not kind & guard:
                            read[end, 0] = read.get((end, 0), 0) + count
                    self._work += len(ways)
                    if read:
                        spread, cost = self._spread(read)
                        most = max(most, cost)
                        following.append(spread)
            total += most
            texts = self._parted(following)
        return total

    def _spread(self, ways: _Ways) -> tuple[_Ways, int]:
        """(ways into the states that read next, steps taken)."""
        found: _Ways = {}
        cost = 0
        rest = dict(ways)
        while rest:
            (state, guard), count = rest.popitem()
            cost += count
            if cost > MOST:
                raise TooMany
            if state in self._reads:
                found[state, guard] = found.get((state, guard), 0) + count
            for end, more, price in self._leads.get(state, ()):
                cost += count * price
                rest[end, guard | more] = rest.get((end, guard | more), 0) + count
        self._work += cost
        return found, cost

    def _parted(self, texts: Iterable[_Ways]) -> list[_Ways]:
        """Without those that another one covers; too many are made one that covers them."""
        several = sorted({frozenset(ways.items()): ways for ways in texts}.values(), key=lambda one: -sum(one.values()))
        most = _APART if self._work < _WORK else 1
        kept: list[_Ways] = []
        for ways in several:
            if len(kept) < _COMPARED and any(_covers(other, ways) for other in kept):
                continue
            if len(kept) < most:
                kept.append(ways)
            else:
                last = kept[-1]
                kept[-1] = {key: max(last.get(key, 0), ways.get(key, 0)) for key in {*last, *ways}}
        return kept


def _covers(one: _Ways, other: _Ways) -> bool:
    return all(one.get(key, 0) >= count for key, count in other.items())


def groups_of(nodes: Any) -> Iterator[tuple[int, Any]]:
    """(number, nodes) of each group."""
    for op, argument in nodes:
        if op is sre.SUBPATTERN and argument[0] is not None:
            yield argument[0], argument[3]
        for inner in bodies(op, argument):
            yield from groups_of(inner)


def bodies(op: Any, argument: Any) -> Iterable[Any]:
    """The node lists inside a node."""
    if op is sre.BRANCH:
        return list(argument[1])
    if op is sre.SUBPATTERN:
        return [argument[3]]
    if op is sre.ATOMIC_GROUP:
        return [argument]
    if op in REPEATS:
        return [argument[2]]
    if op in (sre.ASSERT, sre.ASSERT_NOT):
        return [argument[1]]
    if op is sre.GROUPREF_EXISTS:
        return [branch for branch in argument[1:] if branch]
    return []


# --- classes of characters ---


def _kinds(classes: list[Ranges], all_of_them: bool) -> list[int]:
    """Characters told apart by the classes they are of, as bits; without those that are of fewer classes than others."""
    changes: dict[int, int] = {}
    for number, ranges in enumerate(classes):
        for low, high in ranges:
            changes[low] = changes.get(low, 0) ^ 1 << number
            changes[high + 1] = changes.get(high + 1, 0) ^ 1 << number
    kinds, now = set(), 0
    for place in sorted(changes):
        now ^= changes[place]
        kinds.add(now)
    kinds.discard(0)
    if all_of_them:
        return sorted(kinds)
    return sorted(kind for kind in kinds if not any(kind != other and kind & other == kind for other in kinds))


def ranges(op: Any, argument: Any, ignore_case: bool) -> Ranges:
    """(first, last) codes of the characters that one node of `CLASSES` matches."""
    if op is sre.ANY:
        return _but(((10, 10),))
    if op is sre.LITERAL:
        return _joined(_cased(argument, argument, ignore_case))
    if op is sre.NOT_LITERAL:
        return _but(_joined(_cased(argument, argument, ignore_case)))
    found: list[tuple[int, int]] = []
    negated = False
    for kind, value in argument:
        if kind is sre.NEGATE:
            negated = True
        elif kind is sre.LITERAL:
            found += _cased(value, value, ignore_case)
        elif kind is sre.RANGE:
            found += _cased(value[0], value[1], ignore_case)
        else:
            found += _category(str(value))
    return _but(_joined(found)) if negated else _joined(found)


def _cased(low: int, high: int, ignore_case: bool) -> Iterator[tuple[int, int]]:
    yield low, high
    if ignore_case:
        for code in range(low, min(high, 0x24FF) + 1):  # letters of two cases
            for form in (chr(code).lower(), chr(code).upper()):
                if len(form) == 1:
                    yield ord(form), ord(form)


def _joined(ranges: Iterable[tuple[int, int]]) -> Ranges:
    found: list[list[int]] = []
    for low, high in sorted(ranges):
        if found and low <= found[-1][1] + 1:
            found[-1][1] = max(found[-1][1], high)
        else:
            found.append([low, high])
    return tuple((low, high) for low, high in found)


def _but(ranges: Ranges) -> Ranges:
    """All other characters."""
    found, start = [], 0
    for low, high in ranges:
        if low > start:
            found.append((start, low - 1))
        start = high + 1
    return tuple([*found, (start, _LAST - 1)] if start < _LAST else found)


_SHORT = {"DIGIT": r"\d", "SPACE": r"\s", "WORD": r"\w"}


@cache
def _category(name: str) -> Ranges:
    """name: CATEGORY_DIGIT, CATEGORY_NOT_WORD and so on."""
    *_, negated, kind = ("", *name.removeprefix("CATEGORY_").split("_"))
    everything = np.arange(_LAST, dtype="<u4").tobytes().decode("utf-32-le", "surrogatepass")
    found = tuple((m.start(), m.end() - 1) for m in re.finditer(f"{_SHORT[kind]}+", everything))
    return _but(found) if negated == "NOT" else found
