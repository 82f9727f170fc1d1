"""Hits in text that was read off a picture: none is surer than the reading."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace

from recognizers.types import Hit

OCR = "ocr"  # evidence


def as_read(hit: Hit, before: int, sure: tuple[tuple[int, int, float], ...]) -> Hit:
    """`hit`, which begins `before` characters after the start of what `sure` speaks of, with the score that is left.

    A score is the chance to be right; that of the reading, by length over the words of the hit, is the most it can be.
    """
    start, end = before + hit.start, before + hit.end
    weight = total = 0.0
    for left, right, confidence in sure[max(0, bisect_right(sure, (start, len(sure), 2.0)) - 1) :]:
        if left >= end:
            break
        shared = min(right, end) - max(left, start)
        if shared > 0:
            weight, total = weight + shared, total + shared * confidence
    most = total / weight if weight else 0.0
    return replace(hit, score=min(hit.score, round(most, 3)), evidence=(*hit.evidence, OCR))
