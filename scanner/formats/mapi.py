"""Outlook's way of keeping a message: a bag of numbered properties. msg, TNEF and pst each pack it differently.

Source: [MS-OXPROPS] for the numbers, [MS-OXRTFCP] for compressed RTF.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.parser import HeaderParser
from typing import BinaryIO, cast

from recognizers.types import Hints
from scanner.budget import Budget
from scanner.formats import mail, read_member, rtf, web
from scanner.formats.encoding import decode, known_codec
from scanner.model import Passage, Problem, Reason, Segment, Stage
from scanner.problems import Unreadable

INTEGER, STRING8, UNICODE, BINARY, OBJECT = 0x3, 0x1E, 0x1F, 0x102, 0xD
MANY = 0x1000
SUBJECT, BODY, RTF, HTML, HEADERS = 0x37, 0x1000, 0x1009, 0x1013, 0x7D
DATA, SHORT_NAME, LONG_NAME, METHOD, DISPLAY_NAME = 0x3701, 0x3704, 0x3707, 0x3705, 0x3001
INTERNET_CODEPAGE, MESSAGE_CODEPAGE = 0x3FDE, 0x3FFD
_LARGEST_RTF = 256 << 20

# What a person reads of a property. Those of the list that follows say nothing of anybody.
_LABELS = {
    **{0x37: "Subject", 0xC1A: "From", 0xC1F: "From", 0x5D01: "From", 0x42: "From", 0x65: "From", 0x5D02: "From"},
    **{0xE04: "To", 0xE03: "Cc", 0xE02: "Bcc", 0x3001: "name", 0x3003: "mail address", 0x39FE: "mail address"},
    **{0x40: "received by", 0x76: "received by", 0x44: "received for", 0x78: "received for", 0x50: "Reply-To"},
    **{0x3FF8: "creator", 0x3FFA: "last modified by", 0x3A06: "given name", 0x3A11: "surname", 0x3A44: "middle name"},
    **{0x3A05: "generation", 0x3A45: "title", 0x3A17: "job title", 0x3A16: "company", 0x3A18: "department"},
    **{0x3A19: "office", 0x3A08: "business phone", 0x3A1B: "business phone", 0x3A09: "home phone"},
    **{0x3A2F: "home phone", 0x3A1C: "mobile phone", 0x3A1E: "car phone", 0x3A1F: "other phone", 0x3A24: "fax"},
    **{0x3A25: "home fax", 0x3A21: "pager", 0x3A15: "address", 0x3A29: "street", 0x3A27: "city", 0x3A28: "state"},
    **{0x3A2A: "postal code", 0x3A26: "country", 0x3A59: "home city", 0x3A5A: "home country"},
    **{0x3A5B: "home postal code", 0x3A5C: "home state", 0x3A5D: "home street", 0x3A48: "spouse"},
    **{0x3A4E: "manager", 0x3A30: "assistant", 0x3A58: "children", 0x3A4F: "nickname", 0x3A50: "home page"},
    **{0x3A51: "home page", 0x3A46: "profession", 0x3A10: "ID number", 0x3A0D: "location", 0x3A43: "hobbies"},
}
_DULL = frozenset(
    (0x1A, 0x3D, 0x70, 0xE1D, 0xC1E, 0x64, 0x75, 0x77, 0x3002, 0x1035, 0x1042, 0x1039, 0x3703, 0x370E, 0x3712, 0x3711)
)


@dataclass(frozen=True, slots=True)
class Property:
    """value: of a string or binary property its bytes, of an integer the number."""

    number: int
    kind: int
    value: bytes | int


class Bag:
    """The properties of one message, recipient or attachment. codec: of strings that are not Unicode."""

    def __init__(self, properties: Iterable[Property], codec: str = "") -> None:
        self.all = list(properties)
        page = self.integer(MESSAGE_CODEPAGE) or self.integer(INTERNET_CODEPAGE)
        self.codec = (known_codec(f"cp{page}") if page and page not in (1200, 65001) else "") or codec

    def integer(self, number: int) -> int:
        return next((p.value for p in self.all if p.number == number and isinstance(p.value, int)), 0)

    def binary(self, number: int) -> bytes | None:
        return next((p.value for p in self.all if p.number == number and isinstance(p.value, bytes)), None)

    def text(self, number: int) -> str:
        return next((self.shown(p) for p in self.all if p.number == number and p.kind & 0xFF in (STRING8, UNICODE)), "")

    def shown(self, one: Property) -> str:
        if not isinstance(one.value, bytes):
            return ""
        if one.kind & ~MANY == UNICODE:
            return one.value.decode("utf-16-le", "replace").rstrip("\0").strip()
        return decode(one.value.rstrip(b"\0"), self.codec).text.strip()

    def strings(self) -> Iterator[tuple[str, str]]:
        """(label, text) of every property that is text and may tell of somebody, each text once."""
        known: set[str] = set()
        for one in self.all:
            if one.kind & ~MANY not in (STRING8, UNICODE) or one.number in _DULL | {BODY, HTML, HEADERS, RTF}:
                continue
            text = self.shown(one)
            if one.number == SUBJECT and text.startswith("\x01"):
                text = text[2:]  # how long its "RE: " is, as a character: [MS-PST] 2.5.3.1.1.1
            if text and text not in known and not text.upper().startswith(("/O=", "IPM.")):
                known.add(text)
                yield _LABELS.get(one.number, "property"), text

    @property
    def name(self) -> str:
        """Of an attachment."""
        name = self.text(LONG_NAME) or self.text(SHORT_NAME) or self.text(DISPLAY_NAME)
        return name.replace("\\", "/").rpartition("/")[2]


def message(bag: Bag, hints: Hints, budget: Budget) -> Iterator[Segment]:
    """Headers and bodies: plain, HTML, and RTF where it is the only one."""
    for label, text in bag.strings():
        yield Passage(text, at=label, hints=Hints(header=label, name=hints.name))
    if headers := bag.text(HEADERS):
        yield from mail.headers(HeaderParser().parsestr(headers, headersonly=True), hints)
    plain = bag.text(BODY)
    if plain:
        yield Passage(plain.replace("\r\n", "\n"), hints=hints, line=1)
    html = bag.binary(HTML)
    if html:
        budget.spend(bytes=len(html))
        wide = any(one.number == HTML and one.kind == UNICODE for one in bag.all)
        page = bag.integer(INTERNET_CODEPAGE)
        source = bag.text(HTML) if wide else decode(html, "utf-8" if page == 65001 else bag.codec).text
        yield from web.segments(source, hints, budget)
    packed = bag.binary(RTF)
    if packed and not plain and not html:
        try:
            yield from rtf.read(cast(BinaryIO, io.BytesIO(decompressed(packed, budget))), hints.name, budget)
        except Unreadable as exc:
            yield Problem(Stage.READ, exc.reason, detail=exc.detail)


def recipient(bag: Bag, hints: Hints) -> Iterator[Segment]:
    texts = list(dict.fromkeys(text for _, text in bag.strings()))
    if texts:
        yield Passage("\n".join(texts), at="recipient", hints=Hints(header="recipient", name=hints.name))


def attachment(bag: Bag, number: int, budget: Budget) -> Iterator[Segment]:
    """A file. Embedded messages are the caller's, who knows where they are."""
    data, name = bag.binary(DATA), bag.name
    member = name or f"attachment {number}"
    if data is None:
        if name:
            yield Passage(name, part=name, at="@name", hints=Hints(name=name))
        yield Problem(Stage.READ, Reason.UNSUPPORTED, member, "attachment by reference")
        return
    budget.spend(members=1, bytes=len(data))
    yield from read_member(io.BytesIO(data), member, budget, named=bool(name))


# --- compressed RTF ---

_DICTIONARY = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans SerifSymbol"
    rb"ArialTimes New RomanCourier{\colortbl\red0\green0\blue0" + b"\r\n" + rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)


def decompressed(data: bytes, budget: Budget) -> bytes:
    """RTF out of PidTagRtfCompressed. Raises `Unreadable`."""
    if len(data) < 16:
        raise Unreadable(Reason.CORRUPT, "compressed RTF")
    _, size, kind = struct.unpack_from("<LL4s", data)
    if kind == b"MELA":
        return data[16 : 16 + size]
    if kind != b"LZFu" or size > _LARGEST_RTF:
        raise Unreadable(Reason.CORRUPT, "compressed RTF")
    budget.spend(bytes=min(size, 9 * len(data)))
    window = bytearray(4096)
    window[: len(_DICTIONARY)] = _DICTIONARY
    at, out, position = len(_DICTIONARY), bytearray(), 16
    while position < len(data):
        flags = data[position]
        position += 1
        for bit in range(8):
            if not flags >> bit & 1:
                token = data[position : position + 1]
                position += 1
            else:
                if position + 2 > len(data):
                    return bytes(out)
                word = data[position] << 8 | data[position + 1]
                position += 2
                start, length = word >> 4, (word & 15) + 2
                if start == at:
                    return bytes(out)
                token = b""
                for step in range(length):
                    byte = window[(start + step) % 4096]
                    window[(at + step) % 4096] = byte
                    token += bytes((byte,))
                at = (at + length) % 4096
                out += token
                continue
            if token:
                window[at] = token[0]
                at = (at + 1) % 4096
                out += token
    return bytes(out)
