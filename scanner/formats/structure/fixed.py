"""Transfers as banks exchange them (全銀協規定フォーマット): records of 120 characters, a line each.

The fields of 総合振込 (21), 給与振込 (11, 12) and 口座振替 (91) lie at the same places up to the amount; behind it stand
the customer's or employee's codes. https://www.zenginkyo.or.jp/abstract/efforts/system/protocol/
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from scanner.formats.structure.found import LEAST, Block, Found, crowded, odd_rows, often

_FIELDS = {
    "銀行番号": r"\d{4}",
    "銀行名": ".{15}",
    "支店番号": r"\d{3}",
    "支店名": ".{15}",
    "手形交換所番号": "[0-9 ]{4}",
    "預金種目": r"\d",
    "口座番号": r"\d{7}",
    "受取人名": ".{30}",
    "金額": r"\d{10}",
    "新規コード": ".",
    "顧客コード": ".{20}",
    "振込指定区分": ".",
    "予備": ".{8}",
}
_DATA = re.compile("2" + "".join(f"({make})" for make in _FIELDS.values()) + r"\s*\Z", re.A)
_FULL = 0.6  # of the lines around are such; the others are headers and trailers


@dataclass(slots=True)
class Transfers:
    """All transfers of one file are one table."""

    _met: bool = False

    def find(self, block: Block) -> Iterator[Found]:
        probes = block.probes()
        if not often([("", sum(_DATA.match(probe) is not None for probe in probes))], probes):
            return
        rows = [_DATA.match(line) if line[:1] == "2" else None for line in block.lines]
        mask = block.free & np.fromiter((row is not None for row in rows), np.bool_, len(rows))
        lines = np.flatnonzero(crowded(mask, block.filled, _FULL))
        cells = [match.groups() for line in lines.tolist() if (match := rows[line]) is not None]
        columns = [pa.array(values, pa.string()) for values in zip(*cells, strict=True)]
        kept = ~odd_rows(columns)
        if np.count_nonzero(kept) < (1 if self._met else LEAST):
            return
        self._met = True
        values = [column.filter(pa.array(kept)) for column in columns]
        yield Found(("transfers",), [*_FIELDS], values, [lines[kept]] * len(values), lines[kept])
