"""Into PostgreSQL: schemas, enums, partitions, a materialised view, a foreign table; rows by COPY."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pyarrow as pa
import pyarrow.csv as pa_csv

from benchmarks.companydb.company import FOREIGN, VIEWS
from benchmarks.companydb.model import Column, Table
from benchmarks.companydb.plain import PIECE, base, choices, frame, hexed, length, listed, references

SCHEMAS = ("sales", "hr", "credit", "legacy", "systems")
_TYPES = {"int": "integer", "double": "double precision", "bool": "boolean", "json": "jsonb", "texts": "text[]",
          "bytes": "bytea", "latin1": "text", "cp932": "text"}  # fmt: skip


def fill(url: str, tables: Iterable[Table], replace: bool) -> int:
    """Rows that were written. Refuses a database that has these schemas, unless `replace`."""
    import psycopg

    with psycopg.connect(url) as base_:
        _room(base_, replace)
        where: dict[str, str] = {}
        rows = 0
        for table in tables:
            _create(base_, table)
            _copy(base_, table)
            _constrain(base_, table, where)
            where[table.name] = table.schema
            rows += table.rows
        _views(base_)
        _foreign(base_)
        base_.commit()
        base_.autocommit = True
        base_.execute("ANALYZE")
    return rows


def quoted(*names: str) -> str:
    return ".".join('"' + name.replace('"', '""') + '"' for name in names)


def _room(connection: Any, replace: bool) -> None:
    there = connection.execute("SELECT nspname FROM pg_namespace WHERE nspname = ANY(%s)", [list(SCHEMAS)]).fetchall()
    if there and not replace:
        raise SystemExit(f"there is a schema {there[0][0]} already; give --replace to drop it with all that is in it")
    for (name,) in there:
        connection.execute(f"DROP SCHEMA {quoted(name)} CASCADE")
    for name in SCHEMAS:
        connection.execute(f"CREATE SCHEMA {quoted(name)}")


def _type(table: Table, column: Column) -> str:
    kind = base(column.kind)
    if kind == "enum":
        return quoted(table.schema, f"{table.name}_{column.name}")
    return _TYPES.get(kind, kind + length(column.kind))


def _create(connection: Any, table: Table) -> None:
    for column in table.columns:
        if column.kind == "enum":
            names = ", ".join("'" + name + "'" for name in choices(column))
            connection.execute(f"CREATE TYPE {_type(table, column)} AS ENUM ({names})")
    columns = ", ".join(f"{quoted(column.name)} {_type(table, column)}" for column in table.columns)
    by = f" PARTITION BY RANGE ({quoted(table.partition_by)})" if table.partitions else ""
    connection.execute(f"CREATE TABLE {quoted(table.schema, table.name)} ({columns}){by}")
    for year in table.partitions:
        connection.execute(
            f"CREATE TABLE {quoted(table.schema, f'{table.name}_{year}')} PARTITION OF {quoted(table.schema, table.name)} "
            f"FOR VALUES FROM ('{year}-01-01') TO ('{year + 1}-01-01')"
        )
    if table.comment:
        connection.execute(f"COMMENT ON TABLE {quoted(table.schema, table.name)} IS '{table.comment}'")
    for column in table.columns:
        if column.comment:
            connection.execute(
                f"COMMENT ON COLUMN {quoted(table.schema, table.name, column.name)} IS '{column.comment}'"
            )


def _copy(connection: Any, table: Table) -> None:
    plain = {"bytes": lambda values: hexed(values, "\\x"), "texts": listed}
    ready = pa.table(
        [plain.get(column.kind, lambda values: values)(column.values) for column in table.columns],
        names=frame(table).column_names,
    )
    options = pa_csv.WriteOptions(include_header=False)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {quoted(table.schema, table.name)} FROM STDIN (FORMAT csv)") as copy,
    ):
        for start in range(0, table.rows, PIECE):
            out = pa.BufferOutputStream()
            pa_csv.write_csv(ready.slice(start, PIECE), out, options)
            copy.write(out.getvalue().to_pybytes())


def _constrain(connection: Any, table: Table, where: dict[str, str]) -> None:
    name = quoted(table.schema, table.name)
    for column in table.columns:
        if column.key:
            connection.execute(f"ALTER TABLE {name} ADD PRIMARY KEY ({quoted(column.name)})")
        if column.references:
            to, field = references(column)
            connection.execute(
                f"ALTER TABLE {name} ADD FOREIGN KEY ({quoted(column.name)}) REFERENCES {quoted(where[to], to)} ({quoted(field)})"
            )


def _views(connection: Any) -> None:
    names = {"sales.customers": quoted("sales", "customers")}
    for view in VIEWS:
        kind = "MATERIALIZED VIEW" if view.materialised else "VIEW"
        connection.execute(f"CREATE {kind} {quoted(view.schema, view.name)} AS {_named(view.sql, names)}")


def _named(sql: str, names: dict[str, str]) -> str:
    for name, written in names.items():
        sql = sql.replace("{" + name + "}", written)
    return sql


def _foreign(connection: Any) -> None:
    """A table of a server that does not answer, where the extension is there and we may."""
    import psycopg

    schema, _, name = FOREIGN.partition(".")
    try:
        with connection.transaction():
            connection.execute("CREATE EXTENSION IF NOT EXISTS postgres_fdw")
            connection.execute(
                "CREATE SERVER IF NOT EXISTS partner FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '127.0.0.1', port '9', dbname 'x')"
            )
            connection.execute(f"CREATE FOREIGN TABLE {quoted(schema, name)} (name text, tel text) SERVER partner")
    except psycopg.Error as exc:
        print(f"no foreign table: {type(exc).__name__}")
