"""住所: one stretch from prefecture to room; how deep it goes is how sure it is."""

from __future__ import annotations

import pytest

from recognizers import Engine
from recognizers.jp.address import gazetteer
from recognizers.types import Hints, Hit


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(depth="quick")


def addresses(engine: Engine, text: str, hints: Hints = Hints()) -> list[Hit]:
    return [h for h in engine.find(text, hints) if h.entity == "JP_ADDRESS"]


@pytest.mark.parametrize(
    "text, span",
    [
        (
            "〒510-0085 三重県四日市市諏訪町1番5号 です",
            "三重県四日市市諏訪町1番5号",
        ),  # 市 twice; no postal code in the span
        (
            "千葉県市川市八幡１－１－１　ハイツ桜２０３",
            "千葉県市川市八幡１－１－１　ハイツ桜２０３",
        ),  # full width, building, room
        ("東京都府中市宮西町2丁目24番地", "東京都府中市宮西町2丁目24番地"),  # 京都府 inside
        ("北海道札幌市中央区北3条西7丁目1-56に転居", "北海道札幌市中央区北3条西7丁目1-56"),  # 条 and 丁目
        ("岩手県八幡平市野駄第21地割170番地", "岩手県八幡平市野駄第21地割170番地"),
        (
            "京都府京都市中京区河原町二条下ル一之船入町537-50",
            "京都府京都市中京区河原町二条下ル一之船入町537-50",
        ),  # streets of Kyoto
        ("東京都中央区八丁堀四丁目十二番四号", "東京都中央区八丁堀四丁目十二番四号"),  # 八丁 is a name, not a number
        ("奈良県高市郡明日香村大字岡55", "奈良県高市郡明日香村大字岡55"),
        ("石川県羽咋市旭町ア200番地", "石川県羽咋市旭町ア200番地"),
        ("さいたま市浦和区常盤6-4-4在住", "さいたま市浦和区常盤6-4-4"),  # no prefecture
        ("旧住所 横浜市港北区日吉1-2-3 コーポ山下B棟 12号", "横浜市港北区日吉1-2-3 コーポ山下B棟 12号"),
        ("福岡県福岡市博多区博多駅前2丁目1番の18", "福岡県福岡市博多区博多駅前2丁目1番の18"),
        ("高知県高知市帯屋町2-1-1 氏名 山田太郎", "高知県高知市帯屋町2-1-1"),  # what follows is no building
    ],
)
def test_from_prefecture_to_room(engine: Engine, text: str, span: str) -> None:
    (hit,) = [h for h in addresses(engine, text) if h.score >= 0.5]
    assert text[hit.start : hit.end] == span and hit.score >= 0.9


@pytest.mark.parametrize(
    "text, low, high",
    [
        ("東北地方と北海道への配送", 0.0, 0.2),
        ("東京都八王子市にお住まいの方", 0.2, 0.45),
        ("住所：東京都八王子市元本郷町", 0.5, 0.7),
        ("住所：東京都八王子市元本郷町三丁目24番1号", 0.9, 1.0),
        ("本社：東京都千代田区丸の内1-9-2", 0.4, 0.6),  # a company's
    ],
)
def test_depth_is_the_score(engine: Engine, text: str, low: float, high: float) -> None:
    assert low <= max((h.score for h in addresses(engine, text)), default=0.0) <= high


@pytest.mark.parametrize(
    "text",
    [
        "新宿駅から渋谷駅まで", "東京都は2025年に1-2件の条例を定めた", "町田市で12月3日に開催",
        "大阪府と京都府で3-4名を採用", "横浜市条例第12号", "試合は浦和2-1鹿島",
        "第3章2節1-2 のアドレス空間", "福岡市内3店舗で販売",
    ],
)  # fmt: skip
def test_places_in_prose(engine: Engine, text: str) -> None:
    assert not [h for h in addresses(engine, text) if h.score >= 0.5]


def test_cells_that_need_their_header(engine: Engine) -> None:
    assert addresses(engine, "コーポ青葉　３０２号", Hints("方書"))
    assert addresses(engine, "元町1-3-1", Hints("住所"))
    assert not addresses(engine, "コーポ青葉　３０２号", Hints("商品名"))
    assert not addresses(engine, "taro@example.com", Hints("メールアドレス"))


def test_gazetteer_is_whole() -> None:
    assert len(gazetteer()) == 47 and sum(map(len, gazetteer().values())) > 1890
