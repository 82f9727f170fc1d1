"""An engine small enough to know by heart: what it finds in a text is plain to see in the test."""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Sequence

import pyarrow.compute as pc

from recognizers.types import ColumnHit, ColumnView, Hints, Hit

PATTERNS = {
    "PHONE_NUMBER": re.compile(r"0\d{1,2}-\d{4}-\d{4}"),
    "JP_MY_NUMBER": re.compile(r"(?<!\d)\d{12}(?!\d)"),
    "PERSON": re.compile(r"山田太郎|佐藤花子|鈴木一郎"),
}


class Engine:
    def __init__(self, selection: Sequence[str] = (), depth: str = "standard") -> None:
        self.depth = depth

    def find(self, text: str, hints: Hints) -> list[Hit]:
        if "CRASH" in text:
            raise ValueError(text)  # as a careless library would
        if "WARN" in text:
            warnings.warn(text, stacklevel=1)
            logging.getLogger("careless.library").warning("%s", text)
        hits = [
            Hit(entity, match.start(), match.end(), 0.9, "fake", ("pattern",))
            for entity, pattern in PATTERNS.items()
            for match in pattern.finditer(text)
        ]
        return sorted(hits, key=lambda hit: hit.start)

    find_fast = find

    def find_table(self, columns: Sequence[ColumnView]) -> list[list[ColumnHit]]:
        return [self._column(column) for column in columns]

    def rest(self, column: ColumnView) -> None:
        """It has no check of many values at once."""

    def _column(self, column: ColumnView) -> list[ColumnHit]:
        found = []
        filled = pc.sum(column.counts).as_py() or 0
        for entity, pattern in PATTERNS.items():
            pairs = zip(column.values.to_pylist(), column.counts.to_pylist(), strict=True)
            hits = [(value, count) for value, count in pairs if pattern.fullmatch(value)]
            if hits:
                total, samples = sum(count for _, count in hits), tuple(value for value, _ in hits[:5])
                found.append(ColumnHit(entity, 0.9, "fake", ("shape",), filled, total, len(hits), samples))
        return found
