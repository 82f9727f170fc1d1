"""`daicho sources check` and `daicho scan --plan`: what a source would give, before anything is read of it."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice

from reports.text import Words
from scanner.budget import Budget
from scanner.cli.progress import amount, clock
from scanner.cli.words import say
from scanner.config import Plan
from scanner.model import Item, Problem, Reason, Stage
from scanner.problems import ConfigError, Unreadable, problem_of
from scanner.sources import Source, open_source
from scanner.todo import LEFT_OUT
from scanner.worker import source_options

_A_LITTLE = 200  # items that `check` lists
_PATIENCE = 20.0  # seconds it lists for

# Megabytes and items a second of one worker, of a mixed share: docs/performance.md. Tables are faster, dense text slower.
_SPEED = {"quick": 0.55, "standard": 0.29}
_ITEMS = 300.0


def _reason(reason: str, lang: str) -> str:
    return Words(lang).name("reason", f"{reason}.name")


@dataclass(frozen=True, slots=True)
class Answer:
    """One thing that was tried. ok: None where the answer is for information."""

    ok: bool | None
    text: str

    def line(self) -> str:
        return f"{'--' if self.ok is None else 'ok' if self.ok else '!!':3} {self.text}"


def check(target: str, plan: Plan, lang: str) -> Iterator[Answer]:
    """Reaches the source, lists a little, reads the first bytes of one item, asks what it may see."""
    try:
        source = open_source(target, source_options(plan))
    except ConfigError as exc:
        yield Answer(False, exc.ja if lang == "ja" else str(exc))
        return
    yield Answer(True, say("sources.reached", lang, target=source.target))
    until = time.monotonic() + _PATIENCE
    items: list[Item] = []
    for item in islice(plan.filters().over(source.list()), _A_LITTLE):
        items.append(item)
        if time.monotonic() > until:
            break
    wrong = [item for item in items if item.problem is not None and item.problem.reason not in LEFT_OUT]
    more = "+" if len(items) == _A_LITTLE or time.monotonic() > until else ""
    yield Answer(bool(items), say("sources.listed", lang, count=f"{len(items)}{more}"))
    refused = Counter((item.problem.reason, item.problem.detail) for item in wrong if item.problem)
    for (reason, detail), count in refused.items():
        text = say("sources.refused", lang, reason=_reason(reason, lang), detail=detail, count=count)
        yield Answer(None if reason is Reason.ARCHIVED else False, text)
    yield from _first_bytes(source, items, lang) if hasattr(source, "open") else _first_row(items, plan, lang)
    for exposure, count in Counter(item.exposure for item in items).items():
        yield Answer(None, say("sources.exposure", lang, exposure=Words(lang).name("exposure", exposure), count=count))
    probe = getattr(source, "probe", None)
    if probe is not None:
        for ok, permission in probe():
            yield Answer(ok or None, say("sources.may" if ok else "sources.may_not", lang, permission=permission))


def _first_bytes(source: Source, items: list[Item], lang: str) -> Iterator[Answer]:
    opener = getattr(source, "open", None)
    item = next((item for item in items if item.problem is None and item.size > 0), None)
    if item is None or opener is None:
        yield Answer(None, say("sources.nothing_to_read", lang))
        return
    try:
        with opener(replace(item, size=min(item.size, 1))) as stream:
            stream.read(1)
    except (OSError, Unreadable) as exc:
        problem = problem_of(exc, Stage.OPEN)
        reason = _reason(problem.reason, lang)
        yield Answer(False, say("sources.not_read", lang, reason=reason, detail=problem.detail))
    else:
        yield Answer(True, say("sources.read", lang))


def _first_row(items: list[Item], plan: Plan, lang: str) -> Iterator[Answer]:
    """Of what is read row by row: the smallest sample of a table or collection that there is."""
    item = next((item for item in items if item.problem is None), None)
    if item is None:
        yield Answer(None, say("sources.nothing_to_read", lang))
        return
    little = replace(plan, full=False, sql=replace(plan.sql, rows=1), stores=replace(plan.stores, rows=1))
    source = open_source(item.source, replace(source_options(little), out=""), check=False)  # nothing is written
    wrong = next((one for one in source.read(item, Budget(plan.limits)) if isinstance(one, Problem)), None)
    if wrong is None:
        yield Answer(True, say("sources.read", lang))
    else:
        yield Answer(False, say("sources.not_read", lang, reason=_reason(wrong.reason, lang), detail=wrong.detail))


@dataclass(slots=True)
class Estimate:
    """What was listed. reads: items a scan would read, of so many bytes."""

    items: int = 0
    reads: int = 0
    bytes: int = 0
    left_out: Counter[str] = field(default_factory=Counter)

    def add(self, item: Item) -> None:
        self.items += 1
        if item.problem is not None:
            self.left_out[item.problem.reason] += 1
            return
        self.reads += 1
        self.bytes += max(item.size, 0)

    def seconds(self, plan: Plan) -> float:
        """That a scan would take: what workers do with it, or what the plan's pace allows, whichever is more."""
        work = (self.bytes / 1e6 / _SPEED[plan.depth] + self.reads / _ITEMS) / plan.workers
        allowed = self.bytes / plan.pace.bytes if plan.pace.bytes else 0.0
        asked = self.reads / plan.pace.requests if plan.pace.requests else 0.0
        return max(work, allowed, asked)


def estimate(plan: Plan, lang: str) -> Iterator[str]:
    """Lists everything and reads nothing: how much there is, and what a scan would cost."""
    for target in plan.targets:
        source, found = open_source(target, source_options(plan)), Estimate()
        for item in plan.filters().over(source.list()):
            found.add(item)
        yield source.target
        yield "  " + say("plan.items", lang, items=found.items, reads=found.reads, bytes=amount(found.bytes))
        for reason, count in found.left_out.most_common():
            yield "  " + say("plan.left_out", lang, reason=_reason(reason, lang), count=count)
        if bill := getattr(source, "bill", None):
            gets, money = bill.gets + bill.acls, f"{bill.money:.2f}"
            yield "  " + say("plan.requests", lang, gets=gets, lists=bill.lists, money=money)
        if forecast := getattr(source, "forecast", None):
            rows, read, size = forecast.rows, forecast.read, amount(forecast.bytes)
            yield "  " + say("plan.rows", lang, rows=rows, read=read, bytes=size, statements=plan.sql.statements)
            if forecast.unknown:
                yield "  " + say("plan.rows_unknown", lang, tables=forecast.unknown)
        if plan.depth in _SPEED:
            time_, workers = clock(found.seconds(plan)), plan.workers
            yield "  " + say("plan.time", lang, time=time_, workers=workers, depth=plan.depth)
