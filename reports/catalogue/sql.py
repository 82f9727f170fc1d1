"""SQL comments that say what was found in a column: files for a person to look through and run, one a database.

Nothing in them changes data or takes away a comment that is there: where an engine lets a statement read the present
comment, ours is put beside it, and where not, the lines stand commented out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from reports.catalogue import quoting
from reports.catalogue.tagged import Table, file_name, folder, shown, tables, whole_columns, write_text

if TYPE_CHECKING:
    from scanner.inventory import Inventory

_POSTGRES = """\
SET client_encoding = 'UTF8';
SET lock_timeout = '5s';
DO {quote}
DECLARE
  one record;
  place record;
  known text;
  ours text[] := ARRAY[]::text[];
BEGIN
  FOR one IN SELECT * FROM (VALUES
{rows}
  ) AS tags (s, t, c, tag)
  LOOP
    -- What is inside the JSON of a column has its name and a dot in front.
    SELECT a.attrelid, a.attnum, a.attname::text AS c INTO place
      FROM pg_catalog.pg_attribute a
      JOIN pg_catalog.pg_class k ON k.oid = a.attrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = k.relnamespace
      WHERE n.nspname = one.s AND k.relname = one.t AND a.attnum > 0 AND NOT a.attisdropped
        AND (a.attname = one.c OR left(one.c, length(a.attname::text) + 1) = a.attname::text || '.')
      ORDER BY length(a.attname::text) DESC LIMIT 1;
    IF NOT FOUND THEN
      RAISE NOTICE 'no column %.%.%', one.s, one.t, one.c;
      CONTINUE;
    END IF;
    known := coalesce(pg_catalog.col_description(place.attrelid, place.attnum), '');
    IF place.attrelid || '.' || place.attnum <> ALL (ours) THEN
      known := btrim(regexp_replace(known, '[[:space:]]*[[]daicho: [^]]*[]]', '', 'g'));
      ours := ours || (place.attrelid || '.' || place.attnum);
    END IF;
    IF strpos(known, one.tag) = 0 THEN
      known := btrim(known || ' ' || one.tag);
    END IF;
    EXECUTE format('COMMENT ON COLUMN %I.%I.%I IS %L', one.s, one.t, place.c, known);
  END LOOP;
END
{quote};
"""

_MSSQL_COLUMN = """\
SELECT @s = {schema}, @t = {table}, @c = {column}, @tag = {tag};
SET @id = OBJECT_ID(QUOTENAME(@s) + N'.' + QUOTENAME(@t));
IF EXISTS (SELECT 1 FROM sys.extended_properties WHERE class = 1 AND name = N'daicho' AND major_id = @id
           AND minor_id = COLUMNPROPERTY(@id, @c, 'ColumnId'))
  EXEC sys.sp_updateextendedproperty N'daicho', @tag, N'SCHEMA', @s, N'{kind}', @t, N'COLUMN', @c;
ELSE IF COLUMNPROPERTY(@id, @c, 'ColumnId') IS NOT NULL
  EXEC sys.sp_addextendedproperty N'daicho', @tag, N'SCHEMA', @s, N'{kind}', @t, N'COLUMN', @c;
"""

_ORACLE = """\
SET DEFINE OFF
DECLARE
  PROCEDURE tag(s VARCHAR2, t VARCHAR2, c VARCHAR2, m VARCHAR2) IS
    known VARCHAR2(4000);
    found NUMBER;
  BEGIN
    SELECT COUNT(*), MAX(comments) INTO found, known FROM all_col_comments
      WHERE owner = s AND table_name = t AND column_name = c;
    IF found = 1 THEN
      known := TRIM(REGEXP_REPLACE(known, '[[:space:]]*[[]daicho: [^]]*[]]', '') || ' ' || m);
      EXECUTE IMMEDIATE 'COMMENT ON COLUMN "' || s || '"."' || t || '"."' || c || '" IS '''
        || REPLACE(known, '''', '''''') || '''';
    END IF;
  END;
BEGIN
{rows}
END;
/
"""

_MYSQL_TABLE = """\
SET @daicho = 'DO 0';
SELECT CONCAT('ALTER TABLE `', REPLACE(TABLE_SCHEMA, '`', '``'), '`.`', REPLACE(TABLE_NAME, '`', '``'),
    '` COMMENT = ', QUOTE(TRIM(CONCAT(REGEXP_REPLACE(TABLE_COMMENT, ' *[[]daicho: [^]]*[]]', ''), ' ', {tag}))),
    ', ALGORITHM=INPLACE, LOCK=NONE') INTO @daicho FROM information_schema.TABLES
  WHERE TABLE_SCHEMA = {schema} AND TABLE_NAME = {table} AND TABLE_TYPE = 'BASE TABLE';
PREPARE daicho FROM @daicho;
EXECUTE daicho;
DEALLOCATE PREPARE daicho;
"""


def write(inventory: Inventory, target: Path, lang: str = "ja") -> Path:
    """A folder with a file a database; one that says so where no table is in the inventory."""
    target, taken = folder(target), set[str]()
    groups: dict[tuple[str, ...], list[Table]] = {}
    for table in tables(inventory, _ENGINES):
        names = table.path[: _ENGINES[table.scheme][0]]
        groups.setdefault((table.scheme, table.server, *names), []).append(table)
    when = str(inventory.last_run().get("finished_at") or "")[:19]
    for place, members in groups.items():
        told = _ENGINES[place[0]][1](members)
        head = [
            *_head(place, when, lang),
            *(f"-- {line}" for line in _NOTES[place[0] if place[0] in _NOTES else ""][lang]),
        ]
        write_text(target / f"{file_name(taken, *place)}.sql", "\n".join([*head, "", told]))
    if not groups:
        text = {"en": "No column of a database holds anything to be tagged.", "ja": "タグを付ける列はありません。"}[
            lang
        ]
        write_text(target / "nothing.sql", f"-- {text}\n")
    return target


def _head(place: Sequence[str], when: str, lang: str) -> Iterator[str]:
    name = shown(f"{place[0]}://{'/'.join(place[1:])}")
    if lang == "ja":
        yield f"-- daicho: {name} の列に見つかったもの ({when} UTC の台帳から)。"
        yield "-- まだ何も実行していません。内容を確認し、人が実行してください。UTF-8 です。"
    else:
        yield f"-- daicho: what was found in the columns of {name} (inventory of {when} UTC)."
        yield "-- Nothing has been run. Look it through, and run it yourself. UTF-8."


_KEPT = {
    "en": ["A comment that is there stays; only the part in [daicho: ...] is added or replaced."],
    "ja": ["既存のコメントは残ります。[daicho: ...] の部分だけを追加または置き換えます。"],
}
_NOTES: dict[str, dict[str, list[str]]] = {
    "postgresql": _KEPT,
    "oracle": {lang: [*lines, "Not tried on a server." if lang == "en" else "実サーバーでは未確認です。"] for lang, lines in _KEPT.items()},
    "mssql": {
        "en": ["An extended property of its own, named daicho: MS_Description is not touched. Not tried on a server."],
        "ja": ["拡張プロパティ daicho に書きます。MS_Description には触れません。実サーバーでは未確認です。"],
    },
    "mysql": {
        "en": [
            "The comment of a column can only be set together with its whole definition (MODIFY), and a definition",
            "that is not quite the same changes data. So columns stand in lines to read, and the statements set the",
            "comment of the table: what is there stays, [daicho: ...] is added or replaced, the server refuses to copy.",
        ],
        "ja": [
            "列のコメントは列定義全体 (MODIFY) と一緒にしか変えられず、定義が少しでも違うとデータが変わります。",
            "そのため列ごとの結果は読むための行とし、文は表のコメントだけを変えます。既存のコメントは残り、",
            "[daicho: ...] の部分だけを追加または置き換えます。表の複製が必要な場合はサーバーが拒否します。",
        ],
    },
    "sqlite": {"en": ["SQLite keeps no comments: lines to read."], "ja": ["SQLite にはコメントがありません。読むための行です。"]},
    "": {
        "en": [
            "The comments that are there are not known, and these statements would replace them: they stand commented",
            "out. Look at the present comments first, and put them in front of [daicho: ...].",
        ],
        "ja": [
            "既存のコメントが分からず、実行すると置き換わるため、コメントアウトしてあります。",
            "先に既存のコメントを確認し、[daicho: ...] の前に書き足してください。",
        ],
    },
}  # fmt: skip


def _postgres(members: Sequence[Table]) -> str:
    q = quoting.postgres
    rows = ",\n".join(
        f"    ({q(table.path[-2])}, {q(table.path[-1])}, {q(column.name)}, {q(column.tag)})"
        for table in members
        for column in table.columns
    )
    number = 0
    while (quote := f"$daicho{number or ''}$") in rows:
        number += 1
    return _POSTGRES.replace("{quote}", quote).replace("{rows}", rows)


def _mssql(members: Sequence[Table]) -> str:
    q = quoting.mssql
    out = ["SET NOCOUNT ON;", "SET LOCK_TIMEOUT 5000;"]
    out += ["DECLARE @s sysname, @t sysname, @c sysname, @tag nvarchar(3750), @id int;"]
    for table in members:
        kind = "VIEW" if "view" in table.kind else "TABLE"
        for column in whole_columns(table.columns):
            names = {"schema": q(table.path[-2]), "table": q(table.path[-1]), "column": q(column.name)}
            out.append(_MSSQL_COLUMN.format(kind=kind, tag=q(column.tag), **names))
    return "\n".join(out)


def _oracle(members: Sequence[Table]) -> str:
    q = quoting.oracle
    rows = [
        f"  tag({q(table.path[-2])}, {q(table.path[-1])}, {q(column.name)}, {q(column.tag)});"
        for table in members
        for column in whole_columns(table.columns)
        if '"' not in "".join((*table.path, column.name))  # no name of Oracle's holds one
    ]
    return _ORACLE.replace("{rows}", "\n".join(rows) or "  NULL;")


def _mysql(members: Sequence[Table]) -> str:
    q = quoting.mysql
    out = ["SET NAMES utf8mb4;", "SET SESSION sql_mode = '';", "SET SESSION lock_wait_timeout = 5;"]
    for table in members:
        out += ["", *_lines(table, "`")]
        schema, name = q(table.path[-2]), q(table.path[-1])
        out.append(_MYSQL_TABLE.format(schema=schema, table=name, tag=q(_whole(table))).rstrip())
    return "\n".join(out) + "\n"


def _whole(table: Table) -> str:
    """The tag of a table: what is in any of its columns."""
    entities = dict.fromkeys(entity for column in table.columns for entity in column.entities)
    levels = ("low", "medium", "high", "critical")
    gravest = max((column.level for column in table.columns), key=levels.index)
    return f"[daicho: {', '.join((*entities, gravest))}]"


def _lines(table: Table, quote: str = '"') -> Iterator[str]:
    yield f"-- {shown('.'.join(quoting.identifier(name, quote) for name in table.path))}"
    for column in table.columns:
        yield f"--   {shown(quoting.identifier(column.name, quote))}  {column.tag}"


def _sqlite(members: Sequence[Table]) -> str:
    return "\n".join(line for one in members for line in _lines(replace(one, path=one.path[-1:]))) + "\n"


def _other(members: Sequence[Table]) -> str:
    out = []
    for table in members:
        quote = "`" if table.scheme in ("bigquery", "databricks") else '"'
        names = table.path[-2:] if table.scheme == "duckdb" else table.path  # its database is the file
        name = ".".join(quoting.identifier(part, quote) for part in names)
        for column in whole_columns(table.columns):
            place = quoting.identifier(column.name, quote)
            if table.scheme == "bigquery":
                text = f"ALTER TABLE {name} ALTER COLUMN {place} SET OPTIONS (description = '{column.tag}');"
            else:
                text = f"COMMENT ON COLUMN {name}.{place} IS '{column.tag}';"
            out.append(f"-- {shown(text)}")
    return "\n".join(out) + "\n"


# URI scheme → (how many names of the path tell databases apart, from the end where negative; what to write)
_ENGINES: dict[str, tuple[int, Callable[[Sequence[Table]], str]]] = {
    "postgresql": (1, _postgres),
    "mysql": (0, _mysql),
    "mariadb": (0, _mysql),
    "mssql": (1, _mssql),
    "oracle": (1, _oracle),
    "sqlite": (-1, _sqlite),
    "duckdb": (-2, _other),
    "snowflake": (1, _other),
    "bigquery": (1, _other),
    "redshift": (1, _other),
    "databricks": (1, _other),
}
_NOTES["mariadb"] = _NOTES["mysql"]
