"""Workbooks with a value in every place where the formats can hold one. A value is named after its place."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any

from scanner.formats.ole_write import ole_file
from tests.builders.odf import odf

Rows = Sequence[Sequence[Any]]
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def xlsx_of_places() -> bytes:
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"author": "作成者の山田", "manager": "上司の佐藤"})
    book.set_custom_property("担当", "独自の鈴木")
    sheet = book.add_worksheet("名簿")
    sheet.write_row(0, 0, ["氏名", "電話番号", "備考"])
    sheet.write_row(1, 0, ["山田太郎", "090-1111-2222", "x"])
    sheet.write_row(2, 0, ["隠し行の田中", "090-3333-4444", "隠し列の高橋"])
    sheet.set_row(2, None, None, {"hidden": True})
    sheet.set_column(2, 2, None, None, {"hidden": True})
    sheet.write_formula("E2", '=IF(A2="式の伊藤","渡辺","")', None, "式の値の中村")
    sheet.write_comment("A2", "コメントの小林", {"author": "コメント者の加藤"})
    sheet.set_header('&L&"MS 明朝,標準"&10ヘッダーの吉田')
    sheet.set_footer("&Rフッターの山本", {"scale_with_doc": False})
    sheet.data_validation(
        "A9", {"validate": "list", "source": ["選択肢の松本", "x"], "input_title": "入力", "input_message": "案内の井上",
               "error_message": "誤りの木村"})  # fmt: skip
    sheet.conditional_format("A1:A9", {"type": "text", "criteria": "containing", "value": "条件の林"})
    sheet.autofilter("A1:C3")
    sheet.filter_column("A", "x == 絞込の清水")
    sheet.write_url("A8", "mailto:link@example.jp", None, "連絡", "案内板の山崎")
    sheet.insert_textbox("H1", "図形の森", {"description": "代替文字の池田"})
    chart = book.add_chart({"type": "column"})
    chart.add_series({"categories": "=名簿!$A$2:$A$3", "values": "=名簿!$B$2:$B$3", "categories_data": ["図表の橋本"],
                      "values_data": [1]})  # fmt: skip
    chart.set_title({"name": "図表の題の阿部"})
    sheet.insert_chart("H9", chart)
    book.define_name("名前の石川", "=名簿!$A$1")
    book.define_name("定数", '="名前の値の前田"')
    hidden = book.add_worksheet("隠し")
    hidden.write_row(0, 0, ["隠しシートの藤田"])
    hidden.hide()
    very = book.add_worksheet("深い隠し")
    very.write_row(0, 0, ["深く隠した岡田"])
    very.very_hidden()
    book.close()
    return _with_parts(
        buffer.getvalue(),
        {
            "xl/pivotCache/pivotCacheDefinition1.xml": f'<pivotCacheDefinition xmlns="{_MAIN}"><cacheFields>'
            '<cacheField name="氏名"><sharedItems><s v="集計の後藤"/><s v="x"/></sharedItems></cacheField>'
            '<cacheField name="電話番号"><sharedItems/></cacheField></cacheFields></pivotCacheDefinition>',
            "xl/pivotCache/_rels/pivotCacheDefinition1.xml.rels": _rels("pivotCacheRecords", "pivotCacheRecords1.xml"),
            "xl/pivotCache/pivotCacheRecords1.xml": f'<pivotCacheRecords xmlns="{_MAIN}"><r><x v="0"/>'
            '<s v="集計の番号"/></r><r><x v="9"/><m/></r></pivotCacheRecords>',
            "xl/pivotCache/pivotCacheDefinition2.xml": f'<pivotCacheDefinition xmlns="{_MAIN}"><cacheFields>'
            '<cacheField name="氏名"><sharedItems><s v="行のない集計の近藤"/></sharedItems></cacheField></cacheFields>'
            "</pivotCacheDefinition>",
            "xl/externalLinks/externalLink1.xml": f'<externalLink xmlns="{_MAIN}"><externalBook><sheetDataSet>'
            '<sheetData sheetId="0"><row r="2"><cell r="B2" t="str"><v>外部の村上</v></cell></row></sheetData>'
            "</sheetDataSet></externalBook></externalLink>",
            "xl/externalLinks/_rels/externalLink1.xml.rels": _rels(
                "externalLinkPath", "file:///X:/外部の遠藤.xlsx", True
            ),
            "xl/persons/person.xml": '<personList xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/'
            'threadedcomments"><person displayName="会話者の青木" userId="aoki@example.jp"/></personList>',
            "xl/threadedComments/threadedComment1.xml": '<ThreadedComments xmlns="http://schemas.microsoft.com/office/'
            'spreadsheetml/2018/threadedcomments"><threadedComment ref="B3"><text>会話の坂本</text></threadedComment>'
            "</ThreadedComments>",
            "xl/connections.xml": f'<connections xmlns="{_MAIN}"><connection name="x" description="接続の斉藤"/>'
            "</connections>",
            "xl/vbaProject.bin": vba_project('Attribute VB_Name = "Module1"\r\n\' マクロの石井 xyzxyz'),
            "customXml/item1.xml": "<form><name>結び付いた福田</name></form>",
        },
        sheet1={"threadedComment": "../threadedComments/threadedComment1.xml"},
        strings={"山田太郎": "<rPh sb='0' eb='2'><t>ヤマダ</t></rPh><rPh sb='2' eb='4'><t>タロウ</t></rPh>"},
    )


def _rels(kind: str, target: str, external: bool = False) -> str:
    mode = ' TargetMode="External"' if external else ""
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{_R}/{kind}" Target="{target}"{mode}/></Relationships>'
    )


def _with_parts(
    book: bytes, parts: Mapping[str, str | bytes], sheet1: Mapping[str, str], strings: Mapping[str, str]
) -> bytes:
    """More parts, more relations of the first sheet, and phonetic guides behind shared strings."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            data = old.read(name).decode("utf-8") if name.endswith((".xml", ".rels")) else old.read(name)
            if name == "xl/worksheets/_rels/sheet1.xml.rels":
                more = "".join(f'<Relationship Id="x{kind}" Type="{_R}/{kind}" Target="{target}"/>'
                               for kind, target in sheet1.items())  # fmt: skip
                data = str(data).replace("</Relationships>", f"{more}</Relationships>")
            if name == "xl/sharedStrings.xml":
                for text, guide in strings.items():
                    data = str(data).replace(f"<t>{text}</t>", f"<t>{text}</t>{guide}")
            new.writestr(name, data)
        for name, content in parts.items():
            new.writestr(name, content)
    return buffer.getvalue()


def ods_of_places() -> bytes:
    text = "<text:p>{}</text:p>".format
    cell = "<table:table-cell>{}</table:table-cell>".format
    head = "".join(cell(text(name)) for name in ("氏名", "電話番号", "登録日"))
    first = (
        cell(text("山田太郎") + "<office:annotation><dc:creator>コメント者の加藤</dc:creator>"
             + text("コメントの小林") + "</office:annotation>")
        + '<table:table-cell office:value-type="float" office:value="9011112222"><text:p>9.01E+09</text:p>'
        "</table:table-cell>"
        '<table:table-cell office:value-type="date" office:date-value="1980-01-02"><text:p>昭和55年</text:p>'
        "</table:table-cell>"
    )  # fmt: skip
    linked = cell(text('<text:a xlink:href="mailto:link@example.jp">連絡</text:a>'))
    computed = ('<table:table-cell table:formula="of:=IF([.A2]=&quot;式の伊藤&quot;;1;2)" office:value-type="string">'
                + text("式の値の中村") + "</table:table-cell>")  # fmt: skip
    shape = "<draw:frame><draw:text-box>" + text("枠の森") + "</draw:text-box></draw:frame>"
    content = f"""<office:body><office:spreadsheet>
      <table:tracked-changes><table:cell-content-change><table:previous><table:change-track-table-cell>
        {text("前の値の近藤")}</table:change-track-table-cell></table:previous></table:cell-content-change>
      </table:tracked-changes>
      <table:content-validations><table:content-validation table:condition="of:cell-content-is-in-list(&quot;選択肢の松本&quot;)">
        <table:help-message>{text("案内の井上")}</table:help-message></table:content-validation></table:content-validations>
      <table:table table:name="名簿"><table:shapes><draw:custom-shape>{text("図形の森")}</draw:custom-shape></table:shapes>
        <table:table-header-rows><table:table-row>{head}</table:table-row></table:table-header-rows>
        <table:table-row>{first}</table:table-row>
        <table:table-row-group><table:table-row table:visibility="collapse">{cell(text("隠し行の田中")) * 3}
          <table:table-cell table:number-columns-repeated="16000"/></table:table-row></table:table-row-group>
        <table:table-row table:number-rows-repeated="1000"><table:table-cell table:number-columns-repeated="16384"/>
        </table:table-row>
        <table:table-row>{linked}{computed}{cell(shape)}</table:table-row>
        <table:table-row table:number-rows-repeated="1047000"><table:table-cell/></table:table-row>
      </table:table>
      <table:table table:name="隠し" table:display="false"><table:table-row>{cell(text("隠しシートの藤田"))}</table:table-row>
      </table:table>
      <table:named-expressions><table:named-range table:name="名前の石川"/>
        <table:named-expression table:name="定数" table:expression="&quot;名前の値の前田&quot;"/></table:named-expressions>
      <table:database-ranges><table:database-range><table:filter><table:filter-condition table:value="絞込の清水"/>
      </table:filter></table:database-range></table:database-ranges>
      <table:data-pilot-tables><table:data-pilot-member table:name="集計の後藤"/></table:data-pilot-tables>
    </office:spreadsheet></office:body>"""
    styles = f"""<office:master-styles><style:master-page><style:header>{text("ヘッダーの吉田")}</style:header>
      <style:footer>{text("フッターの山本")}</style:footer></style:master-page></office:master-styles>"""
    meta = """<office:meta><meta:initial-creator>作成者の山田</meta:initial-creator>
      <meta:user-defined meta:name="担当">独自の鈴木</meta:user-defined></office:meta>"""
    chart = f"<office:body><office:chart>{text('図表の題の阿部')}</office:chart></office:body>"
    return odf("spreadsheet", {"content.xml": content, "styles.xml": styles, "meta.xml": meta,
                               "Object 1/content.xml": chart})  # fmt: skip


def vba_project(source: str) -> bytes:
    """A project with one module. Its source is "compressed" as characters only, but for a copy of the last three."""
    text = source.encode("cp932")
    assert text[-6:-3] == text[-3:]
    plain = text[:-3]
    chunk = b"".join(b"\0" + plain[place : place + 8] for place in range(0, len(plain), 8))
    last = len(plain) % 8
    flags = len(chunk) - last - 1
    width = max(4, (len(text) - 4).bit_length())
    copy = struct.pack("<H", 2 << 16 - width)
    if last == 0:
        chunk += b"\1" + copy
    else:
        chunk = chunk[:flags] + bytes([1 << last]) + chunk[flags + 1 :] + copy
    packed = b"\1" + struct.pack("<H", 0xB000 | len(chunk) - 1) + chunk
    return ole_file({"VBA": {"dir": b"\1\0", "Module1": b"cache of the program" + packed}})


def _record(kind: int, data: bytes) -> bytes:
    """Of [MS-XLSB]."""
    head = bytes([kind & 0x7F | 0x80, kind >> 7]) if kind > 127 else bytes([kind])
    size, count = b"", len(data)
    while True:
        size += bytes([count & 0x7F | (0x80 if count > 127 else 0)])
        count >>= 7
        if not count:
            return head + size + data


def _wide(text: str) -> bytes:
    return struct.pack("<L", len(text)) + text.encode("utf-16-le")


def xlsb_of_places() -> bytes:
    """As little as calamine takes for a workbook: a sheet with two rows of shared strings."""
    texts = ["氏名", "電話番号", "山田太郎", "090-1111-2222"]
    shared = _record(159, struct.pack("<LL", 4, 4))
    for text in texts:
        guide = _wide("ヤマダタロウ") + struct.pack("<HHHH", 0, 0, 4, 0) if text == "山田太郎" else b""
        shared += _record(19, bytes([2 if guide else 0]) + _wide(text) + guide)
    shared += _record(160, b"")
    rows = b""
    for row in range(2):
        rows += _record(0, struct.pack("<LLHBBBL", row, 0, 300, 0, 0, 0, 0))
        for column in range(2):
            rows += _record(7, struct.pack("<LLL", column, 0, 2 * row + column))
    sheet = (
        _record(129, b"")
        + _record(148, struct.pack("<4L", 0, 1, 0, 1))
        + _record(145, b"") + rows + _record(146, b"")
        + _record(479, b"\0\0" + _wide("&Lヘッダーの吉田"))
        + _record(64, bytes(8) + _wide("案内の井上") + b"\x17" + struct.pack("<H", 6) + "選択肢の松本".encode("utf-16-le"))
        + _record(130, b"")
    )  # fmt: skip
    book = (
        _record(131, b"")
        + _record(143, b"") + _record(156, struct.pack("<LL", 0, 1) + _wide("rId1") + _wide("名簿")) + _record(144, b"")
        + _record(39, struct.pack("<LBL", 0, 0, 0) + _wide("名前の石川") + bytes(8)) + _record(132, b"")
    )  # fmt: skip
    comments = _record(632, _wide("コメント者の加藤")) + _record(637, b"\0" + _wide("コメントの小林"))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.bin", book)
        archive.writestr("xl/_rels/workbook.bin.rels", _rels("worksheet", "worksheets/sheet1.bin"))
        archive.writestr("xl/worksheets/sheet1.bin", sheet)
        archive.writestr("xl/worksheets/_rels/sheet1.bin.rels", _rels("hyperlink", "mailto:link@example.jp", True))
        archive.writestr("xl/sharedStrings.bin", shared)
        archive.writestr("xl/comments1.bin", comments)
        archive.writestr("xl/pivotCache/pivotCacheDefinition1.bin", _record(25, _wide("集計の後藤")))
        archive.writestr("xl/externalLinks/externalLink1.bin", _record(580, struct.pack("<L", 1) + _wide("外部の村上")))
        archive.writestr("docProps/core.xml", '<c xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>作成者の山田'
                         "</dc:creator></c>")  # fmt: skip
    return buffer.getvalue()


def _biff(kind: int, data: bytes) -> bytes:
    """Of [MS-XLS]."""
    return struct.pack("<HH", kind, len(data)) + data


def _utf16(text: str) -> bytes:
    return struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")


def _in_ole(records: bytes, name: str = "Workbook") -> bytes:
    import xlwt.CompoundDoc

    buffer = io.BytesIO()
    xlwt.CompoundDoc.XlsDoc().save(buffer, records)
    old, new = "Workbook".encode("utf-16-le"), name.encode("utf-16-le")
    entry = old.ljust(64, b"\0") + struct.pack("<H", len(old) + 2)
    return buffer.getvalue().replace(entry, new.ljust(64, b"\0") + struct.pack("<H", len(new) + 2))


def xls_of_places() -> bytes:
    """Excel 97's. The places are records at the end of the sheet."""
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("名簿")
    for row, texts in enumerate((["氏名", "電話番号"], ["山田太郎", "090-1111-2222"])):
        for column, text in enumerate(texts):
            sheet.write(row, column, text)
    sheet.row(1).hidden = True
    hidden = book.add_sheet("隠し")
    hidden.write(0, 0, "隠しシートの藤田")
    hidden.visibility = 2
    data = book.get_biff_data()
    comment, reading = "コメントの小林", "ヤマダタロウ"
    guide = struct.pack("<HHHHHHH", 1, 10 + 2 * len(reading), 0, 0, 0, len(reading), len(reading))
    places = (
        _biff(0x1B6, bytes(10) + struct.pack("<H", len(comment)) + bytes(6))
        + _biff(0x3C, b"\1" + comment.encode("utf-16-le"))
        + _biff(0x3C, bytes(16))
        + _biff(0x14, _utf16("&Lヘッダーの吉田"))
        + _biff(0x15, _utf16("&Rフッターの山本"))
        + _biff(0x1C, bytes(8) + _utf16("コメント者の加藤"))
        + _biff(0x18, struct.pack("<HBBHHHL", 0, 0, 5, 0, 0, 0, 0) + b"\1" + "名前の石川".encode("utf-16-le"))
        + _biff(
            0x1BE, bytes(4) + _utf16("案内の井上") + _utf16("x") * 3 + b"\x17\6\1" + "選択肢の松本".encode("utf-16-le")
        )
        + _biff(0x5A, b"\0\0\1\0\2" + _utf16("外部の村上"))
        + _biff(0xCD, _utf16("集計の後藤"))
        + _biff(0xFC, struct.pack("<LL", 1, 1) + guide + reading.encode("utf-16-le"))
    )
    end = _biff(0x0A, b"")
    return _in_ole(data[: -len(end)] + places + end)


def xls95_of_places() -> bytes:
    """Excel 95's: strings are bytes in CP932, and the stream has another name."""

    def short(text: str) -> bytes:
        raw = text.encode("cp932")
        return bytes([len(raw)]) + raw

    def label(row: int, column: int, text: str) -> bytes:
        raw = text.encode("cp932")
        return _biff(0x204, struct.pack("<HHHH", row, column, 0, len(raw)) + raw)

    def book(start: int) -> bytes:
        return (
            _biff(0x809, struct.pack("<HHHH", 0x500, 5, 0, 0))
            + _biff(0x42, struct.pack("<H", 932))
            + _biff(0x85, struct.pack("<LH", start, 0) + short("名簿"))
            + _biff(0x0A, b"")
        )

    note = "コメントの小林".encode("cp932")
    sheet = (
        _biff(0x809, struct.pack("<HHHH", 0x500, 0x10, 0, 0))
        + _biff(0x14, short("&Lヘッダーの吉田"))
        + _biff(0x200, struct.pack("<HHHHH", 0, 2, 0, 2, 0))
        + b"".join(
            label(*cell) for cell in ((0, 0, "氏名"), (0, 1, "電話番号"), (1, 0, "山田太郎"), (1, 1, "090-1111-2222"))
        )
        + _biff(0x1C, struct.pack("<HHH", 1, 0, len(note)) + note)
        + _biff(0x0A, b"")
    )
    return _in_ole(book(len(book(0))) + sheet, "Book")
