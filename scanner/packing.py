"""Results as the ledger keeps them: JSON, since a pickle from a folder that others may write to could run code."""

from __future__ import annotations

import json
import zlib
from base64 import b64decode, b64encode
from operator import attrgetter
from typing import Any

import pyarrow as pa

from scanner.model import Cost, EntityCount, Finding, Item, ItemResult, Problem, Reason, Sketch, Stage, Status, Tally

_SHORT = 1_000  # bytes that are not worth compressing
# A tenth of the time of zlib, for a quarter more bytes. In front stand a mark and the length, four bytes, of what was packed.
_CODEC, _MARK, _HEAD = pa.Codec("lz4"), b"4", 5
_PLAIN = (
    *("format", "encrypted", "persons", "persons_method", "records", "combination", "document_class"),
    *("names_read", "names_bound", "lines"),
)


def pack(result: ItemResult, without: str | None = None) -> bytes:
    """All but the item. without: a field of which nothing is kept."""
    facts = {
        "status": result.status,
        "tallies": [
            (tally.part, tally.field, tally.seen, tally.filled, {name: _of(c) for name, c in tally.entities.items()})
            for tally in result.tallies
            if tally.field != without
        ],
        "findings": [_of(finding) for finding in result.findings if finding.field != without],
        "problems": [_of(problem) for problem in result.problems],
        "suppressed": [row for row in result.suppressed if row[1] != without],
        "sketches": [(*_of(sketch)[:-1], b64encode(sketch.least).decode()) for sketch in result.sketches],
        "cost": _of(result.cost),
        **{name: getattr(result, name) for name in _PLAIN},
    }
    raw = _ENCODE(facts).encode("utf-8", "surrogatepass")
    if len(raw) < _SHORT:
        return raw
    return b"".join((_MARK, len(raw).to_bytes(4, "big"), _CODEC.compress(raw, asbytes=True)))


_ENCODE = json.JSONEncoder(ensure_ascii=False).encode
_VALUES = {kind: attrgetter(*kind.__slots__) for kind in (EntityCount, Finding, Problem, Cost, Sketch)}


def _of(one: EntityCount | Finding | Problem | Cost | Sketch) -> tuple[Any, ...]:
    """The values of its fields, in order."""
    return _VALUES[type(one)](one)


def unpack(item: Item, raw: bytes) -> ItemResult:
    """The result of `item` that was packed."""
    facts = json.loads(_unpacked(raw).decode("utf-8", "surrogatepass"))
    plain: dict[str, Any] = {name: _hard(facts[name]) for name in _PLAIN}
    return ItemResult(
        item,
        Status(facts["status"]),
        tuple(
            Tally(part, field, seen, filled, {name: EntityCount(*map(_hard, c)) for name, c in entities.items()})
            for part, field, seen, filled, entities in facts["tallies"]
        ),
        tuple(Finding(*map(_hard, row)) for row in facts["findings"]),
        tuple(Problem(Stage(stage), Reason(reason), *rest) for stage, reason, *rest in facts["problems"]),
        Cost(*facts["cost"]),
        suppressed=tuple(tuple(row) for row in facts["suppressed"]),
        sketches=tuple(
            Sketch(part, field, entity, count, b64decode(kept))
            for part, field, entity, count, kept in facts["sketches"]
        ),
        **plain,
    )


def _unpacked(raw: bytes) -> bytes:
    if raw[:1] == b"{":
        return raw
    if raw[:1] != _MARK:  # of version 0.1
        return zlib.decompress(raw)
    size = int.from_bytes(raw[1:_HEAD], "big")
    return bytes(_CODEC.decompress(raw[_HEAD:], size, asbytes=True))


def _hard(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
