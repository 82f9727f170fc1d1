"""A value known only by the label in front of it, as on forms: 勤務先：株式会社…, 年収 520万円."""

from __future__ import annotations

from recognizers.context import Labels
from recognizers.pattern import Match, Refined

GAP = r"[\"'」』】)]{0,2}[\s:：=＝|→は]{1,4}[\"'「『(]{0,2}"  # noqa: RUF001
WORDS = r"[^\s:：、。,，;|\"'「」『』<>{}\[\]=]"  # noqa: RUF001
# What forms print where nothing has been filled in.
EMPTY = r"(?![_＿○〇□■\-―ー*…]|(?:なし|無し?|該当|未定|不明|欄|名|の|を|が|は|へ|に|等|及び|または|又は|その他|必須|任意|入力|選択|記入))"  # noqa: RUF001


def labelled(score: float, word: str):  # type: ignore[no-untyped-def]
    """A `refine` for patterns that hold their label: the score is fixed."""

    def refine(match: Match, labels: Labels) -> list[Refined]:
        return [(match.start, match.end, score, ("pattern", f"context:{word}"))]

    return refine
