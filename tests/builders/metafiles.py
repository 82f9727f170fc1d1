"""Makes drawings of Windows (EMF, WMF) that hold text. All people and numbers are invented."""

from __future__ import annotations

import struct
from collections.abc import Sequence

Texts = Sequence[tuple[int, str]]  # height, text


def emf(texts: Texts, small: bool = False) -> bytes:
    """Text in EMR_EXTTEXTOUTW, or in EMR_SMALLTEXTOUT, of one byte a character where it is ASCII."""
    records = []
    for height, text in texts:
        raw = text.encode("utf-16-le")
        if small:
            narrow = text.isascii()
            body = struct.pack("<llLLLff", 7, height, len(text), 0x100 | (0x200 if narrow else 0), 1, 1.0, 1.0)
            body += text.encode() if narrow else raw
            kind = 108
        else:
            body = struct.pack("<4lLff", 0, 0, 0, 0, 1, 1.0, 1.0) + struct.pack("<llLLL", 7, height, len(text), 76, 0)
            body += bytes(16) + struct.pack("<L", 0) + raw
            kind = 84
        body += bytes(-len(body) % 4)
        records.append(struct.pack("<LL", kind, 8 + len(body)) + body)
    head = struct.pack("<LL", 1, 108) + bytes(32) + b" EMF" + bytes(64)
    return head + b"".join(records) + struct.pack("<LLLLL", 14, 20, 0, 16, 20)


def wmf(texts: Texts, charset: int = 128, codec: str = "cp932", placeable: bool = True) -> bytes:
    """Text in META_TEXTOUT and META_EXTTEXTOUT by turns, with a font that is made where another object was deleted."""
    font = struct.pack("<hhhhh4B", 12, 0, 0, 0, 400, 0, 0, 0, charset) + bytes(4) + b"MS Gothic\0"
    records = [(0x02FA, bytes(10)), (0x02FA, bytes(10)), (0x01F0, struct.pack("<H", 0)), (0x02FB, font)]
    records.append((0x012D, struct.pack("<H", 0)))
    for number, (height, text) in enumerate(texts):
        raw = text.encode(codec)
        padded = raw + bytes(len(raw) % 2)
        if number % 2:
            records.append((0x0521, struct.pack("<H", len(raw)) + padded + struct.pack("<hh", height, 7)))
        else:
            records.append((0x0A32, struct.pack("<hhHH4h", height, 7, len(raw), 4, 0, 0, 9, 9) + padded))
    body = b"".join(struct.pack("<LH", 3 + len(data) // 2, kind) + data for kind, data in records)
    body += struct.pack("<LH", 3, 0)
    head = struct.pack("<HHHLHLH", 1, 9, 0x300, 9 + len(body) // 2, 2, 20, 0)
    return (b"\xd7\xcd\xc6\x9a" + bytes(18) if placeable else b"") + head + body
