"""適格請求書発行事業者登録番号: T and 13 digits. A company's is its 法人番号; a sole trader's keeps the same check digit and
cannot be told apart by the number.
"""

from __future__ import annotations

import math

from recognizers.checksums import corporate_ok
from recognizers.pattern import RIGHT, Pattern


def invoice_ok(value: str) -> bool:
    """T and a number with the check digit of a 法人番号."""
    return value[:1] == "T" and corporate_ok(value[1:])


INVOICE_NUMBER = Pattern(
    id="jp_invoice_number",
    entity="JP_INVOICE_NUMBER",
    regex=rf"(?<![0-9A-Za-z])T[\- ]?[1-9](?:\d{{12}}|[ \-]\d{{4}}[ \-]\d{{4}}[ \-]\d{{4}}){RIGHT}",
    prior=0.5,
    check=invoice_ok,
    check_weight=math.log(9),
    context=(
        "登録番号", "インボイス番号", "インボイス", "適格請求書発行事業者登録番号", "適格請求書発行事業者", "事業者登録番号", "T番号", "インボイス登録番号", "invoice_no", "invoice registration number", "invoice_registration_no", "qualified invoice", "tekikaku_no",
    ),
    column=r"T[1-9]\d{12}",
    examples=("登録番号T7000012050002", "インボイス番号：Ｔ１１８０３０１０１８７７１", "T-5010401067252", "T8-7001-1000-5901"),
    non_examples=("T1234567890123の見本", "7000012050002", "XT7000012050002", "T700001205000"),
)  # fmt: skip
