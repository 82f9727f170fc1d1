"""Tables of plug-ins: id → dotted name. Nothing is imported until it is used."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any

from scanner.problems import ConfigError


@dataclass(frozen=True, slots=True)
class Lazy:
    """`target` is "package.module:name"; `extra` names what to install where its imports are missing."""

    target: str
    extra: str = ""

    def load(self) -> Any:
        module, _, name = self.target.partition(":")
        try:
            return getattr(import_module(module), name)
        except ModuleNotFoundError as exc:
            if not self.extra:
                raise
            raise ConfigError(
                f"{self.target} needs the package {exc.name!r}. Install the extra: pip install 'daicho[{self.extra}]'"
            ) from exc


@cache
def _installed(group: str) -> dict[str, Lazy]:
    return {point.name: Lazy(point.value) for point in entry_points(group=group)}


def with_plugins(table: Mapping[str, Lazy], group: str) -> dict[str, Lazy]:
    """`table` and what other packages add through the entry-point group. Our own lines win."""
    return {**_installed(group), **table}
