"""Outlook's msg and oft: a message as an OLE container. Source: [MS-OXMSG]."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Any, BinaryIO

from recognizers.types import Hints
from scanner.budget import Budget
from scanner.formats import mapi, nested
from scanner.formats.mapi import Bag, Property
from scanner.formats.ole import open_ole
from scanner.model import Problem, Reason, Segment, Stage

_PROPERTIES = "__properties_version1.0"
_STREAM = "__substg1.0_"
_RECIPIENT, _ATTACHMENT = "__recip_version1.0_", "__attach_version1.0_"
# Bytes before the entries of a property stream, by what it belongs to.
_TOP, _EMBEDDED, _CHILD = 32, 24, 8
_EMBEDDED_MESSAGE, _OLE_OBJECT = 5, 6
_OBJECT = f"{_STREAM}3701000D"
Path = tuple[str, ...]


def read(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    with open_ole(stream) as ole:
        tree: dict[Path, dict[str, Path]] = {}
        for entry in ole.listdir(streams=True, storages=True):
            tree.setdefault(tuple(entry[:-1]), {})[entry[-1]] = tuple(entry)
        yield from _Reader(ole, tree).message((), _TOP, Hints(name=name), budget)


class _Reader:
    def __init__(self, ole: Any, tree: dict[Path, dict[str, Path]]) -> None:
        self._ole, self._tree = ole, tree

    def message(self, path: Path, header: int, hints: Hints, budget: Budget) -> Iterator[Segment]:
        bag = self._bag(path, header, "", budget)
        yield from mapi.message(bag, hints, budget)
        children = self._tree.get(path, {})
        for child in sorted(name for name in children if name.startswith(_RECIPIENT)):
            budget.spend(members=1)
            yield from mapi.recipient(self._bag(children[child], _CHILD, bag.codec, budget), hints)
        attached = sorted(name for name in children if name.startswith(_ATTACHMENT))
        for number, child in enumerate(attached, start=1):
            budget.spend(members=1)
            yield from self._attachment(children[child], number, bag.codec, budget)

    def _attachment(self, path: Path, number: int, codec: str, budget: Budget) -> Iterator[Segment]:
        bag = self._bag(path, _CHILD, codec, budget)
        inside = self._tree.get(path, {}).get(_OBJECT)
        if inside is None:
            yield from mapi.attachment(bag, number, budget)
            return
        member = bag.name or f"attachment {number}"
        if bag.integer(mapi.METHOD) == _OLE_OBJECT:
            yield Problem(Stage.READ, Reason.UNSUPPORTED, member, "OLE object")
            return
        hints = Hints(name=member)
        yield from nested(
            member, budget, lambda deeper: self.message(inside, _EMBEDDED, hints, deeper), named=bool(bag.name)
        )

    def _bag(self, path: Path, header: int, codec: str, budget: Budget) -> Bag:
        return Bag(self._properties(path, header, budget), codec)

    def _properties(self, path: Path, header: int, budget: Budget) -> Iterator[Property]:
        children = self._tree.get(path, {})
        if _PROPERTIES in children:
            data = self._bytes(children[_PROPERTIES], budget)
            for at in range(header, len(data) - 15, 16):
                kind, number = struct.unpack_from("<HH", data, at)
                if kind == mapi.INTEGER:
                    yield Property(number, kind, struct.unpack_from("<L", data, at + 8)[0])
        for child, place in children.items():
            # Values of one with many are numbered: __substg1.0_8000101F-00000000.
            if not child.startswith(_STREAM) or child == _OBJECT:
                continue
            try:
                tag = int(child[len(_STREAM) :][:8], 16)
            except ValueError:
                continue
            kind = tag & 0xFFFF
            many = kind & mapi.MANY and "-" not in child  # the lengths of its values
            if kind & ~mapi.MANY in (mapi.STRING8, mapi.UNICODE, mapi.BINARY) and not many:
                yield Property(tag >> 16, kind, self._bytes(place, budget))

    def _bytes(self, path: Path, budget: Budget) -> bytes:
        if self._ole.get_type(list(path)) != 2:  # a storage
            return b""
        size = self._ole.get_size(list(path))
        budget.spend(bytes=size)
        return bytes(self._ole.openstream(list(path)).read(size))
