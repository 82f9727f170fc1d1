"""Are scores chances? Of all hits scored about 0.9, nine in ten should be right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from recognizers import Engine
from tests.accuracy.texts import label, over, wilson

EDGES = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 1.001)


@dataclass(frozen=True, slots=True)
class Judged:
    """One hit of a labelled text: its score, and whether its label stands there."""

    label: str
    score: float
    right: bool


def judged(engine: Engine, rows: Iterable[dict[str, Any]]) -> Iterator[Judged]:
    """Every hit of an entity type that the set labels, whatever its score. Hits over optional spans say nothing."""
    for row in rows:
        for hit in engine.find(row["text"]):
            name = label(hit.entity)
            if name is None:
                continue
            there = [gold for gold in row["entities"] if gold["label"] == name and over(hit, gold)]
            if there and all(gold.get("optional") for gold in there):
                continue
            yield Judged(name, hit.score, bool(there))


def table(hits: Iterable[Judged]) -> Iterator[str]:
    """Markdown: for each band of scores how many hits, their mean score, and the share that is right."""
    bands: dict[float, list[Judged]] = defaultdict(list)
    everything = list(hits)
    for hit in everything:
        bands[max(edge for edge in (0.0, *EDGES) if edge <= hit.score)].append(hit)
    yield "| score | hits | mean score | right | share right | 95 % |"
    yield "|---|---|---|---|---|---|"
    for start in sorted(bands):
        band = bands[start]
        end = min(1.0, min(edge for edge in EDGES if edge > start))
        right, mean = sum(hit.right for hit in band), sum(hit.score for hit in band) / len(band)
        low, high = wilson(right, len(band))
        yield (
            f"| {start:.2f}–{end:.2f} | {len(band)} | {mean:.3f} | {right} | {right / len(band):.3f} "
            f"| {low:.2f}–{high:.2f} |"
        )
    error = sum(abs(sum(h.score for h in band) - sum(h.right for h in band)) for band in bands.values())
    yield ""
    yield f"Expected calibration error over {len(everything)} hits: {error / max(1, len(everything)):.3f}."
