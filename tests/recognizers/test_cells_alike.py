"""Cells that differ in their digits alone: some are read for all, and nothing is lost by it."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pyarrow as pa
import pytest

from recognizers import Engine
from recognizers.columns import judge_table
from recognizers.columns.alike import PROBES
from recognizers.custom import Custom
from recognizers.types import ColumnView, Hints, Hit


class Counted(Engine):
    """Keeps the cells that the text recognizers have read."""

    read: list[str]

    def find_each(self, texts: Sequence[str], hints: Hints | Sequence[Hints] = Hints()) -> list[list[Hit]]:
        self.read += texts
        return super().find_each(texts, hints)


@pytest.fixture(scope="module")
def engine() -> Counted:
    return Counted(depth="quick")


def _column(header: str, values: Sequence[str]) -> ColumnView:
    ones = pa.array([1] * len(values), pa.int64())
    return ColumnView(header, pa.array(values, pa.string()), ones, len(values), Hints(header, (header,)))


def _judged(engine: Counted, header: str, values: Sequence[str]) -> dict[str, int]:
    """Type → rows"""
    engine.read = []
    (hits,) = judge_table(engine, [_column(header, values)])
    return {hit.entity: hit.hits for hit in hits if hit.score >= 0.5}


_RNG = random.Random(4)
_ORDERS = [f"ORD-{_RNG.randrange(10**8):08}" for _ in range(190)]
_PHONES = [f"090-{_RNG.randrange(1000, 9999)}-{_RNG.randrange(1000, 9999)}" for _ in range(4)]
_CODES = [f"{_RNG.randrange(100, 999)}-{_RNG.randrange(1000, 9999)}-{_RNG.randrange(1000, 9999)}" for _ in range(190)]


@pytest.mark.parametrize(
    "header, values",
    [
        ("注文番号", _ORDERS),
        ("更新日時", [f"2024-0{n % 9 + 1}-1{n % 10} {n % 24:02}:{n % 60:02}:{n // 60:02}" for n in range(190)]),
        ("数量", [str(n) for n in range(1_000, 1_190)]),
    ],
)
def test_of_numbers_that_say_nothing_some_are_read(engine: Counted, header: str, values: list[str]) -> None:
    assert not _judged(engine, header, values)
    assert 0 < len(engine.read) <= PROBES


@pytest.mark.parametrize(
    "header, values, entity, rows",
    [
        ("氏名", _CODES + _PHONES, "PHONE_NUMBER", 4),  # what a check proves stands among others of the same make
        ("備考2", [f"案内 {code}" for code in _CODES] + [f"TEL {one}" for one in _PHONES], "PHONE_NUMBER", 4),
        ("col7", _CODES + _PHONES, "PHONE_NUMBER", 4),  # no header that says anything
    ],
)
def test_a_few_numbers_among_others_are_found(
    engine: Counted, header: str, values: list[str], entity: str, rows: int
) -> None:
    assert _judged(engine, header, values) == {entity: rows}


def test_under_a_header_that_names_a_type_all_are_read(engine: Counted) -> None:
    days = [f"2{n % 10}9{n % 7}{n % 6 + 3}{n:03}" for n in range(150)] + ["19840521", "19910730"]  # damaged but for two
    assert _judged(engine, "生年月日", days) == {"DATE_OF_BIRTH": 2}


def test_users_own_patterns_look_at_all() -> None:
    own = Custom("members", "MEMBER", regex=r"ORD-[0-9]{7}7", prior=0.9)
    engine = Counted(depth="quick", custom=[own])
    _judged(engine, "注文番号", _ORDERS)
    assert len(engine.read) >= len(_ORDERS)
