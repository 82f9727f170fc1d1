"""CSV, sheets and other tables: where the header is, and what is none."""

from __future__ import annotations

import datetime
import io
import json
import struct

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from scanner.budget import Limits
from scanner.formats.tables import find_layout, is_header, is_label
from scanner.model import Column, Reason
from tests import builders

from .reading import columns, everything, passages, problems, segments, texts

PEOPLE = [["山田太郎", "東京都港区1-1", "090-1111-2222"], ["佐藤花子", "大阪府大阪市2-2", "090-3333-4444"]]


@pytest.mark.parametrize(
    "label",
    ["氏名", "氏 名", "住所", "お名前（漢字）", "電話番号：", "生年月日", "TEL", "customer_id", "userName", "No."],
)
def test_labels(label: str) -> None:
    assert is_label(label)


@pytest.mark.parametrize(
    "value",
    ["山田太郎", "春日", "菊地", "椎名", "美月", "隆行", "千歳", "Ron", "東京都港区1-1", "090-1111-2222", "1980年1月"],
)
def test_values_are_no_labels(value: str) -> None:
    assert not is_label(value)


@pytest.mark.parametrize(
    "rows, names, first",
    [
        ([["氏名", "住所", "電話"], *PEOPLE], ["氏名", "住所", "電話"], 1),
        (PEOPLE, [], 0),  # a first record must not become the names of fields
        ([["山田太郎", "営業部"], ["佐藤花子", "人事部"]], [], 0),
        ([["a1", "b1"], ["1", "2"], ["3", "4"]], ["a1", "b1"], 1),  # words above numbers, twice
        ([["顧客名簿"], [], ["氏名", "住所", "電話"], *PEOPLE], ["氏名", "住所", "電話"], 3),
        (
            [["", "住所", "", "連絡先"], ["氏名", "都道府県", "市町村", "電話"], ["山田", "東京都", "港区", "03-1111"]],
            ["氏名", "住所/都道府県", "住所/市町村", "連絡先/電話"],
            2,
        ),
        (
            [["氏名", "続柄", "年齢"], ["山田太郎", "本人", "45"], ["山田花子", "配偶者", "43"]],
            ["氏名", "続柄", "年齢"],
            1,
        ),
        ([["file", "sha256", "note"], ["資料", "00ff", ""], ["名簿", "11ee", "済"]], ["file", "sha256", "note"], 1),
        ([["氏名", "備考", "備考"], ["山田", "x", "y"]], ["氏名", "備考", "備考.2"], 1),
        ([["氏名", "住所", ""], ["山田", "東京", "x"], ["佐藤", "大阪", "y"]], ["氏名", "住所", "col3"], 1),
    ],
)
def test_layout(rows: list[list[str]], names: list[str], first: int) -> None:
    layout = find_layout(rows)
    assert (layout.names, layout.first) == (names, first)


@pytest.mark.parametrize(
    "rows",
    [
        [["氏名", "山田太郎", "生年月日", "1980/1/1"], ["住所", "東京都港区", "電話", "03-1111-2222"]],
        [["氏名", "山田太郎"], ["住所", "東京都港区1-1"], ["電話", "03-1111-2222"]],
        [
            ["車名", "スズカゼ", "型式", "ZV"],
            ["車台番号", "ZV-123456", "長さ", "450"],
            ["保管の位置", "東京都港区", "", ""],
        ],
        [["氏名", "山田太郎", "職業", "会社員"], ["フリガナ", "ヤマダタロウ", "勤務先", "例示商事"]],
    ],
)
def test_first_line_of_a_form_is_no_header(rows: list[list[str]]) -> None:
    assert not is_header(rows[0], rows[1:])


def test_csv_dialects() -> None:
    for delimiter in ",;|\t":
        text = "\n".join(delimiter.join(row) for row in [["氏名", "住所", "電話"], *PEOPLE])
        assert columns(segments(text.encode("cp932"), "a.csv"))["氏名"] == ["山田太郎", "佐藤花子"]
    assert columns(segments("'氏名','住所'\n'山,田','東京'\n", "a.csv")) == {"氏名": ["山,田"], "住所": ["東京"]}


def test_csv_without_header_and_with_a_title() -> None:
    found = segments("\n".join(",".join(row) for row in PEOPLE * 3), "a.csv")
    assert list(columns(found)) == ["col1", "col2", "col3"] and len(columns(found)["col1"]) == 6
    found = segments("顧客名簿\n作成日,2024/01/01\n\n氏名,住所,電話\n" + ",".join(PEOPLE[0]) + "\n", "a.csv")
    assert "顧客名簿" in texts(found) and columns(found)["氏名"] == ["山田太郎"]
    first = next(s for s in found if isinstance(s, Column))
    assert first.row == 5 and first.hints.siblings == ("氏名", "住所", "電話") and first.hints.name == "a.csv"


def test_ragged_rows_and_quoted_line_ends() -> None:
    found = columns(segments('氏名,備考\n山田,"1行\n2行",余り\n佐藤\n', "a.csv"))
    assert found == {"氏名": ["山田", "佐藤"], "備考": ["1行\n2行", None], "col3": ["余り", None]}


def test_unclosed_quote_costs_no_line() -> None:
    """A reader that waits for the closing quote would swallow the rest of the file."""
    text = 'id,氏名\n1,"山田\n' + "".join(f"{n},佐藤{n}\n" for n in range(2, 5000))
    found = columns(segments(text, "a.csv"))
    assert sum(1 for value in found["氏名"] if value and value.startswith("佐藤")) == 4998


def test_long_tables_come_in_batches_with_row_numbers() -> None:
    text = "氏名,電話\n" + "".join(f"山田{n},0{n}\n" for n in range(150_000))
    found = [s for s in segments(text, "a.csv") if isinstance(s, Column)]
    assert [(c.field, c.row) for c in found] == [(f, r) for r in (2, 65_538, 131_074) for f in ("氏名", "電話")]
    assert found[-1].values[-1].as_py() == "0149999"


def test_many_columns() -> None:
    text = ",".join(f"f{n}" for n in range(30_000)) + "\n" + ",".join("1" for _ in range(30_000)) + "\n"
    assert not problems(segments(text, "a.csv"))


def test_table_on_its_side_keeps_each_label_with_its_value() -> None:
    found = passages(segments("氏名,山田太郎\n住所,東京都港区1-1\n電話,03-1111-2222\n", "a.csv"))
    assert (found[0].text, found[0].hints.header) == ("氏名\t山田太郎", "氏名")


def test_sheet_with_title_table_and_note() -> None:
    data = builders.xlsx({"名簿": [["顧客名簿"], [], ["氏名", "個人番号", "登録日"],
                                   ["山田太郎", 123456789018, datetime.datetime(2024, 4, 1)],
                                   ["佐藤花子", 987654321098, None], [], ["以上、社外秘"]]})  # fmt: skip
    found = segments(data, "a.xlsx")
    assert columns(found) == {"氏名": ["山田太郎", "佐藤花子"], "個人番号": ["123456789018", "987654321098"],
                              "登録日": ["2024-04-01", None]}  # fmt: skip
    assert [(p.at, p.text) for p in passages(found) if p.part] == [("A1", "顧客名簿"), ("A7", "以上、社外秘")]
    table = next(s for s in found if isinstance(s, Column))
    assert (table.part, table.row, table.hints.sheet) == ("名簿", 4, "名簿")


def test_sheet_header_of_two_rows_with_merged_cells() -> None:
    head: builders.Rows = [["氏名", None, None, "電話"], [None, "都道府県", "市区町村"]]
    rows = [*head, ["山田", "東京都", "港区", "03-1111-2222"]]
    data = builders.xlsx({"S": rows}, merged={"B1:C1": "住所"})
    assert list(columns(segments(data))) == ["氏名", "住所/都道府県", "住所/市区町村", "電話"]


def test_blank_row_inside_a_table() -> None:
    rows = [["氏名", "電話"], *[[f"山田{n}", f"03-{n:04d}"] for n in range(5)], [], ["佐藤", "06-1111"]]
    assert columns(segments(builders.xlsx({"S": rows})))["氏名"][-1] == "佐藤"


def test_form_laid_out_as_a_grid() -> None:
    rows: builders.Rows = [["自動車リース申込書"], [None], ["氏名", None, "山田太郎", None, "生年月日", "1980/1/1"]]
    data = builders.xlsx({"申込書": [*rows, ["個人番号", *"123456789018"], ["住所", "東京都港区1-1"]]})
    found = {p.at: (p.hints.header, p.text) for p in passages(segments(data))}
    assert found["C3"] == ("氏名", "氏名\t山田太郎") and found["F3"] == ("生年月日", "生年月日\t1980/1/1")
    assert found["B4"] == ("個人番号", "個人番号\t123456789018")  # a digit a box
    assert not columns(segments(data))


def test_everything_a_workbook_hides() -> None:
    sheets = {"表": [["x"]], "裏": [["山田太郎"]]}
    comments = {"A1": "本人は090-1111-2222"}
    data = builders.xlsx(sheets, hidden=["裏"], comments=comments, text_box="枠の中", author="佐藤")
    found = segments(data, "a.xlsx")
    places = {(p.part, p.at): p.text for p in passages(found)}
    assert places["裏", "A1"] == "山田太郎" and "090-1111-2222" in places["表", "comment A1"]
    assert places["表", "text box"] == "枠の中" and places["", "property creator"] == "佐藤"


@pytest.mark.parametrize(
    "value, text", [(1.0, "1"), (1.5, "1.5"), (123456789012345, "123456789012345"), (True, "TRUE")]
)
def test_cells_as_a_reader_sees_them(value: object, text: str) -> None:
    assert texts(segments(builders.xlsx({"S": [[value]]}))).splitlines()[0] == text


def test_xls() -> None:
    found = columns(segments(builders.xls({"名簿": [["氏名", "電話"], *[["山田太郎", "03-1111-2222"]] * 3]}), "a.xls"))
    assert found == {"氏名": ["山田太郎"] * 3, "電話": ["03-1111-2222"] * 3}


def test_two_cells_far_apart_do_not_fill_the_memory() -> None:
    import io

    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet("S")
    sheet.write(0, 0, "山田太郎")
    sheet.write(1_048_575, 16_383, "佐藤花子")
    book.close()
    assert "佐藤花子" in everything(segments(buffer.getvalue()))


@pytest.mark.parametrize("data", [builders.encrypted_xlsx()])
def test_encrypted_workbook(data: bytes) -> None:
    assert problems(segments(data, "a.xlsx")) == [(Reason.ENCRYPTED, "")]
    assert problems(segments(data, "名前のないもの")) == [(Reason.ENCRYPTED, "")]


def test_cut_off_workbook() -> None:
    data = builders.xlsx({"S": [["山田太郎", n] for n in range(500)]})
    assert (Reason.CORRUPT, "") in problems(segments(builders.cut(data, 0.3), "a.xlsx"))
    found = segments(data[:-40], "a.xlsx")  # only the end of the directory is gone
    assert problems(found) == [(Reason.CORRUPT, "")] and "山田太郎" in everything(found)


@pytest.mark.parametrize(
    "first, last, left, right",
    [(68, 8, 0, 3), (0, 1 << 31, 0, 3), (0, 3, 0, 65_000)],  # backwards; more rows, more columns than an xls has
)
def test_xls_with_impossible_sizes(first: int, last: int, left: int, right: int) -> None:
    """calamine reserves memory for what this record says, and a failed allocation ends the process."""
    data = bytearray(builders.xls({"S": [["氏名", "電話"], *[["山田太郎", "03-1111-2222"]] * 3]}))
    at = data.index(struct.pack("<HH", 0x200, 14))
    struct.pack_into("<LLHH", data, at + 4, first, last, left, right)
    assert "山田太郎" in everything(segments(bytes(data), "a.xls"))


def test_ole_with_a_silly_header() -> None:
    data = bytearray(builders.xls({"S": [["山田太郎"]]}))
    struct.pack_into("<HH", data, 30, 9, 60_000)  # sectors of 2 to the 60,000 bytes
    assert [reason for reason, _ in problems(segments(bytes(data), "a.xls"))] == [Reason.CORRUPT]


def test_a_long_list_in_a_json_record_is_kept_whole() -> None:
    mails = [f"user{number:06}@example.jp" for number in range(60_000)]
    assert columns(segments(json.dumps([{"mails": mails}]), "a.json")) == {"mails": ["\n".join(mails)]}


def test_half_an_emoji_costs_one_character() -> None:
    found = columns(segments(r'[{"tel": "090-1111-2222", "memo": "済 \ud83d"}]', "a.json"))
    assert found == {"tel": ["090-1111-2222"], "memo": ["済 ?"]}


def test_rows_read_before_the_budget_was_spent_are_kept() -> None:
    text = "氏名,電話番号\n" + "山田太郎,090-1111-2222\n" * 60_000
    found = segments(text, "a.csv", Limits(cells=100_000))
    assert len(columns(found)["氏名"]) > 20_000 and problems(found) == [(Reason.TOO_LARGE, "")]


def parquet(**columns: list[object]) -> bytes:
    stream = io.BytesIO()
    pq.write_table(pa.table(columns), stream)
    return stream.getvalue()


def test_parquet() -> None:
    data = parquet(氏名=["山田太郎", None], 電話番号=[9011112222, 9033334444], 生年月日=[datetime.date(1970, 1, 2)] * 2)
    found = segments(data, "a.bin")
    assert [column.hints.siblings for column in found if isinstance(column, Column)] == [
        ("氏名", "電話番号", "生年月日")
    ] * 3
    assert columns(found)["氏名"] == ["山田太郎", None] and len(columns(found)["電話番号"]) == 2
    assert problems(segments(data[:-20], "a.parquet")) == [(Reason.CORRUPT, "")]
    assert problems(segments(b"PARE" + data[4:-4] + b"PARE", "a.parquet")) == [(Reason.ENCRYPTED, "")]


def test_strings_of_a_parquet_that_are_no_utf8_are_mended_and_reported() -> None:
    stream = io.BytesIO()
    pq.write_table(pa.table({"氏名": ["山田太郎", "x" * 40, "佐藤"]}), stream, compression="none", use_dictionary=False)
    found = segments(stream.getvalue().replace(b"x" * 40, b"y" * 20 + b"\xff" * 20), "a.parquet")
    assert columns(found)["氏名"] == ["山田太郎", "y" * 20 + "\ufffd" * 20, "佐藤"]
    assert problems(found) == [(Reason.UNDECODABLE, "")]


def test_rows_of_a_parquet_read_before_the_budget_was_spent_are_kept() -> None:
    found = segments(
        parquet(氏名=["山田太郎"] * 60_000, 電話番号=["090-1111-2222"] * 60_000), "a", Limits(cells=100_000)
    )
    assert len(columns(found)["氏名"]) > 20_000 and problems(found) == [(Reason.TOO_LARGE, "")]
