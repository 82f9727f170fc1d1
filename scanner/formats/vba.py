"""Source of macros in Office files: names, addresses and passwords stand in it as in any program. [MS-OVBA] 2.4.1.

Each module is a stream of the project; its compressed source begins somewhere in it, always with "Attribute", and runs
to the end.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from recognizers.types import Hints
from scanner.budget import Budget
from scanner.formats.encoding import decode
from scanner.model import Passage, Problem, Reason, Segment, Stage

_SOURCE = b"\x00Attribut"  # the first eight characters, uncompressed, behind their flags
_ATTRIBUTES = re.compile(r"^Attribute VB_.*\n?", re.M)  # that the editor writes and hides
_CHUNK = 4096
_LARGE = 64 << 20


def macros(ole: Any, hints: Hints, budget: Budget) -> Iterator[Segment]:
    """Modules of a project in an OLE container, "macro NAME"."""
    for path in ole.listdir():
        if len(path) < 2 or path[-2].upper() != "VBA" or ole.get_size(path) > _LARGE:
            continue
        data = ole.openstream(path).read()
        start = data.find(_SOURCE) - 3  # a signature, and the head of the first chunk
        if start < 0 or data[start] != 1:
            continue  # directories and caches of the project
        try:
            source = b"".join(_chunks(data[start + 1 :], budget))
        except IndexError:
            yield Problem(Stage.READ, Reason.CORRUPT, detail="macro")
            continue
        text = _ATTRIBUTES.sub("", decode(source).text)
        if text.strip():
            yield Passage(text, at=f"macro {path[-1]}", hints=hints)


def _chunks(data: bytes, budget: Budget) -> Iterator[bytes]:
    place = 0
    while place + 2 < len(data):
        head = int.from_bytes(data[place : place + 2], "little")
        end = place + (head & 0x0FFF) + 3
        budget.spend(bytes=_CHUNK)
        yield _unpacked(data[place + 2 : end]) if head & 0x8000 else data[place + 2 : place + 2 + _CHUNK]
        place = end


def _unpacked(data: bytes) -> bytes:
    """Eight tokens behind a byte of flags: a character, or a copy of what came before. Raises IndexError."""
    out = bytearray()
    place = 0
    while place < len(data):
        flags, place = data[place], place + 1
        for bit in range(8):
            if place >= len(data) or len(out) > _CHUNK:
                break
            if not flags >> bit & 1:
                out.append(data[place])
                place += 1
                continue
            token, place = data[place] | data[place + 1] << 8, place + 2
            width = max(4, (len(out) - 1).bit_length())  # of the offset; the rest of the token is the length
            offset, length = (token >> 16 - width) + 1, (token & 0xFFFF >> width) + 3
            for _ in range(length):
                out.append(out[-offset])
    return bytes(out)
