"""雇用保険 被保険者番号: 4-6-1 digits since 1981; older ones lack the last (業務取扱要領 20706). The check digit's formula
is not public. 適用事業所番号 has the same shape and belongs to an employer.
"""

from __future__ import annotations

from recognizers.pattern import LEFT, RIGHT, Pattern

EMPLOYMENT_INSURANCE = Pattern(
    id="jp_employment_insurance",
    entity="JP_EMPLOYMENT_INSURANCE",
    regex=rf"{LEFT}(?:\d{{4}}[ \-]\d{{6}}(?:[ \-]\d)?|\d{{11}}){RIGHT}",
    prior=0.07,
    context=(
        "雇用保険", "雇用保険番号", "雇用保険被保険者番号", "雇用保険被保険者証", "雇用保険の被保険者番号", "被保険者番号", "雇保番号", "雇保被保険者番号", "雇保", "離職票", "koyo_hoken", "koyo_hoken_no", "koyou_hoken_no",
        "employment insurance", "employment insurance no", "employment_insurance_no", "employment_insurance_number", "unemployment insurance",
    ),
    other=("適用事業所番号", "雇用保険適用事業所番号", "事業所番号", "労働保険番号"),
    column=r"\d{10,11}",
    examples=("雇用保険被保険者番号5012-345678-9", "雇用保険番号：５０１２－３４５６７８－９", "被保険者番号 1301-123456-7", "koyo_hoken_no=13011234567", "1301-123456-7（雇用保険）"),
    non_examples=("5012-345678-9", "適用事業所番号 1301-123456-7", "雇用保険適用事業所番号：1301-123456-7", "電話 09012345678", "注文番号 5012-345678-9"),
)  # fmt: skip
