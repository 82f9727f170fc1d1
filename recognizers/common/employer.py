"""勤務先: the value after its label."""

from __future__ import annotations

from recognizers.common.labelled import EMPTY, GAP, WORDS, labelled
from recognizers.pattern import REACH, Pattern

EMPLOYER = Pattern(
    id="employer",
    entity="EMPLOYER",
    regex=rf"(?:勤務先(?:名称?|会社名?)?|お?勤め先(?:名称?)?|就業先|就労先|[Ee]mployer(?:_name| name)?|kinmusaki){GAP}{EMPTY}(?P<v>(?!電話|TEL|Tel|住所|所在地|FAX|\d){WORDS})",
    prior=0.7,
    refine=labelled(0.7, "勤務先", 2),
    taken_in=(0, REACH),
    needs_label=True,
    context=("勤務先", "勤務先名", "勤務先名称", "勤務先会社名", "お勤め先", "勤め先", "就業先", "就労先", "employer", "employer_name", "kinmusaki"),
    column=r".{2,40}",
    examples=("勤務先　株式会社架空製作所", "お勤め先：架空銀行", "employer=Kakuu Works"),
    non_examples=("勤務先を記入", "株式会社架空製作所", "勤務先：", "勤務先電話 03-1234-5678"),
)  # fmt: skip
