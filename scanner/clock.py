"""Where the time of an item goes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any

TIERS = ("read", "patterns", "names", "columns")


class Clock:
    """Seconds, by what they are spent on: reading and extraction, patterns in running text, names, columns."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine
        self.read = self.patterns = self.names = self.columns = 0.0

    @contextmanager
    def recognizing(self, tier: str) -> Iterator[None]:
        """tier: "patterns" or "columns". What recognizers of names take in there is theirs."""
        since, names = perf_counter(), self._names()
        try:
            yield
        finally:
            inside = self._names() - names
            self.names += inside
            setattr(self, tier, getattr(self, tier) + perf_counter() - since - inside)

    def _names(self) -> float:
        """What the engine has spent on names so far; engines of tests do not tell."""
        return float(getattr(self._engine, "names_seconds", 0.0))
