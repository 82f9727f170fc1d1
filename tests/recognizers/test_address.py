"""住所: one stretch from prefecture to room; how deep it goes is how sure it is."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


def best(engine: Engine, text: str, hints: Hints = Hints()) -> tuple[str, float, tuple[str, ...]]:
    """(stretch, score, evidence) of the surest address."""
    hit = max(addresses(engine, text, hints), key=lambda h: h.score)
    return text[hit.start : hit.end], hit.score, hit.evidence


@pytest.mark.parametrize(
    "text, span",
    [
        ("送付先：道玄坂2-88-7", "道玄坂2-88-7"),  # the town is in the list, no municipality
        ("お届け先は神南1-88-11 パークウェースクエア2です", "神南1-88-11 パークウェースクエア2"),
        ("恵比寿西2丁目88番11号に住んでいます", "恵比寿西2丁目88番11号"),
        ("自宅（栄町2-27-14）", "栄町2-27-14"),  # 栄町 is a municipality too, of Chiba
        ("1,山本,兵庫県尼崎市瓦宮１丁目１８－１,090-0000-0000", "兵庫県尼崎市瓦宮１丁目１８－１"),  # a cell ends at a comma
        ("住所　神奈川川崎市中原区木月住吉町88-26", "神奈川川崎市中原区木月住吉町88-26"),  # 県 left out
        ("東京都渋谷区神宮前五―八八―一三", "東京都渋谷区神宮前五―八八―一三"),  # vertical writing
        ("千葉県柏市柏一二八九番五十五号", "千葉県柏市柏一二八九番五十五号"),
        ("宮城県仙台市青葉区一番町3丁目88-1", "宮城県仙台市青葉区一番町3丁目88-1"),  # 一番 is the town's
        ("北海道帯広市西8条南88丁目1番地", "北海道帯広市西8条南88丁目1番地"),  # 西八条南 in the list
        ("北海道札幌市北区北二十三条西八丁目1-88", "北海道札幌市北区北二十三条西八丁目1-88"),
        ("京都市東山区三条通南二筋目白川筋西入二丁目北木之元町88", "京都市東山区三条通南二筋目白川筋西入二丁目北木之元町88"),
        ("愛媛県松山市神田町甲88番地", "愛媛県松山市神田町甲88番地"),
        ("宮崎県都城市姫城町88街区7号　姫城団地4-302", "宮崎県都城市姫城町88街区7号　姫城団地4-302"),
        ("神奈川県横浜市港北区日吉1-88-4　メゾン日吉　Ｂ棟３０２", "神奈川県横浜市港北区日吉1-88-4　メゾン日吉　Ｂ棟３０２"),
        (
            "東京都西多摩郡瑞穂町\n大字箱根ケ崎8888番地\n第二みどり荘 5号\n熊谷 正敏 行",
            "東京都西多摩郡瑞穂町\n大字箱根ケ崎8888番地\n第二みどり荘 5号",
        ),
        ("ship_to: \"3-88-12 Kamiikedai, Ota-ku, Tokyo\"", "3-88-12 Kamiikedai, Ota-ku, Tokyo"),
        ("Osaka-fu, Suita-shi, Kotobuki-cho 1-chome 88-1", "Osaka-fu, Suita-shi, Kotobuki-cho 1-chome 88-1"),  # prefecture first
        ("東京都文京区関口1-88-1 山田方", "東京都文京区関口1-88-1"),  # the host is a person, not part of the address
    ],
)  # fmt: skip
def test_forms(engine: Engine, text: str, span: str) -> None:
    assert [text[h.start : h.end] for h in addresses(engine, text) if h.score >= 0.5] == [span]


@pytest.mark.parametrize(
    "text",
    [
        '{"addr1": "大阪府枚方市楠葉並木2-88-3", "addr2": "ルネ楠葉 B-1103"}',
        "addr1=大阪府枚方市楠葉並木2-88-3, addr2=ルネ楠葉 B-1103, zip=5731118",
    ],
)
def test_parts_under_keys(engine: Engine, text: str) -> None:
    found = [text[h.start : h.end] for h in addresses(engine, text) if h.score >= 0.5]
    assert found == ["大阪府枚方市楠葉並木2-88-3", "ルネ楠葉 B-1103"]


@pytest.mark.parametrize(
    "text, depth, low, high",
    [
        ("北海道への配送", "prefecture", 0.0, 0.2),
        ("渋谷区にお住まいの方", "city", 0.2, 0.4),
        ("渋谷区道玄坂で開催", "town", 0.3, 0.45),  # a place in prose
        ("〒150-0043 渋谷区道玄坂", "town", 0.5, 0.75),  # who writes the code writes an address
        ("渋谷区道玄坂2丁目に引っ越す", "block", 0.5, 0.8),
        ("渋谷区道玄坂2丁目の交差点", "block", 0.0, 0.4),
        ("渋谷区道玄坂2丁目88番7号", "door", 0.95, 1.0),
        ("道玄坂2-88-7", "door", 0.5, 0.8),
    ],
)
def test_depth_is_said(engine: Engine, text: str, depth: str, low: float, high: float) -> None:
    _, score, evidence = best(engine, text)
    assert f"depth:{depth}" in evidence and low <= score <= high


def test_postal_code_beside_the_address(engine: Engine) -> None:
    bare, agreeing, other = (
        best(engine, text) for text in ("道玄坂2-88-7", "〒150-0043 道玄坂2-88-7", "〒150-0043 京都市中京区寺町88-3")
    )
    assert "postal_agrees" in agreeing[2] and agreeing[1] > bare[1]
    assert "postal_differs" in other[2] and other[1] == best(engine, "京都市中京区寺町88-3")[1]  # not lower, but noted


@pytest.mark.parametrize(
    "text",
    [
        "本社：東京都千代田区丸の内一丁目88番2号",
        "大阪支店：大阪府大阪市北区中之島8-8-8 TEL 06-0000-0000",
        "東京都港区芝公園8-8-8 株式会社北風",
        "〒980-0021 宮城県仙台市青葉区中央九丁目8番7号\n株式会社みちのくフリート 人事部\nTEL 022-000-0000",  # a footer
        "Copyright (c) 2024 Kitakaze Inc. 東京都港区芝公園8-8-8",
        "〒100-8111 東京都千代田区千代田8-8",  # a code of one large receiver
        "Kitakaze Inc., 3-88-6 Minami-Azabu, Minato-ku, Tokyo",
    ],
)
def test_a_companys_address_is_below(engine: Engine, text: str) -> None:
    _, score, evidence = best(engine, text)
    assert "company" in evidence and score < 0.5


@pytest.mark.parametrize(
    "text",
    [
        "お届け先：東京都千代田区丸の内1-88-2 株式会社北風 総務部 山田様",  # a person at a company
        "保管場所の位置　川越市脇田本町23番地1",
        "市立病院に入院されたため、給付金請求書を岐阜市神田町8丁目15番地へ送付",  # the hospital is another clause's
        "宮下 昇,長野県諏訪郡下諏訪町88-3\n株式会社佐久間精機,長野県佐久市岩村田7788",  # the firm is the next row's
    ],
)
def test_a_persons_address_stays(engine: Engine, text: str) -> None:
    assert best(engine, text)[1] >= 0.5


@pytest.mark.parametrize(
    "text, reason",
    [
        ("長野県知事登録 第30881177204号", "a register's number"),
        ("埼玉県指令川越第88-3号", "an order's number"),
        ("京都市バス 205号系統", "a bus"),
        ("広島市中区大手町の営業時間 10-18", "hours"),
        ("岐阜県 3-4-5月の降水量", "months, no municipality"),
        ("鹿児島市の倉庫で部品 890-0053 を出荷", "no house number begins with 0"),
        ("田中1-2-3組", "a family name that is a town too"),
        ("高田馬場 12-3-1 教室", "parted by a space"),
        ("札幌市内5-6か所で開催", "a count"),
        ("東京都港区1,200円", "thousands"),
        ('{"addr2": "10.0.0.1"}', "a network address"),
        ("Tokyo Verdy 2-1 Kashima", "a score"),
    ],
)
def test_no_address(engine: Engine, text: str, reason: str) -> None:
    assert not [h for h in addresses(engine, text) if h.score >= 0.5], reason


@given(
    st.sampled_from(["", "自宅は", "担当 ", "１,", "〒150-0043　", "ﾀﾞﾝﾁ "]),
    st.sampled_from(
        ["渋谷区道玄坂2-88-7", "東京都渋谷区道玄坂２丁目８８番７号", "京都市中京区寺町通二条下ル妙満寺前町888番地"]
    ),
    st.sampled_from(["", "です", "、", "\n", ",090-0000-0000", " ｺｰﾎﾟ青葉203号室"]),
)
def test_offsets_are_the_texts_own(engine: Engine, before: str, address: str, behind: str) -> None:
    """Half-width kana with voicing marks in front shift folded offsets; the span is cut from the text as given."""
    text = before + address + behind
    hits = [h for h in addresses(engine, text) if h.score >= 0.5]
    assert len(hits) == 1 and hits[0].start == len(before)
    assert text[hits[0].start : hits[0].end].startswith(address)


@pytest.mark.parametrize(
    "text",
    [
        "渋谷区" * 20_000,
        "東京都渋谷区" + "一" * 50_000,
        "東京都渋谷区道玄坂" + "1-" * 50_000,
        "本町1-2-3" * 10_000,
        "道玄坂2丁目3" * 10_000,
        "京都市中京区" + "上る下る東入西入町" * 5_000 + "1",
        "渋谷区道玄坂2-88-7 " + "メゾン" * 20_000,
        "渋谷区道玄坂2-88-7\n" + "コーポ" * 20_000 + "\n",
    ],
    ids=["heads", "kanji digits", "digits and hyphens", "towns", "blocks", "streets", "building", "next line"],
)
def test_adversarial_text_is_bounded(engine: Engine, text: str) -> None:
    started = time.process_time()
    engine.find(text)
    assert time.process_time() - started < 20  # a second or two here; quadratic work would take minutes
