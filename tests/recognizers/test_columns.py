"""Columns: header, shapes, check digits and neighbours add up, and contradict each other rightly."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable

import pyarrow as pa
import pytest

from recognizers import Engine
from recognizers.checksums import corporate_ok, license_ok, luhn_ok, my_number_ok, resident_ok
from recognizers.columns import by_sample
from recognizers.columns.checks import passed
from recognizers.common.credit_card import issued
from recognizers.common.imei import imei_ok
from recognizers.common.phone_number import valid
from recognizers.jp.drivers_license import plausible
from recognizers.jp.health_insurer_number import insurer_ok
from recognizers.jp.invoice_number import invoice_ok
from recognizers.jp.late_elderly_insurance import elderly_ok
from recognizers.jp.public_medical_payer import payer_ok
from recognizers.jp.yucho_account import value_ok
from recognizers.types import ColumnHit, ColumnView, Hints

RNG = random.Random(11)


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine()


def table(**columns: list[str]) -> list[ColumnView]:
    views = []
    for name, values in columns.items():
        counts = Counter(v for v in values if v)
        numbers = pa.array(list(counts.values()), pa.int64())
        hints = Hints(header=name, siblings=tuple(columns), name="t.csv", sheet="t")
        views.append(ColumnView(name, pa.array(list(counts), pa.string()), numbers, len(values), hints))
    return views


def first(engine: Engine, **columns: list[str]) -> list[ColumnHit | None]:
    return [hits[0] if hits and hits[0].score >= 0.5 else None for hits in engine.find_table(table(**columns))]


def numbers(length: int, right: float, check: object, n: int = 40, start: str = "") -> list[str]:
    """Random digit strings of which a share passes a check."""
    made: list[str] = []
    while len(made) < n:
        value = start + "".join(RNG.choices("0123456789", k=length - len(start)))
        if check(value) == (len(made) < right * n):  # type: ignore[operator]
            made.append(value)
    return made


def ean_ok(value: str) -> bool:
    return sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(value)) % 10 == 0


@pytest.mark.parametrize(
    ("header", "share", "entity"),
    [
        ("", 1.0, "JP_MY_NUMBER"),  # forty of forty is proof without any header
        ("", 0.1, None),  # one in ten passes by chance: proof of the contrary
        ("個人番号", 1.0, "JP_MY_NUMBER"),
        ("注文番号", 0.1, None),
        ("col2", 1.0, "JP_MY_NUMBER"),  # a number in place of a name is no header
    ],
)
def test_my_number_by_the_share_that_passes(engine: Engine, header: str, share: float, entity: str | None) -> None:
    (hit,) = first(engine, **{header: numbers(12, share, my_number_ok)})
    assert (hit.entity if hit else None) == entity


def test_twelve_digits_that_pass_both_checks_go_by_the_header(engine: Engine) -> None:
    both = [v for v in numbers(12, 1.0, my_number_ok, 4000, "30") if license_ok(v)][:25]
    licence, mine = first(engine, 免許証番号=both, 個人番号=both)
    assert licence is not None and licence.entity == "JP_DRIVERS_LICENSE"
    assert mine is not None and mine.entity == "JP_MY_NUMBER"


def test_zeros_that_a_spreadsheet_dropped_are_put_back_under_the_header(engine: Engine) -> None:
    values = [v[1:] for v in numbers(12, 1.0, my_number_ok, 20, "0")]
    (hit,) = first(engine, 個人番号=values)
    assert hit is not None and (hit.entity, hit.hits) == ("JP_MY_NUMBER", 20)


def test_cards_without_header_and_part_numbers_shaped_like_phones(engine: Engine) -> None:
    cards = numbers(16, 1.0, luhn_ok, 30, "4980")
    phones = [f"090-{RNG.randrange(1000, 9999)}-{RNG.randrange(1000, 9999)}" for _ in range(30)]
    found = first(engine, col1=cards, col2=phones, PART_NO=phones)
    assert [hit.entity if hit else None for hit in found] == ["CREDIT_CARD", "PHONE_NUMBER", None]


def test_names_in_two_columns_and_words_that_look_like_names(engine: Engine) -> None:
    names = ["山田 太郎", "佐藤 花子", "髙橋 一郎", "鈴木 美咲", "田中 健一"] * 3
    stations = ["石川町", "福島", "中村", "千葉", "長野"] * 3
    found = first(engine, 申込者=names, 最寄駅=stations, col3=names)
    assert [hit.entity if hit else None for hit in found] == ["PERSON", None, "PERSON"]


def test_dates_are_birth_dates_by_header_or_by_age(engine: Engine) -> None:
    old = [f"{y}-0{1 + y % 9}-1{y % 9}" for y in range(1948, 2001, 2)]
    new = [f"2025-0{1 + d % 9}-1{d % 9}" for d in range(27)]
    found = first(engine, 生年月日=old, 契約日=old, col3=old, col4=new, 入社年月日=old)
    assert [hit.entity if hit else None for hit in found] == ["DATE_OF_BIRTH", None, "DATE_OF_BIRTH", None, None]


def test_a_table_of_companies_holds_no_personal_phone(engine: Engine) -> None:
    phones = [f"03-4000-1{n:03}" for n in range(20)]
    companies = [f"架空商事第{n}株式会社" for n in range(20)]
    people = ["山田 太郎", "佐藤 花子", "髙橋 一郎", "鈴木 美咲"] * 5
    assert first(engine, 会社名=companies, 電話番号=phones)[1] is None
    of_people = first(engine, 会社名=companies, 氏名=people, 電話番号=phones)[2]
    assert of_people is not None and of_people.entity == "PHONE_NUMBER"


def test_what_stands_in_running_text_is_counted_and_only_the_stretch_is_a_sample(engine: Engine) -> None:
    memo = ["", "車検の予約", "折り返し希望 090-1234-5678 まで。", "駐車場が狭い。", "山田太郎様 へ電話した。"] * 4
    hits = {hit.entity: hit for hits in engine.find_table(table(備考=memo)) for hit in hits}
    assert hits["PHONE_NUMBER"].samples == ("090-1234-5678",) and hits["PHONE_NUMBER"].hits == 4
    assert hits["PERSON"].samples == ("山田太郎",)


def test_cells_that_say_nothing_are_not_filled(engine: Engine) -> None:
    (hits,) = engine.find_table(table(旅券番号=["TK1234567", "該当なし", "-", "なし", "TK7654321", "TS1111222", ""]))
    assert hits[0].entity == "JP_PASSPORT" and hits[0].filled == 3


def test_a_header_set_wide_to_fill_its_cell(engine: Engine) -> None:
    wide, name = first(engine, **{"口　座　番　号": ["1234567", "2345678"], "氏　 名": ["佐藤 花子", "田中 一郎"]})
    assert (wide and wide.entity, name and name.entity) == ("JP_BANK_ACCOUNT", "PERSON")


def test_post_office_accounts_in_two_columns(engine: Engine) -> None:
    signs, tails = ["14030", "15150", "14080", "16150"], ["12345671", "21111111", "12712721", "12233411"]
    found = first(engine, 記号=signs, 番号=tails)
    assert [hit.entity if hit else None for hit in found] == ["JP_YUCHO_ACCOUNT"] * 2


def test_one_number_among_thousands_of_notes_is_found(engine: Engine) -> None:
    notes = [f"折り返し済みです。{number}" for number in range(3000)]
    (hit,) = first(engine, 備考=[*notes, "連絡先は090-1234-5678です。", *(f"完了しました。{n}" for n in range(3000))])
    assert hit and (hit.entity, hit.hits, hit.samples) == ("PHONE_NUMBER", 1, ("090-1234-5678",))


def test_a_column_looked_at_by_sample_says_so(engine: Engine) -> None:
    notes = [f"第{n}回の点検を行い、異常はありませんでした。" for n in range(300)]
    phones = [f"090-{n:04}-{RNG.randrange(1000, 9999)}" for n in range(1000, 1300)]
    (note, phone) = table(備考=notes, 電話番号=phones)
    (note_hits, phone_hits) = engine.find_table([note, phone])
    assert by_sample(note, note_hits)
    assert not by_sample(phone, phone_hits)  # shapes are checked on every value


@pytest.mark.parametrize(
    ("header", "share", "reported"),
    [
        ("管理番号", 1.0, True),  # thirty of thirty outweigh a header that names another number
        ("管理番号", 0.5, False),  # half of them do not
        ("col1", 0.4, True),  # My Numbers among other numbers
        ("id", 0.4, True),
        ("個人番号", 0.4, True),
    ],
)
def test_my_numbers_under_other_headers_and_among_other_numbers(
    engine: Engine, header: str, share: float, reported: bool
) -> None:
    (hit,) = first(engine, **{header: numbers(12, share, my_number_ok, 60)})
    assert (hit is not None and hit.entity == "JP_MY_NUMBER") == reported
    assert hit is None or f"checksum:{round(60 * share)}/60" in hit.evidence


@pytest.mark.parametrize(
    "header", ["order_id", "tracking_code", "注文ID", "送り状番号", "問合せ番号", "DENPYO_NO", "po_number"]
)
def test_check_digits_of_what_is_sent_prove_no_my_number(engine: Engine, header: str) -> None:
    assert first(engine, **{header: numbers(12, 1.0, my_number_ok, 30)}) == [None]


@pytest.mark.parametrize(
    ("header", "value", "n", "entity"),
    [
        ("住所", "090-{:04}-{:04}", 6, "PHONE_NUMBER"),
        ("メール", "080{:04}{:04}", 6, "PHONE_NUMBER"),
        ("注文番号", "090-{:04}-{:04}", 30, "PHONE_NUMBER"),
        ("注文番号", "090-{:04}-{:04}", 6, None),  # six numbers may be numbered so
        ("社員番号", "070-{:04}-{:04}", 30, "PHONE_NUMBER"),
        ("部品番号", "090-{:04}-{:04}", 30, None),  # parts are
        ("注文番号", "5{:05}{:05}", 30, None),
        ("電話番号", "u{}.{}@example.jp", 6, "EMAIL_ADDRESS"),
        ("会社名", "東京都練馬区石神井町{}丁目{}番", 6, "JP_ADDRESS"),
    ],
)
def test_values_that_prove_their_header_wrong(
    engine: Engine, header: str, value: str, n: int, entity: str | None
) -> None:
    (hit,) = first(engine, **{header: [value.format(2007 + 131 * k, 2000 + 17 * k) for k in range(1, n + 1)]})
    assert (hit.entity if hit else None) == entity


@pytest.mark.parametrize("header", ["健康保険料", "電話代", "カード年会費", "厚生年金保険料"])
def test_what_is_paid_is_no_number(engine: Engine, header: str) -> None:
    assert first(engine, **{header: [str(12_340 + 77 * n) for n in range(30)]}) == [None]


@pytest.mark.parametrize(
    ("rare", "entity"),
    [
        (["個人番号 123456789018 確認済"], "JP_MY_NUMBER"),
        (["TEL 090-1234-5678"], "PHONE_NUMBER"),
        (["taro@example.jp"], "EMAIL_ADDRESS"),
        (["鎌田様来店"], "PERSON"),
        (["123456789018"], None),  # one in ten passes
        (["123456789018", "987654321093", "621498320257"], "JP_MY_NUMBER"),  # all of three do not
        (["123456789018", "987654321093", "621498320258"], None),
    ],
)
def test_a_few_cells_among_remarks(engine: Engine, rare: list[str], entity: str | None) -> None:
    remarks = ["済", "要確認", "A-3", "3", "保留", "再送 6/1", "2回目"] * 6
    (hit,) = first(engine, 備考=remarks[len(rare) :] + rare)
    assert (hit and (hit.entity, hit.hits)) == (entity and (entity, len(rare)))


def test_one_number_among_thousands_of_short_remarks(engine: Engine) -> None:
    remarks = [f"{word}{n}" for n in range(1000) for word in ("済", "在庫 ", "再送 ")]
    (hit,) = first(engine, 備考=[*remarks, "090-1234-5678", *remarks])
    assert hit and (hit.entity, hit.hits) == ("PHONE_NUMBER", 1)


def test_a_check_digit_that_few_countries_keep_denies_no_header(engine: Engine) -> None:
    cars = [f"JN1TBNT35BE{n:06}" for n in range(879_030, 879_056)]
    (hit,) = first(engine, vin=cars)
    assert hit is not None and (hit.entity, hit.hits) == ("VIN", 26)


def test_check_digits_that_deny_the_header_leave_a_low_hit(engine: Engine) -> None:
    (hits,) = engine.find_table(table(個人番号=numbers(12, 0.1, my_number_ok, 30)))
    assert [(h.entity, h.score < 0.5, "checksum:3/30" in h.evidence) for h in hits] == [("JP_MY_NUMBER", True, True)]


def test_jan_codes_are_no_corporate_numbers(engine: Engine) -> None:
    jan = numbers(13, 1.0, ean_ok, 40, "49")
    assert first(engine, col1=jan) == [None]


@pytest.mark.parametrize(
    ("header", "values", "entity"),
    [
        ("個人番号", ["'" + v for v in ("123456789018", "987654321093")], "JP_MY_NUMBER"),  # kept as text by '
        ("個人番号", [f'="{v}"' for v in ("123456789018", "987654321093")], "JP_MY_NUMBER"),
        ("マイナンバー", ["123456789018.0", "987654321093.0"], "JP_MY_NUMBER"),  # read as a fraction
        ("個人番号", ["１２３４５６７８９０１８", "９８７６５４３２１０９３"], "JP_MY_NUMBER"),
        ("個人番号", ["一二三四五六七八九〇一八", "九八七六五四三二一〇九三"], "JP_MY_NUMBER"),
        ("携帯電話", ["9012345678.0", "8098765432.0", "7011112222.0"], "PHONE_NUMBER"),
        ("郵便番号", ["10001", "600001", "1000001", "2500011"], "JP_POSTAL_CODE"),  # 001-0001, 060-0001
        ("生年月日", ["31049", "27395", "20821"], "DATE_OF_BIRTH"),  # serial dates
        ("生年月日", ["3570102", "4020304", "3481011"], "DATE_OF_BIRTH"),  # era code in front
        ("生年月日", ["昭和五十七年一月二日", "平成元年三月四日"], "DATE_OF_BIRTH"),
        ("口座番号", ["1,234,567", "234,567", "7,654,321"], "JP_BANK_ACCOUNT"),
        ("保険者番号", ["1040013", "1130012"], "JP_HEALTH_INSURER_NUMBER"),
    ],
)
def test_what_spreadsheets_do_to_numbers_and_dates(engine: Engine, header: str, values: list[str], entity: str) -> None:
    (hit,) = first(engine, **{header: values})
    assert hit is not None and (hit.entity, hit.hits) == (entity, len(values))


@pytest.mark.parametrize(
    ("header", "values", "entity"),
    [
        ("個人番号", ["1.23457E+11", "9.87654E+11"], "JP_MY_NUMBER"),
        ("マイナンバー", ["1.23457E+11", "9.87654E+10"], "JP_MY_NUMBER"),  # a zero in front was lost before
        ("カード番号", ["4.98E+15", "3.54012E+15"], "CREDIT_CARD"),
        ("個人番号", ["1.2E+05", "3.4E+05"], None),  # six digits were never My Numbers
        ("注文番号", ["1.23457E+11", "9.87654E+11"], None),
    ],
)
def test_rounded_numbers_say_what_the_column_held(
    engine: Engine, header: str, values: list[str], entity: str | None
) -> None:
    (hit,) = first(engine, **{header: values})
    assert (hit.entity if hit else None) == entity
    assert hit is None or ("damaged" in hit.evidence and hit.score < 0.8)


@pytest.mark.parametrize(
    ("check", "lengths", "start"),
    [
        (my_number_ok, (12,), ""), (corporate_ok, (13,), ""), (plausible, (12,), "30"), (resident_ok, (11,), ""),
        (luhn_ok, (1, 16), ""),
        (imei_ok, (15,), "35"), (elderly_ok, (6, 7, 8), ""), (insurer_ok, (6, 8), "06"), (insurer_ok, (7, 8), "1"),
        (payer_ok, (7, 8), "54"),
        (issued, (15, 16, 14), "3"), (value_ok, (12, 13, 14), "1"), (valid, (10, 11), "0"), (valid, (9, 10), "3"), (valid, (11, 12), "81"),
        (valid, (10, 11, 12, 13), "00"), (valid, (10, 11), "090"), (invoice_ok, (13,), ""),
    ],
)  # fmt: skip
def test_checks_of_many_give_the_verdicts_of_single_ones(
    check: Callable[[str], bool], lengths: tuple[int, ...], start: str
) -> None:
    values = ["T" * (check is invoice_ok) + start + "".join(RNG.choices("0123456789", k=length - len(start)))
              for length in lengths for _ in range(400)]  # fmt: skip
    values += ["12", "A" * lengths[0], "9" * 25, "1" * lengths[0]]
    assert passed(check, values) == [check(v) for v in values]
    assert any(passed(check, values)) and not all(passed(check, values))
    assert passed(check, []) == []


@pytest.mark.parametrize(
    "values",
    [
        "醤油 味噌 砂糖 塩 酢 油 米 小麦 大豆 豆腐 納豆 海苔 昆布 若布 牛乳 卵 野菜 果物 菓子 飲料".split(),
        "机 椅子 棚 電話 時計 鉛筆 消しゴム 定規 鋏 糊 封筒 便箋 切手 印鑑 朱肉 電卓 書類 名札 手帳 鞄".split(),
        ["未定", "該当なし", "保留", "不明"] * 5,
        ["総務部", "千葉支店", "石川営業所", "経理課", "柏工場", "村上出張所"],
    ],
)
def test_words_of_the_language_are_no_names_under_a_name_header(engine: Engine, values: list[str]) -> None:
    (hit,) = first(engine, 氏名=values)
    assert hit is None or hit.entity != "PERSON"


def test_rare_names_are_names_under_a_name_header(engine: Engine) -> None:
    rare = "勅使河原 纐纈 一尺八寸 小鳥遊 四十物谷 東海林 月見里 八月一日宮 鴻巣原 御手洗".split()
    (hit,) = first(engine, 氏名=rare)
    assert hit is not None and hit.entity == "PERSON"


@pytest.mark.parametrize("header", ["氏名", "col1", "商品名", "NAME"])
def test_a_column_of_names_takes_no_model(engine: Engine, header: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def model(*_: object, **__: object) -> None:
        raise AssertionError("asked for a column of plain names")

    monkeypatch.setattr("recognizers.columns.persons.tokenize", model)
    monkeypatch.setattr(Engine, "find", model)
    names = [
        "山田太郎",
        "佐藤花子",
        "髙橋一郎",
        "鈴木美咲",
        "田中健一",
        "渡辺翔太",
        "伊藤結衣",
        "小林誠",
        "加藤大輔",
        "森航平",
    ]
    (hit,) = first(engine, **{header: names})
    assert hit is not None and (hit.entity, hit.hits) == ("PERSON", 10)


def test_names_beyond_those_that_are_looked_up_are_counted(engine: Engine) -> None:
    many = [
        f"{name}{end}"
        for name in ("山田", "佐藤", "鈴木")
        for end in (chr(c) + "子" for c in range(0x4E00, 0x4E00 + 3000))
    ]
    (hit,) = first(engine, 氏名=many)
    assert hit is not None and hit.hits == 9000
