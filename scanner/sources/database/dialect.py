"""What an engine must be able to do. Everything else (what is listed, how much is read, what becomes of it) is common."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from scanner.model import Problem

if TYPE_CHECKING:
    import pyarrow as pa

    from scanner.settings import Sql
    from scanner.sources.database.access import Facts
    from scanner.sources.database.address import Address

KINDS = ("table", "view", "materialized_view", "foreign_table", "partitioned_table")


@dataclass(frozen=True, slots=True)
class Relation:
    """One thing that has rows. schema: "" where the engine has none. kind: of `KINDS`.

    rows: about how many, -1 where the server cannot say. exact: they were counted. bytes: on disk, -1 unknown.
    blocks: in which the rows lie, 0 unknown. version: "" where nothing tells that it has changed. comment: of its owner.
    detail: partitions and the like, for people. problem: why it is not read. notes: parts of it that are not read.
    """

    schema: str
    name: str
    kind: str = "table"
    rows: float = -1
    exact: bool = False
    bytes: int = -1
    blocks: int = 0
    version: str = ""
    owner: str = ""
    comment: str = ""
    detail: str = ""
    problem: Problem | None = None
    notes: tuple[Problem, ...] = ()

    @property
    def shown(self) -> str:
        """As a person reads it."""
        return f"{self.schema}.{self.name}" if self.schema else self.name


@dataclass(frozen=True, slots=True)
class Field:
    """One column. kind: its type as the engine calls it. key: its place in the primary key, 0 for none.

    problem: why it is not read.
    """

    name: str
    kind: str
    comment: str = ""
    key: int = 0
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Draw:
    """What is to be read of a table. statements: with their parameters, one after the other.

    method: whole, blocks, key_ranges, rows (each by itself), first_rows. units: blocks or ranges that are drawn by
    chance, 0 where nothing is. share: of all rows, 0 where nobody knows. limit: rows that are asked for at most, 0 for no
    limit.
    """

    statements: Sequence[tuple[str, Sequence[Any]]]
    method: str = "whole"
    units: int = 0
    share: float = 0.0
    limit: int = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """rows, bytes: of a table, at most; 0 for all. value_bytes: of one value."""

    rows: int
    bytes: int
    value_bytes: int

    def share(self, relation: Relation) -> float:
        """Of the rows of a table; 1 for all of them."""
        shares = [1.0]
        if self.rows and relation.rows > 0:
            shares.append(self.rows / relation.rows)
        if self.bytes and relation.bytes > 0:
            shares.append(self.bytes / relation.bytes)
        return min(shares)


class Session(ABC):
    """One connection, for reading only. Errors of the engine leave it as `Unreadable`, without their messages."""

    @abstractmethod
    def relations(self) -> Iterator[Relation]:
        """All that a person could query, but for system schemas. What may not be read has a `problem`."""

    @abstractmethod
    def relation(self, schema: str, name: str) -> Relation | None:
        """The same with what is known just before reading. None where it is gone."""

    @abstractmethod
    def fields(self, relation: Relation) -> list[Field]:
        """In the order of the table."""

    def links(self, relation: Relation) -> list[tuple[str, str, str, str]]:
        """Its foreign keys: (column, schema and table that it names, column there). None where nothing is known of any."""
        return []

    def grants(self) -> Mapping[tuple[str, str], Facts]:
        """(schema, table) → who can read it; what is not there is not known."""
        return {}

    @abstractmethod
    def draw(self, relation: Relation, fields: Sequence[Field], wanted: Wanted) -> Draw:
        """How to read it."""

    @abstractmethod
    def stream(self, statement: str, parameters: Sequence[Any]) -> Iterator[pa.RecordBatch]:
        """Batches of rows as they come; never all of them at once."""

    @abstractmethod
    def begin(self) -> None:
        """One transaction that cannot write and sees one state, as far as the engine has such."""

    @abstractmethod
    def end(self) -> None: ...

    @abstractmethod
    def close(self) -> None: ...

    @property
    def alive(self) -> bool:
        """Whether it can be used again. One that was left in the middle of its rows may be closed."""
        return True


@dataclass(frozen=True, slots=True)
class Engine:
    """How to reach a kind of database. connect: "module:name" of a callable (address, settings, password) → Session.

    extra: to be installed for it. options: that may stand behind the ? of a target. schemas: whether a database has
    some; else what is called schema is the database.
    """

    connect: str
    port: int = 0
    extra: str = ""
    options: tuple[str, ...] = ()
    needs_database: bool = True
    schemas: bool = True


@dataclass(frozen=True, slots=True)
class Access:
    """All that a session needs."""

    address: Address
    settings: Sql
    password: str = field(default="", repr=False)
