"""Dictionary and model together: what neither finds alone, what must stay out, and where the borders lie."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from recognizers.clusters import _table, clusters, pack
from recognizers.overlap import resolve
from recognizers.person import PersonNames
from recognizers.training.templates import Writer
from recognizers.types import Hints, Hit


@pytest.fixture(scope="module")
def names() -> PersonNames:
    return PersonNames()


def hits(names: PersonNames, text: str) -> list[Hit]:
    return [hit for hit in resolve(names.find(text, Hints())) if hit.score >= 0.5]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("本件は長谷部と鳥飼が引き継ぎ、結果を報告する。", ["長谷部", "鳥飼"]),  # surnames with nothing beside them
        ("受付は木下、審査は柳沢、承認は西園寺が行った。", ["木下", "柳沢", "西園寺"]),
        ("髙栁 陽菜と﨑村 湊が出席", ["髙栁 陽菜", "﨑村 湊"]),  # variants: offsets are of the text as given
        ("グエン・ヴァン・ミンが入社した。", ["グエン・ヴァン・ミン"]),
        ("代表の小笠原は、松本工業の出身だ。", ["小笠原"]),  # a company with a surname in its name
        ("吉田拓郎・小田和正とも親交がある。", ["吉田拓郎", "小田和正"]),
        ("人事の椿です。先日の件で連絡しました。", ["椿"]),
        ("橘: 今日の夕方です\n芦田: 16時着です\n橘: 助かります", ["橘", "芦田", "橘"]),  # a chat
        ("クレカで決済、ERI SHIBATA名義", ["ERI SHIBATA"]),
        ('{"surname":"HIRATSUKA","given":"NAOMI"}', ["HIRATSUKA", "NAOMI"]),
        ("エドワード4世の即位は1461年である。", ["エドワード4世"]),
    ],
)
def test_found(names: PersonNames, text: str, expected: list[str]) -> None:
    assert [text[hit.start : hit.end] for hit in hits(names, text)] == expected


@pytest.mark.parametrize(
    "text",
    [
        "氏名＿＿＿＿＿＿　住所＿＿＿＿＿＿",  # a blank form
        "福岡・長崎・宮崎の3拠点で棚卸を実施",
        "ua=Mozilla/5.0 (Windows NT 10.0)",
        "旅券番号、在留カード番号の写し",
        "第三条　この法律において「会社」とは、株式会社をいう。",
        "抹消：L275S-7203258（ミラ）、DA17V-920425（エブリイ）",  # cars
        "番号確認：済（通知カード）",
        "東: 3\n西: 5\n合計: 8",
        "履　歴　書",  # a title set wide
    ],
)
def test_nobody(names: PersonNames, text: str) -> None:
    assert hits(names, text) == []


def test_the_model_is_evidence(names: PersonNames) -> None:
    (hit,) = hits(names, "本件は長谷部が引き継ぐ。")
    assert "model" in hit.evidence


def test_texts_of_our_own_kind_that_it_was_not_trained_on(names: PersonNames) -> None:
    """Another seed than the training's; the floor is far below what it reaches, so that only a broken model fails."""
    found = wanted = right = 0
    for row in Writer(99).texts(150):
        people = [(start, end) for start, end, kind in row.spans if kind == "P"]
        spans = [(hit.start, hit.end) for hit in hits(names, row.text)]
        wanted, found = wanted + len(people), found + len(spans)
        right += sum(any(a < d and c < b for c, d in spans) for a, b in people)
    assert wanted > 150
    assert right >= 0.9 * wanted
    assert found <= 1.1 * wanted


def test_words_that_keep_the_same_company() -> None:
    assert clusters("監督") and clusters("選手")
    assert clusters("トヨタ") == clusters("ホンダ") != clusters("田中")
    assert clusters("ぬぬるるぽぽ") is None


def test_clusters_come_back_as_they_were_packed(monkeypatch: pytest.MonkeyPatch) -> None:
    words = {"山": 1, "川": 0, "髙橋": 2}
    packed = pack(words, [7, 8, 9])
    monkeypatch.setattr("recognizers.clusters.files", lambda _: _Folder(packed))
    for cached in (_table, clusters):
        cached.cache_clear()
    try:
        assert {word: clusters(word) for word in words} == {"山": (1, 8), "川": (0, 7), "髙橋": (2, 9)}
    finally:
        for cached in (_table, clusters):
            cached.cache_clear()


class _Folder:
    def __init__(self, data: bytes) -> None:
        self._data = data

    def joinpath(self, _: str) -> _Folder:
        return self

    def read_bytes(self) -> bytes:
        return self._data


@pytest.mark.parametrize(
    "text",
    [
        "レビー小体型認知症の診断基準",  # called after somebody
        "皮膚粘膜眼症候群（スティーブンス・ジョンソン症候群）",
        "太田母斑や橋本病を診ます。",
        "毎週火・金は透析のため送迎を変更",  # days of the week
        "履歴書 生年月日 年 月 日生（満 歳）",  # a blank
        "警察署長殿\n氏名",
        "生年月日 昭・平 52年6月19日",  # an era to be ringed
    ],
)
def test_what_is_called_after_somebody_or_is_a_sign_is_no_person(text: str) -> None:
    assert [h for h in PersonNames().find(text, Hints()) if h.score >= 0.5] == []


def test_a_cell_met_again_holds_what_it_held_and_its_header_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    finder, fresh = PersonNames(), PersonNames()
    cells = ["菅", "佐藤様", "山田 太郎", "総務部", "東京都千代田区", "松本", "2025/03/04"]
    headers = ["", "氏名", "担当者", "商品名"]
    asked: list[str] = []
    found = PersonNames._find

    def watched(self: PersonNames, text: str, hints: Hints) -> Iterator[Hit]:
        asked.append(text)
        return found(self, text, hints)

    monkeypatch.setattr(PersonNames, "_find", watched)
    for _ in range(2):
        for header in headers:
            for cell in cells:
                hints = Hints(header=header)
                assert list(finder.find(cell, hints)) == list(found(fresh, cell, hints))
    assert len(asked) == len(cells) * len(headers)  # once each


def test_what_is_remembered_is_bounded(names: PersonNames, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recognizers.person._KEPT", 3)
    for number in range(20):
        list(names.find(f"{number}番の山田さん", Hints()))
        assert len(names._known) <= 3
    list(names.find("山田さん。" * 30, Hints()))  # a text
    assert all(len(cell) <= 60 for cell, _ in names._known)
