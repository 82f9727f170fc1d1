"""MariaDB, which stands for MySQL too: what is listed, what is read, and that only reading is asked for."""

from __future__ import annotations

import pytest

from scanner.model import Reason
from tests.sources.databases import Server
from tests.sources.test_postgres import items, read, source

SCHEMA = """
CREATE TABLE 顧客 (id bigint unsigned PRIMARY KEY, 氏名 varchar(40), 電話 varchar(20), 種別 enum('個人', '法人'))
    COMMENT '顧客の台帳';
INSERT INTO 顧客 SELECT seq, '山田太郎', CONCAT('090-0000-', LPAD(seq, 4, '0')), '個人' FROM seq_1_to_500;
CREATE TABLE `名前 に/%空``白` (a bit(3), b json, c decimal(20, 2), d point, e datetime, f varbinary(10));
INSERT INTO `名前 に/%空``白` VALUES (5, '{"a": 1}', 123456789012.50, POINT(1, 2), '2024-01-02 03:04:05', 'abc');
CREATE TABLE empty (a int);
CREATE VIEW all_of_them AS SELECT * FROM 顧客;
CREATE TABLE sales (day date, who text) PARTITION BY RANGE COLUMNS (day)
    (PARTITION p1 VALUES LESS THAN ('2025-01-01'), PARTITION p2 VALUES LESS THAN ('2026-01-01'));
INSERT INTO sales VALUES ('2024-05-01', 'A'), ('2025-05-01', 'B'), ('2025-06-01', 'C');
"""


@pytest.fixture(scope="module")
def database(mariadb: Server) -> str:
    mariadb.run("mysql", "CREATE DATABASE listing")
    mariadb.run("listing", SCHEMA)
    return mariadb.target("listing")


def test_everything_that_has_rows_is_listed_once(database: str, mariadb: Server) -> None:
    found = items(database)
    assert {name: item.kind for name, item in found.items()} == {
        "listing.all_of_them": "view",
        "listing.empty": "table",
        "listing.sales": "table",
        "listing.名前 に/%空`白": "table",
        "listing.顧客": "table",
    }
    assert found["listing.顧客"].uri == f"mysql://127.0.0.1:{mariadb.port}/listing/%E9%A1%A7%E5%AE%A2"
    assert found["listing.sales"].exposure_detail == "partitioned"
    assert found["listing.all_of_them"].problem is not None
    assert found["listing.all_of_them"].problem.reason is Reason.EXCLUDED


@pytest.mark.parametrize(("name", "rows"), [("顧客", 500), ("empty", 0), ("sales", 3)])
def test_small_tables_are_read_whole(database: str, name: str, rows: int) -> None:
    found = read(database, f"listing.{name}")
    assert all(len(values) == rows for values in found.columns.values())
    assert found.extent is not None
    assert (found.extent.total, found.extent.method, found.problems) == (rows, "whole", [])


def test_values_are_text_as_a_person_would_read_them(database: str) -> None:
    found = read(database, "listing.名前 に/%空`白")
    assert found.columns == {
        "a": ["5"],
        "b.a": ["1"],
        "c": ["123456789012.50"],
        "d": ["POINT(1 2)"],
        "e": ["2024-01-02 03:04:05"],
        "f": ["abc"],
    }


def test_a_server_is_listed_where_no_database_is_named(mariadb: Server, database: str) -> None:
    found = items(f"mysql://owner@127.0.0.1:{mariadb.port}/")
    assert found["listing.顧客"].uri == f"mysql://127.0.0.1:{mariadb.port}/listing/%E9%A1%A7%E5%AE%A2"
    assert not [name for name in found if name.startswith(("mysql.", "sys.", "information_schema."))]
    assert len(read(f"mariadb://owner@127.0.0.1:{mariadb.port}", "listing.顧客").columns["電話"]) == 500


KEYS = {
    "numbers": ("bigint", "seq * 10"),
    "negative": ("int", "CAST(seq AS SIGNED) - 30000"),
    "uuids": ("char(36)", "INSERT(INSERT(INSERT(INSERT(MD5(seq), 9, 0, '-'), 14, 0, '-'), 19, 0, '-'), 24, 0, '-')"),
    "bytes": ("binary(16)", "UNHEX(MD5(seq))"),
    "codes": ("varchar(20)", "CONCAT('C', LPAD(seq, 8, '0'))"),
    "days": ("date", "DATE_ADD('1900-01-01', INTERVAL seq DAY)"),
}


@pytest.mark.parametrize("name", KEYS)
def test_a_large_table_is_read_in_ranges_of_its_key(mariadb: Server, database: str, name: str) -> None:
    kind, value = KEYS[name]
    mariadb.run(
        "listing",
        f"CREATE TABLE IF NOT EXISTS k_{name} (k {kind} PRIMARY KEY, v int) AS SELECT {value} AS k, seq AS v"
        " FROM seq_1_to_60000;\n"
        f"ANALYZE TABLE k_{name}",
    )
    found = read(database, f"listing.k_{name}", rows=6000)
    assert found.extent is not None and found.extent.method == "key_ranges"
    rows = found.columns["v"]
    assert 1000 < len(rows) <= 6500
    assert len(set(rows)) == len(rows)
    assert 20_000 < sum(map(int, rows)) / len(rows) < 40_000  # from everywhere, not from the beginning
    assert 0 < found.extent.excluded < 0.05
    assert found.extent.spread < found.extent.excluded


def test_percent_signs_in_names_are_no_parameters(mariadb: Server, database: str) -> None:
    mariadb.run(
        "listing",
        "CREATE TABLE `達成率%s` (`k%` int PRIMARY KEY, `100%` int) AS SELECT seq AS `k%`, seq AS `100%` FROM seq_1_to_20000;\n"
        "ANALYZE TABLE `達成率%s`",
    )
    found = read(database, "listing.達成率%s", rows=2000)
    assert found.extent is not None and found.extent.method == "key_ranges"
    assert found.columns["k%"] == found.columns["100%"] and len(found.columns["k%"]) > 1000


def test_without_a_key_rows_are_drawn_by_a_walk_through_the_table(mariadb: Server, database: str) -> None:
    mariadb.run("listing", "CREATE TABLE keyless AS SELECT seq AS v FROM seq_1_to_60000;\nANALYZE TABLE keyless")
    found = read(database, "listing.keyless", rows=6000)
    assert found.extent is not None and found.extent.method == "rows"
    assert 4000 < len(found.columns["v"]) < 8000


def test_all_rows_are_read_where_that_is_asked_for(mariadb: Server, database: str) -> None:
    mariadb.run(
        "listing",
        "CREATE TABLE many (id int PRIMARY KEY) AS SELECT seq * 3 AS id FROM seq_1_to_450000;\nANALYZE TABLE many",
    )
    found = read(database, "listing.many", full=True)
    assert found.extent is not None and (found.extent.total, found.extent.excluded) == (450_000, 0)
    assert found.columns["id"] == [str(3 * number) for number in range(1, 450_001)]


def test_who_may_not_is_told(mariadb: Server, database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A column that is not granted is a problem, the others are read."""
    monkeypatch.setenv("MYSQL_PWD", "Passw0rd-for-tests")
    mariadb.run("listing", "GRANT SELECT (id, 電話) ON 顧客 TO reader@'%';\nGRANT INSERT ON empty TO reader@'%'")
    target = mariadb.target("listing", "reader")
    assert list(items(target)) == ["listing.empty", "listing.顧客"]
    found = read(target, "listing.顧客")
    assert list(found.columns) == ["id", "電話"]
    assert not found.problems  # the server does not tell of columns that it hides
    refused = read(target, "listing.empty")
    assert [problem.reason for problem in refused.problems] == [Reason.PERMISSION_DENIED]
    assert "reader" not in source(target).target


def test_text_in_columns_of_the_wrong_character_set_is_mended(mariadb: Server, database: str) -> None:
    """As programs left it that spoke UTF-8 or CP932 over a connection that was called latin1."""
    mariadb.run(
        "listing",
        "CREATE TABLE garbled (u varchar(200) CHARACTER SET latin1, c varchar(200) CHARACTER SET latin1,"
        " ok varchar(200) CHARACTER SET cp932, e varchar(200) CHARACTER SET ujis);\n"
        "INSERT INTO garbled SELECT CONVERT(CAST('山田太郎' AS BINARY) USING latin1),"
        " CONVERT(CAST(CONVERT('東京都港区' USING cp932) AS BINARY) USING latin1), '佐藤花子', '鈴木一郎' FROM seq_1_to_30",
    )
    found = read(database, "listing.garbled")
    assert {name: set(values) for name, values in found.columns.items()} == {
        "u": {"山田太郎"}, "c": {"東京都港区"}, "ok": {"佐藤花子"}, "e": {"鈴木一郎"},
    }  # fmt: skip
