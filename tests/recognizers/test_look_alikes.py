"""Numbers that look like identifiers and are none, or are another one. Where a row names types, these and no others are found."""

from __future__ import annotations

import pytest

from recognizers import Engine

SURE = 0.5
# Of organisations: listed, but nobody's.
_OPEN = ("PERSON", "JP_ADDRESS")

NOTHING: tuple[tuple[str, str], ...] = (
    # Twelve digits: My Number, licence. Those of this block pass My Number's check where they can.
    ("注文番号 621498320257 を本日発送", "an order"),
    ("受付No.621498320257", "a receipt"),
    ("伝票番号：6214-9832-0257", "a slip in My Number's groups"),
    ("お問い合わせ番号 3088-1204-7715（ヤマト運輸）", "a courier"),
    ("佐川急便 伝票No 4019 2233 7746", "a courier, spaces"),
    ("ゆうパック追跡番号：1234-5678-9018", "a courier"),
    ("資産管理番号 621498320257 ノートPC", "an asset"),
    ("ロット 202604123456 を出庫", "year, month, day and a serial"),
    ("バックアップ 202604231530 完了", "a timestamp of twelve digits"),
    ("AWSアカウント 621498320257 に作成", "a cloud account"),
    ("会社法人等番号 0100-01-034725", "of a company register, hyphens"),
    ("会社法人等番号 010001034725", "a company's in the register"),
    ("稟議番号 309012345620", "looks like a licence of 東京"),
    ("申請ID=309012345620&status=ok", "a query string"),
    ("UPC 036000291452", "a bar code of twelve digits"),
    ("契約番号 3012-3456-7890", "a contract"),
    ("会員カード 4902-1187-3305", "a shop's card"),
    ("検針票 お客様番号 03-1234-5678-90", "a meter's"),
    ("会議ID 812 3456 7890 パスコード 482913", "a video call"),
    ("予約番号：2604-1187-3305", "a booking"),
    # Thirteen digits.
    ("JANコード 4912345678904", "goods"),
    ("4901234567894 単価 128円", "goods without a label"),
    ("ISBN978-4-10-101001-4", "a book"),
    ("ISBN 9784101010014", "a book without hyphens"),
    ("createdAt: 1766448000000", "milliseconds since 1970"),
    ('{"ts":1745370600123,"level":"INFO"}', "milliseconds in a log"),
    ("処理ID 1234567890123", "some id"),
    # Ten and eleven digits: pension, employment insurance, phones.
    ("部品 4058-408219 を2個", "a part in a pension number's groups"),
    ("注文 1234-567890", "an order in a pension number's groups"),
    ("労働保険番号 13-1-01-123456-000", "of a workplace"),
    ("適用事業所番号 1301-123456-7", "of an employer"),
    ("介護事業所番号 1370100019", "of an office"),
    ("医療機関コード 1312345678", "of a hospital"),
    ("ISBN4-10-101001-5", "an old book number"),
    ("unixtime=1766448000", "seconds since 1970"),
    ("PID 20118 port 50051 size 1073741824", "a log"),
    ("シリアルNo. 09012345678", "a serial number like a mobile number"),
    ("図番 090-1234-5678", "a drawing like a mobile number"),
    ("型番 03-3456-7890A", "a type, letter behind"),
    ("ロットNo 0312-45-6789", "a lot"),
    ("品番0466-22-1111-03", "longer than a phone number"),
    ("2026-04-12-0903", "a date and a time"),
    ("0120-444-444（フリーダイヤル）", "a company's free line"),
    ("代表 03-3456-7890（大代表）", "a switchboard"),
    ("代表 03-3456-7890 FAX 03-3456-7891", "a switchboard and its fax"),
    ("110番、119番、188番へ", "emergency numbers"),
    # Cards.
    ("トランザクションID 4980532828564805", "sixteen digits that pass Luhn"),
    ("請求書番号 3541-5978-3512-6843", "an invoice in a card's groups"),
    ("テストカード 4242 4242 4242 4242 を使用", "a published test number"),
    ("カード番号：5555-5555-5555-4444（サンプル）", "a published test number"),
    ("カード番号 0000-0000-0000-0000", "zeros"),
    ("カード番号 1234-5678-9012-3456 と入力例に表示", "no issuer, Luhn wrong"),
    ("dCard: 9999 8888 7777 6666", "no issuer has 9"),
    ("UUID 49805328-2856-4805-9f3a-1c2d3e4f5a6b", "a UUID that begins with eight digits"),
    ("ポイントカード 9123-4567-8901-2344", "no payment card"),
    ("TポイントID 2900-1234-5678-9012", "points"),
    # Bank accounts.
    ("売上 支店別 渋谷支店 1234567 新宿支店 2345678", "a branch's sales"),
    ("普通車 1234567km走行", "kilometres"),
    ("普通郵便 1234567通", "letters"),
    ("口座数 1234567", "a count of accounts"),
    ("口座開設日 20250412", "a day"),
    ("振込手数料 330円", "a fee"),
    ("当座比率 1234567", "a ratio"),
    ("残高 1234567円", "a balance"),
    ("仕訳 1110 普通預金 1,234,567 / 売掛金 1,234,567", "a journal"),
    ("コード 0001-240-1234567", "a bank's code by chance, and nothing else"),
    ("特許第1234567号", "a patent"),
    ("登録商標 第5123456号", "a trade mark"),
    # Passports, residence cards.
    ("部品番号 TK1234567", "a part like a passport"),
    ("書留 RR123456789JP", "a registered letter"),
    ("便名 NH1234567", "no flight, no passport"),
    ("MS1234567 を2本交換", "a part without a label"),
    ("EMS EG123456785JP", "a parcel abroad"),
    ("S/N AB12345678CD", "a serial number"),
    ("製造番号：XE77120418JP", "a serial number, JP behind"),
    ("型番 AB12345678CD、後継は AB12345679CD", "types of goods"),
    ("トナー TN12345678BK を発注", "a toner"),
    ("ライセンスキー AB12-3456-78CD", "a licence key"),
    ("コンテナ番号 TCLU1234567", "a container: four letters"),
    # Vehicles.
    ("型式 DBA-ZVW30", "a type"),
    ("品番 ZVW30-3200919", "a part like a chassis"),
    ("ABC12-345678 を10個", "a part"),
    ("規格 JIS-B12345", "a standard"),
    ("RFC2616-123456", "a document"),
    ("シリアルNo 1HGCM82633A004352", "a serial like a VIN"),
    ("品川3丁目5-12", "an address, not a plate"),
    ("横浜市中区2あ-12", "a table's mark"),
    ("足立 3部 い 12-34頁", "pages"),
    ("松本 3 便 に 12-30 発", "a bus"),
    ("岡山 5号 の 10-15 時", "a typhoon"),
    ("神戸 3 - 2 大阪", "a football result"),
    ("千葉 7 回裏 12-3", "a baseball result"),
    ("長野 10 勝 12 敗", "a season"),
    ("静岡 1 着 2:03.4", "a race"),
    ("第300条のあ 12-34", "a statute"),
    # Health insurance.
    ("図面記号 A-12 番号 3310", "a drawing"),
    ("分電盤 記号 L-3 番号 12", "a switchboard"),
    ("配線記号：M1 番号：203", "wiring"),
    ("楽譜の記号 f 番号 12", "music"),
    ("地図記号 番号 15", "a map"),
    ("整理記号 千葉ABC 番号 12345", "an office's mark at the pension office"),
    ("健康保険料率 1000分の98.1", "a rate"),
    ("国民健康保険法 第116条の2", "a statute"),
    # Postal codes.
    ("型番 100-0001", "a type"),
    ("規格 252-0813 相当", "a standard"),
    ("部屋 305-1234", "a room"),
    ("打率.305-1234打数", "baseball"),
    ("内線 123-4567", "an extension"),
    # Dates.
    ("第3章 1985.1.2 節", "a chapter"),
    ("バージョン 60.1.2", "a version"),
    ("昭和60年法律第88号", "a law"),
    ("S60.1.2 竣工", "a building"),
    ("㍼60年1月2日設立", "a company's beginning"),
    ("有効期限 平成31年4月30日", "an expiry"),
    ("製造 S57.1.2", "made then"),
    ("本人確認に関する法律の施行の日（平成十六年十二月三十日）", "a law comes into force"),
    # Addresses in networks, coordinates, hashes.
    ("ファームウェア 10.15.7.2", "a version"),
    ("第2.3.4.5項", "a chapter of four numbers"),
    ("SNMP OID 1.3.6.1", "an object id"),
    ("サーバー 192.168.1.10 に接続", "a private address"),
    ("127.0.0.1:8080", "the machine itself"),
    ("sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "a hash"),
    ("commit 3f2504e04f8911d39a0c0305e82c3301abcdef12", "a commit"),
    ("550e8400-e29b-41d4-a716-446655440000", "a UUID"),
    ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N", "a token"),
    ("色 #123456 #654321", "colours"),
    ("0x123456789018", "a hexadecimal number"),
    ("寸法 35.6812 x 139.7671 mm", "measures"),
    ("35°41′22″N", "a latitude of a drawing"),
    ("N35-41-22 E139-46-02", "degrees, minutes, seconds"),
    ("北緯35度41分22秒 東経139度46分02秒", "the same in kanji"),
    ("N354122-1394602", "the same run together"),
    ("A35-4122", "a grid square"),
    ("0001-999-1234567", "a branch that this bank has not"),
    ("π=3.14159265358979", "a constant"),
    # Shown, not told.
    ("在留カード番号の形式：AB12345678CD のように12桁", "a form's help"),
    ("生年月日は 1990-01-01 の形式で入力", "a form's help, no colon"),
    ("記入例：個人番号 6214-9832-0257", "with its label"),
    ("カード番号（入力例：4980-5328-2856-4805）", "in brackets"),
    ("免許証番号 309012345620（例）", "behind"),
    # Tables and times.
    ("身長 体重 血圧\n172 65 120\n168 58 118", "measurements"),
    ("09:03 09:15 09:27 09:39 09:51", "a timetable"),
    ("3-0 6-4 7-5 6-2", "tennis"),
    ("12 34 56 78 90 18 22 41", "a row of numbers"),
    ("第1条 第2条 第3条の2 第12条第3項第4号", "articles"),
    ("1-2-3-4-5-6-7-8", "a count"),
    ("抽選番号 24組 123456", "a lottery"),
    ("収入印紙 200円 1234-5678-9018号", "a stamp"),
)  # fmt: skip

INSTEAD: tuple[tuple[str, dict[str, str], str], ...] = (
    ("免許証番号 621498320257", {"JP_DRIVERS_LICENSE": "621498320257"}, "passes My Number's check"),
    ("個人番号 301900000160", {}, "a licence by its check; My Number's fails"),
    ("法人番号 7000012050002", {"JP_CORPORATE_NUMBER": "7000012050002"}, "thirteen digits with the label"),
    ("T7000012050002", {"JP_INVOICE_NUMBER": "T7000012050002"}, "T in front"),
    ("IMEI 490154203237518", {"IMEI": "490154203237518"}, "fifteen digits, no card"),
    ("カード番号 3782 822463 10005", {}, "American Express's test number"),
    ("ゆうちょ 記号 14030 番号 12345671", {"JP_YUCHO_ACCOUNT": "14030 番号 12345671"}, "not health insurance"),
    ("健康保険 記号 14030 番号 834", {"JP_HEALTH_INSURANCE": "14030"}, "not an account"),
    ("〒252-0813 口座 2520813", {"JP_POSTAL_CODE": "252-0813", "JP_BANK_ACCOUNT": "2520813"}, "the same digits twice"),
    ("電話 0466-22-1111", {"PHONE_NUMBER": "0466-22-1111"}, "not a pension number"),
    ("基礎年金番号 0466-221111", {"JP_PENSION_NUMBER": "0466-221111"}, "not a phone"),
    ("住民票コード 09012345678", {"JP_JUMINHYO_CODE": "09012345678"}, "not a mobile number"),
    ("雇用保険 09012345678", {"JP_EMPLOYMENT_INSURANCE": "09012345678"}, "not a mobile number"),
    ("特別永住者証明書 AB12345678CD", {"JP_SPECIAL_PR_CERT": "AB12345678CD"}, "not a residence card"),
    ("国籍 ベトナム 在留資格 留学 AB12345678CD", {"JP_RESIDENCE_CARD": "AB12345678CD"}, "no label, but foreign residents"),
    ("車台番号 ★ZVW30-3200919★", {"JP_CHASSIS_NUMBER": "ZVW30-3200919"}, "stars as stamped"),
    ("品川 5 す ・・・1", {"JP_LICENSE_PLATE": "品川 5 す ・・・1"}, "an old plate of one class digit"),
    ("生年月日 S57.1.2", {"DATE_OF_BIRTH": "S57.1.2"}, "an era's letter"),
    ("㍼57年1月2日生", {"DATE_OF_BIRTH": "㍼57年1月2日"}, "an era's sign"),
    ("緯度 35.681236 経度 139.767125", {"GEO_COORDINATE": "35.681236"}, "labelled coordinates"),
)  # fmt: skip


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(depth="quick")


def found(engine: Engine, text: str) -> dict[str, str]:
    """Entity type → the first stretch of it that counts."""
    hits = [h for h in engine.find(text) if h.score >= SURE and h.entity not in _OPEN]
    return {hit.entity: text[hit.start : hit.end] for hit in reversed(hits)}


@pytest.mark.parametrize(("text", "why"), NOTHING, ids=[why for _, why in NOTHING])
def test_nobodys_number(engine: Engine, text: str, why: str) -> None:
    assert found(engine, text) == {}


@pytest.mark.parametrize(("text", "wanted", "why"), INSTEAD, ids=[why for *_, why in INSTEAD])
def test_what_it_is_instead(engine: Engine, text: str, wanted: dict[str, str], why: str) -> None:
    assert found(engine, text) == wanted
