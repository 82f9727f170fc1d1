"""The values of a table's columns: distinct, counted, as text; merged batch by batch."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from recognizers.types import ColumnView, Hints
from scanner.model import Column
from scanner.records import ROWS

_MERGE_AT = 1 << 20  # values of a column that wait before they are counted


class Values:
    """Of one column: the distinct ones with their counts, and the first rows."""

    def __init__(self, hints: Hints, most: int) -> None:
        self._hints, self._most = hints, most
        self._waiting: list[pa.Table] = []
        self._counted = _counted(pa.array([], pa.string()), pa.array([], pa.int64()))
        self.rows = self.filled = 0
        self._unit = "row"
        self.sampled = False
        self._first: list[pa.Array] = []

    def add(self, column: Column, room: int) -> int:
        """room: bytes that first rows may still take. Returns how many these take."""
        values, taken = _trimmed(column.values), 0
        if self.rows < ROWS and values.nbytes <= room:
            self._first.append(values[: ROWS - self.rows])
            taken = values.nbytes
        self.rows += len(values)
        rows = column.lines
        if rows is None:
            rows = pa.array(np.arange(column.row, column.row + len(values)), pa.int64())
        else:
            self._unit = "line"
        counted = _counted(values, rows)
        self.filled += pc.sum(counted["count"]).as_py() or 0
        self._waiting.append(counted)
        if sum(len(table) for table in self._waiting) > _MERGE_AT:
            self._merge()
        return taken

    def _merge(self) -> None:
        merged = pa.concat_tables([self._counted, *self._waiting]).group_by("value", use_threads=False)
        table = merged.aggregate([("count", "sum"), ("row", "min")]).rename_columns(["value", "count", "row"])
        self._waiting = []
        if len(table) > self._most:
            table, self.sampled = table.slice(0, self._most), True
        self._counted = table

    def view(self, name: str) -> ColumnView:
        self._merge()
        values = self._counted["value"].combine_chunks()
        return ColumnView(name, values, self._counted["count"].combine_chunks(), self.rows, self._hints)

    def first(self) -> pa.Array:
        """The values of the first rows, row by row."""
        return pa.concat_arrays(self._first) if self._first else pa.array([], pa.string())

    def unjudged(self) -> pa.Array:
        """Values of the first rows that `view` leaves out."""
        first = self.first()
        return first.filter(pc.invert(pc.is_in(first, self._counted["value"]))).unique() if self.sampled else first[:0]

    def place(self, value: str) -> str:
        """Where the value stands first."""
        index = pc.index(self._counted["value"], value).as_py()
        return f"{self._unit} {self._counted['row'][index].as_py()}" if index >= 0 else "column"


def _counted(values: pa.Array, rows: pa.Array) -> pa.Table:
    """Distinct filled values in order of first appearance."""
    table = pa.table({"value": values, "row": rows})
    filled = table.filter(pc.and_(pc.is_valid(values), pc.not_equal(values, "")))
    grouped = filled.group_by("value", use_threads=False).aggregate([("row", "count"), ("row", "min")])
    return grouped.rename_columns(["value", "count", "row"])


def _trimmed(values: Any) -> pa.Array:
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    return pc.utf8_trim_whitespace(as_text(values))


def as_text(values: pa.Array) -> pa.Array:
    """Strings, with numbers as a person would write them: 9012345678.0 is 9012345678, never 9.012345678e+09."""
    kind = values.type
    if pa.types.is_string(kind):
        return values
    if pa.types.is_dictionary(kind):
        return as_text(values.dictionary_decode())
    if pa.types.is_floating(kind):
        return pa.array([_number(value) for value in values.to_pylist()], pa.string())
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_nested(kind):
        return pa.array([None if value is None else _plain(value) for value in values.to_pylist()], pa.string())
    return values.cast(pa.string())


def _plain(value: Any) -> str:
    """A nested value as lines of "key: value", so that keys are labels; a list of plain values with commas between."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, dict):
        return "\n".join(f"{key}: {_plain(inner)}" for key, inner in value.items() if inner is not None)
    if isinstance(value, list):
        between = "\n" if any(isinstance(inner, dict | list | tuple) for inner in value) else ", "
        return between.join(_plain(inner) for inner in value if inner is not None)
    if isinstance(value, tuple):  # an entry of a map
        return ": ".join(_plain(inner) for inner in value if inner is not None)
    return str(value)


def _number(value: float | None) -> str | None:
    if value is None:
        return None
    return str(int(value)) if value.is_integer() and abs(value) < 1 << 53 else repr(value)
