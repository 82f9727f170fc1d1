"""Labelled text: rows of the corpora as spans of three kinds, P (person), G (organisation), L (place or facility)."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

KINDS = {"PERSON": "P", "ORG": "G", "LOCATION": "L", "FACILITY": "L"}
TRAINED_ON = ("stockmark_ner_wikipedia", "ud_gsd_ne_train", "wikipedia_annotated_kyoto")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text and its spans: (start, end, kind), code points."""

    text: str
    spans: tuple[tuple[int, int, str], ...]


def read(path: Path) -> tuple[list[Labelled], list[Labelled]]:
    """(for training, held out): one document in five is held out, the same ones at each call."""
    kept: tuple[list[Labelled], list[Labelled]] = ([], [])
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        spans = tuple((e["start"], e["end"], KINDS[e["label"]]) for e in row["entities"] if e["label"] in KINDS)
        kept[held_out(row)].append(Labelled(row["text"], spans))
    return kept


def held_out(row: dict[str, Any]) -> bool:
    """Whether training leaves a row of a corpus out."""
    name = str(row.get("doc") or row.get("id") or row["text"])
    return int(hashlib.md5(name.encode(), usedforsecurity=False).hexdigest(), 16) % 5 == 0
