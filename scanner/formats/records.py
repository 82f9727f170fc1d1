"""Rows whose fields become known one by one, as in JSON and XML, to columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from recognizers.types import Hints
from scanner.formats.tables import Table
from scanner.model import Column

_MAX_FIELDS = 2_000


class Records:
    """A table that learns its fields from its rows. Fields past the limit share the last column."""

    def __init__(self, hints: Hints, part: str = "") -> None:
        self._table = Table([], part, hints)
        self._index: dict[str, int] = {}

    def add(self, row: Mapping[str, str]) -> Iterator[Column]:
        cells: list[str | None] = [None] * len(self._index)
        for name, value in row.items():
            index = self._index.get(name)
            if index is None:
                if len(self._index) >= _MAX_FIELDS:
                    cells[-1] = f"{cells[-1]}\n{value}" if cells[-1] else value
                    continue
                index = self._index[name] = len(self._index)
                self._table.fields.append(name)
                cells.append(None)
            cells[index] = value
        yield from self._table.add(cells)

    def flush(self) -> Iterator[Column]:
        yield from self._table.flush()
