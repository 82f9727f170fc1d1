"""住居: kind of dwelling, years there, rent; the value after its label."""

from __future__ import annotations

from recognizers.common.labelled import EMPTY, GAP, WORDS, labelled
from recognizers.pattern import REACH, Pattern

_LABELS = r"(?:住居区分|住居形態|住居種別|住居の種類|居住形態|居住区分|居住年数|お?住まいの(?:種類|形態)|家賃|住宅ローン残高|housing_type|residence_type|rent)"

HOUSING = Pattern(
    id="housing",
    entity="HOUSING",
    regex=rf"(?<![A-Za-z]){_LABELS}{GAP}{EMPTY}(?P<v>{WORDS})",
    prior=0.7,
    refine=labelled(0.65, "住居"),
    taken_in=(0, REACH),
    needs_label=True,
    context=("住居区分", "住居形態", "住居種別", "住居の種類", "居住形態", "居住区分", "居住年数", "住まいの種類", "家賃", "住宅ローン残高", "housing_type", "residence_type", "years_at_address", "rent"),
    column=r".{1,20}",
    examples=("住居区分：賃貸", "居住年数　5年", "家賃\t68000円"),
    non_examples=("賃貸", "住居区分を選択", "家賃：", "current: 5"),
)  # fmt: skip
