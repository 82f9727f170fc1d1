"""Mail: headers, bodies and attachments, with the encodings Japanese mail programs have used since 1990."""

from __future__ import annotations

import email
import email.header
import email.message
import email.policy
import email.utils
import io
from collections.abc import Iterator
from typing import Any, BinaryIO

from recognizers.types import Hints
from scanner.budget import Budget
from scanner.formats import read_member, text, web
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


def read(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    if stream.read(5) == b"From ":
        stream.seek(0)
        yield from _mailbox(stream, Hints(name=name), budget)
        return
    stream.seek(0)
    try:
        message = _parsed(stream)
    except (RecursionError, Unreadable) as exc:
        stream.seek(0)
        yield from text.read(stream, name, budget, tables=False)
        yield problem(exc)
        return
    yield from _message(message, Hints(name=name), budget)


def _parsed(stream: BinaryIO) -> email.message.Message:
    """Raises `Unreadable` and RecursionError for mail of more parts, or more of them in each other, than anyone sends.

    The parser keeps more than a kilobyte for each part, which may have five bytes in the file.
    """
    parts = 0

    def make(policy: Any = email.policy.compat32) -> email.message.Message:
        nonlocal parts
        parts += 1
        if parts > 10 * _MAX_PARTS:
            raise Unreadable(Reason.TOO_MANY, f"more than {10 * _MAX_PARTS} parts, read as text")
        return email.message.Message(policy)

    return email.message_from_binary_file(stream, _class=make)


def _mailbox(stream: BinaryIO, hints: Hints, budget: Budget) -> Iterator[Segment]:
    """Several mails in one file, each begun by a "From " line after a blank one."""
    lines: list[bytes] = []
    number, blank = 0, True
    for line in stream:
        if line.startswith(b"From ") and blank and lines:
            number += 1
            yield from _boxed(lines, number, budget)
            lines = []
        blank = not line.strip()
        lines.append(line)
    if number:
        yield from _boxed(lines, number + 1, budget)
    else:
        yield from _message(email.message_from_bytes(b"".join(lines[1:])), hints, budget)


def _boxed(lines: list[bytes], number: int, budget: Budget) -> Iterator[Segment]:
    budget.spend(members=1)
    data = b"".join(lines[1:])  # without the "From " line
    yield from read_member(io.BytesIO(data), f"message {number}", budget, "eml", named=False)


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
    if kind == "message/rfc822" and part.is_multipart():
        inner = part.get_payload(0)
        if isinstance(inner, email.message.Message):
            budget.spend(members=1)
            data = io.BytesIO(inner.as_bytes())
            yield from read_member(data, filename or f"message {number}.eml", budget, "eml", named=bool(filename))
        return
    if kind == "message/delivery-status" and part.is_multipart():
        for block in part.get_payload():
            if isinstance(block, email.message.Message):
                lines = [f"{field}: {header_text(value)}" for field, value in block.raw_items()]
                yield Passage("\n".join(lines), at="delivery status", hints=hints)
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
            yield Passage(decoded.text.replace("\r\n", "\n"), hints=hints, line=1)
        if decoded.lost:
            yield Problem(Stage.READ, Reason.UNDECODABLE, detail=f"{decoded.lost} characters")
        return
    budget.spend(members=1)
    yield from read_member(io.BytesIO(payload), filename or f"part {number}", budget, named=bool(filename))


def _charset(part: email.message.Message) -> str:
    try:
        return part.get_content_charset() or ""
    except (LookupError, UnicodeError, ValueError):
        return ""


def _filename(part: email.message.Message) -> str:
    """Name of an attachment: RFC 2231, RFC 2047 in quotes (against the standard, and usual), or raw bytes."""
    try:
        name = part.get_filename() or ""
    except (LookupError, UnicodeError, ValueError, TypeError):
        return "attachment"
    return header_text(name).replace("\\", "/").rpartition("/")[2]


def header_text(value: object) -> str:
    """A header as its reader sees it, whatever charset it is in or claims to be in."""
    raw = str(value).replace("\0", "").replace("\r\n", "\n").replace("\n\t", " ").replace("\n ", " ").strip()
    if "=?" in raw:
        try:
            pieces = email.header.decode_header(raw)
        except (email.errors.HeaderParseError, ValueError, IndexError):
            pieces = [(raw, None)]
        return "".join(
            piece if isinstance(piece, str) else _decoded(piece, charset or "") for piece, charset in pieces
        ).strip()
    return _decoded(raw.encode("utf-8", "surrogateescape"), "")


def _decoded(data: bytes, charset: str) -> str:
    return decode(data, "" if charset == "unknown-8bit" else charset).text
