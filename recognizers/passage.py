"""What a passage tells of numbers that nothing near them names: one heading over a list of people, a question some lines
above its answer, a remark below.

It can tip the balance only for a number whose check digit is right: of those that are something else, nine in ten fail it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache

from recognizers.beginnings import searching
from recognizers.common.date_of_birth import parse
from recognizers.context import Labels
from recognizers.pattern import chance, logit
from recognizers.text import fold
from recognizers.types import Hit

_MENTIONED = 1.3  # log-odds: the passage speaks of this kind of number, and the label nearest to it is of this kind
_HINTED = 0.8  # the passage is about what needs such a number
_ABOVE, _BELOW = 600, 300  # characters
_Line = tuple[str, str]  # the line, and what of it lies near enough; what is not in the first is not in the second
_TIMESTAMP = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d")
_TOLD = ("context:", "header:", "other_", "example", "placeholder", "test_number")  # evidence of something nearer

# What a passage is about that holds such numbers, though it does not name them.
_TOPICS = {
    "JP_MY_NUMBER": searching(
        r"番号法|番号確認|本人確認の措置|番号カード|番号の控え|平文|読み上げ|番号(?:の)?(?:届|提供|提示|告知|未届|収集|回収|取得)|特定個人情報|12(?:桁|けた|ケタ|個の数字|-digit| digits?)|十二桁|支払調書|法定調書|源泉徴収|扶養控除|扶養親族|被扶養者|年末調整|児童手当|児童扶養手当|生活保護|離職票|NISA|口座開設|育児?休|番号欄|"
        r"第3号被保険者|資格取得届|転入|住民票|マイナポータル|マイナポイント|マイナカード|個人番号関係事務|tax number|tax id|social security"
        r"|(?:本人|配偶者|妻|夫|子|長[男女]|次[男女]|父|母|扶養|家族|相続人|受給者|受ける者|受取人|大家|家主|地主|先生|講師|様|さん|氏)の?(?:方の)?(?:番号|ナンバー)",
        re.I,
    ),
    "CREDIT_CARD": searching(
        r"カード|平文|読み上げ|有効期限|セキュリティコード|CVV|CVC|決済|引き?落とし|16(?:桁|けた|ケタ|-digit| digits?)|名義|VISA|JCB|(?:GOOD|VALID) THRU|Master|AMEX|expir|charge",
        re.I,
    ),
    "JP_HEALTH_INSURER_NUMBER": searching(r"保険証|保険者|健保|国保|けんぽ|レセプト|資格確認|insur|記号"),
    "JP_PUBLIC_MEDICAL_PAYER": searching(r"公費|医療券|受給者証|自立支援|指定難病|医療証|乳幼児|生活保護"),
    "JP_LATE_ELDERLY_INSURANCE": searching(r"後期|高齢者医療"),
    "JP_DRIVERS_LICENSE": searching(r"免許|運転経歴"),
}
_ALIKE = (  # numbers that may be taken for each other
    frozenset({"JP_MY_NUMBER", "JP_DRIVERS_LICENSE", "JP_JUMINHYO_CODE"}),
    frozenset({"CREDIT_CARD", "JP_ETC_CARD"}),
    frozenset({"JP_HEALTH_INSURER_NUMBER", "JP_PUBLIC_MEDICAL_PAYER", "JP_LATE_ELDERLY_INSURANCE"}),
)


def told_by_the_passage(hits: Iterable[Hit], text: str, labels: Labels) -> Iterator[Hit]:
    """The hits, those of unnamed numbers surer where the passage speaks of their kind."""
    for hit in hits:
        if hit.entity in _TOPICS and "checksum" in hit.evidence and not _told(hit) and not _a_time(hit, text):
            above = _lines(text, max(0, hit.start - _ABOVE), hit.start)
            below = _lines(text, hit.end, min(len(text), hit.end + _BELOW))
            if (weight := _weight(hit.entity, above, below, labels)) > 0:
                hit = replace(hit, score=chance(logit(hit.score) + weight), evidence=(*hit.evidence, "passage"))
        yield hit


def _lines(text: str, low: int, high: int) -> list[_Line]:
    found = []
    while low <= high:
        start = text.rfind("\n", max(0, low - _ABOVE), low) + 1
        stop = text.find("\n", low, high + _ABOVE)
        end = min(high, stop) if stop >= 0 else high
        found.append((text[start:stop] if start and stop >= 0 else text[low:end], text[low:end]))
        low = end + 1
    return found


def _weight(entity: str, above: list[_Line], below: list[_Line], labels: Labels) -> float:
    alike = next(kinds for kinds in _ALIKE if entity in kinds)
    for line, part in reversed(above):
        if labels.mentioned(alike, line):
            for owners in reversed(labels.owners(part)):
                if owners & alike:
                    return _MENTIONED if entity in owners else 0.0
    told = [part for line, part in below if labels.mentioned(alike, line)]
    if entity in next((owners for part in told for owners in labels.owners(part) if owners & alike), ()):
        return _MENTIONED
    hinted = any(_about(entity, line) and _about(entity, part) for line, part in above + below)
    return _HINTED if hinted else 0.0


@lru_cache(maxsize=1_024)  # the lines around one number stand around the next, too
def _about(entity: str, line: str) -> bool:
    return _TOPICS[entity].search(fold(line).text) is not None


def _a_time(hit: Hit, text: str) -> bool:
    return _TIMESTAMP.fullmatch(fold(text[hit.start : hit.end]).text) is not None


def _told(hit: Hit) -> bool:
    return any(word.startswith(_TOLD) for word in hit.evidence)


_SOMEBODYS = 1.3  # log-odds: somebody is named in the same line, and nothing that has numbers of its own
_SURELY = frozenset(
    ("given_name", "both", "honorific", "title", "told", "furigana", "context:label")
)  # no surname alone
_IN_LINE = 80  # characters to either side
_THINGS = searching(
    r"荷物|伝票|注文|受注|発注|追跡|配送|配達|お届け|届け先|発送|出荷|入荷|納品|集荷|宅配|送り状|不在|品番|型番|シリアル|製造|資産|見積|請求書|在庫|商品|部品|チケット|予約|ロット|バーコード|JAN|ISBN"
    r"|法人|登録番号|ポイント|整理券|受付票|受験|案件|工事|文書|稟議|台帳|メーター|計器|証券|保証書|修了証|認定証|免状|合格証|検査証|許可証|証券|機番|機器|端末|車台|棚|箱|order|invoice|ticket|track|parcel|serial|asset|item|sku|lot|batch",
    re.I,
)


def somebodys(hits: Iterable[Hit], text: str, labels: Labels) -> list[Hit]:
    """The hits in order of place; My Numbers and cards that nothing names are surer in a line that names somebody."""
    kept = list(hits)
    named = [hit for hit in kept if hit.entity == "PERSON" and hit.score >= 0.5 and _SURELY & set(hit.evidence)]
    if not named:
        return kept
    for place, hit in enumerate(kept):
        if hit.entity not in ("JP_MY_NUMBER", "CREDIT_CARD") or not 0.3 <= hit.score < 0.5:
            continue
        if "checksum" in hit.evidence and not _told(hit) and not _a_time(hit, text) and _with(named, hit, text, labels):
            odds = logit(hit.score) + _SOMEBODYS
            kept[place] = replace(hit, score=chance(odds), evidence=(*hit.evidence, "somebody"))
    return kept


def _with(named: list[Hit], hit: Hit, text: str, labels: Labels) -> bool:
    low, high = _line(text, hit.start, hit.end)
    if not text[low : hit.start].strip() and not text[hit.end : high].strip(" 　です。."):  # nothing else in its line
        low, high = _line(text, max(0, low - 1), min(len(text), high + 1))
    low, high = max(low, hit.start - _IN_LINE), min(high, hit.end + _IN_LINE)
    if not any(low <= person.start and person.end <= high for person in named):
        return False
    line = fold(text[low:high]).text
    return _THINGS.search(line) is None and not labels.nobodys(line)


def _line(text: str, start: int, stop: int) -> tuple[int, int]:
    end = text.find("\n", stop)
    return text.rfind("\n", 0, start) + 1, end if end >= 0 else len(text)


_RECORD = 3.0  # log-odds: the date stands beside a name where records have the birth date
_BESIDE = re.compile(
    r"(?:様|さん|さま|氏|殿|くん|君|ちゃん)?[\s,、|/・()（）:：\"']{1,24}(?:(?P<kin>本人|配偶者|妻|夫|子|長男|次男|二男|三男|長女|次女|二女|三女|父|母|祖父|祖母|男|女)[\s,、|/・()（）:：\"']{1,8})?"
)
_KIN_BEFORE = re.compile(
    r"(?:本人|配偶者|妻|夫|子|長男|次男|二男|三男|長女|次女|二女|三女|父|母|児童|園児|生徒)[\s:：　]{1,6}$"
)
_KIN_AFTER = re.compile(r"[\s,、|/・(（]{1,8}(?:長男|次男|長女|次女|子|男|女)(?![一-龠ぁ-ん])")
_ROSTER = re.compile(
    r"名簿|選手|部員|園児|児童|生徒|\d年生|クラス|学級|少年|子ども会|学童"
)  # of children, or of members
_GROWN = 18  # years; a younger date is rather the day of writing


def born_in_records(hits: Iterable[Hit], text: str) -> list[Hit]:
    """The hits in order of place; a date that follows a name in its line, as in a roster, is rather a birth date."""
    kept: list[Hit] = []
    last: Hit | None = None  # the name before
    for hit in hits:
        if hit.entity == "PERSON" and hit.score >= 0.5:
            last = hit
        elif (
            hit.entity == "DATE_OF_BIRTH"
            and hit.score < 0.5
            and last is not None
            and not _told(hit)
            and _beside(last, hit, text)
        ):
            hit = replace(hit, score=chance(logit(hit.score) + _RECORD), evidence=(*hit.evidence, "record"))
        kept.append(hit)
    return kept


def _beside(name: Hit, day: Hit, text: str) -> bool:
    between = _BESIDE.fullmatch(text, name.end, day.start)
    born = parse(fold(text[day.start : day.end]).text)
    if between is None or "\n" in between[0] or born is None:
        return False
    kin = (
        between["kin"]
        or _KIN_BEFORE.search(text[max(0, name.start - 12) : name.start])
        or _KIN_AFTER.match(text, day.end)
    )
    if _ROSTER.search(text, max(0, name.start - _ABOVE // 2), name.start):
        return True
    return bool(kin) or date.today().year - born.year >= _GROWN
