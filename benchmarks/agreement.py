"""How well each system finds what is labelled, by the scorer of `make accuracy`: python -m benchmarks.agreement

All on the same texts, `pii_dev` and `own` of tests/accuracy (invented; worked on from the start, so they flatter daicho:
docs/accuracy.md has the blind figures).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from benchmarks import clock, hawk, rivals
from recognizers import DEPTHS, Engine
from tests.accuracy import texts
from tests.accuracy.texts import HERE, Score

SETS = ("pii_dev", "own")
KNOWN = ("PERSON", "PHONE", "EMAIL", "CREDIT_CARD")  # labels that all but hawk-eye know


@dataclass(frozen=True)
class Agreement:
    """chars: read in a second of processor time, start apart; 0 where it was not measured. why: not measured at all."""

    system: str
    f1: float = 0
    precision: float = 0
    recall: float = 0
    known: float = 0
    chars: float = 0
    why: str = ""


def f1(score: Score, labels: Sequence[str] = ()) -> tuple[float, float, float]:
    """(F1, precision, recall), of some labels or of all."""
    counts = [row[1:] for row in score.rows() if (row[0] in labels if labels else row[0] == "ALL")]
    tp, fp, fn = (sum(column) for column in zip(*counts, strict=True)) if counts else (0, 0, 0)
    return 2 * tp / max(1, 2 * tp + fp + fn), tp / max(1, tp + fp), tp / max(1, tp + fn)


def rows() -> list[dict[str, Any]]:
    return [row for name in SETS for row in texts.read(HERE / name / "text.jsonl")]


def systems(labelled: Sequence[dict[str, Any]]) -> Iterator[tuple[str, Callable[[], Any]]]:
    """(name, what makes something with the `find` of an engine)"""
    for depth in DEPTHS:
        yield f"daicho, {depth}", partial(Engine, depth=depth)
    yield "Presidio with ja_ginza", _presidio
    yield "hawk-eye, nine patterns", lambda: hawk.Found([row["text"] for row in labelled])


def _presidio() -> Any:
    from benchmarks.presidio_ja import Presidio

    return Presidio()


def measure(labelled: Sequence[dict[str, Any]], wrong: dict[str, str]) -> Iterator[Agreement]:
    """wrong: packages that are not there → why."""
    size = sum(len(row["text"]) for row in labelled)
    for name, make in systems(labelled):
        outside = name.startswith("hawk")
        if outside and (why := wrong.get("hawk-scanner")):
            yield Agreement(name, why=why)
            continue
        try:
            finder = make()
        except clock.Failed as error:
            yield Agreement(name, why=str(error))
            continue
        finder.find("東京都の山田太郎です")  # loads what is loaded late
        began = time.process_time()
        score = texts.score(finder, labelled)
        spent = time.process_time() - began
        yield Agreement(name, *f1(score), f1(score, KNOWN)[0], 0 if outside else size / spent)


def table(found: Sequence[Agreement]) -> Iterator[str]:
    yield "| system | F1 | precision | recall | F1 of names, telephone, e-mail, card | characters/s |"
    yield "|---|---|---|---|---|---|"
    for one in found:
        if one.why:
            yield f"| {one.system} | {one.why} | | | | |"
        else:
            chars = f"{one.chars:,.0f}" if one.chars else "in the table above"
            yield f"| {one.system} | {one.f1:.3f} | {one.precision:.3f} | {one.recall:.3f} | {one.known:.3f} | {chars} |"


def main() -> None:
    for line in table(list(measure(rows(), rivals.install()))):
        print(line)


if __name__ == "__main__":
    main()
