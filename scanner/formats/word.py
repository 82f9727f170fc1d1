"""Word documents from their XML: body in reading order, tables, headers, footers, notes, comments, text boxes,
deleted text under change tracking, properties."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from recognizers.types import Hints
from scanner.budget import Budget, OverBudget
from scanner.formats.grid import grid_segments
from scanner.formats.ooxml import Package
from scanner.formats.trouble import problem
from scanner.model import Passage, Segment

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
_BODY = "word/document.xml"
_CHUNK = 2000

# Other parts with text, and what a reader calls them.
_PARTS = (
    ("word/header", "header"),
    ("word/footer", "footer"),
    ("word/footnotes", "footnote"),
    ("word/endnotes", "endnote"),
    ("word/comments", "comment"),
    ("word/glossary/document", "building block"),
)


def read(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    package = Package(stream, budget)
    hints = Hints(name=name)
    body = next((n for n in package.relations("").values() if n.lower().endswith("document.xml")), _BODY)
    parts = [(body, "")]
    for part in [*package.names("word/"), *package.names("word/glossary/")]:
        place = next((label for prefix, label in _PARTS if part.startswith(prefix)), "")
        if place:
            parts.append((part, place))
    for part, place in parts:
        try:
            yield from _Story(place, hints, budget).read(package.xml(part))
            for address in package.external(part):
                yield Passage(address, at="link", hints=hints)
        except (OverBudget, MemoryError):
            raise
        except Exception as exc:  # one damaged part does not cost the others
            yield problem(exc, place)
    yield from package.properties(hints)
    yield from package.problems()


class _Story:
    """One stream of paragraphs and tables. `place` is where it stands, "" for the body."""

    def __init__(self, place: str, hints: Hints, budget: Budget) -> None:
        self._place = place
        self._hints = hints
        self._budget = budget
        self._lines: list[str] = []
        self._size = 0
        self._first = 0
        self._paragraph = 0
        self._tables = 0

    def read(self, root: Any) -> Iterator[Segment]:
        if root.tag.startswith(_STRICT):
            for node in root.iter():  # the ISO edition of the format differs in its namespace only
                if isinstance(node.tag, str) and node.tag.startswith(_STRICT):
                    node.tag = _W + node.tag[len(_STRICT) :]
        yield from self._blocks(root)
        yield from self._flush()
        boxes = [box for box in root.iter(f"{_W}txbxContent") if not _in_fallback(box)]
        for box in boxes:
            inner = _Story("text box" if not self._place else f"{self._place}, text box", self._hints, self._budget)
            yield from inner._blocks(box)
            yield from inner._flush()

    def _blocks(self, root: Any) -> Iterator[Segment]:
        """Paragraphs and outermost tables below `root`; wrappers (content controls, changes) are looked through."""
        stack = [iter(root)]
        while stack:
            node = next(stack[-1], None)
            if node is None:
                stack.pop()
            elif node.tag == f"{_W}p":
                self._paragraph += 1
                self._budget.tick()
                self._add(paragraph_text(node))
                if self._size > _CHUNK:
                    yield from self._flush()
            elif node.tag == f"{_W}tbl":
                yield from self._flush()
                self._tables += 1
                place = ", ".join(filter(None, (self._place, f"table {self._tables}")))
                yield from grid_segments(_rows(node), place, self._hints, self._budget)
            elif node.tag != f"{_W}sectPr":
                stack.append(iter(node))

    def _add(self, line: str) -> None:
        if line.strip():
            self._first = self._first or self._paragraph
            self._lines.append(line)
            self._size += len(line)

    def _flush(self) -> Iterator[Segment]:
        if self._lines:
            at = self._place or f"paragraph {self._first}"
            yield Passage("\n".join(self._lines), at=at, hints=self._hints)
        self._lines, self._size, self._first = [], 0, 0


def paragraph_text(paragraph: Any) -> str:
    """Text of a paragraph without that of its text boxes; ruby follows its base in brackets."""
    out: list[str] = []
    stack = [iter(paragraph)]
    while stack:
        node = next(stack[-1], None)
        if node is None:
            stack.pop()
            continue
        tag = node.tag[len(_W) :] if isinstance(node.tag, str) and node.tag.startswith(_W) else ""
        if tag in ("t", "delText"):
            out.append(node.text or "")
        elif tag in ("tab", "ptab"):
            out.append("\t")
        elif tag in ("br", "cr"):
            out.append("\n")
        elif tag == "noBreakHyphen":
            out.append("-")
        elif tag == "ruby":
            base, reading = (node.find(f"{_W}{name}") for name in ("rubyBase", "rt"))
            out.append(paragraph_text(base) if base is not None else "")
            out.append(f"({paragraph_text(reading)})" if reading is not None else "")
        elif tag not in ("txbxContent", "pPr", "rPr", "instrText") and not str(node.tag).endswith("}Fallback"):
            stack.append(iter(node))
    return "".join(out)


def _rows(table: Any) -> list[list[str]]:
    """Cells of a table; a merged cell fills its first place and leaves the others blank."""
    rows = []
    for row in table.iter(f"{_W}tr"):
        if _table_of(row) is not table:
            continue  # a table inside a cell: its text is in that cell
        cells: list[str] = []
        for cell in row.iter(f"{_W}tc"):
            if _row_of(cell) is not row:
                continue
            lines = [paragraph_text(p) for p in cell.iter(f"{_W}p") if not _in_fallback(p)]
            cells.append("\n".join(line for line in lines if line.strip()))
            span = cell.find(f"{_W}tcPr/{_W}gridSpan")
            width = span.get(f"{_W}val", "1") if span is not None else "1"
            cells.extend([""] * (min(int(width), 200) - 1 if width.isdigit() else 0))
        rows.append(cells)
    return rows


def _table_of(node: Any) -> Any:
    return next(node.iterancestors(f"{_W}tbl"), None)


def _row_of(node: Any) -> Any:
    return next(node.iterancestors(f"{_W}tr"), None)


def _in_fallback(node: Any) -> bool:
    """Text boxes are written twice, the second time for old versions of Word."""
    return any(str(above.tag).endswith("}Fallback") for above in node.iterancestors())
