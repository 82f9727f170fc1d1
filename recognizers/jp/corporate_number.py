"""法人番号: 13 digits, the first the check digit (平成26年財務省令第70号). It names an organisation, not a person."""

from __future__ import annotations

import math

from recognizers.checksums import corporate_ok
from recognizers.pattern import LEFT, RIGHT, Pattern

CORPORATE_NUMBER = Pattern(
    id="jp_corporate_number",
    entity="JP_CORPORATE_NUMBER",
    regex=rf"{LEFT}[1-9](?:\d{{12}}|[ \-]\d{{4}}[ \-]\d{{4}}[ \-]\d{{4}}){RIGHT}",
    prior=0.04,
    check=corporate_ok,
    check_weight=math.log(9),
    context=(
        "法人番号", "会社番号", "法人マイナンバー", "法人No", "corporate number", "corporate_number", "corporate no", "corporate_no", "houjin_bango", "hojin_bango", "houjin_no", "hojin_no", "company number", "company_no",
    ),
    column=r"[1-9]\d{12}",
    examples=("法人番号7000012050002", "法人番号：１１８０３０１０１８７７１", "corporate_number=5010401067252", "8-7001-1000-5901（法人番号）"),
    non_examples=("4901234567894", "JANコード 4901234567894", "法人番号 1234567890123", "1700000000000", "7000012050002"),
)  # fmt: skip
