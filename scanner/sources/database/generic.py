"""Any database that SQLAlchemy has a dialect for. What differs is in subclasses: how to connect, what the catalog tells of
sizes, how rows are drawn. Rows come from a cursor on the server's side, some thousand at a time.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import pyarrow as pa
from sqlalchemy import create_engine, inspect
from sqlalchemy.engine import URL, Connection
from sqlalchemy.exc import DBAPIError, NoSuchModuleError, NoSuchTableError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from scanner.formats.sheets import cell_text
from scanner.model import Reason
from scanner.problems import Unreadable
from scanner.sources.database.dialect import Access, Draw, Field, Relation, Session, Wanted
from scanner.sources.database.sampling import SEED
from scanner.sources.database.trouble import Broken

_ROWS, _BYTES = 8_192, 16 << 20  # of a batch


class Alchemy(Session):
    """driver: of SQLAlchemy. system: schemas that are nobody's data. opening: statements at the beginning of a
    transaction. SAMPLE: behind the name of a table, with {percent} and {seed}; where it stands for rows that are drawn one
    by one, `rows_alone`. WHERE: the same as a condition, with {share}.
    """

    driver = ""
    system: tuple[str, ...] = ("information_schema",)
    opening: tuple[str, ...] = ()
    SAMPLE = WHERE = ""
    rows_alone = False
    text_type = "VARCHAR"

    def __init__(self, access: Access) -> None:
        self.access = access
        try:
            self.engine = create_engine(
                self.url(), poolclass=NullPool, connect_args=self.arguments(), hide_parameters=True
            )
        except NoSuchModuleError:
            raise ModuleNotFoundError(name=self.driver) from None
        self.quoted = self.engine.dialect.identifier_preparer.quote_identifier
        self._types: dict[str, str] = {}  # of the columns of the table that is read
        self._known: dict[tuple[str, str], Relation] = {}
        with self.told():
            self.base: Connection = self.engine.connect()

    # --- what differs ---

    def url(self) -> URL:
        address = self.access.address
        return URL.create(
            self.driver, address.user or None, self.access.password or None, address.host or None, address.port or None,
            address.database or None, dict(address.options),
        )  # fmt: skip

    def arguments(self) -> dict[str, Any]:
        """For the driver's own connect."""
        return {}

    def sizes(self) -> list[Relation]:
        """What the catalog says of all tables; [] where it says nothing, and the inspector is asked."""
        return []

    def code(self, exc: BaseException) -> Unreadable | None:
        """What an error of the driver means, as far as it tells."""
        return None

    def cut(self, column: str, kind: str, most: int) -> str:
        """The expression for a column whose values may be long."""
        return f"LEFT(CAST({column} AS {self.text_type}), {most + 1})"

    # --- the same for all ---

    @contextmanager
    def told(self) -> Iterator[None]:
        """What SQLAlchemy raises; its messages quote statements and values."""
        try:
            yield
        except DBAPIError as exc:
            if exc.orig is not None and (known := self.code(exc.orig)) is not None:
                raise known from None
            name = type(exc.orig).__name__
            raise (Broken if exc.connection_invalidated else Unreadable)(Reason.IO_ERROR, name) from None
        except NoSuchTableError:
            raise Unreadable(Reason.VANISHED) from None
        except (SQLAlchemyError, OSError) as exc:
            raise Broken(Reason.IO_ERROR, type(exc).__name__) from None

    def begin(self) -> None:
        for statement in self.opening:
            self.rows(statement)

    def end(self) -> None:
        with suppress(Unreadable), self.told():
            self.base.rollback()

    def close(self) -> None:
        with suppress(Unreadable), self.told():
            self.base.close()

    @property
    def alive(self) -> bool:
        return not (self.base.closed or self.base.invalidated)

    def rows(self, statement: str, parameters: Any = ()) -> list[tuple[Any, ...]]:
        with self.told():
            found = self.base.exec_driver_sql(statement, parameters or None)
            return [tuple(row) for row in found.fetchall()] if found.returns_rows else []

    def relations(self) -> Iterator[Relation]:
        yield from self.sizes() or self._inspected()

    def _inspected(self) -> list[Relation]:
        found = []
        with self.told():
            eye = inspect(self.base)
            for schema in eye.get_schema_names():
                if schema.lower() not in self.system:
                    found += [Relation(schema, name) for name in eye.get_table_names(schema)]
                    found += [Relation(schema, name, "view") for name in eye.get_view_names(schema)]
        return found

    def relation(self, schema: str, name: str) -> Relation | None:
        if not self._known:  # asked once: catalogs of clouds take seconds
            self._known = {(one.schema, one.name): one for one in self.relations()}
        return self._known.get((schema, name))

    def links(self, relation: Relation) -> list[tuple[str, str, str, str]]:
        found = []
        with (
            suppress(NotImplementedError, Unreadable),
            self.told(),
        ):  # what is not told of keys makes nothing unreadable
            for key in inspect(self.base).get_foreign_keys(relation.name, relation.schema):
                pairs = zip(key["constrained_columns"], key["referred_columns"], strict=False)
                schema = key["referred_schema"] or relation.schema
                found += [(ours, schema, key["referred_table"], theirs) for ours, theirs in pairs]
        return sorted(found)

    def fields(self, relation: Relation) -> list[Field]:
        keys: list[str] = []
        with self.told():
            eye = inspect(self.base)
            columns = eye.get_columns(relation.name, relation.schema)
            with suppress(NotImplementedError):
                keys = eye.get_pk_constraint(relation.name, relation.schema).get("constrained_columns") or []
        places = {name: number for number, name in enumerate(keys, start=1)}
        found = []
        for column in columns:
            kind = str(column["type"]).lower()
            self._types[column["name"]] = kind
            found.append(Field(column["name"], kind, column.get("comment") or "", places.get(column["name"], 0)))
        return found

    def draw(self, relation: Relation, fields: Sequence[Field], wanted: Wanted) -> Draw:
        columns = ", ".join(self._read(field.name, wanted.value_bytes) for field in fields)
        table = f"{self.quoted(relation.schema)}.{self.quoted(relation.name)}"
        share = wanted.share(relation)
        if relation.kind != "view" and share >= 1 and (relation.rows >= 0 or not wanted.rows):
            return Draw([(f"SELECT {columns} FROM {table}", ())])
        if relation.kind == "view" or share >= 1 or not (self.SAMPLE or self.WHERE):
            return Draw([(self.first(columns, table, wanted.rows), ())], "first_rows", limit=wanted.rows)
        given = {"percent": f"{100 * share:.6f}", "share": f"{share:.9f}", "seed": SEED}
        statement = f"SELECT {columns} FROM {table}{self.SAMPLE.format(**given)}{self.WHERE.format(**given)}"
        if self.rows_alone:
            return Draw([(statement, ())], "rows", max(1, int(share * relation.rows)), share)
        return Draw([(statement, ())], "blocks", max(1, int(share * relation.blocks * 0.9)), share)

    def first(self, columns: str, table: str, rows: int) -> str:
        return f"SELECT {columns} FROM {table}" + (f" LIMIT {rows}" if rows else "")

    def _read(self, name: str, most: int) -> str:
        kind, column = self._types[name], self.quoted(name)
        if kind.startswith(_SHORT):
            return column
        return f"{self.cut(column, kind, most)} AS {column}"

    def stream(self, statement: str, parameters: Sequence[Any]) -> Iterator[pa.RecordBatch]:
        with self.told():
            found = self.base.execution_options(stream_results=True, max_row_buffer=_ROWS).exec_driver_sql(statement)
            names, rows, size = list(found.keys()), [], 0
            try:
                for row in found:
                    rows.append(tuple(row))
                    size += sum(len(value) for value in row if isinstance(value, str | bytes))
                    if len(rows) >= _ROWS or size > _BYTES:
                        yield _batch(names, rows)
                        rows, size = [], 0
                if rows:
                    yield _batch(names, rows)
            finally:
                found.close()


_SHORT = ("int", "bigint", "smallint", "tinyint", "decimal", "numeric", "number", "float", "double", "real", "bool", "date",
          "time", "bit", "money", "smallmoney", "char", "nchar", "uniqueidentifier", "raw")  # fmt: skip


def _batch(names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> pa.RecordBatch:
    arrays = []
    for values in zip(*rows, strict=True):
        if any(isinstance(value, bytes | bytearray) for value in values):
            arrays.append(pa.array([None if value is None else bytes(value) for value in values], pa.binary()))
        else:
            arrays.append(pa.array([None if value is None else cell_text(value) for value in values], pa.string()))
    return pa.RecordBatch.from_arrays(arrays, names=list(names))


class Snowflake(Alchemy):
    """`snowflake://user@account/database?warehouse=…&role=…`. Password: of the plan, or SNOWFLAKE_PASSWORD."""

    driver = "snowflake"
    SAMPLE = " SAMPLE SYSTEM ({percent}) SEED ({seed})"

    def url(self) -> URL:
        return super().url().set(password=self.access.password or os.environ.get("SNOWFLAKE_PASSWORD"))

    def begin(self) -> None:
        self.rows(f"ALTER SESSION SET STATEMENT_TIMEOUT_IN_SECONDS = {round(self.access.settings.statement_timeout)}")

    def sizes(self) -> list[Relation]:
        kinds = {"BASE TABLE": "table", "VIEW": "view", "MATERIALIZED VIEW": "materialized_view"}
        return [
            Relation(schema, name, kinds.get(kind, "foreign_table"), float(rows if rows is not None else -1), False,
                     int(size or -1), int(size or 0) >> 24, str(altered), owner or "", comment or "")
            for schema, name, kind, rows, size, altered, owner, comment in self.rows(
                "SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE, ROW_COUNT, BYTES, LAST_ALTERED, TABLE_OWNER, COMMENT"
                " FROM INFORMATION_SCHEMA.TABLES WHERE TABLE_SCHEMA <> 'INFORMATION_SCHEMA'"
            )
        ]  # fmt: skip


class Bigquery(Alchemy):
    """`bigquery://project/dataset`, with the credentials of the machine (gcloud auth application-default login)."""

    driver = "bigquery"
    text_type = "STRING"
    SAMPLE = " TABLESAMPLE SYSTEM ({percent} PERCENT)"  # there is no seed: another scan reads other blocks

    def sizes(self) -> list[Relation]:
        dataset = self.access.address.database
        kinds = {1: "table", 2: "view", 3: "foreign_table", 6: "materialized_view"}
        return [
            Relation(dataset, name, kinds.get(int(kind), "foreign_table"), float(rows), True, int(size), int(size) >> 24,
                     str(changed) if int(kind) == 1 else "")
            for name, kind, rows, size, changed in self.rows(
                "SELECT table_id, type, row_count, size_bytes, last_modified_time FROM"
                f" {self.quoted(dataset)}.__TABLES__"
            )
        ]  # fmt: skip


class Redshift(Alchemy):
    """`redshift://user@host:5439/database`. Password: of the plan, or PGPASSWORD."""

    driver = "redshift+redshift_connector"
    system = (
        "information_schema",
        "pg_catalog",
        "pg_internal",
        "pg_automv",
        "pg_auto_copy",
        "pg_mv",
        "catalog_history",
    )
    WHERE = " WHERE random() < {share}"
    rows_alone = True

    def url(self) -> URL:
        return super().url().set(password=self.access.password or os.environ.get("PGPASSWORD"))

    def begin(self) -> None:
        self.rows(f"SET statement_timeout TO {round(self.access.settings.statement_timeout * 1000)}")

    def sizes(self) -> list[Relation]:
        known = {
            (schema, name): Relation(schema, name, "table", float(rows), False, int(size) << 20)
            for schema, name, rows, size in self.rows('SELECT "schema", "table", tbl_rows, size FROM svv_table_info')
        }
        # Empty tables are not in svv_table_info, nor are views.
        return [known.get((one.schema, one.name), one) for one in self._inspected()]


class Databricks(Alchemy):
    """`databricks://host/schema?http_path=…&catalog=…`. The access token is the password: of the plan, or DATABRICKS_TOKEN."""

    driver = "databricks"
    text_type = "STRING"
    SAMPLE = " TABLESAMPLE ({percent} PERCENT) REPEATABLE ({seed})"
    rows_alone = True

    def url(self) -> URL:
        address, token = self.access.address, self.access.password or os.environ.get("DATABRICKS_TOKEN")
        options = {"schema": address.database, **address.options} if address.database else dict(address.options)
        return URL.create(self.driver, "token", token, address.host, address.port or None, None, options)

    def begin(self) -> None:
        self.rows(f"SET STATEMENT_TIMEOUT = {round(self.access.settings.statement_timeout)}")
