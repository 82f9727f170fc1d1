"""Archives: names, members, limits, and what one bad member costs."""

from __future__ import annotations

import bz2
import io
import lzma
import struct
import tarfile
import zipfile

import pytest

from scanner.budget import Limits
from scanner.model import Reason
from tests import builders

from .reading import columns, passages, problems, segments, texts

NAME = "顧客/表と能力.txt"  # 表 and 能 have 5C, the backslash, as their second byte in CP932


@pytest.mark.parametrize("cp932", [True, False])
def test_member_names(cp932: bool) -> None:
    found = segments(builders.zip_of({NAME: "山田太郎".encode()}, cp932=cp932), "a.zip")
    assert [(p.part, p.at, p.text) for p in passages(found)] == [(NAME, "@name", NAME), (NAME, "", "山田太郎")]
    assert passages(found)[1].hints.name == "表と能力.txt"


def test_name_in_the_unicode_extra_field() -> None:
    raw = NAME.encode()
    extra = struct.pack("<HHBL", 0x7075, 5 + len(raw), 1, 0) + raw
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        info = zipfile.ZipInfo("????.txt")
        info.extra = extra
        archive.writestr(info, "x")
    assert passages(segments(buffer.getvalue()))[0].part == NAME


def test_members_of_all_kinds_keep_their_places() -> None:
    book = builders.xlsx({"Sheet1": [["氏名", "電話"], ["山田", "03-1"], ["佐藤", "03-2"]]})
    inner = builders.zip_of({"名簿.xlsx": book})
    found = segments(builders.zip_of({"中.zip": inner, "a.csv": "氏名,電話\n鈴木,03-3\n".encode("cp932")}), "b.zip")
    assert columns(found, "中.zip!名簿.xlsx!Sheet1")["氏名"] == ["山田", "佐藤"]
    assert columns(found, "a.csv")["氏名"] == ["鈴木"]


def test_encrypted_member_costs_itself_only() -> None:
    data = builders.encrypted_zip({"明.txt": "山田太郎".encode()}, {"暗.txt": b"secret"})
    found = segments(data)
    assert problems(found) == [(Reason.ENCRYPTED, "暗.txt")]
    assert "山田太郎" in texts(found) and "暗.txt" in texts(found)  # its name can be seen


def test_bad_checksum_costs_that_member_only_and_what_is_there_is_read() -> None:
    data = builders.zip_of({"a.txt": b"xYAMADA", "b.txt": b"SATO"}, stored=True)
    found = segments(builders.with_bad_crc(data, "a.txt"))
    assert problems(found) == [(Reason.CORRUPT, "a.txt")]
    assert "YAMADA" in texts(found) and "SATO" in texts(found)


@pytest.mark.parametrize("stored", [True, False])
def test_cut_off_zip_gives_the_members_before_the_cut(stored: bool) -> None:
    members = {f"{n}.txt": (f"山田太郎{n}\n" * 200).encode() for n in range(10)}
    found = segments(builders.cut(builders.zip_of(members, stored=stored), 0.55))
    assert (Reason.CORRUPT, "") in problems(found)
    assert "山田太郎0" in texts(found) and "山田太郎3" in texts(found) and "山田太郎9" not in texts(found)


def test_what_stands_where_a_name_should_be_is_not_shown() -> None:
    """A file that lies about its type: the header's lengths are content, and so is the name they give."""
    found = segments(b"PK\x03\x04" + b"\x14\0\x01\0\0\0" + b"\0" * 16 + b"\x40\0\0\0" + "山田太郎\n".encode() * 20)
    assert problems(found) == [(Reason.CORRUPT, ""), (Reason.CORRUPT, "member 1")]


def test_bomb_ends_the_item_with_one_problem() -> None:
    found = segments(builders.zip_of({"前.txt": "山田".encode(), "bomb.zip": builders.bomb(64), "後.txt": b"x"}))
    assert [reason for reason, _ in problems(found)] == [Reason.BOMB]
    assert "山田" in texts(found)


def test_nesting_has_an_end_and_what_is_above_it_is_read() -> None:
    assert "山田太郎" in texts(segments(builders.nested_zip(10)))
    deep = builders.zip_of({"deep.zip": builders.nested_zip(20), "浅い.txt": "佐藤".encode()})
    found = segments(deep)
    assert [reason for reason, _ in problems(found)] == [Reason.TOO_DEEP] and "佐藤" in texts(found)


def test_too_many_members() -> None:
    found = segments(builders.zip_of({f"{n}.txt": b"x" for n in range(50)}), limits=Limits(members=20))
    assert [reason for reason, _ in problems(found)] == [Reason.TOO_MANY]
    assert len(passages(found)) == 40  # name and text of each of the first twenty


@pytest.mark.parametrize(
    "pack, name", [(builders.gzip_of, "log.txt.gz"), (bz2.compress, "log.txt.bz2"), (lzma.compress, "log.txt.xz")]
)
def test_single_file_packers(pack, name: str) -> None:
    found = segments(pack("山田太郎".encode("cp932")), name)
    assert [(p.part, p.text) for p in passages(found)] == [("log.txt", "log.txt"), ("log.txt", "山田太郎")]
    cut = segments(builders.cut(pack(b"".join(f"{n} SATO\n".encode() for n in range(9000))), 0.6), name)
    assert problems(cut) == [(Reason.CORRUPT, "log.txt")]


def test_tar_with_names_in_euc_and_links() -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.GNU_FORMAT, encoding="euc_jp") as archive:
        info = tarfile.TarInfo("名簿.txt")
        info.size = 12
        archive.addfile(info, io.BytesIO("山田太郎".encode()))
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(link)
    found = segments(builders.gzip_of(buffer.getvalue()), "a.tar.gz")
    assert [p.part for p in passages(found)] == ["a.tar", "a.tar!名簿.txt", "a.tar!名簿.txt"]
    assert "山田太郎" in texts(found)


@pytest.mark.parametrize("pack, ending", [(builders.gzip_of, "gz"), (bz2.compress, "bz2"), (lzma.compress, "xz")])
def test_packed_files_inside_archives(pack, ending: str) -> None:
    """A temporary file tells gzip that it may be written to, and gzip would."""
    found = segments(builders.zip_of({f"log.txt.{ending}": pack("山田太郎".encode())}), "a.zip")
    assert problems(found) == [] and "山田太郎" in texts(found)
