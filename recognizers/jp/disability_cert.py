"""障害者手帳: its number, or its grade, behind its name. Numbers are given by prefectures and have no common shape.

Holding one, now or before, is special-care information (ガイドライン通則編 2-3(7)).
"""

from __future__ import annotations

from recognizers.pattern import Pattern

_CERT = (
    r"(?:身体障害者手帳|精神障害者保健福祉手帳|精神障害者手帳|障害者手帳|障がい者手帳|療育手帳|愛の手帳|みどりの手帳)"
)

DISABILITY_CERT = (
    Pattern(
        id="jp_disability_cert",
        entity="JP_DISABILITY_CERT",
        regex=rf"{_CERT}[^。\n0-9]{{0,12}}?(?P<v>第 ?\d{{3,8}} ?号|[A-Z]?\d{{4,8}}(?![0-9円年]))",
        prior=0.85,
        context=("身体障害者手帳番号", "療育手帳番号", "障害者手帳番号", "精神障害者保健福祉手帳番号", "手帳番号", "障害者手帳", "身体障害者手帳", "療育手帳", "愛の手帳", "精神障害者保健福祉手帳", "techo_no", "disability_cert_no", "disability certificate"),
        column=r"(?:.{2,6}[都道府県市])?第?\d{3,8}号?",
        examples=("身体障害者手帳 東京都第123456号", "療育手帳の番号は第４５６７８号", "精神障害者保健福祉手帳番号：1234567"),
        non_examples=("第123456号", "障害者手帳をお持ちの方は500円割引", "身体障害者手帳の交付数は12,345件"),
    ),
    Pattern(
        id="jp_disability_cert_grade",
        entity="JP_DISABILITY_CERT",
        regex=rf"{_CERT}[^。\n0-9]{{0,10}}?(?P<v>(?:第[12一二]種 ?)?[1-7一二三四五六七] ?級|[1-4一二三四] ?度|[(（]?[A-CⒶⒷ][12]?[)）]?(?![0-9A-Za-z]))",
        prior=0.8,
        context=("障害等級", "手帳等級", "等級(手帳)", "disability_grade", "shogai_tokyu"),
        column=r"(?:第?[12]種)?[1-7]級|[1-4]度|[ABC][12]?",
        examples=("身体障害者手帳2級をお持ちです", "療育手帳（Ａ）所持", "愛の手帳３度", "精神障害者保健福祉手帳　二級"),
        non_examples=("障害者手帳をお持ちの方", "2級建築士", "身体障害者手帳の申請"),
    ),
)  # fmt: skip
