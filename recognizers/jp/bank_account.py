"""銀行口座: bank, branch, kind and number as one span, or the number after its label. Account numbers have no check digit.

金融機関コード 4 digits, 店番 3, 口座番号 7 (older ones shorter, zeros in front). Names and codes: data/zengin_banks.tsv,
data/zengin_branches.tsv. Of the codes 000 to 999 a bank has 23 on average.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from recognizers.context import Labels
from recognizers.dictionary import lines
from recognizers.pattern import LEFT, REACH, RIGHT, Match, Pattern, Refined, chance, logit

_KIND = r"(?:(?:(?<![一-龠])|(?<=[店部所]))(?:普通|当座|貯蓄|総合口座)(?:預金|貯金)?(?:口座)?|[(（](?:普|当|貯)[)）]|(?:(?<![一-龠])|(?<=[店部所]))[普当](?=[ :])|(?<=[/|,])[普当](?=[/|,]))"
_BANK = r"(?:銀行|信用金庫|信金|信用組合|信組|労働金庫|労金|農業協同組合|農協|漁協|バンク)"
_BRANCH = r"(?:支店|本店営業部|本店|営業部|出張所|支所|支社|店)"
_SKIP = r"[\s・,/|:：(（)）「」\-]{0,4}"
_UNIT = r"(?!\s?(?:[円件個年月日台回%万千]|名(?!義)|[ヶケか][月所]))"
_WORDS = (
    "口座番号", "口番", "口座No", "口座", "預金口座", "預金口座(普通)", "普通預金口座", "普通預金", "当座預金", "振込先口座", "振込先口座番号", "振込口座", "振込先", "お振込先", "引落口座", "引落し口座", "引き落とし口座", "給与口座",
    "給与振込口座", "返金先", "払戻先", "入金先", "返金先口座", "返金口座", "入金口座", "振替口座", "銀行口座", "口座情報", "受取口座", "公金受取口座", "決済口座", "支払口座", "預金番号", "普通口座", "当座口座", "貯蓄預金",
    "account no", "account no.", "account number", "account_no", "account_number", "accountno", "accountnumber", "acct", "acct no", "acct_no", "acc_no", "bank account", "bank_account",
    "bank_account_no", "bankaccount", "kouza", "koza", "kouza_no", "koza_no", "kouza_bango", "kozabango", "a/c no", "a/c",
)  # fmt: skip


@lru_cache(maxsize=1)
def _banks() -> tuple[frozenset[str], frozenset[str]]:
    rows = [line.split("\t") for line in lines("zengin_banks.tsv")]
    return frozenset(code for code, _ in rows), frozenset(name for _, name in rows)


@lru_cache(maxsize=1)
def _branches() -> dict[str, str]:
    return dict(line.split("\t") for line in lines("zengin_branches.tsv"))


def known_branch(bank: str, branch: str) -> bool:
    """Whether the bank of this code (four digits) has a branch of this code (three)."""
    runs = (run.partition("-") for run in _branches().get(bank, "").split())
    return any(first <= branch <= (last or first) for first, _, last in runs)


def bank_codes() -> frozenset[str]:
    """金融機関コード that are given out, four digits."""
    return _banks()[0]


def known_bank(name: str) -> bool:
    """Whether a bank of this name, without 銀行 or 信用金庫 behind it, is in the list."""
    return any(name + kind in _banks()[1] for kind in ("", "信金", "信組", "労金", "農協"))


_HEAD = re.compile(  # bank and branch in front of 普通 1234567, codes in brackets or none
    rf"([A-Za-z一-龠々ぁ-んァ-ヶー]{{1,14}}?)({_BANK}){_SKIP}(?:\d{{4}})?{_SKIP}(?:支店名)?{_SKIP}[A-Za-z0-9一-龠々ぁ-んァ-ヶー〇]{{1,14}}?{_BRANCH}"
    rf"{_SKIP}(?:店番|支店コード)?{_SKIP}(?:\d{{3}})?{_SKIP}(?:預金種目|口座種別|種別|科目|口座番号)?{_SKIP}$"
)


def _heads(left: str) -> Iterator[re.Match[str]]:
    """From each place where one may begin."""
    head = _HEAD.search(left)
    while head is not None:
        yield head
        head = _HEAD.search(left, head.start() + 1)


def _score_full(match: Match, labels: Labels) -> Iterable[Refined]:
    """Takes in the bank and its branch where they stand in front."""
    left = match.before()
    heads = list(_heads(left))
    known = next((head for head in heads if known_bank(head[1])), None)
    head = known or next((head for head in heads if not re.search(r"[はがをにへ]", head[1])), None)
    weight, words = labels.weigh(match)
    evidence = ["pattern"]
    start = match.start
    odds = logit(match.pattern.prior)
    if head is not None:
        start = match.start - len(left) + head.start()
        odds += 2.5 if known else 1.5
        weight = max(weight, 0.0)
        evidence += ["dictionary"] if known else ["context:銀行"]
    yield start, match.end, chance(odds + weight), (*evidence, *words)


def _score_coded(match: Match, labels: Labels) -> Iterable[Refined]:
    weight, words = labels.weigh(match)
    bank, branch = match.value[:4], match.value[5:8]
    if bank not in _banks()[0]:
        return
    known = known_branch(bank, branch)
    odds = logit(match.pattern.prior) + (0.8 if known else -1.5)  # mergers make new branches before a list knows them
    evidence = ("pattern", "dictionary" if known else "unknown_branch")
    yield match.start, match.end, chance(odds + weight), (*evidence, *words)


BANK_ACCOUNT = (
    Pattern(
        id="jp_bank_account",
        entity="JP_BANK_ACCOUNT",
        regex=rf"{_KIND}[\s:：・,/|)）「\"]{{0,4}}(?:口座番号|口座|口番|番号|No\.?)?[\s:：]{{0,3}}(?<!\d)\d{{7}}{RIGHT}{_UNIT}",
        prior=0.85,
        refine=_score_full,
        taken_in=(REACH, 0),
        context=_WORDS,
        column=r".{1,20}(?:銀行|信用金庫|信金|信用組合|信組|労働金庫|労金|農協|農業協同組合).{0,30}\d{6,8}|(?:普通|当座|貯蓄|普|当|貯)(?:預金)?\d{5,7}",
        examples=(
            "横浜銀行 湘南台支店 普通 2753535", "振込先は三菱UFJ銀行新宿支店（普）1234567です", "城南信用金庫　本店　当座　０１２３４５６", "みずほ銀行（0001）渋谷支店（210）普通預金 口座番号 1234567",
            "ゆうちょ銀行 〇一八店 普通 4631606", "楽天銀行/ジャズ支店/普通/7654321", "普通 1234567", "（普）１２３４５６７", "当座預金　口座番号：7654321", "八十二銀行松本営業部　普　1234567", "ゆうちょ銀行〇一八支店当座　0754567",
        ),
        non_examples=(
            "横浜銀行 湘南台支店の売上は1234567円", "みずほ銀行 渋谷支店 03-1234-5678", "さくら銀行は現在の三井住友銀行", "横浜銀行 湘南台支店 普通 12345", "普通 1234567円", "普通 123456789",
            "普通に 1234567",
        ),
    ),
    Pattern(
        id="jp_bank_account_branch",
        entity="JP_BANK_ACCOUNT",
        regex=rf"(?:支店|本店|営業部|出張所){_SKIP}(?:No\.? ?)?(?P<v>\d{{7}}){RIGHT}{_UNIT}",
        prior=0.15,
        refine=_score_full,
        taken_in=(REACH, 0),
        context=_WORDS,
        column="",
        examples=("三菱UFJ銀行 渋谷支店 1234567", "振込口座 青森支店 7654321"),
        non_examples=("渋谷支店 1234567", "渋谷支店 1234567円", "電話 渋谷支店 12345678"),
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
        other=("口座数", "口座件数", "口座開設日", "口座残高", "残高"),
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
