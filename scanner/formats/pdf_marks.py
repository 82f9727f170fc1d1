"""What lies on a page of a PDF besides its text: form values, notes, links, files pinned to it, words for pictures."""

from __future__ import annotations

import ctypes
import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from recognizers.types import Hints
from scanner.budget import Budget
from scanner.formats import read_member
from scanner.model import Passage, Problem, Reason, Segment, Stage

_UNITS = ctypes.POINTER(ctypes.c_ushort)
_OFF = frozenset(("", "Off"))  # a box that is not ticked


def read_marks(document: Any, page: Any, part: str, hints: Hints, budget: Budget) -> Iterator[Segment]:
    """Annotations of a page in their order, then the alternative texts of its pictures."""
    seen: set[tuple[str, str]] = set()
    for index in range(raw.FPDFPage_GetAnnotCount(page)):
        budget.tick()
        annotation = raw.FPDFPage_GetAnnot(page, index)
        if not annotation:
            continue
        try:
            for label, at, value in _texts(document, annotation):
                if value.strip() and (at + label, value) not in seen:
                    seen.add((at + label, value))
                    yield Passage(
                        clean(value).strip(), part, label or at, hints=Hints(header=label or at, name=hints.name)
                    )
            if raw.FPDFAnnot_GetSubtype(annotation) == raw.FPDF_ANNOT_FILEATTACHMENT:
                yield from _pinned(document, annotation, part, budget)
        finally:
            raw.FPDFPage_CloseAnnot(annotation)
    if described := "\n".join(dict.fromkeys(_described(page, budget))):
        yield Passage(described, part, "description", hints=hints)


def _texts(document: Any, annotation: Any) -> Iterator[tuple[str, str, str]]:
    """(name of a form field, kind, words)."""
    kind = raw.FPDFAnnot_GetSubtype(annotation)
    if kind == raw.FPDF_ANNOT_WIDGET:
        label = _string(annotation, b"TU") or _string(annotation, b"T") or _field(document, annotation, "Name")
        value = _field(document, annotation, "Value") or _string(annotation, b"V")
        if value not in _OFF:
            yield label, "form field", value
    elif kind == raw.FPDF_ANNOT_LINK:
        yield "", "link", _address(document, annotation)
    else:
        yield "", "annotation author", _string(annotation, b"T")
    for key in (b"Subj", b"OverlayText"):
        yield "", "annotation", _string(annotation, key)
    yield "", "annotation", _string(annotation, b"Contents") or _string(annotation, b"RC")


def _field(document: Any, annotation: Any, what: str) -> str:
    """A form field keeps its value with its parent where several boxes show the same."""
    if document.formenv is None:
        return ""
    function = getattr(raw, f"FPDFAnnot_GetFormField{what}")
    return _wide_text(partial(function, document.formenv, annotation))


def _string(annotation: Any, key: bytes) -> str:
    return _wide_text(partial(raw.FPDFAnnot_GetStringValue, annotation, key))


def _address(document: Any, annotation: Any) -> str:
    link = raw.FPDFAnnot_GetLink(annotation)
    action = raw.FPDFLink_GetAction(link) if link else None
    if not action:
        return ""
    size = raw.FPDFAction_GetURIPath(document, action, None, 0)
    buffer = ctypes.create_string_buffer(max(size, 1))
    raw.FPDFAction_GetURIPath(document, action, buffer, size)
    return buffer.raw[: max(0, size - 1)].decode("utf-8", "replace")


def _pinned(document: Any, annotation: Any, part: str, budget: Budget) -> Iterator[Segment]:
    handle = raw.FPDFAnnot_GetFileAttachment(annotation)
    if handle:
        for segment in read_attachment(pdfium.PdfAttachment(handle, document), "attachment", budget):
            yield replace(segment, part=f"{part}!{segment.part}")


def read_attachment(attachment: Any, name: str, budget: Budget) -> Iterator[Segment]:
    """A file kept in the document; `name` where it has none of its own."""
    member = attachment.get_name() or name
    try:
        data = bytes(attachment.get_data())
    except pdfium.PdfiumError:
        yield Problem(Stage.READ, Reason.CORRUPT, member, "PdfiumError")
        return
    budget.spend(members=1, bytes=len(data))
    yield from read_member(io.BytesIO(data), member, budget)


def _described(page: Any, budget: Budget) -> Iterator[str]:
    """Alternative texts, from the tree that says to a screen reader what is what."""
    tree = raw.FPDF_StructTree_GetForPage(page)
    if not tree:
        return
    try:
        count = raw.FPDF_StructTree_CountChildren(tree)
        waiting = [(raw.FPDF_StructTree_GetChildAtIndex(tree, i), 0) for i in range(count)]
        while waiting:
            budget.tick()
            element, depth = waiting.pop()
            if not element or depth > 100:
                continue
            text = _wide_text(partial(raw.FPDF_StructElement_GetAltText, element), ctypes.c_void_p)
            if text.strip():
                yield text.strip()
            for i in range(raw.FPDF_StructElement_CountChildren(element)):
                waiting.append((raw.FPDF_StructElement_GetChildAtIndex(element, i), depth + 1))
    finally:
        raw.FPDF_StructTree_Close(tree)


def _wide_text(call: Callable[[Any, int], int], kind: Any = _UNITS) -> str:
    """What a function of PDFium writes as UTF-16: called for the size in bytes, then with a buffer of that size."""
    size = call(None, 0)
    if size <= 2:
        return ""
    buffer = ctypes.create_string_buffer(size)
    call(ctypes.cast(buffer, kind), size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace")


def clean(text: str) -> str:
    """PDFium marks hyphens at line ends by U+FFFE or U+0002, and ends lines as Windows does."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", "-").replace("\x02", "-").replace("\0", "")
