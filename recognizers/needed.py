"""What every match of a regex holds: some digits, or one of a few words.

Most regexes need either, and most of a text has neither: what looks for these alone runs over all of it, the regexes
only over the surroundings of what is found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from re import _constants as sre  # type: ignore[attr-defined]  # the parser of `re`, stable in 3.11 to 3.14
from typing import Any

from recognizers.steps import REPEATS

_MANY = 256  # words
_CLASS = 40  # characters of a class that are written out
_USUAL, _USUAL_OF_MANY = 9e-4, 3e-3  # words that come more often, by a guess, are not worth looking for
_SELDOM = 1e-4
_SEVERAL = 5  # words; what begins with one of a few is found soon enough as it is
_EMPTY = (sre.AT, sre.ASSERT, sre.ASSERT_NOT)
_NOTHING = frozenset({""})
_DIGITS = (("0", "9"), ("０", "９"))  # first and last
Words = frozenset[str]


def needed_words(nodes: Iterable[Any]) -> Words:
    """Words of which one is in every match of a parsed regex; none where there are none, or only such as come often."""
    words = _inside(nodes)
    if words is None or _often(words) > (_USUAL_OF_MANY if len(words) >= _SEVERAL else _USUAL):
        return frozenset()
    return words


def needed_digits(nodes: Iterable[Any], groups: dict[int, Any]) -> int:
    """How many digits every match holds at least. groups: number → nodes, for what refers back to them."""
    return sum(_digits_of(op, argument, groups) for op, argument in nodes)


def _digits_of(op: Any, argument: Any, groups: dict[int, Any]) -> int:
    if op is sre.LITERAL:
        return int(_is_digit(op, argument))
    if op is sre.IN:
        return int(all(_is_digit(kind, value) for kind, value in argument))
    if op is sre.BRANCH:
        return min(needed_digits(branch, groups) for branch in argument[1])
    if op is sre.SUBPATTERN:
        return needed_digits(argument[3], groups)
    if op is sre.ATOMIC_GROUP:
        return needed_digits(argument, groups)
    if op in REPEATS:
        return int(argument[0]) * needed_digits(argument[2], groups)
    if op is sre.GROUPREF:
        return needed_digits(groups[argument], groups)
    return 0


def _is_digit(kind: Any, value: Any) -> bool:
    if kind is sre.CATEGORY:
        return value is sre.CATEGORY_DIGIT
    first, last = value if kind is sre.RANGE else (value, value)
    return kind in (sre.LITERAL, sre.RANGE) and any(ord(low) <= first and last <= ord(high) for low, high in _DIGITS)


def _inside(nodes: Iterable[Any]) -> Words | None:
    """Words of which one is in every match, or begins right before it; those that come least often, None for none."""
    found: list[Words] = []
    run = _NOTHING  # what the nodes before this one can match, as far as they are written out
    for op, argument in nodes:
        if (
            op is sre.ASSERT and argument[0] < 0 and run == _NOTHING
        ):  # what must stand in front of the words that follow
            run = _sequence(argument[1]) or _NOTHING
            continue
        if (inner := _within(op, argument)) is not None:
            found.append(inner)
        whole = _written(op, argument)
        joined = _joined(run, whole) if whole is not None else None
        if joined is not None:
            run = joined
            continue
        found.append(run)
        run = _NOTHING if whole is None else whole
    found.append(run)
    return min((_shortest(words) for words in found if "" not in words), key=_cost, default=None)


def _cost(words: Words) -> tuple[float, int]:
    """Of words that come seldom enough, few are better."""
    return max(_often(words), _SELDOM), len(words)


def _shortest(words: Words) -> Words:
    """Without those that hold another of them."""
    return frozenset(word for word in words if not any(other in word for other in words if other != word))


def _within(op: Any, argument: Any) -> Words | None:
    if op is sre.SUBPATTERN and not argument[1]:
        return _inside(argument[3])
    if op is sre.ATOMIC_GROUP:
        return _inside(argument)
    if op in REPEATS and argument[0]:
        return _inside(argument[2])
    if op is sre.BRANCH:
        each = [_inside(branch) for branch in argument[1]]
        words = frozenset().union(*(one for one in each if one is not None))
        return words if None not in each and len(words) <= _MANY else None
    return None


def _written(op: Any, argument: Any) -> Words | None:
    """All that a node can match; None for too much."""
    if op in _EMPTY:
        return _NOTHING
    if op is sre.LITERAL:
        return frozenset({chr(argument)})
    if op is sre.IN:
        return _class(argument)
    if op is sre.SUBPATTERN and not argument[1]:
        return _sequence(argument[3])
    if op is sre.ATOMIC_GROUP:
        return _sequence(argument)
    if op is sre.BRANCH:
        each = [_sequence(branch) for branch in argument[1]]
        words = frozenset().union(*(one for one in each if one is not None))
        return words if None not in each and len(words) <= _MANY else None
    if op in REPEATS and argument[1] <= 2 and (one := _sequence(argument[2])) is not None:
        few = one if argument[0] else one | _NOTHING
        return few if argument[1] == 1 else _joined(few, one if argument[0] == 2 else one | _NOTHING)
    return None


def _sequence(nodes: Iterable[Any]) -> Words | None:
    run: Words | None = _NOTHING
    for op, argument in nodes:
        each = _written(op, argument)
        run = _joined(run, each) if run is not None and each is not None else None
    return run


def _joined(first: Words, second: Words | None) -> Words | None:
    if second is None or len(first) * len(second) > _MANY:
        return None
    return frozenset(one + other for one in first for other in second)


def _class(items: Iterable[Any]) -> Words | None:
    chars: set[str] = set()
    for kind, value in items:
        if kind not in (sre.LITERAL, sre.RANGE) or (kind is sre.RANGE and value[1] - value[0] > _CLASS):
            return None
        first, last = value if kind is sre.RANGE else (value, value)
        chars.update(map(chr, range(first, last + 1)))
    return frozenset(chars) if len(chars) <= _CLASS and not any(map(str.isdigit, chars)) else None


_RUN = re.compile("[ぁ-ゖ]+|[ -~]|.", re.DOTALL)
# What Japanese is full of: more than one in two thousand pairs of characters, in laws, novels and manuals.
_USUAL_PAIRS = frozenset(
    "あつ ある いう いた いて いる おい から あが がで きは きる くは けた ける けれ げる こと この これ され しく した して しな する その それ たと"
    " ため った って つい つた つて てい ては であ でき とい とが とき とし とす ない けな なけ なら にお につ には によ ので のと のは ばな びに"
    " まで める もの よう より よる らな られ るこ ると るの るも れた れて れば れる をし".split()
)


def _often(words: Words) -> float:
    """A guess at how many of a text's characters begin one of the words."""
    return sum(10 ** -sum(map(_weight, _RUN.findall(word))) for word in words)


def _weight(run: str) -> float:
    if "ぁ" <= run[0] <= "ゖ":
        pairs = {run[place : place + 2] for place in range(len(run) - 1)}
        return 1.3 if not pairs else 2.3 if pairs <= _USUAL_PAIRS else 4.0
    return 0.5 if run <= " " else 1.5 if "A" <= run <= "Z" else 1.2 if run.isascii() else 3.0
