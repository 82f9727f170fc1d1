"""PERSON by dictionary and part of speech: the forms names take, and what only looks like one."""

from __future__ import annotations

import pytest

from recognizers import Engine
from recognizers.names import DictionaryNames
from recognizers.overlap import resolve
from recognizers.types import Hints


@pytest.fixture(scope="module")
def names() -> DictionaryNames:
    return DictionaryNames()


def found(names: DictionaryNames, text: str, hints: Hints = Hints()) -> list[str]:
    return [text[h.start : h.end] for h in resolve(names.find(text, hints)) if h.score >= 0.5]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("担当は山田太郎です。", ["山田太郎"]),
        ("髙橋　航平様より入電", ["髙橋　航平"]),  # a variant kanji and a full-width space
        ("佐々木さんと渡邉課長が同席", ["佐々木", "渡邉"]),  # honorific and title are not the name
        ("フリガナ　サトウ ハナコ", ["サトウ ハナコ"]),
        ("口座名義 ｽｽﾞｷ ｲﾁﾛｳ", ["ｽｽﾞｷ ｲﾁﾛｳ"]),  # half width, voiced: offsets stay right
        ("氏名：東海林 邦彦（トウカイリン クニヒコ）", ["東海林 邦彦", "トウカイリン クニヒコ"]),
        ("Prepared by Kenji Tanaka, Sales Dept.", ["Kenji Tanaka"]),
        ("From: YAMADA Taro <x@example.com>", ["YAMADA Taro"]),
        ("Per our call, Ms. Okudera gave me the form.", ["Okudera"]),  # a title, and no dictionary has it
        ("See you then.\n\nBest,\nMarco Ferrante", ["Marco Ferrante"]),  # how a letter ends
        ("Dear Ms. Kuroda,\nThank you for the visit.", ["Kuroda"]),
        ("Dear all,\nthank you", []),
        ("Name     = Hazuki Tonomura", ["Hazuki Tonomura"]),
        ("Pak Minseoさんの更新手続き", ["Pak Minseo"]),
        ("配偶者（小林 結月）の同意", ["小林 結月"]),  # a given name that no dictionary has
    ],
)
def test_names(names: DictionaryNames, text: str, expected: list[str]) -> None:
    assert found(names, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "山口支店と福島支店の売上を比較する。",
        "株式会社佐藤工務店に外壁塗装を依頼した。",
        "お客様各位、平素より格別のご高配を賜り",
        "千葉ロジスティクスセンターから出荷",
        "江戸時代の日本法人",
        "申込書の記入例：氏名　○○ ○○",
        "さんま定食とたまごさんど弁当",
        "新宿駅から渋谷駅まで山手線で7分。",
    ],
)
def test_what_only_looks_like_a_name(names: DictionaryNames, text: str) -> None:
    assert found(names, text) == []


def test_the_header_is_a_label(names: DictionaryNames) -> None:
    assert found(names, "薬袋 蓮太郎", Hints(header="契約者氏名")) == ["薬袋 蓮太郎"]


def test_long_text_is_read_in_blocks(names: DictionaryNames) -> None:
    text = "設備の点検を行った。\n" * 3_000 + "担当は山田太郎です。\n" + "設備の点検を行った。\n" * 3_000
    assert found(names, text) == ["山田太郎"]


def test_a_long_line_is_not_cut_inside_a_name(names: DictionaryNames) -> None:
    text = "INSERT INTO t VALUES " + ",".join(f"({number},'山田太郎様')" for number in range(3000))
    assert len(found(names, text)) == 3000


def test_half_an_emoji_stops_nothing_and_moves_nothing() -> None:
    hits = Engine(("person", "phone_number")).find("\ud83d山田太郎様 090-1234-5678")
    assert [(hit.entity, hit.start, hit.end) for hit in hits] == [("PERSON", 1, 5), ("PHONE_NUMBER", 7, 20)]
