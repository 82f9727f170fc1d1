"""Pictures. A picture may show anything; without character recognition it must never look clean."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from scanner.budget import Budget
from scanner.model import Problem, Reason, Segment, Stage

NO_OCR = "OCR is not part of this version"


def read(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    yield Problem(Stage.READ, Reason.NO_TEXT_LAYER, detail=NO_OCR)
