"""Listed items → batches for workers. What need not or cannot be read goes straight to the parts."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from threading import Event, Thread
from time import sleep, time
from typing import Protocol, cast

from scanner.executors.batches import Pile
from scanner.filters import Filters
from scanner.formats import slices
from scanner.ledger import Ledger, Run, Todo
from scanner.model import Item, ItemResult, Reason, Status
from scanner.shares import Shares
from scanner.sources import ByteSource, Source
from scanner.sources.content import WHOLE
from scanner.worker import unread

# Left out on purpose: what the plan says, and what holds nothing of its own.
LEFT_OUT = frozenset(
    {Reason.EXCLUDED, Reason.FOREIGN, Reason.SYMLINK, Reason.SYMLINK_LOOP, Reason.SPECIAL_FILE, Reason.TOO_LARGE}
)

_LEAVES = ("file", "object")  # nothing lies below them
_AHEAD = 5_000  # items the lister may be ahead of us; a kilobyte each
_ADMIT = 1_000  # items looked up in the ledger at a time
_PILED = 5_000  # items that wait for workers, the biggest to go first
_AT_ONCE = 2_000  # of them that are added while somebody is free
_PATIENCE = 0.05  # seconds to wait for more of them


class Watcher(Protocol):
    """Told how the scan goes. See `progress.py`."""

    def listed(self, item: Item) -> None: ...

    def listing_done(self) -> None: ...

    def skipped(self, item: Item) -> None: ...

    def done(self, result: ItemResult) -> None: ...

    def share_done(self, share: Item) -> None: ...


class Nobody:
    """Watches nothing."""

    def listed(self, item: Item) -> None: ...

    def listing_done(self) -> None: ...

    def skipped(self, item: Item) -> None: ...

    def done(self, result: ItemResult) -> None: ...

    def share_done(self, share: Item) -> None: ...


class Done(Protocol):
    """Where results go, and what is known of contents. See `parts.py`."""

    def add(self, result: ItemResult) -> None: ...

    def known(self, sizes: set[int]) -> dict[int, tuple[str, ...]]: ...


@dataclass(slots=True)
class Work:
    """What one run has to do.

    roots: targets below which anything at all was listed; a share that is not mounted must not look emptied.
    blocked: folders that could not be listed, whose former items are not known to be gone.
    deadline: seconds since the epoch, after which nothing more is begun. stopped: whether it came before the end.
    """

    ledger: Ledger
    run: Run
    full: bool
    done: Done
    watcher: Watcher
    shares: Shares
    filters: Filters = field(default_factory=Filters)
    deadline: float | None = None
    stopped: bool = False
    roots: set[str] = field(default_factory=set)
    blocked: list[str] = field(default_factory=list)
    pile: Pile = field(default_factory=Pile)
    _sources: dict[str, Source] = field(default_factory=dict)
    _sizes: Counter[int] = field(default_factory=Counter)  # of large items, as far as the lister has got

    def batches(self, sources: Sequence[Source], workers: int) -> Iterator[tuple[Item, ...]]:
        """The biggest first, of all that is listed by the time somebody is free."""
        self._sources = {source.target: source for source in sources}
        lister = _Lister(sources, self.filters, self.watcher, self._sizes)
        while True:
            most = min(_PILED, len(self.pile) + _AT_ONCE)
            while len(self.pile) < most and (group := lister.take(_ADMIT, wait=not (self.pile or self.shares))):
                self.pile.add(self._admitted(group))
            if self.shares and (share := self.shares.next()) is not None and not self.shares.looked_at(share):
                self.pile.add([share])
            if self.deadline is not None and time() >= self.deadline:
                self.stopped = bool(self.pile or self.shares) or not lister.ended
                return
            if self.pile:
                yield self.pile.take(workers)
            elif lister.ended and not self.shares:
                return

    def take(self, results: Sequence[ItemResult]) -> None:
        """What came back from a worker."""
        self.pile.learn(results)
        for result in results:
            if result.item.slice:
                self.shares.put(result)
                self.watcher.share_done(result.item)
            else:
                self.done.add(result)
        self.join()

    def join(self) -> None:
        """Items of which every share is done."""
        for whole in self.shares.complete():
            self.done.add(whole)

    def _admitted(self, items: Sequence[Item]) -> Iterator[Item]:
        scanned: list[Item] = []
        for item, todo in zip(items, self.ledger.admit(self.run, items, self.full), strict=True):
            self.roots.add(item.source)
            if item.problem is not None and item.kind not in _LEAVES:
                self.blocked.append(item.uri)
            if todo is not Todo.SCAN:
                self.watcher.skipped(item)
            elif item.problem is None:
                scanned.append(item)
            else:
                left_out = item.problem.reason in LEFT_OUT
                self.done.add(unread(item, item.problem, Status.EXCLUDED if left_out else Status.UNREADABLE))
        known = self.done.known({item.size for item in scanned if item.size > 0})
        for item in scanned:
            twins = known.get(item.size, ())
            if twins or self._sizes[item.size] > 1:
                yield replace(item, known=twins)
            elif item.size >= slices.LEAST and hasattr(source := self._sources.get(item.source), "open"):
                self.shares.add(cast(ByteSource, source), item)
            else:
                yield item


class _Lister:
    """Lists in a thread of its own, ahead of the workers, so that the total is soon known."""

    def __init__(self, sources: Sequence[Source], filters: Filters, watcher: Watcher, sizes: Counter[int]) -> None:
        self._sources, self._filters, self._watcher, self._sizes = sources, filters, watcher, sizes
        self._items: deque[Item] = deque()  # a deque, for a queue's lock costs as much as listing
        self._some, self._done = Event(), False
        self._error: BaseException | None = None
        Thread(target=self._work, name="daicho lister", daemon=True).start()

    def _work(self) -> None:
        try:
            for source in self._sources:
                for item in self._filters.over(source.list()):
                    if item.size > WHOLE:
                        self._sizes[item.size] += 1
                    self._watcher.listed(item)
                    self._items.append(item)
                    if not self._some.is_set():
                        self._some.set()
                    while len(self._items) > _AHEAD:
                        sleep(_PATIENCE)
            self._watcher.listing_done()
        except BaseException as exc:
            self._error = exc
        self._done = True
        self._some.set()

    @property
    def ended(self) -> bool:
        return self._done and not self._items and self._error is None

    def take(self, most: int, wait: bool) -> list[Item]:
        """Up to so many items that are there. wait: for a first one, as long as there may be one, and for more shortly."""
        while wait and not self._items and not self._done:
            self._some.clear()
            if not self._items and not self._done:
                self._some.wait()
        if wait and len(self._items) < most and not self._done:
            sleep(_PATIENCE)
        group = [self._items.popleft() for _ in range(min(most, len(self._items)))]
        if not group and self._done and self._error is not None:
            raise self._error
        return group
