"""Objects inside documents: a workbook in a letter, a file dropped on a slide. Each is read like a file of its own.

An object is a file as it is, or an OLE storage around one: "Package" (a zip-based Office file), "\\x01Ole10Native"
(any file, with the name it had: [MS-OLEDS] 2.3.6 and the packager of Windows), "CONTENTS" (PDF and others), or the
streams of an Office file before 2007.
"""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from scanner.budget import Budget, OverBudget
from scanner.formats import read_member
from scanner.formats.encoding import decode
from scanner.formats.ole import open_ole, storage
from scanner.formats.trouble import problem
from scanner.model import Problem, Reason, Segment, Stage
from scanner.problems import Unreadable

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DOCUMENTS = frozenset(("workbook", "book", "worddocument", "powerpoint document", "visiodocument", "encryptedpackage"))
_WHOLE = frozenset(("package", "contents"))
_NATIVE = "\x01ole10native"
_EMPTY = frozenset(("\x01ole", "\x01compobj", "\x03objinfo", "\x03ole", "equation native", "\x03linkinfo"))  # no text


def read_embedded(data: bytes, member: str, budget: Budget) -> Iterator[Segment]:
    """What an embedded object holds, each part below `member`. A damaged object is a Problem."""
    if not data.startswith(_OLE):
        yield from read_member(io.BytesIO(data), member, budget, named=False)
        return
    try:
        with open_ole(io.BytesIO(data)) as ole:
            yield from read_storage(ole, [], member, budget)
    except Unreadable as exc:
        yield problem(exc, member)


def read_storage(ole: Any, path: list[str], member: str, budget: Budget) -> Iterator[Segment]:
    """The object kept in the storage at `path` of an open container."""
    depth = len(path)
    entries = [e for e in ole.listdir(streams=True, storages=False) if e[:depth] == path and len(e) == depth + 1]
    names = {entry[-1].lower(): entry for entry in entries}
    try:
        if _DOCUMENTS & set(names):
            yield from read_member(io.BytesIO(storage(ole, path, budget)), member, budget, named=False)
        elif _NATIVE in names:
            yield from read_native(_stream(ole, names[_NATIVE], budget), member, budget)
        elif whole := next((names[name] for name in names if name in _WHOLE), None):
            yield from read_member(io.BytesIO(_stream(ole, whole, budget)), member, budget, named=False)
        elif not set(names) <= _EMPTY | {n for n in names if n.startswith("\x02olepres")}:
            yield Problem(Stage.READ, Reason.UNSUPPORTED, member, "an embedded object of unknown kind")
    except OverBudget:
        raise
    except (Unreadable, OSError, ValueError, IndexError, struct.error) as exc:
        yield problem(exc, member)


def read_native(data: bytes, member: str, budget: Budget) -> Iterator[Segment]:
    """A file that was dropped into a document, with the name it had. Raises `Unreadable`."""
    name, content = native(data)
    for segment in read_member(io.BytesIO(content), name or member, budget, named=bool(name)):
        yield replace(segment, part=f"{member}!{segment.part}") if name else segment


def _stream(ole: Any, path: list[str], budget: Budget) -> bytes:
    budget.spend(members=1, bytes=ole.get_size(path))
    data: bytes = ole.openstream(path).read()
    return data


def native(data: bytes) -> tuple[str, bytes]:
    """Name and bytes of a file that was dropped into a document. Raises `Unreadable`.

    Size, 2, label, path, two numbers, length and a temporary path, length and the bytes; then the same names in UTF-16.
    """
    try:
        if struct.unpack_from("<H", data, 4)[0] != 2:
            return "", data[4:]  # not the packager: size, then the data of the server
        label_end = data.index(b"\0", 6)
        path_end = data.index(b"\0", label_end + 1)
        at = path_end + 1 + 4
        at += 4 + struct.unpack_from("<L", data, at)[0]
        (size,) = struct.unpack_from("<L", data, at)
    except (struct.error, ValueError):
        raise Unreadable(Reason.CORRUPT, "Ole10Native") from None
    label = decode(data[6:label_end]).text.replace("\\", "/").rpartition("/")[2]
    return label or "file", data[at + 4 : at + 4 + size]
