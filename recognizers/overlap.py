"""Choose among overlapping hits: the surest first, then the longest. What a text says of health or record
lies over the names, places and numbers in it, so special-care hits compete among themselves only; so do those that
the financial sector calls sensitive."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterable

from recognizers.types import Hit


def resolve(hits: Iterable[Hit]) -> list[Hit]:
    """Hits that do not overlap within their layer, in order of place."""
    layers: dict[str, list[tuple[int, int]]] = {"SPC": [], "SENSITIVE": [], "": []}
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (-h.score, h.start - h.end, h.start, h.entity, h.recognizer)):
        spans = layers.get(hit.entity.partition("_")[0], layers[""])
        place = bisect_right(spans, (hit.start, hit.end))
        if place and spans[place - 1][1] > hit.start:
            continue
        if place < len(spans) and spans[place][0] < hit.end:
            continue
        insort(spans, (hit.start, hit.end))
        kept.append(hit)
    kept.sort(key=lambda h: (h.start, h.end))
    return kept
