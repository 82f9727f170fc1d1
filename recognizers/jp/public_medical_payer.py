"""公費負担者番号 (8 digits, M10W21) and 公費受給者番号 (7 digits, the same check).

The first two digits name the law and so the kind of illness or aid: 10 tuberculosis, 12 public assistance, 21 psychiatric
care, 54 designated rare diseases. Special care by itself (identifiers.md 1.8).
"""

from __future__ import annotations

from recognizers.checksums import luhn_ok
from recognizers.pattern import LEFT, RIGHT, Pattern

# 法別番号 that tell of health or welfare.
TELLING = frozenset("10 11 12 15 16 18 19 20 21 28 29 30 38 51 52 54 66 79".split())


def payer_ok(value: str) -> bool:
    """8 digits with a 法別 of a public payer, or 7; check digit right."""
    return len(value) in (7, 8) and luhn_ok(value) and (len(value) == 7 or value[:2] in TELLING)


PUBLIC_MEDICAL_PAYER = Pattern(
    id="jp_public_medical_payer",
    entity="JP_PUBLIC_MEDICAL_PAYER",
    regex=rf"{LEFT}(?:\d{{7,8}}|\d{{4}}[ \-]\d{{4}}){RIGHT}(?!\s?[円件名人個年月日])",
    prior=0.08,
    check=payer_ok,
    check_weight=2.3,
    check_failed=-1.0,
    context=(
        "公費負担者番号", "負担者番号", "負担者", "公費①", "公費②", "公費1", "公費2", "公受①", "公受②", "公受", "受給者", "公費負担医療の受給者番号", "公費受給者番号", "受給者番号", "公費負担医療", "公費番号", "公費負担者", "受給者証番号", "特定医療費受給者証", "特定医療費受給者番号", "自立支援医療受給者証", "自立支援医療受給者番号", "公費",
        "kohi_futansha_no", "kohi_futan", "kohi1_futan", "kohi2_futan", "kohi_jukyu", "kohi1_jukyu", "kohi2_jukyu", "kohi_no", "kouhi", "kouhi_no", "jukyusha_no", "public payer no", "public_payer_no", "recipient_no",
    ),
    column=r"\d{7,8}",
    examples=("公費負担者番号54016027", "受給者番号：１２３４５６６", "公費負担者番号 54136015", "kohi_no=54016027"),
    non_examples=("54016027", "注文番号 54016027", "公費負担者番号 540160", "受給者番号欄"),
)  # fmt: skip
