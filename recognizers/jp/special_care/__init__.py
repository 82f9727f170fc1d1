"""要配慮個人情報 (法2条3項, 施行令2条): statements about a person's race, creed, status, illness, record, harm suffered,
disability, check-up results, care received, criminal or juvenile procedure.

One pattern for each category over the words of data/special_care.tsv, a few more for what has a shape (laboratory
values, doses, amounts taken), form labels with whatever they hold, and cells under a telling header.
"""

from __future__ import annotations

from collections.abc import Iterator

from recognizers.context import Labels
from recognizers.jp.special_care.headers import HEADERS, entity_of, says_nothing
from recognizers.jp.special_care.judging import STRENGTH, judge, terms
from recognizers.jp.special_care.proofs import EXAMPLES, NON_EXAMPLES
from recognizers.jp.special_care.shapes import SHAPES, SpecialCareCells
from recognizers.pattern import Match, Pattern, Refined

__all__ = ["HEADERS", "PATTERNS", "SpecialCareCells", "entity_of", "says_nothing"]


def _category(name: str) -> Pattern:
    strengths = {word: STRENGTH[strength] for word, strength in terms(name).items()}

    def refine(match: Match, labels: Labels) -> Iterator[Refined]:
        return judge(match, labels, strengths.get(match.value, STRENGTH["m"]))

    return Pattern(
        id=f"spc_{name.lower()}",
        entity=f"SPC_{name}",
        terms=tuple(strengths),
        refine=refine,
        column="",
        examples=EXAMPLES[name],
        non_examples=NON_EXAMPLES[name],
    )


PATTERNS = (*(_category(name) for name in EXAMPLES), *SHAPES)
