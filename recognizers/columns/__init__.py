"""A column judged as a whole: its header, the shapes of its distinct values, their check digits, its neighbours.

One row in ten passes My Number's check by chance, but not thirty of thirty: over a column the share that passes is
proof, for or against. The same holds for shapes: how often a random value of the same make would match says what a
match is worth. All of it is counted over distinct values. Columns of running text and of what has no shape go through
the text recognizers: patterns over all values of a text, the rest by sample (see `by_sample`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from recognizers.columns.accounts import take_accounts
from recognizers.columns.arbitration import (
    choose,
    in_record,
    municipal,
    no_goods_code,
    not_personal,
    of_organisations,
    of_products,
    of_somebody,
    pair_insurance,
    pair_post_office,
    with_disability,
)
from recognizers.columns.births import births
from recognizers.columns.by_text import CLEAR, SAMPLE, Reading, by_sample, by_text, read_all, worded
from recognizers.columns.cells import cells_of, is_text, read_together
from recognizers.columns.diagnosis_codes import take_diagnoses
from recognizers.columns.flags import take_flags
from recognizers.columns.header import SURE, header_of
from recognizers.columns.marks import take_marks
from recognizers.columns.name_parts import take_name_parts
from recognizers.columns.neighbours import take_shapes
from recognizers.columns.own import own
from recognizers.columns.parts import take_parts
from recognizers.columns.persons import person
from recognizers.columns.records import take_records
from recognizers.columns.shapes import shape
from recognizers.columns.some import counted, hidden, some_of
from recognizers.columns.telephones import take_local
from recognizers.columns.topics import lowered, nobodys
from recognizers.columns.words import OFFICE
from recognizers.text import fold
from recognizers.types import ColumnHit, ColumnView

if TYPE_CHECKING:
    from recognizers import Engine

__all__ = ["SAMPLE", "by_sample", "judge_column", "judge_table"]


def judge_table(engine: Engine, columns: Sequence[ColumnView]) -> list[list[ColumnHit]]:
    """Entity types of each column of one table, the surest first; empty lists for columns that hold none."""
    headers = [header_of(column).strip() for column in columns]
    read_together(columns)
    new = [column for column in columns if "judged" not in column.work]
    for column, hits in zip(new, read_all(engine, [_judge(engine, column) for column in new]), strict=True):
        column.work["judged"] = hits
    judged = [list(judge_column(engine, column)) for column in columns]
    pair_post_office(columns, judged)
    pair_insurance(columns, judged)
    take_parts(columns, headers, judged)
    take_accounts(columns, headers, judged)
    take_marks(columns, headers, judged)
    take_name_parts(columns, headers, judged)
    take_local(columns, headers, judged)
    persons = any(hit.entity == "PERSON" and hit.score >= SURE for hits in judged for hit in hits)
    judged = [[kept for hit in hits if (kept := in_record(hit, persons)) is not None] for hits in judged]
    if persons:
        take_flags(columns, headers, judged)
    take_records(columns, headers, judged)
    take_shapes(columns, judged)
    take_diagnoses(columns, judged)
    judged = [with_disability(of_somebody(hits, column)) for hits, column in zip(judged, columns, strict=True)]
    reason = nobodys(headers, _title(columns), judged)
    judged = [[lowered(hit, reason) for hit in hits] for hits in judged]
    judged = [[municipal(hit, headers) for hit in hits] for hits in judged]
    goods = of_products(headers, judged)
    judged = [no_goods_code(hits) if place in goods else hits for place, hits in enumerate(judged)]
    if of_organisations(headers, judged):
        judged = [[not_personal(hit) for hit in hits] for hits in judged]
    return [
        [not_personal(hit) for hit in hits] if OFFICE.search(header_of(column)) else hits
        for column, hits in zip(columns, judged, strict=True)
    ]


def _title(columns: Sequence[ColumnView]) -> str:
    return fold(f"{columns[0].hints.name} {columns[0].hints.sheet}").text if columns else ""


def judge_column(engine: Engine, column: ColumnView) -> list[ColumnHit]:
    """What the column says by itself; worked out once."""
    if "judged" not in column.work:
        (column.work["judged"],) = read_all(engine, [_judge(engine, column)])
    found: list[ColumnHit] = column.work["judged"]
    return found


def _judge(engine: Engine, column: ColumnView) -> Reading[list[ColumnHit]]:
    chosen = None if engine.depth == "deep" else (yield from _by_some(engine, column))
    if chosen is None:
        chosen = yield from _verdicts(engine, column)
    if not engine.own or not len(cells := cells_of(column)) or is_text(cells):
        return chosen
    whole = {hit.entity for hit in chosen if "cells" not in hit.evidence}
    exact = [hit for hit in own(engine, column, header_of(column), cells) if hit.entity not in whole]
    return [*(hit for hit in chosen if hit.entity not in {one.entity for one in exact}), *exact]


def _verdicts(engine: Engine, column: ColumnView) -> Reading[list[ColumnHit]]:
    cells = cells_of(column)
    if not len(cells):
        return []
    header, text = header_of(column), is_text(cells)
    hits: list[ColumnHit] = []
    if not text:
        shaped = engine.candidates.under(header, engine.labels, cells.spelled.canonical)
        hits = [hit for pattern, fits in shaped if (hit := shape(engine, pattern, header, cells, fits)) is not None]
        if (born := births(engine, header, cells)) is not None:
            hits.append(born)
        if "PERSON" in engine.entities and (named := person(header, cells)) is not None:
            hits.append(named)
    if max((h.score for h in hits), default=0.0) < CLEAR:
        denied = {hit.entity for hit in hits if hit.score < SURE}
        read = yield from by_text(engine, column, header, cells, text)
        hits += [hit for hit in read if hit.entity not in denied]
    return choose(hits, cells, text)


def _by_some(engine: Engine, column: ColumnView) -> Reading[list[ColumnHit] | None]:
    """The verdicts by some of the values, counted over all; None where all have to be judged: see `recognizers.columns.some`."""
    if (some := some_of(column)) is None:
        return None
    drawn, rare = some
    cells = cells_of(drawn)
    if len(cells) and is_text(cells):
        return None
    hits = yield from _verdicts(engine, drawn)
    if any(hit.more is None for hit in hits) or (
        max((h.score for h in hits), default=0.0) < CLEAR and worded(cells.first)
    ):
        return None
    known = {hit.entity for hit in hits}
    if rare is not None and not known.issuperset(hit.entity for hit in (yield from _verdicts(engine, rare))):
        return None
    if hidden(engine, header_of(column), cells, column, known):
        return None
    return [counted(hit, cells_of(column)) for hit in hits]
