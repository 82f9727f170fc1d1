"""職業, 職種, 役職: the value after its label."""

from __future__ import annotations

from recognizers.common.labelled import EMPTY, GAP, WORDS, labelled
from recognizers.pattern import REACH, Pattern

OCCUPATION = Pattern(
    id="occupation",
    entity="OCCUPATION",
    regex=rf"(?:ご?職業|職種|役職|職位|勤続年数|雇用形態|occupation|job_title){GAP}{EMPTY}(?P<v>{WORDS})",
    prior=0.6,
    refine=labelled(0.6, "職業"),
    taken_in=(0, REACH),
    needs_label=True,
    context=("職業", "ご職業", "職種", "役職", "職位", "勤続年数", "雇用形態", "occupation", "job_title", "job title", "shokugyo"),
    column=r".{1,20}",
    examples=("職業：会社員", "役職　係長", "勤続年数\t12年"),
    non_examples=("会社員", "職業を選択", "職業：", "職業欄"),
)  # fmt: skip
