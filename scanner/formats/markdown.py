"""Markdown: tables as tables, all else as text at its lines. Tables: https://github.github.com/gfm/#tables-extension-"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from recognizers.types import Hints
from scanner.budget import Budget
from scanner.formats import text
from scanner.formats.encoding import Decoder, text_blocks
from scanner.formats.grid import grid_segments
from scanner.model import Passage, Segment

_RULE = re.compile(r"\s{0,3}\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*\Z")
_BAR = re.compile(r"(?<!\\)\|")
_ROWS = 10_000  # of one table held; a longer one goes on as another


def read(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    decoder = Decoder(stream.read(64 << 10))
    stream.seek(0)
    hints, tables = Hints(name=name), 0
    first, lines = 1, list[str]()
    rows: list[list[str]] = []
    number = 0
    for block in text_blocks(stream, decoder):
        budget.tick()
        for line in block.removesuffix("\n").split("\n"):
            number += 1
            if rows and "|" in line and len(rows) < _ROWS:
                rows.append(_cells(line))
                continue
            if rows:
                tables += 1
                yield from grid_segments(rows, f"table {tables}", hints, budget)
                rows, first = [], number
            if lines and "|" in lines[-1] and "|" in line and _RULE.match(line):
                head = lines.pop()
                yield from _text(lines, first, hints)
                rows, lines = [_cells(head)], []
                continue
            lines.append(line)
        if not rows:
            held = [lines.pop()] if lines and "|" in lines[-1] else []  # perhaps the head of a table
            yield from _text(lines, first, hints)
            lines, first = held, number + 1 - len(held)
    if rows:
        yield from grid_segments(rows, f"table {tables + 1}", hints, budget)
    yield from _text(lines, first, hints)
    yield from text.lost(decoder)


def _cells(line: str) -> list[str]:
    return [cell.strip().replace("\\|", "|") for cell in _BAR.split(line.strip().removeprefix("|").removesuffix("|"))]


def _text(lines: list[str], first: int, hints: Hints) -> Iterator[Passage]:
    whole = "\n".join(lines)
    if whole.strip():
        yield Passage(whole + "\n", hints=hints, line=first)
