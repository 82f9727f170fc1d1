"""A DuckDB file, for reading only, without extensions, other files or the network.

While another process has it open for writing it cannot be opened, which is a problem that says so.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from scanner.formats.duckdb_file import LOCKED, reader
from scanner.formats.sqlite import quoted
from scanner.model import Reason
from scanner.problems import Unreadable
from scanner.sources.database import access_files
from scanner.sources.database.access import Facts
from scanner.sources.database.dialect import Access, Draw, Field, Relation, Session, Wanted
from scanner.sources.database.sampling import SEED

_ROWS = 16_384  # of a batch
_VECTOR = 2_048  # rows, of which DuckDB draws all or none
_MANY = 20_000_000  # rows, beyond which not each is drawn by itself, which takes a walk through all
_AS_TEXT = (
    "MAP",
    "UNION",
    "HUGEINT",
    "UHUGEINT",
    "BIT",
    "INTERVAL",
    "TIME WITH TIME ZONE",
    "TIMESTAMP",
    "GEOMETRY",
    "VARINT",
)


class Duckdb(Session):
    def __init__(self, access: Access) -> None:
        path, self._seconds = access.address.database, access.settings.statement_timeout
        self._path = Path(path)
        try:
            stat = os.stat(path)
            self._version = f"{stat.st_mtime_ns}-{stat.st_size}"
            with _told():
                self._base = duckdb.connect(path, read_only=True, config=dict(LOCKED))
        except FileNotFoundError:
            raise Unreadable(Reason.VANISHED) from None
        except OSError as exc:
            reason = Reason.PERMISSION_DENIED if isinstance(exc, PermissionError) else Reason.IO_ERROR
            raise Unreadable(reason, type(exc).__name__) from None
        self._types: dict[str, str] = {}  # of the columns of the table that is read

    def begin(self) -> None:
        with _told():
            self._base.execute("BEGIN TRANSACTION READ ONLY")

    def end(self) -> None:
        with _told():
            self._base.execute("ROLLBACK")

    def close(self) -> None:
        self._base.close()

    def _rows(self, statement: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with _told():
            return self._base.execute(statement, list(parameters)).fetchall()

    def relations(self) -> Iterator[Relation]:
        for schema, name, rows, comment in self._rows(
            "SELECT schema_name, table_name, estimated_size, comment FROM duckdb_tables() WHERE NOT internal"
        ):
            yield Relation(schema, name, rows=rows, exact=False, version=self._version, comment=comment or "")
        for schema, name, comment in self._rows(
            "SELECT schema_name, view_name, comment FROM duckdb_views() WHERE NOT internal"
        ):
            yield Relation(schema, name, "view", version=self._version, comment=comment or "")

    def relation(self, schema: str, name: str) -> Relation | None:
        return next((one for one in self.relations() if (one.schema, one.name) == (schema, name)), None)

    def fields(self, relation: Relation) -> list[Field]:
        found = self._rows(
            "SELECT column_name, data_type, comment FROM duckdb_columns() WHERE schema_name = ? AND table_name = ?"
            " ORDER BY column_index",
            (relation.schema, relation.name),
        )
        self._types = {name: kind for name, kind, _ in found}
        keys: list[str] = next(
            (columns for kind, columns, *_ in self._constraints(relation) if kind == "PRIMARY KEY"), []
        )
        places = {name: place for place, name in enumerate(keys, start=1)}
        return [Field(name, kind, comment or "", places.get(name, 0)) for name, kind, comment in found]

    def links(self, relation: Relation) -> list[tuple[str, str, str, str]]:
        return [
            (ours, relation.schema, table, theirs)  # of another schema none can be named
            for kind, columns, table, there in self._constraints(relation)
            if kind == "FOREIGN KEY"
            for ours, theirs in zip(columns, there, strict=False)
        ]

    def _constraints(self, relation: Relation) -> list[tuple[Any, ...]]:
        return self._rows(
            "SELECT constraint_type, constraint_column_names, referenced_table, referenced_column_names"
            " FROM duckdb_constraints() WHERE schema_name = ? AND table_name = ? AND constraint_type LIKE '%KEY'",
            (relation.schema, relation.name),
        )

    def grants(self) -> Mapping[tuple[str, str], Facts]:
        return access_files.look(self._path, [(one.schema, one.name) for one in self.relations()])

    def draw(self, relation: Relation, fields: Sequence[Field], wanted: Wanted) -> Draw:
        table = f"{quoted(relation.schema)}.{quoted(relation.name)}"
        whole = f"SELECT {', '.join(self._read(field.name, wanted.value_bytes) for field in fields)} FROM {table}"
        if relation.kind == "view":
            limit, method = (f" LIMIT {wanted.rows}", "first_rows") if wanted.rows else ("", "whole")
            return Draw([(whole + limit, ())], method, limit=wanted.rows)
        share = wanted.share(relation)
        if share >= 1:
            return Draw([(whole, ())])
        way, method = ("system", "blocks") if relation.rows > _MANY else ("bernoulli", "rows")
        units = share * relation.rows / (_VECTOR if method == "blocks" else 1)
        return Draw(
            [(f"{whole} TABLESAMPLE {way}({100 * share:.9f} PERCENT) REPEATABLE ({SEED})", ())],
            method,
            max(1, int(units)),
            share,
        )

    def _read(self, name: str, most: int) -> str:
        kind, column = self._types[name], quoted(name)
        if kind.startswith(_AS_TEXT):
            return f"{column}::VARCHAR AS {column}"
        return f"left({column}, {most + 1}) AS {column}" if kind in ("VARCHAR", "JSON") else column

    def stream(self, statement: str, parameters: Sequence[Any]) -> Iterator[pa.RecordBatch]:
        # There is no timeout in DuckDB: the statement is ended from another thread.
        timer = threading.Timer(self._seconds, self._base.interrupt) if self._seconds else None
        if timer is not None:
            timer.daemon = True
            timer.start()
        try:
            with _told():
                yield from reader(self._base.execute(statement, list(parameters)), _ROWS)
        finally:
            if timer is not None:
                timer.cancel()


@contextmanager
def _told() -> Iterator[None]:
    """What DuckDB raises; its messages quote values and paths."""
    try:
        yield
    except duckdb.InterruptException:
        raise Unreadable(Reason.TIMEOUT, "the statement took longer than sql.statement_timeout") from None
    except duckdb.IOException as exc:
        words = "another process has it open" if "lock" in str(exc).lower() else type(exc).__name__
        raise Unreadable(Reason.IO_ERROR, words) from None
    except (duckdb.Error, pa.ArrowException) as exc:
        raise Unreadable(Reason.CORRUPT, type(exc).__name__) from None
