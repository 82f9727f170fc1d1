"""One item, from segments to facts: long texts and wide tables within their time."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import cast

import pyarrow as pa
import pytest

from recognizers import Engine
from recognizers.types import ColumnHit, ColumnView, Hints, Hit
from scanner import worker
from scanner.budget import Budget, Limits
from scanner.config import Plan
from scanner.findings import Findings
from scanner.model import Column, Passage, Reason, Status
from scanner.redact import Key, mask
from scanner.suppress import Decisions, Signed

KEY = Key(b"k" * 32)


def test_a_long_text_is_read_in_pieces_and_hits_keep_their_lines() -> None:
    """Also where the label stands in the piece before."""
    filler = "点検の記録。\n" * 20_000
    text = f"個人番号\n123456789018\n{filler}個人番号 621498320257\n{filler}マイナンバー：983205673214\n"
    engine = Engine(["jp_my_number"], depth="quick")
    result = worker.inspect([Passage(text, line=1)], engine, Plan(()), KEY)
    assert [finding.at for finding in result.findings] == ["line 2", "line 20003", "line 40004"]
    (tally,) = result.tallies
    assert (tally.entities["JP_MY_NUMBER"].hits, tally.entities["JP_MY_NUMBER"].distinct) == (3, 3)


class Slow:
    """Takes half of the time there is for each piece of text."""

    def __init__(self) -> None:
        self.pieces = 0

    def find(self, text: str, hints: Hints) -> list[Hit]:
        self.pieces += 1
        time.sleep(0.2)
        return [Hit("PERSON", len(text) - 2, len(text), 0.9, "slow")]

    find_fast = find

    def find_table(self, columns: Sequence[ColumnView]) -> list[list[ColumnHit]]:
        return [[] for _ in columns]

    def rest(self, column: ColumnView) -> None: ...


def test_time_runs_out_within_a_text_and_what_was_found_is_kept() -> None:
    engine = Slow()
    plan = Plan((), limits=Limits(seconds=0.3))
    result = worker.inspect([Passage("点検の記録。\n" * 100_000, line=1)], engine, plan, KEY)
    assert result.status is Status.PARTIAL and [p.reason for p in result.problems] == [Reason.TIMEOUT]
    assert 1 <= engine.pieces <= 3 and result.tallies[0].entities["PERSON"].hits == engine.pieces


def test_all_columns_of_a_wide_table_are_judged() -> None:
    columns = [Column(f"c{n}", pa.array(["090-1234-5678", "080-1234-5678"])) for n in range(450)]
    result = worker.inspect(columns, Engine(["phone_number"], depth="quick"), Plan(()), KEY)
    assert sum("PHONE_NUMBER" in tally.entities for tally in result.tallies) == 450


def test_nested_values_are_read_by_their_keys() -> None:
    """As Parquet holds them: a struct, a list of structs, a list of texts."""
    people = [
        {"個人番号": "123456789018", "tel": None},
        {"個人番号": "987654321093", "tel": "090-1234-5678"},
    ]
    column = Column("person", pa.array([people[0], people[1], None]))
    lists = Column("family", pa.array([[people[1]], [], None]))
    mails = Column("mails", pa.array([["taro@kakuu.co.jp", "hana@kakuu.co.jp"], None, None]))
    result = worker.inspect([column, lists, mails], Engine(depth="quick"), Plan(()), KEY)
    found = {tally.field: {name: count.hits for name, count in tally.entities.items()} for tally in result.tallies}
    assert found["person"] == {"JP_MY_NUMBER": 2, "PHONE_NUMBER": 1}
    assert found["family"] == {"JP_MY_NUMBER": 1, "PHONE_NUMBER": 1}
    assert found["mails"] == {"EMAIL_ADDRESS": 1}


HEADERS = ("氏名", "電話番号", "山田太郎 090-1234-5678", "田中花子様の電話", "備考", "090-8765-4321")


class Reads:
    """Only headers, one at a time; many at once are too much for it, where it is asked for that at all."""

    def __init__(self, engine: Engine, together: bool) -> None:
        self.find = engine.find
        if together:
            self.find_each = self.fail

    def fail(self, texts: Sequence[str], hints: Hints) -> list[list[Hit]]:
        raise ValueError("too much")


def test_headers_are_read_together_and_say_what_each_says_alone() -> None:
    engine, found = Engine(depth="standard"), []
    read = engine.find_each
    asked: list[Sequence[str]] = []

    def watched(texts: Sequence[str], hints: Hints) -> list[list[Hit]]:
        asked.append(texts)
        return read(texts, hints)

    for headers in (engine, Reads(engine, together=False), Reads(engine, together=True)):
        work = Findings(engine, cast(Engine, headers), Plan(()), KEY, mask, Signed(Decisions(()), KEY))
        columns = [
            Column(header, pa.array(["090-1234-5678", "高橋 健", "不明"]), hints=Hints(header)) for header in HEADERS
        ]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(engine, "find_each", watched)
            work.take_all(iter(columns), Budget())
        assert not work.problems
        found.append((work.tallies, work.findings))
    assert found[0] == found[1] == found[2]
    assert sum(finding.at == "header" for finding in found[0][1]) >= 3
    assert asked.count(list(HEADERS)) == 1
