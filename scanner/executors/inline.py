"""Everything in this process: easy to debug, and what a library caller may want. It isolates nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any

from scanner.executors import Job, groups
from scanner.model import Item, ItemResult, Lost, Reason


class Inline:
    """A hang hangs, a crash crashes. Only exceptions that leave the job become `Lost`."""

    def __init__(self, workers: int = 1, memory_bytes: int = 0, seconds_per_item: float = 0) -> None:
        """Takes the limits like other executors and cannot hold them."""

    def run(self, job: Job, batches: Iterable[Sequence[Item]]) -> Iterator[list[ItemResult] | Lost]:
        for number, batch in enumerate(batches):
            if not number:  # where nothing has changed there is nothing to build
                job(())
            results: list[ItemResult] = []
            for group in groups(job, batch):
                done = len(results)
                if len(group) > 1:
                    results += _together(job, group)
                for item in group[len(results) - done :]:
                    try:
                        results.extend(job((item,)))
                    except MemoryError:
                        yield Lost((item,), Reason.MEMORY)
                    except Exception as exc:  # one item must not end the scan, whatever it did to the job
                        yield Lost((item,), Reason.INTERNAL, type(exc).__name__)
            if results:
                yield results


def _together(job: Any, group: Sequence[Item]) -> list[ItemResult]:
    """What came of it, as far as it went; the others are then done one by one."""
    results: list[ItemResult] = []
    with suppress(Exception):
        for some in job.together(group):
            results += some
    return results
