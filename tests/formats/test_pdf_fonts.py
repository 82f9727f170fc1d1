"""Fonts that a PDF names and does not bring along: another stands in while its text is read, none does where it is shown."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Iterator

import numpy as np
import pypdfium2 as pdfium
import pytest
from PIL import ImageFont

from scanner.budget import Budget, Passwords
from scanner.formats import pdf, pdf_fonts, pdf_pictures
from scanner.model import Passage, Segment
from tests import builders

PAGES = ("住所\n大阪市北区梅田1-1 グランメゾン1105号\n室\n電話 06-1234-5678", "二頁目\nABC ｶﾅ　、。\n髙﨑 𠮷田")


def texts(data: bytes, budget: Budget | None = None) -> list[str]:
    segments = pdf.read(io.BytesIO(data), "a.pdf", budget or Budget())
    return [segment.text for segment in segments if isinstance(segment, Passage) and segment.part.startswith("page")]


def test_no_line_is_lost_whatever_fonts_the_machine_has() -> None:
    first, second = texts(builders.pdf(PAGES))
    assert [line.strip() for line in first.splitlines()] == PAGES[0].split("\n")
    assert second.split()[:2] == ["二頁目", "ABC"]


_BY_SYSTEM = """
import sys, pypdfium2
for page in pypdfium2.PdfDocument(sys.stdin.buffer.read()):
    sys.stdout.write(page.get_textpage().get_text_range() + "\\f")
"""


@pytest.mark.parametrize("size", [40, 400, 2_000])
def test_the_text_is_that_of_a_font_of_the_system(size: int) -> None:
    from benchmarks.prose import text as prose

    lines = [line[at : at + 36] for line in prose(size, 5).split("\n") for at in range(0, max(1, len(line)), 36)]
    data = builders.pdf(["\n".join(lines[at : at + 34]) for at in range(0, len(lines), 34)])
    if not _has_ink(data):
        pytest.skip("no Japanese font on this machine")
    told = subprocess.run([sys.executable, "-c", _BY_SYSTEM], input=data, capture_output=True, check=True).stdout
    assert [text.split() for text in texts(data)] == [text.split() for text in told.decode().split("\f")[:-1]]


def _has_ink(data: bytes) -> bool:
    with pdf_fonts.as_seen():
        return _ink(pdfium.PdfDocument(data)[0])


def _ink(page: object) -> bool:
    return bool((np.asarray(pdf_pictures._rendered(page)) < 128).any())


@pytest.mark.parametrize("password", ["", "himitsu"])
def test_a_page_that_is_shown_has_the_fonts_of_the_system(monkeypatch: pytest.MonkeyPatch, password: str) -> None:
    data = builders.pdf(PAGES[:1], password=password)
    locked = pdf._open(io.BytesIO(data), password or None)
    assert locked is not None
    if not _has_ink(builders.pdf(PAGES[:1])):
        pytest.skip("no Japanese font on this machine")
    inked: list[bool] = []

    def segments(page: object, text: str, mapped: bool, shown: pdf_pictures.Shown, *_: object) -> Iterator[Segment]:
        inked.append(_ink(page))
        with shown() as seen:
            inked.append(_ink(seen))
        yield from ()

    monkeypatch.setattr(pdf_pictures, "segments", segments)
    assert len(texts(data, Budget(passwords=Passwords((password,) if password else ())))) == 1
    assert inked == [False, True]
    assert not pdf_fonts._seen


def test_the_font_is_one() -> None:
    """FreeType opens it, every character has the same ink, and nothing is drawn."""
    font = ImageFont.truetype(io.BytesIO(pdf_fonts._file(pdf_fonts._tables())), 100)
    assert {font.getbbox(char) for char in "室aｱ𠮷"} == {(0, 4, 100, 96)}
    assert font.getmask("室山").getbbox() is None
