"""Telephones without their area code, as a list of one town writes them: 426-4849, 67-0205 under 電話."""

from __future__ import annotations

import re
from collections.abc import Sequence

from recognizers.columns.accounts import fits
from recognizers.columns.cells import cells_of
from recognizers.columns.header import SURE
from recognizers.columns.records import hit_of
from recognizers.jp import towns
from recognizers.types import ColumnHit, ColumnView

_HEADER = re.compile(
    r"^(?:自宅|ご?自宅の?|本人|緊急|固定|連絡先|昼間の?)?(?:電話|お電話|電話番号|TEL|FAX|ファックス|FAX番号|phone)(?:番号|no\.?)?(?:[(（].*)?\d?$",
    re.I,
)
_LOCAL = r"\(?[1-9]\d{1,3}[-)]\d{4}"  # 市内局番 and the number; with one digit in front it may be an extension, 1-2345
_POSTAL = 0.5  # of the values are postal codes that exist; of random ones one in eighty is
_FEW = 3


def take_local(columns: Sequence[ColumnView], headers: list[str], judged: list[list[ColumnHit]]) -> None:
    """Adds to `judged` the columns of local numbers beside persons or addresses."""
    told = {hit.entity for hits in judged for hit in hits if hit.score >= SURE}
    if not told & {"PERSON", "JP_ADDRESS"}:
        return
    for place, header in enumerate(headers):
        if not _HEADER.search(header) or any(hit.score >= SURE for hit in judged[place]):
            continue
        cells = cells_of(columns[place])
        if len(cells) < _FEW or not fits(rf"{_LOCAL}|0\d{{1,4}}-\d{{1,4}}-\d{{4}}", cells):
            continue
        if sum(bool(towns.where(code.zfill(7))) for code in cells.canonical) < _POSTAL * len(cells.canonical):
            judged[place].insert(
                0, hit_of("PHONE_NUMBER", 0.75, "local_numbers", ("shape", f"header:{header[:40]}"), cells)
            )
