"""MySQL and MariaDB, through PyMySQL with a cursor on the server's side.

Each table is read in one transaction, WITH CONSISTENT SNAPSHOT and READ ONLY. They have no TABLESAMPLE: a large table is
read in ranges of its primary key, each a short walk along the index. There is no ORDER BY but that of the key, no OFFSET.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, NoReturn

import pyarrow as pa
import pymysql
from pymysql.converters import conversions
from pymysql.cursors import SSCursor

from scanner.model import Problem, Reason, Stage
from scanner.problems import Unreadable
from scanner.sources.database import access_mysql
from scanner.sources.database.access import Facts
from scanner.sources.database.dialect import Access, Draw, Field, Relation, Session, Wanted
from scanner.sources.database.keys import ranges
from scanner.sources.database.trouble import Broken

_SYSTEM = "('mysql', 'information_schema', 'performance_schema', 'sys')"
_KINDS = {"BASE TABLE": "table", "SYSTEM VERSIONED": "table", "VIEW": "view"}
_ELSEWHERE = ("FEDERATED", "CONNECT", "SPIDER", "S3")  # engines whose rows lie on another server
_ROWS, _BYTES = 8_192, 16 << 20  # of a batch
_RANGES = 500
_SCANNED = 1 << 30  # bytes of a table without a key that are walked through to draw rows from
_STEP = 200_000  # numbers of a key that one statement reads, where all are read
_TEXTS = ("text", "mediumtext", "longtext", "json")
_BLOBS = ("blob", "mediumblob", "longblob")
_BINARY = (*_BLOBS, "tinyblob", "binary", "varbinary")
_SHAPES = ("geometry", "point", "linestring", "polygon", "multipoint", "multilinestring", "multipolygon",
           "geometrycollection", "geomcollection")  # fmt: skip

_TROUBLE = {
    **dict.fromkeys((1205, 1907, 3572), (Reason.TIMEOUT, "locked by somebody else for longer than sql.lock_timeout")),
    **dict.fromkeys((1969, 3024), (Reason.TIMEOUT, "the statement took longer than sql.statement_timeout")),
    **dict.fromkeys((1044, 1045, 1142, 1143, 1227, 1370, 1698), (Reason.PERMISSION_DENIED, "")),
    **dict.fromkeys((1049, 1146), (Reason.VANISHED, "")),
    1054: (Reason.CHANGED, "a column is gone"),
    1356: (Reason.CORRUPT, "the view names what is not there, or its owner may not read it"),
}
_BROKEN = (1040, 1053, 1077, 1080, 1152, 1153, 1158, 1159, 1160, 1161, 1317, 1927, 2002, 2003, 2005, 2006, 2013, 2055)

_TABLES = f"""
SELECT TABLE_SCHEMA, TABLE_NAME, TABLE_TYPE, ENGINE, TABLE_ROWS, DATA_LENGTH, TABLE_COMMENT, CREATE_OPTIONS,
    CONCAT_WS('/', CREATE_TIME, CASE WHEN UPDATE_TIME < NOW() - INTERVAL 2 SECOND THEN UPDATE_TIME END),
    UPDATE_TIME < NOW() - INTERVAL 2 SECOND
FROM information_schema.TABLES
WHERE TABLE_SCHEMA NOT IN {_SYSTEM} AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED', 'VIEW')
"""  # UPDATE_TIME has seconds: what was changed a moment ago may be changed again in the same one
_COLUMNS = """
SELECT COLUMN_NAME, DATA_TYPE, COLUMN_TYPE, COLUMN_COMMENT, PRIVILEGES, CHARACTER_MAXIMUM_LENGTH
FROM information_schema.COLUMNS WHERE TABLE_SCHEMA = %s AND TABLE_NAME = %s ORDER BY ORDINAL_POSITION
"""
_KEY = """
SELECT INDEX_NAME, COLUMN_NAME, NULLABLE FROM information_schema.STATISTICS
WHERE TABLE_SCHEMA = %s AND TABLE_NAME = %s AND NON_UNIQUE = 0 ORDER BY INDEX_NAME <> 'PRIMARY', INDEX_NAME, SEQ_IN_INDEX
"""


_LINKS = """
SELECT COLUMN_NAME, REFERENCED_TABLE_SCHEMA, REFERENCED_TABLE_NAME, REFERENCED_COLUMN_NAME
FROM information_schema.KEY_COLUMN_USAGE
WHERE TABLE_SCHEMA = %s AND TABLE_NAME = %s AND REFERENCED_TABLE_NAME IS NOT NULL ORDER BY 1, 2, 3, 4
"""


class Mysql(Session):
    def __init__(self, access: Access) -> None:
        self._access, self._database = access, access.address.database
        self._types: dict[str, str] = {}  # of the columns of the table that is read
        self._lengths: dict[str, int] = {}
        self._base = _connected(access)
        self._maria = "mariadb" in self._base.get_server_info().lower()
        settings = access.settings
        locks = max(1, round(settings.lock_timeout))
        self._run("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        self._run("SET SESSION TRANSACTION READ ONLY")
        self._run(f"SET SESSION lock_wait_timeout = {locks}, innodb_lock_wait_timeout = {locks}")
        self._run("SET SESSION net_write_timeout = 600")  # the server waits for us while we look at a batch
        if self._maria:
            self._run(f"SET SESSION max_statement_time = {settings.statement_timeout:g}")
        else:
            self._run(f"SET SESSION max_execution_time = {round(settings.statement_timeout * 1000)}")
            with suppress(Unreadable):  # of version 8: else it may tell what was a day ago
                self._run("SET SESSION information_schema_stats_expiry = 0")

    def begin(self) -> None:
        self._run("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY")

    def end(self) -> None:
        if self._base.open:
            with suppress(pymysql.Error):  # nothing was written that could be lost
                self._base.rollback()

    def close(self) -> None:
        with suppress(pymysql.Error):
            self._base.close()

    # --- asking ---

    def _run(self, statement: str) -> None:
        self._rows(statement)

    def _rows(self, statement: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        try:
            with self._base.cursor() as cursor:
                cursor.execute(statement, tuple(parameters) or None)
                return list(cursor.fetchall())
        except (pymysql.Error, OSError) as exc:
            _raise(exc)

    def stream(self, statement: str, parameters: Sequence[Any]) -> Iterator[pa.RecordBatch]:
        cursor, ended = self._base.cursor(SSCursor), False
        try:
            cursor.execute(statement, tuple(parameters) or None)
            names = [str(column[0]) for column in cursor.description or ()]
            rows: list[tuple[Any, ...]] = []
            size = 0
            for row in iter(cursor.fetchone, None):
                rows.append(row)
                size += sum(len(value) for value in row if value is not None)
                if len(rows) >= _ROWS or size > _BYTES:
                    yield self._batch(names, rows)
                    rows, size = [], 0
            ended = True
            cursor.close()
            if rows:
                yield self._batch(names, rows)
        except UnicodeError:
            raise Unreadable(Reason.UNDECODABLE, "text that is none in the character set of its column") from None
        except (pymysql.Error, OSError) as exc:
            _raise(exc)
        finally:
            if not ended:  # to close the cursor would be to wait for all of its rows
                if cursor._result is not None:
                    cursor._result.unbuffered_active = False
                self._base._force_close()

    @property
    def alive(self) -> bool:
        return bool(self._base.open)

    def _batch(self, names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> pa.RecordBatch:
        arrays = [
            pa.array(values, pa.binary() if self._types.get(name) in _BINARY else pa.string())
            for name, values in zip(names, zip(*rows, strict=True), strict=True)
        ]
        return pa.RecordBatch.from_arrays(arrays, names=list(names))

    # --- the catalog ---

    def relations(self) -> Iterator[Relation]:
        where = "AND TABLE_SCHEMA = %s" if self._database else ""
        for row in self._rows(f"{_TABLES} {where}", (self._database,) if self._database else ()):
            yield _relation(row)

    def relation(self, schema: str, name: str) -> Relation | None:
        rows = self._rows(f"{_TABLES} AND TABLE_SCHEMA = %s AND TABLE_NAME = %s", (schema, name))
        return _relation(rows[0]) if rows else None

    def fields(self, relation: Relation) -> list[Field]:
        place, found = (relation.schema, relation.name), []
        for name, kind, shown, comment, rights, length in self._rows(_COLUMNS, place):
            denied = None if "select" in rights.lower() else Problem(Stage.READ, Reason.PERMISSION_DENIED, name)
            self._types[name], self._lengths[name] = kind.lower(), int(length or 0)
            found.append(Field(name, shown, comment, problem=denied))
        keys: dict[str, list[str]] = {}
        for index, column, nullable in self._rows(_KEY, place):
            keys.setdefault(index, []).append("" if nullable else column)
        first = next((columns for columns in keys.values() if all(columns)), [])
        places = {column: number for number, column in enumerate(first, start=1)}
        return [replace(field, key=places.get(field.name, 0)) for field in found]

    def links(self, relation: Relation) -> list[tuple[str, str, str, str]]:
        return [tuple(map(str, row)) for row in self._rows(_LINKS, (relation.schema, relation.name))]  # type: ignore[misc]

    def grants(self) -> Mapping[tuple[str, str], Facts]:
        return access_mysql.look(self._rows)

    # --- reading ---

    def draw(self, relation: Relation, fields: Sequence[Field], wanted: Wanted) -> Draw:
        table = f"{quoted(relation.schema)}.{quoted(relation.name)}"
        whole = f"SELECT {', '.join(self._read(field.name, wanted.value_bytes) for field in fields)} FROM {table}"
        if relation.kind == "view":
            limit, method = (f" LIMIT {wanted.rows}", "first_rows") if wanted.rows else ("", "whole")
            return Draw([(whole + limit, ())], method, limit=wanted.rows)
        share = wanted.share(relation)
        keys = sorted((field for field in fields if field.key), key=lambda field: field.key)
        if share >= 1:
            return Draw(self._pieces(whole, table, keys, relation))
        rows = max(1, round(share * relation.rows)) if relation.rows > 0 else wanted.rows
        found = self._ranges(whole, table, keys, rows) if keys else []
        if found:
            return Draw(found, "key_ranges", len(found), share)
        if 0 <= relation.bytes <= _SCANNED:
            return Draw([(f"{whole} WHERE RAND(20030530) < {share:.9f}", ())], "rows", rows, share)
        return Draw([(f"{whole} LIMIT {rows}", ())], "first_rows")

    def _bounds(self, table: str, key: str) -> tuple[Any, Any]:
        """The least and the greatest of a key: two looks into its index."""
        low, high = self._rows(f"SELECT MIN({quoted(key)}), MAX({quoted(key)}) FROM {table}")[0]
        return low, high

    def _ranges(self, whole: str, table: str, keys: Sequence[Field], rows: int) -> list[tuple[str, Sequence[Any]]]:
        first = keys[0].name
        low, high = self._bounds(table, first)
        some = [row[0] for row in self._rows(f"SELECT {quoted(first)} FROM {table} LIMIT 1000")]
        found = ranges(self._types[first], low, high, some, _RANGES)
        order, each = ", ".join(_doubled(quoted(key.name)) for key in keys), max(1, rows // max(1, len(found)))
        name, start = _doubled(quoted(first)), _doubled(whole)
        return [
            (f"{start} WHERE {name} >= %s AND {name} {'<=' if last else '<'} %s ORDER BY {order} LIMIT {each}", (a, b))
            for a, b, last in found
        ]

    def _pieces(
        self, whole: str, table: str, keys: Sequence[Field], relation: Relation
    ) -> list[tuple[str, Sequence[Any]]]:
        """All rows: some numbers of the key at a time, so that no statement takes long."""
        if not keys or "int" not in self._types[keys[0].name] or relation.rows < 2 * _STEP:
            return [(whole, ())]
        bounds = self._bounds(table, keys[0].name)
        if None in bounds:
            return [(whole, ())]
        low, high = map(int, bounds)
        step = max(_STEP, (high - low) // 10_000)
        name, begin = _doubled(quoted(keys[0].name)), _doubled(whole)
        return [
            (f"{begin} WHERE {name} >= %s AND {name} < %s", (start, start + step))
            for start in range(low, high + 1, step)
        ]

    def _read(self, name: str, most: int) -> str:
        kind, column = self._types[name], quoted(name)
        if kind in _TEXTS:
            return f"LEFT({column}, {most + 1}) AS {column}"
        if kind in _BLOBS or (kind in _BINARY and self._lengths[name] > most):
            return f"SUBSTRING({column}, 1, {most + 1}) AS {column}"
        if kind == "bit":
            return f"{column} + 0 AS {column}"
        if kind in _SHAPES:
            return f"ST_AsText({column}) AS {column}"
        return column


def _relation(row: tuple[Any, ...]) -> Relation:
    schema, name, kind, engine, rows, size, comment, options, version, settled = row
    found = Relation(
        schema,
        name,
        _KINDS[kind],
        rows=float(rows) if rows is not None else -1,
        bytes=int(size) if size is not None else -1,
        version=version if settled == "1" else "",
        comment="" if kind == "VIEW" else comment or "",
        detail="partitioned" if "partitioned" in (options or "") else "",
    )
    if (engine or "").upper() in _ELSEWHERE:
        return replace(found, kind="foreign_table", problem=Problem(Stage.LIST, Reason.FOREIGN))
    return found


def quoted(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def _doubled(words: str) -> str:
    """For a statement with parameters, in which % stands for one."""
    return words.replace("%", "%%")


def _connected(access: Access) -> Any:
    """Password: of the plan, MYSQL_PWD, or ~/.my.cnf, whose section [client] may have the user too."""
    address = access.address
    places = [(address.host, str(address.port))]
    if access.settings.replica:
        host, _, port = access.settings.replica.partition(":")
        places.insert(0, (host, port))
    own = os.path.expanduser("~/.my.cnf")
    plain = {kind: call for kind, call in conversions.items() if not isinstance(kind, int)}  # all values as text
    given: dict[str, Any] = {
        "database": address.database or None, "charset": "utf8mb4", "conv": plain, "connect_timeout": 10,
        "read_timeout": 600, "program_name": "daicho", "autocommit": True,
    }  # fmt: skip
    if os.path.exists(own):
        given["read_default_file"] = own
    if address.user:
        given["user"] = address.user
    if password := access.password or os.environ.get("MYSQL_PWD", ""):
        given["password"] = password
    if ca := address.options.get("ssl_ca"):
        given |= {"ssl_ca": ca, "ssl_verify_cert": True, "ssl_verify_identity": True}
    for left, (host, port) in zip(reversed(range(len(places))), places, strict=True):
        try:
            return pymysql.connect(host=host, port=int(port or address.port), **given)
        except (pymysql.Error, OSError, RuntimeError) as exc:
            if not left:
                _raise(exc)
    raise AssertionError


def _raise(exc: BaseException) -> NoReturn:
    code = exc.args[0] if isinstance(exc, pymysql.Error) and exc.args and isinstance(exc.args[0], int) else 0
    name = type(exc).__name__
    if code in _TROUBLE:
        reason, words = _TROUBLE[code]
        raise Unreadable(reason, f"error {code}" + (f": {words}" if words else "")) from None
    if code in _BROKEN or not code:
        raise Broken(Reason.IO_ERROR, f"the connection broke ({code or name})") from None
    raise Unreadable(Reason.IO_ERROR, f"error {code}") from None
