"""RTF in every place that can hold text."""

from __future__ import annotations

import struct

from scanner.model import Reason
from tests.builders import binary_office

from .reading import columns, passages, problems, segments


def rtf(body: str) -> bytes:
    """Text beyond ASCII as \\'hh of CP932."""
    coded = "".join(c if c < "\x80" else "".join(f"\\'{b:02x}" for b in c.encode("cp932")) for c in body)
    return b"{\\rtf1\\ansi\\ansicpg932{\\fonttbl{\\f0\\fcharset128 MS;}}" + coded.encode() + b"}"


def places(body: str) -> dict[str, str]:
    return {p.at: p.text for p in passages(segments(rtf(body), "a.rtf"))}


def test_places() -> None:
    assert places(
        r"{\info{\author 作成 甲}{\*\company 会社}}{\*\userprops{\propname 担当}\proptype30{\staticval 独自 乙}}"
        r"{\*\revtbl{Unknown;}{変更 丙;}}"
        r"{\header 頭\par}{\footerf 足\par}本文{\footnote 脚注}{\*\atnid x}{\*\atnauthor 注記者}{\*\annotation{\*\annotationtext}注記}\par "
        r'{\shp{\*\shpinst{\sp{\sn a}{\sv b}}{\shptxt 枠\par}}}{\field{\*\fldinst HYPERLINK "mailto:a@example.jp"}{\fldrslt 送る}}\par '
        r"{\field{\*\fldinst EQ \\o\\ad(\\s\\up 9(すずき),鈴木)}}様{\*\unknown 隠れ}{\*\formfield{\*\ffdeftext 既定}}\par 終"
    ) == {
        "property author": "作成 甲",
        "property company": "会社",
        "property custom": "独自 乙",
        "change author": "Unknown;変更 丙;",
        "header": "頭",
        "footer": "足",
        "footnote": "脚注",
        "comment author": "注記者",
        "comment": "注記",
        "text box": "枠",
        "field": '"mailto:a@example.jp"',
        "form field": "既定",
        "paragraph 1": "本文\n送る\n鈴木(すずき)様\n終",
    }


def test_a_table_and_what_follows_it() -> None:
    row = r"\trowd\pard\intbl {0}\cell {1}\par 二段\cell\row "
    body = (
        r"前\par "
        + row.format("氏名", "電話")
        + row.format("鈴木", "03-1")
        + row.format("高橋", "03-2")
        + r"\pard 後\par"
    )
    found = segments(rtf(body), "a.rtf")
    assert [p.text for p in passages(found)] == ["前", "後"]
    assert columns(found, "table 1")["氏名"] == ["鈴木", "高橋"]


def objdata(program: bytes, data: bytes) -> str:
    name = program + b"\0"
    raw = struct.pack("<LLL", 0x501, 2, len(name)) + name + struct.pack("<LLL", 0, 0, len(data)) + data
    return rf"{{\object\objemb{{\*\objclass x}}{{\*\objdata {raw.hex()}}}{{\result 見える}}}}\par"


def test_embedded_objects() -> None:
    table = "氏名,電話\n鈴木,1\n".encode("cp932")
    package = binary_office.native("名簿.csv", table)[4:]
    found = segments(rtf(objdata(b"Package", package)), "a.rtf")
    assert columns(found, "object 1!名簿.csv")["氏名"] == ["鈴木"] and "見える" in [p.text for p in passages(found)]
    found = segments(rtf(objdata(b"Word.Document.8", binary_office.doc({"body": "中の山田\r"}))), "a.rtf")
    assert ("object 1", "中の山田") in [(p.part, p.text) for p in passages(found)]
    found = segments(rtf(r"{\object{\*\objdata 0105}}残り"), "a.rtf")
    assert problems(found) == [(Reason.CORRUPT, "object 1")] and [p.text for p in passages(found)] == ["残り"]


def test_a_file_that_ends_inside_its_groups() -> None:
    data = rtf(r"{\header 頭 山田{\b 佐藤")
    assert [(p.at, p.text) for p in passages(segments(data[:-1], "a.rtf"))] == [("header", "頭 山田佐藤")]
