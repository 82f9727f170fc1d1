"""RTF: body with its tables, headers, footers, notes, comments, text boxes, fields, embedded objects, properties.

After Microsoft's RTF specification 1.9.1. Bytes are decoded by the code pages of Japanese Word. A file is groups in
braces; a word at the start of a group may make it a destination of its own, and one after `\\*` may be passed over by
readers that do not know it.
"""

from __future__ import annotations

import binascii
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from recognizers.types import Hints
from scanner.budget import Budget
from scanner.formats.embedded import read_embedded, read_native
from scanner.formats.encoding import decode, known_codec
from scanner.formats.fields import argument, ruby
from scanner.formats.flow import Flow
from scanner.formats.trouble import problem
from scanner.model import Problem, Reason, Segment, Stage
from scanner.problems import Unreadable

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^a-zA-Z])|([{}])|[\r\n]+|([^\\{}\r\n]+)|\\"
)
_BODY, _SILENT, _FIELD, _OBJECT = "", "silent", "field", "object"
# Destination → where a reader finds its text. Those after \* that are not here are passed over.
_PLACES = {
    **dict.fromkeys(b"header headerl headerr headerf".split(), "header"),
    **dict.fromkeys(b"footer footerl footerr footerf".split(), "footer"),
    b"footnote": "footnote",
    b"annotation": "comment",
    b"atnauthor": "comment author",
    b"revtbl": "change author",
    b"shptxt": "text box",
    b"dptxbxtext": "text box",
    **dict.fromkeys(b"ffdeftext ffl ffhelptext ffstattext ffentrytext".split(), "form field"),
    b"docvar": "setting",
    b"staticval": "property custom",
    b"fldinst": _FIELD,
    b"objdata": _OBJECT,
    **{
        word: f"property {word.decode()}"
        for word in b"title author operator company subject manager keywords doccomm".split()
    },
    **dict.fromkeys(
        b"""fonttbl colortbl stylesheet pict object themedata colorschememapping datastore latentstyles listtable
        listoverridetable rsidtbl xmlnstbl generator sp filetbl propname atnid""".split(),
        _SILENT,
    ),
}
_LOOKED_THROUGH = frozenset(b"shpinst do userprops result formfield shp background".split())
_STOPS = frozenset(b"par line row cell nestcell nestrow sect page tab".split())
_LARGE = 64 << 20


@dataclass(slots=True)
class _Group:
    """A destination that is open. `at`: where its text belongs; text of an inner group of the same goes to it too."""

    at: str
    flow: Flow
    rows: list[list[str]] = field(default_factory=list)
    cells: list[str] = field(default_factory=list)
    cell: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    in_table: bool = False


def read(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    data = stream.read(_LARGE + 1)
    if len(data) > _LARGE:
        yield Problem(Stage.READ, Reason.TOO_LARGE, detail=f"more than {_LARGE} bytes of RTF")
        data = data[:_LARGE]
    yield from _Reader(data.replace(b"\0", b""), Hints(name=name), budget).read()


class _Reader:
    """Walks over the tokens of a file. `stack` holds, for each open brace, the destination it stands in."""

    def __init__(self, data: bytes, hints: Hints, budget: Budget) -> None:
        self._data, self._hints, self._budget = data, hints, budget
        self._body = self._group(_BODY)
        self._stack = [self._body]
        self._raw = bytearray()  # bytes not yet decoded: a character may be spread over several \'hh
        self._codec = "cp932" if b"fcharset128" in data[: 64 << 10] else "cp1252"
        self._skip_count, self._skip = 1, 0
        self._starts = self._starred = False
        self._objects = 0

    def _group(self, at: str) -> _Group:
        return _Group(at, Flow(at, self._hints, self._budget))

    def read(self) -> Iterator[Segment]:
        for number, token in enumerate(_TOKEN.finditer(self._data)):
            if number % 16_384 == 0:
                self._budget.tick()
            word, number_text, byte, symbol, brace, plain = token.groups()
            if brace == b"{":
                self._flush()
                self._stack.append(self._stack[-1])
                self._starts, self._starred = True, False
                continue
            if brace == b"}":
                yield from self._close()
            elif symbol == b"*" and self._starts:
                self._starred = True
                continue
            elif word:
                yield from self._word(word, number_text)
            else:
                self._text(byte, symbol, plain)
            self._starts = self._starred = False
        while len(self._stack) > 1:
            yield from self._close()
        self._flush()
        yield from self._end(self._body)

    def _close(self) -> Iterator[Segment]:
        self._flush()
        if len(self._stack) > 1:
            done = self._stack.pop()
            if done is not self._stack[-1]:
                yield from self._end(done)

    def _word(self, word: bytes, number: bytes | None) -> Iterator[Segment]:
        group = self._stack[-1]
        if self._starts and word in _PLACES and group.at != _SILENT:
            self._stack[-1] = self._group(_PLACES[word])
        elif self._starts and word == b"result" and group.at == _SILENT:
            self._stack[-1] = self._body  # what an embedded object shows
        elif self._starts and word == b"objdata":
            self._stack[-1] = self._group(_OBJECT)
        elif self._starred and word not in _LOOKED_THROUGH:
            self._stack[-1] = self._group(_SILENT)
        elif word == b"ansicpg" and number:
            self._codec = known_codec(f"cp{int(number)}") or self._codec
        elif word == b"uc" and number:
            self._skip_count = max(0, int(number))
        elif group.at == _SILENT:
            return
        elif word == b"u" and number:
            self._flush()
            group.words.append(chr(int(number) % 65_536))
            self._skip = self._skip_count
        elif word in (b"intbl", b"pard"):
            group.in_table = word == b"intbl"
        elif word in _STOPS:
            self._flush()
            yield from self._stop(group, word)

    def _text(self, byte: bytes | None, symbol: bytes | None, plain: bytes | None) -> None:
        if self._stack[-1].at == _SILENT:
            return
        if byte:
            if self._skip:
                self._skip -= 1
            else:
                self._raw.append(int(byte, 16))
        elif symbol in (b"\\", b"{", b"}", b"~", b"_"):
            self._raw += {b"~": b" ", b"_": b"-"}.get(symbol, symbol)
        elif plain:
            self._raw += plain[self._skip :]
            self._skip = max(0, self._skip - len(plain))

    def _flush(self) -> None:
        if self._raw:
            raw = bytes(self._raw)
            self._raw.clear()
            group = self._stack[-1]
            group.words.append(raw.decode("ascii", "replace") if group.at == _OBJECT else decode(raw, self._codec).text)

    def _stop(self, group: _Group, word: bytes) -> Iterator[Segment]:
        """A paragraph, a cell or a row is over."""
        if word in (b"tab", b"nestcell"):
            group.words.append("\t")
        elif word == b"line" or (group.in_table and word in (b"par", b"nestrow")):
            group.words.append("\n")
        elif word == b"cell":
            group.cells.append(_taken(group.words).strip("\n\t"))
        elif word == b"row":
            group.rows.append(group.cells)
            group.cells = []
        else:
            yield from self._table(group)
            yield from group.flow.paragraph(_taken(group.words))

    def _table(self, group: _Group) -> Iterator[Segment]:
        if group.cells:
            group.rows.append(group.cells)
            group.cells = []
        if group.rows:
            rows, group.rows = group.rows, []
            yield from group.flow.table(rows)

    def _end(self, group: _Group) -> Iterator[Segment]:
        if group.at == _FIELD:
            code = _taken(group.words)
            self._stack[-1].words.append(ruby(code))
            group.words.append(argument(code))
        elif group.at == _OBJECT:
            self._objects += 1
            yield from self._object("".join(group.words), f"object {self._objects}")
            return
        yield from self._table(group)
        yield from group.flow.paragraph(_taken(group.words))
        yield from group.flow.end()

    def _object(self, digits: str, member: str) -> Iterator[Segment]:
        """An embedded file ([MS-OLEDS] 2.2.5): version, kind, name of its program, two more names, size, bytes."""
        try:
            data = binascii.unhexlify(re.sub(r"[^0-9A-Fa-f]", "", digits)[: len(digits) // 2 * 2])
            at = 8
            names = []
            for _ in range(3):
                (size,) = struct.unpack_from("<L", data, at)
                names.append(data[at + 4 : at + 4 + size].rstrip(b"\0"))
                at += 4 + size
            (size,) = struct.unpack_from("<L", data, at)
        except (struct.error, binascii.Error):
            yield problem(Unreadable(Reason.CORRUPT, "objdata"), member)
            return
        self._budget.spend(members=1, bytes=len(data))
        if names[0] == b"Package":
            yield from read_native(data[at : at + 4 + size], member, self._budget)
        else:
            yield from read_embedded(data[at + 4 : at + 4 + size], member, self._budget)


def _taken(pieces: list[str]) -> str:
    """The words gathered; characters beyond the first plane come as two halves."""
    text = "".join(pieces).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    pieces.clear()
    return text
