"""Plain text, logs, source code: blocks of lines, with the number of the first. Tables in them become columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from recognizers.types import Hints
from scanner.budget import Budget
from scanner.formats.encoding import Decoder, text_blocks
from scanner.formats.structure import Structure
from scanner.model import Passage, Problem, Reason, Segment, Stage


def read(stream: BinaryIO, name: str, budget: Budget, tables: bool = True) -> Iterator[Segment]:
    """tables: whether to look for tables in it."""
    decoder = Decoder(stream.read(64 << 10))
    stream.seek(0)
    hints, line = Hints(name=name), 1
    structure = Structure(hints)
    for text in text_blocks(stream, decoder):
        budget.tick()
        if tables:
            yield from structure.split(text, line)
        elif text.strip():
            yield Passage(text, hints=hints, line=line)
        line += text.count("\n")
    yield from lost(decoder)


def lost(decoder: Decoder) -> Iterator[Problem]:
    """The problem that says some characters could not be decoded, where there were any."""
    if decoder.lost:
        yield Problem(Stage.READ, Reason.UNDECODABLE, detail=f"{decoder.lost} characters")
