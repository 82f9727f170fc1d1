"""Rows of one table of the inventory, on their way into a part."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

_AT_ONCE = 1_000  # rows; as Arrow they take a tenth of the memory


class Gathered:
    """Rows are tuples in the order of the schema."""

    def __init__(self, schema: pa.Schema) -> None:
        self._schema = schema
        self._rows: list[tuple[Any, ...]] = []
        self._tables: list[pa.Table] = []
        self._packed = 0

    def __len__(self) -> int:
        return self._packed + len(self._rows)

    def add(self, row: tuple[Any, ...]) -> None:
        self._rows.append(row)
        if len(self._rows) == _AT_ONCE:
            self._pack()

    def add_named(self, row: Mapping[str, Any]) -> None:
        """name → value; what it leaves out is null."""
        self.add(tuple(map(row.get, self._schema.names)))

    def table(self) -> pa.Table:
        self._pack()
        return pa.concat_tables(self._tables) if self._tables else self._schema.empty_table()

    def _pack(self) -> None:
        if not self._rows:
            return
        columns = [
            _array(values, field.type)
            for values, field in zip(zip(*self._rows, strict=True), self._schema, strict=True)
        ]
        self._tables.append(pa.Table.from_arrays(columns, schema=self._schema))
        self._packed += len(self._rows)
        self._rows = []


def _array(values: tuple[Any, ...], kind: pa.DataType) -> pa.Array:
    try:
        return pa.array(values, kind)
    except UnicodeEncodeError:
        return pa.array([clean(value) for value in values], kind)


def clean(value: Any) -> Any:
    """Names that are not valid text keep their bytes as \\x.. ; Arrow holds nothing but valid text."""
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value
