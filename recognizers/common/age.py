"""年齢: a number of years with 歳 or 才, or a number after its label. Age limits in rules and adverts are nobody's."""

from __future__ import annotations

import re
from collections.abc import Iterable

from recognizers.context import Labels
from recognizers.pattern import Match, Pattern, Refined, chance, logit

_LIMIT = re.compile(
    r"\s?(?:以上|以下|未満|以降|以後|まで|から|より|に達|に満|を超|の誕生|代|児|~|〜|-|・|、|程度|前後|超|時点|になる|になった|となる|又は|または|若しくは)"
)


def _score(match: Match, labels: Labels) -> Iterable[Refined]:
    years = int(re.sub(r"\D", "", match.value))
    if not 0 < years <= 120 or _LIMIT.match(match.after(8)):
        return
    weight, words = labels.weigh(match)
    odds = logit(0.35) + max(weight, 0.0)
    if re.search(r"[(（、,/・　 ]$", match.before(1)) and re.match(r"[)）、,/・　 ]", match.after(1) or ")"):
        odds += 1.0  # 山田太郎（37歳）
    yield match.start, match.end, chance(odds), ("pattern", *words)


_WORDS = ("年齢", "年令", "満年齢", "年齢(満)", "年歳", "age", "nenrei", "享年")

AGE = (
    Pattern(
        id="age",
        entity="AGE",
        regex=r"(?<![0-9A-Za-z.・第])(?:満 ?)?\d{1,3} ?[歳才]",
        prior=0.35,
        refine=_score,
        context=_WORDS,
        other=("平均年齢", "中央値年齢", "年齢制限", "対象年齢", "適用年齢", "定年"),
        column=r"満?\d{1,3}[歳才]",
        examples=("山田太郎（37歳）", "年齢：４２歳", "Age 42才"),
        non_examples=("20歳以上の方", "満18歳未満", "65歳から", "37", "999歳（伝説）"),
    ),
    Pattern(
        id="age_labelled",
        entity="AGE",
        regex=r"(?:年齢|年令|(?<![A-Za-z])[Aa][Gg][Ee](?![A-Za-z]))[\"']?[\s:：=|]{1,4}[\"']?(?P<v>1?\d{1,2})(?![0-9A-Za-z.\-/歳才])",
        prior=0.8,
        refine=lambda match, labels: [(match.start, match.end, 0.8, ("pattern", "context:年齢"))],
        context=_WORDS,
        needs_label=True,
        column=r"1?\d{1,2}",
        examples=("年齢：42", '"age": 37', "年齢\t８"),
        non_examples=("42", "年齢制限なし", "page: 37", "年齢 2025"),
    ),
)  # fmt: skip
