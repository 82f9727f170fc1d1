"""特別永住者証明書番号: shaped like a residence card's number, and no check digit either; only its label tells them apart."""

from __future__ import annotations

from recognizers.jp.residence_card import SHAPE
from recognizers.pattern import Pattern

SPECIAL_PR_CERT = Pattern(
    id="jp_special_pr_cert",
    entity="JP_SPECIAL_PR_CERT",
    regex=SHAPE,
    prior=0.3,
    context=(
        "特別永住者証明書", "特別永住者証明書番号", "特別永住者証明書の番号", "特別永住者", "special permanent resident", "special_pr_no",
        "special permanent resident certificate", "spr_cert_no", "tokubetsu_eijusha",
    ),
    column=r"[A-Z]{2}\d{8}[A-Z]{2}",
    examples=(
        "特別永住者証明書番号 AB12345678CD", "特別永住者証明書：ＡＢ１２３４５６７８ＣＤ", "special_pr_no=AB12345678CD", "AB12345678CD（特別永住者証明書番号）",
    ),
    non_examples=("AB12345678CD", "在留カード番号 AB12345678CD", "特別永住者証明書 AB12345678C"),
)  # fmt: skip
