"""Windows programs: most are only that, some unpack an archive that lies behind them."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from scanner import formats
from scanner.budget import Budget
from scanner.formats import archive
from scanner.formats.window import Window
from scanner.model import Reason, Segment
from scanner.problems import Unreadable

_LOOKED_AT = 4 << 20  # bytes at the beginning: the programs in front of archives take less than one
_MARKS = re.compile(rb"7z\xbc\xaf\x27\x1c|Rar!\x1a\x07[\0\x01]|MSCF\0{4}|-lh[0-7]-")


def read(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    head = stream.read(_LOOKED_AT)
    for mark in _MARKS.finditer(head):
        at = mark.start()
        kind = {b"7": "7z", b"R": "rar", b"M": "cab", b"-": "lzh"}[mark[0][:1]]
        if kind == "lzh":
            at -= 2
        if not _begins(head[at : at + 300], kind):
            continue
        size = stream.seek(0, io.SEEK_END)
        yield from formats.read(io.BufferedReader(Window(stream, at, size)), name, budget, kind)
        return
    stream.seek(0)
    if not zipfile.is_zipfile(stream):
        raise Unreadable(Reason.UNSUPPORTED, "exe")
    yield from archive.read_zip(stream, name, budget)


def _begins(head: bytes, kind: str) -> bool:
    """Whether it is the beginning of an archive: the programs have the marks in their code too."""
    if kind == "7z":
        return zlib.crc32(head[12:32]) == int.from_bytes(head[8:12], "little")
    if kind == "cab":
        return len(head) > 36 and head[24:26] == b"\x03\x01"
    if kind == "lzh":
        if len(head) < 24 or head[20] > 2:
            return False
        return head[20] == 2 or sum(head[2 : 2 + head[0]]) & 0xFF == head[1]
    return True
