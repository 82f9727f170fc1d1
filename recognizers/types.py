"""What goes into a recognizer and what comes out of it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol, runtime_checkable

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import pyarrow as pa


@dataclass(frozen=True, slots=True)
class Hints:
    """Context that the place of a text gives and the text itself does not.

    header: column header, form label or key path of the value (``"個人番号"``, ``"customer.tel"``).
    siblings: headers of the neighbouring columns, ``header`` included.
    name: file or object name, the innermost one for a member of an archive.
    sheet: sheet or table name.
    """

    header: str = ""
    siblings: tuple[str, ...] = ()
    name: str = ""
    sheet: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """One stretch of text that is probably personal data.

    start, end: code points into the text that was given, end exclusive.
    score: 0 to 1, the chance that the hit is right.
    evidence: short words for what the score rests on, never a value: ``pattern``, ``checksum``,
        ``context:個人番号``, ``dictionary``, ``model``, ``header:氏名``, ``negated``, ``generic``.
    """

    entity: str
    start: int
    end: int
    score: float
    recognizer: str
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """Where in a column a type was found, as far as was looked.

    cells: for each hit, which of the column's distinct values. values: the stretches of them; None for whole cells.
    """

    cells: Sequence[int]
    values: Sequence[str] | None = None


@dataclass(frozen=True, slots=True)
class ColumnHit:
    """One entity type that a whole column holds.

    filled: values that are neither null nor blank. hits: filled values that are of the type.
    distinct: different values among the hits. samples: up to five of them, raw; the caller masks them.
    found: what the numbers were counted from, raw too.
    more: which of other values of the column, spelled as `recognizers.columns.spelled` does, are of the type as well;
        None where only a look at each can tell.
    """

    entity: str
    score: float
    recognizer: str
    evidence: tuple[str, ...]
    filled: int
    hits: int
    distinct: int
    samples: tuple[str, ...] = ()
    found: Found | None = dataclasses.field(default=None, compare=False, repr=False)
    more: Callable[[Any], npt.NDArray[np.bool_]] | None = dataclasses.field(default=None, compare=False, repr=False)


@runtime_checkable
class Recognizer(Protocol):
    """Finds entities in a text. `id` is its name in reports and in the table."""

    @property
    def id(self) -> str: ...

    @property
    def entities(self) -> tuple[str, ...]: ...

    def find(self, text: str, hints: Hints) -> Iterable[Hit]: ...


def wants(recognizer: Recognizer, hints: Hints) -> bool:
    """Whether it may find anything in whatever stands there: what reads cells under some headers only says so (`wants`)."""
    asked = getattr(recognizer, "wants", None)
    return asked is None or bool(asked(hints))


@dataclass(frozen=True, slots=True)
class ColumnView:
    """A column as recognizers see it: its distinct values and how often each occurs.

    values: pyarrow string array of distinct, filled values, in order of first appearance.
    counts: how often each occurs, same length. rows: all rows, blanks included.
    work: what recognizers have made of it, so that none does it again.
    """

    field: str
    values: pa.StringArray
    counts: pa.Int64Array
    rows: int
    hints: Hints
    work: dict[str, Any] = dataclasses.field(default_factory=dict, compare=False, repr=False)
