"""Values as an engine's loader takes them: a batch of Arrow as CSV, with NULL apart from the empty text."""

from __future__ import annotations

import re

import pyarrow as pa

from benchmarks.companydb.model import Column, Table

PIECE = 50_000  # rows that are loaded at once


def length(kind: str) -> str:
    """`varchar(40)` → `(40)`, and nothing where there is none."""
    found = re.search(r"\(.*\)", kind)
    return found[0] if found else ""


def base(kind: str) -> str:
    return kind.partition("(")[0]


def choices(column: Column) -> list[str]:
    """The values of an enum."""
    return sorted(set(column.values.to_pylist()) - {None})


def hexed(values: pa.Array, lead: str = "") -> pa.Array:
    return pa.array([None if raw is None else lead + raw.hex() for raw in values.to_pylist()], pa.string())


def listed(values: pa.Array) -> pa.Array:
    """Arrays as PostgreSQL writes them."""
    quoted = (
        None if row is None else ",".join('"' + text.replace('"', '\\"') + '"' for text in row)
        for row in values.to_pylist()
    )
    return pa.array([None if row is None else "{" + row + "}" for row in quoted], pa.string())


def frame(table: Table) -> pa.Table:
    return pa.table({column.name: column.values for column in table.columns})


def references(column: Column) -> tuple[str, str]:
    """(table, column) that a foreign key names."""
    to, _, name = column.references.partition(".")
    return to, name
