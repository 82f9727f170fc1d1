"""What a passage tells of numbers that nothing near them names: one heading over a list of people, a question some lines
above its answer, a remark below.

It can tip the balance only for a number whose check digit is right: of those that are something else, nine in ten fail it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from recognizers.context import Labels
from recognizers.pattern import chance, logit
from recognizers.text import fold
from recognizers.types import Hit

_MENTIONED = 1.3  # log-odds: the passage speaks of this kind of number, and the label nearest to it is of this kind
_HINTED = 0.8  # the passage is about what needs such a number
_ABOVE, _BELOW = 600, 300  # characters
_TOLD = ("context:", "header:", "other_", "example", "placeholder", "test_number")  # evidence of something nearer

# What a passage is about that holds such numbers, though it does not name them.
_TOPICS = {
    "JP_MY_NUMBER": re.compile(
        r"番号法|番号カード|番号届|番号(?:の)?(?:提供|未届|収集|回収|取得)|特定個人情報|12(?:桁|けた|ケタ|個の数字)|十二桁|支払調書|法定調書|源泉徴収|扶養控除|扶養親族|被扶養者|年末調整|"
        r"第3号被保険者|資格取得届|転入|住民票|個人番号関係事務|tax number|tax id|social security",
        re.I,
    ),
    "CREDIT_CARD": re.compile(r"カード|有効期限|決済|引き?落とし|名義|VISA|JCB|Master|AMEX|expir|charge", re.I),
    "JP_HEALTH_INSURER_NUMBER": re.compile(r"保険証|保険者|健保|国保|けんぽ|レセプト|資格確認|insur|記号"),
    "JP_PUBLIC_MEDICAL_PAYER": re.compile(r"公費|医療券|受給者証|自立支援|指定難病|医療証|乳幼児|生活保護"),
    "JP_LATE_ELDERLY_INSURANCE": re.compile(r"後期|高齢者医療"),
    "JP_DRIVERS_LICENSE": re.compile(r"免許|運転経歴"),
}
CHECKED = frozenset(_TOPICS)


def told_by_the_passage(hits: Iterable[Hit], text: str, labels: Labels) -> Iterator[Hit]:
    """The hits, those of unnamed numbers surer where the passage speaks of their kind."""
    for hit in hits:
        if hit.entity in CHECKED and "checksum" in hit.evidence and not _told(hit):
            above = fold(text[max(0, hit.start - _ABOVE) : hit.start]).text
            below = fold(text[hit.end : hit.end + _BELOW]).text
            if (weight := _weight(hit.entity, above, below, labels)) > 0:
                hit = replace(hit, score=chance(logit(hit.score) + weight), evidence=(*hit.evidence, "passage"))
        yield hit


def _weight(entity: str, above: str, below: str, labels: Labels) -> float:
    for word_owners in (reversed(labels.found(above)), labels.found(below)):
        for _, owners in word_owners:
            if owners & CHECKED:
                return _MENTIONED if entity in owners else 0.0
    return _HINTED if _TOPICS[entity].search(above) or _TOPICS[entity].search(below) else 0.0


def _told(hit: Hit) -> bool:
    return any(word.startswith(_TOLD) for word in hit.evidence)
