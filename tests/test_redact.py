"""Masks never show a value; digests are equal for all spellings of one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.redact import Key, mask, normalise, normalise_all

ENTITIES = [
    "PERSON", "JP_ADDRESS", "PHONE_NUMBER", "EMAIL_ADDRESS", "DATE_OF_BIRTH", "JP_MY_NUMBER", "JP_POSTAL_CODE",
    "JP_LICENSE_PLATE", "SPC_MEDICAL_HISTORY", "CREDIT_CARD", "JP_PASSPORT", "SNS_ID", "JP_CREDIT_INFO", "EMPLOYER",
]  # fmt: skip


@pytest.mark.parametrize("entity, value, masked", [
    ("PHONE_NUMBER", "090-1234-5678", "090-****-**78"),
    ("PHONE_NUMBER", "０９０－１２３４－５６７８", "０９０－****－**７８"),
    ("PHONE_NUMBER", "03-1234-5678", "03-****-**78"),
    ("PERSON", "山田", "山*"),
    ("PERSON", "山田 太郎", "山* **"),
    ("PERSON", "林", "*"),  # the first letter would be all of it
    ("EMAIL_ADDRESS", "taro.yamada@example.co.jp", "t***@***.jp"),
    ("EMAIL_ADDRESS", "t@example.com", "****@***.com"),
    ("JP_MY_NUMBER", "1234-5678-9018", "****-****-**18"),
    ("JP_PASSPORT", "TK1234567", "*******67"),
    ("JP_BANK_ACCOUNT", "1234567", "*******"),  # too short to keep two of it
    ("JP_ADDRESS", "東京都新宿区西新宿2-8-1", "東京都新宿区***"),
    ("JP_ADDRESS", "三重県四日市市諏訪町1-5", "三重県四日市市***"),
    ("JP_ADDRESS", "東京都新宿区", "東京都***"),  # city and prefecture are all there is
    ("JP_ADDRESS", "西新宿2-8-1", "西***-*-*"),
    ("JP_POSTAL_CODE", "〒160-0023", "〒160-****"),
    ("DATE_OF_BIRTH", "1985年1月2日", "1985年*月*日"),
    ("DATE_OF_BIRTH", "S60.1.2", "S**.*.*"),
    ("SPC_MEDICAL_HISTORY", "糖尿病", "糖*病"),
    ("SPC_CRIMINAL_RECORD", "前科", "前*"),
    ("JP_CREDIT_INFO", "$$$A$-$", "$*****$"),  # signs mean something here
    ("JP_LICENSE_PLATE", "品川 300 あ 12-34", "品川 *** あ **-**"),
])  # fmt: skip
def test_mask(entity: str, value: str, masked: str) -> None:
    assert mask(entity, value) == masked


@given(st.sampled_from(ENTITIES), st.text(min_size=1, max_size=60))
def test_a_mask_never_contains_the_value(entity: str, value: str) -> None:
    value = value.strip()
    assert not value or value not in mask(entity, value)


@given(st.sampled_from(ENTITIES), st.text(min_size=1, max_size=60))
def test_a_mask_is_one_line(entity: str, value: str) -> None:
    assert len(mask(entity, value).splitlines()) <= 1


@given(st.sampled_from(["JP_MY_NUMBER", "CREDIT_CARD", "JP_PASSPORT"]), st.from_regex(r"[0-9]{8,19}", fullmatch=True))
def test_at_most_two_digits_of_a_number_are_shown(entity: str, value: str) -> None:
    assert sum(ch.isdigit() for ch in mask(entity, value)) <= 2


@pytest.mark.parametrize("entity, one, other", [
    ("PHONE_NUMBER", "090-1234-5678", "０９０（１２３４）５６７８"),
    ("PHONE_NUMBER", "090-1234-5678", "+81-90-1234-5678"),
    ("PHONE_NUMBER", "090-1234-5678", "9012345678"),  # Excel dropped the zero
    ("JP_MY_NUMBER", "1234-5678-9018", "123456789018"),
    ("JP_MY_NUMBER", "一二三四 五六七八 九〇一八", "123456789018"),
    ("JP_MY_NUMBER", "1□2□3□4□5□6□7□8□9□0□1□8", "123456789018"),
    ("JP_MY_NUMBER", "1234-5678-\n> 9018", "123456789018"),
    ("PHONE_NUMBER", "〇三―一二三四―五六七八", "03-1234-5678"),
    ("PERSON", "髙橋 花子", "高橋花子"),
    ("PERSON", "ｻﾄｳ ﾊﾅｺ", "さとうはなこ"),
    ("DATE_OF_BIRTH", "昭和60年1月2日", "1985/01/02"),
    ("DATE_OF_BIRTH", "令和元年5月1日", "20190501"),
    ("DATE_OF_BIRTH", "1985-01-02 00:00:00", "1985/1/2"),
    ("DATE_OF_BIRTH", "31049", "1985-01-02"),  # Excel's serial date
    ("DATE_OF_BIRTH", "31049.0", "1985-01-02"),
    ("DATE_OF_BIRTH", "3600102", "1985-01-02"),  # era code in front
    ("DATE_OF_BIRTH", "S600102", "昭和60年1月2日"),
    ("PHONE_NUMBER", "312345678", "03-1234-5678"),
    ("PHONE_NUMBER", "9012345678.0", "090-1234-5678"),
    ("JP_MY_NUMBER", "23456789012", "0234-5678-9012"),
    ("JP_POSTAL_CODE", "600001", "060-0001"),
    ("JP_BANK_ACCOUNT", "123456.0", "0123456"),
    ("EMAIL_ADDRESS", "Taro@Example.JP", "taro@example.jp"),
    ("JP_ADDRESS", "東京都新宿区西新宿２丁目８番１号", "東京都新宿区西新宿2-8-1"),
])  # fmt: skip
def test_one_value_has_one_digest_however_it_is_written(entity: str, one: str, other: str) -> None:
    assert normalise(entity, one) == normalise(entity, other)
    assert Key(b"k" * 32).digest(entity, one) == Key(b"k" * 32).digest(entity, other)


def test_digests_differ_by_key_value_and_entity() -> None:
    digests = {
        Key(secret).digest(entity, value)
        for secret in (b"a" * 32, b"b" * 32)
        for entity in ("JP_MY_NUMBER", "CREDIT_CARD")
        for value in ("123456789018", "123456789019")
    }
    assert len(digests) == 8 and all(len(digest) == 32 for digest in digests)


def test_a_key_does_not_show_itself() -> None:
    assert "secret" not in repr(Key(b"secret" * 6))


@pytest.mark.parametrize(
    "values",
    [
        ["1234-5678-9018", " 12345.0 ", "123.0", "ab-12\t3", "1234567890.00", "12345.0\t", ""],
        ["１２３４－５６７８－９０１８", "一二三四五六七八九〇一二", "1234"],  # not ASCII
        ["12345\n.0", "67890.0\r", "1\x1d2"],  # more lines than values, and other white space
        [],
    ],
)
def test_many_are_normalised_as_one_by_one(values: list[str]) -> None:
    for entity in ("JP_MY_NUMBER", "JP_BANK_ACCOUNT", "CREDIT_CARD", "CUSTOMER_ID", "PHONE_NUMBER", "DATE_OF_BIRTH"):
        assert normalise_all(entity, values) == [normalise(entity, value) for value in values]
