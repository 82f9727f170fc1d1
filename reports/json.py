"""JSON: coverage and all tables of the current state in one file, for other programs."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from reports import coverage
from reports.text import LANGUAGES, Words, reasons
from reports.view import View

if TYPE_CHECKING:
    from scanner.inventory import Inventory

TABLES = ("items", "fields", "findings", "problems", "suppressions", "columns", "relations", "verdicts")


def write(inventory: Inventory, target: Path, lang: str = "ja") -> Path:
    """{"schema": 1, "run": {…}, "coverage": {…}, "types": {…}, "items": […], …}. Mode 0600; written at once.

    types: categories and entity types by their names in the tables, with level, law and both languages.
    reasons: why special care was kept low, by the words in `evidence`, in both languages.
    """
    target, t = Path(target), Words(lang, inventory.names)
    cover = coverage.of(View(inventory))
    head = {
        "schema": 1,
        "run": inventory.last_run(),
        "suppressed": inventory.decisions(),
        "coverage": {**cover.run, "adds_up": cover.adds_up, "current": cover.state, "statement": cover.statement(t)},
        "types": inventory.names,
        "reasons": {reason: {lang: Words(lang).reason(reason) for lang in LANGUAGES} for reason in sorted(reasons())},
    }
    temporary = target.with_name(f".{target.name}.{os.getpid()}")
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(_text(head)[:-1])
        for name in TABLES:
            file.write(f',\n"{name}": [')
            _rows(file, inventory.batches(name), name)
            file.write("]")
        file.write("}\n")
    os.replace(temporary, target)
    return target


def _rows(file: IO[str], batches: Iterator[Any], table: str) -> None:
    first = True
    for batch in batches:
        for row in batch.to_pylist():
            if table == "items":
                row["entities"] = dict(row["entities"] or ())
            file.write(("" if first else ",") + "\n" + _text(row))
            first = False


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)
