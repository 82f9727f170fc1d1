"""Word and PowerPoint before 2007: what only files made byte by byte can show."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from scanner.formats.ole import endless, open_ole
from scanner.model import Reason
from tests.builders import binary_office as office
from tests.builders import hostile, xls

from .reading import columns, kind, passages, problems, segments, texts

HEADERS = [
    "",
    "",
    "",
    "",
    "",
    "",
    "【偶数頁】\r",
    "【奇数頁】\r",
    "【偶数の下】\r",
    "【奇数の下】\r",
    "【先頭頁】\r",
    "【先頭の下】\r",
]
# A table of two rows: cells end in 07, and so does each row.
IN_TABLE, ROW = 0x2416, 0x2417


def places(data: bytes, name: str = "a.doc") -> dict[str, str]:
    found: dict[str, str] = {}
    for passage in passages(segments(data, name)):
        at = "/".join(filter(None, (passage.part, passage.at)))
        found[at] = f"{found[at]}|{passage.text}" if at in found else passage.text
    return found


def test_word_pieces_of_one_and_two_bytes_and_characters_beyond_the_first_plane() -> None:
    data = office.doc(
        {"body": "氏名 𠮷田 TEL 090-1234-5678 café\r次 Yamada\r"}, latin=["TEL 090-1234-5678 café", "Yamada"]
    )
    assert kind(data) == "doc" and texts(segments(data, "a.doc")) == "氏名 𠮷田 TEL 090-1234-5678 café\n次 Yamada"


def test_word_stories_and_headers_of_each_kind() -> None:
    stories = {
        "body": "本文\r",
        "footnote": "\x02脚注\r",
        "comment": "\x05注記\r",
        "endnote": "\x02文末\r",
        "text box": "枠\r",
    }
    found = places(office.doc(stories, headers=HEADERS, strings={36: ["山田"], 71: ["佐藤", "C:\\佐藤\\名簿.doc"]}))
    assert found == {
        "paragraph 1": "本文",
        "footnote": "脚注",
        "header": "【偶数頁】|【奇数頁】|【先頭頁】",
        "footer": "【偶数の下】|【奇数の下】|【先頭の下】",
        "comment": "注記",
        "endnote": "文末",
        "text box": "枠",
        "comment author": "山田",
        "saved by": "佐藤\nC:\\佐藤\\名簿.doc",
    }


def test_word_table_with_an_empty_cell_and_two_paragraphs_in_one() -> None:
    body = "𠮷の前\r氏名\x07電話\x07\x07鈴木\r一郎\x07\x07\x07高橋\x0703-2\x07\x07後\r"
    kinds = {
        1: IN_TABLE,
        2: IN_TABLE,
        3: ROW,
        4: IN_TABLE,
        5: IN_TABLE,
        6: IN_TABLE,
        7: ROW,
        8: IN_TABLE,
        9: IN_TABLE,
        10: ROW,
    }
    found = segments(office.doc({"body": body}, marks=kinds), "a.doc")
    assert columns(found, "table 1") == {"氏名": ["鈴木\n一郎", "高橋"], "電話": [None, "03-2"]}
    assert texts(found) == "𠮷の前\n後"


def test_word_table_without_properties_of_paragraphs() -> None:
    found = segments(office.doc({"body": "氏名\x07電話\x07\x07鈴木\x0703-1\x07\x07高橋\x0703-2\x07\x07後\r"}), "a.doc")
    assert columns(found, "table 1") == {"氏名": ["鈴木", "高橋"], "電話": ["03-1", "03-2"]}


def test_word_change_tracking() -> None:
    changes = {"1111": "gone", "2222": "new", "消した人": "gone"}
    data = office.doc({"body": "𠮷090-1234-11112222\r残る消した人\r"}, changes=changes)
    assert texts(segments(data, "a.doc")) == "𠮷090-1234-2222\n𠮷090-1234-1111\n残る消した人"


def test_word_fields() -> None:
    link = '\x13 HYPERLINK "mailto:a@example.jp" \x14送る\x15'
    ruby = '\x13 EQ \\* jc2 \\* "Font:ＭＳ 明朝" \\* hps10 \\o\\ad(\\s\\up 9(すずき),鈴木)\x15'
    nested = "\x13 IF \x13 MERGEFIELD 氏名 \x14佐藤\x15 = 1 \x14結果\x15"
    unfinished = "\x13 XE 山田"
    found = places(office.doc({"body": f"{link}\r{ruby}様\r{nested}\r{unfinished}\r後\r"}))
    assert (
        found["paragraph 1"] == "送る\n鈴木(すずき)様\n結果\n XE 山田\n後" and "mailto:a@example.jp" in found["field"]
    )


def test_word_objects() -> None:
    storages = {
        "ObjectPool": {"_1": {"\x01Ole10Native": office.native("名簿.csv", "氏名,電話\n鈴木,1\n".encode("cp932"))}}
    }
    found = segments(office.doc({"body": "x\r"}, storages=storages), "a.doc")
    assert columns(found, "object 1!名簿.csv")["氏名"] == ["鈴木"]


def test_word_workbook_inside_as_streams_of_its_own() -> None:
    from io import BytesIO

    from scanner.formats.ole import open_ole

    with open_ole(BytesIO(xls({"名簿": [["氏名", "電話"], ["鈴木", "1"], ["高橋", "2"]]}))) as ole:
        workbook = ole.openstream("Workbook").read()
    found = segments(office.doc({"body": "x\r"}, storages={"ObjectPool": {"_7": {"Workbook": workbook}}}), "a.doc")
    assert columns(found, "object 1!名簿")["氏名"] == ["鈴木", "高橋"]


@pytest.mark.parametrize("wide", [False, True])
def test_word_95(wide: bool) -> None:
    found = segments(
        office.doc_95("氏名 山田太郎\r氏名\x07電話\x07\x07鈴木\x0703-1\x07\x07高橋\x0703-2\x07\x07", wide=wide), "a.doc"
    )
    assert not problems(found) and texts(found) == "氏名 山田太郎"
    assert columns(found, "table 1") == {"氏名": ["鈴木", "高橋"], "電話": ["03-1", "03-2"]}


def test_word_encrypted_cut_off_and_without_its_tables() -> None:
    assert problems(segments(office.doc({"body": "x\r"}, encrypted=True), "a.doc")) == [(Reason.ENCRYPTED, "")]
    whole = office.doc({"body": "山田太郎\r" * 2000})
    assert problems(segments(whole[: len(whole) // 3], "a.doc")) == [(Reason.CORRUPT, "")]
    from scanner.formats.ole_write import ole_file

    assert problems(segments(ole_file({"WordDocument": bytes(4096)}), "a.doc")) == [(Reason.CORRUPT, "")]


def comment(author: str, text: str) -> bytes:
    inner = office.record(12000, b"", office.string(author), office.string(text, 1), office.string("x", 2))
    return office.record(5000, b"", office.record(5002, b"", office.string("___PPT10"), office.record(5003, inner)))


def shape(text: str, placeholder: int = 0) -> bytes:
    client = (
        office.record(0xF011, b"", office.record(3011, bytes(4) + bytes((placeholder, 0, 0, 0))))
        if placeholder
        else b""
    )
    return office.record(0xF004, b"", client, office.record(0xF00D, b"", office.chars(text)))


def test_powerpoint_in_its_places() -> None:
    link = office.record(
        1033, b"", office.record(4055, b"", office.string("mailto:a@example.jp", 1), office.string("#x", 3))
    )
    footer = office.record(4057, b"", office.string("下の山田", 2))
    latin = office.record(4008, b"Yamada caf\xe9")
    data = office.ppt(
        [("一枚目", shape("枠の佐藤") + comment("査読 甲", "要確認 乙")), ("二枚目", latin)],
        notes={2: shape("話す 丙")},
        masters=[shape("社名 丁") + shape("マスター タイトルの書式設定", 1)],
        document=[link, footer],
        objects=[office.dropped_file("名簿.csv", "氏名,電話\n鈴木,1\n".encode("cp932"))],
        stale=office.record(1006, b"", office.chars("古い一枚目")),
    )
    found = places(data, "a.ppt")
    assert found.pop("object 1!名簿.csv/@name") == "名簿.csv"
    assert found == {
        "slide 1": "一枚目\n枠の佐藤",
        "slide 1/comment": "査読 甲\n要確認 乙",
        "slide 2": "二枚目\nYamada café",
        "slide 2/notes": "話す 丙",
        "master 1": "社名 丁",
        "presentation": "mailto:a@example.jp\n下の山田",
    }
    assert columns(segments(data, "a.ppt"), "object 1!名簿.csv")["氏名"] == ["鈴木"]


def test_powerpoint_encrypted_and_without_its_directory() -> None:
    assert problems(segments(office.ppt([("x", b"")], encrypted=True), "a.ppt")) == [(Reason.ENCRYPTED, "")]
    from scanner.formats.ole_write import ole_file

    stream = office.record(1006, b"", office.chars("山田太郎"))
    found = segments(ole_file({"PowerPoint Document": stream}), "a.ppt")
    assert texts(found) == "山田太郎" and problems(found) == [(Reason.CORRUPT, "")]


def test_powerpoint_chain_of_edits_that_leads_back_to_itself() -> None:
    import struct

    from scanner.formats.ole_write import ole_file

    edit = office.record(4085, struct.pack("<LLLLLLL", 0, 0, 0, 0, 1, 0, 0))
    user = office.record(4086, struct.pack("<LLL", 20, 0xE391C05F, 8))
    looped = office.record(4085, struct.pack("<LLLLLLL", 0, 0, 8, 0, 1, 0, 0))
    found = segments(ole_file({"PowerPoint Document": bytes(8) + looped + edit, "Current User": user}), "a.ppt")
    assert problems(found) == [(Reason.CORRUPT, "")]


SAMPLES = Path(__file__).parent / "samples"


def test_a_document_that_an_office_suite_wrote() -> None:
    found = places((SAMPLES / "places.doc").read_bytes())
    body = found["paragraph 1"].split("\n")
    # It writes a content control as four form fields, and rows of a table in a cell as lines of the cell.
    assert body[:7] == [
        "【本文】",
        "【隠し文字】",
        "【挿入】",
        "【削除】",
        "電話090-1234-2222",
        "電話090-1234-1111",
        "【親文字】(【ルビ】)",
    ]
    assert set(body[8:10]) == {"【リンクの文字】", "【結果】"} and "【欄】" in body[7]
    assert found["table 1 row 1"] == "氏名\t【表】\n【表の二段目】" and "【表の中の表】" in found["table 1 row 2"]
    expected = {
        "footnote": "【脚注】",
        "header": "【先頭のヘッダー】",
        "footer": "【先頭のフッター】",
        "comment": "【コメント】",
        "comment author": "【コメント者】",
        "change author": "【変更者】",
        "endnote": "【文末脚注】",
        "text box": "【図形の枠】\n【旧図の枠】",
        "property title": "【題名】",
        "property author": "【作成者】",
        "property last_saved_by": "【更新者】",
    }
    assert {at: found[at] for at in expected} == expected and "mailto:【命令】" in found["field"]


def test_a_presentation_that_an_office_suite_wrote() -> None:
    assert places((SAMPLES / "places.ppt").read_bytes(), "a.ppt") == {
        "slide 1": "【表題】\n【枠】\n氏名\n電話\n【表】\n03-1",
        "slide 1/notes": "【ノート】",
        "slide 2": "【非表示】 Latin\n【組の中】",
        "slide 2/notes": "【ノート二】",
        "presentation": "mailto:【リンク先】",
    }


@pytest.mark.parametrize("way", [hostile.looping_directory, hostile.looping_ole])
def test_sectors_that_lead_back_into_themselves_are_seen(way) -> None:
    """calamine takes all memory for a chain without an end, so such a workbook is not given to it."""
    plain = xls({"S": [["電話"], ["090-1234-5678"]] * 3000})
    with open_ole(io.BytesIO(plain)) as ole:
        assert not endless(ole)
    assert problems(segments(way(plain), "a.xls")) == [(Reason.CORRUPT, "")]
