"""健康保険の記号・番号・枝番. 協会けんぽ: 記号 of 7 or 8 digits, 番号 up to 7, 枝番 2; societies write shorter ones, 国保 kanji
(杉国) and numbers with dashes. No check digit; nothing without its label.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from recognizers.context import Labels
from recognizers.pattern import LEFT, NEAR, OTHER, RIGHT, Match, Pattern, Refined, chance, logit

_WORDS = (
    "健康保険", "健康保険証", "健康保険証番号", "健康保険証の番号", "健康保険番号", "健康保険被保険者証", "健保番号", "健保記号番号", "保険証", "保険証番号", "保険証の番号", "保険証記号番号", "保険証記号", "保険証No", "記号番号", "記号・番号", "記号-番号",
    "記号/番号", "被保険者証", "被保険者証番号", "被保険者証の番号", "被保険者証記号番号", "被保険者証記号・番号", "被保険者証等記号・番号", "被保険者記号・番号", "被保険者記号番号", "被保険者等記号・番号", "被保険者番号",
    "資格確認書", "資格確認書番号", "資格情報のお知らせ", "国保番号", "被保番", "被保険者番", "hoken", "hoken_no", "国民健康保険", "国保", "健保", "組合員証番号", "組合員証", "加入者番号", "保険証の記号番号", "health insurance", "health insurance no",
    "health insurance number", "health_insurance_no", "health_insurance_number", "health_insurance", "healthinsurance", "healthinsuranceno", "insurance no", "insurance_no", "insurance number", "insured no",
    "insured_no", "insured number", "hokensho_no", "hokensho_bango", "hokensho", "hokenshou", "kenpo_no", "kenko_hoken", "kigo_bango", "kigou_bangou", "hihokensha_no", "hihokensha_bango", "insured_person_no", "insured person number", "insuredpersonnumber",
)  # fmt: skip
_UNIT = r"(?!\s?(?:[円件人個年月日台回%万千割点歳才]|名(?!義)))"
_HEALTH = re.compile(
    r"保険|国保|健保|けんぽ|被保険者|hokensha|kenpo|kokuho|組合員|共済|資格(?:確認|取得|喪失|情報)|枝番|本人|家族|insur",
    re.I,
)
_MONEY = re.compile(r"ゆうちょ|貯金|口座|振込|振替|払込|〒")
_SYMBOL = r"(?:\d{1,8}(?:-\d{1,4})?|[一-龠ぁ-んァ-ヶ]{1,5}(?: ?\d{1,5}| ?の ?\d{1,4})?|[A-Z]{1,3}-?\d{0,6})"
_NUMBER = r"\d{1,8}(?:-\d{1,5}){0,2}"
_SIGN = r"(?:記号|kigou?|symbol)[\s:：・=」\"'はが]{0,4}"
_THEN = r"[\s,、・/|「\"'\-]{0,4}(?:の|AND |and |で、)?(?:番号|bangou?|number)[\s:：=「\"'はが]{0,4}"
_LABELLED = re.compile(rf"{_SIGN}({_SYMBOL}){_THEN}({_NUMBER})")


def _score_labelled(match: Match, labels: Labels) -> Iterable[Refined]:
    """記号 X 番号 Y: two values, two hits. ゆうちょ has the same words, so something of health must be near."""
    parts = _LABELLED.search(match.text, match.start, match.end)
    if parts is None:
        return
    around = match.before(60) + match.after(40)
    if re.match("見本|サンプル|例|ダミー", parts[1]):
        return
    odds = logit(0.3)  # drawings and parts have 記号 and 番号 too
    evidence = ["pattern", "context:記号番号"]
    if _HEALTH.search(around):
        odds += 3.3
        evidence.append("context:保険")
    if _MONEY.search(match.before(40)) or (re.fullmatch(r"1\d{3}0", parts[1]) and re.fullmatch(r"\d{1,7}1", parts[2])):
        odds -= 2.0
    for group in (1, 2):
        yield parts.start(group), parts.end(group), chance(odds), tuple(evidence)


def _score_number(match: Match, labels: Labels) -> Iterable[Refined]:
    """A single number: its label must stand right in front, or it must be long enough to be one."""
    weight, words = labels.weigh(match)
    near = weight >= NEAR or weight == OTHER
    prior = 0.06 if near or len(match.value) >= 5 else 0.02
    if weight > 0:
        yield match.start, match.end, chance(logit(prior) + weight), ("pattern", *words)


HEALTH_INSURANCE = (
    Pattern(
        id="jp_health_insurance",
        entity="JP_HEALTH_INSURANCE",
        regex=rf"{_SIGN}{_SYMBOL}{_THEN}{_NUMBER}(?![0-9A-Za-z])",
        prior=0.5,
        refine=_score_labelled,
        context=_WORDS,
        column="",
        examples=(
            "健康保険 記号 21700023 番号 834", "国保　記号：杉国　番号：03-7741-3", "被保険者証の記号１２３４ 番号５６７（本人）", "保険証 記号・石あ 123 番号 4567", "hokensha_no=302919, kigo=川国, bango=67262633",
        ),
        non_examples=("ゆうちょ 記号 14030 番号 12345671", "記号の番号を選択してください", "図の記号 A 番号"),
    ),
    Pattern(
        id="jp_health_insurance_pair",
        entity="JP_HEALTH_INSURANCE",
        regex=rf"{LEFT}(?!\d{{1,4}}\.\d{{1,2}}(?!\d))(?!0\d{{1,3}}-\d{{2,4}}-\d{{4}}(?!\d))\d{{1,8}}(?:-\d{{1,4}})?[ ]?[・\-/.ー][ ]?\d{{1,7}}(?:[ \-]?\(\d{{2}}\)|-\d{{2}})?{RIGHT}{_UNIT}",
        prior=0.08,
        needs_label=True,
        context=_WORDS,
        column=r"\d{3,17}",
        examples=(
            "記号・番号 5512-78 ・ 309", "健康保険証の記号番号は44・120939（枝番01）です", "被保険者証記号番号：２１７００２３４・８３４", "12345678-123-00（保険証番号）", "hokensho_no\t1234・5678",
        ),
        non_examples=("4902・94029", "電話番号 03-1234", "国保連合会 03-1234-5678", "健康保険料 12・34円"),
    ),
    Pattern(
        id="jp_health_insurance_kanji",  # the 記号 of a municipality's insurance and the number, under one label
        entity="JP_HEALTH_INSURANCE",
        regex=rf"(?<=番号)[\s:：]{{1,3}}(?P<v>[一-龠]{{1,4}} ?\d{{3,8}}){RIGHT}{_UNIT}",
        prior=0.2,
        needs_label=True,
        context=_WORDS,
        column="",
        examples=("国民健康保険　記号番号　岡中 5234065　世帯主", "保険証記号番号：杉国1234567"),
        non_examples=("受付番号 東京 5234065", "記号番号 岡中 52円"),
    ),
    Pattern(
        id="jp_health_insurance_number",
        entity="JP_HEALTH_INSURANCE",
        regex=rf"{LEFT}\d{{3,8}}{RIGHT}{_UNIT}(?!/)",
        prior=0.05,
        refine=_score_number,
        labelled=True,
        context=_WORDS,
        column=r"\d{1,8}",
        examples=("被保険者証の番号「826456」", "健康保険証番号：１２３４５６７", "insurance_no=826456", "826456（保険証番号）", "資格確認書番号 87654321"),
        non_examples=("826456", "健康保険料 52000円", "健康保険法 第12345条", "国民健康保険は2025年に改定", "会員番号 826456"),
    ),
)  # fmt: skip
