"""CSV and JSON say the same as the inventory, and no cell runs."""

from __future__ import annotations

import csv as csv_module
import importlib
import json
from pathlib import Path
from typing import cast

import pytest

from reports import REPORTS, all_reports
from reports import csv as csv_report
from reports import json as json_report
from scanner.inventory import SCHEMAS, Inventory
from tests.reports.share import LISTED, Book


def test_every_line_of_the_table_resolves() -> None:
    for name, lazy in all_reports().items():
        assert callable(lazy.load()), name
    assert set(REPORTS) == {"html", "csv", "json", "sql-comments", "openmetadata", "datahub"}
    assert importlib.import_module("csv").__name__ == "csv"  # ours do not hide the standard library's


@pytest.fixture
def tables(book: Book, tmp_path: Path) -> dict[str, list[list[str]]]:
    folder = csv_report.write(cast(Inventory, book), tmp_path / "csv", "ja")
    assert all(path.read_bytes().startswith(b"\xef\xbb\xbf") for path in folder.iterdir())  # for Excel
    return {
        path.stem: list(csv_module.reader(path.open(encoding="utf-8-sig", newline=""))) for path in folder.iterdir()
    }


def test_csv_holds_all_rows_of_all_tables(tables: dict[str, list[list[str]]], book: Book) -> None:
    for name in csv_report.TABLES:
        assert tables[name][0] == SCHEMAS[name].names
        assert len(tables[name]) == 1 + len(book.rows[name])
    assert tables["coverage"][-1] == ["一覧した項目の合計", str(LISTED)]
    assert sum(int(row[1]) for row in tables["coverage"][1:-1]) == LISTED


def test_reasons_of_what_is_kept_low_are_named(tables: dict[str, list[list[str]]], book: Book, tmp_path: Path) -> None:
    named = dict(tables["reasons"][1:])
    assert named["policy"] == "社内の方針・手順・制度"
    target = json_report.write(cast(Inventory, book), tmp_path / "out.json")
    assert set(json.loads(target.read_text(encoding="utf-8"))["reasons"]) == set(named)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("+81-3", "'+81-3"),
        ("-1+1", "'-1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        (" =1", "' =1"),  # spaces do not hide it
        ("　＝1＋1", "'　＝1＋1"),  # full width, which Japanese Excel takes too
        ("090-1234", "090-1234"),
        ("氏名", "氏名"),
        (-5, -5),  # a number stays a number
        (None, None),
        (["personal", "=x"], "personal =x"),
        (["=x"], "'=x"),
        ([("PERSON", 2)], "PERSON=2"),
    ],
)
def test_no_cell_is_a_formula(value: object, written: object) -> None:
    assert csv_report.cell(value) == written


def test_json_holds_the_same(book: Book, tmp_path: Path) -> None:
    data = json.loads(json_report.write(cast(Inventory, book), tmp_path / "r.json", "en").read_text(encoding="utf-8"))
    assert data["coverage"]["listed"] == LISTED and data["coverage"]["adds_up"] is True
    assert data["run"]["run_id"] == book.last_run()["run_id"]
    for name in json_report.TABLES:
        assert len(data[name]) == len(book.rows[name])
    assert data["items"][0]["entities"] == {"PERSON": 4, "PHONE_NUMBER": 4}


def test_json_of_nothing_is_json(tmp_path: Path) -> None:
    empty = Book(tmp_path).finish()
    data = json.loads(json_report.write(cast(Inventory, empty), tmp_path / "r.json").read_text(encoding="utf-8"))
    assert data["items"] == [] and data["coverage"]["listed"] == 0
