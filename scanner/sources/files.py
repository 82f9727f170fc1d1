"""Files of this machine, and of any share that is mounted on it."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import BinaryIO

from scanner.budget import Budget
from scanner.model import Item, Problem, Reason, Segment, Stage
from scanner.problems import ConfigError, Unreadable
from scanner.sources import SourceOptions, posix
from scanner.sources.content import Content
from scanner.sources.globs import Globs
from scanner.sources.names import path_of, quoted, shown, uri_of
from scanner.sources.pace import Pace
from scanner.sources.walk import SQUASHED, Entry, Prune, Walk, kind_of, list_problem, open_quietly, special_problem

_SEPARATOR = os.fsencode(os.sep)
_EARLIEST, _LATEST = -62135596800.0, 253402300799.0  # years 1 to 9999; file systems can hold more, databases cannot


class FileSource:
    """One folder or one file. Nothing is written, and access times stay where the system lets us keep them."""

    def __init__(self, target: str, options: SourceOptions) -> None:
        path = path_of(target) if target.lower().startswith("file://") else os.fsencode(target)
        path = os.path.abspath(path)
        self._path = os.path.realpath(path) if os.path.islink(path) else path
        self._options = options
        self._pace = Pace(options.pace.requests, options.pace.bytes, options.workers)
        self._include = Globs(options.include)
        self._exclude = Globs(options.exclude)
        self.target = uri_of(self._path)
        self._folder = b"", "", ""  # the last one: its path, URI and path below the target

    def check(self) -> None:
        place = shown(self._path)
        try:
            os.lstat(self._path)
        except (FileNotFoundError, NotADirectoryError):
            raise ConfigError(
                f"{place}: no such file or folder. Check the path, or mount it first.",
                ja=f"{place}: ファイルもフォルダーもありません。パスとマウントを確認してください。",
            ) from None
        except OSError as exc:
            reason = os.strerror(exc.errno or 0)
            raise ConfigError(
                f"{place}: cannot be looked at ({reason}). Check its permissions.",
                ja=f"{place}: 参照できません ({reason})。権限を確認してください。",
            ) from None
        whole = os.path.realpath(self._path)
        for ours in (os.path.realpath(os.fsencode(path)) for path in self._options.skip):
            if whole == ours or whole.startswith(os.path.join(ours, b"")):
                raise ConfigError(
                    f"{place}: lies in the output folder, so nothing of it would be read. Give another --out.",
                    ja=f"{place}: 出力先フォルダーの中にあり、何も読まれません。--out に別のフォルダーを指定してください。",
                )

    def list(self) -> Iterator[Item]:
        try:
            status = os.lstat(self._path)
        except OSError as exc:
            yield self._item(Entry(self._path, os.path.basename(self._path), "file", problem=list_problem(exc)))
            return
        kind = kind_of(status)
        if kind != "folder":
            problem = None if kind == "file" else special_problem(status)
            yield self._item(Entry(self._path, os.path.basename(self._path), kind, status, problem))
            return
        prune = self._prune(status.st_dev)
        if problem := prune(self._path, b"", status):
            yield self._item(Entry(self._path, b"", kind, status, problem))
            return
        for entry in Walk(self._options.follow_symlinks, prune).below(self._path, status):
            yield self._item(entry)

    @contextmanager
    def open(self, item: Item) -> Iterator[BinaryIO]:
        """A plain file or `Unreadable`/`OSError`: never a pipe that blocks, never a link swapped in since listing."""
        path = path_of(item.uri)
        flags = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
        if not self._options.follow_symlinks:
            flags |= getattr(os, "O_NOFOLLOW", 0)
        try:
            descriptor = open_quietly(path, flags)
        except OSError as exc:
            if exc.errno == errno.ELOOP and os.path.islink(path) and not self._options.follow_symlinks:
                raise Unreadable(Reason.SYMLINK) from None
            if exc.errno == errno.EACCES and os.name == "posix" and os.geteuid() == 0:
                raise Unreadable(Reason.PERMISSION_DENIED, SQUASHED) from None
            raise
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise Unreadable(Reason.SPECIAL_FILE)
        with os.fdopen(descriptor, "rb") as stream:
            self._pace.request()
            yield self._pace.over(stream)

    def read(self, item: Item, budget: Budget) -> Iterator[Segment]:
        return Content(self, item, budget).segments()

    def version(self, stream: BinaryIO) -> str:
        return _version(os.fstat(stream.fileno()))

    def _prune(self, device: int) -> Prune:
        skipped = {os.path.abspath(os.fsencode(path)) for path in self._options.skip}
        keys = set()
        for path in skipped:
            try:
                status = os.stat(path)
            except OSError:
                continue  # not there yet: known by its path once it is
            keys.add((status.st_dev, status.st_ino))

        def prune(path: bytes, relative: bytes, status: os.stat_result) -> Problem | None:
            if path in skipped or (status.st_ino and (status.st_dev, status.st_ino) in keys):
                return Problem(Stage.LIST, Reason.EXCLUDED, detail="written by the scan itself")
            if relative and self._exclude.match(shown(relative)):
                return Problem(Stage.LIST, Reason.EXCLUDED)
            if self._options.one_file_system and status.st_dev != device:
                return Problem(Stage.LIST, Reason.EXCLUDED, detail="another file system")
            return None

        return prune

    def _item(self, entry: Entry) -> Item:
        (uri, relative), status = self._names(entry), entry.status
        if status is None:
            return Item(self.target, uri, entry.kind, relative=relative, problem=entry.problem)
        exposure, detail = _exposure(entry, status)
        return Item(
            source=self.target,
            uri=uri,
            kind=entry.kind,
            size=status.st_size if entry.kind == "file" else -1,
            modified=min(max(status.st_mtime, _EARLIEST), _LATEST),
            version=_version(status),
            owner=posix.user(status.st_uid),
            exposure=exposure,
            exposure_detail=detail,
            relative=relative,
            problem=entry.problem or self._left_out(entry.kind, relative, status),
        )

    def _names(self, entry: Entry) -> tuple[str, str]:
        """URI and path below the target. What they begin with is worked out once for all that lie in a folder."""
        folder, _, name = entry.path.rpartition(_SEPARATOR)
        if not (folder and name and entry.relative.endswith(name)):  # a target itself, or right below the root
            return uri_of(entry.path), shown(entry.relative) or "."
        if folder != self._folder[0]:
            above = shown(entry.relative[: -len(name) - 1])
            self._folder = folder, f"{uri_of(folder)}/", f"{above}/" if above else ""
        _, uri, above = self._folder
        return uri + quoted(name), above + shown(name)

    def _left_out(self, kind: str, relative: str, status: os.stat_result) -> Problem | None:
        if (self._options.include and not self._include.match(relative)) or self._exclude.match(relative):
            return Problem(Stage.LIST, Reason.EXCLUDED)
        if kind == "file" and 0 < self._options.max_bytes < status.st_size:
            return Problem(Stage.LIST, Reason.TOO_LARGE, detail=f"more than {self._options.max_bytes} bytes")
        return None


def _version(status: os.stat_result) -> str:
    return f"{status.st_mtime_ns}-{status.st_size}-{status.st_ino}"


def _exposure(entry: Entry, status: os.stat_result) -> tuple[str, str]:
    """Who can read it. Windows keeps that in access lists, which the mode does not show."""
    if os.name == "nt":
        return "unknown", ""
    if not status.st_mode & stat.S_IROTH and status.st_mode & stat.S_IRGRP:  # there may be an access list
        return _inside(*posix.exposure(entry.path, status), entry.enters, entry.gate)
    return _by_mode(stat.S_IMODE(status.st_mode), entry.enters, entry.gate)


def _inside(who: str, detail: str, enters: str, gate: int) -> tuple[str, str]:
    """As far as the folders above let people in."""
    fewer = posix.narrower(who, enters)
    return fewer, detail if fewer == who else f"{detail}, in a folder {gate:04o}"


@lru_cache(maxsize=1_000)
def _by_mode(mode: int, enters: str, gate: int) -> tuple[str, str]:
    return _inside(*posix.by_mode(mode), enters, gate)
