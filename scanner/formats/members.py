"""Members of archives: each is unpacked to memory, or to one temporary file without a name, and read like a file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, Protocol, cast

from recognizers.types import Hints
from scanner.budget import Budget, OverBudget
from scanner.formats import read_member
from scanner.formats.trouble import problem
from scanner.model import Passage, Problem, Reason, Segment, Stage

IN_MEMORY = 16 << 20
CHUNK = 256 << 10


class Source(Protocol):
    def read(self, size: int, /) -> bytes: ...


def named(member: str) -> Passage:
    """A member's name, which is all that can be said of one that cannot be opened."""
    return Passage(member, part=member, at="@name", hints=Hints(name=member.rpartition("/")[2]))


def closed(member: str, reason: Reason, detail: str = "") -> Iterator[Segment]:
    """A member that cannot be opened, for one of our own reasons."""
    yield named(member)
    yield Problem(Stage.READ, reason, member, detail)


def pieces(source: Source) -> Iterator[bytes]:
    """All of it; of a broken one what comes before the break, which `read` of the standard library keeps for itself."""
    read = getattr(source, "read1", source.read)
    while piece := read(CHUNK):
        yield piece


def unpacked(
    source: Iterable[bytes],
    member: str,
    budget: Budget,
    again: Callable[[], Iterator[bytes] | None] | None = None,
    format: str | None = None,
) -> Iterator[Segment]:
    """Unpack one member and read it; what can be unpacked before an error, or in spite of it, is read all the same.

    again: the same without a look at its checksum.
    """
    with SpooledTemporaryFile(IN_MEMORY) as spool:
        broken: Problem | None = None
        try:
            for piece in source:
                budget.spend(bytes=len(piece))
                spool.write(piece)
        except (OverBudget, MemoryError):
            raise
        except Exception as exc:
            broken = trouble(exc, member)
            if again is not None and (unchecked := again()) is not None:
                spool.seek(0)
                spool.writelines(unchecked)
        if broken is None or spool.tell():
            spool.seek(0)
            yield from read_member(cast(BinaryIO, spool), member, budget, format)
        else:
            yield named(member)
        if broken:
            yield broken


def trouble(exc: Exception, member: str = "") -> Problem:
    """As `problem`; but what decompressors in C raise looks as if our code did."""
    found = problem(exc, member)
    unnumbered = isinstance(exc, OSError) and exc.errno is None
    if unnumbered or found.reason is Reason.INTERNAL:
        return replace(found, reason=Reason.CORRUPT)
    return found
