"""Tables of the inventory with the columns that surely hold something, and what."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from scanner.model import LEVELS

if TYPE_CHECKING:
    from scanner.inventory import Inventory

SURE = 0.5  # as in scanner.classify, held by a test
_ROW = re.compile(r" row \d+$")  # a document in a cell: "column row 12"


@dataclass(frozen=True, slots=True)
class Column:
    """name: as the database has it. entities: gravest first. level: of the gravest."""

    name: str
    entities: tuple[str, ...]
    level: str

    @property
    def tag(self) -> str:
        """`[daicho: JP_MY_NUMBER, critical]`"""
        return f"[daicho: {', '.join((*self.entities, self.level))}]"


@dataclass(frozen=True, slots=True)
class Table:
    """scheme, server: of the URI. path: database, schema, table, as far as there are such; decoded."""

    uri: str
    scheme: str
    server: str
    path: tuple[str, ...]
    kind: str
    format: str
    columns: tuple[Column, ...]


def tables(inventory: Inventory, schemes: Iterable[str]) -> Iterator[Table]:
    """In the order of their URIs. What is only suspected (below 0.5) or of level none has no tag."""
    wanted = frozenset(schemes)
    items = {row["uri"]: row for row in _rows(inventory, "items", ("uri", "kind", "format"), wanted)}
    found: dict[str, dict[str, dict[str, tuple[int, int]]]] = {}
    columns = ("uri", "part", "field", "entity", "hits", "best_score", "level")
    for row in _rows(inventory, "fields", columns, wanted):
        level = LEVELS.index(row["level"] or "none")
        if row["best_score"] < SURE or not level or row["field"].startswith("@") or row["uri"] not in items:
            continue
        column = _ROW.sub("", row["part"].partition("!")[0]) if row["part"] else row["field"]
        if column:
            known = found.setdefault(row["uri"], {}).setdefault(column, {})
            before = known.get(row["entity"], (0, 0))
            known[row["entity"]] = (max(level, before[0]), before[1] + row["hits"])
    for uri in sorted(found):
        parts = urlsplit(uri)
        yield Table(
            uri,
            parts.scheme,
            parts.netloc.rpartition("@")[2],
            tuple(unquote(name) for name in parts.path.split("/") if name),
            items[uri]["kind"],
            items[uri]["format"] or "",
            tuple(_column(name, told) for name, told in sorted(found[uri].items())),
        )


def whole_columns(columns: Iterable[Column]) -> tuple[Column, ...]:
    """With what is inside the JSON of a column (`attributes.tel`) as the column's own."""
    found: dict[str, list[Column]] = {}
    for column in columns:
        found.setdefault(column.name.partition(".")[0] or column.name, []).append(column)
    return tuple(_together(name, members) for name, members in found.items())


def _together(name: str, members: Sequence[Column]) -> Column:
    members = sorted(members, key=lambda column: -LEVELS.index(column.level))  # the gravest first
    entities = dict.fromkeys(entity for column in members for entity in column.entities)
    return Column(name, tuple(entities), members[0].level)


def _rows(
    inventory: Inventory, table: str, columns: tuple[str, ...], schemes: frozenset[str]
) -> Iterator[dict[str, Any]]:
    for batch in inventory.batches(table, columns):
        for row in batch.to_pylist():
            if row["uri"].partition(":")[0] in schemes:
                yield row


def _column(name: str, told: dict[str, tuple[int, int]]) -> Column:
    order = sorted(told, key=lambda entity: (-told[entity][0], -told[entity][1], entity))
    return Column(name, tuple(re.sub(r"\W", "_", entity) for entity in order), LEVELS[max(told.values())[0]])


def shown(name: str) -> str:
    """A name on one line of a comment: nothing in it ends the line, moves the cursor or turns the text round."""
    return "".join(char if not odd(char) else f"\\u{ord(char):04x}" for char in name)


def odd(char: str) -> bool:
    """Control characters, those that turn the direction of text, halves of surrogates, odd line ends."""
    return unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp", "Cn", "Co")


def file_name(taken: set[str], *words: str) -> str:
    """A name for a file that no name in a database can turn into a path; each once."""
    plain = [re.sub(r"[^\w.-]+", "_", word).strip("._")[:80] for word in words]
    stem = "-".join(filter(None, plain)) or "database"
    name, number = stem, 1
    while name.casefold() in taken:
        number += 1
        name = f"{stem}.{number}"
    taken.add(name.casefold())
    return name


def folder(target: Path) -> Path:
    target = Path(target)
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    return target


def write_text(path: Path, text: str) -> None:
    """For its owner only, at once."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(temporary, path)
