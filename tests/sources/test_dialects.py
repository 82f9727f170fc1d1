"""Engines for which no server runs here: the common path over a dialect that does, their statements, their errors.

Nothing here shows that SQL Server, Oracle or a warehouse answers as expected; docs/databases.md says so.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import oracledb
import pymssql
import pytest
from sqlalchemy import create_engine
from sqlalchemy.dialects import mssql as mssql_dialect
from sqlalchemy.dialects import oracle as oracle_dialect
from sqlalchemy.engine import URL

from scanner.model import Reason
from scanner.problems import ConfigError
from scanner.settings import Sql
from scanner.sources import SourceOptions, open_source
from scanner.sources.database.address import Address
from scanner.sources.database.dialect import Access, Draw, Field, Relation, Wanted
from scanner.sources.database.generic import Alchemy, Bigquery, Databricks, Redshift, Snowflake
from scanner.sources.database.mssql import Mssql
from scanner.sources.database.oracle import Oracle
from scanner.sources.database.trouble import Broken

WANTED = Wanted(1_000, 1 << 30, 1 << 20)
LARGE = Relation("hr", 'odd "name"', rows=1_000_000, blocks=20_000, bytes=160 << 20)
FIELDS = [Field("id", "int"), Field("氏名", "text"), Field("data", "blob")]


class OverSqlite(Alchemy):
    """The common path, with real rows."""

    driver = "sqlite"
    WHERE = " WHERE abs(random() % 1000000) < {share} * 1000000"
    rows_alone = True

    def url(self) -> URL:
        return URL.create("sqlite", database=self.access.address.database)

    def cut(self, column: str, kind: str, most: int) -> str:
        return f"substr({column}, 1, {most})"


@pytest.fixture
def session(tmp_path: Path) -> OverSqlite:
    path = tmp_path / "x.db"
    base = sqlite3.connect(path)
    base.execute("CREATE TABLE 顧客 (id INTEGER PRIMARY KEY, 氏名 TEXT, n NUMERIC, data BLOB)")
    base.executemany("INSERT INTO 顧客 VALUES (?, ?, ?, ?)", [(n, "山田" * 50, 1.5, b"\xff\x00") for n in range(9000)])
    base.execute("CREATE VIEW v AS SELECT id FROM 顧客")
    base.commit()
    base.close()
    return OverSqlite(Access(Address("sqlite", database=str(path)), Sql()))


def test_the_common_path_lists_and_reads(session: OverSqlite) -> None:
    session.begin()
    found = {one.name: one for one in session.relations()}
    assert {name: one.kind for name, one in found.items()} == {"顧客": "table", "v": "view"}
    fields = session.fields(found["顧客"])
    assert [(field.name, field.key) for field in fields] == [("id", 1), ("氏名", 0), ("n", 0), ("data", 0)]
    draw = session.draw(found["顧客"], fields, Wanted(0, 0, 5))
    batches = list(session.stream(*draw.statements[0]))
    assert draw.method == "whole" and len(batches) == 2 and sum(batch.num_rows for batch in batches) == 9000
    assert batches[0].slice(0, 1).to_pylist() == [{"id": "0", "氏名": "山田山田山", "n": "1.5", "data": b"\xff\x00"}]
    some = session.draw(Relation("main", "顧客", rows=9000), fields, Wanted(900, 0, 5))
    assert some.method == "rows"
    assert 500 < sum(batch.num_rows for batch in session.stream(*some.statements[0])) < 1500
    first = session.draw(found["v"], session.fields(found["v"]), Wanted(10, 0, 5))
    assert first.method == "first_rows" and first.limit == 10
    session.end()
    session.close()
    assert not session.alive


def bare(kind: type[Alchemy], dialect: Any) -> Any:
    """A session that has not connected, over the dialect of its real driver."""
    found = kind.__new__(kind)
    found.access = Access(Address(kind.driver, "host", 0, "me", "db"), Sql())
    found.quoted = dialect.identifier_preparer.quote_identifier
    found._types = {field.name: field.kind for field in FIELDS}
    found._known = {}
    return found


@pytest.mark.parametrize(
    ("kind", "dialect", "statement", "method"),
    [
        (
            Mssql,
            mssql_dialect.pymssql.dialect(),
            "SELECT [id], LEFT(CAST([氏名] AS nvarchar(max)), 1048577) AS [氏名], "
            'LEFT(CAST([data] AS nvarchar(max)), 1048577) AS [data] FROM [hr].[odd "name"]'
            " TABLESAMPLE SYSTEM (0.100000 PERCENT) REPEATABLE (20030530)",
            "blocks",
        ),
        (
            Oracle,
            oracle_dialect.oracledb.dialect(),
            'SELECT "id", "氏名" AS "氏名", CASE WHEN DBMS_LOB.GETLENGTH("data") <= 1048576 THEN "data"'
            ' ELSE TO_BLOB(DBMS_LOB.SUBSTR("data", 2000, 1)) END AS "data" FROM "hr"."odd ""name"""'
            " SAMPLE BLOCK (0.100000) SEED (20030530)",
            "blocks",
        ),
    ],
)
def test_a_large_table_is_drawn_from_by_blocks(kind: type[Alchemy], dialect: Any, statement: str, method: str) -> None:
    draw: Draw = bare(kind, dialect).draw(LARGE, FIELDS, WANTED)
    assert draw.statements == [(statement, ())]
    assert (draw.method, draw.units, draw.share) == (method, 18, 0.001)


@pytest.mark.parametrize(
    ("kind", "end", "method"),
    [
        (Snowflake, " SAMPLE SYSTEM (0.100000) SEED (20030530)", "blocks"),
        (Bigquery, " TABLESAMPLE SYSTEM (0.100000 PERCENT)", "blocks"),
        (Redshift, " WHERE random() < 0.001000000", "rows"),
        (Databricks, " TABLESAMPLE (0.100000 PERCENT) REPEATABLE (20030530)", "rows"),
    ],
)
def test_warehouses_draw_in_their_own_words(kind: type[Alchemy], end: str, method: str) -> None:
    plain = create_engine("sqlite://").dialect
    draw: Draw = bare(kind, plain).draw(LARGE, FIELDS, WANTED)
    assert draw.statements[0][0].endswith('"odd ""name"""' + end)
    assert draw.method == method


@pytest.mark.parametrize(
    ("kind", "dialect", "words"),
    [
        (Mssql, mssql_dialect.pymssql.dialect(), "SELECT TOP (1000) [id]"),
        (Oracle, oracle_dialect.oracledb.dialect(), "FETCH FIRST 1000 ROWS ONLY"),
    ],
)
def test_a_view_is_read_from_its_beginning_without_an_order(kind: type[Alchemy], dialect: Any, words: str) -> None:
    draw: Draw = bare(kind, dialect).draw(Relation("hr", "v", "view"), FIELDS, WANTED)
    assert words in draw.statements[0][0] and "ORDER" not in draw.statements[0][0]
    assert (draw.method, draw.limit) == ("first_rows", 1000)


class _Error:
    def __init__(self, code: int, full: str) -> None:
        self.code, self.full_code = code, full


@pytest.mark.parametrize(
    ("kind", "error", "reason", "broken"),
    [
        (Mssql, pymssql.OperationalError(1222, b"Lock request for customer 'secret'"), Reason.TIMEOUT, False),
        (Mssql, pymssql.OperationalError((18456, b"Login failed for user 'secret'")), Reason.PERMISSION_DENIED, False),
        (Mssql, pymssql.OperationalError(20003, b"timed out"), Reason.TIMEOUT, False),
        (Mssql, pymssql.OperationalError(20047, b"DBPROCESS is dead"), Reason.IO_ERROR, True),
        (Mssql, pymssql.ProgrammingError(229, b"denied on 'secret'"), Reason.PERMISSION_DENIED, False),
        (Oracle, oracledb.DatabaseError(_Error(942, "ORA-00942")), Reason.VANISHED, False),
        (Oracle, oracledb.DatabaseError(_Error(1555, "ORA-01555")), Reason.CHANGED, False),
        (Oracle, oracledb.DatabaseError(_Error(3113, "ORA-03113")), Reason.IO_ERROR, True),
        (Oracle, oracledb.DatabaseError(_Error(0, "DPY-4024")), Reason.TIMEOUT, True),
    ],
)
def test_errors_are_told_by_their_number_alone(
    kind: type[Alchemy], error: BaseException, reason: Reason, broken: bool
) -> None:
    found = bare(kind, create_engine("sqlite://").dialect).code(error)
    assert found is not None and found.reason is reason
    assert isinstance(found, Broken) is broken
    assert "secret" not in str(found) + found.detail


@pytest.mark.parametrize("scheme", ["mssql", "sqlserver", "oracle"])
def test_the_real_drivers_say_where_nobody_answers(scheme: str) -> None:
    with pytest.raises(ConfigError, match="cannot be reached"):
        open_source(f"{scheme}://me@127.0.0.1:1/db", SourceOptions())


@pytest.mark.parametrize("scheme", ["snowflake", "bigquery", "redshift", "databricks"])
def test_what_is_not_installed_is_told_with_the_extra(scheme: str) -> None:
    pytest.importorskip("sqlalchemy")
    with pytest.raises(ConfigError, match=rf"daicho\[{scheme}\]"):
        open_source(f"{scheme}://me@account/db")
