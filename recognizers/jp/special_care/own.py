"""Words of a user's own list beside ours, or in their place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from recognizers.jp.special_care.judging import by_strength
from recognizers.jp.special_care.lists import NOT_COUNTED, Term
from recognizers.pattern import Pattern


def with_terms(patterns: Iterable[Pattern], terms: Sequence[Term]) -> tuple[list[Pattern], list[Pattern]]:
    """(our patterns without the words that `terms` speaks of, patterns of its words).

    Only for types that are among `patterns`: a selection of recognizers without special care stays without it.
    """
    said = {term.word for term in terms}
    ours = [
        replace(pattern, terms=tuple(word for word in pattern.terms if word not in said))
        if pattern.terms and pattern.entity.startswith(("SPC_", "SENSITIVE_"))
        else pattern
        for pattern in patterns
    ]
    known = {pattern.entity for pattern in ours}
    counted: dict[str, list[Term]] = {}
    for term in terms:
        if term.strength != NOT_COUNTED and term.entity in known:
            counted.setdefault(term.entity, []).append(term)
    own = [
        Pattern(
            id=f"{entity.lower()}.own",
            entity=entity,
            terms=tuple(term.word for term in found),
            refine=by_strength(found),
            column="",
        )
        for entity, found in counted.items()
    ]
    return [pattern for pattern in ours if pattern.regex or pattern.terms], own
