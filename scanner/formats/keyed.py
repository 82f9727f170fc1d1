"""Settings: YAML, TOML, INI, properties and .env. Values come with their key as a label, remarks as text.

A key that could itself be somebody's data is not used as a label: its line is read as text.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any, BinaryIO

import yaml

from recognizers.types import Hints
from scanner.budget import Budget
from scanner.formats import text
from scanner.formats.encoding import Decoder, text_blocks
from scanner.formats.jsons import Sink, join, key_name
from scanner.model import Passage, Segment

_LARGE = 8 << 20  # characters; what is larger is no settings, and is read as text
_DEEP = 100
_SECTION = re.compile(r"\[([^\[\]]{1,200})\]\s*\Z")
_PAIR = re.compile(r"(?:export[ \t]+)?([^\s=:#;!\[\]][^=:]{0,200}?)[ \t]*[=:][ \t]*(.*)\Z", re.S)
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|(.))", re.S)
_CONTROL = {"n": "\n", "t": "\t", "r": "\r", "f": "\f"}
_TOML = re.compile(r'"""(?:\\.|[^\\])*?"""' r"|'''.*?'''" r'|"(?:\\.|[^"\\\n])*"' r"|'[^'\n]*'" r"|(#[^\n]*)", re.S)
_REMARK = re.compile(r"(?:^|(?<=\s))#[^\n]*", re.M)


class _NotSo(Exception):
    """The text is not what its name says."""


def read_yaml(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    yield from _read(stream, name, budget, _yaml)


def read_toml(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    yield from _read(stream, name, budget, _toml)


def read_ini(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    yield from _read(stream, name, budget, _ini)


def read_properties(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    yield from _read(stream, name, budget, _properties)


def _read(
    stream: BinaryIO, name: str, budget: Budget, parse: Callable[[str, Hints, Budget], Iterator[Segment]]
) -> Iterator[Segment]:
    decoder = Decoder(stream.read(64 << 10))
    stream.seek(0)
    pieces: list[str] = []
    for block in text_blocks(stream, decoder):
        pieces.append(block)
        if sum(map(len, pieces)) > _LARGE:
            break
    else:
        try:
            found = list(parse("".join(pieces).removeprefix("\ufeff"), Hints(name=name), budget))
            yield from found
            yield from text.lost(decoder)
            return
        except (_NotSo, yaml.YAMLError, tomllib.TOMLDecodeError, RecursionError, ValueError):
            pass
    stream.seek(0)
    yield from text.read(stream, name, budget)


def _yaml(source: str, hints: Hints, budget: Budget) -> Iterator[Segment]:
    """From the parser's events, with a stack of our own: nothing is built twice for an alias, nothing recurses."""
    sink = Sink(hints)
    stack: list[tuple[Any, list[Any]]] = []  # what is open, and for a mapping the key that waits for its value
    spans: list[tuple[int, int]] = []
    for number, event in enumerate(yaml.parse(source, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))):
        if number % 1024 == 0:
            budget.tick()
        value: Any = None
        if isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            stack.append(({} if isinstance(event, yaml.MappingStartEvent) else [], []))
            if len(stack) > _DEEP:
                raise _NotSo
            continue
        if isinstance(event, yaml.ScalarEvent):
            if event.start_mark and event.end_mark:
                spans.append((event.start_mark.index, event.end_mark.index))
            value = event.value
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            value = stack.pop()[0]
        elif not isinstance(event, yaml.AliasEvent):
            continue
        if not stack:
            yield from sink.value(value, "")
            continue
        inside, key = stack[-1]
        if isinstance(inside, list):
            inside.append(value)
        elif not key:
            if isinstance(value, dict | list):  # as a key
                raise _NotSo
            key.append(value or "")
        else:
            name = key.pop()
            while name in inside:
                name += "*"  # twice in one mapping: the later one must not hide the earlier
            inside[name] = value
    yield from sink.flush()
    yield from _remarks(source, ((m.start(), m[0]) for m in _REMARK.finditer(source)), spans, hints)


def _toml(source: str, hints: Hints, budget: Budget) -> Iterator[Segment]:
    sink = Sink(hints)
    yield from sink.value(_as_text(tomllib.loads(source)), "")
    yield from sink.flush()
    remarks = ((m.start(1), m[1]) for m in _TOML.finditer(source) if m[1])
    yield from _remarks(source, remarks, [], hints)


def _as_text(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _as_text(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_as_text(inner) for inner in value]
    return None if isinstance(value, bool) else str(value)


def _remarks(
    source: str, found: Iterator[tuple[int, str]], spans: list[tuple[int, int]], hints: Hints
) -> Iterator[Passage]:
    """What follows "#" outside values. spans: of the values, in order."""
    line, counted, at = 1, 0, 0
    for start, words in found:
        while at < len(spans) and spans[at][1] <= start:
            at += 1
        if at < len(spans) and spans[at][0] <= start:
            continue
        line, counted = line + source.count("\n", counted, start), start
        if words.strip("# \t-="):
            yield Passage(words, hints=hints, line=line)


def _ini(source: str, hints: Hints, budget: Budget) -> Iterator[Segment]:
    section, loose = "", _Loose(hints)
    for line, number in _joined_lines(source, lambda above, below: above.strip() != "" and below[:1] in (" ", "\t")):
        budget.tick()
        if (found := _SECTION.match(line.strip())) and key_name(found[1].strip()) != "*":
            section = found[1].strip()
        elif line.lstrip()[:1] in ("#", ";") or not (pair := _pair(section, line.strip(), hints)):
            loose.add(line, number)
        else:
            yield from loose.flush()
            yield from pair
    yield from loose.flush()


def _properties(source: str, hints: Hints, budget: Budget) -> Iterator[Segment]:
    """Java's escapes are undone; they are how Japanese was written there for years."""
    loose = _Loose(hints)
    for line, number in _joined_lines(source, lambda above, _: len(above) - len(above.rstrip("\\")) & 1 == 1):
        budget.tick()
        plain = line.strip()
        if "\\" in plain:
            plain = re.sub(r"\\\n\s*", "", plain)
            plain = _ESCAPE.sub(lambda m: chr(int(m[1], 16)) if m[1] else _CONTROL.get(m[2], m[2]), plain)
            plain = plain.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        if plain[:1] in ("#", "!") or not (pair := _pair("", plain, hints)):
            loose.add(plain, number)
        else:
            yield from loose.flush()
            yield from pair
    yield from loose.flush()


def _joined_lines(source: str, goes_on: Callable[[str, str], bool]) -> Iterator[tuple[str, int]]:
    """(lines, number of the first): a line with those that go on with it."""
    pieces: list[str] = []
    first = 1
    for number, line in enumerate(source.split("\n"), start=1):
        if pieces and goes_on(pieces[-1], line) and len(pieces) < 1000:
            pieces.append(line)
            continue
        if pieces:
            yield "\n".join(pieces), first
        pieces, first = [line], number
    yield "\n".join(pieces), first


def _pair(section: str, line: str, hints: Hints) -> list[Segment]:
    """A key with its value, [] where the line is no such pair."""
    found = _PAIR.match(line)
    if found is None or key_name(found[1]) == "*":
        return []
    value = found[2].strip()
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        value = value[1:-1]
    path = join(section, found[1])
    return [Passage(value, at=path, hints=replace(hints, header=path))]


class _Loose:
    """Lines between pairs, read together as text."""

    def __init__(self, hints: Hints) -> None:
        self._hints, self._lines, self._first = hints, list[str](), 0

    def add(self, line: str, number: int) -> None:
        if self._lines or line.strip():
            self._first = self._first if self._lines else number
            self._lines.append(line)

    def flush(self) -> Iterator[Segment]:
        if any(line.strip("# ;!\t-=\n") for line in self._lines):
            yield Passage("\n".join(self._lines), hints=self._hints, line=self._first)
        self._lines = []
