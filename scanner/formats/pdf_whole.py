"""What a PDF says besides its pages: outline, XFA forms, attachments, properties, XMP, reasons of signatures."""

from __future__ import annotations

import ctypes
import io
import re
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO

import pypdfium2.raw as raw
from lxml import etree

from recognizers.types import Hints
from scanner.budget import Budget
from scanner.formats.flow import joined
from scanner.formats.ooxml import parse
from scanner.formats.pdf_marks import read_attachment
from scanner.model import Passage, Problem, Reason, Segment, Stage
from scanner.problems import Unreadable

# Keys that programs write besides those of the standard; PDFium tells values only by key.
_PROPERTIES = (
    "Title",
    "Author",
    "Subject",
    "Keywords",
    "Company",
    "Manager",
    "Category",
    "Comments",
    "Owner",
    "Department",
)
_PLAIN_LABEL = re.compile(r"[0-9]+|[ivxlcdm]+|[IVXLCDM]+|[A-Za-z]?")
_XFA_LARGE = 32 << 20
_WINDOW = 1 << 20
_XMP = re.compile(rb"<x:xmpmeta.*?</x:xmpmeta>", re.S)
_METADATA = re.compile(rb"/Type\s*/Metadata[^>]{0,300}>>\s*stream\r?\n")
# Of XMP, what people write; the rest names programs, dates and identifiers.
_XMP_PEOPLE = frozenset("creator title description subject rights Author Keywords AuthorsPosition CaptionWriter Owner "
                        "publisher contributor Headline Credit Source Marked".split())  # fmt: skip


def read_whole(document: Any, stream: BinaryIO, hints: Hints, budget: Budget) -> Iterator[Segment]:
    yield from joined(_outline(document, budget), "outline", hints)
    labels = (document.get_page_label(index) for index in range(min(len(document), 5000)))
    yield from joined((label for label in labels if not _PLAIN_LABEL.fullmatch(label)), "page label", hints)
    yield from _xfa(document, hints, budget)
    yield from joined(_reasons(document, budget), "signature", hints)
    for index in range(document.count_attachments()):
        yield from read_attachment(document.get_attachment(index), f"attachment {index + 1}", budget)
    known: set[str] = set()
    for key in _PROPERTIES:
        if value := document.get_metadata_value(key).strip():
            known.add(value)
            yield Passage(value, at=f"property {key}", hints=Hints(header=key, name=hints.name))
    for key, value in _xmp(stream, budget):
        if value not in known:
            known.add(value)
            yield Passage(value, at=f"property {key}", hints=Hints(header=key, name=hints.name))


def _outline(document: Any, budget: Budget) -> Iterator[str]:
    for bookmark in document.get_toc():
        budget.tick()
        yield bookmark.get_title()


def _reasons(document: Any, budget: Budget) -> Iterator[str]:
    """Why somebody signed. The certificate, which names the signer, is not opened."""
    for index in range(max(0, raw.FPDF_GetSignatureCount(document))):
        budget.tick()
        signature = raw.FPDF_GetSignatureObject(document, index)
        size = raw.FPDFSignatureObj_GetReason(signature, None, 0) if signature else 0
        if size > 2:
            buffer = ctypes.create_string_buffer(size)
            raw.FPDFSignatureObj_GetReason(signature, buffer, size)
            yield buffer.raw[: size - 2].decode("utf-16-le", "replace")


def _xfa(document: Any, hints: Hints, budget: Budget) -> Iterator[Segment]:
    """Forms of LiveCycle: the values, and the words of the form, which are on no page where it is laid out when opened."""
    packets = {}
    for index in range(max(0, raw.FPDF_GetXFAPacketCount(document))):
        size = ctypes.c_ulong()
        raw.FPDF_GetXFAPacketContent(document, index, None, 0, ctypes.byref(size))
        if not 0 < size.value <= _XFA_LARGE:
            continue
        budget.spend(bytes=size.value)
        buffer = ctypes.create_string_buffer(size.value)
        raw.FPDF_GetXFAPacketContent(document, index, buffer, size.value, ctypes.byref(size))
        packets[_packet_name(document, index)] = buffer.raw[: size.value]
    for name, at in (("datasets", "form data"), ("template", "form text"), ("", "form data")):
        if name not in packets:
            continue
        try:
            yield from joined(_leaves(parse(packets[name]), budget, named=at == "form data"), at, hints)
        except (Unreadable, etree.LxmlError):
            yield Problem(Stage.READ, Reason.CORRUPT, at, "XFA")


def _packet_name(document: Any, index: int) -> str:
    size = raw.FPDF_GetXFAPacketName(document, index, None, 0)
    buffer = ctypes.create_string_buffer(max(1, size))
    raw.FPDF_GetXFAPacketName(document, index, buffer, size)
    return buffer.raw[: max(0, size - 1)].decode("utf-8", "replace")


def _leaves(root: Any, budget: Budget, named: bool) -> Iterator[str]:
    for node in root.iter("*"):
        budget.tick()
        tag = etree.QName(node).localname
        text = " ".join(node.itertext()).strip() if tag == "exData" else (node.text or "").strip()
        if text and (named and not len(node)):
            yield f"{tag}: {text}"
        elif text and not named and tag in ("text", "exData"):
            yield text


def _xmp(stream: BinaryIO, budget: Budget) -> Iterator[tuple[str, str]]:
    """Properties as XML. They are kept in the clear, so that programs find them that know nothing of PDF."""
    stream.seek(0)
    window = b""
    while chunk := stream.read(_WINDOW):
        budget.tick()
        window += chunk
        for match in _METADATA.finditer(window):
            packed = zlib.decompressobj()
            try:
                yield from _described(packed.decompress(window[match.end() : match.end() + _WINDOW], _WINDOW), budget)
            except zlib.error:
                continue
        end = 0
        for match in _XMP.finditer(window):
            yield from _described(match[0], budget)
            end = match.end()
        window = window[max(end, len(window) - 64 * 1024) :]


def _described(data: bytes, budget: Budget) -> Iterator[tuple[str, str]]:
    try:
        root = parse(data)
    except (Unreadable, etree.LxmlError):
        return
    for node in root.iter("*"):
        budget.tick()
        above = [etree.QName(node).localname, *(etree.QName(up).localname for up in node.iterancestors())]
        label = next((name for name in above[:4] if name in _XMP_PEOPLE), "")
        if label and not len(node) and (text := (node.text or "").strip()):
            yield label, text
        for name, value in node.attrib.items():
            if etree.QName(name).localname in _XMP_PEOPLE and str(value).strip():
                yield etree.QName(name).localname, str(value).strip()


def has_end(stream: BinaryIO) -> bool:
    end = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, end - 4096))
    return b"%%EOF" in stream.read()
