"""The example company's database: python -m benchmarks.companydb make|truth …

    python -m benchmarks.companydb make postgresql://user@host:5432/database [--scale 1.0] [--most ROWS] [--replace]
    python -m benchmarks.companydb make mysql://user@host:3306/database      # the password is in MYSQL_PWD
    python -m benchmarks.companydb make sqlite:////tmp/company.db            # or duckdb:////tmp/company.duckdb
    python -m benchmarks.companydb truth truth.jsonl                         # what is in each column

35 tables and 2.2 million rows of a car-leasing company that does not exist: the same rows each time. All people, numbers
and companies are invented; places, postal codes and names of banks are real, so that they agree. The truth is written
from what the generator puts in. --most caps the rows of each table, for tests.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from benchmarks.companydb import company, in_files, in_mysql, in_postgres
from benchmarks.companydb.world import World

ENGINES = {
    "postgresql": in_postgres.fill,
    "mysql": in_mysql.fill,
    "mariadb": in_mysql.fill,
    "sqlite": in_files.fill_sqlite,
    "duckdb": in_files.fill_duckdb,
}


def make(url: str, world: World, replace: bool = False) -> int:
    """Rows written into the database that a URL names."""
    engine = url.partition("://")[0]
    if engine not in ENGINES:
        raise SystemExit(
            f"{engine}: not one of {', '.join(ENGINES)}. A target is such as postgresql://user@host:5432/database"
        )
    return ENGINES[engine](url, company.tables(world), replace)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, about in (("make", "fill a database"), ("truth", "write what is in each column")):
        one = commands.add_parser(name, help=about)
        one.add_argument("target", help="URL of a database" if name == "make" else "a file")
        one.add_argument("--scale", type=float, default=1.0, help="share of the full size")
        one.add_argument("--most", type=int, default=0, help="rows of a table at most")
        if name == "make":
            one.add_argument("--replace", action="store_true", help="drop what is there of the same name")
    given = parser.parse_args()
    world = World(given.scale, given.most)
    if given.command == "truth":
        company.write_truth(world, Path(given.target))
        return
    started = time.monotonic()
    rows = make(given.target, world, given.replace)
    print(f"{rows:,} rows in {time.monotonic() - started:.1f} s")


if __name__ == "__main__":
    main()
