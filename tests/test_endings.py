"""Where the name says another format than the content, and where that is no news."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanner import inventory, pipeline
from scanner.config import Plan
from scanner.endings import TEXTS, named_as
from scanner.formats import sniff
from tests import builders


@pytest.mark.parametrize(
    "name, format, said",
    [
        ("旅行/写真.JPG", "xlsx", "jpg"),  # a workbook sent past a filter
        ("請求書.pdf", "exe", "pdf"),
        ("名簿.xls", "html", "xls"),  # what web programs call a table for Excel
        ("名簿.xls", "csv", "xls"),
        ("名簿.xls", "xlsx", "xls"),
        ("通知.doc", "rtf", "doc"),
        ("メモ.txt", "xlsx", "txt"),
        ("app.log", "gzip", "log"),
        ("名簿.xlsx", "unknown", "xlsx"),  # locked by a product of its own, or overwritten
        ("名簿.xlsx", "xlsx", ""),
        ("名簿.xlsx", "ooxml", ""),  # encrypted: which of the three cannot be seen
        ("文書.zip", "docx", ""),
        ("a.log", "jsonl", ""),
        ("a.txt", "csv", ""),
        ("a.txt", "unknown", ""),
        ("a.csv", "text", ""),
        ("data.dat", "xlsx", ""),  # promises nothing
        ("README", "pdf", ""),
        (".pdf/readme", "text", ""),
        ("a.pdf", "empty", ""),
        ("a.pdf", "", ""),  # not opened
    ],
)
def test_named_as(name: str, format: str, said: str) -> None:
    assert named_as(name, format) == said


def test_kinds_of_text_are_those_of_the_reader() -> None:
    """A kind of text that is added to the one has to be added to the other, or a .txt of that kind is called disguised."""
    assert sniff.TEXTS <= TEXTS


def test_it_is_in_the_inventory(tmp_path: Path) -> None:
    share = tmp_path / "share"
    share.mkdir()
    (share / "写真.jpg").write_bytes(builders.xlsx({"S": [["氏名"], ["山田太郎"]]}))
    (share / "表.xlsx").write_bytes(builders.xlsx({"S": [["氏名"], ["山田太郎"]]}))
    plan = Plan(targets=(str(share),), out=str(tmp_path / "out"), executor="inline")
    pipeline.scan(plan, b"k" * 32, engine="tests.unruly:Unruly")
    rows = inventory.open(tmp_path / "out").table("items").to_pylist()
    assert {row["relative"]: (row["format"], row["named_as"], row["status"]) for row in rows} == {
        "写真.jpg": ("xlsx", "jpg", "scanned"),
        "表.xlsx": ("xlsx", "", "scanned"),
    }
