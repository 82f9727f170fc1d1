"""Batches of rows → columns as recognizers take them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pyarrow as pa

from recognizers.types import Hints
from scanner.budget import Budget
from scanner.formats.arrays import Opaque, batch_segments
from scanner.model import Segment
from scanner.sources.database.dialect import Field, Relation


class Columns:
    """Of one table, batch by batch. most: bytes of one value that were asked for."""

    def __init__(self, relation: Relation, fields: Sequence[Field], budget: Budget, most: int) -> None:
        self._relation, self._budget, self._most = relation, budget, most
        self._fields: Mapping[str, Field] = {field.name: field for field in fields}
        self._opaque = Opaque()
        self.rows = self.bytes = 0

    def take(self, batch: pa.RecordBatch) -> Iterator[Segment]:
        hints = Hints(name=self._relation.name, sheet=self._relation.name)
        self.bytes += batch.nbytes
        yield from batch_segments(batch, "", self.rows + 1, hints, self._budget, self._opaque)
        self.rows += batch.num_rows

    def rest(self) -> Iterator[Segment]:
        yield from self._opaque.problems()
