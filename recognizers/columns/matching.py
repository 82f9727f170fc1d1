"""Which values an expression fits from end to end, by whichever engine is the faster.

RE2 takes twenty times as long as Python for what leaves much open (.{0,12}?[市区町村].{1,40}): it goes through all ways at once.
Python tries one after the other, so it is asked only where there are not many, whatever the value.
"""

from __future__ import annotations

import re
from functools import lru_cache
from re import _constants as sre  # type: ignore[attr-defined]  # the parser of `re`, stable in 3.11 to 3.14
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from recognizers.checksums import Flags
from recognizers.columns.arrays import parts, strings

_MOST = 10_000  # ways to go through a value
# What RE2 reads otherwise: named classes, a count without its first number, blanks.
_OTHERWISE = re.compile(r"\[\[|\[:|\{,|\\[sS]")
_FEW = 1_000  # values
_NINES = bytes.maketrans(b"0123456789", b"9999999999")
_ALL_DIGITS = re.compile(r"\[0-9\]|\{[0-9]+(?:,[0-9]*)?\}")  # and counts
_OPEN = re.compile(r"\.\{\d+,\d+\}")


def matching(values: pa.StringArray, expression: str) -> Flags:
    """expression: as RE2 reads it."""
    python = _python(expression)
    if python is None:
        return np.asarray(pc.match_substring_regex(values, f"^(?:{expression})$"), dtype=bool)
    if len(values) < _FEW or not _digits_alike(expression):
        return _one_by_one(values, python)
    raw, places = parts(values)  # 本町1-2 and 本町7-4 are one
    coded = strings(raw.tobytes().translate(_NINES), places).dictionary_encode()
    found: Flags = _one_by_one(coded.dictionary, python)[np.asarray(coded.indices)]
    return found


def _one_by_one(values: pa.StringArray, expression: re.Pattern[str]) -> Flags:
    return np.array([expression.fullmatch(value) is not None for value in values.to_pylist()], bool)


@lru_cache(maxsize=1_000)
def _digits_alike(expression: str) -> bool:
    """Whether it takes each digit where it takes another."""
    return re.search("[0-9]", _ALL_DIGITS.sub("", expression)) is None


@lru_cache(maxsize=1_000)
def _python(expression: str) -> re.Pattern[str] | None:
    """The expression for Python, where that is the faster and takes no longer than a known time."""
    if not _OPEN.search(expression) or _OTHERWISE.search(expression):
        return None
    try:
        tree = parser.parse(expression, re.A)
    except re.error:  # not written as `re` reads it
        return None
    return re.compile(expression, re.A) if tree.state.flags == re.A and _ways(tree) <= _MOST else None


def _ways(tree: Any) -> int:
    """How many ways a value can be gone through at most."""
    ways = 1
    for op, argument in tree:
        if op is sre.BRANCH:
            ways *= _of_words(argument[1]) or sum(map(_ways, argument[1]))
        elif op is sre.SUBPATTERN and not argument[1]:
            ways *= _ways(argument[3])
        elif op in (sre.MAX_REPEAT, sre.MIN_REPEAT):
            least, most, inner = argument
            ways *= (most - least + 1) * _ways(inner) ** most if most <= _MOST else _MOST + 1
        elif op not in (sre.LITERAL, sre.NOT_LITERAL, sre.IN, sre.ANY):
            return _MOST + 1
        if ways > _MOST:
            return ways
    return ways


def _of_words(branches: Any) -> int:
    """Of several words: of one length no two can stand at a place. 0 for anything else."""
    words = all(op is sre.LITERAL for branch in branches for op, _ in branch)
    return len({len(branch) for branch in branches}) if words else 0
