"""winmail.dat: what Outlook wraps a message and its attachments in. Source: [MS-OXTNEF]."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from typing import BinaryIO

from recognizers.types import Hints
from scanner.budget import Budget
from scanner.formats import mapi, read_member
from scanner.formats.encoding import decode, known_codec
from scanner.formats.mapi import Bag, Property
from scanner.model import Passage, Problem, Reason, Segment, Stage
from scanner.problems import Unreadable

_SUBJECT, _BODY, _CODEPAGE, _RECIPIENTS, _MESSAGE = 0x18004, 0x2800C, 0x69007, 0x69004, 0x69003
_BEGIN, _TITLE, _DATA, _ATTACHMENT = 0x69002, 0x18010, 0x6800F, 0x69005
# Bytes of the values of a type; of all others the value says how many.
_FIXED = {**dict.fromkeys((2, 3, 4, 10, 11), 4), **dict.fromkeys((5, 6, 7, 20, 64), 8), 72: 16}
_INTERFACE = 16  # an identifier in front of embedded objects
_MESSAGE_OBJECT = bytes.fromhex("0703020000000000c000000000000046")


def read(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    hints, codec = Hints(name=name), ""
    title, data, own = "", b"", list[Property]()
    number = 0
    try:
        for kind, value in _attributes(stream, budget):
            if kind == _CODEPAGE and len(value) >= 4:
                codec = known_codec(f"cp{struct.unpack_from('<L', value)[0]}")
            elif kind in (_SUBJECT, _BODY):
                text = decode(value.rstrip(b"\0"), codec).text
                at = "Subject" if kind == _SUBJECT else ""
                if text.strip():
                    yield Passage(text.replace("\r\n", "\n"), at=at, hints=Hints(header=at, name=name))
            elif kind == _MESSAGE:
                yield from mapi.message(Bag(_properties(_Cursor(value), budget), codec), hints, budget)
            elif kind == _RECIPIENTS:
                cursor = _Cursor(value)
                for _ in range(cursor.count()):
                    budget.spend(members=1)
                    yield from mapi.recipient(Bag(_properties(cursor, budget), codec), hints)
            elif kind == _BEGIN:
                yield from _attached(title, data, own, codec, number, budget)
                title, data, own = "", b"", []
                number += 1
            elif kind == _TITLE:
                title = decode(value.rstrip(b"\0"), codec).text
            elif kind == _DATA:
                data = value
            elif kind == _ATTACHMENT:
                own = list(_properties(_Cursor(value), budget))
    except (struct.error, IndexError):
        yield Problem(Stage.READ, Reason.CORRUPT, detail="TNEF")
    yield from _attached(title, data, own, codec, number, budget)


def _attached(
    title: str, data: bytes, own: list[Property], codec: str, number: int, budget: Budget
) -> Iterator[Segment]:
    if not (title or data or own):
        return
    bag = Bag(own, codec)
    inside = bag.binary(mapi.DATA)
    if inside is not None and inside.startswith(_MESSAGE_OBJECT):
        data, embedded = inside[_INTERFACE:], "tnef"
    else:
        data, embedded = data or inside or b"", None
    member = bag.name or title.replace("\\", "/").rpartition("/")[2]
    budget.spend(members=1)
    yield from read_member(io.BytesIO(data), member or f"attachment {number}", budget, embedded, named=bool(member))


def _attributes(stream: BinaryIO, budget: Budget) -> Iterator[tuple[int, bytes]]:
    """(number and type, value), up to where the file ends or is cut off."""
    stream.seek(6)
    while head := stream.read(9):
        budget.tick()
        _, kind, size = struct.unpack("<BLL", head)
        budget.spend(bytes=min(size, 1 << 20))  # a larger one is counted as it comes
        value = stream.read(size)
        budget.spend(bytes=max(0, len(value) - (1 << 20)))
        if len(value) < size or len(stream.read(2)) < 2:
            yield kind, value
            raise struct.error
        yield kind, value


class _Cursor:
    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def count(self) -> int:
        return int(struct.unpack("<L", self.take(4))[0])

    def take(self, size: int) -> bytes:
        value = self.data[self.at : self.at + size]
        if len(value) < size:
            raise struct.error
        self.at += size
        return value

    def padded(self) -> bytes:
        """A value with its length in front, filled up to four bytes."""
        size = self.count()
        value = self.take(size)
        self.at += -size % 4
        return value


def _properties(cursor: _Cursor, budget: Budget) -> Iterator[Property]:
    for _ in range(cursor.count()):
        budget.tick()
        kind, number = struct.unpack("<HH", cursor.take(4))
        if number >= 0x8000:
            cursor.take(16)  # the set of names
            if cursor.count():
                cursor.padded()
            else:
                cursor.take(4)
        plain = kind & ~mapi.MANY
        if plain in _FIXED:
            for _ in range(cursor.count() if kind & mapi.MANY else 1):
                value = cursor.take(_FIXED[plain])
                if plain == mapi.INTEGER:
                    yield Property(number, kind, struct.unpack("<L", value)[0])
        elif plain in (mapi.STRING8, mapi.UNICODE, mapi.BINARY, mapi.OBJECT):
            for _ in range(cursor.count()):
                yield Property(number, kind, cursor.padded())
        else:
            raise Unreadable(Reason.CORRUPT, "TNEF")
