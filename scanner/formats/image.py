"""Pictures: what is written in them, page by page, by OCR; what cameras and programs wrote beside; see docs/ocr.md.

A picture may show anything. Where its characters are not read, it is a Problem and never clean.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import BinaryIO

from PIL import AvifImagePlugin, Image, ImageOps, TiffImagePlugin, UnidentifiedImageError, WebPImagePlugin

from recognizers.types import Hints
from scanner.budget import Budget
from scanner.formats import exif, ocr
from scanner.formats.ocr.page import MOST_POINTS, too_small
from scanner.model import Problem, Reason, Segment, Stage

# Named one by one: Pillow starts Ghostscript for EPS, and has readers for games that nobody has looked at for years.
# Plug-ins that Pillow does not load by itself are imported, or else it would load all there are.
_MORE = (TiffImagePlugin, WebPImagePlugin, AvifImagePlugin)
FORMATS = ("PNG", "JPEG", "GIF", "BMP", *("TIFF", "WEBP", "AVIF"))
_PAGED = ("TIFF",)  # in other formats further frames are an animation
NO_HEIF = "HEIC: no library of a fitting licence reads it; save it as JPEG"
_HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1")


def read(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    hints = Hints(name=name)
    head = stream.read(12)
    stream.seek(0)
    if head[4:8] == b"ftyp" and head[8:] in _HEIF_BRANDS:
        yield Problem(Stage.READ, Reason.NO_TEXT_LAYER, detail=NO_HEIF)
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of bombs, which are judged here; and of broken metadata, with words of it
        try:
            picture = Image.open(stream, formats=FORMATS)
        except Image.DecompressionBombError:
            yield Problem(Stage.READ, Reason.NO_TEXT_LAYER, detail=_LARGE)
            return
        except UnidentifiedImageError:
            yield Problem(Stage.READ, Reason.CORRUPT, detail="UnidentifiedImageError")
            return
        with picture:
            yield from _pages(picture, hints, budget)
            picture.seek(0)
            yield from exif.segments(picture, hints, budget)


_LARGE = f"more than {MOST_POINTS // 1_000_000} million points"


def _pages(picture: Image.Image, hints: Hints, budget: Budget) -> Iterator[Segment]:
    paged, number, beyond = picture.format in _PAGED, 0, 0
    while True:
        part = f"page {number + 1}" if number or (paged and _has_another(picture)) else ""
        budget.spend(pages=1)
        for segment in _page(picture, part, hints, budget):
            if paged and ocr.is_beyond(segment):
                beyond += 1
            else:
                yield segment
        number += 1
        try:
            if not paged:
                break
            picture.seek(number)
        except EOFError:
            break
    if beyond:
        yield ocr.beyond(beyond, budget)


def _page(picture: Image.Image, part: str, hints: Hints, budget: Budget) -> Iterator[Segment]:
    width, height = picture.size
    if width * height > MOST_POINTS:
        yield Problem(Stage.READ, Reason.NO_TEXT_LAYER, part, _LARGE)
        return
    if detail := ocr.why_not(budget):
        if not (budget.depth and too_small(width, height)):  # icons of web pages and mails
            yield Problem(Stage.READ, Reason.NO_TEXT_LAYER, part, detail)
        return
    if too_small(width, height):
        return
    try:
        picture.load()
    except OSError:
        yield Problem(Stage.READ, Reason.CORRUPT, part, "the picture is cut off")
        return
    segment = ocr.read(ImageOps.exif_transpose(picture), part, hints, budget)
    if segment is not None:
        yield segment


def _has_another(picture: Image.Image) -> bool:
    try:
        picture.seek(1)
        return True
    except EOFError:
        return False
    finally:
        picture.seek(0)
