"""Archives that libarchive reads: lzh, cab, iso, cpio, ar and deb, rpm; and files packed by themselves."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from scanner.budget import Budget
from scanner.formats.libarchive import Archive, Broken, reason_of
from scanner.formats.members import closed, unpacked
from scanner.formats.packed import inner_name
from scanner.model import Problem, Reason, Segment, Stage
from scanner.problems import Unreadable

# Of archives that do not say in which charset their names are. The last takes anything.
_CHARSETS = ("CP932", "EUC-JP", "ISO-8859-1")


def read_iso(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    yield from members(stream, ("iso9660",), budget)


def read_cpio(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    """rpm too: a cpio under a header."""
    yield from members(stream, ("cpio",), budget)


def read_ar(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    yield from members(stream, ("ar",), budget)


def read_lzh(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    yield from members(stream, ("lha",), budget, _charset(stream, "lha", budget))


def read_cab(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    yield from members(stream, ("cab",), budget, _charset(stream, "cab", budget))


def read_packed(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    with Archive(stream, ("raw",)) as archive:
        try:
            archive.next()
        except Broken as exc:
            raise Unreadable(reason_of(exc), "libarchive") from None
        yield from unpacked(archive.data(), inner_name(name), budget)


def _charset(stream: BinaryIO, kind: str, budget: Budget) -> str:
    """The first that all names can be in: libarchive ends at one that it cannot convert."""
    for charset in _CHARSETS[:-1]:
        with Archive(stream, (kind,), charset) as archive:
            try:
                while archive.next():
                    budget.tick()
            except Broken as exc:
                if "convert" in exc.about:
                    continue
        return charset
    return _CHARSETS[-1]


def members(stream: BinaryIO, kinds: tuple[str, ...], budget: Budget, charset: str = "") -> Iterator[Segment]:
    """Each member as a file of its own; what is wrong with one, and with the archive where it ends too early."""
    with Archive(stream, kinds, charset) as archive:
        while True:
            budget.spend(members=1)
            try:
                if not archive.next():
                    return
            except Broken as exc:
                if archive.has_locked:
                    yield Problem(Stage.READ, Reason.ENCRYPTED)
                else:
                    yield Problem(Stage.READ, reason_of(exc), detail="libarchive")
                if exc.fatal:
                    return
                continue
            if archive.warning.startswith(b"Skipped"):  # looked for the next member, and found one
                yield Problem(Stage.READ, Reason.CORRUPT, detail="libarchive")
            if b"ultivolume" in archive.warning:
                yield Problem(Stage.READ, Reason.UNSUPPORTED, detail="split archive")
            if not archive.is_file:
                continue
            if archive.is_locked:
                yield from closed(archive.name, Reason.ENCRYPTED)
            else:
                yield from unpacked(archive.data(), archive.name, budget)
