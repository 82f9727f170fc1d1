"""PDF: the text layer page by page, what lies on the pages beside it, and what the file says as a whole."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, BinaryIO

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from recognizers.types import Hints
from scanner.budget import Budget
from scanner.formats import ocr, pdf_fonts, pdf_pictures
from scanner.formats.pdf_marks import clean, read_marks
from scanner.formats.pdf_whole import has_end, read_whole
from scanner.model import Passage, Problem, Reason, Segment, Stage
from scanner.problems import Unreadable

Shown = Callable[[Any, int], AbstractContextManager[Any]]  # a page and its number → the page as it is seen

# Three lines or more of one character each, the first two kanji or kana: numbers of rows stand like that too.
_COLUMN = re.compile(r"(?m)^(?:[^\W\d_A-Za-z]\n){2}(?:\S\n)*\S(?:\n|\Z)")

logging.getLogger("pypdfium2").setLevel(logging.ERROR)  # its warnings, of loops in outlines, are for programmers


def read(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    hints = Hints(name=name)
    opened = _open(stream, None) or budget.passwords.unlock(partial(_open, stream))
    if opened is None:
        raise Unreadable(Reason.ENCRYPTED)
    document, shown = opened.document, partial(_as_seen, stream, opened)
    try:
        if document.get_formtype() != raw.FORMTYPE_NONE:
            document.init_forms()
        beyond = 0
        for index in range(len(document)):
            budget.spend(pages=1)
            for segment in _page(document, index, shown, hints, budget):
                if ocr.is_beyond(segment):
                    beyond += 1
                else:
                    yield segment
        if beyond:
            yield ocr.beyond(beyond, budget)
        yield from read_whole(document, stream, hints, budget)
    finally:
        document.close()
    if not has_end(stream):
        yield Problem(Stage.READ, Reason.CORRUPT, detail="no end mark: the file was cut off")


@dataclass(frozen=True, slots=True)
class _Opened:
    """fonts: those of ours that had been given out when it was opened."""

    document: Any
    password: str | None
    fonts: int


def _open(stream: BinaryIO, password: str | None) -> _Opened | None:
    """None where it is locked by another password. Raises `Unreadable`."""
    pdf_fonts.prepare()
    try:
        return _Opened(pdfium.PdfDocument(stream, password), password, pdf_fonts.given())
    except pdfium.PdfiumError as exc:
        if raw.FPDF_GetLastError() in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY) or "assword" in str(exc):
            return None
        raise Unreadable(Reason.CORRUPT, "PdfiumError") from None


@contextmanager
def _as_seen(stream: BinaryIO, opened: _Opened, page: Any, index: int) -> Iterator[Any]:
    """The page in the fonts of the system."""
    if pdf_fonts.given() == opened.fonts:  # it is
        yield page
        return
    with pdf_fonts.as_seen():
        document = pdfium.PdfDocument(stream, opened.password)
        try:
            again = document[index]
            try:
                yield again
            finally:
                again.close()
        finally:
            document.close()


def _page(document: Any, index: int, shown: Shown, hints: Hints, budget: Budget) -> Iterator[Segment]:
    part = f"page {index + 1}"
    try:
        page = document[index]
    except pdfium.PdfiumError:
        yield Problem(Stage.READ, Reason.CORRUPT, part, "PdfiumError")
        return
    try:
        layer = page.get_textpage()
        text = _upright(clean(layer.get_text_range()))
        layer.close()
        mapped = not _unmapped(text)
        if text.strip() and mapped:
            yield Passage(text, part, hints=hints, line=1)
        yield from pdf_pictures.segments(page, text, mapped, partial(shown, page, index), part, hints, budget)
        yield from read_marks(document, page, part, hints, budget)
    except pdfium.PdfiumError:
        yield Problem(Stage.READ, Reason.CORRUPT, part, "PdfiumError")
    finally:
        page.close()


def _unmapped(text: str) -> bool:
    """Fonts without a Unicode map give private-use or control characters: what is seen is not what is stored."""
    letters = [c for c in text[:5000] if not c.isspace()]
    odd = sum("\ue000" <= c <= "\uf8ff" or c < " " or c == "\ufffd" or c >= "\U000f0000" for c in letters)
    return odd > 0.5 * len(letters)


def _upright(text: str) -> str:
    """Vertical writing that was set a character at a time comes as lines of one character: they belong together."""
    return _COLUMN.sub(lambda match: match[0].replace("\n", "") + "\n", text)
