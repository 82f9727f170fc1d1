"""Identifiers in the forms people write them, and what looks like them. Rows say why they are there."""

from __future__ import annotations

import pytest

from recognizers import Engine
from recognizers.types import Hints

SURE = 0.5


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(depth="quick")


def found(engine: Engine, text: str, hints: Hints = Hints()) -> dict[str, list[str]]:
    hits: dict[str, list[str]] = {}
    for hit in engine.find(text, hints):
        if hit.score >= SURE and not hit.entity.startswith("SPC_") and hit.entity not in ("PERSON", "JP_ADDRESS"):
            hits.setdefault(hit.entity, []).append(text[hit.start : hit.end])
    return hits


@pytest.mark.parametrize(
    "text, entity, value, why",
    [
        # The probe of peers.md section 5.
        ("個人番号123456789018です", "JP_MY_NUMBER", "123456789018", "glued to kanji and kana: no word boundary"),
        ("個人番号１２３４５６７８９０１８", "JP_MY_NUMBER", "１２３４５６７８９０１８", "full width"),
        ("マイナンバー 1234 5678 9018", "JP_MY_NUMBER", "1234 5678 9018", "as on the card"),
        (
            "免許証番号621498320257",
            "JP_DRIVERS_LICENSE",
            "621498320257",
            "passes My Number's check; the label says licence",
        ),
        ("旅券番号TK1234567です", "JP_PASSPORT", "TK1234567", "glued"),
        ("在留カードAB12345678CDを提示", "JP_RESIDENCE_CARD", "AB12345678CD", "glued"),
        ("渋谷支店 普通 1234567", "JP_BANK_ACCOUNT", "普通 1234567", "after a branch without its bank"),
        ("基礎年金番号1234-567890", "JP_PENSION_NUMBER", "1234-567890", "4-6"),
        ("法人番号7000012050002", "JP_CORPORATE_NUMBER", "7000012050002", "check digit in front"),
        # Digits, dashes, widths.
        (
            "免許証番号：３０９０−１２３４−５６２０",
            "JP_DRIVERS_LICENSE",
            "３０９０−１２３４−５６２０",
            "U+2212, which NFKC leaves",
        ),
        ("電話 03ー3234ー5678", "PHONE_NUMBER", "03ー3234ー5678", "long-vowel mark for a dash, typed in kana mode"),
        (
            "TEL０３（３２３４）５６７８",
            "PHONE_NUMBER",
            "０３（３２３４）５６７８",
            "brackets, full width, glued to TEL",
        ),
        ("基礎年金番号 1234‐567890", "JP_PENSION_NUMBER", "1234‐567890", "U+2010"),
        ("〒１００−０００１", "JP_POSTAL_CODE", "１００−０００１", "full width"),
        (
            "ﾒｰﾙ:ｔａｒｏ＠ｅｘａｍｐｌｅ．ｊｐ",
            "EMAIL_ADDRESS",
            "ｔａｒｏ＠ｅｘａｍｐｌｅ．ｊｐ",
            "half-width kana, full-width letters",
        ),
        ("車番：なにわ５００さ・・・１", "JP_LICENSE_PLATE", "なにわ５００さ・・・１", "dots for missing digits"),
        ("袖ヶ浦 300 ま 12-34", "JP_LICENSE_PLATE", "袖ヶ浦 300 ま 12-34", "ヶ for ケ"),
        # Birth dates.
        ("生年月日 ㍼60年1月2日", "DATE_OF_BIRTH", "㍼60年1月2日", "era in one character"),
        ("生年月日：昭和六十年一月二日", "DATE_OF_BIRTH", "昭和六十年一月二日", "kanji numerals"),
        ("Ｓ６０．１．２生", "DATE_OF_BIRTH", "Ｓ６０．１．２", "生 behind, full width"),
        ("生年月日 明・大・昭・平 48年10月21日", "DATE_OF_BIRTH", "48年10月21日", "the era is circled by hand"),
        ("昭和64年1月7日生まれ", "DATE_OF_BIRTH", "昭和64年1月7日", "the last day of 昭和"),
        ("平成31年4月30日生", "DATE_OF_BIRTH", "平成31年4月30日", "the last day of 平成"),
        ("生年月日\t3600102", "DATE_OF_BIRTH", "3600102", "era code and date, as in social insurance files"),
        # Places of labels.
        ("621498320257（個人番号）", "JP_MY_NUMBER", "621498320257", "label in brackets behind"),
        ("| 旅券番号 | TK1234567 |", "JP_PASSPORT", "TK1234567", "a table of text"),
        ('{"driver_license_no":"309012345620"}', "JP_DRIVERS_LICENSE", "309012345620", "JSON"),
        ("my_number=621498320257&name=x", "JP_MY_NUMBER", "621498320257", "query string"),
        ("<td>基礎年金番号</td><td>1234-567890</td>", "JP_PENSION_NUMBER", "1234-567890", "markup between"),
        ("{userTelNo: '0312345678', userMobilePhone: '09012345678'}", "PHONE_NUMBER", "09012345678", "camel case"),
        ("申込書の口座番号欄に 1234567 と記入", "JP_BANK_ACCOUNT", "1234567", "欄に"),
        (
            "振込先は三菱UFJ銀行新宿支店（普）1234567です",
            "JP_BANK_ACCOUNT",
            "三菱UFJ銀行新宿支店（普）1234567",
            "one span",
        ),
        ("被保険者証の番号「826456」の記載", "JP_HEALTH_INSURANCE", "826456", "short number, in quotation marks"),
        ("国保 記号：杉国 番号：03-7741-3", "JP_HEALTH_INSURANCE", "杉国", "a 記号 of kanji"),
        (
            "ゆうちょ銀行 記号14030 番号12345671",
            "JP_YUCHO_ACCOUNT",
            "14030 番号12345671",
            "check digit inside the 記号",
        ),
        ("介護保険被保険者番号0074929241", "JP_KAIGO_INSURANCE", "0074929241", "zeros in front"),
        ("雇用保険被保険者番号5012-345678-9", "JP_EMPLOYMENT_INSURANCE", "5012-345678-9", "4-6-1"),
        ("特別永住者証明書番号 AB12345678CD", "JP_SPECIAL_PR_CERT", "AB12345678CD", "the residence card's shape"),
        ("住民票コード12345678903", "JP_JUMINHYO_CODE", "12345678903", "11 digits"),
        (
            "免許の番号を控えました。309012345620",
            "JP_DRIVERS_LICENSE",
            "309012345620",
            "the sentence before speaks of it",
        ),
        (
            "☑運転免許証 □パスポート 番号：309012345620",
            "JP_DRIVERS_LICENSE",
            "309012345620",
            "the ticked choice counts",
        ),
        ("旅券 種類P 番号TK1234567 発行国JPN", "JP_PASSPORT", "TK1234567", "番号 alone names nothing"),
        (
            "カード番号 AB12345678CD（在留カード）",
            "JP_RESIDENCE_CARD",
            "AB12345678CD",
            "what stands in brackets says which card",
        ),
        ("中国旅券 E12345678", "JP_PASSPORT", "E12345678", "another country's shape"),
        ("車台番号ZVW30-3200920です", "JP_CHASSIS_NUMBER", "ZVW30-3200920", "glued"),
    ],
)
def test_found(engine: Engine, text: str, entity: str, value: str, why: str) -> None:
    assert value in found(engine, text).get(entity, []), why


@pytest.mark.parametrize(
    "text, why",
    [
        ("受注番号 123456789012", "12 digits of an order, check digit wrong"),
        ("受注番号123456789018", "12 digits of an order that pass My Number's check"),
        ("309012345620", "a licence number by shape and check, but nothing says so"),
        ("621498320257", "a bare number that passes My Number's check"),
        ("JAN 4901234567894", "a bar code, Luhn and 13 digits"),
        ("ISBN 978-4-12-345678-4", "a book"),
        ("送り状番号 1234-5678-9018", "a parcel"),
        ("会議ID: 812 3456 7890", "a video call"),
        ("2025-04-12 10:15:33", "a time"),
        ("バージョン 1.2.3.4", "a version, not an address"),
        ("電話番号は11桁で入力してください", "a label without a value"),
        ("品番 080-6103-8000", "a part number like a mobile number"),
        ("図面番号 252-0813", "a drawing like a postal code"),
        ("ポイントカード番号 4980-5328-2856-4805", "Luhn is right; the card is no payment card"),
        ("カード番号 4111-1111-1111-1111", "a published test number"),
        ("カード番号4980-5328-2856-4806", "Luhn is wrong"),
        ("昭和65年1月2日生まれ", "昭和 ended in its 64th year"),
        ("昭和64年1月8日生まれ", "the day after it ended"),
        ("生年月日 2001-02-30", "no such day"),
        ("契約日 1985年1月2日", "some other day"),
        ("昭和49年法律第115号", "a law"),
        ("品川 3300円の日帰り", "a price"),
        ("足立区 33位、練馬区 12位", "a ranking"),
        ("千葉 100 お 12-34", "お is on no plate"),
        ("型式指定番号17710、類別区分番号0312", "of a model, not of a car"),
        ("適用事業所番号 1301-123456-7", "an employer's number in the shape of a worker's"),
        ("介護保険事業所番号 1370100019", "an office's number"),
        ("書留番号 EE123456789JP", "two letters and nine digits"),
        ("商標登録第5678901号", "seven digits"),
        ("口座から1234567円を引落", "an amount"),
        ("健康保険料 52000円", "an amount"),
        ("icon@2x.png を配置", "an image"),
        ("git@github.com:org/repo.git", "a repository"),
        ("0120-123-456", "a company's free line, unlabelled"),
    ],
)
def test_not_found(engine: Engine, text: str, why: str) -> None:
    assert found(engine, text) == {}, why


@pytest.mark.parametrize(
    "text, entity, other",
    [
        ("個人番号 621498320257 免許証番号 309012345620", "JP_DRIVERS_LICENSE", "309012345620"),
        ("免許証番号 309012345620 個人番号 621498320257", "JP_MY_NUMBER", "621498320257"),
        ("注文番号 189192863833、マイナンバー 621498320257", "JP_MY_NUMBER", "621498320257"),
        ("電話 0466-22-1111　基礎年金番号 4066-221111", "JP_PENSION_NUMBER", "4066-221111"),
        ("郵便番号 2520813 口座番号 2520814", "JP_BANK_ACCOUNT", "2520814"),
    ],
)
def test_the_nearest_label_wins(engine: Engine, text: str, entity: str, other: str) -> None:
    assert found(engine, text)[entity] == [other]


@pytest.mark.parametrize(
    "header, value, entity",
    [
        ("個人番号", "621498320257", "JP_MY_NUMBER"),
        ("ＴＥＬ", "0312345678", "PHONE_NUMBER"),
        ("ﾃﾞﾝﾜ番号(TEL)", "0312345678", "PHONE_NUMBER"),
        ("customerPhone", "09012345678", "PHONE_NUMBER"),
        ("生年月日", "1985/1/2", "DATE_OF_BIRTH"),
        ("注文番号", "621498320257", None),
        ("hotel_no", "0312345678", None),
    ],
)
def test_the_header_is_a_label(engine: Engine, header: str, value: str, entity: str | None) -> None:
    hits = found(engine, value, Hints(header=header))
    assert list(hits) == ([entity] if entity else [])


def test_a_branch_that_the_bank_has_is_worth_more_than_one_it_has_not(engine: Engine) -> None:
    scores = {}
    for branch in ("240", "999"):  # 新宿 is 240; みずほ has no 999
        (hit,) = (h for h in engine.find(f"口座 0001-{branch}-1234567") if h.entity == "JP_BANK_ACCOUNT")
        scores[branch] = hit.score
        assert ("dictionary" in hit.evidence) == (branch == "240")
    assert scores["240"] > scores["999"] >= SURE, "a list of branches is never complete: the label decides"
    assert not found(engine, "0001-240-1234567"), "the list alone is no proof"


def test_both_values_of_a_change_are_found(engine: Engine) -> None:
    hits = found(engine, "緊急連絡先を09012345678から08012345678に変更")
    assert hits["PHONE_NUMBER"] == ["09012345678", "08012345678"]


def test_hit_says_what_it_rests_on(engine: Engine) -> None:
    """Reserved domains fill test data but stay findings; role boxes and company lines count less."""
    mail = {
        text: next(h for h in engine.find(text) if h.entity == "EMAIL_ADDRESS")
        for text in ("a.sato@example.jp", "info@kakuu.co.jp")
    }
    assert "reserved_domain" in mail["a.sato@example.jp"].evidence and mail["a.sato@example.jp"].score >= SURE
    assert (
        "role_address" in mail["info@kakuu.co.jp"].evidence
        and mail["info@kakuu.co.jp"].score < mail["a.sato@example.jp"].score
    )
    (free,) = (h for h in engine.find("電話 0120-123-456") if h.entity == "PHONE_NUMBER")
    (fixed,) = (h for h in engine.find("電話 03-3234-5678") if h.entity == "PHONE_NUMBER")
    assert "company_line" in free.evidence and SURE <= free.score < fixed.score
