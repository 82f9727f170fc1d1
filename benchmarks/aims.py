"""What was aimed at, beside what was measured: met, not met, or not measured."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from benchmarks.agreement import Agreement
from benchmarks.scaling import CARDS, MIXED, Growth, Memory, Start, Workers
from benchmarks.shelf import MB
from benchmarks.speed import HAWK, HAWK_ALL, HYPERSCAN, PRESIDIO, Speed

STARTS = {"daicho --help": 0.3, "daicho inspect of one line, quick": 1.0}  # seconds


@dataclass(frozen=True)
class Aim:
    """value: measured, None where it was not. most: it must not be above `bar`, else not below."""

    what: str
    bar: float
    value: float | None
    most: bool = False

    def line(self) -> str:
        if self.value is None:
            return f"| {self.what} | {self.bar:g} | not measured | |"
        met = self.value <= self.bar if self.most else self.value >= self.bar
        return f"| {self.what} | {'at most ' if self.most else ''}{self.bar:g} | {self.value:.3g} | {'met' if met else 'not met'} |"


def _rate(speeds: Sequence[Speed], system: str, corpus: str) -> float | None:
    return next((s.rate for s in speeds if s.system == system and s.corpus == corpus and not s.why), None)


def _over(first: float | None, second: float | None) -> float | None:
    return first / second if first is not None and second else None


def of_speed(speeds: Sequence[Speed], agreements: Sequence[Agreement]) -> Iterator[Aim]:
    def rate(system: str, corpus: str) -> float | None:
        return _rate(speeds, system, corpus)

    def f1(system: str) -> float | None:
        return next((a.f1 for a in agreements if a.system == system and not a.why), None)

    quick, standard = "daicho, quick", "daicho, standard"
    yield Aim("prose, quick, of raw Hyperscan", 0.5, _over(rate(quick, "prose"), rate(HYPERSCAN, "prose")))
    yield Aim(
        "prose, quick, times hawk-eye with the same patterns", 50, _over(rate(quick, "prose"), rate(HAWK_ALL, "prose"))
    )
    yield Aim("prose, quick, times hawk-eye with nine patterns", 50, _over(rate(quick, "prose"), rate(HAWK, "prose")))
    yield Aim("dense text, quick, MB/s", 15, rate(quick, "dense"))
    yield Aim("tables, quick, MB/s", 100, rate(quick, "tables"))
    yield Aim("tables, standard, MB/s", 100, rate(standard, "tables"))
    yield Aim("mixed share, standard, MB/s", 10, rate(standard, "share"))
    yield Aim(
        "mixed share, standard, times Presidio with ja_ginza",
        1_000,
        _over(rate(standard, "share"), rate(PRESIDIO, "share")),
    )
    yield Aim("F1 on the labelled texts, standard, times Presidio's", 1, _over(f1(standard), f1(PRESIDIO)))


def of_scaling(
    workers: Sequence[Workers],
    memory: Mapping[str, Sequence[Memory]],
    growth: Sequence[Growth],
    starts: Sequence[Start],
) -> Iterator[Aim]:
    for depth in ("quick", "standard"):
        ratio = next((one.ratio for one in workers if one.depth == depth), None)
        yield Aim(f"2 workers, {depth}, times 1", 1.8, ratio)
    run = [m for each in memory.values() for m in each if not m.why]
    yield Aim("a worker's memory, MB, at most", 700, max((m.worker / MB for m in run), default=None), most=True)
    kinds = [[g for g in growth if g.cards == cards and not g.why] for cards in (True, False)]
    more = [files[-1].parent / max(1, files[0].parent) for files in kinds if len(files) > 1]
    yield Aim("the parent's memory at most files, times that at fewest", 1.1, max(more) if more else None, most=True)
    for name, files in zip((CARDS, MIXED), kinds, strict=True):
        yield Aim(f"small files {name}, quick, files a second of a core", 2_000, _files(files, "first"))
        yield Aim(f"small files {name}, unchanged, a second", 20_000, _files(files, "again"))
    for what, most in STARTS.items():
        yield Aim(f"{what}, s", most, next((s.wall for s in starts if s.what == what), None), most=True)


def _files(growth: Sequence[Growth], run: str) -> float | None:
    """A second, of the run over most files."""
    if not growth:
        return None
    seconds: float = getattr(growth[-1], run)
    return growth[-1].files / max(seconds, 0.1 * growth[-1].start, 0.001)


def table(aims: Iterable[Aim]) -> Iterator[str]:
    yield "| aim | bar | measured | |\n|---|---|---|---|"
    yield from (aim.line() for aim in aims)
