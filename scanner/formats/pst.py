"""Outlook's pst and ost: folders of messages, through libpff (LGPL) and its Python binding, an extra."""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import partial
from typing import Any, BinaryIO

from recognizers.types import Hints
from scanner.budget import Budget, OverBudget
from scanner.formats import mapi, nested, read_member
from scanner.formats.mapi import Bag, Property
from scanner.formats.trouble import problem
from scanner.model import Passage, Problem, Reason, Segment, Stage
from scanner.problems import Unreadable

INSTALL = "pip install 'daicho[pst]'"
_MAX_DEPTH = 100
_CHUNK = 1 << 20


def read(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    try:
        import pypff
    except ImportError:
        raise Unreadable(Reason.MISSING_EXTRA, INSTALL) from None
    stream.seek(0)
    file = pypff.file()
    try:
        file.open_file_object(stream)
    except OSError:
        raise Unreadable(Reason.CORRUPT, "libpff") from None
    try:
        yield from _folder(file.get_root_folder(), "", budget, 0)
        for number in range(file.get_number_of_orphan_items()):
            yield from _message(partial(file.get_orphan_item, number), f"orphan {number + 1}", budget)
    finally:
        file.close()


def _folder(folder: Any, path: str, budget: Budget, depth: int) -> Iterator[Segment]:
    """Messages of the folder, then of those in it. What cannot be opened costs itself only."""
    if depth > _MAX_DEPTH:
        yield Problem(Stage.READ, Reason.TOO_DEEP, path)
        return
    budget.spend(members=1)
    try:
        messages, folders = folder.get_number_of_sub_messages(), folder.get_number_of_sub_folders()
    except OSError as exc:
        yield problem(exc, path)
        return
    for number in range(messages):
        member = f"{path}/message {number + 1}" if path else f"message {number + 1}"
        yield from _message(partial(folder.get_sub_message, number), member, budget)
    for number in range(folders):
        try:
            inner = folder.get_sub_folder(number)
            name = inner.get_name() or f"folder {number + 1}"
        except OSError as exc:
            yield problem(exc, path)
            continue
        below = f"{path}/{name}" if path else name
        yield Passage(name, part=below, at="@name", hints=Hints(name=name))
        yield from _folder(inner, below, budget, depth + 1)


def _message(opened: Any, member: str, budget: Budget) -> Iterator[Segment]:
    budget.spend(members=1)

    def content(deeper: Budget) -> Iterator[Segment]:
        try:
            yield from _content(opened(), deeper)
        except (OverBudget, MemoryError):
            raise
        except Exception as exc:
            yield problem(exc)

    yield from nested(member, budget, content, named=False)


def _content(message: Any, budget: Budget) -> Iterator[Segment]:
    bag, hints = Bag(_properties(message, budget)), Hints()
    yield from mapi.message(bag, hints, budget)
    if (recipients := getattr(message, "recipients", None)) is not None:
        for entries in getattr(recipients, "record_sets", ()):
            yield from mapi.recipient(Bag(_entries(entries, budget), bag.codec), hints)
    for number in range(message.get_number_of_attachments() if hasattr(message, "get_number_of_attachments") else 0):
        attachment = message.get_attachment(number)
        own = Bag(_properties(attachment, budget), bag.codec)
        member = own.name or f"attachment {number + 1}"
        if attachment.get_number_of_sub_items():
            yield from _message(partial(attachment.get_sub_item, 0), member, budget)
            continue
        size = attachment.get_size()
        budget.spend(members=1, bytes=size)
        data = b"".join(iter(partial(attachment.read_buffer, _CHUNK), b""))
        yield from read_member(io.BytesIO(data[:size]), member, budget, named=bool(own.name))


def _properties(item: Any, budget: Budget) -> Iterator[Property]:
    for entries in item.record_sets:
        yield from _entries(entries, budget)


def _entries(record_set: Any, budget: Budget) -> Iterator[Property]:
    for entry in record_set.entries:
        kind, number = entry.get_value_type(), entry.get_entry_type()
        if kind is None or number is None or number == mapi.DATA:
            continue
        if kind == mapi.INTEGER:
            yield Property(number, kind, entry.get_data_as_integer())
        elif kind in (mapi.STRING8, mapi.UNICODE, mapi.BINARY):
            data = entry.get_data() or b""
            budget.spend(bytes=len(data))
            yield Property(number, kind, data)
