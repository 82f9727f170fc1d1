"""7z, through py7zr: with AES, with encrypted headers, with every filter of its own packer.

A 7z is a row of blocks, each of several members packed together. One block at a time is unpacked, its members one
behind the other, into a temporary file without a name, and they are read from there. No name is ever a path.
"""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator, Sequence
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast

import py7zr
from py7zr.exceptions import PasswordRequired, UnsupportedCompressionMethodError
from py7zr.io import MemIO, Py7zIO, WriterFactory

from scanner.budget import Budget, OverBudget
from scanner.formats import read_member
from scanner.formats.members import IN_MEMORY, closed, named, trouble
from scanner.formats.window import Window
from scanner.model import Problem, Reason, Segment, Stage
from scanner.problems import Unreadable


def read(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    size = stream.seek(0, io.SEEK_END)
    whole = io.BufferedReader(Window(stream, 0, size))  # a stream without a name: py7zr opens names again
    head = whole.read(32)
    if len(head) == 32 and 32 + sum(struct.unpack_from("<QQ", head, 12)) > size and name.lower().endswith(".001"):
        raise Unreadable(Reason.UNSUPPORTED, "split archive")
    password: str | None = None
    try:
        locked = _is_locked(whole)
    except PasswordRequired:
        locked = True
    if locked:
        password = budget.passwords.unlock(lambda one: one if _fits(whole, one, budget) else None)
    try:
        whole.seek(0)
        with py7zr.SevenZipFile(whole, "r", password=password) as archive:
            yield from _members(archive, locked and password is None, budget)
    except PasswordRequired:
        yield Problem(Stage.READ, Reason.ENCRYPTED)


def _is_locked(whole: BinaryIO) -> bool:
    """Raises `PasswordRequired` where the names are locked too."""
    whole.seek(0)
    with py7zr.SevenZipFile(whole, "r") as archive:
        return bool(archive.needs_password())


def _members(archive: Any, locked: bool, budget: Budget) -> Iterator[Segment]:
    """locked: and there is no key."""
    for file in archive.files:
        budget.spend(members=1)
        if file.emptystream and not file.is_directory:
            yield named(_name(file))
    for files in _blocks(archive):
        if locked:
            for file in files:
                yield from closed(_name(file), Reason.ENCRYPTED)
            continue
        with SpooledTemporaryFile(IN_MEMORY) as spool:
            pile, broken = _Pile(cast(BinaryIO, spool), budget), None
            try:
                _unpack(archive, files, pile)
            except (OverBudget, MemoryError):
                raise
            except UnsupportedCompressionMethodError:
                broken = Problem(Stage.READ, Reason.UNSUPPORTED, detail="a method of compression")
            except Exception as exc:  # py7zr's own, and those of all the libraries below it
                broken = trouble(exc)
            for number, file in enumerate(files):
                yield from _member(pile, number, file, broken, budget)


def _member(pile: _Pile, number: int, file: Any, broken: Problem | None, budget: Budget) -> Iterator[Segment]:
    member = _name(file)
    found = pile.at(number)
    if found is not None:
        yield from read_member(found, member, budget)
    else:
        yield named(member)
    if broken and (found is None or not pile.right(number, file)):
        yield Problem(broken.stage, broken.reason, member, broken.detail)


def _name(file: Any) -> str:
    return str(file.filename).replace("\\", "/")


def _blocks(archive: Any) -> list[list[Any]]:
    streams = archive.header.main_streams
    if streams is None:
        return []
    return [[file for file in folder.files if not file.is_directory] for folder in streams.unpackinfo.folders]


def _unpack(archive: Any, files: Sequence[Any], pile: _Pile) -> None:
    """What `extractall` does, with numbers for names: it would refuse an archive for a name that points outside."""
    archive.reset()
    for file in archive.files:
        archive.worker.register_filelike(file.id, None)
    for number, file in enumerate(files):
        archive.worker.register_filelike(file.id, MemIO(str(number), pile))
    archive.worker.extract(archive.fp, None, parallel=False)


def _fits(whole: BinaryIO, password: str, budget: Budget) -> bool:
    """Whether the first member comes out with the right checksum."""
    budget.tick()
    whole.seek(0)
    try:
        with py7zr.SevenZipFile(whole, "r", password=password) as archive, SpooledTemporaryFile(IN_MEMORY) as spool:
            for files in _blocks(archive)[:1]:
                _unpack(archive, files[:1], _Pile(cast(BinaryIO, spool), budget))
        return True
    except (OverBudget, MemoryError):
        raise
    except Exception:  # nonsense, on which each decompressor chokes in its own way
        return False


class _Pile(WriterFactory):
    """Members one behind the other."""

    def __init__(self, spool: BinaryIO, budget: Budget) -> None:
        self._spool, self._budget, self._places = spool, budget, dict[int, _Place]()

    def create(self, filename: str) -> Py7zIO:
        return self._places.setdefault(int(filename), _Place(self._spool, self._budget))

    def at(self, number: int) -> BinaryIO | None:
        place = self._places.get(number)
        if place is None or not place.length:
            return None
        # Reads of a window may be short; those of a buffer are not.
        return io.BufferedReader(Window(self._spool, place.start, place.start + place.length))

    def right(self, number: int, file: Any) -> bool:
        """Whether all of it is there."""
        place = self._places[number]
        return place.length == file.uncompressed and file.crc32 in (None, place.check)


class _Place(Py7zIO):
    def __init__(self, spool: BinaryIO, budget: Budget) -> None:
        self._spool, self._budget = spool, budget
        self.start = self.length = self.check = 0

    def write(self, s: bytes | bytearray) -> int:
        self._budget.spend(bytes=len(s))
        end = self._spool.seek(0, io.SEEK_END)
        if not self.length:
            self.start = end
        self.length += len(s)
        self.check = zlib.crc32(s, self.check)
        self._spool.write(s)
        return len(s)

    def read(self, size: int | None = None) -> bytes:
        return b""

    def seek(self, offset: int, whence: int = 0) -> int:
        return 0

    def flush(self) -> None:
        pass

    def size(self) -> int:
        return self.length
