"""Labelled columns: the best-scored entity of a column against its label."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pyarrow as pa

from recognizers import Engine
from recognizers.types import ColumnView, Hints
from tests.accuracy.texts import SURE, label


@dataclass
class Verdicts:
    """right of judged columns; alarms: columns of no label that got one. errors: (table, column, label, found)."""

    judged: int = 0
    right: int = 0
    alarms: int = 0
    errors: list[tuple[str, str, str, str]] = field(default_factory=list)


def judge(engine: Engine, rows: Iterable[dict[str, Any]]) -> Verdicts:
    """Every table as a whole, as a scan judges it; columns marked optional are left out."""
    tables: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        tables[row["table"]].append(row)
    total = Verdicts()
    for table, columns in tables.items():
        found = engine.find_table([view(column, columns, table) for column in columns])
        for column, hits in zip(columns, found, strict=True):
            if column.get("optional"):
                continue
            names = [name for hit in hits if hit.score >= SURE and (name := label(hit.entity))]
            first = names[0] if names else "NONE"
            total.judged += 1
            if first in {column["label"], *(column.get("also") or ())}:
                total.right += 1
            else:
                total.alarms += column["label"] == "NONE"
                total.errors.append((table, column["column"], column["label"], first))
    return total


def view(column: dict[str, Any], columns: list[dict[str, Any]], table: str) -> ColumnView:
    counts = Counter(value.strip() for value in column["values"] if value.strip())
    hints = Hints(column["column"], tuple(c["column"] for c in columns), f"{table}.csv", table)
    values, numbers = pa.array(list(counts), pa.string()), pa.array(list(counts.values()), pa.int64())
    return ColumnView(column["column"], values, numbers, len(column["values"]), hints)
