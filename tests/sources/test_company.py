"""A small edition of the example company's database, in four engines: verdicts against its truth, keys, rows, persons."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from benchmarks.companydb import company, evaluate
from benchmarks.companydb.__main__ import make
from benchmarks.companydb.world import World
from reports import html
from scanner import inventory, pipeline
from scanner.config import Plan

BAR = 0.97
ROWS = 150
ENGINES = ("postgresql", "mysql", "sqlite", "duckdb")
SEEN_BY_KEY = {  # (table, column) → whom it leads to, and how a person could tell
    ("contract_parties", "cust_id"): ("customers", "foreign_key"),
    ("accidents", "contract_id"): ("customers", "foreign_key"),
    ("vault", "cust_id"): ("customers", "foreign_key"),
    ("call_logs", "cust_id"): ("customers", "name"),
    ("payroll", "emp_no"): ("employees", "foreign_key"),
    ("audit_trail", "emp_no"): ("employees", "name"),
}


@dataclass
class Scanned:
    out: Path
    targets: dict[str, str]
    skipped: dict[str, str]

    def of(self, engine: str) -> str:
        if engine in self.skipped:
            pytest.skip(self.skipped[engine])
        return self.targets[engine]

    def rows(self, table: str, engine: str) -> list[dict[str, Any]]:
        target = self.of(engine)
        return [row for row in inventory.open(self.out).table(table).to_pylist() if row["uri"].startswith(target)]


@pytest.fixture(scope="module")
def truth() -> list[dict[str, Any]]:
    return company.truth(World(most=ROWS))


@pytest.fixture(scope="module")
def scanned(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scanned]:
    """All of them by one scan, so that the recognizers are loaded once."""
    folder, targets, skipped = tmp_path_factory.mktemp("company"), {}, {}
    for engine in ENGINES:
        try:
            if engine in ("sqlite", "duckdb"):
                targets[engine] = f"{engine}://{folder}/company.{engine}"
            else:
                server = request.getfixturevalue("postgresql" if engine == "postgresql" else "mariadb")
                server.run("postgres" if engine == "postgresql" else "mysql", "CREATE DATABASE company")
                targets[engine] = server.target("company")
        except pytest.skip.Exception as exc:
            skipped[engine] = str(exc)
            continue
        make(targets[engine], World(most=ROWS))
    plan = Plan(tuple(targets.values()), out=str(folder / "out"), executor="inline")
    pipeline.scan(replace(plan, sql=replace(plan.sql, views=True)), b"k" * 32)
    yield Scanned(folder / "out", {name: one.replace("owner@", "") for name, one in targets.items()}, skipped)


@pytest.mark.parametrize("engine", ENGINES)
def test_verdicts_against_the_truth(scanned: Scanned, truth: list[dict[str, Any]], engine: str) -> None:
    score = evaluate.score(scanned.out, truth, engine, scanned.of(engine))
    assert not score.missing
    assert min(score.share, score.precision, score.recall) >= BAR, evaluate.report(score)


@pytest.mark.parametrize("engine", ENGINES)
def test_every_table_is_there_and_read_to_the_last_row(
    scanned: Scanned, truth: list[dict[str, Any]], engine: str
) -> None:
    items = {row["uri"].rpartition("/")[2]: row for row in scanned.rows("items", engine) if row["kind"] != "view"}
    wanted = {row["table"] for row in truth if row["kind"] == "table"}
    assert {evaluate.table_of(row["uri"]) for row in items.values()} >= wanted
    few = {row["relative"]: (row["status"], row["rows_read"]) for row in items.values() if row["status"] != "scanned"}
    followed = {name: why for name, why in few.items() if "partner_leads" not in name}
    assert not followed
    assert items["customers"]["rows_read"] == items["payments"]["rows_read"] == ROWS


@pytest.mark.parametrize("engine", ENGINES)
def test_keys_lead_to_persons(scanned: Scanned, engine: str) -> None:
    table = evaluate.table_of
    told = {(table(row["uri"]), row["field"]): row for row in scanned.rows("relations", engine)}
    for place, (end, by) in SEEN_BY_KEY.items():
        row = told[place]
        # DuckDB's edition has no foreign keys: there names tell
        assert (table(row["persons_uri"]), row["by"]) == (end, by if engine != "duckdb" else "name"), place
        assert 0 < row["persons"] <= ROWS
    assert ("vehicle_positions", "vehicle_id") not in told  # cars are nobody


@pytest.mark.parametrize("engine", ENGINES)
def test_every_column_is_in_the_inventory(scanned: Scanned, truth: list[dict[str, Any]], engine: str) -> None:
    there = {(evaluate.table_of(row["uri"]), row["field"]) for row in scanned.rows("columns", engine)}
    assert {(row["table"], row["column"]) for row in truth} <= there


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_a_report_is_made_of_them(scanned: Scanned, lang: str) -> None:
    page = html.render(inventory.open(scanned.out), lang)
    assert "contract_parties" in page and "v_customer_contact" in page


def test_no_value_is_in_the_inventory(scanned: Scanned) -> None:
    """Numbers that are as long as these stand nowhere by chance."""
    tables = {table.name: table for table in company.tables(World(most=ROWS))}
    values = []
    for table, column in (
        ("payroll", "kojin_bango"),
        ("cards_on_file", "pan"),
        ("drivers", "menkyo_no"),
        ("tickets", "attributes"),
    ):
        found = next(one for one in tables[table].columns if one.name == column).values.to_pylist()
        values += [str(value)[:60] for value in found]
    raw = b"".join(
        Path(folder, name).read_bytes()
        for folder, _, names in os.walk(scanned.out)
        for name in names
        if not name.endswith(".parquet")
    )
    text = raw.decode("utf-8", "replace")
    for name in ("items", "fields", "findings", "problems", "columns", "relations", "verdicts"):
        text += str(inventory.open(scanned.out).table(name).to_pylist())
    assert len(values) == 4 * ROWS and not [value for value in values if value in text]


def test_the_same_rows_each_time() -> None:
    first, again = (
        [column.values for table in company.tables(World(most=20)) for column in table.columns] for _ in range(2)
    )
    assert len(first) > 200 and all(one.equals(other) for one, other in zip(first, again, strict=True))
