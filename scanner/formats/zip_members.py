"""Members of a zip that the standard library does not open: locked ones, and those of rarer methods of compression.

Formats: APPNOTE.TXT 6.3.10 of PKWARE (4.4.5 methods, 6.1 traditional encryption) and WinZip's AE-1 and AE-2.
"""

from __future__ import annotations

import bz2
import hashlib
import hmac
import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any, BinaryIO

import pyarrow as pa

from scanner.model import Reason
from scanner.problems import Unreadable

AES, ENCRYPTED, STREAMED = 99, 0x1, 0x8
_STRONG = 0x40
_AES_EXTRA = 0x9901
_CHUNK = 64 << 10
_PIECE = 1 << 20
Decrypt = Callable[[bytes], bytes]


class WrongPassword(Exception):
    """Or a member so broken that it looks like that."""


def locked(info: zipfile.ZipInfo) -> bool:
    return bool(info.flag_bits & ENCRYPTED)


def method(info: zipfile.ZipInfo) -> int:
    """Method of compression; of a member under AES what its extra field says."""
    if info.compress_type != AES:
        return info.compress_type
    return int(struct.unpack_from("<H", _aes(info), 5)[0])


def sure(info: zipfile.ZipInfo) -> bool:
    """Whether a password that was taken is the right one: AES has two bytes for that, the old way one."""
    return info.compress_type == AES


def fits(stream: BinaryIO, info: zipfile.ZipInfo, password: bytes) -> bool:
    """Whether the member takes the password. A wrong one is taken once in 65,536 times, or in 256 the old way."""
    try:
        next(_packed(stream, info, password), None)
    except (WrongPassword, Unreadable, EOFError, ValueError):
        return False
    return True


def chunks(stream: BinaryIO, info: zipfile.ZipInfo, password: bytes = b"") -> Iterator[bytes]:
    """What the member holds. Raises `WrongPassword`, `Unreadable` and errors of decompressors, some after a part."""
    if info.flag_bits & _STRONG:
        raise Unreadable(Reason.ENCRYPTED, "strong encryption")
    packed, check = _packed(stream, info, password), 0
    for piece in _decompressed(packed, info):
        check = zlib.crc32(piece, check)
        yield piece
    for _ in packed:  # AES has its own check at the end
        pass
    if check != info.CRC and not (info.compress_type == AES and info.CRC == 0):
        raise Unreadable(Reason.CORRUPT, "checksum")


def _packed(stream: BinaryIO, info: zipfile.ZipInfo, password: bytes) -> Iterator[bytes]:
    """The compressed bytes, decrypted."""
    stream.seek(info.header_offset)
    header = stream.read(30)
    if len(header) < 30 or header[:4] != b"PK\x03\x04":
        raise Unreadable(Reason.CORRUPT, "no header")
    at = info.header_offset + 30 + sum(struct.unpack_from("<HH", header, 26))
    end = at + info.compress_size
    decrypt: Decrypt = bytes
    mac: Any = None
    if locked(info):
        stream.seek(at)
        if info.compress_type == AES:
            decrypt, mac, start = _aes_cipher(stream, _aes(info)[4], password)
            at, end = at + start, end - 10
        else:
            decrypt, at = _traditional(password), at + 12
            # The last byte of twelve random ones is the top of the checksum, or of the time where that comes later.
            top = info.CRC >> 24 if not info.flag_bits & STREAMED else struct.unpack_from("<H", header, 10)[0] >> 8
            if decrypt(stream.read(12))[-1:] != bytes((top,)):
                raise WrongPassword
    while at < end:
        stream.seek(at)
        if not (data := stream.read(min(_CHUNK, end - at))):
            raise EOFError
        at += len(data)
        if mac is not None:
            mac.update(data)
        yield decrypt(data)
    if mac is not None:
        stream.seek(end)
        if not hmac.compare_digest(mac.digest()[:10], stream.read(10)):
            raise Unreadable(Reason.CORRUPT, "checksum")


def _aes(info: zipfile.ZipInfo) -> bytes:
    extra = info.extra
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<HH", extra)
        if kind == _AES_EXTRA and size >= 7 and len(extra) >= 4 + size and 1 <= extra[8] <= 3:
            return extra[4 : 4 + size]
        extra = extra[4 + size :]
    raise Unreadable(Reason.CORRUPT, "no AES field")


def _aes_cipher(stream: BinaryIO, strength: int, password: bytes) -> tuple[Decrypt, Any, int]:
    """(decrypt, mac, bytes before the data)."""
    from Cryptodome.Cipher import AES as Cipher
    from Cryptodome.Util import Counter

    salt = stream.read(4 + 4 * strength)
    size = 8 + 8 * strength
    keys = hashlib.pbkdf2_hmac("sha1", password, salt, 1000, 2 * size + 2)
    if keys[2 * size :] != stream.read(2):
        raise WrongPassword
    counter = Counter.new(128, initial_value=1, little_endian=True)
    decrypt = Cipher.new(keys[:size], Cipher.MODE_CTR, counter=counter).decrypt
    return decrypt, hmac.new(keys[size : 2 * size], digestmod="sha1"), len(salt) + 2


_CRC = tuple(zlib.crc32(bytes((n,)), 0xFFFFFFFF) ^ 0xFFFFFFFF for n in range(256))


def _traditional(password: bytes) -> Decrypt:
    """PKWARE's own cipher: three numbers that change with every byte."""
    table = _CRC
    key0, key1, key2 = 0x12345678, 0x23456789, 0x34567890

    def decrypt(data: bytes, encrypted: bool = True) -> bytes:
        nonlocal key0, key1, key2
        k0, k1, k2, out = key0, key1, key2, bytearray(data)
        for index, byte in enumerate(data):
            if encrypted:
                mixed = k2 | 2
                byte ^= (mixed * (mixed ^ 1) >> 8) & 0xFF
                out[index] = byte
            k0 = k0 >> 8 ^ table[(k0 ^ byte) & 0xFF]
            k1 = ((k1 + (k0 & 0xFF)) * 134775813 + 1) & 0xFFFFFFFF
            k2 = k2 >> 8 ^ table[(k2 ^ k1 >> 24) & 0xFF]
        key0, key1, key2 = k0, k1, k2
        return bytes(out)

    decrypt(password, encrypted=False)
    return decrypt


def _decompressed(packed: Iterator[bytes], info: zipfile.ZipInfo) -> Iterator[bytes]:
    kind = method(info)
    if kind == zipfile.ZIP_STORED:
        yield from packed
    elif kind == zipfile.ZIP_DEFLATED:
        yield from _inflated(packed)
    elif kind == 9:
        yield from _deflate64(packed)
    elif kind == 93:
        with pa.CompressedInputStream(pa.PythonFile(_Joined(packed), mode="r"), "zstd") as source:
            while piece := source.read(_PIECE):
                yield piece
    elif kind == 98:
        yield from _ppmd(packed, info)
    elif (build := _BOUNDED.get(kind)) is not None:
        yield from _bounded(build(packed, info), chain((b"",), packed))  # it may hold bytes already
    else:
        raise Unreadable(Reason.UNSUPPORTED, f"method {kind}")


class _Joined(io.RawIOBase):
    """Pieces as a stream."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._rest = pieces, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        if not self._rest:
            self._rest = next(self._pieces, b"")
        data = self._rest[: len(buffer)]
        self._rest = self._rest[len(data) :]
        buffer[: len(data)] = data
        return len(data)


def _inflated(packed: Iterator[bytes]) -> Iterator[bytes]:
    inflate = zlib.decompressobj(-15)
    for data in packed:
        while data and not inflate.eof:
            yield inflate.decompress(data, _PIECE)
            data = inflate.unconsumed_tail
    yield inflate.flush()
    if not inflate.eof:
        raise EOFError


def _deflate64(packed: Iterator[bytes]) -> Iterator[bytes]:
    import inflate64

    inflate = inflate64.Inflater()
    for data in packed:
        for start in range(0, len(data), 1024):  # it gives all it can, which is a thousand times as much at most
            yield inflate.inflate(data[start : start + 1024])
    if not inflate.eof:
        raise EOFError


def _bounded(decompressor: Any, packed: Iterator[bytes]) -> Iterator[bytes]:
    for data in packed:
        while not decompressor.eof:
            yield decompressor.decompress(data, _PIECE)
            data = b""
            if decompressor.needs_input:
                break
    if not decompressor.eof:
        raise EOFError


def _lzma(packed: Iterator[bytes], info: zipfile.ZipInfo) -> Any:
    """Version, size and properties stand in front of raw LZMA (APPNOTE 5.8.8)."""
    head = next(packed, b"")
    if len(head) < 9 or head[4] >= 9 * 5 * 5:
        raise Unreadable(Reason.CORRUPT, "LZMA properties")
    rest, lc = divmod(head[4], 9)
    pb, lp = divmod(rest, 5)
    size = min(struct.unpack_from("<L", head, 5)[0], max(info.file_size, 1 << 16))  # more is never looked back at
    filters = [{"id": lzma.FILTER_LZMA1, "dict_size": size, "lc": lc, "lp": lp, "pb": pb}]
    return _Ends(lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=filters), head[9:], info.file_size)


class _Ends:
    """Raw LZMA with the bytes that came with its properties; without a mark at its end it ends by size."""

    def __init__(self, decompressor: Any, first: bytes, size: int) -> None:
        self._decompressor, self._first, self._left = decompressor, first, size

    @property
    def eof(self) -> bool:
        return self._left <= 0 or bool(self._decompressor.eof)

    @property
    def needs_input(self) -> bool:
        return bool(self._decompressor.needs_input)

    def decompress(self, data: bytes, most: int) -> bytes:
        data, self._first = self._first + data, b""
        piece: bytes = self._decompressor.decompress(data, most)
        self._left -= len(piece)
        return piece


def _ppmd(packed: Iterator[bytes], info: zipfile.ZipInfo) -> Iterator[bytes]:
    """PPMd version I; order, memory and way of restoring stand in its first two bytes (APPNOTE 5.10)."""
    import pyppmd

    head = next(packed, b"")
    if len(head) < 2:
        raise EOFError
    (word,) = struct.unpack_from("<H", head)
    order, memory, restore = (word & 15) + 1, (word >> 4 & 255) + 1 << 20, word >> 12
    if order < 2 or restore > 2:
        raise Unreadable(Reason.CORRUPT, "PPMd properties")
    decoder, left, data = pyppmd.Ppmd8Decoder(order, memory, restore), info.file_size, head[2:]
    while left > 0:
        piece = decoder.decode(data, min(left, _PIECE))
        left -= len(piece)
        yield piece
        data = b""
        if (decoder.needs_input or not piece) and not (data := next(packed, b"")):
            break
    if left > 0:
        raise EOFError


_BOUNDED: dict[int, Callable[[Iterator[bytes], zipfile.ZipInfo], Any]] = {
    12: lambda packed, info: bz2.BZ2Decompressor(),
    14: _lzma,
    95: lambda packed, info: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=1 << 30),
}
