"""Check digits of many values at once: the vectorised form where there is one, with the verdicts of the single form."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from recognizers.checksums import (
    Digits,
    Flags,
    corporate_column,
    corporate_ok,
    license_column,
    luhn_column,
    luhn_ok,
    matrix,
    my_number_column,
    my_number_ok,
    resident_column,
    resident_ok,
)
from recognizers.jp.drivers_license import PREFIXES, plausible


def _license(digits: Digits) -> Flags:
    heads = digits[:, 0] * 10 + digits[:, 1]
    known = [int(prefix) for prefix in PREFIXES]
    return np.asarray(license_column(digits) & (heads[:, None] == known).any(axis=1))


_VECTORISED: dict[Callable[[str], bool], tuple[int, Callable[[Digits], Flags]]] = {  # 0: of any one length
    my_number_ok: (12, my_number_column),
    corporate_ok: (13, corporate_column),
    resident_ok: (11, resident_column),
    plausible: (12, _license),
    luhn_ok: (0, luhn_column),
}


def passed(check: Callable[[str], bool], values: list[str]) -> list[bool]:
    """For each canonical value whether it passes."""
    length, column = _VECTORISED.get(check, (0, None))
    length = length or (len(values[0]) if values else 0)
    if column is None or not length or not all(len(v) == length and v.isascii() and v.isdigit() for v in values):
        return [check(value) for value in values]
    return [bool(flag) for flag in column(matrix(values, length))]
