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
from recognizers.columns.checks import passed
from recognizers.columns.header import (
    CAP,
    DENIED,
    FEW,
    HEADER,
    MIXED,
    OTHER_HEADER,
    PRIOR,
    PROOF,
    PROVEN,
    SHAPE_CAP,
    SLIPPED,
    SURE,
    header_weight,
    names_number,
    names_parts,
    names_sent,
)
from recognizers.pattern import Pattern, chance
from recognizers.types import ColumnHit

if TYPE_CHECKING:
    from recognizers import Engine


_BYTE = r"(?:25[0-5]|2[0-4]\d|1?\d?\d)"
_NETWORK = re.compile(rf"{_BYTE}(?:\.{_BYTE}){{3}}(?:/\d\d?)?|0x[0-9a-f]+", re.I)


def shape(engine: Engine, pattern: Pattern, header: str, cells: Cells) -> ColumnHit | None:
    """What one pattern makes of a column. Below `SURE` only what the header says and the check digits deny."""
    weight, words = header_weight(engine, pattern, header)
    if pattern.needs_label and weight <= 0:
        return None
    canonical = cells.canonical
    if pattern.digits and weight >= HEADER:  # a spreadsheet took the number for one and dropped its zeros
        canonical = [v.zfill(pattern.digits) if v.isdigit() and len(v) >= pattern.digits - 3 else v for v in canonical]
    matched = pc.match_substring_regex(pa.array(canonical, pa.string()), f"^(?:{pattern.column})$").to_pylist()
    if any(map(_NETWORK.fullmatch, cells.folded)):  # 10.0.3.15 is no postal code 100315
        matched = [flag and not _NETWORK.fullmatch(v) for flag, v in zip(matched, cells.folded, strict=True)]
    distinct = sum(matched)
    if weight >= HEADER and (lost := rounded(pattern, words, cells, distinct)) is not None:
        return lost
    if not distinct:
        return None
    share = distinct / len(matched)
    values = [v for v, flag in zip(canonical, matched, strict=True) if flag]
    few = share < 0.5 and not (distinct >= FEW and pattern.check_weight >= 2 and all(_checked(pattern, values)))
    if weight <= 0 and (few or max(map(len, canonical)) <= 4):  # a letter or a few digits can be anything
        return None
    apart = len({value[:5] for value in values})  # numbers in sequence share what makes their shape
    if weight <= OTHER_HEADER and share >= 0.95 and _slipped(pattern, header, cells, apart):
        weight = 0.0
    alike = 1.5 if share >= 0.9 else 0.5 if share >= 0.6 else -1.0
    odds = PRIOR + weight + (min(alike, 0.0) if weight <= 0 and distinct < FEW else alike)
    evidence = ["shape", *words]
    shape_null, check_null = _by_chance(pattern, values)
    odds += min(SHAPE_CAP, apart * math.log(1 / shape_null)) * (1.0 if share >= 0.6 else share)
    denied = False
    if pattern.check is not None:
        flags = passed(pattern.check, values)
        right = sum(flags)
        published = pattern.strict or (pattern.check_weight >= 2 and pattern.check_failed < 0)
        null = max(check_null, 0.1 if published else 0.05)
        gained = _check_odds(right, len(flags), null, mixed=weight > OTHER_HEADER)
        if weight <= OTHER_HEADER and shape_null > 0.5 and names_sent(header):
            gained = min(gained, SHAPE_CAP)
        if null > 0.5:  # nearly everything passes: no proof
            gained = min(gained, 1.0)
        odds += max(-CAP if published else -1.0, min(CAP if len(flags) < PROOF else PROVEN, gained))
        evidence.append(f"checksum:{right}/{len(flags)}")
        denied = published and gained < 0 and weight >= HEADER
        if not denied and (right > 0.5 * len(flags) or gained > 0):
            marks = iter(flags)
            matched = [flag and next(marks) for flag in matched]
    score = chance(max(-6.0, min(6.0, odds)))
    if score < SURE:
        if not denied:
            return None
        score = max(score, DENIED)
    return ColumnHit(pattern.entity, score, pattern.id, tuple(evidence), cells.filled, *cells.total(matched))


def _checked(pattern: Pattern, values: list[str]) -> list[bool]:
    return passed(pattern.check, values) if pattern.check is not None else [False]


def _slipped(pattern: Pattern, header: str, cells: Cells, apart: int) -> bool:
    """Whether the values prove that the header stands over the wrong column: telephones under 住所, メール, 注文番号."""
    if pattern.plain is None or names_parts(header) or apart < (PROOF if names_number(header) else SLIPPED):
        return False
    written = pc.match_substring_regex(pa.array(cells.folded, pa.string()), f"^(?:{pattern.plain})$").to_pylist()
    return bool(sum(written) >= 0.95 * len(written))


def _check_odds(right: int, total: int, null: float, mixed: bool) -> float:
    """Log-odds that `right` of `total` passes give for a column of the type, over one that passes by chance.

    A column may also be `mixed`: the true ones among other numbers. That takes clearly more passes than chance gives,
    and is not supposed where the header names another number.
    """
    wrong = total - right
    pure = right * math.log(0.98 / null) + wrong * math.log(0.02 / (1 - null))
    share = right / total
    if pure >= 0 or not mixed or share < null + 0.12:
        return pure
    parted = right * math.log(share / null) + wrong * math.log((1 - share) / (1 - null)) - MIXED
    return parted if parted > 2 else pure


def rounded(pattern: Pattern, words: tuple[str, ...], cells: Cells, whole: int) -> ColumnHit | None:
    """Numbers that a spreadsheet rounded (1.23457E+11): they cannot be restored, but the column held them."""
    lost = [match is not None and _fits(pattern, int(match[1]) + 1) for match in map(_ROUNDED.match, cells.folded)]
    if not sum(lost) or sum(lost) < whole or sum(lost) + whole < 0.5 * len(lost):
        return None
    return ColumnHit(pattern.entity, 0.6, pattern.id, ("damaged", *words), cells.filled, *cells.total(lost))


_ROUNDED = re.compile(r"^\d(?:\.\d{1,14})?E\+?(\d{1,2})$", re.I)


def _fits(pattern: Pattern, length: int) -> bool:
    """Whether numbers of the type have so many digits, or one more of which a spreadsheet dropped the zero."""
    return any(re.fullmatch(pattern.column or "", digit * length) for digit in "379") or length + 1 == pattern.digits


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
    return max(0.02, shape), min(0.98, max(0.02, sum(passed(pattern.check, tails)) / len(tails)))


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
