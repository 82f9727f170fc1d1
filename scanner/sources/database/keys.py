"""Places drawn by chance along a key, for engines that cannot draw rows or blocks by themselves.

The stretch from the least key to the greatest is cut into equal parts, a place is drawn in each, and a few rows are read
from there on. Where keys lie evenly, so do the places; behind a gap rows are more likely to be read.
"""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

from scanner.sources.database.sampling import SEED, points

Range = tuple[Any, Any, bool]  # from, up to, and whether that is read too: it is the greatest

_WIDTH = 8  # characters or bytes of a place that are drawn


def ranges(kind: str, low: Any, high: Any, some: Iterable[Any], count: int) -> list[Range]:
    """low, high: the least and greatest key, as text or bytes. some: a few keys. [] where the kind of key allows none."""
    if low is None or high is None:
        return []
    starts: Sequence[Any]
    if isinstance(low, bytes) and isinstance(high, bytes):
        starts = _of_bytes(low, high, count)
    elif "int" in kind or kind in ("decimal", "numeric", "year", "number"):
        try:
            starts = list(points(int(float(low)) if "." in str(low) else int(low), int(float(high)), count))
        except ValueError:
            return []
    elif kind in ("date", "datetime", "timestamp"):
        starts = _of_days(str(low), str(high), count)
    elif "char" in kind or kind in ("uuid", "text"):
        starts = _of_text(str(low), str(high), "".join(map(str, some)), count)
    else:
        return []
    starts = sorted(set(starts))
    if not starts:
        return []
    return [(a, b, False) for a, b in pairwise(starts)] + [(starts[-1], high, True)]


def _of_bytes(low: bytes, high: bytes, count: int) -> list[bytes]:
    first, last = (int.from_bytes(one[:_WIDTH].ljust(_WIDTH, b"\0"), "big") for one in (low, high))
    return [one.to_bytes(_WIDTH, "big") for one in points(first, last, count)]


def _of_days(low: str, high: str, count: int) -> list[str]:
    try:
        first, last = (datetime.date.fromisoformat(one[:10]).toordinal() for one in (low, high))
    except ValueError:
        return []
    return [datetime.date.fromordinal(one).isoformat() for one in points(first, last, count)]


def _of_text(low: str, high: str, known: str, count: int) -> list[str]:
    """Of the characters that keys have, behind what all of them begin with."""
    letters = sorted(set(known))
    same = next((place for place, (a, b) in enumerate(zip(low, high, strict=False)) if a != b), 0)
    begin = low[:same]
    if not letters:
        return []
    draw = random.Random(SEED)
    found = (begin + "".join(draw.choices(letters, k=_WIDTH)) for _ in range(20 * count))
    return [one for one in found if low <= one <= high][:count]
