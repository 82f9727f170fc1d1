"""What the whole text says of the hits in it: which of them stay where several overlap, and what of them is nobody's."""

from __future__ import annotations

from collections.abc import Iterable

from recognizers.context import Labels
from recognizers.figures import known_figures
from recognizers.jp.credit_statements import one_each
from recognizers.jp.special_care.settle import ATTRIBUTES, settle
from recognizers.jp.subject import forget
from recognizers.overlap import resolve
from recognizers.passage import born_in_records, somebodys, told_by_the_passage
from recognizers.pattern import MINOR, spoken
from recognizers.types import Hit

# Of texts that hold nothing of these and nothing that is told in words, no more than this is asked.
_ASKED_OF = ATTRIBUTES | {"PERSON", "JP_CREDIT_INFO"}


def settled(hits: Iterable[Hit], text: str, name: str, named: bool, labels: Labels) -> list[Hit]:
    """In order of place, overlaps resolved. name: of the file. named: names were looked for."""
    chosen = resolve(told_by_the_passage((hit for hit in hits if hit.score >= MINOR), text, labels))
    if not any(hit.entity in _ASKED_OF or spoken(hit.entity) for hit in chosen):
        forget()
        return chosen
    chosen = somebodys(known_figures(chosen, text), text, labels)
    return settle(one_each(born_in_records(chosen, text), text, named), text, name, named)
