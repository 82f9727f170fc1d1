"""What is signed away in columns, notes, headers and paths, and who is still counted."""

from __future__ import annotations

import unicodedata
import zipfile
from pathlib import Path

import pyarrow as pa
import pytest
import xlsxwriter
from pyarrow import csv

from scanner import inventory
from scanner.signed import append
from scanner.suppress import Suppression, in_class
from tests.suppression.helpers import OTHER, PHONE, add, fields, run, scan, write


@pytest.mark.parametrize(
    ("name", "entity", "inside", "outside"),
    [
        ("reserved_domains", "EMAIL_ADDRESS", "taro@mail.example.co.jp", "taro@example-foods.co.jp"),
        ("reserved_domains", "EMAIL_ADDRESS", "a@b.test", "a@test.jp"),
        ("role_mailboxes", "EMAIL_ADDRESS", "info@corp.jp", "taro.info@corp.jp"),
        ("role_mailboxes", "EMAIL_ADDRESS", "ＩＮＦＯ@corp.jp", "info@corp.jp; k.tsuyuki@corp.jp"),
        ("test_cards", "CREDIT_CARD", "4111-1111-1111-1111", "4539578763621486"),
        ("documentation_ips", "IP_ADDRESS", "192.0.2.10", "203.0.114.1"),
        ("sample_persons", "PERSON", "山田　太郎", "山田一郎"),
    ],
)
def test_packaged_classes(name: str, entity: str, inside: str, outside: str) -> None:
    assert in_class(name, entity, inside) and not in_class(name, entity, outside)
    assert not in_class(name, "JP_ADDRESS", inside)


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


def test_a_person_stays_whose_telephone_is_signed_away(tmp_path: Path) -> None:
    folder, out, file = tmp_path / "share", tmp_path / "out", tmp_path / "signed.yaml"
    folder.mkdir()
    cells = "".join(f"{name}様 090-1234-{number}\n" for number, name in enumerate(NAMES, 5000))
    (folder / "list.csv").write_text("連絡先\n" + cells, encoding="utf-8")
    scan(folder, out)
    assert fields(out, "PERSON") == fields(out, "PHONE_NUMBER") == [(6, 6)]
    before = people(out)["list.csv"][0]
    assert before == 6
    write(file, [Suppression("a", "r", "総務部長", "2027-03-31", ("PHONE_NUMBER",), path=("*",))])
    scan(folder, out, "--suppress", str(file))
    assert people(out)["list.csv"][0] == before and fields(out, "PHONE_NUMBER") == []


def test_a_column_read_in_part_is_estimated_on_both_sides(tmp_path: Path) -> None:
    folder, out, file = tmp_path / "share", tmp_path / "out", tmp_path / "signed.yaml"
    folder.mkdir()
    rows = [f"090-1234-{number}" for number in range(5000, 5150)]
    (folder / "list.csv").write_text("電話番号\n" + "\n".join(rows), encoding="utf-8")
    (tmp_path / "plan.yaml").write_text("distinct_per_column: 100", encoding="utf-8")
    add(file, "\n".join(rows[:10]))
    scan(folder, out, "--config", str(tmp_path / "plan.yaml"), "--suppress", str(file))
    assert fields(out, "PHONE_NUMBER") == [(135, 135)]
    assert only(out) == [("電話番号", "PHONE_NUMBER", 15)]


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
    (folder / name / "メモ　[最終].txt").write_text(f"電話 {OTHER}", encoding="utf-8")
    head = unicodedata.normalize("NFD", "ガレージの電話番号")
    rows = "".join(f"090-1234-{n}\n" for n in range(5000, 5020))
    (folder / "list.csv").write_text(f"{head}\n{rows}", encoding="utf-8")
    every = {"reason": "r", "approver": "b", "expires": "2027-01-01", "entity": "PHONE_NUMBER"}
    for glob in (
        "バックアップ/*",
        "*/メモ　[[]最終].txt",
        f"*{folder}/バックアップ/*",
        "バックアップ/メモ　[[]最終].txt",
    ):
        file.unlink(missing_ok=True)
        append(file, {"id": "a", "path": glob, **every})
        append(file, {"id": "b", "field": "ガレージ*", **every})
        scan(folder, out, "--suppress", str(file))
        assert {row["id"]: row["hits"] for row in inventory.open(out).decisions()} == {"a": 1, "b": 20}, glob


def test_a_part_of_a_file(tmp_path: Path) -> None:
    folder, out, file = tmp_path / "share", tmp_path / "out", tmp_path / "signed.yaml"
    folder.mkdir()
    with zipfile.ZipFile(folder / "a.zip", "w") as archive:
        for name in ("退職者/一覧.txt", "現職/一覧.txt"):
            archive.writestr(name, f"電話 {OTHER}")
    book = xlsxwriter.Workbook(folder / "book.xlsx")
    for name in ("退職者", "現職"):
        sheet = book.add_worksheet(name)
        for number, cell in enumerate(["電話番号", *(f"090-1234-{n}" for n in range(5000, 5020))]):
            sheet.write(number, 0, cell)
    book.close()
    write(file, [Suppression("a", "r", "総務部長", "2027-03-31", ("PHONE_NUMBER",), part=("退職者*",))])
    scan(folder, out, "--suppress", str(file))
    rows = inventory.open(out).table("suppressions").to_pylist()
    assert sorted((row["part"], row["hits"]) for row in rows) == [("退職者", 20), ("退職者/一覧.txt", 1)]
    assert sum(row["hits"] for row in inventory.open(out).table("fields").to_pylist()) == 21


def test_a_name_with_a_word_of_courtesy(tmp_path: Path) -> None:
    folder, out, file = tmp_path / "share", tmp_path / "out", tmp_path / "signed.yaml"
    folder.mkdir()
    (folder / "list.csv").write_text("氏名\n" + "".join(f"{name}　様\n" for name in NAMES), encoding="utf-8")
    flags = ("--reason", "公人", "--approver", "総務部長", "--expires", "2027-03-31", "--entity", "PERSON")
    run("suppress", "add", str(file), *flags, stdin=f"{NAMES[0]}\n{NAMES[1]}さん\n")
    scan(folder, out, "--suppress", str(file))
    assert fields(out, "PERSON") == [(4, 4)]
    assert people(out)["list.csv"][0] == 4


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
