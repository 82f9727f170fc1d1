"""What stands in a few rows of a long column, behind those that are judged: one My Number among a million remarks.

A column is judged by its first different values; the rows behind them are counted by what was found in those. Of tables of
databases they are sifted too, for numbers as long as those of persons and for addresses of mail, and what passes the sieve is
judged by itself. Where more passes than can be judged, the column is of such numbers anyhow, and nothing is said.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from recognizers.types import ColumnView, Hints

_SIEVE = r"[0-9]{9}|[0-9]{2,4}[- ][0-9]{3,4}[- ][0-9]{4}|[A-Z]{2}[0-9]{7}|[@＠]|[０-９]{4}"  # not the hyphens of a date
_MOST, _BYTES = 20_000, 16 << 20  # values of a column that are kept


class Rare:
    """Of one column. full: more passed than is kept."""

    def __init__(self) -> None:
        self._kept: list[tuple[pa.Array, npt.NDArray[np.int64]]] = []
        self._count = self._bytes = 0
        self.full = False
        self._values = pa.array([], pa.string())
        self._rows = np.empty(0, np.int64)

    def add(self, values: pa.Array, rows: npt.NDArray[np.int64]) -> None:
        """values: text, row by row. rows: their numbers."""
        if self.full:
            return
        passed = pc.fill_null(pc.match_substring_regex(values, _SIEVE), False)
        if not passed.true_count:
            return
        some = values.filter(passed)
        self._count += len(some)
        self._bytes += some.nbytes
        self.full = self._count > _MOST or self._bytes > _BYTES
        self._kept.append((some, rows[np.asarray(passed)]))
        if self.full:
            self._kept = []

    def view(self, name: str, hints: Hints) -> ColumnView | None:
        """What is to be judged; None for nothing."""
        if self.full or not self._kept:
            return None
        values = pa.concat_arrays([some for some, _ in self._kept])
        self._rows = np.concatenate([rows for _, rows in self._kept])
        counted = values.value_counts()
        self._values = values
        return ColumnView(name, counted.field("values"), counted.field("counts"), len(values), hints)

    def place(self, value: str) -> str:
        """Where the value stands first."""
        index = pc.index(self._values, value).as_py()
        return f"row {self._rows[index]}" if index >= 0 else "column"
