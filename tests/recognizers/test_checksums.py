"""Check digits against published values, and the two forms of each against one another."""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recognizers import checksums as c
from recognizers.jp.health_insurer_number import insurer_ok
from recognizers.jp.invoice_number import invoice_ok

RIGHT = [
    (c.my_number_ok, "123456789018", "identifiers.md 1.1"),
    (c.my_number_ok, "621498320257", "python-stdnum, stdnum.jp.in_"),
    (c.my_number_ok, "000000000019", "arithmetically valid though a dummy"),
    (c.license_ok, "309012345620", "sample in wide use"),
    (c.corporate_ok, "8700110005901", "国税庁's worked example"),
    (c.corporate_ok, "7000012050002", "国税庁"),
    (c.corporate_ok, "5835678256246", "python-stdnum"),
    (c.luhn_ok, "33120015", "保険者番号, 千葉県警共済"),
    (c.luhn_ok, "01040013", "保険者番号, 協会けんぽ宮城"),
    (c.luhn_ok, "138057", "保険者番号, 国保 of six digits"),
    (c.luhn_ok, "54016027", "公費負担者番号"),
    (c.luhn_ok, "4111111111111111", "Visa's test number"),
    (c.luhn_ok, "490154203237518", "IMEI, 3GPP's sample"),
    (c.gs1_ok, "4006381333931", "an EAN-13 in wide use as a sample"),
    (c.gs1_ok, "73513537", "EAN-8"),
    (c.mod11_2_ok, "0000000218250097", "ORCID's invented researcher"),
    (c.mod11_2_ok, "079X", "ISO/IEC 7064's sample"),
    (c.mod11_10_ok, "07945", "ISO/IEC 7064's sample"),
    (c.mod37_36_ok, "A12425GABC1234002M", "ISO/IEC 7064's sample"),
    (c.resident_ok, "12345678903", "two independent implementations"),
    (c.yucho_ok, "1403012345671", "ゆうちょ 14030-12345671"),
    (c.yucho_ok, "1515021111111", "ゆうちょ 15150-21111111"),
    (c.yucho_ok, "00580654321", "振替 00580-654321, number filled with zeros"),
    (c.mrz_ok, "TR12345672JPN0001018M2501017<<<<<<<<<<<<<<08", "published specimen"),
    (c.vin_ok, "1M8GDM9AXKP042788", "49 CFR 565's X"),
    (c.vin_ok, "11111111111111111", "the classic"),
    (c.vin_ok, "1HGCM82633A004352", "published"),
    (insurer_ok, "33120015", "known 法別, prefecture and check digit"),
    (invoice_ok, "T7000012050002", "a company's"),
]


@pytest.mark.parametrize("check, value, source", RIGHT, ids=lambda x: x if isinstance(x, str) else x.__name__)
def test_published_values_pass(check: Callable[[str], bool], value: str, source: str) -> None:
    assert check(value), source


@pytest.mark.parametrize(
    "check, value, why",
    [
        (c.my_number_ok, "123456789012", "identifiers.md 1.1"),
        (c.my_number_ok, "12345678901", "too short"),
        (c.my_number_ok, "12345678901８", "full-width digits are folded before, not here"),
        (c.license_ok, "309212345610", "a blog's dummy; right would be 9"),
        (c.corporate_ok, "2835678256246", "python-stdnum's wrong one"),
        (c.corporate_ok, "0000000000000", "the check digit is never 0"),
        (c.luhn_ok, "138058", "identifiers.md 1.8"),
        (c.luhn_ok, "", "nothing"),
        (c.yucho_ok, "1053012345671", "a bank's dummy; 10520 would be right"),
        (c.yucho_ok, "140301", "no number"),
        (c.gs1_ok, "4006381333932", "the last digit"),
        (c.gs1_ok, "1", "nothing to check"),
        (c.mod11_2_ok, "X97", "X stands last only"),
        (c.mod11_10_ok, "07946", "the last digit"),
        (c.mod11_10_ok, "0794X", "no letters"),
        (c.mod37_36_ok, "A12425GABC1234002N", "the last"),
        (c.mod37_36_ok, "a12425gabc1234002m", "capitals only"),
        (c.mrz_ok, "TR12345673JPN0001018M2501017<<<<<<<<<<<<<<08", "number's check digit"),
        (c.vin_ok, "1HGCM82643A004352", "place 9"),
        (c.vin_ok, "IHGCM82633A004352", "I is not used"),
        (insurer_ok, "99990001", "no such 法別"),
        (invoice_ok, "7000012050002", "T is missing"),
    ],
)
def test_wrong_values_fail(check: Callable[[str], bool], value: str, why: str) -> None:
    assert not check(value), why


# Mod 11 folds two remainders into one digit, so a few changed digits go unseen; the share is pinned.
@pytest.mark.parametrize(
    "check, value, unseen",
    [
        (c.my_number_ok, "123456789018", 0),
        (c.my_number_ok, "000000000019", 0),
        (c.my_number_ok, "987654321093", 0),
        (c.my_number_ok, "268938649270", 11),  # remainders 0 and 1 both give check digit 0
        (c.corporate_ok, "8700110005901", 7),  # 0 and 9 are the same mod 9: its six 0 and one 9
        (c.luhn_ok, "33120015", 0),
        (c.yucho_ok, "1403012345671", 0),
        (c.vin_ok, "1HGCM82633A004352", 0),
        (c.gs1_ok, "4006381333931", 0),
        (c.mod11_2_ok, "0000000218250097", 0),
        (c.mod11_10_ok, "20261100003", 0),
        (c.mod37_36_ok, "A12425GABC1234002M", 0),
    ],
)
def test_one_changed_digit_is_seen(check: Callable[[str], bool], value: str, unseen: int) -> None:
    missed = 0
    for place, old in enumerate(value):
        for new in "0123456789" if old.isdigit() else "":
            changed = value[:place] + new + value[place + 1 :]
            missed += new != old and check(changed)
    assert missed == unseen


def weighed(value: str, weights: tuple[int, ...]) -> int:
    return sum(int(digit) * weight for digit, weight in zip(value, weights, strict=False)) % 11


def both_zero(weights: tuple[int, ...], *alike: int) -> Callable[[str, str, int], bool]:
    """Mod 11 has eleven remainders and ten digits: two remainders share a digit, and only they are mistaken."""
    return lambda value, changed, place: (
        place < len(weights) and {weighed(value, weights), weighed(changed, weights)} == set(alike)
    )


def never(value: str, changed: str, place: int) -> bool:
    return False


def nine_for_zero(value: str, changed: str, place: int) -> bool:
    """Modulo 9, 0 and 9 are one."""
    return place > 0 and {value[place], changed[place]} == {"0", "9"}


def seven_apart(value: str, changed: str, place: int) -> bool:
    """Modulo 7, 0 and 7, 1 and 8, 2 and 9 are one."""
    return place < len(value) - 1 and abs(int(value[place]) - int(changed[place])) == 7


MY_NUMBER = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)


# Rows: the check, how long the number is, where its check digit stands, which changes go unseen.
@pytest.mark.parametrize(
    "check, length, at, unseen",
    [
        (c.my_number_ok, 12, 11, both_zero(MY_NUMBER, 0, 1)),
        (c.resident_ok, 11, 10, both_zero(MY_NUMBER[1:], 0, 1)),
        (c.license_ok, 12, 10, both_zero(MY_NUMBER[1:], 0, 10)),
        (c.corporate_ok, 13, 0, nine_for_zero),
        (c.luhn_ok, 16, 15, never),  # payment cards
        (c.luhn_ok, 15, 14, never),  # IMEI
        (c.luhn_ok, 8, 7, never),  # insurers, public payers, the late elderly
        (c.luhn_ok, 6, 5, never),  # 国保
        (c.luhn_ok, 7, 6, never),  # 受給者番号
        (c.yucho_ok, 13, 3, never),
        (c.mod7_ok, 12, 11, seven_apart),
        (c.mod97_ok, 20, 19, never),
    ],
)
@settings(max_examples=40, deadline=None, derandomize=True)
@given(data=st.data())
def test_every_changed_digit_is_seen_but_for_the_known(
    check: Callable[[str], bool],
    length: int,
    at: int,
    unseen: Callable[[str, str, int], bool],
    data: st.DataObject,
) -> None:
    body = data.draw(st.text("0123456789", min_size=length, max_size=length))
    right = [v for d in "0123456789" if check(v := body[:at] + d + body[at + 1 :])]
    for value in right:
        for place, old in enumerate(value):
            if check is c.license_ok and place == 11:
                continue  # how often it was issued anew; no part of the sum
            for new in set("0123456789") - {old}:
                changed = value[:place] + new + value[place + 1 :]
                assert check(changed) == unseen(value, changed, place), (place, new)


@pytest.mark.parametrize(
    "column, one, length",
    [
        (c.my_number_column, c.my_number_ok, 12),
        (c.license_column, c.license_ok, 12),
        (c.corporate_column, c.corporate_ok, 13),
        (c.resident_column, c.resident_ok, 11),
        (c.yucho_column, c.yucho_ok, 13),
        *((c.luhn_column, c.luhn_ok, n) for n in (6, 8, 15, 16)),
    ],
)
def test_column_and_single_agree(
    column: Callable[[c.Digits], c.Flags], one: Callable[[str], bool], length: int
) -> None:
    rng = random.Random(length)
    values = ["".join(rng.choices("0123456789", k=length)) for _ in range(2000)]
    flags = column(c.matrix(values, length))
    assert flags.dtype == np.bool_ and [one(v) for v in values] == flags.tolist()
    assert 0.05 < flags.mean() < 0.15, "about one in ten passes by chance"
