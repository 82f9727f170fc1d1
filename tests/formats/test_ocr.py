"""Text in pictures: by a fake engine for what we do with words, by tesseract and rapidocr for a few small pictures."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from recognizers.types import Hints, Hit
from scanner.budget import Budget, Limits, Pictures
from scanner.formats import exif, ocr, read
from scanner.formats.ocr import page, rapid, tesseract
from scanner.formats.ocr.lines import Read, text_of
from scanner.formats.ocr.mend import mended
from scanner.formats.ocr.words import Engine, Failed, Word
from scanner.formats.ole_write import ole_file
from scanner.model import Passage, Problem, Reason, Segment
from scanner.pictured import as_read
from tests import builders, needs
from tests.builders import pictures
from tests.formats.reading import problems, texts

LICENCE = (
    "氏名　山田　太郎",
    "昭和55年4月1日生",
    "住所　東京都新宿区西新宿2-8-1",
    "第　123456789012　号",
    "090-1234-5678",
)


class Fake:
    """An engine that reads the same in every picture, and keeps how it was asked."""

    def __init__(self, text: str = "電話090-1234-5678", confidence: float = 0.9, fails: str = "") -> None:
        self.text, self.confidence, self.fails = text, confidence, fails
        self.asked: list[tuple[tuple[int, int], bool]] = []

    def read(self, picture: Image.Image, vertical: bool, seconds: float) -> list[Word]:
        self.asked.append((picture.size, vertical))
        if self.fails:
            raise Failed(self.fails)
        return [Word(self.text, 0, 0, 400, 40, self.confidence)] if self.text else []


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[Fake]:
    engine = Fake()
    monkeypatch.setattr(ocr, "engine", lambda: engine)
    yield engine


@pytest.fixture
def no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ocr, "engine", lambda: None)


def scanned(data: bytes, name: str = "x.png", most: int = 100, beside_text: bool = False) -> list[Segment]:
    return list(read(io.BytesIO(data), name, Budget(packed=len(data), pictures=Pictures("", True, beside_text, most))))


def blank(size: tuple[int, int] = (800, 500), color: int = 255) -> Image.Image:
    return Image.new("L", size, color)


# --- what is read, and what is not ---


FORMATS = {
    "png": lambda: pictures.saved(blank()),
    "jpeg": lambda: pictures.saved(blank(), "JPEG"),
    "gif": lambda: pictures.saved(blank(), "GIF"),
    "bmp": lambda: pictures.saved(blank(), "BMP"),
    "webp": lambda: pictures.saved(blank(), "WEBP"),
    "avif": lambda: pictures.saved(blank(), "AVIF"),
    "transparent png": lambda: pictures.saved(Image.new("RGBA", (800, 500), (0, 0, 0, 0))),
    "palette": lambda: pictures.saved(blank().convert("P")),
    "16 bits": lambda: pictures.saved(Image.new("I;16", (800, 500)), "PNG"),
    "cmyk jpeg": lambda: pictures.saved(blank().convert("CMYK"), "JPEG"),
    "fax": lambda: pictures.fax([blank()]),
}


@pytest.mark.parametrize("name", FORMATS)
def test_a_picture_of_any_kind_is_read(fake: Fake, name: str) -> None:
    found = scanned(FORMATS[name]())
    assert "電話090-1234-5678" in texts(found) and not problems(found)


def test_each_page_of_a_fax_is_read(fake: Fake) -> None:
    found = scanned(pictures.fax([blank(), blank(), blank()]), "fax.tif")
    assert [segment.part for segment in found] == ["page 1", "page 2", "page 3"]


def test_only_pages_without_text_are_read(fake: Fake) -> None:
    data = pictures.pdf(["This page has quite a lot of text of its own, as letters have, more than a stamp.", blank()])
    found = scanned(data, "x.pdf")
    assert [(s.part, "090" in s.text) for s in found if isinstance(s, Passage) and s.part] == [
        ("page 1", False),
        ("page 2", True),
    ]
    assert len(fake.asked) == 1


def test_a_stamp_of_the_fax_machine_does_not_hide_the_scan(fake: Fake) -> None:
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842))
    canvas.drawImage(ImageReader(blank((600, 800))), 0, 0, 595, 800)
    canvas.drawString(72, 820, "FAX 2026/04/01 P.1")
    canvas.save()
    assert "090-1234-5678" in texts(scanned(buffer.getvalue(), "fax.pdf"))


def test_pictures_beside_text_are_read_where_asked(fake: Fake) -> None:
    from reportlab.lib.utils import ImageReader
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842))
    canvas.drawString(72, 700, "A letter with a copy of a card pasted into it, and a good deal of words before it.")
    canvas.drawImage(ImageReader(blank()), 72, 300, 200, 125)
    canvas.save()
    assert "090" not in texts(scanned(buffer.getvalue(), "x.pdf"))
    assert "090-1234-5678" in texts(scanned(buffer.getvalue(), "x.pdf", beside_text=True))


def test_a_page_drawn_as_outlines_is_no_empty_page(no_engine: None) -> None:
    from reportlab.pdfgen.canvas import Canvas

    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=(595, 842))
    for n in range(200):
        canvas.line(n, 10, n + 1, 40)
    canvas.save()
    assert problems(scanned(buffer.getvalue(), "x.pdf")) == [(Reason.NO_TEXT_LAYER, "page 1")]


@pytest.mark.parametrize("folder, name", [("word/media", "x.docx"), ("ppt/media", "x.pptx"), ("xl/media", "x.xlsx")])
def test_pictures_in_office_files_are_read_and_icons_are_not(fake: Fake, folder: str, name: str) -> None:
    scan, icon = pictures.saved(blank()), pictures.saved(blank((64, 64)))
    made = {
        "x.docx": builders.docx(["本文"]),
        "x.pptx": builders.pptx(["本文"]),
        "x.xlsx": builders.xlsx({"一": [["a"]]}),
    }
    data = io.BytesIO(made[name])
    with zipfile.ZipFile(data, "a") as package:
        package.writestr(f"{folder}/image1.png", scan)
        package.writestr(f"{folder}/image2.png", icon)
    found = scanned(data.getvalue(), name)
    assert [s.part for s in found if "090-1234" in getattr(s, "text", "")] == [f"{folder}/image1.png"]
    assert len(fake.asked) == 1 and not problems(found)


def blip(picture: bytes, kind: int, instance: int = 0x6E0, identifiers: int = 1) -> bytes:
    """[MS-ODRAW] 2.2.23: header, identifiers, tag, the picture."""
    body = b"i" * 16 * identifiers + b"\xff" + picture
    return struct.pack("<HHL", instance << 4, kind, len(body)) + body


def old_office(name: str, scan: bytes, photo: bytes, icon: bytes) -> bytes:
    """A document of before 2007 with three pictures, one of them twice; its text is of no matter here."""
    bitmap = pictures.saved(blank((700, 400)), "BMP")[14:]
    held = b"\0" * 25 + blip(scan, 0xF01E) + blip(icon, 0xF01E) + b"between" + blip(photo, 0xF02A, 0x6E3, 2)
    held += blip(scan, 0xF01E) + blip(bitmap, 0xF01F)
    if name == "x.rtf":
        hexed = [picture.hex(" ", 32).encode() for picture in (scan, icon, photo)]
        return (
            rb"{\rtf1 body\par {\*\shppict{\pict{\*\picprop abc}\picw90\pngblip " + hexed[0] + rb"}}"
            rb"{\pict\pngblip\picw64{\*\blipuid 00ff}" + hexed[1] + rb"}{\pict\jpegblip " + hexed[2] + b"}}"
        )
    if name == "x.xls":
        pieces = [held[at : at + 8224] for at in range(0, len(held), 8224)]
        kinds = [0x00EB, *[0x003C] * (len(pieces) - 1)]
        book = b"".join(struct.pack("<HH", kind, len(piece)) + piece for kind, piece in zip(kinds, pieces, strict=True))
        return ole_file({"Workbook": book})
    return ole_file({"Data" if name == "x.doc" else "Pictures": held})


@pytest.mark.parametrize("name, count", [("x.doc", 3), ("x.ppt", 3), ("x.xls", 3), ("x.rtf", 2)])
def test_pictures_in_old_office_files_are_read(fake: Fake, an_icon: bytes, name: str, count: int) -> None:
    from scanner.formats import blips

    noise = Image.effect_noise((800, 500), 90)  # too large for one record of a workbook
    data = old_office(name, pictures.saved(noise), pictures.saved(blank((600, 300)), "JPEG"), an_icon)
    budget = Budget(packed=len(data), pictures=Pictures("", True, False, 100))
    found = list(blips.segments(io.BytesIO(data), budget, name[2:]))
    assert [segment.part for segment in found] == ["picture 1", "picture 3", "picture 4"][:count]
    assert len(fake.asked) == count and not problems(found)
    unasked = Budget(packed=len(data), pictures=Pictures("not at depth quick", True, False, 100))
    (row,) = blips.segments(io.BytesIO(data), unasked, name[2:])
    assert isinstance(row, Problem) and row.detail.startswith(f"{count} pictures in it")


@pytest.fixture
def an_icon() -> bytes:
    return pictures.saved(blank((64, 64)))


@pytest.mark.parametrize("data", [
    blip(b"\x89PNG", 0xF01E)[:-2],
    struct.pack("<HHL", 0x6E00, 0xF01E, 0xFFFFFFFF) + b"i" * 17 + b"\x89PNG",
    struct.pack("<HHL", 0x6E00, 0xF01E, 3) * 50_000,
    b"\x1e\xf0" * 100_000,
])  # fmt: skip
def test_headers_that_lie_are_no_pictures(fake: Fake, data: bytes) -> None:
    from scanner.formats import blips

    budget = Budget(packed=len(data), pictures=Pictures("", True, False, 100))
    assert not list(blips.segments(io.BytesIO(ole_file({"Data": data})), budget, "doc")) and not fake.asked


def test_the_pictures_of_a_document_come_after_its_text(fake: Fake, an_icon: bytes) -> None:
    rtf = old_office("x.rtf", pictures.saved(blank()), pictures.saved(blank(), "JPEG"), an_icon)
    found = scanned(rtf, "x.rtf")
    assert [segment.part for segment in found] == ["", "picture 1", "picture 3"]
    assert isinstance(found[0], Passage) and found[0].text == "body"


def test_without_an_engine_nothing_is_clean(no_engine: None) -> None:
    document = io.BytesIO(builders.docx(["本文"]))
    with zipfile.ZipFile(document, "a") as package:
        package.writestr("word/media/image1.png", pictures.saved(blank()))
    for data, name, part in (
        (pictures.saved(blank()), "x.png", ""),
        (pictures.pdf([blank()]), "x.pdf", "page 1"),
        (document.getvalue(), "x.docx", ""),
    ):
        found = scanned(data, name)
        assert problems(found) == [(Reason.NO_TEXT_LAYER, part)], name
        assert "daicho[ocr]" in next(s.detail for s in found if isinstance(s, Problem))


def test_pages_beyond_the_limit_are_counted_in_one_row(fake: Fake) -> None:
    for data, name in ((pictures.pdf([blank()] * 5), "x.pdf"), (pictures.fax([blank()] * 5), "x.tif")):
        found = scanned(data, name, most=2)
        told = [s for s in found if isinstance(s, Problem)]
        assert [(s.reason, s.part) for s in told] == [(Reason.NO_TEXT_LAYER, "")]
        assert told[0].detail.startswith("3 pages beyond the 2 ")
        assert len([s for s in found if "090-1234" in getattr(s, "text", "")]) == 2


def test_the_limit_is_that_of_the_item_not_of_the_member(fake: Fake) -> None:
    data = builders.zip_of({f"{n}.png": pictures.saved(blank()) for n in range(4)})
    found = scanned(data, "x.zip", most=3)
    assert problems(found) == [(Reason.NO_TEXT_LAYER, "3.png")]


def test_a_page_that_fails_costs_itself_only(fake: Fake) -> None:
    fake.fails = "OCR took longer than 60 seconds"
    data = builders.zip_of({"a.png": pictures.saved(blank()), "b.txt": b"090-1234-5678"})
    found = scanned(data, "x.zip")
    assert problems(found) == [(Reason.NO_TEXT_LAYER, "a.png")] and "090-1234-5678" in texts(found)


def test_without_time_no_page_is_begun(fake: Fake) -> None:
    data = pictures.saved(blank())
    budget = Budget(Limits(seconds=6), packed=len(data), pictures=Pictures("", True, False, 10))
    found = list(read(io.BytesIO(data), "x.png", budget))
    assert problems(found) == [(Reason.NO_TEXT_LAYER, "")] and not fake.asked


def test_pictures_that_are_too_large_or_broken_are_not_decoded(fake: Fake) -> None:
    from tests.builders import hostile

    assert problems(scanned(hostile.picture())) == [(Reason.NO_TEXT_LAYER, "")]
    whole = pictures.saved(pictures.written(["a"]))
    assert problems(scanned(whole[: len(whole) // 2])) == [(Reason.CORRUPT, "")]
    assert not fake.asked


def test_heic_is_named(fake: Fake) -> None:
    found = scanned(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(100), "IMG_0001.HEIC")
    assert problems(found) == [(Reason.NO_TEXT_LAYER, "")] and "HEIC" in getattr(found[0], "detail", "")


# --- how a picture is held ---


def test_the_way_of_holding_it_that_reads_best_is_taken(fake: Fake) -> None:
    picture = pictures.written(LICENCE)
    fake.confidence = 0.3
    page.read(picture, fake, 30)
    assert [vertical for _, vertical in fake.asked] == [False] * 4
    fake.asked.clear()
    page.read(picture.rotate(90, expand=True), fake, 30)
    assert [vertical for _, vertical in fake.asked] == [True, False, False, False, True]


def test_lines_of_single_characters_are_not_believed() -> None:
    good, worth = "電話090-1234-5678", 0.9
    most, enough = page.judged(Read(good, ((0, len(good), worth),)))
    assert most == pytest.approx(0.5 * len(good)) and enough
    aside = Read("\n".join(good), tuple((2 * n, 2 * n + 1, worth) for n in range(len(good))))
    assert page.judged(aside) == (0.0, False)


@pytest.mark.parametrize("degrees", [-4, -1.5, 0, 3])
def test_slant_is_measured(degrees: float) -> None:
    picture = pictures.written(LICENCE).rotate(degrees, fillcolor=255, expand=True)
    down, slant = page.measured(picture)
    assert not down and abs(slant + degrees) <= 0.5


def test_noise_is_taken_out_and_nothing_else() -> None:
    clean = pictures.written(LICENCE, (1800, 1000))
    noisy = Image.blend(clean, Image.effect_noise(clean.size, 90), 0.25)
    assert page._is_noisy(noisy) and not page._is_noisy(clean)
    off = [ImageStat.Stat(ImageChops.difference(page.prepared(one), clean)).mean[0] for one in (clean, noisy)]
    assert off[0] < 5 and off[1] < 60


def test_lines_that_run_downwards_are_seen() -> None:
    down, _ = page.measured(pictures.downwards(["個人番号の届出について", "東京都新宿区西新宿", "山田太郎と申します"]))
    assert down


def test_a_photograph_turned_by_the_camera_is_set_upright(fake: Fake) -> None:
    picture = blank((800, 500))
    turned = picture.getexif()
    turned[0x0112] = 6
    scanned(pictures.saved(picture, "JPEG", exif=turned), "x.jpg")
    (width, height), _ = fake.asked[0]
    assert width < height


# --- words → text ---


def test_lines_are_put_together_from_words_and_kanji_are_not_spaced() -> None:
    words = [
        Word("090-1234-5678", 200, 52, 420, 82, 0.8),
        Word("電", 0, 50, 30, 80, 0.9), Word("話", 32, 50, 62, 80, 0.9),
        Word("氏", 0, 0, 30, 30, 0.9), Word("名", 32, 0, 62, 30, 0.9), Word("山田", 100, 1, 160, 31, 0.9),
    ]  # fmt: skip
    told = text_of(words, vertical=False)
    assert told.text == "氏名 山田\n電話 090-1234-5678"
    assert [(told.text[start:end], sure) for start, end, sure in told.sure][-1] == ("090-1234-5678", 0.8)
    assert all(told.text[start:end].strip() for start, end, _ in told.sure)


def test_frames_are_no_text() -> None:
    words = [Word("|", 0, 0, 5, 40, 0.9), Word("氏名", 10, 0, 70, 30, 0.9), Word("__", 80, 0, 90, 30, 0.9)]
    assert text_of(words, vertical=False).text == "氏名"


def test_columns_are_read_from_right_to_left() -> None:
    words = [Word("太郎", 0, 0, 30, 60, 0.9), Word("山田", 100, 0, 130, 60, 0.9)]
    assert text_of(words, vertical=True).text == "山田\n太郎"


@pytest.mark.parametrize(
    "read, meant",
    [
        ("090一1234ー5678", "090-1234-5678"),
        ("O9O-l234-5678", "090-1234-5678"),
        ("西新宿2ー8一1", "西新宿2-8-1"),
        ("山田健—", "山田健一"),
        ("山田健ー 様", "山田健一 様"),
        ("健ー郎", "健一郎"),
        ("佐藤賢ニ", "佐藤賢二"),
        ("AB123O5678CD", "AB12305678CD"),
        ("TK12345O7", "TK1234507"),
        ("ヤマ夕 夕ロウ", "ヤマタ 夕ロウ"),
        ("センター", "センター"),  # a long vowel
        ("東京ー大阪", "東京ー大阪"),  # from … to
        ("Hello World", "Hello World"),
        ("I01234", "101234"),
        ("OIlO", "OIlO"),  # no digits: no number
        ("夕方 八百屋 口座", "夕方 八百屋 口座"),
        ("12|34|56", "12|34|56"),  # rules of a table
    ],
)
def test_what_engines_take_for_one_another(read: str, meant: str) -> None:
    assert mended(read) == meant and len(read) == len(meant)


# --- scores ---


def test_no_hit_is_surer_than_its_reading() -> None:
    sure = ((0, 2, 0.95), (2, 15, 0.6))
    assert as_read(Hit("PHONE_NUMBER", 2, 15, 0.9, "x", ("pattern",)), 0, sure) == Hit(
        "PHONE_NUMBER", 2, 15, 0.6, "x", ("pattern", "ocr")
    )
    assert as_read(Hit("PERSON", 0, 2, 0.7, "x"), 0, sure).score == 0.7
    assert as_read(Hit("PERSON", 0, 3, 0.9, "x"), 0, sure).score == round((2 * 0.95 + 0.6) / 3, 3)
    assert as_read(Hit("PERSON", 1, 4, 0.9, "x"), 11, sure).score == 0.6


# --- beside the picture ---


def test_where_and_by_whom_a_picture_was_taken() -> None:
    picture = blank((10, 10))
    told = picture.getexif()
    told[0x013B], told[0x8298] = "山田太郎".encode(), "© 佐藤花子".encode()
    told[0x9C9D] = "鈴木一郎\0".encode("utf-16-le")
    camera = told.get_ifd(0x8769)
    camera[0x9286] = b"UNICODE\0" + "電話 090-1234-5678".encode("utf-16-be")
    camera[0xA430], camera[0xA431] = "Yamada", "0123456789"
    camera[0x927C] = b"\0\x01Nikon\0\x02SN 9988776655\0\x01"
    place = told.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", (35.0, 40.0, 52.45), "E", (139.0, 46.0, 1.65)
    data = pictures.saved(picture, "JPEG", exif=told, comment=b"for taro@example.jp")
    with Image.open(io.BytesIO(data)) as opened:
        found = {s.at: s.text for s in exif.segments(opened, Hints(), Budget()) if isinstance(s, Passage)}
    assert found["@exif GPSPosition"] == "35.681236, 139.767125"
    assert found["@exif Artist"] == "山田太郎"
    assert found["@exif XPAuthor"] == "鈴木一郎"
    assert found["@exif UserComment"] == "電話 090-1234-5678"
    assert found["@exif BodySerialNumber"] == "0123456789"
    assert "SN 9988776655" in found["@exif MakerNote"]
    assert found["@exif comment"] == "for taro@example.jp"


def test_metadata_of_programs_are_read() -> None:
    from PIL.PngImagePlugin import PngInfo

    packet = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        '<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator><rdf:Seq><rdf:li>山田太郎</rdf:li>'
        "</rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta>"
    )
    chunks = PngInfo()
    chunks.add_itxt("Author", "佐藤花子")
    chunks.add_itxt("XML:com.adobe.xmp", packet)
    with Image.open(io.BytesIO(pictures.saved(blank((10, 10)), "PNG", pnginfo=chunks))) as opened:
        found = {s.at: s.text for s in exif.segments(opened, Hints(), Budget()) if isinstance(s, Passage)}
    assert found == {"@exif PNG Author": "佐藤花子", "@exif XMP creator": "山田太郎"}


# --- the engines ---


def engine(name: str) -> Engine:
    built: Engine | None
    if name == "tesseract":
        needs.command("tesseract", install="make services")
        built = tesseract.build()
    else:
        built = rapid.build() if find_spec("onnxruntime") else None  # no wheel for every machine
        if built is None:
            pytest.skip("no rapidocr here: pip install 'daicho[ocr]'")
    assert built is not None
    return built


@pytest.mark.parametrize("name", ["tesseract", "rapidocr"])
def test_a_card_is_read_however_it_is_held(name: str) -> None:
    reader, card = engine(name), pictures.written(LICENCE)
    for degrees in (3, 180) if name == "tesseract" else (180,):
        told = page.read(card.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=255), reader, 60)
        for value in ("090-1234-5678", "123456789012", "2-8-1", "山田"):
            assert value in told.text, (degrees, value)
        assert told.text.index("氏名") < told.text.index("090"), degrees


def test_vertical_text_is_read_by_tesseract() -> None:
    told = page.read(
        pictures.downwards(["個人番号の届出について", "東京都新宿区西新宿", "山田太郎と申します"]),
        engine("tesseract"),
        60,
    )
    assert told.text.index("個人番号") < told.text.index("新宿区") < told.text.index("山田太郎")


def test_tesseract_is_ended_when_its_time_is_up_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = tmp_path / "bin"
    slow.mkdir()
    (slow / "tesseract").write_text("#!/bin/sh\nexec sleep 60\n")
    (slow / "tesseract").chmod(0o755)
    monkeypatch.setenv("PATH", f"{slow}:/usr/bin:/bin")
    monkeypatch.setattr(tesseract, "languages", lambda: frozenset({"jpn", "eng"}))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with pytest.raises(Failed, match="longer than 1 seconds"):
        tesseract.Tesseract().read(blank(), False, 1)
    assert [path.name for path in tmp_path.iterdir()] == ["bin"]
