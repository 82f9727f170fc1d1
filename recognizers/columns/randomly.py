"""Values made at random, as like given ones as chance makes them: what a column holds is held against these.

The draws are those of `random.Random` one by one (a digit is `randrange(10)`, a letter `choice` of 26) at a tenth of the
time: each reads the highest four or five bits of the generator's next 32, and again while they say too much.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from itertools import chain
from re import _constants as sre  # type: ignore[attr-defined]  # the parser of `re`, stable in 3.11 to 3.14
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_DIGITS = "00112233445566778899"
_AT_ONCE = 1_024  # words of the generator
_MADE = 60  # values of a make
_TAIL, _TAILS = 5, 16  # characters at the end that are made anew, and how often


def _words(rng: random.Random) -> Iterator[list[int]]:
    """What the generator gives from now on, the highest five bits of each word."""
    while True:
        raw = rng.getrandbits(32 * _AT_ONCE).to_bytes(4 * _AT_ONCE, "little")  # the first word lowest
        yield (np.frombuffer(raw, "<u4") >> np.uint32(27)).tolist()


def like(values: Sequence[str], times: int, rng: random.Random) -> list[str]:
    """Each of the values so often with its digits and ASCII letters drawn anew."""
    if (flat := "".join(values)).isascii() and flat.isdecimal():
        return _numbers(values, times, rng)
    numbers = chain.from_iterable(_words(rng))
    found = []
    for value in values:
        kinds = [1 if char.isdigit() else 2 if char.isascii() and char.isalpha() else 0 for char in value]
        for _ in range(times):
            made = []
            for char, kind in zip(value, kinds, strict=True):
                if kind == 1:
                    while (number := next(numbers)) >= 20:  # four bits of the five
                        pass
                    char = _DIGITS[number]
                elif kind == 2:
                    while (number := next(numbers)) >= 26:
                        pass
                    char = _LETTERS[number]
                made.append(char)
            found.append("".join(made))
    return found


def _numbers(values: Sequence[str], times: int, rng: random.Random) -> list[str]:
    """As `like`, of digits alone."""
    lengths = np.repeat([len(value) for value in values], times)
    ends = np.cumsum(lengths)
    drawn = np.empty(0, np.uint8)
    while len(drawn) < ends[-1]:
        words = np.frombuffer(rng.getrandbits(32 * _AT_ONCE).to_bytes(4 * _AT_ONCE, "little"), "<u4")
        digits = (words >> np.uint32(28)).astype(np.uint8)
        drawn = np.concatenate((drawn, digits[digits < 10]))
    made = (drawn + np.uint8(48)).tobytes().decode("ascii")
    return [made[end - length : end] for end, length in zip(ends.tolist(), lengths.tolist(), strict=True)]


def seeds_and_tails(values: pa.StringArray, tails: bool) -> tuple[list[str], list[str]]:
    """(some of the values, each of them so often with its last characters made anew; no such ones where none are wanted)"""
    rng = random.Random(0)
    seeds = values.take(pa.array(rng.sample(range(len(values)), min(8, len(values))))).to_pylist()
    if not tails:
        return seeds, []
    ends = like([value[-_TAIL:] for value in seeds], _TAILS, rng)
    return seeds, [seeds[place // _TAILS][:-_TAIL] + end for place, end in enumerate(ends)]


def make_of(value: str) -> str:
    """9 for a digit, A for a letter, the rest as it is."""
    return re.sub(r"[A-Za-z]", "A", re.sub(r"\d", "9", value))


@lru_cache(maxsize=4096)
def share_of_a_make(column: str, make: str) -> float:
    """How many values of a make fit an expression that one of them fits."""
    if _takes_all(column):
        return 1.0
    made = like([make], _MADE, random.Random(0))
    return float(pc.match_substring_regex(pa.array(made, pa.string()), f"^(?:{column})$").true_count / len(made))


@cache
def _takes_all(expression: str) -> bool:
    """Whether a place of an expression that takes one digit takes all ten, and all capitals where it takes one."""
    try:
        tree = parser.parse(expression)
    except re.error:  # not written as `re` reads it
        return False
    return not tree.state.flags & re.IGNORECASE and all(_any_of_a_kind(op, argument) for op, argument in tree)


def _any_of_a_kind(op: Any, argument: Any) -> bool:
    if op is sre.LITERAL:
        return chr(argument) not in _DIGITS + _LETTERS
    if op is sre.IN:
        return _all_or_none(argument)
    if op is sre.BRANCH:
        return all(_any_of_a_kind(*node) for branch in argument[1] for node in branch)
    if op is sre.SUBPATTERN:
        return not argument[1] and all(_any_of_a_kind(*node) for node in argument[3])
    if op in (sre.MAX_REPEAT, sre.MIN_REPEAT):
        return all(_any_of_a_kind(*node) for node in argument[2])
    return bool(op is sre.ANY)


def _all_or_none(items: Any) -> bool:
    chars: set[str] = set()
    for kind, value in items:
        if kind is sre.CATEGORY and value is sre.CATEGORY_DIGIT:
            chars.update(_DIGITS)
        elif kind is sre.RANGE and (value[0] >= 128 or value[1] < 128):
            chars.update(map(chr, range(value[0], value[1] + 1)) if value[1] < 128 else ())
        elif kind is sre.LITERAL:
            chars.add(chr(value))
        else:
            return False
    return all(not chars & whole or chars >= whole for whole in (set(_DIGITS), set(_LETTERS)))
