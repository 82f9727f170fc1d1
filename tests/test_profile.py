"""Where the time went, in the inventory and on the terminal."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from recognizers import Engine as Recognizers
from recognizers.types import Hints, Hit
from scanner import inventory, pipeline
from scanner.cli import cli, profile
from scanner.clock import TIERS
from tests import fake_engine
from tests.test_pipeline import KEY, plan


class Slow(fake_engine.Engine):
    """A hundredth of a second for patterns in text, two for names."""

    names_seconds = 0.0

    def find(self, text: str, hints: Hints) -> list[Hit]:
        if text.startswith("長い"):
            time.sleep(0.03)
            type(self).names_seconds += 0.02
        return super().find(text, hints)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    share = tmp_path / "s"
    share.mkdir()
    (share / "a.txt").write_text("長い\n山田太郎\n", encoding="utf-8")
    (share / "b.txt").write_text("長い\n山田太郎\n", encoding="utf-8")
    (share / "c.csv").write_text("氏名,電話\n山田太郎,090-1111-2222\n佐藤花子,\n", encoding="utf-8")
    pipeline.scan(plan(share, out=tmp_path / "out"), KEY, engine="tests.test_profile:Slow")
    return tmp_path / "out"


def test_each_item_has_its_tiers(out: Path) -> None:
    items = {row["relative"]: row for row in inventory.open(out).table("items").to_pylist()}
    text, again, table = items["a.txt"], items["b.txt"], items["c.csv"]
    assert text["seconds_names"] == pytest.approx(0.02, abs=1e-6) and text["seconds_patterns"] >= 0.0099
    assert again["shared"] and again["seconds_names"] == 0.0  # what was not done cost nothing
    assert table["seconds_columns"] > 0 and table["seconds_names"] == 0.0
    for row in items.values():
        assert row["seconds_read"] > 0
        assert sum(row[f"seconds_{tier}"] for tier in TIERS) <= row["seconds"] + 1e-5


@pytest.mark.parametrize("lang, title, tier", [("ja", "時間の内訳", "人名"), ("en", "Where the time went", "names")])
def test_the_profile_says_where_the_time_went(out: Path, lang: str, title: str, tier: str) -> None:
    known = inventory.open(out)
    lines = list(profile.lines(known, known.last_run()["run_id"], 1, lang))
    text = "\n".join(lines)
    assert title in text and "山田" not in text
    assert any(line.split()[0] == tier for line in lines if line.strip())
    slowest = next(number for number, line in enumerate(lines) if ("Slowest" in line or "時間のかかった" in line))
    assert lines[slowest + 2].split()[0] == "a.txt"
    assert {"text", "csv"} <= {line.split()[0] for line in lines if line.strip()}


def test_a_run_in_which_nothing_changed_has_nothing_to_tell(out: Path) -> None:
    share = out.parent / "s"
    outcome = pipeline.scan(plan(share, out=out), KEY, engine="tests.test_profile:Slow")
    assert " 0 items" in " " + list(profile.lines(inventory.open(out), outcome.run_id, 1, "en"))[2]


def test_the_flag(tmp_path: Path) -> None:
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "a.txt").write_text("なし", encoding="utf-8")
    command = ["scan", str(tmp_path / "s"), "--out", str(tmp_path / "out"), "--executor", "inline", "--depth", "quick"]
    runner = CliRunner()
    assert "Where the time went" in runner.invoke(cli, [*command, "--lang", "en", "--profile"]).output
    told = runner.invoke(cli, [*command, "--full", "--lang", "en", "--profile", "--json"])
    assert told.stdout.startswith("{") and told.stdout.count("\n") == 1 and "Where the time went" in told.stderr
    assert "Where the time went" not in runner.invoke(cli, [*command, "--lang", "en"]).output


def test_names_are_told_apart_by_the_engine() -> None:
    engine = Recognizers(["person", "phone_number"], "standard")
    engine.find("担当は山田太郎です。電話 090-1234-5678", Hints())
    spent = engine.names_seconds
    assert spent > 0
    engine.find_fast("担当は山田太郎です。電話 090-1234-5678", Hints())
    assert engine.names_seconds == pytest.approx(spent, abs=1e-4)
