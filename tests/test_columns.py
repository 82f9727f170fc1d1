"""Columns of a scan: however they come in, the same is counted; rows behind the judged ones are counted, not guessed."""

from __future__ import annotations

import random
from itertools import pairwise
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recognizers import Engine
from recognizers.checksums import my_number_ok
from recognizers.types import ColumnHit, ColumnView, Hints
from scanner.columns import Values, _number, as_text
from scanner.config import Plan
from scanner.model import Column, EntityCount
from scanner.redact import Key
from scanner.worker import inspect
from tests import fake_engine

ENGINE = Engine(depth="quick")
KEY = Key(b"k" * 32)


class Lengths:
    """Counts rows of long values."""

    def __init__(self, view: ColumnView) -> None:
        self.rows: list[str] = []

    def add(self, values: pa.StringArray) -> None:
        self.rows += values.to_pylist()

    def of(self, hit: ColumnHit) -> tuple[int, int] | None:
        return None


def cut(values: list[str | None], places: list[int], coded: bool) -> list[pa.Array]:
    edges = [0, *sorted(min(place, len(values)) for place in places), len(values)]
    arrays = [pa.array(values[a:b], pa.string()) for a, b in pairwise(edges)]
    return [array.dictionary_encode() if coded and n % 2 else array for n, array in enumerate(arrays)]


def taken(batches: list[pa.Array], most: int, held: int) -> tuple[Any, ...]:
    asked: list[Lengths] = []

    def rest(view: ColumnView) -> Lengths:
        asked.append(Lengths(view))
        return asked[-1]

    column, row = Values("x", Hints(), most, rest), 1
    for batch in batches:
        column.add(Column("x", batch, row=row), 1 << 20)
        row += len(batch)
        if held:
            column._count()  # as where batches are large
    view = column.view()
    values = view.values.to_pylist()
    places = column.places(values)
    later = asked[0].rows if asked else []
    return (
        values,
        view.counts.to_pylist(),
        places,
        view.rows,
        column.filled,
        column.sampled,
        later,
        column.first().to_pylist(),
    )


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    st.lists(st.sampled_from([None, "", " ", "a", " a", "b ", "c", "d", "e", "髙"]), max_size=40),
    st.lists(st.integers(0, 40), max_size=5),
    st.booleans(),
    st.integers(1, 7),
)
def test_batches_do_not_matter(values: list[str | None], places: list[int], coded: bool, most: int) -> None:
    filled = [value.strip() for value in values if value and value.strip()]
    known = list(dict.fromkeys(filled))[:most]
    edge = next((n for n, v in enumerate(values) if v and v.strip() and v.strip() not in known), len(values))
    judged = [value.strip() for value in values[:edge] if value and value.strip()]
    expected = taken([pa.array(values, pa.string())], most, 0)
    assert expected[0] == list(dict.fromkeys(judged))
    assert expected[1] == [judged.count(value) for value in expected[0]]
    assert expected[2] == [f"row {[v and v.strip() for v in values].index(value) + 1}" for value in expected[0]]
    assert expected[3:6] == (len(values), len(filled), edge < len(values))
    assert expected[6] == filled[len(judged) :]
    for held in (0, 1):
        assert taken(cut(values, places, coded), most, held) == expected


def test_rows_of_a_batch_are_numbered_from_where_it_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    column = Values("x", Hints(), 10, lambda view: None)
    for row, values in ((5, ["a"]), (100, ["b", "c"])):
        column.add(Column("x", pa.array(values), row=row), 0)
    assert column.view().values.to_pylist() == ["a", "b", "c"]
    assert column.places("abcd") == ["row 5", "row 100", "row 101", "column"]
    monkeypatch.setattr("scanner.columns._FEW", 0)  # as among very many
    assert column.places("abcd") == ["row 5", "row 100", "row 101", "column"]


def scanned(values: list[str], header: str, most: int, entity: str, engine: Any = ENGINE) -> EntityCount:
    column = Column(header, pa.array(values, pa.string()), hints=Hints(header=header))
    return inspect([column], engine, Plan((), distinct_per_column=most), KEY).tallies[0].entities[entity]


def test_rows_behind_the_judged_ones_are_counted() -> None:
    """The first rows are all My Numbers, of the later ones one in four is."""
    rng = random.Random(2)
    numbers = ["".join(rng.choices("0123456789", k=12)) for _ in range(30_000)]
    right = [number for number in numbers if my_number_ok(number)]
    wrong = [number for number in numbers if not my_number_ok(number)][: 3 * (len(right) - 500)]
    later = right[500:] + wrong
    rng.shuffle(later)
    values = right[:500] + later + later[:100]
    count = scanned(values, "個人番号", 400, "JP_MY_NUMBER")
    assert count.hits == sum(map(my_number_ok, values))
    assert count.distinct == len(set(right)) and "estimated" not in count.evidence


@pytest.mark.parametrize(
    ("header", "good", "bad", "entity"),
    [
        ("電話番号", "090-1234-{:04}", "内線{:04}", "PHONE_NUMBER"),
        ("メールアドレス", "user{}@example.jp", "user{}", "EMAIL_ADDRESS"),
        ("住所", "東京都港区赤坂1-2-{}", "未定 {}", "JP_ADDRESS"),
        ("郵便番号", "150-{:04}", "999-{:04}-1", "JP_POSTAL_CODE"),
    ],
)
def test_counts_are_of_all_rows(header: str, good: str, bad: str, entity: str) -> None:
    values = (
        [good.format(n) for n in range(600)] + [bad.format(n) for n in range(150)] + [good.format(n) for n in range(50)]
    )
    count = scanned(values, header, 200, entity)
    assert (count.hits, count.distinct) == (650, 600)
    assert count.hits == scanned(values, header, 20_000, entity).hits
    assert "estimated" not in count.evidence


def test_names_are_counted_in_all_rows() -> None:
    families = "佐藤 鈴木 高橋 田中 伊藤 渡辺 山本 中村 小林 加藤".split()
    givens = "太郎 花子 健一 美咲 翔太 陽子 誠 由美 大輔 恵 葵 樹 凛 湊 蓮 翼".split()
    values = [f"{family} {given}" for family in families for given in givens]
    count = scanned([*values, *["空席1", "-"] * 20, *values], "氏名", 100, "PERSON", Engine())
    assert (count.hits, count.distinct) == (320, 160)


def test_what_is_estimated_says_so() -> None:
    values = [f"090-1111-{number:04}" for number in range(1000)]
    count = scanned(values, "電話", 100, "PHONE_NUMBER", fake_engine.Engine())
    assert (count.hits, count.distinct) == (1000, 1000) and "estimated" in count.evidence


def test_a_verdict_that_fails_on_many_values_is_a_problem_and_the_rest_goes_on() -> None:
    class Failing(fake_engine.Engine):
        def rest(self, column: ColumnView) -> None:
            raise ValueError("090-1111-0000")

    column = Column("電話", pa.array([f"090-1111-{number:04}" for number in range(300)]))
    result = inspect([column, column], Failing(), Plan((), distinct_per_column=100), KEY)
    assert result.tallies[0].entities["PHONE_NUMBER"].hits == 600
    assert len(result.problems) == 1 and "1111" not in repr(result.problems)


def test_people_of_a_long_table_without_names_are_counted_to_its_end() -> None:
    count = 70_000
    columns = {
        "顧客番号": [f"C{n:08}" for n in range(count)],
        "電話番号": [f"090-{n // 10_000 + 1000}-{n % 10_000:04}" for n in range(count)],
    }
    segments = [Column(name, pa.array(values), hints=Hints(header=name)) for name, values in columns.items()]
    result = inspect(segments, ENGINE, Plan(()), KEY)
    assert result.persons_method == "row_keys" and abs(result.persons - count) < 0.03 * count
    assert result.records == count


def test_numbers_of_a_column_are_written_as_one_by_one() -> None:
    rng = random.Random(7)
    values = [None, 0.0, -0.0, float("nan"), float("inf"), 1e9, 1e15, 9012345678.0, 70.06, 0.001, 0.0009, 1e-7]
    for _ in range(20_000):
        values.append(round(rng.uniform(-1e4, 1e4), rng.randrange(6)))
        values.append(rng.uniform(-1e3, 1e3) * 10.0 ** rng.randrange(-5, 12))
        values.append(float(rng.randrange(-(10**18), 10**18) // 10 ** rng.randrange(18)))
    assert as_text(pa.array(values, pa.float64(), from_pandas=False)).to_pylist() == list(map(_number, values))
