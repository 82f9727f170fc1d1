"""CSV: a folder of tables for spreadsheets. UTF-8 with a mark, so that Excel opens Japanese as Japanese."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reports import coverage
from reports.text import Words, reasons
from reports.view import View
from scanner.inventory import SCHEMAS

if TYPE_CHECKING:
    from scanner.inventory import Inventory

TABLES = ("items", "fields", "findings", "problems", "suppressions", "columns", "relations", "verdicts", "runs")
_DECISION = (
    *("id", "state", "hits", "items", "entity", "packaged", "values", "path", "part", "field"),
    *("reason", "approver", "approved_on", "expires", "note"),
)
# What Excel, LibreOffice and Google Sheets may take for a formula, full-width forms included.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def write(inventory: Inventory, target: Path, lang: str = "ja") -> Path:
    """coverage.csv first, a file per table of the inventory, columns as there, and decisions.csv; files 0600.

    types.csv: what the entity types and categories of the tables are called, in `lang`, and by which article.
    reasons.csv: why special care was kept low, by the words in `evidence`.
    """
    t, target = Words(lang, inventory.names), Path(target)
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    cover = coverage.of(View(inventory))
    counts = [(t.name("status", status), cover.run[status]) for status in coverage.ACCOUNTED]
    _table(
        target / "coverage.csv",
        (t("coverage.this_run"), t("coverage.count")),
        [*counts, (t("coverage.total"), cover.listed)],
    )
    for name in TABLES:
        rows = (row.values() for batch in inventory.batches(name) for row in batch.to_pylist())
        _table(target / f"{name}.csv", SCHEMAS[name].names, rows)
    decisions = ([row.get(key) for key in _DECISION] for row in inventory.decisions())
    _table(target / "decisions.csv", _DECISION, decisions)
    types = (
        (entity, t.entity(entity), facts["category"], t.category(facts["category"]), facts["level"], t.law(entity))
        for entity, facts in inventory.names["entities"].items()
    )
    _table(target / "types.csv", ("entity", "name", "category", "category_name", "level", "law"), types)
    words = ((code, t.reason(code)) for code in sorted(reasons()))
    _table(target / "reasons.csv", ("reason", "name"), words)
    return target


def _table(path: Path, header: Sequence[str], rows: Iterable[Iterable[Any]]) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(
        os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8-sig", newline=""
    ) as file:
        out = csv.writer(file)
        out.writerow(header)
        out.writerows([cell(value) for value in row] for row in rows)
    os.replace(temporary, path)


def cell(value: Any) -> Any:
    """Text that a spreadsheet would run as a formula gets a leading apostrophe; numbers stay numbers."""
    if isinstance(value, list):
        value = " ".join("=".join(map(str, part)) if isinstance(part, tuple) else str(part) for part in value)
    elif hasattr(value, "isoformat"):
        value = value.isoformat()
    if isinstance(value, str):
        text = value.replace("\x00", "")
        return "'" + text if text.lstrip(" \u3000").startswith(_FORMULA) or text.startswith(_FORMULA) else text
    return value
