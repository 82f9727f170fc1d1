"""What the parts cost by themselves: nothing is measured here, but every part has the text it is to work on."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.floors import Floors, Part, bare, lines, running
from benchmarks.shelf import TINY, Shelf
from tests import builders

ROWS = [["氏名", "備考"], ["山田太郎", "雨"]]


@pytest.mark.parametrize(
    ("ending", "data"),
    [
        ("txt", "山田太郎".encode()),
        ("log", "山田太郎".encode("cp932")),
        ("csv", "氏名,備考\n山田太郎,雨\n".encode()),
        ("csv", '氏名,備考\n山田太郎,"雨\n雪"\n'.encode("cp932")),
        ("json", '{"氏名": "山田太郎"}'.encode()),
        ("html", "<meta charset=utf-8><p>山田太郎</p>".encode()),
        ("docx", builders.docx(["山田太郎"])),
        ("xlsx", builders.xlsx({"一覧": ROWS})),
        ("pdf", builders.pdf(["山田太郎"])),
        ("eml", builders.eml("山田太郎", subject="件")),
        ("zip", builders.zip_of({"a.txt": "山田太郎".encode()})),
    ],
)
def test_libraries_give_what_is_in_a_file(ending: str, data: bytes) -> None:
    assert "山田太郎" in str(bare(data, ending))


def test_running_text_is_text_and_no_cells() -> None:
    assert running("山田太郎です。".encode(), "a.txt") == ["山田太郎です。"]
    assert running("氏名,備考\n山田太郎,雨\n佐藤花子,雪\n".encode(), "a.csv") == []


def test_all_corpora_have_parts(tmp_path: Path) -> None:
    parts = list(Floors(Shelf(tmp_path, TINY)).parts(1))
    assert {part.corpus for part in parts} == {"prose", "dense", "tables", "share"}
    assert all(part.rate > 0 for part in parts)
    assert {"Sudachi", "bare libraries"} <= {part.what for part in parts if part.counts}


def test_bars_stand_beside_what_each_part_reaches() -> None:
    parts = [
        Part("share", "bare libraries", 12.0),
        Part("share", "our readers", 6.0, counts=False),
        Part("share", "Sudachi", 4.0),
        Part("prose", "raw Hyperscan", 40.0),
    ]
    _, *rows = "\n".join(lines(parts)).split("\n")[1:]
    assert rows == [
        "| a mixed share | bare libraries + | 12 | 10 | no |",
        "| a mixed share | our readers | 6 | 10 | yes |",
        "| a mixed share | Sudachi + | 4 | 10 | yes |",
        "| a mixed share | together | 3 | 10 | yes |",
        "| clean Japanese prose | raw Hyperscan + | 40 | 20 | no |",
        "| clean Japanese prose | together | 40 | 20 | no |",
    ]
