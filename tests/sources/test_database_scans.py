"""Whole scans of a database: two workers, the inventory, what the next scan looks at again, and what is nowhere in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from scanner import inventory, pipeline
from scanner.config import load_plan
from scanner.pipeline import Outcome
from tests.sources.databases import PASSWORD, Server

TABLES = """
CREATE TABLE people (id int PRIMARY KEY, 氏名 varchar(40), 電話 varchar(20));
INSERT INTO people VALUES (1, '山田太郎', '090-1234-5678'), (2, '佐藤花子', '090-1234-5679'), (3, '鈴木一郎', '03-1234-5678');
CREATE TABLE goods (id int PRIMARY KEY, v varchar(40));
INSERT INTO goods VALUES (1, 'ボルト');
CREATE TABLE gone_soon (id int PRIMARY KEY);
INSERT INTO gone_soon VALUES (1);
CREATE VIEW everybody AS SELECT * FROM people
"""


def scan(target: str, out: Path, **settings: Any) -> Outcome:
    plan = load_plan({"targets": (target,), "out": str(out), "workers": 2, **settings}, env={})
    return pipeline.scan(plan, b"k" * 32)


def statuses(out: Path) -> dict[str, str]:
    rows = inventory.open(out).table("items").to_pylist()
    return {row["uri"].rpartition("/")[2]: row["status"] for row in rows}


def test_scans_of_postgresql(postgresql: Server, tmp_path: Path) -> None:
    postgresql.run("postgres", "CREATE DATABASE scans")
    postgresql.run("scans", TABLES)
    target, out = postgresql.target("scans"), tmp_path / "out"
    first = scan(target, out)
    assert (first.totals.listed, first.totals.scanned, first.totals.excluded) == (4, 3, 1)
    fields = {(row["field"], row["entity"]) for row in inventory.open(out).table("fields").to_pylist()}
    assert {("氏名", "PERSON"), ("電話", "PHONE_NUMBER")} <= fields
    rows = inventory.open(out).table("items").to_pylist()
    assert {row["source"] for row in rows} == {f"postgresql://127.0.0.1:{postgresql.port}/scans"}  # and no user

    one = {"executor": "inline"}
    assert scan(target, out, **one).totals.unchanged == 3
    postgresql.run(
        "scans", "INSERT INTO goods VALUES (2, 'ナット');\nDROP TABLE gone_soon;\nSELECT pg_stat_force_next_flush()"
    )
    again = scan(target, out, **one)
    assert (again.totals.scanned, again.totals.unchanged, again.totals.gone) == (1, 1, 1)
    assert statuses(out) == {"everybody": "excluded", "goods": "scanned", "people": "scanned", "gone_soon": "gone"}
    assert scan(target, out, full=True, **one).totals.scanned == 2
    assert {path.name for path in (out / "slots").iterdir()} and all(
        not path.read_bytes() for path in (out / "slots").iterdir()
    )


def test_scans_of_mariadb_by_an_account_with_a_password(mariadb: Server, tmp_path: Path, monkeypatch: Any) -> None:
    mariadb.run("mysql", "CREATE DATABASE scans")
    mariadb.run("scans", TABLES)
    mariadb.run("scans", "GRANT SELECT ON scans.* TO reader@'%'")
    monkeypatch.setenv("DB_WORD", PASSWORD)
    out = tmp_path / "out"
    first = scan(mariadb.target("scans", "reader"), out, executor="inline", sql={"password": "env:DB_WORD"})
    assert (first.totals.listed, first.totals.scanned, first.totals.excluded) == (4, 3, 1)
    everything = b"".join(path.read_bytes() for path in out.rglob("*") if path.is_file())
    assert PASSWORD.encode() not in everything
    rows = inventory.open(out).table("items").to_pylist()
    assert {row["uri"].rpartition("/")[0] for row in rows} == {f"mysql://127.0.0.1:{mariadb.port}/scans"}
