"""SQL dumps: every row of every table, wherever blocks are cut, and text for what is no statement."""

from __future__ import annotations

import pytest

from scanner.model import Column

from .reading import columns, everything, kind, segments, texts


def test_statements_are_joined_across_blocks_of_the_file() -> None:
    rows = [f"({n},'山田{n}','備考;({n})')" for n in range(60_000)]
    dump = "-- MySQL dump 10\nINSERT INTO `t` (`id`,`氏名`,`memo`) VALUES " + ",\n".join(rows) + ";\nSELECT 1;\n"
    assert len(dump.encode()) > 2 << 20
    found = segments(dump, "a.sql")
    assert columns(found)["氏名"] == [f"山田{n}" for n in range(60_000)]
    assert texts(found).split("\n\n") == ["-- MySQL dump 10", "SELECT 1;\n"]


def test_a_row_a_statement_and_tables_in_turns() -> None:
    dump = "".join(
        f"INSERT INTO t{n % 2} (氏名) VALUES ('山田{n}'); INSERT INTO u VALUES ({n}, 'x');\n" for n in range(9)
    )
    found = segments(dump, "a.sql")
    assert columns(found, "t0")["氏名"] == [f"山田{n}" for n in range(0, 9, 2)]
    assert columns(found, "u")["col1"] == [str(n) for n in range(9)]
    rows = [(c.row, len(c.values)) for c in found if isinstance(c, Column) and c.part == "u" and c.field == "col1"]
    assert [row for row, _ in rows] == list(range(1, 10))


@pytest.mark.parametrize(
    "dump",
    [
        "INSERT INTO t VALUES ('山田太郎\n" * 50,  # never closed
        "INSERT INTO t VALUES (1, '山田太郎', ;\nGO\n",
        "INSERT INTO t (a, b, 山田太郎",
        "INSERT INTO t SELECT '山田太郎' FROM x;\n",
        "COPY t (a) FROM stdin;\n山田太郎",  # cut off
        "INSERT INTO t VALUES (1),\n-- 山田太郎\n(2);\n",
        "CREATE TABLE t (a int DEFAULT '山田太郎\n",
    ],
)
def test_what_is_no_whole_statement_is_read_all_the_same(dump: str) -> None:
    found = everything(segments(dump, "a.sql"))
    assert found.count("山田太郎") == dump.count("山田太郎")


@pytest.mark.parametrize(
    "head, cell",
    [
        ("-- MySQL dump\n", "C:\\temp"),  # there a backslash escapes
        ("-- PostgreSQL database dump\n", "C:\\\\temp"),
        ("PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\n", "C:\\\\temp"),
    ],
)
def test_backslashes(head: str, cell: str) -> None:
    dump = head + "INSERT INTO t VALUES ('C:\\\\temp');\n"
    assert kind(dump, "a.bak") == "sql"
    assert columns(segments(dump, "a.bak"))["col1"] == [cell]
