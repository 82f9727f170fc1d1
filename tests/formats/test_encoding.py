"""Encodings of Japanese text, told without being told."""

from __future__ import annotations

import io
from random import Random

import pytest

from scanner.formats.encoding import _CODECS, Decoder, _replaced, _salvage, decode, text_blocks
from scanner.model import Reason

from .reading import problems, segments, texts

LINE = "氏名,住所\n山田 太郎,東京都千代田区霞が関1-2-3\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "cp932", "euc_jp", "iso2022_jp", "utf-16", "utf-16-le", "utf-16-be"]
)
@pytest.mark.parametrize("text", [LINE, "山田太郎です\n", "カタカナだけ\n", "請求書 2024年\n"])
def test_each_encoding_is_told(text: str, encoding: str) -> None:
    found = decode(text.encode(encoding))
    assert (found.text, found.lost) == (text, 0)


@pytest.mark.parametrize(
    "data, text",
    [
        ("①㈱髙﨑商事".encode("cp932"), "①㈱髙﨑商事"),  # NEC and IBM extensions, not in Shift_JIS
        (b"\xad\xa1\xad\xea\xb9\xe2\xba\xea", "①㈱高崎"),  # the same signs in EUC-JP from Windows
        (b"\x1b$B-!-j9b:j\x1b(B", "①㈱高崎"),  # and in ISO-2022-JP from Windows
        (b"\x1b$B;3ED\x1b(I@[3\x1b(B", "山田ﾀﾛｳ"),  # half-width kana by escape
        ("ﾔﾏﾀﾞ ﾀﾛｳ".encode("cp932"), "ﾔﾏﾀﾞ ﾀﾛｳ"),  # bank files: nothing but half-width kana
        ("ﾔﾏﾀﾞ ﾀﾛｳ".encode("euc_jp"), "ﾔﾏﾀﾞ ﾀﾛｳ"),
        ("東京".encode("cp932"), "東京"),  # four bytes: EUC-JP would not fit
        ("東京".encode("euc_jp"), "東京"),  # four bytes that are half-width kana in CP932
        (b"\x1b[31mERROR\x1b(B ok", "\x1b[31mERROR\x1b(B ok"),  # terminal colours are no ISO-2022-JP
        (b"1,2,3\n", "1,2,3\n"),
        (b"", ""),
    ],
)
def test_short_and_extended(data: bytes, text: str) -> None:
    assert decode(data).text == text


@pytest.mark.parametrize(
    "declared, data, text",
    [
        ("shift_jis", "①㈱".encode("cp932"), "①㈱"),  # declared Shift_JIS is CP932 in practice
        ("utf-8", "山田太郎".encode("cp932"), "山田太郎"),  # a lie
        ("x-unknown-charset", "山田太郎".encode("euc_jp"), "山田太郎"),
        ("us-ascii", "山田太郎".encode(), "山田太郎"),
        ("iso-8859-1", "山田太郎".encode("cp932"), "山田太郎"),  # decodes everything, so it proves nothing
        ("rot13", b"abc", "abc"),  # a codec of Python's that is no charset
    ],
)
def test_declared_charset_decides_only_where_it_fits(declared: str, data: bytes, text: str) -> None:
    assert decode(data, declared).text == text


def test_log_of_two_programs_is_read_line_by_line() -> None:
    lines = ["2024-01-01 顧客 山田太郎 を登録".encode(), "2024-01-01 顧客 佐藤花子 を登録".encode("cp932")] * 20
    found = decode(b"\n".join(lines))
    assert found.encoding == "mixed" and found.lost == 0
    assert found.text.count("山田太郎") == found.text.count("佐藤花子") == 20


def test_what_cannot_be_decoded_is_said_and_the_rest_read() -> None:
    found = segments("山田太郎\n".encode("cp932") * 50 + b"\x81\xff\xfe\n" + "佐藤\n".encode("cp932"), "a.txt")
    assert problems(found) == [(Reason.UNDECODABLE, "")]
    assert "山田太郎" in texts(found) and "佐藤" in texts(found) and "\ufffd" in texts(found)


def test_encoding_that_shows_late_is_still_told() -> None:
    data = b"id,name\n" * 300_000 + "1,山田太郎\n".encode("cp932")
    out = list(text_blocks(io.BytesIO(data)))
    assert len(out) > 1 and out[-1].endswith("1,山田太郎\n")


def test_blocks_end_at_line_ends_and_lose_nothing() -> None:
    text = "".join(f"{n} 山田太郎 東京都\n" for n in range(60_000))
    for encoding in ("cp932", "utf-16"):
        blocks = list(text_blocks(io.BytesIO(text.encode(encoding))))
        assert len(blocks) > 1 and all(block.endswith("\n") for block in blocks)
        assert "".join(blocks) == text


@pytest.mark.parametrize("encoding", ["utf-8", "euc_jp", "cp932"])
def test_endless_line_is_cut_between_characters(encoding: str) -> None:
    text = "山田太郎東京都a" * 700_000  # 10 MB and more, and not one line end or space
    decoder = Decoder(b"")
    blocks = list(text_blocks(io.BytesIO(text.encode(encoding)), decoder))
    same = "".join(blocks) == text  # outside the assert: pytest would print the difference
    assert len(blocks) > 1 and same and decoder.lost == 0


def test_lines_are_numbered_through_blocks() -> None:
    found = segments("".join(f"行{n}\n" for n in range(1, 200_001)), "a.txt")
    last = found[-1]
    assert len(found) > 1 and last.line > 1  # type: ignore[union-attr]
    assert last.text.split("\n")[0] == f"行{last.line}"  # type: ignore[union-attr]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_all_systems(end: str) -> None:
    assert texts(segments(f"一{end}二{end}三", "a.txt")) == "一\n二\n三"


@pytest.mark.parametrize("name", ["utf-8", "cp932", "euc-jp"])
def test_damage_is_replaced_as_by_our_own_handler(name: str) -> None:
    """For two of them Python's own does the same, at a thousandth of the time."""
    random = Random(1)
    for _ in range(300):
        line = random.randbytes(40) + "電話".encode(name) + random.randbytes(3)
        assert _replaced(line, name) == line.decode(_CODECS.get(name, name), "daicho.ms.replace")


def test_an_endless_line_of_damage_is_read_by_its_beginning() -> None:
    line = "電話 090-1234-5678 ".encode("euc-jp") * 9000 + b"\xff\x80"
    assert _salvage(line, "").startswith("電話 090-1234-5678")
