"""Numbers as forms, PDFs, mail and prose write them. Spans are of the text as given."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recognizers import Engine
from recognizers.rewrite import rewrites


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(depth="quick")


@pytest.mark.parametrize(
    ("text", "entity", "value"),
    [
        ("個人番号　一二三四 五六七八 九〇一八と復唱", "JP_MY_NUMBER", "一二三四 五六七八 九〇一八"),
        ("個人番号は一二三四五六七八九○一八です", "JP_MY_NUMBER", "一二三四五六七八九○一八"),  # ○ for zero
        ("電話番号〇三―三四五六―七八九〇まで", "PHONE_NUMBER", "〇三―三四五六―七八九〇"),
        ("個人番号欄\n□1□2□3□4□5□6□7□8□9□0□1□8□\n", "JP_MY_NUMBER", "1□2□3□4□5□6□7□8□9□0□1□8"),
        ("| マイナンバー | 1|2|3|4|5|6|7|8|9|0|1|8 |", "JP_MY_NUMBER", "1|2|3|4|5|6|7|8|9|0|1|8"),
        ("支払を受ける者の個人番号\n1 2 3 4 5 6 7 8 9 0 1 8\n", "JP_MY_NUMBER", "1 2 3 4 5 6 7 8 9 0 1 8"),
        ("個人番号　１　２　３　４　５　６　７　８　９　０　１　８", "JP_MY_NUMBER", "１　２　３　４　５　６　７　８　９　０　１　８"),
        ("マイナンバー（123456\n789018）を登録", "JP_MY_NUMBER", "123456\n789018"),  # a PDF's line break
        ("マイナンバー（12桁）\n1234 5678\n9018\n番号確認", "JP_MY_NUMBER", "1234 5678\n9018"),  # in groups, over lines
        ("> マイナンバーは1234-5678-\n> 9018です", "JP_MY_NUMBER", "1234-5678-\n> 9018"),  # quoted mail
        ("車台番号 NHP10-\n6123456", "JP_CHASSIS_NUMBER", "NHP10-\n6123456"),
        ("個 人 番 号　1234-5678-9018", "JP_MY_NUMBER", "1234-5678-9018"),  # a label spaced out to fill its cell
        ("ﾒﾝｷｮNo 309012345620", "JP_DRIVERS_LICENSE", "309012345620"),
        ("ﾕｳﾋﾞﾝﾊﾞﾝｺﾞｳ 904-2171", "JP_POSTAL_CODE", "904-2171"),
        ("生年月日：令和 2 年 1 2 月 2 5 日", "DATE_OF_BIRTH", "令和 2 年 1 2 月 2 5 日"),
        ("基礎年金番号　9 0 1 2 － 3 4 0 7 7 1", "JP_PENSION_NUMBER", "9 0 1 2 － 3 4 0 7 7 1"),
        ("折り返し0 9 0 - 7 7 2 1 - 0 0 4 8まで電話", "PHONE_NUMBER", "0 9 0 - 7 7 2 1 - 0 0 4 8"),
        ("基礎年金番号 3317 - 402895", "JP_PENSION_NUMBER", "3317 - 402895"),
        ("通知カードが届きました。番号は1234-5678-9018です", "JP_MY_NUMBER", "1234-5678-9018"),  # whose, says the sentence before
        ("本人　1234・5678・9018　※個人番号カードで確認", "JP_MY_NUMBER", "1234・5678・9018"),  # the label comes later
        ("本人　6214・9832・0257　配偶者　1234・5678・9018　※個人番号カードで確認", "JP_MY_NUMBER", "6214・9832・0257"),
        ("折返しは０９０の１２３４の５６７８に電話", "PHONE_NUMBER", "０９０の１２３４の５６７８"),  # as it is spoken
        ("個人番号【1234】【5678】【9018】", "JP_MY_NUMBER", "1234】【5678】【9018"),
        ("個人番号 l234 5678 9O18", "JP_MY_NUMBER", "l234 5678 9O18"),  # a scanner's letters
        ("個人番号（配偶者）123456789018", "JP_MY_NUMBER", "123456789018"),  # whose, between label and value
        ("マイナンバーは以下です。\n123456789018", "JP_MY_NUMBER", "123456789018"),  # the sentence before announces it
        ("担：生年月日をお願いします。\n客：昭和34年7月20日です", "DATE_OF_BIRTH", "昭和34年7月20日"),  # or asks for it
        ("マイナンバー　6214 9832 0257（本人）／1234 5678 9018（扶養：子）\n基礎年金番号", "JP_MY_NUMBER", "1234 5678 9018"),
        ("旅券番号：T K 1 2 3 4 5 6 7", "JP_PASSPORT", "T K 1 2 3 4 5 6 7"),
        ("在留カード番号 |A|B|1|2|3|4|5|6|7|8|C|D|", "JP_RESIDENCE_CARD", "A|B|1|2|3|4|5|6|7|8|C|D"),
        ("マイナンバ一 6214 9832 0257", "JP_MY_NUMBER", "6214 9832 0257"),  # a kanji for the long vowel, as scanners read it
        ("生年月日 昭和6O年l月2日", "DATE_OF_BIRTH", "昭和6O年l月2日"),
        ("〒1O0-0001 東京都千代田区", "JP_POSTAL_CODE", "1O0-0001"),
        ("長男　堂島 蓮　H27.8.3", "DATE_OF_BIRTH", "H27.8.3"),  # a row of a family
        ("宛名,電話,品名\n高瀬,09033184425,書籍\n宮下,0312345678,食品", "PHONE_NUMBER", "0312345678"),  # under its header
        ("氏名\t口座番号\t金額\n高瀬\t2281907\t1250000", "JP_BANK_ACCOUNT", "2281907"),
        ("| 氏名 | 旅券 | 備考 |\n|---|---|---|\n| 高瀬 | ML1234567 | 更新 |", "JP_PASSPORT", "ML1234567"),
        ("INSERT INTO t (no, birth_ymd, acct_no) VALUES (50, '19850102', '2281907');", "DATE_OF_BIRTH", "19850102"),
        ("INSERT INTO t (no, tel) VALUES (50, 'ab'), (51, '0312345678');", "PHONE_NUMBER", "0312345678"),
        ("licenseNo=309012345620", "JP_DRIVERS_LICENSE", "309012345620"),  # camel case of license_no
        ("zairyu-card-no: AB12345678CD", "JP_RESIDENCE_CARD", "AB12345678CD"),
        ("生年月日 M・T・Ⓢ・H 57年1月2日", "DATE_OF_BIRTH", "57年1月2日"),  # a ringed era
        ("自宅 (0263)44-81-22", "PHONE_NUMBER", "(0263)44-81-22"),  # an old way to group
    ],
)  # fmt: skip
def test_found(engine: Engine, text: str, entity: str, value: str) -> None:
    found = [(hit.entity, text[hit.start : hit.end]) for hit in engine.find(text) if hit.score >= 0.5]
    assert (entity, value) in found


@pytest.mark.parametrize(
    "text",
    [
        "1 2 3 4 5 6 7 8 9 0 1 8",  # a row of a table of small numbers
        "得点 3 2 5 1 4 2 5 3 1 4 2 2",
        "売上は123456\n789018の順",  # two numbers of a list
        "一二三四五六七八九〇一八",
        "第一二三四条の規定",
        "注文番号 1|2|3|4|5|6|7|8|9|0|1|8",
        "ﾁｭｳﾓﾝ 309012345620",
        "最大一 1O0-0001",
        "birth DATE DEFAULT '1900-01-01'",  # no date
        "A B 1 2 3 4 5 6 7 8 C D",
        "個人番号 12345678\n9018-04-12 10:15 次の行",  # a date begins the next line
        "氏名\t注文番号\n高瀬\t123456789018",
        "氏名\t数量\t金額\n高瀬\t1234567\t2345678",
        "INSERT INTO t (no, order_no) VALUES (50, '123456789018');",
        "型番 S012345678 B812345678",
    ],
)
def test_not_found(engine: Engine, text: str) -> None:
    assert [hit for hit in engine.find(text) if hit.score >= 0.5 and not hit.entity.startswith("PERSON")] == []


@settings(max_examples=300, deadline=None, derandomize=True)
@given(st.text(alphabet=st.sampled_from("0129０９〇一九□|・- －ー\n>　個人番号氏名ｷｺﾞｳバン年月日あA"), max_size=60))
def test_every_rewritten_character_knows_where_it_comes_from(text: str) -> None:
    for piece in rewrites(text):
        assert len(piece.origins) == len(piece.text) + 1
        assert list(piece.origins) == sorted(piece.origins)
        assert piece.origins[0] >= 0 and piece.origins[-1] <= len(text)
        changed = {place for change in piece.changes for place in change.origins}
        for char, origin in zip(piece.text, piece.origins, strict=False):
            assert origin in changed or char == text[origin]
