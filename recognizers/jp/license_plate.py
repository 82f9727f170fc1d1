"""自動車登録番号・車両番号: place, class number, kana (or a letter), up to four digits (自動車登録規則 13条).

All four parts together speak for themselves, also where a witness names a town that has no plates of its own. Kana never お し へ ん; letters in the class number only A C F H K L M P X Y.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from recognizers.context import Labels
from recognizers.dictionary import lines, trie_regex
from recognizers.pattern import Match, Pattern, Refined, chance, logit

_GAP = r"[ \n\-]{0,2}"
_CLASS = r"\d[0-9ACFHKLMPXY]{0,2}"
_KANA = r"[あ-えか-さす-ふほ-をABEHKMTY]"
_NUMBER = r"(?:\d{1,2}[\-ー]\d{2}|[・.•]{1,3} ?\d{1,3}|[・.•]{1,2}\d?[\-ー]?\d{1,2}|\d{2} \d{2}|\d{1,4})"
_END = r"(?![0-9A-Za-z])(?![\-ー.][0-9])"
_WORDS = (
    "登録番号", "車両番号", "自動車登録番号", "自動車登録番号又は車両番号", "ナンバー", "ナンバープレート", "車番", "車両ナンバー", "車両No", "車輌番号", "車のナンバー", "プレート番号", "登録No",
    "plate", "plate no", "plate_no", "plate number", "plate_number", "license plate", "license_plate", "number plate", "car_no", "car no", "vehicle_no",
    "vehicle no", "vehicle number", "vehicle_number", "reg_no", "registration number", "registration no", "syaban", "shaban", "sharyo_no", "sharyo_bango",
)  # fmt: skip


def _score(match: Match, labels: Labels) -> Iterable[Refined]:
    weight, words = labels.weigh(match)
    strong = re.search(r"[\-ー・•]|\d{4}$|\d\d \d\d$", match.value.split()[-1] + match.value[-5:]) is not None
    three = re.search(r"\d[0-9A-Z]{2}[ \-]{0,2}\D", match.value) is not None
    prior = 0.99 if strong and three else 0.93 if strong else 0.7 if three else 0.35
    yield match.start, match.end, chance(logit(prior) + max(weight, -1.0)), ("pattern", "dictionary", *words)


@lru_cache(maxsize=1)
def _towns() -> frozenset[str]:
    """Municipalities without 市, 町 …: 那覇, 松山."""
    names = (name for line in lines("municipalities.tsv") for name in line.split("\t")[1].split())
    return frozenset(name[:-1] for name in names if len(name) > 2)


_TOWN = re.compile(r"(?:^|(?<=[^一-龠々]))([一-龠々]{2,4})[ ]?$")


def _score_no_place(match: Match, labels: Labels) -> Iterable[Refined]:
    weight, words = labels.weigh(match)
    town = _TOWN.search(match.before(6))
    if town is not None and town[1] in _towns():
        start = match.start - (len(town[0]))
        yield start, match.end, chance(logit(0.85) + max(weight, -1.0)), ("pattern", "dictionary", *words)
    else:
        yield match.start, match.end, chance(logit(match.pattern.prior) + weight), ("pattern", *words)


LICENSE_PLATE = (
    Pattern(
        id="jp_license_plate",
        entity="JP_LICENSE_PLATE",
        regex=rf"{trie_regex(lines('plate_areas.txt'))}{_GAP}{_CLASS}{_GAP}{_KANA}{_GAP}{_NUMBER}{_END}",
        prior=0.9,
        refine=_score,
        context=_WORDS,
        column=r"[一-龠ぁ-んァ-ヶヶ]{1,4}\d[0-9A-Z]{0,2}[あ-んA-Z]\d{1,4}",
        examples=(
            "品川300あ12-34に乗車", "車番 品川　５００　さ　・・・１", "足立100か3382", "練馬 77 ね ・3-35", "なにわ 30A ま 12-34", "横浜330れ1234の車", "袖ヶ浦 580 う ・・12", "車両ナンバー：つくば 302 そ 98-76",
        ),
        non_examples=("品川 3300円の日帰り", "足立区 33位", "千葉 100 お 12-34", "大阪まで30キロ", "横浜 3 時間 20", "福島 50 の 3", "金沢 2024-05-01"),
    ),
    Pattern(
        id="jp_license_plate_no_place",
        entity="JP_LICENSE_PLATE",
        regex=rf"(?<![0-9A-Za-z])\d[0-9ACFHKLMPXY]{{2}}{_GAP}{_KANA}{_GAP}(?:\d{{2}}-\d{{2}}|[・.]{{1,3}}\d{{1,3}}){_END}",
        prior=0.15,
        refine=_score_no_place,
        taken_in=(6, 0),
        context=_WORDS,
        column="",
        examples=("車番 300 あ 12-34", "車両番号 300あ12-34", "ナンバー：500 さ 98-76", "白い軽、松山 583 え 41-20"),
        non_examples=("300あ12-34", "架空 300あ12-34", "第300条 12-34"),
    ),
)  # fmt: skip
