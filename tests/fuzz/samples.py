"""Files to be mutated: the builders' of every family, the example share, and the real documents where they are."""

from __future__ import annotations

import bz2
import io
import lzma
import tarfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from tests import builders
from tests.builders import archives, binary_office, books, databases, mails, odf, ooxml, zips
from tests.builders import texts as made
from tests.needs import ROOT

MOST = 256 << 10  # bytes; larger ones cost time and have nothing that smaller ones lack
_SHARED = ROOT.parent / "shared" / "data" / "docs"
_ROWS = [["氏名", "電話番号", "生年月日"]] + [[f"山田{n}郎", f"090-1234-{n:04}", "1980-01-02"] for n in range(40)]
_TEXT = "氏名 山田太郎\n電話 090-1234-5678\n住所 東京都千代田区丸の内1-2-3\n"


@dataclass(frozen=True, slots=True)
class Sample:
    """name: where it comes from, unique. suffix: with its dot; what it is called in a share."""

    name: str
    data: bytes

    @property
    def suffix(self) -> str:
        return Path(self.name).suffix if Path(self.name).suffix.isascii() else ""


def samples(shared: bool = True) -> list[Sample]:
    """Always in the same order. shared: also documents from beside the repository, where they are, and what kills
    its reader more often than not."""
    return [*_built(MADE), *_example(), *(_real() if shared else ())]


def _built(made: Mapping[str, Callable[[], bytes]]) -> Iterator[Sample]:
    for name, make in made.items():
        yield Sample(f"built/{name}", make())


def _example() -> Iterator[Sample]:
    yield from _folder(ROOT / "examples" / "share", "example")
    yield from _folder(ROOT / "tests" / "formats" / "samples", "sample")


def _real() -> Iterator[Sample]:
    yield from _folder(_SHARED, "docs")


def _folder(folder: Path, name: str) -> Iterator[Sample]:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.stat().st_size <= MOST and path.suffix != ".tsv.gz":
            yield Sample(f"{name}/{path.relative_to(folder)}", path.read_bytes())


def _csv() -> bytes:
    return "\r\n".join(",".join(row) for row in _ROWS).encode("cp932")


def _table() -> pa.Table:
    return pa.table({head: [row[n] for row in _ROWS[1:]] for n, head in enumerate(_ROWS[0])})


def _avro(codec: str) -> bytes:
    fields = [{"name": name, "type": "string"} for name in ("name", "tel", "birth")]
    records = [dict(zip(("name", "tel", "birth"), row, strict=True)) for row in _ROWS[1:]]
    return databases.avro({"type": "record", "name": "people", "fields": fields}, records, codec)


_SQL = "CREATE TABLE 名簿 (氏名 TEXT, 電話番号 TEXT, 生年月日 TEXT); CREATE INDEX i ON 名簿 (電話番号);" + "".join(
    f"INSERT INTO 名簿 VALUES ('{row[0]}', '{row[1]}', '{row[2]}');" for row in _ROWS[1:]
)
_FIELDS = [("NAME", "C", 20), ("TEL", "C", 14), ("BIRTH", "C", 10)]


def _tar() -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, data in (("名簿.csv", _csv()), ("メモ.txt", _TEXT.encode())):
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def _rtf() -> bytes:
    shown = "".join(f"\\'{byte:02x}" if byte > 127 else chr(byte) for byte in _TEXT.replace("\n", " ").encode("cp932"))
    return (rb"{\rtf1\ansi\ansicpg932{\fonttbl{\f0\fcharset128 MS;}}{\info{\author \u23665?\u30000?}}\f0 "
            + shown.encode() + rb"\par{\b x}{\*\secret y}\bin3 abc}")  # fmt: skip


def _mail() -> bytes:
    inner = builders.eml(_TEXT, attachments={"名簿.xlsx": builders.xlsx({"名簿": _ROWS})})
    return builders.eml(_TEXT, html=f"<p>{_TEXT}</p>", attachments={"転送.eml": inner, "名簿.csv": _csv()})


def _json() -> bytes:
    import json

    return json.dumps([dict(zip(_ROWS[0], row, strict=True)) for row in _ROWS], ensure_ascii=False).encode()


def _xml() -> bytes:
    rows = "".join(f"<人 id='{n}'><氏名>{row[0]}</氏名><電話>{row[1]}</電話></人>" for n, row in enumerate(_ROWS))
    return f'<?xml version="1.0" encoding="utf-8"?><名簿>{rows}</名簿>'.encode()


def _html() -> bytes:
    rows = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in _ROWS)
    return f"<html><head><meta charset='shift_jis'></head><table>{rows}</table><p>{_TEXT}</p>".encode("cp932")


def _bank() -> bytes:
    """全銀: records of 120 bytes without line ends."""
    return b"".join(f"2{n:04}{'ﾔﾏﾀﾞ ﾀﾛｳ'}".encode("cp932").ljust(120)[:120] for n in range(30))


MADE: dict[str, Callable[[], bytes]] = {
    "table.xlsx": lambda: builders.xlsx({"名簿": _ROWS, "隠": [["a"]]}, hidden=["隠"], comments={"A2": "山田"}),
    "table.xls": lambda: builders.xls({"名簿": _ROWS}),
    "locked.xlsx": builders.encrypted_xlsx,
    "letter.docx": lambda: builders.docx([_TEXT], tables=[_ROWS[:5]], header="社外秘", comment="山田", author="佐藤"),
    "talk.pptx": lambda: builders.pptx([_TEXT], notes="佐藤花子", table=_ROWS[:4]),
    "page.pdf": lambda: builders.pdf([_TEXT, _TEXT], author="山田太郎"),
    "locked.pdf": lambda: builders.pdf([_TEXT], password="secret"),
    "dot.png": builders.png,
    "mail.eml": _mail,
    "box.mbox": lambda: b"From a@example.jp Mon Jan  1\n" + _mail() + b"\n\nFrom b@example.jp Tue\n" + _mail(),
    "letter.msg": lambda: mails.msg({0x37001F: "件名", 0x1000001E: _TEXT, 0x10130102: b"<p>x</p>"}),
    "winmail.dat": lambda: mails.tnef([(0x18004, b"x\0"), (0x69003, mails.mapi({0x1000001F: _TEXT}))]),
    "smime.p7m": lambda: mails.signed(_mail(), name="佐藤花子", address="hanako@example.jp"),
    "locked.zip": lambda: zips.zip_by({"a.txt": _TEXT.encode()}, "lzma", password=b"secret"),
    "ppmd.zip": lambda: zips.zip_by({"a.txt": _TEXT.encode()}, "ppmd"),
    "members.7z": lambda: archives.sevenzip({"a.txt": _TEXT.encode(), "b.csv": _csv()}),
    "locked.rar": lambda: archives.rar5({"a.txt": _TEXT.encode()}, password="secret"),
    "members.rar": lambda: archives.rar5({"a.txt": _TEXT.encode(), "b.csv": _csv()}),
    "members.lzh": lambda: archives.lzh({"名簿.txt": _TEXT.encode(), "b.csv": _csv()}, level=2),
    "members.cab": lambda: archives.cab({"名簿.txt": _TEXT.encode(), "b.csv": _csv()}),
    "members.zip": lambda: builders.zip_of({"顧客/名簿.csv": _csv(), "中.zip": builders.zip_of({"a.txt": b"x"})}),
    "stored.zip": lambda: builders.zip_of({"顧客/名簿.csv": _csv(), "a.txt": _TEXT.encode()}, cp932=True, stored=True),
    "half.zip": lambda: builders.encrypted_zip({"a.txt": _TEXT.encode()}, {"b.txt": b"x"}),
    "log.txt.gz": lambda: builders.gzip_of(_TEXT.encode() * 20),
    "log.txt.bz2": lambda: bz2.compress(_TEXT.encode() * 20),
    "log.txt.xz": lambda: lzma.compress(_TEXT.encode() * 20),
    "back.tar": _tar,
    "back.tgz": lambda: builders.gzip_of(_tar()),
    "note.rtf": _rtf,
    "sjis.csv": _csv,
    "tab.tsv": lambda: _csv().replace(b",", b"\t"),
    "rows.parquet": lambda: databases.parquet(_table()),
    "rows.arrow": lambda: databases.arrow_file(_table()),
    "rows.arrows": lambda: databases.arrow_stream(_table()),
    "rows.orc": lambda: databases.orc(_table()),
    "rows.avro": lambda: _avro("null"),
    "packed.avro": lambda: _avro("deflate"),
    "base.sqlite": lambda: databases.sqlite(_SQL),
    "base.db-wal": lambda: databases.sqlite_with_wal(_SQL, "INSERT INTO 名簿 VALUES ('佐藤', '03-1', 'x');")[1],
    "base.duckdb": lambda: databases.duckdb(_SQL.partition("CREATE INDEX")[0] + _SQL.partition("(電話番号);")[2]),
    "rows.dbf": lambda: databases.dbf(_FIELDS, _ROWS[1:]),
    "memos.fpt": lambda: databases.fpt([_TEXT.encode("cp932")] * 3),
    "memos.dbt": lambda: databases.dbt([_TEXT.encode("cp932")] * 3),
    "rows.json": _json,
    "rows.jsonl": lambda: b"\n".join(line for line in _json().replace(b"}, {", b"}\n{")[1:-1].split(b"\n")),
    "rows.xml": _xml,
    "page.html": _html,
    "text.txt": lambda: _TEXT.encode("euc_jp") * 10,
    "jis.txt": lambda: _TEXT.encode("iso2022_jp") * 10,
    "wide.txt": lambda: b"\xff\xfe" + _TEXT.encode("utf-16-le") * 10,
    "cards.txt": lambda: ("-----\n".join(_TEXT for _ in range(12))).encode(),
    "bank.dat": _bank,
    "word97.doc": lambda: binary_office.doc({"body": _TEXT, "footnote": "注 佐藤花子\r"}, latin=["090-1234-5678"]),
    "word95.doc": lambda: binary_office.doc_95(_TEXT),
    "talk.ppt": lambda: binary_office.ppt([(_TEXT, binary_office.chars("佐藤花子"))] * 3),
    "places.docx": ooxml.docx_of_places,
    "places.pptx": ooxml.pptx_of_places,
    "places.odt": odf.odt_of_places,
    "places.odp": odf.odp_of_places,
    "places.xlsx": books.xlsx_of_places,
    "places.xlsb": books.xlsb_of_places,
    "places.xls": books.xls_of_places,
    "excel95.xls": books.xls95_of_places,
    "places.ods": books.ods_of_places,
    "dump.sql": made.DUMP.encode,
    "copy.sql": made.PG_DUMP.encode,
    "card21.vcf": made.VCARD21.encode,
    "card.vcf": made.VCARD.encode,
    "events.ics": made.CALENDAR.encode,
    "settings.yaml": made.YAML.encode,
    "settings.toml": made.TOML.encode,
    "settings.ini": made.INI.encode,
    "settings.properties": made.PROPERTIES.encode,
    "tables.md": made.MARKDOWN.encode,
    "tables.csv": made.TABLES.encode,
    "transfer.dat": made.transfers,
    "received.dat": made.received,
    "book.epub": made.epub,
}
