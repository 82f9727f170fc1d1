"""個人番号 (マイナンバー): 12 digits, the last a mod-11 check digit (平成26年総務省令第85号 第5条).

On the card 1234 5678 9018. One random 12-digit number in ten passes the check, so the check alone proves nothing.
"""

from __future__ import annotations

import math
from dataclasses import replace

from recognizers.checksums import my_number_ok
from recognizers.pattern import RIGHT, Pattern, digits

MY_NUMBER = Pattern(
    id="jp_my_number",
    entity="JP_MY_NUMBER",
    regex=digits("4 4 4"),
    prior=0.05,
    check=my_number_ok,
    check_weight=math.log(10),  # identifiers.md 0.3: 10.0 % of random numbers pass
    column=r"\d{12}",
    digits=12,
    context=(
        "マイナンバー", "個人番号", "個人番号又は法人番号", "個人番号または法人番号", "マイナ番号", "マイナ", "通知カード", "個人番号カード", "マイナンバーカード", "特定個人情報", "番号(個人)", "告知番号", "個人No", "個番", "番号カード", "マイナンバー通知", "通知カードの番号", "MN", "M/N", "まいなんばー", "マイ・ナンバー", "マイナンバ", "マイナバー", "マインバー", "マイNo", "マイナカ", "マイナカード", "個人ナンバー", "個人番", "個人識別番号", "国民番号", "税番号", "社会保障・税番号", "個人番号欄", "裏面番号", "裏面の番号", "本人番号", "配偶者番号", "扶養親族番号", "家族番号",
        "my_number", "mynumber", "my_no", "my no", "my_num", "my num", "my number", "individual number", "tax number", "social security and tax number", "individual_number", "kojin_bango", "kojinbango", "kojin_no", "kojinno", "mynum", "kojin_bangou", "mainanba", "mainanbaa", "mainambaa", "mai nanba", "mai nambaa", "kojinbangou", "maina", "mai_number", "mai_no", "my_nbr", "my_num", "tax id", "tax id number", "taxpayer number", "tax_number", "individual no", "individual_no", "personal number", "personal_number", "national id", "national_id", "social security number", "social_security_number",
    ),
    other=("マイナス", "マイナー", "マイナポイント", "マイナポータル", "マイナビ", "マイナチェンジ", "マイナーチェンジ"),
    examples=("個人番号1234-5678-9018です", "マイナンバー：１２３４　５６７８　９０１８", "ﾏｲﾅﾝﾊﾞｰ 621498320257", "My Number\n9832 0567 3214", "個人№ 123456789018", "個人番号［基礎年金番号］ 123456789018", "番号：1234 5678 9018（個人番号。法人ではありません）", "本人123456789018で登録しました。通知カードの写しは金庫にあります。"),
    non_examples=("個人番号123456789012", "伝票1234567890189", "注文番号 123456789018", "1234-5678-9018-2222"),
)  # fmt: skip

# Behind the number of the line, which `digits` takes for the first four of sixteen, or behind another one.
LISTED = replace(
    MY_NUMBER,
    id="jp_my_number.listed",
    regex=rf"(?:(?<=\n\d{{4}} )|(?<=\d{{12}} ))\d{{12}}{RIGHT}",
    column="",
    examples=(
        "個人番号の照合結果\n0112 384842792137 一致",
        "マイナンバー 904473873954 747975723540 533478503219 は廃棄",
    ),
    non_examples=("0112 384842792137", "個人番号の照合結果 0112 384842792137"),
)
PATTERNS = (MY_NUMBER, LISTED)
