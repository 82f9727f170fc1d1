"""The font that stands in for Japanese ones which a PDF names and does not bring along, while its text is read.

PDFium asks a font where the ink of each character is, to tell lines and columns. From a font of the system that is most of
what a page costs: outlines of thousands of strokes are drawn up and thrown away. And where the system has none, a line of
one character is lost. Here every character fills its square and is drawn as nothing, so the text is the same on every
machine. Pages that are rendered for OCR get the fonts of the system: `as_seen`.
"""

from __future__ import annotations

import ctypes
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import pypdfium2.raw as raw

_CHARSETS = frozenset((128, 129, 134, 136))  # Japanese, Korean, Chinese: simplified, traditional
_NAME = b"Daicho Squares"
_LEFT, _BOTTOM, _RIGHT, _TOP = 40, -80, 960, 840  # of a thousandth of an em: where kanji have their ink
_WHOLE = 0  # what PDFium calls a font as a whole; else the name of a table
_seen = False


@contextmanager
def as_seen() -> Iterator[None]:
    """Documents opened in here are shown in the fonts of the system."""
    global _seen
    _seen = True
    try:
        yield
    finally:
        _seen = False


@cache
def prepare() -> None:
    """Once a process, before a document is opened."""
    _FONTS.append(_Fonts())


def given() -> int:
    """How often a font of ours has stood in for another in this process."""
    return sum(fonts.given for fonts in _FONTS)


class _Fonts:
    """What PDFium asks about fonts: of ours it is answered here, of all others by the system."""

    def __init__(self) -> None:
        self.given = 0
        self._system = raw.FPDF_GetDefaultSystemFontInfo()
        if not self._system:  # PDFium then has fonts of its own alone
            return
        self._tables = _tables()
        self._whole = _file(self._tables)
        self._ours = ctypes.create_string_buffer(1)
        self._handle = ctypes.addressof(self._ours)
        self._info = raw.FPDF_SYSFONTINFO(version=self._system.contents.version)
        for name, _ in raw.FPDF_SYSFONTINFO._fields_:
            answer: Callable[..., Any] | None = getattr(self, f"_{name}", None)
            if answer is None and name not in ("version", "Release"):  # that of the system goes with the process
                answer = self._by_system(name)
            if answer is not None:
                setattr(self._info, name, dict(raw.FPDF_SYSFONTINFO._fields_)[name](answer))
        raw.FPDF_SetSystemFontInfo(self._info)

    def _by_system(self, name: str) -> Callable[..., Any] | None:
        ask = getattr(self._system.contents, name)
        return (lambda _, *asked: ask(self._system, *asked)) if ask else None

    def _MapFont(self, _: Any, weight: int, italic: int, charset: int, pitch: int, face: Any, exact: Any) -> Any:
        if charset in _CHARSETS and not _seen:
            self.given += 1
            return self._handle
        return self._system.contents.MapFont(self._system, weight, italic, charset, pitch, face, exact)

    def _GetFontData(self, _: Any, font: Any, table: int, buffer: Any, size: int) -> int:
        if font != self._handle:
            return int(self._system.contents.GetFontData(self._system, font, table, buffer, size))
        data = self._whole if table == _WHOLE else self._tables.get(struct.pack(">I", table), b"")
        return _given(data, buffer, size)

    def _GetFaceName(self, _: Any, font: Any, buffer: Any, size: int) -> int:
        if font != self._handle:
            return int(self._system.contents.GetFaceName(self._system, font, buffer, size))
        return _given(_NAME + b"\0", buffer, size)

    def _GetFontCharset(self, _: Any, font: Any) -> int:
        return 128 if font == self._handle else int(self._system.contents.GetFontCharset(self._system, font))

    def _DeleteFont(self, _: Any, font: Any) -> None:
        if font != self._handle:
            self._system.contents.DeleteFont(self._system, font)


_FONTS: list[_Fonts] = []  # PDFium holds on to the only one until the process ends


def _given(data: bytes, buffer: Any, size: int) -> int:
    if buffer and size >= len(data):
        ctypes.memmove(buffer, data, len(data))
    return len(data)


def _tables() -> dict[bytes, bytes]:
    """A TrueType font of one glyph, a line from corner to corner and back, which all characters share."""
    right, up = _RIGHT - _LEFT, _TOP - _BOTTOM
    square = struct.pack(">5h", 1, _LEFT, _BOTTOM, _RIGHT, _TOP) + struct.pack(">2H", 2, 0)
    square += b"\1\1\1" + struct.pack(">6h", _LEFT, right, 0, _BOTTOM, up, 0) + b"\0"
    name = _NAME.decode().encode("utf-16-be")
    kinds = (1, 4, 6)  # family, full name, PostScript name
    records = b"".join(struct.pack(">6H", 3, 1, 0x409, kind, len(name), 0) for kind in kinds)
    every = struct.pack(">2H6I", 13, 0, 28, 0, 1, 0x20, 0x2FFFF, 1)  # format 13: many characters, one glyph
    none = struct.pack(">7H", 4, 24, 0, 2, 2, 0, 0) + struct.pack(">5H", 0xFFFF, 0, 0xFFFF, 1, 0)
    return {
        b"OS/2": struct.pack(">H15h10x", 4, 1000, 400, 5, 0, 650, 700, 0, 140, 650, 700, 0, 480, 50, 250, 0)
        + struct.pack(">4I4s3H", 1, 0x8030000, 0, 0, b"none", 0x40, 0x20, 0xFFFF)
        + struct.pack(">3h2H2I2h3H", 880, -120, 0, 880, 120, 0x3E0000, 0, 500, 700, 0, 0x20, 1),
        b"cmap": struct.pack(">2H2HI2HI", 0, 2, 3, 1, 20, 3, 10, 20 + len(none)) + none + every,
        b"glyf": square * 2,  # the first is that of characters which a font has not
        b"head": struct.pack(">4I2H2Q", 0x10000, 0x10000, 0, 0x5F0F3CF5, 3, 1000, 0, 0)
        + struct.pack(">4h2H3h", _LEFT, _BOTTOM, _RIGHT, _TOP, 0, 8, 2, 1, 0),
        b"hhea": struct.pack(">I3hH3h", 0x10000, 880, -120, 0, 1000, _LEFT, _LEFT, _RIGHT)
        + struct.pack(">8hH", 1, 0, 0, 0, 0, 0, 0, 0, 1),
        b"hmtx": struct.pack(">H2h", 1000, _LEFT, _LEFT),
        b"loca": struct.pack(">3I", 0, len(square), 2 * len(square)),
        b"maxp": struct.pack(">I14H", 0x10000, 2, 3, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0),
        b"name": struct.pack(">3H", 0, len(kinds), 6 + len(records)) + records + name,
        b"post": struct.pack(">2I2h5I", 0x30000, 0, -100, 50, 1, 0, 0, 0, 0),
    }


def _file(tables: dict[bytes, bytes]) -> bytes:
    head = struct.pack(">I4H", 0x10000, len(tables), 128, 3, 16 * len(tables) - 128)
    body, start = b"", len(head) + 16 * len(tables)
    for tag, table in tables.items():  # in order of their names
        whole = table + b"\0" * (-len(table) % 4)
        check = sum(struct.unpack(f">{len(whole) // 4}I", whole)) & 0xFFFFFFFF
        head += tag + struct.pack(">3I", check, start + len(body), len(table))
        body += whole
    return head + body
