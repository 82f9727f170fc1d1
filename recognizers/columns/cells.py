"""The values of a column as they are judged: distinct, folded, without separators."""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence
from dataclasses import dataclass

from recognizers.columns.words import NOTHING
from recognizers.text import fold_all
from recognizers.types import ColumnView, Found

_DROP = str.maketrans("", "", " \t\r　-ー・･.,/_()|[]「」第号")

_KEPT = re.compile(r"^(?:'(?=\S)|=(?=\"))\"?(.*?)\"?$")
_POINT_ZERO = re.compile(r"(?<=^\d)(\d{3,})\.0+$")
_KANJI_NUMBER = re.compile(r"^[〇零一二三四五六七八九]{4,}$")
_NUMERALS = str.maketrans("〇零一二三四五六七八九", "00123456789")


@dataclass(slots=True)
class Cells:
    """The filled, distinct values of a column: raw, folded and canonical, with how often each occurs."""

    raw: list[str]
    folded: list[str]
    canonical: list[str]
    counts: list[int]
    filled: int
    places: list[int]  # among the column's values

    def total(self, flags: Sequence[bool]) -> tuple[int, int, tuple[str, ...], Found]:
        """(rows, distinct values, samples, where) of the values that are flagged."""
        hits = [i for i, flag in enumerate(flags) if flag]
        found = Found(array("i", (self.places[i] for i in hits)))
        return sum(self.counts[i] for i in hits), len(hits), tuple(self.raw[i] for i in hits[:5]), found


def cells_of(column: ColumnView) -> Cells:
    values, counts = column.values.to_pylist(), column.counts.to_pylist()
    folded = _undressed(fold_all(values))
    keep = [i for i, value in enumerate(folded) if value.strip() and not NOTHING.match(value.strip())]
    folded = [folded[i].strip() for i in keep]
    canonical = "\n".join(v.replace("\n", " ") for v in folded).upper().translate(_DROP).split("\n") if folded else []
    canonical = [v.translate(_NUMERALS) if _KANJI_NUMBER.match(v) else v for v in canonical]
    kept = [counts[i] for i in keep]
    return Cells([values[i] for i in keep], folded, canonical, kept, sum(kept), keep)


def _undressed(values: list[str]) -> list[str]:
    """Without what a spreadsheet puts around a number to keep it ('0123, ="0123") or makes of it (123.0)."""
    values = [match[1] if (match := _KEPT.match(value)) else value for value in values]
    if sum(_POINT_ZERO.search(value) is not None for value in values) >= 0.5 * len(values):
        values = [_POINT_ZERO.sub(r"\1", value) for value in values]
    return values


def is_text(cells: Cells) -> bool:
    """Running text rather than one value a cell."""
    sample = cells.folded[:500]
    long = sum(len(v) > 40 or bool(re.search(r"[。、！？!?\n]|です|ます|した|ください", v)) for v in sample)
    return long > 0.15 * len(sample)
