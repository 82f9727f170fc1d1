"""A value known only by the label in front of it, as on forms: 勤務先：株式会社…, 年収 520万円."""

from __future__ import annotations

import re
from collections.abc import Callable

from recognizers.context import Labels
from recognizers.pattern import Match, Refined

GAP = r"[\"'」』】)]{0,2}[\s:：=＝|→は]{1,4}[\"'「『(]{0,2}"
WORDS = r"[^\s:：、。,，;|\"'「」『』<>{}\[\]=]"
# What forms print where nothing has been filled in.
EMPTY = r"(?![_＿○〇□■\-―ー*…]|(?:なし|無し?|該当|未定|不明|欄|名|の|を|が|は|へ|に|等|及び|または|又は|その他|必須|任意|入力|選択|記入))"
_VALUE = re.compile(rf"(?:\d{{1,3}}(?:,\d{{3}}){{1,3}}|{WORDS}){{1,30}}")


def labelled(score: float, word: str, least: int = 1) -> Callable[[Match, Labels], list[Refined]]:
    """A `refine` for patterns that hold their label and the first character of the value: takes the value to its end.

    A pattern that took the whole value would be large and slow in the multi-pattern engine.
    """

    def refine(match: Match, labels: Labels) -> list[Refined]:
        value = _VALUE.match(match.text, match.start)
        end = max(match.end, value.end()) if value else match.end
        return [(match.start, end, score, ("pattern", f"context:{word}"))] if end - match.start >= least else []

    return refine


def fixed(score: float, word: str) -> Callable[[Match, Labels], list[Refined]]:
    """A `refine` for patterns that hold their label and their whole value."""

    def refine(match: Match, labels: Labels) -> list[Refined]:
        return [(match.start, match.end, score, ("pattern", f"context:{word}"))]

    return refine
