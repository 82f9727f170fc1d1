"""Expressions that are compiled when they are first used: a process that reads one line needs a few of a thousand."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any, cast

_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split")


class _Lazy:
    """Takes over the methods of the compiled expression, so that later calls cost what those cost."""

    def __init__(self, make: Callable[[], re.Pattern[str]], written: Callable[[], str] | None) -> None:
        self._make, self._written = make, written

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):  # what copy and pickle look for
            raise AttributeError(name)
        if name == "pattern" and self._written is not None:
            return self._written()
        compiled = self._make()
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)


def lazy(regex: str, flags: int = 0) -> re.Pattern[str]:
    """As `re.compile`; a mistake in the expression shows at first use (a test compiles all of ours)."""
    return made_lazily(partial(re.compile, regex, flags), lambda: regex)


def made_lazily(make: Callable[[], re.Pattern[str]], written: Callable[[], str] | None = None) -> re.Pattern[str]:
    """What `make` gives, asked for when it is first used. written: gives its pattern, where that takes less."""
    return cast("re.Pattern[str]", _Lazy(make, written))
