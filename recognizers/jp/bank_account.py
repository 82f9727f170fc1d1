"""銀行口座: bank, branch, kind and number as one span, or the number after its label. Account numbers have no check digit.

金融機関コード 4 digits, 店番 3, 口座番号 7 (older ones shorter, zeros in front). Names and codes: data/zengin_banks.tsv.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache

from recognizers.context import Labels
from recognizers.dictionary import lines
from recognizers.pattern import LEFT, RIGHT, Match, Pattern, Refined, chance, logit

_KIND = r"(?:総合口座|普通|当座|貯蓄|通知|別段|納税準備|定期|普|当|貯)"
_BANK = r"(?:銀行|信用金庫|信金|信用組合|信組|労働金庫|労金|農業協同組合|農協|漁協|信託銀行|バンク|Bank)"
_BRANCH = r"(?:支店|本店営業部|本店|営業部|出張所|支所|支社|店|代理店)"
_SKIP = r"[\s・,/|:：(（)）「」\-]{0,4}"  # noqa: RUF001
_CODE = r"(?:[(（\[]?\d{3,4}[)）\]]?)?"  # noqa: RUF001
_NAME = r"[A-Za-z0-9一-龠々ぁ-んァ-ヶー〇]{1,14}"
_UNIT = r"(?!\s?[円件名個年月日台回%万千ヶケか])"
_WORDS = (
    "口座番号", "口座No", "口座", "預金口座", "預金口座(普通)", "普通預金口座", "普通預金", "当座預金", "振込先口座", "振込先口座番号", "振込口座", "振込先", "お振込先", "引落口座", "引落し口座", "引き落とし口座", "給与口座",
    "給与振込口座", "返金先口座", "返金口座", "入金口座", "振替口座", "銀行口座", "口座情報", "受取口座", "公金受取口座", "決済口座", "支払口座", "預金番号", "普通口座", "当座口座", "貯蓄預金",
    "account no", "account no.", "account number", "account_no", "account_number", "accountno", "accountnumber", "acct", "acct no", "acct_no", "acc_no", "bank account", "bank_account",
    "bank_account_no", "bankaccount", "kouza", "koza", "kouza_no", "koza_no", "kouza_bango", "kozabango", "a/c no", "a/c",
)  # fmt: skip


@lru_cache(maxsize=1)
def _banks() -> tuple[frozenset[str], frozenset[str]]:
    rows = [line.split("\t") for line in lines("zengin_banks.tsv")]
    return frozenset(code for code, _ in rows), frozenset(name for _, name in rows)


def known_bank(name: str) -> bool:
    """Whether a bank of this name, without 銀行 or 信用金庫 behind it, is in the list."""
    return any(name + kind in _banks()[1] for kind in ("", "信金", "信組", "労金", "農協"))


_BEFORE = re.compile(rf"{_NAME}$")


def _score_full(match: Match, labels: Labels) -> Iterable[Refined]:
    """The regex begins at 銀行; the bank's name before it is added here, cut to a known one where there is one."""
    name = _BEFORE.search(match.before(14))
    if name is None:
        return
    tails = [name[0][i:] for i in range(len(name[0]))]
    known = next((tail for tail in tails if known_bank(tail)), None)
    own = known or re.sub(r"^.*[はがをにのへ:]", "", name[0])
    match = replace(match, start=match.start - len(own))
    kind = re.search(rf"{_KIND}", match.value) is not None
    odds = logit(0.9 if kind else 0.75) + (1.0 if known else 0.0)
    _, words = labels.weigh(match)
    yield match.start, match.end, chance(odds), ("pattern", *(("dictionary",) if known else ()), *(w for w in words if w[0] == "c"))


def _score_coded(match: Match, labels: Labels) -> Iterable[Refined]:
    weight, words = labels.weigh(match)
    if match.value[:4] not in _banks()[0]:
        return
    yield match.start, match.end, chance(logit(0.25) + weight), ("pattern", "dictionary", *words)


BANK_ACCOUNT = (
    Pattern(
        id="jp_bank_account_full",
        entity="JP_BANK_ACCOUNT",
        regex=(
            rf"{_BANK}{_SKIP}{_CODE}{_SKIP}{_NAME}{_BRANCH}{_SKIP}{_CODE}{_SKIP}(?:店番\d{{3}})?{_SKIP}(?:{_KIND}(?:預金|貯金)?(?:口座)?)?"
            rf"{_SKIP}(?:口座番号|番号|No\.?)?[\s:：]{{0,3}}(?<!\d)\d{{6,8}}{RIGHT}{_UNIT}"  # noqa: RUF001
        ),
        prior=0.9,
        refine=_score_full,
        context=_WORDS,
        column=r".{1,20}(?:銀行|信用金庫|信金|信用組合|信組|労働金庫|労金|農協|農業協同組合).{0,30}\d{6,8}",
        examples=(
            "横浜銀行 湘南台支店 普通 2753535", "振込先は三菱UFJ銀行新宿支店（普）1234567です", "城南信用金庫　本店　当座　０１２３４５６", "みずほ銀行（0001）渋谷支店（210）普通預金 口座番号 1234567",
            "ゆうちょ銀行 〇一八店 普通 4631606", "楽天銀行/ジャズ支店/普通/7654321",
        ),
        non_examples=("横浜銀行 湘南台支店の売上は1234567円", "みずほ銀行 渋谷支店 03-1234-5678", "さくら銀行は現在の三井住友銀行", "横浜銀行 湘南台支店 普通 12345"),
    ),
    Pattern(
        id="jp_bank_account_kind",
        entity="JP_BANK_ACCOUNT",
        regex=(
            rf"(?:(?<![一-龠])(?:普通|当座|貯蓄|総合口座)(?:預金|貯金)?(?:口座)?|[(（](?:普|当|貯)[)）])"  # noqa: RUF001
            rf"[\s:：・,/|)）「\"]{{0,4}}(?:口座番号|番号|No\.?)?[\s:：]{{0,3}}(?<!\d)\d{{7}}{RIGHT}{_UNIT}"  # noqa: RUF001
        ),
        prior=0.75,
        context=_WORDS,
        column=r"(?:普通|当座|貯蓄|普|当|貯)(?:預金)?\d{5,7}",
        examples=("普通 1234567", "（普）１２３４５６７", "当座預金　口座番号：7654321"),
        non_examples=("普通 1234567円", "普通 123456789", "普通に 1234567"),
    ),
    Pattern(
        id="jp_bank_account_coded",
        entity="JP_BANK_ACCOUNT",
        regex=rf"{LEFT}\d{{4}}[\- /]\d{{3}}[\- /](?:[1249][\- /])?\d{{7}}{RIGHT}",
        prior=0.25,
        refine=_score_coded,
        context=_WORDS,
        column=r"\d{14,15}",
        examples=("口座 0005-240-1234567", "振込先 0001-210-1-1234567", "account_no=0009 221 7654321"),
        non_examples=("0005-240-1234567", "口座 9999-240-1234567", "注文番号 0005-240-1234567"),
    ),
    Pattern(
        id="jp_bank_account_number",
        entity="JP_BANK_ACCOUNT",
        regex=rf"{LEFT}(?<!〒)\d{{7}}{RIGHT}{_UNIT}",
        prior=0.08,
        context=_WORDS,
        column=r"\d{5,8}",  # Excel drops leading zeros
        examples=("口座番号1234567", "引落口座：７６５４３２１", "1234567（普通預金口座）", "account_no=0123456", '"口座番号": "7654321",', "bank account no.\t1234567"),
        non_examples=("1234567", "口座番号は7桁です", "口座から1234567円を引落", "郵便番号 1234567", "社員番号 1234567"),
    ),
    Pattern(
        id="jp_bank_account_number_odd",
        entity="JP_BANK_ACCOUNT",
        regex=rf"{LEFT}(?:\d{{6}}|\d{{8}}){RIGHT}{_UNIT}",
        prior=0.03,
        context=_WORDS,
        column="",
        examples=("口座番号123456", "預金口座：12345678"),
        non_examples=("123456", "口座開設日 20250412", "口座番号 12345"),
    ),
)  # fmt: skip
