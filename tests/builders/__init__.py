"""Makes odd files for tests: each function returns the bytes of one file. All people and numbers are invented."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from email.message import EmailMessage
from typing import Any

Rows = Sequence[Sequence[Any]]


def xlsx(
    sheets: Mapping[str, Rows],
    *,
    hidden: Iterable[str] = (),
    comments: Mapping[str, str] | None = None,
    merged: Mapping[str, str] | None = None,
    text_box: str = "",
    author: str = "",
) -> bytes:
    """`comments` and `merged` ("B2:C2" → text) go on the first sheet."""
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    date = book.add_format({"num_format": "yyyy/mm/dd"})
    if author:
        book.set_properties({"author": author})
    for number, (name, rows) in enumerate(sheets.items()):
        sheet = book.add_worksheet(name)
        for i, row in enumerate(rows):
            for j, value in enumerate(row):
                if hasattr(value, "isoformat"):
                    sheet.write_datetime(i, j, value, date)
                elif value is not None:
                    sheet.write(i, j, value)
        if number == 0:
            for cell, text in (comments or {}).items():
                sheet.write_comment(cell, text)
            for cells, text in (merged or {}).items():
                sheet.merge_range(cells, text)
            if text_box:
                sheet.insert_textbox("H1", text_box)
        if name in set(hidden):
            sheet.hide()
    book.close()
    return buffer.getvalue()


def xls(sheets: Mapping[str, Rows]) -> bytes:
    import xlwt

    book = xlwt.Workbook(encoding="utf-8")
    for name, rows in sheets.items():
        sheet = book.add_sheet(name)
        for i, row in enumerate(rows):
            for j, value in enumerate(row):
                if value is not None:
                    sheet.write(i, j, value)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def encrypted_xlsx(password: str = "secret") -> bytes:
    from msoffcrypto.format.ooxml import OOXMLFile

    plain, buffer = io.BytesIO(xlsx({"Sheet1": [["氏名"], ["山田太郎"]]})), io.BytesIO()
    OOXMLFile(plain).encrypt(password, buffer)
    return buffer.getvalue()


def docx(
    paragraphs: Sequence[str] = (),
    *,
    tables: Sequence[Rows] = (),
    header: str = "",
    footer: str = "",
    comment: str = "",
    author: str = "",
) -> bytes:
    import docx as python_docx

    document = python_docx.Document()
    document.core_properties.author = author
    for text in paragraphs:
        document.add_paragraph(text)
    for rows in tables:
        table = document.add_table(len(rows), len(rows[0]))
        for i, row in enumerate(rows):
            for j, value in enumerate(row):
                table.cell(i, j).text = str(value)
    if header:
        document.sections[0].header.paragraphs[0].text = header
    if footer:
        document.sections[0].footer.paragraphs[0].text = footer
    if comment:
        document.add_comment(document.paragraphs[0].runs[0], text=comment, author=author or "x")
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def pptx(slides: Sequence[str], *, notes: str = "", table: Rows = ()) -> bytes:
    """One text a slide; `notes` and `table` go on the last."""
    import pptx as python_pptx
    from pptx.util import Inches

    show = python_pptx.Presentation()
    for text in slides:
        slide = show.slides.add_slide(show.slide_layouts[5])
        slide.shapes.title.text = text
    if notes:
        slide.notes_slide.notes_text_frame.text = notes
    if table:
        size = [Inches(n) for n in (1, 2, 6, 2)]
        grid = slide.shapes.add_table(len(table), len(table[0]), *size).table
        for i, row in enumerate(table):
            for j, value in enumerate(row):
                grid.cell(i, j).text = str(value)
    buffer = io.BytesIO()
    show.save(buffer)
    return buffer.getvalue()


PICTURE = "a page that is only a picture"


def pdf(pages: Sequence[str], *, password: str = "", author: str = "") -> bytes:
    """One text a page; `PICTURE` makes a page with an image and no text, as a scanner does."""
    from PIL import Image
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiMin-W3"))
    buffer = io.BytesIO()
    canvas = Canvas(buffer, encrypt=password or None)
    canvas.setAuthor(author)
    for text in pages:
        if text == PICTURE:
            canvas.drawImage(ImageReader(Image.new("L", (60, 60), 128)), 100, 100)
        else:
            canvas.setFont("HeiseiMin-W3", 12)
            for number, line in enumerate(text.split("\n")):
                canvas.drawString(72, 760 - 20 * number, line)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def png() -> bytes:
    from PIL import Image

    buffer = io.BytesIO()
    Image.new("L", (4, 4)).save(buffer, "PNG")
    return buffer.getvalue()


def eml(
    body: str = "",
    *,
    subject: str = "件名",
    charset: str = "iso-2022-jp",
    html: str = "",
    attachments: Mapping[str, bytes] | None = None,
) -> bytes:
    message = EmailMessage()
    message["From"] = "山田太郎 <taro@example.jp>"
    message["To"] = "佐藤花子 <hanako@example.jp>"
    message["Subject"] = subject
    message["Message-ID"] = "<1@example.jp>"
    message.set_content(body, charset=charset)
    if html:
        message.add_alternative(html, subtype="html")
    for name, data in (attachments or {}).items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


class _Cp932Info(zipfile.ZipInfo):
    """A member as Windows in Japan writes it: the name in CP932, and no flag that says so."""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode("cp932"), self.flag_bits & ~0x800


def zip_of(members: Mapping[str, bytes], *, cp932: bool = False, stored: bool = False) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            info = (_Cp932Info if cp932 else zipfile.ZipInfo)(name, (2024, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return buffer.getvalue()


def encrypted_zip(plain: Mapping[str, bytes], secret: Mapping[str, bytes], password: bytes = b"secret") -> bytes:
    """Some members in the clear, some under AES."""
    import pyzipper

    buffer = io.BytesIO()
    with pyzipper.AESZipFile(buffer, "w", compression=pyzipper.ZIP_DEFLATED) as archive:
        for name, data in plain.items():
            archive.writestr(name, data)
        archive.setpassword(password)
        archive.setencryption(pyzipper.WZ_AES)
        for name, data in secret.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def bomb(megabytes: int = 64) -> bytes:
    """A zip whose one member unpacks to a thousand times its size."""
    return zip_of({"zeros.txt": b"0" * (megabytes << 20)})


def nested_zip(levels: int, name: str = "底.txt", data: bytes = b"") -> bytes:
    inner = zip_of({name: data or "山田太郎".encode()})
    for _ in range(levels - 1):
        inner = zip_of({"inner.zip": inner})
    return inner


def with_bad_crc(archive: bytes, member: str) -> bytes:
    """The same zip, one byte of a stored member changed."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        info = opened.getinfo(member)
        start = info.header_offset + 30 + len(info.orig_filename.encode())
    spoiled = bytearray(archive)
    spoiled[start] ^= 0x01
    return bytes(spoiled)


def cut(data: bytes, share: float = 0.5) -> bytes:
    """The first part of a file, as a broken copy leaves it."""
    return data[: int(len(data) * share)]


def gzip_of(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return packer.compress(data) + packer.flush()
