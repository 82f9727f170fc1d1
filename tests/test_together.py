"""Small files whose texts are read together: every file gives what it gives alone, whatever else is in the batch."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks import same_hits
from benchmarks.corpora import ROOT
from recognizers import Engine
from recognizers.types import Hints, Hit
from scanner.budget import Limits
from scanner.config import Plan
from scanner.model import Item, ItemResult, Passage, Reason, Segment, Status
from scanner.sources.content import Content
from scanner.sources.files import FileSource
from scanner.worker import Job, source_options

AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0  # who may read everything
CARD = "【お客様カード】\n氏名：山田 太郎\n生年月日：1980年1月2日\n電話番号：090-1234-5678\n"


def put(folder: Path) -> None:
    """Small files of all kinds: what people write, copies, broken ones, and such as are of no use to anybody."""
    rng = random.Random(7)
    texts = [text for name, text, _ in same_hits.texts([]) if len(text) < 3_000 and not name.startswith("random")]
    for number, text in enumerate(rng.sample(texts, 90)):
        (folder / f"{number:03}.{rng.choice(('txt', 'md', 'log', 'html', 'json'))}").write_text(text, errors="replace")
    for name in ("070.txt", "山田太郎様_090-1234-5678.txt", "健診結果.txt"):
        (folder / name).write_text(CARD, encoding="cp932")
    for number in range(3):  # the second is to come from the first, which in one case is not whole
        (folder / str(number)).mkdir()
        (folder / str(number) / "card.txt").write_text(CARD, encoding="cp932")
        (folder / str(number) / "lost.txt").write_bytes(CARD.encode() + b"\xff\xfe\x81 \x00 \xe3\x81\n" * 3)
    (folder / "empty.txt").write_bytes(b"")
    (folder / "broken.zip").write_bytes(b"PK\x03\x04" + bytes(range(200)))
    (folder / "table.txt").write_text("氏名,電話\n" + "".join(f"山田{n}郎,090-1234-{n:04}\n" for n in range(70)))
    (folder / "long.txt").write_text(CARD + "あ。\n" * 7_000)
    (folder / "long too.txt").write_text(CARD * 150)


def job(folder: Path, depth: str = "quick", seconds: float = 300) -> tuple[Job, list[Item]]:
    plan = Plan(targets=(str(folder),), out=str(folder / "out"), depth=depth, limits=Limits(seconds=seconds))
    return Job(plan, b"k" * 32), sorted(FileSource(str(folder), source_options(plan)).list(), key=lambda item: item.uri)


def told(result: ItemResult) -> ItemResult:
    """Without what may differ: time."""
    return replace(result, cost=replace(result.cost, seconds=0, read=0, patterns=0, names=0, columns=0))


def together(job: Job, items: Sequence[Item], size: int) -> Iterator[ItemResult]:
    for first in range(0, len(items), size):
        for group in job.groups(items[first : first + size]):
            for results in job.together(group) if len(group) > 1 else [job(group)]:
                yield from results


@pytest.mark.parametrize("depth", ["quick", "standard"])
def test_every_file_gives_what_it_gives_alone(tmp_path: Path, depth: str) -> None:
    put(tmp_path)
    first, items = job(tmp_path, depth)
    if depth == "standard":
        items = items[::3]
    alone = [told(result) for one in items for result in first((one,))]
    assert {result.status for result in alone} == {Status.SCANNED, Status.PARTIAL, Status.UNREADABLE}
    assert any(result.same for result in alone) or depth == "standard"
    for size in (64, 7):
        again, _ = job(tmp_path, depth)
        assert [told(result) for result in together(again, items, size)] == alone
    again, _ = job(tmp_path, depth)
    order = random.Random(3).sample(range(len(items)), len(items))
    mixed = [told(result) for result in together(again, [items[at] for at in order], 33)]
    for at, result in zip(order, mixed, strict=True):  # which of two copies is looked at depends on the order, no more
        assert replace(result, same=False) == replace(alone[at], same=False)


def test_the_share_of_the_examples_too() -> None:
    first, items = job(ROOT / "examples" / "share")
    alone = [told(result) for one in items for result in first((one,))]
    again, _ = job(ROOT / "examples" / "share")
    assert [told(result) for result in together(again, items, 64)] == alone


def test_files_that_are_gone_changed_or_closed_cost_themselves(tmp_path: Path) -> None:
    for name in "abcde":
        (tmp_path / f"{name}.txt").write_text(CARD + name)
    made, items = job(tmp_path)
    (tmp_path / "a.txt").unlink()
    (tmp_path / "c.txt").write_text("now something else\n" * 3)
    os.chmod(tmp_path / "d.txt", 0)
    results = list(together(made, items, 64))
    reasons = [[problem.reason for problem in result.problems] for result in results]
    closed = [] if AS_ROOT else [Reason.PERMISSION_DENIED]
    assert reasons == [[Reason.VANISHED], [], [Reason.CHANGED], closed, []]
    assert [len(result.findings) > 0 for result in results] == [False, True, False, AS_ROOT, True]


class _Reads(FileSource):
    """Where a file says so, its reader breaks, or is slow."""

    def open(self, item: Item) -> Any:
        if item.relative.startswith("slow"):
            time.sleep(0.5)
        return super().open(item)


def test_each_file_has_its_own_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What others take is not taken from it, and its own is what it took."""
    for name in ("a", "slow-1", "slow-2", "slow-3", "z"):
        (tmp_path / f"{name}.txt").write_text(CARD + name)
    made, items = job(tmp_path, seconds=1.0)
    monkeypatch.setattr(Job, "_source", lambda self, item: _Reads(str(tmp_path), self.options))
    list(together(made, items, 64))  # builds the engine
    results = list(together(job(tmp_path, seconds=1.0)[0], items, 64))
    assert all(result.status is Status.SCANNED and result.findings for result in results)
    assert [result.cost.seconds >= 0.5 for result in results] == [False, True, True, True, False]
    cost = results[0].cost
    assert 0 < cost.read + cost.patterns + cost.names + cost.columns <= cost.seconds


def test_a_reader_that_breaks_costs_its_own_file_from_there_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in "abc":
        (tmp_path / f"{name}.txt").write_text(CARD)

    def segments(self: Content) -> Iterator[Segment]:
        self.format = "text"
        yield Passage(CARD, line=1)
        if self.item.relative == "b.txt":
            raise RuntimeError("090-1234-5678")

    monkeypatch.setattr(Content, "segments", segments)
    made, items = job(tmp_path)
    results = list(together(made, items, 64))
    assert [result.status for result in results] == [Status.SCANNED, Status.PARTIAL, Status.SCANNED]
    assert [len(result.findings) for result in results] == [len(results[0].findings)] * 3
    assert "090" not in str(results[1].problems)


def test_where_reading_together_fails_each_file_is_read_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in "abc":
        (tmp_path / f"{name}.txt").write_text(CARD + name)
    made, items = job(tmp_path)
    wanted = [told(result) for result in together(made, items, 64)]

    def broken(*_: object) -> list[list[Hit]]:
        raise ValueError("no")

    monkeypatch.setattr(Engine, "find_all", broken)
    assert [told(result) for result in together(job(tmp_path)[0], items, 64)] == wanted


def test_what_is_large_or_cut_or_no_file_is_not_read_together(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(CARD)
    made, (item,) = job(tmp_path)
    large, share, unknown = replace(item, size=1 << 20), replace(item, slice="0-9"), replace(item, size=-1)
    assert made.groups([large, item, item, share, item, unknown]) == [
        (large,), (item, item), (share,), (item,), (unknown,)
    ]  # fmt: skip
    no_find_all = Job(made.plan, made.key, engine="tests.fake_engine:Engine")
    assert no_find_all.groups([item, item]) == [(item,), (item,)]


def test_texts_of_many_files_have_each_their_own_hints() -> None:
    engine = Engine(depth="quick")
    texts = ["佐藤花子は糖尿病です。", "山田太郎、090-1234-5678", "個人番号 123456789018"] * 3
    hints = [
        Hints(name=name, header=header) for name in ("健診.txt", "小説.txt", "a.py") for header in ("", "備考", "病名")
    ]
    assert engine.find_all(texts, hints) == [engine.find(text, told) for text, told in zip(texts, hints, strict=True)]
