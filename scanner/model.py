"""The types that cross module and process borders. All frozen and picklable."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from recognizers.types import Hints

if TYPE_CHECKING:
    import pyarrow as pa


@cache
def _values(kind: type[Any]) -> attrgetter[tuple[Any, ...]]:
    return attrgetter(*kind.__slots__)


class _Packed:
    """Crosses to another process as its values in order: half the time of what dataclasses with slots do by themselves."""

    __slots__ = ()

    def __reduce__(self) -> tuple[Any, ...]:
        kind = type(self)
        return kind, _values(kind)(self)  # type: ignore[arg-type]  # mypy: a type of dataclass is not hashable


class Stage(StrEnum):
    """Where trouble arose."""

    LIST = "list"
    OPEN = "open"
    READ = "read"
    RECOGNIZE = "recognize"


class Reason(StrEnum):
    """Why something was not read, or not read whole. Closed: reports have a sentence for each."""

    PERMISSION_DENIED = "permission_denied"
    VANISHED = "vanished"
    CHANGED = "changed_while_reading"
    IO_ERROR = "io_error"
    SYMLINK = "symlink_not_followed"
    SYMLINK_LOOP = "symlink_loop"
    SPECIAL_FILE = "special_file"
    ENCRYPTED = "encrypted"
    CORRUPT = "corrupt"
    UNSUPPORTED = "unsupported_format"
    NO_TEXT_LAYER = "no_text_layer"
    UNDECODABLE = "undecodable_text"
    MISSING_EXTRA = "missing_extra"
    ARCHIVED = "archived"
    TOO_LARGE = "too_large"
    TOO_DEEP = "too_deep"
    TOO_MANY = "too_many_members"
    BOMB = "compression_bomb"
    TIMEOUT = "timeout"
    MEMORY = "out_of_memory"
    WORKER_DIED = "worker_died"
    INTERNAL = "internal_error"
    FOREIGN = "foreign_not_followed"
    EXCLUDED = "excluded_by_plan"


class Status(StrEnum):
    """What became of an item. listed = scanned + partial + unreadable + excluded + unchanged."""

    SCANNED = "scanned"
    PARTIAL = "partial"
    UNREADABLE = "unreadable"
    EXCLUDED = "excluded"
    UNCHANGED = "unchanged"
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Problem(_Packed):
    """Something that could not be looked at. `detail` is scrubbed: it holds no content of the item."""

    stage: Stage
    reason: Reason
    part: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Item(_Packed):
    """One thing a source lists: a file, an object, a table.

    uri: absolute and percent-encoded. slice: which share of a huge item, "" for all of it.
    size: bytes, -1 when unknown. modified: seconds since the epoch, UTC. version: changes when the content does.
    relative: the path below the target as a person would read it, for name scanning and reports.
    problem: set where the listing itself could not get at the item; such an item is not read.
    known: ids of contents of this size that have been looked at, None where no other item is of its size.
    encryption: how a store of objects keeps it (AES256, aws:kms, SSE-C …), "" where that is not known or not told.
    """

    source: str
    uri: str
    kind: str = "file"
    slice: str = ""
    size: int = -1
    modified: float = 0.0
    version: str = ""
    owner: str = ""
    exposure: str = "unknown"
    exposure_detail: str = ""
    relative: str = ""
    problem: Problem | None = None
    known: tuple[str, ...] | None = None
    encryption: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of running text. `at` is where it begins: a line, page, cell or slide, as a reader would say it.

    line: number of its first line where hits should be given by line, 0 where `at` says it all.
    sure: where the text was read off a picture: (start, end, confidence) of each word, offsets into `text`, in order.
    """

    text: str
    part: str = ""
    at: str = ""
    field: str = ""
    hints: Hints = Hints()
    line: int = 0
    sure: tuple[tuple[int, int, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Column:
    """A batch of values of one column, in row order: same (part, field) again means more rows of it.

    values: pyarrow array (string, or a primitive type as the file stores it). row: 1-based number of the first row.
    lines: where rows are lines of a text, the number of each one's line. table: tells tables of one part apart.
    notes: how the values are kept: "hashed:bcrypt", "encrypted:pgp", "mojibake:latin1:cp932"; evidence, never a value.
    """

    field: str
    values: pa.Array
    part: str = ""
    row: int = 1
    hints: Hints = Hints()
    lines: pa.Array | None = None
    table: int = 0
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Extent:
    """How much of a table was read, where a source does not read all of it.

    rows: that were read. total: its rows, -1 where nobody knows; exact: counted. method: whole, blocks, key_ranges, rows, first_rows.
    excluded: at 95 %, no larger a share of the rows is of a kind that was not found, however they lie; 1 where nothing is
    excluded. spread: the same where they lie among the others as if by chance. bytes: that were read.
    See scanner/sources/database/sampling.py.
    """

    rows: int
    total: int
    exact: bool
    method: str
    excluded: float = 0.0
    spread: float = 0.0
    bytes: int = 0
    part: str = ""


@dataclass(frozen=True, slots=True)
class Described(_Packed):
    """One column as its database describes it, and how many different values were in it.

    kind: its type, as the engine calls it. key: its place in the primary key, 0 for none. to_uri, to_field: of the column
    that a foreign key names. filled: rows that were read and not blank; distinct: different values among them; once: of
    those, met in one row.
    """

    field: str
    kind: str
    key: int = 0
    to_uri: str = ""
    to_field: str = ""
    filled: int = 0
    distinct: int = 0
    once: int = 0


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The columns of a table, read or not, in front of its values."""

    columns: tuple[Described, ...]
    part: str = ""


Segment = Passage | Column | Problem | Extent | Catalogue


@dataclass(frozen=True, slots=True)
class Finding(_Packed):
    """Evidence of one hit. The raw value does not exist any more: only a mask and a keyed digest."""

    entity: str
    part: str
    field: str
    at: str
    score: float
    recognizer: str
    evidence: tuple[str, ...]
    masked: str
    digest: str


@dataclass(frozen=True, slots=True)
class EntityCount(_Packed):
    """How often one entity was found in one field, and how surely."""

    hits: int
    distinct: int
    best_score: float
    recognizer: str
    evidence: tuple[str, ...] = ()

    def __add__(self, other: EntityCount) -> EntityCount:
        best = self if self.best_score >= other.best_score else other
        return replace(best, hits=self.hits + other.hits, distinct=self.distinct + other.distinct)


@dataclass(frozen=True, slots=True)
class Tally(_Packed):
    """Facts about one field (a column, or a running text) of one part of an item."""

    part: str
    field: str
    seen: int = 0
    filled: int = 0
    entities: dict[str, EntityCount] = dataclasses.field(default_factory=dict)

    def __add__(self, other: Tally) -> Tally:
        entities = dict(self.entities)
        for name, count in other.entities.items():
            entities[name] = entities[name] + count if name in entities else count
        return replace(self, seen=self.seen + other.seen, filled=self.filled + other.filled, entities=entities)


@dataclass(frozen=True, slots=True)
class Sketch(_Packed):
    """How many different values there are, kept so that the shares of an item can be put together; see sketch.py.

    What is counted: the values of an entity in a field of running text, all values of a column (entity ""), or, where
    `part` is "@people", the people of the kind that `field` names. count: as it was told. least: the smallest digests.
    """

    part: str
    field: str
    entity: str
    count: int
    least: bytes


@dataclass(frozen=True, slots=True)
class Cost(_Packed):
    """What an item took: wall seconds, bytes read from the source, rows of its tables.

    rows_exact, method, excluded, spread: see `Extent`. unsifted: columns with more numbers in them than are judged.
    read: seconds of reading and extraction. patterns, names: of recognizing in running text, and of names wherever they
    are. columns: of tables. What is left of all seconds went into documents, people and the rest.
    """

    seconds: float = 0.0
    bytes_read: int = 0
    rows_read: int = 0
    rows_total: int = 0
    sampled: bool = False
    read: float = 0.0
    patterns: float = 0.0
    names: float = 0.0
    columns: float = 0.0
    rows_exact: bool = True
    method: str = ""
    excluded: float = 0.0
    spread: float = 0.0
    unsifted: int = 0


@dataclass(frozen=True, slots=True)
class ItemResult(_Packed):
    """All that comes back from a worker about one item.

    sketches, lines: of a share of an item only: different values, and how many lines it has.
    content: id of the bytes and what the name says of them, "" where the result is this item's alone. same: the bytes
    have been looked at elsewhere. What they hold is in here already, or, where `missing`, is to be taken from there.
    """

    item: Item
    status: Status
    tallies: tuple[Tally, ...] = ()
    findings: tuple[Finding, ...] = ()
    problems: tuple[Problem, ...] = ()
    cost: Cost = Cost()
    format: str = ""
    encrypted: bool = False
    persons: int = 0
    persons_method: str = ""
    records: int = 0
    combination: tuple[str, ...] = ()
    document_class: tuple[str, ...] = ()
    names_read: float = 0.0
    names_bound: float = 1.0
    suppressed: tuple[tuple[str, str, str, str, int], ...] = ()  # part, field, entity, suppression, hits
    sketches: tuple[Sketch, ...] = ()
    lines: int = 0
    content: str = ""
    same: bool = False
    missing: bool = False
    columns: tuple[Described, ...] = ()


@dataclass(frozen=True, slots=True)
class Lost:
    """Items whose worker died, hung or ran out of memory; `reason` says which. Each becomes a row."""

    items: tuple[Item, ...]
    reason: Reason
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """What the law calls a set of facts. scope: "field" or "item"."""

    scope: str
    category: str
    level: str
    confidence: float
    because: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a policy says of an item or a field."""

    rule: str
    severity: str
    message: str
    obligation: str = ""
    due: str = ""
    part: str = ""
    field: str = ""


LEVELS = ("none", "low", "medium", "high", "critical")
EXPOSURES = ("private", "group", "company", "public", "unknown")
