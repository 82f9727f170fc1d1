"""Foreign and primary keys, as each engine tells them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from scanner.budget import Budget
from scanner.model import Catalogue, Described
from scanner.settings import Sql
from scanner.sources import open_source
from scanner.sources.database.address import Address
from scanner.sources.database.dialect import Access, Relation
from tests.sources.databases import Server
from tests.sources.test_dialects import OverSqlite

TABLES = """
CREATE TABLE customers (id bigint, branch int, name varchar(20), PRIMARY KEY (id));
CREATE TABLE branches (area int, no int, PRIMARY KEY (area, no));
CREATE TABLE contracts (no int, payer bigint REFERENCES customers (id), area int, branch int, up int, PRIMARY KEY (no),
    FOREIGN KEY (area, branch) REFERENCES branches (area, no), FOREIGN KEY (up) REFERENCES contracts (no));
INSERT INTO customers VALUES (1, 1, '山田太郎'), (2, 1, '佐藤花子'), (3, 2, '佐藤花子');
INSERT INTO branches VALUES (1, 1);
INSERT INTO contracts VALUES (10, 1, 1, 1, NULL);
INSERT INTO contracts VALUES (11, 1, NULL, NULL, 10), (12, 2, NULL, NULL, NULL);
"""


def catalogue(target: str, table: str) -> dict[str, Described]:
    source = open_source(target)
    item = next(item for item in source.list() if item.uri.endswith(f"/{table}"))
    found = [segment for segment in source.read(item, Budget()) if isinstance(segment, Catalogue)]
    assert len(found) == 1
    return {column.field: column for column in found[0].columns}


@pytest.fixture(scope="module", params=["postgresql", "mariadb", "sqlite", "duckdb"])
def target(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    kind = request.param
    if kind in ("sqlite", "duckdb"):
        path = tmp_path_factory.mktemp("links") / "base"
        if kind == "sqlite":
            with sqlite3.connect(path) as base:
                base.executescript(TABLES)
            base.close()
        else:
            import duckdb

            with duckdb.connect(str(path)) as file:
                file.execute(TABLES)
        yield f"{kind}://{path}"
        return
    server: Server = request.getfixturevalue(kind)
    server.run("postgres" if kind == "postgresql" else "mysql", "CREATE DATABASE links")
    server.run("links", TABLES.replace("payer bigint REFERENCES", "payer bigint, FOREIGN KEY (payer) REFERENCES"))
    yield server.target("links")


def test_keys_are_told(target: str) -> None:
    columns = catalogue(target, "contracts")
    there = {name: (column.to_uri.rpartition("/")[2], column.to_field) for name, column in columns.items()}
    assert there == {
        "no": ("", ""),
        "payer": ("customers", "id"),
        "area": ("branches", "area"),
        "branch": ("branches", "no"),
        "up": ("contracts", "no"),
    }
    assert {name: column.key for name, column in catalogue(target, "branches").items()} == {"area": 1, "no": 2}


def test_what_a_type_lists_is_not_told(mariadb: Server) -> None:
    mariadb.run("mysql", "CREATE DATABASE enums")
    mariadb.run("enums", "CREATE TABLE t (a enum('山田太郎','佐藤花子'), b varchar(20), c set('090-1234-5678'))")
    kinds = [column.kind for column in catalogue(mariadb.target("enums"), "t").values()]
    assert kinds == ["enum", "varchar(20)", "set"]


def test_keys_are_told_by_what_sqlalchemy_knows(tmp_path: Path) -> None:
    """The way of SQL Server, Oracle and warehouses, over a dialect that runs here."""
    with sqlite3.connect(tmp_path / "x.db") as base:
        base.executescript(TABLES)
    base.close()
    session = OverSqlite(Access(Address("sqlite", database=str(tmp_path / "x.db")), Sql()))
    assert session.links(Relation("main", "contracts")) == [
        ("area", "main", "branches", "area"),
        ("branch", "main", "branches", "no"),
        ("payer", "main", "customers", "id"),
        ("up", "main", "contracts", "no"),
    ]
    assert session.links(Relation("main", "nowhere")) == []
    session.close()


def test_the_uri_of_a_key_is_that_of_the_item(target: str) -> None:
    uris = {item.uri for item in open_source(target).list()}
    assert {column.to_uri for column in catalogue(target, "contracts").values()} - {""} <= uris
