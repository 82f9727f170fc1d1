"""PowerPoint slides from their XML: text, tables, notes, comments, diagrams, charts, embedded files; hidden slides
like the others, and the layouts and masters behind them."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, BinaryIO

from recognizers.types import Hints
from scanner.budget import Budget
from scanner.formats.drawing import A, chart_lines, descriptions, lines, paragraph_text
from scanner.formats.grid import grid_segments
from scanner.formats.ooxml import Package
from scanner.formats.trouble import guarded
from scanner.model import Passage, Segment

_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_P188 = "{http://schemas.microsoft.com/office/powerpoint/2018/8/main}"  # comments in threads, since 2021
_REL_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
# Folder of a part beside a slide → what a reader calls it.
_BESIDE = (("notesSlides/", "notes"), ("comments/", "comment"), ("diagrams/data", "diagram"), ("charts/chart", "chart"))
_BEHIND = (("slideMasters/", "master"), ("slideLayouts/", "layout"), ("notesMasters/", "notes master"),
           ("handoutMasters/", "handout master"))  # fmt: skip


def read(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    package = Package(stream, budget)
    hints = Hints(name=name)
    for number, part in enumerate(_slides(package), start=1):
        budget.spend(pages=1)
        place = f"slide {number}"
        yield from guarded(_slide(package, part, place, replace(hints, sheet=place), budget), place)
    for folder, place in _BEHIND:
        for part in package.names(f"ppt/{folder}"):
            budget.spend(pages=1)
            yield from guarded(_behind(package, part, place, hints), place)
    yield from guarded(_authors(package, hints), "comment author")
    yield from guarded(package.data(hints, budget), "data")
    yield from guarded(package.macros(hints), "macros")
    yield from package.embedded("ppt/embeddings/")
    yield from package.properties(hints)
    yield from package.problems()


def _slides(package: Package) -> list[str]:
    """Slides in the order shown; where the list is damaged, in the order of their numbers."""
    found = package.names("ppt/slides/")
    try:
        relations = package.relations("ppt/presentation.xml")
        ids = [node.get(_REL_ID, "") for node in package.xml("ppt/presentation.xml").iter(f"{_P}sldId")]
        listed = [relations[i] for i in dict.fromkeys(ids) if relations.get(i, "") in package]
    except Exception:
        return found
    return listed + [part for part in found if part not in listed]


def _slide(package: Package, part: str, place: str, hints: Hints, budget: Budget) -> Iterator[Segment]:
    root = _shown(package.xml(part))
    tables = list(root.iter(f"{A}tbl"))
    inside = {p for table in tables for p in table.iter(f"{A}p")}
    found = [text for p in root.iter(f"{A}p") if p not in inside and (text := paragraph_text(p)).strip()]
    if found:
        yield Passage("\n".join(found), place, hints=hints)
    for number, table in enumerate(tables, start=1):
        rows = [["\n".join(lines(cell)) for cell in row.iter(f"{A}tc")] for row in table.iter(f"{A}tr")]
        yield from grid_segments(rows, f"table {number}", hints, budget, place)
    if described := "\n".join(descriptions(root)):
        yield Passage(described, place, "description", hints=hints)
    for target in package.relations(part).values():
        kind = next((label for folder, label in _BESIDE if folder in target), "")
        if kind and target in package:
            yield from guarded(_beside(package, target, place, kind, hints), place)
    for address in package.external(part):
        yield Passage(address, place, "link", hints=hints)


def _beside(package: Package, part: str, place: str, kind: str, hints: Hints) -> Iterator[Segment]:
    root = package.xml(part)
    texts = chart_lines(root) if kind == "chart" else lines(root)
    texts += [node.text for node in root.iter(f"{_P}text") if node.text]  # comments until 2021
    if texts:
        yield Passage("\n".join(texts), place, kind, hints=hints)
    if kind == "notes":
        for address in package.external(part):
            yield Passage(address, place, "link", hints=hints)


def _behind(package: Package, part: str, place: str, hints: Hints) -> Iterator[Segment]:
    """What is written on a master or layout itself. The prompts in its placeholders are shown on no slide."""
    root = _shown(package.xml(part))
    for shape in list(root.iter(f"{_P}sp")):
        mark = shape.find(f"{_P}nvSpPr/{_P}nvPr/{_P}ph")
        if (
            mark is not None
            and mark.get("type") not in ("ftr", "hdr", "dt")
            and (above := shape.getparent()) is not None
        ):
            above.remove(shape)
    texts = [*lines(root), *descriptions(root)]
    if texts:
        yield Passage("\n".join(texts), at=f"{place} {_number(part)}", hints=hints)
    for address in package.external(part):
        yield Passage(address, at="link", hints=hints)


def _number(part: str) -> str:
    return "".join(c for c in posixpath.basename(part) if c.isdigit())


def _authors(package: Package, hints: Hints) -> Iterator[Segment]:
    for part in package.names("ppt/"):
        if part.startswith(("ppt/commentAuthors", "ppt/authors")):
            for author in package.xml(part).iter(f"{_P}cmAuthor", f"{_P188}author"):
                yield Passage(author.get("name", ""), at="comment author", hints=replace(hints, header="author"))


def _shown(root: Any) -> Any:
    """`root` without what stands twice, for older versions of PowerPoint."""
    for node in list(root.iter(_FALLBACK)):
        if (above := node.getparent()) is not None and len(above) > 1:
            above.remove(node)
    return root
