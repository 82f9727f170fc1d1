"""What a column's header says of a type of number, and what that is worth."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from recognizers.columns.spelling import in_japanese
from recognizers.columns.words import NOBODYS
from recognizers.dictionary import lines
from recognizers.pattern import Pattern
from recognizers.text import fold
from recognizers.types import ColumnView

if TYPE_CHECKING:
    from recognizers.context import Labels

# Log-odds.
HEADER, OTHER_HEADER, VAGUE_HEADER, UNKNOWN_HEADER = 4.5, -5.0, -3.0, -1.0  # vague: 番号, ID
PRIOR = -3.5  # a column is of a given type, before anything is known of it
CAP = 8.0  # what check digits alone may prove
PROOF, PROVEN = 10, 11.0  # so many values that pass outweigh the header of another number
FEW = 3  # distinct values that share a shape by accident
MIXED = 2.0  # what it costs to suppose that a column holds numbers of two kinds
DENIED = 0.25  # the header says so and the check digits deny it: kept, and low
SHAPE_CAP = 5.0  # what a shape alone may prove
SLIPPED = 5  # so many distinct values speak against the header of a word; against that of a number it takes PROOF
SURE = 0.5

_NO_NAME = re.compile(
    r"(?:col(?:umn)?|列|field|attr|ext|reserve|unnamed:?|項目|予備|自由項目|データ|data|value|値|ref|[a-z](?:_[a-z])?) ?_?\d*",
    re.I,
)

# Numbers of whatever paper somebody showed: a licence, a passport, a card.
_IDENTITY = re.compile(
    r"本人確認|身分証|証明書(?:類)?の?番号|確認書類|書類(?:の?番号|No)|identification|id_?(?:doc|document|card|proof)",
    re.I,
)
_NUMBER = re.compile(r"番号|コード|(?<![A-Za-z])(?:no|cd|id|code|num|number)(?![A-Za-z])", re.I)
# Numbers that senders and carriers hand out. Theirs end in check digits too, so that all pass proves no other number.
_SENT = re.compile(
    r"注文|受注|発注|伝票|送り状|追跡|トラッキング|問い?合わ?せ|荷物|貨物|出荷|配送|発送|送状|請求|見積|納品|検収|(?<![a-z])(?:order|po|purchase|slip|waybill|shipment|shipping|parcel|invoice|voucher|awb)(?![a-z])|tracking",
    re.I,
)
_PARTS = re.compile(
    r"部品|部番|品番|図面|図番|型番|型式|(?<![a-z])(?:part(?!ner)|dwg|drawing|model|sku|lot|serial)", re.I
)
_VAGUE = re.compile(r"番号|コード|キー|no\.?|id|cd|code|num|number|key|value|値", re.I)
_MONEY = frozenset(("INCOME", "JP_CREDIT_INFO", "HOUSING", "FAMILY", "OCCUPATION", "AGE"))
# For all others, what is paid for them: 健康保険料, 電話代, カード年会費.
_PAID = re.compile(r"(?:料|料金|(?<![年世])代|金額|額|会費|手数料|控除)(?:[(（\[].*|計|合計)?$")
_SPACED = re.compile(r"(?<=[ぁ-んァ-ヺー一-龥])\s+(?=[ぁ-んァ-ヺ一-龥])")  # 口 座 番 号, set wide to fill its cell


def header_of(column: ColumnView) -> str:
    """The folded header, read where it is romaji, of a key path its last part; "" where it names nothing (列2, data, 値)."""
    return _read(column.hints.header or column.field)


@lru_cache(maxsize=4_096)
def _read(header: str) -> str:
    header = _SPACED.sub("", fold(header).text)
    if re.fullmatch(r"[A-Za-z0-9_./]+", header):
        header = re.split(r"[./](?=[^./]+$)", header)[-1]
    return "" if _NO_NAME.fullmatch(header.strip()) else in_japanese(header)


@cache
def _short() -> dict[str, str]:
    """Short header → entity (data/header_entities.tsv)."""
    rows = (line.split("\t") for line in lines("header_entities.tsv"))
    return {fold(word).text.lower(): entity for entity, words in rows for word in words.split()}


def names_number(header: str) -> bool:
    """Some number or code, whatever of."""
    return bool(_NUMBER.search(header))


def names_parts(header: str) -> bool:
    """Parts and drawings, numbered in groups as telephones are: 090-6103-8001."""
    return bool(_PARTS.search(header))


def names_sent(header: str) -> bool:
    """An order, a slip, a parcel."""
    return bool(_SENT.search(header))


def names_price(header: str, entity: str) -> bool:
    """Money that is paid for what `entity` is the number of."""
    return entity not in _MONEY and bool(_PAID.search(header))


def header_weight(labels: Labels, pattern: Pattern, header: str) -> tuple[float, tuple[str, ...]]:
    """Log-odds that a header adds for the type of a pattern, and the evidence."""
    if not header:
        return 0.0, ()
    said = _said(labels, header)
    if said.paid and pattern.entity not in _MONEY:
        return OTHER_HEADER, ("other_header",)
    if said.short == pattern.entity:
        return HEADER, said.evidence
    if pattern.entity in said.owners:
        owned = [word for word, owners in said.found if pattern.entity in owners and word not in pattern.other]
        if owned:
            last, others = said.found[-1]
            strength = HEADER if last in owned else (2.0 if others else -1.0)
            return strength, said.evidence
    return said.others


@dataclass(frozen=True, slots=True)
class _Said:
    """What a header says, whatever the pattern. short: the type it is a short name of. found: labels in it, and of what
    types each is; owners: all of those. paid: money for something. others: the weight for all other types."""

    short: str | None
    found: tuple[tuple[str, frozenset[str]], ...]
    owners: frozenset[str]
    paid: bool
    evidence: tuple[str, ...]
    others: tuple[float, tuple[str, ...]]


@lru_cache(maxsize=2_048)  # each pattern asks about the same header, and so does the next table
def _said(labels: Labels, header: str) -> _Said:
    whole = re.sub(r"[\s.:：]|[①-⑳\d]$", "", header).lower()
    found = tuple((word, frozenset(labels.names(word))) for word, _, _ in labels.before(header))
    owners = frozenset[str]().union(*(each for _, each in found))
    evidence = (f"header:{header[:40]}",)
    if _IDENTITY.search(header):
        others: tuple[float, tuple[str, ...]] = 0.0, evidence
    elif _VAGUE.fullmatch(whole):
        others = VAGUE_HEADER, ("other_header",)
    elif found or NOBODYS.search(header) or names_number(header):
        others = OTHER_HEADER, ("other_header",)
    else:
        others = UNKNOWN_HEADER, ()
    return _Said(_short().get(whole), found, owners, bool(_PAID.search(header)), evidence, others)
