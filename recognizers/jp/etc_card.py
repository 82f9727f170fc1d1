"""ETCカード番号: 14 to 19 digits in card-like groups; corporate cards 6-4-5-1. Credit-ETC cards follow the card brands."""

from __future__ import annotations

from recognizers.pattern import LEFT, RIGHT, Pattern

ETC_CARD = Pattern(
    id="jp_etc_card",
    entity="JP_ETC_CARD",
    regex=rf"{LEFT}(?:\d{{4}}[ \-]?\d{{4}}[ \-]?\d{{4}}[ \-]?\d{{2,4}}|\d{{4}}[ \-]\d{{6}}[ \-]\d{{4,5}}|\d{{6}}-\d{{4}}-\d{{5}}-\d){RIGHT}",
    prior=0.08,
    context=("ETCカード", "ETCカード番号", "ETCカードNo", "ETC番号", "ETC", "etc_card", "etc_card_no", "etc card", "etc card no", "etc_no"),
    column=r"\d{14,16}",
    examples=("ETCカード番号 1234-5678-9012-3456", "ETCカード：１２３４５６－７８９０－１２３４５－６", "etc_card_no=12345678901234"),
    non_examples=("1234-5678-9012-3456", "ETC利用料 1320円", "ポイントカード番号 1234-5678-9012-3456", "ETCカード番号 1234-5678"),
)  # fmt: skip
