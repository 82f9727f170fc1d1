"""Suppressions: what is signed away is not counted, and is counted as such everywhere."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from pyarrow import csv

from scanner import inventory
from scanner.signed import read
from scanner.suppress import CLASSES, Suppression
from tests.suppression.helpers import OTHER, PHONE, TODAY, add, at, phones, run, scan, write


def test_a_value_in_text_column_and_sheet(share: Path, tmp_path: Path) -> None:
    file, out = tmp_path / "signed.yaml", tmp_path / "out"
    code, output = add(file, PHONE)
    assert code == 0, output
    assert PHONE not in file.read_text(encoding="utf-8") and "5678" not in file.read_text(encoding="utf-8")
    code, output = scan(share, out, "--suppress", str(file))
    assert code == 0, output
    assert phones(out) == {"memo.txt": 1, "list.csv": 20, "book.xlsx": 20, "old/memo.txt": 1}
    known = inventory.open(out)
    assert {(r["uri"].rpartition("/")[2], r["hits"]) for r in known.table("suppressions").to_pylist()} == {
        ("memo.txt", 1),
        ("list.csv", 1),
        ("book.xlsx", 1),
    }
    assert sum(r["suppressed"] for r in known.table("items").to_pylist()) == 3
    (decision,) = known.decisions()
    assert (decision["state"], decision["hits"], decision["items"]) == ("active", 3, 3)
    page = (out / "report.html").read_text(encoding="utf-8")
    assert "検出 3 件 (ファイル 3 個) を除いています" in page and "値 1 個" in page
    for words in (output, page):
        assert "総務部長" in words and "代表電話" in words and "2027-03-31" in words


def test_every_report_counts_them(share: Path, tmp_path: Path) -> None:
    file, out = tmp_path / "signed.yaml", tmp_path / "out"
    add(file, PHONE)
    add(file, "06-9999-8888")
    scan(share, out, "--suppress", str(file))
    assert run("report", str(out), "--format", "json", "--out", str(tmp_path / "r.json"))[0] == 0
    told = json.loads((tmp_path / "r.json").read_text(encoding="utf-8"))
    assert [row["hits"] for row in told["suppressed"]] == [3, 0] and len(told["suppressions"]) == 3
    assert run("report", str(out), "--format", "csv", "--out", str(tmp_path / "csv"))[0] == 0
    assert "総務部長" in (tmp_path / "csv" / "suppressions.csv").read_text(encoding="utf-8-sig")
    table = csv.read_csv(tmp_path / "csv" / "decisions.csv").to_pylist()
    assert [(row["id"], row["state"], row["hits"], row["items"], row["values"]) for row in table] == [
        ("phone_number-1", "active", 3, 3, 1),
        ("phone_number-2", "unused", 0, 0, 1),
    ]


def test_the_value_is_nowhere_in_the_output(share: Path, tmp_path: Path) -> None:
    file, out = tmp_path / "signed.yaml", tmp_path / "out"
    add(file, PHONE)
    scan(share, out, "--suppress", str(file))
    for path in (p for p in out.rglob("*") if p.is_file()):
        raw = path.read_bytes()
        assert PHONE.encode() not in raw and PHONE.replace("-", "").encode() not in raw, path


def test_a_place(share: Path, tmp_path: Path) -> None:
    file, out = tmp_path / "signed.yaml", tmp_path / "out"
    write(file, [Suppression("old", "廃棄予定", "情報管理者", "2027-01-31", ("PHONE_NUMBER",), path=("old/*",))])
    scan(share, out, "--suppress", str(file))
    assert "old/memo.txt" not in phones(out) and phones(out)["memo.txt"] == 2
    levels = {r["relative"]: r["level"] for r in inventory.open(out).table("items").to_pylist()}
    assert levels["old/memo.txt"] == "none"


@pytest.mark.parametrize(("days", "counted"), [(-1, 2), (0, 1), (1, 1)])
def test_the_last_day_counts_and_the_next_does_not(
    share: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days: int, counted: int
) -> None:
    file, out = tmp_path / "signed.yaml", tmp_path / "out"
    add(file, PHONE, expires=(TODAY + timedelta(days=10)).isoformat())
    at(monkeypatch, TODAY + timedelta(days=10 - days))
    _, output = scan(share, out, "--suppress", str(file))
    assert phones(out)["memo.txt"] == counted
    assert ("期限" in output and "効いていません" in output) is (days < 0)
    assert run("suppress", "check", str(file))[0] == (1 if days < 0 else 0)


def test_an_entry_that_lapses_takes_effect_on_unchanged_files(
    share: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, out = tmp_path / "signed.yaml", tmp_path / "out"
    add(file, PHONE, expires=TODAY.isoformat())
    scan(share, out, "--suppress", str(file))
    assert phones(out)["memo.txt"] == 1
    at(monkeypatch, TODAY + timedelta(days=1))
    scan(share, out, "--suppress", str(file))
    assert phones(out)["memo.txt"] == 2


def test_one_that_matches_nothing_is_said(share: Path, tmp_path: Path) -> None:
    file, out = tmp_path / "signed.yaml", tmp_path / "out"
    add(file, "06-9999-8888")
    _, output = scan(share, out, "--suppress", str(file))
    assert inventory.open(out).decisions()[0]["state"] == "unused"
    assert "該当がありません" in output


def test_decisions_are_told_while_anything_is_left_out_by_them(share: Path, tmp_path: Path) -> None:
    first, second, out = tmp_path / "first.yaml", tmp_path / "second.yaml", tmp_path / "out"
    other = tmp_path / "other"
    other.mkdir()
    (other / "memo.txt").write_text(f"電話 {OTHER}", encoding="utf-8")
    add(first, PHONE)
    add(second, OTHER, "--id", "mobile")
    scan(share, out, "--suppress", str(first))
    _, output = scan(other, out, "--suppress", str(second))
    told = {row["id"]: (row["state"], row["hits"], row["items"]) for row in inventory.open(out).decisions()}
    assert told == {"phone_number-1": ("earlier", 3, 3), "mobile": ("active", 1, 1)}
    for words in (output, (out / "report.html").read_text(encoding="utf-8")):
        assert "phone_number-1" in words and "代表電話" in words
    scan(share, out)  # withdrawn, and scanned again
    assert [row["id"] for row in inventory.open(out).decisions()] == ["mobile"]


def test_a_decision_that_was_changed_is_told_in_both_forms(share: Path, tmp_path: Path) -> None:
    file, out = tmp_path / "signed.yaml", tmp_path / "out"
    one = Suppression("old", "廃棄予定", "情報管理者", "2027-01-31", ("PHONE_NUMBER",), path=("old/*", "memo.txt"))
    write(file, [one])
    scan(share, out, "--suppress", str(file))
    write(file, [replace(one, approver="後任の管理者")])
    scan(share / "old", out, "--suppress", str(file))
    told = [(row["approver"], row["state"], row["hits"]) for row in inventory.open(out).decisions()]
    assert told == [("情報管理者", "earlier", 2), ("後任の管理者", "active", 1)]


def test_what_lapsed_since_the_scan_is_told(share: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, out = tmp_path / "signed.yaml", tmp_path / "out"
    add(file, PHONE, expires=TODAY.isoformat())
    scan(share, out, "--suppress", str(file))
    at(monkeypatch, TODAY + timedelta(days=1))
    assert [row["state"] for row in inventory.open(out).decisions()] == ["earlier"]


def test_packaged_classes_are_off_until_asked_for(tmp_path: Path) -> None:
    folder = tmp_path / "share"
    folder.mkdir()
    (folder / "a.txt").write_text("メール taro@example.co.jp", encoding="utf-8")
    scan(folder, tmp_path / "one")
    assert inventory.open(tmp_path / "one").table("fields")["entity"].to_pylist() == ["EMAIL_ADDRESS"]
    file = tmp_path / "signed.yaml"
    write(file, [Suppression("r", "予約ドメイン", "情報管理者", "never", packaged="reserved_domains")])
    scan(folder, tmp_path / "two", "--suppress", str(file))
    assert inventory.open(tmp_path / "two").table("fields")["entity"].to_pylist() == []
    assert set(CLASSES) >= {"reserved_domains", "test_cards", "role_mailboxes"}


def test_a_decision_that_speaks_of_less_than_before(share: Path, tmp_path: Path) -> None:
    file, out = tmp_path / "signed.yaml", tmp_path / "out"
    one = Suppression("a", "廃棄予定", "情報管理者", "2027-01-31", ("PHONE_NUMBER",), path=("memo.txt", "old/*"))
    write(file, [one])
    scan(share, out, "--suppress", str(file))
    write(file, [replace(one, path=("memo.txt",))])
    scan(share / "old", out, "--suppress", str(file))
    told = [(row["id"], row["state"], row["hits"]) for row in inventory.open(out).decisions()]
    assert told == [("a", "earlier", 2), ("a", "active", 1)]


def test_an_entry_that_says_what_another_says_is_told_as_that(share: Path, tmp_path: Path) -> None:
    file, out = tmp_path / "signed.yaml", tmp_path / "out"
    add(file, PHONE, "--id", "first")
    row = asdict(read(file)[0]) | {"id": "second", "expires": "2027-01-01"}
    file.write_text(yaml.safe_dump({"suppressions": [asdict(read(file)[0]), row]}), encoding="utf-8")
    _, output = scan(share, out, "--suppress", str(file))
    told = [(row["id"], row["state"], row["repeats"]) for row in inventory.open(out).decisions()]
    assert told == [("first", "active", ""), ("second", "repeated", "first")]
    assert "second: 他の項目と同じ内容です" in output


def test_digests_of_another_key_are_refused(share: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, out = tmp_path / "signed.yaml", tmp_path / "out"
    add(file, PHONE)
    monkeypatch.setenv("DAICHO_KEY", "another key for tests, also long")
    code, output = scan(share, out, "--suppress", str(file))
    assert code == 2 and "phone_number-1 は別の鍵" in output and not out.exists()


def test_the_code_of_suppression_belongs_to_the_fingerprint(monkeypatch: pytest.MonkeyPatch) -> None:
    from scanner import config

    assert {"suppress.py", "records.py"} <= set(config._CODE)
