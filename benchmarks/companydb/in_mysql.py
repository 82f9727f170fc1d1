"""Into MariaDB or MySQL: one database, rows by LOAD DATA LOCAL (the server must allow it)."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pyarrow as pa

from benchmarks.companydb.company import VIEWS
from benchmarks.companydb.model import Column, Table
from benchmarks.companydb.plain import base, choices, frame, hexed, length, references

_TYPES = {"timestamp": "datetime", "bool": "tinyint", "xml": "text", "texts": "json", "bytes": "longblob",
          "latin1": "text CHARACTER SET latin1", "cp932": "varchar(60) CHARACTER SET cp932"}  # fmt: skip


def connect(url: str) -> Any:
    """mysql://user@host:port/database; the password is in MYSQL_PWD."""
    import pymysql

    parts = urlsplit(url)
    return pymysql.connect(
        host=parts.hostname or "127.0.0.1",
        port=parts.port or 3306,
        user=unquote(parts.username or "root"),
        password=os.environ.get("MYSQL_PWD", ""),
        database=parts.path.strip("/"),
        local_infile=True,
        charset="utf8mb4",
    )


def fill(url: str, tables: Iterable[Table], replace: bool) -> int:
    """Rows that were written. Refuses where a table is there, unless `replace`."""
    connection = connect(url)
    rows = 0
    with connection, connection.cursor() as cursor:
        cursor.execute("SET foreign_key_checks = 0, unique_checks = 0")
        for table in tables:
            if replace:
                cursor.execute(f"DROP TABLE IF EXISTS {quoted(table.name)}")
            cursor.execute(_statement(table))
            _load(cursor, table)
            connection.commit()
            rows += table.rows
        for view in VIEWS:
            kind = "CREATE OR REPLACE VIEW" if replace else "CREATE VIEW"
            cursor.execute(f"{kind} {quoted(view.name)} AS {view.sql.replace('{sales.customers}', 'customers')}")
        cursor.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE'"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"ANALYZE TABLE {quoted(name)}")
    return rows


def quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def _type(column: Column) -> str:
    kind = base(column.kind)
    if kind == "enum":
        return "enum(" + ", ".join(f"'{name}'" for name in choices(column)) + ")"
    return _TYPES.get(kind, kind + length(column.kind))


def _statement(table: Table) -> str:
    lines = []
    for column in table.columns:
        remark = f" COMMENT '{column.comment}'" if column.comment else ""
        lines.append(f"{quoted(column.name)} {_type(column)}{remark}")
        if column.key:
            lines.append(f"PRIMARY KEY ({quoted(column.name)})")
        if column.references and not table.partitions:  # a partitioned table can have no foreign key
            to, field = references(column)
            lines.append(f"FOREIGN KEY ({quoted(column.name)}) REFERENCES {quoted(to)} ({quoted(field)})")
    years = ", ".join(f"PARTITION p{year} VALUES LESS THAN ({year + 1})" for year in table.partitions)
    by = f" PARTITION BY RANGE (YEAR({quoted(table.partition_by)})) ({years})" if years else ""
    remark = f" COMMENT='{table.comment}'" if table.comment else ""
    return f"CREATE TABLE {quoted(table.name)} ({', '.join(lines)}) DEFAULT CHARSET utf8mb4{remark}{by}"


def _load(cursor: Any, table: Table) -> None:
    import duckdb

    plain = {"bytes": hexed, "bool": lambda values: values.cast(pa.int8())}
    ready = pa.table(
        [plain.get(column.kind, lambda values: values)(column.values) for column in table.columns],
        names=frame(table).column_names,
    )
    into, sets = [], []
    for place, column in enumerate(table.columns):
        binary = column.kind == "bytes"
        into.append(f"@v{place}" if binary else quoted(column.name))
        if binary:
            sets.append(f"{quoted(column.name)} = UNHEX(@v{place})")
    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as base_:
        path = Path(folder) / "rows.csv"
        base_.register("ready", ready)
        lists = ", ".join(
            f'to_json("{column.name}") AS "{column.name}"' if column.kind == "texts" else f'"{column.name}"'
            for column in table.columns
        )
        base_.execute(f"COPY (SELECT {lists} FROM ready) TO '{path}' (FORMAT csv, HEADER false, NULLSTR 'NULL')")
        cursor.execute(
            f"LOAD DATA LOCAL INFILE '{path}' INTO TABLE {quoted(table.name)} CHARACTER SET utf8mb4 FIELDS TERMINATED BY ',' "
            f"OPTIONALLY ENCLOSED BY '\"' ESCAPED BY '' LINES TERMINATED BY '\\n' ({', '.join(into)})"
            + (f" SET {', '.join(sets)}" if sets else "")
        )
