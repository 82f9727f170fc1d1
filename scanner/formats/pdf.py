"""PDF: the text layer page by page, form values, annotations, attachments, properties."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterator
from typing import Any, BinaryIO

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from recognizers.types import Hints
from scanner.budget import Budget
from scanner.formats import ocr, pdf_pictures, read_member
from scanner.model import Passage, Problem, Reason, Segment, Stage
from scanner.problems import Unreadable


def read(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    hints = Hints(name=name)
    try:
        document = pdfium.PdfDocument(stream)
    except pdfium.PdfiumError as exc:
        if raw.FPDF_GetLastError() in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY) or "assword" in str(exc):
            raise Unreadable(Reason.ENCRYPTED) from None
        raise Unreadable(Reason.CORRUPT, "PdfiumError") from None
    try:
        beyond = 0
        for index in range(len(document)):
            budget.spend(pages=1)
            for segment in _page(document, index, hints, budget):
                if ocr.is_beyond(segment):
                    beyond += 1
                else:
                    yield segment
        if beyond:
            yield ocr.beyond(beyond, budget)
        yield from _attachments(document, budget)
        for key, value in document.get_metadata_dict(skip_empty=True).items():
            if key in ("Title", "Author", "Subject", "Keywords"):
                yield Passage(value, at=f"property {key}", hints=Hints(header=key, name=name))
    finally:
        document.close()
    if not _has_end(stream):
        yield Problem(Stage.READ, Reason.CORRUPT, detail="no end mark: the file was cut off")


def _page(document: Any, index: int, hints: Hints, budget: Budget) -> Iterator[Segment]:
    part = f"page {index + 1}"
    try:
        page = document[index]
    except pdfium.PdfiumError:
        yield Problem(Stage.READ, Reason.CORRUPT, part, "PdfiumError")
        return
    try:
        layer = page.get_textpage()
        text = _clean(layer.get_text_range())
        layer.close()
        marks = list(_annotations(page))
        mapped = not _unmapped(text)
        if text.strip() and mapped:
            yield Passage(text, part, hints=hints, line=1)
        yield from pdf_pictures.segments(page, text, mapped, part, hints, budget)
        for label, value in marks:
            yield Passage(value, part, label, hints=Hints(header=label, name=hints.name))
    except pdfium.PdfiumError:
        yield Problem(Stage.READ, Reason.CORRUPT, part, "PdfiumError")
    finally:
        page.close()


def _clean(text: str) -> str:
    """PDFium marks hyphens at line ends by U+FFFE or U+0002, and ends lines as Windows does."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", "-").replace("\x02", "-").replace("\0", "")


def _unmapped(text: str) -> bool:
    """Fonts without a Unicode map give private-use or control characters: what is seen is not what is stored."""
    letters = [c for c in text[:5000] if not c.isspace()]
    odd = sum("\ue000" <= c <= "\uf8ff" or c < " " or c == "\ufffd" or c >= "\U000f0000" for c in letters)
    return odd > 0.5 * len(letters)


def _annotations(page: Any) -> Iterator[tuple[str, str]]:
    """Values typed into form fields, notes stuck on the page, addresses of links."""
    for index in range(min(raw.FPDFPage_GetAnnotCount(page), 5000)):
        annotation = raw.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        try:
            label = _string(annotation, b"TU") or _string(annotation, b"T")
            for key in (b"V", b"Contents"):
                if value := _string(annotation, key).strip():
                    yield (label if key == b"V" and label else "annotation"), _clean(value)
        finally:
            raw.FPDFPage_CloseAnnot(annotation)


def _string(annotation: Any, key: bytes) -> str:
    size = raw.FPDFAnnot_GetStringValue(annotation, key, None, 0)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    raw.FPDFAnnot_GetStringValue(annotation, key, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace")


def _attachments(document: Any, budget: Budget) -> Iterator[Segment]:
    for index in range(document.count_attachments()):
        attachment = document.get_attachment(index)
        member = attachment.get_name() or f"attachment {index + 1}"
        try:
            data = bytes(attachment.get_data())
        except pdfium.PdfiumError:
            yield Problem(Stage.READ, Reason.CORRUPT, member, "PdfiumError")
            continue
        budget.spend(members=1, bytes=len(data))
        yield from read_member(io.BytesIO(data), member, budget)


def _has_end(stream: BinaryIO) -> bool:
    end = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, end - 4096))
    return b"%%EOF" in stream.read()
