"""What was found in some bytes, to be used again where the same bytes lie elsewhere.

The path of each place is looked at for itself. Where it surely names somebody, or a suppression speaks of it, the
result is that place's alone and is not shared (`worker.scan` sees to that).
"""

from __future__ import annotations

import json
import zlib
from collections import OrderedDict
from dataclasses import replace
from typing import Any, TypeVar

from scanner.findings import PATH_FIELD
from scanner.model import Cost, EntityCount, Finding, ItemResult, Status, Tally

_MOST = 256  # results that a worker remembers
_SHORT = 1_000  # bytes that are not worth compressing
_LARGEST = 2_000  # rows of a result that it remembers


def at(place: ItemResult, known: ItemResult) -> ItemResult:
    """`known` as the result of `place`, which has nothing but its path looked at."""
    return replace(
        known,
        item=place.item,
        tallies=place.tallies + _inside(known.tallies),
        findings=place.findings + _inside(known.findings),
        suppressed=tuple(sorted((*place.suppressed, *(row for row in known.suppressed if row[1] != PATH_FIELD)))),
        cost=replace(known.cost, seconds=place.cost.seconds, bytes_read=place.cost.bytes_read),
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

    def __contains__(self, id: str) -> bool:
        return id in self._results

    def __getitem__(self, id: str) -> ItemResult:
        self._results.move_to_end(id)
        return self._results[id]

    def keep(self, result: ItemResult) -> None:
        if result.content and len(result.tallies) + len(result.findings) <= _LARGEST:
            self._results[result.content] = result
            if len(self._results) > _MOST:
                self._results.popitem(last=False)


# --- as the ledger keeps it: JSON, since a pickle from a folder that others may write to could run code ---


def packed(result: ItemResult) -> bytes:
    """Of a whole item: what was found in its bytes, without its path."""
    facts = {
        "tallies": [
            (tally.part, tally.field, tally.seen, tally.filled, {name: _of(c) for name, c in tally.entities.items()})
            for tally in _inside(result.tallies)
        ],
        "findings": [_of(finding) for finding in _inside(result.findings)],
        "suppressed": [row for row in result.suppressed if row[1] != PATH_FIELD],
        "cost": _of(result.cost),
        **{name: getattr(result, name) for name in _PLAIN},
    }
    raw = json.dumps(facts, ensure_ascii=False).encode("utf-8", "surrogatepass")
    return raw if len(raw) < _SHORT else zlib.compress(raw, 1)


def _of(one: EntityCount | Finding | Cost) -> list[Any]:
    """The values of its fields, in order."""
    return [getattr(one, name) for name in one.__slots__]


_PLAIN = (
    *("format", "persons", "persons_method", "records", "combination", "document_class"),
    *("names_read", "names_bound"),
)


def unpacked(place: ItemResult, raw: bytes) -> ItemResult:
    """The result of `place` from what was kept of the same bytes elsewhere."""
    facts = json.loads((raw if raw[:1] == b"{" else zlib.decompress(raw)).decode("utf-8", "surrogatepass"))
    tallies = tuple(
        Tally(part, field, seen, filled, {name: _count(*count) for name, count in entities.items()})
        for part, field, seen, filled, entities in facts["tallies"]
    )
    findings = tuple(replace(Finding(*row), evidence=tuple(row[6])) for row in facts["findings"])
    plain: dict[str, Any] = {name: tuple(value) if isinstance(value := facts[name], list) else value for name in _PLAIN}
    suppressed = tuple(tuple(row) for row in facts["suppressed"])
    cost = Cost(*facts["cost"])
    known = ItemResult(place.item, Status.SCANNED, tallies, findings, (), cost, suppressed=suppressed, **plain)
    return at(place, known)


def _count(hits: int, distinct: int, best: float, recognizer: str, evidence: list[str]) -> EntityCount:
    return EntityCount(hits, distinct, best, recognizer, tuple(evidence))
