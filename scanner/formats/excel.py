"""Excel workbooks, hidden sheets included. Cells through calamine; comments, text boxes and properties from the XML."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, BinaryIO

import python_calamine as calamine
from lxml import etree

from recognizers.types import Hints
from scanner.budget import Budget, OverBudget
from scanner.formats import biff, drawing
from scanner.formats.book_xml import book_places
from scanner.formats.flow import joined
from scanner.formats.ole import endless, open_ole
from scanner.formats.ole import properties as ole_properties
from scanner.formats.ooxml import Package
from scanner.formats.sheet_xml import BEYOND, COLUMNS, ROWS, SheetXml
from scanner.formats.sheets import Blank, cell_text, sheet_segments
from scanner.formats.tables import Row
from scanner.formats.trouble import problem
from scanner.formats.vba import macros
from scanner.model import Passage, Problem, Reason, Segment, Stage
from scanner.problems import Unreadable

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REL_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_THREADED = "{http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments}"
_WITH_CELLS = (calamine.SheetTypeEnum.WorkSheet, calamine.SheetTypeEnum.MacroSheet)
DENSE = 20_000_000  # cells; calamine holds a sheet's whole rectangle in memory, the empty ones too

_RECORD = struct.Struct("<HHHH")
_DIMENSIONS = 0x200
_CELL_RECORDS = frozenset((0x006, 0x0BD, 0x0BE, 0x0D6, 0x0FD, 0x201, 0x203, 0x204, 0x205, 0x27E))


def read_xlsx(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    package = Package(stream, budget)
    hints = Hints(name=name)
    sheets = _sheet_parts(package)
    sources = {sheet: SheetXml.of(package, part, budget) for sheet, part in sheets.items() if part in package}
    yield from cells_of(package, hints, budget, sources)
    for sheet, source in sources.items():
        own = replace(hints, sheet=sheet)
        yield from guarded(_beside(source, sheet, own), sheet)
        yield from guarded(_extras(package, sheets[sheet], sheet, own), sheet)
    yield from guarded(book_places(package, hints, budget), "")
    yield from guarded(package.data(hints, budget), "")
    yield from guarded(package.properties(hints), "")
    yield from package.embedded("xl/embeddings/")
    yield from guarded(package.macros(hints), "macros")
    yield from package.problems()


def cells_of(
    package: Package, hints: Hints, budget: Budget, sources: Mapping[str, SheetXml] | None = None
) -> Iterator[Segment]:
    """All sheets, hidden ones too. sources: by sheet, where its parts are XML."""
    for shared in ("xl/sharedStrings.xml", "xl/sharedStrings.bin"):
        if shared in package:
            budget.spend(bytes=package.info(shared).file_size)
    with _open(package.stream) as book:
        for meta in book.sheets_metadata:
            if meta.typ not in _WITH_CELLS:
                continue
            area = sources[meta.name].area if sources and meta.name in sources else 0
            rows = _sparse_rows(package.stream, meta.name) if area > DENSE else None
            yield from _sheet(book, meta.name, hints, budget, rows)
            if area == BEYOND:
                yield Problem(Stage.READ, Reason.CORRUPT, meta.name, "cells where no sheet has any")


def read_xls(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    hints = Hints(name=name)
    with open_ole(stream) as ole:
        excel95 = ole.exists("Book") and not ole.exists("Workbook")
        records = ole.openstream("Book" if excel95 else "Workbook").read()
        odd = not excel95 and (endless(ole) or _has_odd_cells(records))
        properties = list(ole_properties(ole))
        sources = list(macros(ole, hints, budget))
        caches = [ole.openstream(path).read() for path in ole.listdir() if path[0].upper() == "_SX_DB_CUR"]
    if excel95 or odd:
        yield from _read_with_xlrd(stream, hints, budget)
    else:
        with _open(stream) as book:
            for meta in book.sheets_metadata:
                if meta.typ in _WITH_CELLS:
                    yield from _sheet(book, meta.name, hints, budget, None)
    yield from guarded(_beside_cells([records, *caches], hints, budget), "")
    yield from sources
    for field, value in properties:
        yield Passage(value, at=f"property {field}", hints=replace(hints, header=field))


def _beside_cells(streams: Sequence[bytes], hints: Hints, budget: Budget) -> Iterator[Segment]:
    found: dict[tuple[str, str], list[str]] = {}
    for stream in streams:
        for sheet, place, text in biff.places(stream, budget):
            found.setdefault((sheet, place), []).append(text)
    for (sheet, place), texts in found.items():
        header = "author" if place == "comment author" else ""
        yield from joined(iter(texts), place, replace(hints, sheet=sheet, header=header), sheet)


def _open(stream: BinaryIO) -> Any:
    stream.seek(0)
    try:
        return calamine.CalamineWorkbook.from_filelike(stream)
    except calamine.PasswordError:
        raise Unreadable(Reason.ENCRYPTED) from None
    except BaseException as exc:
        raise _unpanicked(exc) from None


def _unpanicked(exc: BaseException) -> BaseException:
    """calamine is written in Rust; its panics are no Exception in Python, to get past handlers like ours."""
    return Unreadable(Reason.CORRUPT, "PanicException") if type(exc).__name__ == "PanicException" else exc


def _sheet(book: Any, sheet: str, hints: Hints, budget: Budget, rows: Iterator[Row] | None) -> Iterator[Segment]:
    """One sheet; what is wrong with it is its own problem and leaves the others alone."""
    try:
        left = 0
        if rows is None:
            table = _get_sheet(book, sheet)
            left = table.start[1] if table.start else 0
            rows = ([cell_text(value) for value in row] for row in table.iter_rows())
        yield from sheet_segments(rows, sheet, replace(hints, sheet=sheet), budget, left)
    except (OverBudget, MemoryError):
        raise
    except Exception as exc:
        yield problem(exc, sheet)


def _get_sheet(book: Any, sheet: str) -> Any:
    try:
        return book.get_sheet_by_name(sheet)
    except BaseException as exc:
        raise _unpanicked(exc) from None


def _sparse_rows(stream: BinaryIO, sheet: str) -> Iterator[Row]:
    """Row by row, for a sheet with few cells far apart. Slow, and never holds the rectangle."""
    import openpyxl

    book = openpyxl.load_workbook(stream, read_only=True, data_only=True)
    worksheet = book[sheet]
    worksheet.reset_dimensions()
    blank = 0
    for row in worksheet.iter_rows(max_row=ROWS, values_only=True):
        if not row:
            blank += 1
            continue
        if blank:
            yield Blank(blank)
            blank = 0
        yield [cell_text(value) for value in row[:COLUMNS]]


def _has_odd_cells(records: bytes) -> bool:
    """Whether cells claim places that no xls has: calamine would ask for memory up to there, and die of it."""
    at, end = 0, len(records) - 16
    while at <= end:
        kind, size, _, column = _RECORD.unpack_from(records, at)
        if kind in _CELL_RECORDS and column > 255:
            return True
        if kind == _DIMENSIONS:
            top, bottom, left, right = struct.unpack_from("<LLHH", records, at + 4)
            if not (top <= bottom <= 65_536 and left <= right <= 256):
                return True
        at += 4 + size
    return False


def _read_with_xlrd(stream: BinaryIO, hints: Hints, budget: Budget) -> Iterator[Segment]:
    """Before Excel 97 strings are in the code page of the machine, which calamine does not decode."""
    import xlrd  # type: ignore[import-untyped]

    stream.seek(0)
    try:
        book = xlrd.open_workbook(file_contents=stream.read(), on_demand=True, logfile=_Silent())
    except (MemoryError, ImportError):
        raise
    except Exception as exc:  # xlrd meets broken files with whatever Python raises
        raise Unreadable(Reason.CORRUPT, type(exc).__name__) from None
    with book:
        for sheet in book.sheet_names():
            yield from _sheet(book, sheet, hints, budget, _xlrd_rows(book, sheet))


def _xlrd_rows(book: Any, sheet: str) -> Iterator[Row]:
    try:
        page = book.sheet_by_name(sheet)
    except AssertionError:
        raise Unreadable(Reason.CORRUPT, "AssertionError") from None
    for i in range(page.nrows):
        yield [_xlrd_text(cell, book.datemode) for cell in page.row(i)]


def _xlrd_text(cell: Any, datemode: int) -> str | None:
    import xlrd

    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            return cell_text(xlrd.xldate_as_datetime(cell.value, datemode))
        except (ValueError, OverflowError):
            return cell_text(cell.value)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return cell_text(bool(cell.value))
    return None if cell.ctype == xlrd.XL_CELL_ERROR else cell_text(cell.value)


class _Silent:
    """xlrd reports oddities to a log file of its own; they may quote cells."""

    def write(self, text: str) -> None:
        return


def _sheet_parts(package: Package) -> dict[str, str]:
    """Sheet name → its part in the zip."""
    if "xl/workbook.xml" not in package:
        return {}
    relations = package.relations("xl/workbook.xml")
    return {
        node.get("name", ""): relations.get(node.get(_REL_ID, ""), "")
        for node in package.xml("xl/workbook.xml").iter(f"{_MAIN}sheet")
    }


def _beside(source: SheetXml, sheet: str, hints: Hints) -> Iterator[Segment]:
    """Header and footer of the print-out, lists to choose from, filters, words in formulas."""
    places: dict[str, list[str]] = {"formula": list(source.literals)}
    for place, text in source.beside():
        places.setdefault(place, []).append(text)
    for place, texts in places.items():
        yield from joined(iter(texts), place, hints, sheet)


def _extras(package: Package, part: str, sheet: str, hints: Hints) -> Iterator[Segment]:
    """Comments, shapes, charts and links of one sheet."""
    for target in package.relations(part).values():
        if target not in package:
            continue
        if "omments" in target:
            yield from _comments(package.xml(target), sheet, hints)
        elif "drawing" in target and target.endswith(".xml"):
            root = package.xml(target)
            yield from joined(iter(drawing.lines(root)), "text box", hints, sheet)
            yield from joined(drawing.descriptions(root), "description", hints, sheet)
            for inner in package.relations(target).values():
                if inner in package and "/charts/chart" in inner:
                    yield from joined(iter(drawing.chart_lines(package.xml(inner))), "chart", hints, sheet)
                elif inner in package and "/diagrams/data" in inner:
                    yield from joined(iter(drawing.lines(package.xml(inner))), "diagram", hints, sheet)
            yield from joined(iter(package.external(target)), "link", hints, sheet)
        elif target.endswith(".vml"):
            boxes = ("".join(map(str, node.itertext())).strip() for node in package.xml(target).iter("{*}textbox"))
            yield from joined(boxes, "form control", hints, sheet)
    for address in package.external(part):
        yield Passage(address, sheet, "link", hints=hints)


def _comments(root: etree._Element, sheet: str, hints: Hints) -> Iterator[Segment]:
    for node in root.iter(f"{_MAIN}comment", f"{_THREADED}threadedComment"):
        runs = node.iter(f"{_MAIN}t", f"{_THREADED}text")
        inside = ("".join(t.text or "" for t in runs if _parent(t) != f"{_MAIN}rPh")).strip()
        if inside:
            yield Passage(inside, sheet, f"comment {node.get('ref', '')}".strip(), hints=hints)
    authors = (node.text or "" for node in root.iter(f"{_MAIN}author"))
    yield from joined(authors, "comment author", replace(hints, header="author"), sheet)


def _parent(node: etree._Element) -> str:
    parent = node.getparent()
    return str(parent.tag) if parent is not None else ""


def guarded(segments: Iterator[Segment], part: str) -> Iterator[Segment]:
    try:
        yield from segments
    except (KeyError, ValueError, etree.LxmlError, Unreadable, zipfile.BadZipFile, NotImplementedError, EOFError):
        yield Problem(Stage.READ, Reason.CORRUPT, part, "comments or properties")
