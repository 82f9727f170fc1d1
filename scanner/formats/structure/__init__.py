"""Tables in text that nobody calls tables: delimited lines, forms one below the other, key=value and JSON in logs.

A block's lines go two ways. Lines that are alike, many of them close together, become rows of columns, judged as a
whole a hundred times faster than word by word. All others, and rows with a cell unlike the rest of its column, stay
text, at their own line numbers. Every line goes one way only.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterator
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from recognizers.types import Hints
from scanner.formats.structure.cards import Cards
from scanner.formats.structure.fixed import Transfers
from scanner.formats.structure.found import LEAST, Block, Found
from scanner.formats.structure.pairs import Pairs
from scanner.formats.structure.rows import Rows
from scanner.model import Column, Passage

# Here lines in step are code or settings.
_NO_TABLES = re.compile(
    r"\.(?:pyi?|js|ts|java|c|h|cpp|cs|go|rs|rb|php|pl|vim|sh|bat|ps1|tex|ya?ml|toml|ini|cfg|conf|s?css)\Z", re.I
)
_MOST_TABLES = 50  # of one file; what has more layouts is no table


class Structure:
    """Of one file, block by block."""

    def __init__(self, hints: Hints) -> None:
        self._hints = hints
        self._tables: dict[Hashable, int] = {}
        self._finders = () if _NO_TABLES.search(hints.name) else (Transfers(), Pairs(), Cards(), Rows())

    def split(self, text: str, line: int) -> Iterator[Passage | Column]:
        """The columns found in a block that begins at a line, and what is left of it as text."""
        if not self._finders or (not self._tables and text.count("\n") < LEAST - 1):
            if text.strip():
                yield Passage(text, hints=self._hints, line=line)
            return
        block = Block(text)
        for finder in self._finders:
            if np.count_nonzero(block.free) < (1 if self._tables else LEAST):
                break
            for found in finder.find(block):
                if found.layout in self._tables or len(self._tables) < _MOST_TABLES:
                    table = self._tables.setdefault(found.layout, len(self._tables) + 1)
                    block.take(found.taken)
                    yield from self._columns(found, table, line)
        if rest := block.rest():
            yield Passage(rest, hints=self._hints, line=line)

    def _columns(self, found: Found, table: int, line: int) -> Iterator[Column]:
        filled = [place for place, values in enumerate(found.values) if pc.max(pc.binary_length(values)).as_py()]
        siblings = tuple(found.names[place] for place in filled[:200])
        for place in filled:
            name = found.names[place]
            hints = replace(self._hints, header=name, siblings=siblings)
            lines = pa.array(found.lines[place] + line, pa.int64())
            yield Column(name, found.values[place], hints=hints, lines=lines, table=table)
