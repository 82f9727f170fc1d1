"""HTML: running text in reading order, tables as tables, and what a reader does not see at once (alt, title, meta,
form values, mail links, comments, scripts)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from typing import Any, BinaryIO

from lxml import etree

from recognizers.types import Hints
from scanner.budget import Budget
from scanner.formats import text
from scanner.formats.encoding import decode
from scanner.formats.grid import grid_segments
from scanner.model import Passage, Problem, Reason, Segment, Stage

_CHARSET = re.compile(
    rb"""<meta[^>]{0,200}charset\s*=\s*["']?\s*([\w-]+)|<\?xml[^>]{0,100}encoding=["']([\w-]+)""", re.I
)
_BLOCKS = frozenset(
    """address article aside blockquote body br center dd details dialog div dl dt fieldset figcaption figure footer
    form h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol option p pre section select summary table tbody td tfoot
    th thead title tr ul""".split()
)
_LARGE = 64 << 20  # beyond this the tree would take gigabytes: read as text
_CHUNK = 4000


def read(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    data = stream.read(_LARGE + 1)
    if len(data) > _LARGE:
        stream.seek(0)
        yield from text.read(stream, name, budget)
        return
    found = _CHARSET.search(data[:4096])
    declared = next((group for group in found.groups() if group), b"").decode("ascii") if found else ""
    decoded = decode(data, declared)
    yield from segments(decoded.text, Hints(name=name), budget)
    if decoded.lost:
        yield Problem(Stage.READ, Reason.UNDECODABLE, detail=f"{decoded.lost} characters")


def segments(source: str, hints: Hints, budget: Budget) -> Iterator[Segment]:
    """What a page says, from its decoded source."""
    root, whole = _parse(source)
    if not whole:  # libxml2 drops what lies deeper than 2,048 levels, whatever it is told
        words = unescape(re.sub(r"<[^<>]{0,4000}>", "\n", source))
        yield Passage(re.sub(r"\n{2,}", "\n", words), hints=hints)
        yield Problem(Stage.READ, Reason.TOO_DEEP, detail="tags nested too deep, read without their structure")
        return
    if root is None:
        if source.strip():
            yield Passage(source, hints=hints, line=1)
        return
    yield from _Page(hints, budget).read(root)


def plain_text(source: str) -> str:
    """Only the text of a snippet."""
    root, whole = _parse(source)
    if root is None or not whole:
        return source
    words = [str(t) for t in root.xpath("//text()[not(parent::style)]")]
    return re.sub(r"[ \t]*\n\s*", "\n", "\n".join(word.strip() for word in words if word.strip()))


def _parse(source: str) -> tuple[Any, bool]:
    """(root or None, whether the tree holds the whole page)."""
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=True)
    data = source.replace("\0", "").encode("utf-8", "replace")
    try:
        root = etree.fromstring(data, parser) if data.strip() else None
    except etree.XMLSyntaxError:
        root = None
    cut = any(entry.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for entry in parser.error_log)
    return root, not cut


class _Page:
    def __init__(self, hints: Hints, budget: Budget) -> None:
        self._hints = hints
        self._budget = budget
        self._words: list[str] = []
        self._size = 0
        self._line = 0
        self._tables = 0

    def read(self, root: Any) -> Iterator[Segment]:
        """Walks without recursion: pages nest a thousand deep."""
        walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
        skip_until: Any = None
        for event, node in walk:
            if skip_until is not None:
                if event == "end" and node is skip_until:
                    skip_until = None
                    self._add(node.tail)
                continue
            if event in ("comment", "pi"):
                if (node.text or "").strip():
                    yield Passage(node.text.strip(), at="comment", hints=self._hints)
                self._add(node.tail)
                continue
            tag = node.tag if isinstance(node.tag, str) else ""
            if event == "start":
                yield from self._attributes(node, tag)
                if tag in ("script", "style", "template"):
                    if tag != "style" and (node.text or "").strip():
                        yield Passage(node.text.strip(), at=tag, hints=self._hints)
                    skip_until = node
                    continue
                if tag == "table" and node.find(".//table") is None:
                    yield from self._flush()
                    yield from self._table(node)
                    skip_until = node
                    continue
                if tag in _BLOCKS:
                    self._break()
                    if self._size > _CHUNK:
                        yield from self._flush()
                self._line = self._line or (node.sourceline or 0)
                self._add(node.text)
            else:
                if tag in _BLOCKS:
                    self._break("\t" if tag in ("td", "th", "dt") else "\n")
                self._add(node.tail)
        yield from self._flush()

    def _attributes(self, node: Any, tag: str) -> Iterator[Segment]:
        at = f"line {node.sourceline}" if node.sourceline else tag
        for key in ("title", "alt", "placeholder", "value", "content"):
            value = (node.get(key) or "").strip()
            label = node.get("name") or node.get("property") or "" if tag in ("meta", "input") else ""
            if not value or (key == "content" and not label):
                continue
            yield Passage(value, at=at, hints=replace(self._hints, header=label))
        link = node.get("href") or ""
        if link.lower().startswith(("mailto:", "tel:")):
            yield Passage(link.partition(":")[2], at=at, hints=replace(self._hints, header=link.partition(":")[0]))

    def _table(self, table: Any) -> Iterator[Segment]:
        self._tables += 1
        rows: list[list[str]] = []
        for row in table.iter("tr"):
            cells: list[str] = []
            for cell in row.iterchildren("td", "th"):
                cells.append(_cell_text(cell))
                span = cell.get("colspan") or "1"
                cells.extend([""] * (min(int(span), 200) - 1 if span.isdigit() else 0))
            rows.append(cells)
            for cell in row.iter():
                if isinstance(cell.tag, str):
                    yield from self._attributes(cell, cell.tag)
        outside = " ".join(t.strip() for t in table.xpath("./caption//text()") if t.strip())
        if outside:
            yield Passage(outside, at=f"table {self._tables}", hints=self._hints)
        yield from grid_segments(rows, f"table {self._tables}", self._hints, self._budget)

    def _add(self, words: str | None) -> None:
        if words and (inner := re.sub(r"[ \t\r\n]+", " ", words)) and (inner != " " or self._words):
            self._words.append(inner)
            self._size += len(inner)

    def _break(self, mark: str = "\n") -> None:
        if self._words and self._words[-1] not in ("\n", "\t"):
            self._words.append(mark)

    def _flush(self) -> Iterator[Segment]:
        joined = re.sub(r" *\n[ \n]*", "\n", "".join(self._words)).strip()
        line, self._words, self._size, self._line = self._line, [], 0, 0
        if joined:
            yield Passage(joined, at=f"line {line}" if line else "", hints=self._hints)


def _cell_text(cell: Any) -> str:
    words = cell.xpath(".//text()[not(ancestor::script) and not(ancestor::style)]")
    return " ".join(word.strip() for word in words if word.strip())
