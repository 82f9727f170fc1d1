"""Zips as no library in Python writes them: any method of compression, and the encryption of 1989."""

from __future__ import annotations

import bz2
import lzma
import struct
import zlib
from collections.abc import Callable, Mapping
from typing import Any

import pyarrow as pa


def _deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def _deflate64(data: bytes) -> bytes:
    import inflate64

    packer: Any = inflate64.Deflater()
    return bytes(packer.deflate(data) + packer.flush())


def _lzma(data: bytes) -> bytes:
    filters = [{"id": lzma.FILTER_LZMA1, "dict_size": 1 << 16, "lc": 3, "lp": 0, "pb": 2}]
    head = struct.pack("<BBHBL", 9, 20, 5, (2 * 5 + 0) * 9 + 3, 1 << 16)
    return head + lzma.compress(data, lzma.FORMAT_RAW, filters=filters)


def _zstd(data: bytes) -> bytes:
    packed: bytes = pa.compress(data, codec="zstd", asbytes=True)
    return packed


def _ppmd(data: bytes) -> bytes:
    import pyppmd

    packer: Any = pyppmd.Ppmd8Encoder(6, 8 << 20, 0)
    return struct.pack("<H", 5 | 7 << 4) + bytes(packer.encode(data) + packer.flush())


METHODS: dict[str, tuple[int, Callable[[bytes], bytes]]] = {
    "stored": (0, bytes),
    "deflate": (8, _deflate),
    "deflate64": (9, _deflate64),
    "bzip2": (12, bz2.compress),
    "lzma": (14, _lzma),
    "zstd": (93, _zstd),
    "xz": (95, lzma.compress),
    "ppmd": (98, _ppmd),
}


def zip_by(members: Mapping[str, bytes], method: str, *, password: bytes = b"", comment: bytes = b"") -> bytes:
    """`comment` goes on the archive and on each member."""
    number, pack = METHODS[method]
    out, directory = bytearray(), bytearray()
    for name, data in members.items():
        raw, packed, crc = name.encode(), pack(data), zlib.crc32(data)
        if password:
            packed = _locked(bytes(11) + bytes((crc >> 24,)) + packed, password)
        flags = 0x800 | bool(password) | (2 if method == "lzma" else 0)
        facts = struct.pack("<HHHHHLLLHH", 20, flags, number, 0, 0x21, crc, len(packed), len(data), len(raw), 0)
        directory += b"PK\x01\x02\x14\0" + facts + struct.pack("<HHHLL", len(comment), 0, 0, 0, len(out))
        directory += raw + comment
        out += b"PK\x03\x04" + facts + raw + packed
    count = len(members)
    end = struct.pack("<HHHHLLH", 0, 0, count, count, len(directory), len(out), len(comment))
    return bytes(out + directory + b"PK\x05\x06" + end + comment)


def _locked(data: bytes, password: bytes) -> bytes:
    """APPNOTE 6.1. Written apart from the reader's, so that each tests the other."""

    def crc(old: int, byte: int) -> int:
        return ~zlib.crc32(bytes((byte,)), ~old & 0xFFFFFFFF) & 0xFFFFFFFF

    keys = [0x12345678, 0x23456789, 0x34567890]

    def update(byte: int) -> None:
        keys[0] = crc(keys[0], byte)
        keys[1] = ((keys[1] + (keys[0] & 255)) * 134775813 + 1) % (1 << 32)
        keys[2] = crc(keys[2], keys[1] >> 24)

    for byte in password:
        update(byte)
    out = bytearray()
    for byte in data:
        mask = (keys[2] | 2) % (1 << 16)
        out.append(byte ^ (mask * (mask ^ 1) >> 8 & 255))
        update(byte)
    return bytes(out)
