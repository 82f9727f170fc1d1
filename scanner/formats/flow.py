"""Text in reading order: paragraphs gathered into passages, tables set apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from recognizers.types import Hints
from scanner.budget import Budget
from scanner.formats.grid import grid_segments
from scanner.model import Passage, Segment

_CHUNK = 2000


class Flow:
    """One stream of paragraphs and tables. `place` is where it stands in the document, "" for the body."""

    def __init__(self, place: str, hints: Hints, budget: Budget, part: str = "") -> None:
        self.place, self.hints, self.budget, self.part = place, hints, budget, part
        self._lines: list[str] = []
        self._size = self._first = self._paragraph = self._tables = 0

    def paragraph(self, *readings: str) -> Iterator[Segment]:
        """The next paragraph; more than one reading where it was changed and both states are kept."""
        self._paragraph += 1
        self.budget.tick()
        for line in readings:
            if line.strip():
                self._first = self._first or self._paragraph
                self._lines.append(line)
                self._size += len(line)
        if self._size > _CHUNK:
            yield from self.end()

    def table(self, rows: Sequence[Sequence[str]]) -> Iterator[Segment]:
        yield from self.end()
        self._tables += 1
        place = ", ".join(filter(None, (self.place, f"table {self._tables}")))
        yield from grid_segments(rows, place, self.hints, self.budget, self.part)

    def end(self) -> Iterator[Segment]:
        """What has been gathered so far."""
        if self._lines:
            at = self.place or ("" if self.part else f"paragraph {self._first}")
            yield Passage("\n".join(self._lines), self.part, at, hints=self.hints)
        self._lines, self._size, self._first = [], 0, 0


def joined(texts: Iterator[str], at: str, hints: Hints, part: str = "") -> Iterator[Segment]:
    """One passage of short texts that stand side by side, each once."""
    found = [text for text in dict.fromkeys(texts) if text.strip()]
    if found:
        yield Passage("\n".join(found), part, at, hints=hints)
