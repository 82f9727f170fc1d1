"""CSV by pyarrow: what it reads is what the reader of the standard library reads, in whatever blocks the file comes."""

from __future__ import annotations

import io
import random
from typing import Any

import pytest

from scanner.budget import Budget
from scanner.formats import delimited_blocks
from scanner.formats.delimited_blocks import Blocks
from scanner.formats.encoding import Decoder

from .reading import columns, problems, segments

CELLS = [
    "",
    "a",
    "山田 太郎",
    "090-1234-5678",
    '"x, y"',
    '"two\nlines"',
    '"say ""hi"""',
    "a'b",
    "50%",
    '""',
    " ",
    'in"si"de',
]


def table(rng: random.Random, rows: int, odd: float) -> str:
    """Rows of three cells; `odd` of them longer or shorter."""
    lines = ["氏名,電話番号,備考"]
    for _ in range(rows):
        width = rng.randint(1, 5) if rng.random() < odd else 3
        lines.append(",".join(rng.choice(CELLS) for _ in range(width)))
    return "\n".join(lines) + "\n" * rng.randint(0, 3)


def by_rows(monkeypatch: pytest.MonkeyPatch, data: bytes) -> Any:
    with monkeypatch.context() as patch:
        patch.setattr(Blocks, "_arrays", lambda *_: None)
        found = segments(data, "a.csv")
        return columns(found), problems(found)


@pytest.mark.parametrize("odd", [0.0, 0.01, 0.5])
@pytest.mark.parametrize("block", [16_000, 33_333, 4 << 20])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "utf-16"])
def test_columns_are_those_of_the_rows(monkeypatch: pytest.MonkeyPatch, odd: float, block: int, encoding: str) -> None:
    for seed in range(2):
        rng = random.Random(seed)
        text = table(rng, 3000, odd)
        data = text.replace("\n", rng.choice(["\n", "\r\n", "\r"])).encode(encoding)
        expected = by_rows(monkeypatch, data)
        monkeypatch.setattr(delimited_blocks, "_BLOCK", block)
        found = segments(data, "a.csv")
        assert (columns(found), problems(found)) == expected
        assert len(expected[0]["氏名"]) > 2500


def test_even_rows_are_read_as_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rows of the head aside; otherwise nothing above is tested."""
    seen = 0
    parse = Blocks._parsed

    def counting(self: Blocks, text: str) -> Any:
        nonlocal seen
        seen += text.count("\n")
        return parse(self, text)

    monkeypatch.setattr(Blocks, "_parsed", counting)
    data = "氏名,電話番号\n" + "山田太郎,090-1111-2222\n" * 20_000
    for encoding in ("utf-8", "cp932"):
        seen = 0
        assert len(columns(segments(data.encode(encoding), "a.csv"))["氏名"]) == 20_000
        assert seen < 1000


def test_bytes_that_are_no_text_cost_no_row(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = ["氏名,電話番号", *("山田太郎,090-1111-2222" for _ in range(5000))]
    data = "\n".join(lines).encode().split(b"\n")
    data[3000] = "山田".encode() + b"\xff\x00\x80\xfe,090-3333-4444"
    data[4000] = "花\0子,090-5555-6666".encode()
    monkeypatch.setattr(delimited_blocks, "_BLOCK", 20_000)
    found = segments(b"\n".join(data), "a.csv")
    phones = columns(found)["電話番号"]
    assert len(phones) == 5000 and phones[2999] == "090-3333-4444" and columns(found)["氏名"][3999] == "花子"
    assert (columns(found), problems(found)) == by_rows(monkeypatch, b"\n".join(data))


def test_a_quote_that_is_open_at_the_end_of_a_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited_blocks, "_BLOCK", 64)
    cell = "行\n" * 200
    data = "氏名,備考\n" + "".join(f'山田{n},"{cell}"\n佐藤{n},x\n' for n in range(300))
    found = columns(segments(data, "a.csv"))
    assert found["氏名"][-2:] == ["山田299", "佐藤299"] and found["備考"][-2] == cell


def test_files_of_uneven_rows_are_not_tried_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = 0
    arrays = Blocks._arrays

    def counting(self: Blocks, *args: Any) -> Any:
        nonlocal tried
        tried += 1
        return arrays(self, *args)

    monkeypatch.setattr(Blocks, "_arrays", counting)
    monkeypatch.setattr(delimited_blocks, "_BLOCK", 1000)
    data = "a,b,c\n" + "1,2\n1,2,3,4\n" * 5000
    assert len(columns(segments("氏名,電話,備考\n" + data, "a.csv"))["電話"]) > 9000
    assert 0 < tried <= 10


def test_the_beginning_of_a_file_that_is_one_line() -> None:
    blocks = Blocks(io.BytesIO(b"a,b,c"), Decoder(b"a,b,c"), Budget())
    assert blocks.head() == [["a", "b", "c"]] and list(blocks.rows()) == []
