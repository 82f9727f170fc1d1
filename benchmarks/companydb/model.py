"""What the example database is made of: tables, columns with their values, and what is in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import pyarrow as pa


@dataclass(frozen=True)
class Column:
    """One column with all its values, and what its author put in.

    kind: `text`, `char(7)`, `varchar(40)`, `int`, `bigint`, `numeric(12,2)`, `double`, `date`, `timestamp`, `bool`, `json`,
    `xml`, `texts` (an array), `bytes`, `enum`, `latin1` (text in a column of that charset), `cp932`.
    entities: what must be found, "A|B" where either will do. The first is the main one. None: a decoy or plain data.
    also: what may be found as well and is no mistake. trap: what makes it hard. rare: entity → rows that hold one, too few
    to be asked for. references: "table.column" where a foreign key says so; `key` marks the primary key.
    """

    name: str
    kind: str
    values: pa.Array
    entities: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    trap: str = ""
    comment: str = ""
    references: str = ""
    key: bool = False
    rare: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """A table, in the order in which foreign keys allow them to be filled. partitions: years of `partition_by`.

    about: whose table it is, for keys: "persons" where each row is about somebody, "none" else.
    """

    schema: str
    name: str
    columns: Sequence[Column]
    comment: str = ""
    partition_by: str = ""
    partitions: tuple[int, ...] = ()
    about: str = "none"

    @property
    def rows(self) -> int:
        return len(self.columns[0].values)

    @property
    def full(self) -> str:
        return f"{self.schema}.{self.name}"


@dataclass(frozen=True)
class View:
    """A view, materialised where the engine can. columns: name → (table, column) it shows."""

    schema: str
    name: str
    sql: str
    columns: dict[str, tuple[str, str]]
    materialised: bool = False
