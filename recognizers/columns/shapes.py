"""A column of numbers: the shape and the check digits of its distinct values, weighed against chance and header."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, replace
from functools import cache, partial
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from recognizers.checksums import Flags
from recognizers.columns.arrays import lengths
from recognizers.columns.cells import Cells
from recognizers.columns.checks import passes
from recognizers.columns.fitting import Fitting, fitting
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
from recognizers.columns.matching import matching
from recognizers.columns.randomly import share_of_a_make
from recognizers.columns.spelled import Spelled, flags
from recognizers.pattern import Pattern, chance
from recognizers.types import ColumnHit

if TYPE_CHECKING:
    from recognizers import Engine


_ALIKE = 1.5  # that nearly all have the shape
_LEAST_CHANCE = 0.02  # of a shape, whatever it is
_ROUNDED_OFF = 0.01  # a score of 0.4995 is one of 0.5


def hopeless(pattern: Pattern, weight: float) -> bool:
    """Whether no shape makes up for what a header says: one without a label, or under that of another number."""
    if pattern.needs_label and weight <= 0:
        return True
    proof = pattern.check is not None or pattern.plain is not None
    return not proof and weight < HEADER and PRIOR + weight + _ALIKE + SHAPE_CAP < -_ROUNDED_OFF


def shape(engine: Engine, pattern: Pattern, header: str, cells: Cells, may_fit: bool = True) -> ColumnHit | None:
    """What one pattern makes of a column. Below `SURE` only what the header says and the check digits deny.

    may_fit: False where no value fits as it is.
    """
    weight, words = header_weight(engine.labels, pattern, header)
    if weight < HEADER and (not may_fit or hopeless(pattern, weight)):
        return None
    shaped = Shaped(pattern, weight >= HEADER)  # a spreadsheet took the number for one and dropped its zeros
    canonical, matched = shaped.look(cells.spelled)
    distinct = int(matched.sum())
    if weight >= HEADER and (lost := rounded(pattern, words, cells, distinct)) is not None:
        return lost
    if not distinct:
        return None
    share, known = distinct / len(matched), fitting(cells, canonical, matched)
    proving = distinct >= FEW and pattern.check is not None and pattern.check_weight >= 2
    few = share < 0.5 and not (proving and pattern.check is not None and known.passes(pattern.check).all())
    if weight <= 0 and (few or max(cells.spelled.lengths) <= 4):  # a letter or a few digits can be anything
        return None
    if weight < HEADER and distinct >= FEW and known.amounts:
        return None
    if weight <= OTHER_HEADER and share >= 0.95 and _slipped(pattern, header, cells, known):
        weight = 0.0
    alike = _ALIKE if share >= 0.9 else 0.5 if share >= 0.6 else -1.0
    odds = PRIOR + weight + (min(alike, 0.0) if weight <= 0 and distinct < FEW else alike)
    evidence = ["shape", *words]
    weighty = 1.0 if share >= 0.6 else share
    published = pattern.strict or (pattern.check_weight >= 2 and pattern.check_failed < 0)
    least = 0.1 if published else 0.05  # that pass by chance
    right = known.passes(pattern.check) if pattern.check is not None else np.zeros(0, bool)
    passing, total = int(right.sum()), len(right)
    if weight < HEADER:  # values made at random cost more than all else; whatever they give, these odds are not passed
        most = min(PROVEN, _most_odds(passing, total, least))
        if odds + SHAPE_CAP * weighty + most < -_ROUNDED_OFF:
            return None
        if odds + min(SHAPE_CAP, known.apart * math.log(1 / _LEAST_CHANCE)) * weighty + most < -_ROUNDED_OFF:
            return None
    shape_null, check_null = _by_chance(pattern, known)
    odds += min(SHAPE_CAP, known.apart * math.log(1 / shape_null)) * weighty
    denied = False
    if pattern.check is not None:
        null = max(check_null, least)
        gained = _check_odds(passing, total, null, mixed=weight > OTHER_HEADER)
        if weight <= OTHER_HEADER and shape_null > 0.5 and names_sent(header):
            gained = min(gained, SHAPE_CAP)
        if null > 0.5:  # nearly everything passes: no proof
            gained = min(gained, 1.0)
        odds += max(-CAP if published else -1.0, min(CAP if total < PROOF else PROVEN, gained))
        evidence.append(f"checksum:{passing}/{total}")
        denied = published and gained < 0 and weight >= HEADER
        if not denied and (passing > 0.5 * total or gained > 0):
            matched[matched] = right
            shaped = replace(shaped, checked=True)
    score = chance(max(-6.0, min(6.0, odds)))
    if score < SURE:
        if not denied:
            return None
        score = max(score, DENIED)
    return ColumnHit(
        pattern.entity, score, pattern.id, tuple(evidence), cells.filled, *cells.total(matched), more=shaped.more
    )


@dataclass(frozen=True, slots=True)
class Shaped:
    """Which values have the shape of a pattern. filled_up: zeros in front may be lost. checked: the check must pass."""

    pattern: Pattern
    filled_up: bool
    checked: bool = False

    def look(self, spelled: Spelled) -> tuple[pa.StringArray, Flags]:
        """(canonical values, which fit)"""
        canonical = spelled.canonical
        if self.pattern.digits and self.filled_up:
            canonical = _filled_up(canonical, self.pattern.digits)
        plain = _digits(self.pattern.column or "") if canonical is spelled.canonical else None
        if plain is not None:
            numbers, long = spelled.numeric
            fit = numbers & (long >= plain[0]) & (long <= plain[1])
            return canonical, fit & ~spelled.networks if fit.any() else fit
        if canonical is spelled.canonical:
            shortest, longest = _width(self.pattern.column or "")
            if not any(shortest <= length <= longest for length in spelled.lengths):
                return canonical, np.zeros(len(canonical), bool)
        fit = matching(canonical, self.pattern.column or "")
        return canonical, fit & ~spelled.networks if fit.any() else fit

    def more(self, spelled: Spelled) -> Flags:
        """As `look`, the check too."""
        if self.pattern.written and not self.checked:
            fit = matching(spelled.folded, self.pattern.written)
            if not fit.all():
                fit[~fit] = self.look(spelled.only(~fit))[1]
            return fit
        canonical, fit = self.look(spelled)
        if self.checked and self.pattern.check is not None and fit.any():
            fit[fit] = passes(self.pattern.check, canonical if fit.all() else canonical.filter(pa.array(fit)))
        return fit


@cache
def _digits(column: str) -> tuple[int, int] | None:
    """The fewest and the most of what takes digits only, whichever."""
    told = re.fullmatch(r"\\d\{(\d+)(?:,(\d+))?\}", column)
    return None if told is None else (int(told[1]), int(told[2] or told[1]))


@cache
def _width(column: str) -> tuple[int, int]:
    """The fewest and the most characters that fit."""
    return re._parser.parse(column).getwidth()  # type: ignore[attr-defined,no-any-return]


def _filled_up(canonical: pa.StringArray, digits: int) -> pa.StringArray:
    long = lengths(canonical)
    short = (long < digits) & (long >= digits - 3)
    if not short.any():
        return canonical
    short[short] = flags(pc.match_substring_regex(canonical.filter(pa.array(short)), "^[0-9]+$"))
    return pc.if_else(pa.array(short), pc.ascii_lpad(canonical, digits, "0"), canonical)


def _slipped(pattern: Pattern, header: str, cells: Cells, known: Fitting) -> bool:
    """Whether the values prove that the header stands over the wrong column: telephones under 住所, メール, 注文番号."""
    if pattern.plain is None or names_parts(header) or known.apart < (PROOF if names_number(header) else SLIPPED):
        return False
    written = flags(pc.match_substring_regex(cells.spelled.folded, f"^(?:{pattern.plain})$"))
    return bool(written.sum() >= 0.95 * len(written))


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


def _most_odds(right: int, total: int, least: float) -> float:
    """What `_check_odds` does not pass, however many more than `least` pass by chance: it is convex there, or falls."""
    wrong = total - right
    pure = right * math.log(0.98 / least) + wrong * math.log(0.02 / (1 - least))
    if not right or right <= least * total:
        return max(0.0, pure)
    share = right / total
    parted = right * math.log(share / least) + (wrong * math.log((1 - share) / (1 - least)) if wrong else 0.0)
    return max(0.0, pure, parted - MIXED)


def rounded(pattern: Pattern, words: tuple[str, ...], cells: Cells, whole: int) -> ColumnHit | None:
    """Numbers that a spreadsheet rounded (1.23457E+11): they cannot be restored, but the column held them."""
    lost = _lost(pattern, cells.spelled)
    if not lost.any() or lost.sum() < whole or lost.sum() + whole < 0.5 * len(lost):
        return None
    counted = cells.total(lost)
    return ColumnHit(
        pattern.entity, 0.6, pattern.id, ("damaged", *words), cells.filled, *counted, more=partial(_lost, pattern)
    )


_ROUNDED = re.compile(r"^[0-9](?:\.[0-9]{1,14})?E\+?([0-9]{1,2})$", re.I)


def _lost(pattern: Pattern, spelled: Spelled) -> Flags:
    lost = flags(pc.match_substring_regex(spelled.folded, _ROUNDED.pattern, ignore_case=True))
    if lost.any():
        found = map(_ROUNDED.match, spelled.folded.filter(pa.array(lost)).to_pylist())
        lost[lost] = [match is not None and _fits(pattern, int(match[1]) + 1) for match in found]
    return lost


def _fits(pattern: Pattern, length: int) -> bool:
    """Whether numbers of the type have so many digits, or one more of which a spreadsheet dropped the zero."""
    return any(re.fullmatch(pattern.column or "", digit * length) for digit in "379") or length + 1 == pattern.digits


def _by_chance(pattern: Pattern, known: Fitting) -> tuple[float, float]:
    """How often values made at random would pass as these do: (the shape, the check), both at least 1/50.

    For the shape all characters are made anew, digit for digit and letter for letter. For the check only the last
    five are: a check digit then fails nine times in ten, a test of plausibility (a phone number that exists) hardly.
    """
    shape = sum(share_of_a_make(pattern.column or "", make) for make in known.makes) / len(known.makes)
    if pattern.check is None:
        return max(_LEAST_CHANCE, shape), 1.0
    return max(_LEAST_CHANCE, shape), min(0.98, max(0.02, known.by_chance(pattern.check)))
