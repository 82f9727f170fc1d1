"""What the tests of suppression share: a share with a switchboard in it, and the command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from scanner import inventory, suppress
from scanner.cli import cli
from scanner.signed import append
from scanner.suppress import Suppression

PHONE, OTHER = "03-1234-5678", "090-8765-4321"
TODAY = date(2026, 11, 23)


def at(monkeypatch: pytest.MonkeyPatch, day: date) -> None:
    for module in (suppress, inventory):
        monkeypatch.setattr(module, "today", lambda: day)


def write(file: Path, entries: Sequence[Suppression]) -> None:
    file.unlink(missing_ok=True)
    for one in entries:
        append(file, {key: value for key, value in asdict(one).items() if value})


def run(*arguments: str, stdin: str = "") -> tuple[int, str]:
    result = CliRunner().invoke(cli, list(arguments), input=stdin)
    return result.exit_code, result.output


def add(file: Path, value: str, *more: str, expires: str = "2027-03-31") -> tuple[int, str]:
    flags = ("--entity", "PHONE_NUMBER", "--reason", "代表電話", "--approver", "総務部長", "--expires", expires)
    return run("suppress", "add", str(file), *flags, *more, stdin=value)


def scan(share: Path, out: Path, *more: str) -> tuple[int, str]:
    return run("scan", str(share), "--out", str(out), "--executor", "inline", "--lang", "ja", *more)


def phones(out: Path) -> dict[str, int]:
    """Hits of phone numbers by file."""
    rows = inventory.open(out).table("fields").to_pylist()
    return {r["uri"].partition("/share/")[2]: r["hits"] for r in rows if r["entity"] == "PHONE_NUMBER"}


def fields(out: Path, entity: str) -> list[tuple[int, int]]:
    """(hits, distinct) in the fields that hold a type."""
    rows = inventory.open(out).table("fields").to_pylist()
    return [(row["hits"], row["distinct"]) for row in rows if row["entity"] == entity]
