"""Avro object container files: records whose fields may nest, as JSON's do.

https://avro.apache.org/docs/1.12.0/specification/
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

import fastavro

from recognizers.types import Hints
from scanner.budget import Budget, OverBudget
from scanner.formats.arrays import Opaque, blobs
from scanner.formats.jsons import Sink, join
from scanner.formats.trouble import problem
from scanner.model import Problem, Reason, Segment, Stage


def read(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    sink, opaque, files = Sink(Hints(name=name)), Opaque(), list[tuple[str, bytes]]()
    try:
        for number, record in enumerate(fastavro.reader(stream), start=1):
            budget.spend(cells=1)
            plain = _plain(record, "", files, budget)
            yield from sink.record(plain, "") if isinstance(plain, dict) else sink.value(plain, "")
            for field, raw in files:
                texts, _ = yield from blobs([raw], field, "", number, budget, opaque)
                for text in filter(None, texts.to_pylist()):
                    yield sink.passage(text, field)
            files.clear()
        yield from sink.flush()
    except OverBudget:
        yield from sink.flush()
        raise
    except (ValueError, EOFError, KeyError, IndexError, TypeError, AttributeError) as exc:
        yield from sink.flush()  # the blocks before the broken one count
        missing = isinstance(exc, ValueError) and "need to install" in str(exc)
        yield Problem(Stage.READ, Reason.MISSING_EXTRA, detail="codec") if missing else problem(exc)
    yield from opaque.problems()


def _plain(value: Any, path: str, files: list[tuple[str, bytes]], budget: Budget) -> Any:
    """As JSON has it, with numbers as text. Bytes that are no plain text are put aside, with their place."""
    if isinstance(value, dict):
        budget.spend(cells=len(value))
        return {str(key): _plain(inner, join(path, str(key)), files, budget) for key, inner in value.items()}
    if isinstance(value, list):
        budget.spend(cells=len(value))
        return [_plain(inner, path, files, budget) for inner in value]
    if isinstance(value, bytes):
        if value:
            files.append((path or "value", value))
        return None
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1 << 53 else repr(value)
    return None if value is None or isinstance(value, bool) else str(value)  # dates and decimals too
