"""What a worker does: one item in, one ItemResult out."""

from __future__ import annotations

import difflib
import logging
import time
import warnings
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import chain
from typing import cast
from urllib.parse import unquote

import recognizers
from recognizers.custom import Custom
from recognizers.documents import Documents
from recognizers.jp.special_care.lists import Term
from recognizers.types import Hints
from scanner import formats
from scanner.budget import Budget
from scanner.config import Plan
from scanner.findings import PATH_FIELD, Engine, Findings
from scanner.lazy import Lazy
from scanner.model import Cost, Item, ItemResult, Passage, Problem, Reason, Segment, Status
from scanner.problems import ConfigError
from scanner.records import Records
from scanner.redact import Key, mask
from scanner.sources import Source, SourceOptions, open_source
from scanner.suppress import Decisions, Signed


def source_options(plan: Plan) -> SourceOptions:
    return SourceOptions(
        include=plan.include,
        exclude=plan.exclude,
        follow_symlinks=plan.follow_symlinks,
        one_file_system=plan.one_file_system,
        max_bytes=plan.max_bytes,
        skip=(plan.out,),
    )


def check(plan: Plan) -> None:
    """Raises ConfigError where no engine can be built from the plan."""
    known = recognizers.table()
    for name in plan.recognizers:
        if name.lstrip("+-") not in known and ":" not in name:
            near = difflib.get_close_matches(name.lstrip("+-"), known, n=1)
            raise ConfigError(
                f"recognizers: no {name!r}."
                + (f" Did you mean {near[0]!r}?" if near else " See: daicho recognizers list"),
                ja=f"recognizers: {name!r} はありません。一覧: daicho recognizers list",
            )


# Once per process. A job is unpickled for every batch, models must not be loaded for every batch.
@cache
def _engine(
    target: str, recognizers: tuple[str, ...], depth: str, custom: tuple[Custom, ...], terms: tuple[Term, ...]
) -> Engine:
    build = Lazy(target).load()
    own = {name: value for name, value in (("custom", custom), ("terms", terms)) if value}
    return cast(Engine, build(recognizers, depth, **own))


@cache
def _warm() -> None:
    """Loads what is loaded on first use: a worker's memory is limited once the job is built, and an import that is
    broken off for want of memory stays broken."""
    records, documents = Records(), Documents()
    documents.take("", "氏名 山田")
    documents.names()
    records.people.total()


@cache
def _source(target: str, options: SourceOptions) -> Source:
    return open_source(target, options, check=False)


@dataclass(frozen=True, slots=True)
class Job:
    """Travels to workers and needs nothing but itself there. engine: dotted name, so that tests can bring their own."""

    plan: Plan
    key: bytes = field(repr=False)
    engine: str = "recognizers:Engine"
    decisions: Decisions = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "decisions", Decisions(self.plan.suppressions))

    def __call__(self, batch: Sequence[Item]) -> list[ItemResult]:
        """An empty batch builds the engine and does nothing else."""
        _hush()
        _warm()
        own = self.plan.custom, self.plan.terms
        engine = _engine(self.engine, self.plan.recognizers, self.plan.depth, *own)
        # Headers are written as they stand, so names in them are looked for at every depth.
        headers = (
            _engine(self.engine, self.plan.recognizers, "standard", *own) if self.plan.depth == "quick" else engine
        )
        options, key = source_options(self.plan), Key(self.key)
        return [
            scan(item, _source(item.source, options), engine, self.plan, key, headers, self.decisions) for item in batch
        ]


def _hush() -> None:
    """Libraries may quote what they read in warnings and log lines. Who has set up logging gets them; nobody else."""
    warnings.simplefilter("ignore")
    root = logging.getLogger()
    if not root.handlers:
        root.addHandler(logging.NullHandler())


def scan(
    item: Item,
    source: Source,
    engine: Engine,
    plan: Plan,
    key: Key,
    headers: Engine | None = None,
    decisions: Decisions | None = None,
) -> ItemResult:
    """All of one item. Never raises for what is in it. `headers`: the engine for headers, where it is another."""
    started = time.monotonic()
    budget = Budget(plan.limits, packed=max(item.size, 0))
    signed = Signed(decisions or Decisions(plan.suppressions), key, (item.relative, item.uri, unquote(item.uri)))
    work = Findings(engine, headers or engine, plan, key, mask, signed)
    name = item.relative.rpartition("/")[2]
    path = Passage(item.relative, at="path", field=PATH_FIELD, hints=Hints(name=name))
    work.take_all(chain([path], source.read(item, budget)), budget)
    status = Status.SCANNED
    if work.problems:
        status = Status.PARTIAL if work.segments > 1 else Status.UNREADABLE  # the path is always one
    return ItemResult(
        item=item,
        status=status,
        tallies=tuple(work.tallies.values()),
        findings=tuple(work.findings),
        problems=tuple(work.problems),
        cost=Cost(
            seconds=round(time.monotonic() - started, 3),
            bytes_read=max(item.size, 0) if status is not Status.UNREADABLE else 0,
            rows_read=work.rows,
            rows_total=work.rows,
            sampled=work.sampled or work.names.share < 1,
        ),
        format=_format(item, source, name),
        encrypted=any(problem.reason is Reason.ENCRYPTED for problem in work.problems),
        **work.facts(),
    )


def inspect(
    segments: Iterable[Segment], engine: Engine, plan: Plan, key: Key, show: Callable[[str, str], str] = mask
) -> ItemResult:
    """As `scan`, for segments that belong to no listed item. `show` stands in for `mask` where values are wanted."""
    work = Findings(engine, engine, plan, key, show, Signed(Decisions(plan.suppressions), key))
    work.take_all(iter(segments), Budget(plan.limits))
    status = Status.SCANNED if not work.problems else Status.PARTIAL if work.segments else Status.UNREADABLE
    findings, problems = tuple(work.findings), tuple(work.problems)
    return ItemResult(Item("", ""), status, tuple(work.tallies.values()), findings, problems, **work.facts())


def _format(item: Item, source: Source, name: str) -> str:
    """Found from the content. "" where it cannot be opened (a problem says so) or the source holds no files."""
    open_item = getattr(source, "open", None)
    if open_item is None:
        return ""
    try:
        with open_item(item) as stream:
            return formats.identify(stream, name)
    except Exception:
        return ""


def unread(item: Item, problem: Problem, status: Status = Status.UNREADABLE) -> ItemResult:
    """The row of an item that no worker has looked at."""
    return ItemResult(replace(item, problem=None), status, problems=(problem,))
