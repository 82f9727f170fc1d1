"""Telephone and fax numbers of Japan, domestic or with +81. Validity and area codes come from `phonenumbers`.

A mobile number in its usual groups, and a fixed one grouped as its area code asks, speak for themselves. Toll-free
and shared-cost numbers (0120, 0800, 0570) mostly belong to companies and start low.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache, lru_cache

from recognizers.beginnings import Ending
from recognizers.context import Labels
from recognizers.dictionary import lines
from recognizers.pattern import FAR, Match, Pattern, Refined, chance, logit

_SHARED = ("0120", "0800", "0570", "0990", "0180", "0170")
_CALL = re.compile(
    r"[\s」』)\"]{0,2}(?:に|へ|まで|宛に?|から|を?)\s?(?:お?電話|架電|ご?連絡|ご一報|折り?返|発信|着信|おかけ|かけ直|SMS|ショートメール|FAX|TEL)",
    re.I,
)
# 代表 is a switchboard, a toll-free line a call centre: an organisation's, nobody's own.
_COMPANY_BEFORE = Ending(
    r"(?:代表(?:電話|番号|TEL)?|大代表|フリーダイヤル|フリーコール|ナビダイヤル|ヘルプデスク|コールセンター|お客様センター|サポートセンター|カスタマーセンター|相談窓口|問い?合わ?せ(?:先|窓口)?)[\s:：)=(]{0,3}(?:電話番?号?|TEL)?[\s:：)=(]{0,3}$",
    re.I,
)
_COMPANY_FAX = Ending(
    r"代表(?:電話|番号|TEL)?[\s:：)]{0,3}[\d\-()]{9,14}[\s/、,]{0,3}(?:FAX|F)[\s:：]{0,3}$|\(大?代表?\)[\s/、,]{0,3}(?:FAX|F)[\s:：]{0,3}$",
    re.I,
)
_COMPANY_AFTER = re.compile(r"\s?[(\[]\s?(?:大?代表?|フリーダイヤル|受付時間)")
HEAD = 6  # digits that tell how the others are grouped, and whether there is such a number
_NOT_DIGIT = re.compile(r"\D+")


def grouping(national: str) -> str:
    """The usual way to write a national number, ``03-1234-5678``; empty when no such number can exist."""
    if (known := _groups().get(len(national))) is None or not _PLAIN.fullmatch(national):
        return by_library(national)
    for length in range(2, HEAD + 1):
        if (first := known.get(national[:length])) is not None:
            cut = sum(first)
            return f"{national[: first[0]]}-{national[first[0] : cut]}-{national[cut:]}"
    return ""


_PLAIN = re.compile("0(?!10)[1-9][0-9]+")  # 010 goes abroad, 00 is for other carriers


@cache
def _groups() -> dict[int, dict[str, tuple[int, int]]]:
    """How many digits → what a number begins with → how long its first and second group are."""
    found: dict[int, dict[str, tuple[int, int]]] = {}
    for line in lines("phone_groups.tsv"):
        digits, groups, prefixes = line.split("\t")
        first, second, _ = map(int, groups.split("-"))
        found.setdefault(int(digits), {}).update(dict.fromkeys(prefixes.split(), (first, second)))
    return found


@lru_cache(maxsize=16_384)
def by_library(national: str) -> str:
    """As `grouping`, asked of `phonenumbers`, which takes some hundred times as long."""
    import phonenumbers

    try:
        number = phonenumbers.parse(national, "JP")
    except phonenumbers.NumberParseException:
        return ""
    if not phonenumbers.is_valid_number(number):
        return ""
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)


def national(written: str) -> str:
    """Digits with the leading 0, from any way of writing; "" when the count of digits is wrong."""
    if "+81" in written or written.startswith(("0081", "81")):
        written = "0" + _NOT_DIGIT.sub("", written.split("81", 1)[1].replace("(0)", "")).removeprefix("0")
    value = _NOT_DIGIT.sub("", written)
    eleven = value[:3] in ("020", "050", "060", "070", "080", "090") or value.startswith("0800")
    return value if len(value) == (11 if eleven else 10) and value[0] == "0" and value[1] != "0" else ""


def valid(value: str) -> bool:
    """For columns: digits as in a cell, the leading 0 or +81 possibly lost."""
    value = value.lstrip("+")
    value = "0" + value[2:] if value.startswith("81") and len(value) >= 11 else value
    value = value if value.startswith("0") else "0" + value
    return bool(grouping(value))


def _score(match: Match, labels: Labels) -> Iterable[Refined]:
    written = match.value
    number = national(written)
    if not number:
        return
    if number.endswith("0000000") or len(set(number[-8:])) == 1:  # 090-0000-0000 stands for a number
        yield match.start, match.end, 0.1, ("pattern", "placeholder")
        return
    usual = grouping(number)
    weight, words = labels.weigh(match)
    parts = [part for part in _NOT_DIGIT.split(written) if part]
    grouped = len(parts) >= 3 and len(number) >= 10
    evidence = ["pattern", "valid"] if usual else ["pattern"]
    if _CALL.match(match.text, match.end, match.end + 12):
        weight, words = max(weight, FAR), words or ("context:電話",)
    if number.startswith(_SHARED):
        evidence.append("company_line")
        odds = min(logit(0.2) + weight, 0.8)
    elif not usual:
        odds = logit(0.2 if grouped else 0.1) + weight
    elif written.startswith("81") and weight <= 0:
        return
    elif written.startswith(("+81", "81")):
        odds = logit(0.85) + weight
    elif len(number) == 11:
        odds = logit(0.9 if grouped and len(parts[0]) == 3 else 0.4) + weight
    elif not grouped:
        odds = logit(0.1 if "(" not in written and "-" not in written else 0.35) + weight
    else:
        dashes = "-" in written or "(" in written
        odds = logit(0.65 if dashes and parts == usual.split("-") else 0.15) + weight
    before = match.before(40)
    if (
        _COMPANY_BEFORE.search(before[-20:])
        or ("代表" in before and _COMPANY_FAX.search(before))
        or _COMPANY_AFTER.match(match.text, match.end, match.end + 8)
    ):
        yield match.start, match.end, min(chance(odds), 0.45), (*evidence, "organisation", *words)
        return
    yield match.start, match.end, chance(odds), (*evidence, *words)


PHONE_NUMBER = Pattern(
    id="phone_number",
    entity="PHONE_NUMBER",
    regex=(
        r"(?:(?<![0-9A-Za-z])(?<![0-9][\-ー.])|(?<=[A-Za-z]{2}[LlXxEe]))"
        r"(?:(?:\+81|81(?=[ \-]?[789]0))[ \-]?(?:\(0\)[ \-]?)?\(?\d{1,4}|\(?0\d{1,4})\)?[ \-ー・.(]{0,3}\d{1,4}[ \-ー・.)]{0,3}(?:\d{3,4}|\d\d-\d\d)"
        r"(?![0-9A-WYZa-wyz])(?![\-ー.][0-9])"
    ),
    prior=0.4,
    check=valid,
    refine=_score,
    context=(
        "電話", "電話番号", "TEL", "Tel.", "℡", "☎", "☏", "📞", "📱", "携帯", "携帯電話", "携帯番号", "携帯電話番号", "ケータイ", "スマホ", "モバイル",
        "連絡先", "連絡先電話番号", "緊急連絡先", "緊急連絡網", "国番号", "連絡網", "直通", "直通電話", "自宅電話", "自宅TEL", "勤務先電話", "自宅", "勤務先", "実家", "ご自宅", "勤務先TEL", "勤務先電話番号", "固定電話",
        "IP電話", "お電話", "お電話番号", "FAX", "FAX番号", "ファックス", "ファクス", "ファクシミリ", "ダイヤルイン", "日中連絡先", "日中の連絡先", "折り返し先", "折返し先",
        "転送先", "折返し", "折り返し", "宛先", "発信元", "発信先", "架電先", "通知先", "送信先", "ご連絡先", "日中連絡", "発信者番号", "着信", "発信者", "SMS", "ショートメール", "電話No", "代表電話", "電話(携帯)", "電話(自宅)", "tel no", "tel_no", "telno", "tel1", "tel2",
        "phone", "phone no", "phone_no", "phone number", "phone_number", "phonenumber", "phone1", "phone2", "telephone", "telephone_number",
        "mobile", "mobile no", "mobile_no", "mobile phone", "mobile_phone", "mobile_tel", "mobilephone", "mobile number", "cell", "cellphone", "cell phone",
        "cell_phone", "home phone", "home_phone", "work phone", "work_phone", "contact", "contact no", "contact_no", "contact number", "emergency contact",
        "fax_no", "faxno", "fax no", "fax number", "keitai", "keitai_no", "denwa", "denwa_bango", "denwabango", "msisdn", "whatsapp", "callback",
        "caller", "home_tel", "office_tel", "tel_home", "tel_mobile", "renrakusaki",
    ),
    plain=r"\(?0[5-9]0[-)]?\d{4}-?\d{4}|\(?0\d{1,4}[-)]\d{1,4}-\d{4}|\+81[ -]?\d{1,2}-?\d{4}-?\d{4}",
    column=r"(?:0|\+?81)\(?0?\)?\d{9,10}|[6-9]0[1-9]\d{7}|[1-9]\d{8}",
    examples=(
        "電話03-1234-5678まで", "携帯：０９０－１２３４－５６７８", "080-1234-5678", "TEL 0466(22)1111", "(03)3234-5678にお電話を", "tel_no=09012345678&a=1",
        "+81-90-1234-5678", "+81 (0)3-3234-5678", "Tel:0466-28-1191/Mobile:09012345678", "ご連絡は045-812-3391まで", "FAX 03ー3234ー5678",
        "070 1234 5678（携帯）", "携帯は818012345678です", "TEL03-3234-5678", "📞 050-3189-4473", "連絡先 06012345678", "電話番号 0120-123-456（本人申告）",
    ),
    non_examples=(
        "品番 080-6103-8001", "数量 818012345678", "2025-04-12", "331-208-771", "09012345678901", "注文番号 09012345678", "0120-123-456", "電話番号は11桁で入力", "03-12345-678901",
        "110番・119番", "10-12-1500", "090-1234-56789",
    ),
)  # fmt: skip
