"""Word documents from their XML: body in reading order, tables, headers, footers, notes, comments, text boxes,
text deleted or put in under change tracking, fields, diagrams, charts, embedded files, properties.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, BinaryIO

from recognizers.types import Hints
from scanner.budget import Budget
from scanner.formats.drawing import chart_lines, descriptions, lines
from scanner.formats.fields import argument
from scanner.formats.flow import joined
from scanner.formats.ooxml import Package
from scanner.formats.trouble import guarded
from scanner.formats.word_text import Story, W
from scanner.model import Passage, Segment

_BODY = "word/document.xml"

# Other parts with text, and what a reader calls them.
_PARTS = (
    ("header", "header"),
    ("footer", "footer"),
    ("footnotes", "footnote"),
    ("endnotes", "endnote"),
    ("comments", "comment"),
    ("glossary/document", "building block"),
)
# What stands in attributes: suggested values of form fields, labels of content controls, variables.
_ATTRIBUTES = {
    "default": "val",
    "listEntry": "val",
    "statusText": "val",
    "helpText": "val",
    "alias": "val",
    "listItem": "displayText",
    "docVar": "val",
    "dataSource": "val",
    "connectString": "val",
    "query": "val",
}


def read(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    package = Package(stream, budget)
    hints = Hints(name=name)
    body = next((n for n in package.relations("").values() if n.lower().endswith("document.xml")), _BODY)
    folder = posixpath.dirname(body) + "/"
    parts = [(body, "")]
    for part in [*package.names(folder), *package.names(f"{folder}glossary/")]:
        place = next((label for prefix, label in _PARTS if part.startswith(folder + prefix)), "")
        if place:
            parts.append((part, place))
    for part, place in parts:
        yield from guarded(_part(package, part, place, hints, budget), place)
    for part in package.names(folder):
        if part.startswith((f"{folder}settings", f"{folder}people")):
            yield from guarded(_aside(package, part, hints), "settings")
    yield from guarded(_pictured(package, folder, hints), "diagram or chart")
    yield from guarded(package.data(hints, budget), "data")
    yield from guarded(package.macros(hints), "macros")
    yield from package.chunks(body)
    yield from package.embedded(f"{folder}embeddings/")
    yield from package.properties(hints)
    yield from package.problems()


def _part(package: Package, part: str, place: str, hints: Hints, budget: Budget) -> Iterator[Segment]:
    root = package.xml(part)
    yield from Story(place, hints, budget).read(root)
    yield from joined(_codes(root), "field", hints)
    yield from joined(_attributes(root), "form field", hints)
    yield from joined(descriptions(root), "description", hints)
    header = "comment author" if place == "comment" else "change author"
    yield from joined(_authors(root), header, replace(hints, header="author"))
    for address in package.external(part):
        yield Passage(address, at="link", hints=hints)


def _aside(package: Package, part: str, hints: Hints) -> Iterator[Segment]:
    """Variables, the source of a mail merge, the template's path; people who took part."""
    root = package.xml(part)
    yield from joined(_attributes(root), "setting", hints)
    yield from joined(_authors(root), "author", replace(hints, header="author"))
    for address in package.external(part):
        yield Passage(address, at="link", hints=hints)


def _pictured(package: Package, folder: str, hints: Hints) -> Iterator[Segment]:
    for part in package.names(f"{folder}diagrams/"):
        if posixpath.basename(part).startswith("data"):  # the drawing beside it holds the same words
            yield from joined(iter(lines(package.xml(part))), "diagram", hints)
    for part in package.names(f"{folder}charts/"):
        if posixpath.basename(part).startswith("chart"):
            yield from joined(iter(chart_lines(package.xml(part))), "chart", hints)
    for part in package.names(f"{folder}drawings/"):  # text boxes drawn on a chart
        yield from joined(iter(lines(package.xml(part))), "chart", hints)


def _codes(root: Any) -> Iterator[str]:
    for field in root.iter(f"{W}fldSimple"):
        yield argument(field.get(f"{W}instr", ""))
    code: list[str] = []
    for node in root.iter(f"{W}instrText", f"{W}delInstrText", f"{W}fldChar"):
        if node.tag == f"{W}fldChar":
            yield argument("".join(code))
            code.clear()
        else:
            code.append(node.text or "")
    yield argument("".join(code))


def _attributes(root: Any) -> Iterator[str]:
    for node in root.iter(*(f"{W}{name}" for name in _ATTRIBUTES)):
        yield node.get(W + _ATTRIBUTES[node.tag[len(W) :]], "")


def _authors(root: Any) -> Iterator[str]:
    yield from map(str, root.xpath("//@*[local-name() = 'author']"))
