"""Characters in pictures: one seam for all engines. See docs/ocr.md.

A picture that is not read is a Problem that says why and what to do, never clean.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from recognizers.types import Hints
from scanner.budget import Budget
from scanner.formats.ocr.words import Engine, Failed
from scanner.lazy import Lazy
from scanner.model import Passage, Problem, Reason, Segment, Stage

if TYPE_CHECKING:
    from PIL.Image import Image

__all__ = ["ENGINES", "Failed", "beyond", "engine", "is_beyond", "read", "why_not"]

# In order of preference. Each `build` gives None where what it needs is not installed.
ENGINES = {
    "tesseract": Lazy("scanner.formats.ocr.tesseract:build"),
    "rapidocr": Lazy("scanner.formats.ocr.rapid:build", extra="ocr"),
}

NO_ENGINE = "no OCR here: apt-get install tesseract-ocr tesseract-ocr-jpn, or pip install 'daicho[ocr]'"
BEYOND = "beyond the pages for OCR (limits.ocr_pages)"
_PAGE_SECONDS = 60.0
_LEAST_SECONDS = 5.0


@cache
def engine() -> Engine | None:
    """The first that is installed, built once a process."""
    for entry in ENGINES.values():
        built: Engine | None = entry.load()()
        if built is not None:
            return built
    return None


def why_not(budget: Budget) -> str:
    """Why pictures of this item are not read; "" where they are."""
    return budget.pictures.why_not or ("" if engine() is not None else NO_ENGINE)


def read(picture: Image, part: str, hints: Hints, budget: Budget, at: str = "") -> Segment | None:
    """The text of a picture, or why there is none. None for a picture in which nothing is written."""
    from scanner.formats.ocr import page

    reader = engine()
    if detail := why_not(budget):
        return _unread(part, detail)
    seconds = min(_PAGE_SECONDS, budget.left() / 2)
    if seconds < _LEAST_SECONDS:
        return _unread(part, "no time left for OCR")
    if not budget.pictures.take():
        return _unread(part, BEYOND)
    assert reader is not None
    try:
        told = page.read(picture, reader, seconds)
    except Failed as exc:
        return _unread(part, str(exc))
    if not told.text.strip():
        return None
    return Passage(told.text, part, at, hints=hints, line=1, sure=told.sure)


def is_beyond(segment: Segment) -> bool:
    """Whether a page was not read because others had been."""
    return isinstance(segment, Problem) and segment.detail == BEYOND


def beyond(pages: int, budget: Budget) -> Problem:
    """The row for all pages of a document that came after the last that could be read."""
    return _unread("", f"{pages} pages beyond the {budget.pictures.most} for OCR were not read (limits.ocr_pages)")


def _unread(part: str, detail: str) -> Problem:
    return Problem(Stage.READ, Reason.NO_TEXT_LAYER, part, detail)
