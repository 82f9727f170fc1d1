"""Who is in an item, and what is tied to them. Raw names and numbers live here and go with the worker's object.

A record is a row of a table, or in running text a person and what follows within about 300 characters and 6 lines,
until the next person. Its combination is the set of entity types in it. The address in a business contact (a company
is named beside it, and nothing private is in it) is the company's and left out.

People are counted as distinct names, spellings folded (width, blanks, variant kanji). Readings of a name that is there
too, and a family or given name alone beside the full one, are not counted again. In tables a birth date, or else a number of the person,
tells people of one name apart. Tables without names count their keys. All sheets, members and texts of an item count
together, so the number is rather too low than too high: two people of one name in a text are one.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from recognizers.columns.days import as_iso
from recognizers.columns.name_parts import FAMILY, GIVEN
from recognizers.common.date_of_birth import parse
from recognizers.namedata import names as name_data
from recognizers.text import fold, fold_all
from recognizers.types import ColumnHit
from scanner.classify import GROUPS, SURE, groups
from scanner.distinct import in_all
from scanner.readings import family_read_as, is_kana, is_latin, key, reads, spelled_again
from scanner.redact import normalise, normalise_all, normalise_names

_COMPARED = 200  # rows that tell whether a column has the readings of another
ROWS = 65_536  # of a table whose names are matched with birth dates; beyond, names are counted alone
_MOST_PEOPLE = 1_000_000
_NEAR_CHARS, _NEAR_LINES = 300, 6  # from one hit of a record to the next
_SPAN_CHARS, _SPAN_LINES = 900, 20  # of a whole record
_BACK_CHARS, _BACK_LINES = 100, 2  # what stands before the name

# How the number of people was arrived at.
METHODS = ("name_column", "names_in_text", "row_keys", "numbers")
_NUMBERS = tuple(entity for entity, group in GROUPS.items() if group == "number")
_IDS = ("CUSTOMER_ID", "EMPLOYEE_ID", "STUDENT_ID")
_PUBLIC = frozenset({"address", "contact"})  # what a business contact holds
_COMPANY = re.compile(r"会社|法人|\(株\)|（株）|㈱|Inc\.|Ltd|Corp|事務所|協会|組合|大学|省|庁")
_COMPANY_HEADER = re.compile(
    r"会社名|法人名|企業名|商号|屋号|取引先|仕入先|会社$|事業[者所]名|施設名|機関名|company|vendor|supplier", re.I
)
_READING = re.compile(
    r"カナ|かな|フリ|ふり|ヨミ|よみ|読み|^セイ$|^メイ$|kana|yomi|ローマ|roma|英字|英文|英語|alphabet|名義|holder", re.I
)
_FAMILY = re.compile(r"(?:^|[/_.]|顧客|会員|社員)(?:姓|氏|苗字|sei|last.?name|family.?name|surname)$", re.I)
_GIVEN = re.compile(r"(?:^|[/_.]|顧客|会員|社員)(?:名|mei|first.?name|given.?name)$", re.I)
_ORDER = {entity: place for place, entity in enumerate(("PERSON", *_IDS, *GROUPS))}


def names_somebody(combination: Iterable[str]) -> bool:
    return any(entity == "PERSON" or entity in _IDS or entity in _NUMBERS for entity in combination)


class Records:
    """Counts the records and people of one item and keeps the strongest combination."""

    def __init__(self) -> None:
        self.count = 0
        self.combination: tuple[str, ...] = ()
        self.people = People()
        self._open = _Record()
        self._loose = deque[tuple[int, int, str]](maxlen=21)  # hits that no person stands before
        self._part = ""
        self._base = self._lines = 0

    def passage(self, part: str) -> None:
        """Another text begins; of the same part it follows the one before."""
        if part != self._part:
            self.close()
            self._part, self._base, self._lines = part, 0, 0

    def passed(self, text: str) -> None:
        self._base += len(text) + 1
        self._lines += text.count("\n") + 1

    def hit(self, entity: str, value: str, text: str, start: int, line: int) -> None:
        """A sure hit at an offset and line of the current text, in order."""
        place, line = self._base + start, self._lines + line
        if entity == "PERSON":
            self._person(value, text, start, place, line)
            return
        if entity in _NUMBERS:
            self.people.number(entity, normalise(entity, value))
        if entity in GROUPS or entity in _IDS or entity.startswith("SPC_"):
            if self._open.reaches(place, line):
                self._open.add(entity, place, line)
            else:
                if self._open.name:
                    self._close_record()
                self._loose.append((place, line, entity))

    def _person(self, value: str, text: str, start: int, place: int, line: int) -> None:
        name, record = normalise("PERSON", value), self._open
        same = record.reaches(place, line) and (
            name.startswith(record.name) or record.name.startswith(name) or _beside(record, name, place, line)
        )
        if same and is_kana(name) != is_kana(record.name):
            self.people.reading(name if is_kana(name) else record.name)
        self.people.in_text(name, fold(value).text)
        if same:
            record.name = max(name, record.name, key=lambda one: (not is_kana(one), len(one)))
            record.last, record.line = place, line
            return
        self._close_record()
        self._open = _Record(name, place, line, place, line)
        after = text[start + len(value) : start + len(value) + 2].strip()
        around = text[max(0, start - 120) : start + 250]
        self._open.business = _COMPANY.search(around) is not None and not after.startswith("様")
        for where, at, entity in self._loose:
            if place - where <= _BACK_CHARS and line - at <= _BACK_LINES:
                self._open.types.add(entity)
        self._loose.clear()

    def _close_record(self) -> None:
        record, self._open = self._open, _Record()
        if record.name:
            self._keep({"PERSON", *record.types}, record.business)

    def close(self) -> None:
        """The part has ended. What stands without a name is a record where a number of a person is in it."""
        self._close_record()
        loose = {entity for _, _, entity in self._loose}
        self._loose.clear()
        if names_somebody(loose):
            self._keep(loose, False)

    def _keep(self, types: set[str], business: bool, rows: int = 1) -> None:
        if business and groups(types) <= _PUBLIC:
            types = types - {"JP_ADDRESS"}
        if len(groups(types)) < 1 + ("PERSON" not in types and not types.intersection(_IDS)):
            return
        self.count += rows
        found = tuple(sorted(types, key=lambda entity: (_ORDER.get(entity, 99), entity)))
        self.combination = max(self.combination, found, key=strength)

    def form(self, types: Iterable[str]) -> None:
        """A form about one person, as a whole; its parts may be records already."""
        if "PERSON" in (kept := set(types)):
            count = self.count
            self._keep({one for one in kept if one in GROUPS or names_somebody([one]) or one[:4] == "SPC_"}, False)
            self.count = max(count, 1) if self.combination else count

    def table(self, columns: Sequence[Field], rows: int) -> None:
        """A table whose columns have been judged."""
        sure = {column.name: {hit.entity: hit for hit in column.hits if hit.score >= SURE} for column in columns}
        company = any(_COMPANY_HEADER.search(fold(column.name).text) for column in columns)
        hits: dict[str, int] = {}
        for found in sure.values():
            for entity, hit in found.items():
                if hit.hits >= 0.1 * max(1, hit.filled) or entity.startswith("SPC_"):
                    hits[entity] = max(hit.hits, hits.get(entity, 0))
        tied = max((n for entity, n in hits.items() if entity in GROUPS or entity.startswith("SPC_")), default=0)
        who = max((n for entity, n in hits.items() if names_somebody([entity])), default=0)
        if who and tied:
            kept = {entity for entity in hits if entity in GROUPS or names_somebody([entity]) or entity[:4] == "SPC_"}
            self._keep(kept, company, min(who, tied))
        self.people.in_table(columns, company, rows)


@dataclass(slots=True)
class _Record:
    name: str = ""
    first: int = 0
    first_line: int = 0
    last: int = 0
    line: int = 0
    types: set[str] = field(default_factory=set)
    business: bool = False

    def reaches(self, place: int, line: int) -> bool:
        if not self.name or place - self.first > _SPAN_CHARS or line - self.first_line > _SPAN_LINES:
            return False
        return place - self.last <= _NEAR_CHARS and line - self.line <= _NEAR_LINES

    def add(self, entity: str, place: int, line: int) -> None:
        self.types.add(entity)
        self.last, self.line = place, line


def strength(combination: Sequence[str]) -> tuple[int, int]:
    """How much a combination tells of one person, to compare."""
    told = groups(combination)
    return 2 * len(told - {"attribute", "special"}) + len(told), len(combination)


def _beside(record: _Record, name: str, place: int, line: int) -> bool:
    """A reading right before or behind the name it belongs to."""
    near = place - record.first <= 60 and line - record.first_line <= 3
    if not near or is_kana(name) == is_kana(record.name) or record.types - {"GENDER"}:
        return False
    kana, other = (name, record.name) if is_kana(name) else (record.name, name)
    return reads(other, kana) is not False


@dataclass(frozen=True, slots=True)
class Field:
    """A judged column. values: of the first rows, raw, blanks as None or empty."""

    name: str
    hits: Sequence[ColumnHit]
    values: pa.Array


class People:
    """Distinct people of one item."""

    def __init__(self) -> None:
        self._names: dict[str, set[str]] = {}  # name → what tells people of that name apart
        self._spaced: set[str] = set()  # family names of names written with a blank
        self._readings: set[str] = set()
        self._keys: dict[str, set[str]] = {}  # kind → numbers or rows of people without names
        self._beyond = 0  # names past the rows that were kept
        self._unkept: dict[str, int] = {}  # of each kind, numbers past them
        self._estimated = 0  # names in cells of running text that were read by sample
        self._in_table = False
        # kind → rows, people in them, people met once; and rows of the table for each of them
        self._met: dict[str, tuple[int, int, int, float]] = {}

    def in_text(self, name: str, shown: str) -> None:
        self._add(name)
        family, blank, given = shown.strip().partition(" ")
        if blank and given:
            self._spaced.add(family)

    def reading(self, name: str) -> None:
        """A name in kana that stands beside the same in kanji or Latin letters."""
        self._readings.add(key(name))

    def number(self, entity: str, value: str) -> None:
        """A number that only one person has."""
        if entity in _NUMBERS:
            self._key(entity, value)

    def _key(self, kind: str, value: str) -> None:
        keys = self._keys.setdefault(kind, set())
        if len(keys) < _MOST_PEOPLE:
            keys.add(value)

    def _add(self, name: str, mark: str = "") -> None:
        if name and (name in self._names or len(self._names) < _MOST_PEOPLE):
            marks = self._names.setdefault(name, set())
            if mark:
                marks.add(mark)

    def in_table(self, columns: Sequence[Field], company: bool, rows: int) -> None:
        named = [column for column in columns if (hit := _person(column)) and not _running(column, hit)]
        for hit in (hit for column in columns if (hit := _person(column)) and _running(column, hit)):
            self._estimated = max(self._estimated, hit.distinct)
            self._meet("names_in_text", hit.hits, hit.distinct, max(0, 2 * hit.distinct - hit.hits))
            for name in hit.found.values or () if hit.found is not None else ():
                self.in_text(normalise("PERSON", name), fold(name).text)
        kept = min((len(column.values) for column in columns), default=0)
        passed = max(1.0, rows / kept) if kept else 1.0
        marks = next((c for c in columns if _best(c) == "DATE_OF_BIRTH"), None) or next(
            (c for c in columns if _best(c) in (*_IDS, *_NUMBERS)), None
        )
        if named:
            self._in_table = True
            whole = [column for column in _without_readings(named) if not _is_given(column, named)]
            for place, column in enumerate(whole):
                before = len(self._names)
                self._rows(column, _given_of(column, named), marks if not place else None, kept, passed)
                hit = _person(column)
                if rows > kept and hit is not None:
                    self._beyond += max(0, hit.distinct - (len(self._names) - before))
        elif not company:
            self._without_names(columns, kept, rows, passed)

    def _rows(self, column: Field, given: Field | None, marks: Field | None, kept: int, passed: float) -> None:
        name, names = _coded(column.values.slice(0, kept))
        first, firsts = _coded(given.values.slice(0, kept)) if given is not None else (np.zeros_like(name), [""])
        mark, marked = _coded(marks.values.slice(0, kept)) if marks is not None else (np.zeros_like(name), [""])
        told = _marks(marked, marks is not None and _best(marks) == "DATE_OF_BIRTH")
        spelled, more = fold_all(names), fold_all(firsts)
        whole, which = np.unique(name * len(firsts) + first, return_inverse=True)
        at = [divmod(int(one), len(firsts)) for one in whole]
        said = normalise_names([spelled[one] + more[other] for one, other in at])
        fits = [0 < len(spelled[one]) <= 40 for one, _ in at]
        pairs, times = np.unique(which * len(told) + mark, return_counts=True)
        fitting = np.array(fits, bool)[pairs // len(told)] if len(pairs) else np.zeros(0, bool)
        self._meet(
            "name_column", int(times[fitting].sum()), int(fitting.sum()), int((times[fitting] == 1).sum()), passed
        )
        for pair in pairs[fitting].tolist():
            one, other = divmod(pair, len(told))
            self._add(said[one], told[other])

    def _without_names(self, columns: Sequence[Field], kept: int, rows: int, passed: float) -> None:
        """Tables that have people but not their names: distinct numbers, or else distinct rows of what is theirs."""
        theirs = [c for c in columns if _best(c) in ("DATE_OF_BIRTH", "PHONE_NUMBER", "EMAIL_ADDRESS", "JP_ADDRESS")]
        keyed = next((c for c in columns if _best(c) in ((*_IDS, *_NUMBERS) if theirs else _NUMBERS)), None)
        if keyed is not None:
            kind = _best(keyed)
            counted = pc.value_counts(keyed.values.slice(0, kept).drop_null())
            values, times = counted.field("values").to_pylist(), np.asarray(counted.field("counts"))
            method = "numbers" if kind in _NUMBERS else "row_keys"
            self._meet(method, int(times.sum()), len(values), int((times == 1).sum()), passed)
            for value in normalise_all(kind, list(filter(None, values))):
                self._key(kind, value)
            if rows > kept:
                distinct = next(hit.distinct for hit in keyed.hits if hit.entity == kind)
                self._unkept[kind] = self._unkept.get(kind, 0) + max(0, distinct - len(values))
        elif len(theirs) > 1 and any(_best(c) == "DATE_OF_BIRTH" for c in theirs):
            parts = {str(place): c.values.slice(0, kept) for place, c in enumerate(theirs)}
            for row in pa.table(parts).group_by(list(parts), use_threads=False).aggregate([]).to_pylist():
                if any(row.values()):
                    self._key("rows", "\t".join(value or "" for value in row.values()))

    @property
    def at_least(self) -> int:
        """How many there are so far, counted fast: a name and its reading are one."""
        return len(self._names) // 2

    def _meet(self, kind: str, rows: int, people: int, once: int, passed: float = 1.0) -> None:
        if people > self._met.get(kind, (0, 0))[1]:
            self._met[kind] = rows, people, once, passed

    def total(self, read: float = 1.0) -> tuple[int, str]:
        """(how many, by which method); (0, "") where nobody is. read: share of the rows of a table; the rest is estimated."""
        method, most = max(((method, count) for method, _, count, _ in self.counted()), key=lambda one: one[1])
        rows, people, once, passed = self._met.get(method, (0, 0, 0, 1.0))
        if people and read < 1:
            most = max(most, round(most * in_all(people, once, rows, rows * passed / read) / people))
        return (most, method) if most else (0, "")

    def counted(self) -> Iterator[tuple[str, str, int, Iterable[str]]]:
        """(method, what was counted, how many, each of them as far as they are kept), names first."""
        alone = self._alone()
        whole = {name: marks for name, marks in self._names.items() if name not in alone and not self._known(name)}
        again = spelled_again(whole)
        each = [f"{name}\0{mark}" for name in whole if name not in again for mark in whole[name] or [""]]
        method = "name_column" if self._in_table else "names_in_text"
        yield method, "name", max(len(each) + self._beyond, self._estimated), each
        for kind, keys in self._keys.items():
            method = "numbers" if kind in _NUMBERS else "row_keys"
            yield method, kind, len(keys) + self._unkept.get(kind, 0), keys

    def _known(self, name: str) -> bool:
        """A reading met elsewhere beside its name."""
        return bool(self._readings) and is_kana(name) and key(name) in self._readings

    def _alone(self) -> set[str]:
        """Family names and given names that stand alone and in a full name too."""
        if not self._names:
            return set()
        known, names = name_data(), self._names
        families = {family for family in self._spaced if family in names}
        short = {name for name in names if len(name) <= 4 and (name in known.surnames or not _whole(name))}
        read = {reading: name for name in short if name in known.surnames for reading in family_read_as(name)}
        given = set()
        for name in names if short - families else ():
            kana = key(name) if is_kana(name) else ""
            for cut in range(1, min(len(name), 6)):
                first, rest = name[:cut], name[cut:]
                if first in short and (rest in known.given or (first in known.surnames and _unknown(name, rest))):
                    families.add(first)
                if rest in short and rest in known.given and (first in known.surnames or first in names):
                    given.add(rest)
                if kana[:cut] in read and kana[cut:] in known.given_kana:
                    families.add(read[kana[:cut]])
        return families | given


def _whole(name: str) -> bool:
    """Whether a name is a family name and a given name."""
    known = name_data()
    return any(name[:cut] in known.surnames and name[cut:] in known.given for cut in range(1, len(name)))


def _unknown(name: str, rest: str) -> bool:
    """Whether what follows a family name may be a given name that no dictionary has."""
    return name not in name_data().surnames and 2 <= len(rest) <= 3


def _coded(values: pa.Array) -> tuple[npt.NDArray[np.int64], list[str]]:
    """Which value each row holds, and the values; blanks are \"\"."""
    coded = pc.fill_null(values, "").dictionary_encode()
    return np.asarray(coded.indices).astype(np.int64), coded.dictionary.to_pylist()


def _marks(values: list[str], born: bool) -> list[str]:
    """Birth dates in one spelling, numbers without their separators."""
    if not born:
        return [value and normalise("CUSTOMER_ID", value) for value in values]
    done = as_iso(pa.array(values, pa.string())).to_pylist()
    return [spelled or (value and _mark(value)) for value, spelled in zip(values, done, strict=True)]


def _mark(value: str) -> str:
    text = re.sub(r"[T ]\d{1,2}:\d{2}(?::\d{2})?.*$", "", fold(value).text)
    day = parse(text)
    return day.isoformat() if day else text


def _person(column: Field) -> ColumnHit | None:
    return next((hit for hit in column.hits if hit.entity == "PERSON" and hit.score >= SURE), None)


def _running(column: Field, hit: ColumnHit) -> bool:
    """Names among other words: stretches of cells, most of them not the whole cell."""
    if hit.found is None or hit.found.values is None:
        return False
    cells = set(column.values.to_pylist())
    return sum(value in cells for value in hit.found.values) < 0.8 * len(hit.found.values)


def _is_family(column: Field) -> bool:
    return _said(column, FAMILY) or (_FAMILY.search(column.name) is not None and not _said(column, GIVEN))


def _is_given(column: Field, named: Sequence[Field]) -> bool:
    """Given names in a column of their own, the family names in another."""
    given = _said(column, GIVEN) or (_GIVEN.search(column.name) is not None and not _said(column, FAMILY))
    return given and any(_is_family(other) for other in named)


def _given_of(column: Field, named: Sequence[Field]) -> Field | None:
    """The given names that belong to a column of family names: of the same script, the next ones behind it or else before."""
    if not _is_family(column):
        return None
    place, script = next(at for at, other in enumerate(named) if other is column), _script(column)
    near = [*named[place + 1 :], *reversed(named[:place])]
    givens = [other for other in near if _is_given(other, named)]
    return next((other for other in givens if _script(other) == script), next(iter(givens), None))


def _said(column: Field, part: str) -> bool:
    return any(hit.entity == "PERSON" and part in hit.evidence for hit in column.hits)


def _best(column: Field) -> str:
    return next((hit.entity for hit in column.hits if hit.score >= SURE), "")


def _without_readings(columns: list[Field]) -> list[Field]:
    """Columns of names without those that say the same names in kana or in Latin letters."""
    ranks = [_script(column) for column in columns]
    kept = [column for column, rank in zip(columns, ranks, strict=True) if rank == min(ranks)]
    names = [*kept, *(_joined(one, columns) for one in kept)]
    return kept + [c for c in columns if c not in kept and not any(_reads(c, other) for other in names)]


def _joined(column: Field, named: Sequence[Field]) -> Field:
    """A column of family names with the given names beside it: 本田 and 和夫, which ﾎﾝﾀﾞ ｶｽﾞｵ is the reading of."""
    given = _given_of(column, named)
    if given is None:
        return column
    rows = min(_COMPARED, len(column.values), len(given.values))
    parts = (pc.fill_null(one.values[:rows], "") for one in (column, given))
    return Field(column.name, column.hits, pc.binary_join_element_wise(*parts, ""))


def _script(column: Field) -> int:
    """0 kanji, 1 kana, 2 Latin letters."""
    some = [fold(value).text for value in column.values.slice(0, _COMPARED).to_pylist() if value]
    kana, latin = sum(map(is_kana, some)), sum(map(is_latin, some))
    return 2 if some and latin >= 0.8 * len(some) else 1 if some and kana >= 0.8 * len(some) else 0


def _reads(column: Field, names: Field) -> bool:
    """Whether a column has the readings of another: the dictionaries know row by row, or else its header says so."""
    pairs = {
        (normalise("PERSON", name), normalise("PERSON", reading))
        for name, reading in zip(
            names.values[:_COMPARED].to_pylist(), column.values[:_COMPARED].to_pylist(), strict=False
        )
        if name and reading
    }
    told = [reads(name, reading) for name, reading in pairs]
    right, wrong = told.count(True), told.count(False)
    if _READING.search(fold(column.name).text):
        return right > 0 or wrong < 2
    if right or wrong:
        return right >= wrong
    return len({name for name, _ in pairs}) == len({reading for _, reading in pairs}) == len(pairs)
