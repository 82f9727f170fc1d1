"""Where the time of a scan went: by tier, by format, and the items that took longest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import StringIO
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from reports.text import plain
from scanner.cli.progress import amount
from scanner.cli.words import say
from scanner.clock import TIERS
from scanner.inventory import Inventory

_FORMATS = 12
_SLOWEST = 10


def lines(known: Inventory, run_id: str, workers: int, lang: str) -> Iterator[str]:
    """For people. What this run read; items that it left as they were cost nothing."""
    items = known.table("items")
    items = items.filter(pc.and_(pc.equal(items["run_id"], run_id), pc.greater(items["seconds"], 0)))
    spent = _sum(items["seconds"])
    run = known.last_run()
    wall = (run["finished_at"] - run["started_at"]).total_seconds()
    yield ""
    yield say("profile.title", lang)
    yield say(
        "profile.all",
        lang,
        items=f"{len(items):,}",
        size=amount(_sum(items["bytes_read"])),
        seconds=f"{spent:,.1f}",
        rate=amount(_sum(items["bytes_read"]) / spent if spent else 0),
        wall=f"{wall:,.1f}",
        busy=f"{100 * spent / max(wall * workers, 1e-9):.0f}",
        shared=f"{_sum(items['shared'].cast(pa.int64())):,.0f}",
    )
    tiers = {tier: _sum(items[f"seconds_{tier}"]) for tier in TIERS}
    tiers["rest"] = max(0.0, spent - sum(tiers.values()))
    rows = [(say(f"profile.{tier}", lang), f"{s:,.2f}", _share(s, spent)) for tier, s in tiers.items()]
    yield from _table(("profile.tier", "profile.seconds", "profile.share"), rows, lang)
    yield from _table(
        ("profile.format", "profile.items", "profile.bytes", "profile.seconds", "profile.share", "profile.rate"),
        list(_formats(items, spent)),
        lang,
    )
    order = pc.sort_indices(items, [("seconds", "descending"), ("uri", "ascending")])[:_SLOWEST]
    slowest = [
        (plain(row["relative"]), row["format"], amount(row["bytes_read"]), f"{row['seconds']:,.2f}", _most(row, lang))
        for row in items.take(order).to_pylist()
    ]
    heads = ("profile.slowest", "profile.format", "profile.bytes", "profile.seconds", "profile.mostly")
    yield from _table(heads, slowest, lang)


def _formats(items: pa.Table, spent: float) -> Iterator[tuple[str, ...]]:
    grouped = items.group_by("format").aggregate([("seconds", "sum"), ("bytes_read", "sum"), ("uri", "count")])
    for row in grouped.sort_by([("seconds_sum", "descending")]).slice(0, _FORMATS).to_pylist():
        seconds, size = row["seconds_sum"], row["bytes_read_sum"]
        yield (
            *(row["format"] or "–", f"{row['uri_count']:,}", amount(size), f"{seconds:,.2f}"),
            *(_share(seconds, spent), amount(size / seconds) + "/s"),
        )


def _most(row: dict[str, Any], lang: str) -> str:
    """What most of an item's time went into."""
    tiers = {tier: row[f"seconds_{tier}"] or 0.0 for tier in TIERS}
    tiers["rest"] = row["seconds"] - sum(tiers.values())
    tier = max(tiers, key=lambda name: tiers[name])
    return f"{say(f'profile.{tier}', lang)} {_share(tiers[tier], row['seconds'])}"


def _share(part: float, whole: float) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "–"


def _sum(column: pa.ChunkedArray) -> float:
    return float(pc.sum(column).as_py() or 0)


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]], lang: str) -> Iterator[str]:
    from rich import box
    from rich.console import Console
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for place, head in enumerate(heads):
        table.add_column(say(head, lang), justify="right" if place else "left", overflow="fold")
    for row in rows:
        table.add_row(*row)
    text = StringIO()
    Console(file=text, width=110, color_system=None, markup=False).print(table)
    yield from (line.rstrip() for line in text.getvalue().splitlines() if line.strip())
    yield ""
