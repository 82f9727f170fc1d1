"""PostgreSQL: what is listed, what is read, and that nothing is written or held."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from scanner.budget import Budget
from scanner.model import Column, Extent, Item, Problem, Reason, Segment
from scanner.settings import Sql
from scanner.sources import SourceOptions, open_source
from scanner.sources.database.source import SqlSource
from tests.sources.databases import Server

SCHEMA = """
CREATE SCHEMA 営業;
CREATE TABLE 営業.顧客 (id bigint PRIMARY KEY, 氏名 text, 電話 varchar(20));
INSERT INTO 営業.顧客 SELECT i, '山田太郎', '090-0000-' || lpad(i::text, 4, '0') FROM generate_series(1, 500) i;
CREATE TABLE "名前 に/%空白" (a int);
INSERT INTO "名前 に/%空白" VALUES (7);
CREATE TABLE empty (a int);
CREATE TABLE no_columns ();
CREATE VIEW all_of_them AS SELECT * FROM 営業.顧客;
CREATE MATERIALIZED VIEW kept AS SELECT 氏名 FROM 営業.顧客 LIMIT 10;
CREATE TABLE sales (day date, who text) PARTITION BY RANGE (day);
CREATE TABLE sales_2024 PARTITION OF sales FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
CREATE TABLE sales_2025 PARTITION OF sales FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');
INSERT INTO sales VALUES ('2024-05-01', 'A'), ('2025-05-01', 'B'), ('2025-06-01', 'C');
"""


@dataclass
class Read:
    columns: dict[str, list[Any]]
    problems: list[Problem]
    extent: Extent | None


def gathered(segments: Iterator[Segment]) -> Read:
    found = Read({}, [], None)
    for segment in segments:
        if isinstance(segment, Column):
            found.columns.setdefault(segment.field, []).extend(segment.values.to_pylist())
        elif isinstance(segment, Problem):
            found.problems.append(segment)
        elif isinstance(segment, Extent):
            found.extent = segment
    return found


@pytest.fixture(scope="module")
def database(postgresql: Server) -> str:
    postgresql.run("postgres", "CREATE DATABASE listing")
    postgresql.run("listing", SCHEMA)
    return postgresql.target("listing")


def source(target: str, user: str = "", **settings: Any) -> SqlSource:
    options = {name: settings.pop(name) for name in ("include", "exclude", "full") if name in settings}
    found = open_source(target, SourceOptions(sql=Sql(**settings), targets=(target,), **options))
    assert isinstance(found, SqlSource)
    return found


def items(target: str, **settings: Any) -> dict[str, Item]:
    return {item.relative: item for item in source(target, **settings).list()}


def read(target: str, name: str, **settings: Any) -> Read:
    return gathered(source(target, **settings).read(items(target)[name], Budget()))


def test_everything_that_has_rows_is_listed_once(database: str, postgresql: Server) -> None:
    found = items(database)
    assert {name: item.kind for name, item in found.items()} == {
        "public.all_of_them": "view",
        "public.empty": "table",
        "public.kept": "materialized_view",
        "public.no_columns": "table",
        "public.sales": "partitioned_table",
        "public.名前 に/%空白": "table",
        "営業.顧客": "table",
    }
    assert found["営業.顧客"].uri == (
        f"postgresql://127.0.0.1:{postgresql.port}/listing/%E5%96%B6%E6%A5%AD/%E9%A1%A7%E5%AE%A2"
    )
    assert "sales_2024, sales_2025" in found["public.sales"].exposure_detail
    left_out = {name for name, item in found.items() if item.problem and item.problem.reason is Reason.EXCLUDED}
    assert left_out == {"public.all_of_them"}
    assert items(database, views=True)["public.all_of_them"].problem is None


@pytest.mark.parametrize(
    ("name", "rows", "columns"),
    [
        ("営業.顧客", 500, ["id", "氏名", "電話"]),
        ("public.名前 に/%空白", 1, ["a"]),
        ("public.empty", 0, []),
        ("public.no_columns", 0, []),
        ("public.kept", 10, ["氏名"]),
        ("public.sales", 3, ["day", "who"]),  # each partition once
    ],
)
def test_small_tables_are_read_whole(database: str, name: str, rows: int, columns: list[str]) -> None:
    found = read(database, name)
    assert list(found.columns) == columns
    assert all(len(values) == rows for values in found.columns.values())
    assert not found.problems
    if columns:
        assert found.extent is not None
        assert (found.extent.total, found.extent.method, found.extent.excluded) == (rows, "whole", 0)


def test_globs_mean_the_name_the_table_or_the_schema(database: str) -> None:
    def read_names(**options: Any) -> set[str]:
        return {name for name, item in items(database, **options).items() if item.problem is None}

    assert read_names(include=("営業",)) == {"営業.顧客"}
    assert read_names(include=("public.s*",)) == {"public.sales"}
    assert "public.empty" not in read_names(exclude=("empty",))


# --- large tables ---


@pytest.fixture(scope="module")
def large(postgresql: Server) -> str:
    postgresql.run("postgres", "CREATE DATABASE large")
    postgresql.run(
        "large",
        "CREATE TABLE t AS SELECT i AS id, md5(i::text) AS v, repeat('x', 200) AS w FROM generate_series(1, 200000) i;\n"
        "CREATE TABLE fresh (id int, v text) WITH (autovacuum_enabled = off);\n"
        "INSERT INTO fresh SELECT i, repeat('x', 300) FROM generate_series(1, 100000) i;\n"
        "CREATE TABLE parts (id int, v text) PARTITION BY HASH (id);\n"
        "CREATE TABLE parts_0 PARTITION OF parts FOR VALUES WITH (MODULUS 2, REMAINDER 0);\n"
        "CREATE TABLE parts_1 PARTITION OF parts FOR VALUES WITH (MODULUS 2, REMAINDER 1);\n"
        "INSERT INTO parts SELECT i, repeat('x', 300) FROM generate_series(1, 100000) i;\n"
        "CREATE TABLE unknown (id int, v text) PARTITION BY HASH (id);\n"
        "CREATE TABLE unknown_0 PARTITION OF unknown FOR VALUES WITH (MODULUS 2, REMAINDER 0);\n"
        "CREATE TABLE unknown_1 PARTITION OF unknown FOR VALUES WITH (MODULUS 2, REMAINDER 1);\n"
        "INSERT INTO unknown SELECT * FROM parts;\n"
        "CREATE TABLE wide (id int, doc bytea);\n"
        "ALTER TABLE wide ALTER doc SET STORAGE EXTERNAL;\n"
        "INSERT INTO wide SELECT i, decode(repeat('00ff', 5000), 'hex') FROM generate_series(1, 3000) i;\n"
        "ANALYZE t;\nANALYZE parts;\nANALYZE wide",
    )
    return postgresql.target("large")


@pytest.mark.parametrize(
    ("name", "total"), [("t", 200_000), ("fresh", 100_000), ("parts", 100_000), ("unknown", 100_000)]
)
def test_large_tables_are_read_by_blocks_drawn_by_chance(large: str, name: str, total: int) -> None:
    found, again = (read(large, f"public.{name}", rows=5000) for _ in range(2))
    rows = found.columns["id"]
    assert rows == again.columns["id"]  # or no two scans would say the same
    assert set(found.columns) == ({"id", "v", "w"} if name == "t" else {"id", "v"})  # of the table and no others
    assert 3000 < len(rows) < 8000
    assert len(set(rows)) == len(rows)
    assert 0.4 * total < sum(map(int, rows)) / len(rows) < 0.6 * total
    assert found.extent is not None and found.extent.method == "blocks"
    assert 0.7 * total < found.extent.total < 1.4 * total
    assert 0 < found.extent.spread < found.extent.excluded < 0.01


def test_wide_rows_are_fewer(large: str) -> None:
    found = read(large, "public.wide", bytes=3 << 20)
    assert found.extent is not None and found.extent.method == "rows"
    assert 50 < len(found.columns["id"]) < 700


def test_long_values_are_cut_and_counted(large: str) -> None:
    found = read(large, "public.wide", value_bytes=100)
    assert [(one.reason, one.part, one.detail.split()[0]) for one in found.problems] == [
        (Reason.UNSUPPORTED, "doc", "3000"),  # the first bytes are no document
    ]
    found = read(large, "public.t", rows=10, value_bytes=5)
    assert {(one.reason, one.part) for one in found.problems} == {(Reason.TOO_LARGE, "v"), (Reason.TOO_LARGE, "w")}
    assert {len(value) for value in found.columns["w"]} == {6}


def test_all_rows_are_read_where_that_is_asked_for(large: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scanner.sources.database.postgres._AT_ONCE", 1000)  # blocks of one statement
    found = read(large, "public.t", full=True)
    assert sorted(map(int, found.columns["id"])) == list(range(1, 200_001))
    assert found.extent is not None and (found.extent.total, found.extent.excluded) == (200_000, 0)
    assert len(read(large, "public.parts", full=True).columns["id"]) == 100_000


# --- who may see what ---

RIGHTS = """
CREATE TABLE secret (a int);
CREATE TABLE columns (a int, b int, c int);
INSERT INTO columns VALUES (1, 2, 3);
GRANT SELECT (a, c) ON columns TO reader;
CREATE TABLE rows (owner text, v int);
INSERT INTO rows VALUES ('reader', 1), ('somebody', 2);
ALTER TABLE rows ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON rows USING (owner = current_user);
GRANT SELECT ON rows TO reader;
CREATE SCHEMA closed;
CREATE TABLE closed.t (a int);
GRANT SELECT ON closed.t TO reader
"""


def test_what_an_account_may_not_see_is_told(postgresql: Server) -> None:
    postgresql.run("postgres", "CREATE DATABASE rights")
    postgresql.run("rights", RIGHTS)
    target = postgresql.target("rights", "reader")
    listed = {name: item.problem and item.problem.reason for name, item in items(target).items()}
    assert listed == {
        "closed.t": Reason.PERMISSION_DENIED,
        "public.columns": None,
        "public.rows": None,
        "public.secret": Reason.PERMISSION_DENIED,
    }
    found = read(target, "public.columns")
    assert found.columns == {"a": [1], "c": [3]}
    assert [(one.reason, one.part) for one in found.problems] == [(Reason.PERMISSION_DENIED, "b")]
    found = read(target, "public.rows")
    assert found.columns == {"owner": ["reader"], "v": [1]}
    assert [(one.reason, "row-level" in one.detail) for one in found.problems] == [(Reason.PERMISSION_DENIED, True)]


# --- what lies elsewhere ---

FOREIGN = """
CREATE EXTENSION postgres_fdw;
CREATE SERVER elsewhere FOREIGN DATA WRAPPER postgres_fdw OPTIONS (host '127.0.0.1', port '1');
CREATE USER MAPPING FOR PUBLIC SERVER elsewhere;
CREATE FOREIGN TABLE remote (a int) SERVER elsewhere;
CREATE TABLE mixed (a int) PARTITION BY LIST (a);
CREATE TABLE mixed_here PARTITION OF mixed FOR VALUES IN (1);
CREATE FOREIGN TABLE mixed_there PARTITION OF mixed FOR VALUES IN (2) SERVER elsewhere;
INSERT INTO mixed VALUES (1);
CREATE TABLE parent (a int);
CREATE TABLE child (b int) INHERITS (parent);
INSERT INTO parent VALUES (1);
INSERT INTO child VALUES (2, 3)
"""


def test_foreign_tables_are_named_and_not_followed(postgresql: Server) -> None:
    postgresql.run("postgres", "CREATE DATABASE elsewhere")
    postgresql.run("elsewhere", FOREIGN)
    target = postgresql.target("elsewhere")
    remote = items(target)["public.remote"]
    assert remote.kind == "foreign_table"
    assert remote.problem is not None and remote.problem.reason is Reason.FOREIGN
    found = read(target, "public.mixed")
    assert found.columns == {"a": [1]}
    assert [(one.reason, one.detail) for one in found.problems] == [(Reason.FOREIGN, "partitions mixed_there")]
    assert read(target, "public.parent").columns == {"a": [1]}  # of what inherits each has its own
    assert read(target, "public.child").columns == {"a": [2], "b": [3]}


# --- character sets and types ---


@pytest.mark.parametrize("encoding", ["EUC_JP", "SQL_ASCII"])
def test_databases_of_other_character_sets(postgresql: Server, encoding: str) -> None:
    name = encoding.lower()
    postgresql.run(
        "postgres", f"CREATE DATABASE {name} ENCODING '{encoding}' TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'"
    )
    made = "山田太郎".encode("euc_jp").hex()
    with postgresql.connect(name) as base:
        base.execute("CREATE TABLE t (v text)")
        base.execute(
            f"INSERT INTO t SELECT convert_from(decode('{made}', 'hex'), '{encoding}') FROM generate_series(1, 9)"
        )
    assert read(postgresql.target(name), "public.t").columns["v"] == ["山田太郎"] * 9


TYPES = """
CREATE TYPE mood AS ENUM ('喜', '怒');
CREATE TYPE pair AS (a int, b text);
CREATE DOMAIN tel AS varchar(20);
CREATE TABLE types (
    n numeric(20, 3), big bigint, f float8, b bool, d date, ts timestamptz, u uuid, e mood, p pair, dom tel,
    arr text[], nums int[], ip inet, x xml, j json, r int4range, c char(5), g money, nothing text
);
INSERT INTO types VALUES (123456789012.500, 123456789018, 1.5, true, '2024-01-02', '2024-01-02 03:04:05+00',
    '00000000-0000-4000-8000-000000000001', '喜', ROW(1, '山田'), '03-1234-5678', ARRAY['a', 'b'], ARRAY[1, 2],
    '192.0.2.1', '<a><b>x</b></a>', '{"k": "v"}', '[1,5)', 'ab', 12, NULL)
"""


def test_every_type_comes_as_a_person_would_read_it(postgresql: Server, database: str) -> None:
    postgresql.run("listing", "DROP TABLE IF EXISTS types;\n" + TYPES)
    found = {name: str(values[0]) for name, values in read(database, "public.types").columns.items()}
    found["ts"] = found["ts"][:10]
    assert found | {"g": "", "c": found["c"].strip()} == {
        "n": "123456789012.500", "big": "123456789018", "f": "1.5", "b": "True", "d": "2024-01-02", "ts": "2024-01-02",
        "u": "00000000-0000-4000-8000-000000000001", "e": "喜", "p": "(1,山田)", "dom": "03-1234-5678", "arr": "a\nb",
        "nums": "1\n2", "ip": "192.0.2.1/32", "x.b": "x", "j.k": "v", "r": "[1,5)", "c": "ab", "g": "", "nothing": "None",
    }  # fmt: skip
    postgresql.run("listing", "DROP TABLE types;\nDROP TYPE mood, pair;\nDROP DOMAIN tel")


# --- what has changed ---


@pytest.mark.parametrize(
    "change",
    [
        "INSERT INTO v VALUES (9)",
        "UPDATE v SET a = 8 WHERE a = 1",
        "DELETE FROM v WHERE a = 1",
        "TRUNCATE v",
        "ALTER TABLE v ADD COLUMN b int",
        "ALTER TABLE v RENAME COLUMN a TO z",
    ],
)
def test_a_table_is_read_again_when_it_has_changed_and_not_before(postgresql: Server, change: str) -> None:
    postgresql.run("postgres", "DROP DATABASE IF EXISTS versions")
    postgresql.run("postgres", "CREATE DATABASE versions")
    postgresql.run("versions", "CREATE TABLE v (a int);\nINSERT INTO v VALUES (1), (2);\nCREATE TABLE other (a int)")

    def version(name: str) -> str:
        postgresql.run("versions", "SELECT pg_stat_force_next_flush()")
        return items(postgresql.target("versions"))[f"public.{name}"].version

    first, other = version("v"), version("other")
    assert first and version("v") == first
    postgresql.run("versions", f"{change};\nSELECT pg_stat_force_next_flush()")
    assert version("v") != first
    assert version("other") == other
