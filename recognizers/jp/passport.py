"""旅券番号: two letters and seven digits, no check digit of its own.

Ordinary passports begin with T (ten years) or M (five); others exist and no rule is published. Other countries' are shaped
otherwise, many of one letter and seven or eight digits; they are 個人識別符号 too (規則4条3号). The machine-readable
zone (ICAO 9303, TD3: two lines of 44) has check digits, and holds name, birth and number at once.
"""

from __future__ import annotations

from collections.abc import Iterable

from recognizers.checksums import mrz_ok
from recognizers.context import Labels
from recognizers.pattern import LEFT, RIGHT, Match, Pattern, Refined, chance, logit

_WORDS = (
    "旅券", "旅券番号", "パスポート", "パスポート番号", "パスポートNo", "旅券No", "旅券の番号", "パスポートの番号", "日本国旅券", "一般旅券",
    "passport", "passport no", "passport no.", "passport number", "passport_no", "passport_number", "passportno", "passport#",
    "passport id", "PP#", "PP No", "PPNo", "PP番号", "passport code", "ppt", "ppt_no", "ppt no", "passport_id", "ryoken", "ryoken_no", "ryoken_bango", "旅券(パスポート)番号", "パスポート(旅券)番号",
)  # fmt: skip


def _score(match: Match, labels: Labels) -> Iterable[Refined]:
    weight, words = labels.weigh(match)
    ordinary = match.value[0] in "TMtm"
    lower = match.value[0].islower()
    prior = 0.04 if lower else 0.3 if ordinary else 0.12
    yield match.start, match.end, chance(logit(prior) + weight), ("pattern", *words)


def _score_zone(match: Match, labels: Labels) -> Iterable[Refined]:
    right = mrz_ok(match.value[-44:])
    yield match.start, match.end, 0.99 if right else 0.8, ("pattern", "checksum" if right else "checksum_failed")


_LINE = r"[A-Z0-9<]{9}\d[A-Z]{3}\d{6}\d[MFX<]\d{6}\d[A-Z0-9<]{14}[0-9<]\d"

PASSPORT = (
    Pattern(
        id="jp_passport",
        entity="JP_PASSPORT",
        regex=rf"{LEFT}(?:[A-Z]{{2}}|[a-z]{{2}})[ \-]?\d{{7}}{RIGHT}",
        prior=0.12,
        refine=_score,
        context=_WORDS,
        # Under such a header also foreign ones: B1234567, E12345678, M123A4567, P1234567A, nine digits.
        column=r"[A-Z]{1,2}\d{6,8}[A-Z]?|[A-Z]\d{3}[A-Z]\d{4}|\d{9}",
        examples=(
            "旅券番号TK1234567です", "パスポート：ＭＵ７６５４３２１", "Passport No. TR 1234567", '"passport_number": "TZ0123456"', "TK1234567（旅券）",
            "旅券（パスポート）番号\tMS1234567", "旅券 TS9954841　1971/10/08", '"ppt":"TS3893020"', "passport_no=tk1234567",
        ),
        non_examples=("TK1234567", "書留番号 EE123456789JP", "品番 AB1234567", "パスポート 第AB12345678FE号", "旅券番号 TK12345678"),
    ),
    Pattern(
        id="jp_passport_foreign",
        entity="JP_PASSPORT",
        regex=rf"{LEFT}[A-Z]\d{{7,8}}[A-Z]?{RIGHT}",
        prior=0.06,
        needs_label=True,
        context=_WORDS,
        column="",
        examples=("中国旅券 E12345678", "パスポート番号：P1234567A", "Passport No. C1234567"),
        non_examples=("E12345678", "部品 P1234567A", "社員番号 M12345678"),
    ),
    Pattern(
        id="jp_passport_mrz",
        entity="JP_PASSPORT",
        regex=rf"(?<![A-Z0-9<])P[A-Z<]JPN[A-Z<]{{39}}\s{{1,3}}{_LINE}(?![A-Z0-9<])",
        prior=0.95,
        refine=_score_zone,
        column=r"P[A-Z<]JPN[A-Z<]{39}[A-Z0-9<]{44}",
        examples=(
            "P<JPNGAIMU<<SAKURA<<<<<<<<<<<<<<<<<<<<<<<<<<\nTR12345672JPN0001018M2501017<<<<<<<<<<<<<<08",
        ),
        non_examples=("P<JPNGAIMU<<SAKURA", "P<USAGAIMU<<SAKURA<<<<<<<<<<<<<<<<<<<<<<<<<<<\nshort"),
    ),
    Pattern(
        id="jp_passport_mrz_line2",
        entity="JP_PASSPORT",
        regex=rf"(?<![A-Z0-9<]){_LINE}(?![A-Z0-9<])",
        prior=0.9,
        refine=_score_zone,
        column="",
        examples=("読取結果 TR12345672JPN0001018M2501017<<<<<<<<<<<<<<08",),
        non_examples=("TR1234567JPN0001018M",),
    ),
)  # fmt: skip
