"""Pictures inside Office documents of before 2007 and RTF: scans that were pasted in.

[MS-ODRAW] 2.2.23 OfficeArtBlip: a header of 8 bytes (version and instance, type, length), one or two identifiers of 16
bytes, a tag byte, and the picture as a file of its own. Drawings (EMF, WMF) have a head in place of the tag, and are packed;
PICT is not looked at. Where the headers lie differs by program and by how it was saved, so they are looked for; what follows
one must begin as its type does.
"""

from __future__ import annotations

import binascii
import io
import re
import struct
import zlib
from collections.abc import Iterator
from contextlib import suppress
from typing import BinaryIO

from scanner.budget import Budget
from scanner.formats import biff, ocr, read_member
from scanner.formats.ole import open_ole
from scanner.formats.pictures import is_small, unread_row
from scanner.model import Segment

_Found = tuple[str, bytes]  # format, bytes

_HEAD = re.compile(rb"[\x00-\xf0][\x00-\xff](?=[\x1a\x1b\x1d-\x1f\x29\x2a]\xf0)", re.S)
_BEGINS = {  # type → how such a file begins
    0xF01D: (b"\xff\xd8",),
    0xF02A: (b"\xff\xd8",),
    0xF01E: (b"\x89PNG",),
    0xF01F: (b"\x28\0\0\0",),  # a bitmap without the head of its file
    0xF029: (b"II*\0", b"MM\0*"),
}
_DIB = 0xF01F
_DRAWINGS = {0xF01A: "emf", 0xF01B: "wmf"}
_METAFILE_HEAD = 34  # sizes, bounds, and whether it is packed: [MS-ODRAW] 2.2.31
_STREAMS = ("Pictures", "Data", "WordDocument", "1Table", "0Table")
_BOOKS, _GROUP, _CONTINUE = ("Workbook", "Book"), 0x00EB, 0x003C  # [MS-XLS] MsoDrawingGroup, Continue
_LARGE = 64 << 20
# In RTF: the word that says what it is, others and their values, identifiers in groups of their own, then hex digits.
_RTF = re.compile(
    rb"\\(?:png|jpeg)blip(?![a-z])(?:[^{}\\0-9a-fA-F]|\\[a-z]{1,32}-?\d{0,10}|\{\\\*[^{}]{0,200}\})*"
    rb"([0-9a-fA-F][0-9a-fA-F\s]{63,})"
)


def segments(stream: BinaryIO, budget: Budget, format: str) -> Iterator[Segment]:
    """Of a document that was read: each picture, or one row for all where none is read."""
    stream.seek(0)
    found = _in_rtf(stream.read(_LARGE)) if format == "rtf" else _in_office(stream, budget)
    unread = 0
    for number, (kind, data) in enumerate(found, start=1):
        budget.spend(members=1, bytes=len(data))
        if kind != "image":
            yield from read_member(io.BytesIO(data), f"picture {number}", budget, kind, named=False)
            continue
        if not budget.pictures.asked or is_small(io.BytesIO(data)):
            continue
        if ocr.why_not(budget):
            unread += 1
            continue
        yield from read_member(io.BytesIO(data), f"picture {number}", budget, "image", named=False)
    if unread:
        yield unread_row(unread, budget)


def _in_rtf(data: bytes) -> Iterator[_Found]:
    for match in _RTF.finditer(data):
        digits = b"".join(match[1].split())
        yield "image", binascii.unhexlify(digits[: len(digits) // 2 * 2])


def _in_office(stream: BinaryIO, budget: Budget) -> Iterator[_Found]:
    seen: set[_Found] = set()
    with open_ole(stream) as ole:
        for name in (*_STREAMS, *_BOOKS):
            if not ole.exists(name) or ole.get_size(name) > _LARGE:
                continue
            budget.spend(bytes=ole.get_size(name))
            data: bytes = ole.openstream(name).read()
            for blip in _blips(_drawings(data, budget) if name in _BOOKS else data):
                if blip not in seen:  # the same picture on each slide
                    seen.add(blip)
                    yield blip


def _drawings(book: bytes, budget: Budget) -> bytes:
    """What a workbook says of its drawings, put together from the records it is cut into."""
    pieces, within = [], False
    for kind, data in biff.records(book, budget):
        within = kind == _GROUP or (within and kind == _CONTINUE)
        if within:
            pieces.append(data)
    return b"".join(pieces)


def _blips(data: bytes) -> Iterator[_Found]:
    end = 0
    for match in _HEAD.finditer(data):
        at = match.start()
        if at < end or at + 8 > len(data) or data[at] & 0x0F:
            continue
        kind, length = struct.unpack_from("<HL", data, at + 2)
        if kind in _DRAWINGS:
            stop = at + 8 + length
            if stop <= len(data) and (drawing := _drawing(data[at + 8 : stop])):
                yield _DRAWINGS[kind], drawing
                end = stop
            continue
        for before in (17, 33):
            start, stop = at + 8 + before, at + 8 + length
            if start < stop <= len(data) and data.startswith(_BEGINS[kind], start):
                yield "image", _whole(data[start:stop]) if kind == _DIB else data[start:stop]
                end = stop
                break


def _drawing(body: bytes) -> bytes:
    """A metafile as a file, b"" where it is none. It is unpacked to no more than it says, and no more than is read."""
    for before in (16, 32):
        head = body[before : before + _METAFILE_HEAD]
        if len(head) == _METAFILE_HEAD and head[32] in (0, 0xFE) and head[33] == 0xFE:
            packed = body[before + _METAFILE_HEAD :]
            if head[32]:
                return packed
            with suppress(zlib.error):
                return zlib.decompressobj().decompress(packed, min(int.from_bytes(head[:4], "little") or 1, _LARGE))
    return b""


def _whole(bitmap: bytes) -> bytes:
    """A bitmap with the head of a file before it."""
    (bits,), (colours,) = struct.unpack_from("<H", bitmap, 14), struct.unpack_from("<L", bitmap, 32)
    palette = 4 * (min(colours, 256) or (1 << bits if bits <= 8 else 0))
    return b"BM" + struct.pack("<LLL", 14 + len(bitmap), 0, 14 + 40 + palette) + bitmap
