"""A column of many different values, judged by some of them: drawn at random, and all that are written as few others are.

What a share of the values says, 2,000 say as well as 20,000. One telephone among order numbers no sample finds; but it is
written as no order number is, so the values of rare outlines are judged too, by themselves, and where they show something
that the others do not, the whole column is judged value by value. So it is where a verdict rests on looking at each value.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from recognizers.columns.arrays import Hashes
from recognizers.columns.cells import MANY, Cells, cells_of
from recognizers.columns.header import OTHER_HEADER, SURE, header_weight
from recognizers.columns.outlines import outlines
from recognizers.columns.shapes import shape
from recognizers.types import ColumnHit, ColumnView

if TYPE_CHECKING:
    from recognizers import Engine

DRAWN = 2_000
_LONG = 120  # bytes of a value on average: running text, each of another outline
_KNOWN = 8  # values drawn of one outline: then it is no rare one
PUBLISHED = 2  # weight of a check that nine in ten other numbers fail
_RARE = 1_000  # values of rare outlines; of more the column is all kinds of things


def some_of(column: ColumnView) -> tuple[ColumnView, ColumnView | None] | None:
    """(values drawn at random, those that are written as few are, if there are any). None where all are to be judged."""
    count = len(column.values)
    if count < MANY or column.values.nbytes > _LONG * count:
        return None
    drawn = _drawn(count)
    told = outlines(column.values)
    rare = _rare(told, told[drawn])
    if len(rare) > _RARE:
        return None
    return _only(column, drawn), _only(column, rare) if len(rare) else None


def _rare(told: Hashes, drawn: Hashes) -> npt.NDArray[np.int64]:
    kinds, times = np.unique(drawn, return_counts=True)
    known = kinds[times >= _KNOWN]
    if not len(known):
        return np.arange(len(told))
    place = np.minimum(np.searchsorted(known, told), len(known) - 1)
    return np.flatnonzero(known[place] != told)


@lru_cache(maxsize=64)
def _drawn(count: int) -> npt.NDArray[np.int64]:
    return np.sort(np.random.default_rng(0).choice(count, DRAWN, replace=False))


def _only(column: ColumnView, places: npt.NDArray[np.int64]) -> ColumnView:
    chosen = pa.array(places)
    return ColumnView(column.field, column.values.take(chosen), column.counts.take(chosen), column.rows, column.hints)


def counted(hit: ColumnHit, cells: Cells) -> ColumnHit:
    """A verdict on some values, with the numbers of all."""
    if hit.more is None:
        raise ValueError("only what a function over arrays tells can be counted")
    rows, distinct, samples, found = cells.total(hit.more(cells.spelled))
    return replace(hit, filled=cells.filled, hits=rows, distinct=distinct, samples=samples, found=found)


def hidden(engine: Engine, header: str, drawn: Cells, column: ColumnView, known: set[str]) -> bool:
    """Whether numbers of another type, among others of their length, only show in all values: where check digits prove a
    type and some of the values drawn pass by chance, one in fifty that passes besides takes thousands to be seen."""
    for pattern, may_fit in engine.candidates.under(header, engine.labels, drawn.spelled.canonical):
        if pattern.check is None or pattern.check_weight < PUBLISHED or not may_fit or pattern.entity in known:
            continue
        if header_weight(engine.labels, pattern, header)[0] <= OTHER_HEADER:  # then they are not supposed to be mixed
            continue
        hit = shape(engine, pattern, header, cells_of(column), may_fit)
        if hit is not None and hit.score >= SURE:
            return True
    return False
