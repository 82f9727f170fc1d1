"""A column of numbers: the shape and the check digits of its distinct values, weighed against chance and header."""

from __future__ import annotations

import math
import random
import re
from functools import lru_cache
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from recognizers.columns.cells import Cells
from recognizers.columns.header import CAP, HEADER, PRIOR, SHAPE_CAP, SURE, header_weight
from recognizers.pattern import Pattern, chance
from recognizers.types import ColumnHit

if TYPE_CHECKING:
    from recognizers import Engine


def shape(engine: Engine, pattern: Pattern, header: str, cells: Cells) -> ColumnHit | None:
    weight, words = header_weight(engine, pattern, header)
    canonical = cells.canonical
    if pattern.digits and weight >= HEADER:  # a spreadsheet took the number for one and dropped its zeros
        canonical = [v.zfill(pattern.digits) if v.isdigit() and len(v) >= pattern.digits - 3 else v for v in canonical]
    matched = pc.match_substring_regex(pa.array(canonical, pa.string()), f"^(?:{pattern.column})$").to_pylist()
    distinct = sum(matched)
    if not distinct:
        return None
    share = distinct / len(matched)
    if pattern.needs_label and weight <= 0:
        return None
    if weight <= 0 and (share < 0.5 or max(map(len, canonical)) <= 4):  # a letter or a few digits can be anything
        return None
    odds = PRIOR + weight + (1.5 if share >= 0.9 else 0.5 if share >= 0.6 else -1.0)
    evidence = ["shape", *words]
    values = [v for v, flag in zip(canonical, matched, strict=True) if flag]
    shape_null, check_null = _by_chance(pattern, values)
    odds += min(SHAPE_CAP, len(values) * math.log(1 / shape_null))
    if pattern.check is not None:
        passed = [pattern.check(v) for v in values]
        right, wrong = sum(passed), len(passed) - sum(passed)
        ratio = right * math.log(0.98 / check_null) + wrong * math.log(0.02 / (1 - check_null))
        floor = -CAP if pattern.strict or pattern.check_weight >= 2 else -1.0
        odds += max(floor, min(CAP, ratio))
        evidence.append(f"checksum:{right}/{len(passed)}")
        if right > wrong:
            flags = iter(passed)
            matched = [flag and next(flags) for flag in matched]
    score = chance(max(-6.0, min(6.0, odds)))
    if score < SURE:
        return None
    rows, distinct, samples = cells.total(matched)
    return ColumnHit(pattern.entity, score, pattern.id, tuple(evidence), cells.filled, rows, distinct, samples)


def _by_chance(pattern: Pattern, values: list[str]) -> tuple[float, float]:
    """How often values made at random would pass as these do: (the shape, the check), both at least 1/50.

    For the shape all characters are made anew, digit for digit and letter for letter. For the check only the last
    five are: a check digit then fails nine times in ten, a test of plausibility (a phone number that exists) hardly.
    """
    rng = random.Random(0)
    seeds = rng.sample(values, min(8, len(values)))
    shape = sum(_shape_by_chance(pattern.column or "", _make(v)) for v in seeds) / len(seeds)
    if pattern.check is None:
        return max(0.02, shape), 1.0
    tails = [v[:-5] + "".join(_random_like(rng, c) for c in v[-5:]) for v in seeds for _ in range(16)]
    return max(0.02, shape), min(0.98, max(0.02, sum(map(pattern.check, tails)) / len(tails)))


def _make(value: str) -> str:
    """9 for a digit, A for a letter, the rest as it is."""
    return re.sub(r"[A-Za-z]", "A", re.sub(r"\d", "9", value))


@lru_cache(maxsize=4096)
def _shape_by_chance(column: str, make: str) -> float:
    rng = random.Random(0)
    made = ["".join(_random_like(rng, c) for c in make) for _ in range(60)]
    return float(sum(pc.match_substring_regex(pa.array(made, pa.string()), f"^(?:{column})$").to_pylist()) / len(made))


def _random_like(rng: random.Random, char: str) -> str:
    if char.isdigit():
        return str(rng.randrange(10))
    return rng.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ") if char.isascii() and char.isalpha() else char
