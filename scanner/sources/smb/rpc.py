"""As much of DCE/RPC as asking a file server for its shares and names takes: bind, one request, its answer.

[C706] chapters 12 (PDUs) and 14 (NDR), [MS-RPCE]. smbprotocol carries the bytes over a named pipe and knows nothing of
them. What a server answers is bounded in length, and every count in it is checked before it is believed.
"""

from __future__ import annotations

import struct
from collections.abc import Callable
from uuid import UUID

MOST = 8 << 20  # bytes of one answer
_FRAGMENT = 4_280  # bytes; what every server takes
_REQUEST, _RESPONSE, _FAULT, _BIND, _BIND_ACK = 0, 2, 3, 11, 12
_FIRST_AND_LAST, _LAST = 0x03, 0x02
_HEADER = struct.Struct("<BBBB4sHHI")  # version, minor, type, flags, format, length of all, of auth, call id
_FORMAT = b"\x10\x00\x00\x00"  # little endian, ASCII, IEEE
_NDR = UUID("8a885d04-1ceb-11c9-9fe8-08002b104860").bytes_le + struct.pack("<I", 2)


class Malformed(ValueError):
    """An answer that is none. Says nothing of what was in it."""


class Pipe:
    """One interface of a server. write: a whole PDU; read: what has come, at least a byte, or b"" at the end."""

    def __init__(self, interface: str, version: int, write: Callable[[bytes], None], read: Callable[[], bytes]) -> None:
        self._write, self._read, self._call = write, read, 0
        self._left = b""
        syntax = UUID(interface).bytes_le + struct.pack("<I", version)
        body = struct.pack("<HHIBxxxHBx", _FRAGMENT, _FRAGMENT, 0, 1, 0, 1) + syntax + _NDR
        kind, _, answer = self._exchange(_BIND, body)
        if kind != _BIND_ACK:
            raise Malformed("bind")
        (length,) = Ndr(answer, 8).take("<H")
        at = -(-(8 + 2 + length) // 4) * 4  # past the name of the second address
        count, result = Ndr(answer, at).take("<BxxxH")
        if count < 1 or result != 0:
            raise Malformed("refused")

    def call(self, number: int, body: bytes) -> bytes:
        """What the procedure answers, of all fragments."""
        kind, flags, answer = self._exchange(_REQUEST, struct.pack("<IHH", len(body), 0, number) + body)
        told = bytearray()
        while True:
            if kind != _RESPONSE or len(answer) < 8:
                raise Malformed("fault" if kind == _FAULT else "response")
            told += answer[8:]
            if len(told) > MOST:
                raise Malformed("too long")
            if flags & _LAST:
                return bytes(told)
            kind, flags, answer = self._receive()

    def _exchange(self, kind: int, body: bytes) -> tuple[int, int, bytes]:
        self._call += 1
        self._write(_HEADER.pack(5, 0, kind, _FIRST_AND_LAST, _FORMAT, _HEADER.size + len(body), 0, self._call) + body)
        return self._receive()

    def _receive(self) -> tuple[int, int, bytes]:
        """(type, flags, body) of the next fragment."""
        header = self._exactly(_HEADER.size)
        version, _, kind, flags, form, length, auth, call = _HEADER.unpack(header)
        if version != 5 or form[:1] != b"\x10" or auth or call != self._call or length < _HEADER.size:
            raise Malformed("header")
        return kind, flags, self._exactly(length - _HEADER.size)

    def _exactly(self, count: int) -> bytes:
        while len(self._left) < count:
            came = self._read()
            if not came:
                raise Malformed("ended")
            self._left += came
        data, self._left = self._left[:count], self._left[count:]
        return data


class Ndr:
    """Reads what NDR wrote. Alignment is to the beginning of the data."""

    def __init__(self, data: bytes, at: int = 0) -> None:
        self._data, self._at = data, at

    def take(self, form: str) -> tuple[int, ...]:
        size = struct.calcsize(form)
        if self._at + size > len(self._data):
            raise Malformed("short")
        found = struct.unpack_from(form, self._data, self._at)
        self._at += size
        return found

    def number(self) -> int:
        """An unsigned 32-bit number, which a count, a pointer and a status all are."""
        self._at = -(-self._at // 4) * 4
        return self.take("<I")[0]

    def count(self, size: int) -> int:
        """A number of things of at least `size` bytes each, which the data can hold."""
        found = self.number()
        if found * size > len(self._data):
            raise Malformed("count")
        return found

    def text(self) -> str:
        """A conformant varying string of UTF-16, without its last NUL."""
        self.number()
        skipped, length = self.number(), self.count(2)
        if skipped:
            raise Malformed("string")
        return self.raw(2 * length).decode("utf-16-le", "surrogatepass").removesuffix("\0")

    def raw(self, length: int) -> bytes:
        if self._at + length > len(self._data):
            raise Malformed("short")
        self._at += length
        return self._data[self._at - length : self._at]


def text(value: str) -> bytes:
    """A conformant varying string of UTF-16 with a NUL at the end, padded to four bytes."""
    data = (value + "\0").encode("utf-16-le", "surrogatepass")
    count = len(data) // 2
    return struct.pack("<III", count, 0, count) + data + bytes(-len(data) % 4)
