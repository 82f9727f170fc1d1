"""Dense records in text files, end to end: python -m benchmarks.records [MB] [LAYOUT ...]

A file of each layout is read and judged at depth quick, as one worker does it: once with its tables taken as columns and once
as mere text, best of three in processor time. Of the text only a small piece is read, since it takes so long. "finding" is
the time to find the tables, without judging them. Layouts: see tests/formats/dense.py; those of `bench` are what
benchmarks/people.py makes its records of, each kind alone, and its prose.
"""

from __future__ import annotations

import io
import sys
import time
from collections.abc import Callable

from benchmarks import corpora, people, prose
from recognizers import Engine
from scanner import worker
from scanner.budget import Budget
from scanner.config import Plan
from scanner.formats import text
from scanner.redact import Key
from tests.formats import dense

RUNS = 3
_PIECE = 100_000  # bytes that are read as text
_ENGINE = Engine(depth="quick")


def sources(size: int) -> dict[str, bytes]:
    """Files of about such a size, without tables the last ones."""
    found = {}
    for name, layout in dense.LAYOUTS.items():
        one = len(layout(dense.customers(100)).encode()) / 100
        found[name] = layout(dense.customers(int(size / one))).encode()
    for kind, write in (("lines", people.Person.line), ("forms", people.Person.form), ("notes", people.Person.told)):
        some = "\n".join(map(write, people.crowd(20 + size // 150, kind)))
        found[f"bench: {kind}"] = some.encode()[: some.encode().rfind(b"\n", 0, size)]
    found["bench: prose"] = prose.text(size, "records").encode()
    found["forms"] = corpora.forms(size // 2).encode()[:size]
    found["a server's log"] = corpora.logs(size).encode()
    return found | {
        "no tables: prose": corpora.prose(chars=size).encode()[:size],
        "no tables: code": corpora.code(size).encode(),
    }


def read(data: bytes, tables: bool) -> None:
    for _ in text.read(io.BytesIO(data), "x.log", Budget(), tables):
        pass


def scan(data: bytes, tables: bool) -> None:
    segments = text.read(io.BytesIO(data), "x.log", Budget(), tables)
    worker.inspect(segments, _ENGINE, Plan((), depth="quick"), Key(b"k" * 32))


def speed(run: Callable[[bytes, bool], None], data: bytes, tables: bool) -> float:
    """Megabytes a second."""
    times = []
    for _ in range(RUNS):
        started = time.process_time()
        run(data, tables)
        times.append(time.process_time() - started)
    return len(data) / 1e6 / min(times)


def main() -> None:
    size = int(float(sys.argv[1]) * 1e6) if len(sys.argv) > 1 else 2_000_000
    print("| layout | as text MB/s | as columns MB/s | times | finding MB/s |\n|---|---|---|---|---|")
    for name, data in sources(size).items():
        if sys.argv[2:] and name not in sys.argv[2:]:
            continue
        plain, columns = speed(scan, data[: data.rfind(b"\n", 0, _PIECE)], False), speed(scan, data, True)
        finding = speed(read, data, True)
        print(f"| {name} | {plain:.2f} | {columns:.2f} | {columns / plain:.1f} | {finding:.0f} |", flush=True)


if __name__ == "__main__":
    main()
