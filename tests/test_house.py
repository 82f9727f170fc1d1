"""The house in order: tables resolve, recognizers prove themselves, locks are hashed, nothing names an index."""

from __future__ import annotations

import ast
import importlib
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache
from importlib.metadata import distribution, packages_distributions
from pathlib import Path
from typing import Any

import pytest

from recognizers.pattern import Pattern
from scanner.lazy import Lazy
from tests.needs import ROOT

OURS = ("scanner", "recognizers", "reports", "configs")
LOCKS = ("requirements.lock", "requirements-dev.lock")


@cache
def project() -> dict[str, Any]:
    with open(ROOT / "pyproject.toml", "rb") as file:
        return tomllib.load(file)["project"]


@cache
def tracked() -> tuple[Path, ...]:
    """Files under version control; without git, all files outside folders that tools make."""
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True).stdout
        files = [ROOT / os.fsdecode(name) for name in listed.split(b"\0") if name]
    except (OSError, subprocess.CalledProcessError):
        made = {".venv", ".git", "build", "dist", "daicho-out"}
        files = [path for path in ROOT.rglob("*") if not made & set(path.relative_to(ROOT).parts)]
    return tuple(path for path in files if path.is_file())


# --- one table per kind of plug-in ---

TABLES = {
    "daicho.recognizers": ("recognizers", "RECOGNIZERS"),
    "daicho.formats": ("scanner.formats", "FORMATS"),
    "daicho.sources": ("scanner.sources", "SOURCES"),
    "daicho.executors": ("scanner.executors", "EXECUTORS"),
    "daicho.reports": ("reports", "REPORTS"),
}


def table(group: str) -> Mapping[str, Any]:
    module, name = TABLES[group]
    found: Mapping[str, Any] = getattr(importlib.import_module(module), name)
    return found


def resolve(line: object) -> Any:
    if isinstance(line, Lazy):
        return line.load()
    module, _, name = str(line).partition(":")
    return getattr(importlib.import_module(module), name)


@pytest.mark.parametrize("group", TABLES)
def test_every_line_of_a_table_resolves(group: str) -> None:
    lines = table(group)
    assert lines
    for line in lines.values():
        assert resolve(line) is not None


@pytest.mark.parametrize("group", TABLES)
def test_a_table_is_a_literal_dict(group: str) -> None:
    """The table is the list of everything we support: a reader finds it whole in one place."""
    module, name = TABLES[group]
    source = Path(str(importlib.import_module(module).__file__)).read_text(encoding="utf-8")
    for node in ast.parse(source).body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if any(isinstance(target, ast.Name) and target.id == name for target in targets):
            assert isinstance(getattr(node, "value", None), ast.Dict)
            return
    pytest.fail(f"{module} has no {name} = {{...}}")


def defines(path: Path) -> set[str]:
    """What a module is made of: its functions, and "Pattern" where it makes one."""
    found = set()
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            found.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            found |= {name.id for name in ast.walk(node.value) if isinstance(name, ast.Name)}
    return found


@pytest.mark.parametrize(
    ("group", "folders", "sign"),
    [
        ("daicho.recognizers", ("recognizers/jp", "recognizers/common"), "Pattern"),
        ("daicho.formats", ("scanner/formats",), "read"),
        ("daicho.reports", ("reports",), "write"),
    ],
)
def test_no_module_is_left_out_of_its_table(group: str, folders: tuple[str, ...], sign: str) -> None:
    """A recognizer, a format or a report that no table names would never run."""
    named = {(line.target if isinstance(line, Lazy) else str(line)).partition(":")[0] for line in table(group).values()}
    for folder in folders:
        for path in (ROOT / folder).glob("[!_]*.py"):
            if sign in defines(path):
                assert ".".join(path.relative_to(ROOT).with_suffix("").parts) in named


# --- recognizers prove themselves ---


def patterns() -> Iterable[Pattern]:
    for line in table("daicho.recognizers").values():
        found = resolve(line)
        for entry in found if isinstance(found, list | tuple) else (found,):
            if isinstance(entry, Pattern):
                yield entry


def test_every_pattern_has_examples_and_non_examples() -> None:
    bare = [pattern.id for pattern in patterns() if not (pattern.examples and pattern.non_examples)]
    assert not bare


# --- dependencies ---


def pins(lock: str) -> dict[str, str]:
    """Name → its lines, from a pip requirements file."""
    entries: dict[str, str] = {}
    name = ""
    for line in (ROOT / lock).read_text(encoding="utf-8").splitlines():
        if match := re.match(r"([a-z0-9][a-z0-9._-]*)==\S+", line):
            name = match[1]
            entries[name] = ""
        if name:
            entries[name] += line + "\n"
    return entries


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def names(requirements: Iterable[str]) -> set[str]:
    return {canonical(re.split(r"[<>=!;\[ ]", requirement, maxsplit=1)[0]) for requirement in requirements}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_a_hash(lock: str) -> None:
    entries = pins(lock)
    assert len(entries) > 50
    assert not [name for name, lines in entries.items() if "--hash=sha256:" not in lines]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_address(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert not re.findall(r"\w+://\S*|^--(?!hash)\S*|^-[if] .*", text, re.M)


def test_locks_hold_what_the_project_declares_and_agree() -> None:
    runtime, dev = pins(LOCKS[0]), pins(LOCKS[1])
    extras = project()["optional-dependencies"]
    assert names(project()["dependencies"]) | names(extras["build"]) <= set(runtime)
    assert names(extras["dev"]) - {"daicho"} <= set(dev)

    def version(lines: str) -> str:
        return lines.partition(" ")[0]

    assert {name: version(lines) for name, lines in runtime.items()}.items() <= {
        name: version(lines) for name, lines in dev.items()
    }.items()


# Declared, and imported nowhere, with the reason.
LOADED_BY_NAME = {
    "ja-ginza": "the model, loaded by spacy.load",
    "sudachidict-core": "the dictionary that sudachipy opens",
    "ginza": "brings the parts of the model's pipeline, found by spacy through entry points",
    "japanese-personal-name-dataset": "data, opened through importlib.resources",
}

# Of extras, the same.
EXTRAS_LOADED_BY_NAME = {
    "snowflake-sqlalchemy": "a dialect, found by SQLAlchemy through entry points",
    "sqlalchemy-bigquery": "the same",
    "sqlalchemy-redshift": "the same",
    "databricks-sqlalchemy": "the same",
    "redshift-connector": "the driver of that dialect",
    "pymssql": "the driver of another",
}


@cache
def owners(module: str, candidates: tuple[str, ...]) -> list[str]:
    """Of the distributions that share the first part of a module's name (azure, google): those that the module is of."""
    if len(candidates) == 1:
        return list(candidates)
    place = module.replace(".", "/")
    own = [
        name
        for name in candidates
        if any(str(file) in (f"{place}.py", f"{place}/__init__.py") for file in distribution(name).files or ())
    ]
    return own or list(candidates)


def third_party(*folders: str) -> dict[str, str]:
    """Distribution → one module in our folders that imports it."""
    known = packages_distributions()
    found: dict[str, str] = {}
    for folder in folders:
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                modules: list[str] = []
                if isinstance(node, ast.Import):
                    modules = [alias.name for alias in node.names]
                elif isinstance(node, ast.ImportFrom) and not node.level:
                    modules = [node.module or ""]
                for module in modules:
                    top = module.partition(".")[0]
                    ours = any((ROOT / place / top).is_dir() for place in (".", folder, "examples"))
                    if top not in sys.stdlib_module_names and not ours:
                        for name in owners(module, tuple(known.get(top, [top]))):
                            found[canonical(name)] = str(path.relative_to(ROOT))
    return found


def test_what_is_imported_is_declared_and_the_reverse() -> None:
    declared, imported = names(project()["dependencies"]), third_party(*OURS)
    assert not {name: where for name, where in imported.items() if name not in declared | of_extras()}
    assert declared - set(imported) == set(LOADED_BY_NAME)
    assert of_extras() - set(imported) == set(EXTRAS_LOADED_BY_NAME)


def of_extras() -> set[str]:
    """What users install only where they need it."""
    extras = project()["optional-dependencies"]
    return {name for extra in extras.keys() - {"dev", "build"} for name in names(extras[extra])}


def test_what_tests_and_examples_import_is_declared() -> None:
    declared = names(project()["dependencies"] + project()["optional-dependencies"]["dev"]) | of_extras()
    imported = third_party("tests", "examples")
    assert not {name: where for name, where in imported.items() if name not in declared}


# --- files ---


def test_no_file_names_an_index() -> None:
    """Which mirror of a registry is used is the business of the machine, not of a file here."""
    hosts = ("pypi" + r"\.org", r"pythonhosted\.org", "registry" + r"\.npmjs", r"deb\.debian\.org", "index" + "-url =")
    pattern = re.compile("|".join(hosts).encode())
    assert not [path for path in tracked() if pattern.search(path.read_bytes())]


def test_every_python_file_says_what_it_is_for() -> None:
    silent = []
    for path in tracked():
        if path.suffix != ".py":
            continue
        source = path.read_text(encoding="utf-8")
        if source.strip() and not ast.get_docstring(ast.parse(source)):
            silent.append(str(path.relative_to(ROOT)))
    assert not silent


def test_the_readmes_begin_with_the_two_commands() -> None:
    for name in ("README.md", "README.ja.md"):
        head = (ROOT / name).read_text(encoding="utf-8").splitlines()[:8]
        assert {"make demo", "make test"} <= {line.strip().partition("  ")[0] for line in head}, name


def test_every_target_in_the_readmes_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    for name in ("README.md", "README.ja.md", "CONTRIBUTING.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert set(re.findall(r"\bmake ([a-z]+)\b(?! sure)", text)) <= targets, name


def test_the_licence_is_whole() -> None:
    text = (ROOT / "LICENSE").read_text(encoding="utf-8")
    assert "Apache License" in text and "END OF TERMS AND CONDITIONS" in text
    assert project()["license"] == "Apache-2.0"


@pytest.mark.parametrize("name", ["README.md", "README.ja.md", "CONTRIBUTING.md"])
def test_every_link_of_a_document_leads_somewhere(name: str) -> None:
    targets = re.findall(r"\]\(([^)#:]+)\)", (ROOT / name).read_text(encoding="utf-8"))
    assert not [target for target in targets if not (ROOT / target).exists()]
