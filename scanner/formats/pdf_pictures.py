"""Pages of a PDF that are pictures: scans, pages drawn as outlines, text that no one can map. Rendered for OCR."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from itertools import islice
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from recognizers.types import Hints
from scanner.budget import Budget
from scanner.formats import ocr
from scanner.formats.ocr.page import MOST_POINTS, too_small
from scanner.model import Problem, Reason, Segment, Stage

Shown = Callable[[], AbstractContextManager[Any]]

_DPI, _LONG_SIDE = 300, 3500  # pixels of A4 at that
_CAPTION = 60  # characters that a scanner or fax machine stamps on what it scanned
_COVERS = 0.5  # of the page
_OUTLINES = 100  # paths of a page without text: letters, not a frame
_MOST_PICTURES = 20  # of a page, in `deep`


def segments(
    page: Any, text: str, mapped: bool, shown: Shown, part: str, hints: Hints, budget: Budget
) -> Iterator[Segment]:
    """What OCR reads on `page`, beside its text. mapped: whether the text layer says what is seen. shown: the page, as a
    reader sees it."""
    if mapped and text.strip() and not _is_scan(page, text):
        if budget.pictures.beside_text:
            yield from _pictures(page, part, hints, budget)
        return
    if mapped and not text.strip() and not _shows(page):
        return
    detail = ocr.why_not(budget)
    if detail and not mapped:
        detail = f"text without a map to Unicode; {detail}"
    if detail:
        yield Problem(Stage.READ, Reason.NO_TEXT_LAYER, part, detail)
        return
    with shown() as seen:
        picture = _rendered(seen)
    if (segment := ocr.read(picture, part, hints, budget)) is not None:
        yield segment


def _is_scan(page: Any, text: str) -> bool:
    if len(text.strip()) > _CAPTION:
        return False
    width, height = page.get_size()
    for picture in islice(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=4), _MOST_PICTURES):
        left, bottom, right, top = picture.get_bounds()
        if (right - left) * (top - bottom) > _COVERS * width * height:
            return True
    return False


def _shows(page: Any) -> bool:
    if next(iter(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=4)), None) is not None:
        return True
    paths = page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH], max_depth=4)
    return sum(1 for _ in islice(paths, _OUTLINES)) == _OUTLINES


def _rendered(page: Any) -> Any:
    scale = min(_DPI / 72, _LONG_SIDE / max(1.0, *page.get_size()))
    return page.render(scale=scale, grayscale=True).to_pil()


def _pictures(page: Any, part: str, hints: Hints, budget: Budget) -> Iterator[Segment]:
    found = page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=4)
    for number, picture in enumerate(islice(found, _MOST_PICTURES), start=1):
        budget.tick()
        at = f"picture {number}"
        try:
            width, height = picture.get_px_size()
            if too_small(width, height):
                continue
            if width * height > MOST_POINTS:
                yield Problem(Stage.READ, Reason.NO_TEXT_LAYER, part, f"{at}: too large")
                continue
            shown = picture.get_bitmap(render=False).to_pil()
        except pdfium.PdfiumError:
            yield Problem(Stage.READ, Reason.CORRUPT, part, f"{at}: PdfiumError")
            continue
        if (segment := ocr.read(shown, part, hints, budget)) is not None:
            yield segment
