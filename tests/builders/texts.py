"""Text formats with values planted in them. All people and numbers are invented."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tests import builders

DUMP = """-- MySQL dump 10.13
/* 担当 佐藤花子 */
CREATE TABLE `顧客` (
  `id` int NOT NULL, -- 連番, 自動
  `氏名` varchar(40) DEFAULT 'x,y',
  `電話番号` decimal(10,2),
  PRIMARY KEY (`id`)
);
INSERT INTO `顧客` VALUES (1,'山田\\'太郎','090-1111-2222'),(2,'髙橋;(花子)',NULL);
INSERT INTO `社員` (`フリガナ`, `メモ`) VALUES ('ヤマダタロウ', '1行
2行'), (N'スズキ', 0xFF);
UPDATE 顧客 SET 氏名 = '鈴木一郎';
"""
PG_DUMP = """-- PostgreSQL database dump
COPY public.customer (id, name, memo) FROM stdin;
1\t山田太郎\t改行\\n後
2\t髙橋花子\t\\N
\\.
INSERT INTO public.t VALUES (E'山\\'田', 'C:\\', '2024-01-01'::date);
SELECT 1;
"""
VCARD21 = (
    "BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=SHIFT_JIS;ENCODING=QUOTED-PRINTABLE:=8E=52=93=63;=91=BE=\r\n=98=59;;;\r\n"
    "SOUND;X-IRMC-N;CHARSET=SHIFT_JIS;ENCODING=QUOTED-PRINTABLE:=D4=CF=C0=DE;=C0=DB=B3\r\n"
    "TEL;CELL:09011112222\r\nEND:VCARD\r\n"
)
VCARD = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:髙橋花子\r\nX-PHONETIC-LAST-NAME:タカハシ\r\nitem1.TEL;type=CELL:080-3333-4444\r\n"
    "ADR;TYPE=HOME:;;芝公園4-2-8;港区;東京都;105-0011;日本\r\nBDAY:1980-01-02\r\nNOTE:長い\r\n 備考\\n鈴木も\r\n"
    "PHOTO;ENCODING=b;TYPE=TEXT:5ryi5a2X44Gu5ZCN5YmN\r\nEND:VCARD\r\n"
    "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:伊藤次郎\r\nTEL;VALUE=uri:tel:+81-90-5555-6666\r\nEND:VCARD\r\n"
)
CALENDAR = (
    "BEGIN:VCALENDAR\r\nX-WR-CALNAME:山田の予定\r\nBEGIN:VEVENT\r\nSUMMARY:面談 佐藤花子さん\r\n"
    'ATTENDEE;CN="鈴木, 一郎";ROLE=X:mailto:suzuki@example.jp\r\nDESCRIPTION:電話 090-1111-22\r\n 22まで\r\n'
    "BEGIN:VALARM\r\nDESCRIPTION:伊藤に連絡\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)
YAML = """# 担当 佐藤花子
customer:
  name: 山田太郎   # 別名 鈴木
  tel: "090-1111-2222"
  memo: |
    # 値の中の伊藤
members:
  - {name: 髙橋花子, tel: 080-3333-4444}
  - name: 渡辺三郎
base: &b [中村四郎]
again: *b
"""
TOML = '# 担当 佐藤花子\n[customer]\nname = "山田#太郎" # 別名 鈴木\n[[members]]\nname = "髙橋花子"\n[[members]]\nname = "渡辺"\n'
INI = (
    "; 担当 佐藤花子\n[customer]\nname = 山田太郎\ntel: 090-1111-2222\nnote = 一行目\n  二行目の鈴木\n自由な行の伊藤\n"
)
PROPERTIES = "# 担当 佐藤花子\nname=\\u5c71\\u7530\\u592a\\u90ce\nnote = 一行目\\\n  の鈴木\n! 髙橋\n"
MARKDOWN = """# 名簿
担当は佐藤花子。

| 氏名 | 電話番号 |
|:-----|---------:|
| 山田太郎 | 090-1111-2222 |
| 髙橋\\|花子 | 080-3333-4444 |

以上、鈴木より。
"""


def transfers(end: str = "", names: Sequence[str] = ("ﾔﾏﾀﾞ ﾀﾛｳ", "ﾀｶﾊｼ ﾊﾅｺ")) -> bytes:
    """総合振込 in CP932."""
    head = (
        "1210"
        + "1234567890"
        + "ｶ)ﾚｲｼﾞｼﾖｳｼﾞ".ljust(40)
        + "1126"
        + "0001"
        + "ﾐｽﾞﾎ".ljust(15)
        + "001"
        + "ﾎﾝﾃﾝ".ljust(15)
        + "1"
        + "7654321"
    )
    lines = [head.ljust(120)]
    for name in names:
        lines.append(("20005" + "ﾐﾂﾋﾞｼ".ljust(15) + "123" + "ｼﾅｶﾞﾜ".ljust(15) + "0000" + "1" + "1234567" + name.ljust(30)
                      + "0000010000" + "0" + "K001".ljust(20) + "7").ljust(120))  # fmt: skip
    lines += ["8" + "000002" + "000000020000".ljust(113), "9".ljust(120)]
    return end.join(lines).encode("cp932")


def received() -> bytes:
    """振込入金通知: records of 200 characters, without line ends."""
    head = (
        "1010"
        + "261126" * 3
        + "0001"
        + "ﾐｽﾞﾎ".ljust(15)
        + "001"
        + "ﾎﾝﾃﾝ".ljust(15)
        + "   "
        + "1"
        + "7654321"
        + "ｶ)ﾚｲｼﾞ".ljust(40)
    )
    data = "2" + "000001" + "261126" * 2 + "0000010000" * 2 + "0000000001" + "ﾔﾏﾀﾞ ﾀﾛｳ".ljust(48) + "ﾐﾂﾋﾞｼ".ljust(15)
    return (head.ljust(200) + data.ljust(200) + "8".ljust(200) + "9".ljust(200)).encode("cp932")


def epub(locked: bool = False) -> bytes:
    container = {
        "mimetype": b"application/epub+zip",
        "OEBPS/content.opf": '<package><metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>著者の山田</dc:creator>'
                             "</metadata></package>".encode(),
        "OEBPS/1.xhtml": "<html><body><p>本文の佐藤花子</p><!-- 注の鈴木 --></body></html>".encode(),
        "OEBPS/style.css": b"p {}",
    }  # fmt: skip
    if locked:
        container["META-INF/encryption.xml"] = b'<e><CipherReference URI="OEBPS/1.xhtml"/></e>'
    return builders.zip_of(container)


def rtf(pieces: str) -> bytes:
    r"""Word's RTF; what stands between « and » is written as \'hh in CP932."""
    escaped = "".join(
        "".join(f"\\'{byte:02x}" for byte in text.encode("cp932")) if number % 2 else text
        for number, text in enumerate(re.split("[«»]", pieces))
    )
    return (r"{\rtf1\ansi\ansicpg932{\fonttbl{\f0\fcharset128 MS;}}" + escaped + "}").encode("ascii")


RTF = r"""{\info{\author «作成者の山田»}}{\*\userprops{\propname «担当»}{\staticval «独自の鈴木»}}
{\header «ヘッダーの吉田»}{\footer «フッターの山本»}«本文の»{\*\atnauthor «コメント者の加藤»}{\*\annotation «コメントの小林»}«佐藤花子»
{\field{\*\fldinst HYPERLINK "mailto:link@example.jp"}{\fldrslt «連絡»}}{\footnote «脚注の田中»}\par
{\trowd\cell «氏名»\cell \u23665?\u30000?\row}{\v «隠し文字の高橋»}{\shp{\*\shpinst{\shptxt «図形の森»}}}
{\*\generator «書いたプログラム»;}\par"""

TABLES = """顧客一覧
氏名,電話番号
山田太郎,090-1111-2222
佐藤花子,090-1111-3333

社員一覧
社員番号,氏名,メール
001,"鈴木
一郎",s@example.jp
002,伊藤次郎,i@example.jp
"""
HTML = """<!doctype html><html><head><title>題の山田</title><meta name="author" content="作成者の佐藤">
<script>var a = "スクリプトの鈴木";</script></head><body><p hidden>隠した田中</p><!-- 注の伊藤 -->
<img alt="代替文字の池田"><a href="mailto:link@example.jp" title="案内の井上">x</a><input name="氏名" value="欄の渡辺">
<table><tr><th>氏名</th><th>電話番号</th></tr><tr><td>山田太郎</td><td>090-1111-2222</td></tr></table></body></html>"""
XML = """<?xml version="1.0"?><!-- 注の伊藤 --><r 担当="属性の佐藤"><c><氏名>山田太郎</氏名><tel type="x">090-1111-2222</tel></c>
<c><氏名><![CDATA[髙橋花子]]></氏名></c><c><氏名>渡辺</氏名></c></r>"""
JSON = """{"owner": {"氏名": "山田太郎"}, "members": [{"name": "髙橋花子", "contact": {"tel": ["090-1111-2222", "x"]}},
{"name": "渡辺", "family": [{"name": "渡辺花子"}]}], "taro@example.jp": 1}"""
