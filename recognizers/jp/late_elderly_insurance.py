"""後期高齢者医療 被保険者番号: 8 digits, the last M10W21 (Luhn). The insurer's number begins with 39."""

from __future__ import annotations

from recognizers.checksums import luhn_ok
from recognizers.pattern import LEFT, RIGHT, Pattern


def elderly_ok(value: str) -> bool:
    """8 digits with a right check digit; Excel may have dropped zeros in front."""
    return 6 <= len(value) <= 8 and luhn_ok(value.zfill(8))


LATE_ELDERLY_INSURANCE = Pattern(
    id="jp_late_elderly_insurance",
    entity="JP_LATE_ELDERLY_INSURANCE",
    regex=rf"{LEFT}\d{{4}}[ \-]?\d{{4}}{RIGHT}(?!\s?[円件名人個年月日])",
    prior=0.06,
    check=elderly_ok,
    check_weight=2.3,
    check_failed=-1.0,
    context=(
        "後期高齢者医療", "後期高齢者医療被保険者番号", "後期高齢者被保険者番号", "後期高齢者医療被保険者証", "後期高齢者", "後期高齢", "後期", "後高", "後期被保険者番号", "被保険者番号", "late_elderly_no", "late elderly", "koki_korei", "koki_koreisha_no", "kouki_kourei",
        "medical care for the elderly",
    ),
    column=r"\d{6,8}",
    examples=("後期高齢者医療被保険者番号12345674", "後期高齢者医療　００００００１８", "koki_koreisha_no=12345674", "12345674（後期高齢者医療被保険者証）"),
    non_examples=("12345674", "後期高齢者医療制度は2008年", "ロット番号 12345674", "後期高齢者医療被保険者番号 1234567"),
)  # fmt: skip
