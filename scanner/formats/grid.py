"""Tables inside documents (HTML, Word, slides): small, whole in memory, often forms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from recognizers.types import Hints
from scanner.budget import Budget
from scanner.formats.forms import join_boxes, label_pairs
from scanner.formats.tables import Row, Table, find_layout
from scanner.model import Passage, Segment

_SAMPLE_ROWS = 60


def grid_segments(rows: Sequence[Row], place: str, hints: Hints, budget: Budget, part: str = "") -> Iterator[Segment]:
    """Columns for a table with a header, else one passage for each label with its value, or for each row.

    `place` ("table 3") keeps the columns of one table apart from those of the next.
    """
    numbered = [(n, row) for n, row in enumerate(rows, start=1) if any(cell and cell.strip() for cell in row)]
    budget.spend(cells=sum(len(row) for _, row in numbered))
    sample = join_boxes([row for _, row in numbered[:_SAMPLE_ROWS]])
    numbered[: len(sample)] = [(number, row) for (number, _), row in zip(numbered, sample, strict=False)]
    layout = find_layout(sample, max((len(row) for _, row in numbered), default=0))
    top = layout.first if layout.names and len(layout.names) > 1 and layout.first < len(numbered) else None
    for number, row in numbered[: len(numbered) if top is None else layout.titles]:
        cells = [("", text) for cell in row if cell and (text := cell.strip())]
        for _, label, text in label_pairs(cells):
            yield Passage(text, part, f"{place} row {number}", hints=replace(hints, header=label))
    if top is not None:
        inner = f"{part}!{place}" if part else place
        table = Table(layout.names, inner, replace(hints, sheet=place), row=numbered[top][0])
        yield from table.extend([row for _, row in numbered[top:]])
        yield from table.flush()
