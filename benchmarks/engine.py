"""How fast text goes through the recognizers, one process: python -m benchmarks.engine

The same text through the two matchers and the three depths, best of three runs each, with the ratio to plain `re`.
Ratios hold from machine to machine, megabytes a second do not.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from recognizers import Engine

ROOT = Path(__file__).resolve().parent.parent
RUNS = 3


def texts() -> dict[str, str]:
    """Prose of our own documents (few hits) and the labelled business texts (a hit in every line)."""
    prose = "\n".join(
        (ROOT / name).read_text(encoding="utf-8") for name in ("README.ja.md", "LICENSE", "CONTRIBUTING.md")
    )
    from tests.accuracy.texts import HERE, read

    dense = "\n".join(row["text"] for name in ("pii_dev", "own") for row in read(HERE / name / "text.jsonl"))
    return {"prose": prose * 4, "dense": dense * 4}


def best(run: Callable[[], object]) -> float:
    times = []
    for _ in range(RUNS):
        started = time.perf_counter()
        run()
        times.append(time.perf_counter() - started)
    return min(times)


def main() -> None:
    engines = {
        "quick, plain re": Engine(depth="quick", matcher="re"),
        "quick": Engine(depth="quick"),
        "standard": Engine(depth="standard"),
    }
    print("| text | engine | MB/s | hits | times plain re |")
    print("|---|---|---|---|---|")
    for name, text in texts().items():
        size = len(text.encode()) / 1e6
        base = 0.0
        for kind, engine in engines.items():
            seconds = best(partial(engine.find, text))
            base = base or seconds
            print(f"| {name} | {kind} | {size / seconds:.2f} | {len(engine.find(text))} | {base / seconds:.1f} |")


if __name__ == "__main__":
    main()
