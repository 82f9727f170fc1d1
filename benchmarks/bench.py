"""`make bench`: everything as ratios. python -m benchmarks.bench [--small] [--parts P,…] [--write] [--corpora DIR] [--folder DIR]

--small: some minutes instead of most of an hour. --parts: some of speed, f1, workers, memory, growth, start. --write: into
docs/performance.md and docs/performance.svg, where the parts that were not run stay as they are. --corpora: keep what is
made there, for the next run. --folder: texts of your own, read as a fifth corpus by every system.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib.metadata import version
from pathlib import Path

from benchmarks import agreement, aims, plot, rivals, scaling, speed
from benchmarks.corpora import ROOT
from benchmarks.engine import processor
from benchmarks.shelf import FULL, MB, SMALL, Shelf, Sizes

DOCS, PLOT = ROOT / "docs" / "performance.md", ROOT / "docs" / "performance.svg"
BEGIN, END = "<!-- make bench -->", "<!-- end of make bench -->"
PARTS = ("speed", "f1", "workers", "memory", "growth", "start")
_MARK = re.compile(r"<!-- part (\w+) -->\n")


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


@dataclass
class Report:
    """What was measured. blocks: part → Markdown. picture: SVG of the speeds, "" where they were not measured."""

    blocks: dict[str, list[str]] = field(default_factory=dict)
    aims: list[aims.Aim] = field(default_factory=list)
    picture: str = ""


def report(scope: Scope, corpora: Path, parts: Sequence[str], own: Path | None = None, show: bool = False) -> Report:
    """show: on standard output as well, as it comes."""
    made, missing = Report(), rivals.install() if {"speed", "f1"} & set(parts) else {}
    shelf = Shelf(corpora, scope.sizes, own)
    speeds: list[speed.Speed] = []
    agreements: list[agreement.Agreement] = []
    workers: list[scaling.Workers] = []
    memory: dict[str, list[scaling.Memory]] = {}
    growth: list[scaling.Growth] = []
    starts: list[scaling.Start] = []
    for part in (part for part in PARTS if part in parts):
        began, load = time.monotonic(), os.getloadavg()[0]
        if part == "speed":
            for one in speed.Bench(shelf, scope.seconds, scope.runs, missing, scope.left_out).measure():
                speeds.append(one)
                if show:
                    told = one.why or f"{one.rate:.3g} MB/s"
                    print(f"{one.system}, {one.corpus}: {told}", file=sys.stderr, flush=True)
            tables = [*speed.table(speeds), "", "![speed by corpus and system](performance.svg)"]
            tables += ["", "### How much of daicho, quick, each is", "", *speed.ratios(speeds)]
            made.picture = plot.svg(speeds)
        elif part == "f1":
            agreements += agreement.measure(agreement.rows(), missing)
            tables = list(agreement.table(agreements))
        elif part == "workers":
            last = len(scope.sizes.share) - 1
            workers += [scaling.workers(shelf, depth, last, scope.runs) for depth in scope.depths]
            tables = list(scaling.of_workers(workers))
        elif part == "memory":
            for what, kind in (("prose", "txt"), ("records, CSV", "csv")):
                for depth in scope.depths:
                    memory[f"{what}, {depth}"] = list(scaling.memory(scope.memory, depth, scope.most, kind))
            memory["prose, deep"] = list(scaling.memory(scaling.LITTLE, "deep", scope.most))
            tables = list(scaling.of_memory(memory))
        elif part == "growth":
            for cards in (True, False):
                growth += scaling.growth(scope.growth, scope.most, cards)
            tables = list(scaling.of_growth(growth))
        else:
            starts += scaling.starts(scope.runs + 1)
            tables = list(scaling.of_starts(starts))
        made.blocks[part] = ["", f"### {_TITLES[part]}", "", _measured(began, load, scope), "", *tables]
        if show:
            print("\n".join(made.blocks[part]), flush=True)
    made.aims = [*aims.of_speed(speeds, agreements), *aims.of_scaling(workers, memory, growth, starts)]
    if show:
        print("\n".join(["", "### Aims", "", *aims.table(one for one in made.aims if one.value is not None)]))
    return made


_TITLES = {
    "speed": "Speed",
    "f1": "F1 on the same labelled texts, by the same scorer",
    "workers": "Workers",
    "memory": "Memory",
    "growth": "Number of files",
    "start": "Start",
}


def _measured(began: float, load: float, scope: Scope) -> str:
    """When, of which state, on how busy a machine."""
    state = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    small = ", the small run" if scope is LITTLE else ""
    return (
        f"Measured on {date.today()}{f' at commit {state.stdout.strip()}' if state.returncode == 0 else ''}{small}, in "
        f"{(time.monotonic() - began) / 60:.0f} minutes; load before {load:.1f}, after {os.getloadavg()[0]:.1f}."
    )


def _machine() -> Iterator[str]:
    yield f"{processor()}, {os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {platform.python_version()}."
    yield "Where other work has part of the machine, wall times are too long; processor times are less so."
    ours = {
        name: version(name) for name in ("daicho", "hyperscan", "ja-ginza", "presidio-analyzer", "pyarrow", "sudachipy")
    }
    theirs = {name: rivals.version(name) or "not installed" for name in rivals.PACKAGES}
    yield ", ".join(f"{name} {number}" for name, number in (ours | theirs).items()) + "."


def into(document: str, machine: Iterable[str], made: Report) -> str:
    """The document with the parts that were measured in place of what it had of them, and all others as they are."""
    before, found, rest = document.partition(BEGIN)
    old, _, behind = rest.partition(END) if found else ("", "", "")
    _, *pieces = _MARK.split(old)
    blocks = {name: text.strip("\n") for name, text in zip(pieces[::2], pieces[1::2], strict=True)}
    blocks |= {name: "\n".join(lines).strip("\n") for name, lines in made.blocks.items()}
    blocks["aims"] = "### Aims\n\n" + "\n".join(_merged(blocks.get("aims", ""), made.aims))
    lines = [BEGIN, *machine]
    for name in (*PARTS, "aims"):
        if name in blocks:
            lines += [f"<!-- part {name} -->", "", blocks[name], ""]
    return before.rstrip() + "\n\n" + "\n".join(lines) + END + (behind or "\n")


def _merged(old: str, new: Sequence[aims.Aim]) -> Iterator[str]:
    """The rows of the aims, those that were measured anew in place of the old ones."""
    head, *rows = list(aims.table(new))
    known = {line.split(" | ")[0]: line for line in old.splitlines() if line.startswith("| ")}
    yield head
    for one, row in zip(new, rows, strict=True):
        yield row if one.value is not None else known.get(row.split(" | ")[0], row)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.bench", description=__doc__)
    parser.add_argument("--small", action="store_true")
    parser.add_argument("--parts", default=",".join(PARTS), metavar="PART,…", help=f"some of {', '.join(PARTS)}")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--corpora", type=Path)
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    parts = [part.strip() for part in given.parts.split(",")]
    if unknown := [part for part in parts if part not in PARTS]:
        parser.error(f"no part {unknown[0]!r}; there are {', '.join(PARTS)}")
    if sys.platform == "win32":
        raise SystemExit("benchmarks.bench counts processor time as Unix tells it; run it on Linux or macOS")
    machine = list(_machine())
    print("\n".join(machine), flush=True)
    with tempfile.TemporaryDirectory() as folder:
        scope = LITTLE if given.small else MUCH
        made = report(scope, given.corpora or Path(folder), parts, given.folder, show=True)
    if given.write:
        DOCS.write_text(into(DOCS.read_text(encoding="utf-8"), machine, made), encoding="utf-8")
        if made.picture:
            PLOT.write_text(made.picture, encoding="utf-8")


if __name__ == "__main__":
    main()
