"""Verdicts of the current state: what an earlier run said of items that are as they were is not judged again."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from scanner import inventory, policy
from tests.test_pipeline import scan

_SAYS = ("uri", "part", "field", "rule", "severity", "message", "obligation", "due")


def said(out: Path) -> list[tuple[Any, ...]]:
    rows = inventory.open(out).table("verdicts").to_pylist()
    assert {row["run_id"] for row in rows} <= {inventory.open(out).last_run()["run_id"]}
    return sorted(tuple(row[name] for name in _SAYS) for row in rows)


def write(share: Path, **texts: str) -> None:
    share.mkdir(exist_ok=True)
    for name, text in texts.items():
        (share / f"{name}.txt").write_text(text, encoding="utf-8")
        os.utime(share / f"{name}.txt", ns=(0, len(text) * 10**9))  # another time where another text


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the items that are judged."""
    names, real = [], policy.judge

    def judge(item: policy.Row, *rest: Any) -> Any:
        names.append(item["relative"])
        return real(item, *rest)

    monkeypatch.setattr(policy, "judge", judge)
    return names


def test_only_what_was_looked_at_is_judged(tmp_path: Path, judged: list[str]) -> None:
    share, out = tmp_path / "share", tmp_path / "out"
    write(share, same="個人番号 123456789018", worse="会議", gone="個人番号 123456789018", better="123456789018")
    scan(share, out=out)
    assert sorted(judged) == ["better.txt", "gone.txt", "same.txt", "worse.txt"]
    judged.clear()

    write(share, worse="個人番号 123456789018", better="会議室")
    (share / "gone.txt").unlink()
    found = scan(share, out=out)
    assert {"better.txt", "worse.txt"} <= set(judged) and "same.txt" not in judged
    afresh = scan(share, out=tmp_path / "afresh")
    assert said(out) == said(tmp_path / "afresh") and found.severities == afresh.severities
    assert {Path(row[0]).name for row in said(out)} == {"same.txt", "worse.txt"}

    judged.clear()
    assert scan(share, out=out).severities == afresh.severities and said(out) == said(tmp_path / "afresh")
    assert not judged


def test_other_rules_or_another_language_judge_everything(tmp_path: Path, judged: list[str]) -> None:
    share, out, rules = tmp_path / "share", tmp_path / "out", tmp_path / "rules.yaml"
    write(share, one="123456789018", two="山田太郎")
    scan(share, out=out, lang="ja")
    judged.clear()
    scan(share, out=out, lang="en")
    assert sorted(judged) == ["one.txt", "two.txt"]
    judged.clear()
    for message in ("a name", "somebody's name"):
        rules.write_text(
            f"rules: [{{id: names, severity: low, when: {{entities: [PERSON]}}, message: {message}}}]", "utf-8"
        )
        scan(share, out=out, lang="en", policy=str(rules))
        assert [row[3:6] for row in said(out)] == [("names", "low", message)] and len(judged) == 2
        judged.clear()


def test_nothing_found_is_not_judged_again_either(tmp_path: Path, judged: list[str]) -> None:
    write(tmp_path / "share", clean="会議")
    scan(tmp_path / "share", out=tmp_path / "out")
    judged.clear()
    scan(tmp_path / "share", out=tmp_path / "out")
    assert not judged and not said(tmp_path / "out")


def test_more_verdicts_than_are_kept_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    share, out = tmp_path / "share", tmp_path / "out"
    write(share, **{f"f{n}": f"{n} 個人番号 123456789018" for n in range(7)})
    scan(share, out=tmp_path / "at_once")
    monkeypatch.setattr("scanner.verdicts._AT_ONCE", 2)
    scan(share, out=out)
    assert said(out) == said(tmp_path / "at_once") and len(said(out)) >= 7
    scan(share, out=out)
    assert said(out) == said(tmp_path / "at_once")
