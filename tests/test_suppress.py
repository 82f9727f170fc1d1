"""Suppressions: what is signed away is not counted, and is counted as such everywhere."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
import xlsxwriter
from click.testing import CliRunner
from pyarrow import csv

from scanner import inventory, suppress
from scanner.cli import cli
from scanner.config import load_plan
from scanner.problems import ConfigError
from scanner.signed import append, read
from scanner.suppress import CLASSES, Suppression, in_class

PHONE, OTHER = "03-1234-5678", "090-8765-4321"
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def _a_day_and_a_key(monkeypatch: pytest.MonkeyPatch) -> None:
    at(monkeypatch, TODAY)
    monkeypatch.setenv("DAICHO_KEY", "a key for tests, 32 characters ..")


def at(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    for module in (suppress, inventory):
        monkeypatch.setattr(module, "today", lambda: day)


@pytest.fixture
def share(tmp_path: Path) -> Path:
    folder = tmp_path / "share"
    (folder / "old").mkdir(parents=True)
    (folder / "memo.txt").write_text(f"連絡先 電話 {PHONE}、担当の電話 {OTHER}", encoding="utf-8")
    (folder / "old" / "memo.txt").write_text(f"電話 {OTHER}", encoding="utf-8")
    rows = [PHONE, *(f"090-1234-{n:04}" for n in range(5000, 5020))]
    (folder / "list.csv").write_text("電話番号,x\n" + "".join(f"{row},a\n" for row in rows), encoding="utf-8")
    book = xlsxwriter.Workbook(folder / "book.xlsx")
    sheet = book.add_worksheet("Sheet1")
    for number, row in enumerate(["電話番号", "０３（１２３４）５６７８", *rows[1:]]):
        sheet.write(number, 0, row)
        sheet.write(number, 1, "備考" if not number else "a")
    book.close()
    return folder


def write(file: Path, entries: Sequence[Suppression]) -> None:
    file.unlink(missing_ok=True)
    for one in entries:
        append(file, {key: value for key, value in asdict(one).items() if value})


def run(*arguments: str, stdin: str = "") -> tuple[int, str]:
    result = CliRunner().invoke(cli, list(arguments), input=stdin)
    return result.exit_code, result.output


def add(file: Path, value: str, *more: str, expires: str = "2027-03-31") -> tuple[int, str]:
    flags = ("--entity", "PHONE_NUMBER", "--reason", "代表電話", "--approver", "総務部長", "--expires", expires)
    return run("suppress", "add", str(file), *flags, *more, stdin=value)


def scan(share: Path, out: Path, *more: str) -> tuple[int, str]:
    return run("scan", str(share), "--out", str(out), "--executor", "inline", "--lang", "ja", *more)


def phones(out: Path) -> dict[str, int]:
    """Hits of phone numbers by file."""
    rows = inventory.open(out).table("fields").to_pylist()
    return {r["uri"].partition("/share/")[2]: r["hits"] for r in rows if r["entity"] == "PHONE_NUMBER"}


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


@pytest.mark.parametrize(
    ("name", "entity", "inside", "outside"),
    [
        ("reserved_domains", "EMAIL_ADDRESS", "taro@mail.example.co.jp", "taro@example-foods.co.jp"),
        ("reserved_domains", "EMAIL_ADDRESS", "a@b.test", "a@test.jp"),
        ("role_mailboxes", "EMAIL_ADDRESS", "info@corp.jp", "taro.info@corp.jp"),
        ("test_cards", "CREDIT_CARD", "4111-1111-1111-1111", "4539578763621486"),
        ("documentation_ips", "IP_ADDRESS", "192.0.2.10", "203.0.114.1"),
        ("sample_persons", "PERSON", "山田　太郎", "山田一郎"),
    ],
)
def test_packaged_classes(name: str, entity: str, inside: str, outside: str) -> None:
    assert in_class(name, entity, inside) and not in_class(name, entity, outside)
    assert not in_class(name, "JP_ADDRESS", inside)


def fields(out: Path, entity: str) -> list[tuple[int, int]]:
    """(hits, distinct) in the fields that hold a type."""
    rows = inventory.open(out).table("fields").to_pylist()
    return [(row["hits"], row["distinct"]) for row in rows if row["entity"] == entity]


@pytest.mark.parametrize(
    ("packaged", "address", "counted"),
    [
        ("reserved_domains", "s.aoki@example.co.jp", 11),
        ("role_mailboxes", "info@kitakaze-shoji.jp", 0),  # among others in a cell it is no sure hit anyway
    ],
)
@pytest.mark.parametrize("between", ["; ", "、", "\n", " / "])
def test_a_class_judges_each_address_of_a_cell(
    tmp_path: Path, packaged: str, address: str, counted: int, between: str
) -> None:
    folder, out, file = tmp_path / "share", tmp_path / "out", tmp_path / "signed.yaml"
    folder.mkdir()
    cells = [between.join((address, f"k.tsuyuki{n}@kitakaze-shoji.jp")) for n in range(8)]
    cells += [address, f"{address}, {address}"]
    table = pa.table({"宛先": cells, "番号": [str(n) for n in range(10)]})
    csv.write_csv(table, folder / "list.csv")
    write(file, [Suppression("c", "窓口", "情報管理者", "never", packaged=packaged)])
    assert scan(folder, out, "--suppress", str(file))[0] == 0
    assert fields(out, "EMAIL_ADDRESS") == [(8, 8)]
    assert sum(inventory.open(out).table("suppressions")["hits"].to_pylist()) == counted
    samples = inventory.open(out).table("findings").to_pylist()
    assert samples and all(row["masked"].startswith("k***@") for row in samples)


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


GOOD: dict[str, Any] = {"id": "a", "reason": "r", "approver": "b", "expires": "2027-01-01", "entity": ["PHONE_NUMBER"]}


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"reason": None}, "reason: missing"),
        ({"approver": ""}, "approver: missing"),
        ({"expires": None}, "expires: missing"),
        ({"expires": "never"}, "packaged classes only"),
        ({"expires": "2099-01-01"}, "years ahead"),
        ({"expires": "soon"}, "a date such as"),
        ({"values": ["03-1234-5678"]}, "digests only"),
        ({"entity": None}, "nothing of what to suppress"),
        ({"packaged": "everything"}, "packaged: everything: unknown. Known: reserved_domains"),
        ({"pathh": "x"}, "Did you mean 'path'"),
        ({"id": "あ"}, "Latin letters"),
        ({"entity": ["PHONE_NUMER"]}, "Did you mean 'PHONE_NUMBER'"),
        ({"entity": ["電話"]}, "entity: 電話: unknown"),
        ({"expires": "2027-02-30"}, "a: expires: no such day"),
        ({"expires": "2029-11-24"}, "years ahead"),
        ({"approved_on": "2026-11-24"}, "after today"),
        ({"approved_on": "2026-11-20", "expires": "2026-11-19"}, "after the day it expires"),
        ({"approver": "未定"}, "approver: missing"),
        ({"approver": " - "}, "approver: missing"),
        ({"approver": ["甲", "乙"]}, "approver: must be text"),
        ({"path": {"old": 1}}, "path: must be text"),
        ({"entity": None, "path": ["*"]}, "nothing of what to suppress"),
        ({"packaged": "test_cards"}, "is about CREDIT_CARD"),
    ],
)
def test_mistakes_end_before_anything_is_read(tmp_path: Path, change: dict[str, Any], word: str) -> None:
    import yaml

    file = tmp_path / "signed.yaml"
    file.write_text(yaml.safe_dump({"suppressions": [GOOD | change]}, allow_unicode=True), encoding="utf-8")
    with pytest.raises(ConfigError, match=word) as caught:
        load_plan({"suppress": (str(file),)}, env={})
    assert "03-1234-5678" not in str(caught.value) + caught.value.ja
    assert scan(tmp_path, tmp_path / "out", "--suppress", str(file))[0] == 2


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "expected a list"),
        ("suppression: []", "Did you mean 'suppressions'"),
        ("suppressions: {}\nother: 1", "other: unknown"),
        ("suppressions:\n  a: 1", "expected a list"),
        ("suppressions:\n  - x", "no. 1: expected settings"),
        ("suppressions:\n  - id: a\n    id: b", "line 3: this key is there twice"),
        ("suppressions:\n  - id: 'a", "line 2: not valid YAML"),
        (
            "suppressions:\n  - id: a\n    reason: r\n    approver: b\n    packaged: test_cards\n    expires: 2027-02-30",
            "a: expires: no such day",
        ),
        ("suppressions:\n  - id: a\n    reason: !!int x", "not valid YAML"),
        ("suppressions: " + "[" * 5000, "not valid YAML"),
    ],
)
def test_a_file_that_is_wrong_is_named_with_the_place(tmp_path: Path, text: str, word: str) -> None:
    file = tmp_path / "signed.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=word):
        read(file)


def test_a_list_that_is_empty_is_no_mistake(tmp_path: Path) -> None:
    file = tmp_path / "signed.yaml"
    for text in ("suppressions:\n", "suppressions: []"):
        file.write_text(text, encoding="utf-8")
        assert read(file) == ()


def test_entries_may_share_what_yaml_lets_them_share(tmp_path: Path) -> None:
    file = tmp_path / "signed.yaml"
    file.write_text(
        "suppressions:\n"
        "  - &first {id: a, reason: r, approver: b, expires: 2027-01-01, path: x}\n"
        "  - {<<: *first, id: c, path: y}\n",
        encoding="utf-8",
    )
    assert [(one.id, one.approver, one.path) for one in read(file)] == [("a", "b", ("x",)), ("c", "b", ("y",))]


# --- people ---


def people(out: Path) -> dict[str, tuple[int, int, set[str]]]:
    """(persons, records, combination) by file."""
    rows = inventory.open(out).table("items").to_pylist()
    return {r["relative"]: (r["persons"], r["records"], set(r["combination"])) for r in rows}


NAMES = ("高橋 結衣", "小林 大翔", "渡辺 美咲", "加藤 悠真", "中村 陽菜", "伊藤 蓮")


@pytest.mark.parametrize("most", ["20000", "100"])  # distinct values that are judged
def test_nobody_is_counted_whose_name_is_signed_away(tmp_path: Path, most: str) -> None:
    folder, out, file = tmp_path / "share", tmp_path / "out", tmp_path / "signed.yaml"
    folder.mkdir()
    names = [
        f"{family} {given}"
        for family in "佐藤 鈴木 田中 山本 吉田".split()
        for given in "葵 樹 凛 湊 蓮 翼 空 岳".split()
    ]
    names = [f"{name}{end}" for name in names for end in ("", "子", "太郎")] + list(NAMES)
    lines = [f"{name},090-1234-{number:04},東京都千代田区丸の内{number}-1" for number, name in enumerate(names, 5000)]
    (folder / "list.csv").write_text("氏名,電話番号,住所\n" + "\n".join(lines), encoding="utf-8")
    text = "\n\n".join(f"担当: {name}\n電話 090-1234-{5000 + number}" for number, name in enumerate(NAMES))
    (folder / "memo.txt").write_text(text, encoding="utf-8")
    (tmp_path / "plan.yaml").write_text(f"distinct_per_column: {most}", encoding="utf-8")
    config = ("--config", str(tmp_path / "plan.yaml"))
    scan(folder, out, *config)
    all_of_them = people(out)
    assert all_of_them["list.csv"][0] == len(names) and all_of_them["memo.txt"][:2] == (6, 6)

    assert add(file, "\n".join(NAMES[:3]), "--entity", "PERSON", "--id", "three")[0] == 2  # no telephone numbers
    flags = ("--reason", "本人が公開", "--approver", "総務部長", "--expires", "2027-03-31")
    assert run("suppress", "add", str(file), "--entity", "PERSON", *flags, stdin="\n".join(NAMES[:3]))[0] == 0
    scan(folder, out, *config, "--suppress", str(file))
    assert people(out)["list.csv"][0] == len(names) - 3
    assert people(out)["memo.txt"][:2] == (3, 3)
    if most == "20000":
        assert people(out)["list.csv"][1] == all_of_them["list.csv"][1] - 3

    write(file, [Suppression("all", "本人が公開", "総務部長", "2027-03-31", ("PERSON",), path=("*",))])
    scan(folder, out, *config, "--suppress", str(file))
    assert "PERSON" not in people(out)["list.csv"][2] | people(out)["memo.txt"][2]
    assert people(out)["list.csv"][1] == 0


def test_the_code_of_suppression_belongs_to_the_fingerprint(monkeypatch: pytest.MonkeyPatch) -> None:
    from scanner import config

    assert {"suppress.py", "records.py"} <= set(config._CODE)


# --- what else could go wrong ---


def only(out: Path) -> list[tuple[str, str, int]]:
    """(field, entity, hits) of what is suppressed."""
    rows = inventory.open(out).table("suppressions").to_pylist()
    return sorted((row["field"], row["entity"], row["hits"]) for row in rows)


@pytest.mark.parametrize("rows", [12, 400])  # all cells are read by all recognizers, or a sample of them
def test_a_value_within_notes(tmp_path: Path, rows: int) -> None:
    folder, out, file = tmp_path / "share", tmp_path / "out", tmp_path / "signed.yaml"
    folder.mkdir()
    notes = [
        f"自宅の ０３－１２３４－５６７８ から折り返し。本人の携帯は 090-1234-{5000 + n} です。" for n in range(rows)
    ]
    notes += [f"会社 ({PHONE.replace('-', '(', 1).replace('-', ')')}) に電話した。{n} 回目。" for n in range(rows)]
    csv.write_csv(pa.table({"対応記録": notes, "番号": [str(n) for n in range(2 * rows)]}), folder / "log.csv")
    scan(folder, out)
    assert fields(out, "PHONE_NUMBER") == [(2 * rows, 2 * rows)]
    add(file, PHONE)
    scan(folder, out, "--suppress", str(file))
    assert fields(out, "PHONE_NUMBER") == [(rows, rows)]
    assert only(out) == [("対応記録", "PHONE_NUMBER", 2 * rows)]
    assert all("090" in row["masked"] for row in inventory.open(out).table("findings").to_pylist())


def test_places_are_what_they_look_like(tmp_path: Path) -> None:
    """Names from macOS come decomposed; globs are typed on Windows."""
    folder, out, file = tmp_path / "share", tmp_path / "out", tmp_path / "signed.yaml"
    name = unicodedata.normalize("NFD", "バックアップ")
    (folder / name).mkdir(parents=True)
    (folder / name / "メモ[最終].txt").write_text(f"電話 {OTHER}", encoding="utf-8")
    head = unicodedata.normalize("NFD", "ガレージの電話番号")
    rows = "".join(f"090-1234-{n}\n" for n in range(5000, 5020))
    (folder / "list.csv").write_text(f"{head}\n{rows}", encoding="utf-8")
    every = {"reason": "r", "approver": "b", "expires": "2027-01-01", "entity": "PHONE_NUMBER"}
    for glob in ("バックアップ/*", "*/メモ[[]最終].txt", f"*{folder}/バックアップ/*", "バックアップ/メモ[[]最終].txt"):
        file.unlink(missing_ok=True)
        append(file, {"id": "a", "path": glob, **every})
        append(file, {"id": "b", "field": "ガレージ*", **every})
        scan(folder, out, "--suppress", str(file))
        assert {row["id"]: row["hits"] for row in inventory.open(out).decisions()} == {"a": 1, "b": 20}, glob


def test_a_value_in_a_header_and_in_a_path(tmp_path: Path) -> None:
    folder, out, file = tmp_path / "share", tmp_path / "out", tmp_path / "signed.yaml"
    folder.mkdir()
    (folder / "高橋結衣様_記録.csv").write_text(
        "日付,高橋 結衣様の電話番号\n" + f"2026-01-01,{OTHER}\n", encoding="utf-8"
    )
    scan(folder, out)
    found = {(row["field"][:1], row["entity"]) for row in inventory.open(out).table("fields").to_pylist()}
    assert ("@", "PERSON") in found and ("高", "PERSON") in found
    flags = ("--reason", "公人", "--approver", "総務部長", "--expires", "2027-03-31", "--entity", "PERSON")
    run("suppress", "add", str(file), *flags, stdin="髙橋　結衣")
    scan(folder, out, "--suppress", str(file))
    assert [row["entity"] for row in inventory.open(out).table("fields").to_pylist()] == ["PHONE_NUMBER"]
    assert all("橋" not in row["field"] for row in inventory.open(out).table("suppressions").to_pylist())
    assert inventory.open(out).table("items")["persons"].to_pylist() == [0]


def test_what_a_document_is_does_not_change_with_a_decision(tmp_path: Path) -> None:
    folder, out, file = tmp_path / "share", tmp_path / "out", tmp_path / "signed.yaml"
    folder.mkdir()
    text = "履歴書\n氏名 高橋 結衣\n生年月日 1990年4月2日\n現住所 東京都千代田区丸の内1-2-3\n電話 090-1234-5678\n"
    text += "学歴・職歴\n2009年 高校卒業\n"
    (folder / "a.txt").write_text(text, encoding="utf-8")
    scan(folder, out)
    before = inventory.open(out).table("items")["document_class"].to_pylist()
    assert before[0]
    write(file, [Suppression("all", "r", "総務部長", "2027-03-31", path=("a.txt",))])
    scan(folder, out, "--suppress", str(file))
    items = inventory.open(out).table("items")
    assert items["document_class"].to_pylist() == before
    assert items.select(["level", "persons", "records"]).to_pylist() == [{"level": "none", "persons": 0, "records": 0}]


# --- adding ---

ENTRY = "id: old\n{0}reason: 廃棄\n{0}approver: 部長\n{0}expires: 2027-01-01\n{0}path: x/*   # 決裁 26-0117\n"


@pytest.mark.parametrize(
    "text",
    [
        "# 台帳 2026\nsuppressions:\n  # 一件目\n  - " + ENTRY.format("    ") + "  # 次はここから\n",
        "suppressions:\n- " + ENTRY.format("  "),
        "\ufeffsuppressions:\r\n    - " + ENTRY.format("      ").replace("\n", "\r\n"),
        "suppressions:\n  - " + ENTRY.format("    ").rstrip(),  # no line break at the end
        "suppressions: [{id: old, reason: r, approver: b, expires: 2027-01-01, path: x/*}]  # 一行\n",
        "suppressions: [\n  {id: old, reason: 廃棄, approver: b, expires: 2027-01-01, path: x/*},\n]\n# 終わり\n",
        "suppressions: []\n# 終わり",
        "suppressions:\n# まだない\n",
        "# ここに書く\n",
        "",
    ],
)
def test_an_entry_is_added_and_the_rest_stays_byte_for_byte(tmp_path: Path, text: str) -> None:
    file = tmp_path / "signed.yaml"
    file.write_bytes(text.encode())
    known = read(file) if "old" in text else ()
    code, output = add(file, PHONE)
    assert code == 0, output
    after = file.read_bytes().decode()
    *before, new = read(file)
    assert tuple(before) == known and (new.id, new.reason) == ("phone_number-1", "代表電話")
    start = text.rstrip("]} ,\n") if text.startswith("suppressions: [") else text
    assert after.startswith(start.partition("]")[0])
    for line in filter(None, text.splitlines()):
        assert line.partition("]")[0] in after
    if "\r" in text:
        assert "\n" not in after.replace("\r\n", "")


def test_a_file_that_cannot_be_added_to_stays_as_it_is(tmp_path: Path) -> None:
    file = tmp_path / "signed.yaml"
    text = "suppressions:\n  - " + ENTRY.format("    ") + "...\n"
    file.write_text(text, encoding="utf-8")
    code, output = add(file, PHONE)
    assert code == 2 and "一覧" not in output and file.read_text(encoding="utf-8") == text


def test_what_is_there_already_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "signed.yaml"
    add(file, PHONE)
    before = file.read_bytes()
    code, output = add(file, "０３（１２３４）５６７８", "--lang", "ja")
    assert code == 2 and "phone_number-1 に同じ内容があります (期限 2027-03-31)" in output
    assert add(file, f"{OTHER}\n{PHONE}\n")[0] == 2  # one of several
    assert file.read_bytes() == before
    assert add(file, PHONE, "--path", "old/*")[0] == 0  # there it says something else
    place = ("--place", "--path", "archive/*")
    assert (add(file, "", *place)[0], add(file, "", *place)[0]) == (0, 2)
    at(monkeypatch, date(2027, 4, 1))  # lapsed: signed anew
    assert add(file, PHONE, expires="2028-03-31")[0] == 0
    assert [one.id for one in read(file)] == [f"phone_number-{n}" for n in (1, 2, 3, 4)]


@pytest.mark.parametrize(
    ("value", "flags", "word"),
    [
        ("", (), "--place"),
        ("山田", (), "line 1"),
        (f"{PHONE}\n代表\n", (), "line 2"),
        (PHONE, ("--entity", "EMAIL_ADRESS"), "Did you mean 'EMAIL_ADDRESS'"),
        (PHONE, ("--expires", "2026-11-22"), "approved_on"),
        (PHONE, ("--approver", "-"), "approver: missing"),
    ],
)
def test_what_cannot_be_added_is_refused(tmp_path: Path, value: str, flags: tuple[str, ...], word: str) -> None:
    file = tmp_path / "signed.yaml"
    code, output = add(file, value, *flags, "--lang", "en")
    assert code == 2 and word in output and not file.exists()
    assert not value or value not in output


def test_several_values_make_one_entry(share: Path, tmp_path: Path) -> None:
    file, out = tmp_path / "signed.yaml", tmp_path / "out"
    assert add(file, f"{PHONE}\r\n\n{OTHER}\n{OTHER}\n")[0] == 0
    assert len(read(file)[0].values) == 2
    scan(share, out, "--suppress", str(file))
    assert phones(out) == {"list.csv": 20, "book.xlsx": 20}


# --- looking through ---


def test_entries_are_listed_with_their_state(share: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, out = tmp_path / "signed.yaml", tmp_path / "out"
    add(file, PHONE, "--id", "hit", expires="2027-03-31")
    add(file, "06-9999-8888", "--id", "never", expires="2027-03-31")
    add(file, OTHER, "--id", "ends", "--path", "old/*", expires="2026-11-24")
    scan(share, out, "--suppress", str(file))
    write(file, [one for one in read(file) if one.id != "hit"])
    add(file, "", "--place", "--path", "tmp/*", "--id", "fresh", expires="2026-12-01")

    def states(*more: str) -> dict[str, Any]:
        code, output = run("suppress", "list", *more, "--format", "json")
        assert code == 0 and PHONE not in output, output
        return {row["id"]: (row["state"], row.get("hits")) for row in json.loads(output)}

    told = {"never": ("unused", 0), "ends": ("soon", 1), "fresh": ("new", None), "hit": ("active", 3)}
    assert states(str(file), "--out", str(out)) == told
    assert states("--out", str(out)) == {"hit": ("active", 3), "never": ("unused", 0), "ends": ("active", 1)}
    at(monkeypatch, date(2026, 11, 25))
    assert states(str(file)) == {"never": ("active", None), "ends": ("lapsed", None), "fresh": ("soon", None)}
    assert states("--out", str(out))["ends"] == ("earlier", 1)
    digest = read(file)[0].values[0]
    for lang, word in (("ja", "該当なし"), ("en", "never matched")):
        code, output = run("suppress", "list", str(file), "--out", str(out), "--lang", lang)
        assert code == 0 and word in output and "総務部長" in output and digest not in output
    assert run("suppress", "list")[0] == 2
