"""性別: a word or letter after its label."""

from __future__ import annotations

from recognizers.common.labelled import GAP, fixed
from recognizers.pattern import Pattern

GENDER = Pattern(
    id="gender",
    entity="GENDER",
    regex=rf"(?:性別|(?<![A-Za-z])(?:[Ss]ex|SEX|[Gg]ender|GENDER|seibetsu)(?![A-Za-z])){GAP}(?P<v>男性?|女性?|[Mm]ale|[Ff]emale|[MF](?![A-Za-z])|その他|回答しない|♂|♀)(?![・/一-龠ァ-ヶ])",
    prior=0.8,
    refine=fixed(0.85, "性別"),
    needs_label=True,
    context=("性別", "sex", "gender", "seibetsu", "性別区分", "sex_cd", "gender_cd"),
    column=r"男性?|女性?|M|F|MALE|FEMALE|[0-9]|その他|回答しない|不明|♂|♀",
    examples=("性別：女", "性別\t男性", '"gender": "F"'),
    non_examples=("性別：男・女", "女", "性別を選択してください", "essex: M"),
)  # fmt: skip
