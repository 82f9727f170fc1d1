"""A column of birth dates."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

import pyarrow as pa

from recognizers.columns.cells import Cells
from recognizers.columns.days import Days
from recognizers.columns.header import PRIOR, SURE, header_weight
from recognizers.common.date_of_birth import parse
from recognizers.pattern import chance
from recognizers.types import ColumnHit

if TYPE_CHECKING:
    from recognizers import Engine


def births(engine: Engine, header: str, cells: Cells) -> ColumnHit | None:
    """A column of birth dates: dates under such a header, or without any header dates as old as people are."""
    pattern = next((p for p in engine.patterns if p.entity == "DATE_OF_BIRTH"), None)
    if pattern is None:
        return None
    weight, words = header_weight(engine.labels, pattern, header)
    if header and weight <= 0:
        return None
    born = Days(partial(_day, header=header))
    flags = born(cells.spelled.folded)
    if flags.sum() < 0.6 * len(flags):
        return None
    evidence = ["calendar", *words]
    odds = PRIOR + weight + 2.0
    if not header:
        days = [_day(value, header) for value in cells.spelled.folded.filter(pa.array(flags)).to_pylist()]
        years = sorted(day.year for day in days if day is not None)
        grown = sum(1920 <= year <= date.today().year - 15 for year in years) / len(years)
        spread = years[-1] - years[0]
        odds += 2.5 if grown >= 0.7 and spread >= 8 and len(years) >= 5 else -4.0
        evidence.append("ages")
    if (score := chance(odds)) < SURE:
        return None
    return ColumnHit(
        "DATE_OF_BIRTH",
        score,
        pattern.id,
        tuple(evidence),
        cells.filled,
        *cells.total(flags),
        more=lambda spelled: born(spelled.folded),
    )


def _day(value: str, header: str) -> date | None:
    if header and re.fullmatch(r"\d{4,5}(?:\.0)?", value) and 1 <= int(float(value)) <= 60_000:  # Excel's serial date
        return date(1899, 12, 30) + timedelta(days=int(float(value)))
    if header and re.fullmatch(r"\d{1,2}[-.]\d{1,2}[-.](?:19|20)\d{2}", value):  # day or month first
        value = re.sub(r"[-.]", "/", value)
    return parse(re.sub(r"[T ]\d{1,2}:\d{2}(?::\d{2})?.*$", "", value))
