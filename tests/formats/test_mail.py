"""Mail as Japan has written it: every charset, every broken name, every container; and what cannot be read is named."""

from __future__ import annotations

import base64
import binascii
import sys
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any

import pytest

from scanner.formats import mail, pst
from scanner.model import Reason
from tests import builders
from tests.builders import mails

from .reading import kind, passages, problems, segments, texts


def jis_of_windows(text: str) -> bytes:
    """ISO-2022-JP as Microsoft writes it (CP50220): characters of NEC and IBM as if JIS X 0208 had them."""
    out = b"\x1b$B"
    for character in text:
        high, low = character.encode("cp932")
        row = (high - (0x81 if high < 0xE0 else 0xC1)) * 2 + (low >= 0x9F)
        cell = low - (0x9F if low >= 0x9F else 0x40 + (low > 0x7F))
        out += bytes((row + 0x21, cell + 0x21))
    return out + b"\x1b(B"


def places(data: bytes, name: str = "a.eml") -> dict[tuple[str, str], str]:
    return {(p.part, p.at): p.text.strip() for p in passages(segments(data, name))}


def word(text: str, charset: str, coding: str = "B") -> str:
    raw = text.encode(charset)
    return f"=?{charset}?{coding}?{base64.b64encode(raw).decode()}?="


@pytest.mark.parametrize(
    "raw, shown",
    [
        (word("佐藤花子", "iso-2022-jp") + " <a@example.jp>", "佐藤花子 <a@example.jp>"),
        (f'"{word("佐藤", "utf-8")}" <a@example.jp>', '"佐藤" <a@example.jp>'),  # in quotes, against the standard
        (f"{word('佐', 'utf-8')}\n {word('藤', 'utf-8')}", "佐藤"),
        (f"{word('佐', 'utf-8')}{word('藤', 'utf-8')}", "佐藤"),  # nothing between them
        ("=?utf-8?B?5L2=?= =?utf-8?B?kOiXpA==?=", "佐藤"),  # cut in the middle of a character
        ("=?Shift_JIS?B?jbKT?= =?shift_jis?B?oY7x?=", "佐藤首"),
        ("=?ISO-2022-JP?B?GyRCOjQ=?= =?ISO-2022-JP?B?RiMbKEI=?=", "佐藤"),  # no escape at the cut
        ("=?utf-8*ja?B?5L2Q6Jek?=", "佐藤"),  # RFC 2231 has a language in it
        ("=?utf-8?Q?=E4=BD=90_=E8=97=A4?=", "佐 藤"),
        ("=?utf-8?Q?=E4=BD=90 =E8=97=A4?=", "佐 藤"),  # a space where none may be
        ("=?utf-8?B?5L2Q6Jek", "=?utf-8?B?5L2Q6Jek"),  # cut off
        ("=?utf-8?B?5L2Q6Jek=?=", "佐藤"),  # padding of the wrong length
        ("=?cp932?B?jbKToQ==?=", "佐藤"),
        ("=?unknown?B?5L2Q6Jek?=", "佐藤"),
        ("Re: " + word("件", "euc-jp") + " 続き", "Re: 件 続き"),
        ("a =?b c", "a =?b c"),
    ],
)
def test_headers(raw: str, shown: str) -> None:
    assert mail.header_text(raw) == shown
    assert places(f"From: x@example.jp\nSubject: {raw}\nTo: b\n\nx".encode())["", "Subject"] == shown


@pytest.mark.parametrize("codec", ["utf-8", "cp932", "euc_jp", "iso2022_jp"])
def test_bytes_in_headers_that_may_not_be_there(codec: str) -> None:
    raw = "From: 佐藤花子 <a@example.jp>\nSubject: 名簿の件\nTo: x@example.jp\n".encode(codec)
    raw += 'Content-Type: text/csv; name="顧客名簿.csv"\n\n氏名,電話\n'.encode(codec)
    found = places(raw)
    assert found["", "From"] == "佐藤花子 <a@example.jp>" and found["", "Subject"] == "名簿の件"
    assert found["顧客名簿.csv", "@name"] == "顧客名簿.csv"


@pytest.mark.parametrize("charset", ["iso-2022-jp", "ISO-2022-JP-MS", "cp50221", "cp50220", "us-ascii", "x-none"])
def test_circled_numbers_and_the_like_in_iso_2022_jp(charset: str) -> None:
    data = mails.with_part(f"text/plain; charset={charset}", jis_of_windows("山田①㈱髙橋") + b"\n")
    assert places(data)["", ""] == "山田①㈱髙橋"
    subject = base64.b64encode(jis_of_windows("①髙橋様")).decode()
    assert mail.header_text(f"=?ISO-2022-JP?B?{subject}?=") == "①髙橋様"


@pytest.mark.parametrize(
    "header",
    [
        "Content-Disposition: attachment; filename*=iso-2022-jp''%1B%24BHqMQ%1B%28B.txt",
        "Content-Disposition: attachment; filename*=utf-8'ja'%E8%B2%BB%E7%94%A8.txt",
        "Content-Disposition: attachment; filename*0*=utf-8''%E8%B2; filename*1*=%BB%E7%94; filename*2*=%A8.txt",
        'Content-Disposition: attachment; filename*0="=?utf-8?B?6LK755So"; filename*1="?=.txt"',
        'Content-Disposition: attachment; filename="=?utf-8?B?6LK755SoLnR4dA==?="',
        "Content-Disposition: attachment; filename==?utf-8?B?6LK755SoLnR4dA==?=",
        "Content-Disposition: attachment\nContent-Type: text/plain; name*=shift_jis''%94%EF%97p.txt",
        "Content-Disposition: attachment; filename*=x-none''%94%EF%97p.txt",
    ],
)
def test_names_of_attachments(header: str) -> None:
    data = f"From: a@example.jp\nSubject: x\n{header}\n\nSATO".encode()
    names = [p.text for p in passages(segments(data, "a.eml")) if p.at == "@name"]
    assert names == ["費用.txt"]


def test_flowed_text_is_put_together_again() -> None:
    body = "東京都千 \n代田区\n> 引用 \n> 続き\n-- \n署名\n".encode()
    data = mails.with_part("text/plain; charset=utf-8; format=flowed; delsp=yes", body)
    assert places(data)["", ""] == "東京都千代田区\n> 引用続き\n-- \n署名"
    data = mails.with_part("text/plain; charset=utf-8; format=flowed", b"one \ntwo\n")
    assert places(data)["", ""] == "one two"


def uuencoded(name: bytes, content: bytes) -> bytes:
    lines = [binascii.b2a_uu(content[at : at + 45]) for at in range(0, len(content), 45)]
    return b"begin 644 " + name + b"\n" + b"".join(lines) + b"`\nend\n"


def test_files_in_the_middle_of_the_text() -> None:
    book = builders.zip_of({"名簿.txt": "山田太郎".encode()})
    body = "前の文\n".encode() + uuencoded("名簿.zip".encode(), book) + "後の文\n".encode()
    data = mails.with_part("text/plain; charset=utf-8", body)
    found = segments(data, "a.eml")
    assert ("名簿.zip!名簿.txt", "山田太郎") in [(p.part, p.text) for p in passages(found)]
    (text,) = [p.text for p in passages(found) if not p.part and not p.at]
    assert text.split("\n")[0] == "前の文" and "後の文" in text and "begin 644" not in text
    assert "begin 644 and end" in texts(segments(mails.with_part("text/plain", b"begin 644 and end\nend\n"), "a.eml"))


def test_mail_in_a_mail_and_in_base64_too() -> None:
    inner = builders.eml("内側 佐藤花子", subject="内側の件")
    for encoding, body in (("8bit", inner), ("base64", base64.encodebytes(inner))):
        data = mails.with_part("message/rfc822", body, Content_Transfer_Encoding=encoding)
        found = places(data)
        assert found["message 1.eml", "Subject"] == "内側の件" and found["message 1.eml", ""] == "内側 佐藤花子"


def test_invitations_and_cards() -> None:
    event = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nATTENDEE;CN=佐藤花子:mailto:hanako@example.jp\nEND:VEVENT\nEND:VCALENDAR\n"
    found = segments(mails.with_part("text/calendar; charset=utf-8; method=REQUEST", event.encode()), "a.eml")
    assert "佐藤花子" in texts(found) and "hanako@example.jp" in texts(found) and problems(found) == []


@pytest.mark.parametrize("quoted", [b">From the desk", b">>From the desk"])
def test_mailbox_with_quoted_from(quoted: bytes) -> None:
    box = b"From a@b Mon\nSubject: one\nTo: x\n\n" + quoted + b"\n\nFrom a@b Tue\nSubject: two\nTo: x\n\nbody\n"
    found = places(box, "inbox")
    assert found["message 1", ""] == quoted[1:].decode() and found["message 2", "Subject"] == "two"


def test_apple_mail() -> None:
    body = builders.eml("本文 佐藤花子")
    data = f"{len(body)}      \n".encode() + body + b'<?xml version="1.0"?><plist><dict><key>flags</key></dict></plist>'
    assert kind(data) == "eml" and places(data, "1.emlx")["", ""] == "本文 佐藤花子"


def test_signed_mail_is_read_and_its_signer() -> None:
    inside = b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + "署名された本文 鈴木一郎".encode()
    packed = mails.signed(inside, name="佐藤花子", address="hanako@example.jp")
    data = mails.with_part(
        "application/pkcs7-mime; smime-type=signed-data; name=smime.p7m",
        base64.encodebytes(packed),
        Content_Transfer_Encoding="base64",
    )
    found = segments(data, "a.eml")
    assert "鈴木一郎" in texts(found) and "佐藤花子\nhanako@example.jp" in texts(found) and problems(found) == []
    detached = mails.signed(inside, name="佐藤花子", address="hanako@example.jp", detached=True)
    assert kind(detached) == "pkcs7" and texts(segments(detached, "smime.p7s")) == "佐藤花子\nhanako@example.jp"


@pytest.mark.parametrize("data", [mails.enveloped(bytes(99)), b"-----BEGIN PGP MESSAGE-----\n\nhQEMA\n"])
def test_encrypted_mail_is_named(data: bytes) -> None:
    whole = mails.with_part("application/octet-stream", base64.encodebytes(data), Content_Transfer_Encoding="base64")
    assert problems(segments(whole, "a.eml")) == [(Reason.ENCRYPTED, "part 1")]


def test_pgp_in_the_text() -> None:
    found = segments(mails.with_part("text/plain", "前の文\n-----BEGIN PGP MESSAGE-----\nhQ\n".encode()), "a.eml")
    assert problems(found) == [(Reason.ENCRYPTED, "")] and "前の文" in texts(found)


# --- Outlook ---

SUBJECT, BODY, HTML, RTF, SENDER, ADDRESS = 0x37, 0x1000, 0x1013, 0x1009, 0xC1A, 0xC1F
NAME, SMTP, FILE, DATA, PHONE = 0x3001, 0x39FE, 0x3707, 0x3701, 0x3A1C


def tag(number: int, type_: int) -> int:
    return number << 16 | type_


@pytest.mark.parametrize("type_", [mails.UNICODE, mails.STRING8])
def test_msg(type_: int) -> None:
    """Every place, in Unicode and in CP932."""
    inside = mails.msg_tree({tag(SUBJECT, type_): "内側の件", tag(BODY, type_): "内側の本文"}, header=24)
    data = mails.msg(
        {
            tag(SUBJECT, type_): "名簿の件",
            tag(SENDER, type_): "佐藤花子",
            tag(ADDRESS, type_): "hanako@example.jp",
            tag(BODY, type_): "本文 090-1111-2222",
            tag(HTML, mails.BINARY): "<p>頁の<b>文</b></p>".encode("cp932"),
            tag(0x7D, type_): f"Received: x\r\nX-Staff: {word('高橋', 'utf-8')}\r\n",
            tag(PHONE, type_): "080-3333-4444",
            tag(0x8005, type_): "名前付きの田中",
            tag(0x3FFD, mails.INTEGER): 932,
        },
        recipients=[{tag(NAME, type_): "鈴木一郎", tag(SMTP, type_): "ichiro@example.jp"}],
        attachments=[
            {tag(FILE, type_): "顧客.csv", tag(DATA, mails.BINARY): "氏名,電話\n渡辺,03-1\n".encode("cp932") * 300},
            ({tag(NAME, type_): "転送"}, inside),
        ],
    )
    assert kind(data, "no name") == "msg"
    found = segments(data, "a.msg")
    assert problems(found) == []
    at = {(p.part, p.at): p.text for p in passages(found)}
    assert at["", "Subject"] == "名簿の件" and at["", "From"] in ("佐藤花子", "hanako@example.jp")
    assert at["", "mobile phone"] == "080-3333-4444" and at["", "property"] == "名前付きの田中"
    assert at["", "X-Staff"] == "高橋" and at["", "recipient"] == "鈴木一郎\nichiro@example.jp"
    assert at["転送", "Subject"] == "内側の件" and at["転送", ""] == "内側の本文"
    assert {"佐藤花子", "hanako@example.jp", "本文 090-1111-2222", "顧客.csv"} <= {p.text for p in passages(found)}
    assert "頁の文" in texts(found).replace("\n", "")
    assert any("渡辺" in str(s) for s in found)


def test_msg_with_nothing_but_compressed_rtf() -> None:
    rtf = rb"{\rtf1\ansi\fbidis{\fonttbl{\f0\fnil\fcharset128 x;}}\f0 \'8e\'52\'93\'63 tel 090}"
    data = mails.msg({tag(RTF, mails.BINARY): mails.compressed_rtf(rtf)})
    assert "山田 tel 090" in texts(segments(data, "a.msg"))


def test_compressed_rtf_of_the_specification() -> None:
    """[MS-OXRTFCP] 4.1.1 and 4.1.2: runs out of the dictionary, and one that overlaps itself."""
    from scanner.budget import Budget
    from scanner.formats.mapi import decompressed

    first = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a007263706731323542320af32068656c090020627705b06c647d0a800fa0"
    )
    assert decompressed(first, Budget()) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"
    second = bytes.fromhex("1a0000001c0000004c5a4675e2d44b51410004205758595a0d6e7d010eb0")
    assert decompressed(second, Budget()) == b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}"


def test_winmail_dat() -> None:
    attached = mails.mapi({tag(FILE, mails.UNICODE): "住所録.txt"})
    data = mails.tnef(
        [
            (0x69007, (932).to_bytes(4, "little") + bytes(4)),
            (0x18004, "名簿の件\0".encode("cp932")),
            (0x69003, mails.mapi({tag(SENDER, mails.STRING8): "佐藤花子", tag(BODY, mails.UNICODE): "本文"})),
            (0x69004, b"\1\0\0\0" + mails.mapi({tag(NAME, mails.UNICODE): "鈴木一郎"})),
            (0x69002, bytes(14)),
            (0x18010, b"JUSHO~1.TXT\0"),
            (0x6800F, "渡辺 東京都".encode("cp932")),
            (0x69005, attached),
        ]
    )
    found = segments(builders.eml("x", attachments={"winmail.dat": data}), "a.eml")
    at = {(p.part, p.at): p.text for p in passages(found)}
    assert problems(found) == []
    assert at["winmail.dat", "Subject"] == "名簿の件" and at["winmail.dat", "From"] == "佐藤花子"
    assert at["winmail.dat", "recipient"] == "鈴木一郎" and at["winmail.dat", ""] == "本文"
    assert at["winmail.dat!住所録.txt", ""] == "渡辺 東京都"
    cut = segments(data[:-150], "winmail.dat")
    assert (Reason.CORRUPT, "") in problems(cut) and "名簿の件" in texts(cut)


def test_pst_without_its_library_says_what_to_install(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "pypff", None)
    (found,) = segments(b"!BDN" + bytes(600), "a.pst")
    assert (found.reason, found.detail) == (Reason.MISSING_EXTRA, pst.INSTALL)  # type: ignore[union-attr]


class _Pff:
    """Of libpff what the reader asks for. Nothing here writes a real pst."""

    def __init__(self, **found: Any) -> None:
        for name, value in found.items():
            setattr(self, "get_" + name, lambda *at, value=value: value[at[0]] if at else value)
        self.record_sets = found.get("sets", [])
        self.entries = found.get("entries", [])
        self.recipients = found.get("recipients")

    def open_file_object(self, stream: object) -> None: ...

    def close(self) -> None: ...


def _entries(properties: Mapping[int, str]) -> list[_Pff]:
    found = [
        _Pff(entry_type=number, value_type=mails.UNICODE, data=text.encode("utf-16-le"))
        for number, text in properties.items()
    ]
    return [_Pff(entries=found)]


def test_pst(monkeypatch) -> None:
    content = [b"SATO", b""]
    attachment = _Pff(sets=_entries({FILE: "住所録.txt"}), size=4, number_of_sub_items=0)
    attachment.read_buffer = lambda size: content.pop(0)  # type: ignore[attr-defined]
    message = _Pff(
        sets=_entries({SUBJECT: "名簿の件", SENDER: "佐藤花子", BODY: "本文"}),
        recipients=_Pff(sets=_entries({NAME: "鈴木一郎"})),
        attachment=[attachment],
        number_of_attachments=1,
    )
    inner = _Pff(name="顧客", number_of_sub_messages=1, number_of_sub_folders=0, sub_message=[message])
    root = _Pff(name="", number_of_sub_messages=0, number_of_sub_folders=1, sub_folder=[inner])
    fake = SimpleNamespace(file=lambda: _Pff(root_folder=root, number_of_orphan_items=0))
    monkeypatch.setitem(sys.modules, "pypff", fake)
    found = segments(b"!BDN" + bytes(600), "a.pst")
    assert problems(found) == []
    at = {(p.part, p.at): p.text for p in passages(found)}
    assert at["顧客", "@name"] == "顧客" and at["顧客/message 1", "Subject"] == "名簿の件"
    assert at["顧客/message 1", "From"] == "佐藤花子" and at["顧客/message 1", ""] == "本文"
    assert at["顧客/message 1", "recipient"] == "鈴木一郎"
    assert at["顧客/message 1!住所録.txt", ""] == "SATO"


def test_a_broken_pst_is_broken() -> None:
    assert problems(segments(b"!BDN" + bytes(600), "a.pst")) == [(Reason.CORRUPT, "")]


def test_dbx_is_named() -> None:
    (found,) = segments(b"\xcf\xad\x12\xfe" + bytes(600), "受信トレイ.dbx")
    assert (found.reason, found.detail) == (Reason.UNSUPPORTED, "dbx")  # type: ignore[union-attr]
