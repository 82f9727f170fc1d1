"""Choose among overlapping hits: the surest first, then the longest. What a text says of health or record
lies over the names, places and numbers in it, so special-care hits compete among themselves only; so do those that
the financial sector calls sensitive."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterable
from operator import attrgetter

from recognizers.types import Hit

_LAYERS = ("SPC", "SENSITIVE")  # all other entities are one more


def resolve(hits: Iterable[Hit]) -> list[Hit]:
    """Hits that do not overlap within their layer, in order of place."""
    hits = list(hits)
    if len(hits) < 2:
        return hits
    layers: dict[str, list[Hit]] = {}
    for hit in hits:
        head = hit.entity.partition("_")[0]
        layers.setdefault(head if head in _LAYERS else "", []).append(hit)
    kept = [hit for layer in layers.values() for hit in _without_overlap(layer)]
    kept.sort(key=lambda h: (h.start, h.end, -h.score, h.entity, h.recognizer))
    return kept


def _without_overlap(hits: list[Hit]) -> list[Hit]:
    """Of one layer. Most hits stand alone, so only those that touch others are put in order."""
    hits.sort(key=attrgetter("start"))
    kept: list[Hit] = []
    together: list[Hit] = []
    reached = -1
    for hit in hits:
        if together and hit.start >= reached:
            kept += _surest(together) if len(together) > 1 else together
            together, reached = [], -1
        together.append(hit)
        reached = max(reached, hit.end)
    return kept + _surest(together)


def _surest(hits: list[Hit]) -> list[Hit]:
    spans: list[tuple[int, int]] = []
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (-h.score, h.start - h.end, h.start, h.entity, h.recognizer)):
        place = bisect_right(spans, (hit.start, hit.end))
        if place and spans[place - 1][1] > hit.start:
            continue
        if place < len(spans) and spans[place][0] < hit.end:
            continue
        insort(spans, (hit.start, hit.end))
        kept.append(hit)
    return kept
