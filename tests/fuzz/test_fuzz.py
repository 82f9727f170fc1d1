"""A few hundred mutated files in every run of the tests, and that the fuzzer would see what it is there to see."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from random import Random

import pytest

from scanner.formats import identify, read
from scanner.formats.encoding import decode
from tests import builders
from tests.fuzz import batch, guided
from tests.fuzz.__main__ import CANARIES, by_kind, campaign, case
from tests.fuzz.mutate import MOST, mutate
from tests.fuzz.samples import MADE, samples

FILES = 300
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="Linux limits the memory of a worker")


@LINUX
def test_mutated_files_break_no_promise(tmp_path: Path) -> None:
    said: list[str] = []
    kinds = by_kind(samples(shared=False))  # the same everywhere
    report = campaign(0, FILES, 20261126, kinds, FILES, tmp_path, said.append)
    assert (report.broken, report.mendable) == ([], []), said
    assert report.files == FILES == sum(report.status.values())
    assert min(report.status[status] for status in ("scanned", "partial", "unreadable")) > FILES / 20


def test_a_case_can_be_made_again() -> None:
    kinds = by_kind(samples(shared=False))
    made = [case(number, 7, kinds) for number in range(40)]
    assert made == [case(number, 7, kinds) for number in range(40)]
    assert len({data for _, data in made}) > 30


@pytest.mark.parametrize("name", sorted(MADE))
def test_every_way_can_be_gone_with_every_sample(name: str) -> None:
    random, data = Random(1), MADE[name]()
    assert identify_all(data, name) != "unknown"
    changed = [mutate(data, random, MADE["mail.eml"]()) for _ in range(30)]
    assert sum(one != data for one in changed) > 20 and max(map(len, changed)) <= MOST


def identify_all(data: bytes, name: str) -> str:
    import io

    return identify(io.BytesIO(data), name)


@LINUX
def test_what_is_broken_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    share = tmp_path / "share"
    share.mkdir()
    (share / "a.txt").write_text(f"電話 {CANARIES[0]}\n", encoding="utf-8")
    clean = batch.run(share, tmp_path / "clean", CANARIES)
    assert (clean.broken, clean.status) == ([], {"scanned": 1})
    assert batch.run(share, tmp_path / "leak", ["*"]).broken == ["a raw value in findings of a.txt"]  # masks have it

    monkeypatch.setattr(batch, "_OWN", -batch.MEMORY)
    monkeypatch.setattr(batch, "_OURS", {"inventory"})
    told = "\n".join(batch.run(share, tmp_path / "odd").broken)
    assert "a process took" in told and "unknown in the output" in told

    monkeypatch.setattr(batch, "ROOT", tmp_path)  # a scan that cannot start
    monkeypatch.setitem(os.environ, "PYTHONPATH", "")
    monkeypatch.setattr(sys, "executable", "/bin/false")
    assert "the parent ended with 1" in batch.run(share, tmp_path / "dead").broken[0]


@pytest.mark.parametrize("target", ["rtf", "eml", "sniff", "encoding", "document.xml", "slide.xml"])
def test_targets_of_the_guided_run(target: str) -> None:
    seeds = guided._seeds(target)
    run = guided._runner(target, read, identify, decode)
    assert seeds and [run(seed) for seed in seeds[:5]] == [""] * len(seeds[:5])


def test_the_guided_run_tells_where_a_reader_failed() -> None:
    def failing(*_: object) -> None:
        raise KeyError("山田太郎")

    told = guided._runner("rtf", failing, identify, decode)(builders.png())
    assert told.startswith("KeyError at ") and "山田" not in told
