"""Workbooks whose parts are binary (.xlsb): cells through calamine, what stands beside them from the records."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO

from recognizers.types import Hints
from scanner.budget import Budget
from scanner.formats import drawing
from scanner.formats.biff12 import SST_ITEM, beside_cells, phonetic, records
from scanner.formats.excel import cells_of, guarded
from scanner.formats.flow import joined
from scanner.formats.ooxml import Package
from scanner.model import Segment

# Folder or name of a part → what a reader calls what it holds. Styles and the order of calculation say nothing.
_PLACES = (
    ("xl/comments", "comment"),
    ("xl/pivotcache/", "pivot cache"),
    ("xl/externallinks/", "external link"),
    ("xl/workbook.bin", "defined name"),
    ("xl/worksheets/", "beside cells"),
    ("xl/chartsheets/", "beside cells"),
    ("xl/connections.bin", "connection"),
    ("xl/querytables/", "connection"),
    ("xl/persons/", "persons"),
    ("xl/threadedcomments/", "comment"),
)


def read(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    package = Package(stream, budget)
    hints = Hints(name=name)
    yield from cells_of(package, hints, budget)
    for part in package.everything():
        base = posixpath.splitext(posixpath.basename(part))[0]
        place = next((place for start, place in _PLACES if part.lower().startswith(start)), "")
        yield from guarded(_part(package, part, base, place, hints, budget), base)
    yield from guarded(package.properties(hints), "")
    yield from guarded(package.data(hints, budget), "")
    yield from package.embedded("xl/embeddings/")
    yield from guarded(package.macros(hints), "macros")
    yield from package.problems()


def _part(package: Package, part: str, base: str, place: str, hints: Hints, budget: Budget) -> Iterator[Segment]:
    lower = part.lower()
    if lower == "xl/sharedstrings.bin":
        items = (item for kind, item in records(package.bytes(part), budget) if kind == SST_ITEM)
        yield from joined(map(phonetic, items), "phonetic guide", hints)
    elif place and lower.endswith(".bin"):
        for kind, texts in beside_cells(package.bytes(part), budget):
            shown = (text for text in texts if not text.startswith(("rId", "_xlnm")))
            yield from joined(shown, f"{place}, record {kind}", hints, base)
    elif place and lower.endswith(".xml"):
        words = (node.get("displayName") or (node.text or "") for node in package.xml(part).iter("*"))
        yield from joined(words, place, replace(hints, header=place), base)
    elif lower.startswith(("xl/drawings/drawing", "xl/charts/chart", "xl/diagrams/data")) and lower.endswith(".xml"):
        root = package.xml(part)
        found = [*drawing.chart_lines(root), *drawing.descriptions(root)]
        yield from joined(iter(found), "chart" if "/charts/" in lower else "text box", hints, base)
    elif lower.endswith(".rels") and "xl/worksheets" in lower:
        owner = posixpath.join(posixpath.dirname(posixpath.dirname(part)), posixpath.basename(part)[:-5])
        yield from joined(iter(package.external(owner)), "link", hints, base)
