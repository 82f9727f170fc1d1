"""What a worker does: one item in, one ItemResult out."""

from __future__ import annotations

import difflib
import gc
import logging
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import groupby
from typing import Any, cast

import recognizers
from recognizers.custom import Custom
from recognizers.documents import Documents
from recognizers.jp.special_care.lists import Term
from scanner.budget import Budget
from scanner.config import Plan
from scanner.contents import Memo
from scanner.findings import Engine, Findings
from scanner.lazy import Lazy
from scanner.model import Item, ItemResult, Problem, Segment, Status
from scanner.one import One, Tools, pictures
from scanner.problems import ConfigError
from scanner.records import Records
from scanner.redact import Key, mask
from scanner.sources import Source, SourceOptions, is_local, open_source
from scanner.suppress import Decisions, Signed
from scanner.together import SMALL, together

__all__ = ["Job", "check", "inspect", "pictures", "scan", "source_options", "unread"]


def source_options(plan: Plan) -> SourceOptions:
    return SourceOptions(
        include=plan.include,
        exclude=plan.exclude,
        follow_symlinks=plan.follow_symlinks,
        one_file_system=plan.one_file_system,
        max_bytes=plan.max_bytes,
        skip=(plan.out,),
        s3=plan.s3,
        gcs=plan.gcs,
        azure=plan.azure,
        sftp=plan.sftp,
        # Whose a file is, is asked of each only where the plan wants to know; else it is told of its folder.
        smb=replace(plan.smb, acl="file") if plan.owner or plan.exclude_owner else plan.smb,
        webdav=plan.webdav,
        ftp=plan.ftp,
        pace=plan.pace,
        sql=plan.sql,
        stores=plan.stores,
        full=plan.full,
        targets=plan.targets,
        out=plan.out,
        workers=max(plan.workers, 1),
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
    built = cast(Engine, build(recognizers, depth, **own))
    gc.freeze()  # what stays for good is not gone through again each time
    gc.set_threshold(20_000, 20, 20)  # candidates of a text come by the thousand and do not stay
    return built


@cache
def _headers(target: str, recognizers: tuple[str, ...], depth: str, *own: Any) -> Engine:
    """The engine for headers. They are written as they stand, so names in them are looked for at every depth."""
    engine = _engine(target, recognizers, depth, *own)
    if depth != "quick":
        return engine
    at = getattr(engine, "at", None)
    return cast(Engine, at("standard")) if at is not None else _engine(target, recognizers, "standard", *own)


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
    passwords: tuple[str, ...] = field(default=(), repr=False)
    decisions: Decisions = field(init=False, repr=False)
    options: SourceOptions = field(init=False, repr=False)
    memo: Memo = field(init=False, repr=False, compare=False, default_factory=Memo)

    def __post_init__(self) -> None:
        object.__setattr__(self, "decisions", Decisions(self.plan.suppressions))
        object.__setattr__(self, "options", source_options(self.plan))

    @property
    def network(self) -> bool:
        """Whether reading needs it. Where all targets are files, nothing that a file holds may reach it."""
        return not all(is_local(target) for target in self.plan.targets)

    def __call__(self, batch: Sequence[Item]) -> list[ItemResult]:
        """An empty batch builds the engine and does nothing else."""
        tools, results = self._tools(), []
        self._expect(batch)
        for item in batch:
            with (one := One(item, self._source(item), tools)):
                one.take_path()
                one.take()
            results.append(one.result())
        return results

    def groups(self, batch: Sequence[Item]) -> list[Sequence[Item]]:
        """A batch, cut where items may be read together (see `together`) and where they may not."""
        if not hasattr(self._tools().engine, "find_all"):
            return [(item,) for item in batch]
        found: list[Sequence[Item]] = []
        for small, run in groupby(batch, self._is_small):
            items = tuple(run)
            found += [items] if small else [(item,) for item in items]
        return found

    def together(self, group: Sequence[Item]) -> Iterator[list[ItemResult]]:
        """As calling it, for many small items: their texts are read together (`scanner.together`). Results in their order,
        some at a time."""
        tools = self._tools()
        self._expect(group)
        often = gc.get_threshold()
        gc.set_threshold(5 * often[0], *often[1:])  # what the group holds goes with it: to look through it is in vain
        try:
            yield from together([(item, self._source(item)) for item in group], tools)
        finally:
            gc.set_threshold(*often)

    def _is_small(self, item: Item) -> bool:
        return 0 <= item.size <= SMALL and not item.slice and hasattr(self._source(item), "open")

    def _source(self, item: Item) -> Source:
        return _source(item.source, self.options)

    def _expect(self, batch: Sequence[Item]) -> None:
        for target in dict.fromkeys(item.source for item in batch):
            if expect := getattr(_source(target, self.options), "expect", None):
                expect(item for item in batch if item.source == target)

    def _tools(self) -> Tools:
        _hush()
        _warm()
        own = self.plan.custom, self.plan.terms
        asked = self.engine, self.plan.recognizers, self.plan.depth, *own
        engine, headers = _engine(*asked), _headers(*asked)
        return Tools(engine, self.plan, Key(self.key), headers, self.decisions, self.memo, self.passwords)


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
    memo: Memo | None = None,
    passwords: tuple[str, ...] = (),
) -> ItemResult:
    """All of one item. Never raises for what is in it.

    headers: the engine for headers, where it is another. memo: what was found in other contents, to be used again.
    """
    one = One(item, source, Tools(engine, plan, key, headers or engine, decisions, memo, passwords))
    with one:
        one.take_path()
        one.take()
    return one.result()


def inspect(
    segments: Iterable[Segment], engine: Engine, plan: Plan, key: Key, show: Callable[[str, str], str] = mask
) -> ItemResult:
    """As `scan`, for segments that belong to no listed item. `show` stands in for `mask` where values are wanted."""
    work = Findings(engine, engine, plan, key, show, Signed(Decisions(plan.suppressions), key))
    work.take_all(iter(segments), Budget(plan.limits))
    status = Status.SCANNED if not work.problems else Status.PARTIAL if work.segments else Status.UNREADABLE
    findings, problems = tuple(work.findings), tuple(work.problems)
    return ItemResult(Item("", ""), status, tuple(work.tallies.values()), findings, problems, **work.facts())


def unread(item: Item, problem: Problem, status: Status = Status.UNREADABLE) -> ItemResult:
    """The row of an item that no worker has looked at."""
    return ItemResult(replace(item, problem=None), status, problems=(problem,))
