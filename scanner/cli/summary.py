"""What is printed after a scan: coverage first, then what was found, then where the report is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from io import StringIO
from itertools import groupby
from pathlib import Path
from typing import Any

from reports import coverage
from scanner.classify import SURE
from scanner.cli.words import say
from scanner.inventory import Inventory
from scanner.model import LEVELS, Status
from scanner.pipeline import Outcome
from scanner.taxonomy import of

_ENTRIES = 20  # of one state, on a terminal
_SIGNED = ("id", "hits", "items", "approver", "reason", "expires")
_SEVERITIES = LEVELS[:0:-1]


def as_dict(known: Inventory, outcome: Outcome, report: Path) -> dict[str, Any]:
    """The result event of --json. Counts of this run; entities, categories and problems of the current state."""
    items = known.table("items", ["status", "reason", "entities", "categories", "level"]).to_pylist()
    entities: Counter[str] = Counter()
    for item in items:
        entities.update(dict(item["entities"]))
    return {
        "run_id": outcome.run_id,
        "out": str(outcome.out),
        "report": str(report),
        "resumed": outcome.resumed,
        **asdict(outcome.totals),
        "entities": dict(sorted(entities.items())),
        "categories": dict(Counter(name for item in items for name in item["categories"])),
        "levels": dict(Counter(item["level"] for item in items)),
        "reasons": dict(Counter(item["reason"] for item in items if item["reason"])),
        "suppressed": known.decisions(),
        "verdicts": {level: outcome.severities.get(level, 0) for level in _SEVERITIES},
    }


def lines(known: Inventory, outcome: Outcome, report: Path, lang: str) -> Iterator[str]:
    """For people. Holds no value, masked or not."""
    yield ""
    yield say("summary.title", lang) + (" " + say("summary.resumed", lang) if outcome.resumed else "")
    yield from coverage.lines(known, lang)
    if not outcome.totals.listed:
        yield say("summary.nothing_listed", lang)
    excluded = Counter(
        item["reason"]
        for item in known.table("items", ["status", "reason"]).to_pylist()
        if item["status"] == Status.EXCLUDED
    )
    if excluded:
        parts = ", ".join(f"{_reason(reason, lang)} {count:,}" for reason, count in excluded.most_common())
        yield f"{say('summary.excluded', lang)}: {parts}"
    if outcome.totals.gone:
        yield say("summary.gone", lang, n=f"{outcome.totals.gone:,}")
    yield ""
    yield from _found(known, lang)
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


def _found(known: Inventory, lang: str) -> Iterator[str]:
    """A table of entities by category, gravest first: in how many items, how many hits."""
    from rich import box
    from rich.console import Console
    from rich.table import Table

    kinds = of(known.names)
    hits: Counter[str] = Counter()
    items: dict[str, set[str]] = {}
    unsure = 0
    for row in known.table("fields", ["uri", "entity", "hits", "best_score"]).to_pylist():
        if row["best_score"] < SURE:
            unsure += row["hits"]
            continue
        hits[row["entity"]] += row["hits"]
        items.setdefault(row["entity"], set()).add(row["uri"])
    if not hits:
        yield say("nothing", lang)
        return
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for key in ("category", "entity"):
        table.add_column(say(f"summary.{key}", lang))
    for key in ("items", "hits"):
        table.add_column(say(f"summary.{key}", lang), justify="right")
    for category in kinds.gravest_first(kinds.of(entity).category for entity in hits):
        name = kinds.categories[category].name(lang)
        for entity, count in hits.most_common():
            if kinds.of(entity).category == category:
                table.add_row(name, kinds.of(entity).name(lang), f"{len(items[entity]):,}", f"{count:,}")
                name = ""
    text = StringIO()
    Console(file=text, width=100, color_system=None).print(table)
    yield from (line.rstrip() for line in text.getvalue().splitlines() if line.strip())
    if unsure:
        yield say("summary.unsure", lang, n=f"{unsure:,}")
