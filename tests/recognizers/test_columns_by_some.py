"""Long columns are judged by some of their values; what all of them would say, and the few that differ, must not be lost."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import pyarrow as pa
import pytest

import recognizers.columns
from benchmarks.people import digits, my_number
from recognizers import Engine
from recognizers.columns import judge_column
from recognizers.columns.outlines import outlines
from recognizers.columns.some import some_of
from recognizers.types import ColumnHit, ColumnView, Hints

ENGINE = Engine(depth="quick")
LONG = 20_000
Make = Callable[[random.Random], str]


def view(header: str, values: Sequence[str]) -> ColumnView:
    distinct = list(dict.fromkeys(values))
    ones = pa.array([1] * len(distinct), pa.int64())
    return ColumnView(header, pa.array(distinct, pa.string()), ones, len(distinct), Hints(header, (header, "金額")))


def luhn(rng: random.Random) -> str:
    head = "4" + digits(rng, 14)
    total = sum(sum(divmod(int(d) * (2 - n % 2), 10)) for n, d in enumerate(head))
    return head + str(-total % 10)


def order(rng: random.Random) -> str:
    return f"ORD-{digits(rng, 8)}"


def url(rng: random.Random) -> str:
    return f"https://www.example.jp/items/{rng.randrange(1_000_000)}"


def note(rng: random.Random) -> str:
    return rng.choice(["定期便を希望", "請求書は郵送", "資料送付済み", "担当者の変更あり"]) + f" {digits(rng, 5)}"


def time(rng: random.Random) -> str:
    month, day, hour, minute, second = (rng.randrange(10, most) for most in (13, 29, 24, 60, 60))
    return f"20{rng.randrange(10, 25)}-{month}-{day} {hour}:{minute}:{second}"


MAKES: dict[str, Make] = {
    "telephone": lambda rng: f"090-{rng.randrange(1_000, 10_000)}-{digits(rng, 4)}",
    "my_number": my_number,
    "card": luhn,
    "mail": lambda rng: f"tanaka{rng.randrange(10**6)}@example.jp",
    "account": lambda rng: f"横浜銀行 藤沢支店 普通 {digits(rng, 7)}",
    "address": lambda rng: f"石川県金沢市木ノ新保町{rng.randrange(1, 400)}-{rng.randrange(1, 99)} B棟{rng.randrange(900)}",
    "born": lambda rng: f"{rng.randrange(1930, 2005)}年{rng.randrange(1, 13)}月{rng.randrange(1, 29)}日",
    "order": order,
    "number": lambda rng: digits(rng, 12),
    "amount": lambda rng: str(rng.randrange(1, 9_000_000)),
    "hash": lambda rng: f"{rng.getrandbits(64):016x}",
    "url": url,
    "time": time,
    "note": note,
}  # fmt: skip


def drawn(make: Make, count: int, seed: object) -> list[str]:
    return list(_drawn(make, count, seed))


@cache
def _drawn(make: Make, count: int, seed: object) -> dict[str, None]:
    rng = random.Random(str(seed))
    found: dict[str, None] = {}
    while len(found) < count:
        found[make(rng)] = None
    return found


def told(hits: Sequence[ColumnHit]) -> list[tuple[Any, ...]]:
    return [
        (hit.entity, hit.recognizer, hit.hits, hit.distinct, list(hit.found.cells) if hit.found else None)
        for hit in hits
    ]


@pytest.fixture
def whole(monkeypatch: pytest.MonkeyPatch) -> Callable[[ColumnView], list[ColumnHit]]:
    """The verdict by all values."""

    def judge(column: ColumnView) -> list[ColumnHit]:
        with monkeypatch.context() as patched:
            patched.setattr(recognizers.columns, "some_of", lambda column: None)
            return judge_column(ENGINE, column)

    return judge


@pytest.mark.parametrize("header", ["", "電話番号", "顧客番号", "備考"])
@pytest.mark.parametrize("kind", MAKES)
def test_some_values_say_what_all_say(kind: str, header: str, whole: Callable[[ColumnView], list[ColumnHit]]) -> None:
    values = drawn(MAKES[kind], 6_000, kind)
    assert told(judge_column(ENGINE, view(header, values))) == told(whole(view(header, values)))


@pytest.mark.parametrize("share", [0.03, 0.4, 0.97])
@pytest.mark.parametrize("kind, among", [
    ("telephone", "order"), ("card", "order"), ("my_number", "number"), ("mail", "url"), ("card", "amount"),
    ("address", "note"), ("born", "time"), ("account", "note"),
])  # fmt: skip
def test_mixtures(kind: str, among: str, share: float, whole: Callable[[ColumnView], list[ColumnHit]]) -> None:
    values = drawn(MAKES[kind], round(6_000 * share), kind) + drawn(MAKES[among], round(6_000 * (1 - share)), among)
    random.Random(share).shuffle(values)
    assert told(judge_column(ENGINE, view("", values))) == told(whole(view("", values)))


def test_a_list_behind_another_is_seen_wherever_it_begins(whole: Callable[[ColumnView], list[ColumnHit]]) -> None:
    """The values are not the first ones: numbers of orders, and then of persons, as long as those."""
    values = drawn(MAKES["number"], 2_500, 1) + drawn(my_number, LONG - 2_500, 2)
    hits = judge_column(ENGINE, view("", values))
    assert [hit.entity for hit in hits] == ["JP_MY_NUMBER"]
    assert told(hits) == told(whole(view("", values)))


@pytest.mark.parametrize("place", [0, 1_999, 2_000, LONG - 3])
@pytest.mark.parametrize("rare, entity", [
    (["4111-1111-1111-1111", "5555 5555 5555 4444", "4012888888881881"], "CREDIT_CARD"),
])  # fmt: skip
def test_few_numbers_with_a_check_among_twenty_thousand_others(
    place: int, rare: list[str], entity: str, whole: Callable[[ColumnView], list[ColumnHit]]
) -> None:
    values = drawn(order, LONG, "orders")
    values[place : place + len(rare)] = rare
    hits = judge_column(ENGINE, view("", values))
    assert told(hits) == told(whole(view("", values)))
    assert [(hit.entity, hit.hits) for hit in hits] == [(entity, len(rare))]


@pytest.mark.parametrize("place", [0, 1_999, 2_000, LONG - 1])
@pytest.mark.parametrize("rare, entity", [
    ("折返し 090-1234-5678 まで", "PHONE_NUMBER"),
    ("連絡先 tanaka@example.co.jp", "EMAIL_ADDRESS"),
    ("マイナンバー 123456789018", "JP_MY_NUMBER"),
    ("クレジットカード番号 4253660082294841", "CREDIT_CARD"),
])  # fmt: skip
def test_one_value_among_twenty_thousand_remarks(place: int, rare: str, entity: str) -> None:
    values = drawn(note, LONG, "notes")
    values[place] = rare
    hits = judge_column(ENGINE, view("備考", values))
    assert (entity, 1) in [(hit.entity, hit.hits) for hit in hits]


def test_one_in_a_hundred_with_a_right_check_among_numbers_as_long(
    whole: Callable[[ColumnView], list[ColumnHit]],
) -> None:
    """2,000 values do not show it, 20,000 do: 180 pass by chance, give or take a dozen."""
    for right in (0, 200, 400, 800):
        values = drawn(MAKES["number"], LONG - right, 3) + drawn(my_number, right, 4)
        random.Random(5).shuffle(values)
        assert told(judge_column(ENGINE, view("", values))) == told(whole(view("", values)))


def test_which_values_are_drawn() -> None:
    drawn_, rare = some_of(view("", [*drawn(order, LONG - 1, 6), "090-1234-5678"])) or (None, None)
    assert drawn_ is not None and len(drawn_.values) == 2_000
    assert rare is not None and rare.values.to_pylist() == ["090-1234-5678"]
    assert some_of(view("", drawn(order, 5_999, 6))) is None  # all are judged
    assert some_of(view("", [f"{number} " + "詳しくは別紙のとおり。" * 9 for number in range(LONG)])) is None
    assert some_of(view("", [f"{number:x}-" * (number % 7) + str(number) for number in range(LONG)])) is None


@pytest.mark.parametrize("one, other, same", [
    ("090-7394-1661", "080-1111-2222", True),
    ("090-7394-1661", "0742-77-8991", False),  # four digits in front
    ("090-7394-1661", "09073941661", False),
    ("123456789012", "1234567890123", False),  # a number of persons, one of goods
    ("12", "345", True),  # small numbers
    ("ORD-00000012", "ABC-99999999", True),
    ("TK1234567", "AB7654321", True),
    ("TK1234567", "T1234567", False),
    ("AB12345678CD", "XY87654321ZW", True),
    ("103326454681f4ac", "2f1ebeb6d9b6f11a", True),  # digits and letters by turns
    ("103326454681f4ac", "4111111111111111", False),
    ("山田太郎", "高橋", True),
    ("山田太郎", "ヤマダタロウ", False),
    ("山田太郎", "山田 太郎", False),
    ("港区1-2", "千代田区10-12", True),
    ("a@example.jp", "bob@example.jp", False),  # one letter
    ("０９０１２３４５６７８", "０９０１２３４５６７", False),
    ("", "a", False),
])  # fmt: skip
def test_outlines(one: str, other: str, same: bool) -> None:
    found = outlines(pa.array(["x", one, other], pa.string()).slice(1))
    assert bool(found[0] == found[1]) is same


def test_outlines_do_not_depend_on_what_stands_beside() -> None:
    rng = random.Random(0)
    chars = "0123456789019aaBC-@. /山田やｱ０é\n\x00"
    values = ["".join(rng.choices(chars, k=rng.randrange(90))) for _ in range(2_000)]
    together = outlines(pa.array(values, pa.string())).tolist()
    assert together == [outlines(pa.array([value], pa.string())).tolist()[0] for value in values]
