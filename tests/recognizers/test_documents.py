"""Document classes: forms told from blank forms and from texts about them."""

from __future__ import annotations

import pytest

from recognizers.documents import Documents, rules


def classes(text: str, *entities: str, name: str = "") -> tuple[str, ...]:
    documents = Documents()
    documents.take("", text, [(0, entity) for entity in entities], name)
    return documents.names()


SLIP = "令和7年分 給与所得の源泉徴収票\n支払を受ける者 東京都港区9-9\n氏名 山田 太郎\n支払金額 5,000,000\n源泉徴収税額 120,000\n社会保険料等の金額 600,000\n"  # noqa: E501
BLANK = (
    "自動車リース契約申込書（様式第1号）\n氏名\n生年月日\n住所\n電話番号\n運転免許証番号\n口座番号\n連帯保証人 氏名\n"
)


@pytest.mark.parametrize("text, entities, found", [
    (SLIP, ["PERSON"], ("withholding_slip",)),
    (SLIP + "記入例\n", ["PERSON"], ("withholding_slip:blank",)),  # filled in for show
    (BLANK, [], ("application:blank",)),
    ("履 歴 書\n氏名 山田 太郎\n生年月日 平成7年8月27日\n学歴・職歴\n平成30年3月 北風大学 卒業\n志望動機 人の役に立ちたい\n", ["PERSON"], ("resume",)),  # noqa: E501
    ("住民票\n世帯主 山田 太郎\n氏名 山田 花子\n生年月日 平成7年8月27日\n続柄 妻\n本籍 東京都港区\n前住所 埼玉県\n", ["PERSON"], ("resident_record",)),  # noqa: E501
    ("運転免許証\n氏名 山田 太郎\n交付 令和5年1月1日\n免許の条件等 眼鏡等\n番号 第301900000160号\n東京都公安委員会\n", ["JP_DRIVERS_LICENSE"], ("drivers_license",)),  # noqa: E501
    ("給与明細\n氏名 山田 太郎\n基本給 300,000\n健康保険 15,000\n厚生年金 27,000\n差引支給額 240,000\n", ["PERSON"], ("payslip",)),
    ("診断書\n氏名 山田 太郎\n生年月日 平成7年8月27日\n病名 うつ病\n上記のとおり診断する\n医師 佐藤 次郎\n", ["PERSON"], ("medical_certificate",)),  # noqa: E501
    # About a document, or a list of what to bring: none.
    ("源泉徴収票の見方\n支払金額は、1年間に支払われた給与の総額です。源泉徴収税額は、所得税の額です。氏名と住所も確かめます。", ["PERSON"], ()),  # noqa: E501
    ("本人確認書類\n・運転免許証\n・住民票\n・パスポート\n・健康保険証\n・在留カード\n", [], ()),
    ("件名: 源泉徴収票の送付について\n佐藤様\n添付のとおりお送りします。\n", ["PERSON"], ()),
    ("第百九十四条　氏名、生年月日、住所、個人番号、源泉控除対象配偶者その他の事項を記載した申告書を提出しなければならない。", [], ()),
    ("戸籍謄本が必要ですか。\n本籍地の市区町村で請求できます。\n", [], ()),
])  # fmt: skip
def test_class_of_a_text(text: str, entities: list[str], found: tuple[str, ...]) -> None:
    assert classes(text, *entities) == found


@pytest.mark.parametrize("headers, entities, found", [
    (["氏名", "住所", "電話番号"], ["PERSON", "JP_ADDRESS", "PHONE_NUMBER"], ("roster",)),
    (["顧客番号", "氏名", "住所", "電話番号", "契約日"], ["PERSON", "CUSTOMER_ID", "JP_ADDRESS"], ("customer_ledger",)),
    (["社員番号", "銀行コード", "支店コード", "口座番号", "口座名義", "金額"], ["JP_BANK_ACCOUNT", "PERSON"], ("transfer_list",)),
    (["氏名", "契約状態", "異動", "残高金額", "入金状況"], ["PERSON", "JP_CREDIT_INFO"], ("credit_report",)),
    (["商品コード", "品名", "単価", "数量"], [], ()),
    (["会社名", "住所", "電話番号"], [], ()),  # no person in it
])  # fmt: skip
def test_class_of_a_table(headers: list[str], entities: list[str], found: tuple[str, ...]) -> None:
    documents = Documents()
    documents.take_table("", headers, [[entity] for entity in entities])
    assert documents.names() == found


def test_a_form_of_cells_adds_up_and_parts_are_apart() -> None:
    documents = Documents()
    for line in SLIP.splitlines():
        documents.take("a!1", line, [(0, "PERSON")] if "氏名" in line else [])
    for line in BLANK.splitlines():
        documents.take("a!2", line)
    assert documents.names() == ("withholding_slip", "application:blank")


def test_every_class_has_names_and_enough_marks() -> None:
    assert len(rules()) >= 25
    assert all(rule.ja and rule.en and rule.least > 0 for rule in rules().values())
