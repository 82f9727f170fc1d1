"""Archives that Python has no packer for: written by hand, or by libarchive where it writes them."""

from __future__ import annotations

import hashlib
import io
import struct
import zlib
from collections.abc import Mapping


def sevenzip(members: Mapping[str, bytes], *, password: str = "", names_too: bool = False) -> bytes:
    import py7zr

    buffer = io.BytesIO()
    with py7zr.SevenZipFile(buffer, "w", password=password or None, header_encryption=names_too) as archive:
        for name, data in members.items():
            archive.writestr(data, name)
    return buffer.getvalue()


def by_libarchive(members: Mapping[str, bytes], format: str, filter: str = "none") -> bytes:
    """format: iso9660, cpio_newc, ar_bsd, xar, gnutar and the like. filter: compress, lzip, lzma, lz4 …"""
    import libarchive

    buffer = io.BytesIO()
    with libarchive.custom_writer(buffer.write, format, filter) as archive:
        for name, data in members.items():
            archive.add_file_from_memory(name, len(data), data)
    return buffer.getvalue()


def lzh(members: Mapping[str, bytes], *, level: int = 0, codec: str = "cp932") -> bytes:
    """Stored (-lh0-), with headers of level 0, 1 or 2 as LHA for Windows wrote them."""
    out = bytearray()
    for name, data in members.items():
        raw = name.encode(codec)
        sizes = struct.pack("<LLL", len(data), len(data), 0x58210000)
        crc = struct.pack("<H", _crc16(data))
        if level == 2:
            folder, _, base = raw.rpartition(b"/")
            extra = b"".join(
                struct.pack("<H", 3 + len(text)) + bytes((kind,)) + text
                for kind, text in ((1, base), (2, folder.replace(b"/", b"\xff") + b"\xff"))
                if text.strip(b"\xff")
            )
            body = b"-lh0-" + sizes + b"\x20\x02" + crc + b"M" + extra + b"\5\0\0"
            head = struct.pack("<H", 2 + len(body) + 4) + body
            out += head + struct.pack("<H", _crc16(head + bytes(4))) + b"\0\0" + data
            continue
        body = b"-lh0-" + sizes + bytes((0x20, level, len(raw))) + raw + crc + (b"M\0\0" if level else b"")
        out += bytes((len(body), sum(body) & 0xFF)) + body + data
    return bytes(out) + b"\0"


def _crc16(data: bytes) -> int:
    value = 0
    for byte in data:
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ (0xA001 if value & 1 else 0)
    return value


def cab(members: Mapping[str, bytes], *, codec: str = "cp932") -> bytes:
    """One folder under MSZIP. Source: [MS-CAB]."""
    content = b"".join(members.values())
    blocks = bytearray()
    count = 0
    for at in range(0, len(content), 32768):
        piece = content[at : at + 32768]
        packer = zlib.compressobj(9, zlib.DEFLATED, -15, zdict=content[max(0, at - 32768) : at])
        packed = b"CK" + packer.compress(piece) + packer.flush()
        blocks += struct.pack("<LHH", 0, len(packed), len(piece)) + packed
        count += 1
    files, offset = bytearray(), 0
    for name, data in members.items():
        files += struct.pack("<LLHHHH", len(data), offset, 0, 0x5821, 0, 0x20) + name.encode(codec) + b"\0"
        offset += len(data)
    start = 36 + 8 + len(files)
    head = b"MSCF" + struct.pack("<LLLLLBBHHHHH", 0, start + len(blocks), 0, 44, 0, 3, 1, 1, len(members), 0, 0, 0)
    return head + struct.pack("<LHH", start, count, 1) + bytes(files) + bytes(blocks)


def rar5(members: Mapping[str, bytes], *, password: str = "", names_too: bool = False) -> bytes:
    """Stored. Source: rarlab.com/technote.htm."""
    from Cryptodome.Cipher import AES

    salt, vector, power = b"salt" * 4, b"vector16vector16", 4
    key = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, 1 << power)
    wide = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, (1 << power) + 32)
    check = bytes(wide[n] ^ wide[n + 8] ^ wide[n + 16] ^ wide[n + 24] for n in range(8))
    check += hashlib.sha256(check).digest()[:4]

    def block(body: bytes, data: bytes = b"") -> bytes:
        sized = _vint(len(body)) + body
        head = struct.pack("<L", zlib.crc32(sized)) + sized
        if names_too:
            head = vector + AES.new(key, AES.MODE_CBC, vector).encrypt(head + bytes(-len(head) % 16))
        return head + data

    out = b"Rar!\x1a\x07\x01\0"
    if names_too:
        body = _vint(4) + _vint(0) + _vint(0) + _vint(1) + bytes((power,)) + salt + check
        sized = _vint(len(body)) + body
        out += struct.pack("<L", zlib.crc32(sized)) + sized
    out += block(_vint(1) + _vint(0) + _vint(0))
    for name, data in members.items():
        raw, packed, extra = name.encode(), data, b""
        if password:
            record = _vint(1) + _vint(0) + _vint(1) + bytes((power,)) + salt + vector + check
            extra = _vint(len(record)) + record
            packed = AES.new(key, AES.MODE_CBC, vector).encrypt(data + bytes(-len(data) % 16))
        fields = _vint(4) + _vint(len(data)) + _vint(0o100644) + struct.pack("<L", zlib.crc32(data))
        fields += _vint(0) + _vint(1) + _vint(len(raw)) + raw
        flags = 2 | (1 if extra else 0)
        head = _vint(2) + _vint(flags) + (_vint(len(extra)) if extra else b"") + _vint(len(packed))
        out += block(head + fields + extra, packed)
    return out + block(_vint(5) + _vint(0) + _vint(0))


def _vint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    return bytes((*out, value))


def program(archive: bytes) -> bytes:
    """An archive that unpacks itself: a Windows program in front of it."""
    return b"MZ" + bytes(58) + struct.pack("<L", 64) + b"PE\0\0" + bytes(20_000) + archive
