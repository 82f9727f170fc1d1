"""What the policy says of the current state of an inventory, part by part: memory does not grow with its size.

A verdict rests on the row of an item and its fields alone, which lie in one part. So what an earlier run said by the
same rules of items that nobody has looked at since is taken over, without reading their fields.
"""

from __future__ import annotations

import dataclasses
import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from importlib.resources import files
from itertools import groupby
from operator import attrgetter, itemgetter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from scanner import policy
from scanner.current import run_of
from scanner.inventory import RULES, SCHEMAS, Inventory, read
from scanner.model import Verdict

_AT_ONCE = 4_096  # verdicts in memory


def _of(table: str, names: str) -> pa.Schema:
    return pa.schema([SCHEMAS[table].field(name) for name in names.split()])


_ITEM = _of("items", "uri relative status exposure level persons")
_FIELDS = _of("fields", "uri part field entity category level best_score")


class Verdicts:
    """Of one inventory by some rules, as rows of run `run_id`. severities: how many of each, once all were taken."""

    def __init__(self, known: Inventory, rules: Sequence[policy.Rule], lang: str, run_id: str) -> None:
        self._known, self._rules, self._lang, self._run = known, rules, lang, run_id
        self.rules = _digest(rules, lang)
        self.severities: Counter[str] = Counter()

    def tables(self) -> Iterator[pa.Table]:
        """Rows of the table `verdicts`, some at a time."""
        before = self._known.last_run().get("run_id", "")
        earlier = [
            path
            for path in self._known.parts("verdicts")
            if before and path.name.startswith(f"{before}-") and _rules_of(path) == self.rules
        ]
        for table in self._tables(earlier, before if earlier else ""):
            for one in pc.value_counts(table["severity"]).to_pylist():
                self.severities[one["values"]] += one["counts"]
            yield table

    def _tables(self, earlier: Sequence[Path], before: str) -> Iterator[pa.Table]:
        """before: the run of the earlier verdicts; all that is newer is judged."""
        parts = self._known.parts("items")
        if earlier:
            yield from self._taken_over(earlier, [path for path in parts if run_of(path) > before])
        waiting: list[dict[str, Any]] = []
        for path in parts:
            if run_of(path) > before:
                items, rows = read(path, _ITEM), self._known.rows(path)
                for verdict in self._judged(items if rows is None else items.take(rows), path):
                    waiting.append(verdict)
                    if len(waiting) == _AT_ONCE:
                        yield self._table(waiting)
                        waiting.clear()
        if waiting:
            yield self._table(waiting)

    def _taken_over(self, earlier: Sequence[Path], newer: Sequence[Path]) -> Iterator[pa.Table]:
        """newer: parts of `items` of which all rows are judged anew."""
        again = [read(path, _of("items", "uri"))["uri"] for path in newer]
        uris = pa.chunked_array([chunk for uris in again for chunk in uris.chunks], pa.string()).combine_chunks()
        for path in earlier:
            for batch in pq.ParquetFile(path).iter_batches(
                _AT_ONCE, columns=SCHEMAS["verdicts"].names, use_threads=False
            ):
                kept = batch.filter(pc.invert(pc.is_in(batch["uri"], value_set=uris))) if len(uris) else batch
                if kept.num_rows:
                    run = pa.repeat(pa.scalar(self._run), kept.num_rows)
                    yield pa.Table.from_batches([kept.set_column(0, "run_id", run)]).cast(SCHEMAS["verdicts"])

    def _judged(self, items: pa.Table, path: Path) -> Iterator[dict[str, Any]]:
        beside = path.parent.parent / "fields" / path.name
        fields: dict[str, list[dict[str, Any]]] = {}
        if beside.exists() and len(items):
            found = read(beside, _FIELDS).to_pylist()
            fields = {uri: list(rows) for uri, rows in groupby(sorted(found, key=_URI), key=_URI)}
        for item in sorted(items.to_pylist(), key=_URI):
            for verdict in policy.judge(item, fields.get(item["uri"], ()), self._rules, self._lang):
                told = zip(_TOLD, _told(verdict), strict=True)
                yield {"run_id": self._run, "uri": item["uri"], **dict(told)}

    def _table(self, rows: list[dict[str, Any]]) -> pa.Table:
        return pa.Table.from_pylist(rows, schema=SCHEMAS["verdicts"])


_URI = itemgetter("uri")
_TOLD = tuple(field.name for field in dataclasses.fields(Verdict))
_told = attrgetter(*_TOLD)  # `asdict` takes ten times as long, and there are many


def _digest(rules: Sequence[policy.Rule], lang: str) -> str:
    """Of all that decides what is said of the same facts."""
    code = (files("scanner") / "policy.py").read_bytes()
    return hashlib.sha256(code + repr((list(rules), lang)).encode()).hexdigest()[:32]


def _rules_of(path: Path) -> str:
    known: bytes = (pq.read_schema(path).metadata or {}).get(RULES, b"")
    return known.decode()
