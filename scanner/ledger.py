"""What was done, at which version, under which plan. SQLite; one writer.

A part of the inventory and the items in it are committed in one transaction, so after a kill either both are there
or neither. An item is done for good at (uri, slice, version, fingerprint) once its status is ``scanned``.
"""

from __future__ import annotations

import contextlib
import errno
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum, auto
from pathlib import Path
from threading import Lock
from types import MappingProxyType
from typing import NamedTuple

from scanner.model import Item, ItemResult, Status
from scanner.problems import ConfigError

_SCHEMA = """
CREATE TABLE IF NOT EXISTS runs (
    run_id TEXT PRIMARY KEY, scope TEXT NOT NULL, fingerprint TEXT NOT NULL, started REAL NOT NULL, finished REAL
);
CREATE TABLE IF NOT EXISTS parts (run_id TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (run_id, number));
CREATE TABLE IF NOT EXISTS items (
    uri TEXT NOT NULL, slice TEXT NOT NULL, version TEXT NOT NULL, fingerprint TEXT NOT NULL,
    status TEXT NOT NULL,               -- '' while listed and not yet done
    run_id TEXT NOT NULL,               -- the run that looked at it
    seen TEXT NOT NULL,                 -- the last run that listed it
    bytes INTEGER NOT NULL DEFAULT 0, hits INTEGER NOT NULL DEFAULT 0,
    content TEXT NOT NULL DEFAULT '',   -- id of its bytes, where they may lie elsewhere too
    PRIMARY KEY (uri, slice)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS contents (   -- what was found in some bytes
    id TEXT PRIMARY KEY, size INTEGER NOT NULL, fingerprint TEXT NOT NULL, result BLOB NOT NULL
);
CREATE INDEX IF NOT EXISTS sizes ON contents (size);
CREATE TABLE IF NOT EXISTS shares (     -- what was found in shares of huge items that are not yet done
    uri TEXT NOT NULL, slice TEXT NOT NULL, version TEXT NOT NULL, fingerprint TEXT NOT NULL, result BLOB NOT NULL,
    PRIMARY KEY (uri, slice)
);
"""


_KNOWN = 16  # contents of one size that are told of: the newest; a small file is scanned as fast as compared with many
_AT_ONCE = 500  # keys in one statement
_Key = tuple[str, str]  # URI, slice


class Todo(Enum):
    """What to do with a listed item."""

    SCAN = auto()
    UNCHANGED = auto()
    DONE = auto()  # by this very run, before it was interrupted
    TWICE = auto()  # listed before in this run, by another target


@dataclass(frozen=True, slots=True)
class Run:
    run_id: str
    fingerprint: str
    started: float
    resumed: bool


@dataclass(frozen=True, slots=True)
class Totals:
    """listed = scanned + partial + unreadable + excluded + unchanged."""

    listed: int
    scanned: int
    partial: int
    unreadable: int
    excluded: int
    unchanged: int
    gone: int
    bytes_read: int
    findings: int


class Done(NamedTuple):
    """What is noted of an item that was looked at."""

    uri: str
    slice: str
    seen: str  # see `_seen`
    status: Status
    bytes: int
    hits: int
    content: str


def done(result: ItemResult) -> Done:
    item = result.item
    return Done(*_key(item), _seen(item), result.status, result.cost.bytes_read, hits(result), result.content)


class Ledger:
    def __init__(self, out: Path) -> None:
        self._lock = Lock()
        self._guard = self._connect(out / "ledger.lock")
        try:
            self._guard.execute("PRAGMA busy_timeout = 0")
            self._guard.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as exc:
            self._guard.close()
            if exc.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                code = errno.ENOSPC if exc.sqlite_errorcode == sqlite3.SQLITE_FULL else errno.EIO
                raise OSError(code, os.strerror(code)) from None
            raise ConfigError(
                f"{out}: another scan is writing here. Wait for it, or give another folder with --out.",
                ja=f"{out}: 別の走査が書き込み中です。終わるのを待つか、--out で別のフォルダーを指定してください。",
            ) from None
        self._db = self._connect(out / "ledger.sqlite")
        try:
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")
            self._db.executescript(_SCHEMA)
            if "content" not in {row[1] for row in self._db.execute("PRAGMA table_info (items)")}:  # of version 0.1
                self._db.execute("ALTER TABLE items ADD COLUMN content TEXT NOT NULL DEFAULT ''")
        except sqlite3.DatabaseError:
            self.close()
            raise ConfigError(
                f"{out / 'ledger.sqlite'}: not a ledger. Give another folder with --out, or move the file away.",
                ja=f"{out / 'ledger.sqlite'}: 台帳の記録として読めません。--out を変えるか、ファイルを移してください。",
            ) from None

    @staticmethod
    def _connect(path: Path) -> sqlite3.Connection:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))  # for its owner only, from the first byte on
        # Items are listed in one thread and committed in another; `_lock` keeps them apart.
        return sqlite3.connect(path, isolation_level=None, check_same_thread=False)

    def close(self) -> None:
        """At rest the ledger is one file, so that it can be read from a folder that cannot be written to."""
        with contextlib.suppress(sqlite3.Error):  # somebody reads: the log stays until the next scan
            self._db.execute("PRAGMA journal_mode = DELETE")
        self._db.close()
        self._guard.close()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # --- runs and parts ---

    def adopt(self, parts: Iterable[tuple[str, int]]) -> None:
        """Takes over parts whose ledger was lost. Only where nothing was ever committed here."""
        with self._lock, self._db:
            if not self._db.execute("SELECT 1 FROM runs LIMIT 1").fetchone():
                self._db.executemany("INSERT OR IGNORE INTO parts VALUES (?, ?)", sorted(parts))

    def parts(self) -> set[tuple[str, int]]:
        with self._lock:
            return set(self._db.execute("SELECT run_id, number FROM parts"))

    def forget(self, parts: Iterable[tuple[str, int]]) -> None:
        """These parts are not on disk any more. What their runs did is done again, or it would pass for unchanged."""
        lost = sorted(parts)
        runs = [(run_id,) for run_id in sorted({run_id for run_id, _ in lost})]
        with self._lock, self._lasting():
            self._db.executemany("DELETE FROM parts WHERE run_id = ? AND number = ?", lost)
            self._db.executemany("UPDATE items SET status = '', run_id = '' WHERE run_id = ?", runs)
            self._db.executemany("UPDATE runs SET finished = 0 WHERE run_id = ? AND finished IS NULL", runs)

    def begin(self, scope: str, fingerprint: str, full: bool = False) -> Run:
        """A new run, or the last one if it was interrupted under the same plan. full: nothing seen before counts."""
        with self._lock, self._db:
            last = self._db.execute(
                "SELECT run_id, scope, fingerprint, started, finished FROM runs ORDER BY run_id DESC LIMIT 1"
            ).fetchone()
            if last and last[4] is None and last[1:3] == (scope, fingerprint):
                self._db.execute("UPDATE items SET seen = '' WHERE seen = ?", (last[0],))
                return Run(last[0], fingerprint, last[3], resumed=True)
            if full:
                self._db.execute("DELETE FROM contents")
                self._db.execute("DELETE FROM shares")
            else:
                self._db.execute("DELETE FROM contents WHERE fingerprint != ?", (fingerprint,))
            newest = max(last[0] if last else "", max((run for run, _ in self._parts()), default=""))
            run_id, started = _run_id(time.time(), after=newest)
            self._db.execute("INSERT INTO runs VALUES (?, ?, ?, ?, NULL)", (run_id, scope, fingerprint, started))
            return Run(run_id, fingerprint, started, resumed=False)

    def _parts(self) -> list[tuple[str, int]]:
        return self._db.execute("SELECT run_id, number FROM parts").fetchall()

    def next_part(self, run_id: str) -> int:
        with self._lock:
            (number,) = self._db.execute("SELECT max(number) FROM parts WHERE run_id = ?", (run_id,)).fetchone()
        return (number or 0) + 1

    def commit(
        self,
        run: Run,
        number: int,
        results: Sequence[Done] = (),
        contents: Mapping[str, tuple[int, bytes]] = MappingProxyType({}),
        *,
        finished: bool = False,
    ) -> None:
        """The part is on disk: from here on it counts, and so do its items. contents: see `known`; id → size, result."""
        with self._lock, self._lasting():
            self._db.execute("INSERT INTO parts VALUES (?, ?)", (run.run_id, number))
            self._db.executemany(
                "UPDATE items SET version = ?, fingerprint = ?, status = ?, run_id = ?, bytes = ?, hits = ?, content = ?"
                " WHERE uri = ? AND slice = ?",
                [
                    (r.seen, run.fingerprint, r.status, run.run_id, r.bytes, r.hits, r.content, r.uri, r.slice)
                    for r in results
                ],
            )
            self._db.executemany(
                "INSERT OR REPLACE INTO contents VALUES (?, ?, ?, ?)",
                [(id, size, run.fingerprint, result) for id, (size, result) in contents.items()],
            )
            if self._db.execute("SELECT 1 FROM shares LIMIT 1").fetchone():
                self._db.executemany("DELETE FROM shares WHERE uri = ?", [(r.uri,) for r in results])
            if finished:
                self._db.execute("DELETE FROM shares")
                self._db.execute("DELETE FROM contents WHERE id NOT IN (SELECT content FROM items)")
                self._db.execute("UPDATE runs SET finished = ? WHERE run_id = ?", (time.time(), run.run_id))

    def replace_part(self, run_id: str, number: int | None, old: Iterable[int]) -> None:
        """A new part, or none, takes the place of older ones, as when an inventory is judged again."""
        with self._lock, self._lasting():
            self._db.executemany("DELETE FROM parts WHERE run_id = ? AND number = ?", [(run_id, n) for n in old])
            if number is not None:
                self._db.execute("INSERT INTO parts VALUES (?, ?)", (run_id, number))

    @contextmanager
    def _lasting(self) -> Iterator[None]:
        """A transaction that is on disk when it ends. Others may be lost with the power, which costs only their work."""
        self._db.execute("PRAGMA synchronous = FULL")
        try:
            with self._db:
                self._db.execute("BEGIN")
                yield
        finally:
            self._db.execute("PRAGMA synchronous = NORMAL")

    # --- contents seen before ---

    def known(self, run: Run, sizes: Iterable[int]) -> dict[int, tuple[str, ...]]:
        """Size → ids of contents of that size that were looked at under this plan, the newest ones."""
        found = {}
        with self._lock:
            for size in sizes:
                rows = self._db.execute(
                    "SELECT id FROM contents WHERE size = ? AND fingerprint = ? ORDER BY rowid DESC LIMIT ?",
                    (size, run.fingerprint, _KNOWN),
                ).fetchall()
                if rows:
                    found[size] = tuple(id for (id,) in rows)
        return found

    def content(self, id: str) -> bytes:
        """What was found in a content that is known."""
        with self._lock:
            (result,) = self._db.execute("SELECT result FROM contents WHERE id = ?", (id,)).fetchone()
        return bytes(result)

    # --- shares of huge items ---

    def has_share(self, run: Run, share: Item) -> bool:
        """Whether what was found in a share is known, from this run or one that was interrupted."""
        with self._lock:
            found = self._db.execute(
                "SELECT 1 FROM shares WHERE uri = ? AND slice = ? AND version = ? AND fingerprint = ?",
                (*_key(share), share.version, run.fingerprint),
            ).fetchone()
        return found is not None

    def keep_share(self, run: Run, share: Item, result: bytes) -> None:
        row = (*_key(share), share.version, run.fingerprint, result)
        with self._lock, self._db:
            self._db.execute("INSERT OR REPLACE INTO shares VALUES (?, ?, ?, ?, ?)", row)

    def share(self, share: Item) -> bytes:
        """What was found in a share that is known."""
        with self._lock:
            (result,) = self._db.execute(
                "SELECT result FROM shares WHERE uri = ? AND slice = ?", _key(share)
            ).fetchone()
        return bytes(result)

    # --- items ---

    def admit(self, run: Run, items: Sequence[Item], full: bool) -> list[Todo]:
        """Notes that the items were listed, and says for each whether there is anything to do."""
        todos, new, again = list[Todo](), dict[_Key, None](), list[_Key]()
        keys = [_key(item) for item in items]
        with self._lock, self._db:
            self._db.execute("BEGIN")
            known = self._known_items(keys)
            for item, key in zip(items, keys, strict=True):
                row = known.get(key)
                if key in new or (row is not None and row[4] == run.run_id):
                    todos.append(Todo.TWICE)
                    continue
                if row is None:
                    new[key] = None
                    todos.append(Todo.SCAN)
                    continue
                version, fingerprint, status, done_in, _ = row
                known[key] = (*row[:4], run.run_id)
                again.append(key)
                same = (fingerprint, status) == (run.fingerprint, Status.SCANNED)
                same = same and version in (_seen(item), item.version)  # the latter from a ledger of version 0.1
                if done_in == run.run_id and status:
                    todos.append(Todo.DONE)
                elif same and item.version and not full and item.problem is None:
                    todos.append(Todo.UNCHANGED)
                else:
                    todos.append(Todo.SCAN)
            self._db.executemany(
                "INSERT INTO items (uri, slice, version, fingerprint, status, run_id, seen)"
                " VALUES (?, ?, '', '', '', '', ?)",
                [(*key, run.run_id) for key in new],
            )
            for slice, uris, marks in _together(again):
                update = f"UPDATE items SET seen = ? WHERE slice = ? AND uri IN ({marks})"
                self._db.execute(update, (run.run_id, slice, *uris))
        return todos

    def _known_items(self, keys: Sequence[_Key]) -> dict[_Key, tuple[str, str, str, str, str]]:
        """Key → version, fingerprint, status, run that looked at it, run that listed it last."""
        known = {}
        for slice, uris, marks in _together(keys):
            rows = self._db.execute(
                "SELECT uri, version, fingerprint, status, run_id, seen FROM items"
                f" WHERE slice = ? AND uri IN ({marks})",
                (slice, *uris),
            )
            known.update({(uri, slice): tuple(row) for uri, *row in rows})
        return known

    def unseen(self, run: Run, roots: Sequence[str], blocked: Sequence[str]) -> list[Item]:
        """Items of earlier runs below the roots that this one did not list, except below what it could not list."""
        with self._lock:
            rows = self._db.execute(
                "SELECT uri, slice FROM items WHERE seen != ? AND run_id != ? AND status NOT IN ('', ?)",
                (run.run_id, run.run_id, Status.GONE),
            ).fetchall()
        return [
            Item("", uri, slice=slice)
            for uri, slice in rows
            if any(_below(uri, root) for root in roots) and not any(_below(uri, place) for place in blocked)
        ]

    def totals(self, run: Run) -> Totals:
        with self._lock:
            done = dict(
                self._db.execute(
                    "SELECT status, count(*) FROM items WHERE seen = ? AND run_id = ? GROUP BY status",
                    (run.run_id, run.run_id),
                ).fetchall()
            )
            one = self._db.execute(
                "SELECT count(*), coalesce(sum(run_id != ? AND status != ''), 0) FROM items WHERE seen = ?",
                (run.run_id, run.run_id),
            ).fetchone()
            gone, size, hits = self._db.execute(
                "SELECT coalesce(sum(status = 'gone'), 0), coalesce(sum(bytes), 0), coalesce(sum(hits), 0)"
                " FROM items WHERE run_id = ?",
                (run.run_id,),
            ).fetchone()
        return Totals(
            listed=one[0],
            scanned=done.get(Status.SCANNED, 0),
            partial=done.get(Status.PARTIAL, 0),
            unreadable=done.get(Status.UNREADABLE, 0),
            excluded=done.get(Status.EXCLUDED, 0),
            unchanged=one[1],
            gone=gone,
            bytes_read=size,
            findings=hits,
        )


def hits(result: ItemResult) -> int:
    return sum(count.hits for tally in result.tallies for count in tally.entities.values())


def _below(uri: str, root: str) -> bool:
    return uri == root or uri.startswith(root.rstrip("/") + "/")


def _together(keys: Iterable[_Key]) -> Iterator[tuple[str, list[str], str]]:
    """(slice, URIs, a mark for each), some hundreds at a time: one question for all takes a tenth of one for each."""
    by_slice: dict[str, list[str]] = {}
    for uri, slice in keys:
        by_slice.setdefault(slice, []).append(uri)
    for slice, uris in by_slice.items():
        for first in range(0, len(uris), _AT_ONCE):
            some = uris[first : first + _AT_ONCE]
            yield slice, some, ", ".join("?" * len(some))


def _seen(item: Item) -> str:
    """What must be as it was for the row to stand: the bytes, and who can read them."""
    return f"{item.version}\n{item.exposure}"


def _key(item: Item) -> _Key:
    if item.uri.isascii():
        return item.uri, item.slice
    return item.uri.encode("utf-8", "backslashreplace").decode(), item.slice


def _run_id(now: float, after: str) -> tuple[str, float]:
    """UTC time to the millisecond, always later than `after` even if the clock was set back."""
    while True:
        stamp = datetime.fromtimestamp(now, UTC)
        run_id = f"{stamp:%Y%m%dT%H%M%S}{stamp.microsecond // 1000:03}Z"
        if run_id > after:
            return run_id, now
        last = datetime.strptime(after, "%Y%m%dT%H%M%S%fZ").replace(tzinfo=UTC)
        now = last.timestamp() + 0.0015
