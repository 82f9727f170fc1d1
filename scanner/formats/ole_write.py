"""Writes the container of Office before 2007: so that a document embedded in another can be read like a file.

Layout as in [MS-CFB], version 3: 512-byte sectors, 64-byte sectors for streams below 4096 bytes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from typing import Union

Tree = Mapping[str, Union[bytes, "Tree"]]

_SECTOR, _MINI, _SMALL = 512, 64, 4096
_END, _FREE, _FAT, _NONE, _DIFAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF, 0xFFFFFFFC
_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STORAGE, _STREAM, _ROOT = 1, 2, 5


class _Entry:
    """A line of the directory. `number` is its place there."""

    def __init__(self, name: str, kind: int) -> None:
        self.name, self.kind = name[:31], kind
        self.left = self.right = self.child = _NONE
        self.start, self.size, self.number = _END, 0, 0

    def packed(self) -> bytes:
        name = self.name.encode("utf-16-le")[:62]
        return struct.pack(
            "<64sHBBLLL16sL8s8sLQ", name, len(name) + 2, self.kind, 1, self.left, self.right, self.child,
            bytes(16), 0, bytes(8), bytes(8), self.start, self.size,
        )  # fmt: skip


def ole_file(tree: Tree) -> bytes:
    """The bytes of a container: names of streams → their bytes, names of storages → what is in them."""
    root = _Entry("Root Entry", _ROOT)
    entries = [root]
    contents: list[tuple[_Entry, bytes]] = []
    root.child = _add(tree, entries, contents)
    sectors: list[bytes] = []
    fat: list[int] = []
    mini, mini_fat = bytearray(), list[int]()
    for entry, data in contents:
        entry.size = len(data)
        if len(data) >= _SMALL:
            entry.start = _chain(data, sectors, fat)
        elif data:
            entry.start = len(mini) // _MINI
            mini += data + bytes(-len(data) % _MINI)
            count = len(mini) // _MINI - entry.start
            mini_fat += [*range(entry.start + 1, entry.start + count), _END]
    root.size = len(mini)
    root.start = _chain(bytes(mini), sectors, fat)
    mini_table = struct.pack(f"<{len(mini_fat)}L", *mini_fat)
    mini_table += b"\xff" * (-len(mini_table) % _SECTOR)
    mini_start = _chain(mini_table, sectors, fat)
    directory = b"".join(entry.packed() for entry in entries)
    directory += bytes(-len(directory) % _SECTOR)
    directory_start = _chain(directory, sectors, fat)
    return _assembled(sectors, fat, directory_start, mini_start, len(mini_table) // _SECTOR)


def _assembled(sectors: list[bytes], fat: list[int], directory: int, mini: int, mini_count: int) -> bytes:
    fats = difats = 0
    while fats * 128 < len(fat) + fats + difats:
        fats += 1
        difats = max(0, -(-(fats - 109) // 127))
    first = len(fat)
    fat += [_FAT] * fats + [_DIFAT] * difats
    places = list(range(first, first + fats))
    table = struct.pack(f"<{len(fat)}L", *fat)
    table += b"\xff" * (fats * _SECTOR - len(table))
    more = b""
    for number in range(difats):
        chunk = places[109 + 127 * number :][:127]
        following = first + fats + number + 1 if number + 1 < difats else _END
        more += struct.pack("<128L", *chunk, *[_FREE] * (127 - len(chunk)), following)
    header = struct.pack(
        "<8s16sHHHHH6sLLLLLLLLL", _MAGIC, bytes(16), 62, 3, 0xFFFE, 9, 6, bytes(6), 0, fats, directory, 0, _SMALL,
        mini if mini_count else _END, mini_count, first + fats if difats else _END, difats,
    )  # fmt: skip
    header += struct.pack("<109L", *[*places[:109], *[_FREE] * (109 - len(places[:109]))])
    return header + b"".join(sectors) + table + more


def _add(tree: Tree, entries: list[_Entry], contents: list[tuple[_Entry, bytes]]) -> int:
    """Puts a folder into the directory; the number of the entry at the top of its search tree."""
    made = []
    for name, value in tree.items():
        entry = _Entry(name, _STREAM if isinstance(value, bytes) else _STORAGE)
        entry.number = len(entries)
        entries.append(entry)
        made.append(entry)
        if isinstance(value, bytes):
            contents.append((entry, value))
        else:
            entry.child = _add(value, entries, contents)
    made.sort(key=lambda entry: (len(entry.name), entry.name.upper()))
    return _balanced(made)


def _balanced(entries: list[_Entry]) -> int:
    if not entries:
        return _NONE
    middle = len(entries) // 2
    entries[middle].left = _balanced(entries[:middle])
    entries[middle].right = _balanced(entries[middle + 1 :])
    return entries[middle].number


def _chain(data: bytes, sectors: list[bytes], fat: list[int]) -> int:
    if not data:
        return _END
    start = len(fat)
    pieces = list(_pieces(data))
    sectors += pieces
    fat += [*range(start + 1, start + len(pieces)), _END]
    return start


def _pieces(data: bytes) -> Iterator[bytes]:
    for at in range(0, len(data), _SECTOR):
        yield data[at : at + _SECTOR].ljust(_SECTOR, b"\0")
