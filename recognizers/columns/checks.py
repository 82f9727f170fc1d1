"""Checks of many values at once, with the verdicts of the single form: check digits by arrays, the rest by pyarrow."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

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
    yucho_column,
)
from recognizers.common.credit_card import ISSUERS, issued
from recognizers.common.imei import imei_ok
from recognizers.common.phone_number import valid
from recognizers.jp.drivers_license import PREFIXES, plausible
from recognizers.jp.health_insurer_number import LAWS, insurer_ok
from recognizers.jp.invoice_number import invoice_ok
from recognizers.jp.late_elderly_insurance import elderly_ok
from recognizers.jp.public_medical_payer import TELLING, payer_ok
from recognizers.jp.yucho_account import value_ok

# As phonenumbers names them; those that Japan does not have are None.
_KINDS = (
    "fixed_line", "mobile", "voip", "toll_free", "uan", "pager", "personal_number", "premium_rate", "shared_cost", "voicemail",
)  # fmt: skip
_LONGEST = 19  # digits of the longest number there is a check for


def passed(check: Callable[[str], bool], values: list[str]) -> list[bool]:
    """For each canonical value whether it passes."""
    many = _MANY.get(check)
    if check is invoice_ok:
        digits = [value[1:] if value[:1] == "T" else "" for value in values]
        return passed(corporate_ok, digits)
    plain = [0 < len(v) <= _LONGEST and v.isascii() and v.isdigit() for v in values]
    if many is None or not any(plain):
        return [check(value) for value in values]
    flags = iter(many([value for value, digits in zip(values, plain, strict=True) if digits]))
    return [bool(next(flags)) if digits else check(value) for value, digits in zip(values, plain, strict=True)]


def _padded(values: list[str], length: int = _LONGEST) -> Digits:
    return matrix([value.zfill(length)[-length:] for value in values], length)


def _long(values: list[str], *lengths: int) -> Flags:
    return np.isin([len(value) for value in values], lengths)


def _of(length: int, column: Callable[[Digits], Flags]) -> Callable[[list[str]], Flags]:
    """A check of numbers of one length; others fail."""
    return lambda values: column(_padded(values, length)) & _long(values, length)


def _luhn(values: list[str]) -> Flags:
    return luhn_column(_padded(values))  # zeros in front change nothing


def _license(digits: Digits) -> Flags:
    return np.asarray(license_column(digits) & np.isin(_pair(digits, 0), [int(prefix) for prefix in PREFIXES]))


def _insurer(values: list[str]) -> Flags:
    digits = _padded(values, 8)
    law, prefecture = _pair(digits, 0), _pair(digits, 2)
    known = np.isin(law, [0, *map(int, LAWS)]) & (prefecture >= 1) & (prefecture <= 47)
    return known & _luhn(values) & _long(values, 6, 7, 8)


def _payer(values: list[str]) -> Flags:
    known = np.isin(_pair(_padded(values, 8), 0), [int(law) for law in TELLING])
    return _luhn(values) & (_long(values, 7) | (_long(values, 8) & known))


def _card(values: list[str]) -> Flags:
    return _luhn(values) & _matching(values, ISSUERS.pattern)


def _yucho(values: list[str]) -> Flags:
    whole = yucho_column(matrix([v[:5].zfill(5) + v[5:].zfill(8)[-8:] for v in values], 13))
    reissued = yucho_column(matrix([v[:5].zfill(5) + v[6:].zfill(8)[-8:] for v in values], 13))
    return (whole & _long(values, *range(7, 14))) | (reissued & _long(values, *range(8, 15)))


def _phone(values: list[str]) -> Flags:
    """By the patterns that `phonenumbers` checks one number with; international prefixes (00, 010) go to it one by one."""
    written = pc.replace_substring_regex(pa.array(values, pa.string()), r"^81(\d{9,})$", r"0\1")
    written = pc.replace_substring_regex(written, "^([^0])", r"0\1").to_pylist()
    rest = [number[1:] for number in written]
    flags = np.logical_or.reduce([_long(rest, *lengths) & _matching(rest, kind) for kind, lengths in _kinds()])
    for place, number in enumerate(rest):
        if number.startswith(("0", "10")):
            flags[place] = valid(values[place])
    return np.asarray(flags)


@cache
def _kinds() -> tuple[tuple[str, tuple[int, ...]], ...]:
    """(pattern, lengths) of the kinds of numbers in Japan, without the leading 0."""
    from phonenumbers import PhoneMetadata

    japan = PhoneMetadata.metadata_for_region("JP")
    kinds = (getattr(japan, kind) for kind in _KINDS)
    return tuple((kind.national_number_pattern, kind.possible_length) for kind in kinds if kind is not None)


def _matching(values: list[str], pattern: str) -> Flags:
    return np.asarray(pc.match_substring_regex(pa.array(values, pa.string()), f"^(?:{pattern})$"), dtype=bool)


def _pair(digits: Digits, place: int) -> Digits:
    return np.asarray(digits[:, place] * 10 + digits[:, place + 1])


_MANY: dict[Callable[[str], bool], Callable[[list[str]], Flags]] = {
    my_number_ok: _of(12, my_number_column),
    corporate_ok: _of(13, corporate_column),
    resident_ok: _of(11, resident_column),
    plausible: _of(12, _license),
    luhn_ok: _luhn,
    imei_ok: _of(15, luhn_column),
    elderly_ok: lambda values: _luhn(values) & _long(values, 6, 7, 8),
    insurer_ok: _insurer,
    payer_ok: _payer,
    issued: _card,
    value_ok: _yucho,
    valid: _phone,
}
