"""Documents, mails, pages and data files: text from every place that holds some, trouble as a value."""

from __future__ import annotations

import pytest

from scanner.model import Reason
from tests import builders, needs

from .reading import columns, everything, kind, passages, problems, segments, texts

TABLE = [["氏名", "電話"], ["鈴木", "03-1"], ["高橋", "03-2"]]


def test_word_in_all_its_places() -> None:
    data = builders.docx(
        ["本文 山田太郎"],
        tables=[[["氏名", "佐藤花子"], ["電話", "03-1111-2222"]], TABLE],
        header="ヘッダー 甲",
        footer="フッター 乙",
        comment="注記 丙",
        author="作成 丁",
    )
    found = segments(data, "a.docx")
    places = {p.at: p.text for p in passages(found)}
    assert places["paragraph 1"] == "本文 山田太郎" and places["table 1 row 1"] == "氏名\t佐藤花子"
    assert (places["header"], places["footer"], places["comment"]) == ("ヘッダー 甲", "フッター 乙", "注記 丙")
    assert places["property creator"] == "作成 丁"
    assert columns(found, "table 2") == {"氏名": ["鈴木", "高橋"], "電話": ["03-1", "03-2"]}


def test_word_text_box_is_read_once_and_deleted_text_too() -> None:
    import io
    import zipfile

    box = "<w:txbxContent><w:p><w:r><w:t>枠の中</w:t></w:r></w:p></w:txbxContent>"
    body = (
        '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
        ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><w:body><w:p>'
        "<w:r><w:t>前</w:t></w:r><w:del><w:r><w:delText>消した山田</w:delText></w:r></w:del>"
        "<w:r><w:ruby><w:rt><w:r><w:t>すずき</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>鈴木</w:t></w:r></w:rubyBase></w:ruby></w:r>"
        f"<w:r><mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:r>"
        "</w:p></w:body></w:document>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", body)
    found = segments(buffer.getvalue())
    assert texts(found) == "前消した山田鈴木(すずき)\n枠の中"


def test_cut_off_office_files_give_what_is_left() -> None:
    found = segments(builders.cut(builders.docx(["山田太郎"] * 300), 0.97), "a.docx")
    assert problems(found) == [(Reason.CORRUPT, "")] and "山田太郎" in texts(found)
    found = segments(builders.cut(builders.pptx(["山田太郎"]), 0.97), "a.pptx")
    assert problems(found) == [(Reason.CORRUPT, "")] and "山田太郎" in texts(found)


def test_slides() -> None:
    data = builders.pptx(["一枚目", "二枚目"], notes="話す 山田", table=TABLE)
    found = segments(data, "a.pptx")
    places = {(p.part, p.at): p.text for p in passages(found)}
    assert places["slide 1", ""] == "一枚目" and "話す 山田" in places["slide 2", "notes"]
    assert columns(found, "slide 2!table 1")["氏名"] == ["鈴木", "高橋"]


def test_pdf_pages_and_the_one_that_is_a_picture() -> None:
    found = segments(builders.pdf(["山田太郎", builders.PICTURE, "佐藤花子\n二行目"], author="鈴木"), "a.pdf")
    assert [(p.part, p.text) for p in passages(found)][:2] == [("page 1", "山田太郎"), ("page 3", "佐藤花子\n二行目")]
    assert problems(found) == [(Reason.NO_TEXT_LAYER, "page 2")]
    assert ("property Author", "鈴木") in [(p.at, p.text) for p in passages(found)]


def test_pdf_with_password_cut_off_and_not_one() -> None:
    assert problems(segments(builders.pdf(["x"], password="secret"))) == [(Reason.ENCRYPTED, "")]
    assert (Reason.CORRUPT, "") in problems(segments(builders.cut(builders.pdf(["山田"] * 20), 0.6), "a.pdf"))
    assert problems(segments(b"%PDF-1.4\n" + bytes(300), "a.pdf")) == [(Reason.CORRUPT, "")]


@pytest.mark.parametrize("charset", ["iso-2022-jp", "shift_jis", "euc-jp", "utf-8"])
def test_mail_in_each_charset(charset: str) -> None:
    data = builders.eml("山田様\nお世話に", subject="名簿の件", charset=charset, html="<p>佐藤<b>様</b></p>")
    found = segments(data, "a.eml")
    places = {p.at: p.text for p in passages(found) if not p.line}
    assert places["From"] == "山田太郎 <taro@example.jp>" and places["Subject"] == "名簿の件"
    assert "山田様" in texts(found) and "佐藤様" in texts(found) and "Message-ID" not in places


def test_mail_attachments_are_read_like_files() -> None:
    table = "氏名,電話\n鈴木,03-1111-2222\n".encode("cp932")
    attachments = {"顧客名簿.csv": table, "a.zip": builders.zip_of({"b.txt": b"SATO"})}
    found = segments(builders.eml("x", attachments=attachments))
    assert columns(found, "顧客名簿.csv")["氏名"] == ["鈴木"]
    assert ("a.zip!b.txt", "SATO") in [(p.part, p.text) for p in passages(found)]


RAW = (
    b"From: \x1b$B;3ED\x1b(B <a@example.jp>\r\nSubject: =?x-broken?B?goaC?= =?ISO-2022-JP?B?GyRCOjRGIxsoQg==?=\r\n"
    b'Content-Type: multipart/mixed; boundary="b"\r\nMIME-Version: 1.0\r\n\r\n--b\r\n'
    b"Content-Type: text/plain; charset=x-none\r\n\r\n\x8e\x52\x93\x63\x97\x6c\r\n--b\r\n"
    b'Content-Type: application/octet-stream; name="=?ISO-2022-JP?B?GyRCTD5KbRsoQi50eHQ=?="\r\n'
    b"Content-Transfer-Encoding: base64\r\n\r\nU0FUTw==\r\n--b\r\n"
    b"Content-Type: message/rfc822\r\n\r\nFrom: b@example.jp\r\nSubject: inner\r\nDate: x\r\n\r\nhello\r\n--b--\r\n"
)


def test_mail_as_it_should_not_be() -> None:
    """Raw ISO-2022-JP in a header, charsets that do not exist, an encoded word as a file name, a mail in a mail."""
    found = segments(RAW, "a.eml")
    places = {(p.part, p.at): p.text for p in passages(found)}
    assert places["", "From"] == "山田 <a@example.jp>" and places["", "Subject"].endswith("佐藤")
    assert places["", ""].strip() == "山田様" and places["名簿.txt", ""] == "SATO"
    assert places["message 3.eml", "Subject"] == "inner" and places["message 3.eml", ""].strip() == "hello"


def test_mailbox() -> None:
    mail = builders.eml("本文\n")
    found = segments(b"From a@b Mon\n" + mail + b"\nFrom a@b Tue\n" + mail, "inbox")
    assert {p.part for p in passages(found)} == {"message 1", "message 2"}


def test_html_text_tables_and_what_is_not_seen() -> None:
    page = """<html><head><meta charset="utf-8"><meta name="author" content="山田"><title>題名</title></head><body>
    <!-- 消し忘れ 03-1111-2222 --><p>本<b>文</b>です<br>次の行</p>
    <table><tr><th>氏名<td>佐藤花子<tr><th>住所<td>東京都</table>
    <table><tr><th>氏名<th>電話<tr><td>鈴木<td>03-1<tr><td>高橋<td>03-2</table>
    <img alt="顔写真"><a href="mailto:a@example.jp">送る</a><input name="tel" value="090-1111-2222">
    <script>var user = "x@example.jp";</script></body></html>"""
    found = segments(page.encode("cp932"), "a.html")  # the page says UTF-8 and is not
    text = texts(found)
    assert "題名\n本文です\n次の行" in text and "氏名\t佐藤花子" in text
    for hidden in ("山田", "消し忘れ 03-1111-2222", "顔写真", "a@example.jp", "090-1111-2222", "x@example.jp"):
        assert hidden in text
    assert columns(found, "table 2")["氏名"] == ["鈴木", "高橋"]


def test_xml_records_become_columns() -> None:
    person = "<person id='{0}'><name>山田{0}</name><addr><zip>100-000{0}</zip></addr></person>"
    people = "".join(person.format(n) for n in range(5))
    text = f'<?xml version="1.0" encoding="Shift_JIS"?><list><!-- 佐藤 --><title>名簿</title>{people}</list>'
    found = segments(text.encode("cp932"), "a.xml")
    assert columns(found)["addr/zip"][4] == "100-0004" and columns(found)["@id"] == ["0", "1", "2", "3", "4"]
    assert texts(found) == "佐藤\n名簿"


@pytest.mark.parametrize(
    "text",
    [
        '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a><b>山田&x;</b></a>',
        '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "xx"><!ENTITY b "&a;&a;&a;">]><a><b>山田&b;</b></a>',
        '<?xml version="1.0"?><a><b>山田 & 閉じない</a>',
    ],
)
def test_xml_entities_are_not_followed_and_broken_xml_is_text(text: str) -> None:
    found = segments(text, "a.xml")
    assert "山田" in texts(found) and "xxxxxx" not in texts(found)


def test_rtf_in_the_code_page_of_its_fonts_and_in_unicode() -> None:
    text = rb"{\rtf1\ansi\ansicpg932{\fonttbl{\f0\fcharset128 MS;}}{\info{\author \'8d\'b2\'93\'a1}}"
    text += rb"\'8e\'52\'93\'63\'91\'be\'98\'59\par \uc1\u37428?\u26408?\tab 03-1111-2222{\*\secret x}{\pict 00ff}\par}"
    found = segments(text, "a.doc")
    assert texts(found).split() == ["佐藤", "山田太郎", "鈴木", "03-1111-2222"] and not problems(found)


def test_json_paths() -> None:
    text = """{"customer": {"name": "山田太郎", "tel": "090-1111-2222"}, "no": 123456789018, "x@example.jp": {"k": "v"},
    "list": [{"氏名": "佐藤", "addr": {"zip": "100-0001"}}, {"氏名": "鈴木", "tel": ["03-1", "03-2"]}], "f": 1.50}"""
    for encoding in ("utf-8", "cp932", "utf-16"):
        found = segments(text.encode(encoding), "a.json")
        places = {p.at: p.text for p in passages(found)}
        assert places["customer.tel"] == "090-1111-2222" and places["no"] == "123456789018"
        assert "x@example.jp" in texts(found) and not any("@" in at for at in places)  # a key may be data
        assert columns(found)["list.氏名"] == ["佐藤", "鈴木"]
        assert columns(found)["list.addr.zip"] == ["100-0001", None] and columns(found)["list.tel"][1] == "03-1\n03-2"


def test_json_lines_and_broken_json() -> None:
    assert columns(segments('{"氏名": "山田"}\n{"氏名": "佐藤", "電話": "1"}\n', "a.jsonl")) == {
        "氏名": ["山田", "佐藤"],
        "電話": [None, "1"],
    }
    assert "未完の山田" in everything(segments('{"a": [{"氏名": "佐藤"}, {"氏名": "未完の山田", ', "a.json"))
    assert "山田" in everything(segments('{"氏名": "山田", // 注\n}', "a.json"))


def test_large_json_object_is_streamed_with_the_same_result(monkeypatch: pytest.MonkeyPatch) -> None:
    from scanner.formats import jsons

    person = '{"氏名": "山田NUMBER", "年": 45, "家": {"街": "港区"}, "子": [{"齢": 3}]}'
    people = ",".join(person.replace("NUMBER", str(n)) for n in range(40_000))
    text = f'{{"版": "一", "list": [{people}], "x@example.jp": ["甲", "乙"]}}'
    whole = segments(text, "a.json")
    monkeypatch.setattr(jsons, "_LARGE", 1000)
    streamed = segments(text, "a.json")
    assert columns(whole) == columns(streamed) and len(columns(whole)["list.氏名"]) == 40_000
    assert sorted(p.text for p in passages(whole)) == sorted(p.text for p in passages(streamed))


def test_deep_json_and_xml() -> None:
    segments("[" * 200_000 + '"山田"' + "]" * 200_000, "a.json")
    assert "山田" in everything(segments("<a>" * 3000 + "山田" + "</a>" * 3000, "a.xml"))


def test_real_documents_are_read_without_trouble() -> None:
    """205 real files: none crashes, each of a kind we read gives segments, the others say what they are."""
    import io

    from scanner.budget import Budget
    from scanner.formats import FORMATS, identify, read

    folder = needs.shared("data", "docs")
    files = [path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != "MANIFEST.tsv"]
    for path in files:
        data = path.read_bytes()
        format = identify(io.BytesIO(data), path.name)
        found = list(read(io.BytesIO(data), path.name, Budget(packed=len(data))))
        reasons = {reason for reason, _ in problems(found)}
        pictures = {Reason.NO_TEXT_LAYER} if format == "msg" else set()  # attached
        assert reasons <= ({Reason.UNSUPPORTED} if format not in FORMATS else pictures), path
        assert found or format == "empty", path


def test_kind_of_real_documents_by_content() -> None:
    folder = needs.shared("data", "docs")
    expected = {"csv_cp932": {"csv"}, "docx": {"docx"}, "eml": {"eml"}, "msg": {"msg"}, "pdf": {"pdf"}, "ppt": {"ppt"},
                "pptx": {"pptx"}, "rtf": {"rtf"}, "xls": {"xls"}, "xlsx": {"xlsx"}, "zip": {"zip"}, "txt": {"text"},
                "html_legacy": {"html", "xml", "text"}}  # fmt: skip
    for place, kinds in expected.items():
        for path in sorted(p for p in (folder / place).rglob("*") if p.is_file()):
            assert kind(path.read_bytes(), "no name") in kinds, path


def test_a_page_nested_deeper_than_the_parser_goes_is_read_all_the_same() -> None:
    page = "<html><body>" + "<div>" * 5_000 + "電話 090-1234-5678 &amp; 続き"
    read = segments(page.encode(), "deep.html")
    assert "電話 090-1234-5678 & 続き" in texts(read)
    assert problems(read) == [(Reason.TOO_DEEP, "")]
