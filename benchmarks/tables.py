"""How fast tables are scanned: python -m benchmarks.tables [--rows N ...] [--columns N] [--named HEADER ...] [--runs N] [--small N ...]

Files of customers and notes, as CSV and Parquet, and each column alone; beside each, what pyarrow takes to read it into
memory. Every file is scanned in a process of its own, best of some runs in processor time, with the most memory it took.
With --small, instead, what small tables of 10 and 40 columns cost in one warm process, each file the first time and again.
Ratios hold from machine to machine, megabytes a second do not. A megabyte of Parquet is one of its values in memory.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import wide
from benchmarks.table_corpora import customers, notes, write

_THREADS = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def small(counts: list[int], depth: str, runs: int) -> None:
    """Prints milliseconds of processor time of tables of so many rows, each of rows of its own, by one worker's job."""
    from scanner.config import Plan
    from scanner.model import Status
    from scanner.sources import open_source
    from scanner.worker import Job, source_options

    with tempfile.TemporaryDirectory() as folder:
        names = []
        for count in (20, *counts):  # the first of them warms
            for columns in (10, 40):
                names.append(f"{count:,} rows, {columns} columns")
                wide.as_csv_and_parquet(Path(folder), names[-1], count, columns)
        plan = Plan((folder,), depth=depth)
        items = {item.relative.rpartition("/")[2]: item for item in open_source(folder, source_options(plan)).list()}
        for name in (f"{name}.{kind}" for name in names for kind in ("csv", "parquet")):
            seconds = []
            for _ in range(runs + 1):
                job = Job(plan, b"k" * 32)  # what was found in the same content is not used again
                job([])
                started = time.process_time()
                (result,) = job([items[name]])
                seconds.append(time.process_time() - started)
                if result.status is not Status.SCANNED:
                    raise SystemExit(f"{name}: {[problem.reason for problem in result.problems]}")
            size, again = items[name].size / 1e6, min(seconds[1:])
            if not name.startswith("20 rows"):
                print(
                    f"| {name} | {size:.3f} | {1000 * seconds[0]:.0f} | {1000 * again:.0f} | {size / again:.2f} |",
                    flush=True,
                )


def scan(path: str, depth: str, runs: int) -> float:
    """Seconds of processor time for one file, everything loaded before."""
    from scanner.budget import Limits
    from scanner.config import Plan
    from scanner.model import Status
    from scanner.sources import open_source
    from scanner.worker import Job, source_options

    plan = Plan((path,), depth=depth, limits=Limits(seconds=3600.0))
    (item,) = open_source(path, source_options(plan)).list()
    job, seconds = Job(plan, b"k" * 32), []
    job([])
    with tempfile.TemporaryDirectory() as folder:  # what is loaded on first use
        short = Path(folder) / "x.csv"
        write(short, customers, 100)
        job(list(open_source(folder, source_options(plan)).list()))
    for _ in range(runs):
        job = Job(plan, b"k" * 32)  # what was found in the same content is not used again
        job([])
        started = time.process_time()
        (result,) = job([item])
        seconds.append(time.process_time() - started)
        if result.status is not Status.SCANNED:
            raise SystemExit(f"{path}: {result.status}, {[problem.reason for problem in result.problems]}")
    return min(seconds)


def read(path: str, depth: str, runs: int) -> float:
    """The same for pyarrow alone, into memory, all columns as text."""
    import pyarrow as pa
    import pyarrow.csv
    import pyarrow.parquet as pq

    seconds = []
    for _ in range(runs):
        started = time.process_time()
        if path.endswith(".parquet"):
            pq.read_table(path, use_threads=False)
        else:
            options = pyarrow.csv.ReadOptions(use_threads=False, encoding="cp932" if "cp932" in path else "utf8")
            names = pyarrow.csv.open_csv(path, options).schema.names
            kinds = dict.fromkeys(names, pa.string())
            pyarrow.csv.read_csv(path, options, convert_options=pyarrow.csv.ConvertOptions(column_types=kinds))
        seconds.append(time.process_time() - started)
    return min(seconds)


def memory() -> float:
    """The most that this process has taken, in MB. What `getrusage` says begins with what its parent had."""
    try:
        status = Path("/proc/self/status").read_text(encoding="utf-8")
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def apart(what: str, path: Path, depth: str, runs: int) -> tuple[float, float]:
    """(seconds, most memory in MB), in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.tables", "--one", what, str(path), depth, str(runs)]
    done = subprocess.run(command, env={**os.environ, **_THREADS}, check=True, capture_output=True, text=True)
    seconds, held = map(float, done.stdout.split())
    return seconds, held


def row(name: str, path: Path, size: float, runs: int) -> None:
    alone, held = apart("read", path, "", runs)
    quick, _ = apart("scan", path, "quick", runs)
    standard, most = apart("scan", path, "standard", runs)
    print(
        f"| {name} | {size / 1e6:.0f} | {size / 1e6 / alone:.0f} | {size / 1e6 / quick:.0f} | {size / 1e6 / standard:.0f} "
        f"| {quick / alone:.1f} | {standard / alone:.1f} | {most:.0f} | {held:.0f} |",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, nargs="*", default=[10_000, 1_000_000])
    parser.add_argument("--columns", type=int, default=1_000_000, help="rows of the files of one column; 0 for none")
    parser.add_argument("--named", nargs="+", default=[], help="of the columns alone, those of these names only")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--small", type=int, nargs="+", default=[], help="rows of small tables")
    parser.add_argument("--depth", default="quick", choices=("quick", "standard"), help="of the small tables")
    parser.add_argument("--one", nargs=4, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        what, path, depth, runs = options.one
        seconds = (scan if what == "scan" else read)(path, depth, int(runs))
        print(seconds, memory())
        return
    if options.small:
        os.environ.update(_THREADS)
        print("| table | MB of file | first ms | again ms | again MB/s |\n|---|---|---|---|---|")
        small(options.small, options.depth, options.runs)
        return
    print(
        "| table | MB | reading alone MB/s | quick MB/s | standard MB/s | quick, times reading | standard, times reading |",
        end="",
    )
    print(" memory of a scan MB | of reading MB |\n|---|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        for count in options.rows:
            for name, make in (("customers.csv", customers), ("customers.cp932.csv", customers), ("customers.parquet", customers),
                               ("notes.csv", notes), ("notes.parquet", notes)):  # fmt: skip
                path = Path(folder) / name
                held = write(path, make, count)
                size = held if path.suffix == ".parquet" else path.stat().st_size
                row(f"{name}, {count:,} rows", path, size, options.runs)
                path.unlink()
        names = customers(1, 0).column_names if options.columns else []
        if unknown := set(options.named).difference(names):
            parser.error(f"no column {min(unknown)!r}; there are {', '.join(names)}")
        for column in options.named or names:
            path = Path(folder) / "column.parquet"
            row(f"{column} alone, Parquet", path, write(path, customers, options.columns, [column]), options.runs)


if __name__ == "__main__":
    main()
