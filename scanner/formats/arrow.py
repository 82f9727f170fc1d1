"""Arrow files and streams (Feather among them) and ORC, a batch of rows at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

import pyarrow as pa
import pyarrow.ipc

from recognizers.types import Hints
from scanner.budget import Budget
from scanner.formats.arrays import Opaque, batch_segments
from scanner.model import Reason, Segment
from scanner.problems import Unreadable

_ROWS = 16_384  # of a batch that is handed on


def read_arrow(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    """The file format begins with "ARROW1", a stream with its schema."""
    magic = stream.read(6)
    stream.seek(0)
    if magic == b"ARROW1":
        with pa.ipc.open_file(stream) as file:
            yield from _batches(map(file.get_batch, range(file.num_record_batches)), name, budget)
    else:
        with pa.ipc.open_stream(stream) as batches:
            yield from _batches(batches, name, budget)


def read_orc(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    from pyarrow import orc

    try:
        file = orc.ORCFile(stream)
        yield from _batches(map(file.read_stripe, range(file.nstripes)), name, budget)
    except OSError as exc:
        if exc.errno is None:  # what pyarrow finds wrong with the file
            raise Unreadable(Reason.CORRUPT, type(exc).__name__) from None
        raise


def _batches(batches: Iterable[pa.RecordBatch], name: str, budget: Budget) -> Iterator[Segment]:
    row, opaque = 1, Opaque()
    for batch in batches:
        for start in range(0, batch.num_rows, _ROWS):
            some = batch.slice(start, _ROWS)
            yield from batch_segments(some, "", row, Hints(name=name), budget, opaque)
            row += some.num_rows
    yield from opaque.problems()
