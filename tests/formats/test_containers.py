"""Mail and archives as one table: a value planted in every place of every container, and every way to be closed."""

from __future__ import annotations

import base64
import bz2
import io
import lzma
import tarfile
from collections.abc import Callable, Mapping
from functools import partial

import pytest

from scanner.budget import Passwords
from scanner.model import Reason
from tests import builders, needs
from tests.builders import archives, mails, zips

from .reading import everything, passages, problems, segments


@pytest.fixture(autouse=True)
def _library() -> None:
    needs.libarchive()


PERSON, FILE = "佐藤花子", "佐藤花子の名簿.txt"
TEXT = f"担当 {PERSON} 電話 090-1234-5678\n".encode()
Members = Mapping[str, bytes]


def tar(members: Members) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


ARCHIVES: dict[str, Callable[[Members], bytes]] = {
    "zip": builders.zip_of,
    "zip, CP932": lambda members: builders.zip_of(members, cp932=True),
    "zip, by itself": lambda members: archives.program(builders.zip_of(members)),
    **{f"zip, {one}": partial(zips.zip_by, method=one) for one in zips.METHODS},
    "7z": archives.sevenzip,
    "7z, by itself": lambda members: archives.program(archives.sevenzip(members)),
    "rar": archives.rar5,
    **{f"lzh {level}": partial(archives.lzh, level=level) for level in (0, 1, 2)},
    "cab": archives.cab,
    "iso": lambda members: archives.by_libarchive(members, "iso9660"),
    "cpio": lambda members: archives.by_libarchive(members, "cpio_newc"),
    "tar": tar,
    "tar.gz": lambda members: builders.gzip_of(tar(members)),
    "tar.bz2": lambda members: bz2.compress(tar(members)),
    "tar.xz": lambda members: lzma.compress(tar(members)),
    "tar.Z": lambda members: archives.by_libarchive(members, "gnutar", "compress"),
    "eml": lambda members: builders.eml("x", attachments=members),
    "eml in a mailbox": lambda members: (
        b"From a@b Mon\n" + builders.eml("x", attachments=members) + b"\nFrom a@b Tue\n"
    ),
    "eml in a mail": lambda members: mails.with_part("message/rfc822", builders.eml("x", attachments=members)),
    "emlx": lambda members: (lambda mail: b"%d\n" % len(mail) + mail)(builders.eml("x", attachments=members)),
    "S/MIME": lambda members: mails.signed(builders.eml("x", attachments=members), name="x", address="a@example.jp"),
    "msg": lambda members: mails.msg({0x37001F: "x"}, attachments=[_attached(*one) for one in members.items()]),
    "msg, CP932": lambda members: mails.msg(
        {0x37001E: "x"}, attachments=[_attached(*o, 0x1E) for o in members.items()]
    ),
    "TNEF": lambda members: mails.tnef([pair for one in members.items() for pair in _wrapped(*one)]),
}


def _attached(name: str, data: bytes, kind: int = 0x1F) -> Mapping[int, object]:
    return {0x3707 << 16 | kind: name, 0x37010102: data}


def _wrapped(name: str, data: bytes) -> list[tuple[int, bytes]]:
    return [(0x69002, bytes(14)), (0x6800F, data), (0x69005, mails.mapi({0x3707001F: name}))]


INSIDE: dict[str, tuple[Members, str]] = {
    "name": ({FILE: b"x"}, FILE),
    "text": ({"a.txt": TEXT}, PERSON),
    "CP932 text": ({"a.txt": TEXT.decode().encode("cp932")}, PERSON),
    "second member": ({"a.bin": b"x", "b.txt": TEXT}, PERSON),
    "book": ({"a.xlsx": builders.xlsx({"Sheet1": [["氏名"], [PERSON]]})}, PERSON),
    "name in a zip": ({"b.zip": builders.zip_of({FILE: b"x"})}, FILE),
    "text in a zip": ({"b.zip": builders.zip_of({"a.txt": TEXT})}, PERSON),
    "text in a 7z": ({"b.7z": archives.sevenzip({"a.txt": TEXT})}, PERSON),
    "mail": ({"b.eml": builders.eml(TEXT.decode())}, PERSON),
    "attachment of a mail": ({"b.eml": builders.eml("x", attachments={"a.txt": TEXT})}, PERSON),
    "msg": ({"b.msg": mails.msg({0x1000001F: TEXT.decode()})}, PERSON),
}


@pytest.mark.parametrize("container", ARCHIVES)
@pytest.mark.parametrize("place", INSIDE)
def test_every_place_of_every_container(container: str, place: str) -> None:
    members, planted = INSIDE[place]
    found = segments(ARCHIVES[container](members), "a")
    assert planted in everything(found)
    assert problems(found) == []


def eml(**headers: str) -> bytes:
    return "".join(f"{name.replace('_', '-')}: {value}\n" for name, value in headers.items()).encode() + b"\nx\n"


def word(text: str) -> str:
    return f"=?ISO-2022-JP?B?{base64.b64encode(text.encode('iso2022_jp')).decode()}?="


ABOUT: dict[str, bytes] = {
    "eml, subject": builders.eml("x", subject=PERSON),
    "eml, display name": eml(From=f"{word(PERSON)} <a@example.jp>", To="b@example.jp"),
    "eml, display name in quotes": eml(From="b@example.jp", To=f'"{word(PERSON)}" <a@example.jp>'),
    "eml, Cc": eml(From="b@example.jp", Cc=f"{word(PERSON)} <a@example.jp>"),
    "eml, unknown header": eml(From="b@example.jp", To="a", X_Staff=word(PERSON)),
    "eml, body": builders.eml(PERSON),
    "eml, HTML": builders.eml("x", html=f"<p title='x'>{PERSON}</p>"),
    "eml, calendar": mails.with_part("text/calendar", f"BEGIN:VCALENDAR\nATTENDEE;CN={PERSON}:mailto:a@b\n".encode()),
    "mailbox, subject of the second": b"From a Mon\n"
    + eml(To="b", From="a")
    + b"\nFrom a Tue\n"
    + eml(To=PERSON, From="a"),
    "S/MIME, signer": mails.signed(b"x", name=PERSON, address="a@example.jp"),
    "msg, subject": mails.msg({0x37001F: PERSON}),
    "msg, sender": mails.msg({0xC1A001E: PERSON}),
    "msg, body": mails.msg({0x1000001E: PERSON}),
    "msg, HTML": mails.msg({0x10130102: f"<p>{PERSON}</p>".encode("cp932")}),
    "msg, RTF": mails.msg({0x10090102: mails.compressed_rtf(rb"{\rtf1\u20304\'3f\u34276\'3f\u33457\'3f\u23376\'3f}")}),
    "msg, headers": mails.msg({0x7D001E: f"X-Staff: {word(PERSON)}\r\n"}),
    "msg, recipient": mails.msg({0x37001F: "x"}, recipients=[{0x3001001F: PERSON}]),
    "msg, named property": mails.msg({0x8001001F: PERSON}),
    "msg, message inside": mails.msg(
        {0x37001F: "x"}, attachments=[({0x3001001F: "b"}, mails.msg_tree({0x37001F: PERSON}, header=24))]
    ),
    "TNEF, subject": mails.tnef([(0x69007, b"\xa4\3\0\0" + bytes(4)), (0x18004, PERSON.encode("cp932") + b"\0")]),
    "TNEF, body": mails.tnef([(0x69003, mails.mapi({0x1000001F: PERSON}))]),
    "TNEF, recipient": mails.tnef([(0x69004, b"\1\0\0\0" + mails.mapi({0x3001001F: PERSON}))]),
    "zip, comment": zips.zip_by({"a.txt": b"x"}, "deflate", comment=PERSON.encode("cp932")),
}


@pytest.mark.parametrize("place", ABOUT)
def test_every_place_beside_the_members(place: str) -> None:
    found = segments(ABOUT[place], "a")
    assert PERSON in "".join(everything(found).split())
    assert problems(found) == []


CLOSED: dict[str, tuple[bytes, Reason]] = {
    "zip, AES": (builders.encrypted_zip({}, {FILE: TEXT}), Reason.ENCRYPTED),
    "zip, of 1989": (zips.zip_by({FILE: TEXT}, "deflate", password=b"secret"), Reason.ENCRYPTED),
    "7z": (archives.sevenzip({FILE: TEXT}, password="secret"), Reason.ENCRYPTED),
    "7z, names too": (archives.sevenzip({FILE: TEXT}, password="secret", names_too=True), Reason.ENCRYPTED),
    "rar": (archives.rar5({FILE: TEXT}, password="secret"), Reason.ENCRYPTED),
    "rar, names too": (archives.rar5({FILE: TEXT}, password="secret", names_too=True), Reason.ENCRYPTED),
    "xlsx": (builders.encrypted_xlsx(), Reason.ENCRYPTED),
    "pdf": (builders.pdf([PERSON], password="secret"), Reason.ENCRYPTED),
    "S/MIME": (mails.enveloped(bytes(99)), Reason.ENCRYPTED),
    "PGP": (b"From: a\nSubject: x\nTo: b\n\n-----BEGIN PGP MESSAGE-----\nhQ\n", Reason.ENCRYPTED),
    "pst": (b"!BDN" + bytes(600), Reason.CORRUPT),
    "dbx": (b"\xcf\xad\x12\xfe" + bytes(600), Reason.UNSUPPORTED),
    **{
        f"{name}, cut off": (builders.cut(build({"a.bin": bytes(range(256)) * 40, "b.txt": TEXT}), 0.6), Reason.CORRUPT)
        for name, build in ARCHIVES.items()
        if name in ("7z", "rar", "lzh 0", "lzh 1", "lzh 2", "cab", "zip, stored")
    },
}


@pytest.mark.parametrize("place", ["by itself", "in a zip", "in a mail"])
@pytest.mark.parametrize("case", CLOSED)
def test_what_is_closed_says_why_wherever_it_lies(case: str, place: str) -> None:
    data, reason = CLOSED[case]
    if place == "in a zip":
        data = builders.zip_of({"あける.dat": data, "隣.txt": TEXT})
    elif place == "in a mail":
        data = builders.eml("x", attachments={"あける.dat": data, "隣.txt": TEXT})
    found = segments(data, "a", passwords=Passwords(["wrong"]))
    assert reason in [one for one, _ in problems(found)]
    if place != "by itself":
        assert all(part.startswith("あける.dat") for _, part in problems(found))
        assert any(p.part == "隣.txt" and PERSON in p.text for p in passages(found))


@pytest.mark.parametrize("prefix", ["", "\x01\x01", "\x01\x05"])
def test_a_subject_of_outlook_has_no_signs_before_it(prefix: str) -> None:
    """In a pst it begins with how long its "RE: " is."""
    data = mails.msg({0x37001F: f"{prefix}RE: 山田太郎様"})
    assert [one.text for one in passages(segments(data, "x.msg")) if one.at == "Subject"] == ["RE: 山田太郎様"]
