"""Columns that a file stores as such (Parquet, ORC, Arrow, databases): structs field by field, bytes for what they are."""

from __future__ import annotations

import io
import re
from collections.abc import Generator, Iterator, Sequence
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from recognizers.types import Hints
from scanner.budget import Budget
from scanner.formats import read_member
from scanner.formats.encoding import decode
from scanner.formats.sniff import TEXTS, identify
from scanner.model import Column, Problem, Reason, Segment, Stage

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_DEEP = 20  # levels of structs; what lies deeper is one text


class Opaque:
    """Counts the bytes of columns that are neither text nor a file we know, for one problem a column."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, str], int] = {}

    def add(self, part: str, field: str, count: int) -> None:
        self._counts[part, field] = self._counts.get((part, field), 0) + count

    def problems(self) -> Iterator[Problem]:
        for (part, field), count in self._counts.items():
            place = f"{part}!{field}" if part else field
            yield Problem(Stage.READ, Reason.UNSUPPORTED, place, f"{count} binary values")


def batch_segments(
    batch: pa.RecordBatch, part: str, row: int, hints: Hints, budget: Budget, opaque: Opaque
) -> Iterator[Segment]:
    """One batch of rows. row: number of its first."""
    budget.spend(cells=batch.num_rows * batch.num_columns)
    batch.validate()  # structs are taken apart before their values are looked at
    pairs = [pair for name, array in zip(batch.schema.names, batch.columns, strict=True) for pair in flat(name, array)]
    siblings = tuple(name for name, _ in pairs[:200])
    for name, array in pairs:
        shared = replace(hints, header=name, siblings=siblings)
        if is_bytes(array.type):
            array.validate(full=True)  # offsets are taken on trust
            texts, files = yield from blobs(array.to_pylist(), name, part, row, budget, opaque)
            if files and texts.null_count == len(texts):
                continue
            array = texts
        sound, lost = sound_values(array)
        yield Column(name, sound, part, row, shared)
        if lost:
            yield Problem(Stage.READ, Reason.UNDECODABLE, part, f"{lost} values")


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


def is_bytes(kind: pa.DataType) -> bool:
    types = pa.types
    return bool(
        types.is_binary(kind)
        or types.is_large_binary(kind)
        or types.is_fixed_size_binary(kind)
        or types.is_binary_view(kind)
    )


def blobs(
    values: Sequence[bytes | None], field: str, part: str, row: int, budget: Budget, opaque: Opaque
) -> Generator[Segment, None, tuple[pa.Array, bool]]:
    """Files among the values are read, each below "field row N". Returns the values that are text, and whether any was
    something else."""
    texts: list[str | None] = []
    unknown = files = 0
    for number, raw in enumerate(values, start=row):
        text = plain_text(raw) if raw else None
        texts.append(text)
        if not raw or text is not None:
            continue
        budget.tick()
        kind = identify(io.BytesIO(raw), "")
        if kind in TEXTS:
            texts[-1] = decode(raw).text
        elif kind == "unknown":
            unknown += 1
        else:
            files += 1
            budget.spend(members=1, bytes=len(raw))
            place = f"{field} row {number}"
            yield from read_member(io.BytesIO(raw), f"{part}!{place}" if part else place, budget, kind, named=False)
    if unknown:
        opaque.add(part, field, unknown)
    return pa.array(texts, pa.string()), unknown + files > 0


def plain_text(raw: bytes) -> str | None:
    """UTF-8 without control characters: by far the most frequent, and quick to tell."""
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        return None
    return None if _CONTROL.search(text) or text.startswith("%PDF-") else text


def flat(name: str, array: pa.Array, depth: int = 0) -> Iterator[tuple[str, pa.Array]]:
    """A column, or for a struct those of its fields, named by their path."""
    if isinstance(array, pa.ExtensionArray):
        array = array.storage
    kind = array.type
    if pa.types.is_dictionary(kind) and not pa.types.is_string(kind.value_type):
        array.validate(full=True)  # its indices are taken on trust
        yield from flat(name, array.dictionary_decode(), depth)
    elif pa.types.is_struct(kind) and depth < _DEEP and kind.num_fields:
        for index, child in enumerate(array.flatten()):
            yield from flat(f"{name}.{kind.field(index).name}", child, depth + 1)
    elif pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        array.validate(full=True)
        yield name, pc.cast(array, pa.string())
    else:
        yield name, array
