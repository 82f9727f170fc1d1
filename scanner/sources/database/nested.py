"""JSON and XML in a column: a column for each key path, its values in the rows they belong to.

Objects in arrays inside a value are rows of a table of their own, as in a file of JSON. Values that are neither stay in
the column as they are.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import pyarrow as pa
from lxml import etree

from recognizers.types import Hints
from scanner.formats.jsons import Sink
from scanner.model import Column, Segment

Cells = dict[str, list[str]]

_PATHS = 500  # of one column; what has more is told without its paths
_ELEMENTS = 20_000  # of one value
_JSON_KINDS = frozenset(("json", "jsonb", "variant", "object", "super", "struct", "map"))


def kind_of(kind: str, values: Sequence[str | None]) -> str:
    """json, xml, or "" where most values are neither. kind: the type of the column."""
    filled = [text for value in values[:200] if value and (text := value.lstrip())]
    if not filled:
        return ""
    for name, begins, reads in (("json", ("{", "["), _parsed), ("xml", ("<",), _element)):
        some = [text for text in filled if text.startswith(begins)]
        told = name in kind.lower() or (name == "json" and kind.lower() in _JSON_KINDS)
        if (told and some) or (2 * len(some) > len(filled) and sum(reads(text) is not None for text in some[:20]) > 0):
            return name
    return ""


class Paths:
    """Of one column, batch by batch."""

    def __init__(self, field: str, kind: str, table: int, hints: Hints) -> None:
        """table: number of the first table for objects in arrays; see `Column.table`."""
        self._field, self._kind, self._number, self._hints = field, kind, table, hints
        self._sink = Sink(hints)
        self._known: dict[str, None] = {}
        self._rows = 0

    def take(self, values: Sequence[str | None], siblings: tuple[str, ...]) -> Iterator[Segment]:
        cells: list[Mapping[str, list[str]]] = []
        for value in values:
            row, later = self._cells(value) if value else ({}, [])
            cells.append(row)
            for place, child in later:
                yield from self._inner(self._sink.record(child, place))
        for known in cells:
            for path in known:
                if path not in self._known and len(self._known) < _PATHS:
                    self._known[path] = None
                    if self._rows:  # as long as the table is
                        yield self._column(path, pa.nulls(self._rows, pa.string()), 1, siblings)
        for path in self._known:
            found = [("\n".join(row[path]) if path in row else None) for row in cells]
            yield self._column(path, pa.array(found, pa.string()), self._rows + 1, siblings)
        if len(self._known) >= _PATHS:
            rest = ["\n".join(_line(path, row[path]) for path in row if path not in self._known) for row in cells]
            yield self._column(self._field, pa.array(rest, pa.string()), self._rows + 1, siblings)
        self._rows += len(values)

    def rest(self) -> Iterator[Segment]:
        yield from self._inner(self._sink.flush())

    def _column(self, path: str, values: pa.Array, row: int, siblings: tuple[str, ...]) -> Column:
        # A value that is no object stands under the column's own name, and so under its own header.
        header = self._hints.header if path == self._field else path
        return Column(path, values, row=row, hints=replace(self._hints, header=header, siblings=siblings))

    def _inner(self, segments: Iterator[Segment]) -> Iterator[Segment]:
        for segment in segments:
            yield replace(segment, table=self._number) if isinstance(segment, Column) else segment

    def _cells(self, value: str) -> tuple[Cells, list[tuple[str, dict[str, Any]]]]:
        if self._kind == "json":
            found = _parsed(value)
            if isinstance(found, dict | list):
                return self._sink.flat(found, self._field)
        elif (element := _element(value)) is not None:
            return _texts(element, self._field), []
        return {self._field: [value]}, []


def _parsed(text: str) -> Any:
    """None for what is no JSON, or too deep."""
    try:
        return json.loads(text, parse_float=str, parse_int=str)
    except (ValueError, RecursionError):
        return None


def _element(text: str) -> Any:
    """None for what is no XML, or brings entities of its own."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False, load_dtd=False)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
        return root if root.getroottree().docinfo.internalDTD is None else None
    except (etree.XMLSyntaxError, ValueError):
        return None


def _texts(root: Any, field: str) -> Cells:
    found: Cells = {}
    for number, node in enumerate(root.iter()):
        if number >= _ELEMENTS:
            found.setdefault(field, []).append(" ".join(root.itertext()))
            break
        if not isinstance(node.tag, str):
            continue
        above = [_tag(one) for one in node.iterancestors()][::-1]
        path = ".".join([field, *above[1:], *([_tag(node)] if above else [])])[:400]
        for name, text in [("", node.text or ""), *((f".{_tag_of(key)}", value) for key, value in node.attrib.items())]:
            if text.strip():
                found.setdefault(path + name, []).append(text.strip())
        if node.tail and node.tail.strip():
            found.setdefault(field, []).append(node.tail.strip())
    return found


def _tag(node: Any) -> str:
    return _tag_of(node.tag) if isinstance(node.tag, str) else "?"


def _tag_of(name: Any) -> str:
    return str(name).rpartition("}")[2]


def _line(path: str, values: Sequence[str]) -> str:
    return f"{path}: {', '.join(values)}"
