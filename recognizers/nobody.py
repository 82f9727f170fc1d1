"""Texts in which nobody appears: brochures, leaflets, guides, glossaries, terms. They name illnesses, crimes and debts for
pages, and every sentence may sound as if it were said of someone; but a text of some length that tells of a person names
that person, or gives an age, a birth date, a number, a way to reach him.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property, lru_cache

from recognizers.beginnings import searching
from recognizers.jp.statement import person
from recognizers.sieve import Sieve
from recognizers.types import Hit

NOBODY = "nobody"  # evidence
_LEAST = 350  # characters; a note of a few lines may leave out whom it is about
_REACH = 1_500  # characters to either side in which somebody would be named
_SURE = 0.5
_NUMBERS = frozenset(
    "DATE_OF_BIRTH JP_MY_NUMBER JP_DRIVERS_LICENSE JP_PASSPORT JP_RESIDENCE_CARD JP_PENSION_NUMBER JP_HEALTH_INSURANCE "
    "JP_LATE_ELDERLY_INSURANCE JP_KAIGO_INSURANCE JP_EMPLOYMENT_INSURANCE JP_BANK_ACCOUNT CREDIT_CARD EMPLOYEE_ID CUSTOMER_ID "
    "STUDENT_ID JP_JUMINHYO_CODE".split()
)
_TOLD = frozenset({"honorific", "title", "label", "space", "furigana", "surname", "given_name", "both"})
_MADE_UP = re.compile(r"例|見本|架空|サンプル|ダミー|仮名|#\d{3,5}[(（]")
_MOBILE = re.compile(r"[(（]?0[5789]0")
# Somebody who is told of without a name, or the writer.
_SOMEBODY = searching(
    r"(?<![ァ-ヺA-Za-z])[A-ZＡ-Ｚ](?:さん|氏|様|君|ちゃん)|本児|当該(?:社員|職員|生徒|患者|利用者)|(?:患者|利用者|本人|生徒|児童|入居者|社員)(?:は|が|より|から)[^。\n]{0,30}(?:た|ている|とのこと|訴え)[。、\n]"
    r"|(?:\d{1,2}|[０-９]{1,2})(?:歳|才)[、。 　]?(?:男性|女性|男|女)|私(?:は|が|も|の[父母夫妻])|うちの(?:母|父|夫|妻)"
)
_MAY = Sieve({"somebody": _SOMEBODY})
# How such texts are set and speak: headings and lists, rules for whoever it may be.
_GENERAL = re.compile(
    r"(?m)^[ 　]*(?:[■◆◇▼▲●○◎□※・*#+\-]|第?[0-9０-９一二三四五六七八九十]{1,2}(?:[.．、)）章条]|　)|[(（][0-9０-９ア-ンa-z]{1,2}[)）]|[①-⑳]|【|〈|<|'''|==|Q[.．:： ]|A[.．:： ])"
    r"|[るたのいな](?:方|人|お客さま|お客様|場合|とき|者)(?:は|が|に|へ|を|も|の)|ください|とは|しましょう|できます|されます|対象(?:は|に|と)|など(?:の|が|を|に)|一般に"
)
_LINE = 2_000  # characters of a line that is looked back to
_WIDEST = 50  # characters of what tells of somebody, and more
_DENSITY = 6.0  # of such marks in a thousand characters


class Appearances:
    """Who appears in a text, by the hits in it."""

    def __init__(self, text: str, hits: Sequence[Hit], named: bool = True) -> None:
        """named: names were looked for; else a title of respect or a role tells of somebody."""
        self._text, self._hits, self._named = text, hits, named
        self._known: dict[int, bool] = {}

    @cached_property
    def _places(self) -> list[int]:
        return [hit.start for hit in self._hits if _tells_of_somebody(hit, self._text)]

    def nobody_at(self, place: int) -> bool:
        """Whether the text around a place is of some length, general, and tells of nobody."""
        if len(self._text) < _LEAST:
            return False
        low, high = max(0, place - _REACH), place + _REACH
        at = bisect_left(self._places, low)
        if (at < len(self._places) and self._places[at] <= high) or _somebody(self._text).between(low, high):
            return False
        block = place // _REACH
        if block not in self._known:
            around = self._text[max(0, (block - 1) * _REACH) : (block + 2) * _REACH]
            marks = sum(1 for _ in _GENERAL.finditer(around))
            general = marks >= max(3.0, _DENSITY * len(around) / 1000)
            self._known[block] = general and (self._named or person(around)[1] not in ("person", "surname"))
        return self._known[block]


class _Somebody:
    """Where a text tells of somebody without a name; looked for where it is asked, in stretches of whole lines."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._known: dict[int, list[int]] = {}  # stretch → places

    def between(self, low: int, high: int) -> bool:
        """Whether one such place is there, the last character included."""
        blocks = range(low // _REACH, high // _REACH + 1)
        return any(low <= place <= high for block in blocks for place in self._of(block))

    def _of(self, block: int) -> list[int]:
        if block not in self._known:
            low, high = block * _REACH, (block + 1) * _REACH
            # Nothing that is looked for goes on behind the end of its line: so the places are those of one search in all.
            start = self._text.rfind("\n", max(0, low - _LINE), low) + 1
            if start or low <= _LINE:
                stretch = self._text[start : high + _WIDEST]
                found = [start + one.start() for one in _SOMEBODY.finditer(stretch)] if _MAY(stretch) else []
                self._known[block] = [place for place in found if low <= place < high]
            else:
                self._known |= {number: [] for number in range(len(self._text) // _REACH + 1)}
                for one in _SOMEBODY.finditer(self._text):
                    self._known[one.start() // _REACH].append(one.start())
        return self._known.get(block, [])


_somebody = lru_cache(maxsize=4)(_Somebody)  # two layers of hits ask for the same text


def _tells_of_somebody(hit: Hit, text: str) -> bool:
    if hit.score < _SURE:
        return False
    if hit.entity == "PERSON":
        if hit.end - hit.start == 1 or _MADE_UP.search(text[max(0, hit.start - 12) : hit.end + 24]):
            return False  # 金 of a week; 氏名の例 国税 太郎
        # What only the model takes for a name, or a foreign name in the name of a thing, is nobody yet.
        return bool(_TOLD & set(hit.evidence)) or any(word.startswith("context") for word in hit.evidence)
    if hit.entity == "PHONE_NUMBER":
        return _MOBILE.match(text, hit.start) is not None
    if "example" in hit.evidence or "placeholder" in hit.evidence or "test_number" in hit.evidence:
        return False
    return hit.entity in _NUMBERS
