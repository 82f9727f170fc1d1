"""Where the text of a Word 97–2003 or Word 6/95 document lies: header, piece table, paragraphs that end table rows.

After [MS-DOC]: 2.5 (FIB), 2.8.35 (Plcfpcd), 2.9.38 (Clx), 2.8.5 and 2.9.175 (paragraph properties). Word 6 and 95 after
Microsoft's description of their file format, 1997: same ideas, other places. All counts are of the file, so none is
trusted: what would lie outside the streams is left out.
"""

from __future__ import annotations

import re
import struct
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from scanner.budget import Budget
from scanner.formats.encoding import decode
from scanner.model import Reason
from scanner.problems import Unreadable

_WORD_97 = 0xA5EC
_WORD_6 = frozenset((0xA5DC, 0xA697, 0xA698, 0xA699))  # the last three: Word 6 of Japan, Taiwan and Korea
_ENCRYPTED, _TABLE_1, _WIDE, _OBFUSCATED = 0x0100, 0x0200, 0x1000, 0x8000
_IN_TABLES = ((0x2417, "row"), (0x244C, "inner row"), (0x244B, "inner cell"), (0x2416, "cell"))
_OPERAND = (1, 1, 2, 4, 2, 2, -1, 3)
_PAGE = 512
_HALF = re.compile("[\ud800-\udfff]")

# Texts of a document, in the order in which they follow one another, and what a reader calls them.
_Kind = Callable[[bytes, int], str]
STORIES = ("", "footnote", "header", "macro", "comment", "endnote", "text box", "header, text box")


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters `first` to `last` of the document: `size` bytes each, from offset `at` of the main stream."""

    first: int
    last: int
    at: int
    size: int


@dataclass(slots=True)
class Runs:
    """What kind of paragraph or of characters there is, by offset in the main stream."""

    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)

    def kind(self, offset: int) -> str:
        """The kind at the byte at `offset`, "" for none."""
        index = bisect_right(self.starts, offset) - 1
        return self.kinds[index] if index >= 0 and offset < self.ends[index] else ""

    def cut(self, first: int, last: int) -> Iterator[tuple[int, str]]:
        """(end, kind) of the stretches of one kind that make up `first` to `last`."""
        index = bisect_right(self.ends, first)
        while first < last:
            if index >= len(self.starts) or self.starts[index] >= last:
                end, kind = last, ""
            elif self.starts[index] > first:
                end, kind = self.starts[index], ""
            else:
                end, kind = min(self.ends[index], last), self.kinds[index]
                index += 1
            if end > first:
                yield end, kind
                first = end


class Document:
    """Streams of a document and its header. Raises `Unreadable` where it is encrypted or no document at all."""

    def __init__(self, ole: Any, budget: Budget) -> None:
        self._budget = budget
        self._ole = ole
        self.main = self._stream("WordDocument")
        if len(self.main) < 0x80:
            raise Unreadable(Reason.CORRUPT, "no header")
        magic, version = struct.unpack_from("<HH", self.main)
        flags = self._word(10)
        if magic != _WORD_97 and magic not in _WORD_6:
            raise Unreadable(Reason.CORRUPT, "no header")
        if flags & _ENCRYPTED:
            raise Unreadable(Reason.ENCRYPTED)
        self.new = magic == _WORD_97 and version > 105
        self._wide = bool(flags & _WIDE)
        self.table = self._stream("1Table" if flags & _TABLE_1 else "0Table", "1Table", "0Table") if self.new else b""
        places = range(76, 108, 4) if self.new else range(0x34, 0x54, 4)
        self.lengths = [max(0, self._signed(at)) for at in places]
        self.pieces = self._pieces() or self._plain()
        self.paragraphs = self._runs(13, 13, _paragraph_kind)
        self.changes = self._runs(12, 1, _change_kind)

    def _stream(self, *names: str) -> bytes:
        for name in names:
            if self._ole.exists(name):
                self._budget.spend(bytes=self._ole.get_size(name))
                data: bytes = self._ole.openstream(name).read()
                return data
        if names == ("WordDocument",):
            raise Unreadable(Reason.CORRUPT, "no header")
        return b""

    def _word(self, at: int) -> int:
        return int.from_bytes(self.main[at : at + 2], "little")

    def _signed(self, at: int) -> int:
        return int.from_bytes(self.main[at : at + 4], "little", signed=True)

    def structure(self, number: int) -> bytes:
        """One of the tables that the header points to, b"" where there is none. `number`: place in FibRgFcLcb97."""
        if not self.new:
            return b""
        start, size = (int.from_bytes(self.main[at : at + 4], "little") for at in (154 + 8 * number, 158 + 8 * number))
        return self.table[start : start + size] if size <= len(self.table) else b""

    def _clx(self) -> bytes:
        if self.new:
            return self.structure(33)
        start, size = self._signed(0x160), self._signed(0x164)
        return self.main[start : start + size] if start > 0 and 0 < size <= len(self.main) else b""

    def _pieces(self) -> list[Piece]:
        clx, at = self._clx(), 0
        while at + 3 <= len(clx) and clx[at] == 1:
            at += 3 + int.from_bytes(clx[at + 1 : at + 3], "little")
        if at + 5 > len(clx) or clx[at] != 2:
            return []
        size = int.from_bytes(clx[at + 1 : at + 5], "little")
        table = clx[at + 5 : at + 5 + size]
        count = (len(table) - 4) // 12
        if count < 1:
            return []
        bounds = struct.unpack_from(f"<{count + 1}L", table)
        found: list[Piece] = []
        for i in range(count):
            self._budget.tick()
            (place,) = struct.unpack_from("<L", table, 4 * (count + 1) + 8 * i + 2)
            if not self.new:
                at, width = place, 2 if self._wide else 1
            elif place & 0x40000000:
                at, width = (place & 0x3FFFFFFF) // 2, 1
            else:
                at, width = place & 0x3FFFFFFF, 2
            last = min(bounds[i + 1], bounds[i] + max(0, len(self.main) - at) // width)
            if last > bounds[i] and (not found or bounds[i] >= found[-1].last):
                found.append(Piece(bounds[i], last, at, width))
        return found

    def _plain(self) -> list[Piece]:
        """Saved at one go by Word 6 or 95, or the table is lost: the text lies as a whole where the header says."""
        start, end = self._signed(0x18), self._signed(0x1C)
        width = 2 if self._wide else 1
        end = min(end, len(self.main))
        return [Piece(0, (end - start) // width, start, width)] if 0 < start < end else []

    def text(self, first: int, last: int) -> Iterator[tuple[str, int, int]]:
        """(text, offset of its first byte, bytes a character) of characters `first` to `last`, piece by piece.

        A character beyond the first plane is two, as Word counts: see `whole`. Bytes 0: places are not known.
        """
        codec = "cp1252" if self.new else "cp932"
        for piece in self.pieces:
            start, end = max(first, piece.first), min(last, piece.last)
            if start >= end:
                continue
            at = piece.at + (start - piece.first) * piece.size
            raw = self.main[at : at + (end - start) * piece.size]
            self._budget.spend(bytes=len(raw))
            if piece.size == 2:
                yield _units(raw), at, 2
            elif self.new:
                yield raw.decode("cp1252", "replace"), at, 1
            else:
                yield decode(raw, codec).text, at, 0  # two bytes a kanji: places within it are not kept

    def _runs(self, number: int, entry: int, kind: _Kind) -> Runs:
        """Runs that are of some kind. `entry`: bytes of an entry of a page of properties."""
        bins = self.structure(number)
        count = (len(bins) - 4) // 8
        found: list[tuple[int, int, str]] = []
        for page_number in struct.unpack_from(f"<{count}L", bins, 4 * (count + 1)) if count > 0 else ():
            self._budget.tick()
            start = (page_number & 0x3FFFFF) * _PAGE
            page = self.main[start : start + _PAGE]
            if len(page) == _PAGE:
                found += _page_runs(page, entry, kind)
        runs = Runs()
        for first, last, name in sorted(set(found)):
            if first < last and (not runs.ends or first >= runs.ends[-1]):
                runs.starts.append(first)
                runs.ends.append(last)
                runs.kinds.append(name)
        return runs


def _units(raw: bytes) -> str:
    text = raw.decode("utf-16-le", "replace")
    if text and max(text) > "\uffff":
        return "".join(map(chr, struct.unpack(f"<{len(raw) // 2}H", raw[: len(raw) // 2 * 2])))
    return text


def whole(text: str) -> str:
    """Text with the halves of characters beyond the first plane put together."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace") if _HALF.search(text) else text


def _page_runs(page: bytes, entry: int, kind: _Kind) -> Iterator[tuple[int, int, str]]:
    count = page[511]
    if 4 * (count + 1) + entry * count > 511:
        return
    for i in range(count):
        first, last = struct.unpack_from("<LL", page, 4 * i)
        if (at := 2 * page[4 * (count + 1) + entry * i]) and (name := kind(page, at)):
            yield first, last, name


def _paragraph_kind(page: bytes, at: int) -> str:
    """ "row", "inner row", "inner cell" for what ends with the paragraph; "cell" for others in a table."""
    size = page[at]
    if size:
        listed = page[at + 3 : at + 2 * size]
    else:
        listed = page[at + 4 : at + 2 + 2 * page[at + 1]] if at + 1 < len(page) else b""
    found = {code for code, value in _properties(listed) if value}
    return next((name for code, name in _IN_TABLES if code in found), "")


def _change_kind(page: bytes, at: int) -> str:
    """ "gone" for characters deleted, "new" for those put in, under change tracking."""
    found = {code for code, value in _properties(page[at + 1 : at + 1 + page[at]]) if value}
    return "gone" if 0x0800 in found else "new" if 0x0801 in found else ""


def _properties(listed: bytes) -> Iterator[tuple[int, int]]:
    """(code, first byte of its value) of a list of properties."""
    at = 0
    while at + 3 <= len(listed):
        code, value = struct.unpack_from("<HB", listed, at)
        yield code, value
        size = _OPERAND[code >> 13]
        if code == 0xD608:  # the one list whose length takes two bytes
            size = int.from_bytes(listed[at + 2 : at + 4], "little") + 1
        elif size < 0:
            size = value + 1
        at += 2 + size
