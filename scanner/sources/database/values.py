"""Batches of rows → columns as recognizers take them.

What a column is, JSON, text in the wrong character set, ciphertext, is settled by its first rows with values.
"""

from __future__ import annotations

import base64
import binascii
import io
import re
from collections.abc import Iterator, Sequence

import pyarrow as pa

from recognizers.types import Hints
from scanner.budget import Budget
from scanner.formats.arrays import flat, is_bytes, sound_values
from scanner.formats.sniff import TEXTS, identify
from scanner.model import Column, Problem, Reason, Segment, Stage
from scanner.sources.database import garbled, nested, protected
from scanner.sources.database.blobs import Blobs
from scanner.sources.database.dialect import Field, Relation

_SETTLED = 200  # values that settle what a column is
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_WORDS = re.compile(r"[\s　]*([^\n\r。．(（\[【:：,，、;；/／]{1,30})")
_TABLES = 1_000  # numbers of tables that objects in arrays of one column may take


class Columns:
    """Of one table, batch by batch. most: bytes of one value that were asked for, of which one more tells that it is cut."""

    def __init__(self, relation: Relation, fields: Sequence[Field], budget: Budget, most: int, full: bool) -> None:
        self._relation, self._budget = relation, budget
        self._fields = {field.name: field for field in fields}
        self._siblings = tuple(field.name for field in fields[:200])
        self._states: dict[str, _Column] = {}
        self._blobs = Blobs(budget, most, full)
        self.rows = self.bytes = 0

    def take(self, batch: pa.RecordBatch) -> Iterator[Segment]:
        self._budget.spend(cells=batch.num_rows * batch.num_columns)
        self.bytes += batch.nbytes
        for name, array in zip(batch.schema.names, batch.columns, strict=True):
            for path, values in flat(name, array):
                if path not in self._states:
                    field = self._fields.get(name, Field(path, ""))
                    hints = Hints(header_of(field, path), self._siblings, self._relation.name, self._relation.name)
                    number = 1 + _TABLES * len(self._states)
                    self._states[path] = _Column(path, field.kind, number, hints, self._blobs)
                yield from self._states[path].take(values, self.rows + 1, self._siblings)
        self.rows += batch.num_rows

    def close(self) -> None:
        self._blobs.close()

    def rest(self) -> Iterator[Segment]:
        """What stands behind all rows: objects in arrays, and the documents in columns of bytes."""
        for state in self._states.values():
            yield from state.rest()
        yield from self._blobs.segments()


def header_of(field: Field, path: str = "") -> str:
    """What a column is called, in the words of its comment too: `cust_nm` with the comment 顧客氏名."""
    name = path or field.name
    match = _WORDS.match(field.comment)
    words = match[1].strip() if match else ""
    return f"{words} {name}" if words and words.lower() != name.lower() else name


class _Column:
    """One of them. table: number of the first table for what is inside its values."""

    def __init__(self, name: str, kind: str, table: int, hints: Hints, blobs: Blobs) -> None:
        self._name, self._kind, self._table, self._hints, self._blobs = name, kind, table, hints, blobs
        self._settled = False
        self._how = self._guarded = self._encoding = ""
        self._paths: nested.Paths | None = None

    def take(self, values: pa.Array, row: int, siblings: tuple[str, ...]) -> Iterator[Segment]:
        if is_bytes(values.type):
            yield from self._take_bytes(values.to_pylist(), row)
            return
        sound, lost = sound_values(values)
        if lost:
            yield Problem(Stage.READ, Reason.UNDECODABLE, self._name, f"{lost} values")
        if not pa.types.is_string(sound.type):
            yield self._column(sound, row)
            return
        self._blobs.cut_texts(self._name, sound)
        if not self._settled and sound.null_count < len(sound):
            self._settle(sound)
        if self._how or self._paths is not None:
            texts = [garbled.mended(text, self._how) if self._how else text for text in sound.to_pylist()]
            if self._paths is not None:
                yield from self._paths.take(texts, siblings)
                return
            sound = pa.array(texts, pa.string())
        yield self._column(sound, row)

    def _settle(self, values: pa.Array) -> None:
        some = values.drop_null().slice(0, _SETTLED).to_pylist()
        self._settled = True
        self._how = garbled.how(some)
        if self._how:
            some = [garbled.mended(text, self._how) for text in some]
        self._guarded = protected.of_text(some, self._hints.header)
        looked_at = [text for text in some[:20] if text]
        if self._guarded == "encrypted:base64" and 2 * sum(map(_known, looked_at)) > len(looked_at):
            self._guarded = ""  # pictures or documents, spelled in base64; one of many begins like one by chance
        if not self._guarded and (kind := nested.kind_of(self._kind, some)):
            self._paths = nested.Paths(self._name, kind, self._table, self._hints)

    def _take_bytes(self, values: Sequence[bytes | None], row: int) -> Iterator[Segment]:
        texts: list[str | None] = [None] * len(values)
        plain: list[tuple[int, bytes]] = []
        unknown: list[bytes] = []
        for place, raw in enumerate(values):
            if not raw:
                continue
            kind = "" if _is_text(raw) else identify(io.BytesIO(raw), "")
            if not kind or kind in TEXTS:
                plain.append((place, raw))
            elif kind == "unknown":
                unknown.append(raw)
            else:
                self._blobs.add(self._name, row + place, kind, raw)
        if plain and not self._encoding:
            self._encoding = garbled.encoding_of([raw for _, raw in plain[:_SETTLED]]) or "?"
        for place, raw in plain:
            texts[place] = garbled.read(raw, self._encoding)
        if unknown:
            self._guarded = self._guarded or protected.of_bytes(unknown, self._hints.header)
            if not self._guarded:
                self._blobs.opaque(self._name, len(unknown))
        if plain or unknown or not any(values):
            array = pa.array(texts, pa.string())
            if self._guarded:  # its values are told of, not read
                array = pa.array(["*" if raw else None for raw in values], pa.string())
            yield self._column(array, row)

    def _column(self, values: pa.Array, row: int) -> Column:
        notes = [self._guarded] if self._guarded else []
        if self._how:
            notes.append(f"mojibake:{self._how}")
        if self._encoding not in ("", "?", "utf-8"):
            notes.append(f"encoding:{self._encoding}")
        return Column(self._name, values, row=row, hints=self._hints, notes=tuple(notes))

    def rest(self) -> Iterator[Segment]:
        if self._paths is not None:
            yield from self._paths.rest()


def _is_text(raw: bytes) -> bool:
    if _CONTROL.search(raw) or raw.startswith(b"%PDF-"):
        return False
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def _known(text: str) -> bool:
    try:
        return identify(io.BytesIO(base64.b64decode(text[:4096][: len(text[:4096]) // 4 * 4])), "") != "unknown"
    except (binascii.Error, ValueError):
        return False
