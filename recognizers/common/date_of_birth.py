"""生年月日. Any date is one only in context: a label, 生 or 生まれ behind it, an age or a sex beside it.

Eras from 明治 on, written out, as one letter (S49.10.21) or as 昭49.10.21; ㍼ is folded to 昭. Dates that the calendar
or the era does not have are not dates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from recognizers.beginnings import Ending
from recognizers.context import Labels
from recognizers.pattern import NEAR, OTHER, Match, Pattern, Refined, chance, logit

# Era → first year in the Gregorian calendar, first and last day. 明治 dates before 1873 follow the lunar calendar.
_ERAS = {
    "明": (1868, date(1868, 1, 25), date(1912, 7, 30)),
    "大": (1912, date(1912, 7, 30), date(1926, 12, 25)),
    "昭": (1926, date(1926, 12, 25), date(1989, 1, 7)),
    "平": (1989, date(1989, 1, 8), date(2019, 4, 30)),
    "令": (2019, date(2019, 5, 1), date(2100, 1, 1)),
}
_LETTERS = {
    "M": "明",
    "T": "大",
    "S": "昭",
    "H": "平",
    "R": "令",
    "1": "明",
    "2": "大",
    "3": "昭",
    "4": "平",
    "5": "令",
}
_FORM_ERAS = {"1": "明", "2": "大", "3": "昭", "4": "平", "5": "昭", "7": "平", "8": "令", "9": "令"}
_KANJI = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0, "元": 1}
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()

_N = r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})"
_Y = r"(?:\d{1,2}|元|[一二三四五六七八九十]{1,4})"
_ERA = r"(?:明治|大正|昭和|平成|令和|[明大昭平令])"
_MON = r"(?:J[Aa][Nn]|F[Ee][Bb]|M[Aa][Rr]|A[Pp][Rr]|M[Aa][Yy]|J[Uu][Nn]|J[Uu][Ll]|A[Uu][Gg]|S[Ee][Pp]|O[Cc][Tt]|N[Oo][Vv]|D[Ee][Cc])[A-Za-z]{0,6}"
_G = " ?"
_SHAPES = (
    rf"{_ERA}[・. ]{{0,2}}{_Y}{_G}年{_G}(?:\(\d{{4}}年?\))?{_G}{_N}{_G}月{_G}{_N}{_G}日",
    rf"(?:[1-5]?{_ERA}|(?<![0-9A-Za-z])[MTSHRmtshr])[・. ]{{0,2}}\d{{1,2}}{_G}[./\-年・]{_G}\d{{1,2}}{_G}[./\-月・]{_G}\d{{1,2}}日?",
    rf"(?:1[89]|20)\d{{2}}{_G}年?{_G}\({_ERA}{_Y}年?\){_G}年?[./\-]?{_G}\d{{1,2}}{_G}[月./\-]{_G}\d{{1,2}}日?",
    rf"(?:1[89]|20)\d{{2}}{_G}年{_G}\d{{1,2}}{_G}月{_G}\d{{1,2}}{_G}日",
    rf"[一二〇九八]{{2}}[〇一二三四五六七八九]{{2}}年{_N}月{_N}日",
    r"(?:1[89]|20)\d{2}(?P<s> ?[./\-] ?)\d{1,2}(?P=s)\d{1,2}",
    rf"{_MON}\.? \d{{1,2}}(?:st|nd|rd|th)?,? (?:1[89]|20)\d{{2}}",
    rf"\d{{1,2}}(?:st|nd|rd|th)?[ \-]{_MON}\.?,?[ \-](?:1[89]|20)\d{{2}}",
    r"\d{1,2}/\d{1,2}/(?:19|20)\d{2}",
)
# Without an era, as where 明・大・昭・平 is circled; or without a day: only with a label, or 生 behind.
_BARE = (
    rf"(?<![治正和成])(?<![治正和成] )\d{{1,2}}{_G}年{_G}\d{{1,2}}{_G}月{_G}\d{{1,2}}{_G}日",
    r"(?:19|20)\d{2}年\d{1,2}月(?=[に\s]?(?:生|誕))",
    r"(?:19|20)\d{6}",
    r"[MTSHRmtshr]\d{6}",
    r"[1-5]\d{6}",
    r"[1-57-9]-\d{6}",  # 4-030719: employment insurance 3 昭 4 平 5 令; pension 5 昭 7 平 9 令
    r"\d{2}(?P<t>[./])\d{1,2}(?P=t)\d{1,2}",
)
_END = r"(?![0-9A-SU-Za-z])(?!T(?!\d\d:))(?![\-./][0-9])"
_BORN = re.compile(
    r"[\s」』\"']{0,2}(?:[(\[][^)\]\n]{0,14}[)\]])?\s?"
    r"(?:[、,]?(?!以[前降後上]|まで|より)[一-龠ァ-ヶー]{2,16}(?:に|で|の)?(?:[一-龠ァ-ヶー]{1,8})?生まれ(?![変故])|生(?=$|[\s、。,)」』/|(;:0-9]|の|で|男|女|さん|様|氏)|生まれ|生れ|うまれ|誕生|出生|に生|born)"
)
_AGED = re.compile(r"[\s,|]{0,2}[(\[]?\s?(?:満|当時|現在|年齢)?\s?[:：]?\s?\d{1,3}\s?(?:歳|才)(?!以上|未満|以下)")
_TOLD_BEHIND = re.compile("[生まれ誕出b歳才男女]")  # a character of all that these look for
_SEX_BEFORE = Ending(r"(?:^|[\s　,、|/・()（）\"])(?:男|女|男性|女性|M|F|male|female)[\s　,、|/・()（）\"]{1,4}$", re.I)
_SEX_AFTER = re.compile(r"[\s,、|/・(（\"]{1,4}(?:男|女)(?:性|子)?(?![一-龠ぁ-ん])")
# 長男 堂島 蓮 H27.8.3: rows of a family
_KIN_BEFORE = Ending(
    r"(?<![一-龠ぁ-んァ-ヶ])(?:続柄|本人|配偶者|妻|夫|子|長男|次男|二男|三男|長女|次女|二女|三女|父|母|祖父|祖母)[\s:：(（)）]{1,3}(?:氏名[\s:：]{1,3})?"
    r"[一-龠々ァ-ヶー]{1,5} ?[一-龠々ァ-ヶー]{0,5}[\s(,、]{1,3}$"
)
_NUMBER_BEFORE = Ending(r"(?:個人番号|マイナンバー)[\s:：]{0,4}\d{4}[ \-]?\d{4}[ \-]?\d{4}[\s,、|]{1,4}$")
_CIRCLES = Ending(
    r"(?:生年月日|誕生日|生まれ)[\s:：=|]{0,4}[明治大正昭和平成令西暦MTSHR\u2460-\u24ff\u3200-\u32ff・\s/,、.()]{1,30}$"
)
_OTHER_DAY = Ending(r"[一-龠ァ-ヶー](?:の日|年月日|年度|[日期]|時|期限|期間|時刻)[\s:：=＝\"'|(（は]{0,4}$")
_BIRTH_WORD = Ending(r"(?:生年|誕生|出生|生まれた)[一-龠]{0,3}[\s:：=＝\"'|(（は]{0,4}$")


def _number(text: str) -> int:
    """An Arabic or kanji numeral up to 99."""
    if text.isdigit():
        return int(text)
    if "十" in text:
        tens, _, ones = text.partition("十")
        return 10 * (_KANJI[tens] if tens else 1) + (_KANJI[ones] if ones else 0)
    return int("".join(str(_KANJI[c]) for c in text))


def parse(text: str, today: date | None = None) -> date | None:
    """The date that a folded text writes, if the calendar has it and it is a possible birthday."""
    return _possible(text, today or date.today())


@lru_cache(maxsize=4096)
def _possible(text: str, today: date) -> date | None:
    try:
        found = _parse(re.sub(r"\s", "", text))
    except (ValueError, KeyError, IndexError, AttributeError):  # a shape we do not know, a day the calendar has not
        return None
    return found if found is not None and date(1868, 1, 25) <= found <= today else None


_PLAIN = re.compile(r"((?:1[89]|20)\d\d)[年./\-・](\d{1,2})[月./\-・](\d{1,2})日?")


def _parse(text: str) -> date | None:
    if match := _PLAIN.fullmatch(text):  # most are, and it takes a tenth of the time to see
        return date(int(match[1]), int(match[2]), int(match[3]))
    if match := re.fullmatch(rf"({_MON})\.?(\d{{1,2}})(?:st|nd|rd|th)?,?(\d{{4}})", text, re.I):
        return date(int(match[3]), _MONTHS.index(match[1][:3].lower()) + 1, int(match[2]))
    if match := re.fullmatch(rf"(\d{{1,2}})(?:st|nd|rd|th)?-?({_MON})\.?,?-?(\d{{4}})", text, re.I):
        return date(int(match[3]), _MONTHS.index(match[2][:3].lower()) + 1, int(match[1]))
    if match := re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", text):
        first, second = int(match[1]), int(match[2])
        return date(int(match[3]), first, second) if first <= 12 else date(int(match[3]), second, first)
    if match := re.fullmatch(r"(\d{2})[./](\d{1,2})[./](\d{1,2})", text):
        return date(1900 + int(match[1]), int(match[2]), int(match[3]))
    if match := re.fullmatch(r"(\d{1,2})年(\d{1,2})月(\d{1,2})日", text):
        return date(1900 + int(match[1]), *_month_day(text[len(match[1]) :]))
    if match := re.fullmatch(r"(\d{4})年(\d{1,2})月", text):
        return date(int(match[1]), int(match[2]), 1)
    if match := re.fullmatch(r"([1-57-9])-(\d{2})(\d{2})(\d{2})", text):
        first_year, *_ = _ERAS[_FORM_ERAS[match[1]]]
        return date(first_year + int(match[2]) - 1, int(match[3]), int(match[4]))
    western = re.match(r"(1[89]|20)\d\d", text)
    if western is None and (match := re.match(r"[一二][〇九八][〇一二三四五六七八九]{2}(?=年)", text)):
        return date(_number(match[0]), *_month_day(text[4:]))
    if western:
        rest = re.sub(r"\(.*?\)", "", text[4:])
        if re.fullmatch(r"\d{4}", rest):
            return date(int(text[:4]), int(rest[:2]), int(rest[2:]))
        return date(int(text[:4]), *_month_day(rest))
    text = re.sub("^[1-5](?=[明大昭平令])", "", text)  # 3昭27.8.1, as clinics' claims write it
    era = _LETTERS.get(text[0].upper(), text[0])
    first_year, begin, last = _ERAS[era]
    rest = re.sub(r"^(?:明治|大正|昭和|平成|令和|.)[・.]*", "", re.sub(r"\(.*?\)", "", text))
    if re.fullmatch(r"\d{6}", rest):
        found = date(first_year + int(rest[:2]) - 1, int(rest[2:4]), int(rest[4:]))
    else:
        year, tail = re.match(r"([^年./\-・]+)[年./\-・](.*)", rest).groups()  # type: ignore[union-attr]
        found = date(first_year + _number(year) - 1, *_month_day(tail))
    return found if begin <= found <= last else None


def _month_day(text: str) -> tuple[int, int]:
    month, day = re.fullmatch(r"[年./\-・]*([^月./\-・]+)[月./\-・]([^日]+)日?", text).groups()  # type: ignore[union-attr]
    return _number(month), _number(day)


def possible(value: str) -> bool:
    """For columns, over the canonical value: separators are gone, so 1985/1/2 reads 198512."""
    if re.fullmatch(r"(?:1[89]|20)\d{4,5}", value):
        return True
    if re.fullmatch(r"[MTSHR明大昭平令](?:治|正|和|成)?\d{3,5}", value):
        return True
    return parse(value) is not None


def _score(match: Match, labels: Labels) -> Iterable[Refined]:
    day = parse(match.value)
    if day is None:
        return
    if day in (date(1900, 1, 1), date(1899, 12, 30)) and match.value[0] in "12":
        yield match.start, match.end, 0.2, ("pattern", "placeholder")  # what databases write for no date
        return
    bare = match.pattern.id.endswith("_bare")
    weight, words = labels.weigh(match)
    before, after = match.before(60), match.after(24)
    evidence = ["pattern", "calendar"]
    odds = logit(0.02 if bare else 0.1)
    if day.year < 1990 and not bare:
        odds += 1.2  # business dates are recent
    elif day.year >= date.today().year - 3:
        odds -= 0.7
    if _OTHER_DAY.search(before) and not _BIRTH_WORD.search(before):
        weight, words = OTHER, ("other_label",)
    if _CIRCLES.search(before):  # 明・大・昭・平 to be circled stand between label and value
        weight, words = max(weight, NEAR), words or ("context:生年月日",)
    beside = 0.0
    if _TOLD_BEHIND.search(after):
        for expression, gain, word in (
            (_BORN, 7.0, "context:生"),
            (_AGED, 4.0, "context:歳"),
            (_SEX_AFTER, 2.5, "context:性別"),
        ):
            if gain > beside and expression.match(after):
                beside, evidence = gain, [*evidence[:2], word]
    for ending, word in (
        (_SEX_BEFORE, "context:性別"),
        (_NUMBER_BEFORE, "context:個人番号"),
        (_KIN_BEFORE, "context:続柄"),
    ):
        if beside < 2.5 and ending.search(before):
            beside, evidence = 2.5, [*evidence[:2], word]
    if beside >= 4.0 or (beside and weight > OTHER):
        weight = max(weight, 0.0)
    yield match.start, match.end, chance(odds + weight + beside), (*evidence, *words)


_WORDS = (
    "生年月日", "セイネンガッピ", "誕生日", "お誕生日", "生年月日(西暦)", "生年月日(和暦)", "出生年月日", "出生日", "生年月", "生まれ", "お生まれ", "出生", "誕生年月日", "バースデー", "生年月日等", "生年月日・年齢", "生年月日(年齢)", "生年月日/年齢", "生年月日・性別", "生年月日(性別)", "被保険者生年月日", "本人確認",
    "DOB", "D.O.B", "D.O.B.", "date of birth", "date_of_birth", "dateofbirth", "birth date", "birth_date", "birthdate", "birth_day", "birthday", "birth_ymd", "born",
    "born on", "birth", "seinengappi", "seinen_gappi", "tanjobi", "tanjoubi", "bday",
)  # fmt: skip
_OTHER_DAYS = (
    "契約日", "申込日", "入社日", "入社年月日", "退社日", "退職日", "登録日", "登録年月日", "発行日", "発行年月日", "交付日", "交付年月日", "有効期限", "有効期間", "更新日", "更新日時", "作成日", "作成日時", "受付日", "提出日",
    "納期", "納品日", "支払日", "支払期日", "期日", "締切", "開始日", "終了日", "満了日", "検査日", "受診日", "診療日", "初診日", "改訂日", "施行日", "公布日", "取引日", "注文日", "出荷日", "実施日", "開催日", "日時", "日付", "年月日",
    "死亡日", "死亡年月日", "資格取得日", "雇入", "雇入日", "雇入年月日", "入社", "就職", "採用", "採用日", "着任", "着任日", "資格取得年月日", "認定日", "異動日", "created_at", "updated_at", "date", "hire_date", "order_date", "expiry", "expires", "valid until",
)  # fmt: skip


def _dates(shapes: tuple[str, ...]) -> str:
    return rf"(?<![0-9A-Za-z])(?:(?<![0-9][\-./])|(?=[明大昭平令]))(?:{'|'.join(shapes)}){_END}"


DATE_OF_BIRTH = (  # in parts: one expression of them all compiles ten times slower
    Pattern(
        id="date_of_birth",
        entity="DATE_OF_BIRTH",
        regex=_dates(_SHAPES[:3]),
        prior=0.1,
        check=possible,
        refine=_score,
        context=_WORDS,
        other=_OTHER_DAYS,
        column=(
            r"(?:明治?|大正?|昭和?|平成?|令和?|[MTSHR])(?:\d{1,2}|元)年?\d{1,2}月?\d{1,2}日?|(?:18|19|20)\d{2}年?\d{1,2}月?\d{1,2}日?(?:000000)?|[1-5]\d{6}"
            r"|\d{5}|(?:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]{0,6}\d{5,6}"  # 5 digits: an Excel serial
        ),
        examples=(
            "生年月日昭和60年1月2日", "Ｓ６０．１．２生", "平成3年11月8日生まれ", "昭和六十年一月二日生", "昭・60年1月2日生", "生年月日　㍼60年1月2日", "1985年（昭和60年）1月2日生まれ", "佐藤 花子　女　昭和49年10月21日",
            "平成元年1月8日生",
        ),
        non_examples=(
            "昭和65年1月2日生まれ", "昭和49年法律第10号", "生年月日を入力してください", "発行日：平成30年4月1日", "昭和64年1月8日生", "昭和49年10月21日生産分",
        ),
    ),
    Pattern(
        id="date_of_birth_western",
        entity="DATE_OF_BIRTH",
        regex=_dates(_SHAPES[3:6]),
        prior=0.1,
        refine=_score,
        context=_WORDS,
        column="",
        examples=("誕生日は1985-01-02です", "DOB: 1985/01/02", "1985年1月2日（40歳）", "birth_date=1985-01-02", "【生年月日】二〇〇一年三月四日", "1985.1.2生"),
        non_examples=(
            "契約日 1985年1月2日", "生年月日 2001-02-30", "2025-04-12", "生年月日 2099年1月1日", "ver 1.2.3", "更新日時 2025-04-12 09:15",
        ),
    ),
    Pattern(
        id="date_of_birth_english",
        entity="DATE_OF_BIRTH",
        regex=_dates(_SHAPES[6:]),
        prior=0.1,
        refine=_score,
        context=_WORDS,
        column="",
        examples=("Date of Birth\t2 Jan 1985", "born January 2, 1985", "DOB 01/02/1985"),
        non_examples=("January 2, 2025", "Date: 01/02/1985", "DOB 32 Jan 1985"),
    ),
    Pattern(
        id="date_of_birth_bare",
        entity="DATE_OF_BIRTH",
        regex=rf"(?<![0-9A-Za-z])(?<![0-9][\-./])(?:{'|'.join(_BARE)}){_END}",
        prior=0.02,
        refine=_score,
        context=_WORDS,
        column="",
        examples=("生年月日：19850102", "birthday=19850102", "生年月日 S600102", "DOB 85.1.2", "生年月日\t3600102", "性別　2　7.生年月日　4-030719", "生年月日 明・大・昭・平 48年10月21日", "1985年3月生まれ"),
        non_examples=("19850102", "注文番号 19850102", "生年月日 19851302", "バージョン 85.1.2", "S600102", "3600102", "48年10月21日", "1985年3月生産", "4-030719", "生年月日 4-031319"),
    ),
)  # fmt: skip
