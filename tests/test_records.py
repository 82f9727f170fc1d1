"""Who is in an item and what is tied to them."""

from __future__ import annotations

import pyarrow as pa
import pytest

from recognizers import Engine
from recognizers.types import ColumnHit
from scanner import findings, worker
from scanner.classify import classify, describes, taxonomy
from scanner.config import Plan
from scanner.model import Column, ItemResult, Passage, Segment
from scanner.readings import spelled_again
from scanner.records import Field, People, Records
from scanner.redact import Key


def look(*segments: Segment) -> ItemResult:
    return worker.inspect(segments, Engine(depth="standard"), Plan(()), Key(b"k" * 32))


def table(part: str = "", **columns: list[str]) -> list[Segment]:
    return [Column(name, pa.array(values), part) for name, values in columns.items()]


NAMES = ["山田太郎", "佐藤花子", "鈴木一郎", "山田太郎"]
BORN = ["1970-01-02", "1980-03-04", "1990-05-06", "1955-07-08"]


@pytest.mark.parametrize("segments, persons, method", [
    (table(氏名=NAMES), 3, "name_column"),
    (table(氏名=NAMES, 生年月日=BORN), 4, "name_column"),  # namesakes
    (table(氏名=NAMES, 生年月日=[*BORN[:3], "昭和45年1月2日"]), 3, "name_column"),  # one person, two spellings
    (table(氏名=NAMES, フリガナ=["ヤマダタロウ", "サトウハナコ", "スズキイチロウ", "ヤマダタロウ"]), 3, "name_column"),
    (table(氏名=["髙橋健一", "高橋 健一", "佐藤花子"]), 2, "name_column"),
    (table("a", 氏名=NAMES) + table("b", 氏名=NAMES), 3, "name_column"),
    ([Passage("担当は佐藤花子さんです。佐藤さんに連絡してください。")], 1, "names_in_text"),
    ([Passage("本日の点検は終わりました。")], 0, ""),
    # Readings of a name that is there too, near it or not, in kana or Latin letters.
    ([Passage("フリガナ　クロダ　ユキエ\n氏名　黒田 幸恵\n生年月日　昭和51年3月2日")], 1, "names_in_text"),
    ([Passage("氏名　長尾 慎一"), Passage("ナガオ シンイチ", part="口座")], 1, "names_in_text"),
    ([Passage("氏名　長尾 慎一"), Passage("口座名義 ナガオ ケンジ", part="口座")], 2, "names_in_text"),
    (table(氏名=NAMES[:3], 英字=["YAMADA Taro", "SATO Hanako", "SUZUKI Ichiro"]), 3, "name_column"),
    (table(姓=["青柳", "青柳", "千野"], 名=["健二", "裕子", "健二"], セイ=["アオヤギ", "アオヤギ", "チノ"]), 3, "name_column"),
    # The full name in kana beside the two, also of names that no dictionary reads.
    (table(sei=["青柳", "毛受", "財部", "千野"], mei=["健二", "八十吉", "琉", "裕子"],
           sei_mei_kn=["ｱｵﾔｷﾞ ｹﾝｼﾞ", "ﾒﾝｼﾞﾖｳ ﾔｿｷﾁ", "ﾀｶﾗﾍﾞ ﾘﾕｳ", "ﾁﾉ ﾕｳｺ"]), 4, "name_column"),
    # Family and given names apart, told by what they are: as a file without a header row has them.
    (table(col1=["青柳", "青柳", "千野", "森"], col2=["健二", "裕子", "健二", "蓮"],
           col3=["ｱｵﾔｷﾞ", "ｱｵﾔｷﾞ", "ﾁﾉ", "ﾓﾘ"], col4=["ｹﾝｼﾞ", "ﾕｳｺ", "ｹﾝｼﾞ", "ﾚﾝ"]), 4, "name_column"),
    (table(FIRST_NM=["健二", "裕子", "健二", "裕子"], LAST_NM=["青柳", "青柳", "千野", "森"]), 4, "name_column"),
    # Kana that is somebody else's, by the dictionaries.
    (table(社員氏名=["岡崎武", "大野学"], 受取人カナ=["ミヨシ サナエ", "サカイ ミホ"]), 4, "name_column"),
    # A given name alone, as cards of an address book have it.
    ([Passage("N:中村;遥\nFN:中村 遥\nN:蛭間;正義\nFN:蛭間 正義")], 2, "names_in_text"),
    # Names within cells are counted by name, beside a column of names.
    (table(担当者=["近藤誠", "轟正義", "近藤誠"], 内容=["早乙女正義様の見積もりです", "了解です", "近藤さんに送ります"]), 3, "name_column"),
    ([Passage("個人番号 1234-5678-9018、個人番号 123456789018、個人番号 621498320257")], 2, "numbers"),
])  # fmt: skip
def test_persons(segments: list[Segment], persons: int, method: str) -> None:
    result = look(*segments)
    assert (result.persons, result.persons_method) == (persons, method)


def test_combination_in_one_record_raises_the_level_and_scattered_hits_do_not() -> None:
    together = look(Passage("氏名 山田太郎\n生年月日 1970年1月2日\n住所 東京都港区芝公園4丁目2番8号\n", line=1))
    assert set(together.combination) >= {"PERSON", "DATE_OF_BIRTH", "JP_ADDRESS"} and together.records == 1
    assert classify(together.tallies, 1, "private", taxonomy(), together.combination).level == "high"
    apart = look(
        Passage("氏名 山田太郎", part="a"),
        Passage("生年月日 1970年1月2日", part="b"),
        Passage("住所 東京都港区芝公園4丁目2番8号", part="c"),
    )
    assert classify(apart.tallies, 1, "private", taxonomy(), apart.combination).level == "medium"


def test_a_signature_stays_medium() -> None:
    text = "--\n株式会社北風商事 営業部\n山田 太郎\n〒105-0011 東京都港区芝公園4丁目2番8号\nTEL 03-3333-1234\nyamada@example.co.jp\n"
    result = look(Passage(text, line=1))
    assert classify(result.tallies, 1, "private", taxonomy(), result.combination).level == "medium"


@pytest.mark.parametrize("combination, enough", [
    (["PERSON", "DATE_OF_BIRTH", "JP_ADDRESS"], True),
    (["PERSON", "PHONE_NUMBER", "GENDER"], True),
    (["PERSON", "PHONE_NUMBER", "EMAIL_ADDRESS"], False),  # one group
    (["PERSON", "AGE", "GENDER"], False),  # attributes alone
    ([], False),
])  # fmt: skip
def test_what_describes_somebody(combination: list[str], enough: bool) -> None:
    assert describes(combination) is enough


def test_a_very_wide_table_keeps_no_more_rows_than_there_is_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(findings, "_FIRST_ROWS", 2_000)
    columns = {f"項目{n}": [f"値{n}{row}" for row in range(40)] for n in range(50)}
    columns["氏名"] = [f"山田{'一二三四五六七八九十'[row % 10]}郎" for row in range(40)]
    result = look(*(Column(name, pa.array(values)) for name, values in columns.items()))
    assert result.persons == 10  # from the distinct names


class _Compared(str):
    """Counts how often it is compared with another."""

    times = 0

    def __eq__(self, other: object) -> bool:
        _Compared.times += 1
        return str.__eq__(self, other) is True

    __hash__ = str.__hash__


def test_comparing_names_grows_with_their_number_not_its_square() -> None:
    kana = "アカサタナハマヤラワイキシチニヒミリウクスツヌフムユル"
    names = [_Compared(f"{a}{b}モト {c}コ") for a in kana[:12] for b in kana[:12] for c in kana[:12]]
    _Compared.times = 0
    assert spelled_again(names) == set()
    assert _Compared.times < 20 * len(names)


@pytest.mark.parametrize(
    ("columns", "read", "wanted"),
    [
        ({"顧客番号": 60_000, "電話": 60_000}, 1.0, 60_000),  # all rows: as they were counted
        ({"顧客番号": 60_000, "電話": 60_000}, 0.5, 120_000),  # each row another customer
        ({"顧客番号": 500, "電話": 500}, 0.1, 500),  # the same few again and again
    ],
)
def test_people_of_the_rows_that_were_not_read(columns: dict[str, int], read: float, wanted: int) -> None:
    rows, people = 60_000, People()
    fields = []
    for name, entity in (("顧客番号", "CUSTOMER_ID"), ("電話", "PHONE_NUMBER")):
        different = columns[name]
        values = pa.array([f"{place % different + 10**7}" for place in range(rows)])
        hit = ColumnHit(entity, 0.9, "test", (), rows, rows, different, ())
        fields.append(Field(name, [hit], values))
    people.in_table(fields, False, rows)
    count, method = people.total(read)
    assert (count == pytest.approx(wanted, rel=0.001), method) == (True, "row_keys")


def test_of_hits_without_a_name_the_last_ones_are_kept_for_one() -> None:
    """Whatever stands far in front of a name is none of its record."""
    records = Records()
    text = "x" * 400
    for place in range(0, 300, 10):
        records.hit("PHONE_NUMBER", "090-1234-5678", text, place, 0)
    records.hit("EMAIL_ADDRESS", "a@example.jp", text, 310, 0)
    records.hit("PERSON", "山田太郎", text, 330, 0)
    records.close()
    assert records.count == 1 and set(records.combination) == {"PERSON", "PHONE_NUMBER", "EMAIL_ADDRESS"}
