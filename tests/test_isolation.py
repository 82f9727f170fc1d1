"""A whole scan in which files kill, hang or fill their workers: each costs itself, and nothing else."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from scanner import inventory, pipeline
from scanner.budget import Limits
from scanner.config import Plan
from tests.unruly import HANG, HOARD, KILL

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="needs signals and a limit on memory")

GOOD = 40


@pytest.fixture
def share(tmp_path: Path) -> Path:
    share = tmp_path / "share"
    for number in range(GOOD):
        folder = share / f"部署{number % 3}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{number:02}.txt").write_text(f"電話 090-0000-{number:04}\n", encoding="utf-8")
    return share


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "_hard_limit", lambda plan: 3.0)


def scan(
    share: Path, out: Path, memory: int = 256 << 20, engine: str = "Unruly", **settings: Any
) -> tuple[pipeline.Outcome, dict[str, dict[str, Any]]]:
    """The outcome, and the rows of items by file name."""
    plan = Plan(targets=(str(share),), out=str(out), workers=2, memory_bytes=memory, **settings)
    outcome = pipeline.scan(plan, b"k" * 32, engine=f"tests.unruly:{engine}")
    rows = inventory.open(out).table("items").to_pylist()
    return outcome, {row["uri"].rpartition("/")[2]: row for row in rows}


@pytest.mark.parametrize(
    "word, reason",
    [(KILL, "worker_died"), (HANG, "timeout"), (HOARD, "out_of_memory")],
)
@pytest.mark.parametrize("engine", ["Unruly", "Together"])  # each by itself, or all texts of a batch at once
def test_one_bad_file_is_one_row(word: str, reason: str, engine: str, share: Path, tmp_path: Path) -> None:
    (share / "部署1" / "bad.txt").write_text(f"電話 090-9999-9999\n{word}\n", encoding="utf-8")
    outcome, rows = scan(share, tmp_path / "out", engine=engine)

    assert len(rows) == outcome.totals.listed == GOOD + 1
    bad = rows.pop("bad.txt")
    # Where memory runs out inside the job, the job keeps what it had: at least the file's name.
    assert bad["status"] in (("unreadable", "partial") if word == HOARD else ("unreadable",))
    assert bad["reason"] == reason
    assert Counter(row["status"] for row in rows.values()) == {"scanned": GOOD}
    assert all(dict(row["entities"])["PHONE_NUMBER"] == 1 for row in rows.values())


@pytest.mark.parametrize("engine", ["Unruly", "Together"])
def test_all_of_them_at_once_and_again(engine: str, share: Path, tmp_path: Path) -> None:
    for number, word in enumerate([KILL, HANG, HOARD, KILL]):
        (share / f"部署{number % 3}" / f"bad-{number}.txt").write_text(word, encoding="utf-8")
    first, rows = scan(share, tmp_path / "out", engine=engine)
    reasons = {name: row["reason"] for name, row in rows.items() if name.startswith("bad")}
    assert reasons == {
        "bad-0.txt": "worker_died",
        "bad-1.txt": "timeout",
        "bad-2.txt": "out_of_memory",
        "bad-3.txt": "worker_died",
    }
    assert (first.totals.listed, first.totals.scanned) == (GOOD + 4, GOOD)

    for name in share.rglob("bad-*.txt"):
        name.write_text("電話 090-9999-9999\n", encoding="utf-8")
    second, rows = scan(share, tmp_path / "out", engine=engine)
    assert {row["status"] for name, row in rows.items() if name.startswith("bad")} == {"scanned"}
    assert (second.totals.scanned, second.totals.unchanged) == (4, GOOD)


@pytest.mark.parametrize(
    "name, head, body, tail",
    [
        ("line.txt", "", "あ", "\n"),  # one line without an end
        ("cell.csv", 'a,b\n1,"', "x", '"\n'),
        ("string.json", '["', "x", '"]'),
        ("flat.html", "<html><body>", "<p>1", "</body></html>"),
    ],
)
def test_files_that_need_much_memory(name: str, head: str, body: str, tail: str, share: Path, tmp_path: Path) -> None:
    """Read within the limit or reported, but never the end of the scan."""
    with open(share / name, "w", encoding="utf-8") as file:
        file.write(head)
        for _ in range(40):
            file.write(body * (1_000_000 // len(body.encode())))
        file.write(tail)
    outcome, rows = scan(share, tmp_path / "out", memory=96 << 20, limits=Limits(seconds=2))
    assert outcome.totals.listed == GOOD + 1
    big = rows.pop(name)
    assert big["status"] == "scanned" or big["reason"] in ("out_of_memory", "timeout", "too_large"), big["reason"]
    assert Counter(row["status"] for row in rows.values()) == {"scanned": GOOD}


def test_inline_and_local_give_the_same_inventory(share: Path, tmp_path: Path) -> None:
    (share / "empty.txt").touch()
    (share / "broken.xlsx").write_bytes(b"PK\x03\x04 not really")
    kept = ("uri", "status", "reason", "format", "entities", "categories", "level")
    seen = []
    for name in ("inline", "local"):
        _, rows = scan(share, tmp_path / name, executor=name)
        seen.append({key: {column: row[column] for column in kept} for key, row in rows.items()})
    assert seen[0] == seen[1]
