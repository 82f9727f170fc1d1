"""郵便番号: seven digits, 3-4. Without 〒, a label or an address behind it, 123-4567 may be any part number.

The first three digits must exist (data/postal_heads_unused.txt); whether the whole code does, and the municipality it
leads to, is in data/towns.xz. A code whose municipality stands beside it is a postal code.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from recognizers.context import Labels
from recognizers.dictionary import lines
from recognizers.jp import towns
from recognizers.jp.address_romaji import PREFECTURES
from recognizers.pattern import AWAY, NEAR, Match, Pattern, Refined, canonical, chance, logit

_PREFECTURE = (
    "北海道|青森県|岩手県|宮城県|秋田県|山形県|福島県|茨城県|栃木県|群馬県|埼玉県|千葉県|東京都|神奈川県|新潟県|富山県|石川県|福井県|山梨県|長野県|岐阜県|静岡県|愛知県|三重県|"
    "滋賀県|京都府|大阪府|兵庫県|奈良県|和歌山県|鳥取県|島根県|岡山県|広島県|山口県|徳島県|香川県|愛媛県|高知県|福岡県|佐賀県|長崎県|熊本県|大分県|宮崎県|鹿児島県|沖縄県"
)
_ADDRESS = re.compile(
    rf"[\s,、:/|\"')\]」住所]{{0,10}}(?:{_PREFECTURE}|[一-龠ぁ-んァ-ヶ]{{1,6}}[市区郡町村][一-龠ぁ-んァ-ヶ0-9])"
)


# …1102号（890-0053）: what may stand between an address and its code.
_AFTER_ADDRESS = re.compile(r"(?:\d|番地?|号室?|階)[\s、,]{0,2}[(\s〒、,|\"']{1,4}$|[一-龥ァ-ヺー]{2}\s?\(〒?\s?$")
_ROMAJI = re.compile(rf"\b(?:{PREFECTURES}|[A-Z][a-z]+-(?:ken|fu|shi|ku)|(?:[A-Z][a-z]+ )?(?:Prefecture|City)),? ?$")


@lru_cache(maxsize=1)
def unused_heads() -> frozenset[str]:
    return frozenset(lines("postal_heads_unused.txt"))


def head_exists(value: str) -> bool:
    """Whether postal codes begin with these three digits. A head of 0xx loses its zero in Excel."""
    return value.zfill(7)[:3] not in unused_heads()


def _beside(match: Match, places: tuple[int, ...]) -> str:
    """ "behind" or "before": where the municipality of the code stands; "" for nowhere near."""
    names = {name for place in places for name in towns.city_names(place)}
    after = match.after(30)
    if any(name in after for name in names):
        return "behind"
    before = match.before(70)
    return "before" if any(name in before for name in names) else ""


def _in_romaji(before: str) -> bool:
    last = before.rstrip(" ,\n")[-1:]
    return last.isascii() and last.isalpha() and _ROMAJI.search(before) is not None


def _score(match: Match, labels: Labels) -> Iterable[Refined]:
    weight, words = labels.weigh(match)
    if weight <= AWAY:  # the label of something else: an address beside it counts for nothing then
        return
    evidence = ["pattern"]
    odds = logit(0.15 if "-" in match.value or "ー" in match.value else 0.03)
    code = canonical(match.value).replace("ー", "").zfill(7)
    places = towns.where(code)
    if not head_exists(code):
        odds -= 2.0
        evidence.append("unused_head")
    elif not places:
        odds -= 0.4 if weight >= NEAR else 1.0  # codes come and go, and forms show invented ones
        evidence.append("unused_code")
    beside = _beside(match, places) if weight > -1 and places else ""
    if weight > -1 and _ADDRESS.match(match.after(20)):
        odds += 3.5
        evidence.append("address_behind")
        if places and beside != "behind":
            evidence.append("postal_differs")
    elif beside == "before" and _AFTER_ADDRESS.search(match.before(40)):
        odds += 3.5
        evidence.append("address_before")
    if beside:
        odds += 1.5
        evidence.append("postal_agrees")
    if weight > -1 and beside != "before" and _in_romaji(match.before(40)):
        odds += 3.0
        evidence.append("address_before")
    yield match.start, match.end, chance(odds + weight), (*evidence, *words)


POSTAL_CODE = Pattern(
    id="jp_postal_code",
    entity="JP_POSTAL_CODE",
    regex=r"(?<![0-9A-Za-z])(?<![0-9][\-ー.])\d{3}[\-ー ]?\d{4}(?![0-9A-Za-z])(?![\-ー.][0-9])(?!\s*[円件名個人%万千通枚点])",
    prior=0.1,
    check=head_exists,
    check_weight=0.05,
    refine=_score,
    context=(
        "〒", "〠", "郵便番号", "郵便", "住所", "住所又は居所", "現住所", "送付先", "自宅住所", "お届け先", "ご住所", "郵便No", "〒番号", "郵便番号(7桁)", "zip", "zip code", "zip_code",
        "zipcode", "zip_cd", "postal", "postal code", "postal_code", "postalcode", "postcode", "post_code", "post code", "yubin", "yubin_no", "yubin_bango", "yuubin",
    ),
    other=("住所コード", "普通郵便", "郵便受け", "郵便物", "郵便局", "郵便料金"),
    column=r"〒?\d{6,7}",
    digits=7,
    examples=(
        "〒１００－０００１", "郵便番号1000001", "住所：100-0001 東京都千代田区千代田1-1", "252-0813 藤沢市亀井野1-2", '"zip_code": "060-0001"', "〒060ー0001札幌市", "100-0001（郵便番号）", "4-17-9 Takasago, Katsushika-ku, Tokyo 125-0054", "徳島市中央町26番地 102号（770-0831）へ",
    ),
    non_examples=(
        "製品コード100-00012", "100-0001", "図面番号 252-0813", "バージョン 471-0005", "03-1234-5678", "1000001円", "部品番号 166-0002", "参加コード 331-2087",
    ),
)  # fmt: skip
