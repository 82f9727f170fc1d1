"""Documents in columns of bytes. They are read behind the rows of their table, so that its columns are judged as a whole.

Until then they wait in a temporary file, which is nowhere to be found under a name.
"""

from __future__ import annotations

import io
import tempfile
from collections import Counter
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from scanner.budget import Budget
from scanner.formats import read_member
from scanner.model import Problem, Reason, Segment, Stage

_DOCUMENTS = 2_000  # of a table
_BYTES = 256 << 20  # of them together
_IN_MEMORY = 16 << 20


class Blobs:
    """Of one table. most: bytes of a value that were asked for. full: however many there are."""

    def __init__(self, budget: Budget, most: int, full: bool) -> None:
        self._budget, self._most, self._full = budget, most, full
        self._file = tempfile.SpooledTemporaryFile(_IN_MEMORY, prefix="daicho-")  # noqa: SIM115
        self._kept: list[tuple[str, int, str, int]] = []
        self._bytes = 0
        self._opaque: Counter[str] = Counter()
        self._cut: Counter[str] = Counter()
        self._more: Counter[str] = Counter()

    def add(self, field: str, row: int, kind: str, raw: bytes) -> None:
        """kind: its format. row: its place among those that were read."""
        if len(raw) > self._most:
            self._cut[field] += 1
        elif not self._full and (len(self._kept) >= _DOCUMENTS or self._bytes + len(raw) > _BYTES):
            self._more[field] += 1
        else:
            self._file.write(raw)
            self._kept.append((field, row, kind, len(raw)))
            self._bytes += len(raw)

    def cut_texts(self, field: str, values: pa.StringArray) -> None:
        """Counts those of which more than was asked for is there; what came of them is read."""
        if values.nbytes > self._most:
            cut = pc.sum(pc.greater(pc.utf8_length(values), self._most)).as_py()
            if cut:
                self._cut[field] += cut

    def close(self) -> None:
        self._file.close()

    def opaque(self, field: str, count: int) -> None:
        """Bytes that are nothing we know."""
        self._opaque[field] += count

    def segments(self) -> Iterator[Segment]:
        self._file.seek(0)
        self._budget.packed = self._bytes  # what unpacks to far more than these is a bomb
        for field, row, kind, size in self._kept:
            raw = self._file.read(size)
            self._budget.spend(members=1, bytes=size)
            yield from read_member(io.BytesIO(raw), f"{field} row {row}", self._budget, kind, named=False)
        for counts, reason, words in (
            (self._opaque, Reason.UNSUPPORTED, "binary values"),
            (self._cut, Reason.TOO_LARGE, f"values longer than {self._most}: not read, or only their beginning"),
            (self._more, Reason.TOO_MANY, f"documents beyond {_DOCUMENTS} and {_BYTES >> 20} MiB; --full reads all"),
        ):
            for field, count in counts.items():
                yield Problem(Stage.READ, reason, field, f"{count} {words}")
