"""基礎年金番号: 4 digits and 6; 年金証書 adds a code of 4. No public check digit. Area codes and shop codes share the shape,
so a label decides.
"""

from __future__ import annotations

from recognizers.pattern import Pattern, digits

_WORDS = (
    "基礎年金番号", "年金番号", "年金手帳", "年金手帳番号", "年金手帳の番号", "年金の番号", "年金手帳記号番号", "年金手帳の記号番号", "年金手帳の記号・番号", "年金手帳記号・番号", "年金証書", "年金証書番号", "年金証書記号番号", "基礎年金番号通知書", "厚生年金番号", "厚生年金被保険者番号", "厚生年金保険被保険者番号", "厚生年金保険番号",
    "国民年金番号", "国民年金", "厚生年金", "ねんきん番号", "基礎年金No", "基礎年金", "年金コード", "pension", "pension no", "pension no.", "pension number", "pension_no", "pension_number", "pensionno", "pensionnumber",
    "basic pension number", "basic_pension_no", "basic pension", "nenkin", "nenkin_no", "nenkin_bango", "kiso_nenkin", "kisonenkin", "kiso_nenkin_no", "kiso_nenkin_bango",
)  # fmt: skip

PENSION_NUMBER = (
    Pattern(
        id="jp_pension_number",
        entity="JP_PENSION_NUMBER",
        regex=digits("4 6"),
        prior=0.08,
        context=_WORDS,
        column=r"\d{9,10}",
        examples=(
            "基礎年金番号1234-567890", "基礎年金番号 3317 - 402895", "年金手帳の記号番号5208ー119374を転記", "年金手帳の番号：５０１２　３４５６７８", "Pension No 1234-567890", "pension_no=1234567890", "9912-345678（基礎年金番号）", "|基礎年金番号|7199-470544|",
        ),
        non_examples=("4058-408219", "0466-221111", "会員番号 4058-408219", "【資産管理番号】2919-996543", "基礎年金番号 1234-56789"),
    ),
    Pattern(
        id="jp_pension_certificate",
        entity="JP_PENSION_NUMBER",
        regex=digits("4 6 4"),
        prior=0.08,
        context=_WORDS,
        column=r"\d{14}",
        examples=("年金証書の年金コード 1234-567890-1150", "基礎年金番号・年金コード：1234-567890-1350"),
        non_examples=("1234-567890-1150", "注文番号 1234-567890-1150", "カード番号 3056-930902-5904"),
    ),
)  # fmt: skip
