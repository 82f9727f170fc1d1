"""Payment card numbers: Luhn, a known issuer range, and the issuer's length (identifiers.md 2.3).

Published test numbers are marked and score low: they fill test data and manuals and belong to nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from recognizers.checksums import luhn_ok
from recognizers.context import Labels
from recognizers.pattern import BEFORE, LEFT, RIGHT, Match, Pattern, Refined, canonical, chance, logit

ISSUERS = re.compile(
    r"4\d{15}(?:\d{3})?|(?:5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}|3[47]\d{13}"
    r"|35(?:2[89]|[3-8]\d)\d{12,15}|3(?:0[0-5]|09|6\d|[89]\d)\d{11,16}|(?:6011|64[4-9]\d|65\d\d)\d{12,15}|62\d{14,17}"
)
TEST_NUMBERS = frozenset(
    "3530111333300000 3566002020360505 4111111111111111 4242424242424242 4012888888881881 5555555555554444 5105105105105100 2223003122003222 "
    "2223000048400011 378282246310005 371449635398431 378734493671000 30569309025904 38520000023237 6011111111111117 6011000990139424 4000056655665556 "
    "5200828282828210 4000000000000002 4222222222222 6200000000000005".split()
)


# What is printed on a card beside its number, or asked for with it.
_MEMBER = re.compile(r"(?:^|[^ドト])会員(?:番号|No\.?|ID)[\s:：]{0,4}$")
_MEMBER_BEHIND = re.compile(r"[\s（(]{0,3}会員(?:番号|No\.?|ID)")
_OF_A_CARD = re.compile(
    r"ダイナース|エキスプレス|エクスプレス|クレジット|カード(?:会社|発行|利用|売上|決済)|承認番号|不正利用|端末|伝票|一括|分割|リボ|加盟店|売上票|信販|有効期限|セキュリティコード|カード名義|CVV|CVC|VISA|Visa|Master|マスター|JCB|AMEX|アメックス|Good Thru|EXP",
    re.I,
)


def issued(value: str) -> bool:
    """In an issuer's range, of its length, with a right check digit (UnionPay does not promise one)."""
    return ISSUERS.fullmatch(value) is not None and luhn_ok(value)


def _score(match: Match, labels: Labels) -> Iterable[Refined]:
    value = canonical(match.value)
    weight, words = labels.weigh(match)
    if value in TEST_NUMBERS:
        yield match.start, match.end, 0.3 if weight > 0 else 0.15, ("pattern", "checksum", "test_number", *words)
        return
    known, right = ISSUERS.fullmatch(value) is not None, luhn_ok(value)
    evidence = ["pattern", "checksum" if right else "checksum_failed"]
    grouped = bool(re.search(r"\d[ \-ー・.]\d", match.value))
    if known and right:
        odds = logit(0.6 if grouped else 0.35)
        if weight < 0 and (_MEMBER.search(match.before(16)) or _MEMBER_BEHIND.match(match.after(10))):
            weight, words = 0.0, ()
            if _OF_A_CARD.search(match.before(40) + match.after(40)):  # 会員番号 … 有効期限 …
                weight, words = BEFORE, ("context:会員番号",)
    elif right:
        odds = logit(0.01)  # no issuer's range
    else:
        odds = logit(0.1 if grouped and known else 0.01) - 1.0 - max(0.0, weight - 2.5)  # a typing error at best
    yield match.start, match.end, chance(odds + weight), (*evidence, *words)


CREDIT_CARD = Pattern(
    id="credit_card",
    entity="CREDIT_CARD",
    regex=(
        rf"{LEFT}(?:\d{{4}}(?:[ \-ー・.]{{1,2}}\d{{4}}){{3}}(?:[ \-ー・.]\d{{3}}(?![,円]))?|3\d{{3}}[ \-ー・.]\d{{6}}[ \-ー・.]\d{{4,5}}|\d{{14,19}})"
        rf"{RIGHT}"
    ),
    prior=0.3,
    check=issued,
    check_weight=3.5,
    refine=_score,
    context=(
        "クレジットカード", "クレジット", "カード", "card", "クレジットカード番号", "クレカ", "クレカ番号", "旧カード", "新カード", "カード払い", "カード番号", "カードNo", "カードの番号", "カード会員番号", "法人カード", "VISA", "VISAカード", "Mastercard", "マスターカード", "JCB",
        "JCBカード", "アメックス", "AMEX", "American Express", "アメリカン・エキスプレス", "ダイナース", "Diners", "デビットカード", "決済カード", "登録カード", "ご利用カード", "ご利用のカード", "決済番号", "クレジットナンバー", "カードナンバー", "デビット", "ビザカード", "ビザ", "マスターカード番号", "primary account number", "primary_account_number", "card num", "card_num", "card nbr", "card_nbr", "cc_num", "card number", "card_number", "card no", "card_no",
        "cardno", "cardnumber", "card#", "credit card", "credit_card", "credit_card_no", "credit_card_number", "creditcard", "creditcardno", "creditcardnumber", "cc_no", "cc_number",
        "ccnumber", "ccno", "cc", "PAN", "TRK2", "kurejitto kado", "kurejitto kaado", "kurejitto", "kado bango", "kaado bangou", "track2", "GOOD THRU", "VALID THRU", "payment card", "payment_card",
    ),
    column=r"\d{14,19}",
    examples=(
        "カード番号4980-5328-2856-4805", "クレジットカード：４９８０　５３２８　２８５６　４８０５", "card_no=4980532828564805", "4980-5328-2856-4805", "VISA 4980 5328 2856 4805",
        "JCBカード 3541-5978-3512-6843", "カード番号 4980-5328-2856-4805 128,000円", '"creditCardNumber":"5250186473499039"',
    ),
    non_examples=(
        "ポイントカード番号 4980-5328-2856-4805", "カード番号4980-5328-2856-4806", "4980532828564805", "カード番号 4111-1111-1111-1111", "hash 8096523582351162",
        "JAN 4901234567894", "受付番号「4980-5328-2856-4805」",
    ),
)  # fmt: skip
