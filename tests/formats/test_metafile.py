"""Text in drawings of Windows, by themselves and inside Office documents."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
import zlib
from random import Random

import pytest

from scanner.budget import Budget
from scanner.formats import blips, identify, read
from scanner.formats.ole_write import ole_file
from scanner.model import Passage, Problem, Segment
from tests import builders
from tests.builders.metafiles import emf, wmf

TABLE = ((10, "氏名"), (10, "電話"), (30, "髙橋花子"), (30, "090-1234-5678"), (50, "ﾀﾅｶ"))
TEXT = "氏名\t電話\n髙橋花子\t090-1234-5678\nﾀﾅｶ"


def segments(data: bytes, name: str) -> list[Segment]:
    return list(read(io.BytesIO(data), name, Budget(packed=len(data))))


@pytest.mark.parametrize("data, kind", [
    (emf(TABLE), "emf"),
    (emf(TABLE, small=True), "emf"),
    (wmf(TABLE), "wmf"),
    (wmf(TABLE, placeable=False), "wmf"),
])  # fmt: skip
def test_text_is_read_line_by_line(data: bytes, kind: str) -> None:
    assert identify(io.BytesIO(data), "x") == kind
    (passage,) = segments(data, "x")
    assert isinstance(passage, Passage) and passage.text == TEXT


def test_a_font_says_in_which_characters_text_is() -> None:
    (passage,) = segments(wmf(((1, "山田太郎"),), charset=134, codec="gbk"), "x.wmf")
    assert isinstance(passage, Passage) and passage.text == "山田太郎"


@pytest.mark.parametrize("name, member", [
    ("x.docx", "word/media/image1.emf"), ("x.pptx", "ppt/media/image1.wmf"), ("x.xlsx", "xl/media/image1.emz"),
])  # fmt: skip
def test_in_office_files_whether_ocr_is_asked_for_or_not(name: str, member: str) -> None:
    made = {
        "x.docx": builders.docx(["本文"]),
        "x.pptx": builders.pptx(["本文"]),
        "x.xlsx": builders.xlsx({"一": [["a"]]}),
    }
    drawings = {"emf": emf(TABLE), "wmf": wmf(TABLE), "emz": gzip.compress(emf(TABLE))}
    document = io.BytesIO(made[name])
    with zipfile.ZipFile(document, "a") as package:
        package.writestr(member, drawings[member[-3:]])
    found = segments(document.getvalue(), name)
    assert [one.part.split("!")[0] for one in found if isinstance(one, Passage) and one.text == TEXT] == [member]
    assert not [one for one in found if isinstance(one, Problem)]


@pytest.mark.parametrize("kind, drawing", [(0xF01A, emf(TABLE)), (0xF01B, wmf(TABLE, placeable=False))])
@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("identifiers", [1, 2])
def test_in_office_files_of_before_2007(kind: int, drawing: bytes, packed: bool, identifiers: int) -> None:
    head = struct.pack("<L", len(drawing)) + bytes(28) + (b"\0\xfe" if packed else b"\xfe\xfe")
    body = b"i" * 16 * identifiers + head + (zlib.compress(drawing) if packed else drawing)
    data = ole_file({"Data": b"before" + struct.pack("<HHL", 0x3D40, kind, len(body)) + body + b"behind"})
    (passage,) = blips.segments(io.BytesIO(data), Budget(packed=len(data)), "doc")
    assert isinstance(passage, Passage) and (passage.part, passage.text) == ("picture 1", TEXT)


def test_damage_ends_the_drawing_and_nothing_else() -> None:
    random = Random(3)
    for data in (emf(TABLE), emf(TABLE, small=True), wmf(TABLE)):
        for _ in range(300):
            broken = bytearray(data)
            for _ in range(random.randrange(1, 6)):
                broken[random.randrange(44, len(broken))] = random.randrange(256)
            found = segments(bytes(broken[: random.randrange(44, len(broken) + 1)]), "x")
            assert not [one for one in found if isinstance(one, Problem) and one.reason == "internal_error"]


def test_a_million_objects_take_no_longer_each() -> None:
    """Made and never deleted: each takes the next number without a search."""
    data = wmf(())[:-6] + struct.pack("<LH", 3, 0x02FA) * 300_000 + wmf(TABLE)[40:]
    assert isinstance(segments(data, "x.wmf"), list)
