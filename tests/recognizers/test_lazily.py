"""Expressions that are compiled on first use: each of ours can be, and then it is as one that was compiled at once."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from typing import Any

import pytest

import recognizers
from recognizers.lazily import _Lazy, lazy


def of_module(value: Any) -> Iterator[_Lazy]:
    """In a variable of a module, however deep in tuples and tables."""
    if isinstance(value, _Lazy):
        yield value
    elif isinstance(value, dict):
        yield from of_module((*value.keys(), *value.values()))
    elif isinstance(value, tuple | list):
        for one in value:
            yield from of_module(one)


def test_all_of_ours_compile() -> None:
    found = 0
    for module in pkgutil.walk_packages(recognizers.__path__, "recognizers."):
        if ".data." in module.name or ".training" in module.name:
            continue
        for name, value in vars(importlib.import_module(module.name)).items():
            for one in of_module(value) if not name.startswith("__") else ():
                assert isinstance(one.pattern, str)
                found += 1
    assert found > 300


def test_it_is_compiled_once_and_then_like_any_other(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    real = re.compile

    def compile(*rest: Any) -> re.Pattern[str]:
        made.append(rest)
        return real(*rest)

    monkeypatch.setattr(re, "compile", compile)
    expression = lazy(r"(?P<v>\d+)x", re.IGNORECASE)
    assert not made
    assert [match["v"] for match in expression.finditer("1x 22X 3")] == ["1", "22"]
    found = expression.search("a7X")
    assert found is not None and found.span("v") == (1, 2) and expression.sub("-", "5x") == "-"
    assert expression.groupindex == {"v": 1} and expression.flags & re.IGNORECASE
    assert (
        expression.fullmatch("x") is None and expression.findall("1x") == ["1"] and expression.split("a1xb")[0] == "a"
    )
    assert {rest for rest in made} == {(r"(?P<v>\d+)x", re.IGNORECASE)}
    assert type(expression.search) is type(real("").search)  # no detour


def test_a_mistake_shows_when_it_is_used() -> None:
    expression = lazy("(")
    with pytest.raises(re.error):
        expression.search("")
