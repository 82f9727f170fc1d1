"""An SQLite file that a program may be writing to. Nothing is locked, and nothing is written beside it.

Where all that was written is in the file, it is opened as one that does not change, without locks, and looked at again in
the end: had it changed, what was read may be of two states, which is a problem. Where a log beside it ("-wal", "-journal")
holds something, both are copied first, for SQLite cannot read such a log without files of its own beside it.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pyarrow as pa

from scanner.formats.sheets import cell_text
from scanner.formats.sqlite import indexes, opened, quoted, virtual
from scanner.model import Reason
from scanner.problems import Unreadable
from scanner.sources.database import access_files
from scanner.sources.database.access import Facts
from scanner.sources.database.dialect import Access, Draw, Field, Relation, Session, Wanted
from scanner.sources.database.sampling import points

_ROWS, _BYTES = 16_384, 32 << 20  # of a batch
_RANGES = 500  # of row numbers, that a large table is read in
_LEAST_ROW = 8  # bytes
_LOGS = ("-wal", "-journal")
_TRIES = 3  # to copy it while it does not change


class Sqlite(Session):
    def __init__(self, access: Access) -> None:
        self._path, self._settings = Path(access.address.database), access.settings
        self._base: sqlite3.Connection | None = None
        self._copy: tempfile.TemporaryDirectory[str] | None = None
        self._stamp: tuple[Any, ...] = ()
        self._until = float("inf")

    # --- opening ---

    def begin(self) -> None:
        self._until = time.monotonic() + (self._settings.statement_timeout or float("inf"))
        stamp = self._state()
        if self._base is not None and stamp == self._stamp:
            return
        self.close()
        for _ in range(_TRIES):
            self._stamp = stamp
            path, how = self._path, "mode=ro&immutable=1"
            if any(size for _, size, _ in stamp[1:]):
                path, how = self._copied(), "mode=rw"
            if (stamp := self._state()) == self._stamp:
                break
        else:
            raise Unreadable(Reason.CHANGED, "it is written to all the time")
        try:
            self._base = opened(f"file:{quote(str(path))}?{how}", lambda: time.monotonic() > self._until, views=True)
            self._base.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchall()
        except sqlite3.Error as exc:
            self.close()
            raise Unreadable(Reason.CORRUPT, type(exc).__name__) from None

    def _state(self) -> tuple[Any, ...]:
        """Of the file and its logs: name, size, time of the last write, and the counter of changes in its header."""
        found: list[Any] = []
        for ending in ("", *_LOGS):
            try:
                stat = os.stat(f"{self._path}{ending}")
                found.append((ending, stat.st_size, stat.st_mtime_ns))
            except FileNotFoundError:
                if not ending:
                    raise Unreadable(Reason.VANISHED) from None
                found.append((ending, 0, 0))
            except OSError as exc:
                reason = Reason.PERMISSION_DENIED if isinstance(exc, PermissionError) else Reason.IO_ERROR
                raise Unreadable(reason, type(exc).__name__) from None
        return tuple(found)

    def _copied(self) -> Path:
        self._forget_copy()
        self._copy = tempfile.TemporaryDirectory(prefix="daicho-", ignore_cleanup_errors=True)
        copy = Path(self._copy.name) / "copy.db"
        try:
            for ending in ("", *_LOGS):
                if os.path.exists(f"{self._path}{ending}"):
                    shutil.copyfile(f"{self._path}{ending}", f"{copy}{ending}")
        except OSError as exc:
            raise Unreadable(Reason.IO_ERROR, f"no copy: {type(exc).__name__}") from None
        return copy

    def _forget_copy(self) -> None:
        copy, self._copy = self._copy, None
        if copy is not None:
            copy.cleanup()

    def end(self) -> None:
        """Stays open: reading holds no lock."""

    def close(self) -> None:
        base, self._base = self._base, None
        if base is not None:
            base.close()
        self._forget_copy()

    # --- the catalog ---

    def _rows(self, statement: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        if self._base is None:
            raise Unreadable(Reason.IO_ERROR, "not open")
        try:
            return self._base.execute(statement, parameters).fetchall()
        except sqlite3.Error as exc:
            raise self._why(exc) from None

    def _why(self, exc: sqlite3.Error) -> Unreadable:
        if time.monotonic() > self._until:
            return Unreadable(Reason.TIMEOUT, "longer than sql.statement_timeout")
        return Unreadable(Reason.CORRUPT, type(exc).__name__)

    def relations(self) -> Iterator[Relation]:
        made = self._rows("SELECT type, name, sql FROM sqlite_master")
        words, version = indexes(made), "-".join(str(part) for one in self._stamp for part in one[1:])
        for kind, name, sql in made:
            if kind == "view" or (kind == "table" and not virtual(sql) and name not in words):
                yield Relation("", name, kind, version=version, comment=sql or "")

    def relation(self, schema: str, name: str) -> Relation | None:
        return next((one for one in self.relations() if one.name == name), None)

    def fields(self, relation: Relation) -> list[Field]:
        # table_xinfo has generated columns too; hidden ones (1) are of virtual tables only.
        found = self._rows(f"PRAGMA table_xinfo({quoted(relation.name)})")
        return [Field(name, kind or "", key=key) for _, name, kind, _, _, key, hidden in found if hidden != 1]

    def links(self, relation: Relation) -> list[tuple[str, str, str, str]]:
        found = []
        for row in self._rows(f"PRAGMA foreign_key_list({quoted(relation.name)})"):
            to, column, there = row[2:5]
            if there is None:  # the primary key, whatever it is called
                there = next((field.name for field in self.fields(Relation("", to)) if field.key), "")
            found.append((column, "", to, there))
        return sorted(found)

    def grants(self) -> Mapping[tuple[str, str], Facts]:
        return access_files.look(self._path, [("", one.name) for one in self.relations()])

    # --- reading ---

    def draw(self, relation: Relation, fields: Sequence[Field], wanted: Wanted) -> Draw:
        columns = ", ".join(quoted(field.name) for field in fields)
        whole = f"SELECT {columns} FROM {quoted(relation.name)}"
        if not wanted.rows:
            return Draw([(whole, ())])
        if relation.kind == "view":
            return Draw([(f"{whole} LIMIT ?", (wanted.rows,))], "first_rows", limit=wanted.rows)
        more = f"SELECT 1 FROM {quoted(relation.name)} LIMIT 1 OFFSET ?"  # looks at so many rows and no more
        if not self._rows(more, (wanted.rows,)):
            return Draw([(whole, ())])
        number = self._number(relation, fields)
        if not number:
            return Draw([(f"{whole} LIMIT ?", (wanted.rows,))], "first_rows", limit=wanted.rows)
        low, high = self._rows(f"SELECT min({number}), max({number}) FROM {quoted(relation.name)}")[0]
        starts = [*points(low, high, _RANGES), high + 1]
        each = max(1, wanted.rows // _RANGES)
        ranges = [
            (f"{whole} WHERE {number} BETWEEN ? AND ? ORDER BY {number} LIMIT {each}", (start, following - 1))
            for start, following in pairwise(starts)
        ]
        # Row numbers need not be without gaps; but a row takes some bytes.
        most = min(high - low + 1, self._stamp[0][1] // _LEAST_ROW)
        return Draw(ranges, "key_ranges", _RANGES, min(1.0, each * _RANGES / most))

    def _number(self, relation: Relation, fields: Sequence[Field]) -> str:
        """What a row's number is called; "" for a table without."""
        taken = {field.name.lower() for field in fields}
        name = next((name for name in ("rowid", "_rowid_", "oid") if name not in taken), "")
        if not name:
            return ""
        try:
            self._rows(f"SELECT {name} FROM {quoted(relation.name)} LIMIT 1")
        except Unreadable:
            return ""  # WITHOUT ROWID
        return name

    def stream(self, statement: str, parameters: Sequence[Any]) -> Iterator[pa.RecordBatch]:
        if self._base is None:
            raise Unreadable(Reason.IO_ERROR, "not open")
        try:
            cursor = self._base.execute(statement, parameters)
            names = [str(column[0]) for column in cursor.description]
            rows: list[tuple[Any, ...]] = []
            size = 0
            for row in cursor:
                rows.append(row)
                size += sum(len(value) for value in row if isinstance(value, str | bytes))
                if len(rows) >= _ROWS or size > _BYTES:
                    yield _batch(names, rows)
                    rows, size = [], 0
            if rows:
                yield _batch(names, rows)
        except sqlite3.Error as exc:
            raise self._why(exc) from None
        if self._state() != self._stamp:
            raise Unreadable(Reason.CHANGED)


def _batch(names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> pa.RecordBatch:
    """Values of a column may be of any kind: where some are bytes, all are handed on as such."""
    return pa.RecordBatch.from_arrays([_array(values) for values in zip(*rows, strict=True)], names=list(names))


def _array(values: Sequence[Any]) -> pa.Array:
    if any(isinstance(value, bytes) for value in values):
        return pa.array([_bytes(value) for value in values], pa.binary())
    return pa.array([cell_text(value) for value in values], pa.string())


def _bytes(value: Any) -> bytes | None:
    if value is None or isinstance(value, bytes):
        return value
    return (cell_text(value) or "").encode()
