"""Labelled texts: precision, recall and F1 by label, the way the hidden sets are scored (overlap of spans)."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from recognizers import Engine
from recognizers.types import Hit

HERE = Path(__file__).resolve().parent
SURE = 0.5
HEAD = ("| label | precision | 95 % | recall | 95 % | F1 | tp | fp | fn |", "|---|---|---|---|---|---|---|---|---|")
# Entity type → label of the data sets; several types may share one.
LABELS = {
    "PERSON": "PERSON", "JP_ADDRESS": "ADDRESS", "PHONE_NUMBER": "PHONE", "EMAIL_ADDRESS": "EMAIL",
    "JP_MY_NUMBER": "MY_NUMBER", "JP_DRIVERS_LICENSE": "DRIVERS_LICENSE", "JP_PASSPORT": "PASSPORT",
    "JP_RESIDENCE_CARD": "RESIDENCE_CARD", "JP_SPECIAL_PR_CERT": "RESIDENCE_CARD", "JP_PENSION_NUMBER": "PENSION_NUMBER",
    "JP_HEALTH_INSURANCE": "HEALTH_INSURANCE", "JP_HEALTH_INSURER_NUMBER": "HEALTH_INSURANCE",
    "JP_PUBLIC_MEDICAL_PAYER": "HEALTH_INSURANCE", "JP_LATE_ELDERLY_INSURANCE": "HEALTH_INSURANCE",
    "JP_KAIGO_INSURANCE": "HEALTH_INSURANCE", "JP_BANK_ACCOUNT": "BANK_ACCOUNT", "JP_YUCHO_ACCOUNT": "BANK_ACCOUNT",
    "CREDIT_CARD": "CREDIT_CARD", "DATE_OF_BIRTH": "DATE_OF_BIRTH", "JP_LICENSE_PLATE": "LICENSE_PLATE",
    "JP_CHASSIS_NUMBER": "CHASSIS_NUMBER", "VIN": "CHASSIS_NUMBER", "JP_POSTAL_CODE": "POSTAL_CODE",
    "JP_CREDIT_INFO": "CREDIT_INFO",
}  # fmt: skip


def label(entity: str) -> str | None:
    return "SPECIAL_CARE" if entity.startswith("SPC_") else LABELS.get(entity)


@dataclass
class Score:
    """tp, fp, fn: label → count. errors: (kind, label, stretch, text) for the worst-errors list; invented data only."""

    tp: Counter[str] = field(default_factory=Counter)
    fp: Counter[str] = field(default_factory=Counter)
    fn: Counter[str] = field(default_factory=Counter)
    errors: list[tuple[str, str, str, str]] = field(default_factory=list)

    def rows(self) -> Iterator[tuple[str, int, int, int]]:
        """(label, tp, fp, fn), ALL last."""
        for name in sorted(self.tp | self.fp | self.fn):
            yield name, self.tp[name], self.fp[name], self.fn[name]
        yield "ALL", sum(self.tp.values()), sum(self.fp.values()), sum(self.fn.values())


def read(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def score(engine: Engine, rows: Iterable[dict[str, Any]]) -> Score:
    """Compare hits of at least 0.5 with labelled spans. ``optional`` spans count neither way."""
    total = Score()
    for row in rows:
        text, wanted = row["text"], row["entities"]
        hits = [(name, hit) for hit in engine.find(text) if hit.score >= SURE and (name := label(hit.entity))]
        for gold in wanted:
            if gold.get("optional"):
                continue
            if any(name == gold["label"] and over(hit, gold) for name, hit in hits):
                total.tp[gold["label"]] += 1
            else:
                total.fn[gold["label"]] += 1
                total.errors.append(("missed", gold["label"], gold["text"], text))
        for name, hit in hits:
            if not any(name == gold["label"] and over(hit, gold) for gold in wanted):
                total.fp[name] += 1
                total.errors.append(("false", name, text[hit.start : hit.end], text))
    return total


def over(hit: Hit, gold: dict[str, Any]) -> bool:
    return bool(hit.start < gold["end"] and gold["start"] < hit.end)


def wilson(hits: int, trials: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson), (0, 1) without trials."""
    if not trials:
        return 0.0, 1.0
    z = 1.96
    share, shrink = hits / trials, 1 + z * z / trials
    middle = (share + z * z / (2 * trials)) / shrink
    half = z / shrink * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    return max(0.0, middle - half), min(1.0, middle + half)


def line(label: str, tp: int, fp: int, fn: int) -> str:
    """A row under `HEAD`."""
    p, r = wilson(tp, tp + fp), wilson(tp, tp + fn)
    return (
        f"| {label} | {tp / max(1, tp + fp):.3f} | {p[0]:.2f}–{p[1]:.2f} | {tp / max(1, tp + fn):.3f} "
        f"| {r[0]:.2f}–{r[1]:.2f} | {2 * tp / max(1, 2 * tp + fp + fn):.3f} | {tp} | {fp} | {fn} |"
    )
