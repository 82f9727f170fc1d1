"""Values in running text whose label stands elsewhere: under a header row, in the column list of an INSERT, in the
``columns`` of a JSON result.

A mail, a PDF or a log holds a small table; each number in it is read with the label of its column in front.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

# A header row is a row of words of which one at least is a label of something personal.
_WORDS = (
    r"番号|電話|住所|氏名|名前|宛名|生年|誕生|口座|カード|免許|旅券|パスポート|在留|年金|保険|車台|ナンバー|郵便|携帯|ＴＥＬ|"
    r"TEL|No|phone|mobile|birth|acc(?:oun)?t|card|licen[sc]e|passport|number|zip|postal|name|shimei|bango"
)
_TELLING = re.compile(_WORDS, re.IGNORECASE)
CUE = rf"(?i:{_WORDS}|INSERT)|[\"'](?:columns?|headers?|fields?|cols|keys|見出し|項目|列)[\"']"  # without one of them there is no label
_MARKS = ("\t", "|", "｜", "│", ",", ";", "\u3000", "／")
_LONGEST = 24  # characters of a header
_LINE = 400  # and of a line
_INSERT = re.compile(
    r"INSERT\s{1,9}INTO\s{1,9}[^\s(]{1,80}\s{0,9}\((?P<names>[^()]{3,2000})\)\s{0,9}VALUES\s{0,9}(?=\()", re.I
)
_TUPLE = re.compile(r"\s{0,9},?\s{0,9}\((?P<values>(?:'[^'\n]{0,400}'|[^()'\n]){1,4000})\)")
_VALUE = re.compile(r"N?'[^'\n]{0,400}'|[^\s,'][^,']{0,400}")
_ARRAYS = re.compile(
    r"[\"'](?:columns?|headers?|fields?|cols|keys|見出し|項目|列)[\"']\s{0,5}:\s{0,5}\[(?P<names>(?:\s{0,9}\"[^\"\n]{0,60}\"\s{0,9},?){2,60})\]"
    r"\s{0,5},\s{0,5}[\"'][^\"'\n]{1,30}[\"']\s{0,5}:\s{0,5}\["
)
_ARRAY = re.compile(r"\s{0,20},?\s{0,20}\[(?P<values>(?:\"[^\"\n]{0,400}\"|[^\[\]\"\n]){1,4000})\]")
_ELEMENT = re.compile(r"\"[^\"\n]{0,400}\"|[^\s,\"][^,\"]{0,400}")
_COUNTED = re.compile(r"(?<=番号)[0-9０-９①-⑨]$|(?<=No)[0-9]$")  # 公費負担者番号1
_QUOTES = " \r\u3000\"'`[]「」"


def labels(text: str, cue: tuple[Sequence[int], Sequence[int]] | None = None) -> Iterator[tuple[int, str]]:
    """(where a value begins, its label) for values with a digit in them.

    cue: (first, last) characters of the stretches in which `CUE` may begin; None for anywhere.
    """
    yield from _under_headers(text, *(cue or ((0,), (len(text),))))
    # The word by itself is found much sooner than the expression, which may be in any letters.
    for match in _INSERT.finditer(text) if "insert" in text.lower() else ():
        names = [name.strip(_QUOTES + "\n\t") for name in match["names"].split(",")]
        yield from _tuples(text, match.end(), names, _TUPLE, _VALUE)
    for match in _ARRAYS.finditer(text):
        names = [name[0].strip(_QUOTES) for name in _ELEMENT.finditer(match["names"])]
        yield from _tuples(text, match.end(), names, _ARRAY, _ELEMENT)


def _tuples(
    text: str, place: int, names: list[str], row: re.Pattern[str], value: re.Pattern[str]
) -> Iterator[tuple[int, str]]:
    while found := row.match(text, place):
        place = found.end()
        values = list(value.finditer(text, *found.span("values")))
        if len(values) == len(names):
            yield from _labelled([(one.start(), one[0]) for one in values], names)


def _under_headers(text: str, lows: Sequence[int], highs: Sequence[int]) -> Iterator[tuple[int, str]]:
    names: list[str] = []
    mark, start, region = "", 0, 0
    while start < len(text):
        if not names:  # on to the next line that may be a header
            while region < len(lows) and highs[region] < start:
                region += 1
            if region == len(lows):
                return
            if lows[region] > start:
                start = text.rfind("\n", start, lows[region]) + 1 or start
        stop = text.find("\n", start)
        line = text[start : stop if stop >= 0 else len(text)]
        if names and len(line) <= _LINE and line.count(mark) == len(names) - 1:
            place, placed = start, []
            for cell in line.split(mark):
                placed.append((place, cell))
                place += len(cell) + 1
            if not _is_header([cell for _, cell in placed]):
                yield from _labelled(placed, names)
        else:
            names, mark = _header(line) if len(line) <= _LINE else ([], "")
        start += len(line) + 1


def _header(line: str) -> tuple[list[str], str]:
    for mark in _MARKS:
        if mark in line and _TELLING.search(line) and _is_header(cells := line.split(mark)):
            return [cell.strip(_QUOTES) for cell in cells], mark
    return [], ""


def _is_header(cells: list[str]) -> bool:
    filled = [cell.strip(_QUOTES) for cell in cells]
    return sum(map(bool, filled)) >= 2 and not any(
        len(cell) > _LONGEST or re.search(r"\d\d|[:：。]", cell) or re.fullmatch(r"[-:=\s]{2,}", cell)
        for cell in filled
    )


def _labelled(cells: list[tuple[int, str]], names: list[str]) -> Iterator[tuple[int, str]]:
    for (start, cell), name in zip(cells, names, strict=True):
        value = cell.lstrip(_QUOTES + "\n")
        if name and len(value) <= 60 and any(char.isdigit() for char in value):
            yield start + len(cell) - len(value), _COUNTED.sub("", name)
