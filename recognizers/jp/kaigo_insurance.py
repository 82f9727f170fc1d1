"""介護保険 被保険者番号: 10 digits given by the municipality, often with zeros in front. No national check digit.

介護保険事業所番号 has 10 digits too and belongs to an office.
"""

from __future__ import annotations

from recognizers.pattern import LEFT, RIGHT, Pattern

KAIGO_INSURANCE = Pattern(
    id="jp_kaigo_insurance",
    entity="JP_KAIGO_INSURANCE",
    regex=rf"{LEFT}(?:\d{{10}}|H\d{{9}}|\d{{4}}[ \-]\d{{6}}|\d{{4}}[ \-]\d{{3}}[ \-]\d{{3}}){RIGHT}",
    prior=0.07,
    context=(
        "介護保険", "介護保険被保険者番号", "介護保険証", "介護保険証番号", "介護保険被保険者証", "介護被保険者番号", "介護保険番号", "介護保険の被保険者番号", "介護番号", "被保番", "被保険者番", "介護被保番", "被保険者番号", "被保険者証", "被保険者証番号", "要介護認定",
        "kaigo", "kaigo_no", "kaigo_hoken_no", "kaigo_hihokensha_no", "kaigohoken", "long-term care insurance", "long term care insurance no", "ltci_no", "care insurance no", "care_insurance_no",
    ),
    other=("介護保険事業所番号", "介護保険事業者番号", "事業所番号", "指定事業所番号"),
    column=r"\d{7,10}|H\d{9}",
    examples=("介護保険被保険者番号0074929241", "介護保険証 ００１５８７２２９５", "kaigo_no=0074019244", "被保険者番号：0042113154", "0089783410（介護保険被保険者番号）"),
    non_examples=("0074929241", "介護保険事業所番号 1370100019", "整理番号 0074929241", "電話番号 0312345678"),
)  # fmt: skip
