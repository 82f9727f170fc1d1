"""What is printed after a scan: coverage first, then what was found, then where the report is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from io import StringIO
from itertools import groupby
from pathlib import Path
from typing import Any

from reports import coverage
from reports.view import View
from scanner.cli.words import say
from scanner.inventory import Inventory
from scanner.model import LEVELS
from scanner.pipeline import Outcome
from scanner.taxonomy import of

_ENTRIES = 20  # of one state, on a terminal
_SIGNED = ("id", "hits", "items", "approver", "reason", "expires")
_SEVERITIES = LEVELS[:0:-1]


def as_dict(known: Inventory, outcome: Outcome, report: Path) -> dict[str, Any]:
    """The result event of --json. Counts of this run; entities, categories and problems of the current state."""
    view = View(known)
    return {
        "run_id": outcome.run_id,
        "out": str(outcome.out),
        "report": str(report),
        "resumed": outcome.resumed,
        **asdict(outcome.totals),
        "entities": view.counts("e.key", "items, unnest(map_entries(entities)) AS t(e)", "sum(e.value)::BIGINT"),
        "categories": view.counts("category", "items, unnest(categories) AS t(category)"),
        "levels": view.counts("level", "items"),
        "reasons": view.counts("reason", "items WHERE reason != ''"),
        "suppressed": known.decisions(),
        "verdicts": {level: outcome.severities.get(level, 0) for level in _SEVERITIES},
    }


def lines(known: Inventory, outcome: Outcome, report: Path, lang: str) -> Iterator[str]:
    """For people. Holds no value, masked or not."""
    yield ""
    yield say("summary.title", lang) + (" " + say("summary.resumed", lang) if outcome.resumed else "")
    view = View(known)
    yield from coverage.lines(view, lang)
    if not outcome.totals.listed:
        yield say("summary.nothing_listed", lang)
    if excluded := view.counts("reason", "items WHERE status = 'excluded'"):
        parts = ", ".join(
            f"{_reason(reason, lang)} {count:,}" for reason, count in sorted(excluded.items(), key=lambda one: -one[1])
        )
        yield f"{say('summary.excluded', lang)}: {parts}"
    if outcome.totals.gone:
        yield say("summary.gone", lang, n=f"{outcome.totals.gone:,}")
    yield ""
    yield from _found(view, lang)
    if any(outcome.severities.values()):
        counts = ", ".join(
            f"{say('level.' + level, lang)} {outcome.severities[level]:,}"
            for level in _SEVERITIES
            if outcome.severities.get(level)
        )
        yield f"{say('summary.verdicts', lang)}: {counts}"
    for _, group in groupby(known.decisions(), key=lambda entry: entry["state"]):
        entries = list(group)
        for entry in entries[:_ENTRIES]:
            yield say(f"suppressed.{entry['state']}", lang, **{key: entry[key] for key in _SIGNED})
        if len(entries) > _ENTRIES:
            yield say("suppressed.more", lang, n=f"{len(entries) - _ENTRIES:,}", out=known.out)
    yield f"{say('summary.report', lang)}: {report}"


def _reason(reason: str, lang: str) -> str:
    from reports.text import Words

    return Words(lang).name("reason", f"{reason}.name")


def _found(view: View, lang: str) -> Iterator[str]:
    """A table of entities by category, gravest first: in how many items, how many hits."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    kinds, rows = of(view.inventory.names), view.kinds()
    found = {row["entity"]: row for row in rows if row["items"]}
    unsure = sum(row["unsure"] for row in rows)
    if not found:
        yield say("nothing", lang)
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for key in ("category", "entity"):
        table.add_column(say(f"summary.{key}", lang))
    for key in ("items", "hits"):
        table.add_column(say(f"summary.{key}", lang), justify="right")
    for category in kinds.gravest_first(kinds.of(entity).category for entity in found):
        name = kinds.categories[category].name(lang)
        for entity, row in found.items():
            if kinds.of(entity).category == category:
                table.add_row(name, kinds.of(entity).name(lang), f"{row['items']:,}", f"{row['hits']:,}")
                name = ""
    text = StringIO()
    Console(file=text, width=100, color_system=None).print(table)
    yield from (line.rstrip() for line in text.getvalue().splitlines() if line.strip())
    if unsure:
        yield say("summary.unsure", lang, n=f"{unsure:,}")
