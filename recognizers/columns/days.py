"""Dates of birth in an array of values: those written in figures all at once, each other spelling once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from recognizers.checksums import Digits, Flags
from recognizers.columns.arrays import left, lengths
from recognizers.columns.spelled import flags

_FIRST = np.datetime64("1868-01-25")  # 明治 begins
_PLAIN = r"^(?:1[89]|20)[0-9]{2}(?:[./-][0-9]{2}[./-][0-9]{2}|[0-9]{4})$"
_PARTED = r"^(?P<y>(?:1[89]|20)[0-9]{2})[年./\-・](?P<m>[0-9]{1,2})[月./\-・](?P<d>[0-9]{1,2})日?$"  # 1985年1月2日
_REMEMBERED = 200_000  # spellings


class Days:
    """day: what a value is the date of, None for nothing. Remembers what it said."""

    def __init__(self, day: Callable[[str], date | None]) -> None:
        self._day = day
        self._known: dict[str, bool] = {}

    def __call__(self, values: pa.StringArray) -> Flags:
        """Which are possible days of birth."""
        found = flags(pc.match_substring_regex(values, _PLAIN))
        rest = ~found
        if found.all():
            return _in_figures(values)
        if found.any():
            found[found] = _in_figures(values.filter(pa.array(found)))
        others = values.filter(pa.array(rest))
        parted = pc.extract_regex(others, _PARTED)
        if parted.null_count < len(parted):
            some = flags(parted.is_valid())
            year, month, day = (np.asarray(part.cast(pa.int32())) for part in parted.filter(pa.array(some)).flatten())
            told = np.zeros(len(some), bool)
            told[some] = _in_calendar(year, month, day)
            found[rest] = told
            rest[rest] = ~some
            if not rest.any():
                return found
            others = others.filter(pa.array(~some))
        coded = others.dictionary_encode()
        if len(self._known) > _REMEMBERED:
            self._known.clear()
        known = []
        for value in coded.dictionary.to_pylist():
            if value not in self._known:
                self._known[value] = self._day(value) is not None
            known.append(self._known[value])
        found[rest] = np.array(known, bool)[np.asarray(coded.indices)]
        return found


def as_iso(values: pa.StringArray) -> pa.StringArray:
    """Days of birth that are written in figures as 1985-01-02; null for all else."""
    parted = pc.extract_regex(values, _PARTED)
    year, month, day = parted.flatten()
    real = np.zeros(len(values), bool)
    some = flags(pc.is_valid(parted))
    numbers = (np.asarray(part.filter(pa.array(some)).cast(pa.int32())) for part in (year, month, day))
    real[some] = _in_calendar(*numbers)
    text = pc.binary_join_element_wise(year, pc.ascii_lpad(month, 2, "0"), pc.ascii_lpad(day, 2, "0"), "-")
    return pc.if_else(pa.array(real), text, None)


def _in_figures(values: pa.StringArray) -> Flags:
    """1985-01-02 and 19850102, in the calendar, neither before 明治 nor to come."""
    parted = lengths(values) == 10
    digits = left(values, 10).astype(np.int32) - 48
    places = np.where(parted[:, None], [0, 1, 2, 3, 5, 6, 8, 9], [0, 1, 2, 3, 4, 5, 6, 7])
    digits = np.take_along_axis(digits, places, axis=1)
    return _in_calendar(_number(digits[:, :4]), _number(digits[:, 4:6]), _number(digits[:, 6:]))


def _in_calendar(year: Digits, month: Digits, day: Digits) -> Flags:
    """Neither before 明治 nor to come."""
    real = (month >= 1) & (month <= 12) & (day >= 1)
    first = (year - 1970).astype("datetime64[Y]").astype("datetime64[M]") + (np.clip(month, 1, 12) - 1)
    days = first.astype("datetime64[D]") + (day - 1)
    real &= days.astype("datetime64[M]") == first
    return np.asarray(real & (days >= _FIRST) & (days <= np.datetime64(date.today())))


def _number(digits: Digits) -> Digits:
    number = digits[:, 0]
    for place in range(1, digits.shape[1]):
        number = number * 10 + digits[:, place]
    return np.asarray(number)
