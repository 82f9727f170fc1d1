"""Which rows of `items` count: of each item the latest.

Kept as row numbers of single parts, so memory grows with what later runs have looked at again and not with all items.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

Rows = npt.NDArray[np.int64]
_AT_ONCE = 50_000  # rows compared at once
_PART = pa.int32()


def standing(parts: Sequence[Path], unique: bool) -> dict[str, Rows | None]:
    """Name of each part → rows of it that count, ascending; None where all do. parts: oldest first.

    unique: a run has one row for an item. Not so where a killed scan left parts behind that nobody committed.
    """
    counts = {path: pq.read_metadata(path).num_rows for path in parts}
    filled = [path for path in parts if counts[path]]
    found: dict[str, Rows | None] = dict.fromkeys(path.name for path in parts)
    if unique:
        runs = [list(of_run) for _, of_run in groupby(filled, run_of)]
        newer: list[pa.Array] = []
        for of_run in reversed(runs if len(runs) > 1 else []):
            known = pa.concat_arrays(newer) if newer else None
            for some in _groups(of_run, counts):
                keys, place = _keys(some)
                if known is not None:
                    found |= _split(some, place, pc.invert(pc.is_in(keys, value_set=known)))
                if of_run is not runs[0]:  # nothing is older than that
                    newer.append(keys)
    elif filled:
        keys, place = _keys(filled)
        rows = pa.table({"key": keys, "row": np.arange(len(keys))})
        last = rows.group_by("key", use_threads=False).aggregate([("row", "max")])["row_max"]
        found |= _split(filled, place, pc.is_in(rows["row"], value_set=last))
    if len({run_of(path) for path in filled}) > 1:
        pa.default_memory_pool().release_unused()  # what comes next would take its own beside it
    return found


def run_of(path: Path) -> str:
    """The run that wrote a part."""
    return path.name.partition("-")[0]


def _groups(parts: Sequence[Path], counts: dict[Path, int]) -> Iterator[list[Path]]:
    group: list[Path] = []
    rows = 0
    for path in parts:
        group.append(path)
        rows += counts[path]
        if rows >= _AT_ONCE:
            yield group
            group, rows = [], 0
    if group:
        yield group


def _keys(parts: Sequence[Path]) -> tuple[pa.Array, Rows]:
    """URI and slice of every row as one text, and the row at which each part ends."""
    keys: list[pa.Array] = []
    for path in parts:
        with pq.ParquetFile(path) as file:
            rows = file.read(["uri", "slice"], use_threads=False)
        joined = pc.binary_join_element_wise(rows["uri"], pc.fill_null(rows["slice"], ""), "\0")
        keys.append(joined.combine_chunks())
    return pa.concat_arrays(keys), np.cumsum([len(one) for one in keys], dtype=np.int64)


def _split(parts: Sequence[Path], ends: Rows, counting: pa.Array | pa.ChunkedArray) -> dict[str, Rows | None]:
    """The parts of which not all rows count."""
    pieces = np.split(np.asarray(counting), ends[:-1])
    return {path.name: np.flatnonzero(one) for path, one in zip(parts, pieces, strict=True) if not one.all()}
