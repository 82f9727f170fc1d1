"""From a regex over folded text to one over raw text that matches wherever the first could.

Each character is widened to all spellings that fold to it; look-arounds, back references and anchors are dropped.
The result finds candidates only: the regex itself decides, on the folded window.
"""

from __future__ import annotations

import re
from re import _constants as sre  # type: ignore[attr-defined]  # the parser of `re`, stable in 3.11 to 3.14
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

from recognizers.text import variants

MAX_WIDTH = 240  # characters; a pattern that could match more is refused


class PatternError(ValueError):
    """A regex that cannot be used; the message says why and what to write instead."""


def raw_regex(regex: str, ignore_case: bool = False) -> tuple[str, int]:
    """(regex for the multi-pattern engine, greatest width in raw characters)."""
    try:
        tree = parser.parse(regex, re.IGNORECASE if ignore_case else 0)
    except re.error as error:
        raise PatternError(f"not a regular expression: {error.msg} at position {error.pos}") from None
    low, high = tree.getwidth()
    if low == 0:
        raise PatternError("matches the empty text; ask for at least one character")
    if high > MAX_WIDTH:
        raise PatternError(f"can match more than {MAX_WIDTH} characters; give every repetition a bound, such as {{0,40}}")
    return _sequence(tree), 2 * int(high)


def _sequence(tree: Any) -> str:
    return "".join(_node(op, argument) for op, argument in tree)


def _node(op: Any, argument: Any) -> str:
    if op is sre.LITERAL:
        return _spellings(chr(argument))
    if op in (sre.NOT_LITERAL, sre.ANY):
        return "."
    if op is sre.IN:
        return _class(argument)
    if op is sre.BRANCH:
        return "(?:" + "|".join(_sequence(branch) for branch in argument[1]) + ")"
    if op is sre.SUBPATTERN:
        return "(?:" + _sequence(argument[3]) + ")"
    if op is sre.ATOMIC_GROUP:
        return "(?:" + _sequence(argument) + ")"
    if op in (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT):
        low, high, body = argument
        return f"(?:{_sequence(body)}){{{low},{high}}}"
    if op in (sre.AT, sre.ASSERT, sre.ASSERT_NOT):
        return ""
    if op is sre.GROUPREF:  # back references only repeat a separator here
        return ".{0,2}"
    raise PatternError(f"uses {op}, which the multi-pattern engine cannot hold")


def _spellings(char: str) -> str:
    each = [re.escape(v) for v in variants(char)]
    return each[0] if len(each) == 1 else "(?:" + "|".join(each) + ")"


def _class(items: Any) -> str:
    singles: list[str] = []
    longer: list[str] = []
    for op, argument in items:
        if op is sre.NEGATE:
            return "."
        if op is sre.LITERAL:
            chars: Any = (argument,)
        elif op is sre.RANGE:
            chars = range(argument[0], argument[1] + 1)
            if len(chars) > 256:  # kanji: the range itself, and what folds into it from outside
                singles.append(f"{_in_class(chr(argument[0]))}-{_in_class(chr(argument[1]))}")
                for char in chars:
                    longer += [re.escape(v) for v in variants(chr(char))[1:]]
                continue
        elif op is sre.CATEGORY and argument is sre.CATEGORY_DIGIT:
            chars = range(ord("0"), ord("9") + 1)
        elif op is sre.CATEGORY and argument is sre.CATEGORY_SPACE:
            singles.append(r"\s\x{85}\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{1c}-\x{1f}")
            continue
        else:
            return "."
        for char in chars:
            for spelling in variants(chr(char)):
                if len(spelling) == 1:
                    singles.append(_in_class(spelling))
                else:
                    longer.append(re.escape(spelling))
    parts = (["[" + "".join(singles) + "]"] if singles else []) + longer
    return parts[0] if len(parts) == 1 else "(?:" + "|".join(parts) + ")"


def _in_class(char: str) -> str:
    return f"\\x{{{ord(char):x}}}"
