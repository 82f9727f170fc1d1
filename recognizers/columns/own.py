"""Users' own recognizers in columns of values: every cell is read, since one client among thousands counts too."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

from recognizers.columns.by_text import in_cells
from recognizers.columns.cells import Cells
from recognizers.columns.header import SURE
from recognizers.types import ColumnHit, ColumnView, Found, Hints, Hit

if TYPE_CHECKING:
    from recognizers import Engine


def own(engine: Engine, column: ColumnView, header: str, cells: Cells) -> list[ColumnHit]:
    hints = Hints(header, column.hints.siblings, column.hints.name, column.hints.sheet)
    found: dict[str, list[tuple[int, Hit]]] = {}
    for index, hit in in_cells(engine.find_own, cells, set(), hints):
        if hit.score >= SURE:
            found.setdefault(hit.entity, []).append((index, hit))
    hits = []
    for entity, read in found.items():
        indexes = {index for index, _ in read}
        rows, distinct, *_ = cells.total([index in indexes for index in range(len(cells))])
        stretches = [cells.raw[index][hit.start : hit.end] for index, hit in read]
        best = max((hit for _, hit in read), key=lambda hit: hit.score)
        counted = (cells.filled, rows, distinct, tuple(dict.fromkeys(stretches))[:5])
        where = Found(array("i", [cells.places[index] for index, _ in read]), stretches)
        hits.append(ColumnHit(entity, best.score, best.recognizer, ("cells", *best.evidence), *counted, where))
    return hits
