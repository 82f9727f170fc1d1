"""What a table is about, where that takes special care away: faults of machines, and what products cover.

障害区分 in a list of incidents and 支払事由 of an insurance are nobody's. They stay, low, with the reason.
"""

from __future__ import annotations

import re
from dataclasses import replace

from recognizers.columns.header import SURE
from recognizers.types import ColumnHit

_LOW = 0.3
_FAULTS = re.compile(
    r"障害(?:id|番号|no|票|内容|発生|報告|管理|原因|箇所|機器|対応|復旧|概要|件名|日時)|復旧|インシデント|不具合|チケット|サーバ|端末|起票|システム名|機器|機種|号機|点検|製造番号|装置|設備|故障|エラー|incident|ticket|severity|outage",
    re.I,
)
FAULTS_TITLE = re.compile(
    r"障害(?:管理|一覧|票|報告|対応|台帳)|インシデント|不具合|点検|保守|整備|incident|trouble|outage", re.I
)
_PRODUCTS = re.compile(
    r"支払事由|免責|給付金|約款|保険料|保険種類|特約|補償|商品|製品|品目|品名|販売名|薬価|効能|講座|書名|資料名|product|item|sku",
    re.I,
)
PRODUCTS_TITLE = re.compile(r"商品|製品|品目|約款|規定|規程|薬価|カタログ|product|catalog", re.I)
# One of these in the rows, and they are about persons.
_PERSONAL = frozenset(
    "PERSON DATE_OF_BIRTH JP_MY_NUMBER PHONE_NUMBER EMAIL_ADDRESS JP_ADDRESS GENDER AGE CUSTOMER_ID EMPLOYEE_ID STUDENT_ID JP_HEALTH_INSURANCE JP_LATE_ELDERLY_INSURANCE JP_KAIGO_INSURANCE JP_PUBLIC_MEDICAL_PAYER".split()
)


def nobodys(headers: list[str], title: str, judged: list[list[ColumnHit]]) -> str:
    """Why special care in this table is said of nobody, in the words of `special_care.reasons`; "" where it is not so."""
    if sum(map(bool, map(_FAULTS.search, headers))) + 2 * bool(FAULTS_TITLE.search(title)) >= 2:
        return "it_trap"
    if any(hit.entity in _PERSONAL and hit.score >= SURE for hits in judged for hit in hits):
        return ""
    about = sum(map(bool, map(_PRODUCTS.search, headers))) + bool(PRODUCTS_TITLE.search(title))
    return "product" if about else ""


def lowered(hit: ColumnHit, reason: str) -> ColumnHit:
    """A hit of special care that `reason` takes from every person."""
    if not reason or not hit.entity.startswith("SPC_"):
        return hit
    return replace(hit, score=min(hit.score, _LOW), evidence=(*hit.evidence, f"generic:{reason}"))
