"""Writers: each makes a function that, given the place it writes to, returns the bytes of a file."""

from __future__ import annotations

import csv as csv_module
import html as html_module
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from email import policy
from email.header import Header
from email.message import Message
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from typing import Any

from share_maker import freeze
from share_maker.marks import MARK, mark, plain
from share_maker.truth import Place

Maker = Callable[[Place], bytes]
Row = Sequence[Any]


class Number(str):
    """A marked text that a sheet stores as a number (leading zeros are lost, as they are in real sheets)."""


class Day(str):
    """A marked ISO date that a sheet stores as a date."""


def text(content: str, encoding: str = "utf-8", newline: str = "\n", errors: str = "strict") -> Maker:
    def make(at: Place) -> bytes:
        return at.take(content).replace("\n", newline).encode(encoding, errors)

    return make


def raw(data: bytes, unreadable: str = "") -> Maker:
    def make(at: Place) -> bytes:
        if unreadable:
            at.unreadable(unreadable)
        return data

    return make


def csv(
    header: Sequence[str] | None,
    rows: Sequence[Row],
    encoding: str = "utf-8",
    delimiter: str = ",",
    newline: str = "\r\n",
    quote_all: bool = False,
) -> Maker:
    """`header` None: the file has no header line; its columns are called col1, col2 …"""

    def make(at: Place) -> bytes:
        names = header or [f"col{i + 1}" for i in range(max(map(len, rows)))]
        out = io.StringIO()
        dialect = csv_module.unix_dialect if quote_all else csv_module.excel
        writer = csv_module.writer(out, dialect, delimiter=delimiter, lineterminator=newline)
        if header:
            writer.writerow(header)
        for row in rows:
            writer.writerow([at.take(str(cell), name) for name, cell in zip(names, row, strict=True)])
        return out.getvalue().encode(encoding)

    return make


@dataclass(frozen=True)
class Sheet:
    """One sheet. `header`: header rows (several when it is stacked), none for a form laid out as a grid.

    names: column names as a scanner should report them, where they are not those of the single header row.
    """

    name: str
    rows: Sequence[Row]
    header: Sequence[Row] = ()
    above: Sequence[Row] = ()
    names: Sequence[str] = ()
    merge: Sequence[str] = ()
    comments: Mapping[str, str] = field(default_factory=dict)
    hidden: bool = False
    hidden_columns: Sequence[str] = ()

    def columns(self) -> Sequence[str]:
        return self.names or ([str(name) for name in self.header[-1]] if self.header else ())

    def cells(self, at: Place) -> list[list[Any]]:
        """All rows as they are to be stored."""
        here = at.inside(self.name)
        out = [[cell_value(here, cell, "") for cell in row] for row in (*self.above, *self.header)]
        names = self.columns()
        for row in self.rows:
            out.append([cell_value(here, cell, names[i] if names else "") for i, cell in enumerate(row)])
        return out


def cell_value(at: Place, cell: Any, column: str) -> Any:
    if not isinstance(cell, str):
        return cell
    if isinstance(cell, Number):
        return int(at.take(MARK.sub(lambda m: mark(m[1], m[2].lstrip("0")), cell), column))
    value = at.take(cell, column)
    return date.fromisoformat(value) if isinstance(cell, Day) else value


def xlsx(*sheets: Sheet) -> Maker:
    def make(at: Place) -> bytes:
        from openpyxl import Workbook
        from openpyxl.comments import Comment

        book = Workbook()
        book.remove(book.worksheets[0])
        for sheet in sheets:
            page = book.create_sheet(sheet.name)
            for row in sheet.cells(at):
                page.append(row)
            for span in sheet.merge:
                page.merge_cells(span)
            for cell, note in sheet.comments.items():
                page[cell].comment = Comment(at.inside(sheet.name).take(note), "総務部")
            page.sheet_state = "hidden" if sheet.hidden else "visible"
            for letter in sheet.hidden_columns:
                page.column_dimensions[letter].hidden = True
        out = io.BytesIO()
        book.save(out)
        return freeze.office(out.getvalue())

    return make


def xls(*sheets: Sheet) -> Maker:
    def make(at: Place) -> bytes:
        import xlwt

        book = xlwt.Workbook(encoding="utf-8")
        for sheet in sheets:
            page = book.add_sheet(sheet.name)
            for y, row in enumerate(sheet.cells(at)):
                for x, value in enumerate(row):
                    page.write(y, x, value)
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    return make


def encrypted_xlsx(password: str, *sheets: Sheet) -> Maker:
    def make(at: Place) -> bytes:
        from msoffcrypto.format.ooxml import OOXMLFile

        at.unreadable("encrypted")
        out = io.BytesIO()
        with freeze.no_chance():
            OOXMLFile(io.BytesIO(xlsx(*sheets)(at.sealed()))).encrypt(password, out)
        return out.getvalue()

    return make


@dataclass(frozen=True)
class Table:
    """A table with a header inside a document; its columns belong to the part `table N`."""

    header: Sequence[str]
    rows: Sequence[Row]

    def cells(self, at: Place, number: int) -> list[list[str]]:
        here = at.inside(f"table {number}")
        filled = [
            [here.take(str(cell), name) for name, cell in zip(self.header, row, strict=True)] for row in self.rows
        ]
        return [list(self.header), *filled]


Block = str | Table | Sequence[Row]


def docx(*blocks: Block, header: str = "", footer: str = "") -> Maker:
    """Blocks: a paragraph, a heading (`# …`), a table with a header, or a form laid out as rows of cells."""

    def make(at: Place) -> bytes:
        from docx import Document

        document = Document()
        document.core_properties.author = "北風オートリース株式会社"
        tables = 0
        for block in blocks:
            if isinstance(block, str):
                line = at.take(block)
                if line.startswith("# "):
                    document.add_heading(line[2:], 1)
                else:
                    document.add_paragraph(line)
                continue
            tables += 1
            if isinstance(block, Table):
                rows = block.cells(at, tables)
            else:
                rows = [[at.take(str(value)) for value in row] for row in block]
            table = document.add_table(rows=0, cols=max(map(len, rows)), style="Table Grid")
            for row in rows:
                for cell, value in zip(table.add_row().cells, row, strict=False):
                    cell.text = value
        section = document.sections[0]
        if header:
            section.header.paragraphs[0].text = at.take(header)
        if footer:
            section.footer.paragraphs[0].text = at.take(footer)
        out = io.BytesIO()
        document.save(out)
        return freeze.office(out.getvalue())

    return make


def pptx(*slides: tuple[str, Sequence[str], str]) -> Maker:
    """Slides: title, bullets, speaker's notes."""

    def make(at: Place) -> bytes:
        from pptx import Presentation

        deck = Presentation()
        for number, (title, bullets, notes) in enumerate(slides, start=1):
            here = at.inside(f"slide {number}")
            slide = deck.slides.add_slide(deck.slide_layouts[1])
            slide.shapes.title.text = here.take(title)
            slide.placeholders[1].text = "\n".join(here.take(bullet) for bullet in bullets)
            if notes:
                slide.notes_slide.notes_text_frame.text = here.take(notes)
        out = io.BytesIO()
        deck.save(out)
        return freeze.office(out.getvalue())

    return make


Line = str | tuple[str, str]


def pdf(*pages: Sequence[Line]) -> Maker:
    """Pages of lines. A pair is a label in a box beside its value in a box, as forms have them."""

    def make(at: Place) -> bytes:
        from reportlab.pdfbase import pdfmetrics
        from reportlab.pdfbase.cidfonts import UnicodeCIDFont
        from reportlab.pdfgen.canvas import Canvas

        pdfmetrics.registerFont(UnicodeCIDFont("HeiseiKakuGo-W5"))
        out = io.BytesIO()
        canvas = Canvas(out, pagesize=(595, 842), invariant=1, pageCompression=1)
        canvas.setTitle("北風オートリース株式会社")
        for number, page in enumerate(pages, start=1):
            here = at.inside(f"page {number}")
            canvas.setFont("HeiseiKakuGo-W5", 10)
            y = 790
            for line in page:
                if isinstance(line, str):
                    canvas.drawString(60, y, here.take(line))
                else:
                    canvas.rect(60, y - 6, 130, 20)
                    canvas.rect(190, y - 6, 340, 20)
                    canvas.drawString(66, y, plain(line[0]))
                    canvas.drawString(196, y, here.take(line[1]))
                y -= 20
            canvas.showPage()
        canvas.save()
        return out.getvalue()

    return make


def cut_off(maker: Maker, share: float, reason: str = "corrupt") -> Maker:
    """The first part of a file, as after a broken copy."""

    def make(at: Place) -> bytes:
        data = maker(at.sealed())
        at.unreadable(reason)
        return data[: int(len(data) * share)]

    return make


def image_pdf(image: bytes) -> Maker:
    """A scan: one page, one picture, no text."""

    def make(at: Place) -> bytes:
        from reportlab.lib.utils import ImageReader
        from reportlab.pdfgen.canvas import Canvas

        at.inside("page 1").unreadable("no_text_layer")
        out = io.BytesIO()
        canvas = Canvas(out, pagesize=(595, 842), invariant=1, pageCompression=1)
        canvas.drawImage(ImageReader(io.BytesIO(image)), 0, 0, 595, 842)
        canvas.showPage()
        canvas.save()
        return out.getvalue()

    return make


def as_json(value: Any, indent: int | None = 2, ascii_only: bool = False) -> Maker:
    def make(at: Place) -> bytes:
        return json.dumps(bare(at, value), ensure_ascii=ascii_only, indent=indent).encode() + b"\n"

    return make


def jsonl(values: Sequence[Mapping[str, Any]]) -> Maker:
    def make(at: Place) -> bytes:
        return b"".join(
            json.dumps(bare(at, value, listed=True), ensure_ascii=False).encode() + b"\n" for value in values
        )

    return make


def bare(at: Place, value: Any, path: str = "", listed: bool = False) -> Any:
    """JSON value without marks. In a list of objects a value's field is its key path; elsewhere it is running text."""
    if isinstance(value, Mapping):
        return {key: bare(at, inner, f"{path}.{key}" if path else key, listed) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [bare(at, inner, path, listed=True) for inner in value]
    return at.take(value, path if listed else "") if isinstance(value, str) else value


def xml(root: str, record: str, rows: Sequence[Mapping[str, str]]) -> Maker:
    """Records with one element for each field."""

    def make(at: Place) -> bytes:
        lines = ['<?xml version="1.0" encoding="UTF-8"?>', f"<{root}>"]
        for row in rows:
            fields = "".join(
                f"<{name}>{html_module.escape(at.take(value, name))}</{name}>" for name, value in row.items()
            )
            lines.append(f"  <{record}>{fields}</{record}>")
        return "\n".join([*lines, f"</{root}>", ""]).encode()

    return make


def html(title: str, body: str, encoding: str = "utf-8") -> Maker:
    head = (
        f'<!DOCTYPE html>\n<html lang="ja"><head><meta charset="{encoding}"><title>{html_module.escape(title)}</title>'
    )
    return text(f"{head}</head>\n<body>\n{body}\n</body></html>\n", encoding)


@dataclass(frozen=True)
class Mail:
    """One message. `names`: how attachment names are written, "rfc2231" or "rfc2047" (as Outlook does in Japan)."""

    sender: str
    to: str
    subject: str
    body: str
    attachments: Mapping[str, Maker] = field(default_factory=dict)
    cc: str = ""
    html: bool = False
    encoding: str = "iso-2022-jp"
    names: str = "rfc2231"
    day: str = "Thu, 09 Apr 2026 10:15:00 +0900"

    def __call__(self, at: Place) -> bytes:
        part = MIMEText(at.take(self.body), "html" if self.html else "plain", self.encoding)
        message: Message = part
        if self.attachments:
            message = MIMEMultipart("mixed", boundary="----=_kitakaze_0001")
            message.attach(part)
            for name, maker in self.attachments.items():
                message.attach(self.attachment(name, maker(at.inside(name))))
        message["From"] = self.address(at, self.sender)
        message["To"] = self.address(at, self.to)
        if self.cc:
            message["Cc"] = self.address(at, self.cc)
        message["Subject"] = Header(at.take(self.subject), self.encoding).encode()
        message["Date"] = self.day
        message["Message-ID"] = f"<{abs(hash_of(self.subject)):x}@kitakaze.example.jp>"
        return message.as_bytes(policy=policy.compat32.clone(linesep="\r\n"))

    def address(self, at: Place, written: str) -> str:
        """`髙橋 健一 <k@example.jp>` with the name encoded; several are separated by commas."""
        out = []
        for one in at.take(written).split(", "):
            name, _, box = one.rpartition(" <")
            out.append(f"{Header(name, self.encoding).encode()} <{box}" if name else one)
        return ", ".join(out)

    def attachment(self, name: str, data: bytes) -> Message:
        part = MIMEApplication(data)
        if self.names == "rfc2231":
            part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", name))
        else:
            part.add_header("Content-Disposition", f'attachment; filename="{Header(name, "iso-2022-jp").encode()}"')
        return part


def hash_of(value: str) -> int:
    """A number for a text, the same in every run."""
    import zlib

    return zlib.crc32(value.encode())


def archive(members: Mapping[str, Maker], names: str = "") -> Maker:
    """A zip. `names`: encoding of the member names, "cp932" for what Windows writes in Japan."""

    def make(at: Place) -> bytes:
        data = {}
        for marked, maker in members.items():
            here = at.inside(plain(marked))
            data[here.take(marked)] = maker(here)
        return freeze.pack(data, names)

    return make


def encrypted_zip(password: bytes, members: Mapping[str, Maker]) -> Maker:
    """An AES zip: the names can be read, the content cannot."""

    def make(at: Place) -> bytes:
        import pyzipper

        out = io.BytesIO()
        with freeze.no_chance(), pyzipper.AESZipFile(out, "w", encryption=pyzipper.WZ_AES) as box:
            box.setpassword(password)
            for name, maker in members.items():
                at.inside(name).unreadable("encrypted")
                info = box.zipinfo_cls(name, freeze.WHEN)
                info.compress_type = pyzipper.ZIP_DEFLATED
                box.writestr(info, maker(at.inside(name).sealed()))
        return out.getvalue()

    return make
