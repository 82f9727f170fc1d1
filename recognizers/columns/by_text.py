"""Columns of running text and of what has no shape, read by the text recognizers cell by cell."""

from __future__ import annotations

import random
import re
from array import array
from bisect import bisect_right
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import accumulate
from operator import itemgetter
from typing import TYPE_CHECKING, TypeVar

import pyarrow as pa
import pyarrow.compute as pc

from recognizers.columns.alike import FIRST, makes, numbered, types_of
from recognizers.columns.cells import Cells
from recognizers.columns.header import FEW, SURE, names_price
from recognizers.columns.persons import name_like, names_persons, of_companies, of_things
from recognizers.columns.spelling import in_japanese
from recognizers.columns.words import NAME_NOT, NOBODYS, WORKS
from recognizers.jp.special_care.reasons import reason
from recognizers.text import fold
from recognizers.types import ColumnHit, ColumnView, Found, Hints, Hit

if TYPE_CHECKING:
    from recognizers import Engine

_Told = TypeVar("_Told")
SAMPLE = 200  # distinct values that go through the text recognizers
PLAIN = 0.85  # a score that a number or an address has without the company of others: with its label, say
CLEAR = 0.8  # a score of a column's values from which on no cell is read as a text
WHOLE = 0.8  # of a cell is one word
LIKELY = 0.2  # a prior from which on a shape and its check prove a number
UNTOLD = 0.4  # most cells name an illness, and nothing says whose
# Who comes to a seminar is no example of one.
SIGNED_UP = re.compile(r"申し?込|参加者|受講者|出席者|来場者|応募者|予約|受付|名簿|出欠")
_WORD = re.compile(r"[ぁ-んァ-ヶ一-龥]")
_TELLING = re.compile(r"\d{4}|@")  # a number or an address may stand among remarks
_WORDED = ("SPC_", "SENSITIVE_")  # types that words tell
# Hands out texts that are to be read and what is told of them, is given the hits of each, and comes to something.
Reading = Generator[tuple[list[str], Hints], list[list[Hit]], _Told]
_APART = "\n" * 100  # between cells that are searched together: further than any pattern looks


def by_text(engine: Engine, column: ColumnView, header: str, cells: Cells, text: bool) -> Reading[list[ColumnHit]]:
    """What the text recognizers find, each cell read under its header: in a sample, and patterns in all running text."""
    siblings = _in_japanese(column.hints.siblings)
    listed = SIGNED_UP.search(fold(column.hints.name).text) and any(map(names_persons, siblings))
    hints = Hints(header, siblings, "" if listed else column.hints.name, column.hints.sheet)
    picked: Sequence[int] = range(len(cells))
    if len(picked) > SAMPLE and engine.depth != "deep":
        picked = sorted(random.Random(0).sample(picked, SAMPLE))
    read = yield from _read(engine, cells, picked, hints)
    remarks = not text and worded([cells.folded[index] for index in picked])  # codes have been judged
    telling = {i for i, value in enumerate(cells.folded) if _TELLING.search(value)} if remarks else set[int]()
    presumed: list[tuple[Sequence[int], frozenset[str]]] = []
    if text:
        read += in_cells(engine.find_fast, cells, set(picked), hints)
    elif remarks:
        more, presumed = _telling(engine, cells, sorted(telling.difference(picked)), hints)
        read += more
    if not text and not header:
        read = _of_terms(read, cells, len(picked))
    found: dict[str, dict[int, tuple[float, str, tuple[str, ...]]]] = {}
    spans: dict[str, list[tuple[int, str]]] = {}
    for index, hit in read:
        value = cells.raw[index]
        special = hit.entity.startswith("SPC_")
        said = text or special or "honorific" in hit.evidence
        least = 0.25 if special and not text and not reason(hit.evidence) else SURE
        if not text and any(e.startswith("header") for e in hit.evidence) and names_price(header, hit.entity):
            continue
        if hit.score < least or not (said or hit.end - hit.start >= 0.15 * len(value.strip())):
            continue
        best = found.setdefault(hit.entity, {})
        spans.setdefault(hit.entity, []).append((cells.places[index], value[hit.start : hit.end]))
        if index not in best or best[index][0] < hit.score:
            best[index] = (hit.score, hit.recognizer, hit.evidence)
    for indexes, entities in presumed:
        for entity in entities & found.keys():
            found[entity] = dict.fromkeys(indexes, min(found[entity].values())) | found[entity]
    hits: list[ColumnHit] = []
    if not found:
        return hits
    others = any(words.search(header) for words in (NOBODYS, NAME_NOT, WORKS))
    foreign = (bool(header) and others and not names_persons(header)) or (not text and of_companies(cells.first))
    for entity, by_index in found.items():
        everywhere = text or (remarks and all(_TELLING.search(fold(span).text) for _, span in spans[entity]))
        looked_in = len(cells) if everywhere and entity not in engine.slow_entities else len(picked)
        share = len(by_index) / looked_in
        score, recognizer, evidence = max(by_index.values())
        polite = "honorific" in evidence
        seldom = share < 0.3 and not (polite and (share >= 0.05 or score >= PLAIN))
        if entity == "PERSON" and not text and (foreign or seldom):
            continue
        if entity == "PERSON" and not text and not polite:
            whole = sum(name_like(fold(span).text) == 2 for _, span in spans[entity])
            if (whole < 0.5 * len(spans[entity]) and not names_persons(header)) or of_things(cells):
                continue  # stations, places and makers are surnames too
        rare = not text and not polite and share < 0.2 and not entity.startswith("SPC_")
        if rare and (score < PLAIN or foreign) and not any(e.startswith("header") for e in evidence):
            continue
        rows, distinct, *_ = cells.total([i in by_index for i in range(len(cells))])
        where, stretches = zip(*spans[entity], strict=True)
        samples = tuple(dict.fromkeys(stretches))[:5]  # not the cells: a mask fits only what it is for
        if looked_in < len(cells):
            # Of remarks all cells with a number were read, whatever the sample; only the others stand for more.
            sure = telling if entity not in engine.slow_entities else set[int]()
            some, different, *_ = cells.total([i in by_index and i in sure for i in range(len(cells))])
            scale = (len(cells) - len(sure)) / max(1, len([i for i in picked if i not in sure]))
            rows, distinct = some + round((rows - some) * scale), different + round((distinct - different) * scale)
        counted = (cells.filled, rows, distinct, samples, Found(array("i", where), stretches))
        hits.append(ColumnHit(entity, score, recognizer, ("cells", *evidence), *counted))
    return hits


def worded(folded: Sequence[str]) -> bool:
    """Whether words stand in many of the cells: they may be remarks."""
    return sum(_WORD.search(value) is not None for value in folded) >= 0.3 * len(folded)


@lru_cache(maxsize=256)
def _in_japanese(headers: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(in_japanese(fold(header).text) for header in headers)


def _read(engine: Engine, cells: Cells, picked: Sequence[int], hints: Hints) -> Reading[list[tuple[int, Hit]]]:
    """What is found in these cells. Of many that differ in their digits alone some are read first, and where nothing is in
    any of those, of the others only what a check may prove by itself. All are read where a label stands in them, where the
    header names some type or nothing at all, and for users' own patterns."""

    def look(some: Sequence[int]) -> Reading[list[tuple[int, Hit]]]:
        found = yield [cells.raw[index] for index in some], hints
        return [(index, hit) for index, hits in zip(some, found, strict=True) for hit in hits]

    told = not hints.header or engine.headed(hints)
    if len(picked) < FIRST or told or engine.own or engine.depth == "deep":
        return (yield from look(picked))
    alike, few = numbered(cells.spelled.folded, picked)
    read = yield from look(sorted([*few, *(index for make in alike for index in make.probes)]))
    telling = {index for index, hit in read if hit.score >= SURE or hit.entity.startswith(_WORDED)}
    unsure: list[int] = []
    for make in alike:
        labelled = engine.labels.before(cells.folded[make.probes[0]])
        sure = not labelled and telling.isdisjoint(make.probes)
        unsure += _provable(engine, cells, make.others) if sure else make.others
    if unsure:
        read += yield from look(sorted(unsure))
    return sorted(read, key=itemgetter(0)) if unsure else read


def _provable(engine: Engine, cells: Cells, indexes: Sequence[int]) -> list[int]:
    """The cells that may be of a number that its check and its shape prove without any label: a telephone, a card."""
    shapes = [
        f"(?:{pattern.column})"
        for pattern in engine.patterns
        if pattern.column and pattern.check is not None and pattern.prior >= LIKELY and not pattern.needs_label
    ]
    if not shapes:
        return []
    some = cells.spelled.canonical.take(pa.array(indexes, pa.int64()))
    fit = pc.match_substring_regex(some, f"^(?:{'|'.join(shapes)})$").to_pylist()
    return [index for index, may in zip(indexes, fit, strict=True) if may]


def _telling(
    engine: Engine, cells: Cells, indexes: Sequence[int], hints: Hints
) -> tuple[list[tuple[int, Hit]], list[tuple[Sequence[int], frozenset[str]]]]:
    """(what patterns find in these cells, cells not read and the types that all probes of their make have)"""

    def look(some: Iterable[int]) -> list[tuple[int, Hit]]:
        return list(in_cells(engine.find_fast, cells, set(range(len(cells))).difference(some), hints))

    alike, few = makes(cells.spelled.folded, indexes)
    read = look([*few, *(index for make in alike for index in make.probes)])
    told = types_of((index, hit.entity) for index, hit in read if hit.score >= SURE)
    presumed: list[tuple[Sequence[int], frozenset[str]]] = []
    unsure: list[int] = []
    for make in alike:
        entities = make.told(told)
        if entities and not any(entity == "PERSON" or entity.startswith("SPC_") for entity in entities):
            presumed.append((make.others, entities))
        else:  # a rare number among those that are none, or words, which no make tells
            unsure += make.others
    return read + look(unsure), presumed


def _of_terms(read: list[tuple[int, Hit]], cells: Cells, looked_in: int) -> list[tuple[int, Hit]]:
    """糖尿病, 喘息, 乳癌: a word alone says nothing of anybody, a column of such words says what ails those in the rows."""
    whole = {
        place: replace(hit, score=max(hit.score, UNTOLD))
        for place, (index, hit) in enumerate(read)
        if hit.entity.startswith("SPC_")
        and not reason(hit.evidence)
        and hit.end - hit.start >= WHOLE * len(cells.raw[index].strip())
    }
    distinct = len({read[place][0] for place in whole})
    if distinct < max(FEW, 0.5 * looked_in):
        return read
    return [(index, whole.get(place, hit)) for place, (index, hit) in enumerate(read)]


def read_all(engine: Engine, readings: Sequence[Reading[_Told]]) -> list[_Told]:
    """What each comes to. What several hand out is read at one go."""
    told: dict[int, _Told] = {}
    given: dict[int, list[list[Hit]] | None] = dict.fromkeys(range(len(readings)))
    while given:
        asked: dict[int, tuple[list[str], Hints]] = {}
        for place, found in given.items():
            try:
                asked[place] = next(readings[place]) if found is None else readings[place].send(found)
            except StopIteration as end:
                told[place] = end.value
        texts = [text for some, _ in asked.values() for text in some]
        each = [hints for some, hints in asked.values() for _ in some]
        hits = iter(engine.find_each(texts, each) if texts else ())
        given = {place: [next(hits) for _ in some] for place, (some, _) in asked.items()}
    return [told[place] for place in range(len(readings))]


def in_cells(
    find: Callable[[str, Hints], Iterable[Hit]], cells: Cells, done: set[int], hints: Hints
) -> Iterator[tuple[int, Hit]]:
    """(index, hit) in all cells but those that are `done`: one search over all of them, for what takes no tokenizer."""
    rest = [index for index in range(len(cells)) if index not in done]
    starts = list(accumulate((len(cells.raw[index]) + len(_APART) for index in rest), initial=0))
    for hit in find(_APART.join(cells.raw[index] for index in rest), hints):
        place = bisect_right(starts, hit.start) - 1
        start, index = starts[place], rest[place]
        if hit.end - start <= len(cells.raw[index]):
            yield index, replace(hit, start=hit.start - start, end=hit.end - start)


def by_sample(column: ColumnView, hits: Sequence[ColumnHit]) -> bool:
    """Whether names and running text in a column were looked for in some of its values only (not at depth "deep")."""
    return len(column.values) > SAMPLE and (not hits or any("cells" in hit.evidence for hit in hits))
