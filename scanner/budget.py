"""Limits on what one item may cost. Readers spend from a budget; overspending raises `OverBudget`."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

from scanner.model import Reason

_Opened = TypeVar("_Opened")


class OverBudget(Exception):
    """A limit was reached. `reason` goes into the inventory; the message holds no content."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Limits:
    """Per item. bytes: after unpacking. ratio: unpacked to packed, once past 16 MiB. members: of all archives inside.

    seconds: wall time in the worker, after which reading stops with what it has. cells and pages: of one document.
    attempts: passwords tried, on everything in the item together.
    ocr_pages: pages and pictures whose characters are recognised, which takes seconds each.
    """

    bytes: int = 4 << 30
    ratio: int = 200
    depth: int = 12
    members: int = 50_000
    cells: int = 500_000_000  # tables are read in batches, 30 million rows of 16 columns among them
    pages: int = 20_000
    seconds: float = 300.0
    attempts: int = 200
    ocr_pages: int = 100


class Passwords:
    """The passwords of the plan, in clear. `met`: something locked was there, whether one of them opened it or not."""

    def __init__(self, known: Iterable[str] = (), attempts: int = 200) -> None:
        self._known = list(dict.fromkeys(known))
        self._left = attempts
        self.met = False

    def __repr__(self) -> str:
        return f"{len(self._known)} passwords"

    def unlock(self, attempt: Callable[[str], _Opened | None]) -> _Opened | None:
        """What the first that fits opens. `attempt` gives None where a password is wrong. None where all are."""
        self.met = True
        for password in tuple(self._known):
            if self._left <= 0:
                return None
            self._left -= 1
            if (opened := attempt(password)) is not None:
                self._known.remove(password)  # what is locked beside it has the same, most often
                self._known.insert(0, password)
                return opened
        return None


@dataclass(slots=True)
class Pictures:
    """Which pictures of an item are read by OCR. why_not: none, for this reason. asked: the plan says one or the other;
    where nobody does, pictures inside documents are not looked for.

    beside_text: those on pages that have text, too. most: how many.
    """

    why_not: str = "OCR was not asked for"
    asked: bool = False
    beside_text: bool = False
    most: int = 0
    taken: int = 0

    def take(self) -> bool:
        """False where there have been as many as there may be."""
        self.taken += 1
        return self.taken <= self.most


@dataclass(slots=True)
class Budget:
    """What is left for one item. Shared by all its members; only `depth` differs (see `deeper`)."""

    limits: Limits = field(default_factory=Limits)
    packed: int = 0
    depth: int = 0
    passwords: Passwords = field(default_factory=Passwords)
    pictures: Pictures = field(default_factory=Pictures)
    _spent: dict[str, int] = field(default_factory=lambda: {"bytes": 0, "members": 0, "cells": 0, "pages": 0})
    _started: list[float] = field(default_factory=lambda: [time.monotonic()])

    def spend(self, *, bytes: int = 0, members: int = 0, cells: int = 0, pages: int = 0) -> None:
        """Count what a reader is about to hold. Raises `OverBudget`."""
        spent, limits = self._spent, self.limits
        spent["bytes"] += bytes
        spent["members"] += members
        spent["cells"] += cells
        spent["pages"] += pages
        if spent["bytes"] > limits.bytes:
            raise OverBudget(Reason.TOO_LARGE, f"more than {limits.bytes} bytes unpacked")
        if self.packed and spent["bytes"] > max(16 << 20, limits.ratio * self.packed):
            raise OverBudget(Reason.BOMB, f"unpacks to more than {limits.ratio} times its size")
        if spent["members"] > limits.members:
            raise OverBudget(Reason.TOO_MANY, f"more than {limits.members} members")
        if spent["cells"] > limits.cells:
            raise OverBudget(Reason.TOO_LARGE, f"more than {limits.cells} cells")
        if spent["pages"] > limits.pages:
            raise OverBudget(Reason.TOO_LARGE, f"more than {limits.pages} pages")
        self.tick()

    def tick(self) -> None:
        """Raises `OverBudget` once the item has taken longer than it may. Cheap enough for inner loops."""
        if time.monotonic() - self._started[0] > self.limits.seconds:
            raise OverBudget(Reason.TIMEOUT, f"longer than {self.limits.seconds:g} seconds")

    def left(self) -> float:
        """Seconds."""
        return self.limits.seconds - (time.monotonic() - self._started[0])

    def spare(self, seconds: float) -> None:
        """So much time went to other items."""
        self._started[0] += seconds

    def deeper(self) -> Budget:
        """The budget of a member one level further in: same purse, one more level. Raises `OverBudget`."""
        if self.depth + 1 > self.limits.depth:
            raise OverBudget(Reason.TOO_DEEP, f"more than {self.limits.depth} levels of archives")
        return Budget(
            self.limits, self.packed, self.depth + 1, self.passwords, self.pictures, self._spent, self._started
        )
