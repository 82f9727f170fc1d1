"""SQLite databases: every table, and the statements that made them. Read from a copy, with all that could run locked.

https://www.sqlite.org/security.html says what a hostile file can do; here it may only be read: no triggers, views,
virtual tables or functions, bounded lengths, and a handler that ends a statement once the budget is spent.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from typing import Any, BinaryIO

import pyarrow as pa

from recognizers.types import Hints
from scanner.budget import Budget, OverBudget
from scanner.formats.arrays import Opaque, blobs
from scanner.formats.encoding import decode
from scanner.formats.ondisk import on_disk
from scanner.formats.sheets import cell_text
from scanner.formats.trouble import problem
from scanner.model import Column, Passage, Segment

_ROWS = 16_384
_CHARS = 32 << 20
_LONGEST = 64 << 20  # bytes of one value
_OF_INDEX = ("data", "idx", "docsize", "config", "segments", "segdir", "stat")  # of FTS5, FTS3 and FTS4
_STEPS = 1_000  # of the virtual machine between looks at the clock
_COMPUTING = frozenset((sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE))
_READING = frozenset((sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_PRAGMA, sqlite3.SQLITE_TRANSACTION))


def read(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    hints = Hints(name=name)
    with on_disk(stream, budget, "copy.db") as path, closing(_open(path, budget)) as base:
        opaque = Opaque()
        made = []
        for row in base.execute("SELECT type, name, sql FROM sqlite_master"):
            budget.spend(members=1)  # pages may name each other without end
            made.append(row)
        words = indexes(made)
        for kind, table, sql in made:
            if sql:
                yield Passage(sql, table, "schema", hints=hints)
            if kind == "table" and not virtual(sql) and table not in words:
                yield from _table(base, table, hints, budget, opaque)
        yield from opaque.problems()


def _open(path: str, budget: Budget) -> sqlite3.Connection:
    base = opened(f"file:{path}?mode=ro&immutable=1", lambda: _spent(budget))
    base.execute(
        "PRAGMA writable_schema = ON"
    )  # nothing can be written; but a file that was cut off is read up to there
    return base


def opened(uri: str, ended: Callable[[], bool], views: bool = False) -> sqlite3.Connection:
    """For reading, with all that could run locked; with `views` what they need may run. ended: asked often; True ends the statement.

    With immutable=1 there are no locks, no journal, and a database in WAL mode opens without the files beside it.
    """

    def allowed(action: int, _: str | None, name: str | None, *__: str | None) -> int:
        known = action in _READING or (views and action in _COMPUTING and name != "load_extension")
        return sqlite3.SQLITE_OK if known else sqlite3.SQLITE_DENY

    base = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
    base.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST)
    base.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 0)
    base.execute("PRAGMA trusted_schema = OFF")
    base.execute("PRAGMA cell_size_check = ON")
    base.set_authorizer(allowed)
    base.set_progress_handler(ended, _STEPS)
    base.text_factory = _decoded
    return base


def _spent(budget: Budget) -> bool:
    try:
        budget.tick()
    except OverBudget:
        return True
    return False


def _decoded(raw: bytes) -> str:
    """Text is UTF-8 by the book; programs in Japan put CP932 there all the same."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return decode(raw).text


def virtual(sql: str | None) -> bool:
    return " ".join((sql or "").split()[:2]).upper() == "CREATE VIRTUAL"  # its rows are in tables of its own


def indexes(made: Sequence[tuple[str, str, str | None]]) -> set[str]:
    """Tables in which a full-text index keeps its words, where it keeps the texts as well (in "…_content")."""
    tables = {table for kind, table, _ in made if kind == "table"}
    texts = {table for _, table, sql in made if virtual(sql) and f"{table}_content" in tables}
    return {f"{table}_{kind}" for table in texts for kind in _OF_INDEX}


def _table(base: sqlite3.Connection, table: str, hints: Hints, budget: Budget, opaque: Opaque) -> Iterator[Segment]:
    try:
        # Hidden and generated columns too: SELECT * leaves the hidden out, and those only virtual tables have.
        cursor = base.execute(f"SELECT * FROM {quoted(table)}")
        fields = [str(column[0]) for column in cursor.description]
        row = 1
        for rows in _batches(cursor, len(fields), budget):
            yield from _columns(rows, fields, table, row, hints, budget, opaque)
            row += len(rows)
    except sqlite3.Error as exc:
        budget.tick()  # the handler ends statements without saying why
        yield problem(exc, table)


def _batches(cursor: sqlite3.Cursor, width: int, budget: Budget) -> Iterator[list[tuple[Any, ...]]]:
    rows: list[tuple[Any, ...]] = []
    size = 0
    try:
        for found in cursor:
            budget.tick()  # a computed column can take long in one step
            rows.append(found)
            size += sum(len(value) for value in found if isinstance(value, str | bytes))
            if len(rows) >= _ROWS or size > _CHARS:
                budget.spend(cells=len(rows) * width)
                yield rows
                rows, size = [], 0
    except sqlite3.Error:
        yield rows  # what stands before the damage counts
        raise
    budget.spend(cells=len(rows) * width)
    yield rows


def _columns(
    rows: Sequence[tuple[Any, ...]],
    fields: list[str],
    table: str,
    row: int,
    hints: Hints,
    budget: Budget,
    opaque: Opaque,
) -> Iterator[Segment]:
    if not rows:
        return
    siblings = tuple(fields[:200])
    for field, values in zip(fields, zip(*rows, strict=True), strict=True):
        raw = [value if isinstance(value, bytes) else None for value in values]
        texts = [None if isinstance(value, bytes) else cell_text(value) for value in values]
        if any(raw):
            inside, _ = yield from blobs(raw, field, table, row, budget, opaque)
            texts = [text or other for text, other in zip(texts, inside.to_pylist(), strict=True)]
        own = Hints(field, siblings, hints.name, table)
        yield Column(field, pa.array(texts, pa.string()), table, row, own)


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
