"""Columns as offices keep them: check-ups and debts without a name, surnames alone, sparse remarks, lists that slipped."""

from __future__ import annotations

import pytest

from recognizers import Engine
from recognizers.columns.persons import of_companies
from recognizers.text import fold
from tests.recognizers.test_column_tables import MONEY, NAMES, entities

FIGURES = ["21", "34", "18", "55", "29", "40"]
GRADES = ["A", "B", "A", "D", "C", "A"]
NUMBERS = ["0118", "0120", "0123", "0125", "0128", "0131"]
SURNAMES = ["来栖", "五十嵐", "知念", "辻", "我妻", "五味"]
MOBILES = [f"090-{n}-36{n % 90 + 10}" for n in range(1034, 9000, 611)]
LOCAL = ["426-4849", "306-8779", "720-7808", "67-0205", "9296-5304", "390-2556"]


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine()


@pytest.mark.parametrize(
    "header", ["HbA1c(NGSP)", "血糖(mg/dL)", "γ-GTP(U/L)", "AST(GOT)", "LDL-C[mg/dL]", "TG", "UA(mg/dl)"]
)
def test_figures_of_a_check_up_without_a_name(engine: Engine, header: str) -> None:
    table = {header: FIGURES, "LDL": FIGURES, "総合判定": GRADES}
    found = entities(engine, **({"受診No.": NUMBERS, "健診機関": ["青葉健診センター"] * 6} | table))
    assert {found[name] for name in table} == {"SPC_HEALTH_CHECK"}
    assert not found["健診機関"]


@pytest.mark.parametrize("first", ["ロット", "検体No", "犬種"])
def test_figures_of_something_else(engine: Engine, first: str) -> None:
    assert "SPC_HEALTH_CHECK" not in entities(engine, **{first: NUMBERS, "TG": FIGURES, "判定": GRADES}).values()


@pytest.mark.parametrize(
    "columns",
    [
        {"会員番号": NUMBERS, "延滞日数": FIGURES, "延滞額": MONEY},
        {"KAIIN_NO": NUMBERS, "ENTAI_NISSU": FIGURES, "ZANSAI": MONEY},
        {"KOKYAKU_NO": NUMBERS, "TASHA_KENSU": FIGURES, "TASHA_KARIIRE": MONEY},
        {"KEIYAKU_NO": NUMBERS, "KASHITSUKE_GAKU": MONEY, "DAII_BENSAI_YMD": ["20250101"] * 6},
        {
            "受付番号": NUMBERS,
            "入金状況": ["$$P$$A", "$$$$$P", "$AA$$$", "-$$$$C", "$$$$$-", "P$$$$$"],
            "終了状況": ["完了", "貸倒", "", "法定免責", "", "本人以外弁済"],
        },
    ],
)
def test_debts_of_whom_a_number_names(engine: Engine, columns: dict[str, list[str]]) -> None:
    found = list(entities(engine, **columns).values())
    assert set(found[1:]) == {"JP_CREDIT_INFO"}


@pytest.mark.parametrize(
    "columns",
    [
        {"顧客番号": NUMBERS, "会社名": ["架空商事"] * 6, "延滞日数": FIGURES, "延滞額": MONEY},
        {"会員番号": NUMBERS, "書名": ["架空の本"] * 6, "延滞日数": FIGURES, "延滞料": MONEY},
    ],
)
def test_debts_of_companies_and_books_that_are_late(engine: Engine, columns: dict[str, list[str]]) -> None:
    assert "JP_CREDIT_INFO" not in entities(engine, **columns).values()


def test_the_day_of_a_reminder_tells_nothing(engine: Engine) -> None:
    found = entities(engine, 氏名=NAMES, 延滞日数=FIGURES, 残債額=MONEY, 督促日=["2025/10/12"] * 6)
    assert found["延滞日数"] == "JP_CREDIT_INFO"
    assert not found["督促日"]


@pytest.mark.parametrize(
    "header",
    [
        "DR_NM", "執刀", "担当医", "麻酔科医", "主治医", "助手1", "施術者", "講師名", "外回り看護師", "臨床工学技士",
        "当直", "SHUJII", "TANTOI",
    ],
)  # fmt: skip
def test_surnames_alone_under_a_role(engine: Engine, header: str) -> None:
    assert entities(engine, **{"室": FIGURES, header: SURNAMES})[header] == "PERSON"


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("当日の配慮事項", ["", "なし", "手話通訳を希望（聴覚障害）", "", "ストーマがあるためトイレ近くの席", "車椅子で参加します"]),
        ("要支援", ["", "", "寝たきり", "", "全盲", ""]),
        ("ALLERGY", ["", "なし", "造影剤（ショック歴）", "", "ラテックス", ""]),
        ("KANSEN", ["", "", "MRSA(+)", "", "", "HIV(-)"]),
        ("食物アレルギー", ["", "", "えび", "", "", "なし"]),
    ],
)  # fmt: skip
def test_a_few_statements_in_a_column_that_is_mostly_empty(engine: Engine, header: str, values: list[str]) -> None:
    found = entities(engine, **{"お名前": NAMES, header: values})[header]
    assert found.startswith("SPC_")


@pytest.mark.parametrize(
    ("header", "entity"), [("電話", "PHONE_NUMBER"), ("TEL", "PHONE_NUMBER"), ("内線", ""), ("棚", "")]
)
def test_telephones_without_their_area_code(engine: Engine, header: str, entity: str) -> None:
    assert entities(engine, **{"世帯主": NAMES, header: LOCAL})[header] == entity


def test_postal_codes_under_telephone_are_no_local_numbers(engine: Engine) -> None:
    codes = ["100-0001", "060-0001", "530-0001", "252-0813", "166-0002", "770-0831"]
    assert entities(engine, 氏名=NAMES, 電話=codes)["電話"] != "PHONE_NUMBER"


@pytest.mark.parametrize("header", ["ゆうちょ記号", "YUCHO_KIGO", "通帳記号"])
def test_the_sign_of_the_post_office_alone(engine: Engine, header: str) -> None:
    found = entities(engine, **{"フリガナ": NAMES, header: ["15080", "", "18810", "", "", "17540"]})
    assert found[header] == "JP_YUCHO_ACCOUNT"


def test_a_sign_of_something_else(engine: Engine) -> None:
    assert not entities(engine, 品名=["端子台"] * 3, 記号=["15080", "18810", "17540"])["記号"]


@pytest.mark.parametrize("payees", [["ﾊﾏﾀﾞ ﾏｻｵ", "ｾｷ ｼｵﾘ", "ﾐｽﾞﾉ ｵｻﾑ", "ﾖｼﾀﾞ ﾋﾅ"], ["ｶ)ｱｵﾊﾞ", "ﾕ)ﾐﾎﾝ", "ｾｷ ﾐﾎ", "ﾏﾙｼﾝ(ｶ"]])
def test_an_account_as_a_transfer_file_sets_it(engine: Engine, payees: list[str]) -> None:
    banks, branches = ["0005", "0138", "0010", "0009"], ["ｼﾌﾞﾔ", "ﾄﾂｶ", "ﾔｵ", "ﾅﾝﾊﾞ"]
    numbers = ["0436277", "5248131", "3708506", "1208163"]
    rows = {"col1": ["2"] * 4, "col2": banks, "col3": branches, "col4": ["1"] * 4, "col5": numbers, "col6": payees}
    assert entities(engine, **rows)["col5"] == "JP_BANK_ACCOUNT"
    rows["col6"] = ["12", "34", "56", "78"]
    assert entities(engine, **rows)["col5"] != "JP_BANK_ACCOUNT"


def test_chassis_numbers_under_a_header_that_says_little(engine: Engine) -> None:
    chassis = ["HA36S-111459", "JJ1-4040243", "NPR88-6129645", "FEB50-033319", "DA17V-227196"]
    plates = ["品川 500 さ 12-34", "練馬 300 は 85-02", "横浜 501 ら 17-27", "札幌 500 る 33-75", "神戸 480 ほ 48-85"]
    assert entities(engine, ナンバー=plates, コード=chassis)["コード"] == "JP_CHASSIS_NUMBER"
    assert not entities(engine, 品名=["端子台"] * 5, コード=chassis)["コード"]


COMPANIES = ["㈱青葉", "有限会社見本", "医療法人社団見本会", "丸信硝子㈱", "(株)架空", "株式会社 山田"]


@pytest.mark.parametrize("header", ["氏名", "お名前", "担当者", "col2"])
def test_companies_are_no_persons_whatever_the_header(engine: Engine, header: str) -> None:
    assert entities(engine, **{header: COMPANIES})[header] != "PERSON"


def test_a_person_behind_the_company_is_one(engine: Engine) -> None:
    both = [f"株式会社青葉 {name.replace(' ', '')}" for name in NAMES]
    assert not of_companies([fold(value).text for value in both])
    assert entities(engine, 氏名=both)["氏名"] == "PERSON"


def test_addresses_of_machines_are_no_postal_codes(engine: Engine) -> None:
    values = ["192.168.10.21", "10.0.3.15", "0x1F40", "10.0.3.16", "0x2A00", "172.16.10.2"]
    assert not entities(engine, 名称=NAMES, 住所=values)["住所"]


@pytest.mark.parametrize("header", ["ITEM_CD", "商品コード", "型番", "品番", "PROD_CD", "SKU", "HIN_CD", "品目コード"])
def test_codes_of_goods_shaped_like_mobiles(engine: Engine, header: str) -> None:
    rows = {header: MOBILES, "品名": ["端子台"] * len(MOBILES), "単価": ["100"] * len(MOBILES)}
    assert not entities(engine, **rows)[header]


def test_mobiles_of_persons_under_a_code_of_goods(engine: Engine) -> None:
    names = (NAMES * 3)[: len(MOBILES)]
    assert entities(engine, 商品コード=MOBILES, 氏名=names)["商品コード"] == "PHONE_NUMBER"


def test_extensions_are_no_local_numbers(engine: Engine) -> None:
    extensions = ["1-2345", "2-3456", "1-4567", "3-5678", "2-6789", "1-7890"]
    assert not entities(engine, 部署=["総務部"] * 6, 氏名=NAMES, 電話=extensions)["電話"]


def test_a_telephone_in_a_table_of_goods_stays(engine: Engine) -> None:
    few = len(MOBILES)
    rows = {"品番": ["A1"] * few, "品名": ["端子台"] * few, "仕入担当携帯番号": MOBILES}
    assert entities(engine, **rows)["仕入担当携帯番号"] == "PHONE_NUMBER"


def test_wishes_that_tell_of_nothing(engine: Engine) -> None:
    wishes = ["", "席は後ろ希望", "", "ベジタリアン", "なし", ""]
    assert not entities(engine, お名前=NAMES, 配慮事項=wishes)["配慮事項"].startswith("SPC_")


CODES = ["F320", "K210", "M0690", "C169", "I500", "N183"]
KANA_ADDRESSES = [
    "ﾌｸｵｶｼﾁﾕｳｵｳｸﾅｶﾏﾁ2-38-4", "ﾊｺﾀﾞﾃｼﾅｶﾏﾁ2-27-11", "ｶﾅｻﾞﾜｼﾐﾄﾞﾘｶﾞｵｶ2-16-18", "ﾖﾂｶｲﾁｼﾎﾝﾁﾖｳ2-4-22", "ﾅｺﾞﾔｼﾅｶｸﾐﾔﾏﾁ5-38-14", "ﾅｶﾞﾉｼﾐﾄﾞﾘｶﾞｵｶ1-23-14",
]  # fmt: skip
JOINED = [
    "000102410080175",
    "003620111710633",
    "000515010967164",
    "013400410127767",
    "161000318214948",
    "000912710998417",
]
KANA = ["ｻﾄｳ ﾀﾛｳ", "ｽｽﾞｷ ﾊﾅｺ", "ﾀｶﾊｼ ｹﾝｲﾁ", "ﾀﾅｶ ﾐｻｷ", "ｲﾄｳ ﾖｳｺ", "ﾜﾀﾅﾍﾞ ﾏｺﾄ"]


@pytest.mark.parametrize("header", ["DIAG_CD", "傷病名コード"])
def test_diagnoses_by_code(engine: Engine, header: str) -> None:
    assert entities(engine, **{"PT_ID": NUMBERS, header: CODES})[header] == "SPC_MEDICAL_HISTORY"


def test_diagnoses_by_code_beside_persons_only(engine: Engine) -> None:
    assert entities(engine, F01=KANA, F02=CODES)["F02"] == "SPC_MEDICAL_HISTORY"
    assert entities(engine, F01=NUMBERS, F02=CODES)["F02"] != "SPC_MEDICAL_HISTORY"
    shelves = ["A101", "B203", "C305", "D407", "E509", "F613"]
    assert entities(engine, F01=KANA, F02=shelves)["F02"] != "SPC_MEDICAL_HISTORY"


def test_columns_of_a_dump(engine: Engine) -> None:
    found = entities(engine, F01=KANA, F02=KANA_ADDRESSES, F03=JOINED)
    assert (found["F02"], found["F03"]) == ("JP_ADDRESS", "JP_BANK_ACCOUNT")
    others = [f"999{number}" for number in range(100_000_000_123, 100_000_000_129)]
    assert entities(engine, F01=KANA, F03=others)["F03"] != "JP_BANK_ACCOUNT"


def test_days_and_machines_are_no_statement_of_health(engine: Engine) -> None:
    days = ["R6.2.10", "R6.1.29", "R4.9.27", "R7.12.15", "R6.5.12", "R7.11.7"]
    failures = ["A(全停止)", "B(一部)", "C(軽微)", "A(全停止)", "C(軽微)", "B(一部停止)"]
    table = {"氏名": NAMES, "診断": days, "適性診断": GRADES, "障害区分": failures}
    found = entities(engine, **table)
    assert not any((found[name] or "").startswith("SPC_") for name in ("診断", "適性診断", "障害区分"))
    assert (
        entities(engine, 氏名=NAMES, 障害区分=["1級", "2級", "3級", "1級", "2級", "4級"])["障害区分"]
        == "SPC_DISABILITY"
    )
