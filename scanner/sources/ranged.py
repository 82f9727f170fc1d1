"""A remote object as a seekable stream: blocks are fetched when they are wanted, a few of the last are kept.

Blocks rather than one long answer, because readers of ZIP, PDF and Office files jump, and because a connection that
breaks costs one block and not the object.
"""

from __future__ import annotations

import io
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

BLOCK = 8 << 20
_KEPT = 3  # the end of an archive, its beginning, and where one is


class Ranged(io.RawIOBase):
    """`fetch(start, end)` gives the bytes from start up to, not including, end; all of them, or it raises.

    version: of the object that is read.
    """

    def __init__(self, fetch: Callable[[int, int], bytes], size: int, version: str = "", block: int = BLOCK) -> None:
        self._fetch, self._size, self._block = fetch, size, block
        self.version = version
        self._at = 0
        self._blocks: OrderedDict[int, bytes] = OrderedDict()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        if base + offset < 0:
            raise ValueError("negative position")
        self._at = base + offset
        return self._at

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer).cast("B")
        number, within = divmod(self._at, self._block)
        if self._at >= self._size or not len(view):
            return 0
        piece = self._piece(number)[within : within + len(view)]
        view[: len(piece)] = piece
        self._at += len(piece)
        return len(piece)

    def _piece(self, number: int) -> bytes:
        if number not in self._blocks:
            start = number * self._block
            self._blocks[number] = self._fetch(start, min(start + self._block, self._size))
            if len(self._blocks) > _KEPT:
                self._blocks.popitem(last=False)
        self._blocks.move_to_end(number)
        return self._blocks[number]
