"""Headers of old core systems are read: romaji in each spelling, abbreviations, half-width kana, SAP's names."""

from __future__ import annotations

import pytest

from recognizers import Engine
from recognizers.checksums import my_number_ok
from recognizers.columns.spelling import in_japanese
from recognizers.jp.drivers_license import plausible
from recognizers.text import fold
from tests.recognizers.test_columns import RNG, first, numbers, table


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine()


@pytest.mark.parametrize(
    ("header", "japanese"),
    [
        ("SYOGAI_KBN", "障害区分"),  # Kunrei
        ("SHOGAI_KBN", "障害区分"),  # Hepburn
        ("SHOUGAI_KUBUN", "障害区分"),  # as typed
        ("ｼｮｳｶﾞｲｸﾌﾞﾝ", "障害区分"),
        ("ショウガイ区分", "ショウガイ区分"),  # not kana throughout: left
        ("SEINENGAPPI", "生年月日"),
        ("BRTH_DT", "誕生日"),
        ("BIRTH_YMD", "生年月日"),
        ("TEL_NO1", "電話番号1"),
        ("ｹｲﾔｸｼｬﾒｲ", "契約者名"),  # not 契約 車名
        ("KOJINBANGO", "個人番号"),  # written together
        ("PSTLZ", "郵便番号"),
        ("DisabilityStatus", "Disability_Status"),
        ("HbA1c", "HbA1c"),  # capitals that part no words
        ("KYSK_NM", "KYSK_NM"),  # a word that nobody knows
        ("KYK_SEINEN_YMD", "kyk生年月日"),  # a system's mark in front
        ("せいねんがっぴ", "生年月日"),
        ("CD_KOKYAKU", "顧客コード"),  # the kind of column first
        ("seinengappiYMD", "生年月日年月日"),
        ("customer_name", "customer_name"),
        ("last_name_kanji", "last_name_kanji"),
        ("JAN_CD", "JAN_CD"),  # no mark: the abbreviation behind it says nothing
        ("サービス", "サービス"),
    ],
)
def test_headers_in_romaji_and_kana(header: str, japanese: str) -> None:
    assert in_japanese(fold(header).text) == japanese


@pytest.mark.parametrize(
    ("header", "values", "entity"),
    [
        ("SYOGAI_KBN", ["特別障害", "一般障害", "特別障害"], "SPC_DISABILITY"),
        ("KOZA_BANGO", ["1234567", "0234567", "7654321"], "JP_BANK_ACCOUNT"),
        ("BANKN", ["1234567", "0234567", "7654321"], "JP_BANK_ACCOUNT"),
        ("GEBDAT", ["19850102", "19901231", "20010405"], "DATE_OF_BIRTH"),
        ("GINKO_CD", ["0005", "0009", "0001"], None),
        ("DENPYO_NO", ["1234567", "0234567", "7654321"], None),
        ("年金", ["1234-567890", "2345-678901"], "JP_PENSION_NUMBER"),  # short, and the whole header
        ("年金", ["120000", "98000"], None),  # an amount
        ("FAMILY_NAME", ["相馬", "千葉", "林"], "PERSON"),
        ("せい", ["そうま", "ちば", "はやし"], "PERSON"),
        ("年金備考", ["1234-567890", "2345-678901"], None),
        ("被保番", ["1234567", "2345678"], "JP_HEALTH_INSURANCE"),
        ("発信番号", ["08012345678", "09087654321"], "PHONE_NUMBER"),
        ("車番", ["柏 300 さ 12-34", "大宮 501 す 56-78"], "JP_LICENSE_PLATE"),
        ("パスポート", ["B1234567", "E12345678", "M123A4567"], "JP_PASSPORT"),  # foreign ones
        ("受注キー", ["B1234567", "E12345678", "M123A4567"], None),
    ],
)
def test_what_such_headers_tell(engine: Engine, header: str, values: list[str], entity: str | None) -> None:
    (hit,) = first(engine, **{header: values})
    assert (hit.entity if hit else None) == entity


NAMES = [
    "山田 太郎",
    "佐藤 花子",
    "髙橋 一郎",
    "鈴木 美咲",
    "田中 健一",
    "渡辺 翔太",
    "伊藤 結衣",
    "小林 誠",
    "加藤 大輔",
    "吉田 陸",
    "森 航平",
]
GOODS = ["エンジンオイル", "フロアマット 汎用", "ワイパー 550mm", "さくら茶 100g", "千葉ピーナッツ"]


@pytest.mark.parametrize(
    ("header", "values", "person"),
    [
        ("品名", NAMES, True),  # the header misleads: so many full names are proof
        ("商品名", [name.replace(" ", "") for name in NAMES], True),
        ("国籍", ["中国", "長男", "中央", "石川町", "大宮", "三島", "柏", "渋谷", "上野", "赤羽"], False),
        ("作者", NAMES, False),  # full names, of works
        ("お名前", GOODS, False),
        ("続柄・氏名", [f"母：{name}" for name in NAMES], True),
        ("お客様", [f"{name}（ヨミガナ）" for name in NAMES], True),
        ("所属長", ["相馬", "千葉", "林"], True),  # a role, by surname
        ("取引先担当者名", ["相馬", "千葉", "林"], True),
        ("取引先名", ["相馬", "千葉", "林"], False),
        ("産業医", ["相馬", "千葉", "林"], True),
        ("注文者名字", ["相馬", "千葉", "林"], True),
        ("作業者", ["相馬", "千葉", "林"], True),
        ("保証人続柄", ["父", "妻", "兄"], False),
        ("業者", ["相馬", "千葉", "林"], False),  # a supplier
        ("旧担当", ["相馬", "千葉", "林"], True),
        ("担当地区", ["相馬", "千葉", "林"], False),
        ("LAST_NM", ["相馬", "千葉", "林"], True),
        ("FIRST_NM", ["美咲", "翔太", "誠"], True),
        ("FAMILY_NAME_KANJI", ["相馬", "千葉", "林"], True),
        ("F_NAME", ["美咲", "翔太", "誠"], True),
        ("nm_mei", ["美咲", "翔太", "誠"], True),
        ("MYOUJI", ["相馬", "千葉", "林"], True),
        ("氏", ["相馬", "千葉", "林"], True),
        ("GuestName", ["SANTOS MARIA", "LE VAN DUC", "RAI SUJAN"], True),
        ("KJ_SEI", ["相馬", "千葉", "林"], True),
        ("gyoseikuName", ["山口", "石川", "中村"], False),
        ("attending_doctor", ["相馬", "千葉", "林"], True),
        ("勤務先名", ["本田", "鈴木", "三菱"], False),
        ("倉庫", ["大宮", "柏", "川口"], False),  # places are surnames too
        ("行政区", ["山口", "中村", "上原"], False),
    ],
)
def test_names_by_header_and_by_what_they_look_like(
    engine: Engine, header: str, values: list[str], person: bool
) -> None:
    (hit,) = first(engine, **{header: values})
    assert (hit is not None and hit.entity == "PERSON") == person


def test_a_column_of_whatever_paper_was_shown(engine: Engine) -> None:
    RNG.seed(3)
    mine, licences = numbers(12, 1.0, my_number_ok, 12), numbers(12, 1.0, plausible, 12, "30")
    (hits,) = engine.find_table(table(本人確認番号=[n for pair in zip(mine, licences, strict=True) for n in pair]))
    assert {hit.entity for hit in hits if hit.score >= 0.5} == {"JP_MY_NUMBER", "JP_DRIVERS_LICENSE"}
