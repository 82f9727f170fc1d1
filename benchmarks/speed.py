"""How fast each system reads each corpus, on one core: python -m benchmarks.speed [--full] [FOLDER]

Every system reads the same bytes from a warm cache: of a corpus, as many steps as take it a few seconds. Processor time of
the whole process and its children, best of several, less the time it takes for step 0 of the corpus, a few KB or the first
files, which stands apart as its start: it loads what is loaded on first use.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from collections.abc import Callable, Container, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import clock, hawk, patterns, rivals
from benchmarks.shelf import FULL, MB, NAMES, OWN, SMALL, Shelf, files, size
from recognizers import DEPTHS

Command = Callable[[Sequence[Path], Path], list[str]]  # folders to read, folder for what it writes
HYPERSCAN, PRESIDIO, CAT = "raw Hyperscan, same patterns", "Presidio with ja_ginza", "cat"
HAWK, HAWK_ALL, RIPGREP = "hawk-eye, nine patterns", "hawk-eye, same patterns", "ripgrep, same patterns"
DAICHO = Path(sys.executable).with_name("daicho")


@dataclass(frozen=True)
class Speed:
    """Megabytes a second on one core, and how many were read. start: seconds for step 0. why: not measured."""

    system: str
    corpus: str
    rate: float = 0
    read: float = 0
    start: float = 0
    why: str = ""


def daicho(depth: str, workers: int = 1) -> Command:
    def command(folders: Sequence[Path], scratch: Path) -> list[str]:
        out = scratch / "out"
        flags = ["--full", "--depth", depth, "--workers", str(workers), "--out", str(out)]
        return [str(DAICHO), "scan", *map(str, folders), *flags]

    return command


def _ripgrep(folders: Sequence[Path], scratch: Path) -> list[str]:
    union = scratch / "patterns.txt"
    if not union.exists():
        patterns.write(union)
    limits = ["--regex-size-limit", "2G", "--dfa-size-limit", "2G"]
    return [
        rivals.program("rg"),
        "-j1",
        "-a",
        "--no-ignore",
        "--count-matches",
        *limits,
        "-f",
        str(union),
        *map(str, folders),
    ]


def _cat(folders: Sequence[Path], scratch: Path) -> list[str]:
    return ["cat", *(str(path) for folder in folders for path in files(folder))]


COMMANDS: dict[str, Command] = {
    **{f"daicho, {depth}": daicho(depth) for depth in DEPTHS},
    HAWK: hawk.command,
    HAWK_ALL: lambda folders, scratch: hawk.command(folders, scratch, patterns.for_re()),
    RIPGREP: _ripgrep,
    CAT: _cat,
}
INSIDE = {HYPERSCAN: "hyperscan", PRESIDIO: "presidio"}
SYSTEMS = (*(f"daicho, {depth}" for depth in DEPTHS), HAWK, HAWK_ALL, PRESIDIO, RIPGREP, HYPERSCAN, CAT)
_ALL = (
    RIPGREP,
    CAT,
)  # read everything at once: ripgrep builds what it needs as it goes, and little text would not show its speed
_NEEDS = {HAWK: "hawk-scanner", HAWK_ALL: "hawk-scanner", RIPGREP: "ripgrep"}


def environment() -> dict[str, str]:
    """One thread each, and a key of its own for daicho, so that the user's is not made."""
    threads = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    return hawk.environment() | threads | {"DAICHO_KEY": "a key for the bench only"}


@dataclass
class Bench:
    """seconds: a system reads more of a corpus until it takes it so long. runs: the best of so many counts."""

    shelf: Shelf
    seconds: float
    runs: int
    missing: dict[str, str]
    left_out: Container[tuple[str, str]] = ()  # system and corpus that would take too long

    def measure(self, systems: Sequence[str] = SYSTEMS, corpora: Sequence[str] = ()) -> Iterator[Speed]:
        """Of all corpora where none are named."""
        corpora = corpora or tuple(self.shelf.names())
        steps = {corpus: self.shelf.steps(corpus) for corpus in corpora}
        for system in systems:
            if why := self.missing.get(_NEEDS.get(system, "")):
                yield from (Speed(system, corpus, why=why) for corpus in corpora)
                continue
            for corpus, folders in steps.items():
                if (system, corpus) in self.left_out:
                    yield Speed(system, corpus, why="not in a small run")
                    continue
                try:
                    yield (self._inside if system in INSIDE else self._outside)(system, corpus, folders)
                except clock.Failed as error:
                    yield Speed(system, corpus, why=str(error))

    def _inside(self, system: str, corpus: str, folders: list[Path]) -> Speed:
        chosen, runs = (folders[1:], self.runs) if system == HYPERSCAN else (folders[1:2], 1)
        told = [self._told(system, chosen) for _ in range(runs)]
        best = min(told, key=lambda one: one["seconds"] / max(1, one["bytes"]))
        return Speed(system, corpus, best["bytes"] / MB / best["seconds"], best["bytes"] / MB, best["start"])

    def _told(self, system: str, folders: Sequence[Path]) -> dict[str, float]:
        with tempfile.NamedTemporaryFile() as file:
            command = [
                sys.executable,
                "-m",
                "benchmarks.inside",
                INSIDE[system],
                str(2 * self.seconds),
                *map(str, folders),
            ]
            clock.run(command, env=environment(), kept=Path(file.name))
            told: dict[str, float] = json.loads(file.read())
        return told

    def _outside(self, system: str, corpus: str, folders: list[Path]) -> Speed:
        start = min(self._spent(system, folders[:1]) for _ in range(self.runs))
        count = len(folders) if system in _ALL else 2
        spent = self._spent(system, folders[:count]) - start
        while spent < self.seconds and count < len(folders):
            count = min(
                len(folders), count + (2 if spent < self.seconds / 30 else 1)
            )  # a step is ten times the one before
            spent = self._spent(system, folders[:count]) - start
        for _ in range(self.runs - 1):
            spent = min(spent, self._spent(system, folders[:count]) - start)
        read = sum(map(size, folders[1:count])) / MB
        return Speed(system, corpus, read / max(spent, 0.001), read, start)

    def _spent(self, system: str, folders: Sequence[Path]) -> float:
        with tempfile.TemporaryDirectory() as name:
            command = COMMANDS[system](folders, Path(name))
            codes = (0, 1, 2) if system == RIPGREP else (0,)  # 1: nothing found
            return clock.run(command, env=environment(), cwd=Path(name), codes=codes).cpu


def table(found: Sequence[Speed]) -> Iterator[str]:
    corpora = list(dict.fromkeys(one.corpus for one in found))
    yield (
        "| system | start, s | "
        + " | ".join(f"{NAMES.get(corpus, OWN)}, MB/s" for corpus in corpora)
        + " | MB read of each |"
    )
    yield "|---|---|" + "---|" * (len(corpora) + 1)
    for system, row in _rows(found):
        cells = " | ".join(one.why or f"{one.rate:.3g}" for one in row)
        yield f"| {system} | {row[0].start:.2f} | {cells} | {', '.join(f'{one.read:.3g}' for one in row)} |"


def ratios(found: Sequence[Speed], to: str = "daicho, quick") -> Iterator[str]:
    """Each system's speed as a part of that of `to`."""
    corpora = list(dict.fromkeys(one.corpus for one in found))
    yield "| system | " + " | ".join(NAMES.get(corpus, OWN) for corpus in corpora) + " |"
    yield "|---|" + "---|" * len(corpora)
    whole = {one.corpus: one.rate for one in found if one.system == to}
    for system, row in _rows(found):
        cells = [f"{one.rate / whole[one.corpus]:.3g}" if one.rate and whole.get(one.corpus) else "" for one in row]
        yield f"| {system} | {' | '.join(cells)} |"


def _rows(found: Sequence[Speed]) -> Iterator[tuple[str, list[Speed]]]:
    for system in dict.fromkeys(one.system for one in found):
        yield system, [one for one in found if one.system == system]


def main() -> None:
    named = [Path(one) for one in sys.argv[1:] if not one.startswith("--")]
    full = "--full" in sys.argv
    with tempfile.TemporaryDirectory() as made:
        shelf = Shelf(named[0] if named else Path(made), FULL if full else SMALL)
        bench = Bench(shelf, 15.0 if full else 2.0, 3 if full else 1, rivals.install())
        for line in table(list(bench.measure())):
            print(line)


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUTF8", "1")
    main()
