"""PostgreSQL, through ADBC: rows come as Arrow batches of a binary COPY.

Each table is read in one transaction, REPEATABLE READ and READ ONLY: one state, nothing written. No transaction spans
several tables, for a snapshot that is held for hours keeps the server from cleaning up. The catalog is asked without
locking what it describes: no size and no definition of a table that somebody else holds.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any, NoReturn
from urllib.parse import quote, urlencode

import adbc_driver_manager as adbc
import adbc_driver_postgresql.dbapi as driver
import pyarrow as pa

from scanner.model import Problem, Reason, Stage
from scanner.sources.database import access_postgres
from scanner.sources.database.access import Facts
from scanner.sources.database.dialect import Access, Draw, Field, Relation, Session, Wanted
from scanner.sources.database.sampling import SEED
from scanner.sources.database.trouble import by_state, unreached

_KINDS = {"r": "table", "p": "partitioned_table", "v": "view", "m": "materialized_view", "f": "foreign_table"}
_GUESSED = 200  # blocks that tell how many rows there are, where the table was never analysed
_LEAST_BLOCKS = (
    2_000  # drawn, with fewer rows of each: rows of one block are often alike. Of fewer, all are walked through
)
_AT_ONCE = 16_384  # blocks of a whole table that one statement reads: 128 MiB
_OURS = {"application_name": "daicho", "connect_timeout": "10", "client_encoding": "UTF8"}
_BATCH, _BATCH_BYTES = "adbc.postgresql.batch_size_hint_bytes", 4 << 20
_TEXTS = frozenset(("varchar", "bpchar", "name"))
_PLAIN = frozenset(("int2", "int4", "int8", "float4", "float8", "bool", "date", "bpchar", "varchar", "name"))

# Counters of changed rows, and the files that hold them; TRUNCATE, VACUUM FULL and REFRESH make new files. A standby has
# no counters: there the place in the log tells, which any change moves. Counters begin anew after a crash, and the time
# of their last reset tells so.
_RELATIONS = """
WITH RECURSIVE tree(root, leaf) AS (
    SELECT oid, oid FROM pg_catalog.pg_class WHERE relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT relispartition {one}
    UNION ALL SELECT t.root, i.inhrelid FROM tree t JOIN pg_catalog.pg_inherits i ON i.inhparent = t.leaf
    JOIN pg_catalog.pg_class p ON p.oid = t.leaf AND p.relkind = 'p'
), leaves AS (
    SELECT t.root, coalesce(sum(l.reltuples) FILTER (WHERE l.relkind <> 'p'), 0)::float8 AS rows,
        coalesce(min(l.reltuples) FILTER (WHERE l.relkind <> 'p'), 0)::float8 AS least,
        sum(l.relpages)::int8 AS pages, sum(coalesce(o.relpages, 0))::int8 AS beside, count(*) - 1 AS parts,
        string_agg(l.relname, ', ' ORDER BY l.relname) FILTER (WHERE l.relkind = 'f') AS foreigners,
        string_agg(l.relname, ', ' ORDER BY l.relname) FILTER (WHERE l.oid <> t.root) AS names,
        md5(string_agg(concat_ws('.', l.oid, l.relfilenode, pg_catalog.pg_stat_get_tuples_inserted(l.oid),
            pg_catalog.pg_stat_get_tuples_updated(l.oid), pg_catalog.pg_stat_get_tuples_deleted(l.oid)), '/'
            ORDER BY l.oid)) AS state
    FROM tree t JOIN pg_catalog.pg_class l ON l.oid = t.leaf LEFT JOIN pg_catalog.pg_class o ON o.oid = l.reltoastrelid
    WHERE l.relkind <> 'p' OR l.oid = t.root GROUP BY t.root
)
SELECT n.nspname::text, c.relname::text, c.relkind::text, s.rows, s.least, s.pages, s.parts, s.foreigners, s.names,
    pg_catalog.pg_get_userbyid(c.relowner)::text, pg_catalog.obj_description(c.oid, 'pg_class'),
    pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND (pg_catalog.has_table_privilege(c.oid, 'SELECT')
        OR pg_catalog.has_any_column_privilege(c.oid, 'SELECT')),
    concat_ws('-', s.state,
        (SELECT md5(string_agg(concat_ws('.', a.attname, a.atttypid, a.atttypmod), '/' ORDER BY a.attnum))
         FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
        CASE WHEN pg_catalog.pg_is_in_recovery() THEN pg_catalog.pg_last_wal_replay_lsn()::text END,
        pg_catalog.pg_stat_get_db_stat_reset_time((SELECT d.oid FROM pg_catalog.pg_database d
            WHERE d.datname = pg_catalog.current_database()))::text,
        pg_catalog.pg_stat_get_bgwriter_stat_reset_time()::text),
    c.oid::int8, s.beside, pg_catalog.current_setting('block_size')::int8
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace JOIN leaves s ON s.root = c.oid
WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition AND c.relpersistence <> 't'
    AND n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)'
"""

_ONE = "AND relname = $2 AND relnamespace = (SELECT oid FROM pg_catalog.pg_namespace WHERE nspname = $1)"
_FIELDS = """
SELECT a.attname::text, coalesce(b.typname, t.typname)::text, coalesce(b.typcategory, t.typcategory)::text,
    a.atttypmod::int8, pg_catalog.col_description(a.attrelid, a.attnum),
    coalesce(pg_catalog.array_position(k.conkey, a.attnum), 0)::int8,
    pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'SELECT'), pg_catalog.format_type(a.atttypid, a.atttypmod)
FROM pg_catalog.pg_attribute a JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
    LEFT JOIN pg_catalog.pg_type b ON t.typtype = 'd' AND b.oid = t.typbasetype
    LEFT JOIN pg_catalog.pg_constraint k ON k.conrelid = a.attrelid AND k.contype = 'p'
WHERE a.attrelid = $1::int8::oid AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum
"""

_LEAVES = """
WITH RECURSIVE tree(leaf) AS (
    SELECT $1::int8::oid UNION ALL SELECT i.inhrelid FROM tree t JOIN pg_catalog.pg_inherits i ON i.inhparent = t.leaf
) SELECT n.nspname::text, c.relname::text, c.relkind::text FROM tree t JOIN pg_catalog.pg_class c ON c.oid = t.leaf
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace ORDER BY 1, 2
"""


_SIZES = """
WITH RECURSIVE tree(leaf) AS (
    SELECT $1::int8::oid UNION ALL SELECT i.inhrelid FROM tree t JOIN pg_catalog.pg_inherits i ON i.inhparent = t.leaf
    JOIN pg_catalog.pg_class p ON p.oid = t.leaf AND p.relkind = 'p'
) SELECT coalesce(sum(pg_catalog.pg_relation_size(c.oid)), 0)::int8, coalesce(sum(pg_catalog.pg_table_size(c.oid)), 0)::int8
FROM tree t JOIN pg_catalog.pg_class c ON c.oid = t.leaf WHERE c.relkind IN ('r', 'm')
"""
_LINKS = """
SELECT a.attname::text, n.nspname::text, c.relname::text, b.attname::text
FROM pg_catalog.pg_constraint k
    CROSS JOIN LATERAL unnest(k.conkey, k.confkey) AS u(ours, theirs)
    JOIN pg_catalog.pg_class c ON c.oid = k.confrelid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN pg_catalog.pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = u.ours
    JOIN pg_catalog.pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = u.theirs
WHERE k.contype = 'f' AND k.conrelid = $1::int8::oid AND NOT c.relispartition ORDER BY 1, 2, 3, 4
"""


class Postgres(Session):
    def __init__(self, access: Access) -> None:
        self._settings = access.settings
        self._oids: dict[tuple[str, str], int] = {}
        self._types: dict[str, tuple[str, str, int]] = {}  # of the columns of the table that is read
        self._open = False
        try:
            self._base = driver.connect(_uri(access), autocommit=True)
        except adbc.Error as exc:
            raise unreached(exc) from None
        rows = self._rows("SELECT pg_catalog.current_setting('server_version_num')::int8, "
                          "pg_catalog.current_setting('server_encoding')")  # fmt: skip
        self._version, self._encoding = int(rows[0][0]), str(rows[0][1])

    def begin(self) -> None:
        settings = self._settings
        self._run("BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        self._open = True
        # For this transaction only: behind a pooler the session is somebody else's next.
        self._run(f"SET LOCAL statement_timeout = {round(settings.statement_timeout * 1000)}")
        self._run(f"SET LOCAL lock_timeout = {round(settings.lock_timeout * 1000)}")
        self._run("SET LOCAL idle_in_transaction_session_timeout = 60000")

    def end(self) -> None:
        if self._open:
            self._open = False
            with suppress(adbc.Error):  # nothing was written that could be lost
                self._base.cursor().execute("ROLLBACK")

    def close(self) -> None:
        with suppress(adbc.Error):
            self._base.close()

    # --- asking ---

    def _run(self, statement: str) -> None:
        try:
            with self._base.cursor() as cursor:
                cursor.execute(statement)
        except adbc.Error as exc:
            _raise(exc)

    def _rows(self, statement: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        try:
            with self._base.cursor() as cursor:
                cursor.execute(statement, tuple(parameters) or None)
                return list(cursor.fetchall())
        except adbc.Error as exc:
            _raise(exc)

    def stream(self, statement: str, parameters: Sequence[Any]) -> Iterator[pa.RecordBatch]:
        try:
            with self._base.cursor(adbc_stmt_kwargs={_BATCH: str(_BATCH_BYTES)}) as cursor:
                cursor.execute(statement, tuple(parameters) or None)
                # Its errors have the SQLSTATE; those of what `fetch_record_batch` gives have lost it.
                results = getattr(cursor, "_results", None)
                yield from results.reader if results is not None else cursor.fetch_record_batch()
        except (adbc.Error, pa.ArrowException, OSError) as exc:
            _raise(exc)

    # --- the catalog ---

    def relations(self) -> Iterator[Relation]:
        for row in self._rows(_RELATIONS.format(one="") + "ORDER BY 1, 2"):
            yield self._relation(row)

    def relation(self, schema: str, name: str) -> Relation | None:
        rows = self._rows(_RELATIONS.format(one=_ONE), (schema, name))
        if not rows:
            return None
        found = self._relation(rows[0])
        if found.kind not in ("table", "materialized_view", "partitioned_table"):
            return found
        # Now that it is read it will be locked for reading anyhow.
        oid, block = rows[0][13], rows[0][15]
        if self._rows("SELECT pg_catalog.row_security_active($1::int8::oid)", (oid,))[0][0]:
            hidden = "row-level security hides rows from this account"
            found = replace(found, notes=(*found.notes, Problem(Stage.READ, Reason.PERMISSION_DENIED, detail=hidden)))
        sizes = self._rows(_SIZES, (oid,))
        pages = -(-int(sizes[0][0]) // block)
        rows_now = found.rows * pages / found.blocks if found.blocks and found.rows >= 0 else -1.0
        if not pages:
            rows_now = 0
        return replace(found, rows=rows_now, blocks=pages, bytes=int(sizes[0][1]))

    def _relation(self, row: tuple[Any, ...]) -> Relation:
        schema, name, kind, rows, least, pages, parts, foreigners, names, owner, comment, may, version, oid = row[:14]
        self._oids[schema, name] = oid
        relation = Relation(
            schema,
            name,
            _KINDS[kind],
            rows=rows if least >= 0 and kind in "rpm" else -1,
            bytes=(int(pages) + int(row[14])) * int(row[15]) if kind in "rpm" else -1,
            blocks=int(pages),
            version=version if kind in "rpm" else "",
            owner=owner or "",
            comment=comment or "",
            detail=f"{parts} partitions: {names}"[:500] if parts else "",
        )
        if not may:
            return replace(relation, problem=Problem(Stage.LIST, Reason.PERMISSION_DENIED))
        if kind == "f":
            return replace(relation, problem=Problem(Stage.LIST, Reason.FOREIGN))
        if foreigners:  # reading the whole would follow them
            note = Problem(Stage.READ, Reason.FOREIGN, detail=f"partitions {foreigners}"[:500])
            return replace(relation, notes=(note,))
        return relation

    def fields(self, relation: Relation) -> list[Field]:
        oid, found = self._oids[relation.schema, relation.name], []
        for name, kind, category, length, comment, key, may, shown in self._rows(_FIELDS, (oid,)):
            denied = None if may else Problem(Stage.READ, Reason.PERMISSION_DENIED, name)
            self._types[name] = kind, category, int(length)
            found.append(Field(name, shown, comment or "", int(key), denied))
        return found

    def links(self, relation: Relation) -> list[tuple[str, str, str, str]]:
        return [tuple(map(str, row)) for row in self._rows(_LINKS, (self._oids[relation.schema, relation.name],))]  # type: ignore[misc]

    def grants(self) -> Mapping[tuple[str, str], Facts]:
        return access_postgres.look(self._rows)

    # --- reading ---

    def draw(self, relation: Relation, fields: Sequence[Field], wanted: Wanted) -> Draw:
        columns = ", ".join(self._read(field.name, wanted.value_bytes) for field in fields) or "NULL AS nothing"
        if relation.kind == "view":
            limit = f" LIMIT {wanted.rows}" if wanted.rows else ""
            statement = f"SELECT {columns} FROM {_name(relation.schema, relation.name)}{limit}"
            return Draw([(statement, ())], "first_rows" if limit else "whole", limit=wanted.rows)
        places, blocks = self._places(relation), relation.blocks
        known = relation if relation.rows >= 0 or not blocks else replace(relation, rows=self._guess(places, blocks))
        share = wanted.share(known)
        if share >= 1:
            return Draw(list(self._whole(columns, places, relation)))
        if blocks <= _LEAST_BLOCKS:
            sample, where, drawn = f"BERNOULLI ({100 * share:.9f})", "", share
            draw = Draw([], "rows", max(1, int(share * known.rows)), share)
        else:
            drawn = max(share, _LEAST_BLOCKS / blocks)
            sample = f"SYSTEM ({100 * drawn:.9f})"
            where = "" if share > 0.8 * drawn else f" WHERE pg_catalog.random() < {share / drawn:.9f}"
            # Each block is drawn or not by itself: two standard deviations fewer than expected count as drawn.
            units = max(1, int(drawn * blocks - 2 * math.sqrt(drawn * blocks)))
            draw = Draw([], "blocks", units, share if where else drawn)
        if where:  # now, not among the statements: what those give are rows
            self._run("SELECT pg_catalog.setseed(0.5)")
        return replace(
            draw,
            statements=[
                (f"SELECT {columns} FROM {place} TABLESAMPLE {sample} REPEATABLE ({SEED}){where}", ())
                for place in places
            ],
        )

    def _guess(self, places: Sequence[str], blocks: int) -> float:
        """Rows of a table that was never analysed, from some of its blocks."""
        part = min(1.0, _GUESSED / blocks)
        sample = f"TABLESAMPLE SYSTEM ({100 * part:.9f}) REPEATABLE ({SEED})"
        counted = [self._rows(f"SELECT count(*) FROM {place} {sample}")[0][0] for place in places]
        return float(max(1.0, sum(counted) / part))

    def _places(self, relation: Relation) -> list[str]:
        """What to read from: the table itself, or its partitions where one of them lies elsewhere."""
        whole = _name(relation.schema, relation.name)
        if relation.kind != "partitioned_table":
            return [f"ONLY {whole}"]
        if not any(note.reason is Reason.FOREIGN for note in relation.notes):
            return [whole]
        leaves = self._rows(_LEAVES, (self._oids[relation.schema, relation.name],))
        return [f"ONLY {_name(schema, name)}" for schema, name, kind in leaves if kind == "r"]

    def _whole(self, columns: str, places: Sequence[str], relation: Relation) -> Iterator[tuple[str, Sequence[Any]]]:
        """Some blocks at a time, so that no statement takes long."""
        in_pieces = self._version >= 140_000 and relation.blocks > _AT_ONCE and relation.kind == "table"
        for place in places:
            if not in_pieces:
                yield f"SELECT {columns} FROM {place}", ()
                continue
            for first in range(0, relation.blocks, _AT_ONCE):
                last = f" AND ctid < '({first + _AT_ONCE},0)'" if first + _AT_ONCE < relation.blocks else ""
                yield f"SELECT {columns} FROM {place} WHERE ctid >= '({first},0)'{last}", ()

    def _read(self, name: str, most: int) -> str:
        """The expression that gives a column's values: numbers and dates as they are, all else as text, cut off."""
        kind, category, length = self._types[name]
        column = quoted(name)
        if kind == "bytea":
            return f"substring({column} FROM 1 FOR {most + 1}) AS {column}"
        if kind in _PLAIN and not (kind in _TEXTS and (length < 0 or self._encoding == "SQL_ASCII")):
            return column
        text = f"array_to_string({column}, E'\\n')" if category == "A" else f"{column}::text"
        if self._encoding == "SQL_ASCII":  # text is whatever bytes somebody sent
            return f"convert_to(left({text}, {most + 1}), 'SQL_ASCII') AS {column}"
        return f"left({text}, {most + 1}) AS {column}"


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _name(schema: str, name: str) -> str:
    return f"{quoted(schema)}.{quoted(name)}"


def _uri(access: Access) -> str:
    """For libpq, which takes the password from the environment or ~/.pgpass where none is given."""
    address = access.address
    user = quote(address.user, safe="") + (f":{quote(access.password, safe='')}" if access.password else "")
    hosts, options = address.server, {**_OURS, **address.options}
    if replica := access.settings.replica:
        hosts = f"{replica},{hosts}"
        options.setdefault("target_session_attrs", "prefer-standby")
    return f"postgresql://{user}{'@' if user else ''}{hosts}/{quote(address.database, safe='')}?{urlencode(options, quote_via=quote)}"


def _raise(exc: BaseException) -> NoReturn:
    raise by_state(getattr(exc, "sqlstate", None) or "", exc) from None
