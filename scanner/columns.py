"""The values of a table's columns as text: distinct and counted up to a limit; beyond it by what the verdict looks for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from recognizers.columns.arrays import may_be_trimmed
from recognizers.types import ColumnHit, ColumnView, Hints
from scanner.distinct import Different
from scanner.model import Column
from scanner.rare import Rare
from scanner.records import ROWS

Places = npt.NDArray[np.int64]

_AT_ONCE = 65_536  # rows that are counted together, however small the batches are that they come in
_STEP = 1_024  # rows that are looked through for the first value too many
_FEW = 2_000  # values among which one is looked for without an index
_WAITING = 8 << 20  # bytes of a column that wait for that, where its values are long


class Rest(Protocol):
    """See `recognizers.columns.rest`."""

    def add(self, values: pa.StringArray) -> None: ...

    def of(self, hit: ColumnHit) -> tuple[int, int] | None: ...


@dataclass(frozen=True, slots=True)
class Scale:
    """Rows that are of a type, different values and filled rows of a whole column, for each that was judged.

    counted: told by looking at all rows.
    """

    hits: float = 1.0
    distinct: float = 1.0
    filled: float = 1.0
    counted: bool = True

    def of(self, hit: ColumnHit) -> ColumnHit:
        """The hit with the numbers of the whole column."""
        numbers = (hit.hits * self.hits, hit.distinct * self.distinct, hit.filled * self.filled)
        hits, distinct, filled = map(round, numbers)
        return replace(hit, hits=hits, distinct=distinct, filled=filled)


class Values:
    """Of one column: the distinct ones of its first rows with their counts, and what is known of the rows behind those.

    most: distinct values that are judged. rest: what counts the rows behind those, asked once there are so many.
    """

    def __init__(self, name: str, hints: Hints, most: int, rest: Callable[[ColumnView], Rest | None]) -> None:
        self.name, self.hints, self._most, self._ask = name, hints, most, rest
        self._waiting: list[tuple[pa.Array, Places]] = []  # with the numbers of their rows, or lines
        self._unit = "row"
        self._held = 0
        self._known = pa.array([], pa.string())
        self._counts = self._places = np.empty(0, np.int64)
        self._judged = self._beyond = 0  # filled rows
        self._whole = True  # whether none of the first rows is missing
        self._learned = 0  # rows before the first one that is not judged
        self.rows = 0
        self.notes: tuple[str, ...] = ()
        self._rest: Rest | None = None
        self._view: ColumnView | None = None
        self._first: list[pa.Array] = []
        self._unjudged: pa.Array | None = None
        self.different: Different | None = None  # where somebody wants to know of all rows
        self.rare: Rare | None = None  # where they are sifted

    def add(self, column: Column, room: int) -> int:
        """room: bytes that first rows may still take. Returns how many these take."""
        values, taken = _trimmed(column.values), 0
        self.notes = column.notes or self.notes
        if self.rows < ROWS and values.nbytes <= room:
            some = values[: ROWS - self.rows]
            self._first.append(some.dictionary_decode() if pa.types.is_dictionary(some.type) else some)
            taken = values.nbytes
        elif self.rows < ROWS:
            self._whole = False
        self.rows += len(values)
        if column.lines is None:
            rows = np.arange(column.row, column.row + len(values))
        else:
            rows, self._unit = np.asarray(column.lines), "line"
        self._waiting.append((values, rows))
        self._held += values.nbytes
        if sum(len(values) for values, _ in self._waiting) >= _AT_ONCE or self._held >= _WAITING:
            self._count()
        return taken

    def _count(self) -> None:
        waiting, self._waiting, self._held = self._waiting, [], 0
        for coded, batches in groupby(waiting, lambda batch: pa.types.is_dictionary(batch[0].type)):
            for some in ([batch] for batch in batches) if coded else [list(batches)]:
                values = some[0][0] if coded else pa.concat_arrays([values for values, _ in some])
                if self.different is not None:
                    self.different.add(values.dictionary_decode() if coded else values)
                self._take(values, np.concatenate([rows for _, rows in some]))

    def _take(self, values: pa.Array, rows: Places) -> None:
        """Counts them, or once there are too many different ones, hands them on."""
        start = 0
        while start < len(values) and self._view is None:
            step = self._most - len(self._known) + _STEP
            start += self._learn(values[start : start + step], rows[start : start + step])
        if start < len(values):
            self._pass_on(values[start:], rows[start:])

    def _learn(self, values: pa.Array, rows: Places) -> int:
        """Returns how many rows were counted: all before the first one with a value for which there is no room."""
        different, codes = _coded(values)
        times, first = _appearances(codes, len(different))
        known = self._number(different)
        new = np.flatnonzero((known < 0) & (times > 0))
        new = new[np.argsort(first[new], kind="stable")]
        counted = len(values)
        if full := len(new) > (room := self._most - len(self._known)):
            counted = int(first[new[room]])
            new = new[:room]
            times, _ = _appearances(codes[:counted], len(different))
        old = (known >= 0) & (times > 0)
        self._counts[known[old]] += times[old]
        in_order = np.array_equal(new, np.arange(len(new)))
        fresh = different.slice(0, len(new)) if in_order else different.take(pa.array(new))
        self._known = pa.concat_arrays([self._known, fresh]) if len(self._known) else fresh
        self._counts = np.concatenate((self._counts, times[new]))
        self._places = np.concatenate((self._places, rows[first[new]]))
        self._judged += int(times.sum())
        self._learned += counted
        if full:
            self._view = self._seen()
            self._rest = self._ask(self._view)
        return counted

    def _number(self, different: pa.StringArray) -> Places:
        """Where these stand among the known ones; -1 where they do not."""
        if not len(self._known):
            return np.full(len(different), -1)
        return np.asarray(pc.fill_null(pc.index_in(different, value_set=self._known), -1))

    def _pass_on(self, values: pa.Array, rows: Places) -> None:
        text = values.dictionary_decode() if pa.types.is_dictionary(values.type) else values
        filled = pc.greater(pc.fill_null(pc.binary_length(text), 0), 0)
        self._beyond += filled.true_count
        if self._rest is not None:
            self._rest.add(text if filled.true_count == len(text) else text.filter(filled))
        if self.rare is not None:
            self.rare.add(text, rows)

    def _seen(self) -> ColumnView:
        return ColumnView(self.name, self._known, pa.array(self._counts), self.rows, self.hints)

    @property
    def filled(self) -> int:
        return self._judged + self._beyond

    @property
    def sampled(self) -> bool:
        """Whether there are more different values than are judged."""
        return self._view is not None

    def view(self) -> ColumnView:
        """What is judged."""
        self._count()
        return self._seen() if self._view is None else replace(self._view, rows=self.rows)

    def scale(self, hit: ColumnHit) -> Scale:
        if self._view is None or not hit.hits:
            return Scale()
        filled = self.filled / max(1, self._judged)
        if self._rest is None or (counted := self._rest.of(hit)) is None:
            return Scale(filled, filled, filled, counted=False)
        hits, distinct = counted
        return Scale(hits / hit.hits, distinct / max(1, hit.distinct), filled)

    def weight(self, hit: ColumnHit) -> float:
        """Rows of the whole column for each of the hit's."""
        return self.scale(hit).hits

    def first(self) -> pa.Array:
        """The values of the first rows, row by row."""
        return pa.concat_arrays(self._first) if self._first else pa.array([], pa.string())

    def unjudged(self) -> pa.Array:
        """Values of the first rows that `view` leaves out."""
        if self._unjudged is None:
            first = self.first()[self._learned if self._whole else 0 :]
            self._unjudged = (
                first.filter(pc.invert(pc.is_in(first, self._known))).unique() if self.sampled else first[:0]
            )
        return self._unjudged

    def places(self, values: Sequence[str]) -> list[str]:
        """Where each of the values stands first."""
        indexes = self._number_of(values)
        return [f"{self._unit} {self._places[index]}" if index >= 0 else "column" for index in indexes]

    def _number_of(self, values: Sequence[str]) -> list[int]:
        if len(self._known) > _FEW:
            return list(map(int, self._number(pa.array(values, pa.string()))))
        known = self._known.to_pylist()
        return [known.index(value) if value in known else -1 for value in values]


def _coded(values: pa.Array) -> tuple[pa.StringArray, Places]:
    """(different values, which of them each row holds; -1 for none)"""
    if pa.types.is_dictionary(values.type):
        again = values.dictionary.dictionary_encode()  # trimmed, two of them may be the same
        codes = _filled(again.indices.take(values.indices))
        different = again.dictionary
    else:
        coded = values.dictionary_encode()
        codes, different = _filled(coded.indices), coded.dictionary
    blank = np.flatnonzero(np.diff(_ends(different)) == 0)
    return different, np.where(codes == blank[0], -1, codes) if len(blank) else codes


def _filled(codes: pa.Int32Array) -> Places:
    return np.asarray(codes.fill_null(-1) if codes.null_count else codes)


def _ends(strings: pa.StringArray) -> npt.NDArray[np.int32]:
    """Of each the end, in bytes, behind where the first begins."""
    if not len(strings):
        return np.zeros(1, np.int32)
    return np.frombuffer(strings.buffers()[1], np.int32)[strings.offset : strings.offset + len(strings) + 1]


def _appearances(codes: Places, different: int) -> tuple[Places, Places]:
    """How often each is there, and where first."""
    times = np.bincount(codes + 1, minlength=different + 1)[1:]
    first = np.full(different + 1, -1, np.int64)
    first[codes[::-1]] = np.arange(len(codes) - 1, -1, -1)  # of several, the last one that is set stays; -1 is the end
    return times, first[:-1]


def _trimmed(values: Any) -> pa.Array:
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    if pa.types.is_dictionary(values.type):
        return pa.DictionaryArray.from_arrays(values.indices, _trimmed(values.dictionary))
    text = as_text(values)
    return pc.utf8_trim_whitespace(text) if may_be_trimmed(text) else text


def as_text(values: pa.Array) -> pa.Array:
    """Strings, with numbers as a person would write them: 9012345678.0 is 9012345678, never 9.012345678e+09."""
    kind = values.type
    if pa.types.is_string(kind):
        return values
    if pa.types.is_dictionary(kind):
        return as_text(values.dictionary_decode())
    if pa.types.is_floating(kind):
        return _numbers(values.cast(pa.float64()))
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind) or pa.types.is_nested(kind):
        return pa.array([None if value is None else _plain(value) for value in values.to_pylist()], pa.string())
    return values.cast(pa.string())


def _plain(value: Any) -> str:
    """A nested value as lines of "key: value", so that keys are labels; a list of plain values with commas between."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, dict):
        return "\n".join(f"{key}: {_plain(inner)}" for key, inner in value.items() if inner is not None)
    if isinstance(value, list):
        between = "\n" if any(isinstance(inner, dict | list | tuple) for inner in value) else ", "
        return between.join(_plain(inner) for inner in value if inner is not None)
    if isinstance(value, tuple):  # an entry of a map
        return ": ".join(_plain(inner) for inner in value if inner is not None)
    return str(value)


def _numbers(values: pa.DoubleArray) -> pa.StringArray:
    """As `_number`. What Arrow writes as Python does, in figures alone, is left to it."""
    size = pc.abs(values)
    plain = pc.or_(pc.and_(pc.greater_equal(size, 0.001), pc.less(size, 1e9)), pc.equal(values, 0.0))
    whole = pc.and_(plain, pc.equal(pc.trunc(values), values))
    others = pc.invert(pc.fill_null(plain, True))
    text = pc.if_else(
        whole, pc.if_else(whole, values, None).cast(pa.int64()).cast(pa.string()), values.cast(pa.string())
    )
    if not others.true_count:
        return text
    odd = pa.array([_number(value) for value in values.filter(others).to_pylist()], pa.string())
    return pc.replace_with_mask(text, others, odd)


def _number(value: float | None) -> str | None:
    if value is None:
        return None
    return str(int(value)) if value.is_integer() and abs(value) < 1 << 53 else repr(value)
