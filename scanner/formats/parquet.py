"""Parquet: columns as the file stores them, a batch of rows at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from recognizers.types import Hints
from scanner.budget import Budget
from scanner.model import Column, Problem, Reason, Segment, Stage
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
                sound, lost = sound_values(values)
                yield Column(field, sound, row=row, hints=Hints(field, fields, name))
                if lost:
                    yield Problem(Stage.READ, Reason.UNDECODABLE, detail=f"{lost} values")
            row += batch.num_rows


def sound_values(values: pa.Array) -> tuple[pa.Array, int]:
    """The values as the rest of the program may take them, and how many had to be mended.

    Arrow reads files on trust: a string may be no UTF-8, an offset may point anywhere. Raises ArrowInvalid for the latter.
    """
    try:
        values.validate(full=True)
        return values, 0
    except pa.ArrowInvalid:
        values.validate()
        if not (pa.types.is_string(values.type) or pa.types.is_large_string(values.type)):
            raise
    raw = values.cast(pa.binary() if pa.types.is_string(values.type) else pa.large_binary())
    raw.validate(full=True)
    mended, lost = [], 0
    for value in raw.to_pylist():
        text = None if value is None else value.decode("utf-8", "replace")
        mended.append(text)
        lost += text is not None and "\ufffd" in text
    return pa.array(mended, values.type), lost
