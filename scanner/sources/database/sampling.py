"""How much of a table was looked at, and what that excludes.

Drawn are units: single rows, or blocks and ranges of keys with their rows. Where n units were drawn by chance and nothing
of a kind was in them, then at 95 % no more than 1 - 0.05^(1/n) of all rows are of it (exact binomial; about 3/n). That is
`excluded`: the n are blocks, so it holds in the worst case too, that such rows fill whole blocks. Where they lie among
the others as if by chance, each row that was read counts; that is `spread`.
"""

from __future__ import annotations

import random
from collections.abc import Iterator

from scanner.model import Extent
from scanner.sources.database.dialect import Draw, Relation

LEVEL = 0.95
SEED = 20_030_530  # the same rows each time, or no two scans would say the same


def upper(units: int) -> float:
    """At `LEVEL`, no larger a share of all units holds what none of `units` holds; 1 where none was drawn."""
    return 1 - (1 - LEVEL) ** (1 / units) if units > 0 else 1.0


def extent(draw: Draw, relation: Relation, rows: int, bytes: int) -> Extent:
    """rows, bytes: that were read as `draw` says."""
    if draw.method == "whole" or rows < draw.limit:
        return Extent(rows, rows, True, "whole", bytes=bytes)
    total = max(round(relation.rows), rows) if relation.rows >= 0 else -1
    if total < 0 and draw.share:
        total = round(rows / draw.share)
    if not draw.units:
        return Extent(rows, total, relation.exact, draw.method, 1.0, 1.0, bytes)
    by_units = upper(rows if draw.method == "rows" else draw.units)
    return Extent(rows, total, relation.exact, draw.method, by_units, min(by_units, upper(rows)), bytes)


def points(low: int, high: int, count: int) -> Iterator[int]:
    """One number of each of `count` equal stretches of low…high, drawn by chance."""
    draw, width = random.Random(SEED), (high - low + 1) / count
    for number in range(count):
        start, end = low + int(number * width), low + int((number + 1) * width) - 1
        yield draw.randint(start, max(start, end))
