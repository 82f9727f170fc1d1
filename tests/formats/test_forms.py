"""Forms on a grid: what stands in several cells is read as one value, and tables of marks are left as they are."""

from __future__ import annotations

import pytest

from recognizers.types import Hints
from scanner.budget import Budget
from scanner.formats.forms import join_boxes, label_pairs
from scanner.formats.grid import grid_segments
from scanner.formats.sheets import sheet_segments
from scanner.formats.tables import Row
from scanner.model import Column, Passage

NUMBER = list("123456789018")


def sheet(*rows: Row) -> list[tuple[str, str, str]]:
    """(label, at, value) of what the sheet holds, columns value by value."""
    found = []
    for segment in sheet_segments(rows, "", Hints(), Budget()):
        if isinstance(segment, Passage):
            found.append((segment.hints.header, segment.at, segment.text.split("\t")[-1]))
        elif isinstance(segment, Column):
            found += [(segment.field, f"row {segment.row + n}", v) for n, v in enumerate(segment.values.to_pylist())]
    return found


def test_boxes_beside_their_label() -> None:
    assert sheet(["給与所得者の申告書"], ["個人番号", None, *NUMBER])[-1] == ("個人番号", "C2", "123456789018")


def test_boxes_below_their_labels() -> None:
    labels = ["個人番号", *[None] * 14, "電話番号"]
    boxes = [*NUMBER, None, None, None, *"09012345678"]
    assert sheet(labels, boxes) == [
        ("個人番号", "row 2", "123456789018"),
        ("電話番号", "row 2", "09012345678"),
    ]


def test_groups_of_boxes_and_merged_cells() -> None:
    groups = [*NUMBER[:4], None, *NUMBER[4:8], None, *NUMBER[8:]]
    merged = [cell for digit in NUMBER for cell in (digit, None)]
    assert sheet(["個人番号", *groups])[-1][2] == sheet(["個人番号", *merged])[-1][2] == "123456789018"


def test_a_label_one_kanji_a_cell() -> None:
    assert sheet(["氏", "名", None, "佐藤花子"]) == [("氏名", "D1", "佐藤花子")]
    assert sheet(["氏", "名", None, *"佐藤花子"]) == [("氏名", "D1", "佐藤花子")]


@pytest.mark.parametrize(
    ("cells", "value"),
    [
        (["生年月日", "昭和", "57", "年", "1", "月", "2", "日"], "昭和57年1月2日"),
        (["生年月日", "S", "57", "年", "12", "月", "30", "日"], "S57年12月30日"),
        (["電話番号", "03", "-", "1234", "-", "5678"], "03-1234-5678"),
        (["郵便番号", "904", "－", "2171"], "904－2171"),
    ],
)
def test_dates_and_numbers_in_parts(cells: list[str], value: str) -> None:
    pairs = list(label_pairs([(f"c{n}", cell) for n, cell in enumerate(cells)]))
    assert pairs == [("c1", cells[0], f"{cells[0]}\t{value}")]


def test_amounts_side_by_side_stay_apart() -> None:
    assert [text for *_, text in label_pairs([("a", "金額"), ("b", "57"), ("c", "12"), ("d", "月末")])] == [
        "金額\t57\t12\t月末"
    ]


def test_a_table_of_marks_is_no_form() -> None:
    header = ["社員番号", *[f"問{n}" for n in range(1, 9)]]
    marks = [[f"E{n:04}", *"34251432"] for n in range(30)]
    assert join_boxes([header, *marks]) == [header, *marks]
    unnamed = [list("34251432") for _ in range(30)]
    assert join_boxes(unnamed) == unnamed


def test_dependents_one_below_the_other_each_with_boxes() -> None:
    rows: list[Row] = [
        ["氏名", name, "個人番号", *NUMBER] for name in ("佐藤一", "佐藤二", "佐藤三", "佐藤四", "佐藤五")
    ]
    assert [row[3] for row in join_boxes(rows)] == ["123456789018"] * 5


def test_boxes_in_a_table_of_a_document() -> None:
    segments = list(grid_segments([["個人番号", *NUMBER], ["氏名", "佐藤花子"]], "table 1", Hints(), Budget()))
    assert [segment.text for segment in segments if isinstance(segment, Passage)] == [
        "個人番号\t123456789018",
        "氏名\t佐藤花子",
    ]
