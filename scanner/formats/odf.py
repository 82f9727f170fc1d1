"""OpenDocument texts, presentations and drawings: body and pages, tables, headers and footers, notes, comments,
changes, frames, forms, diagrams, properties."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, BinaryIO

from recognizers.types import Hints
from scanner.budget import Budget
from scanner.formats.flow import joined
from scanner.formats.odf_text import DRAW, OFFICE, STYLE, SVG, TEXT, XLINK, Changes, Story
from scanner.formats.ooxml import Package
from scanner.formats.trouble import guarded
from scanner.model import Passage, Reason, Segment
from scanner.problems import Unreadable

_FORM = "{urn:oasis:names:tc:opendocument:xmlns:form:1.0}"
_PRESENTATION = "{urn:oasis:names:tc:opendocument:xmlns:presentation:1.0}"
_META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_ENCRYPTED = "{urn:oasis:names:tc:opendocument:xmlns:manifest:1.0}encryption-data"
_MATH = "{http://www.w3.org/1998/Math/MathML}math"
_DULL = frozenset(
    "generator creation-date date editing-cycles editing-duration print-date document-statistic template".split()
)
# Text that stands in attributes: of forms, of fields that are not shown.
_ATTRIBUTES = (
    *(f"{_FORM}{name}" for name in ("value", "current-value", "label", "title")),
    *(f"{TEXT}{name}" for name in ("string-value", "string-value-if-true", "string-value-if-false")),
    f"{OFFICE}string-value",
)


def read(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    yield from read_with(stream, name, budget, _content)


def read_with(
    stream: BinaryIO, name: str, budget: Budget, content: Callable[[Package, str, Hints, Budget], Iterator[Segment]]
) -> Iterator[Segment]:
    """content: reads the main part; all else is alike in OpenDocument files."""
    package = Package(stream, budget)
    if (
        "META-INF/manifest.xml" in package
        and next(package.xml("META-INF/manifest.xml").iter(_ENCRYPTED), None) is not None
    ):
        raise Unreadable(Reason.ENCRYPTED)
    hints = Hints(name=name)
    yield from guarded(content(package, "content.xml", hints, budget), "")
    yield from guarded(_styles(package, hints, budget), "styles")
    yield from guarded(_properties(package, hints), "properties")
    yield from _objects(package, hints, budget)
    yield from package.problems()


def _content(package: Package, part: str, hints: Hints, budget: Budget, place: str = "") -> Iterator[Segment]:
    root = package.xml(part)
    if root.tag == _MATH:
        return
    changes = Changes(root)
    pages = list(root.iter(f"{DRAW}page"))
    for number, page in enumerate(pages, start=1):
        budget.spend(pages=1)
        where = f"slide {number}"
        notes = list(page.iter(f"{_PRESENTATION}notes"))
        for note in notes:
            if (above := note.getparent()) is not None:
                above.remove(note)
        yield from _story(page, "", replace(hints, sheet=where), budget, changes, where)
        for note in notes:
            yield from _story(note, "notes", replace(hints, sheet=where), budget, changes, where)
    if not pages:
        yield from _story(root, place, hints, budget, changes)
        yield from joined(changes.authors(), "change author", replace(hints, header="author"))
    else:
        decls = root.iter(*(f"{_PRESENTATION}{kind}-decl" for kind in ("header", "footer", "date-time")))
        yield from joined((node.text or "" for node in decls), "header or footer", hints)


def _story(root: Any, place: str, hints: Hints, budget: Budget, changes: Changes, part: str = "") -> Iterator[Segment]:
    """The text below `root` and what stands beside it: notes, comments, forms, links, descriptions."""
    yield from Story(place, hints, budget, changes, part).read(root)
    described = ("".join(node.itertext()) for node in root.iter(f"{SVG}title", f"{SVG}desc"))
    yield from joined(described, "description", hints, part)
    fields = root.iter(
        f"{_FORM}*", *(f"{TEXT}{name}" for name in ("hidden-text", "conditional-text", "user-field-decl"))
    )
    yield from joined((node.get(name, "") for node in fields for name in _ATTRIBUTES), "field", hints, part)
    authors = (node.findtext(f"{_DC}creator", "") for node in root.iter(f"{OFFICE}annotation"))
    yield from joined(authors, "comment author", replace(hints, header="author"), part)
    targets = (node.get(f"{XLINK}href", "") for node in root.iter(f"{TEXT}a", f"{DRAW}a"))
    for address in dict.fromkeys(targets):
        if address and not address.startswith("#"):
            yield Passage(address, part, "link", hints=hints)


def _styles(package: Package, hints: Hints, budget: Budget) -> Iterator[Segment]:
    """Headers and footers of a text; what is written on the masters of a presentation."""
    if "styles.xml" not in package:
        return
    for number, master in enumerate(package.xml("styles.xml").iter(f"{STYLE}master-page"), start=1):
        budget.spend(pages=1)
        for node in list(master):
            kind = str(node.tag).rpartition("}")[2].partition("-")[0]
            if kind in ("header", "footer"):
                yield from _story(node, kind, hints, budget, Changes(node))
            elif node.tag.startswith((DRAW, _PRESENTATION)) and not _prompt(node):
                yield from _story(node, f"master {number}", hints, budget, Changes(node))


def _prompt(shape: Any) -> bool:
    """A placeholder of a master: its words are shown on no slide."""
    kind = shape.get(f"{_PRESENTATION}class", "")
    return shape.get(f"{_PRESENTATION}placeholder") == "true" or kind not in ("", "header", "footer", "date-time")


def _properties(package: Package, hints: Hints) -> Iterator[Segment]:
    if "meta.xml" not in package:
        return
    for node in package.xml("meta.xml").iter("*"):
        label = node.tag.rpartition("}")[2]
        if not len(node) and label not in _DULL and (text := (node.text or "").strip()):
            header = node.get(f"{_META}name", label)
            yield Passage(text, at=f"property {label}", hints=Hints(header=header, name=hints.name))


def _objects(package: Package, hints: Hints, budget: Budget) -> Iterator[Segment]:
    """Charts, tables and documents embedded in this one: folders of their own, or OLE objects."""
    for part in package.everything():
        folder, base = posixpath.split(part)
        if base == "content.xml" and folder:
            budget.spend(members=1)
            yield from guarded(_content(package, part, hints, budget, "object"), "object")
        elif not folder and base.startswith("Object "):
            yield from package.object(part)
