"""Archives: each member is read like a file of its own, from memory or one private temporary file at a time."""

from __future__ import annotations

import bz2
import gzip
import lzma
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import partial
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, Protocol, cast

from recognizers.types import Hints
from scanner.budget import Budget
from scanner.formats import encoding, read_member
from scanner.formats.sniff import MOST_DIRECTORY, directory_bytes
from scanner.formats.trouble import problem
from scanner.model import Passage, Problem, Reason, Segment, Stage

_IN_MEMORY = 16 << 20
_CHUNK = 256 << 10
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
_STREAMED = 0x8
_UNICODE_PATH = 0x7075


def read_zip(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    if directory_bytes(stream) > MOST_DIRECTORY:
        yield Problem(Stage.READ, Reason.TOO_MANY, detail=f"a directory of more than {MOST_DIRECTORY >> 20} MiB")
        yield from _without_directory(stream, budget)
        return
    try:
        archive = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, ValueError, struct.error, OSError):
        yield Problem(Stage.READ, Reason.CORRUPT, detail="no directory")
        yield from _without_directory(stream, budget)
        return
    with archive:
        for info in archive.infolist():
            budget.spend(members=1)
            if info.is_dir():
                continue
            member = member_name(info)
            if info.flag_bits & _ENCRYPTED:
                yield Passage(member, part=member, at="@name", hints=Hints(name=member.rpartition("/")[2]))
                yield Problem(Stage.READ, Reason.ENCRYPTED, member)
                continue
            try:
                source = archive.open(info)
            except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, RuntimeError) as exc:
                yield Passage(member, part=member, at="@name", hints=Hints(name=member.rpartition("/")[2]))
                yield problem(exc, member)
                continue
            with source:
                yield from _unpacked(source, member, budget, partial(_raw_member, stream, info))


def member_name(info: zipfile.ZipInfo) -> str:
    """The name as its author saw it. Japanese Windows writes CP932 and sets no flag; zipfile took it for CP437."""
    if info.flag_bits & _UTF8_NAME:
        return info.filename
    extra = info.extra
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<HH", extra)
        if kind == _UNICODE_PATH and size > 5:
            return extra[9 : 4 + size].decode("utf-8", "replace")
        extra = extra[4 + size :]
    try:
        raw = info.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    # The name was cut at the first null and turned to slashes before we saw it: a 5C in CP932 can be half a kanji.
    return encoding.decode(raw).text.replace("\\", "/").partition("\0")[0]


def read_gzip(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    with gzip.GzipFile(fileobj=stream, mode="rb") as source:
        yield from _unpacked(source, _inner_name(name, ".gz", ".tgz"), budget)


def read_bzip2(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    with bz2.BZ2File(stream) as source:
        yield from _unpacked(source, _inner_name(name, ".bz2", ".tbz2"), budget)


def read_xz(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    with lzma.LZMAFile(stream) as source:
        yield from _unpacked(source, _inner_name(name, ".xz", ".txz"), budget)


def read_tar(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    with tarfile.open(fileobj=stream, mode="r:", encoding="utf-8", errors="surrogateescape") as archive:
        for info in archive:
            budget.spend(members=1)
            if not info.isfile():
                continue
            raw = info.name.encode("utf-8", "surrogateescape")
            member = encoding.decode(raw).text
            source = archive.extractfile(info)
            if source is not None:
                with source:
                    yield from _unpacked(source, member, budget)


def _unpacked(
    source: _Source, member: str, budget: Budget, again: Callable[[], Raw | None] | None = None
) -> Iterator[Segment]:
    """Unpack one member and read it; what can be unpacked before an error, or in spite of it, is read all the same."""
    with SpooledTemporaryFile(_IN_MEMORY) as spool:
        broken: Problem | None = None
        try:
            while chunk := source.read(_CHUNK):
                budget.spend(bytes=len(chunk))
                spool.write(chunk)
        except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, tarfile.TarError) as exc:
            broken = Problem(Stage.READ, Reason.CORRUPT, member, type(exc).__name__)
            if again is not None and (unchecked := again()) is not None:
                spool.seek(0)
                spool.writelines(unpack(unchecked, budget))
        if broken is None or spool.tell():
            spool.seek(0)
            yield from read_member(cast(BinaryIO, spool), member, budget)
        else:
            yield Passage(member, part=member, at="@name", hints=Hints(name=member.rpartition("/")[2]))
        if broken:
            yield broken


def _without_directory(stream: BinaryIO, budget: Budget) -> Iterator[Segment]:
    """Members of a zip that was cut off."""
    for member, source in local_members(stream, budget):
        if isinstance(source, Reason):
            yield Problem(Stage.READ, source, member)
        else:
            yield from _unpacked(source, member, budget)


def local_members(stream: BinaryIO, budget: Budget) -> Iterator[tuple[str, Raw | Reason]]:
    """Members by the header that each has of its own: the directory at the end is gone. Take each before the next."""
    position = 0
    while True:
        stream.seek(position)
        header = stream.read(30)
        if len(header) < 30 or header[:4] != b"PK\x03\x04":
            return
        budget.spend(members=1)
        flags, method = struct.unpack_from("<HH", header, 6)
        size, name_length, extra_length = struct.unpack_from("<L4xHH", header, 18)
        raw = stream.read(name_length)
        member = raw.decode("utf-8", "replace") if flags & _UTF8_NAME else encoding.decode(raw).text
        start = position + 30 + name_length + extra_length
        streamed = bool(flags & _STREAMED)  # its size stands behind it: only the packed data says where it ends
        if flags & _ENCRYPTED or method not in (0, 8) or (streamed and method == 0):
            yield member, Reason.ENCRYPTED if flags & _ENCRYPTED else Reason.CORRUPT
            if streamed:
                return
        elif not member.endswith("/"):
            source = Raw(stream, start, size, deflated=method == 8)
            yield member, source
            if source.cut:
                return
            position = source.end + (_descriptor(stream, source.end) if streamed else 0)
            continue
        position = start + size


def unpack(source: Raw, budget: Budget) -> Iterator[bytes]:
    """All that can be unpacked of a member, its checksum not looked at."""
    with suppress(zlib.error):
        while chunk := source.read(_CHUNK):
            budget.spend(bytes=len(chunk))
            yield chunk


def _raw_member(stream: BinaryIO, info: zipfile.ZipInfo) -> Raw | None:
    """The bytes of a member without a look at its checksum."""
    stream.seek(info.header_offset)
    header = stream.read(30)
    if len(header) < 30 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return None
    start = info.header_offset + 30 + sum(struct.unpack_from("<HH", header, 26))
    return Raw(stream, start, info.compress_size, info.compress_type == zipfile.ZIP_DEFLATED)


class _Source(Protocol):
    def read(self, size: int, /) -> bytes: ...


class Raw:
    """Reads one member's bytes from a zip without a directory, as far as they go."""

    def __init__(self, stream: BinaryIO, start: int, size: int, deflated: bool) -> None:
        self._stream, self._at = stream, start
        self._left = size or (1 << 62 if deflated else 0)
        self._inflate: Any = zlib.decompressobj(-15) if deflated else None
        self._tail = b""
        self.cut = False
        self.end = start + size

    def read(self, size: int) -> bytes:
        if self._inflate is None:
            return self._fetch(size)
        while not self._inflate.eof:
            packed = self._tail or self._fetch(_CHUNK)
            data: bytes = self._inflate.decompress(packed, size)
            self._tail = self._inflate.unconsumed_tail
            if self._inflate.eof:
                self.end = self._at - len(self._inflate.unused_data)
            if data:
                return data
            if not packed:
                self.cut = True
                return b""
        return b""

    def _fetch(self, size: int) -> bytes:
        self._stream.seek(self._at)
        data = self._stream.read(min(size, self._left))
        if not data and self._left and self._left < 1 << 60:
            self.cut = True
        self._at += len(data)
        self._left -= len(data)
        return data


def _descriptor(stream: BinaryIO, at: int) -> int:
    stream.seek(at)
    return 16 if stream.read(4) == b"PK\x07\x08" else 12


def _inner_name(name: str, *endings: str) -> str:
    """The name of the one file inside: "log.txt.gz" holds "log.txt", "backup.tgz" holds "backup.tar"."""
    for ending in endings:
        if name.lower().endswith(ending):
            return name[: -len(ending)] + (".tar" if ending.startswith(".t") else "")
    return name + ".unpacked"
