"""What scanning a database costs, and what its server feels: python -m benchmarks.databases [--rows N ...] [--company] [--mariadb]

Starts a PostgreSQL of its own and makes the table of `large_table` in it, with so many rows (five and fifty million unless
--rows says otherwise; fifty take some minutes and 4 GB of disk), then scans it as `daicho scan` does, with two workers,
and the smallest with --full too. Printed: seconds, the most memory of all its processes together, statements and the
longest of them (pg_stat_statements), how many ran at a time and which locks were held (asked twenty times a second from
beside), blocks read (pg_statio), rows written (pg_stat_database); then what was found of the My Numbers, one in a million
rows, and what is said not to be excluded.
With --company the example company's database of 2.2 million rows, and its verdicts against the truth; with --mariadb that
on MariaDB too. The machine's own speed is in the seconds; all else is the same elsewhere.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import large_table
from benchmarks.companydb import company, evaluate
from benchmarks.companydb.__main__ import make
from benchmarks.companydb.world import World
from scanner import inventory
from tests.sources import databases

_OURS = "application_name = 'daicho'"
_SETTINGS = ("shared_preload_libraries=pg_stat_statements", "log_statement=none", "max_wal_size=4GB", "shared_buffers=128MB",
             "pg_stat_statements.track_utility=on")  # fmt: skip


@dataclass
class Watched:
    """Of one scan. locks: mode → most that were held of it at a time."""

    seconds: float = 0.0
    memory: int = 0
    at_once: int = 0
    held: float = 0.0
    locks: Counter[str] = field(default_factory=Counter)
    facts: dict[str, Any] = field(default_factory=dict)


Found = tuple[Watched, dict[str, Any], int, int]


def scan(target: str, out: Path, watched: Watched, views: bool = False, full: bool = False) -> None:
    """As the command does, in a process of its own."""
    plan = out.parent / "plan.yaml"
    plan.write_text(f"sql:\n  views: {str(views).lower()}\n", encoding="utf-8")
    call = "from scanner.cli import main; main()"
    command = [sys.executable, "-c", call, "scan", target, "--out", str(out), "--config", str(plan), "--workers", "2"]
    command += ["--full"] * full
    started = time.monotonic()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as process:
        while process.poll() is None:
            watched.memory = max(watched.memory, _memory(process.pid))
            time.sleep(0.1)
        said = process.stderr.read() if process.stderr else ""
    watched.seconds = time.monotonic() - started
    if process.returncode:
        raise SystemExit(said[-2000:])


def _memory(pid: int) -> int:
    """Bytes of a process and all below it; what they share is counted once."""
    total, waiting = 0, [pid]
    while waiting:
        one = waiting.pop()
        try:
            for line in Path(f"/proc/{one}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) * 1024
            for task in Path(f"/proc/{one}/task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
        except (OSError, ValueError):
            continue
    return total


@contextmanager
def watching(server: databases.Server, database: str, watched: Watched) -> Iterator[None]:
    """What the server says of us meanwhile, and has counted in the end."""
    done = threading.Event()

    def look() -> None:
        with server.connect(database) as base:
            while not done.wait(0.05):
                running, oldest = base.execute(
                    "SELECT count(*) FILTER (WHERE state = 'active'), "
                    "coalesce(extract(epoch FROM max(clock_timestamp() - xact_start)), 0)::float8 "
                    f"FROM pg_stat_activity WHERE {_OURS}"
                ).fetchone()
                watched.at_once, watched.held = max(watched.at_once, running), max(watched.held, oldest)
                for mode, count in base.execute(
                    f"SELECT mode, count(*) FROM pg_locks WHERE pid IN (SELECT pid FROM pg_stat_activity WHERE {_OURS}) "
                    "AND locktype = 'relation' GROUP BY 1"
                ):
                    watched.locks[mode] = max(watched.locks[mode], count)

    with server.connect("postgres") as base:  # there, or its views would be scanned too
        base.execute("CREATE EXTENSION IF NOT EXISTS pg_stat_statements")
        base.execute("SELECT pg_stat_statements_reset()")
    with server.connect(database) as base:
        base.execute("SELECT pg_stat_reset()")
    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()
    time.sleep(1)  # counters of a session that ended come a little later
    with server.connect("postgres") as base:
        here = f"(SELECT oid FROM pg_database WHERE datname = '{database}')"
        ours = f"query NOT LIKE '%pg_stat_activity%' AND query NOT LIKE '%pg_stat_reset%' AND dbid = {here}"
        calls, longest, all_of_it, read, written = base.execute(
            "SELECT sum(calls)::int8, max(max_exec_time)::float8, sum(total_exec_time)::float8, "
            f"sum(shared_blks_hit + shared_blks_read)::int8, sum(shared_blks_dirtied)::int8 FROM pg_stat_statements WHERE {ours}"
        ).fetchone()
        rows = base.execute(f"SELECT left(query, 60), calls, max_exec_time::float8 FROM pg_stat_statements WHERE {ours} "
                            "ORDER BY max_exec_time DESC LIMIT 3").fetchall()  # fmt: skip
    with server.connect(database) as base:
        blocks, of_all = base.execute(
            "SELECT coalesce(sum(heap_blks_read + heap_blks_hit), 0)::int8, "
            "(SELECT sum(relpages) FROM pg_class WHERE relkind IN ('r', 'm'))::int8 FROM pg_statio_user_tables"
        ).fetchone()
        changed = base.execute(
            "SELECT (tup_inserted + tup_updated + tup_deleted)::int8, temp_bytes::int8, deadlocks::int8 FROM pg_stat_database "
            "WHERE datname = current_database()"
        ).fetchone()
    watched.facts = {
        "statements": calls, "longest": longest, "server_ms": all_of_it, "touched": read, "dirtied": written,
        "blocks": blocks, "of_all": of_all, "changed": changed[0], "temp": changed[1], "slowest": rows,
    }  # fmt: skip


def large(server: databases.Server, database: str, planted: int, folder: Path, full: bool) -> Found:
    """(what was seen, row of the inventory, My Numbers that were planted, found)"""
    watched = Watched()
    with watching(server, database, watched):
        scan(server.target(database), folder, watched, full=full)
    known = inventory.open(folder)
    (item,) = known.table("items").to_pylist()
    hits = sum(
        row["hits"]
        for row in known.table("fields").to_pylist()
        if row["entity"] == "JP_MY_NUMBER" and row["field"] == "memo"
    )
    return watched, item, planted, hits


def print_large(found: list[Found]) -> None:
    def line(name: str, *cells: str) -> None:
        print(f"| {name} | " + " | ".join(cells) + " |", flush=True)

    full = ["" if item["sample_method"] != "whole" else ", `--full`" for _, item, *_ in found]
    line("rows in the table", *(f"{item['rows_total']:,}{how}" for (_, item, *_), how in zip(found, full, strict=True)))
    print("|---" * (len(found) + 1) + "|")
    line("rows read", *(f"{item['rows_read']:,} ({item['sample_method']})" for _, item, *_ in found))
    line("seconds, from start to report", *(f"{one.seconds:.1f}" for one, *_ in found))
    line("most memory of all processes, MB", *(f"{one.memory / 1e6:,.0f}" for one, *_ in found))
    line("statements", *(f"{one.facts['statements']:,}" for one, *_ in found))
    line("longest statement, ms", *(f"{one.facts['longest']:,.0f}" for one, *_ in found))
    line("time of the server for all of them, ms", *(f"{one.facts['server_ms']:,.0f}" for one, *_ in found))
    line("most statements at a time", *(str(one.at_once) for one, *_ in found))
    line("longest transaction, s", *(f"{one.held:.1f}" for one, *_ in found))
    line("locks on tables", *(", ".join(sorted(one.locks)) or "none seen" for one, *_ in found))
    line("blocks read of the table", *(f"{one.facts['blocks']:,} of {one.facts['of_all']:,}" for one, *_ in found))
    line("rows written, temporary bytes", *(f"{one.facts['changed']}, {one.facts['temp']}" for one, *_ in found))
    line("My Numbers in the memos (one row in a million)", *(f"{planted}" for *_, planted, _ in found))
    line("of them found", *(f"{hits}" for *_, hits in found))
    line("said not to be excluded at 95 %, rows, however they lie",
         *(f"{item['rate_excluded'] * item['rows_total']:,.0f}" for _, item, *_ in found))  # fmt: skip
    line("… where they lie among the others as if by chance",
         *(f"{item['rate_excluded_spread'] * item['rows_total']:,.0f}" for _, item, *_ in found))  # fmt: skip


def print_company(name: str, server: databases.Server, folder: Path) -> None:
    server.run("postgres" if server.scheme == "postgresql" else "mysql", "CREATE DATABASE company")
    started = time.monotonic()
    rows = make(server.target("company"), World())
    made = time.monotonic() - started
    watched = Watched()
    if server.scheme == "postgresql":
        with watching(server, "company", watched):
            scan(server.target("company"), folder / "company", watched, views=True)
    else:
        scan(server.target("company"), folder / "company", watched, views=True)
    score = evaluate.score(folder / "company", company.truth(World()), server.scheme)
    read = sum(row["rows_read"] for row in inventory.open(folder / "company").table("items").to_pylist())
    print(f"\n{name}: {rows:,} rows in 35 tables (made in {made:.0f} s); {read:,} rows read in {watched.seconds:.1f} s, "
          f"{watched.memory / 1e6:,.0f} MB at most")  # fmt: skip
    if watched.facts:
        facts = watched.facts
        print(f"{facts['statements']:,} statements, the longest {facts['longest']:,.0f} ms, at most {watched.at_once} at a time; "
              f"locks on tables: {', '.join(sorted(watched.locks))}; {facts['blocks']:,} of {facts['of_all']:,} blocks; "
              f"{facts['changed']} rows written")  # fmt: skip
    print(evaluate.report(score), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, nargs="*", default=[5_000_000, 50_000_000], help="sizes of the large table")
    parser.add_argument("--company", action="store_true", help="the example company's database too")
    parser.add_argument("--mariadb", action="store_true", help="that on MariaDB as well")
    given = parser.parse_args()
    os.umask(0o022)  # the server runs as somebody else
    with tempfile.TemporaryDirectory(prefix="daicho-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with databases.postgresql(folder / "pg", *_SETTINGS) as server:
            found = []
            for rows in given.rows:
                database = f"large_{rows}"
                server.run("postgres", f"CREATE DATABASE {database}")
                with server.connect(database) as base:
                    planted = large_table.make(base, rows)
                for full in (False, True) if rows == min(given.rows) else (False,):
                    (here := folder / f"{rows}_{full}").mkdir()
                    found.append(large(server, database, planted, here / "out", full))
                server.run("postgres", f"DROP DATABASE {database}")
            if found:
                print_large(found)
            if given.company:
                (folder / "company_pg").mkdir()
                print_company("PostgreSQL", server, folder / "company_pg")
        if given.mariadb:
            with databases.mariadb(folder / "my", "--general-log=0") as server:
                (folder / "company_my").mkdir()
                print_company("MariaDB", server, folder / "company_my")


if __name__ == "__main__":
    main()
