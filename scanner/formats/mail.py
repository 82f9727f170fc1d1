"""Mail: headers, bodies and attachments, with the encodings Japanese mail programs have used since 1990."""

from __future__ import annotations

import base64
import email
import email.message
import email.policy
import io
import quopri
import re
from collections.abc import Iterator
from typing import Any, BinaryIO

from recognizers.types import Hints
from scanner.budget import Budget
from scanner.formats import mail_text, read_member, text, web
from scanner.formats.encoding import decode
from scanner.formats.trouble import problem
from scanner.model import Passage, Problem, Reason, Segment, Stage
from scanner.problems import Unreadable

# Routing, signatures and numbers of programs; the address of the recipient stands in other headers as well.
_DULL = frozenset(
    """received message-id in-reply-to references mime-version date dkim-signature domainkey-signature arc-seal
    arc-message-signature arc-authentication-results authentication-results received-spf x-mailer user-agent
    x-received x-priority precedence list-id thread-index""".split()
)
_DULL_PREFIXES = ("content-", "x-google-", "x-gm-", "x-virus-", "x-spam-", "arc-")
_MAX_PARTS = 2000
_LINE = 1 << 20
_LARGEST = 512 << 20  # bytes of one mail in a mailbox
_TOO_LARGE = f"a mail of more than {_LARGEST >> 20} MiB"
_QUOTED_FROM = re.compile(rb">+From ")
_EMLX = re.compile(rb"(\d{1,10})[ \t]*\r?\n")


def read(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    if stream.read(5) == b"From ":
        stream.seek(0)
        yield from _mailbox(stream, Hints(name=name), budget)
        return
    stream.seek(0)
    if counted := _EMLX.match(stream.read(16)):  # Apple Mail: the length, the mail, and a list of flags
        stream.seek(counted.end())
        mail, rest = io.BytesIO(stream.read(int(counted[1]))), stream.read(1 << 20)
        if rest.strip():
            yield from read_member(io.BytesIO(rest), "flags", budget, named=False)
        stream = mail
    else:
        stream.seek(0)
    try:
        message = _parsed(stream)
    except (RecursionError, Unreadable) as exc:
        stream.seek(0)
        yield from text.read(stream, name, budget, tables=False)
        yield problem(exc)
        return
    yield from _message(message, Hints(name=name), budget)


class _Raw(email.policy.Compat32):
    """Headers as they are: the library would put question marks in place of bytes that are not ASCII."""

    def header_fetch_parse(self, name: str, value: Any) -> Any:
        return value


_RAW = _Raw()


def _parsed(stream: BinaryIO) -> email.message.Message:
    """Raises `Unreadable` and RecursionError for mail of more parts, or more of them in each other, than anyone sends.

    The parser keeps more than a kilobyte for each part, which may have five bytes in the file.
    """
    parts = 0

    def make(policy: Any = None) -> email.message.Message:
        nonlocal parts
        parts += 1
        if parts > 10 * _MAX_PARTS:
            raise Unreadable(Reason.TOO_MANY, f"more than {10 * _MAX_PARTS} parts, read as text")
        return email.message.Message(_RAW)

    return email.message_from_binary_file(stream, _class=make)


def _mailbox(stream: BinaryIO, hints: Hints, budget: Budget) -> Iterator[Segment]:
    """Several mails in one file, each begun by a "From " line after a blank one (mbox, mboxo, mboxrd)."""
    lines: list[bytes] = []
    number, size, blank = 0, 0, True
    while line := stream.readline(_LINE):
        if line.startswith(b"From ") and blank and lines:
            number += 1
            yield from _boxed(lines, number, size, budget)
            lines, size = [], 0
        blank = not line.strip()
        size += len(line)
        if size <= _LARGEST:
            lines.append(line[1:] if _QUOTED_FROM.match(line) else line)
        else:
            budget.tick()
    if number:
        yield from _boxed(lines, number + 1, size, budget)
    else:
        yield from _message(_parsed(io.BytesIO(b"".join(lines[1:]))), hints, budget)
        if size > _LARGEST:
            yield Problem(Stage.READ, Reason.TOO_LARGE, detail=_TOO_LARGE)


def _boxed(lines: list[bytes], number: int, size: int, budget: Budget) -> Iterator[Segment]:
    budget.spend(members=1)
    data = b"".join(lines[1:])  # without the "From " line
    member = f"message {number}"
    yield from read_member(io.BytesIO(data), member, budget, "eml", named=False)
    if size > _LARGEST:
        yield Problem(Stage.READ, Reason.TOO_LARGE, member, _TOO_LARGE)


def headers(message: email.message.Message, hints: Hints) -> Iterator[Segment]:
    """Those that may tell of somebody."""
    for field, value in message.raw_items():
        if field.lower() in _DULL or field.lower().startswith(_DULL_PREFIXES):
            continue
        if shown := header_text(value):
            yield Passage(shown, at=field, hints=Hints(header=field, name=hints.name))


def _message(message: email.message.Message, hints: Hints, budget: Budget) -> Iterator[Segment]:
    yield from headers(message, hints)
    for number, part in enumerate(_parts(message), start=1):
        if number > _MAX_PARTS:
            yield Problem(Stage.READ, Reason.TOO_MANY, detail=f"more than {_MAX_PARTS} parts")
            return
        budget.tick()
        yield from _part(part, number, hints, budget)


def _parts(message: email.message.Message) -> Iterator[email.message.Message]:
    """Leaves of the tree of parts; a mail inside a mail is one leaf."""
    stack = [message]
    while stack:
        part = stack.pop()
        payload = part.get_payload()
        if isinstance(payload, list) and part.get_content_maintype() != "message":
            stack.extend(child for child in reversed(payload) if isinstance(child, email.message.Message))
        else:
            yield part


def _part(part: email.message.Message, number: int, hints: Hints, budget: Budget) -> Iterator[Segment]:
    kind, filename = part.get_content_type(), _filename(part)
    if kind == "message/delivery-status" and part.is_multipart():
        for block in part.get_payload():
            if isinstance(block, email.message.Message):
                lines = [f"{field}: {header_text(value)}" for field, value in block.raw_items()]
                yield Passage("\n".join(lines), at="delivery status", hints=hints)
        return
    if kind.startswith("message/") and part.is_multipart():
        inner = part.get_payload(0)
        if isinstance(inner, email.message.Message):
            budget.spend(members=1)
            data = _unpacked(inner.as_bytes(), str(part.get("content-transfer-encoding", "")))
            member = filename or f"message {number}.eml"
            yield from read_member(io.BytesIO(data), member, budget, "eml", named=bool(filename))
        return
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes) or not payload.strip():
        if filename:
            yield Passage(filename, part=filename, at="@name", hints=Hints(name=filename))
        return
    if kind in ("text/plain", "text/html") and not filename:
        decoded = decode(payload, _charset(part))
        if kind == "text/html":
            yield from web.segments(decoded.text, hints, budget)
        else:
            yield from _plain(part, decoded.text, number, hints, budget)
        if decoded.lost:
            yield Problem(Stage.READ, Reason.UNDECODABLE, detail=f"{decoded.lost} characters")
        return
    budget.spend(members=1)
    member = filename or f"part {number}"
    if payload.lstrip().startswith(mail_text.PGP):
        if filename:
            yield Passage(filename, part=filename, at="@name", hints=Hints(name=filename))
        yield Problem(Stage.READ, Reason.ENCRYPTED, member, "PGP")
        return
    yield from read_member(io.BytesIO(payload), member, budget, named=bool(filename))


def _plain(part: email.message.Message, text: str, number: int, hints: Hints, budget: Budget) -> Iterator[Segment]:
    """Running text, and the files that old programs put into the middle of it."""
    text = text.replace("\r\n", "\n")
    if str(part.get_param("format", "")).lower() == "flowed":
        text = mail_text.unflowed(text, str(part.get_param("delsp", "")).lower() == "yes")
    text, files = mail_text.without_files(text)
    if text.strip():
        yield Passage(text, hints=hints, line=1)
    if mail_text.PGP.decode() in text:
        yield Problem(Stage.READ, Reason.ENCRYPTED, detail="PGP")
    for count, (name, data) in enumerate(files, start=1):
        budget.spend(members=1, bytes=len(data))
        name = header_text(name)
        yield from read_member(io.BytesIO(data), name or f"part {number}.{count}", budget, named=bool(name))


def _unpacked(data: bytes, encoding: str) -> bytes:
    """A mail inside a mail should not be encoded as a whole, and some are."""
    try:
        if encoding.strip().lower() == "base64":
            return base64.b64decode(data)
        if encoding.strip().lower() == "quoted-printable":
            return quopri.decodestring(data)
    except ValueError:
        pass
    return data


def _charset(part: email.message.Message) -> str:
    try:
        return part.get_content_charset() or ""
    except (LookupError, UnicodeError, ValueError):
        return ""


def _filename(part: email.message.Message) -> str:
    """Name of an attachment: RFC 2231, RFC 2047 in quotes (against the standard, and usual), or raw bytes."""
    for field, header in (("filename", "content-disposition"), ("name", "content-type")):
        try:
            value = part.get_param(field, None, header)
        except (LookupError, UnicodeError, ValueError, TypeError):
            return "attachment"
        if isinstance(value, tuple):  # charset, language, and the bytes as characters
            value = decode(value[2].encode("latin-1", "replace"), value[0] or "").text
        if value:
            return header_text(value).replace("\\", "/").rpartition("/")[2]
    return ""


_WORD = re.compile(r"=\?([\w.+-]+)(?:\*[\w-]*)?\?([bBqQ])\?([^?]*)\?=")
_BETWEEN = re.compile(r"(\?=)\s+(?==\?)")


def header_text(value: object) -> str:
    """A header as its reader sees it, whatever charset it is in or claims to be in.

    Encoded words (RFC 2047) are taken wherever they stand, in quotes too. Neighbours of one charset are put together
    before they are decoded: some programs cut in the middle of a character.
    """
    raw = str(value).replace("\0", "").replace("\r\n", "\n").replace("\n\t", " ").replace("\n ", " ").strip()
    if "=?" not in raw:
        return _decoded(raw.encode("utf-8", "surrogateescape"), "")
    raw = _BETWEEN.sub(r"\1", raw)
    out: list[str] = []
    held, charset, end = b"", "", 0
    for word in _WORD.finditer(raw):
        if held and (word.start() != end or word[1].lower() != charset):
            out.append(_decoded(held, charset))
            held = b""
        out.append(_decoded(raw[end : word.start()].encode("utf-8", "surrogateescape"), ""))
        held, charset, end = held + _word(word[2], word[3]), word[1].lower(), word.end()
    out.append(_decoded(held, charset))
    out.append(_decoded(raw[end:].encode("utf-8", "surrogateescape"), ""))
    return "".join(out).strip()


def _word(kind: str, text: str) -> bytes:
    if kind in "qQ":
        return quopri.decodestring(text.replace("_", " ").encode("utf-8", "surrogateescape"), header=True)
    letters = re.sub("[^A-Za-z0-9+/]", "", text)
    return base64.b64decode(letters[: len(letters) - (len(letters) % 4 == 1)] + "=" * (-len(letters) % 4 % 3))


def _decoded(data: bytes, charset: str) -> str:
    return decode(data, "" if charset == "unknown-8bit" else charset).text if data else ""
