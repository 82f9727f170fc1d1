"""A picture as it comes → upright, straight, of a size that engines read well; and which way its lines run."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageFilter, ImageOps

from scanner.formats.ocr.lines import Read, text_of
from scanner.formats.ocr.words import Engine

MOST_POINTS = 100_000_000  # of a picture that is decoded at all: A0 at 200 dpi
_LEAST_SIDE, _LEAST_POINTS = 100, 50_000  # less is an icon, a line, a logo
_LONG_SIDE = (1800, 3600)  # pixels; A4 at 300 dpi has 3508. Smaller pictures are enlarged, threefold at most
_SMALL = 800  # long side of the picture that is measured
_MARGIN = 0.1  # of the long side
_SURELY = 1.5  # of a few words both gaps are much the same; most text runs across
_MOST_SLANT = 5.0  # degrees
_GOOD, _ENOUGH = 0.82, 8  # mean confidence and characters of a reading that needs no second try
_NOISE = 4  # of 255
_LINE = 3  # characters
_FAINT = 0.2  # words below this are stains


def too_small(width: int, height: int) -> bool:
    """Whether it cannot hold a line that anybody could read."""
    return min(width, height) < _LEAST_SIDE or width * height < _LEAST_POINTS


@dataclass(frozen=True, slots=True)
class _Way:
    """turn: degrees against the clock that set the picture upright. vertical: lines run downwards then."""

    turn: int
    vertical: bool


_ACROSS = (_Way(0, False), _Way(180, False), _Way(90, False), _Way(270, False))
_DOWN = (_Way(0, True), _Way(90, False), _Way(270, False), _Way(0, False), _Way(180, True))


def read(picture: Image.Image, engine: Engine, seconds: float) -> Read:
    """What stands in it, by the way of holding it that reads best. Raises `Failed`."""
    ends = time.monotonic() + seconds
    plain = prepared(picture)
    down, slant = measured(plain)
    straight = plain.rotate(slant, Image.Resampling.BICUBIC, expand=True, fillcolor=255) if abs(slant) >= 0.5 else plain
    best, most = Read("", ()), 0.0
    for way in _DOWN if down else _ACROSS:
        left = ends - time.monotonic()
        if best.text and left < 1:
            break
        turned = straight.rotate(way.turn, expand=True) if way.turn else straight
        words = [word for word in engine.read(turned, way.vertical, max(1.0, left)) if word.confidence >= _FAINT]
        told = text_of(words, way.vertical)
        worth, good = judged(told)
        if worth > most or not best.text:
            best, most = told, worth
        if good:
            break
    return best


def prepared(picture: Image.Image) -> Image.Image:
    """Grey, on white, of full contrast."""
    if (times := max(picture.size) // (2 * _LONG_SIDE[1])) and picture.mode in ("L", "LA", "RGB", "RGBA", "CMYK"):
        picture = picture.reduce(times + 1)  # before there are copies of it
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        picture = picture.convert("RGBA")
        picture = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture)
    grey = picture.convert("L")
    if _is_noisy(grey):
        grey = grey.filter(ImageFilter.MedianFilter(3))
    least, most = _LONG_SIDE
    long = max(grey.size)
    factor = min(3.0, least / long) if long < least else min(1.0, most / long)
    if factor != 1:
        size = (max(1, round(grey.width * factor)), max(1, round(grey.height * factor)))
        grey = grey.resize(size, Image.Resampling.LANCZOS)
    return ImageOps.autocontrast(grey, cutoff=1)


def _is_noisy(grey: Image.Image) -> bool:
    """Whether most points differ from their neighbours, as in photographs taken with little light."""
    import numpy as np

    left, top = max(0, grey.width // 2 - 300), max(0, grey.height // 2 - 300)
    middle = grey.crop((left, top, min(grey.width, left + 600), min(grey.height, top + 600)))
    smooth = np.asarray(middle.filter(ImageFilter.MedianFilter(3)), dtype="int16")
    return bool(np.median(np.abs(np.asarray(middle, dtype="int16") - smooth)) >= _NOISE)


def measured(grey: Image.Image) -> tuple[bool, float]:
    """Whether lines run downwards, and by how many degrees to turn the picture to make them straight.

    Characters of a line are nearer to each other than lines are. Ink gathers in lines: the profile across them goes up
    and down steeply, and steepest where they are straight.
    """
    small = grey.copy()
    small.thumbnail((_SMALL, _SMALL), Image.Resampling.BOX)
    ink = _ink(small)
    side = ink.transpose(Image.Transpose.ROTATE_90)
    down = _gap(ink) > _SURELY * _gap(side)
    _, slant = max(_steepness(side if down else ink))
    return down, slant


def _ink(small: Image.Image) -> Image.Image:
    """1 where it is darker than around: shadows and coloured grounds do not count."""
    import numpy as np

    around = np.asarray(small.filter(ImageFilter.BoxBlur(12)), dtype="int16")
    return Image.fromarray(((around - np.asarray(small, dtype="int16") > 12) * 255).astype("uint8"))


def _gap(ink: Image.Image) -> float:
    """Mean length of the white runs in the rows, as far as they are no margins."""
    import numpy as np

    black = np.asarray(ink) > 127
    edges = np.diff(np.pad(black, ((0, 0), (1, 1))).astype("int8"), axis=1)
    row_ends, ends = np.nonzero(edges == -1)
    row_starts, starts = np.nonzero(edges == 1)
    runs = (starts[1:] - ends[:-1])[row_starts[1:] == row_ends[:-1]]
    runs = runs[runs <= _MARGIN * _SMALL]
    return float(runs.mean()) if runs.size else 0.0


def _steepness(ink: Image.Image) -> Iterator[tuple[float, float]]:
    import numpy as np

    for step in range(int(-2 * _MOST_SLANT), int(2 * _MOST_SLANT) + 1):
        turned: Any = np.asarray(ink.rotate(step / 2)) > 127
        profile = turned.mean(axis=1)
        yield float((np.diff(profile) ** 2).sum()), step / 2


def judged(told: Read) -> tuple[float, bool]:
    """How much there is in a reading, and whether another can hardly be better.

    Characters are read well from the wrong side, too; then they stand in lines of one or two.
    """
    worth = size = sure = 0.0
    spans = iter(told.sure)
    start, span = 0, next(spans, None)
    for line in told.text.split("\n"):
        end = start + len(line)
        counts = len(line.replace(" ", "")) >= _LINE
        while span is not None and span[0] < end:
            length, confidence = span[1] - span[0], span[2]
            if counts:
                size, sure = size + length, sure + length * confidence
                worth += length * max(0.0, confidence - 0.4)
            span = next(spans, None)
        start = end + 1
    return worth, size >= _ENOUGH and sure >= _GOOD * size and 2 * size >= len(told.text)
