"""ゆうちょ 記号・番号: 記号 1xxx0 (通常貯金) or 0xxx0 (振替), 番号 up to 8 digits. The fourth digit of the 記号 is a check
digit over both (the bank's own kouza_1.js). Some help pages print dummies that fail it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from recognizers.checksums import yucho_ok
from recognizers.context import Labels
from recognizers.pattern import LEFT, RIGHT, Match, Pattern, Refined, chance, logit

_PARTS = re.compile(r"([01]\d{3}0)\D*?(?:\(?\d\)?[ \-])?\D*?(\d{2,8})$")


def value_ok(value: str) -> bool:
    """For columns: 記号 and 番号 run together, with or without the middle digit of a reissue."""
    return yucho_ok(value) or (len(value) >= 8 and yucho_ok(value[:5] + value[6:]))


def _score(match: Match, labels: Labels) -> Iterable[Refined]:
    parts = _PARTS.match(match.value)
    if parts is None:
        return
    weight, words = labels.weigh(match)
    worded = "番号" in match.value or match.before(5).rstrip(" :：").endswith("記号")
    right = yucho_ok(parts[1] + parts[2])
    odds = logit(0.45 if worded else 0.04) + (2.3 if right else -2.0)
    if re.search(r"ゆうちょ|貯金|払込|振替", match.before(60)):
        odds += 2.0
        weight = max(weight, 0.0)
    if worded and right:
        weight = max(weight, 0.0)
    yield match.start, match.end, chance(odds + weight), ("pattern", "checksum" if right else "checksum_failed", *words)


YUCHO_ACCOUNT = Pattern(
    id="jp_yucho_account",
    entity="JP_YUCHO_ACCOUNT",
    regex=rf"{LEFT}[01]\d{{3}}0[\s\-・,、:)/]{{0,3}}(?:の?番号[\s:：(]{{0,3}}|\(?\d\)?[ \-])?(?<![0-9]{{6}})\d{{2,8}}{RIGHT}",
    prior=0.04,
    check=value_ok,
    refine=_score,
    context=(
        "ゆうちょ", "ゆうちょ銀行", "記号番号", "記号・番号", "記号-番号", "通常貯金", "ゆうちょ口座", "貯金口座", "振替口座", "払込口座", "口座記号番号", "口座記号・番号", "貯金記号番号", "郵便貯金", "yucho", "yucho_no", "yucho_account", "yucho_kigo",
        "japan post bank", "口座番号",
    ),
    column=r"1\d{3}0\d{0,1}\d{2,7}1|0\d{3}0\d{2,7}",
    examples=(
        "ゆうちょ銀行 記号14030 番号12345671", "ゆうちょ：１５１５０－２１１１１１１１", "振替口座 00160-0-100001", "記号 14080 番号 12712721", "貯金口座 14030-1-12345671", "ゆうちょ：記号 14030 / 番号 12345671",
    ),
    non_examples=("14030-12345671", "記号 10530 番号 12345671", "郵便番号 100-0001", "注文番号 14030-12345671"),
)  # fmt: skip
