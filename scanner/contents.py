"""What was found in some bytes, to be used again where the same bytes lie elsewhere.

The path of each place is looked at for itself. Where it surely names somebody, or a suppression speaks of it, the
result is that place's alone and is not shared (`worker.scan` sees to that).
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from typing import TypeVar

from scanner.findings import PATH_FIELD
from scanner.model import Finding, ItemResult, Tally
from scanner.packing import pack, unpack

_MOST, _ROWS = 256, 20_000  # results that a worker remembers, and rows of them


def at(place: ItemResult, known: ItemResult) -> ItemResult:
    """`known` as the result of `place`, which has nothing but its path looked at."""
    return replace(
        known,
        item=place.item,
        tallies=place.tallies + _inside(known.tallies),
        findings=place.findings + _inside(known.findings),
        suppressed=tuple(sorted((*place.suppressed, *(row for row in known.suppressed if row[1] != PATH_FIELD)))),
        cost=replace(
            place.cost,
            rows_read=known.cost.rows_read,
            rows_total=known.cost.rows_total,
            sampled=known.cost.sampled,
        ),
        format=place.format,
        content=place.content,
        same=True,
        missing=False,
    )


_Row = TypeVar("_Row", Tally, Finding)


def _inside(rows: tuple[_Row, ...]) -> tuple[_Row, ...]:
    return tuple(row for row in rows if row.field != PATH_FIELD)


class Memo:
    """The last results of a worker, by id of their content."""

    def __init__(self) -> None:
        self._results: OrderedDict[str, ItemResult] = OrderedDict()
        self._rows = 0

    def __contains__(self, id: str) -> bool:
        return id in self._results

    def __getitem__(self, id: str) -> ItemResult:
        self._results.move_to_end(id)
        return self._results[id]

    def keep(self, result: ItemResult) -> None:
        if not result.content or result.content in self._results:
            return
        self._results[result.content] = result
        self._rows += _size(result)
        while len(self._results) > _MOST or self._rows > _ROWS:
            self._rows -= _size(self._results.popitem(last=False)[1])


def _size(result: ItemResult) -> int:
    return len(result.findings) + sum(1 + len(tally.entities) for tally in result.tallies)


def packed(result: ItemResult) -> bytes:
    """Of a whole item: what was found in its bytes, without its path."""
    return pack(result, without=PATH_FIELD)


def unpacked(place: ItemResult, raw: bytes) -> ItemResult:
    """The result of `place` from what was kept of the same bytes elsewhere."""
    return at(place, unpack(place.item, raw))
