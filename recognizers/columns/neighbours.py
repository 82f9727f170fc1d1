"""Columns without a telling header that nothing but their shape and their neighbours can tell.

No check digit is published for these, so the score stays what experience gives: a table of persons with a column of
4-6 digits may hold pension numbers or contracts (kept, and low); seven digits beside addresses are postal codes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import pyarrow.compute as pc

from recognizers.columns.cells import cells_of
from recognizers.columns.header import SURE, header_of
from recognizers.columns.records import hit_of
from recognizers.jp.postal_code import head_exists
from recognizers.types import ColumnHit, ColumnView


@dataclass(frozen=True, slots=True)
class Shaped:
    """Values of one written shape. alone, persons, beside: the score without neighbours, beside columns of persons, and
    beside one of `neighbour`.
    """

    entity: str
    shape: str
    alone: float
    persons: float
    beside: float
    neighbour: str = "JP_ADDRESS"


SHAPES = (
    Shaped("JP_POSTAL_CODE", r"〒?\d{3}-\d{4}", 0.3, 0.55, 0.92),
    Shaped("JP_POSTAL_CODE", r"\d{7}", 0.0, 0.0, 0.8),
    Shaped("JP_PASSPORT", r"[TM][A-Z]\d{7}", 0.6, 0.85, 0.85),  # other letters in front are rare
    Shaped("JP_RESIDENCE_CARD", r"[A-Z]{2}\d{8}[A-Z]{2}", 0.3, 0.6, 0.6),
    Shaped("JP_PENSION_NUMBER", r"\d{4}-\d{6}", 0.25, 0.4, 0.4),
    Shaped("JP_EMPLOYMENT_INSURANCE", r"\d{4}-\d{6}-\d", 0.35, 0.55, 0.55),
    # フクオカシチユウオウクナカマチ2-38-4, as a mainframe keeps it
    Shaped(
        "JP_ADDRESS",
        r"[ァ-ヺー ]{2,}(?:シ|ク|グン|チ[ョヨ]ウ|マチ|ムラ|ソン)[ァ-ヺー ]*\d{1,4}(?:-\d{1,4}){1,3}(?:[ ァ-ヺーA-Z0-9-]*)",
        0.55,
        0.85,
        0.85,
        "JP_POSTAL_CODE",
    ),
    # Model code, hyphen, serial: contracts and parts are numbered so too.
    Shaped("JP_CHASSIS_NUMBER", r"[A-Z]{1,4}\d{1,3}[A-Z]{0,2}-\d{6,7}", 0.3, 0.55, 0.9, "JP_LICENSE_PLATE"),
    Shaped("JP_HEALTH_INSURANCE", r"\d{7,8}[-・]\d{1,7}(?:[-(]\d{2}\)?)?", 0.0, 0.3, 0.3),
)
_VAGUE = re.compile(r"番号|コード|記号|キー|no\.?|id|cd|code|num|number|key|区分値|文字列?|値\d?", re.I)
_TELLING = tuple(s.shape for s in SHAPES if "-" in s.shape and s.entity in ("JP_POSTAL_CODE", "JP_CHASSIS_NUMBER"))
_FEW = 5  # distinct values, below which a shape says little


def take_shapes(columns: Sequence[ColumnView], judged: list[list[ColumnHit]]) -> None:
    """Adds to `judged` what shape and neighbours say of columns that have no telling header and nothing sure."""
    told = {hit.entity for hits in judged for hit in hits if hit.score >= SURE}
    persons = bool(told & {"PERSON", "DATE_OF_BIRTH", "JP_MY_NUMBER"})
    for place, column in enumerate(columns):
        header = header_of(column)
        if (header and not _VAGUE.fullmatch(header.strip())) or any(hit.score >= SURE for hit in judged[place]):
            continue
        cells = cells_of(column)
        for shape in SHAPES:
            score = shape.beside if shape.neighbour in told else shape.persons if persons else shape.alone
            if header and not (shape.neighbour in told and shape.shape in _TELLING):
                continue
            if not score or not len(cells):
                continue
            fits = pc.match_substring_regex(cells.spelled.folded, f"^(?:{shape.shape})$").to_pylist()
            if shape.entity == "JP_POSTAL_CODE" and not all(map(head_exists, cells.canonical)):
                continue
            if sum(fits) >= 0.95 * len(fits):
                if len(fits) < _FEW:
                    score = min(score, 0.45)
                evidence = ("shape", "neighbours") if told else ("shape",)
                judged[place].insert(0, hit_of(shape.entity, score, "shape_and_neighbours", evidence, cells))
                break
