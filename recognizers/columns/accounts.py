"""Bank accounts over several columns: 金融機関コード of four digits, 店番 of three, 種目, and the number of seven.

The number is told by the company it keeps: by the headers of bank and branch, or, where there are none, by codes that
banks have (data/zengin_banks.tsv; one random number of four digits in nine is one) before three digits and seven.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

import pyarrow.compute as pc

from recognizers.columns.cells import Cells, cells_of
from recognizers.columns.header import SURE
from recognizers.columns.records import hit_of
from recognizers.jp.bank_account import bank_codes, known_branch
from recognizers.types import ColumnHit, ColumnView

_BANK = re.compile(r"銀行|金融機関|bank", re.I)
_BRANCH = re.compile(r"支店|店番|店舗?番号|branch", re.I)
_NUMBER = re.compile(r"^(?:番号|口座|預金|No\.?|number|acct|account)\d?$", re.I)
_KIND = r"[1249]|普通?|当座?|貯蓄|別段|普通預金|当座預金"
_TOGETHER = r"\d{7}[1249]?\d{7}"  # a random number of seven digits is bank and branch in one case of 400
_REACH = 5  # bank, branch, 種目, number, and a name between two of them
_TRANSFER = 7  # bank, its name, branch, its name, 手形交換所, 種目, number
_PAYEE = r"[ァ-ヺーA-Z0-9 .()/\-]*[ァ-ヺ]{2}[ァ-ヺーA-Z0-9 .()/\-]*"
_BRANCHES = 1000  # codes of three digits
_MANY = 3  # different bank codes that are no accident without more


def take_accounts(columns: Sequence[ColumnView], headers: list[str], judged: list[list[ColumnHit]]) -> None:
    """Puts into `judged` the column of account numbers that bank and branch stand beside."""
    if any(map(_BANK.search, headers)) and any(map(_BRANCH.search, headers)):
        numbers = [place for place, header in enumerate(headers) if _NUMBER.search(header)]
        for place in (place for place in numbers if not _sure(judged[place])):
            cells = cells_of(columns[place])
            if fits(r"\d{4,8}", cells):
                judged[place] = [_hit(cells, "parts:4", f"header:{headers[place]}")]
    elif not any(headers):
        _by_values(columns, judged)
    _joined(columns, headers, judged)


def _joined(columns: Sequence[ColumnView], headers: list[str], judged: list[list[ColumnHit]]) -> None:
    """Bank, branch, kind and number as one: 000102410080175."""
    for place, header in enumerate(headers):
        if header or _sure(judged[place]):
            continue
        cells = cells_of(columns[place])
        if len(cells) < _MANY or not fits(_TOGETHER, cells):
            continue
        if sum(known_branch(value[:4], value[4:7]) for value in cells.folded) >= 0.8 * len(cells):
            judged[place] = [_hit(cells, "parts:4", "bank_codes")]


def _by_values(columns: Sequence[ColumnView], judged: list[list[ColumnHit]]) -> None:
    for first, (bank, branch) in enumerate(pairwise(columns)):
        if len(bank.values) > len(bank_codes()) or len(branch.values) > _BRANCHES:
            continue
        codes = cells_of(bank)
        known = fits(r"\d{4}", codes) and all(value in bank_codes() for value in codes.folded)
        if known and not fits(r"\d{3}", cells_of(branch)):
            _by_transfer(columns, judged, first)
        if not (known and fits(r"\d{3}", cells_of(branch))):
            continue
        near = {at: cells_of(columns[at]) for at in range(first + 2, min(first + _REACH, len(columns)))}
        kind = any(fits(_KIND, cells) for cells in near.values())
        number = next((at for at, cells in near.items() if fits(r"\d{7}", cells) and not _sure(judged[at])), None)
        if number is not None and (kind or len(codes) >= _MANY):
            judged[number] = [_hit(near[number], "parts:4", "bank_codes")]


def _by_transfer(columns: Sequence[ColumnView], judged: list[list[ColumnHit]], bank: int) -> None:
    """As 総合振込 sets it: bank, its name and the branch's in between, 種目, the number, and right behind it who is paid."""
    for at in range(bank + 2, min(bank + _TRANSFER, len(columns) - 1)):
        kind, number, payee = cells_of(columns[at - 1]), cells_of(columns[at]), cells_of(columns[at + 1])
        if _sure(judged[at]) or not (fits(_KIND, kind) and fits(r"\d{7}", number)):
            continue
        if any(hit.entity == "PERSON" and hit.score >= SURE for hit in judged[at + 1]) or fits(_PAYEE, payee):
            judged[at] = [_hit(number, "parts:4", "bank_codes")]
            return


def fits(shape: str, cells: Cells) -> bool:
    """Whether nearly all of the values have the shape."""
    if not len(cells):
        return False
    flags = pc.match_substring_regex(cells.spelled.folded, f"^(?:{shape})$").to_pylist()
    return bool(sum(flags) >= 0.95 * len(flags))


def _hit(cells: Cells, *evidence: str) -> ColumnHit:
    return hit_of("JP_BANK_ACCOUNT", 0.85, "parts", evidence, cells)


def _sure(hits: Sequence[ColumnHit]) -> bool:
    return any(hit.score >= SURE for hit in hits)
