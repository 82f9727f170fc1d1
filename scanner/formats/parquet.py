"""Parquet: columns as the file stores them, a batch of rows at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import BinaryIO

import pyarrow.parquet as pq

from recognizers.types import Hints
from scanner.budget import Budget
from scanner.formats.arrays import Opaque, batch_segments
from scanner.model import Reason, Segment
from scanner.problems import Unreadable

_ROWS = 16_384  # of a batch


def read(stream: BinaryIO, name: str, budget: Budget, groups: Sequence[int] | None = None) -> Iterator[Segment]:
    """groups: the row groups to read, where not all."""
    if stream.read(4) == b"PARE":
        raise Unreadable(Reason.ENCRYPTED)
    stream.seek(0)
    row, opaque = 1, Opaque()
    with pq.ParquetFile(stream) as file:
        for batch in file.iter_batches(_ROWS, groups, use_threads=False):
            yield from batch_segments(batch, "", row, Hints(name=name), budget, opaque)
            row += batch.num_rows
    yield from opaque.problems()
