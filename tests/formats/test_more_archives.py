"""Archives of every kind: every place that holds text, and what stands where one cannot be read."""

from __future__ import annotations

import bz2
import io
import lzma
import struct
import sys
import tarfile
import zlib
from collections.abc import Mapping

import pyarrow as pa
import pytest

from scanner.budget import Limits, Passwords
from scanner.formats import libarchive, unar
from scanner.model import Reason
from tests import builders, needs
from tests.builders import archives, zips

from .reading import kind, passages, problems, segments, texts


@pytest.fixture(autouse=True)
def _library() -> None:
    needs.libarchive()


NAME = "顧客/山田太郎の表.txt"  # 表 ends in 5C, the backslash, in CP932
TEXT = "鈴木一郎 090-1234-5678\n" * 30


def tar(members: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def by_arrow(data: bytes, codec: str) -> bytes:
    packed: bytes = pa.compress(data, codec=codec, asbytes=True)
    return packed


KINDS = {
    "zip": zips.zip_by,
    "7z": archives.sevenzip,
    "rar": archives.rar5,
    "lzh": archives.lzh,
    "lzh 1": lambda members: archives.lzh(members, level=1),
    "lzh 2": lambda members: archives.lzh(members, level=2),
    "cab": archives.cab,
    "iso": lambda members: archives.by_libarchive(members, "iso9660"),
    "cpio": lambda members: archives.by_libarchive(members, "cpio_newc"),
    "tar": tar,
    "gzip": lambda members: builders.gzip_of(tar(members)),
    "bzip2": lambda members: bz2.compress(tar(members)),
    "xz": lambda members: lzma.compress(tar(members)),
    "lzma": lambda members: lzma.compress(tar(members), lzma.FORMAT_ALONE),
    "zstd": lambda members: by_arrow(tar(members), "zstd"),
    "lz4": lambda members: by_arrow(tar(members), "lz4"),
    "compress": lambda members: archives.by_libarchive(members, "gnutar", "compress"),
    "lzip": lambda members: archives.by_libarchive(members, "gnutar", "lzip"),
}


def archive(name: str, members: Mapping[str, bytes]) -> bytes:
    build = KINDS[name]
    return build(members, "deflate") if name == "zip" else build(members)  # type: ignore[operator]


@pytest.mark.parametrize("name", KINDS)
def test_names_and_contents_of_members(name: str) -> None:
    data = archive(name, {NAME: TEXT.encode(), "b.txt": b"SATO", "空.txt": b""})
    assert kind(data) == name.partition(" ")[0]
    found = segments(data, "a")
    assert problems(found) == []
    assert {p.text.lstrip("./") for p in passages(found) if p.at == "@name"} >= {NAME, "b.txt"}
    assert "鈴木一郎" in texts(found) and "SATO" in texts(found)


@pytest.mark.parametrize("name", KINDS)
def test_a_member_inside_a_member(name: str) -> None:
    book = builders.xlsx({"Sheet1": [["氏名"], ["佐藤花子"]]})
    inner = zips.zip_by({"名簿.xlsx": book, "メモ.txt": TEXT.encode()}, "deflate")
    found = segments(archive(name, {"inner.zip": inner}), "a")
    assert problems(found) == []
    assert any(p.part.endswith("inner.zip!メモ.txt") and "鈴木" in p.text for p in passages(found))


@pytest.mark.parametrize("name", [name for name in KINDS if name != "iso"])
def test_cut_off_it_says_so(name: str) -> None:
    numbers = b"".join(f"{n * 7919 % 10007} SATO\n".encode() for n in range(20_000))
    data = archive(name, {"a.txt": TEXT.encode(), "b.txt": numbers})
    found = segments(data[: len(data) * 6 // 10], "a")
    assert Reason.CORRUPT in [reason for reason, _ in problems(found)]
    # Of the others the directory is at the end, or the first block is read whole or not at all.
    assert "鈴木一郎" in texts(found) or name in ("7z", "cab", "bzip2", "lzip", "zstd")


@pytest.mark.parametrize("name", ["zip", "7z", "rar", "lzh", "cab", "iso", "cpio", "tar", "compress"])
def test_limits_hold_in_all_of_them(name: str) -> None:
    many = archive(name, {f"{n}.txt": b"x" for n in range(60)})
    found = segments(many, "a", Limits(members=20))
    assert [reason for reason, _ in problems(found)] == [Reason.TOO_MANY]
    large = archive(name, {"a.txt": b"SATO", "zeros.txt": bytes(3 << 20)})
    found = segments(large, "a", Limits(bytes=1 << 20))
    assert [reason for reason, _ in problems(found)] == [Reason.TOO_LARGE]


@pytest.mark.parametrize("name", ["zip", "rar", "lzh", "cpio", "tar"])
def test_no_name_is_ever_a_path(name: str, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = segments(archive(name, {"../../evil.txt": b"SATO", "/etc/evil.txt": b"SUZUKI"}), "a")
    assert "SATO" in texts(found) and "SUZUKI" in texts(found) and "evil.txt" in texts(found)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("codec", ["cp932", "euc_jp"])
@pytest.mark.parametrize("build", [archives.lzh, archives.cab])
def test_charsets_of_names(build, codec: str) -> None:
    found = segments(build({"日本の顧客/一覧.txt": b"SATO", "住所録.txt": b"x"}, codec=codec), "a")
    assert problems(found) == [] and "SATO" in texts(found)
    if (build, codec) != (archives.cab, "euc_jp"):  # cabinets are of Windows
        assert "日本の顧客/一覧.txt" in texts(found) and "住所録.txt" in texts(found)


LOCKED = {
    "7z": lambda: archives.sevenzip({NAME: TEXT.encode()}, password="secret"),
    "7z, names too": lambda: archives.sevenzip({NAME: TEXT.encode()}, password="secret", names_too=True),
    "rar": lambda: archives.rar5({NAME: TEXT.encode(), "b.txt": b"SATO"}, password="secret"),
    "rar, names too": lambda: archives.rar5({NAME: TEXT.encode()}, password="secret", names_too=True),
}


@pytest.mark.parametrize("name", LOCKED)
def test_locked_archives(name: str) -> None:
    data = LOCKED[name]()
    found = segments(data, "a", passwords=Passwords(["wrong", "secret"]))
    assert problems(found) == [] and "鈴木一郎" in texts(found) and NAME in texts(found)
    found = segments(data, "a", passwords=Passwords(["wrong"]))
    assert {reason for reason, _ in problems(found)} == {Reason.ENCRYPTED} and "鈴木" not in texts(found)
    assert (NAME in texts(found)) is ("names" not in name)


def test_members_of_a_rar_that_are_not_locked_are_read() -> None:
    plain, locked = archives.rar5({"a.txt": TEXT.encode()}), archives.rar5({"b.txt": b"x"}, password="secret")
    end = 8 + plain[8:].rindex(plain[-8:])
    mixed = plain[:end] + locked[8 + 8 :]  # without the signature and the main header
    found = segments(mixed, "a.rar")
    assert "鈴木一郎" in texts(found) and problems(found) == [(Reason.ENCRYPTED, "b.txt")]


@pytest.mark.parametrize("name", ["zip", "7z", "rar", "cab", "lzh"])
def test_archives_that_unpack_themselves(name: str) -> None:
    data = archives.program(archive(name, {"a.txt": TEXT.encode()}))
    found = segments(data, "setup.exe")
    assert problems(found) == [] and "鈴木一郎" in texts(found)


def test_a_program_is_no_archive() -> None:
    assert problems(segments(archives.program(b""), "a.exe")) == [(Reason.UNSUPPORTED, "")]


@pytest.mark.parametrize("name", ["lzh", "lzh 1", "lzh 2"])
def test_a_wrong_checksum_is_told_and_what_is_there_is_read(name: str) -> None:
    data = archive(name, {"a.txt": TEXT.encode(), "b.txt": b"SATO"}).replace(
        "鈴木一郎".encode(), "佐々木一".encode(), 1
    )
    found = segments(data, "a")
    assert problems(found) == [(Reason.CORRUPT, "a.txt")] and "SATO" in texts(found) and "鈴木一郎" in texts(found)


def test_what_is_skipped_in_a_cpio_is_told() -> None:
    data = archive("cpio", {"a.txt": b"SUZUKI\n" * 200, "b.txt": b"SATO\n" * 200})
    found = segments(data[:7] + data[9:], "a")  # two digits of the first header are missing
    assert problems(found) == [(Reason.CORRUPT, "")] and "SATO" in texts(found)


def test_comments_of_a_zip() -> None:
    data = zips.zip_by({"a.txt": b"x"}, "deflate", comment="担当 佐藤花子".encode("cp932"))
    at = [(p.part, p.text) for p in passages(segments(data)) if p.at == "comment"]
    assert at == [("", "担当 佐藤花子"), ("a.txt", "担当 佐藤花子")]


@pytest.mark.parametrize(
    "data, name",
    [
        (zips.zip_by({"a.txt": b"x"}, "deflate")[:-22] + b"PK\5\6\2\0\2\0" + bytes(14), "a.zip"),
        (archives.sevenzip({"a.txt": TEXT.encode()})[:120], "a.7z.001"),
    ],
)
def test_split_archives_are_named(data: bytes, name: str) -> None:
    found = segments(data, name)
    assert problems(found) == [(Reason.UNSUPPORTED, "")]
    assert found[0].detail == "split archive"  # type: ignore[union-attr]


def test_one_bad_block_of_a_7z_costs_its_members_only(tmp_path) -> None:
    import py7zr

    for mode, name in (("w", "a.txt"), ("a", "b.txt")):
        with py7zr.SevenZipFile(tmp_path / "a.7z", mode) as archive:
            archive.writestr(TEXT.encode(), name)
    data = bytearray((tmp_path / "a.7z").read_bytes())
    data[40:60] = bytes(20)
    found = segments(bytes(data), "a.7z")
    assert (Reason.CORRUPT, "a.txt") in problems(found)
    assert [p.part for p in passages(found) if "鈴木一郎" in p.text] == ["b.txt"]


def test_without_the_library_it_says_what_to_install(monkeypatch) -> None:
    built = [archive(name, {"a.txt": b"x"}) for name in ("lzh", "rar", "cab", "iso", "compress")]
    monkeypatch.setitem(sys.modules, "libarchive", None)
    for data in built:
        (found,) = segments(data, "a")
        assert (found.reason, found.detail) == (Reason.MISSING_EXTRA, libarchive.INSTALL)  # type: ignore[union-attr]


def solid_rar(members: Mapping[str, bytes]) -> bytes:
    """RAR 3, stored, with the mark of a solid archive: libarchive refuses it."""

    def block(body: bytes) -> bytes:
        return struct.pack("<H", zlib.crc32(body) & 0xFFFF) + body

    out = b"Rar!\x1a\x07\0" + block(struct.pack("<BHH6x", 0x73, 0x8, 13))
    for number, (name, data) in enumerate(members.items()):
        facts = (len(data), len(data), 3, zlib.crc32(data), 0x58210000, 29, 0x30, len(name), 0o100644)
        flags = 0x8000 | (0x10 if number else 0)
        out += block(struct.pack("<BHHLLBLLBBHL", 0x74, flags, 32 + len(name), *facts) + name.encode()) + data
    return out + block(struct.pack("<BHH", 0x7B, 0x4000, 7))


def test_solid_rar_is_read_by_unar() -> None:
    needs.command("unar", install="make services")
    data = solid_rar({"a.txt": TEXT.encode(), "b.txt": b"SATO"})
    found = segments(data, "a.rar")
    assert problems(found) == [] and "鈴木一郎" in texts(found) and "SATO" in texts(found)
    inside = segments(builders.zip_of({"a.rar": data}), "a.zip")
    assert [p.part for p in passages(inside) if "鈴木一郎" in p.text] == ["a.rar!a.txt"]


def test_solid_rar_needs_unar(monkeypatch) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    (found,) = segments(solid_rar({"a.txt": b"SATO"}), "a.rar")
    assert (found.reason, found.detail) == (Reason.MISSING_EXTRA, unar.INSTALL)  # type: ignore[union-attr]
