"""What each tier of the names cascade decided and what it cost: ``python -m tests.accuracy.tiers [--ginza]``.

The tiers are those of `recognizers.person`: cues, words and dictionaries, the model, GiNZA as arbiter. F1 with the tiers
up to each is of what the model was not trained on; the share of the characters that each decided, or was asked about, and
processor time are of the documents that `systems` times. --ginza asks the arbiter too, where a name is unsure and
everywhere, of fewer documents and yet for some minutes.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from recognizers import sequence
from recognizers.looks import Span
from recognizers.names import DictionaryNames, cued
from recognizers.overlap import resolve
from recognizers.person import Arbiter, PersonNames, Place
from recognizers.tokens import Words
from recognizers.told import Judged
from recognizers.types import Hints
from tests.accuracy import systems
from tests.accuracy.texts import SURE

TIERS = ("cues", "words", "model", "arbiter")


@dataclass
class Cost:
    """Characters and seconds by tier. reached: characters of what the tier looked at."""

    total: int = 0
    reached: dict[str, int] = field(default_factory=lambda: dict.fromkeys(TIERS, 0))
    seconds: dict[str, float] = field(default_factory=lambda: dict.fromkeys(TIERS, 0.0))

    def decided(self, tier: str) -> float:
        """The share of all characters that went no further than this tier."""
        after = TIERS[TIERS.index(tier) + 1 :]
        return (self.reached[tier] - (self.reached[after[0]] if after else 0)) / max(1, self.total)


class Watched(PersonNames):
    """As it is, with a clock beside each tier."""

    def __init__(self, arbiter: Arbiter | None = None, budget: int | None = 0) -> None:
        self.cost = Cost()
        super().__init__(arbiter, budget)
        self.cost = Cost()

    def cut(self, text: str) -> Words:
        began = time.process_time()
        stretches = [] if text.isascii() else cued(text)
        self.cost.seconds["cues"] += time.process_time() - began
        self.cost.total += len(text)
        self.cost.reached["cues"] += len(text)
        self.cost.reached["words"] += sum(high - low for low, high in stretches)
        began = time.process_time()
        try:
            return super().cut(text)
        finally:
            self.cost.seconds["words"] += time.process_time() - began

    def candidates(self, text: str, tokens: Words, hints: Hints) -> dict[Place, Judged]:
        began = time.process_time()
        try:
            return super().candidates(text, tokens, hints)
        finally:
            self.cost.seconds["words"] += time.process_time() - began

    def read(
        self, tokens: Words, sentences: list[sequence.Stretch], found: list[list[Span]], model: sequence.Model
    ) -> list[sequence.Reading]:
        began = time.process_time()
        self.cost.reached["model"] += sum(tokens.ends[last - 1] - tokens.starts[first] for first, last in sentences)
        try:
            return super().read(tokens, sentences, found, model)
        finally:
            self.cost.seconds["model"] += time.process_time() - began

    def asked(self, text: str, places: Sequence[Place]) -> list[Place]:
        began = time.process_time()
        self.cost.reached["arbiter"] += sum(high - low for low, high in places)
        try:
            return super().asked(text, places)
        finally:
            self.cost.seconds["arbiter"] += time.process_time() - began


def f1(recognizer: Any, rows: Sequence[dict[str, Any]]) -> tuple[float, float]:
    def find(text: str) -> list[Place]:
        return [(hit.start, hit.end) for hit in resolve(recognizer.find(text, Hints())) if hit.score >= SURE]

    return systems.tally(find, rows, "PERSON").f1()


def report(shared: Path, ginza: bool = False) -> Iterator[str]:
    """Markdown, line by line."""
    seconds = "seconds a 100,000 characters: " + ", ".join(TIERS)
    yield f"| corpus | tiers | F1 exact | F1 overlap | cues decide | words decide | model reads | arbiter asked | {seconds} |"
    yield "|---|---|---|---|---|---|---|---|---|"
    for name, rows, documents in systems.corpora(shared):
        yield f"| {name} | dictionaries alone | {_two(f1(DictionaryNames(), rows))} | | | | | |"
        for title, names in _cascades(ginza):
            both = f1(names, rows)
            cost = names.cost = Cost()
            for document in documents[:5] if ginza else documents:
                list(names.find(document, Hints()))
            shares = [cost.decided(tier) for tier in TIERS[:2]]
            shares += [cost.reached[tier] / cost.total for tier in TIERS[2:]]
            seconds = ", ".join(f"{cost.seconds[tier] / cost.total * 1e5:.3f}" for tier in TIERS)
            yield f"| {name} | {title} | {_two(both)} | {' | '.join(f'{share:.1%}' for share in shares)} | {seconds} |"


def _cascades(ginza: bool) -> Iterator[tuple[str, Watched]]:
    yield "with the model (standard)", Watched()
    if ginza:
        from recognizers.presidio import GinzaNames, GinzaWhereUnsure

        arbiter = GinzaNames().names
        arbiter("担当は山田太郎です。")  # loaded before the clock runs
        yield "GiNZA where unsure", Watched(arbiter, GinzaWhereUnsure.budget)
        yield "GiNZA everywhere (deep)", Watched(arbiter, None)


def _two(figures: tuple[float, float]) -> str:
    return f"{figures[0]:.3f} | {figures[1]:.3f}"


def main() -> None:
    from tests.accuracy.run import SHARED

    for line in report(SHARED, "--ginza" in sys.argv[1:]):
        print(line, flush=True)


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
