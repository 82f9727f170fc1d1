"""Pictures inside Office documents, e-books and other packages: scans that were pasted in."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Iterator
from typing import BinaryIO, cast

from PIL import Image

from scanner.budget import Budget, OverBudget
from scanner.formats import image, ocr, read_member
from scanner.formats.ocr.page import too_small
from scanner.formats.sniff import MOST_DIRECTORY, directory_bytes
from scanner.formats.trouble import problem
from scanner.model import Problem, Reason, Segment, Stage

_PICTURE = re.compile(r"(?:^|/)(?:media|pictures|images?)/[^/]+\.(?:png|jpe?g|jfif|tiff?|gif|bmp|webp|heic)$", re.I)
_DRAWING = re.compile(r"(?:^|/)(?:media|pictures|images?)/[^/]+\.(?:emf|wmf|emz|wmz)$", re.I)


def segments(stream: BinaryIO, budget: Budget) -> Iterator[Segment]:
    """Of a package that was read. What is wrong with it as a whole its reader has told already.

    Drawings keep their text as text, so they are read whether OCR was asked for or not.
    """
    stream.seek(0)
    if directory_bytes(stream) > MOST_DIRECTORY:
        return
    stream.seek(0)
    try:
        package = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, ValueError, struct.error, OSError):
        return
    unread = 0
    with package:
        for info in package.infolist():
            drawing = _DRAWING.search(info.filename) is not None
            if not drawing and not (budget.pictures.asked and _PICTURE.search(info.filename)):
                continue
            budget.spend(members=1)
            try:
                with package.open(info) as member:
                    if not drawing and is_small(cast(BinaryIO, member)):
                        continue
                    if not drawing and ocr.why_not(budget):
                        unread += 1
                        continue
                    budget.spend(bytes=info.file_size)
                    member.seek(0)
                    data = member.read(info.file_size + 1)
            except OverBudget:
                raise
            except Exception as exc:  # one damaged picture does not cost the others
                yield problem(exc, info.filename)
                continue
            yield from read_member(io.BytesIO(data), info.filename, budget, None if drawing else "image", named=False)
    if unread:
        yield unread_row(unread, budget)


def unread_row(pictures: int, budget: Budget) -> Problem:
    """One row for all pictures of a document."""
    return Problem(Stage.READ, Reason.NO_TEXT_LAYER, detail=f"{pictures} pictures in it: {ocr.why_not(budget)}")


def is_small(member: BinaryIO) -> bool:
    """Icons, logos, lines. What is no picture that we know is left to the reader to name."""
    try:
        with Image.open(member, formats=image.FORMATS) as picture:
            return too_small(*picture.size)
    except (OSError, Image.DecompressionBombError):
        return False
