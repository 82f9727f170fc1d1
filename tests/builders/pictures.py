"""Pictures with text in them, drawn by Pillow with a free font. All people and numbers are invented."""

from __future__ import annotations

import io
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageDraw, ImageFont

_FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/opentype/ipafont-gothic/ipag.ttf",
)


@cache
def font_file() -> str:
    for path in _FONTS:
        if Path(path).exists():
            return path
    pytest.skip("needs a Japanese font: make services")


def written(lines: Sequence[str], size: tuple[int, int] = (1200, 700), points: int = 40) -> Image.Image:
    """Lines of text, black on white, from the top."""
    picture = Image.new("L", size, 255)
    draw, font = ImageDraw.Draw(picture), ImageFont.truetype(font_file(), points)
    for number, line in enumerate(lines):
        draw.text((40, 40 + number * round(points * 2)), line, font=font, fill=0)
    return picture


def downwards(lines: Sequence[str], size: tuple[int, int] = (700, 1000), points: int = 44) -> Image.Image:
    """The same in columns from right to left."""
    picture = Image.new("L", size, 255)
    draw, font = ImageDraw.Draw(picture), ImageFont.truetype(font_file(), points)
    for number, line in enumerate(lines):
        for place, char in enumerate(line):
            draw.text((size[0] - 80 - number * points * 2, 40 + place * (points + 4)), char, font=font, fill=0)
    return picture


def saved(picture: Image.Image, format: str = "PNG", **how: Any) -> bytes:
    buffer = io.BytesIO()
    picture.save(buffer, format, **how)
    return buffer.getvalue()


def fax(pages: Sequence[Image.Image]) -> bytes:
    """A TIFF of several pages, as fax machines store them."""
    first, *rest = [page.convert("1") for page in pages]
    return saved(first, "TIFF", compression="group4", save_all=True, append_images=rest)


def pdf(pages: Sequence[Image.Image | str]) -> bytes:
    """A page for each: a scan that fills it, or text."""
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842), invariant=1)
    for page in pages:
        if isinstance(page, str):
            canvas.drawString(72, 700, page)
        else:
            height = 595 * page.height / page.width
            canvas.drawImage(ImageReader(page), 0, 842 - height, 595, height)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()
