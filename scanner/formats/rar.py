"""RAR of all versions: libarchive unpacks most of it, `unar` what is solid or from before 2003, and we open locks."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from tempfile import SpooledTemporaryFile, TemporaryFile
from typing import BinaryIO, cast

from scanner.budget import Budget
from scanner.formats import rar5, systems, unar
from scanner.formats.libarchive import Archive, Broken, reason_of
from scanner.formats.members import IN_MEMORY, closed
from scanner.formats.zip_members import WrongPassword
from scanner.model import Problem, Reason, Segment, Stage
from scanner.problems import Unreadable

_KINDS = ("rar", "rar5")
_OLD = b"Rar!\x1a\x07\0"
_MAIN, _FILE = 0x73, 0x74
_VOLUME, _SOLID, _LOCKED, _HAS_DATA = 0x1, 0x8, 0x80, 0x8000
_SINCE_3 = 29  # version that is needed to unpack; libarchive knows no earlier method


def read(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    stream.seek(0)
    magic = stream.read(8)
    if magic.startswith(_OLD):
        yield from _old(stream, budget)
    elif magic == rar5.MAGIC:
        yield from _new(stream, budget)
    else:
        raise Unreadable(Reason.UNSUPPORTED, "rar")


def _old(stream: BinaryIO, budget: Budget) -> Iterator[Segment]:
    stream.seek(len(_OLD))
    head = stream.read(13)
    if len(head) < 13 or head[2] != _MAIN:
        raise Unreadable(Reason.CORRUPT, "header")
    flags, size = struct.unpack_from("<HH", head, 3)
    if flags & _LOCKED:
        raise Unreadable(Reason.ENCRYPTED)
    if flags & _VOLUME:
        yield Problem(Stage.READ, Reason.UNSUPPORTED, detail="split archive")
    if flags & _SOLID or _version(stream, len(_OLD) + size) < _SINCE_3 or _is_refused(stream, budget):
        yield from unar.members(stream, budget)
    else:
        yield from systems.members(stream, _KINDS, budget)


def _is_refused(stream: BinaryIO, budget: Budget) -> bool:
    """libarchive takes some archives with comments or owners for solid ones, at the second member."""
    with Archive(stream, _KINDS) as archive:
        try:
            while archive.next():
                budget.tick()
        except Broken as exc:
            return reason_of(exc) is Reason.UNSUPPORTED
    return False


def _version(stream: BinaryIO, position: int) -> int:
    """What the first member needs to be unpacked."""
    for _ in range(16):
        stream.seek(position)
        head = stream.read(32)
        if len(head) < 32:
            break
        kind, flags, size, data = struct.unpack_from("<BHHL", head, 2)
        if kind == _FILE:
            return head[24]
        position += max(size, 7) + (data if flags & _HAS_DATA else 0)
    return _SINCE_3


def _new(stream: BinaryIO, budget: Budget) -> Iterator[Segment]:
    locked: list[str] = []
    try:
        for block in rar5.blocks(stream, budget):
            if block.kind == rar5.MAIN and block.fields[:1] and block.fields[0] & _VOLUME:
                yield Problem(Stage.READ, Reason.UNSUPPORTED, detail="split archive")
            if block.kind == rar5.FILE and block.lock is not None:
                locked.append(block.name)
        names_too = False
    except WrongPassword:
        names_too = True
    except Unreadable:  # libarchive reads what is before the trouble, and says what it is
        names_too = False
    if not locked and not names_too:
        yield from systems.members(stream, _KINDS, budget)
        return
    plain = budget.passwords.unlock(lambda password: _unlocked(stream, budget, password))
    if plain is not None:
        with plain:
            yield from systems.members(cast(BinaryIO, plain), _KINDS, budget)
    elif names_too:
        raise Unreadable(Reason.ENCRYPTED)
    else:
        yield from _around(stream, budget)


def _unlocked(stream: BinaryIO, budget: Budget, password: str) -> SpooledTemporaryFile[bytes] | None:
    budget.tick()
    plain = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - the caller's
    try:
        rar5.unlocked(stream, budget, password, cast(BinaryIO, plain))
    except WrongPassword:
        plain.close()
        return None
    except BaseException:
        plain.close()
        raise
    return plain


def _around(stream: BinaryIO, budget: Budget) -> Iterator[Segment]:
    """What is not locked, and the names of the rest."""
    with TemporaryFile() as rest:
        for name in rar5.unlocked(stream, budget, None, rest):
            yield from closed(name, Reason.ENCRYPTED)
        yield from systems.members(cast(BinaryIO, rest), _KINDS, budget)
