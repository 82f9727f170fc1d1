"""JSON and JSON Lines, streamed: objects in arrays become columns named by their key path, other values passages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, BinaryIO

import ijson

from recognizers.types import Hints
from scanner.budget import Budget
from scanner.formats import text
from scanner.formats.encoding import Decoder, text_blocks
from scanner.formats.records import Records
from scanner.formats.tables import is_label
from scanner.model import Passage, Segment

_KEY = re.compile(r"(?!.*\d{3})[A-Za-z_$@][\w.$ -]{0,48}")
_JOINED = 1000  # plain values of an array are read together, so many at a time


def read(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    yield from _read(stream, name, budget, rows_at_root=False)


def read_lines(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    yield from _read(stream, name, budget, rows_at_root=True)


def _read(stream: BinaryIO, name: str, budget: Budget, rows_at_root: bool) -> Iterator[Segment]:
    decoder = Decoder(stream.read(64 << 10))
    stream.seek(0)
    events = ijson.basic_parse(_Utf8(text_blocks(stream, decoder)), multiple_values=rows_at_root)
    try:
        yield from _Walk(Hints(name=name), rows_at_root, budget).walk(events)
    except ijson.JSONError:  # comments, trailing commas, a cut-off end: as text nothing of it is missed
        stream.seek(0)
        yield from text.read(stream, name, budget)
        return
    yield from text.lost(decoder)


class _Utf8:
    """The decoded blocks as UTF-8, which is all that the parser reads."""

    def __init__(self, blocks: Iterator[str]) -> None:
        self._blocks = blocks
        self._rest = b""

    def read(self, size: int = -1) -> bytes:
        if size == 0:
            return b""
        while not self._rest:
            block = next(self._blocks, None)
            if block is None:
                return b""
            self._rest = block.lstrip("\ufeff").encode("utf-8", "replace")
        out, self._rest = (self._rest, b"") if size < 0 else (self._rest[:size], self._rest[size:])
        return out


class _Walk:
    """Follows the parser's events with one stack; nothing of the document is held but the rows under way."""

    def __init__(self, hints: Hints, rows_at_root: bool, budget: Budget) -> None:
        self._hints = hints
        self._budget = budget
        self._keys: list[str] = []  # of the objects we are in; array levels add nothing
        self._stack: list[str] = ["rows" if rows_at_root else "root"]  # rows root object record array
        self._rows: list[dict[str, str]] = []
        self._tables: dict[str, Records] = {}
        self._loose: list[str] = []  # plain values of an array outside all records

    def walk(self, events: Iterator[tuple[str, Any]]) -> Iterator[Segment]:
        for number, (event, value) in enumerate(events):
            if number % 65_536 == 0:
                self._budget.tick()
            if event == "start_map":
                record = self._stack[-1] in ("array", "rows")
                self._stack.append("record" if record else "object")
                if record:
                    self._rows.append({})
                self._keys.append("")
            elif event == "map_key":
                if not value or _KEY.fullmatch(value) or is_label(value):
                    self._keys[-1] = value
                else:  # a key may itself be data: {"taro@example.jp": …}
                    self._keys[-1] = "*"
                    yield from self._plain(value)
            elif event == "end_map":
                self._keys.pop()
                if self._stack.pop() == "record":
                    row, table = self._rows.pop(), self._path()
                    if row:
                        yield from self._tables.setdefault(table, Records(self._hints)).add(row)
            elif event == "start_array":
                self._stack.append("array")
            elif event == "end_array":
                self._stack.pop()
                yield from self._flush_loose()
            elif event not in ("null", "boolean"):
                yield from self._plain(value if isinstance(value, str) else _number(value))
        for records in self._tables.values():
            yield from records.flush()

    def _plain(self, value: str) -> Iterator[Segment]:
        if not value:
            return
        if self._rows:
            row, path = self._rows[-1], self._path()
            row[path] = f"{row[path]}\n{value}" if path in row and len(row[path]) < 1 << 20 else value
        elif self._stack[-1] == "array":
            self._loose.append(value)
            if len(self._loose) >= _JOINED:
                yield from self._flush_loose()
        else:
            yield self._passage(value)

    def _flush_loose(self) -> Iterator[Segment]:
        if self._loose:
            values, self._loose = self._loose, []
            yield self._passage("\n".join(values))

    def _passage(self, value: str) -> Passage:
        path = self._path()
        return Passage(value, at=path, hints=Hints(header=path, name=self._hints.name))

    def _path(self) -> str:
        return ".".join(key for key in self._keys[-8:] if key)


def _number(value: Any) -> str:
    """Digits as they are written; never 1.23E+11."""
    return str(value) if isinstance(value, int) else format(value, "f")
