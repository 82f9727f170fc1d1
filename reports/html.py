"""report.html: one file for people, readable without a network, safe whatever the names in it are."""

from __future__ import annotations

import base64
import hashlib
import math
import os
from datetime import UTC, datetime
from functools import cache, lru_cache
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template
from markupsafe import Markup, escape

from reports import coverage
from reports.text import Names, Words, catalogue, day, decomposed, moment, number, pieces, plain, size
from reports.view import Row, View, duration
from scanner.model import LEVELS

if TYPE_CHECKING:
    from scanner.inventory import Inventory

# What one page can hold and a person can use; the rest is counted, and in the Parquet tables.
PLACES_PER_REASON = 200
PLACES_AT_ONCE = 12
FOLDERS = 150
FILES = 500
ROWS_PER_FILE = 60
SAMPLES = 3
PLACES_PER_VERDICT = 200
RELATED = 200
PASSED_OVER = 200
DECISIONS = 500


def write(inventory: Inventory, target: Path, lang: str = "ja") -> Path:
    """Renders to `target` at once: a reader never sees half a page. Mode 0600, as the inventory."""
    target = Path(target)
    text = render(inventory, lang)
    temporary = target.with_name(f".{target.name}.{os.getpid()}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
    os.replace(temporary, target)
    return target


def render(inventory: Inventory, lang: str = "ja") -> str:
    t, view = Words(lang, inventory.names), View(inventory)
    cover = coverage.of(view, PLACES_PER_REASON)
    categories = view.categories()
    shown = [row["category"] for row in categories]
    folders, folder_depth, folders_left = view.folders(FOLDERS)
    found = view.found(FILES, ROWS_PER_FILE, SAMPLES)
    for row in found:
        row["words"] = _words(t, row)
    verdicts = view.verdicts(PLACES_PER_VERDICT)
    related = view.relations(RELATED)
    seconds = duration(view.run)
    script = _asset("report.js")
    decisions = inventory.decisions()
    return _template(lang).render(
        t=t,
        rows_read=lambda row: coverage.rows_read(row, t),
        css=Markup(_asset("report.css")),
        script=Markup(script),
        script_hash="sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        run=view.run,
        runs=len(view.inventory.runs()),
        plan=view.plan,
        interrupted=view.newest > view.run["run_id"],
        targets=view.plan.get("targets") or [],
        took=None if seconds is None else _took(t, seconds),
        now=datetime.now(UTC),
        cover=cover,
        at_once=PLACES_AT_ONCE,
        statement=cover.statement(t),
        accounted=[status.value for status in coverage.ACCOUNTED],
        state_total=sum(cover.state[status] for status in coverage.ACCOUNTED),
        totals=view.totals(),
        levels=view.levels(),
        related=related,
        level_names=LEVELS,
        categories=categories,
        shown_categories=shown,
        exposures=[
            name
            for name in ("public", "company", "group", "private", "unknown")
            if any(row[name] for row in categories)
        ],
        entities=view.entities(),
        folders=folders,
        folder_depth=folder_depth,
        folders_left=folders_left,
        most=max((n for f in folders if f.depth for n in f.categories.values()), default=0),
        files=found,
        verdicts=verdicts,
        decisions=[{**row, "scope": _scope(t, row)} for row in decisions[:DECISIONS]],
        decisions_left=max(0, len(decisions) - DECISIONS),
        left_out=view.left_out(),
        some_due=any(row["due"] for row in verdicts),
        passed_over=[
            (status, list(rows))
            for status, rows in groupby(view.passed_over(PASSED_OVER), key=lambda row: row["status"])
        ],
        method=_method(),
        all_categories=list(inventory.names["categories"]),
        entity_names=_entity_names(t, inventory.names),
    )


def _scope(t: Words, row: dict[str, Any]) -> list[str]:
    """What a decision speaks of, besides types."""
    values = [t("suppressed.values", n=row["values"])] if row.get("values") else []
    return [*values, *filter(None, [row.get("packaged")]), *(glob for key in _PLACES for glob in row.get(key, ()))]


_PLACES = ("path", "part", "field")


@cache
def _asset(name: str) -> str:
    return (files("reports") / "templates" / name).read_text(encoding="utf-8")


@cache
def _template(lang: str) -> Template:
    environment = Environment(
        loader=FunctionLoader(_asset), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    t = Words(lang)
    environment.filters.update(
        number=number,
        size=size,
        moment=moment,
        day=day,
        percent=_percent,
        heat=_heat,
        visible=visible,
        path=_path,
        part=lambda part: _part(t, part),
        field=lambda field: _field(t, field),
        level=cache(lambda name: _level(t, name)),
    )
    return environment.get_template("report.html.j2")


@lru_cache(4_096)  # masks, evidence and owners repeat
def visible(text: str | None) -> Markup:
    """Escaped, on its own in the reading direction, with characters that hide or turn text shown by their code."""
    marks = [
        escape(part) if name is None else Markup('<span class="ctl" title="{}">{}</span>').format(name or part, part)
        for part, name in pieces(text or "")
    ]
    inner = Markup("").join(marks)
    if not text or text.isascii():
        return inner
    nfd = Markup(' <span class="ctl">NFD</span>') if decomposed(text) else Markup("")
    return Markup("<bdi>{}</bdi>{}").format(inner, nfd)


def _path(name: str) -> Markup:
    folder, slash, base = name.rpartition("/")
    return Markup('<span class="dir">{}</span><span class="base">{}</span>').format(
        visible(folder + slash), visible(base)
    )


def _part(t: Words, part: str) -> Markup:
    return Markup(" › ").join(visible(t.part(step)) for step in part.split("!"))


def _level(t: Words, name: str) -> Markup:
    return Markup('<span class="level level-{}">{}</span>').format(name, t.name("level", name))


def _field(t: Words, field: str) -> Markup:
    if not field:
        return Markup('<span class="soft">{}</span>').format(t("where.text"))
    if field in ("@path", "@name"):
        return Markup('<span class="soft">{}</span>').format(t("where.own_path"))
    return visible(field)


def _percent(count: int, total: int) -> str:
    """Never rounds a few to none, nor nearly all to all."""
    if not total:
        return "–"
    share = 100 * count / total
    if 0 < share < 0.1:
        return "< 0.1 %"
    if 99.9 < share < 100:
        return "> 99.9 %"
    return f"{share:.1f} %"


def _heat(count: int, most: int) -> int:
    """0 to 4 on a logarithmic scale: one file of ten thousand still shows."""
    return 0 if not count else 4 if count >= most else 1 + min(3, int(3 * math.log1p(count) / math.log1p(most)))


def _took(t: Words, seconds: float) -> str:
    if seconds < 60:
        return t("head.seconds", n=round(seconds, 1))
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return t("head.hours", h=hours, m=minutes) if hours else t("head.minutes", m=minutes, s=rest)


def _words(t: Words, row: Row) -> str:
    """What the filter box searches in."""
    entities = {t.entity(field["entity"]) for field in row["fields"]}
    names = [text for name in (*row["categories"], *row["weak"]) for text in (t.category(name), t.short(name))]
    return plain(" ".join([row["name"], *names, *sorted(entities), row["owner"] or "", row["format"] or ""]))


def _method() -> list[str]:
    return [key.split(".")[2] for key in catalogue() if key.startswith("method.items.") and key.endswith(".name")]


def _entity_names(t: Words, known: Names) -> dict[str, list[str]]:
    names: dict[str, list[str]] = {category: [] for category in known["categories"]}
    for entity, facts in known["entities"].items():
        names.setdefault(facts["category"], []).append(t.entity(entity))
    return names
