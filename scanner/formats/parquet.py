"""Parquet: columns as the file stores them, a batch of rows at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import BinaryIO

import pyarrow.parquet as pq

from recognizers.types import Hints
from scanner.budget import Budget
from scanner.model import Column, Reason, Segment
from scanner.problems import Unreadable

_ROWS = 16_384  # of a batch


def read(stream: BinaryIO, name: str, budget: Budget, groups: Sequence[int] | None = None) -> Iterator[Segment]:
    """groups: the row groups to read, where not all."""
    if stream.read(4) == b"PARE":
        raise Unreadable(Reason.ENCRYPTED)
    stream.seek(0)
    row = 1
    with pq.ParquetFile(stream) as file:
        for batch in file.iter_batches(_ROWS, groups, use_threads=False):
            budget.spend(cells=batch.num_rows * batch.num_columns)
            fields = tuple(batch.schema.names)
            for field, values in zip(fields, batch.columns, strict=True):
                yield Column(field, values, row=row, hints=Hints(field, fields, name))
            row += batch.num_rows
