"""年収, 月収 …: an amount after its label."""

from __future__ import annotations

from collections.abc import Iterable

from recognizers.common.labelled import GAP
from recognizers.context import Labels
from recognizers.pattern import Match, Pattern, Refined

_WORDS = (
    "年収",
    "税込年収",
    "世帯年収",
    "前年年収",
    "前年度年収",
    "年俸",
    "月収",
    "月給",
    "手取り",
    "手取り月収",
    "給与収入",
    "給与所得",
    "所得金額",
    "基本給",
    "支給額",
    "総支給額",
    "annual_income",
    "annual income",
    "income",
    "salary",
    "nenshu",
    "nenshuu",
)


def _score(match: Match, labels: Labels) -> Iterable[Refined]:
    if match.after(1) == "~":  # 月給 238,000円〜 is what a job advertisement offers, nobody's income
        return [(match.start, match.end, 0.2, ("pattern", "generic:offer"))]
    return [(match.start, match.end, 0.75, ("pattern", "context:年収"))]


INCOME = Pattern(
    id="income",
    entity="INCOME",
    regex=rf"(?:年収|年俸|月収|月給|手取り(?:月収|年収)?|給与収入|給与所得|所得金額|基本給|総?支給額|[Ii]ncome|[Ss]alary|nenshuu?)(?:\(税込\)|\(万円\)|額|総額)?{GAP}約?(?P<v>[\\¥]?\d[\d,]{{1,11}} ?(?:億|万|千)?円?)",
    prior=0.75,
    refine=_score,
    needs_label=True,
    context=_WORDS,
    column=r"\D?\d{2,11}(?:万|千)?円?",
    examples=("年収　520万円", "税込年収：6,500,000円", "annual_income=5200000"),
    non_examples=("520万円", "年収の壁", "年収：", "年収アップを目指す", "月給　238,000円〜"),
)  # fmt: skip
