"""要配慮個人情報 (法2条3項, 施行令2条): statements about a person's race, creed, status, illness, record, harm suffered,
disability, check-up results, care received, criminal or juvenile procedure.

One pattern for each category over the words of data/special_care.tsv, more for what has a shape (laboratory values,
doses, amounts taken) or is said in everyday words, form labels with whatever they hold, and cells under a telling
header.
"""

from __future__ import annotations

from recognizers.jp.special_care.english import ENGLISH
from recognizers.jp.special_care.headers import HEADERS, entity_of, says_nothing
from recognizers.jp.special_care.judging import by_strength
from recognizers.jp.special_care.lists import CATEGORIES, TermsError, load_terms, ours
from recognizers.jp.special_care.measures import MEASURES
from recognizers.jp.special_care.phrases import PHRASES
from recognizers.jp.special_care.proofs import EXAMPLES, NON_EXAMPLES
from recognizers.jp.special_care.reasons import REASONS
from recognizers.jp.special_care.shapes import SHAPES, SpecialCareCells
from recognizers.pattern import Pattern

__all__ = [
    "HEADERS",
    "PATTERNS",
    "REASONS",
    "SpecialCareCells",
    "TermsError",
    "entity_of",
    "load_terms",
    "says_nothing",
]


def _category(name: str) -> Pattern:
    terms = [term for term in ours("special_care.tsv") if term.category == name]
    return Pattern(
        id=f"spc_{name.lower()}",
        entity=f"SPC_{name}",
        terms=tuple(term.word for term in terms),
        refine=by_strength(terms),
        column="",
        examples=EXAMPLES[name],
        non_examples=NON_EXAMPLES[name],
    )


PATTERNS = (*(_category(name) for name in CATEGORIES), *SHAPES, *PHRASES, *MEASURES, *ENGLISH)
