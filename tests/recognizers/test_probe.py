"""A probe that every tool we know fails somewhere: each row right, through the public way in."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from recognizers import analyze
from scanner.budget import Budget, Limits
from scanner.formats import read
from scanner.model import Passage

NUMBERS = "個人番号123456789018です"


def found(text: str) -> dict[str, str]:
    """Entity type → what was found, of hits that count."""
    return {hit.entity: text[hit.start : hit.end] for hit in analyze(text) if hit.score >= 0.5}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (NUMBERS, {"JP_MY_NUMBER": "123456789018"}),  # glued to kanji and kana on both sides
        ("マイナンバー：１２３４５６７８９０１８", {"JP_MY_NUMBER": "１２３４５６７８９０１８"}),
        ("マイナンバー 1234 5678 9018", {"JP_MY_NUMBER": "1234 5678 9018"}),
        ("受注番号123456789012を出荷", {}),  # twelve digits, bad check digit
        ("受注番号123456789018を出荷", {}),  # twelve digits that pass
        ("123456789018", {}),  # nothing but a check digit
        ("運転免許証番号 301900000160", {"JP_DRIVERS_LICENSE": "301900000160"}),
        ("免許証番号621498320257", {"JP_DRIVERS_LICENSE": "621498320257"}),  # passes My Number's check
        ("旅券番号TK1234567を確認", {"JP_PASSPORT": "TK1234567"}),
        ("在留カード番号AB12345678CDを確認", {"JP_RESIDENCE_CARD": "AB12345678CD"}),
        ("三井住友銀行 新宿支店 普通 1234567", {"JP_BANK_ACCOUNT": "三井住友銀行 新宿支店 普通 1234567"}),
        ("基礎年金番号1234-567890", {"JP_PENSION_NUMBER": "1234-567890"}),
        ("JAN 4901234567894", {}),
        ("商品 4901234567894 を納品", {}),
        ("法人番号7000012050002", {"JP_CORPORATE_NUMBER": "7000012050002"}),
        ("連絡先 090-1234-5678", {"PHONE_NUMBER": "090-1234-5678"}),
        ("メール taro@example.co.jp", {"EMAIL_ADDRESS": "taro@example.co.jp"}),  # reserved domains count unless told not to
        ("カード 4539 5787 6362 1486", {"CREDIT_CARD": "4539 5787 6362 1486"}),
        ("カード 4111 1111 1111 1111", {}),  # a published test number stays low
    ],
)  # fmt: skip
def test_probe(text: str, expected: dict[str, str]) -> None:
    assert found(text) == expected


def test_illness_of_a_person() -> None:
    hits = found("山田太郎は糖尿病で通院中")
    assert hits["PERSON"] == "山田太郎"
    assert "糖尿病" in hits["SPC_MEDICAL_HISTORY"]


LINE = "氏名 山田太郎、ﾏｲﾅﾝﾊﾞｰ 123456789018、住所 東京都新宿区西新宿2-8-1。次の行もあります。\n" * 3


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "cp932", "euc_jp", "iso2022_jp_ext", "utf-16", "utf-16-le", "utf-16-be"],
)
@pytest.mark.parametrize("zipped", [False, True])
def test_every_encoding_of_a_japanese_office(encoding: str, zipped: bool, tmp_path: Path) -> None:
    data = LINE.encode(encoding)
    if zipped:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("名簿.txt", data)
        data = packed.getvalue()
    name = "名簿.zip" if zipped else "名簿.txt"
    segments = list(read(io.BytesIO(data), name, Budget(Limits(), packed=len(data))))
    text = "".join(segment.text for segment in segments if isinstance(segment, Passage))
    assert found(text)["JP_MY_NUMBER"] == "123456789018"
    assert found(text)["JP_ADDRESS"] == "東京都新宿区西新宿2-8-1"
