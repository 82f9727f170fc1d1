"""One My Number among many remarks: found where all rows are read, and said to be possible where they are not."""

from __future__ import annotations

import sqlite3

import numpy as np
import pyarrow as pa
import pytest

from recognizers.types import Hints
from scanner.config import load_plan
from scanner.model import ItemResult
from scanner.rare import Rare
from scanner.sources import open_source
from scanner.worker import Job, source_options

ROWS, PLACE = 60_000, 54_321
REMARK = "本人より申出あり。マイナンバーは 1234-5678-9018 とのこと。"


@pytest.fixture(scope="module")
def remarks(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("rare") / "x.db"
    base = sqlite3.connect(path)
    base.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, memo TEXT, code TEXT)")
    rows = ((n, REMARK if n == PLACE else f"次回は{n}番の窓口へご案内の予定です。", f"{n * 7919 % 10**9:012}")
            for n in range(1, ROWS + 1))  # fmt: skip
    base.executemany("INSERT INTO t VALUES (?, ?, ?)", rows)
    base.commit()
    base.close()
    return f"sqlite://{path}"


def scanned(target: str, **settings: object) -> ItemResult:
    plan = load_plan({"targets": (target,), **settings}, env={})
    source = open_source(target, source_options(plan))
    return Job(plan, b"k" * 32)(list(source.list()))[0]


def test_one_in_many_is_found_where_all_rows_are_read(remarks: str) -> None:
    result = scanned(remarks, full=True)
    found = [finding for finding in result.findings if finding.entity == "JP_MY_NUMBER"]
    assert [(one.field, one.at) for one in found] == [("memo", f"row {PLACE}")]
    assert "rare" in found[0].evidence and "9018" not in found[0].masked
    tally = next(tally for tally in result.tallies if tally.field == "memo")
    assert tally.entities["JP_MY_NUMBER"].hits == 1
    assert (result.cost.method, result.cost.excluded) == ("whole", 0)
    assert result.cost.unsifted == 1  # the codes: another number among them is not excluded


def test_what_a_sample_does_not_exclude_is_said(remarks: str) -> None:
    result = scanned(remarks, sql={"rows": 2_000})
    assert not [finding for finding in result.findings if finding.entity == "JP_MY_NUMBER"]
    cost = result.cost
    assert cost.sampled and cost.method == "key_ranges"
    assert 1 <= cost.spread * cost.rows_total < cost.excluded * cost.rows_total  # one row is within both


def test_the_sieve_lets_through_what_is_as_long_as_the_numbers_of_persons() -> None:
    values = ["2024-05-01 12:30", "090-1234-5678", "123456789", "12345678", "1234 5678 9018", "TK1234567", "a@example.jp",
              "１２３４", "plain", None]  # fmt: skip
    sieve = Rare()
    sieve.add(pa.array(values), np.arange(1, len(values) + 1))
    view = sieve.view("memo", Hints())
    assert view is not None
    assert view.values.to_pylist() == [
        "090-1234-5678", "123456789", "1234 5678 9018", "TK1234567", "a@example.jp", "１２３４",
    ]  # fmt: skip
    assert sieve.place("TK1234567") == "row 6"


def test_too_many_are_not_kept() -> None:
    sieve = Rare()
    for start in range(0, 40_000, 10_000):
        sieve.add(pa.array([str(10**11 + start + n) for n in range(10_000)]), np.arange(10_000))
    assert sieve.full and sieve.view("x", Hints()) is None
