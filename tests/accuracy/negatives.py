"""False alarms on texts that hold no personal data of living people: statutes, literature, source code, manuals."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from recognizers import Engine
from scanner.classify import taxonomy
from tests.accuracy.texts import SURE

FOLDERS = {"laws": "utf-8", "aozora_sjis": "cp932", "source_code": "utf-8", "tech_docs_rst": "utf-8"}
_BLOCK = 50_000
PRODUCTS = Path(__file__).resolve().parent / "products"  # committed ones, see their README


@dataclass
class Alarms:
    """bytes read, hits of at least 0.5 by entity type, and how many of them stand at level high or above."""

    size: int = 0
    hits: Counter[str] = field(default_factory=Counter)
    grave: int = 0

    def special_care(self) -> float:
        """Statements in 100 kB."""
        return sum(n for entity, n in self.hits.items() if entity.startswith("SPC_")) / self.size * 1e5


def count(engine: Engine, folder: Path, encoding: str) -> Alarms:
    """Hits over all files of one folder. Names in literature are real hits of fictional people; they are counted too."""
    kinds, alarms = taxonomy(), Alarms()
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.name != "README.md"):
        raw = path.read_bytes()
        alarms.size += len(raw)
        text = raw.decode(encoding, "replace")
        for start in range(0, len(text), _BLOCK):
            for hit in engine.find(text[start : start + _BLOCK]):
                if hit.score >= SURE:
                    alarms.hits[hit.entity] += 1
                    alarms.grave += kinds.of(hit.entity).level in ("high", "critical")
    return alarms
