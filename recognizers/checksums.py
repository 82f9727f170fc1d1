"""Check digits, each in two forms: of one value, and of a whole column at once.

`*_ok(value)` takes a canonical value (digits only) and answers for it. `*_column(digits)` takes an array of shape
(n, length) of single digits and gives n booleans. Both come from one list of weights.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Digits = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_MY_NUMBER = np.array([6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2])
_LICENSE = np.array([5, 4, 3, 2, 7, 6, 5, 4, 3, 2])
_CORPORATE = np.array([2, 1] * 6)


def matrix(values: list[str], length: int) -> Digits:
    """Values of exactly `length` ASCII digits as an array of shape (n, length)."""
    return (np.frombuffer("".join(values).encode("ascii"), dtype=np.uint8).reshape(-1, length) - 48).astype(np.int64)


def _one(value: str, length: int) -> Digits | None:
    return matrix([value], length) if len(value) == length and value.isascii() and value.isdigit() else None


def my_number_column(digits: Digits) -> Flags:
    """個人番号, 12 digits: 平成26年総務省令第85号 第5条."""
    rest = digits[:, :11] @ _MY_NUMBER % 11
    return np.asarray(digits[:, 11] == np.where(rest <= 1, 0, 11 - rest))


def my_number_ok(value: str) -> bool:
    """個人番号 of 12 digits with a right check digit."""
    digits = _one(value, 12)
    return digits is not None and bool(my_number_column(digits)[0])


def license_column(digits: Digits) -> Flags:
    """運転免許証番号, 12 digits: a formula in wide use, never published. It may raise a score, not decide."""
    rest = digits[:, :10] @ _LICENSE % 11
    return np.asarray(digits[:, 10] == (11 - rest) % 11 % 10)


def license_ok(value: str) -> bool:
    """運転免許証番号 of 12 digits with the check digit of the unofficial formula."""
    digits = _one(value, 12)
    return digits is not None and bool(license_column(digits)[0])


def corporate_column(digits: Digits) -> Flags:
    """法人番号, 13 digits, the first the check digit: 平成26年財務省令第70号 第2条."""
    return np.asarray(digits[:, 0] == 9 - digits[:, 1:] @ _CORPORATE % 9)


def corporate_ok(value: str) -> bool:
    """法人番号 of 13 digits with a right check digit."""
    digits = _one(value, 13)
    return digits is not None and bool(corporate_column(digits)[0])


def luhn_column(digits: Digits) -> Flags:
    """Luhn, any length; also M10W21 of 保険者番号 (昭和49年保険発104号)."""
    doubled = digits.copy()
    doubled[:, -2::-2] *= 2
    return np.asarray((doubled // 10 + doubled % 10).sum(axis=1) % 10 == 0)


def luhn_ok(value: str) -> bool:
    """Digits only, Luhn's sum right."""
    digits = _one(value, len(value)) if value else None
    return digits is not None and bool(luhn_column(digits)[0])
