"""One value over several neighbouring columns: 年|月|日, 元号|年|月|日, three columns of four digits, a digit a cell.

The first header names the value, the next ones repeat it with a number, name a part, or are empty (a merged header).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from recognizers.columns.accounts import fits
from recognizers.columns.cells import cells_of
from recognizers.columns.records import hit_of
from recognizers.types import ColumnHit, ColumnView


@dataclass(frozen=True, slots=True)
class Parts:
    """header: what the first of the columns is called. shapes: of each column, in order."""

    entity: str
    header: re.Pattern[str]
    shapes: tuple[str, ...]


_YEAR, _MONTH, _DAY = r"(?:(?:19|20)\d\d|\d{1,2})年?", r"(?:0?[1-9]|1[0-2])月?", r"(?:0?[1-9]|[12]\d|3[01])日?"
_ERA = r"(?:明治?|大正?|昭和?|平成?|令和?|西暦|[MTSHR]|[1-5])"
_BORN = re.compile(r"生年|生まれ|誕生|出生|birth|dob|seinen|tanjo", re.I)
_MINE = re.compile(r"個人番号|マイナンバー|my_?num|individual.?number|kojin_?bango", re.I)
_LICENCE = re.compile(r"免許(?:証)?(?:の)?(?:番号|No)|menkyo|licen[sc]e.?(?:no|num)", re.I)
_PHONE = re.compile(r"電話|tel|phone|携帯|fax|市外局番", re.I)
_POSTAL = re.compile(r"郵便|〒|zip|postal|yubin", re.I)
PARTS = (
    Parts("JP_MY_NUMBER", _MINE, (r"\d",) * 12),
    Parts("JP_MY_NUMBER", _MINE, (r"\d{1,4}",) * 3),
    Parts("JP_DRIVERS_LICENSE", _LICENCE, (r"\d",) * 12),
    Parts("JP_DRIVERS_LICENSE", _LICENCE, (r"\d{2,4}",) * 3),
    Parts("DATE_OF_BIRTH", _BORN, (_ERA, r"(?:\d{1,4}|元)年?", _MONTH, _DAY)),
    Parts("DATE_OF_BIRTH", _BORN, (_YEAR, _MONTH, _DAY)),
    Parts("PHONE_NUMBER", _PHONE, (r"0?\d{1,4}", r"\d{1,4}", r"\d{3,4}")),
    Parts("JP_POSTAL_CODE", _POSTAL, (r"\d{2,3}", r"\d{1,4}")),
)
# What the second and later columns are called, once the stem of the first is taken off.
_PART = re.compile(
    r"[\s_\-.(（\[]*(?:\d{1,2}|年|月|日|元号|和暦|西暦|上\d桁|下\d桁|前半|後半|市外局番|市内局番|局番|加入者番号|y{1,4}|m{1,2}|d{1,2}|year|month|day|era)?[)）\]]*",
    re.I,
)


def take_parts(columns: Sequence[ColumnView], headers: list[str], judged: list[list[ColumnHit]]) -> None:
    """Puts into `judged` what columns hold together that none of them holds alone."""
    place = 0
    while place < len(columns):
        found = next((p for p in PARTS if _begins(p, place, columns, headers)), None)
        if found is None:
            place += 1
            continue
        for at in range(place, place + len(found.shapes)):
            evidence = (f"parts:{len(found.shapes)}", f"header:{headers[place][:40]}")
            cells = cells_of(columns[at])
            if len(cells):
                judged[at] = [hit_of(found.entity, 0.85, "parts", evidence, cells)]
        place += len(found.shapes)


def _begins(parts: Parts, place: int, columns: Sequence[ColumnView], headers: list[str]) -> bool:
    group = headers[place : place + len(parts.shapes)]
    if len(group) < len(parts.shapes) or not (named := parts.header.search(group[0])):
        return False
    stem = re.sub(
        r"[\s_\-.(（\[]*(?:1|年|元号|和暦|year|era|y{2,4}|上\d桁|市外局番)[)）\]]*$", "", group[0], flags=re.I
    )
    stem = stem or named[0]
    if not all(_PART.fullmatch(header.removeprefix(stem)) for header in group[1:]):
        return False
    found = [cells_of(column) for column in columns[place : place + len(parts.shapes)]]
    return all(fits(shape, cells) for shape, cells in zip(parts.shapes, found, strict=True))
