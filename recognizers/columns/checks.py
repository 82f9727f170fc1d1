"""Checks of many values at once, with the verdicts of the single form: check digits by arrays, the rest by pyarrow."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, cached_property

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
    my_number_column,
    my_number_ok,
    resident_column,
    resident_ok,
    yucho_column,
)
from recognizers.columns.arrays import first_bytes, left, lengths, parts, right, strings
from recognizers.common.credit_card import ISSUERS, issued
from recognizers.common.imei import imei_ok
from recognizers.common.phone_number import valid
from recognizers.jp.drivers_license import PREFIXES, plausible
from recognizers.jp.health_insurer_number import LAWS, insurer_ok
from recognizers.jp.invoice_number import invoice_ok
from recognizers.jp.late_elderly_insurance import elderly_ok
from recognizers.jp.postal_code import head_exists, unused_heads
from recognizers.jp.public_medical_payer import TELLING, payer_ok
from recognizers.jp.yucho_account import value_ok

# As phonenumbers names them; those that Japan does not have are None.
_KINDS = (
    "fixed_line", "mobile", "voip", "toll_free", "uan", "pager", "personal_number", "premium_rate", "shared_cost", "voicemail",
)  # fmt: skip
_LONGEST = 19  # digits of the longest number there is a check for


class Numbers:
    """Values of 1 to 19 digits, as most checks take them; `plain` says which of any are."""

    def __init__(self, values: pa.StringArray) -> None:
        self.values = values
        self.long = lengths(values)
        self._digits: Digits | None = None

    def digits(self, length: int = _LONGEST) -> Digits:
        """The last ones, filled up with zeros in front."""
        if self._digits is None or self._digits.shape[1] < length:
            self._digits = right(self.values, length) - np.uint8(48)
        return self._digits[:, self._digits.shape[1] - length :]

    @cached_property
    def plain(self) -> Flags:
        """Which are digits and nothing else, not too many."""
        raw, _ = parts(self.values)
        if not ((raw - np.uint8(48)) < 10).all():
            return np.asarray(pc.match_substring_regex(self.values, f"^[0-9]{{1,{_LONGEST}}}$"), dtype=bool)
        return np.asarray((self.long > 0) & (self.long <= _LONGEST))

    @cached_property
    def luhn(self) -> Flags:
        return luhn_column(self.digits())  # zeros in front change nothing

    def of(self, *lengths: int) -> Flags:
        found = self.long == lengths[0]
        for length in lengths[1:]:
            found |= self.long == length
        return np.asarray(found)

    def without(self, first: int) -> pa.StringArray:
        """Each without its first digits; none is shorter."""
        raw, places = parts(self.values)
        kept = np.ones(len(raw), bool)
        for place in range(first):
            kept[places[:-1] + place] = False
        return strings(raw[kept], places - first * np.arange(len(places)))


def passed(check: Callable[[str], bool], values: list[str]) -> list[bool]:
    """For each canonical value whether it passes."""
    return list(map(bool, passes(check, pa.array(values, pa.string()))))


def passes(check: Callable[[str], bool], values: pa.StringArray, numbers: Numbers | None = None) -> Flags:
    """As `passed`, arrays in and out. Values that are no numbers are looked at one by one. numbers: of the values."""
    if check is invoice_ok:
        return _invoice(values)
    many = _MANY.get(check)
    plain = np.zeros(len(values), bool)
    if many is not None:
        numbers = numbers or Numbers(values)
        plain = numbers.plain
    if many is not None and numbers is not None and plain.all():
        return many(numbers) if len(values) else plain
    found = np.empty(len(values), bool)
    if many is not None and plain.any():
        found[plain] = many(Numbers(values.filter(pa.array(plain))))
    found[~plain] = [check(value) for value in values.filter(pa.array(~plain)).to_pylist()]
    return found


def _of(length: int, column: Callable[[Digits], Flags]) -> Callable[[Numbers], Flags]:
    """A check of numbers of one length; others fail."""
    return lambda numbers: column(numbers.digits(length)) & numbers.of(length)


def _luhn(numbers: Numbers) -> Flags:
    return numbers.luhn


def _license(digits: Digits) -> Flags:
    return np.asarray(license_column(digits) & np.isin(_pair(digits, 0), [int(prefix) for prefix in PREFIXES]))


def _insurer(numbers: Numbers) -> Flags:
    digits = numbers.digits(8)
    law, prefecture = _pair(digits, 0), _pair(digits, 2)
    known = np.isin(law, [0, *map(int, LAWS)]) & (prefecture >= 1) & (prefecture <= 47)
    return np.asarray(known & _luhn(numbers) & numbers.of(6, 7, 8))


def _payer(numbers: Numbers) -> Flags:
    known = np.isin(_pair(numbers.digits(8), 0), [int(law) for law in TELLING])
    return np.asarray(_luhn(numbers) & (numbers.of(7) | (numbers.of(8) & known)))


def _card(numbers: Numbers) -> Flags:
    return _luhn(numbers) & _matching(numbers.values, ISSUERS.pattern)


def _yucho(numbers: Numbers) -> Flags:
    """記号 of five digits, then 番号, with or without the digit of a new passbook before it."""
    mark = np.where(numbers.long[:, None] >= 5, left(numbers.values, 5) - np.uint8(48), numbers.digits(5))
    tail, places = numbers.digits(8), np.arange(8)
    whole = np.where(places >= 13 - numbers.long[:, None], tail, 0)
    reissued = np.where(places >= 14 - numbers.long[:, None], tail, 0)
    return np.asarray(
        (yucho_column(np.hstack((mark, whole))) & numbers.of(*range(7, 14)))
        | (yucho_column(np.hstack((mark, reissued))) & numbers.of(*range(8, 15)))
    )


def _phone(numbers: Numbers) -> Flags:
    """By the patterns that `phonenumbers` checks one number with; international prefixes (00, 010) go to it one by one."""
    head = left(numbers.values, 2)
    abroad = (head[:, 0] == ord("8")) & (head[:, 1] == ord("1")) & (numbers.long >= 11)
    zero = ~abroad & (head[:, 0] == ord("0"))
    found = np.zeros(len(numbers.values), bool)
    for which, first in ((abroad, 2), (zero, 1), (~abroad & ~zero, 0)):
        if which.any():
            some = numbers if which.all() else Numbers(numbers.values.filter(pa.array(which)))
            found[which] = _in_japan(some.without(first), some.values)
    return found


def _in_japan(national: pa.StringArray, written: pa.StringArray) -> Flags:
    """national: without the leading 0."""
    long, found = lengths(national), np.zeros(len(national), bool)
    for pattern, possible in _kinds():
        left_over = ~found & np.isin(long, possible)
        if left_over.all():
            found = _matching(national, pattern)
        elif left_over.any():
            found[left_over] = _matching(national.filter(pa.array(left_over)), pattern)
    abroad = np.asarray(pc.match_substring_regex(national, "^(?:0|10)"), dtype=bool)
    if abroad.any():
        found[abroad] = [valid(value) for value in written.filter(pa.array(abroad)).to_pylist()]
    return found


@cache
def _kinds() -> tuple[tuple[str, tuple[int, ...]], ...]:
    """(pattern, lengths) of the kinds of numbers in Japan, without the leading 0, those of one length together."""
    from phonenumbers import PhoneMetadata

    japan = PhoneMetadata.metadata_for_region("JP")
    by_length: dict[int, list[str]] = {}
    for kind in filter(None, (getattr(japan, name) for name in _KINDS)):
        for length in kind.possible_length:
            by_length.setdefault(length, []).append(kind.national_number_pattern)
    together: dict[str, list[int]] = {}
    for length, patterns in by_length.items():
        together.setdefault("|".join(f"(?:{pattern})" for pattern in patterns), []).append(length)
    return tuple((pattern, tuple(some)) for pattern, some in together.items())


def _head(numbers: Numbers) -> Flags:
    """The first three digits of postal codes, of seven with the zeros in front."""
    digits = np.where(numbers.long[:, None] > 7, left(numbers.values, 3) - np.uint8(48), numbers.digits(7)[:, :3])
    known = np.ones(1000, bool)
    known[[int(head) for head in unused_heads()]] = False
    found: Flags = known[_pair(digits, 0).astype(np.int64) * 10 + digits[:, 2]]
    return found


def _invoice(values: pa.StringArray) -> Flags:
    found = np.asarray(first_bytes(values) == ord("T"))
    if found.any():
        found[found] = passes(corporate_ok, Numbers(values.filter(pa.array(found))).without(1))
    return found


def _matching(values: pa.StringArray, pattern: str) -> Flags:
    return np.asarray(pc.match_substring_regex(values, f"^(?:{pattern})$"), dtype=bool)


def _pair(digits: Digits, place: int) -> Digits:
    return np.asarray(digits[:, place] * np.uint8(10) + digits[:, place + 1])


_MANY: dict[Callable[[str], bool], Callable[[Numbers], Flags]] = {
    my_number_ok: _of(12, my_number_column),
    corporate_ok: _of(13, corporate_column),
    resident_ok: _of(11, resident_column),
    plausible: _of(12, _license),
    luhn_ok: _luhn,
    imei_ok: _of(15, luhn_column),
    elderly_ok: lambda numbers: _luhn(numbers) & numbers.of(6, 7, 8),
    insurer_ok: _insurer,
    payer_ok: _payer,
    issued: _card,
    value_ok: _yucho,
    valid: _phone,
    head_exists: _head,
}
