"""What a passage tells of numbers that nothing near them names: one heading over a list of people, a question some lines
above its answer.

It can tip the balance only for a number whose check digit is right: of those that are something else, nine in ten fail it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from recognizers.context import Labels
from recognizers.pattern import FAINT, chance, logit
from recognizers.text import fold
from recognizers.types import Hit

CHECKED = frozenset(
    "JP_MY_NUMBER CREDIT_CARD JP_HEALTH_INSURER_NUMBER JP_PUBLIC_MEDICAL_PAYER JP_LATE_ELDERLY_INSURANCE".split()
)
_ABOVE = 600  # characters
_TOLD = ("context:", "header:", "other_", "example", "placeholder", "test_number")  # evidence of something nearer


def labelled_above(hits: Iterable[Hit], text: str, labels: Labels) -> Iterator[Hit]:
    """The hits, those of unnamed numbers surer where the text above speaks of their kind."""
    for hit in hits:
        if hit.entity in CHECKED and "checksum" in hit.evidence and not _told(hit):
            above = fold(text[max(0, hit.start - _ABOVE) : hit.start]).text
            if label := labels.last_of(hit.entity, above):
                score = chance(logit(hit.score) + FAINT)
                hit = replace(hit, score=score, evidence=(*hit.evidence, f"context:{label}"))
        yield hit


def _told(hit: Hit) -> bool:
    return any(word.startswith(_TOLD) for word in hit.evidence)
