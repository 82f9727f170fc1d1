"""Paragraphs and tables of OpenDocument (ISO/IEC 26300): one stream of text, in reading order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from recognizers.types import Hints
from scanner.budget import Budget
from scanner.formats.flow import Flow
from scanner.model import Segment

_URN = "urn:oasis:names:tc:opendocument:xmlns:"
TEXT, TABLE, DRAW = f"{{{_URN}text:1.0}}", f"{{{_URN}table:1.0}}", f"{{{_URN}drawing:1.0}}"
OFFICE, STYLE, SVG = f"{{{_URN}office:1.0}}", f"{{{_URN}style:1.0}}", f"{{{_URN}svg-compatible:1.0}}"
XLINK = "{http://www.w3.org/1999/xlink}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_PARAGRAPHS = frozenset((f"{TEXT}p", f"{TEXT}h"))
# What stands in a paragraph and is text of its own, and what a reader calls it.
_ASIDE = {f"{OFFICE}annotation": "comment", **dict.fromkeys((f"{DRAW}text-box", f"{DRAW}custom-shape"), "text box")}
_NOTES = {"footnote": "footnote", "endnote": "endnote"}
_SILENT = frozenset((f"{TEXT}tracked-changes", f"{SVG}title", f"{SVG}desc", f"{OFFICE}forms", f"{TEXT}note-citation",
                     f"{TEXT}page-number",
                     f"{_DC}creator", f"{_DC}date"))  # fmt: skip
_FILLED = 256  # repeated cells and spaces beyond this are padding


class Changes:
    """Words deleted or put in under change tracking: id → the deleted words, or None for words put in; with authors."""

    def __init__(self, root: Any) -> None:
        self._found: dict[str, tuple[str | None, str]] = {}
        for region in root.iter(f"{TEXT}changed-region"):
            deletion = region.find(f"{TEXT}deletion")
            words = None
            if deletion is not None:
                words = "\n".join(plain_text(p) for p in deletion.iter(*_PARAGRAPHS))
            author = next((node.text or "" for node in region.iter(f"{_DC}creator")), "")
            self._found[region.get(f"{TEXT}id", "")] = (words, author)

    def authors(self) -> Iterator[str]:
        yield from (author for _, author in self._found.values())

    def words(self, id: str) -> str:
        return self._found.get(id, ("", ""))[0] or ""

    def put_in(self, id: str) -> bool:
        return id in self._found and self._found[id][0] is None


class Story:
    """One stream of paragraphs and tables. `place` is where it stands, "" for the body."""

    def __init__(self, place: str, hints: Hints, budget: Budget, changes: Changes, part: str = "") -> None:
        self._flow = Flow(place, hints, budget, part)
        self._changes = changes
        self._beside: list[tuple[str, Any]] = []
        self._drawn = bool(part) or place.startswith("master")  # of frames only: they are its text

    def read(self, root: Any) -> Iterator[Segment]:
        """What is below `root`, then what stands in its paragraphs as a text of its own."""
        waiting = [(self, root)]
        while waiting:
            story, node = waiting.pop(0)
            yield from story._blocks(node)
            flow = story._flow
            for kind, inner in story._beside:
                place = f"{flow.place}, {kind}" if flow.place and flow.place != kind else kind
                waiting.append((Story(place, flow.hints, flow.budget, self._changes, flow.part), inner))

    def _blocks(self, root: Any) -> Iterator[Segment]:
        stack = [iter(root)]
        while stack:
            node = next(stack[-1], None)
            if node is None:
                stack.pop()
            elif node.tag in _PARAGRAPHS:
                yield from self._flow.paragraph(*self._readings(node))
            elif node.tag == f"{TABLE}table":
                inner: list[Any] = []
                yield from self._flow.table(self._rows(node, inner))
                stack.append(iter(inner))
            elif node.tag in _ASIDE and node is not root and not self._drawn:
                self._beside.append((_ASIDE[node.tag], node))
            elif node.tag == f"{OFFICE}annotation":
                self._beside.append(("comment", node))
            elif node.tag not in _SILENT and isinstance(node.tag, str):
                stack.append(iter(node))
        yield from self._flow.end()

    def _readings(self, paragraph: Any) -> list[str]:
        """A paragraph with what was deleted from it; where words took the place of others, as it is and as it was."""
        now = "".join(_pieces(paragraph, self._beside, None))
        if next(paragraph.iter(f"{TEXT}change"), None) is None:
            return [now]
        before = "".join(_pieces(paragraph, [], self._changes))
        begun = (node.get(f"{TEXT}change-id", "") for node in paragraph.iter(f"{TEXT}change-start"))
        return [now, before] if any(self._changes.put_in(id) for id in begun) else [before]

    def _rows(self, table: Any, inner: list[Any]) -> list[list[str]]:
        """Cells of a table; a merged cell fills its first place and leaves the others blank."""
        rows: list[list[str]] = []
        stack = [iter(table)]
        while stack:
            node = next(stack[-1], None)
            if node is None:
                stack.pop()
            elif node.tag == f"{TABLE}table-row":
                self._flow.budget.tick()
                rows.append([])
                stack.append(iter(node))
            elif node.tag in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
                rows = rows or [[]]
                text = self._cell(node, inner)
                rows[-1].extend([text] * _count(node, f"{TABLE}number-columns-repeated"))
            elif node.tag != f"{TABLE}table" and node.tag not in _SILENT:
                stack.append(iter(node))
        return rows

    def _cell(self, cell: Any, inner: list[Any]) -> str:
        lines: list[str] = []
        stack = [iter(cell)]
        while stack:
            node = next(stack[-1], None)
            if node is None:
                stack.pop()
            elif node.tag in _PARAGRAPHS:
                lines += [line for line in self._readings(node) if line.strip()]
            elif node.tag == f"{TABLE}table":
                inner.append(node)
            elif node.tag in _ASIDE:
                self._beside.append((_ASIDE[node.tag], node))
            elif node.tag not in _SILENT:
                stack.append(iter(node))
        return "\n".join(lines) or cell.get(f"{OFFICE}string-value", "")


def plain_text(node: Any) -> str:
    """All words below `node`, those of its notes and frames among them."""
    return "".join(_pieces(node, None, None))


def _pieces(paragraph: Any, beside: list[tuple[str, Any]] | None, before: Changes | None) -> Iterator[str]:
    """Words of a paragraph. What stands aside goes to `beside`, where there is such a list."""
    stack: list[tuple[Any, bool]] = [(paragraph, False)]
    hidden: set[str] = set()  # ids of words put in since, while `before` is asked for
    while stack:
        node, done = stack.pop()
        if done:
            if node is not paragraph and not hidden:
                yield node.tail or ""
            continue
        stack.append((node, True))
        tag = node.tag
        if not isinstance(tag, str) or tag in _SILENT:
            continue
        if tag == f"{TEXT}note" and beside is not None:
            body = node.find(f"{TEXT}note-body")
            if body is not None:
                beside.append((_NOTES.get(node.get(f"{TEXT}note-class", ""), "footnote"), body))
            continue
        if tag in _ASIDE and beside is not None:
            beside.append((_ASIDE[tag], node))
            continue
        if before is not None:
            id = node.get(f"{TEXT}change-id", "")
            if tag == f"{TEXT}change":
                yield before.words(id)
            elif tag == f"{TEXT}change-start" and before.put_in(id):
                hidden.add(id)
            elif tag == f"{TEXT}change-end":
                hidden.discard(id)
        if tag == f"{TEXT}ruby-text":
            yield f"({''.join(node.itertext())})"
            continue
        yield _SPACES.get(tag, "") * (_count(node, f"{TEXT}c") if tag == f"{TEXT}s" else 1)
        if not hidden:
            yield node.text or ""
        stack.extend((child, False) for child in reversed(node))


_SPACES = {f"{TEXT}s": " ", f"{TEXT}tab": "\t", f"{TEXT}line-break": "\n", f"{TEXT}p": "", f"{TEXT}h": ""}


def _count(node: Any, name: str) -> int:
    value = node.get(name, "1")
    return min(int(value), _FILLED) if value.isdigit() and len(value) < 10 else 1
