"""機微情報 of the financial sector (金融分野における個人情報保護に関するガイドライン 5条): union membership, family lineage,
registered domicile, health beyond 要配慮個人情報, sexual life. The taxonomy's switch decides what they are worth.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from recognizers.context import Labels
from recognizers.dictionary import lines
from recognizers.jp.special_care.headers import says_nothing
from recognizers.jp.special_care.judging import STRENGTH, judge
from recognizers.jp.statement import person
from recognizers.pattern import Match, Pattern, Refined, chance
from recognizers.text import fold
from recognizers.types import Hints, Hit

_PREFECTURE = r"(?:東京都|北海道|(?:京都|大阪)府|[一-龥]{2,3}県)"
HEADERS = {
    "本籍": "SENSITIVE_DOMICILE", "本籍地": "SENSITIVE_DOMICILE", "honseki": "SENSITIVE_DOMICILE",
    "労働組合": "SENSITIVE_UNION", "労働組合加入": "SENSITIVE_UNION", "組合加入": "SENSITIVE_UNION", "union_member": "SENSITIVE_UNION",
    "門地": "SENSITIVE_LINEAGE", "家柄": "SENSITIVE_LINEAGE",
    "性的指向": "SENSITIVE_SEXUAL_LIFE", "性自認": "SENSITIVE_SEXUAL_LIFE", "gender_identity": "SENSITIVE_SEXUAL_LIFE",
}  # fmt: skip


def _terms(entity: str) -> dict[str, str]:
    rows = (line.split("\t") for line in lines("sensitive.tsv"))
    return {row[0]: row[2] for row in rows if row[1] == entity}


def _words(entity: str, examples: tuple[str, ...], non_examples: tuple[str, ...]) -> Pattern:
    strengths = {word: STRENGTH[strength] for word, strength in _terms(entity).items()}

    def refine(match: Match, labels: Labels) -> Iterator[Refined]:
        return judge(match, labels, strengths.get(match.value, STRENGTH["m"]))

    return Pattern(
        id=entity.lower(),
        entity=entity,
        terms=tuple(strengths),
        refine=refine,
        column="",
        examples=examples,
        non_examples=non_examples,
    )


def _measured(match: Match, labels: Labels) -> Iterator[Refined]:
    who, kind = person(match.before() + match.after())
    yield match.start, match.end, chance(-1.2 + who), ("pattern", *([kind] if kind else []))


PATTERNS = (
    _words(
        "SENSITIVE_UNION",
        ("佐藤さんは労働組合に加入している", "当社社員の石田は組合専従である", "本人は労組員"),
        ("労働組合法の改正について", "労働組合員は約1,000万人と推計される"),
    ),
    _words(
        "SENSITIVE_LINEAGE",
        ("申込者は旧家の出である", "田中様は名家の出とのこと"),
        ("人種、信条、性別、社会的身分又は門地により差別されない", "家柄を問わない採用"),
    ),
    _words(
        "SENSITIVE_SEXUAL_LIFE",
        ("同僚の中村さんはトランスジェンダーだと打ち明けた", "本人は同性愛者であると申告"),
        ("性的指向に関する研修を実施", "トランスジェンダーの方への配慮についてのガイドライン"),
    ),
    Pattern(
        id="sensitive_domicile",
        entity="SENSITIVE_DOMICILE",
        regex=rf"本[ ]?籍(?:地)?[\s:：=」】\]|]{{1,4}}(?P<v>{_PREFECTURE}[^\s、。,|]{{0,40}})",
        prior=0.92,
        context=("本籍", "本籍地"),
        column="",
        examples=("本籍：長野県松本市大手4-8", "本籍地　東京都千代田区千代田1番", "本籍 沖縄県"),
        non_examples=("本籍地の記載は省略できます", "本籍：　　　　　", "戸籍は本籍地の市区町村へ"),
    ),
    Pattern(
        id="sensitive_health",
        entity="SENSITIVE_HEALTH",
        regex=r"(?:血圧|体温|体重|身長|脈拍|腹囲|血糖値?)[ :：はが]{0,3}\d{2,3}(?:\.\d)?(?:[/~]\d{2,3})?(?![0-9])",
        refine=_measured,
        column="",
        examples=("田中様 血圧 142/90", "本人の申告で体重は98kg", "佐藤さん 体温 38.2"),
        non_examples=("血圧 140/90以上を高血圧という", "積載物の体重制限は100kg", "身長 170cm 用のスーツ"),
    ),
)


class SensitiveCells:
    """Cells under a telling header."""

    id = "sensitive_cells"
    entities = tuple(dict.fromkeys(HEADERS.values()))

    def find(self, text: str, hints: Hints) -> Iterable[Hit]:
        entity = HEADERS.get(re.sub(r"\s", "", fold(hints.header).text).lower()) if hints.header else None
        value = text.strip()
        if entity is None or not value or len(value) > 80 or says_nothing(value):
            return
        start = text.index(value)
        yield Hit(entity, start, start + len(value), 0.85, self.id, (f"header:{hints.header[:40]}",))
