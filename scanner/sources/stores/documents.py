"""Documents of any store → segments: key paths are fields, as in JSON on disk; see scanner/formats/jsons.py.

What drivers give beside JSON (dates, decimals, ids, bytes) becomes text; bytes that are a file go through its reader.
"""

from __future__ import annotations

import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from recognizers.types import Hints
from scanner.budget import Budget
from scanner.formats import read_member
from scanner.formats.arrays import plain_text
from scanner.formats.encoding import decode
from scanner.formats.jsons import Sink, join, key_name
from scanner.formats.sniff import TEXTS, identify
from scanner.model import Column, Problem, Reason, Segment, Stage
from scanner.sources.database import garbled, protected

_DEEP = 100  # levels; what lies deeper is told
_BETWEEN = re.compile(r"[:/|]")
_SETTLED = 200  # values that settle how those of a field are kept
_BEGIN = 2_048  # bytes of each that are kept for that
_SEALED = {6: "encrypted:mongodb"}  # subtype of binary values that a client of MongoDB has encrypted
_PLAIN = 8  # bytes that a value counts for which is no text
_PARSE = json.JSONDecoder(parse_float=str, parse_int=str).decode


class Documents:
    """Of one collection. most: bytes of one value; of longer ones the beginning is read.

    pace: told of the bytes of each. text: for types of a driver; "" for what holds nothing. parse: texts that are JSON are read as that.
    """

    def __init__(
        self,
        name: str,
        budget: Budget,
        most: int,
        pace: Callable[[int], None] = lambda _: None,
        text: Callable[[Any], str] = lambda _: "",
        parse: bool = False,
    ) -> None:
        self._budget, self._most, self._pace, self._text, self._parse = budget, most, pace, text, parse
        self._hints = Hints(name=name, sheet=name)
        self._numbers: dict[str, int] = {}
        self._sinks: dict[str, Sink] = {}  # a table for each path that documents were taken in under
        self._cut = self._deep = 0
        self._made: dict[str, str] = {}  # field → how its values were garbled, settled by its first batch
        self._kept: dict[str, str] = {}  # field → how its values are protected
        self._files: list[tuple[str, str, bytes]] = []  # path, format, content
        self._raw: dict[str, list[bytes]] = {}  # field → the first of its values that are bytes and no file
        self._unknown: Counter[str] = Counter()  # field → values that are bytes of whatever
        self.rows = self.bytes = 0

    def take(self, value: Any, path: str = "") -> Iterator[Segment]:
        """One document, or one plain value, under `path`."""
        before = self.bytes
        self.rows += 1
        holder: dict[str, Any] = {}
        self._put(holder, "", value, path, 0)
        self._pace(self.bytes - before)
        self._budget.spend(bytes=self.bytes - before, cells=len(value) if isinstance(value, dict | list) else 1)
        files, self._files = self._files, []
        for place, kind, raw in files:
            self._budget.spend(members=1)
            yield from read_member(io.BytesIO(raw), f"{place} row {self.rows}", self._budget, kind, named=False)
        plain = holder[""] if isinstance(holder[""], dict) else {"": holder[""]}
        if path not in self._sinks:
            self._sinks[path] = Sink(self._hints)
        yield from self._of(path, self._sinks[path].record(plain, path))

    def rest(self) -> Iterator[Segment]:
        """What is still held, and what was not read whole."""
        for path, sink in self._sinks.items():
            yield from self._of(path, sink.flush())
        self._sinks.clear()
        for field, count in self._unknown.items():
            if field not in self._kept:
                yield Problem(Stage.READ, Reason.UNSUPPORTED, field, f"{count} binary values")
        if self._cut:
            detail = f"{self._cut} values longer than {self._most} bytes: only their beginning was read"
            yield Problem(Stage.READ, Reason.TOO_LARGE, detail=detail)
        if self._deep:
            yield Problem(Stage.READ, Reason.TOO_DEEP, detail=f"{self._deep} values below {_DEEP} levels")

    def _of(self, path: str, segments: Iterator[Segment]) -> Iterator[Segment]:
        """Columns of one path. What stands between the parts of a path is a dot for those who look for a header."""
        number = self._numbers.setdefault(path, len(self._numbers))
        for segment in segments:
            if isinstance(segment, Column):
                hints = (
                    replace(segment.hints, header=_BETWEEN.sub(".", segment.hints.header)) if path else segment.hints
                )
                segment = self._noted(replace(segment, table=number, hints=hints))
            yield segment

    def _noted(self, column: Column) -> Column:
        """With what is known of how its values are kept, as columns of databases with tables have it."""
        field = column.field
        if field not in self._made:
            some = column.values.drop_null().slice(0, _SETTLED).to_pylist()
            self._made[field] = garbled.how(some)
            raw = self._raw.get(field)
            if guarded := protected.of_bytes(raw, field) if raw else protected.of_text(some, column.hints.header):
                self._kept.setdefault(field, guarded)
        notes = [self._kept[field]] if field in self._kept else []
        if field in self._kept and field in self._raw:  # whatever they may look like as text
            stars = pc.if_else(pc.is_valid(column.values), "*", None)
            return replace(column, values=stars, notes=tuple(notes))
        if how := self._made[field]:
            mended = [garbled.mended(value, how) for value in column.values.to_pylist()]
            column = replace(column, values=pa.array(mended, pa.string()))
            notes.append(f"mojibake:{how}")
        return replace(column, notes=tuple(notes)) if notes else column

    def _put(self, container: Any, key: Any, value: Any, path: str, depth: int) -> None:
        """The value as `Sink` takes it: texts, and dictionaries and lists of them."""
        plain: Any = None
        if isinstance(value, str):
            plain = self._string(value, depth)
        elif isinstance(value, bytes | bytearray | memoryview):
            plain = self._bytes(self._short(bytes(value)), path or "value", getattr(value, "subtype", 0))
        elif isinstance(value, bool) or value is None:
            self.bytes += 1
        elif isinstance(value, int | float | Decimal):
            self.bytes += _PLAIN
            plain = str(value)
        elif isinstance(value, datetime):
            self.bytes += _PLAIN
            midnight = not (value.hour or value.minute or value.second)
            plain = value.date().isoformat() if midnight else value.replace(tzinfo=None).isoformat(" ", "seconds")
        elif isinstance(value, date):
            plain = value.isoformat()
        elif depth >= _DEEP and isinstance(value, dict | list | tuple | set | frozenset):
            self._deep += 1
        elif isinstance(value, dict):
            plain = {}
            for name, child in value.items():
                name = name if isinstance(name, str) else str(name)
                self.bytes += len(name)
                if type(child) is str and not self._parse and len(child) <= self._most:  # by far the most frequent
                    self.bytes += len(child)
                    plain[name] = child
                else:
                    place = join(path, key_name(name, in_record=True)) if _placed(child) else ""
                    self._put(plain, name, child, place, depth + 1)
        elif isinstance(value, list | tuple | set | frozenset):
            plain = [None] * len(value)
            for number, child in enumerate(value):
                self._put(plain, number, child, path, depth + 1)
        else:
            self.bytes += _PLAIN
            plain = self._text(value)
        container[key] = plain

    def _bytes(self, raw: bytes, field: str, subtype: int) -> str | None:
        """As text; "*" for what is no text, None for a file, which is read later, and for nothing."""
        self.bytes += len(raw)
        if not raw:
            return None
        if subtype in _SEALED:
            self._kept.setdefault(field, _SEALED[subtype])
            return "*"
        kind = "" if plain_text(raw) is not None else identify(io.BytesIO(raw), "")
        if kind and kind not in TEXTS and kind != "unknown":
            self._files.append((field, kind, raw))
            return None
        known = self._raw.setdefault(field, [])
        if len(known) < _SETTLED:
            known.append(raw[:_BEGIN])
        if kind == "unknown":
            self._unknown[field] += 1
            return "*"
        return decode(raw).text

    def _string(self, value: str, depth: int) -> Any:
        self.bytes += len(value)
        if self._parse and value[:1] in ("{", "[") and len(value) <= self._most:
            try:
                parsed = _PARSE(value)
            except (ValueError, RecursionError):
                return value
            holder: dict[str, Any] = {}
            self._put(holder, "", parsed, "", depth + 1)
            return holder[""]
        return self._short(value)

    def _short(self, value: Any) -> Any:
        if len(value) <= self._most:
            return value
        self._cut += 1
        return value[: self._most]


def _placed(value: Any) -> bool:
    """Whether its path is asked for: bytes, and what can hold some."""
    return isinstance(value, bytes | bytearray | memoryview | dict | list | tuple | set | frozenset)
