"""Check digits, each in two forms: of one value, and of a whole column at once.

`*_ok(value)` takes a canonical value (digits only) and answers for it. `*_column(digits)` takes an array of shape
(n, length) of single digits and gives n booleans. Both come from one list of weights: for a single
value, an array costs ten times the sum.
"""

from __future__ import annotations

from collections.abc import Sequence
from operator import mul

import numpy as np
import numpy.typing as npt

Digits = npt.NDArray[np.integer]
Flags = npt.NDArray[np.bool_]

_MY_NUMBER_WEIGHTS = [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]
_LICENSE_WEIGHTS = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]
_CORPORATE_WEIGHTS = [2, 1] * 6
_DOUBLED = (0, 2, 4, 6, 8, 1, 3, 5, 7, 9)  # twice a digit, its digits added
_DOUBLED_COLUMN = np.array(_DOUBLED, np.uint8)


def matrix(values: list[str], length: int) -> Digits:
    """Values of exactly `length` ASCII digits as an array of shape (n, length)."""
    return (np.frombuffer("".join(values).encode("ascii"), dtype=np.uint8).reshape(-1, length) - 48).astype(np.int64)


def _one(value: str, length: int) -> list[int] | None:
    return list(map(int, value)) if len(value) == length and value.isascii() and value.isdigit() else None


def _sums(digits: Digits, weights: Sequence[int]) -> Digits:
    """Column by column: a product of matrices takes twice as long, or a hundred times where BLAS starts threads for it."""
    total = np.zeros(len(digits), np.uint16)
    for place, weight in enumerate(weights):
        total += digits[:, place].astype(np.uint16) * np.uint16(weight)
    return total


def _sum(digits: Sequence[int], weights: Sequence[int]) -> int:
    return sum(map(mul, digits, weights))


def my_number_column(digits: Digits) -> Flags:
    """個人番号, 12 digits: 平成26年総務省令第85号 第5条."""
    rest = _sums(digits[:, :11], _MY_NUMBER_WEIGHTS) % 11
    return np.asarray(digits[:, 11] == np.where(rest <= 1, 0, 11 - rest))


def my_number_ok(value: str) -> bool:
    """個人番号 of 12 digits with a right check digit."""
    if (digits := _one(value, 12)) is None:
        return False
    rest = _sum(digits, _MY_NUMBER_WEIGHTS) % 11
    return digits[11] == (0 if rest <= 1 else 11 - rest)


def license_column(digits: Digits) -> Flags:
    """運転免許証番号, 12 digits: a formula in wide use, never published. It may raise a score, not decide."""
    rest = _sums(digits[:, :10], _LICENSE_WEIGHTS) % 11
    return np.asarray(digits[:, 10] == (11 - rest) % 10)


def license_ok(value: str) -> bool:
    """運転免許証番号 of 12 digits with the check digit of the unofficial formula."""
    digits = _one(value, 12)
    return digits is not None and digits[10] == (11 - _sum(digits, _LICENSE_WEIGHTS) % 11) % 10


def corporate_column(digits: Digits) -> Flags:
    """法人番号, 13 digits, the first the check digit: 平成26年財務省令第70号 第2条."""
    return np.asarray(digits[:, 0] == 9 - _sums(digits[:, 1:], _CORPORATE_WEIGHTS) % 9)


def corporate_ok(value: str) -> bool:
    """法人番号 of 13 digits with a right check digit."""
    digits = _one(value, 13)
    return digits is not None and digits[0] == 9 - _sum(digits[1:], _CORPORATE_WEIGHTS) % 9


def luhn_column(digits: Digits) -> Flags:
    """Luhn, any length; also M10W21 of 保険者番号 (昭和49年保険発104号)."""
    ones, twos = digits[:, -1::-2], _DOUBLED_COLUMN[digits[:, -2::-2]]
    sums = _sums(ones, [1] * ones.shape[1]) + _sums(twos, [1] * twos.shape[1])
    return np.asarray(sums % 10 == 0)


def luhn_ok(value: str) -> bool:
    """Digits only, Luhn's sum right."""
    digits = _one(value, len(value)) if value else None
    return digits is not None and (sum(digits[-1::-2]) + sum(_DOUBLED[d] for d in digits[-2::-2])) % 10 == 0


_MRZ = np.array([7, 3, 1])


def mrz_digit(field: str) -> int:
    """ICAO 9303 check digit of a machine-readable field: weights 7 3 1, A = 10, < = 0."""
    values = [0 if c == "<" else int(c, 36) for c in field]
    return int((np.array(values) * np.resize(_MRZ, len(values))).sum() % 10)


def mrz_ok(line: str) -> bool:
    """Second line of a passport's machine-readable zone (TD3): number, birth, expiry and the whole are right."""
    if len(line) != 44:
        return False
    fields = ((line[:9], line[9]), (line[13:19], line[19]), (line[21:27], line[27]))
    whole = line[:10] + line[13:20] + line[21:43]
    return all(d.isdigit() and mrz_digit(f) == int(d) for f, d in (*fields, (whole, line[43])))


_RESIDENT_WEIGHTS = [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]


def resident_column(digits: Digits) -> Flags:
    """住民票コード, 11 digits: as implemented by others; 平成14年総務省告示第436号 itself was not at hand. A hint only."""
    rest = _sums(digits[:, :10], _RESIDENT_WEIGHTS) % 11
    return np.asarray(digits[:, 10] == np.where(rest <= 1, 0, 11 - rest))


def resident_ok(value: str) -> bool:
    """住民票コード of 11 digits with the check digit of the formula in use."""
    if (digits := _one(value, 11)) is None:
        return False
    rest = _sum(digits, _RESIDENT_WEIGHTS) % 11
    return digits[10] == (0 if rest <= 1 else 11 - rest)


_YUCHO = np.array([1, 3, 2, 0, 3, 2, 1, 3, 2, 1, 3, 2, 1])
_YUCHO_FOLDED = np.array([0, 0, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1, 0], dtype=bool)


def yucho_column(digits: Digits) -> Flags:
    """ゆうちょ 記号 (5) and 番号 (filled up to 8): the 4th digit of the 記号 is the check digit (the bank's own kouza_1.js)."""
    products = digits * _YUCHO
    products = np.where(_YUCHO_FOLDED & (products >= 10), products - 9, products)
    return np.asarray(products.sum(axis=1) % 10 == digits[:, 3])


def yucho_ok(value: str) -> bool:
    """記号 and 番号 run together, 番号 of up to 8 digits."""
    if not 7 <= len(value) <= 13:
        return False
    whole = value[:5] + value[5:].zfill(8)
    return whole.isascii() and whole.isdigit() and bool(yucho_column(matrix([whole], 13))[0])


_VIN_VALUES = {
    c: int(v)
    for c, v in zip("ABCDEFGHJKLMNPRSTUVWXYZ0123456789", "12345678123457923456789" + "0123456789", strict=True)
}
_VIN = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)


def vin_ok(value: str) -> bool:
    """VIN of 17 characters with a right check character in place 9 (49 CFR 565): kept in North America and China only."""
    if len(value) != 17 or any(c not in _VIN_VALUES for c in value):
        return False
    rest = sum(_VIN_VALUES[c] * w for c, w in zip(value, _VIN, strict=True)) % 11
    return value[8] == ("X" if rest == 10 else str(rest))


def mod7_ok(value: str) -> bool:
    """All but the last digit, modulo 7, is the last digit: couriers, slips (7DR)."""
    return value.isdigit() and len(value) > 1 and int(value[:-1]) % 7 == int(value[-1])


def mod97_ok(value: str) -> bool:
    """ISO/IEC 7064 MOD 97-10: the number, letters as 10 to 35, leaves 1 modulo 97."""
    return value.isalnum() and value.isascii() and int("".join(str(int(c, 36)) for c in value)) % 97 == 1


def gs1_ok(value: str) -> bool:
    """GS1 General Specifications 7.9.1: weights 3 and 1 from the right (JAN, ITF-14, GLN, SSCC)."""
    digits = _one(value, len(value)) if len(value) > 1 else None
    return digits is not None and (sum(digits[-1::-2]) + 3 * sum(digits[-2::-2])) % 10 == 0


def mod11_2_ok(value: str) -> bool:
    """ISO/IEC 7064 MOD 11-2: the last is a digit or X (ISNI, ORCID)."""
    body, last = value[:-1], value[-1:]
    if not (body.isascii() and body.isdigit() and last in "0123456789X"):
        return False
    rest = 0
    for digit in body:
        rest = (rest + int(digit)) * 2 % 11
    return "0123456789X".index(last) == (12 - rest) % 11


def mod11_10_ok(value: str) -> bool:
    """ISO/IEC 7064 MOD 11,10: digits only."""
    return value.isascii() and value.isdigit() and _hybrid(value, "0123456789")


def mod37_36_ok(value: str) -> bool:
    """ISO/IEC 7064 MOD 37,36: digits and capitals."""
    return value.isascii() and value.isalnum() and value == value.upper() and _hybrid(value, _ALPHABET)


_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


def _hybrid(value: str, alphabet: str) -> bool:
    if len(value) < 2:
        return False
    size = len(alphabet)
    rest = size
    for char in value[:-1]:
        rest = ((rest + alphabet.index(char)) % size or size) * 2 % (size + 1)
    return (rest + alphabet.index(value[-1])) % size == 1
