"""Family names in one column, given names in another: 鎌田|直樹, ｶﾏﾀ|ﾅｵｷ, Kamata|Naoki.

Family names alone are places, shops and makers too. Given names alone are words. Beside each other they are people: where
half of one column are family names of the dictionaries, half of the other given names, and no header says otherwise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from recognizers.columns.cells import cells_of
from recognizers.columns.header import SURE
from recognizers.columns.records import hit_of
from recognizers.columns.words import NAME_NOT, NOBODYS, WORKS
from recognizers.namedata import katakana, latin_key, names
from recognizers.types import ColumnHit, ColumnView

FAMILY, GIVEN = "family_names", "given_names"  # evidence that who counts people goes by
_OTHER = {FAMILY: GIVEN, GIVEN: FAMILY}
_NEITHER = ("", "")
_FEW = 3  # distinct given names; family names may all be one, of a family
_ENOUGH = 500  # distinct values that show what a column holds
_SHARE = 0.5  # of columns that hold something else hardly a third are names of such a pair
_REACH = 3  # 姓, 姓カナ, 名, 名カナ


def take_name_parts(columns: Sequence[ColumnView], headers: list[str], judged: list[list[ColumnHit]]) -> None:
    """Puts into `judged` the columns of family and of given names, and says of those known as names which they are."""
    parts = [
        _part(column, 1 if _sure(hits) else _FEW) if _open(hits) and _may_be(header, hits) else _NEITHER
        for column, header, hits in zip(columns, headers, judged, strict=True)
    ]
    paired: set[int] = set()
    for reading in (False, True):  # a column of readings may stand beside the names that it reads
        for place, (kind, script) in enumerate(parts):
            reach = _REACH if not headers[place] else 1
            near = range(max(0, place - reach), min(len(parts), place + reach + 1))
            other = _OTHER.get(kind), script
            if place in paired or not kind:
                continue
            if any((at in paired and parts[at][0] == kind) if reading else parts[at] == other for at in near):
                _mark(columns[place], judged, place, kind)
                paired |= {place}


def _open(hits: Sequence[ColumnHit]) -> bool:
    """Names, or nothing yet."""
    return all(hit.entity == "PERSON" for hit in hits if hit.score >= SURE)


def _sure(hits: Sequence[ColumnHit]) -> bool:
    return any(hit.score >= SURE for hit in hits)


def _may_be(header: str, hits: Sequence[ColumnHit]) -> bool:
    """Known as names, or under a header that says nothing in words: none, fld_07."""
    other = any(no.search(header) for no in (NOBODYS, NAME_NOT, WORKS))
    return _sure(hits) or (header.isascii() and not other)


def _mark(column: ColumnView, judged: list[list[ColumnHit]], place: int, kind: str) -> None:
    named = [hit for hit in judged[place] if hit.entity == "PERSON" and hit.score >= SURE]
    if named:
        judged[place] = [replace(hit, evidence=(*hit.evidence, kind)) if hit in named else hit for hit in judged[place]]
    else:
        hit = hit_of("PERSON", 0.85, "name_parts", ("dictionary", "neighbours", kind), cells_of(column))
        judged[place] = [hit, *(other for other in judged[place] if other.entity != "PERSON")]


def _part(column: ColumnView, least: int) -> tuple[str, str]:
    """(family or given names, in which script); neither for anything else."""
    values = set(cells_of(column).first)
    if not values:
        return _NEITHER
    known, kana, latin = names(), {katakana(value) for value in values}, {latin_key(value) for value in values}
    for script, some, family, given in (
        ("kana", kana, known.surname_kana, known.given_kana),
        ("latin", latin, known.surname_latin, known.given_latin),
        ("kanji", values, known.surnames.keys(), known.given),  # given names are written in kana too
    ):
        families, givens = len(some & family) / len(some), len(some & given) / len(some)
        if families > givens and families >= _SHARE:
            return FAMILY, script
        if givens >= _SHARE and len(values) >= least:
            return GIVEN, script
    return _NEITHER
