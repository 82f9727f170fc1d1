"""Where the time of the mixed share goes, by format: python -m benchmarks.kinds [--depth D] [--folder DIR] [--runs N]

In one process: steps 0 and 1 of the small share are read first, step 2 is measured. Milliseconds of processor time a file:
reading, patterns in text, names, columns, and what is left (records, classes of documents, rows).
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import recognizers
import scanner.clock
import scanner.findings
from benchmarks.shelf import SMALL, Shelf
from scanner.config import Plan
from scanner.model import Item
from scanner.sources import open_source
from scanner.worker import Job, source_options

_READ, _TIERS = 2, ("read", "patterns", "names", "columns")


def measure(folder: Path, depth: str, runs: int) -> dict[str, list[float]]:
    """Of each format, and of all: files, bytes, seconds, and of these the seconds of each tier; of the best run."""
    time.perf_counter = time.process_time  # what the tiers are told by; other work on the machine is not to count
    for module in (recognizers, scanner.clock, scanner.findings):
        module.perf_counter = time.process_time  # type: ignore[attr-defined]

    def listed(step: Path) -> tuple[Plan, list[Item]]:
        plan = Plan((str(step),), depth=depth)
        return plan, list(open_source(str(step), source_options(plan)).list())

    steps = Shelf(folder, SMALL).steps("share")
    for step in steps[:_READ]:
        plan, items = listed(step)
        Job(plan, b"k" * 32)(items)
    plan, items = listed(steps[_READ])
    tries = []
    for _ in range(runs):
        job, spent = Job(plan, b"k" * 32), defaultdict[str, list[float]](lambda: [0.0] * (3 + len(_TIERS)))
        for item in items:
            began = time.process_time()
            (result,) = job([item])
            seconds = time.process_time() - began
            row = [1, item.size, seconds, *(getattr(result.cost, tier) for tier in _TIERS)]
            for name in (item.relative.rpartition(".")[2], "all"):
                spent[name] = [a + b for a, b in zip(spent[name], row, strict=True)]
        tries.append(dict(spent))
    return min(tries, key=lambda spent: spent["all"][2])


def lines(found: dict[str, list[float]]) -> Iterator[str]:
    yield f"| format | files | MB/s | ms a file | {' | '.join(_TIERS)} | the rest |"
    yield "|" + "---|" * (5 + len(_TIERS))
    for name, (count, size, seconds, *tiers) in sorted(found.items(), key=lambda one: one[1][2]):
        times = " | ".join(f"{1000 * one / count:.1f}" for one in (seconds, *tiers, seconds - sum(tiers)))
        yield f"| {name} | {int(count)} | {size / 1e6 / seconds:.3f} | {times} |"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--depth", default="standard", choices=("quick", "standard"))
    parser.add_argument("--folder", type=Path, help="keep the share here")
    parser.add_argument("--runs", type=int, default=1, help="the best of so many: what was met before costs less")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        found = measure(given.folder or Path(scratch), given.depth, given.runs)
    print("\n".join(lines(found)))


if __name__ == "__main__":
    main()
