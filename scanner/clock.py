"""Where the time of an item goes."""

from __future__ import annotations

from time import perf_counter
from typing import Any

TIERS = ("read", "patterns", "names", "columns")


class Clock:
    """Seconds, by what they are spent on: reading and extraction, patterns in running text, names, columns."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine
        self.read = self.patterns = self.names = self.columns = 0.0

    def recognizing(self, tier: str) -> _Recognizing:
        """To be used with `with`. tier: "patterns" or "columns". What recognizers of names take in there is theirs."""
        return _Recognizing(self, tier)

    def names_so_far(self) -> float:
        """What the engine has spent on names; engines of tests do not tell."""
        return float(getattr(self._engine, "names_seconds", 0.0))


class _Recognizing:
    """A class, for a generator costs three times as much, and there are ten of these in a file of ten lines."""

    __slots__ = ("_clock", "_names", "_since", "_tier")

    def __init__(self, clock: Clock, tier: str) -> None:
        self._clock, self._tier = clock, tier

    def __enter__(self) -> None:
        self._since, self._names = perf_counter(), self._clock.names_so_far()

    def __exit__(self, *_: object) -> None:
        clock, inside = self._clock, self._clock.names_so_far() - self._names
        clock.names += inside
        setattr(clock, self._tier, getattr(clock, self._tier) + perf_counter() - self._since - inside)
