"""Imports point one way. The table below is the map of the design; the syntax tree of every module is held to it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.needs import ROOT

PACKAGES = ("recognizers", "configs", "scanner", "reports")

# A module or package → the modules and packages of ours that it may import, besides itself.
# The longest name that fits a module is its line. A new module of `scanner` needs a line of its own.
BASE = ("scanner.model", "scanner.problems", "scanner.budget", "scanner.lazy", "recognizers.types")
MAY_IMPORT: dict[str, tuple[str, ...]] = {
    "recognizers": (),
    "configs": (),
    "scanner": (),
    "scanner.model": ("recognizers.types",),
    "scanner.budget": ("scanner.model",),
    "scanner.problems": ("scanner.model", "scanner.budget"),
    "scanner.lazy": ("scanner.problems",),
    "scanner.suppress": ("scanner.problems", "scanner.redact", "recognizers"),
    "scanner.signed": ("scanner.problems", "scanner.suppress", "recognizers.yamlfile"),
    "scanner.taxonomy": ("scanner.model", "scanner.problems", "recognizers.yamlfile"),
    "scanner.own": ("scanner.model", "scanner.problems", "scanner.taxonomy", "recognizers"),
    "scanner.settings": (),
    "scanner.filters": ("scanner.model",),
    "scanner.passwords": ("scanner.problems",),
    "scanner.config": (
        "scanner.settings",
        "scanner.filters",
        "scanner.passwords",
        "scanner.own",
        "scanner.model",
        "scanner.problems",
        "scanner.budget",
        "scanner.taxonomy",
        "scanner.suppress",
        "scanner.signed",
        "recognizers",
    ),
    "scanner.formats": BASE,
    "scanner.sources": (*BASE, "scanner.settings", "scanner.formats", "scanner.passwords"),
    "scanner.sources.database": (*BASE, "scanner.settings", "scanner.formats", "scanner.passwords", "scanner.sources"),
    "scanner.executors": BASE,
    "scanner.redact": ("scanner.model", "scanner.problems"),
    "scanner.ledger": ("scanner.model", "scanner.problems"),
    "scanner.current": (),
    "scanner.gathered": (),
    "scanner.inventory": (
        "scanner.current",
        "scanner.gathered",
        "scanner.model",
        "scanner.problems",
        "scanner.taxonomy",
    ),
    "scanner.classify": ("scanner.model", "scanner.problems", "scanner.taxonomy"),
    "scanner.readings": ("scanner.redact", "recognizers"),
    "scanner.distinct": ("recognizers",),
    "scanner.relations": ("scanner.inventory",),
    "scanner.records": ("scanner.distinct", "scanner.classify", "scanner.readings", "scanner.redact", "recognizers"),
    "scanner.policy": ("scanner.model", "scanner.problems", "scanner.classify"),  # the score that counts as sure
    "scanner.verdicts": ("scanner.current", "scanner.inventory", "scanner.model", "scanner.policy"),
    "scanner.names_read": ("scanner.classify",),
    "scanner.pictured": ("recognizers.types",),
    "scanner.rare": ("recognizers.types",),
    "scanner.columns": (
        *("scanner.rare", "scanner.model", "scanner.records", "scanner.distinct"),
        *("recognizers.types", "recognizers.columns.arrays"),
    ),
    "scanner.findings": (
        *BASE,
        "scanner.config",
        "scanner.columns",
        "scanner.redact",
        "scanner.names_read",
        "scanner.pictured",
        "scanner.rare",
        "scanner.records",
        "scanner.sketch",
        "scanner.distinct",
        "scanner.clock",
        "scanner.suppress",
        "recognizers",
    ),
    "scanner.one": (
        *BASE,
        "scanner.config",
        "scanner.findings",
        "scanner.sources",
        "scanner.formats",
        "scanner.redact",
        "scanner.suppress",
        "scanner.clock",
        "scanner.contents",
        "recognizers",
    ),
    "scanner.together": ("scanner.model", "scanner.one", "scanner.sources"),
    "scanner.worker": (
        *BASE,
        "scanner.config",
        "scanner.findings",
        "scanner.sources",
        "scanner.redact",
        "scanner.records",
        "scanner.suppress",
        "scanner.contents",
        "scanner.one",
        "scanner.together",
        "recognizers",
    ),
    "scanner.contents": ("scanner.model", "scanner.findings", "scanner.packing"),
    "scanner.packing": ("scanner.model",),
    "scanner.endings": (),
    "scanner.sketch": (),
    "scanner.clock": (),
    "scanner.shares": (
        *(
            "scanner.model",
            "scanner.findings",
            "scanner.ledger",
            "scanner.packing",
            "scanner.records",
            "scanner.sketch",
        ),
        *("scanner.sources", "scanner.formats", "scanner.clock", "recognizers.documents"),
    ),
    "scanner.todo": (
        *(*BASE, "scanner.executors", "scanner.ledger", "scanner.sources", "scanner.formats", "scanner.worker"),
        "scanner.shares",
        "scanner.filters",
    ),
    "scanner.parts": (
        *("scanner.model", "scanner.classify", "scanner.contents", "scanner.inventory", "scanner.ledger"),
        *("scanner.suppress", "scanner.todo", "scanner.clock", "scanner.endings", "scanner.distinct"),
        "scanner.gathered",
    ),
    "scanner.pipeline": (
        *("scanner.parts", "scanner.relations", "scanner.shares", "scanner.todo", "scanner.verdicts"),
        *BASE,
        "scanner.config",
        "scanner.sources",
        "scanner.executors",
        "scanner.worker",
        "scanner.ledger",
        "scanner.inventory",
        "scanner.classify",
        "scanner.policy",
        "scanner.taxonomy",
        "scanner.suppress",
        "scanner.passwords",
    ),
    "scanner.cli": ("scanner", "recognizers", "reports", "configs"),
    "reports": (
        "recognizers.documents",
        "recognizers.jp.special_care.reasons",
        "scanner.inventory",
        "scanner.model",
        "scanner.lazy",
        "scanner.problems",
    ),
}


def within(module: str, package: str) -> bool:
    return module == package or module.startswith(package + ".")


def line_of(module: str) -> str:
    return max((name for name in MAY_IMPORT if within(module, name)), key=len)


def imported(tree: ast.AST, module: str, is_package: bool) -> Iterator[tuple[int, str]]:
    """Line and full name of everything of ours that a module imports, anywhere in it."""
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parts = module.split(".")
                above = parts[: len(parts) - node.level + is_package]
                base = ".".join([*above, base] if base else above)
            names = [f"{base}.{alias.name}" for alias in node.names]
        for name in names:
            if name.partition(".")[0] in PACKAGES:
                yield getattr(node, "lineno", 0), name


def breaches(source: str, module: str, is_package: bool = False) -> list[str]:
    line = line_of(module)
    allowed = (line, *MAY_IMPORT[line])
    if line == "scanner" and module != "scanner":
        return [f"{module}: add a line to MAY_IMPORT in tests/test_imports.py"]
    return [
        f"{module}:{number} imports {name}"
        for number, name in imported(ast.parse(source), module, is_package)
        if not any(within(name, package) for package in allowed)
    ]


def modules() -> Iterator[tuple[str, Path]]:
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            relative = path.relative_to(ROOT).with_suffix("")
            parts = relative.parts[:-1] if relative.name == "__init__" else relative.parts
            yield ".".join(parts), path


def test_imports_point_one_way() -> None:
    found = []
    for module, path in modules():
        found += breaches(path.read_text(encoding="utf-8"), module, path.name == "__init__.py")
    assert not found, "\n".join(found)


def test_the_table_names_what_exists() -> None:
    existing = {module for module, _ in modules()}
    assert set(MAY_IMPORT) <= existing


@pytest.mark.parametrize(
    ("module", "source", "wrong"),
    [
        ("recognizers.jp.phone", "from recognizers.pattern import Pattern", 0),  # its own package
        ("recognizers.jp.phone", "from scanner.model import Finding", 1),  # the leaf imports nothing of ours
        ("recognizers.jp.phone", "def f():\n    import scanner.model", 1),  # nor inside a function
        ("scanner.model", "from recognizers.types import Hints", 0),
        ("scanner.model", "from recognizers import Engine", 1),  # only the types
        ("scanner.formats.pdf", "from scanner.sources.files import FileSource", 1),  # formats know no sources
        ("scanner.formats.pdf", "from .text import read", 0),
        ("scanner.formats.pdf", "from ..sources import open_source", 1),  # relative, same breach
        ("scanner.inventory", "if TYPE_CHECKING:\n    from reports import html", 1),  # types count too
        ("reports.html", "from scanner.pipeline import scan", 1),  # reports read the inventory, nothing else
        ("scanner.brand_new", "import os", 1),  # must say where it stands
    ],
)
def test_a_breach_is_seen(module: str, source: str, wrong: int) -> None:
    assert len(breaches(source, module)) == wrong
