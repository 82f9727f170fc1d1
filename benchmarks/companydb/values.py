"""Columns of values, made by the million: arrays of Arrow in, arrays of Arrow out."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

Maker = Callable[[Any], pa.Array]
"""Rows by number (an array of integers) → a text for each."""


def rng(*name: object) -> np.random.Generator:
    """Always the same for the same name."""
    return np.random.default_rng(zlib.crc32(" ".join(map(str, name)).encode()))


def digits(chance: np.random.Generator, count: int, width: int) -> Any:
    """A matrix of digits, a row for each number."""
    return chance.integers(0, 10, (count, width), dtype=np.uint8)


def written(matrix: Any) -> pa.Array:
    """Rows of digits as texts."""
    count, width = matrix.shape
    letters = np.ascontiguousarray(matrix + 48).astype(np.uint8)
    offsets = np.arange(0, (count + 1) * width, width, dtype=np.int32)
    return pa.StringArray.from_buffers(count, pa.py_buffer(offsets), pa.py_buffer(letters.tobytes()))


def number(texts: pa.Array) -> pa.Array:
    """As BIGINT: what begins with a zero loses it."""
    return texts.cast(pa.int64())


def join(*parts: Any, sep: str = "") -> pa.Array:
    """Texts side by side; a part is an array, or one text for all. NULL anywhere makes NULL."""
    whole = [part if isinstance(part, str) else part.cast(pa.string()) for part in parts]
    return pc.binary_join_element_wise(*whole, sep)


def pick(
    chance: np.random.Generator, count: int, choices: Sequence[str], weights: Sequence[float] | None = None
) -> Any:
    share = None if weights is None else np.asarray(weights) / sum(weights)
    return pa.array(choices, pa.string()).take(pa.array(chance.choice(len(choices), count, p=share)))


def some(chance: np.random.Generator, values: pa.Array, share: float) -> pa.Array:
    """NULL for all but about this share."""
    return pc.if_else(pa.array(chance.random(len(values)) < share), values, pa.scalar(None, values.type))


def serial(count: int, start: int = 1) -> pa.Array:
    return pa.array(np.arange(start, start + count, dtype=np.int64))


def code(values: pa.Array, width: int, lead: str = "") -> pa.Array:
    """Numbers with zeros in front."""
    return join(lead, pc.utf8_lpad(values.cast(pa.string()), width, "0"))


def days(chance: np.random.Generator, count: int, first: date, last: date) -> pa.Array:
    start, end = (np.datetime64(day, "D").astype(int) for day in (first, last))
    return pa.array(chance.integers(start, end, count, dtype=np.int32), pa.int32()).cast(pa.date32())


def moments(chance: np.random.Generator, count: int, first: date, last: date) -> pa.Array:
    start, end = (int(np.datetime64(day, "s").astype(np.int64)) for day in (first, last))
    return pa.array(np.sort(chance.integers(start, end, count)), pa.timestamp("s"))


def mixed(chance: np.random.Generator, count: int, makers: Sequence[tuple[float, Maker]]) -> pa.Array:
    """Each row by one of the makers, drawn by weight."""
    weights = np.asarray([weight for weight, _ in makers])
    drawn = chance.choice(len(makers), count, p=weights / weights.sum())
    order = np.argsort(drawn, kind="stable")
    bounds = np.searchsorted(drawn[order], np.arange(len(makers) + 1))
    pieces = [
        make(order[start:end]).cast(pa.string())
        for (_, make), start, end in zip(makers, bounds[:-1], bounds[1:], strict=True)
        if end > start
    ]
    back = np.empty(count, np.int64)
    back[order] = np.arange(count)
    return pa.concat_arrays(pieces).take(pa.array(back)) if pieces else pa.array([], pa.string())


def fixed(text: str) -> Maker:
    return lambda rows: pa.array([text] * len(rows), pa.string())


def mojibake(text: str, encoding: str = "utf-8") -> str:
    """What a reader sees who takes these bytes for Windows-1252, with the five codes it lacks as they are."""
    return "".join(_CP1252[byte] for byte in text.encode(encoding))


def _western(byte: int) -> str:
    try:
        return bytes([byte]).decode("cp1252")
    except UnicodeDecodeError:
        return chr(byte)


_CP1252 = [_western(byte) for byte in range(256)]
