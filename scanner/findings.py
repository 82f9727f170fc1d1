"""What is found in one item, segment by segment.

Here the broad `except` belongs: whatever a reader or a recognizer raises becomes a Problem, and the rest goes on.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.compute as pc

from recognizers.columns import SAMPLE, by_sample
from recognizers.documents import Documents
from recognizers.text import blocks
from recognizers.types import ColumnHit, ColumnView, Hints, Hit
from scanner.budget import Budget, OverBudget
from scanner.clock import Clock
from scanner.columns import Rest, Scale, Values
from scanner.config import Plan
from scanner.distinct import Different
from scanner.model import (
    Catalogue,
    Described,
    EntityCount,
    Extent,
    Finding,
    Passage,
    Problem,
    Reason,
    Segment,
    Sketch,
    Stage,
    Tally,
)  # fmt: skip
from scanner.names_read import NamesRead
from scanner.pictured import as_read
from scanner.problems import problem_of
from scanner.rare import Rare
from scanner.records import Field, Records
from scanner.redact import Key, normalise
from scanner.sketch import PEOPLE, VALUES, least
from scanner.suppress import Left, Signed

PATH_FIELD = "@path"
PEOPLE_PART = "@people"  # of a sketch
# Values that nobody can read as they are: what a source says of a column → what that is called.
GUARDED = {"hashed": "HASHED_VALUE", "encrypted": "ENCRYPTED_VALUE"}
FAINT = 0.2  # hits below this are noise
SURE = 0.5
_PLAIN = 0.8  # a number or an address that its own cell says all of
MOST_PROBLEMS = 1_000  # rows per item; an archive can hold more broken members than anybody reads
_PIECE, _REACH = 50_000, 200  # characters that go through the recognizers at once; what is seen in front of them
_FIRST_ROWS = 128 << 20  # bytes of a table that are kept row by row, to tell people apart
_COLUMNS = 200  # columns judged together
TOGETHER = 16 << 10  # characters of a passage that may be read with others; one piece, at every depth


class Engine(Protocol):
    """See `recognizers.Engine`."""

    def find(self, text: str, hints: Hints) -> list[Hit]: ...

    def find_fast(self, text: str, hints: Hints) -> list[Hit]: ...

    def find_table(self, columns: Sequence[ColumnView]) -> list[list[ColumnHit]]: ...

    def rest(self, column: ColumnView) -> Rest | None: ...


@dataclass(slots=True)
class _Told:
    """What a passage holds of one type. known: values of the field, `before` so many. room: for samples, still."""

    known: set[str]
    before: int
    room: int
    hits: int = 0
    best: Hit | None = None


class Findings:
    """What has been found in one item so far."""

    def __init__(
        self,
        engine: Engine,
        headers: Engine,
        plan: Plan,
        key: Key,
        show: Callable[[str, str], str],
        signed: Signed,
        share: bool = False,
        later: bool = False,
    ) -> None:
        """share: what is taken in is a share of an item, to be put together with others (`scanner.shares`), or a `later`
        one than the first."""
        self._engine, self._headers, self._plan, self._key, self._show = engine, headers, plan, key, show
        self.tallies: dict[tuple[str, str], Tally] = {}
        self.findings: list[Finding] = []
        self.problems: list[Problem] = []
        self.segments = self.rows = 0
        self.extent: Extent | None = None
        self.unsifted = 0  # columns of which too much was in the rows behind those that were judged
        self._described: dict[str, Described] = {}  # columns of a database, by their own names
        self.path_tells = False  # whether the item's own path surely holds something
        self.sampled = self._spent = False
        self._kept: dict[tuple[str, str, str], int] = {}
        self._values: dict[tuple[str, str, str], set[str]] = {}  # raw, and gone with this object
        self.clock = Clock(engine)
        self.records, self.documents = Records(), Documents()
        self.names = NamesRead(plan.depth != "standard")
        self.ready: dict[int, list[Hit]] = {}  # of whole passages, by id, that were read with those of other items
        self._signed, self._share, self._later = signed, share, later
        self.sketches: list[Sketch] = []
        self._labels = {"path": "path"}  # as they stand → as they may be shown
        self._tables: dict[int, dict[str, Values]] = {}  # of the part
        self._room = _FIRST_ROWS
        self._part = ""
        self._budget = Budget(plan.limits)

    # --- taking segments in ---

    def take_all(self, segments: Iterator[Segment], budget: Budget) -> None:
        self.take_some(segments, budget)
        with self._guard(Stage.RECOGNIZE):
            self._judge_tables()

    def take_some(self, segments: Iterator[Segment], budget: Budget) -> None:
        """As `take_all`, with more to come."""
        self._budget = budget
        while not self._spent:
            segment = None
            started = perf_counter()
            with self._guard(Stage.READ):
                segment = next(segments, None)
            self.clock.read += perf_counter() - started
            if segment is None:  # the end, or a reader that raised: both have nothing more to give
                break
            with self._guard(Stage.RECOGNIZE):  # costs this one segment
                self._take(segment)
                budget.tick()

    def _guard(self, stage: Stage) -> _Guard:
        return _Guard(self, stage)

    def _broken(self, exc: Exception, stage: Stage) -> None:
        self._spent = isinstance(exc, MemoryError | OverBudget)
        self._note(problem_of(exc, stage, self._part))

    def _take(self, segment: Segment) -> None:
        if segment.part != self._part:
            self._judge_tables()
        self._part = segment.part
        if isinstance(segment, Problem):
            self._note(segment)
            return
        if isinstance(segment, Catalogue):
            self._described = {column.field: column for column in segment.columns}
            return
        if isinstance(segment, Extent):
            self.extent = segment
            return
        self.segments += 1
        if isinstance(segment, Passage):
            self._take_passage(segment)
        else:
            with self.clock.recognizing("columns"):
                table = self._tables.setdefault(segment.table, {})
                if segment.field not in table:
                    most = self._plan.distinct_per_column
                    table[segment.field] = Values(segment.field, segment.hints, most, self._rest_of)
                    if segment.field in self._described:
                        table[segment.field].different = Different()
                    if self.extent is not None:
                        table[segment.field].rare = Rare()
                self._room -= table[segment.field].add(segment, self._room)

    def _note(self, problem: Problem) -> None:
        if len(self.problems) < MOST_PROBLEMS and problem not in self.problems:
            self.problems.append(problem)

    # --- running text ---

    def _take_passage(self, passage: Passage) -> None:
        """Piece by piece, so that the budget is minded within a long text too."""
        told: dict[str, _Told] = {}
        text, line, reached, path = passage.text, passage.line, 0, passage.field == PATH_FIELD
        part, field, signed = passage.part, passage.field, not self._signed.idle
        sure: list[tuple[int, str]] = []
        self.records.passage(f"{part}!{passage.at}" if _aside(passage) else part)
        try:
            for start, end, read in [(0, len(text), True)] if path else self._pieces(text):
                self._budget.tick()
                before = max(0, start - _REACH)  # labels may stand in front of the cut
                named, weight = 0, self.names.weight
                found = self.ready.pop(id(passage), None) if self.ready else None
                if found is not None and read and end - start == len(text):
                    hits = found
                else:
                    find = self._engine.find if read else self._engine.find_fast
                    with self.clock.recognizing("patterns"):
                        hits = find(text[before:end], passage.hints)
                if passage.sure:
                    hits = [as_read(hit, before, passage.sure) for hit in hits]
                for hit in hits:  # in dense text one in thirty characters: what is the same for many is worked out once
                    entity, score, begin, stop = hit.entity, hit.score, before + hit.start, before + hit.end
                    if score < FAINT or begin < start:
                        continue
                    if score >= SURE:
                        sure.append((begin, entity))
                    value = text[begin:stop]
                    if signed and self._signed.takes(entity, value, part, field):
                        continue
                    person = entity == "PERSON"
                    named += person and score >= SURE
                    if (count := told.get(entity)) is None:
                        room = self._plan.samples_per_field - self._kept.get((part, field, entity), 0)
                        known = self._values.setdefault((part, field, entity), set())
                        count = told[entity] = _Told(known, len(known), room)
                    count.known.add(normalise(entity, value))
                    count.hits += weight if person else 1
                    if count.best is None or score > count.best.score:
                        count.best = hit
                    if score >= SURE or count.room > 0:
                        line, reached = line + text.count("\n", reached, begin), begin
                    if count.room > 0:
                        count.room -= 1
                        at = f"line {line}" if passage.line else self._masked(passage.at)
                        evidence = self._shown_evidence(passage, hit)
                        self._find(part, field, at, entity, score, hit.recognizer, evidence, value)
                    if score >= SURE:
                        self.records.hit(entity, value, text, begin, line - passage.line)
                if not path:
                    self.names.taken(end - start, read, named, self.records.people.at_least)
        finally:
            self.path_tells |= path and bool(sure)
            self.records.passed(text)
            if not _aside(passage):
                self.documents.take(part, text, sure, _called(passage.hints))
            counts = {
                entity: EntityCount(
                    one.hits,
                    len(one.known) - one.before,
                    one.best.score,
                    one.best.recognizer,
                    self._shown_evidence(passage, one.best),
                )
                for entity, one in told.items()
                if one.best is not None
            }
            self._add(Tally(part, field, 1, int(bool(text.strip())), counts))

    def _shown_evidence(self, passage: Passage, hit: Hit) -> tuple[str, ...]:
        """As rows may hold it."""
        header = passage.hints.header
        return _under(self._masked(header), hit.evidence) if header else hit.evidence

    def _pieces(self, text: str) -> Iterator[tuple[int, int, bool]]:
        """(start, end, whether to read it for names), cut where a sentence or line ends."""
        start = 0
        while start < len(text):
            size, read = self.names.next(_PIECE)
            _, length = next(blocks(text[start : start + size + 1], size))
            yield start, start + length, read
            start += length

    # --- columns ---

    def _judge_tables(self) -> None:
        """Of a part, once it has ended."""
        tables, self._tables, self._room = self._tables, {}, _FIRST_ROWS
        for table in tables.values():
            with self._guard(Stage.RECOGNIZE), self.clock.recognizing("columns"):
                self._judge_table(table)

    def _judge_table(self, table: dict[str, Values]) -> None:
        """All columns of a table together."""
        views = [column.view() for column in table.values()]
        rows = max(view.rows for view in views)
        self.rows += rows
        kept = [_guarded(column) for column in table.values()]
        read = iter(self._find_table([view for view, guard in zip(views, kept, strict=True) if not guard]))
        judged = [[] if guard else next(read) for guard in kept]  # in ciphertext there is nothing to be found
        fields: list[Field] = []
        entities = [{hit.entity for hit in hits if hit.score >= SURE} for hits in judged]
        heads = self._in_headers(views)
        for column, view, told, guarded, head in zip(table.values(), views, judged, kept, heads, strict=True):
            hits = [hit for hit in told if hit.score >= FAINT and hit.hits]
            by_text = self._plan.depth != "deep" and by_sample(view, told)
            self.sampled |= column.sampled or by_text
            self._count_cells(column, view, told, by_text)
            scales = {(hit.entity, hit.recognizer): column.scale(hit) for hit in hits}
            field, counts = self._header(view, head)
            left = self._signed.left_of(view, hits, self._part, field, column.weight, column.unjudged)
            fields.append(_field(column, view, left, scales))
            for hit in left.hits:
                scale = scales[hit.entity, hit.recognizer]
                evidence = _under(field, hit.evidence) + ("estimated",) * (not scale.counted) + column.notes
                whole = scale.of(hit)
                count = EntityCount(whole.hits, whole.distinct, hit.score, hit.recognizer, evidence)
                counts[hit.entity] = counts[hit.entity] + count if hit.entity in counts else count
                for value, at in zip(hit.samples, column.places(hit.samples), strict=True):
                    self._find(self._part, field, at, hit.entity, hit.score, hit.recognizer, evidence, value)
            if column.rare is not None and not guarded:
                self._take_rare(column, column.rare, field, counts)
            if guarded and column.filled:
                entity, distinct = GUARDED[guarded.partition(":")[0]], len(view.values)
                counts[entity] = EntityCount(column.filled, distinct, 0.9, "protected", (guarded,))
            self._add(Tally(self._part, field, column.rows, column.filled, counts))
            if column.different is not None:
                distinct, once = column.different.numbers()
                known = self._described[view.field]
                filled = column.different.filled
                self._described[view.field] = replace(known, filled=filled, distinct=distinct, once=once)
            if self._share:
                self._sketched(self._part, field, "", len(view.values), view.values.to_pylist())
        self.records.table(fields, rows)
        self.documents.take_table(self._part, [view.field for view in views], entities, _called(views[0].hints))

    def _take_rare(self, column: Values, rare: Rare, field: str, counts: dict[str, EntityCount]) -> None:
        """What nothing like was among the values that were judged. `counts` of the column are added to."""
        self.unsifted += rare.full
        view = rare.view(column.name, column.hints)
        if view is None:
            return
        (told,) = self._find_table([view])
        new = [hit for hit in told if hit.score >= _PLAIN and "cells" in hit.evidence and hit.entity not in counts]
        left = self._signed.left_of(view, new, self._part, field, lambda hit: 1.0, lambda: pa.array([], pa.string()))
        for hit in left.hits:
            evidence = (*_under(field, hit.evidence), "rare", *column.notes)
            counts[hit.entity] = EntityCount(hit.hits, hit.distinct, hit.score, hit.recognizer, evidence)
            for found, value in zip(*_stretches(view, hit), strict=True):
                at = rare.place(found)
                self._find(self._part, field, at, hit.entity, hit.score, hit.recognizer, evidence, value)

    def _rest_of(self, column: ColumnView) -> Rest | None:
        """None where it cannot be made: the verdicts on what was judged then stand for the rest."""
        rest: Rest | None = None
        with self._guard(Stage.RECOGNIZE):
            rest = self._engine.rest(column)
        return rest

    def _count_cells(self, column: Values, view: ColumnView, told: Sequence[ColumnHit], by_text: bool) -> None:
        """How many of a column's values were read for names, where any are."""
        if self._plan.depth == "quick":
            return
        values = len(view.values) + len(column.unjudged())
        read = min(len(view.values), SAMPLE) if by_text else len(view.values)
        named = sum(hit.distinct for hit in told if hit.entity == "PERSON" and hit.score >= SURE)
        self.names.column(values, read, min(read, round(named * read / max(1, values))))

    def _masked(self, words: str) -> str:
        """A label or key path as it may be shown: 山田様の電話番号 names somebody."""
        if words not in self._labels:
            hits = self._headers.find(words, Hints()) if words else []
            self._labels[words] = self._shown(words, [hit for hit in hits if hit.score >= SURE])
        return self._labels[words]

    def _shown(self, words: str, hits: Iterable[Hit]) -> str:
        shown, end = "", 0
        for hit in hits:
            start = max(hit.start, end)  # special-care hits may lie over others
            if start < hit.end:
                shown += words[end:start] + self._show(hit.entity, words[start : hit.end])
                end = hit.end
        return shown + words[end:]

    def _in_headers(self, views: Sequence[ColumnView]) -> Sequence[list[Hit] | None]:
        """What is in the header of each column of a table, read together. None where each is to be read alone: by engines
        that cannot, and where one header is more than the engine can take, which then costs itself."""
        each = getattr(self._headers, "find_in_headers", None)
        if each is not None and len({view.hints.name for view in views}) == 1:
            with suppress(Exception):
                found: list[list[Hit]] = each([view.field for view in views], views[0].hints.name)
                return found
        return [None for _ in views]

    def _header(self, view: ColumnView, found: list[Hit] | None) -> tuple[str, dict[str, EntityCount]]:
        """The field's name as rows may hold it, and what its header itself gives away. found: what was, in it.

        A table without headers that was not known as such has a person in its first row, and JSON can have
        customers as keys.
        """
        counts = dict[str, EntityCount]()
        if found is None:
            found = self._headers.find(view.field, Hints(name=view.hints.name))
        hits = [hit for hit in found if hit.score >= SURE]
        shown = self._shown(view.field, hits)
        for hit in hits if not self._later else ():
            value = view.field[hit.start : hit.end]
            if self._signed.takes(hit.entity, value, self._part, view.field, shown):
                continue
            count = EntityCount(1, 1, hit.score, hit.recognizer, hit.evidence)
            counts[hit.entity] = counts[hit.entity] + count if hit.entity in counts else count
            self._find(self._part, shown, "header", hit.entity, hit.score, hit.recognizer, hit.evidence, value)
        return shown, counts

    def _find_table(self, views: list[ColumnView]) -> list[list[ColumnHit]]:
        """Where a table as a whole breaks a recognizer, each column alone: only the one at fault is lost.

        What was read before the time was up is judged too, within the time that the hard limit leaves for it.
        """
        found: list[list[ColumnHit]] = []
        deadline = time.monotonic() + 10 + 0.3 * self._plan.limits.seconds
        for first in range(0, len(views), _COLUMNS):
            if time.monotonic() > deadline:
                detail = f"{len(views) - first} columns were not judged"
                self._note(Problem(Stage.RECOGNIZE, Reason.TIMEOUT, self._part, detail))
                return found + [[] for _ in views[first:]]
            group = views[first : first + _COLUMNS]
            with self._guard(Stage.RECOGNIZE):
                found += self._engine.find_table(group)
            for view in views[len(found) : first + len(group)]:
                found.append([])
                with self._guard(Stage.RECOGNIZE):
                    found[-1] = self._engine.find_table([view])[0]
        return found

    # --- keeping ---

    def _add(self, tally: Tally) -> None:
        place = (tally.part, tally.field)
        self.tallies[place] = self.tallies[place] + tally if place in self.tallies else tally

    def _find(
        self,
        part: str,
        field: str,
        at: str,
        entity: str,
        score: float,
        recognizer: str,
        evidence: tuple[str, ...],
        value: str,
    ) -> None:
        """The door: behind this line there is no raw value."""
        place = (part, field, entity)
        kept = self._kept.get(place, 0)
        if kept < self._plan.samples_per_field:
            self._kept[place] = kept + 1
            masked, digest = self._show(entity, value), self._key.digest(entity, value)
            self.findings.append(Finding(entity, part, field, at, score, recognizer, evidence, masked, digest))

    def _sketched(self, part: str, field: str, entity: str, count: int, values: Iterable[str], k: int = VALUES) -> None:
        self.sketches.append(Sketch(part, field, entity, count, least(values, self._key.of_contents(), k)))

    def facts(self) -> dict[str, Any]:
        """Of the item as a whole, once all of it has been taken in."""
        self.records.close()
        document_class = self.documents.names()
        counted = {entity for tally in self.tallies.values() for entity in tally.entities}
        for types in self.documents.forms:
            self.records.form(types & counted)
        persons, method = self.records.people.total(self._share_read())
        if self._share:
            for (part, place, entity), values in self._values.items():
                self._sketched(part, place, entity, len(values), values)
            for way, kind, count, each in self.records.people.counted():
                self._sketched(PEOPLE_PART, way, kind, count, each, PEOPLE)
        return {
            "persons": persons,
            "persons_method": method,
            "records": self.records.count,
            "combination": self.records.combination,
            "document_class": document_class,
            "names_read": round(self.names.share, 4) if self._plan.depth != "quick" else 0.0,
            "names_bound": round(self.names.bound, 4) if self._plan.depth != "quick" else 1.0,
            "sketches": tuple(self.sketches),
            "columns": tuple(
                replace(column, field=self._masked(column.field), to_field=self._masked(column.to_field))
                for column in self._described.values()
            ),
            "suppressed": tuple((*place, hits) for place, hits in sorted(self._signed.hits.items())),
        }

    def _share_read(self) -> float:
        """Of the rows of a table; 1 where nobody knows how many there are."""
        extent = self.extent
        return min(1.0, self.rows / extent.total) if extent is not None and self.rows < extent.total else 1.0


class _Guard:
    """Whatever goes wrong becomes a Problem. A class, for the same reason as `clock._Recognizing`."""

    __slots__ = ("_findings", "_stage")

    def __init__(self, findings: Findings, stage: Stage) -> None:
        self._findings, self._stage = findings, stage

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, exc: BaseException | None, trace: object) -> bool:
        if not isinstance(exc, Exception):
            return False
        self._findings._broken(exc, self._stage)
        return True


def _aside(passage: Passage) -> bool:
    """Beside the content: paths, names of members, properties of a document."""
    return passage.field == PATH_FIELD or passage.at.startswith(("@", "property"))


def _called(hints: Hints) -> str:
    return f"{hints.name}\n{hints.sheet}".removesuffix("\n")


def _field(column: Values, view: ColumnView, left: Left, scales: Mapping[tuple[str, str], Scale]) -> Field:
    """A column for counting people. Cells in which everything is signed away are blank."""
    first, hits = column.first(), left.hits
    if left.hidden:
        hidden = pc.is_in(first, pa.array(left.hidden, pa.string()))
        hits = [replace(hit, filled=hit.filled - left.rows) for hit in hits]
        first = pc.if_else(hidden, pa.scalar(None, pa.string()), first)
    return Field(view.field, [scales[hit.entity, hit.recognizer].of(hit) for hit in hits], first)


def _guarded(column: Values) -> str:
    """The note that nobody can read its values, "" where somebody can."""
    return next((note for note in column.notes if note.partition(":")[0] in GUARDED), "")


def _stretches(view: ColumnView, hit: ColumnHit) -> tuple[list[str], list[str]]:
    """(cells, what was found in each), each stretch once."""
    if hit.found is None or hit.found.values is None:
        return list(hit.samples), list(hit.samples)
    cells = dict(zip(hit.found.values, hit.found.cells, strict=True))
    return [view.values[place].as_py() for place in cells.values()], list(cells)


def _under(header: str, evidence: tuple[str, ...]) -> tuple[str, ...]:
    """`evidence` with the header as it may be shown."""
    return tuple(f"header:{header[:40]}" if word.startswith("header:") else word for word in evidence)
