"""PowerPoint slides from their XML: text, tables, notes, comments, diagrams."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, BinaryIO

from recognizers.types import Hints
from scanner.budget import Budget, OverBudget
from scanner.formats.grid import grid_segments
from scanner.formats.ooxml import Package
from scanner.formats.trouble import problem
from scanner.model import Passage, Segment

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_REL_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def read(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    package = Package(stream, budget)
    hints = Hints(name=name)
    for number, part in enumerate(_slides(package), start=1):
        budget.spend(pages=1)
        place = f"slide {number}"
        try:
            yield from _slide(package, part, place, replace(hints, sheet=place), budget)
        except (OverBudget, MemoryError):
            raise
        except Exception as exc:  # one damaged slide does not cost the others
            yield problem(exc, place)
    for part in package.names("ppt/"):
        if part.startswith("ppt/commentAuthors"):
            for author in package.xml(part).iter(f"{_P}cmAuthor"):
                yield Passage(author.get("name", ""), at="comment author", hints=replace(hints, header="author"))
    yield from package.properties(hints)
    yield from package.problems()


def _slides(package: Package) -> list[str]:
    """Slides in the order shown; where the list is damaged, in the order of their numbers."""
    found = package.names("ppt/slides/")
    try:
        relations = package.relations("ppt/presentation.xml")
        ids = [node.get(_REL_ID, "") for node in package.xml("ppt/presentation.xml").iter(f"{_P}sldId")]
        listed = [relations[i] for i in ids if relations.get(i, "") in package]
    except Exception:
        return found
    return listed + [part for part in found if part not in listed]


def _slide(package: Package, part: str, place: str, hints: Hints, budget: Budget) -> Iterator[Segment]:
    root = package.xml(part)
    tables = list(root.iter(f"{_A}tbl"))
    inside = {p for table in tables for p in table.iter(f"{_A}p")}
    lines = [text for p in root.iter(f"{_A}p") if p not in inside and (text := _text(p)).strip()]
    if lines:
        yield Passage("\n".join(lines), place, hints=hints)
    for number, table in enumerate(tables, start=1):
        rows = [[_cell(cell) for cell in row.iter(f"{_A}tc")] for row in table.iter(f"{_A}tr")]
        yield from grid_segments(rows, f"table {number}", hints, budget, place)
    for target in package.relations(part).values():
        kind = next((label for folder, label in _BESIDE if folder in target), "")
        if kind and target in package:
            other = package.xml(target)
            texts = [text for p in other.iter(f"{_A}p") if (text := _text(p)).strip()]
            texts += [node.text for node in other.iter(f"{_P}text") if node.text]  # comments of older versions
            if texts:
                yield Passage("\n".join(texts), place, kind, hints=hints)
    for address in package.external(part):
        yield Passage(address, place, "link", hints=hints)


_BESIDE = (("notesSlides/", "notes"), ("comments/", "comment"), ("diagrams/data", "diagram"), ("charts/chart", "chart"))


def _cell(cell: Any) -> str:
    return "\n".join(text for p in cell.iter(f"{_A}p") if (text := _text(p)).strip())


def _text(paragraph: Any) -> str:
    out = []
    for node in paragraph.iter(f"{_A}t", f"{_A}br", f"{_A}tab"):
        out.append({f"{_A}br": "\n", f"{_A}tab": "\t"}.get(node.tag) or node.text or "")
    return "".join(out)
