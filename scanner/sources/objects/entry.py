"""What stores of objects tell of an object, and of the bucket it lies in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from scanner.model import Problem


@dataclass(frozen=True, slots=True)
class Entry:
    """An object as it is listed.

    size: bytes, -1 where it is not told. modified: seconds since the epoch. stamp: changes when its bytes do (ETag,
    generation). version: to ask for this one and no other, "" for the one that is there. old: another has taken its place.
    exposure, detail: where it is not the bucket's. encryption: how it is kept, "" for the bucket's way. kind: its storage class.
    """

    key: str
    size: int = -1
    modified: float = 0.0
    stamp: str = ""
    version: str = ""
    old: bool = False
    owner: str = ""
    exposure: str = ""
    detail: str = ""
    encryption: str = ""
    kind: str = ""
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Of a bucket. exposure: as in `items`. detail: what was asked and what came, for people.

    encryption: how objects are kept by default, "" where it is not known. hidden: permissions that are missing.
    acls: whether objects may have access lists of their own that count.
    """

    exposure: str = "unknown"
    detail: str = ""
    encryption: str = ""
    hidden: tuple[str, ...] = ()
    acls: bool = True


@dataclass(frozen=True, slots=True)
class Answer:
    """A page of a listing. folders: prefixes, where a delimiter was given. next: how to ask for more, "" at the end."""

    entries: list[Entry] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    next: str = ""


@dataclass(frozen=True, slots=True)
class Broken:
    """The listing of a prefix broke off: what else is below it is not known."""

    prefix: str
    error: Exception


Page: TypeAlias = list[Entry]
Ask: TypeAlias = Callable[[str, str, str], Answer]  # (prefix, next, delimiter) → a page
