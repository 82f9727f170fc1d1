"""DuckDB databases: every table, from a copy, read-only, without extensions, files or the network."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import closing
from typing import Any, BinaryIO

from recognizers.types import Hints
from scanner.budget import Budget
from scanner.formats.arrays import Opaque, batch_segments
from scanner.formats.ondisk import on_disk
from scanner.formats.sqlite import quoted
from scanner.formats.trouble import problem
from scanner.model import Passage, Segment

_ROWS = 16_384
LOCKED = {
    "enable_external_access": "false",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "allow_community_extensions": "false",
    "allow_unsigned_extensions": "false",
    "lock_configuration": "true",
    "memory_limit": "1GB",
    "threads": "1",
}


def read(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    import duckdb

    opaque = Opaque()
    with (
        on_disk(stream, budget, "copy.duckdb") as path,
        closing(duckdb.connect(path, read_only=True, config=dict(LOCKED))) as base,
    ):
        yield from _written(base, Hints(name=name))
        tables = "SELECT schema_name, table_name FROM duckdb_tables() WHERE NOT internal ORDER BY ALL"
        for schema, table in base.execute(tables).fetchall():
            part = table if schema == "main" else f"{schema}.{table}"
            try:
                row = 1
                found: Any = base.execute(f"SELECT * FROM {quoted(schema)}.{quoted(table)}")
                for batch in reader(found, _ROWS):
                    hints = Hints(name=name, sheet=table)
                    yield from batch_segments(batch, part, row, hints, budget, opaque)
                    row += batch.num_rows
            except duckdb.Error as exc:
                yield problem(exc, part)
    yield from opaque.problems()


def reader(found: Any, rows: int) -> Iterator[Any]:
    """Batches of so many rows of a result."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that it copies rows, said on whoever's terminal
        # DuckDB 1 calls it otherwise.
        batches = (getattr(found, "to_arrow_reader", None) or found.fetch_record_batch)(rows)
    yield from batches


def _written(base: Any, hints: Hints) -> Iterator[Segment]:
    """Statements that made tables and views, and remarks on them."""
    for what, columns in (
        ("tables", "table_name, concat_ws(chr(10), sql, comment)"),
        ("views", "view_name, concat_ws(chr(10), sql, comment)"),
        ("columns", "table_name, comment"),
    ):
        for part, text in base.execute(f"SELECT {columns} FROM duckdb_{what}() WHERE NOT internal").fetchall():
            if text:
                yield Passage(text, part, "schema", hints=hints)
