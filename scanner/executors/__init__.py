"""Who does the work: this process, other processes of this machine, or an engine that other packages add."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any, Protocol, cast

from scanner.lazy import Lazy, with_plugins
from scanner.model import Item, ItemResult, Lost
from scanner.problems import ConfigError

EXECUTORS = {
    "inline": Lazy("scanner.executors.inline:Inline"),
    "local": Lazy("scanner.executors.local:Local"),
}

Job = Callable[[Sequence[Item]], list[ItemResult]]


def groups(job: Job, batch: Sequence[Item]) -> list[Sequence[Item]]:
    """A batch, cut where the job can do some items together. It can where it has `groups(batch)`, which cuts, and
    `together(group)`, which gives the results in the order of the items, some at a time."""
    cut: Any = getattr(job, "groups", None)
    if cut is not None:
        with suppress(Exception):  # whatever it is, each item meets it by itself
            return cast(list[Sequence[Item]], cut(batch))
    return [(item,) for item in batch]


class Executor(Protocol):
    def run(self, job: Job, batches: Iterable[Sequence[Item]]) -> Iterator[list[ItemResult] | Lost]:
        """Every item of every batch comes back once, in a result or in a `Lost`, in order of completion.

        `batches` is read as workers get free, never all at once. `job(())` is called before the first item and not
        counted against any item: the job builds there what it needs.
        """


def make(name: str, workers: int = 1, memory_bytes: int = 0, seconds_per_item: float = 0) -> Executor:
    """memory_bytes, seconds_per_item: what one item may use before its worker is ended; 0 for no limit.

    These are the hard limits. The budget of a reader should be smaller: it keeps what was read until then.
    """
    table = with_plugins(EXECUTORS, "daicho.executors")
    if name not in table:
        known = ", ".join(sorted(table))
        raise ConfigError(
            f"executor {name!r}: unknown. Use one of: {known}",
            ja=f"executor {name!r} はありません。次のどれかにしてください: {known}",
        )
    return cast(Executor, table[name].load()(workers, memory_bytes, seconds_per_item))
