"""How well pictures of cards and papers are read: python -m benchmarks.ocr [ENGINE …] [--states "as it is,noise"] [--people 1]

Of each kind of paper and each state of the picture: how many of the planted values stand in the text as it was read,
how many the recognizers find in it with a score of 0.5 or more, the share of wrong characters, seconds of a processor.
"""

from __future__ import annotations

import argparse
import os
import time
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field

from benchmarks.ocr_papers import STATES, Paper, papers
from recognizers import Engine
from recognizers.types import Hints
from scanner.formats.ocr import ENGINES, page
from scanner.formats.ocr import words as seam
from scanner.formats.ocr.lines import Read
from scanner.pictured import as_read

_SECONDS = 120.0
_SURE = 0.5


@dataclass(slots=True)
class Score:
    planted: int = 0
    read: int = 0
    found: int = 0
    characters: int = 0
    wrong: int = 0
    pictures: int = 0
    seconds: float = 0.0

    def line(self, name: str) -> str:
        return (
            f"| {name} | {self.read} of {self.planted} | {self.found} of {self.planted} "
            f"| {100 * self.wrong / self.characters:.1f} % | {self.seconds / self.pictures:.1f} |"
        )


@dataclass(slots=True)
class Table:
    kinds: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    states: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))
    entities: dict[str, Score] = field(default_factory=lambda: defaultdict(Score))

    def add(self, paper: Paper, state: str, told: Read, seconds: float, engine: Engine) -> None:
        hits = [as_read(hit, 0, told.sure) for hit in engine.find(told.text, Hints())]
        found = {(hit.entity, plain(told.text[hit.start : hit.end])) for hit in hits if hit.score >= _SURE}
        text, truth = plain(told.text), plain("".join(paper.lines))
        wrong = distance(text, truth)
        for score in (self.kinds[paper.kind], self.states[state]):
            score.pictures, score.seconds = score.pictures + 1, score.seconds + seconds
            score.characters, score.wrong = score.characters + len(truth), score.wrong + min(wrong, len(truth))
        for entity, value in paper.planted:
            same = plain(value)
            for score in (self.kinds[paper.kind], self.states[state], self.entities[entity]):
                score.planted += 1
                score.read += same in text
                score.found += any(entity == kind and same in one for kind, one in found)

    def show(self, name: str) -> None:
        for title, scores in (("paper", self.kinds), ("state", self.states)):
            print(f"\n| {name}: {title} | values read | values found | wrong characters | s |\n|---|---|---|---|---|")
            for kind, score in scores.items():
                print(score.line(kind))
        print(f"\n| {name}: kind of data | values read | values found |\n|---|---|---|")
        for kind, score in self.entities.items():
            print(f"| {kind} | {score.read} of {score.planted} | {score.found} of {score.planted} |", flush=True)


def plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def distance(one: str, other: str) -> int:
    """Characters to put in, take out or change."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, start=1):
        left, row[0] = row[0], i
        for j, b in enumerate(other, start=1):
            left, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, left + (a != b))
    return row[-1]


def spent() -> float:
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("engines", nargs="*", default=list(ENGINES))
    asked.add_argument("--states", default=",".join(STATES))
    asked.add_argument("--people", type=int, default=1)
    asked.add_argument("--show", action="store_true", help="print what was read")
    options = asked.parse_args()
    recognizers = Engine(depth="standard")
    for name in options.engines:
        engine: seam.Engine | None = ENGINES[name].load()()
        if engine is None:
            print(f"{name}: not installed")
            continue
        table = Table()
        for person in range(options.people):
            for paper in papers(person):
                for state in options.states.split(","):
                    started, wall = spent(), time.monotonic()
                    try:
                        told = page.read(STATES[state](paper.picture), engine, _SECONDS)
                    except seam.Failed as exc:
                        told = Read("", ())
                        print(f"{name}, {paper.kind}, {state}: {exc} after {time.monotonic() - wall:.0f} s")
                    table.add(paper, state, told, spent() - started, recognizers)
                    if options.show:
                        print(f"--- {paper.kind}, {state}\n{told.text}", flush=True)
        table.show(name)


if __name__ == "__main__":
    main()
