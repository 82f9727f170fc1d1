"""What kind of document a part is, from its heading, the labels of its form and what was found in it.

The rules are data (recognizers/data/document_classes.yaml). A form comes as many short passages, so evidence adds up
block by block: a page, a sheet, or 1,500 characters of running text. A block is judged alone and, where it is nothing
alone, with the one before it. Words count where a heading or a label stands, never within a sentence: an article that
explains the 源泉徴収票 names all of its fields and is none.

One search per passage over all words at once, on the text as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from recognizers.dictionary import search_regex
from recognizers.text import blocks, fold

SURE = 0.5
_BLOCK = 1_500  # characters of running text that are judged together with as many before them
_LABEL_LONGEST_LINE = 90  # a longer line with a full stop in it is a sentence
_TITLE_LONGEST = 45
# Entity types that only a person has; contact data may be those of the office that issued the form.
IDENTIFYING = frozenset(
    "DATE_OF_BIRTH JP_MY_NUMBER JP_DRIVERS_LICENSE JP_PASSPORT JP_RESIDENCE_CARD JP_SPECIAL_PR_CERT JP_JUMINHYO_CODE"
    " JP_PENSION_NUMBER JP_HEALTH_INSURANCE JP_LATE_ELDERLY_INSURANCE JP_KAIGO_INSURANCE JP_EMPLOYMENT_INSURANCE"
    " JP_DISABILITY_CERT JP_BANK_ACCOUNT JP_YUCHO_ACCOUNT CREDIT_CARD".split()
)
_BEFORE = frozenset(
    " \t\n\r　[［(（【〔<＜■□●○◎◆◇▼▽▲△※*＊:：|│/／,，0123456789０１２３４５６７８９.．)）】〕］＞>-－―_＿①②③④⑤⑥⑦⑧⑨⑩\"'"
)
_AFTER = frozenset(
    " \t\n\r　[［(（【〔<＜:：)）】〕］>|│/／,，0123456789０１２３４５６７８９〒¥￥\\■□☑☐✓✔-－_＿=＝\"'%％*＊※"
)
_TITLE_TAIL = re.compile(
    r"[の]?(?:写し?|控え?|コピー|原本|データ|一覧表?|一覧|個票|票|リスト)?[\s　_＿\-]*"
    r"(?:[\[［(（【〔「_＿].{0,30}|[0-9０-９令平昭RHS].{0,20}|No.{0,20}|(?:本人|受給者|社員|従業員)(?:交付用|控え?|用)|\s.{0,25})?"
)
_TITLE_HEAD = re.compile(r"[^。？?！!「」]{0,28}")
_ABOUT = re.compile(
    r"の(?:書き方|見方|提出|件$|交付|添付|取扱|内容|確認|記入|作成|読み方|保管|変更|送付|発行|申請|ご案内|見本)|について|とは|方法|手順|手引|マニュアル|ガイド|案内|お願い|FAQ|よくある"
    r"|Q&A|Q＆A|ですか|ください|ます|です|不要|必要|注意|および|又は?送付|提出先|用語|規程|要領|様式一覧|説明|画面|テスト|設計|定義"
)
# What stands in a field nobody filled in.
_EMPTY = re.compile(
    r"[\s　_＿‥…―ーー\-－年月日歳才円男女様印㊞()（）〒・/／□☐有無明大昭平令和治正成西暦TELtel:：～~○◯〇×XＸx.．,，|│「」\[\]【】]*"
)
# 履 歴 書 is 履歴書: blanks between characters that stand alone.
_SPREAD = re.compile(r"(?:(?<=[\s　][一-鿿々ァ-ヶ])|(?<=\A[一-鿿々ァ-ヶ]))[ 　]{1,3}(?=[一-鿿々ァ-ヶ](?:[\s　:：]|\Z))")
_PAGE = re.compile(r"page \d+\Z")


@dataclass(frozen=True, slots=True)
class Rule:
    """One class of documents; see the head of the YAML file."""

    id: str
    ja: str
    en: str
    entities: frozenset[str]
    needs: frozenset[str]
    least: float
    marks: int
    most: int
    table: bool


@dataclass(frozen=True, slots=True)
class Document:
    """A block that is a document. blank: a form nobody has filled in, or one filled in for show."""

    kind: str
    blank: bool
    score: float

    @property
    def name(self) -> str:
        """As the inventory has it."""
        return self.kind + BLANK if self.blank else self.kind


BLANK = ":blank"
_OF_BUSINESS = ("business_card",)  # tells of an office rather than of a home


@dataclass(frozen=True, slots=True)
class _Word:
    """What a word of the rules may be: title of classes, (class, mark), common label, sign of a sample."""

    titles: tuple[str, ...]
    labels: tuple[tuple[str, int], ...]
    common: int
    sample: bool
    free_before: bool
    free_after: bool


@cache
def rules() -> dict[str, Rule]:
    return {
        name: Rule(
            name,
            entry["ja"],
            entry["en"],
            frozenset(entry.get("entities", ())),
            frozenset(entry.get("needs", ())),
            entry.get("least", 6),
            entry.get("marks", 2),
            entry.get("most", 0),
            entry.get("table", False),
        )
        for name, entry in _data()["classes"].items()
    }


@cache
def _data() -> dict[str, Any]:
    import yaml

    text = files("recognizers.data").joinpath("document_classes.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))


@cache
def _words() -> tuple[re.Pattern[str], dict[str, _Word]]:
    """All words of the rules in one search, and what each says."""
    titles: dict[str, list[str]] = {}
    labels: dict[str, list[tuple[str, int]]] = {}
    common: dict[str, int] = {}
    free: dict[str, set[str]] = {}
    data = _data()

    def add(word: str) -> str:
        bare = str(word).strip("~")
        marks = free.setdefault(bare, set())
        marks |= {"before"} if str(word).startswith("~") else set()
        marks |= {"after"} if str(word).endswith("~") else set()
        return bare

    for number, group in enumerate(data["common"]):
        for word in group:
            common[add(word)] = number
    for name, entry in data["classes"].items():
        for word in entry["titles"]:
            titles.setdefault(add(word), []).append(name)
        for number, group in enumerate(entry["labels"]):
            for word in [group] if isinstance(group, str) else group:
                labels.setdefault(add(word), []).append((name, number))
    samples = {add(word) for word in data["samples"]}
    known = {
        word: _Word(
            tuple(titles.get(word, ())),
            tuple(labels.get(word, ())),
            common.get(word, -1),
            word in samples,
            "before" in marks,
            "after" in marks,
        )
        for word, marks in free.items()
    }
    # Few words may stand behind any character, so most places are passed over at once.
    anywhere = [word for word, about in known.items() if about.titles or about.free_before]
    before = "".join(map(re.escape, sorted(_BEFORE)))
    search = f"(?:(?<![^{before}]){search_regex(known)}|{search_regex(anywhere)})"
    return re.compile(search), known


@dataclass(slots=True)
class _Block:
    """Evidence of one stretch of a part."""

    chars: int = 0
    sentences: int = 0
    filled: int = 0
    named: bool = False  # the field of a name holds something
    sample: bool = False
    table: bool = False
    titles: dict[str, float] = field(default_factory=dict)
    labels: dict[str, set[int]] = field(default_factory=dict)
    common: set[int] = field(default_factory=set)
    entities: set[str] = field(default_factory=set)

    def __or__(self, other: _Block) -> _Block:
        whole = _Block(
            self.chars + other.chars,
            self.sentences + other.sentences,
            self.filled + other.filled,
            self.named or other.named,
            self.sample or other.sample,
            self.table or other.table,
            dict(self.titles),
            {name: set(marks) for name, marks in self.labels.items()},
            self.common | other.common,
            self.entities | other.entities,
        )
        for name, points in other.titles.items():
            whole.titles[name] = max(points, whole.titles.get(name, 0))
        for name, marks in other.labels.items():
            whole.labels.setdefault(name, set()).update(marks)
        return whole

    def documents(self) -> Iterator[Document]:
        for name, marks in self.labels.items():
            rule = rules()[name]
            found = len(self.entities & rule.entities)
            score = self.titles.get(name, 0) + len(marks) + min(2, 0.5 * len(self.common)) + min(2, found)
            if score < rule.least or len(marks) < rule.marks or (rule.most and self.chars > rule.most):
                continue
            if rule.table and not self.table:
                continue
            titled = self.titles.get(name, 0) >= 3
            person = self.named or bool(self.entities & IDENTIFYING) or ("PERSON" in self.entities and self.filled > 1)
            if rule.needs:
                person = bool(self.entities & rule.needs)
            if person and not self.sample:
                if self.sentences <= 4 + 2 * (len(marks) + len(self.common)):
                    yield Document(name, False, score)
                continue
            labels = len(marks) + len(self.common)
            empty = self.filled < 3 or self.sample
            if titled and not rule.table and not self.table and labels >= 4 and self.sentences <= labels and empty:
                yield Document(name, True, score)


class Documents:
    """Takes the passages, headers and findings of one item in order, and says what documents it holds."""

    def __init__(self) -> None:
        self._best: dict[str, float] = {}  # name → score
        self.forms: list[frozenset[str]] = []  # entity types of filled forms about one person, each set once
        self._part = ""
        self._block, self._before = _Block(), _Block()

    def take(self, part: str, text: str, entities: Sequence[tuple[int, str]] = (), name: str = "") -> None:
        """A passage, with the offsets and types of what was surely found in it. name: of the file or sheet."""
        self._turn_to(part, name)
        hits = iter(sorted(entities))
        hit = next(hits, None)
        for start, end in blocks(text, _BLOCK):
            if self._block.chars and self._block.chars + end - start > _BLOCK:
                self._close()
            _read(self._block, text[start:end])
            while hit is not None and hit[0] < end:
                self._block.entities.add(hit[1])
                hit = next(hits, None)

    def take_table(self, part: str, headers: Sequence[str], entities: Iterable[str], name: str = "") -> None:
        """The headers of a table that has rows, and the entity types of its columns."""
        self._turn_to(part, name)
        self._block.table = True
        for header in headers:
            _read(self._block, header, filled=True)
        self._block.entities.update(entities)

    def names(self) -> tuple[str, ...]:
        """Classes found, the surest first; a blank form only where no filled one of its class is there."""
        self._close()
        ranked = sorted(self._best, key=lambda name: (name.endswith(BLANK), -self._best[name], name))
        return tuple(name for name in ranked if not name.endswith(BLANK) or name.removesuffix(BLANK) not in self._best)

    def _turn_to(self, part: str, name: str) -> None:
        if part != self._part:
            self._close()
            if _PAGE.sub("", part) != _PAGE.sub("", self._part) or not _PAGE.search(part):
                self._before = _Block()
            self._part = part
        if name and not self._block.chars:
            known = _words()
            for match in known[0].finditer(fold(name).text):
                for kind in known[1][match[0]].titles:
                    self._block.titles.setdefault(kind, 1)

    def _close(self) -> None:
        block, before = self._block, self._before
        if not block.chars and not block.table:
            return
        self._block, self._before = _Block(), block
        found = list(block.documents()) or list((before | block).documents())
        if found:
            best = max(found, key=lambda one: (not one.blank, one.score))
            self._best[best.name] = max(best.score, self._best.get(best.name, 0))
            types = frozenset(block.entities)
            if not best.blank and not block.table and best.kind not in _OF_BUSINESS and types not in self.forms[-50:]:
                self.forms.append(types)


def _read(block: _Block, text: str, filled: bool = False) -> None:
    """Adds what a text says to `block`."""
    if " " in text or "　" in text:
        text = _SPREAD.sub("", text)
    block.chars += len(text) + 1
    block.sentences += text.count("。")
    search, words = _words()
    found = list(search.finditer(text))
    starts = {match.start() for match in found}
    for match in found:
        start, end = match.span()
        word = words[match[0]]
        first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end)
        line = text[first : last if last >= 0 else len(text)]
        if word.sample and len(line.strip()) <= 25:
            block.sample = True
        if word.titles and _is_title(line, start - first, end - first):
            for kind in word.titles:
                block.titles[kind] = 3
        if "。" in line and len(line) > _LABEL_LONGEST_LINE:
            continue
        before_ok = word.free_before or start == first or text[start - 1] in _BEFORE
        after_ok = word.free_after or end == len(text) or text[end] in _AFTER
        if not (before_ok and after_ok) or (start > first and text[start - 1] == "・" and start - 1 > first):
            continue
        for kind, number in word.labels:
            block.labels.setdefault(kind, set()).add(number)
        if word.common >= 0:
            block.common.add(word.common)
        if (word.common >= 0 or word.labels) and (filled or _has_value(text, end, starts)):
            block.filled += 1
            block.named |= word.common == 0 and not filled


def _is_title(line: str, start: int, end: int) -> bool:
    """A short line that ends with the words, or goes on in brackets, with a year or a number."""
    shown = line.strip()
    if len(shown) > _TITLE_LONGEST or _ABOUT.search(shown):
        return False
    return bool(_TITLE_HEAD.fullmatch(line[:start].strip()) and _TITLE_TAIL.fullmatch(line[end:].strip()))


def _has_value(text: str, end: int, starts: set[int]) -> bool:
    """Whether something that is no label and no blank to fill in stands behind a label, or at the start of the next line."""
    place = end
    while place < len(text) and text[place] in " \t　:：)）】〕|│,=\n":
        place += 1
    if place in starts or place >= len(text):
        return False
    stop = text.find("\n", place)
    value = text[place : stop if stop >= 0 else len(text)]
    return not _EMPTY.fullmatch(value)
