"""What a worker does: one item in, one ItemResult out."""

from __future__ import annotations

import difflib
import gc
import logging
import time
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, cast
from urllib.parse import unquote

import recognizers
from recognizers.custom import Custom
from recognizers.documents import Documents
from recognizers.filename import said
from recognizers.jp.special_care.lists import Term
from recognizers.types import Hints
from scanner import contents
from scanner.budget import Budget, Passwords, Pictures
from scanner.clock import TIERS
from scanner.config import Plan
from scanner.contents import Memo
from scanner.findings import PATH_FIELD, Engine, Findings
from scanner.formats.slices import is_first
from scanner.lazy import Lazy
from scanner.model import Cost, Item, ItemResult, Passage, Problem, Reason, Segment, Status
from scanner.problems import ConfigError
from scanner.records import Records
from scanner.redact import Key, mask
from scanner.sources import ByteSource, Source, SourceOptions, is_local, open_source
from scanner.sources.content import WHOLE, Content
from scanner.suppress import Decisions, Signed


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


def pictures(plan: Plan) -> Pictures:
    """How the plan wants pictures to be read."""
    if plan.ocr == "off" or plan.depth == "quick":
        return Pictures("not read with ocr: off" if plan.ocr == "off" else "not read at depth quick", asked=True)
    beside_text = plan.depth == "deep" or plan.ocr == "always"
    return Pictures("", True, beside_text, plan.limits.ocr_pages)


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
        _hush()
        _warm()
        own = self.plan.custom, self.plan.terms
        asked = self.engine, self.plan.recognizers, self.plan.depth, *own
        engine, headers = _engine(*asked), _headers(*asked)
        key = Key(self.key)
        common = engine, self.plan, key, headers, self.decisions, self.memo, self.passwords
        for target in dict.fromkeys(item.source for item in batch):
            if expect := getattr(_source(target, self.options), "expect", None):
                expect(item for item in batch if item.source == target)
        return [scan(item, _source(item.source, self.options), *common) for item in batch]


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
    started = time.monotonic()
    tried = Passwords(passwords, plan.limits.attempts)
    budget = Budget(plan.limits, max(item.size, 0), passwords=tried, pictures=pictures(plan))
    paths = (item.relative, item.uri, unquote(item.uri)) if plan.suppressions else ()
    signed = Signed(decisions or Decisions(plan.suppressions), key, paths)
    first = not item.slice or is_first(item.slice)  # what stands above all shares is looked at once
    work = Findings(engine, headers or engine, plan, key, mask, signed, bool(item.slice), not first)
    name = item.relative.rpartition("/")[2]
    path = Passage(item.relative, at="path", field=PATH_FIELD, hints=Hints(name=name))
    content = Content(cast(ByteSource, source), item, budget) if hasattr(source, "open") else None

    def segments() -> Iterator[Segment]:
        if first:
            yield path
        if content is None:
            yield from source.read(item, budget)
            return
        if memo is not None and not item.slice and _may_share(item, work, signed):
            content.key, content.told = key.of_contents(), said(name)
            content.known = lambda id: id in memo or id in (item.known or ())
        yield from content.segments()

    work.take_all(segments(), budget)
    status = Status.SCANNED
    if work.problems:
        status = Status.PARTIAL if work.segments > first else Status.UNREADABLE  # the path is one
    same = content is not None and content.same and status is Status.SCANNED
    refine = getattr(source, "refine", None)
    result = ItemResult(
        item=replace(refine(item) if refine is not None else item, known=None),
        status=status,
        tallies=tuple(work.tallies.values()),
        findings=tuple(work.findings),
        problems=tuple(work.problems),
        cost=Cost(
            seconds=round(time.monotonic() - started, 6),
            **_read(item, work, status),
            **{tier: round(getattr(work.clock, tier), 6) for tier in TIERS},
        ),
        format=content.format if content is not None else "",
        lines=content.lines if content is not None else 0,
        encrypted=budget.passwords.met or any(problem.reason is Reason.ENCRYPTED for problem in work.problems),
        content=content.id if content is not None and status is Status.SCANNED else "",
        same=same,
        missing=same,
        **work.facts(),
    )
    if memo is None or not result.content:
        return result
    if same:
        return contents.at(result, memo[result.content]) if result.content in memo else result
    memo.keep(result)
    return result


def _read(item: Item, work: Findings, status: Status) -> dict[str, Any]:
    """How much of the item, for `Cost`."""
    sampled, extent = work.sampled or work.names.share < 1, work.extent
    if extent is None:
        size = max(item.size, 0) if status is not Status.UNREADABLE else 0
        return {"bytes_read": size, "rows_read": work.rows, "rows_total": work.rows, "sampled": sampled}
    return {
        "bytes_read": extent.bytes,
        "rows_read": extent.rows or work.rows,
        "rows_total": extent.total,
        "rows_exact": extent.exact,
        "sampled": sampled or extent.method != "whole",
        "method": extent.method,
        "excluded": extent.excluded,
        "spread": extent.spread,
        "unsifted": work.unsifted,
    }


def _may_share(item: Item, work: Findings, signed: Signed) -> bool:
    """Whether what is in the item does not depend on where it lies, and a digest is worth its while.

    Reading a large file a second time is, only where another of its size is known.
    """
    small = item.size <= WHOLE or item.known is not None
    return small and not (work.path_tells or work.problems or signed.by_path)


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
