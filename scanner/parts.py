"""Results → rows of the inventory, gathered and committed part by part."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from operator import attrgetter
from types import MappingProxyType
from typing import Any

from scanner import contents, inventory
from scanner.classify import Taxonomy, classify, label
from scanner.clock import TIERS
from scanner.distinct import in_all
from scanner.endings import named_as
from scanner.ledger import Ledger, Run
from scanner.model import Finding, ItemResult, Status
from scanner.suppress import Suppression
from scanner.todo import Watcher

_FINDING = tuple(Finding.__slots__)  # `asdict` copies deeply, which takes ten times as long
_of_finding = attrgetter(*_FINDING)
_PART_ITEMS, _PART_ROWS, _PART_SECONDS = 2_000, 100_000, 10.0


class Parts:
    """Gathers results and commits them part by part."""

    def __init__(
        self,
        writer: inventory.Writer,
        ledger: Ledger,
        run: Run,
        watcher: Watcher,
        kinds: Taxonomy,
        signed: Sequence[Suppression],
    ) -> None:
        self._writer, self._ledger, self._run, self._watcher = writer, ledger, run, watcher
        self._kinds = kinds
        self._signed = {one.id: one for one in signed}
        self._number = ledger.next_part(run.run_id)
        self._clear()

    def _clear(self) -> None:
        self._results: list[ItemResult] = []
        self._contents: dict[str, tuple[int, bytes]] = {}  # not yet committed: id → size, what was found
        self._rows: dict[str, list[dict[str, Any]]] = {
            name: [] for name in ("items", "fields", "columns", "findings", "problems", "suppressions")
        }
        self._since = time.monotonic()

    def add(self, result: ItemResult) -> None:
        if result.missing:
            result = contents.unpacked(result, self._content(result.content))
        elif result.content and not result.same:
            self._contents[result.content] = result.item.size, contents.packed(result)
        self._results.append(result)
        for table, row in rows(result, self._run.run_id, self._kinds, self._signed):
            self._rows[table].append(row)
        if result.status is not Status.GONE:
            self._watcher.done(result)
        full = len(self._results) >= _PART_ITEMS or sum(map(len, self._rows.values())) >= _PART_ROWS
        if full or time.monotonic() - self._since > _PART_SECONDS:
            self.write()

    def write(self) -> None:
        if self._results:
            self._writer.write(self._run.run_id, self._number, self._rows)
            self._ledger.commit(self._run, self._number, self._results, self._contents)
            self._number += 1
        self._clear()

    # --- contents seen before ---

    def known(self, sizes: set[int]) -> dict[int, tuple[str, ...]]:
        """Size → ids of contents of that size that have been looked at."""
        found = self._ledger.known(self._run, sizes)
        for id, (size, _) in self._contents.items():
            if size in sizes:
                found[size] = (*found.get(size, ()), id)
        return found

    def _content(self, id: str) -> bytes:
        return self._contents[id][1] if id in self._contents else self._ledger.content(id)


def rows(
    result: ItemResult, run_id: str, kinds: Taxonomy, signed: Mapping[str, Suppression] = MappingProxyType({})
) -> Iterator[tuple[str, dict[str, Any]]]:
    """(table, row) for all that an item comes to."""
    item, place = result.item, {"run_id": run_id, "uri": result.item.uri}
    whole = classify(result.tallies, result.persons, item.exposure, kinds, result.combination)
    yield (
        "items",
        {
            **place,
            "source": item.source,
            "slice": item.slice,
            "relative": item.relative,
            "kind": item.kind,
            "format": result.format,
            "named_as": named_as(item.relative, result.format),
            "size_bytes": item.size,
            "modified_at": moment(item.modified),
            "version": item.version,
            "owner": item.owner,
            "exposure": item.exposure,
            "exposure_detail": item.exposure_detail,
            "encrypted": result.encrypted,
            "encryption": item.encryption,
            "status": str(result.status),
            "reason": str(result.problems[0].reason) if result.problems else "",
            "bytes_read": result.cost.bytes_read,
            "rows_read": result.cost.rows_read,
            "rows_total": result.cost.rows_total,
            "rows_exact": result.cost.rows_exact,
            "sampled": result.cost.sampled,
            "sample_method": result.cost.method,
            "rate_excluded": result.cost.excluded,
            "rate_excluded_spread": result.cost.spread,
            "columns_unsifted": result.cost.unsifted,
            "seconds": result.cost.seconds,
            **{f"seconds_{tier}": getattr(result.cost, tier) for tier in TIERS},
            "scanned_at": datetime.now(UTC),
            "entities": list(whole.entities.items()),
            "categories": list(whole.categories),
            "level": whole.level,
            "risk_score": whole.risk_score,
            "persons": result.persons,
            "persons_method": result.persons_method,
            "records": result.records,
            "combination": list(result.combination),
            "document_class": list(result.document_class),
            "names_read": result.names_read,
            "names_bound": result.names_bound,
            "suppressed": sum(hits for *_, hits in result.suppressed),
            "shared": result.same,
        },
    )
    for tally in result.tallies:
        for entity, count in sorted(tally.entities.items()):
            what = label(entity, count, kinds)
            yield (
                "fields",
                {
                    **place,
                    "part": tally.part,
                    "field": tally.field,
                    "entity": entity,
                    "seen": tally.seen,
                    "filled": tally.filled,
                    "hits": count.hits,
                    "distinct": count.distinct,
                    "best_score": round(count.best_score, 4),
                    "category": what.category,
                    "level": what.level,
                    "recognizer": count.recognizer,
                    "evidence": list(count.evidence),
                },
            )
    rows_total = result.cost.rows_total if result.cost.rows_total > result.cost.rows_read > 0 else result.cost.rows_read
    for position, column in enumerate(result.columns, start=1):
        filled = column.filled * rows_total / max(1, result.cost.rows_read)
        yield (
            "columns",
            {
                **place,
                "field": column.field,
                "position": position,
                "type": column.kind,
                "key": column.key,
                "to_uri": column.to_uri,
                "to_field": column.to_field,
                "distinct": in_all(column.distinct, column.once, column.filled, filled),
            },
        )
    for part, field_, entity, name, hits in result.suppressed:
        one = signed[name]
        said = {
            "suppression": name,
            "entry": one.digest(),
            "reason": one.reason,
            "approver": one.approver,
            "expires": one.expires,
        }
        yield "suppressions", {**place, "part": part, "field": field_, "entity": entity, "hits": hits, **said}
    for finding in result.findings:
        yield (
            "findings",
            {**place, **dict(zip(_FINDING, _of_finding(finding), strict=True)), "score": round(finding.score, 4)},
        )
    for problem in result.problems:
        yield "problems", {**place, **asdict(problem), "stage": str(problem.stage), "reason": str(problem.reason)}


def moment(seconds: float) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None
