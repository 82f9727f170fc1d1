"""The example company's database: python -m benchmarks.companydb make|truth|evaluate …

    python -m benchmarks.companydb make postgresql://user@host:5432/database [--scale 1.0] [--most ROWS] [--replace]
    python -m benchmarks.companydb make mysql://user@host:3306/database      # the password is in MYSQL_PWD
    python -m benchmarks.companydb make sqlite:///tmp/company.db            # or duckdb:///tmp/company.duckdb
    python -m benchmarks.companydb make mongodb://host:27017/company
    python -m benchmarks.companydb truth truth.jsonl                         # what is in each column
    python -m benchmarks.companydb evaluate URL [--full] [--out DIR]         # scans it; verdicts against the truth

35 tables and 2.2 million rows of a car-leasing company that does not exist: the same rows each time. All people, numbers
and companies are invented; places, postal codes and names of banks are real, so that they agree. The truth is written
from what the generator puts in. --most caps the rows of each table, for tests.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from benchmarks.companydb import company, evaluate, in_files, in_mongo, in_mysql, in_postgres
from benchmarks.companydb.world import World

ENGINES = {
    "postgresql": in_postgres.fill,
    "mysql": in_mysql.fill,
    "mariadb": in_mysql.fill,
    "sqlite": in_files.fill_sqlite,
    "duckdb": in_files.fill_duckdb,
    "mongodb": in_mongo.fill,
}


def make(url: str, world: World, replace: bool = False) -> int:
    """Rows written into the database that a URL names."""
    engine = url.partition("://")[0]
    if engine not in ENGINES:
        raise SystemExit(
            f"{engine}: not one of {', '.join(ENGINES)}. A target is such as postgresql://user@host:5432/database"
        )
    return ENGINES[engine](url, company.tables(world), replace)


def scan(url: str, out: Path, full: bool = False, views: bool = True) -> None:
    """Two workers, in this process's environment; the key is made up."""
    from dataclasses import replace

    from scanner import pipeline
    from scanner.config import Plan

    plan = Plan((url,), out=str(out), full=full, workers=2)
    pipeline.scan(replace(plan, sql=replace(plan.sql, views=views)), b"k" * 32)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, about in (
        ("make", "fill a database"),
        ("truth", "write what is in each column"),
        ("evaluate", "scan one that was made with the same size; verdicts against the truth"),
    ):
        one = commands.add_parser(name, help=about)
        one.add_argument("target", help="a file" if name == "truth" else "URL of a database")
        one.add_argument("--scale", type=float, default=1.0, help="share of the full size")
        one.add_argument("--most", type=int, default=0, help="rows of a table at most")
        if name == "make":
            one.add_argument("--replace", action="store_true", help="drop what is there of the same name")
        if name == "evaluate":
            one.add_argument("--full", action="store_true", help="read all rows")
            one.add_argument("--out", help="keep what the scan writes here")
    given = parser.parse_args()
    world = World(given.scale, given.most)
    if given.command == "truth":
        company.write_truth(world, Path(given.target))
        return
    started = time.monotonic()
    if given.command == "evaluate":
        with tempfile.TemporaryDirectory() as folder:
            out = Path(given.out or folder)
            scan(given.target, out, given.full)
            seconds = time.monotonic() - started
            print(evaluate.report(evaluate.score(out, company.truth(world), given.target.partition("://")[0])))
        print(f"{seconds:.1f} s")
        return
    rows = make(given.target, world, given.replace)
    print(f"{rows:,} rows in {time.monotonic() - started:.1f} s")


if __name__ == "__main__":
    main()
