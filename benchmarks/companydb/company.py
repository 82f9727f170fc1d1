"""All tables and views of the example company, and the truth about them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.companydb import offices, sales, systems
from benchmarks.companydb.model import Table, View
from benchmarks.companydb.world import World

VIEWS = (
    View(
        "sales", "v_customer_contact",
        "SELECT cust_id, sei, mei, mobile FROM {sales.customers}",
        {name: ("customers", name) for name in ("cust_id", "sei", "mei", "mobile")},
    ),
    View(
        "sales", "mv_unpaid",
        "SELECT c.cust_no, c.sei, c.mei, c.email FROM {sales.customers} c WHERE c.cust_id < 20000",
        {name: ("customers", name) for name in ("cust_no", "sei", "mei", "email")},
        materialised=True,
    ),
)  # fmt: skip
FOREIGN = "sales.partner_leads"
"""A foreign table of another server, where the engine has such: named, not followed."""


def tables(world: World) -> Iterator[Table]:
    yield from sales.tables(world)
    yield from offices.tables(world)
    yield from systems.tables(world)


def truth(world: World) -> list[dict[str, Any]]:
    """One row for each column of each table and view, from what the generator puts in."""
    rows = []
    of: dict[tuple[str, str], dict[str, Any]] = {}
    for table in tables(world):
        for column in table.columns:
            row = {
                "schema": table.schema,
                "table": table.name,
                "kind": "table",
                "column": column.name,
                "type": column.kind,
                "entities": list(column.entities),
                "also": list(column.also),
                "trap": column.trap,
                "rare": column.rare,
                "remark": bool(column.comment) and "remark" in column.trap,
                "references": column.references,
                "about": table.about,
            }
            rows.append(row)
            of[table.name, column.name] = row
    for view in VIEWS:
        for name, source in view.columns.items():
            kind = "materialised view" if view.materialised else "view"
            rows.append({**of[source], "schema": view.schema, "table": view.name, "kind": kind, "column": name})
    return rows


def write_truth(world: World, path: Path) -> None:
    lines = [json.dumps(row, ensure_ascii=False) + "\n" for row in truth(world)]
    path.write_text("".join(lines), encoding="utf-8")
