"""XML: elements that repeat become rows, their leaves and attributes columns; other text is read element by element."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, BinaryIO, cast

from lxml import etree

from recognizers.types import Hints
from scanner.budget import Budget
from scanner.formats import text, web
from scanner.formats.encoding import Decoder, text_blocks
from scanner.formats.records import Records
from scanner.model import Passage, Segment

_PROLOG = re.compile(r"^\s*<\?xml[^>]*\?>")
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]{0,2000}>")
_LONG = 200  # longer values are prose: read as such, not as cells
_REPEATS = 3


def read(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    try:
        record = _record_path(stream, budget)
        yield from _read(stream, name, record, budget)
    except etree.XMLSyntaxError:  # broken XML is still text
        stream.seek(0)
        yield from text.read(stream, name, budget)


def _events(stream: BinaryIO, decoder: Decoder, budget: Budget) -> Iterator[tuple[str, Any]]:
    source = cast(Any, _Utf8(text_blocks(stream, decoder)))
    parser: Any = etree.iterparse(
        source,
        events=("start", "end", "comment"),
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=True,
    )
    for number, event in enumerate(parser):
        if number % 4096 == 0:
            budget.tick()
        yield event


class _Utf8:
    """The decoded blocks as UTF-8, without the declaration of the encoding they had."""

    def __init__(self, blocks: Iterator[str]) -> None:
        self._blocks = blocks
        self._first = True
        self._rest = b""

    def read(self, size: int = -1) -> bytes:
        while not self._rest:
            block = next(self._blocks, None)
            if block is None:
                return b""
            if self._first:
                # Keep the line count: the declaration goes, its line stays.
                block, self._first = _PROLOG.sub("", block.lstrip("\ufeff"), count=1).lstrip(), False
            self._rest = _unprintable(block).encode("utf-8", "replace")
        out, self._rest = self._rest[:size], self._rest[size:]
        return out


def _unprintable(block: str) -> str:
    """Control characters are not well-formed XML and stop the parser; feeds have them all the same."""
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", " ", block)


def _decoder(stream: BinaryIO) -> Decoder:
    stream.seek(0)
    decoder = Decoder(stream.read(64 << 10))
    stream.seek(0)
    return decoder


def _record_path(stream: BinaryIO, budget: Budget) -> str:
    """The outermost path that repeats and has elements inside: the record of an export, the item of a feed."""
    counts: Counter[str] = Counter()
    inner: set[str] = set()
    path: list[str] = []
    for event, node in _events(stream, _decoder(stream), budget):
        if event == "start":
            if path:
                inner.add("/".join(path[:6]))
            path.append(_tag(node))
            if len(path) <= 6:
                counts["/".join(path)] += 1
        elif event == "end":
            path.pop()
            _forget(node)
    repeated = [p for p, count in counts.items() if count >= _REPEATS and p in inner]
    return min(repeated, key=lambda p: (p.count("/"), -counts[p]), default="")


def _read(stream: BinaryIO, name: str, record: str, budget: Budget) -> Iterator[Segment]:
    hints = Hints(name=name)
    records = Records(hints)
    decoder = _decoder(stream)
    path: list[str] = []
    row: dict[str, str] | None = None
    for event, node in _events(stream, decoder, budget):
        if event == "comment":
            if node.text and node.text.strip():
                yield Passage(node.text.strip(), at="comment", hints=hints)
            continue
        if event == "start":
            path.append(_tag(node))
            if row is None and record and len(path) == record.count("/") + 1 and "/".join(path) == record:
                row = {}
            continue
        inside = path[record.count("/") + 1 :] if row is not None else path[-1:]
        for key, value in _values(node):
            field = "/".join([*inside, key] if key else inside) or path[-1]
            if row is not None and len(value) <= _LONG:
                row[field] = f"{row[field]}\n{value}" if field in row else value
            else:
                yield Passage(value, at=field, hints=replace(hints, header=field))
        if row is not None and "/".join(path) == record:
            yield from records.add(row)
            row = None
        path.pop()
        _forget(node)
    yield from records.flush()
    yield from text.lost(decoder)


def _values(node: etree._Element) -> Iterator[tuple[str, str]]:
    """Own text and attributes of an element, and the text after its children (mixed content)."""
    for key, value in node.attrib.items():
        name = "@" + str(key).rpartition("}")[2]
        if str(value).strip():
            yield name, str(value).strip()
    pieces = [node.text or "", *(child.tail or "" for child in node)]
    inner = " ".join(piece for piece in pieces if piece.strip()).strip()
    if inner := (web.plain_text(inner) if _MARKUP.search(inner) else inner):
        yield "", inner


def _tag(node: etree._Element) -> str:
    return node.tag.rpartition("}")[2] if isinstance(node.tag, str) else "?"


def _forget(node: Any) -> None:
    """Free what is done: the element's insides and its older siblings, whose tails the parent keeps as its text."""
    node.clear(keep_tail=True)
    parent = node.getparent()
    if parent is not None:
        while (first := parent[0]) is not node:
            if (first.tail or "").strip():
                parent.text = f"{parent.text or ''} {first.tail}"
            del parent[0]
