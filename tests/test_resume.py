"""Kill -9 anywhere, then again: the inventory equals that of a scan nobody disturbed."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from scanner import inventory
from tests.needs import ROOT

# Parts and batches are made small, so that there are many moments between them. With a number as its last argument
# the scan ends itself, as kill -9 would, just before its n-th step that leaves a trace on disk; with -1, between its
# verdicts and its own row.
SCRIPT = """
import os, signal, sys
from scanner import config, ledger, parts, pipeline, todo
from scanner.config import load_plan

parts._PART_ITEMS, todo._ADMIT = 5, 7
config.code_version = lambda: "the same"  # also where somebody edits a recognizer while this runs
share, out, executor, steps = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])

def counted(function):
    def step(*args, **kwargs):
        global steps
        steps -= 1
        if steps == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return function(*args, **kwargs)
    return step

if __name__ == "__main__":
    os.replace, os.fsync = counted(os.replace), counted(os.fsync)
    ledger.Ledger.commit, ledger.Ledger.admit = counted(ledger.Ledger.commit), counted(ledger.Ledger.admit)
    if steps < 0:
        pipeline._run_row = lambda *_: os.kill(os.getpid(), signal.SIGKILL)
    plan = load_plan({"targets": (share,), "out": out, "executor": executor, "workers": 2}, env={})
    pipeline.scan(plan, b"k" * 32, engine="tests.fake_engine:Engine")
"""

# What differs between two scans of the same files.
TIMES = {"run_id", "seconds", "scanned_at", "started_at", "finished_at"}


@pytest.fixture(scope="module")
def share(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("share")
    for number in range(40):
        folder = root / f"部署{number % 4}"
        folder.mkdir(exist_ok=True)
        text = f"山田太郎\n佐藤花子 090-{number:04}-1111\n" * (number % 5)
        (folder / f"メモ{number}.txt").write_text(text, encoding="utf-8")
    (root / "名簿.csv").write_text("氏名,電話\n山田太郎,090-1111-2222\n", encoding="utf-8")
    (root / "壊れ.pdf").write_bytes(b"%PDF-1.7")
    (root / "リンク").symlink_to("部署0")
    return root


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("script") / "scan.py"
    path.write_text(SCRIPT, encoding="utf-8")
    return path


def start(script: Path, share: Path, out: Path, executor: str = "inline", steps: int = 0) -> subprocess.Popen[bytes]:
    arguments = [sys.executable, str(script), str(share), str(out), executor, str(steps)]
    return subprocess.Popen(arguments, cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, stderr=subprocess.PIPE)


def finish(process: subprocess.Popen[bytes]) -> int:
    _, errors = process.communicate(timeout=120)
    assert process.returncode in (0, -signal.SIGKILL), errors.decode()
    return process.returncode


def facts(out: Path) -> dict[str, list[str]]:
    """All rows of all tables, as far as they do not depend on the time of day."""
    known = inventory.open(out)
    return {table: sorted(_row(row) for row in known.table(table).to_pylist()) for table in inventory.SCHEMAS}


def _row(row: dict[str, Any]) -> str:
    return repr({key: value for key, value in row.items() if key not in TIMES and not key.startswith("seconds_")})


@pytest.fixture(scope="module")
def undisturbed(share: Path, script: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    out = tmp_path_factory.mktemp("undisturbed") / "out"
    assert finish(start(script, share, out)) == 0
    result = facts(out)
    assert len(result["items"]) == 43 and len(result["fields"]) > 60 and len(result["runs"]) == 1
    return result


def check(out: Path, undisturbed: dict[str, list[str]]) -> None:
    for table, rows in undisturbed.items():
        assert facts(out)[table] == rows, table
    files = [path.name for path in (out / "inventory").rglob("*") if path.is_file()]
    assert not [name for name in files if name.endswith(".tmp")]
    assert len(inventory.open(out).history("items")) == 43  # nothing twice, not even in older parts


def test_killed_at_every_kind_of_step(
    script: Path, share: Path, tmp_path: Path, undisturbed: dict[str, list[str]]
) -> None:
    """Each scan of the series gets a random number of steps further than the one before."""
    seed = random.randrange(1 << 32)
    print("seed", seed)
    rng = random.Random(seed)
    killed = 0
    while finish(start(script, share, tmp_path / "out", steps=rng.randint(1, 60) if killed < 8 else 0)) != 0:
        killed += 1
    assert killed, "no scan was killed: the test proves nothing"
    check(tmp_path / "out", undisturbed)


@pytest.mark.parametrize("steps", [1, 2, 3, 4, 9, 30])
def test_killed_once_early(
    script: Path, share: Path, tmp_path: Path, undisturbed: dict[str, list[str]], steps: int
) -> None:
    """Before anything is written, in the middle of a part, between a part and its commit."""
    assert finish(start(script, share, tmp_path / "out", steps=steps)) == -signal.SIGKILL
    assert finish(start(script, share, tmp_path / "out")) == 0
    check(tmp_path / "out", undisturbed)


def test_killed_between_verdicts_and_the_row_of_the_run(
    script: Path, share: Path, tmp_path: Path, undisturbed: dict[str, list[str]]
) -> None:
    assert finish(start(script, share, tmp_path / "out", steps=-1)) == -signal.SIGKILL
    assert finish(start(script, share, tmp_path / "out")) == 0
    check(tmp_path / "out", undisturbed)
    assert len(list((tmp_path / "out" / "inventory" / "verdicts").iterdir())) == 1


def test_killed_at_random_times_with_workers(
    script: Path, share: Path, tmp_path: Path, undisturbed: dict[str, list[str]]
) -> None:
    out = tmp_path / "out"
    killed = 0
    for _ in range(4):
        process = start(script, share, out, "local")
        deadline = time.monotonic() + 60
        before = parts(out)
        while process.poll() is None and parts(out) == before and time.monotonic() < deadline:
            time.sleep(0.01)  # until it has got somewhere
        time.sleep(random.uniform(0, 0.1))
        process.kill()
        killed += finish(process) != 0
        if done(out):  # the kill came too late: another scan would be a second run
            break
    if not done(out):
        finish(start(script, share, out, "local"))
    assert killed, "no scan was killed: the test proves nothing"
    check(out, undisturbed)


def done(out: Path) -> bool:
    return (out / "inventory" / "items").is_dir() and bool(inventory.open(out).runs())


def parts(out: Path) -> int:
    return sum(1 for _ in out.glob("inventory/*/*.parquet"))


def test_a_scan_that_ends_at_its_time_is_gone_on_with(
    share: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was done is kept, nothing is judged or called gone, and the next scan takes up the same run."""
    from scanner import config, parts, pipeline, todo

    monkeypatch.setattr(parts, "_PART_ITEMS", 5)
    monkeypatch.setattr(todo, "_ADMIT", 7)
    clock = iter(range(1_000_000))
    flags = {"targets": (str(share),), "out": str(tmp_path / "out"), "executor": "inline", "workers": 1}
    plan = config.load_plan({**flags, "until": "06:00"}, env={})
    monkeypatch.setattr(todo, "time", lambda: next(clock))
    monkeypatch.setattr(pipeline, "_next", lambda *_: 1)
    with pytest.raises(pipeline.TimeIsUp):
        pipeline.scan(plan, b"k" * 32, engine="tests.fake_engine:Engine")
    halfway = inventory.open(tmp_path / "out").table("items", ["uri"]).num_rows
    assert 0 < halfway < 43
    done = pipeline.scan(config.load_plan(flags, env={}), b"k" * 32, engine="tests.fake_engine:Engine")
    assert done.resumed and done.totals.listed == 43
    assert inventory.open(tmp_path / "out").table("items", ["uri"]).num_rows == 43


@pytest.mark.parametrize(
    "now, clock, hours", [("05:59", "06:00", 1 / 60), ("06:00", "06:00", 24), ("22:30", "6:00", 7.5)]
)
def test_the_next_time_a_clock_shows(now: str, clock: str, hours: float) -> None:
    from datetime import datetime

    from scanner.pipeline import _next

    moment = datetime.fromisoformat(f"2026-11-26T{now}:00")
    assert _next(clock, moment) - moment.timestamp() == pytest.approx(hours * 3600)
