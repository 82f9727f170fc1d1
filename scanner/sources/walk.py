"""A folder and all below it, without stopping: what cannot be looked into is an entry with a problem.

Our own because `os.walk` drops what fails unless asked, and goes nowhere with names it cannot decode. Paths are bytes.
A folder's files come first, then its folders, both sorted, so that two walks of the same tree are equal.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import cast

from scanner.model import Problem, Reason, Stage
from scanner.problems import problem_of
from scanner.sources import posix

Prune = Callable[[bytes, bytes, os.stat_result], Problem | None]

_NOATIME = getattr(os, "O_NOATIME", 0)
_SEPARATOR = os.fsencode(os.sep)
# Who serves NFS mostly takes root for nobody (root_squash); no local file system refuses root.
SQUASHED = "root is refused, as NFS does: run daicho as a user who may read here"
_SPECIAL = (
    (stat.S_ISFIFO, "fifo"),
    (stat.S_ISSOCK, "socket"),
    (stat.S_ISBLK, "block device"),
    (stat.S_ISCHR, "character device"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """kind: file, folder, symlink, special. Folders appear only where they have a problem.

    enters, gate: who can come as far as the folder it lies in, and the mode of the folder that keeps others out.
    """

    path: bytes
    relative: bytes
    kind: str
    status: os.stat_result | None = None
    problem: Problem | None = None
    enters: str = "company"
    gate: int = 0


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder on the way down. `above` leads back to the root, to recognise loops. enters, gate: as of an `Entry`.

    The root itself keeps nobody out: who may enter a share is not told by the mode of the folder that is shared.
    """

    path: bytes
    relative: bytes
    key: tuple[int, int]
    above: Folder | None = None
    enters: str = "company"
    gate: int = 0

    def inside(self, key: tuple[int, int]) -> bool:
        folder: Folder | None = self
        while folder is not None:
            if folder.key == key and key[1]:
                return True
            folder = folder.above
        return False


def open_quietly(path: bytes, flags: int) -> int:
    """A descriptor whose use leaves the access time alone. Only the owner may ask for that; others open plainly."""
    flags |= os.O_RDONLY | getattr(os, "O_CLOEXEC", 0)
    if _NOATIME:
        try:
            return os.open(path, flags | _NOATIME)
        except PermissionError as exc:
            if exc.errno != errno.EPERM:
                raise
    return os.open(path, flags)


def list_problem(exc: OSError) -> Problem:
    if exc.errno == errno.EACCES and getattr(os, "geteuid", lambda: -1)() == 0:
        return Problem(Stage.LIST, Reason.PERMISSION_DENIED, detail=SQUASHED)
    if exc.errno == errno.ENAMETOOLONG:
        return Problem(Stage.LIST, Reason.TOO_DEEP, detail="path too long for this system")
    return problem_of(exc, Stage.LIST)


_KINDS = {stat.S_IFREG: "file", stat.S_IFDIR: "folder", stat.S_IFLNK: "symlink"}


def kind_of(status: os.stat_result) -> str:
    if os.name == "nt" and getattr(status, "st_reparse_tag", 0) == getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", -1):
        return "symlink"
    return _KINDS.get(stat.S_IFMT(status.st_mode), "special")


def special_problem(status: os.stat_result) -> Problem:
    detail = next((name for test, name in _SPECIAL if test(status.st_mode)), "")
    return Problem(Stage.LIST, Reason.SPECIAL_FILE, detail=detail)


@dataclass(frozen=True, slots=True)
class Walk:
    """`prune(path, relative, status)` says why a folder is left out, or None."""

    follow: bool = False
    prune: Prune | None = None

    def below(self, path: bytes, status: os.stat_result) -> Iterator[Entry]:
        """Every entry under the folder `path`, which itself is an entry only if it has a problem."""
        stack = [Folder(path, b"", (status.st_dev, status.st_ino))]
        while stack:
            folder = stack.pop()
            inner: list[Folder] = []
            yield from self._folder(folder, inner)
            stack.extend(reversed(inner))

    def _folder(self, folder: Folder, inner: list[Folder]) -> Iterator[Entry]:
        descriptor: int | None = None
        try:
            if os.scandir in os.supports_fd:
                link = 0 if self.follow or folder.above is None else os.O_NOFOLLOW
                descriptor = open_quietly(folder.path, os.O_DIRECTORY | link)
            names, problem = _names(folder.path if descriptor is None else descriptor)
            here = os.path.join(folder.path, b"")
            for name, is_folder in names:
                path = here + name
                relative = folder.relative + _SEPARATOR + name if folder.relative else name
                try:
                    status = _lstat(path, name, descriptor)
                except OSError as exc:
                    yield Entry(path, relative, "folder" if is_folder else "file", problem=list_problem(exc))
                    continue
                entry = self._entry(path, relative, status, folder)
                if entry.kind != "folder" or entry.problem:
                    yield entry
                    continue
                refused = self._refused(entry, folder)
                if refused:
                    yield refused
                else:
                    found = entry.status or status
                    inner.append(_below(folder, path, relative, found))
        except OSError as exc:
            problem = list_problem(exc)
        finally:
            if descriptor is not None:
                os.close(descriptor)
        if problem:
            yield Entry(folder.path, folder.relative, "folder", problem=problem)

    def _entry(self, path: bytes, relative: bytes, status: os.stat_result, folder: Folder) -> Entry:
        kind = kind_of(status)
        if kind == "symlink" and self.follow:
            try:
                status = os.stat(path)
            except OSError as exc:
                return Entry(path, relative, kind, status, list_problem(exc))
            kind = kind_of(status)
        if kind == "symlink":
            return Entry(path, relative, kind, status, Problem(Stage.LIST, Reason.SYMLINK))
        if kind == "special":
            return Entry(path, relative, kind, status, special_problem(status))
        return Entry(path, relative, kind, status, None, folder.enters, folder.gate)

    def _refused(self, entry: Entry, folder: Folder) -> Entry | None:
        status = entry.status
        assert status is not None
        problem = None
        if folder.inside((status.st_dev, status.st_ino)):
            problem = Problem(Stage.LIST, Reason.SYMLINK_LOOP)
        elif self.prune:
            problem = self.prune(entry.path, entry.relative, status)
        return Entry(entry.path, entry.relative, "folder", status, problem) if problem else None


def _below(folder: Folder, path: bytes, relative: bytes, status: os.stat_result) -> Folder:
    mode = stat.S_IMODE(status.st_mode)
    enters = posix.narrower(folder.enters, posix.enters(mode))
    gate = folder.gate if enters == folder.enters else mode
    return Folder(path, relative, (status.st_dev, status.st_ino), folder, enters, gate)


def _names(where: bytes | int) -> tuple[list[tuple[bytes, bool]], Problem | None]:
    """Names in a folder and whether each is one itself. A listing that breaks off gives what came until then."""
    names: list[tuple[bytes, bool]] = []
    problem = None
    with os.scandir(where) as listing:
        entries = cast("Iterator[os.DirEntry[bytes]]", listing)
        while True:
            try:
                entry = next(entries)
                names.append((os.fsencode(entry.name), entry.is_dir(follow_symlinks=False)))
            except StopIteration:
                break
            except OSError as exc:
                problem = list_problem(exc)
                break
    return sorted(names), problem


def _lstat(path: bytes, name: bytes, descriptor: int | None) -> os.stat_result:
    if descriptor is None:
        return os.lstat(path)
    return os.stat(name, dir_fd=descriptor, follow_symlinks=False)
