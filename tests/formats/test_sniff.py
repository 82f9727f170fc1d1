"""Type by content."""

from __future__ import annotations

import io
import zipfile

import pytest

from scanner.budget import Limits
from scanner.formats import FORMATS
from scanner.formats.ole_write import ole_file
from scanner.model import Reason
from tests import builders

from .reading import kind, passages, problems, segments


def odf(mimetype: str) -> bytes:
    return builders.zip_of({"mimetype": mimetype.encode(), "content.xml": b"<x/>"}, stored=True)


def ole(*names: str) -> bytes:
    return ole_file(dict.fromkeys(names, b"x"))


@pytest.mark.parametrize(
    "data, name, expected",
    [
        (b"", "a.xlsx", "empty"),
        ("山田太郎", "a.bin", "text"),
        ("氏名,住所,電話\n山田,東京,03\n佐藤,大阪,06\n", "名簿.txt", "csv"),  # commas in step
        ("氏名\t住所\n山田\t東京\n佐藤\t大阪\n", "名簿.txt", "tsv"),
        ("これは、文章です, そして\n続きます, はい\nおわり\n", "a.txt", "text"),  # commas out of step
        ("a = f(1, 2, 3)\nb = f(4, 5, 6)\nc = f(7, 8, 9)\n", "a.py", "text"),  # in step, and code
        ("山田太郎", "a.csv", "csv"),  # the name decides between kinds of text
        ('{"氏名": "山田"}', "a.txt", "json"),
        ('[{"a": 1},\n{"a": 2}]', "a", "json"),
        ('{"a": 1}\n{"a": 2}\n', "a.log", "jsonl"),
        ("[section]\nkey=value\n", "a.ini", "ini"),
        ("{ not json }", "a.txt", "text"),
        ('<?xml version="1.0"?><a>x</a>', "a.html", "xml"),
        ('<?xml version="1.0"?><!DOCTYPE html><html><body/></html>', "a.xml", "html"),
        ("<customers><customer id='1'/></customers>", "a", "xml"),
        ("<!-- c --><html lang=ja>", "a", "html"),
        ("<!DOCTYPE html>\n\n", "a", "html"),
        ("x <b>not</b> markup", "a.txt", "text"),
        (builders.eml("本文"), "a.txt", "eml"),
        (builders.eml("本文").replace(b"\n", b"\r"), "a.txt", "eml"),  # old Macs
        ("From: 山田\n佐藤さんへ\n\nこんにちは", "memo.txt", "text"),  # one header does not make a mail
        (builders.xlsx({"S": [["a"]]}), "写真.jpg", "xlsx"),  # the name lies
        (builders.docx(["a"]), "a.zip", "docx"),
        (builders.pptx(["a"]), "a", "pptx"),
        (builders.xls({"S": [["a"]]}), "a.doc", "xls"),
        (builders.encrypted_xlsx(), "a.xlsx", "xlsx"),
        (builders.encrypted_xlsx(), "a", "ooxml"),
        (builders.pdf(["a"]), "a.txt", "pdf"),
        (b"\n\n" + builders.pdf(["a"]), "a", "pdf"),
        (builders.zip_of({"a.txt": b"x"}), "a.xlsx", "zip"),
        (builders.zip_of({"word/notes.txt": b"x"}), "a", "zip"),  # a folder that only sounds like Word
        (odf("application/vnd.oasis.opendocument.text"), "a", "odt"),
        (odf("application/epub+zip"), "a", "epub"),
        (odf("application/vnd.oasis.opendocument.text")[:120], "a", "odt"),  # cut off
        (ole("DocumentText", "JSRV_SegmentInformation"), "a", "ichitaro"),
        (ole("VisioDocument"), "a", "vsd"),
        (ole("Quill"), "a", "pub"),
        (ole("   114", "Props"), "a", "msproject"),
        (ole("PP40"), "a", "ppt-95"),
        (ole("unheard of"), "a.mpp", "msproject"),
        (ole("unheard of"), "a", "ole"),
        (bytes(range(256)) * 20, "a.xdw", "docuworks"),
        (b"\xdb\xa5\x2d\0" + bytes(60), "a.doc", "doc-2"),
        (bytes.fromhex("e4525c7b8cd8a74daeb15378d02996d3"), "a", "onenote"),
        (builders.zip_of({"[Content_Types].xml": b"<x/>", "visio/document.xml": b"<x/>"}), "a", "vsdx"),
        (builders.gzip_of(b"x"), "a", "gzip"),
        (builders.png(), "a.txt", "image"),
        (b"{\\rtf1\\ansi x}", "a.doc", "rtf"),
        (b"SQLite format 3\0" + bytes(100), "a.db", "sqlite"),
        (b"7z\xbc\xaf\x27\x1c" + bytes(30), "a", "7z"),
        (b"\x22\x4e-lh5-" + bytes(30), "a", "lzh"),
        (b"MZ\x90\0" + bytes(100), "a", "exe"),
        (b"\x7fELF" + bytes(60), "a", "elf"),
        (bytes(range(256)) * 20, "a.txt", "unknown"),
        ("開始\n".encode() * 50 + bytes(60) + "山田太郎\n".encode() * 9, "a.log", "text"),  # written to in a crash
        (bytes(100_000), "a.txt", "unknown"),  # nothing but zeros
    ],
)
def test_kind(data: bytes | str, name: str, expected: str) -> None:
    assert kind(data, name) == expected


@pytest.mark.parametrize(
    "data, named", [(b"MZ\x90\0" + bytes(99), "exe"), (b"OggS" + bytes(9), "ogg"), (bytes(99), "unknown")]
)
def test_what_is_not_read_is_named(data: bytes, named: str) -> None:
    (found,) = segments(data)
    assert found.reason is Reason.UNSUPPORTED and found.detail == named  # type: ignore[union-attr]


def test_picture_is_never_clean() -> None:
    assert problems(segments(builders.png(), "免許証.png")) == [(Reason.NO_TEXT_LAYER, "")]


def test_every_line_of_the_table_loads() -> None:
    assert all(callable(entry.load()) for entry in FORMATS.values())


def test_the_stream_is_rewound() -> None:
    from scanner.formats import identify

    stream = io.BytesIO(builders.docx(["a"]))
    identify(stream, "a")
    assert stream.tell() == 0 and zipfile.is_zipfile(stream)


@pytest.mark.parametrize("name", sorted(FORMATS))
def test_garbage_never_raises(name: str) -> None:
    """Each reader given bytes of another kind, none, cut off, and its budget spent."""
    from scanner.budget import Budget
    from scanner.formats import read

    for data in (b"", b"\0" * 100, bytes(range(256)) * 8, b"PK\x03\x04" + bytes(60), "山田太郎\n".encode("cp932") * 9):
        for segment in read(io.BytesIO(data), "x", Budget(packed=len(data)), name):
            assert segment.part is not None


def test_time_is_up() -> None:
    found = segments("氏名,住所\n山田,東京\n" * 10, "a.csv", Limits(seconds=-1))
    assert problems(found) == [(Reason.TIMEOUT, "")] and not passages(found)
