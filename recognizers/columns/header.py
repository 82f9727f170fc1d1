"""What a column's header says of a type of number, and what that is worth."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from recognizers.columns.spelling import in_japanese
from recognizers.columns.words import NOBODYS
from recognizers.dictionary import lines
from recognizers.pattern import Pattern
from recognizers.text import fold
from recognizers.types import ColumnView

if TYPE_CHECKING:
    from recognizers import Engine

# Log-odds.
HEADER, OTHER_HEADER, VAGUE_HEADER, UNKNOWN_HEADER = 4.5, -5.0, -3.0, -1.0  # vague: 番号, ID
PRIOR = -3.5  # a column is of a given type, before anything is known of it
CAP = 8.0  # what check digits alone may prove
PROOF, PROVEN = 10, 11.0  # so many values that pass outweigh the header of another number
FEW = 3  # distinct values that share a shape by accident
MIXED = 2.0  # what it costs to suppose that a column holds numbers of two kinds
DENIED = 0.25  # the header says so and the check digits deny it: kept, and low
SHAPE_CAP = 5.0  # what a shape alone may prove
SURE = 0.5

_NO_NAME = re.compile(
    r"(?:col(?:umn)?|列|field|attr|ext|reserve|unnamed:?|項目|予備|自由項目|データ|data|value|値|ref|[a-z]) ?_?\d*",
    re.I,
)

# Numbers of whatever paper somebody showed: a licence, a passport, a card.
_IDENTITY = re.compile(
    r"本人確認|身分証|証明書(?:類)?の?番号|確認書類|書類(?:の?番号|No)|identification|id_?(?:doc|document|card|proof)",
    re.I,
)
_SPACED = re.compile(r"(?<=[ぁ-んァ-ヺー一-龥])\s+(?=[ぁ-んァ-ヺ一-龥])")  # 口 座 番 号, set wide to fill its cell


def header_of(column: ColumnView) -> str:
    """The folded header, read where it is romaji, of a key path its last part; "" where it names nothing (列2, data, 値)."""
    header = _SPACED.sub("", fold(column.hints.header or column.field).text)
    if re.fullmatch(r"[A-Za-z0-9_./]+", header):
        header = re.split(r"[./](?=[^./]+$)", header)[-1]
    return "" if _NO_NAME.fullmatch(header.strip()) else in_japanese(header)


@cache
def _short() -> dict[str, str]:
    """Short header → entity (data/header_entities.tsv)."""
    rows = (line.split("\t") for line in lines("header_entities.tsv"))
    return {fold(word).text.lower(): entity for entity, words in rows for word in words.split()}


def header_weight(engine: Engine, pattern: Pattern, header: str) -> tuple[float, tuple[str, ...]]:
    if not header:
        return 0.0, ()
    whole = re.sub(r"[\s.:：]|[①-⑳\d]$", "", header).lower()
    if _short().get(whole) == pattern.entity:
        return HEADER, (f"header:{header[:40]}",)
    found = engine.labels.before(header)
    owned = [word for word, _, _ in found if pattern.entity in engine.labels.names(word) and word not in pattern.other]
    if owned:
        last = found[-1][0]
        others = engine.labels.names(last)
        strength = HEADER if last in owned else (2.0 if others else -1.0)
        return strength, (f"header:{header[:40]}",)
    if _IDENTITY.search(header):
        return 0.0, (f"header:{header[:40]}",)
    if re.fullmatch(r"番号|コード|キー|no\.?|id|cd|code|num|number|key|value|値", whole, re.I):
        return VAGUE_HEADER, ("other_header",)
    if (
        found
        or NOBODYS.search(header)
        or re.search(r"番号|コード|(?:^|_|\b)(?:no|cd|id|code|num|number)(?:$|_|\b)", header, re.I)
    ):
        return OTHER_HEADER, ("other_header",)
    return UNKNOWN_HEADER, ()
