"""JSON and JSON Lines: objects in arrays become columns named by their key path, other values passages.

What stands at the top (one value, the elements of one array, or a value a line) is parsed one by one. Only a single
object too large to hold goes through the event parser, which is ten times slower and holds nothing.
"""

from __future__ import annotations

import json
import re
from collections import deque
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain
from typing import Any, BinaryIO

import ijson

from recognizers.types import Hints
from scanner.budget import Budget, OverBudget
from scanner.formats import text
from scanner.formats.encoding import Decoder, text_blocks
from scanner.formats.records import Records
from scanner.formats.tables import is_label
from scanner.model import Passage, Segment

_KEY = re.compile(r"(?!.*\d{3})[A-Za-z_$@][\w.$ -]{0,48}")
_FIELD = re.compile(r"(?!.*\d{3})[^\s@]{1,20}")
_SPACE = re.compile(r"[\s,\ufeff]*")
_LARGE = 16 << 20  # characters of one value; parsed it takes ten times as much
_LONGEST = 12 << 20  # bytes without an event; the parser does not survive a buffer that it cannot get
_JOINED = 1000  # plain values of an array are read together, so many at a time


_Row = dict[str, list[str]]  # key path → values; the plain values of an array share a path, and later a cell


class _TooLarge(Exception):
    """One value is more than may be held."""


def read(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    yield from _read(stream, name, budget, rows_at_root=False)


def read_lines(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    yield from _read(stream, name, budget, rows_at_root=True)


def _read(stream: BinaryIO, name: str, budget: Budget, rows_at_root: bool) -> Iterator[Segment]:
    decoder = Decoder(stream.read(64 << 10))
    stream.seek(0)
    sink = Sink(Hints(name=name))
    try:
        for value, inside in _values(text_blocks(stream, decoder), budget):
            if isinstance(value, dict) and (inside or rows_at_root):
                yield from sink.record(value, "")
            else:
                yield from sink.value(value, "")
        yield from sink.flush()
    except OverBudget:  # what was read so far counts
        yield from sink.flush()
        raise
    except (_TooLarge, RecursionError):
        stream.seek(0)
        decoder = Decoder(stream.read(64 << 10))
        stream.seek(0)
        source = _Utf8(text_blocks(stream, decoder))
        events = ijson.basic_parse(source, multiple_values=rows_at_root)
        try:
            yield from _events(source.watched(events), Sink(Hints(name=name)), rows_at_root, budget)
        except (ijson.JSONError, _TooLarge):
            yield from _as_text(stream, name, budget)
            return
    except ValueError:
        yield from _as_text(stream, name, budget)
        return
    yield from text.lost(decoder)


def _as_text(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    """Comments, trailing commas, a cut-off end: as text nothing of it is missed."""
    stream.seek(0)
    yield from text.read(stream, name, budget)


def _values(blocks: Iterator[str], budget: Budget) -> Iterator[tuple[Any, bool]]:
    """Values at the top, and whether they stand in an array. Raises ValueError for what is no JSON."""
    parse = json.JSONDecoder(parse_float=str, parse_int=str).raw_decode
    buffer, at, inside, started, enough = next(blocks, ""), 0, False, False, 0
    for block in chain(blocks, ("",)):
        budget.tick()
        if block and len(buffer) < enough:
            buffer += block
            continue
        while True:
            at = _SPACE.match(buffer, at).end()  # type: ignore[union-attr]
            if at == len(buffer):
                break
            if buffer[at] == "[" and not started:
                at, inside, started = at + 1, True, True
                continue
            if buffer[at] == "]" and inside:
                at, inside = at + 1, False
                continue
            started = True
            try:
                value, at = parse(buffer, at)
            except ValueError:
                if not block:
                    raise
                if len(buffer) - at > _LARGE:
                    raise _TooLarge from None
                enough = 2 * (len(buffer) - at)  # it goes on in the next blocks; do not try at each of them
                break
            if at == len(buffer) and block and not isinstance(value, dict | list):
                raise _TooLarge  # a number that the end of the block may have cut
            enough = 0
            yield value, inside
        buffer, at = buffer[at:] + block, 0
    if inside:
        raise ValueError("an array without end")


class Sink:
    """Takes values at key paths and gives rows and passages. Array levels add nothing to a path."""

    def __init__(self, hints: Hints) -> None:
        self._hints = hints
        self._tables: dict[str, Records] = {}

    def record(self, value: dict[str, Any], path: str) -> Iterator[Segment]:
        """An object in an array: a row. Objects inside it add to the row, objects in arrays inside it are rows too."""
        row, later = self.flat(value, path)
        yield from self.row(row, path)
        for place, child in later:
            yield from self.record(child, place)

    @staticmethod
    def flat(value: dict[str, Any] | list[Any], path: str) -> tuple[_Row, list[tuple[str, dict[str, Any]]]]:
        """Key path → values of what is one row, and the objects in arrays inside it, with their paths."""
        row: _Row = {}
        later: list[tuple[str, dict[str, Any]]] = []
        waiting: deque[tuple[str, Any]] = deque([(path, value)])
        while waiting:
            place, inner = waiting.popleft()
            if isinstance(inner, dict):
                for key, child in inner.items():
                    name = key_name(key, in_record=True)
                    if name == "*":
                        _put(row, join(place, name), key)
                    if isinstance(child, str):
                        _put(row, join(place, name), child)
                    elif isinstance(child, dict | list):
                        waiting.append((join(place, name), child))
            else:
                for child in inner:
                    if isinstance(child, dict):
                        later.append((place, child))
                    elif isinstance(child, list):
                        waiting.append((place, child))
                    elif isinstance(child, str):
                        _put(row, place, child)
        return row, later

    def value(self, value: Any, path: str) -> Iterator[Segment]:
        """Anything outside records."""
        waiting: deque[tuple[str, Any]] = deque([(path, value)])
        while waiting:
            place, inner = waiting.popleft()
            if isinstance(inner, dict):
                for key, child in inner.items():
                    name = key_name(key)
                    if name == "*":
                        yield self.passage(key, join(place, name))
                    waiting.append((join(place, name), child))
            elif isinstance(inner, list):
                plain = [child for child in inner if isinstance(child, str)]
                for start in range(0, len(plain), _JOINED):
                    yield self.passage("\n".join(plain[start : start + _JOINED]), place)
                for child in inner:
                    if isinstance(child, dict):
                        yield from self.record(child, place)
                    elif isinstance(child, list):
                        waiting.append((place, child))
            elif isinstance(inner, str) and inner:
                yield self.passage(inner, place)

    def row(self, row: _Row, path: str) -> Iterator[Segment]:
        if not row:
            return
        if path not in self._tables:
            self._tables[path] = Records(self._hints)
        yield from self._tables[path].add({place: "\n".join(values) for place, values in row.items()})

    def passage(self, value: str, path: str) -> Passage:
        return Passage(value, at=path, hints=Hints(header=path, name=self._hints.name))

    def flush(self) -> Iterator[Segment]:
        for records in self._tables.values():
            yield from records.flush()


@lru_cache(maxsize=4096)
def key_name(key: str, in_record: bool = False) -> str:
    """The key as it may be shown, "*" for one that could be somebody's data, as in {"taro@example.jp": …}.

    The keys of records are the names of fields and need less proof.
    """
    known = not key or _KEY.fullmatch(key) or is_label(key) or (in_record and _FIELD.fullmatch(key))
    return key if known else "*"


def join(path: str, key: str) -> str:
    if len(path) > 400:
        return path
    return f"{path}.{key}" if path and key else path or key


def _put(row: _Row, path: str, value: str) -> None:
    if value:
        row.setdefault(path, []).append(value)


class _Utf8:
    """The decoded blocks as UTF-8, which is all that the event parser reads."""

    def __init__(self, blocks: Iterator[str]) -> None:
        self._blocks = blocks
        self._rest = b""
        self._since = 0  # bytes, since the last event

    def watched(self, events: Iterator[tuple[str, Any]]) -> Iterator[tuple[str, Any]]:
        for event in events:
            self._since = 0
            yield event

    def read(self, size: int = -1) -> bytes:
        if size == 0:
            return b""
        if self._since > _LONGEST:
            raise _TooLarge
        while not self._rest:
            block = next(self._blocks, None)
            if block is None:
                return b""
            self._rest = block.lstrip("\ufeff").encode("utf-8", "replace")
        out, self._rest = (self._rest, b"") if size < 0 else (self._rest[:size], self._rest[size:])
        self._since += len(out)
        return out


def _events(events: Iterator[tuple[str, Any]], sink: Sink, rows_at_root: bool, budget: Budget) -> Iterator[Segment]:
    """The same from the parser's events, with one stack; nothing of the document is held but the rows under way."""
    paths: list[str] = [""]  # of the objects we are in
    path = ""
    stack = ["rows" if rows_at_root else "root"]  # rows root object record array
    rows: list[_Row] = []
    loose: list[str] = []  # plain values of an array outside all records
    for number, (event, value) in enumerate(events):
        if number % 65_536 == 0:
            budget.tick()
        if event == "start_map":
            record = stack[-1] in ("array", "rows")
            stack.append("record" if record else "object")
            if record:
                rows.append({})
            paths.append(path)
        elif event == "map_key":
            name = key_name(value, in_record=bool(rows))
            path = join(paths[-1], name)
            if name == "*" and rows:
                _put(rows[-1], path, value)
            elif name == "*":
                yield sink.passage(value, path)
        elif event == "end_map":
            path = paths.pop()
            if stack.pop() == "record":
                yield from sink.row(rows.pop(), path)
        elif event == "start_array":
            stack.append("array")
        elif event not in ("null", "boolean", "end_array"):
            plain = value if isinstance(value, str) else str(value) if isinstance(value, int) else format(value, "f")
            if rows:
                _put(rows[-1], path, plain)
            elif stack[-1] == "array":
                loose.append(plain)
            elif plain:
                yield sink.passage(plain, path)
        if event == "end_array":
            stack.pop()
        if loose and (event == "end_array" or len(loose) >= _JOINED):
            yield sink.passage("\n".join(loose), path)
            loose = []
    yield from sink.flush()
