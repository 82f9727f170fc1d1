"""What the columns of a table say together: records of credit and health, values in parts, neighbours."""

from __future__ import annotations

import pytest

from recognizers import Engine
from recognizers.checksums import luhn_ok
from tests.recognizers.test_columns import first, numbers, table

NAMES = ["山田 太郎", "佐藤 花子", "髙橋 一郎", "鈴木 美咲", "田中 健一", "渡辺 翔太"]


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine()


def entities(engine: Engine, **columns: list[str]) -> dict[str, str]:
    return {name: hit.entity if hit else "" for name, hit in zip(columns, first(engine, **columns), strict=True)}


MONEY = [str(n) for n in (120000, 340000, 56000, 780000, 91000, 230000)]
DAYS = [f"2025-0{n}-1{n}" for n in range(1, 7)]
FLAGS = ["0", "1", "0", "0", "1", "0"]


def test_headers_of_a_bureau_beside_a_person_make_a_credit_table(engine: Engine) -> None:
    found = entities(engine, 氏名=NAMES, 契約日=DAYS, 契約額=MONEY, 残高=MONEY, 異動フラグ=FLAGS)
    assert {found[name] for name in ("契約日", "契約額", "残高", "異動フラグ")} == {"JP_CREDIT_INFO"}


def test_abbreviated_headers_of_a_bureau(engine: Engine) -> None:
    found = entities(
        engine,
        customer_name=NAMES,
        keiyaku_bi=DAYS,
        contract_amount=MONEY,
        zandaka=MONEY,
        ido_flg=FLAGS,
        cic_kekka=FLAGS,
    )
    wanted = ("keiyaku_bi", "contract_amount", "zandaka", "ido_flg", "cic_kekka")
    assert {found[name] for name in wanted} == {"JP_CREDIT_INFO"}


@pytest.mark.parametrize(
    "columns",
    [
        {"得意先名": ["架空商事"] * 6, "契約額": MONEY, "残高": MONEY, "延滞日数": FLAGS},  # nobody is named
        {
            "氏名": NAMES,
            "契約日": DAYS,
            "契約額": MONEY,
            "支払回数": FLAGS,
        },  # a contract list: nothing tells of payment
        {"氏名": NAMES, "勘定科目": FLAGS, "売掛残高": MONEY, "入金日": DAYS, "延滞日数": FLAGS},  # a ledger
        {"営業担当者": NAMES, "延滞日数": FLAGS, "残高": MONEY, "入金日": DAYS},  # the person is the clerk
        {"氏名": NAMES, "保有株数": FLAGS, "残高": MONEY, "入金日": DAYS, "完済": FLAGS},  # shareholders
    ],
)
def test_the_same_headers_in_other_tables(engine: Engine, columns: dict[str, list[str]]) -> None:
    assert "JP_CREDIT_INFO" not in entities(engine, **columns).values()


def test_status_words_beside_a_person(engine: Engine) -> None:
    status = ["延滞解消", "異動なし", "完済", "任意整理", "異動なし", "延滞あり"]
    assert entities(engine, 対象者=NAMES, 結果=status)["結果"] == "JP_CREDIT_INFO"


def test_laboratory_figures_beside_a_person(engine: Engine) -> None:
    figures = ["21", "34", "18", "55", "29", "40"]
    found = entities(engine, 氏名=NAMES, AST=figures, ALT=figures, 判定=["A", "B", "A", "D", "C", "A"])
    assert (found["AST"], found["ALT"], found["判定"]) == ("SPC_HEALTH_CHECK",) * 3
    of_staff = entities(engine, 氏名=NAMES, 判定=["A", "B", "A", "D", "C", "A"], 得点=figures)
    assert "SPC_HEALTH_CHECK" not in of_staff.values()  # an appraisal


@pytest.mark.parametrize(
    ("columns", "entity"),
    [
        ({"生年": ["1985", "1960"], "月": ["1", "12"], "日": ["2", "31"]}, "DATE_OF_BIRTH"),
        ({"生年月日": ["1985", "1960"], "col4": ["1", "12"], "col5": ["2", "31"]}, "DATE_OF_BIRTH"),  # merged header
        (
            {"生年月日(元号)": ["昭和", "平成"], "年": ["60", "3"], "月": ["1", "12"], "日": ["2", "31"]},
            "DATE_OF_BIRTH",
        ),
        ({"birth_year": ["1985"], "birth_month": ["1"], "birth_day": ["2"]}, "DATE_OF_BIRTH"),
        ({"個人番号1": ["1234"], "個人番号2": ["5678"], "個人番号3": ["9018"]}, "JP_MY_NUMBER"),
        ({"個人番号": ["1"]} | {f"列{n}": [str(n % 10)] for n in range(2, 13)}, "JP_MY_NUMBER"),  # a digit a cell
        ({"電話1": ["090", "03"], "電話2": ["1234", "4567"], "電話3": ["5678", "8901"]}, "PHONE_NUMBER"),
        ({"郵便番号1": ["100", "530"], "郵便番号2": ["0001", "0011"]}, "JP_POSTAL_CODE"),
    ],
)
def test_one_value_over_several_columns(engine: Engine, columns: dict[str, list[str]], entity: str) -> None:
    assert set(entities(engine, **columns).values()) == {entity}


def test_year_month_and_day_of_something_else(engine: Engine) -> None:
    found = entities(engine, 契約年=["1985", "1960"], 月=["1", "12"], 日=["2", "31"])
    assert "DATE_OF_BIRTH" not in found.values()


def test_a_number_beside_bank_and_branch_codes_is_an_account(engine: Engine) -> None:
    numbers = ["1234567", "2345671", "7654321"]
    with_bank = entities(engine, 銀行コード=["0005"] * 3, 支店コード=["240"] * 3, 種別=["1"] * 3, 番号=numbers)
    assert with_bank["番号"] == "JP_BANK_ACCOUNT"
    assert entities(engine, 番号=numbers)["番号"] == ""


def test_shapes_without_a_header_are_told_by_their_neighbours(engine: Engine) -> None:
    codes = ["100-0001", "530-0011", "060-0001", "220-0012", "460-0008", "810-0001"]
    addresses = [f"東京都新宿区西新宿{n}丁目{n}番{n}号" for n in range(1, 7)]
    passports = [f"T{letter}{n}234567" for n, letter in enumerate("KRSZHK", start=1)]
    found = entities(engine, col1=NAMES, col2=codes, col3=addresses, col4=passports)
    assert (found["col2"], found["col4"]) == ("JP_POSTAL_CODE", "JP_PASSPORT")
    assert entities(engine, col1=codes)["col1"] == ""
    pensions = [f"1{n}34-56{n}890" for n in range(1, 7)]
    (_, hits) = engine.find_table(table(col1=NAMES, col2=pensions))
    assert hits[0].entity == "JP_PENSION_NUMBER" and hits[0].score < 0.5  # as often a contract: kept, and low


MARKS = {"paid": ["$", "$", "P", "A"], "grades": ["A", "B", "C", "A"]}


@pytest.mark.parametrize(
    ("headers", "values", "credit"),
    [
        ([f"2024/{month:02}" for month in range(1, 13)], MARKS["paid"], True),
        ([f"入金{month}" for month in range(1, 4)], MARKS["paid"], True),  # three, and the header says so
        ([f"col{month}" for month in range(1, 4)], MARKS["paid"], False),  # three columns of $ may be anything
        ([f"評価{month}月" for month in range(1, 13)], MARKS["grades"], False),
    ],
)
def test_marks_of_payment_a_month_a_column(engine: Engine, headers: list[str], values: list[str], credit: bool) -> None:
    found = entities(engine, **dict.fromkeys(headers, values))
    assert set(found.values()) == ({"JP_CREDIT_INFO"} if credit else {""})


@pytest.mark.parametrize(
    ("banks", "kinds", "account"),
    [
        (["0001", "0005", "0134"], ["1", "1", "2"], True),
        (["0001", "0005", "0134"], ["大", "中", "小"], True),  # three banks that exist are enough
        (["0001"] * 3, ["大", "中", "小"], False),  # one code may be anything
        (["0002", "0003", "0004"], ["1", "1", "2"], False),  # no such banks
    ],
)
def test_an_account_without_headers_by_bank_and_branch(
    engine: Engine, banks: list[str], kinds: list[str], account: bool
) -> None:
    found = entities(engine, col1=banks, col2=["021", "337", "415"], col3=kinds, col4=["1234567", "0234567", "7654321"])
    assert found["col4"] == ("JP_BANK_ACCOUNT" if account else "")


def test_a_bureaus_file_needs_no_name(engine: Engine) -> None:
    found = entities(engine, 会員番号=["123456789"] * 6, 貸付日=DAYS, 残高金額=MONEY, 異動参考情報=["延滞"] * 6)
    assert (found["残高金額"], found["異動参考情報"]) == ("JP_CREDIT_INFO",) * 2


def test_arrears_of_rent_are_credit_information(engine: Engine) -> None:
    found = entities(engine, 賃借人=NAMES, 家賃=MONEY, 滞納月数=FLAGS, 滞納額=MONEY)
    assert (found["家賃"], found["滞納月数"], found["滞納額"]) == ("HOUSING", "JP_CREDIT_INFO", "JP_CREDIT_INFO")


ILL = ["がんと診断確定", "脳卒中で60日継続", "うつ病による休業"]


@pytest.mark.parametrize(
    ("columns", "header", "reported"),
    [
        ({"商品CD": ["9996", "2270", "3141"], "支払事由": ILL}, "支払事由", False),  # what an insurance covers
        (
            {"氏名": NAMES[:3], "商品CD": ["9996", "2270", "3141"], "支払事由": ILL},
            "支払事由",
            True,
        ),  # whom it was paid
        ({"障害番号": ["INC1", "INC2"], "障害区分": ["重度", "軽微"], "復旧日時": DAYS[:2]}, "障害区分", False),
        ({"氏名": NAMES[:2], "障害区分": ["身体1級", "知的"]}, "障害区分", True),
        ({"氏名": NAMES[:2], "健診機関": ["石川病院", "柏クリニック"]}, "健診機関", False),  # who examines
        ({"氏名": NAMES[:2], "健診結果": ["要再検査", "要治療"]}, "健診結果", True),
    ],
)
def test_special_care_of_somebody_or_of_nobody(
    engine: Engine, columns: dict[str, list[str]], header: str, reported: bool
) -> None:
    assert entities(engine, **columns)[header].startswith("SPC_") == reported


def test_what_a_table_takes_away_stays_low_with_the_reason(engine: Engine) -> None:
    views = table(商品CD=["9996", "2270", "3141"], 支払事由=ILL)
    hits = [hit for hit in engine.find_table(views)[1] if hit.entity.startswith("SPC_")]
    assert hits and all(hit.score < 0.5 and "generic:product" in hit.evidence for hit in hits)


def test_numbers_of_municipal_insurers_beside_care(engine: Engine) -> None:
    codes = numbers(6, 0.0, luhn_ok, 12, "20")  # no check digit is published for them
    levels = [f"要介護{1 + n % 5}" for n in range(12)]
    assert entities(engine, 要介護度=levels, 保険者番号=codes)["保険者番号"] == "JP_KAIGO_INSURANCE"
    assert entities(engine, 診療科=["内科"] * 12, 保険者番号=codes)["保険者番号"] == ""


def test_chassis_numbers_beside_plates(engine: Engine) -> None:
    chassis = ["ZVW51-1234567", "GK3-123456", "AGH30-0123456", "ZVW51-7654321", "MK53S-234567"]
    plates = ["柏 300 さ 12-34", "大宮 501 す 56-78", "柏 330 て 9-12", "足立 480 な 34-56", "湘南 501 そ 11-22"]
    assert entities(engine, col1=plates, col2=chassis)["col2"] == "JP_CHASSIS_NUMBER"
    assert entities(engine, col1=DAYS[:5], col2=chassis)["col2"] == ""


def test_a_room_is_an_address_beside_one_alone(engine: Engine) -> None:
    rooms = ["394", "517", "460"]
    assert entities(engine, 宿泊者名=NAMES[:3], 部屋番号=rooms)["部屋番号"] == ""
    streets = ["東京都足立区千住旭町1-2-3", "千葉県柏市明原2-3-4", "滋賀県大津市瀬田3-4-5"]
    assert entities(engine, 住所=streets, 部屋番号=rooms)["部屋番号"] == "JP_ADDRESS"


@pytest.mark.parametrize(
    ("header", "values", "yes"),
    [
        ("障害者フラグ", ["0", "0", "1", "0", "1", "0"], 2),
        ("SHOGAISHA_FLG", ["N", "Y", "N", "N", "N", "N"], 1),
        ("障害者フラグ", ["0"] * 6, 0),  # nobody
        ("健診受診", ["1", "0", "1", "0", "1", "0"], 0),  # who went, not what was found
        ("在籍フラグ", ["1", "0", "1", "0", "1", "0"], 0),
    ],
)
def test_flags_count_those_who_are_flagged(engine: Engine, header: str, values: list[str], yes: int) -> None:
    _, hits = engine.find_table(table(氏名=NAMES, **{header: values}))
    assert sum(hit.hits for hit in hits if hit.entity.startswith("SPC_") and hit.score >= 0.5) == yes


def test_the_names_of_banks_do_not_make_an_account_a_companys(engine: Engine) -> None:
    accounts = ["1234567", "0234567", "7654321"]
    found = entities(engine, 銀行名=["千葉", "みずほ", "りそな"], 支店名=["柏", "本店", "大宮"], 口座番号=accounts)
    assert found["口座番号"] == "JP_BANK_ACCOUNT"
    assert entities(engine, 取引先名=["架空商事", "仮工業", "例産業"], 口座番号=accounts)["口座番号"] == ""


def test_a_grade_of_a_handbook_is_special_care(engine: Engine) -> None:
    hits = engine.find_table(table(氏名=NAMES, 手帳等級=["1級", "2級", "4級", "1級", "3級", "6級"]))[1]
    assert {"JP_DISABILITY_CERT", "SPC_DISABILITY"} == {hit.entity for hit in hits if hit.score >= 0.5}


FAMILIES = ["鎌田", "内藤", "三宅", "福田", "水野"]
GIVEN = ["直樹", "亜希子", "蓮", "節子", "雅人"]


@pytest.mark.parametrize(
    ("columns", "names"),
    [
        ({"col1": FAMILIES, "col2": GIVEN}, 2),
        ({"col1": ["ｶﾏﾀ", "ﾅｲﾄｳ", "ﾐﾔｹ"], "col2": ["ﾅｵｷ", "ｱｷｺ", "ﾚﾝ"]}, 2),
        ({"fld_07": ["Naoki", "Akiko", "Ren"], "fld_08": ["KAMATA", "NAITO", "MIYAKE"]}, 2),
        ({"col1": FAMILIES, "col2": ["ｶﾏﾀ", "ﾅｲﾄｳ", "ﾐﾔｹ", "ﾌｸﾀﾞ", "ﾐｽﾞﾉ"], "col3": GIVEN}, 3),
        ({"col1": ["鎌田"] * 5, "col2": GIVEN}, 2),  # one family
        ({"col1": FAMILIES, "col2": ["光", "光", "光", "新", "新"]}, 0),
        ({"col1": ["千葉", "大宮", "柏"], "col2": ["新宿", "赤羽", "池袋"]}, 0),  # from, to
        ({"地区": FAMILIES, "col2": GIVEN}, 0),  # places are called so
        ({"col1": FAMILIES, "col2": ["A", "B", "C", "D", "E"]}, 0),
    ],
)
def test_family_and_given_names_beside_each_other(engine: Engine, columns: dict[str, list[str]], names: int) -> None:
    assert list(entities(engine, **columns).values()).count("PERSON") == names


def test_sign_and_number_beside_an_insurer(engine: Engine) -> None:
    insurers = ["06130016", "01130012", "06270016"]
    insurers = [f"{n[:7]}{next(d for d in '0123456789' if luhn_ok(n[:7] + d))}" for n in insurers]
    found = entities(engine, 保険者番号=insurers, 記号=["4744", "2160", "石"], 番号=["574", "1062", "65"])
    assert (found["記号"], found["番号"]) == ("JP_HEALTH_INSURANCE",) * 2
    assert set(entities(engine, 記号=["4744", "2160", "石"], 番号=["574", "1062", "65"]).values()) == {""}


def test_a_column_of_illnesses_without_a_header_is_counted_whole(engine: Engine) -> None:
    ill = ["糖尿病", "統合失調症", "乳癌", "気管支喘息", "関節リウマチ", "緑内障"]
    _, hits = engine.find_table(table(col1=NAMES, col2=ill))
    assert (hits[0].entity, hits[0].hits) == ("SPC_MEDICAL_HISTORY", 6) and hits[0].score >= 0.5
    assert entities(engine, col1=ill)["col1"] == ""  # a list of illnesses is nobody's


def test_findings_of_an_inspection_are_no_ones_health(engine: Engine) -> None:
    found = ["異音あり", "正常", "要清掃", "油漏れ", "正常", "正常"]
    assert entities(engine, 点検番号=MONEY, 号機=FLAGS, 所見=found, 作業員=NAMES)["所見"] == ""
    assert entities(engine, 健診日=DAYS, 所見=found, 受診者=NAMES)["所見"] == "SPC_HEALTH_CHECK"
