"""`make bench`: everything in one run, as ratios. python -m benchmarks.bench [--small] [--write] [--corpora DIR] [--folder DIR]

--small: some minutes instead of most of an hour. --write: into docs/performance.md and docs/performance.svg. --corpora: keep
what is made there, for the next run. --folder: texts of your own, read as a fifth corpus by every system.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from benchmarks import agreement, aims, plot, rivals, scaling, speed
from benchmarks.corpora import ROOT
from benchmarks.engine import processor
from benchmarks.shelf import FULL, MB, SMALL, Shelf, Sizes

DOCS, PLOT = ROOT / "docs" / "performance.md", ROOT / "docs" / "performance.svg"
BEGIN, END = "<!-- make bench -->", "<!-- end of make bench -->"


@dataclass(frozen=True)
class Scope:
    """How much of everything. seconds: a system reads more of a corpus until it takes it so long. most: seconds for one
    file or number of files."""

    sizes: Sizes
    seconds: float
    runs: int
    memory: tuple[int, ...]
    growth: tuple[int, ...]
    depths: tuple[str, ...]
    most: float
    left_out: tuple[tuple[str, str], ...] = ()


LITTLE = Scope(
    SMALL,
    2.0,
    1,
    (MB, 10 * MB),
    (1_000, 3_000),
    ("quick",),
    30,
    (("daicho, deep", "tables"), ("daicho, deep", "share")),
)
MUCH = Scope(
    FULL, 12.0, 2, (10 * MB, 100 * MB, 1_000 * MB, 4_000 * MB), (1_000, 10_000, 100_000), ("quick", "standard"), 420
)


def report(scope: Scope, corpora: Path, own: Path | None = None, show: bool = False) -> tuple[list[str], str]:
    """(Markdown, SVG). show: on standard output as well, as it comes."""
    lines: list[str] = []

    def say(text: Iterator[str] | str) -> None:
        for line in [text] if isinstance(text, str) else text:
            lines.append(line)
            if show:
                print(line, flush=True)

    began, missing = time.monotonic(), rivals.install()
    say(_machine())
    shelf = Shelf(corpora, scope.sizes, own)
    bench = speed.Bench(shelf, scope.seconds, scope.runs, missing, scope.left_out)
    speeds = []
    for one in bench.measure():
        speeds.append(one)
        if show:
            print(f"{one.system}, {one.corpus}: {one.why or f'{one.rate:.3g} MB/s'}", file=sys.stderr, flush=True)
    say("\n### Speed\n")
    say(speed.table(speeds))
    say("\n![speed by corpus and system](performance.svg)\n\n### How much of daicho, quick, each is\n")
    say(speed.ratios(speeds))
    say("\n### F1 on the same labelled texts, by the same scorer\n")
    agreements = list(agreement.measure(agreement.rows(), missing))
    say(agreement.table(agreements))
    say("\n### Workers, memory, number of files, start\n")
    workers = [scaling.workers(shelf, depth, len(scope.sizes.share) - 1, scope.runs) for depth in scope.depths]
    memory = {
        f"{what}, {depth}": list(scaling.memory(scope.memory, depth, scope.most, kind))
        for what, kind in (("prose", "txt"), ("records, CSV", "csv"))
        for depth in scope.depths
    }
    growth, starts = list(scaling.growth(scope.growth, scope.most)), list(scaling.starts(scope.runs + 1))
    say(scaling.tables(workers, memory, growth, starts))
    say("\n### Aims\n")
    say(aims.table([*aims.of_speed(speeds, agreements), *aims.of_scaling(workers, memory, growth, starts)]))
    say(f"\nThe run took {(time.monotonic() - began) / 60:.0f} minutes. {_load('ended')}")
    return lines, plot.svg(speeds)


def _machine() -> Iterator[str]:
    yield f"{processor()}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}."
    yield (
        _load("began")
        + " Where other work has part of the machine, wall times are too long; processor times are less so."
    )
    ours = {
        name: version(name) for name in ("daicho", "hyperscan", "ja-ginza", "presidio-analyzer", "pyarrow", "sudachipy")
    }
    theirs = {name: rivals.version(name) or "not installed" for name in rivals.PACKAGES}
    yield ", ".join(f"{name} {number}" for name, number in (ours | theirs).items()) + "."


def _load(when: str) -> str:
    return f"Load when it {when}: {os.getloadavg()[0]:.1f}."


def into(document: str, lines: list[str]) -> str:
    """The document with what stands between the marks replaced; at its end where there are none."""
    before, found, rest = document.partition(BEGIN)
    behind = rest.partition(END)[2] if found else ""
    return before.rstrip() + "\n\n" + "\n".join([BEGIN, *lines, END]) + (behind or "\n")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bench", description=__doc__)
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--corpora", type=Path)
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    if sys.platform == "win32":
        raise SystemExit("benchmarks.bench counts processor time as Unix tells it; run it on Linux or macOS")
    with tempfile.TemporaryDirectory() as made:
        lines, picture = report(LITTLE if given.small else MUCH, given.corpora or Path(made), given.folder, show=True)
    if given.write:
        DOCS.write_text(into(DOCS.read_text(encoding="utf-8"), lines), encoding="utf-8")
        PLOT.write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    main()
