"""在留カード番号: two letters, eight digits, two letters. No published check digit (第2世代在留カード等仕様書 3.3.4.3).

Serial numbers and types of goods share the shape, so it counts only where the text speaks of foreign residents.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from recognizers.context import Labels
from recognizers.pattern import LEFT, RIGHT, Match, Pattern, Refined, chance, logit

SHAPE = rf"{LEFT}[A-Z]{{2}}[ \-]?\d{{4}}[ \-]?\d{{4}}[ \-]?[A-Z]{{2}}{RIGHT}"
_WORDS = (
    "在留カード", "在留カード番号", "在留カード等番号", "在留カードの番号", "在留カードNo", "(在留)", "在留番号", "在留管理番号", "在留カード等の番号",
    "residence card", "residence card no", "residence card number", "residence_card", "residence_card_no", "residence_card_number",
    "residencecard", "residencecardno", "residence card #", "zairyu", "zairyu_card", "zairyu_card_no", "zairyu_no", "zairyu card",
)  # fmt: skip
_FOREIGNER = re.compile(
    r"在留|国籍|外国人|特定技能|技能実習|技人国|永住|入管|出入国|査証|ビザ|留学|immigration|nationality", re.I
)


def _score(match: Match, labels: Labels) -> Iterable[Refined]:
    weight, words = labels.weigh(match)
    odds = logit(match.pattern.prior)
    if _FOREIGNER.search(match.before() + match.after()):
        odds += 1.5
        words = (*words, "context:在留")
    yield match.start, match.end, chance(odds + weight), ("pattern", *words)


RESIDENCE_CARD = (
    Pattern(
        id="jp_residence_card",
        entity="JP_RESIDENCE_CARD",
        regex=SHAPE,
        prior=0.3,
        refine=_score,
        context=_WORDS,
        column=r"[A-Z]{2}\d{8}[A-Z]{2}",
        examples=(
            "在留カード番号AB12345678CDを確認", "在留カードの番号は AB 1180 7725 CD です", "在留カード ＡＢ１２３４５６７８ＣＤ", "Residence Card No: UH 87654321 JA", "AB12345678CD（在留カード）",
            "zairyu_card_no\tLA76543210EA", "特定技能 国籍ベトナム AB12345678CD", "在留カード更新。新番号AB12345678CD、旧カードは返却。",
        ),
        non_examples=("シリアル番号 AB12345678CD", "AB12345678CD", "国籍不問 シリアル番号 AB12345678CD", "在留カード番号 AB1234567CD", "XAB12345678CD", "書留 AB123456785JP"),
    ),
    Pattern(
        id="jp_residence_card_lower",
        entity="JP_RESIDENCE_CARD",
        regex=rf"{LEFT}[a-z]{{2}}\d{{8}}[a-z]{{2}}{RIGHT}",
        prior=0.1,
        context=_WORDS,
        column="",
        examples=("在留カード番号ab12345678cd", "zairyu_no=la76543210ea"),
        non_examples=("ab12345678cd", "commit fe12345678ab"),
    ),
)  # fmt: skip
