"""Names in tables pasted into a text: the cells below 氏名, フリガナ, SEI or name_kana, as long as the rows have as many cells."""

from __future__ import annotations

import re
from collections.abc import Iterator

from recognizers.addressed import is_known
from recognizers.foreignnames import is_foreign
from recognizers.namedata import names
from recognizers.namewords import NOT_NAMES
from recognizers.told import SURE, TOLD, Told, is_noun, is_surname

_K = "一-龥々〆ヶヵ\u3400-\u4dbf\U00020000-\U0002ffff"
_HEADERS = frozenset(
    "氏名 名前 お名前 姓名 姓 名 氏 フリガナ ふりがな カナ カナ氏名 氏名カナ 氏名(カナ) 氏名フリガナ ヨミ 読み セイ メイ 姓カナ 名カナ 名義人 名義 カード名義 口座名義 社員氏名 患者氏名 顧客名 患者名 会員名 社員名 契約者名"
    " sei mei shimei simei kana name_kana full_name last_name first_name family_name given_name kana_name sei_kana mei_kana last_name_kana first_name_kana emp_name employee_name customer_name".split()
)
_COLUMN = "名義|氏名|名前|お名前|姓名?|フリガナ|ふりがな|カナ|ヨミ|セイ|SEI|[a-z_]{0,14}(?:name|kana|NAME|KANA|sei)|NAME|KANA|Name|SHIMEI|SIMEI|社員|患者|顧客|会員|契約者"
_HEAD = re.compile(rf"[\t,;|] ?\"?(?:{_COLUMN})\"? ?[\t,;|\n]|\n\"?(?:{_COLUMN})\"?[\t,;]")
_OF_THINGS = re.compile(
    r"商品|品名|製品|店舗|会社名|法人|企業|銀行|支店|駅|地名|市区|価格|単価|在庫|product|item|price|company|type|size|column",
    re.I,
)
_CUTS = "\t,;|"
_NAME = re.compile(
    rf"(?:[{_K}]{{1,4}} {{0,2}}[{_K}ぁ-ゖァ-ヺー]{{0,4}}|[ァ-ヺー]{{2,8}} {{0,2}}[ァ-ヺー]{{0,8}}|[ぁ-ゖ]{{2,8}} {{0,2}}[ぁ-ゖ]{{0,6}})"
)
_LATIN = re.compile(r"(?P<first>[A-Z][A-Za-z]{1,14})(?:[ ,]{1,2}(?P<second>[A-Z][A-Za-z]{1,14})){0,2}")
_ROWS, _LONGEST = 2_000, 500


def pasted(text: str) -> Iterator[Told]:
    """Of a folded text."""
    done = 0
    for sign in _HEAD.finditer("\n" + text):
        if sign.start() < done:
            continue
        low = text.rfind("\n", 0, max(0, sign.end() - 2)) + 1
        head, _, _ = text[low : low + _LONGEST].partition("\n")
        done = start = low + len(head) + 1
        cut = max(_CUTS, key=head.count)
        cells = [cell.strip(" \"'").lower() for cell in head.split(cut)]
        columns = [number for number, cell in enumerate(cells) if cell in _HEADERS]
        if len(cells) - cells.count("") < 3 or not columns or _OF_THINGS.search(head):
            continue
        for row in text[start:].split("\n", _ROWS)[:_ROWS]:
            if row.count(cut) + 1 != len(cells):
                break
            yield from _of_row(row, cut, columns, start)
            start += len(row) + 1
        done = start


def _of_row(row: str, cut: str, columns: list[int], start: int) -> Iterator[Told]:
    for number, cell in enumerate(row.split(cut)):
        name = cell.strip(" \"'")
        if number in columns and _is_name(name):
            low = start + cell.index(name)
            yield low, low + len(name), SURE, ("dictionary", "context:label", TOLD)
        start += len(cell) + 1


def _is_name(cell: str) -> bool:
    if _NAME.fullmatch(cell):
        return cell not in NOT_NAMES and (is_surname(cell) or cell in names().given or not is_noun(cell))
    latin = _LATIN.fullmatch(cell)
    return latin is not None and any(is_known(word, "")[0] or is_foreign(word) for word in re.split("[ ,]+", cell))
