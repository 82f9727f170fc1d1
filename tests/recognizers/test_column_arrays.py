"""Whole columns at once against value by value: folding, canonical forms, dates, names, and what a verdict says of more rows."""

from __future__ import annotations

import random
import re
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from recognizers import Engine
from recognizers.columns.arrays import hashes, may_be_trimmed
from recognizers.columns.births import _day
from recognizers.columns.checks import passed
from recognizers.columns.days import Days, as_iso
from recognizers.columns.persons import _alone, as_names
from recognizers.columns.rest import Distinct
from recognizers.columns.spelled import Spelled, _canonical
from recognizers.columns.words import NAME_SHAPE, NOTHING
from recognizers.jp.postal_code import head_exists
from recognizers.text import fold
from recognizers.types import ColumnView, Hints

_DROP = str.maketrans("", "", " \t\r　-ー・･.,/_()|[]「」第号")
_KEPT = re.compile(r"^(?:'(?=\S)|=(?=\"))\"?(.*?)\"?$")
_NUMERALS = str.maketrans("〇零一二三四五六七八九", "00123456789")

ENGINE = Engine(depth="quick")
PATTERNS = [pattern for pattern in ENGINE.patterns if pattern.written]

PIECES = st.sampled_from(
    [
        "0", "1", "9", "０", "９", "-", "－", "ー", ".", ",", "/", "(", ")", "'", "=", "=\"", "\"", "\n", "\t",
        "〒", "第", "号", "々", "・", "ｶ", "ﾞ", "サ", "\u3099", "a", "Z", "ｚ", "@", "＠", "髙", "山田", "太郎", "様",
        "さん", "母：", "（ヨウイチ）", "なし", "無", "null", "n/a", "#N/A", "?", "〇一", "二三四", "東京都", "港区", "1985",
        "-01-", "02", "/1/2", "昭和60年1月2日", "S60.1.2", ".0", "123", "1234.0", "é", " ", "\u3000",
    ]
)  # fmt: skip
VALUES = st.lists(st.lists(PIECES, max_size=6).map("".join), max_size=12)


def one_by_one(values: list[str]) -> tuple[list[int], list[str], list[str]]:
    """(places, folded, canonical), as columns were spelled before it was done by arrays."""
    folded = [fold(value).text for value in values]
    folded = [match[1] if (match := _KEPT.match(value)) else value for value in folded]
    if sum(re.search(r"^[0-9]{4,}\.0+$", value) is not None for value in folded) >= 0.5 * len(folded):
        folded = [re.sub(r"^([0-9]{4,})\.0+$", r"\1", value) for value in folded]
    folded = [value.strip() for value in folded]
    places = [place for place, value in enumerate(folded) if value and not NOTHING.match(value)]
    canonical = []
    for place in places:
        value = folded[place].replace("\n", "").upper().translate(_DROP)
        told = re.fullmatch("[〇零一二三四五六七八九]{4,}", value)
        canonical.append(value.translate(_NUMERALS) if told else value)
    return places, [folded[place] for place in places], canonical


def strings(values: list[str]) -> pa.StringArray:
    return pa.array([value.strip() for value in values], pa.string())  # as columns come


@settings(max_examples=400, deadline=None, derandomize=True)
@given(VALUES)
@example(["1234.0", "12345.00", "1.5"])
@example(["'0123", '="0456"', "=0789", "'"])
@example(["０９０－１２３４－５６７８", "ｶﾞ", "髙", "二〇二四"])
def test_spelling_of_a_whole_column(values: list[str]) -> None:
    values = [value.strip() for value in values]
    spelled = Spelled(strings(values))
    places, folded, canonical = one_by_one(values)
    assert (spelled.places.tolist(), spelled.folded.to_pylist()) == (places, folded)
    assert spelled.canonical.to_pylist() == canonical
    assert spelled.only(np.arange(len(places)) % 2 == 0).canonical.to_pylist() == canonical[::2]


@settings(max_examples=300, deadline=None, derandomize=True)
@given(VALUES)
def test_names_of_a_whole_column(values: list[str]) -> None:
    spelled = Spelled(strings(values), False)
    alone = _alone(spelled.folded.to_pylist())
    assert as_names(spelled).tolist() == [re.search(NAME_SHAPE, value) is not None for value in alone]


def days(rng: random.Random) -> str:
    year, month, day = rng.randint(1860, 2030), rng.randint(0, 13), rng.randint(0, 32)
    written = rng.choice(
        ["{0:04}-{1:02}-{2:02}", "{0:04}/{1:02}/{2:02}", "{0:04}{1:02}{2:02}", "{0}.{1}.{2}", "{0}年{1}月{2}日", "S{1:02}.{1}.{2}",
         "昭和{1}年{1}月{2}日", "{2:02}{1:03}", "{0:04}-{1:02}-{2:02} 00:00:00", "{0:04}-{1:02}/{2:02}", "{1}/{2}/{0:04}"]
    )  # fmt: skip
    return str(written.format(year, month, day))


@pytest.mark.parametrize("header", ["生年月日", ""])
def test_days_of_a_whole_column(header: str) -> None:
    rng = random.Random(3)
    values = [days(rng) for _ in range(3000)] + [
        "1900-02-29",
        "2000-02-29",
        "1868-01-24",
        "1868-01-25",
        "2999-01-01",
        "x",
        "",
    ]
    values.append(date.today().isoformat())
    born = Days(lambda value: _day(value, header))
    expected = [_day(value, header) is not None for value in values]
    assert any(expected) and not all(expected)
    for start in (0, 1500):  # what it remembers is what it would say again
        assert born(pa.array(values[start:], pa.string())).tolist() == expected[start:]
    told = as_iso(pa.array(values, pa.string())).to_pylist()
    assert sum(map(bool, told)) > 100
    for value, iso in zip(values, told, strict=True):
        assert iso is None or ((day := _day(value, "")) is not None and day.isoformat() == iso)
    plain = [len(v) == 10 and (d := _day(v, "")) is not None and d.isoformat() == v for v in values]
    assert all(map(bool, (iso for iso, one in zip(told, plain, strict=True) if one)))


def test_heads_of_postal_codes() -> None:
    rng = random.Random(4)
    values = ["".join(rng.choices("0123456789", k=rng.choice([6, 7, 9]))) for _ in range(3000)] + ["〒1000001", "000"]
    assert passed(head_exists, values) == [head_exists(value) for value in values]


@settings(max_examples=600, deadline=None, derandomize=True)
@given(
    st.text("aZ0９@.-_/!東京都大阪府港区市町1丁目第号ー・（）\n ", max_size=14),
    st.sampled_from(["", "東京都港区", "user@"]),
)
@example("1", "東京都港区")
@example("example.jp", "a.b@")
def test_what_fits_as_it_is_written_fits_without_separators(text: str, head: str) -> None:
    for pattern in PATTERNS:
        folded = fold(head + text).text
        if re.fullmatch(pattern.written, folded):
            _, _, canonical = one_by_one([folded])
            assert all(re.fullmatch(pattern.column or "", value) for value in canonical), (pattern.id, folded)


def made(rng: random.Random, shape: str) -> str:
    """N a digit, A a letter, F and G names, the rest as it is."""
    any_of = {
        "N": "0123456789",
        "A": "ABCDEFGH",
        "F": "佐藤 鈴木 高橋 田中 渡邊".split(),
        "G": "太郎 花子 健一 美咲 陽子".split(),
    }
    return "".join(rng.choice(any_of[c]) if c in any_of else c for c in shape)


COLUMNS = {
    "個人番号": ["NNNN-NNNN-NNNN", "NNNNNNNNNNNN", "９NNN-NNNN-NNNN"],
    "電話番号": ["090-NNNN-NNNN", "03NNNNNNN９", "0AA", "+81-90-NNNN-NNNN", "090(NNNN)NNNN"],
    "メールアドレス": ["a.bNN@example.jp", "A_A@x.jp", "@AA", "ａNN@example.jp"],
    "住所": ["東京都港区N-NN", "大阪府大阪市北区９丁目N", "港区", "北海道札幌市中央区ー"],
    "郵便番号": ["NNN-NNNN", "NNNNNNN", "〒NNN-NNNN", "NN-N"],
    "口座番号": ["NNNNNNN", "普通NNNNNNN", "'0NNNNNN"],
    "カード番号": ["4NNN NNNN NNNN NNNN", "4NNNNNNNNNNNNNNN"],
    "生年月日": ["197N-0N-1N", "19NN0N1N", "198N/N/N", "昭和5N年N月N日", "197N-0 N-1N", "不明"],
    "保険者番号": ["NNNNNNNN", "NNNNNN"],
    "法人番号": ["NNNNNNNNNNNNN", "TNNNNNNNNNNNNN"],
    "運転免許証番号": ["30NNNNNNNNNN", "N"],
    "住民票コード": ["NNNNNNNNNNN"],
    "氏名": ["F G", "FG様", "母：F G", "F", "FG（サトウ）", "FN"],
}  # fmt: skip


@pytest.mark.parametrize("header", COLUMNS)
@pytest.mark.parametrize("seed", [1, 2])
def test_a_verdict_says_of_more_rows_what_it_said_of_those_it_was_made_on(header: str, seed: int) -> None:
    rng = random.Random(seed)
    first, *others = COLUMNS[header]
    shapes = [first] * (4 * len(others) + 1) + others
    values = list(dict.fromkeys(made(rng, rng.choice(shapes)) for _ in range(600)))
    engine = Engine() if header == "氏名" else ENGINE
    view = ColumnView(header, strings(values), pa.array([1] * len(values)), len(values), Hints(header=header))
    (hits,) = engine.find_table([view])
    counted = [hit for hit in hits if hit.more is not None]
    assert hits and counted
    for hit in counted:
        spelled = Spelled(view.values, False)
        assert hit.more is not None and hit.found is not None
        assert spelled.places[hit.more(spelled)].tolist() == list(hit.found.cells), hit.entity


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(st.text(max_size=40), max_size=30), st.integers(0, 5))
def test_equal_values_have_equal_hashes_and_others_do_not(values: list[str], start: int) -> None:
    values = [value.encode(errors="replace").decode() for value in values]
    found = hashes(pa.array(["x" * 200, "é", *values], pa.string())[2:].slice(start)).tolist()
    assert found == hashes(pa.array(values[start:], pa.string())).tolist()
    assert len(set(found)) == len(set(values[start:]))


def test_hashes_of_long_values() -> None:
    values = pa.array(
        ["a" * n for n in range(300)] + ["b" + "a" * n for n in range(300)] + ["a" * n + "b" for n in range(300)]
    )
    assert len(np.unique(hashes(values))) == len(values.unique())


@pytest.mark.parametrize("different", [0, 1, 900, 16_384, 60_000, 400_000])
def test_how_many_different_values_there_are(different: int) -> None:
    rng = np.random.default_rng(7)
    counted = Distinct()
    for _ in range(3):  # each of them three times
        order = rng.permutation(different)
        for some in np.array_split(order, 5):
            counted.add(hashes(pa.array([f"090-{n:08}" for n in some], pa.string())))
    exact = different <= 16_384
    assert counted.number() == different if exact else abs(counted.number() - different) < 0.03 * different


def test_blanks_that_may_be_trimmed() -> None:
    rng = random.Random(5)
    chars = "ab山　 \t\x85\xa0\u1680\u2000\u200a\u2028\u202f\u205f\x1c\x0bーア、‐Ⅱé"
    told = [0, 0]
    for _ in range(3_000):
        values = [
            None if rng.random() < 0.1 else "".join(rng.choices(chars, k=rng.randrange(4)))
            for _ in range(rng.randrange(4))
        ]
        array = pa.array(["xx", *values], pa.string()).slice(1)
        told[may_be_trimmed(array)] += 1
        assert may_be_trimmed(array) or pc.utf8_trim_whitespace(array).equals(array)
    assert min(told) > 100
    assert not may_be_trimmed(pa.array(["東京都港区", "ア、", "1", None, ""], pa.string()))


def test_what_is_dropped_from_values_of_any_script() -> None:
    """As one character after the other would be."""
    rng = random.Random(6)
    chars = "aZ09-ー・･.,/_()|[]「」第号 　山一二三四五六éßαⅡ・が\n"
    values = ["".join(rng.choices(chars, k=rng.randrange(12))) for _ in range(5_000)]
    values += ["一二三四", "第一二三四号", "三菱UFJ銀行", "一二三", "山一二三四"]
    spelled = Spelled(pa.array(values, pa.string()), False)
    assert spelled.canonical.to_pylist() == _canonical(spelled.folded.to_pylist())
