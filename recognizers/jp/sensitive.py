"""機微情報 of the financial sector (金融分野における個人情報保護に関するガイドライン5条) that is not 要配慮個人情報 already:
union membership, lineage, registered domicile, health, sexual life.

Judged as special care is. Whether they count as grave is the taxonomy's switch ``financial_sensitive``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from recognizers.context import Labels
from recognizers.dictionary import lines
from recognizers.jp.special_care.headers import says_nothing
from recognizers.jp.special_care.judging import by_strength
from recognizers.jp.special_care.lists import SENSITIVE, ours
from recognizers.jp.statement import around, generic, negated, person
from recognizers.pattern import Match, Pattern, Refined, chance
from recognizers.text import fold
from recognizers.types import Hints, Hit

_EXAMPLES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "UNION": (
        ("滝沢さんは労働組合の執行委員を務めている", "相沢氏は先月、合同労組に加入した", "社員の梅本は労働組合員である"),
        ("労働組合法の改正について", "労働組合との団体交渉の日程", "労働組合員ではない（相沢）"),
    ),
    "LINEAGE": (("大川氏は旧華族の出である", "西園 麗子さんは名家の出と聞いた"), ("華族制度の歴史を学ぶ講座", "門地による差別を禁止する")),
    "DOMICILE": (("佐川様の戸籍謄本を受領した", "浜田さんの本籍地が変わったとの申告あり"), ("本籍：", "戸籍謄本の取得方法のご案内")),
    "HEALTH": (
        ("岡村さんは妊娠中のため立ち仕事を外す", "平田主任は健康診断を受けた", "当人（石井）はヘビースモーカーである"),
        ("妊娠中の方は医師にご相談ください", "ワクチン接種済みの方は割引", "妊娠中ではない（岡村さん）"),
    ),
    "SEXUAL_LIFE": (
        ("三浦さんはトランスジェンダーであると上司に伝えた", "本人より同性パートナーがいるとの申告"),
        ("性的指向による差別を禁止する方針", "LGBTQ研修の受講者を募集"),
    ),
}  # fmt: skip


def _terms(category: str) -> Pattern:
    terms = [term for term in ours("sensitive.tsv") if term.category == category]
    examples, non_examples = _EXAMPLES[category]
    return Pattern(
        id=f"sensitive_{category.lower()}",
        entity=f"SENSITIVE_{category}",
        terms=tuple(term.word for term in terms),
        refine=by_strength(terms),
        column="",
        examples=examples,
        non_examples=non_examples,
    )


def _place(match: Match, labels: Labels) -> Iterator[Refined]:
    yield match.start, match.end, 0.9, ("label", "place")


def _measured(match: Match, labels: Labels) -> Iterator[Refined]:
    """A value outside a check-up is no special care (guideline 2-3), but health all the same."""
    near = around(match, match.start, match.end)
    who, kind = person(near.left + near.right)
    weight, kinds = generic(near.sentence, kind)
    evidence = ("value", *([kind] if kind else []), *(f"generic:{one}" for one in kinds[:1]))
    yield match.start, match.end, chance(-1.2 + who + weight), evidence


PATTERNS = (
    *(_terms(category) for category in SENSITIVE),
    Pattern(
        id="sensitive_domicile.place",
        entity="SENSITIVE_DOMICILE",
        regex=r"(?:本籍地?|原籍)(?:欄)?[\])」】]?[ :=|\t\"'はが]{1,4}(?P<v>(?:北海道|東京都|(?:大阪|京都)府|[一-龥]{2,3}県|[一-龥ヶケ]{1,5}[市区])[^\s、。,|\"']{0,30})",
        refine=_place,
        column="",
        examples=("本籍　青森県弘前市大字下白銀町1番", "本籍地：京都府舞鶴市字北吸1044", "本籍は熊本市中央区だと申告"),
        non_examples=("本籍地の記載がある住民票", "本籍：（　　　　）", "本籍地の市区町村に請求してください"),
    ),
    Pattern(
        id="sensitive_health.measured",
        entity="SENSITIVE_HEALTH",
        regex=r"(?:血圧|体温|体重|身長|脈拍|腹囲|血糖値?)[ :：はが]{0,3}\d{2,3}(?:\.\d)?(?:[/~]\d{2,3})?(?![0-9])",
        refine=_measured,
        column="",
        examples=("田中様 脈拍 92", "本人の申告で体重は98kg", "佐藤さん 体温 38.2"),
        non_examples=("血圧 140/90以上を高血圧という", "積載物の体重制限は100kg", "身長 170cm 用のスーツ"),
    ),
)  # fmt: skip

_NOT = re.compile(r"日$|日時|室|所$|コーナー|件数|料|費|番号|コード|可否|禁煙")
_PERSONS = re.compile(
    r"氏名|患者|社員|従業員|会員|顧客|生年月日|名前|住所|年齢|性別|続柄|name|employee|customer|birth", re.I
)
_NO = re.compile(r"\s*(?:[0×]|いいえ|いない|非該当|対象外|非加入|未加入|未接種|吸わない|飲まない|非喫煙)\s*")


@cache
def _headers() -> dict[str, str]:
    rows = (fold(line).text.split("\t") for line in lines("sensitive_headers.tsv"))
    return {word.lower(): "SENSITIVE_" + category for word, category in rows}


@lru_cache(maxsize=4_096)  # asked for each cell
def entity_of(header: str) -> str:
    """The type that a column under `header` holds, or ""."""
    name = fold(header).text.lower().strip()
    if not name or _NOT.search(name):
        return ""
    for word, entity in _headers().items():
        if word in name and (not word.isascii() or re.search(rf"(?<![a-z]){re.escape(word)}(?![a-z])", name)):
            return entity
    return ""


class SensitiveCells:
    """Cells under a telling header: 加入 under 労働組合, a place under 本籍, 女性→男性 under 性自認."""

    id = "sensitive_cells"
    entities = tuple(f"SENSITIVE_{category}" for category in SENSITIVE)

    def wants(self, hints: Hints) -> bool:
        return bool(hints.header and entity_of(hints.header))

    def find(self, text: str, hints: Hints) -> Iterable[Hit]:
        entity = entity_of(hints.header) if hints.header else ""
        value = text.strip()
        if not entity or not value or len(text) > 80 or says_nothing(value) or _NO.fullmatch(value):
            return
        if negated("", value):
            return
        known = any(_PERSONS.search(name) for name in hints.siblings if name != hints.header)
        start = len(text) - len(text.lstrip())
        evidence = (f"header:{hints.header[:40]}",)
        yield Hit(entity, start, len(text.rstrip()), 0.85 if known else 0.45, self.id, evidence)
