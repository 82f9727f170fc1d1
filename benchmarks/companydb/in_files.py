"""Into a file of SQLite or DuckDB."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import pyarrow as pa

from benchmarks.companydb.company import VIEWS
from benchmarks.companydb.in_postgres import SCHEMAS, quoted
from benchmarks.companydb.model import Column, Table
from benchmarks.companydb.plain import PIECE, base, choices, frame, length, references

_SQLITE = {
    "json": "text",
    "xml": "text",
    "texts": "text",
    "bytes": "blob",
    "latin1": "text",
    "cp932": "text",
    "enum": "text",
}
_DUCKDB = {
    "texts": "varchar[]",
    "bytes": "blob",
    "latin1": "varchar",
    "cp932": "varchar",
    "xml": "varchar",
    "text": "varchar",
}


def fresh(url: str, replace: bool) -> Path:
    """The file that a URL names; must not be there yet, unless `replace`."""
    path = Path("/" + url.partition("://")[2].lstrip("/"))
    if path.exists():
        if not replace:
            raise SystemExit(f"{path} is there already; give --replace to write it anew")
        path.unlink()
    return path


def fill_sqlite(url: str, tables: Iterable[Table], replace: bool) -> int:
    """Rows that were written."""
    rows = 0
    with closing(sqlite3.connect(fresh(url, replace))) as connection:
        connection.execute("PRAGMA journal_mode = OFF")
        for table in tables:
            lines = []
            for column in table.columns:
                kind = _SQLITE.get(base(column.kind), column.kind)
                lines.append(f"{quoted(column.name)} {kind}{' PRIMARY KEY' if column.key else ''}{_points(column)}")
            connection.execute(f"CREATE TABLE {quoted(table.name)} ({', '.join(lines)})")
            marks = ", ".join("?" * len(table.columns))
            for start in range(0, table.rows, PIECE):
                columns = [_plain(column, start) for column in table.columns]
                connection.executemany(f"INSERT INTO {quoted(table.name)} VALUES ({marks})", zip(*columns, strict=True))
            rows += table.rows
        for view in VIEWS:
            connection.execute(
                f"CREATE VIEW {quoted(view.name)} AS {view.sql.replace('{sales.customers}', 'customers')}"
            )
        connection.commit()
    return rows


def _points(column: Column) -> str:
    return f" REFERENCES {quoted(references(column)[0])} ({quoted(references(column)[1])})" if column.references else ""


def _plain(column: Column, start: int) -> list[object]:
    values = column.values.slice(start, PIECE)
    if base(column.kind) in ("date", "timestamp"):
        values = values.cast(pa.string())
    found = values.to_pylist()
    return [json.dumps(row, ensure_ascii=False) for row in found] if column.kind == "texts" else found


def fill_duckdb(url: str, tables: Iterable[Table], replace: bool) -> int:
    """Rows that were written."""
    import duckdb

    rows = 0
    with duckdb.connect(str(fresh(url, replace))) as connection:
        for schema in SCHEMAS:
            connection.execute(f"CREATE SCHEMA {schema}")
        for table in tables:
            lines = []
            for column in table.columns:
                kind = base(column.kind)
                if kind == "enum":
                    kind = "enum(" + ", ".join(f"'{name}'" for name in choices(column)) + ")"
                elif kind in ("char", "varchar"):
                    kind = "varchar"
                else:
                    kind = _DUCKDB.get(kind, kind + length(column.kind))
                lines.append(f"{quoted(column.name)} {kind}{' PRIMARY KEY' if column.key else ''}")
            name = quoted(table.schema, table.name)
            connection.execute(f"CREATE TABLE {name} ({', '.join(lines)})")
            connection.register("ready", frame(table))
            connection.execute(f"INSERT INTO {name} SELECT * FROM ready")
            connection.unregister("ready")
            if table.comment:
                connection.execute(f"COMMENT ON TABLE {name} IS '{table.comment}'")
            for column in table.columns:
                if column.comment:
                    connection.execute(f"COMMENT ON COLUMN {name}.{quoted(column.name)} IS '{column.comment}'")
            rows += table.rows
        for view in VIEWS:
            sql = view.sql.replace("{sales.customers}", "sales.customers")
            connection.execute(f"CREATE VIEW {quoted(view.schema, view.name)} AS {sql}")
    return rows
