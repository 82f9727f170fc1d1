"""Formats of data × the places each can hide a value in: planted values are found, at the place a reader is told of."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from functools import partial
from typing import NamedTuple

import pyarrow as pa
import pytest

from scanner.budget import Limits
from scanner.formats.sheets import printed
from scanner.model import Column, Passage, Reason, Segment
from tests import builders
from tests.builders import books, databases
from tests.builders import texts as made

from .reading import columns, everything, kind, problems, segments

PEOPLE = [["山田太郎", "090-1111-2222"], ["髙橋花子", "080-3333-4444"]]
TABLE = pa.table({"氏名": [row[0] for row in PEOPLE], "電話番号": [row[1] for row in PEOPLE]})
NESTED = pa.table(
    {"顧客": [{"氏名": "山田太郎", "連絡先": {"tel": "090-1111-2222"}}], "家族": [[{"氏名": "山田花子"}]]}
)
AVRO = {
    "type": "record",
    "name": "Customer",
    "fields": [
        {"name": "氏名", "type": "string"},
        {"name": "family", "type": {"type": "array", "items": {"type": "record", "name": "Member", "fields": [
            {"name": "kana", "type": ["null", "string"]}]}}},
        {"name": "memo", "type": {"type": "map", "values": "string"}},
        {"name": "raw", "type": "bytes"},
    ],
}  # fmt: skip
CUSTOMER = {"氏名": "山田太郎", "family": [{"kana": "ヤマダハナコ"}], "memo": {"tel": "090-1111-2222"}, "raw": b""}
SQL = "CREATE TABLE 顧客 (氏名 TEXT /* 担当 佐藤 */, 電話番号 TEXT, 添付 BLOB);"
INSERT = "INSERT INTO 顧客 VALUES (?, ?, ?)"


class Place(NamedTuple):
    """A value planted in a file, and where it is to be found. at: of a passage; field: of a column or a label."""

    text: str
    part: str = ""
    at: str = ""
    field: str = ""


class Sample(NamedTuple):
    format: str
    name: str
    data: Callable[[], bytes]
    places: list[Place]
    problems: list[tuple[Reason, str]] = []  # noqa: RUF012


DATABASES = [
    Sample("parquet", "a.parquet", lambda: databases.parquet(NESTED), [
        Place("山田太郎", field="顧客.氏名"), Place("090-1111-2222", field="顧客.連絡先.tel"), Place("山田花子", field="家族")]),
    Sample("parquet", "blob.parquet",
           lambda: databases.parquet(pa.table({"備考": [b"\x8eR\x93c\x91\xbe\x98Y\x82\xb3\x82\xf1"], "印影": [b"\0\1\2\3" * 9],
                                               "添付": [builders.xlsx({"S": [["氏名", "電話"], *PEOPLE]})]})),
           [Place("山田太郎さん", field="備考"), Place("髙橋花子", "添付 row 1!S", field="氏名")],
           [(Reason.UNSUPPORTED, "印影")]),
    Sample("arrow", "a.arrow", lambda: databases.arrow_file(TABLE), [Place("髙橋花子", field="氏名")]),
    Sample("arrow", "a.arrows", lambda: databases.arrow_stream(TABLE), [Place("080-3333-4444", field="電話番号")]),
    Sample("arrow", "a.feather", lambda: databases.arrow_file(TABLE), [Place("山田太郎", field="氏名")]),
    Sample("feather-1", "old.feather", lambda: b"FEA1" + bytes(99), [], [(Reason.UNSUPPORTED, "")]),
    Sample("arrow", "coded.arrow", lambda: databases.arrow_file(
        pa.table({"氏名": pa.array(["山田太郎", "山田太郎"]).dictionary_encode()})), [Place("山田太郎", field="氏名")]),
    Sample("orc", "a.orc", lambda: databases.orc(TABLE), [Place("髙橋花子", field="氏名")]),
    *(Sample("avro", f"{codec}.avro", partial(databases.avro, AVRO, [CUSTOMER], codec),
             [Place("山田太郎", field="氏名"), Place("ヤマダハナコ", field="family.kana"),
              Place("090-1111-2222", field="memo.tel")])
      for codec in ("null", "deflate", "snappy", "zstandard", "lz4", "bzip2", "xz")),
    Sample("avro", "raw.avro", lambda: databases.avro(AVRO, [
        CUSTOMER | {"raw": "携帯 090-5555-6666".encode("cp932")}, CUSTOMER | {"raw": b"\0\1\2\3" * 9},
        CUSTOMER | {"raw": builders.docx(["鈴木一郎"])}]),
           [Place("携帯 090-5555-6666", at="raw", field="raw"), Place("鈴木一郎", "raw row 3")],
           [(Reason.UNSUPPORTED, "raw")]),
    Sample("sqlite", "a.db", lambda: databases.sqlite(
        SQL + "CREATE TABLE \"t\"\"2\" (id INTEGER PRIMARY KEY, kana TEXT) WITHOUT ROWID;"
        "CREATE VIEW v AS SELECT * FROM 顧客 WHERE 氏名 = '鈴木一郎';"
        "INSERT INTO \"t\"\"2\" VALUES (1, 'ヤマダタロウ');",
        {INSERT: [[*PEOPLE[0], None], [*PEOPLE[1], builders.docx(["添付の伊藤次郎"])], ["渡辺三郎", 9012345678, b"\0\1\2\3" * 9]]}),
           [Place("髙橋花子", "顧客", field="氏名"), Place("9012345678", "顧客", field="電話番号"),
            Place("ヤマダタロウ", 't"2', field="kana"), Place("添付の伊藤次郎", "顧客!添付 row 2"),
            Place("担当 佐藤", "顧客", "schema"), Place("'鈴木一郎'", "v", "schema")],
           [(Reason.UNSUPPORTED, "顧客!添付")]),
    Sample("sqlite", "cp932.db", lambda: databases.sqlite(SQL, {
        "INSERT INTO 顧客 (氏名) VALUES (CAST(? AS TEXT))": [["山田太郎様".encode("cp932")]]}),
           [Place("山田太郎様", "顧客", field="氏名")]),
    Sample("sqlite", "fts.db", lambda: databases.sqlite(
        "CREATE VIRTUAL TABLE memo USING fts5(本文); INSERT INTO memo VALUES ('山田太郎から電話');"),
           [Place("山田太郎から電話", "memo_content", field="c0")]),
    Sample("sqlite", "wal.db", lambda: databases.sqlite_with_wal(SQL, "")[0], [Place("担当 佐藤", "顧客", "schema")]),
    Sample("sqlite-wal", "wal.db-wal",
           lambda: databases.sqlite_with_wal(SQL, "INSERT INTO 顧客 VALUES ('山田太郎', '090-1111-2222', NULL)")[1],
           [Place("山田太郎\t090-1111-2222", "page 2", "row 1")]),
    Sample("duckdb", "a.duckdb", lambda: databases.duckdb(
        "CREATE SCHEMA hr; CREATE TYPE 担当 AS ENUM ('佐藤花子');"
        "CREATE TABLE hr.社員 (氏名 VARCHAR, 住所 STRUCT(市 VARCHAR), 添付 BLOB, 担当 担当);"
        "INSERT INTO hr.社員 VALUES ('山田太郎', {'市': '名古屋市'}, encode('内線 090-1111-2222'), '佐藤花子');"
        "CREATE VIEW v AS SELECT 1 AS n WHERE 'x' <> '鈴木一郎'; COMMENT ON COLUMN hr.社員.氏名 IS '例: 伊藤次郎';"),
           [Place("山田太郎", "hr.社員", field="氏名"), Place("名古屋市", "hr.社員", field="住所.市"),
            Place("内線 090-1111-2222", "hr.社員", field="添付"), Place("佐藤花子", "hr.社員", field="担当"),
            Place("'鈴木一郎'", "v", "schema"), Place("例: 伊藤次郎", "社員", "schema")]),
    Sample("dbf", "MEIBO.DBF", lambda: databases.dbf(
        [("氏名", "C", 20), ("TEL", "C", 13), ("TANJOBI", "D", 8), ("NENREI", "N", 3), ("MEMO", "M", 10)],
        [["山田太郎", "090-1111-2222", "19800102", 45, "1"], ["髙橋花子", "080-3333-4444", "", "", ""]], deleted=[1]),
           [Place("山田太郎", field="氏名"), Place("1980-01-02", field="TANJOBI"), Place("45", field="NENREI"),
            Place("髙橋花子", field="氏名")]),
    Sample("dbf", "unmarked.dbf", lambda: databases.dbf(
        [("SHIMEI", "C", 20), ("JUSHO", "C", 300)], [["山田太郎さん", "東京都港区芝公園四丁目"]] * 3, mark=0),
           [Place("東京都港区芝公園四丁目", field="JUSHO")]),
    Sample("dbf", "visual.dbf", lambda: databases.dbf(
        [("氏名", "C", 20), ("番号", "I", 4), ("時刻", "T", 8)],
        [["山田太郎", struct.pack("<l", 123456789), struct.pack("<LL", 2_444_241, 3_600_000)]], version=0x30),
           [Place("123456789", field="番号"), Place("1980-01-02 01:00:00", field="時刻")]),
    Sample("dbf-memo", "MEIBO.FPT", lambda: databases.fpt(["山田太郎から電話".encode("cp932"), b"ok" * 40]),
           [Place("山田太郎から電話", at="memo 8")]),
    Sample("dbf-memo", "MEIBO.DBT", lambda: databases.dbt([b"x" * 600, "山田太郎から電話".encode("cp932")]),
           [Place("山田太郎から電話", at="memo 3")]),
    Sample("dbf-memo", "MEIBO4.DBT", lambda: databases.dbt4(["山田太郎から電話".encode("cp932")]),
           [Place("山田太郎から電話", at="memo 1")]),
]  # fmt: skip

BOOKS = [
    Sample("xlsx", "a.xlsx", books.xlsx_of_places, [
        Place("隠し行の田中", "名簿", field="氏名"), Place("隠し列の高橋", "名簿", field="備考"),
        Place("隠しシートの藤田", "隠し"), Place("深く隠した岡田", "深い隠し"),
        Place("式の値の中村", "名簿"), Place("式の伊藤", "名簿", "formula"), Place("渡辺", "名簿", "formula"),
        Place("コメントの小林", "名簿", "comment A2"), Place("コメント者の加藤", "名簿", "comment author", "author"),
        Place("会話の坂本", "名簿", "comment B3"), Place("会話者の青木", at="persons"), Place("aoki@example.jp", at="persons"),
        Place("ヘッダーの吉田", "名簿", "header or footer"), Place("フッターの山本", "名簿", "header or footer"),
        Place("選択肢の松本", "名簿", "data validation"), Place("案内の井上", "名簿", "data validation"),
        Place("誤りの木村", "名簿", "data validation"), Place("条件の林", "名簿", "conditional format"),
        Place("絞込の清水", "名簿", "filter"), Place("mailto:link@example.jp", "名簿", "link"),
        Place("案内板の山崎", "名簿", "link"), Place("図形の森", "名簿", "text box"),
        Place("代替文字の池田", "名簿", "description"), Place("図表の橋本", "名簿", "chart"),
        Place("図表の題の阿部", "名簿", "chart"), Place("名前の石川", at="defined name"),
        Place("名前の値の前田", at="defined name"), Place("ヤマダタロウ", at="phonetic guide"),
        Place("集計の後藤", "pivot cache 1", field="氏名"), Place("集計の番号", "pivot cache 1", field="電話番号"),
        Place("行のない集計の近藤", "pivot cache 2", field="氏名"),
        Place("外部の村上", "external link 1", "B2"), Place("外部の遠藤", "external link 1", "link"),
        Place("接続の斉藤", at="connection"), Place("マクロの石井 xyzxyz", at="macro Module1"), Place("結び付いた福田", at="data"),
        Place("作成者の山田", at="property creator"), Place("独自の鈴木", at="property custom", field="担当"),
        Place("上司の佐藤", at="property Manager")]),
    Sample("xlsb", "a.xlsb", books.xlsb_of_places, [
        Place("山田太郎", "名簿", field="氏名"), Place("ヤマダタロウ", at="phonetic guide"),
        Place("ヘッダーの吉田", "sheet1", "beside cells, record 479"), Place("案内の井上", "sheet1", "beside cells, record 64"),
        Place("選択肢の松本", "sheet1", "beside cells, record 64"), Place("名前の石川", "workbook", "defined name, record 39"),
        Place("コメントの小林", "comments1", "comment, record 637"), Place("コメント者の加藤", "comments1", "comment, record 632"),
        Place("集計の後藤", "pivotCacheDefinition1"), Place("外部の村上", "externalLink1"), Place("mailto:link@example.jp"),
        Place("作成者の山田", at="property creator")]),
    Sample("xls", "a.xls", books.xls_of_places, [
        Place("山田太郎", "名簿", field="氏名"), Place("隠しシートの藤田", "隠し"),
        Place("ヘッダーの吉田", "隠し", "header or footer"), Place("フッターの山本", "隠し", "header or footer"),
        Place("コメントの小林", "隠し", "comment or text box"), Place("コメント者の加藤", "隠し", "comment author"),
        Place("名前の石川", at="defined name"), Place("案内の井上", at="data validation"),
        Place("選択肢の松本", at="data validation"), Place("外部の村上", at="external link"),
        Place("集計の後藤", at="pivot cache"), Place("ヤマダタロウ", at="phonetic guide")]),
    Sample("xls", "95.xls", books.xls95_of_places, [
        Place("山田太郎", "名簿", field="氏名"), Place("ヘッダーの吉田", "名簿", "header or footer"),
        Place("コメントの小林", "名簿", "comment")]),
    Sample("ods", "a.ods", books.ods_of_places, [
        Place("隠し行の田中", "名簿", field="氏名"), Place("9011112222", "名簿", field="電話番号"),
        Place("1980-01-02", "名簿", field="登録日"), Place("隠しシートの藤田", "隠し", "A1"), Place("式の値の中村", "名簿"),
        Place("式の伊藤", "名簿", "formula"), Place("コメントの小林", "名簿", "comment A2"),
        Place("コメント者の加藤", "名簿", "comment author", "author"), Place("mailto:link@example.jp", "名簿", "link A1004"),
        Place("図形の森", "名簿", "text box"), Place("枠の森", "名簿", "text box C1004"),
        Place("前の値の近藤", at="tracked change"), Place("選択肢の松本", at="data validation"),
        Place("案内の井上", at="data validation"), Place("名前の石川", at="defined name"),
        Place("名前の値の前田", at="defined name"), Place("絞込の清水", at="filter"), Place("集計の後藤", at="pivot table"),
        Place("ヘッダーの吉田", at="header"), Place("フッターの山本", at="footer"),
        Place("作成者の山田", at="property initial-creator"), Place("独自の鈴木", at="property user-defined", field="担当"),
        Place("図表の題の阿部", at="object")]),
]  # fmt: skip

TEXTS = [
    Sample("sql", "a.sql", made.DUMP.encode, [
        Place("山田'太郎", "顧客", field="氏名"), Place("髙橋;(花子)", "顧客", field="氏名"),
        Place("090-1111-2222", "顧客", field="電話番号"),
        Place("ヤマダタロウ", "社員", field="フリガナ"), Place("1行\n2行", "社員", field="メモ"), Place("スズキ", "社員", field="フリガナ"),
        Place("佐藤花子", at="line 1"), Place("鈴木一郎", at="line 12")]),
    Sample("sql", "pg.dump", made.PG_DUMP.encode, [
        Place("山田太郎", "customer", field="name"), Place("改行\n後", "customer", field="memo"),
        Place("髙橋花子", "customer"),
        Place("山'田", "t", field="col1"), Place("C:\\", "t", field="col2"), Place("2024-01-01", "t", field="col3"),
        Place("SELECT 1", at="line 7")]),
    Sample("vcard", "a.vcf", made.VCARD21.encode, [
        Place("山田 太郎", field="姓名"), Place("ﾔﾏﾀﾞ ﾀﾛｳ", field="フリガナ"), Place("09011112222", field="電話番号")]),
    Sample("vcard", "b.vcf", made.VCARD.encode, [
        Place("髙橋花子", field="氏名"), Place("タカハシ", field="姓フリガナ"), Place("080-3333-4444", field="電話番号"),
        Place("日本 105-0011 東京都港区芝公園4-2-8", field="住所"), Place("1980-01-02", field="生年月日"),
        Place("長い備考\n鈴木も", field="備考"), Place("漢字の名前", "photo 1"), Place("伊藤次郎", field="氏名"),
        Place("tel:+81-90-5555-6666", field="電話番号")]),
    Sample("vcard", "cp932.vcf", lambda: made.VCARD.encode("cp932"), [Place("髙橋花子", field="氏名")]),
    Sample("icalendar", "a.ics", made.CALENDAR.encode, [
        Place("山田の予定", at="VCALENDAR 1"), Place("面談 佐藤花子さん", at="VEVENT 1"),
        Place("鈴木, 一郎 mailto:suzuki@example.jp", at="VEVENT 1"), Place("090-1111-2222", at="VEVENT 1"),
        Place("伊藤に連絡", at="VALARM 1")]),
    Sample("yaml", "a.yaml", made.YAML.encode, [
        Place("山田太郎", at="customer.name", field="customer.name"), Place("090-1111-2222", at="customer.tel"),
        Place("値の中の伊藤", at="customer.memo"), Place("髙橋花子", field="members.name"), Place("渡辺三郎", field="members.name"),
        Place("中村四郎", at="base"), Place("佐藤花子", at="line 1"), Place("別名 鈴木", at="line 3")]),
    Sample("toml", "a.toml", made.TOML.encode, [
        Place("山田#太郎", at="customer.name"), Place("髙橋花子", field="members.name"), Place("佐藤花子", at="line 1"),
        Place("別名 鈴木", at="line 3")]),
    Sample("ini", "a.ini", lambda: made.INI.encode("cp932"), [
        Place("山田太郎", at="customer.name", field="customer.name"), Place("090-1111-2222", at="customer.tel"),
        Place("二行目の鈴木", at="customer.note"), Place("佐藤花子", at="line 1"), Place("自由な行の伊藤", at="line 7")]),
    Sample("properties", "a.properties", made.PROPERTIES.encode, [
        Place("山田太郎", at="name", field="name"), Place("一行目の鈴木", at="note"), Place("佐藤花子", at="line 1"),
        Place("髙橋", at="line 5")]),
    Sample("properties", ".env", lambda: b"# x\nexport API_USER=\"taro@example.jp\"\n", [Place("taro@example.jp", at="API_USER")]),
    Sample("markdown", "a.md", made.MARKDOWN.encode, [
        Place("山田太郎", "table 1", field="氏名"), Place("髙橋|花子", "table 1", field="氏名"), Place("佐藤花子", at="line 1"),
        Place("鈴木より", at="line 8")]),
    Sample("epub", "a.epub", made.epub, [
        Place("著者の山田", "OEBPS/content.opf"), Place("本文の佐藤花子", "OEBPS/1.xhtml"), Place("注の鈴木", "OEBPS/1.xhtml", "comment")]),
    Sample("epub", "locked.epub", lambda: made.epub(locked=True), [Place("著者の山田", "OEBPS/content.opf")],
           [(Reason.ENCRYPTED, "OEBPS/1.xhtml")]),
    *(Sample("zengin", f"{kind}.txt", partial(made.transfers, end), [
        Place("ﾔﾏﾀﾞ ﾀﾛｳ", field="受取人名"), Place("ﾀｶﾊｼ ﾊﾅｺ", field="受取人名"), Place("1234567", field="口座番号"),
        Place("K001", field="顧客コード"), Place("ｶ)ﾚｲｼﾞｼﾖｳｼﾞ", at="record 1 委託者名", field="委託者名")])
      for kind, end in (("crlf", "\r\n"), ("lf", "\n"), ("none", ""))),
    Sample("zengin", "received.dat", made.received, [Place("ﾔﾏﾀﾞ ﾀﾛｳ", field="振込依頼人名"), Place("ｶ)ﾚｲｼﾞ", at="record 1 口座名")]),
]  # fmt: skip

MARKUP = [
    Sample("rtf", "a.rtf", lambda: made.rtf(made.RTF), [
        *map(Place, ("作成者の山田", "独自の鈴木", "ヘッダーの吉田", "フッターの山本", "本文の佐藤花子", "コメント者の加藤",
                     "コメントの小林", "mailto:link@example.jp", "連絡", "脚注の田中", "山田", "隠し文字の高橋", "図形の森"))]),
    Sample("csv", "tables.csv", made.TABLES.encode, [
        Place("顧客一覧", at="A1"), Place("山田太郎", field="氏名"), Place("社員一覧", at="A6"), Place("鈴木\n一郎", field="氏名"),
        Place("i@example.jp", field="メール")]),
    *(Sample("csv", f"{codec}.csv", partial("作成者：田中\n\n氏名;備考\n山田太郎;\"1行\n2行;続き\"\n".encode, codec), [
        Place("田中", at="row 1"), Place("山田太郎", field="氏名"), Place("1行\n2行;続き", field="備考")])
      for codec in ("utf-8-sig", "cp932", "euc_jp", "iso2022_jp", "utf-16")),
    Sample("text", "mixed.log", lambda: "".join(("田中様\n",) * 3).encode("cp932") + "佐藤花子様\n".encode() +
           "鈴木一郎さん\n".encode("euc_jp"), [Place("田中様", at="line 1"), Place("佐藤花子様"), Place("鈴木一郎さん")]),
    Sample("html", "a.html", made.HTML.encode, [
        Place("題の山田"), Place("作成者の佐藤", field="author"), Place("スクリプトの鈴木", at="script"), Place("隠した田中"),
        Place("注の伊藤", at="comment"), Place("代替文字の池田"), Place("link@example.jp", field="mailto"), Place("案内の井上"),
        Place("欄の渡辺", field="氏名"), Place("山田太郎", "table 1", field="氏名")]),
    Sample("xml", "a.xml", made.XML.encode, [
        Place("注の伊藤", at="comment"), 
        Place("属性の佐藤", at="r/@担当"), Place("山田太郎", field="氏名"), Place("髙橋花子", field="氏名"),
        Place("090-1111-2222", field="tel")]),
    Sample("json", "a.json", made.JSON.encode, [
        Place("山田太郎", at="owner.氏名", field="owner.氏名"), Place("髙橋花子", field="members.name"),
        Place("090-1111-2222", field="members.contact.tel"), Place("渡辺花子", field="members.family.name"),
        Place("taro@example.jp", at="*")]),
    Sample("jsonl", "a.jsonl", lambda: b'{"name": "\\u5c71\\u7530"}\n{"name": "x", "c": {"tel": "090-1111-2222"}}\n', [
        Place("山田", field="name"), Place("090-1111-2222", field="c.tel")]),
]  # fmt: skip

SAMPLES = [*DATABASES, *BOOKS, *TEXTS, *MARKUP]


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: f"{sample.format}-{sample.name}")
def test_every_place_is_read(sample: Sample) -> None:
    data = sample.data()
    assert kind(data, sample.name) == sample.format
    found = segments(data, sample.name)
    assert [place for place in sample.places if not any(_is_at(place, s) for s in found)] == [], _outline(found)
    assert problems(found) == sample.problems


@pytest.mark.parametrize(
    "name, data, reason",
    [
        ("half.parquet", builders.cut(databases.parquet(TABLE)), Reason.CORRUPT),
        ("half.arrow", builders.cut(databases.arrow_file(TABLE)), Reason.CORRUPT),
        ("half.orc", builders.cut(databases.orc(TABLE)), Reason.CORRUPT),
        ("half.avro", builders.cut(databases.avro(AVRO, [CUSTOMER] * 9)), Reason.CORRUPT),
        (
            "half.db",
            builders.cut(databases.sqlite(SQL, {INSERT: [["山田太郎", "x" * 9000, None]] * 9})),
            Reason.CORRUPT,
        ),
        ("half.duckdb", builders.cut(databases.duckdb("CREATE TABLE t AS SELECT 1 AS n")), Reason.CORRUPT),
        ("half.dbf", builders.cut(databases.dbf([("N", "C", 9)], [["x"]] * 99)), Reason.CORRUPT),
        ("locked.mdb", b"\0\1\0\0Standard Jet DB\0" + bytes(4096), Reason.UNSUPPORTED),
    ],
)
def test_what_cannot_be_read_says_why(name: str, data: bytes, reason: Reason) -> None:
    assert reason in {problem for problem, _ in problems(segments(data, name))}


def test_a_table_with_blank_rows_stays_one() -> None:
    rows = "".join(f"山田{n},090-1111-{n:04d}\n" for n in range(30))
    found = [s for s in segments(f"氏名,電話番号\n{rows}\n{rows}", "a.csv") if isinstance(s, Column)]
    assert [(c.field, c.row, len(c.values)) for c in found] == [("氏名", 2, 61), ("電話番号", 2, 61)]


def test_what_stands_before_the_damage_counts() -> None:
    data = builders.cut(databases.dbf([("氏名", "C", 9)], [["山田太郎"]] * 99))
    assert columns(segments(data, "half.dbf"))["氏名"][0] == "山田太郎"
    whole = databases.sqlite(SQL, {INSERT: [["山田太郎", "x" * 900, None]] * 99})
    assert columns(segments(builders.cut(whole, 0.9), "half.db"))["氏名"][0] == "山田太郎"


def test_a_database_that_would_never_end_is_stopped() -> None:
    """A column that is computed can run for hours; the clock ends the statement."""
    endless = ("CREATE TABLE t (氏名 TEXT, n AS (length(hex(zeroblob(9000000 + length(氏名))))));"
               "INSERT INTO t (氏名) VALUES " + ",".join(["('山田太郎')"] * 40))  # fmt: skip
    found = segments(databases.sqlite(endless), "a.db", Limits(seconds=0.1))
    assert problems(found) == [(Reason.TIMEOUT, "")]


@pytest.mark.parametrize(
    "part, whole", [("word/vbaProject.bin", builders.docx(["x"])), ("ppt/vbaProject.bin", builders.pptx(["x"]))]
)
def test_macros_of_documents_are_read(part: str, whole: bytes) -> None:
    with zipfile.ZipFile(buffer := io.BytesIO(whole), "a") as archive:
        archive.writestr(part, books.vba_project('Attribute VB_Name = "M"\r\nx = "マクロの石井" xyzxyz'))
    (macro,) = (s for s in segments(buffer.getvalue()) if isinstance(s, Passage) and s.at == "macro Module1")
    assert "マクロの石井" in macro.text and "Attribute" not in macro.text


@pytest.mark.parametrize(
    "part, there, claimed",
    [
        ("xl/sharedStrings.bin", struct.pack("<LL", 4, 4), struct.pack("<LL", 4, 1 << 30)),
        ("xl/worksheets/sheet1.bin", struct.pack("<4L", 0, 1, 0, 1), struct.pack("<4L", 0, 1 << 30, 0, 1)),
        ("xl/worksheets/sheet1.bin", b"\x07\x0c\0\0\0\0", b"\x07\x02\0\0\x05\x08\0\0\0\0"),  # a cell of two bytes
        ("xl/worksheets/sheet1.bin", struct.pack("<LLH", 1, 0, 300), struct.pack("<LLH", 1 << 19, 0, 300)),
    ],
)
def test_counts_that_would_take_all_memory(part: str, there: bytes, claimed: bytes) -> None:
    """The library would ask for it and die; the texts are read all the same."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(books.xlsb_of_places())) as old, zipfile.ZipFile(buffer, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(there, claimed) if name == part else old.read(name))
    far = claimed.startswith(struct.pack("<L", 1 << 19))  # few columns: not too much to hold
    found = segments(buffer.getvalue(), "a.xlsb")
    assert "山田太郎" in everything(found)
    assert problems(found) == ([] if far else [(Reason.CORRUPT, "")])


def test_codes_of_print_outs_do_not_touch_the_text() -> None:
    assert printed('&L&"MS 明朝,標準"&10 090-1111-2222&C&P/&N&R山田&&佐藤') == "090-1111-2222\n/\n山田&佐藤"


def _is_at(place: Place, segment: Segment) -> bool:
    if isinstance(segment, Column):
        where = (segment.part, "", segment.field)
        texts = [str(value) for value in segment.values.to_pylist() if value is not None]
    elif isinstance(segment, Passage):
        where = (segment.part, segment.at or (f"line {segment.line}" if segment.line else ""), segment.hints.header)
        texts = [segment.text]
    else:
        return False
    return any(place.text in text for text in texts) and all(
        not wanted or wanted == have for wanted, have in zip(place[1:], where, strict=True)
    )


def _outline(found: list[Segment]) -> str:
    return "\n".join(str(s)[:300] for s in found)
