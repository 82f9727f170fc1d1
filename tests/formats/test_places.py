"""The matrix: format × place where a value can be. Each is found once, with the place a reader would look for it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

import pytest

from scanner.model import Column, Passage, Reason, Segment
from tests.builders import odf, ooxml, pdfs
from tests.needs import ROOT

from .reading import problems, segments

PROPERTIES = {
    "題名": ("", "property title"),
    "作成者": ("", "property creator"),
    "更新者": ("", "property lastModifiedBy"),
    "会社": ("", "property Company"),
    "独自の属性": ("", "property custom"),
}
ODF_PROPERTIES = {
    "題名": ("", "property title"),
    "作成者": ("", "property initial-creator"),
    "更新者": ("", "property creator"),
    "独自の属性": ("", "property user-defined"),
}
# Place → (part, at).
PLACES: dict[str, tuple[Callable[[], bytes], dict[str, tuple[str, str]]]] = {
    "a.docx": (
        ooxml.docx_of_places,
        {
            **dict.fromkeys(
                "本文 隠し文字 挿入 削除 親文字 ルビ 欄 リンクの文字 結果 数式".split(), ("", "paragraph 1")
            ),
            "表": ("", "table 1 row 1"),
            "表の二段目": ("", "table 1 row 1"),
            "表の中の表": ("", "table 2 row 1"),
            **dict.fromkeys("先頭のヘッダー ヘッダー 偶数のヘッダー".split(), ("", "header")),
            **dict.fromkeys("先頭のフッター フッター 偶数のフッター".split(), ("", "footer")),
            "脚注": ("", "footnote"),
            "文末脚注": ("", "endnote"),
            "コメント": ("", "comment"),
            "コメント者": ("", "comment author"),
            "変更者": ("", "change author"),
            "参加者": ("", "author"),
            "図形の枠": ("", "text box"),
            "旧図の枠": ("", "text box"),
            **dict.fromkeys("代替文字 旧図の代替文字 飾り文字".split(), ("", "description")),
            "欄の見出し": ("", "form field"),
            "命令": ("", "field"),
            "リンク先": ("", "link"),
            "変数": ("", "setting"),
            "定型句": ("", "building block"),
            "図表の題": ("", "chart"),
            "図表の値": ("", "chart"),
            "組織図": ("", "diagram"),
            "埋込表": ("Book1.xlsx!Sheet1", "氏名"),
            "取込文書": ("chunk.html", "line 1"),
            "結び付いた値": ("", "data"),
            **PROPERTIES,
        },
    ),
    "a.pptx": (
        ooxml.pptx_of_places,
        {
            **dict.fromkeys("表題 組の中 新しい図形".split(), ("slide 1", "")),
            "表": ("slide 1", "table 1 row 1"),
            "代替文字": ("slide 1", "description"),
            "リンク先": ("slide 1", "link"),
            "ノート": ("slide 1", "notes"),
            "旧コメント": ("slide 1", "comment"),
            "新コメント": ("slide 1", "comment"),
            "旧コメント者": ("", "comment author"),
            "新コメント者": ("", "comment author"),
            "図表の題": ("slide 1", "chart"),
            "図表の値": ("slide 1", "chart"),
            "組織図": ("slide 1", "diagram"),
            "非表示": ("slide 2", ""),
            "マスター": ("", "master 1"),
            "レイアウト": ("", "layout 1"),
            "埋込表": ("Book1.xlsx!Sheet1", "氏名"),
            **PROPERTIES,
        },
    ),
    "a.odt": (
        odf.odt_of_places,
        {
            **dict.fromkeys("見出し 本文 飾り 親文字 ルビ 削除 リンクの文字".split(), ("", "paragraph 1")),
            **dict.fromkeys("箇条書き 隠し節".split(), ("", "paragraph 11")),
            "表": ("", "table 1 row 1"),
            "表の中の表": ("", "table 2 row 1"),
            **dict.fromkeys("先頭のヘッダー ヘッダー 偶数のヘッダー".split(), ("", "header")),
            **dict.fromkeys("先頭のフッター フッター 偶数のフッター".split(), ("", "footer")),
            "脚注": ("", "footnote"),
            "文末脚注": ("", "endnote"),
            "コメント": ("", "comment"),
            "コメント者": ("", "comment author"),
            "変更者": ("", "change author"),
            **dict.fromkeys("枠 図形".split(), ("", "text box")),
            **dict.fromkeys("図の題 代替文字".split(), ("", "description")),
            **dict.fromkeys("変数 入力欄 隠し文字".split(), ("", "field")),
            "リンク先": ("", "link"),
            "図表の題": ("", "object"),
            "図表の値": ("", "object, table 1 row 1"),
            "埋込表": ("Object 2!名簿.csv", "氏名"),
            **ODF_PROPERTIES,
        },
    ),
    "a.odp": (
        odf.odp_of_places,
        {
            **dict.fromkeys("表題 組の中".split(), ("slide 1", "")),
            "表": ("slide 1", "table 1 row 1"),
            "代替文字": ("slide 1", "description"),
            "リンク先": ("slide 1", "link"),
            "ノート": ("slide 1", "notes"),
            "コメント": ("slide 1", "comment"),
            "コメント者": ("slide 1", "comment author"),
            "非表示": ("slide 2", ""),
            "フッター": ("", "header or footer"),
            "マスター": ("", "master 1"),
            **ODF_PROPERTIES,
        },
    ),
    "a.pdf": (
        pdfs.pdf_of_places,
        {
            **dict.fromkeys("本文 透明な文字 隠れた層 白い文字".split(), ("page 1", "")),
            "縦書き": ("page 2", ""),
            "入力欄": ("page 1", "氏名"),
            "親の値": ("page 1", "parent"),
            "注釈": ("page 1", "annotation"),
            "注釈者": ("page 1", "annotation author"),
            "代替文字": ("page 1", "description"),
            "留めた文書": ("page 1!pinned.txt", ""),
            "添付": ("名簿.csv", "氏名"),
            "しおり": ("", "outline"),
            "頁の名": ("", "page label"),
            "XFAの値": ("", "form data"),
            "XFAの見出し": ("", "form text"),
            "題名": ("", "property Title"),
            "作成者": ("", "property Author"),
            "会社": ("", "property Company"),
            "XMPの作成者": ("", "property creator"),
        },
    ),
}


def found_at(found: list[Segment]) -> dict[str, list[tuple[str, str]]]:
    """Value → the places where it was found; a column counts by its field."""
    places: dict[str, list[tuple[str, str]]] = {}
    for segment in found:
        if isinstance(segment, Passage):
            texts, at = [segment.text], segment.at
        elif isinstance(segment, Column):
            texts, at = [value or "" for value in segment.values.to_pylist()], segment.field
        else:
            continue
        for text in texts:
            for piece in text.split("【")[1:]:
                places.setdefault(piece.partition("】")[0], []).append((segment.part, at))
    return places


@pytest.mark.parametrize("name", PLACES)
def test_every_place_is_read_once(name: str) -> None:
    build, expected = PLACES[name]
    found = segments(build(), name)
    assert not problems(found)
    assert found_at(found) == {value: [place] for value, place in expected.items()}


@pytest.mark.parametrize("name", ["a.docx", "a.odt"])
def test_a_number_changed_under_change_tracking_is_read_as_it_is_and_as_it_was(name: str) -> None:
    lines = Counter(line for s in segments(PLACES[name][0](), name) if isinstance(s, Passage)
                    for line in s.text.split("\n"))  # fmt: skip
    assert lines["電話090-1234-2222"] == 1 and lines["電話090-1234-1111"] == 1


def test_prompts_of_a_master_are_no_text_of_the_show() -> None:
    assert not any(isinstance(s, Passage) and "書式設定" in s.text for s in segments(ooxml.pptx_of_places(), "a.pptx"))


def test_an_encrypted_opendocument_file_and_a_cut_off_one() -> None:
    assert problems(segments(odf.odf("text", {"content.xml": b"\x00"}, encrypted=True), "a.odt")) == [
        (Reason.ENCRYPTED, "")
    ]
    whole = odf.odt_of_places()
    found = segments(whole[: len(whole) - 600], "a.odt")
    assert "本文" in found_at(found) and (Reason.CORRUPT, "") in problems(found)


def test_pdf_link_directory_that_points_nowhere_and_packed_xmp() -> None:
    found = segments(pdfs.pdf_of_places(xref=False, packed_xmp=True), "a.pdf")
    assert not problems(found) and set(found_at(found)) == set(PLACES["a.pdf"][1])
    assert ("page 1", "link", "mailto:a@example.jp") in [
        (s.part, s.at, s.text) for s in found if isinstance(s, Passage)
    ]
    assert found_at(segments(pdfs.pdf_of_places(), "a.pdf")) == found_at(found)


PAGES = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"


def test_pdf_vertical_writing_set_a_character_at_a_time() -> None:
    lines = "".join(
        f"1 0 0 1 300 {700 - 14 * i} Tm <{c.encode('utf-16-be').hex()}> Tj " for i, c in enumerate("電話090")
    )
    page = (
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 5 0 R >> >> /Contents 4 0 R >>"
    )
    objects: dict[int, str | bytes] = {1: "<< /Type /Catalog /Pages 2 0 R >>", 2: PAGES, 3: page,
               4: pdfs.stream(f"BT /F1 12 Tf {lines} ET".encode()), 5: pdfs.FONT.format("H")}  # fmt: skip
    (passage,) = [s for s in segments(pdfs.pdf_of(objects), "a.pdf") if isinstance(s, Passage)]
    assert passage.text.strip() == "電話090"


def test_pdf_outline_that_leads_back_to_itself(caplog: pytest.LogCaptureFixture) -> None:
    page = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>"
    objects: dict[int, str | bytes] = {1: "<< /Type /Catalog /Pages 2 0 R /Outlines 4 0 R >>", 2: PAGES, 3: page,
               4: "<< /First 5 0 R /Last 5 0 R >>", 5: "<< /Title (x) /Next 5 0 R /First 5 0 R >>"}  # fmt: skip
    assert [s.text for s in segments(pdfs.pdf_of(objects), "a.pdf") if isinstance(s, Passage)] == ["x"]
    assert not caplog.records  # nothing on the terminal, where the summary stands


def test_the_document_names_every_place() -> None:
    text = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    places = {at for _, expected in PLACES.values() for _, at in expected.values()}
    named = {re.sub(r" row \d+$| \d+$", "", at).rpartition(", ")[2] for at in places if not at.startswith("property")}
    assert not {at for at in named - {"", "氏名", "parent", "line"} if f"`{at}" not in text}
