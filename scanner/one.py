"""One item, looked at in steps: its path, what it holds, the result. Steps of other items may come between."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import chain
from typing import Any, cast
from urllib.parse import unquote

from recognizers.filename import said
from recognizers.types import Hints, Hit
from scanner import contents
from scanner.budget import Budget, Passwords, Pictures
from scanner.clock import TIERS
from scanner.config import Plan
from scanner.contents import Memo
from scanner.findings import PATH_FIELD, TOGETHER, Engine, Findings
from scanner.formats.slices import is_first
from scanner.model import Cost, Item, ItemResult, Passage, Problem, Reason, Segment, Status
from scanner.redact import Key, mask
from scanner.sources import ByteSource, Source
from scanner.sources.content import WHOLE, Content
from scanner.suppress import Decisions, Signed


@dataclass(frozen=True, slots=True)
class Tools:
    """What all items are looked at with.

    headers: the engine for headers. memo: what was found in other contents, to be used again.
    """

    engine: Engine
    plan: Plan
    key: Key
    headers: Engine
    decisions: Decisions | None = None
    memo: Memo | None = None
    passwords: tuple[str, ...] = ()


def pictures(plan: Plan) -> Pictures:
    """How the plan wants pictures to be read."""
    if plan.ocr == "off" or plan.depth == "quick":
        return Pictures("not read with ocr: off" if plan.ocr == "off" else "not read at depth quick", asked=True)
    beside_text = plan.depth == "deep" or plan.ocr == "always"
    return Pictures("", True, beside_text, plan.limits.ocr_pages)


class One:
    """Never raises for what is in the item. Each step is done `with` it: what passes between counts for others.

    pending: ids of contents that others have read whose results come first.
    """

    def __init__(
        self, item: Item, source: Source, tools: Tools, pending: frozenset[str] | set[str] = frozenset()
    ) -> None:
        plan, key = tools.plan, tools.key
        self.item, self._source, self._tools, self._pending = item, source, tools, pending
        tried = Passwords(tools.passwords, plan.limits.attempts)
        self._budget = Budget(plan.limits, max(item.size, 0), passwords=tried, pictures=pictures(plan))
        self._paused = time.monotonic()
        self._since = self.seconds = 0.0
        paths = (item.relative, item.uri, unquote(item.uri)) if plan.suppressions else ()
        self._signed = Signed(tools.decisions or Decisions(plan.suppressions), key, paths)
        self._first = not item.slice or is_first(item.slice)  # what stands above all shares is looked at once
        self._work = Findings(
            tools.engine, tools.headers, plan, key, mask, self._signed, bool(item.slice), not self._first
        )
        self._name = item.relative.rpartition("/")[2]
        self.path = Passage(item.relative, at="path", field=PATH_FIELD, hints=Hints(name=self._name))
        self._content = Content(cast(ByteSource, source), item, self._budget) if hasattr(source, "open") else None
        self._segments = self._inside()
        self._ahead: list[Segment] = []
        self._broken: Exception | None = None

    def __enter__(self) -> None:
        self._since = time.monotonic()
        self._budget.spare(self._since - self._paused)

    def __exit__(self, *_: object) -> None:
        self._paused = time.monotonic()
        self.seconds += self._paused - self._since

    def take_path(self) -> None:
        if self._first:
            self._work.take_some(iter((self.path,)), self._budget)

    def read(self) -> int:
        """What the item holds, as long as it is text and not much; the rest later. Returns how many characters are here."""
        held, started = 0, time.perf_counter()
        try:
            for segment in self._segments:
                self._ahead.append(segment)
                if not isinstance(segment, Passage | Problem):
                    break
                held += len(segment.text) if isinstance(segment, Passage) else 0
                if held > TOGETHER:
                    break
        except Exception as exc:  # told where it is met
            self._broken = exc
        self._work.clock.read += time.perf_counter() - started
        return held

    def passages(self) -> list[Passage]:
        """Of what is here, those that can be read with others'."""
        return [one for one in self._ahead if isinstance(one, Passage) and 0 < len(one.text) <= TOGETHER]

    def ready(self, passage: Passage, hits: list[Hit], seconds: float, names: float) -> None:
        """The hits in one of them. seconds, names: what they took of the time of all, and of that for names."""
        self._work.ready[id(passage)] = hits
        self.seconds += seconds
        self._work.clock.patterns += seconds - names
        self._work.clock.names += names

    def take(self) -> None:
        self._work.take_all(chain(self._ahead, self._breaking(), self._segments), self._budget)
        self._ahead = []

    def _breaking(self) -> Iterator[Segment]:
        if self._broken is not None:
            raise self._broken
        yield from ()

    def _inside(self) -> Iterator[Segment]:
        content, memo, item = self._content, self._tools.memo, self.item
        if content is None:
            yield from self._source.read(item, self._budget)
            return
        if memo is not None and not item.slice and self._may_share():
            content.key, content.told = self._tools.key.of_contents(), said(self._name)
            pending, known = self._pending, item.known or ()
            content.known = lambda id: id in memo or id in pending or id in known  # of us it must hold nothing
        yield from content.segments()

    @property
    def new(self) -> str:
        """The id of what the item holds, once it is read, where nobody else's is known to be the same."""
        return self._content.id if self._content is not None and not self._content.same else ""

    @property
    def forsaken(self) -> bool:
        """Whether the result was to come from another item's, and there is none: the item is to be looked at anew."""
        content, memo = self._content, self._tools.memo
        if content is None or memo is None or not content.same or self._work.problems:
            return False
        return content.id not in memo and content.id not in (self.item.known or ())

    def result(self) -> ItemResult:
        item, work, content, budget = self.item, self._work, self._content, self._budget
        with self:
            status = Status.SCANNED
            if work.problems:
                status = Status.PARTIAL if work.segments > self._first else Status.UNREADABLE  # the path is one
            facts = work.facts()
        same = content is not None and content.same and status is Status.SCANNED
        refine = getattr(self._source, "refine", None)
        result = ItemResult(
            item=replace(refine(item) if refine is not None else item, known=None),
            status=status,
            tallies=tuple(work.tallies.values()),
            findings=tuple(work.findings),
            problems=tuple(work.problems),
            cost=Cost(
                seconds=round(self.seconds, 6),
                **_read(item, work, status),
                **{tier: round(getattr(work.clock, tier), 6) for tier in TIERS},
            ),
            format=content.format if content is not None else "",
            lines=content.lines if content is not None else 0,
            encrypted=budget.passwords.met or any(problem.reason is Reason.ENCRYPTED for problem in work.problems),
            content=content.id if content is not None and status is Status.SCANNED else "",
            same=same,
            missing=same,
            **facts,
        )
        memo = self._tools.memo
        if memo is None or not result.content:
            return result
        if same:
            return contents.at(result, memo[result.content]) if result.content in memo else result
        memo.keep(result)
        return result

    def _may_share(self) -> bool:
        """Whether what is in the item does not depend on where it lies, and a digest is worth its while.

        Reading a large file a second time is, only where another of its size is known.
        """
        small = self.item.size <= WHOLE or self.item.known is not None
        return small and not (self._work.path_tells or self._work.problems or self._signed.by_path)


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
