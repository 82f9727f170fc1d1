"""Results → rows of the inventory, gathered and committed part by part."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from scanner import contents, inventory
from scanner.classify import Taxonomy, classify, level_of
from scanner.clock import TIERS
from scanner.distinct import in_all
from scanner.endings import named_as
from scanner.gathered import Gathered
from scanner.ledger import Done, Ledger, Run, done
from scanner.model import ItemResult, Status
from scanner.suppress import Suppression
from scanner.todo import Watcher

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
        self._done: list[Done] = []
        self._contents: dict[str, tuple[int, bytes]] = {}  # not yet committed: id → size, what was found
        self._rows = {
            name: Gathered(inventory.SCHEMAS[name])
            for name in ("items", "fields", "columns", "findings", "problems", "suppressions")
        }
        self._since = time.monotonic()

    def add(self, result: ItemResult) -> None:
        if result.missing:
            result = contents.unpacked(result, self._content(result.content))
        elif result.content and not result.same:
            self._contents[result.content] = result.item.size, contents.packed(result)
        self._done.append(done(result))
        add_rows(self._rows, result, self._run.run_id, self._kinds, self._signed)
        if result.status is not Status.GONE:
            self._watcher.done(result)
        full = len(self._done) >= _PART_ITEMS or sum(map(len, self._rows.values())) >= _PART_ROWS
        if full or time.monotonic() - self._since > _PART_SECONDS:
            self.write()

    def write(self) -> None:
        if self._done:
            self._writer.write(self._run.run_id, self._number, self._rows)
            self._ledger.commit(self._run, self._number, self._done, self._contents)
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


def add_rows(
    to: Mapping[str, Gathered], result: ItemResult, run_id: str, kinds: Taxonomy, signed: Mapping[str, Suppression]
) -> None:
    """All that an item comes to. Of fields and findings there are many: their rows are in the order of the schema."""
    uri = result.item.uri
    place = {"run_id": run_id, "uri": uri}
    to["items"].add_named(place | _item(result, kinds))
    add = to["fields"].add
    for tally in result.tallies:
        for entity, count in sorted(tally.entities.items()):
            kind, score = kinds.of(entity), count.best_score
            add(
                (
                    *(
                        run_id,
                        uri,
                        tally.part,
                        tally.field,
                        entity,
                        tally.seen,
                        tally.filled,
                        count.hits,
                        count.distinct,
                    ),
                    *(round(score, 4), kind.category, level_of(kind, score), count.recognizer, count.evidence),
                )
            )
    add = to["findings"].add
    for finding in result.findings:
        add(
            (
                *(run_id, uri, finding.part, finding.field, finding.at, finding.entity, round(finding.score, 4)),
                *(finding.recognizer, finding.evidence, finding.masked, finding.digest),
            )
        )
    for row in _columns(result):
        to["columns"].add_named(place | row)
    for part, field, entity, name, hits in result.suppressed:
        one = signed[name]
        to["suppressions"].add_named(
            place
            | {"part": part, "field": field, "entity": entity, "suppression": name, "entry": one.digest(), "hits": hits}
            | {"reason": one.reason, "approver": one.approver, "expires": one.expires}
        )
    for problem in result.problems:
        said = {"stage": str(problem.stage), "reason": str(problem.reason)}
        to["problems"].add_named(place | asdict(problem) | said)


def _item(result: ItemResult, kinds: Taxonomy) -> dict[str, Any]:
    item, cost = result.item, result.cost
    whole = classify(result.tallies, result.persons, item.exposure, kinds, result.combination)
    return {
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
        "bytes_read": cost.bytes_read,
        "rows_read": cost.rows_read,
        "rows_total": cost.rows_total,
        "rows_exact": cost.rows_exact,
        "sampled": cost.sampled,
        "sample_method": cost.method,
        "rate_excluded": cost.excluded,
        "rate_excluded_spread": cost.spread,
        "columns_unsifted": cost.unsifted,
        "seconds": cost.seconds,
        **{f"seconds_{tier}": getattr(cost, tier) for tier in TIERS},
        "scanned_at": datetime.now(UTC),
        "entities": list(whole.entities.items()),
        "categories": whole.categories,
        "level": whole.level,
        "risk_score": whole.risk_score,
        "persons": result.persons,
        "persons_method": result.persons_method,
        "records": result.records,
        "combination": result.combination,
        "document_class": result.document_class,
        "names_read": result.names_read,
        "names_bound": result.names_bound,
        "suppressed": sum(hits for *_, hits in result.suppressed),
        "shared": result.same,
    }


def _columns(result: ItemResult) -> Iterator[dict[str, Any]]:
    """Of a table in a database: its columns as they are described there."""
    read, total = result.cost.rows_read, max(result.cost.rows_total, result.cost.rows_read)
    for position, column in enumerate(result.columns, start=1):
        yield {
            "field": column.field,
            "position": position,
            "type": column.kind,
            "key": column.key,
            "to_uri": column.to_uri,
            "to_field": column.to_field,
            "distinct": in_all(column.distinct, column.once, column.filled, column.filled * total / max(1, read)),
        }


def moment(seconds: float) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None
