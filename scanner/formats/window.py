"""A share of a file as a file of its own."""

from __future__ import annotations

import io
from typing import BinaryIO

from scanner.formats.encoding import BLOCK


class Window(io.RawIOBase):
    """Bytes `start` to `end` of a stream, behind `head`, which is read first.

    Without `head` a read ends at a multiple of BLOCK of the stream at the latest. So a reader that takes blocks of that
    size cuts the lines of a share where it would cut those of the whole. lines: line ends read so far, without `head`.
    """

    def __init__(self, stream: BinaryIO, start: int, end: int, head: bytes = b"") -> None:
        self._stream, self._start, self._end, self._head = stream, start, end, head
        self._at = self._counted = 0
        self.lines = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        length = len(self._head) + self._end - self._start
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: length}[whence]
        self._at = max(0, base + offset)
        return self._at

    def read(self, size: int = -1) -> bytes:
        if size < 0:
            return self.readall()
        head = self._head[self._at : self._at + size]
        self._at += len(head)
        place = self._start + self._at - len(self._head)
        most = min(size - len(head), self._end - place)
        if not self._head:
            most = min(most, BLOCK - place % BLOCK)
        if most <= 0:
            return head
        self._stream.seek(place)
        data = self._stream.read(most)
        self.lines += data.count(b"\n", max(0, self._counted - self._at))
        self._at += len(data)
        self._counted = max(self._counted, self._at)
        return head + data

    def readinto(self, buffer: object) -> int:
        view = memoryview(buffer)  # type: ignore[arg-type]
        data = self.read(len(view))
        view[: len(data)] = data
        return len(data)
