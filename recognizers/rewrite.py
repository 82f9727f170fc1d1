"""Numbers and labels as forms, PDFs and prose write them, put back into one piece so that the patterns fit.

One digit a box (□1□2, 1|2|3, 1 2 3), groups in brackets ([1234][5678]) or spoken (090の1234の5678), kanji numerals (一二三四),
letters that a scanner read for digits (62I4 9832 O257), a number broken over a line, labels spaced out (個 人 番 号), in
katakana (ﾎｹﾝｼｬNo) or at the head of the column. Only the surroundings of such places are written anew and searched a second time, and every
character of the new text knows where it came from.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from recognizers import rowlabels
from recognizers.beginnings import beginnings
from recognizers.checksums import my_number_ok
from recognizers.common.credit_card import issued
from recognizers.flat import codes, flat
from recognizers.jp.drivers_license import plausible
from recognizers.pattern import REACH
from recognizers.text import fold

_D = "[0-9０-９]"
_CAPITAL = "[A-ZＡ-Ｚ]"
_KANJI_DIGITS = dict(zip("〇○零一二三四五六七八九", "000123456789", strict=True))
_K = "[〇○零一二三四五六七八九]"
_DASH = r"\-－−‐‑–—―ー"
_GAP = r"[ \u3000\t|｜│┃□☐◻\[\]［］,、・]{1,3}"
# Digits (and the signs of a date or number) with something between each of them.
_BOXES = re.compile(
    rf"(?<![0-9０-９A-Za-z.,])(?:{_CAPITAL}{_GAP}){{0,2}}(?:{_D}{_GAP}|(?<=[ \u3000|｜│])[年月日{_DASH}]{_GAP}){{4,40}}(?:{_D}|日)(?:{_GAP}{_CAPITAL}(?![0-9A-Za-z])){{0,2}}(?![0-9０-９A-Za-z.])"
)
# 一二三四 五六七八: read digit by digit. 四千二百 and 第十二条 have other characters in them.
_NUMERALS = re.compile(
    rf"(?<![〇○零一二三四五六七八九十百千万億第]){_K}{{2,16}}(?:[ \u3000・\n{_DASH}]{{0,2}}{_K}{{2,16}}){{0,4}}(?![十百千万億〇○零一二三四五六七八九])"
)
_BROKEN = re.compile(
    rf"(?<=[0-9０-９A-Z]{{2}})(?<![0-9A-Z][A-Z]{{2}})(?P<dash>[{_DASH}]?)[ \u3000]{{0,3}}\r?\n(?:[>＞|][ \u3000]?){{0,3}}[ \u3000]{{0,8}}(?=[{_DASH}]?[0-9０-９]{{2}})"
    r"(?!\d{4}[\-/.年]\d{1,2}[\-/.月]|\d{1,2}[:：]\d\d)"  # a log's next line begins with its time
)
# 3669  0622  6736, 7261、えっと8071、7499, 962-698-737-499, 3813/0493/7541: however it is parted, a check digit that is right
# says that it is one number.
_PART = r"[ \u3000\t\[\]［］、・･_./／│┃｜|┊┆:：\-－−‐‑–—―ー]"
_BETWEEN = rf"(?:{_PART}{{1,4}}|の|、(?:えっと|えーと|ええと|えー|あと)|{_PART}{{0,3}}\r?\n[ \u3000>＞]{{0,6}})"
_LOOSE = re.compile(
    rf"(?<![0-9０-９A-Za-z])(?<![0-9０-９][\-./,])(?:{_D}{{1,12}}{_BETWEEN}){{1,40}}{_D}{{1,12}}(?![0-9０-９A-Za-z])(?![\-./,][0-9０-９])"
)
_GROUP = re.compile(rf"{_D}+")
_WITHIN = np.unique(
    codes(flat("[ \u3000\t\n\r>[]［］、・･_./／│┃｜|┊┆:：-－−‐‑–—―ーのえっとーあ"))
)  # what parts those of `_LOOSE`
_USUAL = re.compile(r"\d{4}(?P<sep>[ \-]?)\d{4}(?:(?P=sep)\d{4}){1,2}")
_WHEN = re.compile(r"(?:1[89]|20)\d\d ?(?:年|[\-./] ?\d{1,2}(?!\d))|\d{1,2}:\d\d")
# 個人No984992991836: a label in Latin letters glued to its number.
_NUMERO = re.compile(
    rf"(?<![A-Za-z])(?:No|NO|no|Ｎｏ|VISA|Visa|JCB|AMEX|Amex|MASTER|Master|Mastercard)[.．]?(?={_D}{{6}})"
)
_BOX = rf"[0-9０-９年月日{_DASH}]"
_BOXES_CUE = rf"(?:{_CAPITAL}{_GAP}){{0,2}}(?:{_BOX}{_GAP}){{4}}{_BOX}"
# A letter among digits: right behind some, or with enough of both behind it.
_SCAN_CUE = r"[0-9 \-]{0,18}[0-9][ \-]{0,12}[OoDIlZSB]|[OoDIlZSB](?:[ \-]?[0-9OoDIlZSB]){6}"
_BROKEN_CUE = rf"[0-9０-９A-Z]{{2}}[{_DASH}]?[ \u3000]{{0,3}}\r?\n(?:[>＞|][ \u3000]?){{0,3}}[ \u3000]{{0,8}}[{_DASH}]?[0-9０-９]{{2}}"
_LOOSE_CUE = rf"{_D}{{1,8}}{_BETWEEN}{_D}"
_NUMERO_CUE = rf"(?:No|NO|no|Ｎｏ|VISA|Visa|JCB|AMEX|Amex|[Mm]aster(?:card)?|MASTER)[.．]?{_D}{{6}}"
_SPOKEN = re.compile(rf"(?<![0-9０-９])[0０]{_D}{{1,3}}(?P<first>の){_D}{{2,4}}(?P<second>の){_D}{{4}}(?![0-9０-９])")
_BRACKETS = r"[\]］】)）][ \u3000]?[\[［【(（]"
_BRACKETED = re.compile(rf"(?<=[\[［【(（]){_D}{{2,6}}(?:{_BRACKETS}{_D}{{2,6}}){{1,3}}(?=[\]］】)）])")
_SCANNED = {"O": "0", "o": "0", "D": "0", "I": "1", "l": "1", "Z": "2", "S": "5", "B": "8"}
_SCAN = re.compile(
    r"(?<![0-9A-Za-z\-])(?![A-Za-z]{1,3}[ \-])(?=[0-9 \-]{0,18}[OoDIlZSB])[0-9OoDIlZSB](?:[ \-]?[0-9OoDIlZSB]){6,17}(?![0-9A-Za-z\-])"
)
_GROUPS = re.compile(r"(?<![0-9])[0-9]{4}[ \u3000][0-9]{4}\Z")
_SCAN_DATE = re.compile(
    r"(?<![0-9A-Za-z])[0-9OoIl]{1,4}年 ?(?:[0-9OoIl]{1,2}月 ?[0-9]?[OoIl][0-9]?|[0-9]?[OoIl][0-9]?月 ?\d{1,2})日|(?<![0-9A-Za-z])(?:\d{1,3}[OoIl]|[OoIl]\d{1,3})年 ?\d{1,2}月 ?\d{1,2}日"
)
LONG_MARK = "一"  # nothing is changed in a text without it and without cues
_LONG_MARK = re.compile(
    rf"{LONG_MARK}(?<=[ァ-ヺ]一)(?=[ァ-ヺ番]|[ \u3000:：(（]|$)"
)  # マイナンバ一, カ一ド番号: a kanji one for a long vowel
_READINGS = {
    "ヒホケンシャ": "被保険者", "ホケンシャ": "保険者", "ホケンショウ": "保険証", "キゴウ": "記号", "バンゴウ": "番号", "メンキョショウ": "免許証", "メンキョ": "免許",
    "ユウビン": "郵便", "デンワ": "電話", "ケイタイ": "携帯", "コウザ": "口座", "ギンコウ": "銀行", "シテン": "支店", "フツウ": "普通", "トウザ": "当座",
    "セイネンガッピ": "生年月日", "コジン": "個人", "キソネンキン": "基礎年金", "ネンキン": "年金", "ジュウショ": "住所", "シメイ": "氏名", "リョケン": "旅券",
    "ザイリュウ": "在留", "シャダイ": "車台", "トウロク": "登録", "メイギ": "名義", "カイゴ": "介護", "コヨウ": "雇用", "ケンポ": "健保", "シャリョウ": "車両",
}  # fmt: skip
_READING = re.compile(
    r"(?<![ァ-ヺー])(?:(?:"
    + "|".join(sorted(_READINGS, key=len, reverse=True))
    + r")){1,3}(?:ノ|カード|No\.?|NO\.?)?(?:バンゴウ|No\.?)?(?![ァ-ヺー])"
)
_WORD = re.compile("|".join(sorted(_READINGS, key=len, reverse=True)))
_LABELS = frozenset(
    "マイナンバー クレジットカード番号 カード番号 氏名 住所 電話 電話番号 携帯 生年月日 個人番号 免許証番号 運転免許証番号 基礎年金番号 年金番号 保険者番号 被保険者番号 記号 番号 記号番号 口座番号 旅券番号 在留番号 郵便番号 性別 年齢 車台番号 登録番号 職業 勤務先 年収 本籍 携帯電話".split()
)
# In the same order in every process: what is compiled of it is kept under its text.
_LONGEST_FIRST = sorted(_LABELS, key=lambda label: (-len(label), label))
_GAPS = r"(?:[ \u3000]{1,4}|[ \u3000]?[|｜│][ \u3000]?)"
_SPACED = re.compile(
    rf"(?<![一-龥ぁ-んァ-ヺ])(?:{'|'.join(f'{_GAPS}?'.join(label) for label in _LONGEST_FIRST)})(?![一-龥])"
)
_CONTEXT = REACH + 20
_AFTER_LABEL = 60
_BEFORE, _BEHIND = "。", ": "  # of a column's label; the full stop parts it from the cell before
HEADED = "headed"  # kind of a change: the label of a column is put in front of a value
_LABELLED = ("label", HEADED)
_SHORTEST = 12  # digits of a number that is known by its check digit
_ENOUGH = 7  # digits; shorter numbers are ages and amounts
Matches = Iterator[re.Match[str]]
Cue = tuple[np.ndarray, np.ndarray]


@dataclass(frozen=True, slots=True)
class Change:
    """Characters `start` to `end` of the text stand for `new`; origins: where each character of `new` came from."""

    start: int
    end: int
    new: str
    origins: tuple[int, ...]
    kind: str


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A stretch of the text, written anew. origins: for each character, and one for the end.

    ends: of the changes in the original text. starts, stops: of the changes in `text`. labelled: whether one of them
    changed a label.
    """

    text: str
    origins: tuple[int, ...]
    changes: tuple[Change, ...]
    ends: tuple[int, ...]
    starts: np.ndarray
    stops: np.ndarray
    labelled: bool

    def span(self, start: int, end: int) -> tuple[int, int, str]:
        """A stretch of the new text in the original, and what was done there (see `kind`)."""
        start, end = self.origins[start], self.origins[end - 1] + 1
        return start, end, self.kind(start, end)

    def touched(self, start: int, end: int) -> bool:
        """Whether something was done within a stretch of the new text, or shortly before it."""
        first = bisect_right(self.ends, self.origins[max(0, start)] - _AFTER_LABEL - 1)
        last = self.origins[min(end, len(self.origins)) - 1] + 1
        return first < len(self.changes) and self.changes[first].start < last

    def kind(self, start: int, end: int) -> str:
        """What was done at a stretch of the original text: "" for nothing, "label" where only the label changed."""
        following = bisect_right(self.ends, start)
        for change in self.changes[following : bisect_right(self.ends, end) + 1]:
            if change.start < end and change.kind not in _LABELLED:
                return change.kind
        near = bisect_right(self.ends, start - _AFTER_LABEL - 1)
        return "label" if any(change.kind in _LABELLED for change in self.changes[near:following]) else ""

    def headed(self) -> Iterator[tuple[int, str]]:
        """(where a value begins in the original text, the label at the head of its column)"""
        return (
            (change.end, change.new[len(_BEFORE) : -len(_BEHIND)]) for change in self.changes if change.kind == HEADED
        )


class Pieces:
    """Rewritten pieces, one behind the other in one text: what looks for something looks once.

    lows, highs: where each begins and ends. starts, stops: of all changes; a changed label reaches on to what it names.
    """

    def __init__(self, pieces: Sequence[Rewritten]) -> None:
        self.pieces = pieces
        self.text = "\n".join(piece.text for piece in pieces)
        lengths = np.array([len(piece.text) for piece in pieces], dtype=np.int64)
        self.lows = np.cumsum(lengths + 1) - lengths - 1
        self.highs = self.lows + lengths
        self.starts = np.concatenate([piece.starts + low for piece, low in zip(pieces, self.lows, strict=True)])
        self.stops = np.maximum.accumulate(
            np.concatenate(
                [
                    piece.stops + low + (2 * _CONTEXT if piece.labelled else 0)
                    for piece, low in zip(pieces, self.lows, strict=True)
                ]
            )
        )


def rewrites(text: str, cues: Sequence[Cue] | None = None) -> Iterator[Rewritten]:
    """Stretches of `text` that hold something to put together, each with context on both sides.

    cues: for each of `CUES`, (first, last) characters of the stretches in which it may begin, where that is known.
    """
    changes = _changes(text, cues)
    group: list[Change] = []
    for change in changes:
        if group and change.start - group[-1].end > 2 * _CONTEXT:
            yield _rewritten(text, group)
            group = []
        group.append(change)
    if group:
        yield _rewritten(text, group)


def _changes(text: str, cues: Sequence[Cue] | None) -> list[Change]:
    found = list(_long_marks(text))
    if cues is NO_CUES and len(found) < 2:
        return found
    for number, (finder, expression, _) in enumerate(_FINDERS):
        if cues is None or len(cues[number][0]):
            found += finder(text, _matches(expression, text, cues[number] if cues is not None else None))
    for number, whole in enumerate(_WHOLE, len(_FINDERS)):
        if cues is None or len(cues[number][0]):
            found += whole(text, cues[number] if cues is not None else None)
    found.sort(key=lambda change: (change.start, change.end > change.start, -change.end))  # what is put in comes first
    kept: list[Change] = []
    for change in found:
        if not kept or change.start >= kept[-1].end:
            kept.append(change)
    return kept


def _boxes(text: str, matches: Matches) -> Iterator[Change]:
    for match in matches:
        kept = [i for i in range(*match.span()) if re.match(rf"{_D}|{_CAPITAL}|[年月日{_DASH}]", text[i])]
        if sum(text[i] not in "年月日" for i in kept) >= 5 and any(text[i].isdecimal() for i in kept):
            yield _change(match, "".join(text[i] for i in kept), kept, "boxes")


def _numerals(text: str, matches: Matches) -> Iterator[Change]:
    for match in matches:
        if sum(char in _KANJI_DIGITS for char in match[0]) >= _ENOUGH:
            kept = [i for i in range(*match.span()) if text[i] != "\n"]
            yield _change(match, "".join(_KANJI_DIGITS.get(text[i], text[i]) for i in kept), kept, "kanji_digits")


def _spoken(text: str, matches: Matches) -> Iterator[Change]:
    for match in matches:
        new = "".join(
            "-" if i in (match.start("first"), match.start("second")) else text[i] for i in range(*match.span())
        )
        yield _change(match, new, list(range(*match.span())), "spoken")


def _loose(text: str, matches: Matches) -> Iterator[Change]:
    for match in matches:
        groups = list(_GROUP.finditer(text, *match.span()))
        parts = [group[0] for group in groups]
        if sum(map(len, parts)) < _SHORTEST:
            continue
        if not match[0].isascii():
            parts = [fold(part).text for part in parts]
        wide = [False] * len(groups)
        if "\u3000" in match[0]:
            wide[1:] = [_wide(text, groups, at) for at in range(1, len(groups))]
        first = 0
        while first < len(groups):
            last = _one_number(parts, wide, first)
            if last == first:
                first += 1
                continue
            start, end = groups[first].start(), groups[last].end()
            written = fold(text[start:end]).text
            kept = [i for group in groups[first : last + 1] for i in range(*group.span())]
            new = "".join(text[i] for i in kept)
            if _WHEN.search(written):
                pass
            elif not _USUAL.fullmatch(written):
                yield Change(start, end, new, tuple(kept), "parted")
            elif _in_cells(text, start, end):
                yield Change(start, end, f"、{new}、", (start, *kept, end), "parted")
            first = last + 1


def long_enough(text: str) -> np.ndarray:
    """For each place in a flat text, at how many before it a number parted in any way may begin that `_loose` would read:
    so many digits follow, and nothing stands between them that does not part groups."""
    written = codes(text)
    digits = np.flatnonzero(written - np.uint32(ord("0")) < 10)
    able = np.zeros(len(text), dtype=np.int64)
    if len(digits) >= _SHORTEST:
        other = np.cumsum(~np.isin(written, _WITHIN))[digits] - np.arange(
            len(digits)
        )  # neither a digit nor between some
        ends = _SHORTEST - 1
        able[digits[:-ends]] = other[ends:] == other[:-ends]
    return np.concatenate(([0], np.cumsum(able)))


def _wide(text: str, groups: Sequence[re.Match[str]], at: int) -> bool:
    return "\u3000" in text[groups[at - 1].end() : groups[at].start()]


def _in_cells(text: str, start: int, end: int) -> bool:
    """Whether wider blanks part the number from digits beside it than part its groups: 1002　8234 2869 4348　0114"""
    inside = "\u3000" in text[start:end]
    return not inside and (text[start - 1 : start] == "\u3000" or text[end : end + 1] == "\u3000")


def _one_number(parts: Sequence[str], wide: Sequence[bool], first: int) -> int:
    """The last of the groups that together with the first are one number with a right check digit; `first` for none.

    wide: whether a wide blank stands before each.
    """
    value, found = "", first
    for last in range(first, len(parts)):
        value += parts[last]
        if last > first + 1 and wide[last] != wide[first + 1]:  # the next cell
            break
        if len(value) > 16 or (found > first and len(parts[last]) != 4):  # 1234 5678 9018 may go on to a card's 16
            break
        if len(value) < _SHORTEST:
            continue
        if my_number_ok(value) or plausible(value) if len(value) == 12 else len(value) >= 14 and issued(value):
            found = last
    return found


def _numero(text: str, matches: Matches) -> Iterator[Change]:
    for match in matches:
        yield Change(match.end(), match.end(), " ", (match.end(),), "label")


def _bracketed(text: str, matches: Matches) -> Iterator[Change]:
    for match in matches:
        new = re.sub(_BRACKETS, "-", match[0])
        kept = [i for i in range(*match.span()) if text[i].isdigit() or text[i] in "]］】)）"]
        yield _change(match, new, kept, "boxes")


def _scanned(text: str, matches: Matches) -> Iterator[Change]:
    for match in matches:
        if sum(char in _SCANNED for char in match[0]) <= 3:
            new = "".join(_SCANNED.get(char, char) for char in match[0])
            yield _change(match, new, list(range(*match.span())), "scanned")


def _scanned_dates(text: str, matches: Matches) -> Iterator[Change]:
    for match in matches:
        new = "".join(_SCANNED.get(char, char) for char in match[0])
        yield _change(match, new, list(range(*match.span())), "scanned")


def _long_marks(text: str) -> Iterator[Change]:
    for match in _LONG_MARK.finditer(text):
        yield _change(match, "ー", [match.start()], "label")


def _rows(text: str, cue: Cue | None) -> Iterator[Change]:
    for place, label in rowlabels.labels(text, (cue[0].tolist(), cue[1].tolist()) if cue is not None else None):
        new = f"{_BEFORE}{label}{_BEHIND}"
        yield Change(place, place, new, tuple([place] * len(new)), HEADED)


def _broken(text: str, matches: Matches) -> Iterator[Change]:
    for match in matches:
        start = match.start("dash")
        if not match["dash"] and _GROUPS.search(text, max(0, start - 10), start):
            yield _change(match, " ", [start], "broken_line")  # 1234 5678⏎9018 goes on in groups
            continue
        yield _change(match, match["dash"], list(range(start, start + len(match["dash"]))), "broken_line")


def _readings(text: str, cue: Cue | None) -> Iterator[Change]:
    folded = fold(text)
    for match in _READING.finditer(folded.text):
        new = _WORD.sub(lambda word: _READINGS[word[0]], match[0])
        if new != match[0]:
            start, end = folded.origin(match.start()), folded.origin(match.end())
            yield Change(start, end, new, tuple([start] * len(new)), "label")


def _spaced(text: str, matches: Matches) -> Iterator[Change]:
    for match in matches:
        kept = [i for i in range(*match.span()) if text[i] not in " \u3000|｜│"]
        if len(kept) < len(match[0]):
            yield _change(match, "".join(text[i] for i in kept), kept, "label")


_beginnings = cache(beginnings)


def _matches(expression: re.Pattern[str], text: str, cue: Cue | None) -> Matches:
    """As `finditer`, where matches begin nowhere but where the cue says."""
    if cue is None:
        yield from expression.finditer(text)
        return
    place = 0
    first = _beginnings(expression.pattern)
    for low, high in zip(cue[0].tolist(), cue[1].tolist(), strict=True):
        for begin in first.finditer(text, low, high + 1):
            if begin.start() >= place and (match := expression.match(text, begin.start())):
                yield match
                place = match.end()


# What finds, by which expression, and which expression without looking around finds at least as much, near a digit where
# it has one to find.
_FINDERS: tuple[tuple[Callable[[str, Matches], Iterator[Change]], re.Pattern[str], str], ...] = (
    (_boxes, _BOXES, _BOXES_CUE),
    (_numerals, _NUMERALS, _NUMERALS.pattern),
    (_broken, _BROKEN, _BROKEN_CUE),
    (_spoken, _SPOKEN, _SPOKEN.pattern),
    (_loose, _LOOSE, _LOOSE_CUE),
    (_numero, _NUMERO, _NUMERO_CUE),
    (_bracketed, _BRACKETED, _BRACKETED.pattern),
    (_scanned, _SCAN, _SCAN_CUE),
    (_scanned_dates, _SCAN_DATE, _SCAN_DATE.pattern),
    (_spaced, _SPACED, _SPACED.pattern),
)
_WHOLE = (_readings, _rows)
CUES = (*(cue for _, _, cue in _FINDERS), "|".join(sorted(_READINGS, key=len, reverse=True)), rowlabels.CUE)
LOOSE = CUES.index(_LOOSE_CUE)
NO_CUES: tuple[Cue, ...] = ((np.empty(0, dtype=np.int64),) * 2,) * len(CUES)
NEEDING_DIGITS = frozenset({_BOXES_CUE})  # cues that come to nothing without a digit, though they match


def _change(match: re.Match[str], new: str, origins: list[int], kind: str) -> Change:
    return Change(match.start(), match.end(), new, tuple(origins), kind)


def _rewritten(text: str, changes: list[Change]) -> Rewritten:
    start, stop = max(0, changes[0].start - _CONTEXT), min(len(text), changes[-1].end + 2 * _CONTEXT)
    parts: list[str] = []
    origins: list[int] = []
    starts, stops = [], []
    place = start
    for change in changes:
        parts += [text[place : change.start], change.new]
        origins += [*range(place, change.start), *change.origins]
        stops.append(len(origins))
        starts.append(len(origins) - len(change.new))
        place = change.end
    parts.append(text[place:stop])
    origins += [*range(place, stop), stop]
    return Rewritten(
        "".join(parts),
        tuple(origins),
        tuple(changes),
        tuple(change.end for change in changes),
        np.array(starts),
        np.array(stops),
        any(change.kind in _LABELLED for change in changes),
    )
