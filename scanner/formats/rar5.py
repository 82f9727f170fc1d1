"""RAR 5 under a password: the same archive without the lock, for libarchive, which unpacks it but does not decrypt.

Source: RAR 5.0 archive format, rarlab.com/technote.htm. Numbers (vint) are seven bits a byte, the lowest first.
"""

from __future__ import annotations

import hashlib
import io
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from Cryptodome.Cipher import AES

from scanner.budget import Budget
from scanner.formats.members import IN_MEMORY
from scanner.formats.zip_members import WrongPassword
from scanner.model import Reason
from scanner.problems import Unreadable

MAGIC = b"Rar!\x1a\x07\x01\0"
MAIN, FILE, _LOCK, _END = 1, 2, 4, 5
_EXTRA, _DATA = 0x1, 0x2  # of the header
_HAS_TIME, _HAS_CRC = 0x2, 0x4  # of a file
_ENCRYPTION, _HASH = 1, 2  # records of a file
_MOST_ROUNDS = 24  # as a power of two; UnRAR takes no more
_LARGEST = 2 << 20  # bytes of a header, of UnRAR's own
_CHUNK = 1 << 20


@dataclass(slots=True)
class Block:
    """kind, flags, fields: of the header, without the lengths. extra: records by type. data: offset and size."""

    kind: int
    flags: int
    fields: bytes
    extra: list[tuple[int, bytes]] = field(default_factory=list)
    at: int = 0
    size: int = 0

    @property
    def lock(self) -> bytes | None:
        return next((data for kind, data in self.extra if kind == _ENCRYPTION), None)

    @property
    def name(self) -> str:
        return _File.of(self.fields).name

    def packed(self) -> bytes:
        extra = b"".join(_vint(len(_vint(kind) + data)) + _vint(kind) + data for kind, data in self.extra)
        flags = self.flags & ~(_EXTRA | _DATA) | (_EXTRA if extra else 0) | (_DATA if self.flags & _DATA else 0)
        head = _vint(self.kind) + _vint(flags)
        head += (_vint(len(extra)) if extra else b"") + (_vint(self.size) if flags & _DATA else b"")
        body = head + self.fields + extra
        sized = _vint(len(body)) + body
        return struct.pack("<L", zlib.crc32(sized)) + sized


@dataclass(slots=True)
class _File:
    """The fields of a file's header. crc: as stored, None for none."""

    flags: int
    size: int
    attributes: int
    time: bytes
    crc: bytes
    method: int
    system: int
    raw: bytes

    @classmethod
    def of(cls, fields: bytes) -> _File:
        source = io.BytesIO(fields)
        flags, size, attributes = _read(source), _read(source), _read(source)
        time = source.read(4) if flags & _HAS_TIME else b""
        crc = source.read(4) if flags & _HAS_CRC else b""
        method, system = _read(source), _read(source)
        return cls(flags, size, attributes, time, crc, method, system, source.read(_read(source)))

    @property
    def name(self) -> str:
        return self.raw.decode("utf-8", "replace")

    @property
    def is_stored(self) -> bool:
        return not self.method >> 7 & 7

    def unchecked(self) -> bytes:
        """Without the checksum, which is of the encrypted kind."""
        head = _vint(self.flags & ~_HAS_CRC) + _vint(self.size) + _vint(self.attributes) + self.time
        return head + _vint(self.method) + _vint(self.system) + _vint(len(self.raw)) + self.raw


def blocks(stream: BinaryIO, budget: Budget, password: str = "") -> Iterator[Block]:
    """All blocks of the archive, headers decrypted. Raises `WrongPassword` where they are locked, and `Unreadable`."""
    key = b""
    position = len(MAGIC)
    while True:
        budget.spend(members=1)
        stream.seek(position)
        if key:
            vector = stream.read(16)
            source = cast(BinaryIO, _Decrypted(stream, key, vector))
        else:
            source = stream
        checksum = source.read(4)
        if len(checksum) < 4:
            return
        length = _read(source)
        if length > _LARGEST:
            raise Unreadable(Reason.CORRUPT, "header")
        body = source.read(length)
        if zlib.crc32(_vint(length) + body) != struct.unpack("<L", checksum)[0]:
            raise WrongPassword if key else Unreadable(Reason.CORRUPT, "header")
        block = _block(body)
        used = 4 + len(_vint(length)) + length
        block.at = position + (16 + -(-used // 16) * 16 if key else used)
        if block.kind == _LOCK:
            lock = io.BytesIO(block.fields)
            _read(lock)
            key = _key(lock, password, b"")[0]
        position = block.at + block.size
        yield block
        if block.kind == _END:
            return


def _block(body: bytes) -> Block:
    source = io.BytesIO(body)
    kind, flags = _read(source), _read(source)
    extra_size = _read(source) if flags & _EXTRA else 0
    size = _read(source) if flags & _DATA else 0
    rest = body[source.tell() :]
    extra_size = min(extra_size, len(rest))
    block = Block(kind, flags, rest[: len(rest) - extra_size], size=size)
    extra = io.BytesIO(rest[len(rest) - extra_size :])
    while extra.tell() < extra_size:
        record = io.BytesIO(extra.read(_read(extra)))
        if not record.getbuffer().nbytes:
            break
        block.extra.append((_read(record), record.read()))
    return block


def unlocked(stream: BinaryIO, budget: Budget, password: str | None, out: BinaryIO) -> list[str]:
    """Writes the archive to `out` without its lock. Raises `WrongPassword`.

    Without a password: what is not locked. Names of the members that are left out.
    """
    out.write(MAGIC)
    left_out: list[str] = []
    for block in blocks(stream, budget, password or ""):
        if block.kind == _LOCK:
            continue
        if block.kind != FILE:
            if block.kind in (MAIN, _END):
                block.extra.clear()  # where other blocks are, which is no longer so
                out.write(block.packed())
            continue
        if (lock := block.lock) is None:
            budget.spend(bytes=block.size)
            out.write(block.packed())
            for piece in _pieces(stream, block.at, block.size):
                out.write(piece)
        elif password is None:
            left_out.append(block.name)
        else:
            with SpooledTemporaryFile(IN_MEMORY) as packed:
                _decrypt(stream, block, lock, password, cast(BinaryIO, packed), budget)
                out.write(block.packed())
                for piece in _pieces(cast(BinaryIO, packed), 0, block.size):
                    out.write(piece)
    return left_out


def _decrypt(stream: BinaryIO, block: Block, lock: bytes, password: str, out: BinaryIO, budget: Budget) -> None:
    """Writes the packed bytes of a member, and makes its header that of one which was never locked."""
    source = io.BytesIO(lock)
    _read(source)
    key, vector = _key(source, password, b"with vector")
    cipher = AES.new(key, AES.MODE_CBC, vector)
    for piece in _pieces(stream, block.at, block.size):
        budget.spend(bytes=len(piece))
        out.write(cipher.decrypt(piece[: len(piece) & ~15]))
    file = _File.of(block.fields)
    block.fields = file.unchecked()
    block.extra = [one for one in block.extra if one[0] not in (_ENCRYPTION, _HASH)]
    block.size = min(block.size, file.size if file.is_stored else _end(out, budget))


def _end(packed: BinaryIO, budget: Budget) -> int:
    """Where the last block of compressed data ends: what is behind it only fills the block of the cipher."""
    size, position = packed.seek(0, io.SEEK_END), 0
    while position < size:
        budget.tick()
        packed.seek(position)
        head = packed.read(5)
        if len(head) < 5:
            break
        wide = (head[0] >> 3 & 3) + 1
        position += 2 + wide + int.from_bytes(head[2 : 2 + wide], "little")
        if head[0] & 0x40:
            return position
    return size


def _pieces(stream: BinaryIO, start: int, size: int) -> Iterator[bytes]:
    for offset in range(0, size, _CHUNK):
        stream.seek(start + offset)
        piece = stream.read(min(_CHUNK, size - offset))
        if not piece:
            return
        yield piece


def _key(source: BinaryIO, password: str, has_vector: bytes) -> tuple[bytes, bytes]:
    """(key, initialisation vector) of an encryption record behind its version. Raises `WrongPassword`."""
    flags = _read(source)
    (power,) = source.read(1) or b"\xff"
    salt = source.read(16)
    vector = source.read(16) if has_vector else b""
    if power > _MOST_ROUNDS or len(salt) < 16:
        raise Unreadable(Reason.CORRUPT, "encryption")
    if flags & 1:
        check = hashlib.pbkdf2_hmac("sha256", password.encode(), salt, (1 << power) + 32)
        folded = bytes(
            a ^ b ^ c ^ d for a, b, c, d in zip(check[:8], check[8:16], check[16:24], check[24:], strict=True)
        )
        if folded != source.read(8):
            raise WrongPassword
    return hashlib.pbkdf2_hmac("sha256", password.encode(), salt, 1 << power), vector


class _Decrypted(io.RawIOBase):
    """Headers under encryption, from where the stream stands."""

    def __init__(self, stream: BinaryIO, key: bytes, vector: bytes) -> None:
        if len(vector) < 16:
            raise Unreadable(Reason.CORRUPT, "header")
        self._stream, self._cipher, self._rest = stream, AES.new(key, AES.MODE_CBC, vector), b""

    def read(self, size: int = -1) -> bytes:
        while len(self._rest) < size:
            packed = self._stream.read(-(-(size - len(self._rest)) // 16) * 16)
            if len(packed) < 16:
                break
            self._rest += self._cipher.decrypt(packed[: len(packed) & ~15])
        data, self._rest = self._rest[:size], self._rest[size:]
        return data


def _read(source: BinaryIO) -> int:
    value = 0
    for shift in range(0, 70, 7):
        byte = source.read(1)
        if not byte:
            raise Unreadable(Reason.CORRUPT, "header")
        value |= (byte[0] & 0x7F) << shift
        if byte[0] < 0x80:
            return value
    raise Unreadable(Reason.CORRUPT, "header")


def _vint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)
