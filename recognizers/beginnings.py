"""Where a match of a regex may begin: the characters it can begin with, and those that must not stand before it.

One small expression finds those places; the regex itself is then tried at them alone, not at every place of a stretch.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from re import _constants as sre  # type: ignore[attr-defined]  # the parser of `re`, stable in 3.11 to 3.14
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from recognizers.steps import CLASSES, REPEATS, Ranges, ranges

_EMPTY = (sre.AT, sre.ASSERT, sre.ASSERT_NOT)


def beginnings(regex: str, ignore_case: bool = False) -> re.Pattern[str]:
    """An expression for the one character at each place where a match may begin."""
    tree = parser.parse(regex, re.IGNORECASE if ignore_case else 0)
    ignore_case = bool(tree.state.flags & re.IGNORECASE)
    first, empty = _first(tree, ignore_case)
    barred = []
    for op, argument in tree:
        if op not in _EMPTY:
            break
        if op is sre.ASSERT_NOT and argument[0] < 0 and len(argument[1]) == 1 and argument[1][0][0] in CLASSES:
            barred.append(rf"(?<![{_class(ranges(*argument[1][0], ignore_case))}])")
    return re.compile("".join(barred) + (r"[\s\S]" if empty or not first else f"[{_class(first)}]"))


def searching(regex: str, flags: int = 0) -> re.Pattern[str]:
    """The regex, to be searched for in sentences: `re` goes through its alternatives only where one can begin."""
    return re.compile(f"(?={beginnings(regex).pattern})(?:{regex})", flags)


def _first(nodes: Iterable[Any], ignore_case: bool) -> tuple[Ranges, bool]:
    """(what the nodes can begin with, whether they may end before a character is read)."""
    found: Ranges = ()
    for op, argument in nodes:
        if op in _EMPTY:
            continue
        each, empty = _of_node(op, argument, ignore_case)
        found += each
        if not empty:
            return found, False
    return found, True


def _of_node(op: Any, argument: Any, ignore_case: bool) -> tuple[Ranges, bool]:
    if op in CLASSES:
        return ranges(op, argument, ignore_case), False
    if op is sre.BRANCH:
        branches = [_first(branch, ignore_case) for branch in argument[1]]
        return tuple(one for each, _ in branches for one in each), any(empty for _, empty in branches)
    if op is sre.SUBPATTERN:
        return _first(argument[3], ignore_case or bool(argument[1] & re.IGNORECASE))
    if op is sre.ATOMIC_GROUP:
        return _first(argument, ignore_case)
    if op in REPEATS:
        each, empty = _first(argument[2], ignore_case)
        return each, empty or argument[0] == 0
    return (), True  # what a group has read: anything may follow


def _class(found: Ranges) -> str:
    return "".join(f"{re.escape(chr(low))}-{re.escape(chr(high))}" for low, high in sorted(set(found)))
