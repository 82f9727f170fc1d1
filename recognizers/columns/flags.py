"""障害者フラグ 0/0/1: a yes or no under a header of special care, told of the person in the row. Only the yes counts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from recognizers.columns.cells import cells_of
from recognizers.columns.header import SURE
from recognizers.jp.special_care.headers import entity_of
from recognizers.types import ColumnHit, ColumnView

_YES = re.compile(r"1|y|yes|true|t|on|有り?|あり|該当|はい|○|◯|〇|要", re.I)
_NO = re.compile(r"0|n|no|false|f|off|無し?|なし|非該当|いいえ|×|否|不要", re.I)
_ANSWERS = 6  # ways to write yes and no in one column
# Who took a check-up says nothing of the result (guideline 2-3).
_FOUND = re.compile(r"判定|所見|異常|ストレス|該当|要")


def take_flags(columns: Sequence[ColumnView], headers: list[str], judged: list[list[ColumnHit]]) -> None:
    """Adds to `judged` the columns of flags in a table that names persons."""
    for place, header in enumerate(headers):
        entity = entity_of(header)
        if not entity or len(columns[place].values) > _ANSWERS or any(hit.score >= SURE for hit in judged[place]):
            continue
        if entity == "SPC_HEALTH_CHECK" and not _FOUND.search(header):
            continue
        cells = cells_of(columns[place])
        yes = [bool(_YES.fullmatch(value)) for value in cells.folded]
        if any(yes) and all(y or _NO.fullmatch(value) for y, value in zip(yes, cells.folded, strict=True)):
            evidence = ("flags", f"header:{header[:40]}", "record_of_person")
            judged[place].insert(0, ColumnHit(entity, 0.7, "flags", evidence, cells.filled, *cells.total(yes)))
