"""Under a header only what it or a label names is tried; nothing is lost by it. A text without a letter names nobody."""

from __future__ import annotations

import random

import pytest

from recognizers import Engine
from recognizers.person import PersonNames
from recognizers.types import Hints

FAST, PLAIN = Engine(depth="quick"), Engine(depth="quick", matcher="re")
CELLS = [
    "123456789018", "社員番号 12345", "A1234567", "1234567", "12345678-123", "03-1234-5678", "保険証の番号は826456", "100-0001",
    "普通 1234567", "1985/01/02", "昭和60年1月2日", "東京都千代田区千代田1-1", "4980634488643059", "学籍番号：B23-118、電話 090-1234-5678",
    "会員 C0000123（社員 10234）", "１２３４５６７８９０１８", "id: U-20391", "なし",
]  # fmt: skip


@pytest.mark.parametrize("seed", range(12))
def test_the_same_is_found_as_where_all_is_tried(seed: int) -> None:
    rng = random.Random(seed)
    labels = sorted({word for pattern in FAST.patterns for word in (*pattern.context, *pattern.other)})
    header = rng.choice(labels) if seed % 3 else rng.choice(labels) + rng.choice(labels)
    hints = Hints(header=header, siblings=(header, "氏名"))
    wanted = [PLAIN.find(cell, hints) for cell in CELLS]
    assert [FAST.find(cell, hints) for cell in CELLS] == wanted, header
    assert FAST.find_each(CELLS, hints) == wanted, header


def test_headers_that_name_a_type_count() -> None:
    found = {hit.entity for hit in FAST.find("826456", Hints(header="健康保険証番号"))}
    assert "JP_HEALTH_INSURANCE" in found and not FAST.find("826456", Hints(header="合計"))


@pytest.mark.parametrize("text", ["", "12345", "2024-01-05 (10:30)", "090-1234-5678、03-1234-5678", "…※→〒 100", "①②③"])
def test_a_text_without_a_letter_names_nobody(text: str) -> None:
    names = PersonNames()
    assert not list(names.find(text, Hints(header="氏名")))
    assert not list(names.found(text, Hints(header="氏名")))
