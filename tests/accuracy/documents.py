"""Document classes of the labelled documents and tables: ``python -m tests.accuracy.documents``.

Each is read as a file of its own, a text or a CSV, with a name that says nothing. Errors are printed for the part
that was looked at while the rules were written; of the held-out part there are figures alone.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from recognizers import Engine
from scanner import formats
from scanner.budget import Budget
from scanner.config import Plan
from scanner.model import ItemResult
from scanner.redact import Key
from scanner.worker import inspect
from tests.accuracy import texts

PATH = Path(__file__).resolve().parent / "documents" / "documents.jsonl"


@dataclass
class Outcome:
    """tp, fp, fn: class → count; a blank form is a class of its own (application:blank). errors: (id, wanted, found)."""

    tp: Counter[str] = field(default_factory=Counter)
    fp: Counter[str] = field(default_factory=Counter)
    fn: Counter[str] = field(default_factory=Counter)
    errors: list[tuple[str, str, str]] = field(default_factory=list)

    def f1(self) -> float:
        tp, fp, fn = self.tp.total(), self.fp.total(), self.fn.total()
        return 2 * tp / max(1, 2 * tp + fp + fn)

    def rows(self) -> Iterator[tuple[str, int, int, int]]:
        """(class, tp, fp, fn), ALL last."""
        for name in sorted(self.tp | self.fp | self.fn):
            yield name, self.tp[name], self.fp[name], self.fn[name]
        yield "ALL", self.tp.total(), self.fp.total(), self.fn.total()


def read(held_out: bool = False) -> list[dict[str, Any]]:
    return [row for row in texts.read(PATH) if row["held_out"] == held_out]


def classes(engine: Engine, row: dict[str, Any]) -> tuple[str, ...]:
    return look(engine, row).document_class


def look(engine: Engine, row: dict[str, Any]) -> ItemResult:
    """What a scan says of a text or a table; the file is named after nothing in it."""
    if "table" in row:
        written = io.StringIO()
        csv.writer(written).writerows(row["table"])
        name, content = "data.csv", written.getvalue()
    else:
        name, content = "data.txt", row["text"]
    raw = content.encode()
    segments = formats.read(io.BytesIO(raw), name, Budget(packed=len(raw)))
    return inspect(segments, engine, Plan(("-",)), Key(b"k" * 32))


def score(engine: Engine, rows: Iterable[dict[str, Any]]) -> Outcome:
    outcome = Outcome()
    for row in rows:
        wanted = {row["class"]} - {None}
        found = set(classes(engine, row))
        outcome.tp.update(wanted & found)
        outcome.fp.update(found - wanted)
        outcome.fn.update(wanted - found)
        if wanted != found:
            outcome.errors.append((row["id"], ", ".join(wanted) or "none", ", ".join(sorted(found)) or "none"))
    return outcome


def report(engine: Engine) -> Iterator[str]:
    """Markdown for docs/accuracy.md."""
    yield "## Document classes"
    yield ""
    yield "Invented documents and tables, each read as a file; tests/accuracy/documents says how they came to be."
    yield ""
    for name, held_out in (("looked at", False), ("held out", True)):
        rows = read(held_out)
        outcome = score(engine, rows)
        right = len(rows) - len(outcome.errors)
        low, high = texts.wilson(right, len(rows))
        yield f"### {name}: {right} of {len(rows)} right ({right / len(rows):.3f}, 95 % {low:.2f}–{high:.2f})"
        yield ""
        yield from texts.HEAD
        yield from (texts.line(*figures) for figures in outcome.rows())
        yield ""
        if not held_out:
            yield from (f"- {ident}: should be {wanted}, is {found}" for ident, wanted, found in outcome.errors)
            yield ""


def main() -> None:
    for line in report(Engine()):
        print(line)


if __name__ == "__main__":
    main()
