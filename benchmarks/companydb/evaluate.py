"""Verdicts of a scan against the truth, column by column.

A column is right where its main entity is among what was surely found (a score of a half or more), and nothing was that
neither the truth nor its `also` names. Beside that, precision and recall over all (column, entity) pairs. Fields of JSON,
XML, arrays and documents count for their column; views count where they were scanned. What only a remark tells is asked
for only where the engine keeps remarks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from scanner import inventory

SURE = 0.5
_NO_REMARKS = ("sqlite", "mongodb")


@dataclass
class Score:
    """wrong: (table.column, trap, wanted, found). missing: tables that were not scanned whole or in part."""

    columns: int = 0
    right: int = 0
    found: int = 0
    wanted: int = 0
    hit: int = 0
    wrong: list[tuple[str, str, str, str]] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)

    @property
    def share(self) -> float:
        return self.right / max(1, self.columns)

    @property
    def precision(self) -> float:
        return self.hit / max(1, self.found)

    @property
    def recall(self) -> float:
        return self.hit / max(1, self.wanted)


def score(out: Path, truth: Sequence[dict[str, Any]], engine: str, target: str = "") -> Score:
    """out: of the scan. truth: as of `company.truth`. target: what its URIs begin with, where others were scanned too."""
    found, scanned = _found(out, target), _scanned(out, target)
    total = Score()
    tables: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in truth:
        tables[row["table"]].append(row)
    for table, rows in tables.items():
        if table not in scanned:
            if rows[0]["kind"] == "table":
                total.missing.append(table)
                _take(total, rows, {}, engine)
            continue
        _take(total, rows, found.get(table, {}), engine)
    return total


def _take(total: Score, rows: Sequence[dict[str, Any]], found: dict[str, set[str]], engine: str) -> None:
    for row in rows:
        if row["remark"] and engine in _NO_REMARKS:
            continue
        wanted = [set(one.split("|")) for one in row["entities"]]
        allowed = set().union(*wanted, row["also"], row["rare"])
        told = found.get(row["column"], set())
        total.columns += 1
        total.wanted += len(wanted)
        total.hit += sum(bool(one & told) for one in wanted)
        alarms = told - allowed
        total.found += sum(bool(one & told) for one in wanted) + len(alarms)
        if (not wanted or wanted[0] & told) and not alarms:
            total.right += 1
        else:
            shown = ", ".join(row["entities"]) or "nothing"
            total.wrong.append(
                (f"{row['table']}.{row['column']}", row["trap"], shown, ", ".join(sorted(told)) or "nothing")
            )


def _found(out: Path, target: str) -> dict[str, dict[str, set[str]]]:
    """Table → column → entities surely found in it."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in inventory.open(out).table("fields").to_pylist():
        if row["best_score"] >= SURE and row["uri"].startswith(target):
            for column in _columns(row["part"], row["field"]):
                found[table_of(row["uri"])][column].add(row["entity"])
    return found


def _columns(part: str, named: str) -> Iterator[str]:
    """The columns a field may belong to: itself, what stands in front of a key path, and the column of a document."""
    yield named
    for sign in ("/", ".", "[", " "):
        if sign in named:
            yield named.partition(sign)[0]
    for place in part.split("!"):
        yield place.partition(" ")[0].partition("[")[0]


def _scanned(out: Path, target: str) -> set[str]:
    rows = inventory.open(out).table("items").to_pylist()
    return {
        table_of(row["uri"])
        for row in rows
        if row["status"] in ("scanned", "partial") and row["uri"].startswith(target)
    }


def table_of(uri: str) -> str:
    """The name of a table, without its schema."""
    return unquote(uri.rpartition("/")[2])


def report(total: Score) -> str:
    lines = [
        f"{place}: should be {wanted}, is {found}" + (f" ({trap})" if trap else "")
        for place, trap, wanted, found in total.wrong
    ]
    lines += [f"not scanned: {table}" for table in total.missing]
    lines.append(
        f"columns right {total.right} of {total.columns} ({total.share:.3f}); entities: precision {total.precision:.3f}, "
        f"recall {total.recall:.3f}"
    )
    return "\n".join(lines)
