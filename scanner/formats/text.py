"""Plain text, logs, source code: blocks of lines, with the number of the first."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from recognizers.types import Hints
from scanner.budget import Budget
from scanner.formats.encoding import Decoder, text_blocks
from scanner.model import Passage, Problem, Reason, Segment, Stage


def read(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    decoder = Decoder(stream.read(64 << 10))
    stream.seek(0)
    hints, line = Hints(name=name), 1
    for text in text_blocks(stream, decoder):
        budget.tick()
        if text.strip():
            yield Passage(text, hints=hints, line=line)
        line += text.count("\n")
    yield from lost(decoder)


def lost(decoder: Decoder) -> Iterator[Problem]:
    """The problem that says some characters could not be decoded, where there were any."""
    if decoder.lost:
        yield Problem(Stage.READ, Reason.UNDECODABLE, detail=f"{decoder.lost} characters")
