"""Headings, labels and filled fields of forms, as documents.py weighs them. Words: recognizers/data/document_classes.yaml.

One search per passage over all words at once, on the folded text in small letters. A word counts where a heading or a
label stands, never within a sentence: an article that explains the 源泉徴収票 names all of its fields and is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from typing import Any

from recognizers import yamlfile
from recognizers.text import VOICING, fold
from recognizers.wordsearch import WordStarts

_LABEL_LONGEST_LINE = 90  # a longer line with a full stop in it is a sentence
_TITLE_LONGEST = 45
_HEADER = 60  # characters of a header that is remembered
_LITTLE = 4_000  # characters in all that are gone through place by place, before the engine is asked
_BEFORE = frozenset(" \t\n\r[(【〔<■□●○◎◆◇▼▽▲△※*:|│/,、0123456789.)】〕]>-_①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮\"'`")
_AFTER = frozenset(" \t\n\r[(【〔<:)】〕]>|│/,0123456789〒¥\\■□☑☐✓✔-_=\"'`%*※")
_TITLE_TAIL = re.compile(
    r"[の]?(?:写し?|控え?|コピー|原本|データ|一覧表?|一覧|個票|票|リスト)?(?: ?(?:copy|form|results?|list|sheet))?[\s_\-]*"
    r"(?:[\[(【〔「_].{0,45}|[0-9令平昭rhs].{0,20}|no.{0,20}|(?:本人|受給者|社員|従業員)(?:交付用|控え?|用)|\s.{0,25})?"
)
_TITLE_HEAD = re.compile(r"[^。？?！!「」]{0,28}")
_ABOUT = re.compile(
    r"の(?:書き方|見方|提出|件$|交付|添付|取扱|内容|確認|記入|作成|読み方|保管|変更|送付|発行|申請|ご案内|見本)|について|とは|方法|手順|手引|マニュアル|ガイド|案内|お願い|faq|よくある"
    r"|q&a|ですか|ください|ます|です|不要|必要|注意|および|又は?送付|提出先|用語|規程|要領|様式一覧|説明|画面|テスト|設計|定義"
    r"|how to|guide|policy|handbook|manual|please|\byour? |\bof a |\b(?:is|are|and|for|with|from) (?:a|the|your)\b|template"
)
# What stands in a field nobody filled in.
_EMPTY = re.compile(r"[\s_‥…ー\-年月日歳才円男女様印㊞()〒・/□☐有無明大昭平令和治正成西暦tel:~○◯〇×x.,|│「」\[\]【】]*")
# What stands there in a guide: 志望動機 その会社を選んだ理由を, HbA1c 5.6未満, Surname: as in your passport.
_EXPLAINS = re.compile(
    r"[一-鿿ァ-ヶ].*(?:[かもをにはがるくすい]|ます|です|ください|こと|とおり|理由)\Z|\A(?:基準値|男性?|女性?)*[\d.]+[^\d\s]*(?:未満|以上|以下)\Z"
    r"|\A(?:the|an?|as|up to|about|at least|what|how|your?|choose|enter|must|if|for|see|from the)\b"
)
_NOTE = re.compile(r" *\([^()\d\n]{1,15}\)")  # 氏名（フリガナ）
# 履 歴 書: characters that stand alone, one after the other.
_JA = "一-鿿々ぁ-んァ-ヶー"
_SPREAD = re.compile(rf"(?<!\S)[{_JA}](?: {{1,6}}[{_JA}])+(?=[\s:(]|\Z)")
_GAP = re.compile(rf"(?<=[{_JA}]) {{1,6}}(?=[{_JA}])")
# your name, date of birth and: small letters beside a Latin word are those of a sentence.
_PROSE_BEFORE, _PROSE_AFTER = re.compile(r"[a-z,] \Z"), re.compile(r" [a-z]|[,;]|\.\s")


@dataclass(frozen=True, slots=True)
class Word:
    """What a word of the rules may be: title of classes, (class, mark), common label, sign of a sample."""

    titles: tuple[str, ...]
    labels: tuple[tuple[str, int], ...]
    common: int
    sample: bool
    free_before: bool
    free_after: bool
    latin: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """A word where it says something.

    filled: a value stands behind the label; in a table, rows under it. explained: what stands there says what goes there.
    """

    about: Word
    sample: bool
    title: bool
    label: bool
    filled: bool
    explained: bool


@cache
def data() -> dict[str, Any]:
    text = files("recognizers.data").joinpath("document_classes.yaml").read_text(encoding="utf-8")
    return dict(yamlfile.ours(text))


def said_by(name: str) -> tuple[str, ...]:
    """All that `titles_in` takes from the name of a file, whatever the sheet is called."""
    return ("about",) if _ABOUT.search(_plain(name)) else titles_in(name)


@lru_cache(1_024)  # asked for what is the same of two files, and for what it is
def titles_in(name: str) -> tuple[str, ...]:
    """Classes that the name of a file or sheet speaks of."""
    name, words = _plain(name), _words()
    if _ABOUT.search(name):
        return ()
    return tuple(kind for start, end in words.found(name) for kind in words.about[name[start:end]].titles)


def marks(text: str, header: bool = False) -> Iterable[Mark]:
    """What a text says, or a header of a table that has rows: of these, the same stand above many tables."""
    return _of_header(text) if header and len(text) <= _HEADER else _marks(text, header)


@lru_cache(maxsize=4_096)
def _of_header(text: str) -> tuple[Mark, ...]:
    return tuple(_marks(text, header=True))


def _marks(text: str, header: bool) -> Iterator[Mark]:
    if header:
        text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    cased = fold(text).text.replace("_", " ").replace("\u0130", "I")
    cased, gaps = _closed_up(cased)
    text = cased.lower()
    words = _words()
    found = list(words.found(text, anywhere=bool(gaps)))
    starts = {start for start, _ in found}
    for start, end in found:
        word = words.about[text[start:end]]
        if word.latin and (_latin(text, start - 1) or (_latin(text, end) and not word.free_after)):
            continue
        first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end)
        line = text[first : last if last >= 0 else len(text)]
        sample = word.sample and len(line.strip()) <= 25
        title = bool(word.titles) and _is_title(line, start - first, end - first, end in gaps)
        label = _is_label(cased, text, word, start, end, gaps, first, line, header)
        if sample or title or label:
            value = "" if header or not label else _value(text, end, starts)
            yield Mark(word, sample, title, label, label and (header or bool(value)), bool(_EXPLAINS.search(value)))


def of_sentences(text: str) -> bool:
    """Whether `marks` has nothing to say of a text since nothing stands in it but long lines with a full stop, or words that
    say nothing in the lines between."""
    if any(mark in text for mark in VOICING):  # two characters that are one: lines are shorter than they look
        return False
    others = []
    for line in text.split("\n"):
        if len(line) > _LABEL_LONGEST_LINE and "。" in line:
            words = line.split()
            if (
                sum(map(len, words)) > _LABEL_LONGEST_LINE and min(map(len, words)) > 1
            ):  # no title, no label, none spread
                continue
        if line:
            others.append(line)
    return not others or (sum(map(len, others)) < 0.5 * len(text) and not any(marks("\n".join(others))))


def _latin(text: str, at: int) -> bool:
    return 0 <= at < len(text) and text[at].isascii() and text[at].isalpha()


def _plain(text: str) -> str:
    return fold(text).text.replace("_", " ").lower()


class _Words:
    """All words of the rules in one search, and what each word says.

    Few words may stand behind any character, so most places are passed over at once.
    """

    def __init__(self, about: dict[str, Word]) -> None:
        self.about = about
        self._seen = 0  # characters
        self._free = frozenset(word for word, one in about.items() if one.titles or one.free_before)
        lengths: dict[str, set[int]] = {}
        for word in about:
            lengths.setdefault(word[0], set()).add(len(word))
        self._lengths = {char: sorted(each, reverse=True) for char, each in lengths.items()}

    @cached_property
    def _starts(self) -> WordStarts:
        return WordStarts(self.about, "document_classes")

    def found(self, text: str, anywhere: bool = False) -> Iterator[tuple[int, int]]:
        """Where the longest words stand, one behind the other. anywhere: in a text that was closed up."""
        self._seen += len(text)
        done = 0
        for start in self._starts(text) if self._seen > _LITTLE else range(len(text)):
            if start < done or (lengths := self._lengths.get(text[start])) is None:
                continue
            words = self.about if anywhere or not start or text[start - 1] in _BEFORE else self._free
            for length in lengths:
                if (end := start + length) <= len(text) and text[start:end] in words:
                    done = end
                    yield start, end
                    break


@cache
def _words() -> _Words:
    titles: dict[str, list[str]] = {}
    labels: dict[str, list[tuple[str, int]]] = {}
    common: dict[str, int] = {}
    free: dict[str, set[str]] = {}

    def add(word: str) -> str:
        bare = _plain(str(word).strip("~"))
        sides = free.setdefault(bare, set())
        sides |= {"before"} if str(word).startswith("~") else set()
        sides |= {"after"} if str(word).endswith("~") else set()
        return bare

    for number, group in enumerate(data()["common"]):
        for word in group:
            common[add(word)] = number
    for name, entry in data()["classes"].items():
        for word in entry["titles"]:
            titles.setdefault(add(word), []).append(name)
        for number, group in enumerate(entry["labels"]):
            for word in [group] if isinstance(group, str) else group:
                labels.setdefault(add(word), []).append((name, number))
    samples = {add(word) for word in data()["samples"]}
    known = {
        word: Word(
            tuple(titles.get(word, ())),
            tuple(labels.get(word, ())),
            common.get(word, -1),
            word in samples,
            "before" in sides,
            "after" in sides,
            word.isascii() and word[0].isalpha(),
        )
        for word, sides in free.items()
    }
    return _Words(known)


def _closed_up(text: str) -> tuple[str, frozenset[int]]:
    """A text with spread words (氏 名) without the blanks between its characters, and the places where they were."""
    if " " not in text or not _SPREAD.search(text):
        return text, frozenset()
    pieces = _GAP.split(text)
    ends, length = set(), 0
    for piece in pieces[:-1]:
        length += len(piece)
        ends.add(length)
    return "".join(pieces), frozenset(ends)


def _is_title(line: str, start: int, end: int, gap: bool) -> bool:
    """A short line that ends with the words, or goes on in brackets, with a year or a number."""
    shown = line.strip()
    if len(shown) > (2 * _TITLE_LONGEST if shown.isascii() else _TITLE_LONGEST) or _ABOUT.search(shown):
        return False
    tail = (" " if gap else "") + line[end:].rstrip()
    return bool(_TITLE_HEAD.fullmatch(line[:start].strip()) and _TITLE_TAIL.fullmatch(tail))


def _is_label(
    cased: str, text: str, word: Word, start: int, end: int, gaps: frozenset[int], first: int, line: str, header: bool
) -> bool:
    """Whether a label may stand there. first: where its line begins."""
    if not (word.labels or word.common >= 0) or ("。" in line and len(line) > _LABEL_LONGEST_LINE):
        return False
    if not (word.free_before or start == first or text[start - 1] in _BEFORE or start in gaps):
        return False
    if not (word.free_after or end == len(text) or text[end] in _AFTER or end in gaps):
        return False
    if start > first and text[start - 1] == "・" and start - 1 > first:
        return False
    prose = _PROSE_BEFORE.search(cased, max(first, start - 2), start) or _PROSE_AFTER.match(cased, end)
    return header or not (word.latin and not word.free_before and not word.free_after and prose)


def _value(text: str, end: int, starts: set[int]) -> str:
    """What stands behind a label, or at the start of the next line, and is no label and no blank to fill in."""
    note = _NOTE.match(text, end)
    place = note.end() if note else end
    while place < len(text) and text[place] in " \t:)】〕|│,=\n":
        place += 1
    stop = text.find("\n", place)
    stop = stop if stop >= 0 else len(text)
    empty = _EMPTY.match(text, place, stop)
    after = empty.end() if empty else place
    return "" if place in starts or after == stop or after in starts else text[place:stop].strip()
