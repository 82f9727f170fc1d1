"""SQL dumps: the rows of INSERT and of PostgreSQL's COPY as columns, all else (definitions, remarks) as text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from recognizers.types import Hints
from scanner.budget import Budget
from scanner.formats.encoding import Decoder, text_blocks
from scanner.formats.tables import Row, Table, names_for
from scanner.formats.text import lost
from scanner.model import Column, Passage, Segment

_NAME = r"""(?:[`"\[]?[^\s`"\[\](),;.]{1,128}[`"\]]?\s*\.\s*){0,3}[`"\[]?([^\s`"\[\](),;.]{1,128})[`"\]]?"""
_START = re.compile(
    rf"""(?ix)(?:^|(?<=;))[ \t]*(?:
    (?:INSERT|REPLACE)\s+(?:IGNORE\s+|OR\s+\w+\s+)?(?:INTO\s+)?{_NAME}\s*(?:\(([^()]{{1,60000}})\)\s*)?
      (?:OVERRIDING\s+\w+\s+VALUE\s+)?VALUES?\s*(?=\()
    |COPY\s+{_NAME}\s*(?:\(([^()]{{1,60000}})\)\s*)?FROM\s+stdin[^;\n]*;[ \t]*\n
    )""",
    re.M,
)
_BEGUN = re.compile(r"(?im)^[ \t]*(?:INSERT|REPLACE|COPY)\b")
_CREATED = re.compile(rf"(?is)CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?{_NAME}\s*\(")
_FIELD = re.compile(r"""[`"\[]([^`"\]]{1,128})[`"\]]|([^\s,()`"\[\]]{1,128})""")
_NO_FIELD = frozenset("primary key unique constraint index foreign check fulltext spatial like exclude period".split())
# A value and what follows it. MySQL escapes with backslashes; elsewhere only strings that begin with E do.
_PLAIN, _ESCAPED = (
    re.compile(
        rf"""(?xs)\s*(?:(?:[NnBbXxUu]&?|_\w{{1,20}}\s*)?'({quoted})'|[Ee]'((?:[^'\\]|''|\\.)*+)'|([^,()']*+(?:\([^()']*+\))?[^,()']*+))
        (?:::[\w .\[\]]+)?\s*([,)])"""
    )
    for quoted in (r"[^']*+(?:''[^']*+)*+", r"(?:[^'\\]|''|\\.)*+")
)
_NEXT = re.compile(r"\s*(,?)\s*(?=\()")
_BACKSLASH = re.compile(r"\\(.)", re.S)
_CONTROL = {"n": "\n", "t": "\t", "r": "\r", "0": "", "b": "\b", "Z": ""}
_MYSQL = re.compile(r"(?i)`|\bmysql|\bmariadb")
_LARGEST = 16 << 20  # characters of one row
_LONGEST_HEAD = 70_000  # of a statement, before its rows
_FAILURES = 20  # statements without an end to their rows, after which the rest is read as text
_TABLES = 2_000


def read(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    decoder = Decoder(stream.read(64 << 10))
    stream.seek(0)
    yield from _Dump(text_blocks(stream, decoder), Hints(name=name), budget).read()
    yield from lost(decoder)


class _Dump:
    """Text goes through a buffer; reading stands at `_at`, which is in line `_line`."""

    def __init__(self, blocks: Iterator[str], hints: Hints, budget: Budget) -> None:
        self._blocks, self._hints, self._budget = blocks, hints, budget
        self._buffer, self._at = next(blocks, ""), 0
        self._value = _ESCAPED if _MYSQL.search(self._buffer[:65536]) else _PLAIN
        self._line = 1
        self._failures = 0
        self._created: dict[str, list[str]] = {}
        self._tables: dict[str, Table] = {}
        self._current = ""

    def read(self) -> Iterator[Segment]:
        while self._at < len(self._buffer):
            self._budget.tick()
            found = _START.search(self._buffer, self._at) if self._failures < _FAILURES else None
            if found is None:
                yield from self._text(self._begun())
                if not self._more():
                    yield from self._text(len(self._buffer))
                continue
            yield from self._text(found.start())
            self._go(found.end())
            insert = found[1] is not None
            table = found[1] if insert else found[3]
            fields = _fields(found[2] if insert else found[4]) or self._created.get(table.lower(), [])
            rows = self._inserted() if insert else self._copied()
            yield from self._rows(table, fields, rows)
        yield from self._flush()

    def _begun(self) -> int:
        """Where a statement may begin that the end of the buffer cuts; else that end."""
        tail = max(self._at, len(self._buffer) - _LONGEST_HEAD)
        tail = max(tail, self._buffer.rfind(";", tail) + 1)
        found = _BEGUN.search(self._buffer, tail) if self._failures < _FAILURES else None
        return found.start() if found else len(self._buffer)

    def _text(self, end: int) -> Iterator[Passage]:
        text = self._buffer[self._at : end]
        for match in _CREATED.finditer(text):
            if len(self._created) < _TABLES:
                self._created[match[1].lower()] = _created_fields(text[match.end() : match.end() + _LONGEST_HEAD])
        if text.strip(" \t\r\n;"):
            rest = text.lstrip(" \t\n;")
            line = self._line + text.count("\n", 0, len(text) - len(rest))
            yield Passage(rest, hints=self._hints, line=line)
        self._go(end)

    def _go(self, at: int) -> None:
        self._line += self._buffer.count("\n", self._at, at)
        self._at = at

    def _more(self) -> bool:
        block = next(self._blocks, "")
        if block:
            self._buffer, self._at = self._buffer[self._at :] + block, 0
        return block != ""

    def _inserted(self) -> Iterator[Row]:
        """Rows in brackets, up to the end of the statement. What is no row ends it, and is read as text."""
        while True:
            row, end = self._row(self._at)
            while row is None and len(self._buffer) - self._at < _LARGEST and self._more():
                row, end = self._row(self._at)
            if row is None:
                self._failures += 1
                return
            yield row
            self._go(end)
            while len(self._buffer) - self._at < 1000 and self._more():
                pass
            found = _NEXT.match(self._buffer, self._at)
            if found is None or not found[1]:
                return
            self._go(found.end())

    def _row(self, at: int) -> tuple[list[str | None] | None, int]:
        cells: list[str | None] = []
        place = at + 1
        while found := self._value.match(self._buffer, place):
            quoted, escaped, plain, end = found.groups()
            cells.append(self._cell(quoted, escaped, plain))
            place = found.end()
            if end == ")":
                return cells, place
        return None, at

    def _cell(self, quoted: str | None, escaped: str | None, plain: str | None) -> str | None:
        if plain is not None:
            text = plain.strip().strip('"')
            return None if text.upper() in ("NULL", "DEFAULT", "") else text
        text = (escaped if quoted is None else quoted or "") or ""
        if escaped is not None or self._value is _ESCAPED:
            text = _BACKSLASH.sub(lambda match: _CONTROL.get(match[1], match[1]), text)
        return text.replace("''", "'")

    def _copied(self) -> Iterator[Row]:
        """Lines up to "\\.", cells between tabs."""
        while True:
            while (end := self._buffer.find("\n", self._at)) >= 0:
                line = self._buffer[self._at : end]
                self._go(end + 1)
                if line == "\\.":
                    return
                yield _copied_cells(line)
            if not self._more():
                if self._at < len(self._buffer):
                    yield _copied_cells(self._buffer[self._at :])
                self._go(len(self._buffer))
                return

    def _rows(self, name: str, fields: list[str], rows: Iterator[Row]) -> Iterator[Column]:
        if name != self._current:
            yield from self._flush()
        self._current = name
        for row in rows:
            self._budget.spend(cells=len(row))
            if name not in self._tables:
                if len(self._tables) >= _TABLES:
                    self._tables.clear()
                hints = Hints(name=self._hints.name, sheet=name)
                self._tables[name] = Table(fields or names_for(len(row)), name, hints)
            yield from self._tables[name].add(row)

    def _flush(self) -> Iterator[Column]:
        if self._current in self._tables:
            yield from self._tables[self._current].flush()


def _copied_cells(line: str) -> Row:
    cells: Row = [None if cell == "\\N" else cell for cell in line.split("\t")]
    if "\\" not in line:
        return cells
    return [cell and _BACKSLASH.sub(lambda match: _CONTROL.get(match[1], match[1]), cell) for cell in cells]


def _fields(listed: str | None) -> list[str]:
    return [match[1] or match[2] for match in _FIELD.finditer(listed or "")]


def _created_fields(text: str) -> list[str]:
    """Names of the columns in the brackets behind CREATE TABLE."""
    fields: list[str] = []
    depth, start = 0, True
    for match in re.finditer(
        r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|[`\"\[][^`\"\]]*[`\"\]]|[^\s,()'`\"]+|[(),]", text, re.S
    ):
        token = match[0]
        if token.startswith(("--", "/*")):
            continue
        if token == ")":
            if not depth:
                break
            depth -= 1
        elif token == "(":
            depth += 1
        elif token == "," and not depth:
            start = True
            continue
        elif start and not depth:
            if token.lower() not in _NO_FIELD:
                fields.append(token.strip('`"[]'))
            start = False
    return fields
