"""Records of PowerPoint 97–2003 files, after [MS-PPT]: a tree of containers, and a directory of where each slide lies.

Every record has a header of 8 bytes: version and instance, type, length. Version 15 is a container. A file that was
saved in a hurry has old states of its slides before the new ones; the directory says which are current.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from scanner.budget import Budget

DOCUMENT, NOTES_ATOM, PERSIST, LIST = 1000, 1009, 1011, 4080
CHARS, BYTES, STRING = 4000, 4008, 4026
COMMENT, COMMENT_TEXTS = 12000, {0: "author", 1: "text", 2: "initials"}
OLE_STORAGE, LINK = 4113, 4055
HEADERS_FOOTERS = 4057
SHAPE, PLACEHOLDER = 0xF004, 3011
EDGES = frozenset((7, 8, 9, 10))  # placeholders for the date, the number, the footer and the header
_EDIT, _DIRECTORY = 4085, 6002
_TAG_DATA = 5003  # an atom whose bytes are records
_DEPTH = 40


@dataclass(frozen=True, slots=True)
class Record:
    """A record without its header. `data` is all of it, also for a container."""

    type: int
    instance: int
    container: bool
    data: memoryview
    above: tuple[int, ...] = ()  # types of the containers around it, outermost first


def records(data: memoryview, budget: Budget, above: tuple[int, ...] = (), deep: bool = True) -> Iterator[Record]:
    """The records in `data` in their order; `deep`: a container, then what is in it. Ends where one is cut off."""
    stack = [(data, 0, above)]
    while stack:
        data, at, around = stack.pop()
        while at + 8 <= len(data):
            budget.tick()
            version, kind, size = struct.unpack_from("<HHL", data, at)
            inner = data[at + 8 : at + 8 + size]
            at += 8 + size
            container = version & 15 == 15 or kind == _TAG_DATA
            yield Record(kind, version >> 4, container, inner, around)
            if deep and container and len(around) < _DEPTH:
                stack.append((data, at, around))
                stack.append((inner, 0, (*around, kind)))
                break


def first(data: memoryview, at: int, budget: Budget) -> Record | None:
    """The record at `at`."""
    return next(records(data[at:], budget, deep=False), None) if 0 <= at < len(data) else None


def directory(stream: memoryview, current: bytes, budget: Budget) -> dict[int, int]:
    """Number of a persistent object → where its current state lies. {} where the chain of edits is broken."""
    places: dict[int, int] = {}
    if len(current) < 20:
        return places
    (edit,) = struct.unpack_from("<L", current, 16)
    seen = set()
    while edit and edit not in seen:
        seen.add(edit)
        record = first(stream, edit, budget)
        if record is None or record.type != _EDIT or len(record.data) < 20:
            break
        edit, table, document = struct.unpack_from("<LLL", record.data, 8)
        places.setdefault(0, document)  # of the newest edit: the number of the document itself
        found = first(stream, table, budget)
        if found is not None and found.type == _DIRECTORY:
            for number, place in _entries(found.data):
                places.setdefault(number, place)
    return places


def _entries(table: memoryview) -> Iterator[tuple[int, int]]:
    at = 0
    while at + 4 <= len(table):
        (head,) = struct.unpack_from("<L", table, at)
        at += 4
        for number in range(head & 0xFFFFF, (head & 0xFFFFF) + (head >> 20)):
            if at + 4 > len(table):
                return
            yield number, struct.unpack_from("<L", table, at)[0]
            at += 4


def text_of(record: Record) -> str:
    """The text of a text record, "" for others."""
    if record.type in (CHARS, STRING):
        text = bytes(record.data[: len(record.data) // 2 * 2]).decode("utf-16-le", "replace")
    elif record.type == BYTES:
        text = bytes(record.data).decode("latin-1")  # the low bytes of UTF-16
    else:
        return ""
    return text.replace("\r", "\n").replace("\x0b", "\n").replace("\0", "")
