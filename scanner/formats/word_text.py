"""Paragraphs and tables of WordprocessingML: one stream of text, in reading order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from recognizers.types import Hints
from scanner.budget import Budget
from scanner.formats.fields import ruby
from scanner.formats.flow import Flow
from scanner.model import Segment

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_GONE, _NEW = frozenset(("del", "moveFrom")), frozenset(("ins", "moveTo"))
_ASIDE = frozenset(("txbxContent", "pPr", "rPr", "rubyPr"))  # text boxes are read as a story of their own
_PLAIN = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


class Story:
    """One stream of paragraphs and tables. `place` is where it stands, "" for the body."""

    def __init__(self, place: str, hints: Hints, budget: Budget) -> None:
        self._flow = Flow(place, hints, budget)

    def read(self, root: Any) -> Iterator[Segment]:
        yield from self._blocks(root)
        flow = self._flow
        place = f"{flow.place}, text box" if flow.place else "text box"
        for box in root.iter(f"{W}txbxContent"):
            if not _in_fallback(box):
                yield from Story(place, flow.hints, flow.budget)._blocks(box)

    def _blocks(self, root: Any) -> Iterator[Segment]:
        """Paragraphs and tables below `root`; wrappers (content controls, changes) are looked through."""
        stack = [iter(root)]
        while stack:
            node = next(stack[-1], None)
            if node is None:
                stack.pop()
            elif node.tag == f"{W}p":
                yield from self._flow.paragraph(*readings(node))
            elif node.tag == f"{W}tbl":
                inner: list[Any] = []  # tables that stand in its cells
                yield from self._flow.table(_rows(node, inner, self._flow.budget))
                stack.append(iter(inner))
            elif node.tag != f"{W}sectPr" and not str(node.tag).endswith("}Fallback"):
                stack.append(iter(node))
        yield from self._flow.end()


def readings(paragraph: Any) -> list[str]:
    """A paragraph as it is now; where words were put in place of others under change tracking, as it was as well.

    A number whose last digits were replaced would be in neither of them if old and new digits stood side by side.
    """
    changes = {node.tag[len(W) :] for node in paragraph.iter(*(f"{W}{name}" for name in _GONE | _NEW))}
    if changes & _GONE and changes & _NEW:
        return [paragraph_text(paragraph, _GONE), paragraph_text(paragraph, _NEW)]
    return [paragraph_text(paragraph)]


def paragraph_text(paragraph: Any, without: frozenset[str] = frozenset()) -> str:
    """Text of a paragraph without that of its text boxes; ruby follows its base in brackets."""
    out: list[str] = []
    code: list[str] = []
    stack = [iter(paragraph)]
    while stack:
        node = next(stack[-1], None)
        if node is None:
            stack.pop()
            continue
        tag = node.tag[len(W) :] if isinstance(node.tag, str) and node.tag.startswith(W) else ""
        if tag in ("t", "delText") or node.tag == _MATH:
            out.append(node.text or "")
        elif tag in _PLAIN:
            out.append(_PLAIN[tag])
        elif tag == "instrText":
            code.append(node.text or "")
        elif tag == "fldChar":
            out.append(ruby("".join(code)))
            code.clear()
        elif tag == "ruby":
            base, reading = (node.find(f"{W}{name}") for name in ("rubyBase", "rt"))
            out.append(paragraph_text(base, without) if base is not None else "")
            out.append(f"({paragraph_text(reading, without)})" if reading is not None else "")
        elif tag not in _ASIDE and tag not in without and not str(node.tag).endswith("}Fallback"):
            stack.append(iter(node))
    return "".join(out)


def _rows(table: Any, inner: list[Any], budget: Budget) -> list[list[str]]:
    """Cells of a table; a merged cell fills its first place and leaves the others blank."""
    rows: list[list[str]] = []
    for row, cell in _cells(table):
        budget.tick()
        if row is not None:
            rows.append([])
        if cell is None:
            continue
        found: list[str] = []
        for node in _outermost(cell):
            if node.tag == f"{W}tbl":
                inner.append(node)
            else:
                found += [line for line in readings(node) if line.strip()]
        rows[-1].append("\n".join(found))
        span = cell.find(f"{W}tcPr/{W}gridSpan")
        width = span.get(f"{W}val", "1") if span is not None else "1"
        rows[-1].extend([""] * (min(int(width), 200) - 1 if width.isdigit() and len(width) < 9 else 0))
    return rows


def _cells(table: Any) -> Iterator[tuple[Any, Any]]:
    """(row, None) where a row begins, (None, cell) for each of its cells; wrappers are looked through."""
    stack = [iter(table)]
    inside = False
    while stack:
        node = next(stack[-1], None)
        if node is None:
            stack.pop()
        elif node.tag == f"{W}tr":
            inside = True
            yield node, None
            stack.append(iter(node))
        elif node.tag == f"{W}tc":
            if not inside:
                yield node, None
                inside = True
            yield None, node
        elif node.tag != f"{W}tbl":
            stack.append(iter(node))


def _outermost(cell: Any) -> Iterator[Any]:
    """Paragraphs and tables of a cell, not those of its tables and text boxes."""
    stack = [iter(cell)]
    while stack:
        node = next(stack[-1], None)
        if node is None:
            stack.pop()
        elif node.tag in (f"{W}p", f"{W}tbl"):
            yield node
        elif not str(node.tag).endswith("}Fallback"):
            stack.append(iter(node))


def _in_fallback(node: Any) -> bool:
    """Text boxes are written twice, the second time for old versions of Word."""
    return any(str(above.tag).endswith("}Fallback") for above in node.iterancestors())
