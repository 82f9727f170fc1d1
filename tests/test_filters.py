"""What a plan leaves out by size, age and owner, of every source."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from scanner import config, inventory, pipeline
from scanner.filters import Filters, moment
from scanner.model import Item, Problem, Reason, Stage
from scanner.problems import ConfigError

NOW = datetime(2026, 11, 27, 15, 30)
ITEM = Item("s", "u", size=100, modified=1_000.0, owner="CORP\\Tanaka")


@pytest.mark.parametrize("text, when", [
    ("2026-04-01", datetime(2026, 4, 1)),
    ("2026-04-01 12:30", datetime(2026, 4, 1, 12, 30)),
    ("1d", datetime(2026, 11, 26)),  # since midnight, so that every run of a day means the same
    (" 2 W ", datetime(2026, 11, 13)),
    ("90 days", datetime(2026, 8, 29)),
    ("1y", datetime(2025, 11, 27)),
])  # fmt: skip
def test_moments(text: str, when: datetime) -> None:
    assert moment(text, NOW) == when.timestamp()


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13-01", "d", "-3d", "99999y", "3 dogs"])
def test_moments_that_are_none(text: str) -> None:
    with pytest.raises(ValueError):
        moment(text, NOW)


@pytest.mark.parametrize("filters, change, left_out", [
    (Filters(), {}, False),
    (Filters(min_bytes=100), {}, False),
    (Filters(min_bytes=101), {}, True),
    (Filters(min_bytes=101), {"size": -1}, False),  # a table, or what a server does not tell
    (Filters(after=1_000.0), {}, False),
    (Filters(after=1_000.5), {}, True),
    (Filters(before=1_000.0), {}, True),
    (Filters(before=1_000.5), {}, False),
    (Filters(after=1_000.5), {"modified": 0.0}, False),
    (Filters(owners=("tanaka",)), {}, False),  # without its domain
    (Filters(owners=("corp\\*",)), {}, False),
    (Filters(owners=("suzuki", "sato")), {}, True),
    (Filters(owners=("suzuki",)), {"owner": ""}, False),
    (Filters(not_owners=("TANAKA",)), {}, True),
    (Filters(not_owners=("tan",)), {}, False),
    (Filters(owners=("*",), not_owners=("tanaka",)), {}, True),
])  # fmt: skip
def test_what_is_left_out(filters: Filters, change: dict[str, object], left_out: bool) -> None:
    item = replace(ITEM, **change)  # type: ignore[arg-type]
    (found,) = filters.over(iter([item]))
    assert (found.problem is not None and found.problem.reason is Reason.EXCLUDED) is left_out


def test_a_problem_stays() -> None:
    item = replace(ITEM, problem=Problem(Stage.LIST, Reason.PERMISSION_DENIED))
    assert list(Filters(min_bytes=1 << 30).over(iter([item]))) == [item]


@pytest.mark.parametrize("flags", [{"modified_after": "soon"}, {"modified_before": "2026-02-30"}])
def test_mistakes(flags: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match="a date like 2026-04-01, or an age like 90d") as caught:
        config.load_plan(flags, env={})
    assert "日付" in caught.value.ja


def test_a_date_of_yaml_is_one(tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").write_text("modified_after: 2026-04-01\nmin_bytes: 1 KiB\nowner: tanaka\n")
    plan = config.load_plan({}, tmp_path / "plan.yaml", {})
    assert plan.filters().after == datetime(2026, 4, 1).timestamp()
    assert (plan.min_bytes, plan.owner) == (1024, ("tanaka",))


@pytest.fixture
def share(tmp_path: Path) -> Path:
    folder = tmp_path / "share"
    folder.mkdir()
    for name, age in (("old.txt", 400), ("new.txt", 1), ("empty.txt", 1)):
        (folder / name).write_text("" if name == "empty.txt" else "電話 090-1234-5678\n", encoding="utf-8")
        when = time.time() - timedelta(days=age).total_seconds()
        os.utime(folder / name, (when, when))
    return folder


def status(out: Path) -> dict[str, tuple[str, str | None]]:
    rows = inventory.open(out).table("items", ["relative", "status", "reason"]).to_pylist()
    return {row["relative"]: (row["status"], row["reason"]) for row in rows}


def test_what_is_left_out_is_a_row_and_is_read_once_the_plan_allows(share: Path, tmp_path: Path) -> None:
    flags = {"targets": (str(share),), "out": str(tmp_path / "out"), "executor": "inline", "depth": "quick"}
    first = pipeline.scan(config.load_plan({**flags, "modified_before": "300d", "min_bytes": "1"}, env={}), b"k" * 32)
    left = ("excluded", "excluded_by_plan")
    assert status(tmp_path / "out") == {"old.txt": ("scanned", ""), "new.txt": left, "empty.txt": left}
    assert (first.totals.listed, first.totals.scanned, first.totals.excluded) == (3, 1, 2)
    second = pipeline.scan(config.load_plan(flags, env={}), b"k" * 32)
    assert set(status(tmp_path / "out").values()) == {("scanned", "")}
    assert (second.totals.unchanged, second.totals.scanned) == (1, 2)


def test_flags(share: Path, tmp_path: Path) -> None:
    from scanner.cli import cli

    flags = ["--plan", "--lang", "en", "--min-bytes", "1", "--modified-after", "30d", "--exclude-owner", "nobody"]
    said = CliRunner().invoke(cli, ["scan", str(share), *flags], env={"DAICHO_KEY": "k" * 32})
    assert said.exit_code == 0 and "3" in said.output and "1" in said.output, said.output
