"""How daicho grows: with workers, with the size of a file, with the number of files; and how long it takes to start.

python -m benchmarks.scaling prints all of it, short. Every figure is of a whole command from outside.
"""

from __future__ import annotations

import os
import random
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import clock, small
from benchmarks.people import Person
from benchmarks.prose import text as prose
from benchmarks.shelf import KB, MB, SMALL, Shelf
from benchmarks.speed import DAICHO, environment

_PIECE = 4 * MB  # of a big file; it repeats, which memory does not mind


def scan(target: Sequence[Path], out: Path, *flags: str, workers: int = 1, seconds: float = 3_600) -> clock.Spent:
    command = [str(DAICHO), "scan", *map(str, target), "--out", str(out), "--workers", str(workers), *flags]
    return clock.run(command, cores=workers + 1, env=environment(), seconds=seconds)


# --- workers ---


@dataclass(frozen=True)
class Workers:
    """Seconds of wall time with one worker and with two, start apart, over the same files."""

    depth: str
    one: float
    two: float

    @property
    def ratio(self) -> float:
        return self.one / max(self.two, 0.001)


def workers(shelf: Shelf, depth: str, steps: int, runs: int) -> Workers:
    """Over the share. More than one core for one worker, too: the parent has the other."""
    folders = shelf.steps("share")[: steps + 1]
    spent = []
    for count in (1, 2):
        times = []
        for _ in range(runs):
            with tempfile.TemporaryDirectory() as name:
                start = scan(folders[:1], Path(name) / "start", "--depth", depth, workers=count).wall
                times.append(scan(folders, Path(name) / "out", "--depth", depth, workers=count).wall - start)
        spent.append(min(times))
    return Workers(depth, *spent)


# --- size of a file ---


LITTLE = (50 * KB, 200 * KB)  # at depth deep some thousand characters a second are read


@dataclass(frozen=True)
class Memory:
    """Bytes at the highest. why: not run."""

    size: int
    parent: int = 0
    worker: int = 0
    seconds: float = 0
    why: str = ""


def memory(sizes: Sequence[int], depth: str, most: float, kind: str = "txt") -> Iterator[Memory]:
    """One file of each size. most: seconds that one of them may take; a bigger one is not begun when it would not do."""
    with tempfile.TemporaryDirectory() as name:
        start = _memory(KB, depth, kind, Path(name), most)
    rate = 0.0  # bytes a second
    for length in sizes:
        if rate and length / rate > most:
            yield Memory(length, why=f"not run: {length / rate / 60:.0f} minutes at that speed")
            continue
        with tempfile.TemporaryDirectory() as name:
            try:
                found = _memory(length, depth, kind, Path(name), most)
            except clock.Failed as error:
                found, rate = Memory(length, why=str(error)), length / most / 2
            else:
                rate = length / max(0.001, found.seconds - start.seconds)
        yield found


def _memory(length: int, depth: str, kind: str, folder: Path, most: float) -> Memory:
    path, config = folder / f"big.{kind}", folder / "config.yaml"
    big(path, length)
    config.write_text("limits: {seconds: 100000}\n", encoding="ascii")
    flags = ("--depth", depth, "--config", str(config))
    spent = scan([path], folder / "out", *flags, seconds=2 * most + 60)
    return Memory(length, spent.parent, spent.child, spent.wall)


def big(path: Path, length: int) -> None:
    if path.suffix == ".csv":
        rng = random.Random(1)
        piece = "".join(
            Person(random.Random(rng.getrandbits(64)), n).line() + "\n" for n in range(_PIECE // 250)
        ).encode()
        head = "番号,氏名,フリガナ,生年月日,郵便番号,住所,電話番号,メール,個人番号,口座番号,備考\n".encode()
    else:
        piece, head = prose(min(length, _PIECE), "big").encode(), b""
    with open(path, "wb") as file:
        file.write(head)
        for _ in range(length // len(piece)):
            file.write(piece)
        file.write(piece[: piece.rfind(b"\n", 0, length % len(piece)) + 1] or piece[: piece.find(b"\n") + 1])


# --- number of files ---

CARDS, MIXED = "customers' cards", "of a project"


@dataclass(frozen=True)
class Growth:
    """Seconds of processor time of parent and worker, first run and unchanged next run, start apart; the parent's memory at
    the highest. start: of either run. why: not run."""

    files: int
    first: float = 0
    again: float = 0
    parent: int = 0
    start: float = 0
    why: str = ""
    cards: bool = True

    def rate(self, seconds: float) -> str:
        """Files a second. What lies within the noise of the start gives a bound only."""
        least = 0.1 * self.start
        return f"over {self.files / least:,.0f}" if seconds < least else f"{self.files / seconds:,.0f}"


def growth(counts: Sequence[int], most: float, cards: bool) -> Iterator[Growth]:
    """At depth quick, files no two of which are alike. most: seconds for one count."""
    with tempfile.TemporaryDirectory() as name:
        folder, made, rate = Path(name) / "files", 0, 0.0
        few = Path(name) / "few"
        small.fill(few, 0, 1 if cards else len(small.KINDS), cards)
        start = min(scan([few], Path(name) / f"start-{n}", "--depth", "quick").cpu for n in range(2))
        again = min(scan([few], Path(name) / "start-0", "--depth", "quick").cpu for _ in range(2))
        for count in counts:
            if rate and count / rate > most:
                why = f"not run: {count / rate / 60:.0f} minutes at that speed"
                yield Growth(count, why=why, cards=cards)
                continue
            small.fill(folder, made, count, cards)
            made, out = count, Path(name) / f"out-{count}"
            first = scan([folder], out, "--depth", "quick")
            second = scan([folder], out, "--depth", "quick")
            rate = count / max(0.001, first.cpu - start)
            parent = max(first.parent, second.parent)
            yield Growth(count, first.cpu - start, second.cpu - again, parent, again, cards=cards)


# --- start ---


@dataclass(frozen=True)
class Start:
    what: str
    wall: float
    cpu: float
    most: float  # seconds that were aimed at


def starts(runs: int) -> Iterator[Start]:
    with tempfile.TemporaryDirectory() as name:
        line = Path(name) / "line.txt"
        line.write_text("個人番号 1234-5678-9018、担当 山田太郎\n", encoding="utf-8")
        for what, arguments, most in (
            ("daicho --help", ["--help"], 0.3),
            ("daicho inspect of one line, quick", ["inspect", "--depth", "quick", str(line)], 1.0),
            ("daicho inspect of one line, standard", ["inspect", str(line)], 0),
        ):
            spent = [clock.run([str(DAICHO), *arguments], env=environment()) for _ in range(runs + 1)]
            yield Start(what, min(one.wall for one in spent), min(one.cpu for one in spent), most)


# --- tables ---


def of_workers(found: Sequence[Workers]) -> Iterator[str]:
    yield "| depth, mixed share | 1 worker, s | 2 workers, s | times as fast |\n|---|---|---|---|"
    for one in found:
        yield f"| {one.depth} | {one.one:.1f} | {one.two:.1f} | {one.ratio:.2f} |"


def of_memory(found: Mapping[str, Sequence[Memory]]) -> Iterator[str]:
    yield "| one file | size, MB | worker's peak, MB | parent's peak, MB | seconds |\n|---|---|---|---|---|"
    for name, each in found.items():
        for m in each:
            cells = f"{m.why} | | |" if m.why else f"{m.worker / MB:.0f} | {m.parent / MB:.0f} | {m.seconds:.0f} |"
            yield f"| {name} | {m.size / MB:,g} | {cells}"


def of_growth(found: Sequence[Growth]) -> Iterator[str]:
    yield "| small files, quick | number | first run, files/s of a core | next run, unchanged | parent's peak, MB |\n|---|---|---|---|---|"
    for g in found:
        cells = f"{g.why} | | |" if g.why else f"{g.rate(g.first)} | {g.rate(g.again)} | {g.parent / MB:.0f} |"
        yield f"| {CARDS if g.cards else MIXED} | {g.files:,} | {cells}"


def of_starts(found: Sequence[Start]) -> Iterator[str]:
    yield "| start | wall, s | processor, s | aim, s |\n|---|---|---|---|"
    for s in found:
        yield f"| {s.what} | {s.wall:.2f} | {s.cpu:.2f} | {f'{s.most:g}' if s.most else ''} |"


def main() -> None:
    with tempfile.TemporaryDirectory() as made:
        shelf = Shelf(Path(sys.argv[1]) if sys.argv[1:] else Path(made), SMALL)
        big = {"prose, quick": list(memory([MB, 10 * MB], "quick", 60))}
        for table in (
            of_workers([workers(shelf, "quick", 2, 1)]),
            of_memory(big),
            of_growth([one for cards in (True, False) for one in growth([300, 1_000], 60, cards)]),
            of_starts(list(starts(3))),
        ):
            print("\n".join(table), end="\n\n")


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUTF8", "1")
    main()
