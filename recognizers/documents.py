"""What kind of document a part is, from its heading, the labels of its form and what was found in it.

The rules are data (recognizers/data/document_classes.yaml). A form comes as many short passages, so evidence adds up
block by block: a page, a sheet, or 1,500 characters of running text. A block is judged alone and, where it is nothing
alone, with the one before it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from recognizers import forms
from recognizers.text import blocks

SURE = 0.5
_MANY = 4  # so many of one type make a list
_CARD = 5  # marks of one entry of a list
_GUIDE = 0.35  # of the fields explain themselves: a guide to the form
_OF_ONE_COLUMN = 2  # a column with more types in it is free text
_BLOCK = 1_500  # characters of running text that are judged together with as many before them
# Entity types that only a person has; contact data may be those of the office that issued the form.
IDENTIFYING = frozenset(
    "DATE_OF_BIRTH JP_MY_NUMBER JP_DRIVERS_LICENSE JP_PASSPORT JP_RESIDENCE_CARD JP_SPECIAL_PR_CERT JP_JUMINHYO_CODE"
    " JP_PENSION_NUMBER JP_HEALTH_INSURANCE JP_LATE_ELDERLY_INSURANCE JP_KAIGO_INSURANCE JP_EMPLOYMENT_INSURANCE"
    " JP_DISABILITY_CERT JP_BANK_ACCOUNT JP_YUCHO_ACCOUNT CREDIT_CARD".split()
)
_PAGE = re.compile(r"page \d+\Z")


@dataclass(frozen=True, slots=True)
class Rule:
    """One class of documents; see the head of the YAML file."""

    id: str
    ja: str
    en: str
    entities: frozenset[str]
    needs: frozenset[str]
    many: frozenset[str]
    least: float
    marks: int
    most: int
    table: bool
    shape: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Document:
    """A block that is a document. blank: a form nobody has filled in, or one filled in for show."""

    kind: str
    blank: bool
    score: float

    @property
    def name(self) -> str:
        """As the inventory has it."""
        return self.kind + BLANK if self.blank else self.kind


BLANK = ":blank"
_OF_BUSINESS = ("business_card",)  # tells of an office rather than of a home


@cache
def rules() -> dict[str, Rule]:
    return {
        name: Rule(
            name,
            entry["ja"],
            entry["en"],
            frozenset(entry.get("entities", ())),
            frozenset(entry.get("needs", ())),
            frozenset(entry.get("many", ())),
            entry.get("least", 6),
            entry.get("marks", 2),
            entry.get("most", 0),
            entry.get("table", False),
            re.compile(entry["shape"], re.M) if "shape" in entry else None,
        )
        for name, entry in forms.data()["classes"].items()
    }


@cache
def _shapes() -> dict[str, re.Pattern[str]]:
    return {name: rule.shape for name, rule in rules().items() if rule.shape}


@dataclass(slots=True)
class _Block:
    """Evidence of one stretch of a part."""

    chars: int = 0
    sentences: int = 0
    filled: int = 0
    explained: int = 0
    named: bool = False  # the field of a name holds something
    sample: bool = False
    table: bool = False
    titles: dict[str, float] = field(default_factory=dict)
    labels: dict[str, set[int]] = field(default_factory=dict)
    common: set[int] = field(default_factory=set)
    entities: Counter[str] = field(default_factory=Counter)
    columns: set[str] = field(default_factory=set)  # types that fill a column of their own
    shaped: set[str] = field(default_factory=set)

    def __or__(self, other: _Block) -> _Block:
        whole = _Block(
            self.chars + other.chars,
            self.sentences + other.sentences,
            self.filled + other.filled,
            self.explained + other.explained,
            self.named or other.named,
            self.sample or other.sample,
            self.table or other.table,
            dict(self.titles),
            {name: set(marks) for name, marks in self.labels.items()},
            self.common | other.common,
            self.entities + other.entities,
            self.columns | other.columns,
            self.shaped | other.shaped,
        )
        for name, points in other.titles.items():
            whole.titles[name] = max(points, whole.titles.get(name, 0))
        for name, marks in other.labels.items():
            whole.labels.setdefault(name, set()).update(marks)
        return whole

    def read(self, text: str, header: bool = False) -> None:
        """Adds what a text or a header of a table says."""
        self.chars += len(text) + 1
        self.sentences += text.count("。")
        self.shaped.update(name for name, shape in _shapes().items() if shape.search(text))
        for mark in () if not header and forms.of_sentences(text) else forms.marks(text, header):
            self.sample |= mark.sample
            if mark.title:
                self.titles.update(dict.fromkeys(mark.about.titles, 3))
            if not mark.label:
                continue
            for kind, number in mark.about.labels:
                self.labels.setdefault(kind, set()).add(number)
            if mark.about.common >= 0:
                self.common.add(mark.about.common)
            if mark.filled:
                self.filled += 1
                self.explained += mark.explained
                self.named |= not header and mark.about.common == 0

    def tells(self) -> bool:
        """Whether there is a mark in it at all, which every class asks for."""
        return bool(self.labels or self.shaped or self.entities)

    def documents(self) -> Iterator[Document]:
        present = self.entities.keys()
        if not self.tells():
            return
        many = self.columns if self.table else {entity for entity in present if self.entities[entity] >= _MANY}
        told = self.shaped | self.labels.keys()
        for name, rule in rules().items():
            if not many and name not in told:
                continue  # it has no marks
            if name in self.shaped:
                yield Document(name, False, rule.least)
                continue
            lists = len(rule.many & many) if many else 0
            marks = max(len(self.labels.get(name, ())), lists)
            if marks < rule.marks:
                continue
            titled, found = self.titles.get(name, 0) >= 3, len(present & rule.entities)
            score = self.titles.get(name, 0) + marks + min(2, 0.5 * len(self.common)) + min(2, found)
            if score < rule.least:
                continue
            if rule.most and (self.chars > rule.most or self.sentences > 1):
                continue
            if rule.table and not (self.table or titled or lists == marks or (found and marks >= _CARD)):
                continue
            person = self.named or bool(present & IDENTIFYING) or ("PERSON" in present and self.filled > 1)
            if rule.needs:
                person = bool(present & rule.needs)
            if self.explained >= max(2, _GUIDE * self.filled):
                continue
            if person and not self.sample:
                if self.sentences <= 4 + 2 * (marks + len(self.common)):
                    yield Document(name, False, score)
                continue
            labels = marks + len(self.common)
            empty = self.filled < 3 or self.sample
            if titled and not rule.table and not self.table and labels >= 4 and self.sentences <= labels and empty:
                yield Document(name, True, score)


class Documents:
    """Takes the passages, headers and findings of one item in order, and says what documents it holds."""

    def __init__(self) -> None:
        self._best: dict[str, float] = {}  # name → score
        self.forms: list[frozenset[str]] = []  # entity types of filled forms about one person, each set once
        self._part = ""
        self._block, self._before = _Block(), _Block()

    def take(self, part: str, text: str, entities: Sequence[tuple[int, str]] = (), name: str = "") -> None:
        """A passage, with the offsets and types of what was surely found in it. name: of the file or sheet."""
        self._turn_to(part, name)
        hits = iter(sorted(entities))
        hit = next(hits, None)
        for start, end in blocks(text, _BLOCK):
            if self._block.chars and self._block.chars + end - start > _BLOCK:
                self._close()
            self._block.read(text[start:end])
            while hit is not None and hit[0] < end:
                self._block.entities[hit[1]] += 1
                hit = next(hits, None)

    def take_table(
        self, part: str, headers: Sequence[str], entities: Iterable[Collection[str]], name: str = ""
    ) -> None:
        """The headers of a table that has rows, and the entity types of each column."""
        self._turn_to(part, name)
        self._block.table = True
        for header in headers:
            self._block.read(header, header=True)
        for types in entities:
            self._block.entities.update(types)
            if len(types) <= _OF_ONE_COLUMN:
                self._block.columns.update(types)

    def names(self) -> tuple[str, ...]:
        """Classes found, the surest first; a blank form only where no filled one of its class is there."""
        self._close()
        ranked = sorted(self._best, key=lambda name: (name.endswith(BLANK), -self._best[name], name))
        return tuple(name for name in ranked if not name.endswith(BLANK) or name.removesuffix(BLANK) not in self._best)

    def _turn_to(self, part: str, name: str) -> None:
        if part != self._part:
            self._close()
            if _PAGE.sub("", part) != _PAGE.sub("", self._part) or not _PAGE.search(part):
                self._before = _Block()
            self._part = part
        if name and not self._block.chars:
            for kind in forms.titles_in(name):
                self._block.titles.setdefault(kind, 2)

    def _close(self) -> None:
        block, before = self._block, self._before
        if not block.chars and not block.table:
            return
        self._block, self._before = _Block(), block
        found = list(block.documents())
        if not found and (before.chars or before.table) and (block.tells() or before.tells()):
            found = list((before | block).documents())
        if found:
            best = max(found, key=lambda one: (not one.blank, one.score))
            self._best[best.name] = max(best.score, self._best.get(best.name, 0))
            types = frozenset(block.entities)
            if not best.blank and not block.table and best.kind not in _OF_BUSINESS and types not in self.forms[-50:]:
                self.forms.append(types)
