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
