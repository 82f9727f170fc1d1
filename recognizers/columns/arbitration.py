"""What a table as a whole says of its columns, and which of several verdicts on one column stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from recognizers.columns.cells import Cells, cells_of
from recognizers.columns.header import SURE
from recognizers.columns.spelling import in_japanese
from recognizers.columns.words import SITE
from recognizers.text import fold
from recognizers.types import ColumnHit, ColumnView

_CARE = re.compile(r"介護|要支援|ケアマネ|認定(?:区分|期間|有効)|kaigo", re.I)
_ACCOUNT, _BANK = re.compile(r"口座|account", re.I), re.compile(r"銀行|金融機関|支店|bank|branch", re.I)
ALIKE = 1.25  # of two kinds in one column some values pass both checks
GIVE_WAY = frozenset(("INCOME", "OCCUPATION", "FAMILY", "HOUSING"))  # told by a header alone, and give way
_CARD_OF = re.compile(r"^(?:被?保険(?:者証|証)?|健保|社保|国保|証)の?[_ ]?")
_OF_POST_OFFICE = re.compile(r"\s*(?:ゆうちょ|通帳)")
_GOODS = re.compile(
    r"商品|製品|品目|品名|品番|品(?:コード|番号)|部品|部材|資材|材料|型番|型式|図番|図面|規格|単価|在庫|入数|JAN|(?<![a-z])(?:item|sku|part|prod(?:uct)?|goods|material|model|dwg|price|stock)(?![a-z])",
    re.I,
)
_GOODS_CODE = re.compile(
    r"(?:商品|製品|品目?|部品|部材|資材|材料|在庫)の?(?:コード|番号|no\.?|cd|id)|品番|型番|型式|図番|図面番号|注番|カタログ|JAN|(?:管理|整理|製造|注文|在庫|資産)の?(?:コード|番号|no\.?)$|(?<![a-z])(?:item|sku|part|prod(?:uct)?|goods|material|model|dwg)[ _-]?(?:cd|code|no|num|number|id)?$",
    re.I,
)
_GOODS_HEADERS = 2
_LONGEST_PART = 12  # characters of 記号 or 番号
RARE = 0.1  # of the cells: not what the column is for, if something else is
TOGETHER = 0.8  # sure enough to stand beside another type in the same cells


def in_record(hit: ColumnHit, persons: bool) -> ColumnHit | None:
    """What a cell says of health or record, unsure by itself, is said of the person whose name is in the row."""
    if hit.score >= SURE or not hit.entity.startswith("SPC_"):
        return hit
    return replace(hit, score=0.75, evidence=(*hit.evidence, "record_of_person")) if persons else None


def with_disability(hits: list[ColumnHit]) -> list[ColumnHit]:
    """Who holds a 障害者手帳, and of what grade, is special care (guideline 2-3), whatever else the column tells."""
    cards = [hit for hit in hits if hit.entity == "JP_DISABILITY_CERT" and hit.score >= SURE]
    if not cards or any(hit.entity == "SPC_DISABILITY" for hit in hits):
        return hits
    return [*hits, replace(cards[0], entity="SPC_DISABILITY")]


def municipal(hit: ColumnHit, headers: list[str]) -> ColumnHit:
    """介護保険 is insured by municipalities, whose numbers of six digits are led by a prefecture and have no published check."""
    if hit.entity != "JP_HEALTH_INSURER_NUMBER" or hit.score >= SURE or not any(map(_CARE.search, headers)):
        return hit
    if not all(re.fullmatch(r"(?:0?[1-9]|[1-3]\d|4[0-7])\d{4}", sample.strip()) for sample in hit.samples):
        return hit
    return replace(hit, entity="JP_KAIGO_INSURANCE", score=0.85, evidence=(*hit.evidence, "neighbours"))


_DAY = r"(?:[MTSHR]|明治|大正|昭和|平成|令和)?\d{1,4}[./年-]\d{1,2}[./月-]\d{1,2}日?"
_OF_MACHINES = re.compile(r"停止|軽微|復旧|遅延|通信|回線|サーバ|システム|ネットワーク|端末|全面|不通")
_SAID_OF_MACHINES = 0.3  # of the values


def of_somebody(hits: list[ColumnHit], column: ColumnView) -> list[ColumnHit]:
    """Without special care that the header alone tells where the values are days, or failures of machines: A(全停止)."""
    if not any(hit.entity.startswith("SPC_") for hit in hits):
        return hits
    cells = cells_of(column)
    days = sum(re.fullmatch(_DAY, value.strip()) is not None for value in cells.folded)
    machines = sum(_OF_MACHINES.search(value) is not None for value in cells.folded)
    if days < 0.9 * len(cells) and machines < _SAID_OF_MACHINES * len(cells):
        return hits
    return [hit for hit in hits if not hit.entity.startswith("SPC_")]


def of_organisations(headers: list[str], judged: list[list[ColumnHit]]) -> bool:
    """A table of companies or sites: it names them, and no person."""
    persons = ("PERSON", "DATE_OF_BIRTH", "JP_MY_NUMBER", "GENDER", "AGE", "CUSTOMER_ID", "EMPLOYEE_ID")
    if any(hit.entity in persons or hit.entity.startswith("SPC_") for hits in judged for hit in hits):
        return False
    where = ("PHONE_NUMBER", "EMAIL_ADDRESS", "JP_ADDRESS", "JP_POSTAL_CODE")
    headers = [  # 会社名 over addresses: the headers have slipped, and name nothing
        header
        for header, hits in zip(headers, judged, strict=True)
        if not any(hit.score >= SURE and hit.entity in where for hit in hits)
    ]
    if any(map(_ACCOUNT.search, headers)):  # 銀行名 and 支店名 are of the account
        headers = [header for header in headers if not _BANK.search(header)]
    return any(map(SITE.search, headers))


def not_personal(hit: ColumnHit) -> ColumnHit:
    """Telephone, mail and address of an organisation: kept as a fact, below every level."""
    if hit.entity not in ("PHONE_NUMBER", "EMAIL_ADDRESS", "JP_ADDRESS", "JP_POSTAL_CODE", "JP_BANK_ACCOUNT"):
        return hit
    return replace(hit, score=min(hit.score, 0.24), evidence=(*hit.evidence, "organisation"))


def of_products(headers: list[str], judged: list[list[ColumnHit]]) -> set[int]:
    """The columns of codes of goods in a table of goods, where no person is: 090-1034-3614 under 商品コード."""
    if any(hit.entity in ("PERSON", "DATE_OF_BIRTH") and hit.score >= SURE for hits in judged for hit in hits):
        return set()
    if sum(_GOODS.search(header) is not None for header in headers) < _GOODS_HEADERS:
        return set()
    return {place for place, header in enumerate(headers) if _GOODS_CODE.search(header)}


def no_goods_code(hits: list[ColumnHit]) -> list[ColumnHit]:
    """Without what codes of goods only look like; what check digits or the header say stays."""
    alike = ("PHONE_NUMBER", "JP_POSTAL_CODE", "JP_PASSPORT", "JP_PENSION_NUMBER", "JP_CHASSIS_NUMBER")
    return [hit for hit in hits if hit.entity not in alike or any(e.startswith("header:") for e in hit.evidence)]


def pair_post_office(columns: Sequence[ColumnView], judged: list[list[ColumnHit]]) -> None:
    """ゆうちょ in two columns: 記号 1xxx0 (its fourth digit a check digit over both) beside 番号 that ends in 1."""
    wanted = {"記号": r"[01]\d{3}0", "番号": r"\d{1,7}1"}
    found: dict[str, tuple[int, Cells]] = {}
    for place, column in enumerate(columns):
        name = re.sub(r"^(?:ゆうちょ(?:銀行)?の?|通帳|口座|貯金)*_?", "", in_japanese(fold(column.field).text.strip()))
        if name in wanted and not any(hit.score >= SURE for hit in judged[place]):
            cells = cells_of(column)
            fits = sum(re.fullmatch(wanted[name], value) is not None for value in cells.canonical)
            if len(cells) and fits >= 0.9 * len(cells):
                found[name] = place, cells
    if len(found) == 2 or any(
        _OF_POST_OFFICE.match(in_japanese(fold(columns[place].field).text)) for place, _ in found.values()
    ):
        for place, cells in found.values():
            counted = cells.total([True] * len(cells))
            evidence = ("header:記号・番号", "shape")
            hit = ColumnHit("JP_YUCHO_ACCOUNT", 0.9, "yucho_columns", evidence, cells.filled, *counted)
            judged[place] = [hit]


def pair_insurance(columns: Sequence[ColumnView], judged: list[list[ColumnHit]]) -> None:
    """記号 beside 番号 in a table that has the number of the insurer: both are of the card of health insurance."""
    if not any(hit.entity == "JP_HEALTH_INSURER_NUMBER" and hit.score >= SURE for hits in judged for hit in hits):
        return
    names = [_CARD_OF.sub("", fold(column.field).text.strip()) for column in columns]
    for place in (at for at, pair in enumerate(pairwise(names)) if pair == ("記号", "番号")):
        for at in (place, place + 1):
            cells = cells_of(columns[at])
            if len(cells) and not any(hit.score >= SURE for hit in judged[at]):
                counted = cells.total([len(value) <= _LONGEST_PART for value in cells.canonical])
                evidence = ("header:記号・番号", "neighbours")
                hit = ColumnHit("JP_HEALTH_INSURANCE", 0.85, "insurance_columns", evidence, cells.filled, *counted)
                judged[at] = [hit]


def choose(hits: list[ColumnHit], cells: Cells, text: bool) -> list[ColumnHit]:
    """The best hit of each entity; in a column of values only what can stand beside the best one."""
    best: dict[str, ColumnHit] = {}
    for hit in hits:
        if hit.entity not in best or (hit.score, hit.hits) > (best[hit.entity].score, best[hit.entity].hits):
            best[hit.entity] = hit
    ranked = sorted(
        best.values(),
        key=lambda h: (
            h.score < SURE or h.entity in GIVE_WAY,
            not text and h.hits < RARE * cells.filled,
            -h.score,
            -h.hits,
        ),
    )
    if text or not ranked:
        return ranked
    first = ranked[0]
    parts = "cells" in first.evidence  # stretches of cells do not overlap: 森健一（070-7777-7929）
    return [first] + [
        h
        for h in ranked[1:]
        if h.hits + first.hits <= ALIKE * cells.filled
        or (h.entity.startswith("SENSITIVE_") and h.score >= TOGETHER)
        or (parts and "cells" in h.evidence and h.score >= TOGETHER)
    ]
