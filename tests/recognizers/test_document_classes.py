"""Each document class: a form that is one, and a text as near as can be that is none."""

from __future__ import annotations

import pytest

from recognizers.documents import Documents, rules
from tests.accuracy import documents as labelled

# class → (a form, entity types found in it, a near text that is none)
CLASSES = {
    "drivers_license": ("氏名 三枝 英俊\n交付 令和04年10月28日\n免許の条件等 眼鏡等\n番号 第 300000000010 号\n埼玉県公安委員会\n運転免許証", ["JP_DRIVERS_LICENSE"], "運転免許証の確認手順\n1. 有効期限を見る。\n2. 免許の条件等を読み上げる。\n3. 番号を控える。"),  # noqa: E501
    "resident_record": ("住 民 票\n世 帯 主  久慈 光成\n続 柄  長男\n本 籍  岩手県久慈市\n前 住 所  仙台市", ["PERSON", "DATE_OF_BIRTH"], "住民票の写しの取り方\n世帯主、続柄、本籍の記載が必要な方は申し出てください。"),  # noqa: E501
    "health_insurance_card": ("資格確認書\n記号 71234　番号 889　枝番 00\n保険者番号 06100013\n氏名 沼田 将吾", ["JP_HEALTH_INSURANCE"], "保険証の見方\n記号・番号はカードの上、保険者番号は下にあります。"),  # noqa: E501
    "pension_notice": ("基礎年金番号通知書\n氏名 水上 芳恵\n基礎年金番号 7788-112233\n交付年月日 令和6年2月10日", ["JP_PENSION_NUMBER"], "年金手帳の廃止について\n基礎年金番号通知書が発行されます。\n基礎年金番号は10桁です。"),  # noqa: E501
    "seal_certificate": ("Seal Registration Certificate\nRegistered seal impression: omitted\nName: Taichi Kurobe\nDate of birth: 1985-12-24\nAddress: 9988 Kichijima\nMayor of Uozu City", ["DATE_OF_BIRTH"], "印鑑登録の申請\n印鑑登録証明書は窓口で受け取れます。\n手数料 300円\n魚津市長"),  # noqa: E501
    "residence_card": ("在留カード\n氏名 RAI BISHAL\n国籍・地域 ネパール\n在留資格 留学\n就労制限の有無 就労不可", ["JP_RESIDENCE_CARD"], "外国人を雇うとき\n・在留カードの在留資格、在留期間を確かめます。\n・就労制限の有無も見てください。"),  # noqa: E501
    "passport": ("PASSPORT\nPassport No. MU5566778\nSurname OKAZAKI\nGiven name RINA\nDate of expiry 05 APR 2028", ["JP_PASSPORT"], "Please bring your passport.\nThe surname, given name and date of expiry are checked at the desk."),  # noqa: E501
    "disability_certificate": ("身体障害者手帳\n氏名 栗栖 道夫\n障害名 右下肢機能の著しい障害\n級別 4級\n岡山県知事", ["JP_DISABILITY_CERT"], "障害者手帳をお持ちの方への割引\n障害等級1級の方は介護者も半額です。"),  # noqa: E501
    "vehicle_certificate": ("自動車検査証\n登録番号 熊谷 301 そ 88-12\n車台番号 ZVW51-6098765\n使用者の氏名又は名称 須永 和也\n使用の本拠の位置 熊谷市", ["PERSON", "JP_CHASSIS_NUMBER"], "中古車 車検 R7.6 車体価格 158万円\n型式、車台番号は店頭でご確認ください。"),  # noqa: E501
    "parking_certificate": ("自動車保管場所証明申請書\n使用の本拠の位置 橿原市9\n保管場所の位置 橿原市10\n申請者 氏名 染谷 美樹\n橿原警察署長 殿", ["PERSON", "JP_CHASSIS_NUMBER"], "車庫証明の申請方法\n提出先：保管場所の位置を管轄する警察署"),  # noqa: E501
    "application": ("Loan Application Form\nApplicant name: Maiko Anzai\nEmployer: Minami K.K.\nAnnual income: 4,300,000\nHousing: Rented\nDate of birth: 1990-04-23", ["DATE_OF_BIRTH"], "ローン契約約款\n第1条 申込者は、氏名、勤務先、年収を正しく記入する。"),  # noqa: E501
    "payment_record": ("支払調書\n支払を受ける者 氏名 比嘉 直樹\n区分 講演料\n支払金額 55,000\n源泉徴収税額 5,615", ["PERSON"], "支払調書の提出について\n支払金額が5万円を超える場合に提出します。"),  # noqa: E501
    "withholding_slip": ("給与所得の源泉徴収票\n支払を受ける者 氏名 内山 悟\n支払金額 4,812,300\n源泉徴収税額 98,500\n社会保険料等の金額 712,040", ["PERSON"], "源泉徴収票を配りました。支払金額・源泉徴収税額をご確認ください。"),  # noqa: E501
    "dependents_declaration": ("給与所得者の扶養控除等（異動）申告書\nあなたの氏名 松尾 健司\nあなたの個人番号 1\n世帯主の氏名 松尾 健司", ["JP_MY_NUMBER"], "扶養控除等申告書の書き方\n源泉控除対象配偶者の欄には、配偶者を書きます。"),  # noqa: E501
    "health_check": ("Annual Health Check Result\nName: Masashi Hida\nHeight 171.2 cm  Weight 78.5 kg\nBlood pressure 148/94\nAST 38  ALT 55\nOverall judgment: D2", ["SPC_HEALTH_CHECK", "PERSON"], "健診コース料金表\nA 身長・体重・血圧 7,700円\nB A＋心電図、GOT、HbA1c 12,100円"),  # noqa: E501
    "resume": ("履  歴  書     年   月   日 現 在\n氏  名   浜 口  美 緒\n学 歴\n令和2年3月 同校 卒業\n職 歴\n令和2年4月 志摩ホテル 入社\n本人希望記入欄  県内", ["PERSON"], "営業スタッフ募集\n応募方法　履歴書（写真貼付）・職務経歴書をお送りください。志望動機も必ずご記入ください。"),  # noqa: E501
    "business_card": ("NK Logitech Co., Ltd.\nRyunosuke Sakaki\nManager, 2nd Sales Department\nTel 045-955-9988  Fax 045-955-9989\nr-sakaki@example.co.jp\nwww.example.co.jp", ["PERSON", "PHONE_NUMBER", "EMAIL_ADDRESS"], "名刺発注書\n枚数 100枚×3名\n納期 6月20日"),  # noqa: E501
    "payslip": ("PAY SLIP April 2025\nName: Kosuke Nagamine\nBase salary 268,000   Health insurance 15,840\nIncome tax 6,420\nNet pay 255,036", ["PERSON"], "Payroll: base salary and overtime are paid on the 25th. Health insurance and income tax are deducted."),  # noqa: E501
    "credit_report": ("信用情報開示報告書\n氏名 村雲 達也\n登録元会社 南十字カード\n残債額 182,000\n入金状況 $$$P-A\n返済状況 異動", ["PERSON", "JP_CREDIT_INFO"], "与信審査要領\n残債額、請求額、入金状況を確認し、異動があるときは支店長決裁とする。"),  # noqa: E501
    "my_number_card": ("個 人 番 号 カ ー ド\n氏 名  鶴 巻  敬 吾\n2029年4月4日 まで有効\n個 人 番 号  1234", ["JP_MY_NUMBER"], "マイナンバーカード、更新の波\n個人番号の記載された裏面のコピーを取ることは禁じられている。"),  # noqa: E501
    "family_register": ("全部事項証明\n本籍 唐津市二タ子\n氏名 堤 恒夫\n【生年月日】昭和30年2月1日\n【父】堤 弥一\n婚姻 昭和57年\n戸籍改製 平成16年", ["PERSON", "DATE_OF_BIRTH"], "戸籍法（抄）\n第十三条　戸籍には、本籍の外、氏名、出生の年月日、実父母の氏名を記載しなければならない。"),  # noqa: E501
    "medical_certificate": ("MEDICAL CERTIFICATE\nPatient name: Shingo Dohi\nDiagnosis: Adjustment disorder\nPhysician: Toshihiko Maruo", ["PERSON", "SPC_MEDICAL_HISTORY"], "休職のときは診断書を出してください。病名、療養を要する期間、医師の署名が必要です。"),  # noqa: E501
    "sickness_allowance": ("傷病手当金支給申請書\n被保険者氏名 遊佐 香織\n傷病名 骨折\n申請期間 令和7年2月1日から\n労務不能と認めた期間 31日", ["PERSON"], "傷病手当金のご案内\n申請書は被保険者記入用、事業主記入用、療養担当者記入用の4枚組です。"),  # noqa: E501
    "separation_notice": ("雇用保険被保険者離職票-1\n被保険者番号 5012-998877-6\n離職者氏名 萱野 あゆみ\n離職年月日 令和7年3月31日\n喪失原因 2", ["JP_EMPLOYMENT_INSURANCE"], "離職票が届いたら\n1 被保険者番号を確認\n2 離職理由に異議がないか確認"),  # noqa: E501
    "employment_contract": ("Employment Agreement\nEmployee: Takayuki Narumi\nPosition: DTP operator\nPlace of work: Nagoya\nWorking hours: 9:00 to 18:00\nSalary: JPY 245,000", ["PERSON"], "就業規則\n第10条　始業時刻は9時とする。\n第12条　就業の場所及び従事すべき業務の内容は、労働条件通知書による。"),  # noqa: E501
    "roster": ("懇親会 参加者\n赤羽 良樹 080-5599-0011\n市瀬 ゆかり 080-5599-0012\n両角 誠 080-5599-0013\n小口 幸子 080-5599-0014", ["PERSON", "PHONE_NUMBER"] * 4, "参加者の赤羽 良樹さんから電話がありました。"),  # noqa: E501
    "customer_ledger": ("顧 客 カ ル テ\n会員No. 00488\nお名前 巻島 麗子 様\nTEL 090-5599-6677\nご来店日 2025/02/11", ["PERSON", "PHONE_NUMBER"], "お客様 根岸様\n内容 補聴器の電池がすぐ切れるとのこと。\n対応 電話でご連絡"),  # noqa: E501
    "transfer_list": ("総合振込明細表\n銀行名 支店名 預金種目 口座番号 受取人\n下野銀行 小山 普通 5599881 ハヤシダ コウジ 55,000", ["JP_BANK_ACCOUNT", "PERSON"], "振込依頼書の書き方\n①銀行名・支店名、②預金種目、口座番号、③受取人のお名前を記入します。"),  # noqa: E501
}  # fmt: skip


def classes(text: str, entities: list[str]) -> tuple[str, ...]:
    documents = Documents()
    documents.take("", text, [(0, entity) for entity in entities])
    return documents.names()


def test_no_class_is_without_a_test() -> None:
    assert set(CLASSES) == set(rules())
    assert {row["class"] for row in labelled.read()} >= set(rules())


@pytest.mark.parametrize("name", CLASSES)
def test_class(name: str) -> None:
    form, entities, near = CLASSES[name]
    assert classes(form, entities) == (name,)
    assert classes(near, entities) == ()


def test_a_mail_with_a_signature_is_no_business_card() -> None:
    card, entities, _ = CLASSES["business_card"]
    assert classes(f"佐伯様\nお世話になります。\n数量の変更をお知らせください。\n{card}", entities) == ()


@pytest.mark.parametrize("columns, found", [
    (["PERSON", "DATE_OF_BIRTH", "PHONE_NUMBER", "JP_ADDRESS"], ("roster",)),  # no headers
    (["PERSON", "PHONE_NUMBER"], ()),  # a call log is none
])  # fmt: skip
def test_columns_tell_a_roster_without_headers(columns: list[str], found: tuple[str, ...]) -> None:
    documents = Documents()
    documents.take_table("", [f"col{n}" for n in range(len(columns))], [[entity] for entity in columns])
    assert documents.names() == found


def test_a_column_of_free_text_is_no_list() -> None:
    documents = Documents()
    documents.take_table("", ["ts", "text"], [[], ["PERSON", "DATE_OF_BIRTH", "PHONE_NUMBER", "JP_ADDRESS"]])
    assert documents.names() == ()


@pytest.mark.parametrize("name, found", [
    ("ストレスチェック結果.csv", ("health_check",)),
    ("ストレスチェック結果の見方.csv", ()),  # about it
    ("data.csv", ()),
])  # fmt: skip
def test_the_name_of_a_file_helps(name: str, found: tuple[str, ...]) -> None:
    documents = Documents()
    documents.take_table("", ["社員番号", "氏名", "判定", "面接指導"], [["PERSON"], ["SPC_HEALTH_CHECK"]], name)
    assert documents.names() == found


@pytest.mark.parametrize("text", [
    "カードローン申込書\nお名前（フリガナ）　　　\n生年月日　　年　　月　　日\nご住所　〒\nお勤め先\n税込年収　　万円\n他社借入件数　件\n",
    "カードローン申込書\n年　月　日　お名前\n生年月日\nご住所\nお勤め先　年　お電話番号\n税込年収\n他社借入件数",  # blanks before the next label  # noqa: E501
])  # fmt: skip
def test_a_note_behind_a_label_fills_no_form(text: str) -> None:
    assert classes(text, ["OCCUPATION"]) == ("application:blank",)


@pytest.mark.parametrize("guide", [
    "履歴書　全項目\n氏名　戸籍どおりに書く\n生年月日　和暦にそろえる\n学歴・職歴　最後に「以上」\n志望動機　選んだ理由\n本人希望　特になければ空欄に",  # noqa: E501
    "健診結果 個人票\n氏名 赤堀 恒一\nBMI\n25未満\n血圧\n130未満\nHbA1c\n5.6未満\nAST\n31未満\n総合判定\nCの方は再検査を",
    "Payslip\nName: as in your contract\nBase salary: the fixed amount\nHealth insurance: about 5%\nPension: about 9%\nNet pay: what you take home",  # noqa: E501
])  # fmt: skip
def test_a_guide_that_explains_field_by_field_is_no_form(guide: str) -> None:
    assert classes(guide, ["PERSON", "SPC_HEALTH_CHECK"]) == ()


@pytest.mark.parametrize("header, found", [
    ("1210" + "0098765432" + "ﾅｶﾞﾄｼﾖｳｼﾞ".ljust(40) + "04250170", ("transfer_list",)),
    ("1990" + "0098765432" + "ﾅｶﾞﾄｼﾖｳｼﾞ".ljust(40) + "04250170", ()),  # no kind of transfer
])  # fmt: skip
def test_a_file_for_the_bank_is_told_by_its_records(header: str, found: tuple[str, ...]) -> None:
    data = "20170" + "ｽｵｳ".ljust(15) + "012" + "ﾎｳﾌ".ljust(15) + "    10998871" + "ｵｶｻﾞｷ ﾀｹｼ".ljust(30) + "0000231400"
    assert classes(f"{header}\n{data}\n8000001000000231400\n9\n", []) == found


def test_a_card_of_a_customer_needs_no_heading() -> None:
    card = "会員番号 M-44120\n会員名 佐分利 美保\nご住所 福井県越前市府中9-98\n電話 0778-55-9988\n入会日 2022/08/01"
    assert classes(card, ["PERSON", "CUSTOMER_ID"]) == ("customer_ledger",)
    assert classes(card.replace("会員番号 M-44120\n", ""), ["PERSON"]) == ()
