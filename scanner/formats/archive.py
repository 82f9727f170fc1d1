"""Zip. Its directory says what is in it; where that is gone, the header that each member has of its own."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress
from functools import partial
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast

from scanner.budget import Budget, OverBudget
from scanner.formats import encoding, read_member, zip_members
from scanner.formats.members import CHUNK, IN_MEMORY, closed, named, pieces, trouble, unpacked
from scanner.formats.sniff import MOST_DIRECTORY, directory_bytes
from scanner.formats.zip_members import ENCRYPTED, STREAMED
from scanner.model import Passage, Problem, Reason, Segment, Stage
from scanner.problems import Unreadable

_UTF8_NAME = 0x800
_UNICODE_PATH = 0x7075
_END = b"PK\x05\x06"
_STANDARD = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2)


def read_zip(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    if _is_split(stream):
        raise Unreadable(Reason.UNSUPPORTED, "split archive")
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
        if archive.comment.strip():
            yield Passage(encoding.decode(archive.comment).text, at="comment")
        for info in archive.infolist():
            budget.spend(members=1)
            member = member_name(info)
            if info.comment.strip():
                yield Passage(encoding.decode(info.comment).text, part=member, at="comment")
            if not info.is_dir():
                yield from _member(archive, stream, info, member, budget)


def _member(
    archive: zipfile.ZipFile, stream: BinaryIO, info: zipfile.ZipInfo, member: str, budget: Budget
) -> Iterator[Segment]:
    if zip_members.locked(info):
        yield from _locked(stream, info, member, budget)
    elif info.compress_type not in _STANDARD:
        yield from unpacked(zip_members.chunks(stream, info), member, budget)
    else:
        try:
            source = archive.open(info)
        except (zipfile.BadZipFile, NotImplementedError, EOFError, OSError, ValueError, RuntimeError) as exc:
            yield named(member)
            yield trouble(exc, member)
            return
        with source:
            yield from unpacked(pieces(source), member, budget, partial(_unchecked, stream, info, budget))


def _locked(stream: BinaryIO, info: zipfile.ZipInfo, member: str, budget: Budget) -> Iterator[Segment]:
    opened = budget.passwords.unlock(partial(_unlocked, stream, info, budget))
    if opened is None:
        yield from closed(member, Reason.ENCRYPTED)
    elif isinstance(opened, SpooledTemporaryFile):
        with opened:
            yield from read_member(cast(BinaryIO, opened), member, budget)
    else:
        yield from unpacked(opened, member, budget)


def _unlocked(
    stream: BinaryIO, info: zipfile.ZipInfo, budget: Budget, password: str
) -> Iterator[bytes] | SpooledTemporaryFile[bytes] | None:
    """What the member holds, None where the password is wrong: as bytes to come, or all of it where only the end
    tells that it was the right one."""
    for spelling in spellings(password):
        budget.tick()
        if zip_members.sure(info):
            if zip_members.fits(stream, info, spelling):
                return zip_members.chunks(stream, info, spelling)
        elif (spool := _whole(zip_members.chunks(stream, info, spelling), budget)) is not None:
            return spool
    return None


def _whole(source: Iterator[bytes], budget: Budget) -> SpooledTemporaryFile[bytes] | None:
    spool = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - the caller's
    try:
        for piece in source:
            budget.spend(bytes=len(piece))
            spool.write(piece)
    except (OverBudget, MemoryError):
        spool.close()
        raise
    except Exception:  # a wrong password gives nonsense, and each decompressor chokes on it in its own way
        spool.close()
        return None
    spool.seek(0)
    return spool


def spellings(password: str) -> list[bytes]:
    """A password as bytes: Windows in Japan has typed it in CP932, everybody else in UTF-8."""
    return list(dict.fromkeys((password.encode(), password.encode("cp932", "ignore"))))


def _is_split(stream: BinaryIO) -> bool:
    """Whether other files hold the beginning: the record at the end tells the number of its own disk."""
    size = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, size - (66 << 10)))
    tail = stream.read()
    at = tail.rfind(_END)
    stream.seek(0)
    return 0 <= at <= len(tail) - 6 and struct.unpack_from("<H", tail, at + 4)[0] not in (0, 0xFFFF)


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


def _without_directory(stream: BinaryIO, budget: Budget) -> Iterator[Segment]:
    """Members of a zip that was cut off."""
    for member, source in local_members(stream, budget):
        if isinstance(source, Reason):
            yield from closed(member, source)
        else:
            yield from unpacked(pieces(source), member, budget)


def local_members(stream: BinaryIO, budget: Budget) -> Iterator[tuple[str, Raw | Reason]]:
    """Members by the header that each has of its own: the directory at the end is gone. Take each before the next."""
    position = number = 0
    while True:
        number += 1
        stream.seek(position)
        header = stream.read(30)
        if len(header) < 30 or header[:4] != b"PK\x03\x04":
            return
        budget.spend(members=1)
        flags, method = struct.unpack_from("<HH", header, 6)
        size, name_length, extra_length = struct.unpack_from("<L4xHH", header, 18)
        raw = stream.read(name_length)
        if len(raw) < name_length or any(byte < 0x20 for byte in raw):  # no name: content, which is not to be shown
            yield f"member {number}", Reason.CORRUPT
            return
        member = raw.decode("utf-8", "replace") if flags & _UTF8_NAME else encoding.decode(raw).text
        start = position + 30 + name_length + extra_length
        streamed = bool(flags & STREAMED)  # its size stands behind it: only the packed data says where it ends
        if flags & ENCRYPTED or method not in (0, 8) or (streamed and method == 0):
            yield member, Reason.ENCRYPTED if flags & ENCRYPTED else Reason.CORRUPT
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
        while chunk := source.read(CHUNK):
            budget.spend(bytes=len(chunk))
            yield chunk


def _unchecked(stream: BinaryIO, info: zipfile.ZipInfo, budget: Budget) -> Iterator[bytes] | None:
    """The bytes of a member without a look at its checksum."""
    stream.seek(info.header_offset)
    header = stream.read(30)
    if len(header) < 30 or info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return None
    start = info.header_offset + 30 + sum(struct.unpack_from("<HH", header, 26))
    return unpack(Raw(stream, start, info.compress_size, info.compress_type == zipfile.ZIP_DEFLATED), budget)


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
            packed = self._tail or self._fetch(CHUNK)
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
