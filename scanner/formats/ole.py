"""The container of Office before 2007. olefile trusts sizes in the file, so they are looked at before it."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

import olefile

from scanner.budget import Budget
from scanner.formats.encoding import decode, known_codec
from scanner.formats.ole_write import ole_file
from scanner.model import Reason
from scanner.problems import Unreadable

_SUMMARY = "\x05SummaryInformation"
_DOCUMENT = "\x05DocumentSummaryInformation"
_LARGE = 1 << 20
_PEOPLE = {
    _SUMMARY: {2: "title", 3: "subject", 4: "author", 5: "keywords", 6: "comments", 8: "last_saved_by"},
    _DOCUMENT: {14: "manager", 15: "company"},
}
_CODEPAGE, _STRING, _WIDE_STRING = 1, 30, 31


def open_ole(stream: BinaryIO) -> Any:
    """An OleFileIO, to be closed by the caller. Raises `Unreadable`."""
    stream.seek(0)
    header = stream.read(512)
    if len(header) < 512 or struct.unpack_from("<HH", header, 30) not in ((9, 6), (12, 6)):
        raise Unreadable(Reason.CORRUPT, "OLE header")
    stream.seek(0)
    try:
        return olefile.OleFileIO(stream)
    except (OSError, ValueError, IndexError, struct.error, TypeError, RecursionError) as exc:
        raise Unreadable(Reason.CORRUPT, type(exc).__name__) from None


def endless(ole: Any) -> bool:
    """Whether a chain of sectors leads back into itself. calamine follows those until the memory is full."""
    try:
        ole.loadminifat()
    except (OSError, ValueError, IndexError, TypeError):
        return True
    starts = [ole.first_dir_sector, ole.first_mini_fat_sector]
    starts += [entry.isectStart for entry in ole.direntries if entry is not None]
    return _loops(ole.fat, starts) or _loops(ole.minifat, starts) or _loops(_tables_of_sectors(ole), [0])


def _loops(following: Sequence[int], starts: Sequence[int]) -> bool:
    """Whether a walk from one of `starts` comes to a place a second time. Ends are numbers beyond the table."""
    walk_of: dict[int, int] = {}
    for walk, place in enumerate(starts):
        while place < len(following):
            if place in walk_of:
                if walk_of[place] == walk:
                    return True
                break
            walk_of[place] = walk
            place = following[place]
    return False


def _tables_of_sectors(ole: Any) -> list[int]:
    """The sectors that hold the numbers of further sectors of the table (DIFAT), as a table of its own: [0] is first."""
    count, place, found = len(ole.fat), ole.first_difat_sector, dict[int, int]()
    while place < count and place not in found:
        found[place] = len(found)
        ole.fp.seek((place + 1) * ole.sector_size + ole.sector_size - 4)
        raw = ole.fp.read(4)
        place = struct.unpack("<L", raw)[0] if len(raw) == 4 else count
    return [*range(1, len(found)), found.get(place, len(found))] if found else []


def properties(ole: Any) -> Iterator[tuple[str, str]]:
    """Title, author, company and the like, as far as they can be read."""
    for stream, fields in _PEOPLE.items():
        try:
            if ole.exists(stream) and ole.get_size(stream) <= _LARGE:
                yield from _property_set(ole.openstream(stream).read(_LARGE), fields)
        except (OSError, ValueError, IndexError, TypeError, struct.error):
            continue


def _property_set(data: bytes, fields: dict[int, str]) -> Iterator[tuple[str, str]]:
    (start,) = struct.unpack_from("<L", data, 44)
    (count,) = struct.unpack_from("<L", data, start + 4)
    places = [struct.unpack_from("<LL", data, start + 8 + 8 * i) for i in range(min(count, 200))]
    codec = ""
    for number, offset in places:
        if number == _CODEPAGE:
            codec = known_codec(f"cp{struct.unpack_from('<H', data, start + offset + 4)[0]}")
    for number, offset in places:
        if number in fields:
            kind, size = struct.unpack_from("<LL", data, start + offset)
            raw = data[start + offset + 8 :]
            if kind == _STRING:
                text = decode(raw[:size].partition(b"\0")[0], codec).text
            elif kind == _WIDE_STRING:
                text = raw[: size * 2].decode("utf-16-le", "replace").partition("\0")[0]
            else:
                continue
            if text.strip():
                yield fields[number], text.strip()


def storage(ole: Any, path: list[str], budget: Budget) -> bytes:
    """The storage at `path` as a file of its own, such as a workbook inside a Word document. Raises `Unreadable`."""
    tree: dict[str, Any] = {}
    try:
        for entry in ole.listdir(streams=True, storages=False):
            if entry[: len(path)] != path or len(entry) == len(path):
                continue
            budget.spend(members=1, bytes=ole.get_size(entry))
            folder = tree
            for name in entry[len(path) : -1]:
                folder = folder.setdefault(name, {})
            folder[entry[-1]] = ole.openstream(entry).read()
    except (OSError, ValueError, IndexError, TypeError, AttributeError, struct.error, RecursionError) as exc:
        raise Unreadable(Reason.CORRUPT, type(exc).__name__) from None
    return ole_file(tree)
