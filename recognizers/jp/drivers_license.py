"""運転免許証番号 and 免許情報記録の番号: 12 digits.

[公安委員会 2][year of first issue 2][serial 6][check 1][times reissued 1]; printed 第309012345620号. The check digit's
formula was never published; the one in wide use may raise a score and never lowers one (identifiers.md 1.3).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from recognizers.checksums import license_ok
from recognizers.context import Labels
from recognizers.pattern import Match, Pattern, Refined, canonical, chance, digits, logit

# Police authorities: 北海道 has five, then by region in the order of the prefectures.
PREFIXES = frozenset(
    "10 11 12 13 14 20 21 22 23 24 25 30 40 41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 60 61 62 63 64 65 "
    "70 71 72 73 74 80 81 82 83 90 91 92 93 94 95 96 97".split()
)


def plausible(value: str) -> bool:
    """A known police authority in front and the unofficial check digit right: 5 % of random numbers."""
    return value[:2] in PREFIXES and license_ok(value)


# What else is printed on the card, around 番号 第…号.
_CARD = re.compile(
    r"公安委員会|免許の条件|条件等|二・小・原|眼鏡等|優良|(?:令和|平成)\d{1,2}年\d{1,2}月\d{1,2}日まで有効"
)
# 古物商許可番号 第…号 is another paper of the same authority.
_FRAME = re.compile(r"(?:(?:^|[\s:：(])番号|(?:^|[^一-龠ぁ-んァ-ヶ\s]))\s{0,3}第\s{0,2}$")


def _score(match: Match, labels: Labels) -> Iterable[Refined]:
    weight, words = labels.weigh(match)
    odds, evidence = logit(match.pattern.prior), ["pattern"]
    if plausible(canonical(match.value)):
        odds += match.pattern.check_weight
        evidence.append("checksum")
    before, after = match.before(), match.after()
    if _CARD.search(before + after):
        framed = _FRAME.search(before) is not None and after.lstrip().startswith("号")
        odds += 3.0 if framed else 1.0
        weight = max(weight, 0.0) if framed else weight
        evidence.append("context:公安委員会")
    yield match.start, match.end, chance(odds + weight), (*evidence, *words)


DRIVERS_LICENSE = Pattern(
    id="jp_drivers_license",
    entity="JP_DRIVERS_LICENSE",
    regex=digits("4 4 4"),
    prior=0.09,
    check=plausible,
    check_weight=1.2,
    check_failed=0.0,
    refine=_score,
    context=(
        "運転免許証番号", "運転免許番号", "免許証番号", "免許番号", "免許証の番号", "免許の番号", "免許証No", "免許No", "免許証No.", "運転免許証",
        "運転免許", "免許証", "免許", "免許情報記録", "免許情報記録番号", "免許情報記録の番号", "マイナ免許証", "普通一種", "普通二種", "大型一種", "大型二種", "中型一種", "運転経歴証明書", "運転経歴証明書番号",
        "driver's license", "drivers license", "driver license", "driver's licence", "driving licence", "driving license",
        "license", "licence", "license number", "licence number", "license no", "licence no", "license_no", "license_number", "licence_no", "dl_no", "dl no", "dl#", "dl number",
        "drivers_license", "drivers_license_no", "driver_license", "driver_license_no", "driver_license_number", "driverlicense",
        "driverlicenseno", "menkyo_no", "menkyo_bango", "menkyono", "menkyosho_no", "menkyo", "unten_menkyo",
    ),
    column=r"\d{11,12}",  # Excel drops a leading 0, which only converted foreign licences have
    examples=(
        "免許証番号309012345620", "運転免許証：第３０９０　１２３４　５６２０号", "62-0512-3456-70です。免許証番号620512345670",
        '"driver_license_no": "301900000160",', "301900000160（運転免許証番号）", "menkyo_no=620512345670&x=1", "番号 第 3090 1234 5620 号 東京都公安委員会", "免許No\t６２０５１２３４５６７０\t済",
    ),
    non_examples=(
        "309012345620", "注文番号309012345620", "免許証番号30901234562", "免許証番号は12桁の数字です", "個人番号 301900000160", "条件等 眼鏡等 309012345620", "古物商許可番号 第309012345620号 東京都公安委員会", "免許証番号 3090123456201",
    ),
)  # fmt: skip
