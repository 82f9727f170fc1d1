"""保険者番号: 8 digits [法別 2][prefecture 2][insurer 3][check], 国保 6 without 法別. Check M10W21, which is Luhn's
(昭和49年保険発第104号). It names the insurer; with 記号・番号 it is an 個人識別符号.
"""

from __future__ import annotations

from recognizers.checksums import luhn_ok
from recognizers.pattern import LEFT, RIGHT, Pattern

LAWS = frozenset("01 02 03 04 06 07 31 32 33 34 39 63 67 72 73 74 75".split())


def insurer_ok(value: str) -> bool:
    """6 or 8 digits (7 where Excel dropped a zero), prefecture 01 to 47, known 法別, right check digit."""
    value = value.zfill(8) if len(value) == 7 else value
    law, prefecture = (value[:2], value[2:4]) if len(value) == 8 else ("00", value[:2])
    if len(value) == 8 and law != "00" and law not in LAWS:
        return False
    return (
        len(value) in (6, 8)
        and "01" <= (value[2:4] if law == "00" and len(value) == 8 else prefecture) <= "47"
        and luhn_ok(value)
    )


HEALTH_INSURER_NUMBER = Pattern(
    id="jp_health_insurer_number",
    entity="JP_HEALTH_INSURER_NUMBER",
    regex=rf"{LEFT}(?:\d{{8}}|\d{{6}}|\d{{2}}[ \-]\d{{6}}|\d{{4}}[ \-]\d{{4}}|\d{{2}} \d{{4}}|\d{{2}}[ \-]\d{{2}}[ \-]\d{{3}}[ \-]\d){RIGHT}(?!\s?[円件名人個年月日])",
    prior=0.08,
    check=insurer_ok,
    check_weight=2.3,
    check_failed=-1.0,
    context=(
        "保険者番号", "保険者", "保険者No", "保険者コード", "健保保険者番号", "国保保険者番号", "保険者の番号", "hokensha_no", "hokensya_no", "hokensha_bango", "insurer", "insurer no", "insurer_no", "insurer number", "insurer_number",
        "insurer id", "insurance provider number", "insuranceprovider_number", "insurer_id", "insurer_code",
    ),
    column=r"\d{6,8}",
    examples=("保険者番号33120015", "保険者番号：０１０４００１３", "国保保険者番号 138057", "insurer_no=01040013", "保険者番号 99999990"),
    non_examples=("33120015", "ロット番号 01040013", "保険者番号は8桁です", "保険者番号 330120015"),
)  # fmt: skip
