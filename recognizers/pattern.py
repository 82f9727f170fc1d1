"""A pattern: the shape of an identifier, its check, its words, and texts that prove it.

Scores are chances. A pattern starts from `prior`, the chance that the bare shape is right in business text, and
each piece of evidence adds its weight in log-odds (nats): a passed check digit adds `check_weight`, a label right
in front adds `NEAR`. So a score never falls when evidence is added, and no check digit alone makes a score high.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from recognizers.context import Labels
    from recognizers.types import Hints

NEAR = 4.0  # a label of the entity right in front, or in brackets right behind, or in the column header
FAR = 2.5  # the nearest label before the hit is one of the entity, but other words stand between
BEFORE = 1.5  # the sentence before speaks of it, and this one begins with the value
FAINT = 1.0  # one of its words is near, but a label of something else is nearer
AWAY = -2.5  # the nearest label is of a number that is nobody's, a few words before the hit and not yet answered
OTHER = -4.0  # the nearest label names another kind of number
FAILED = -2.0  # the check digit is wrong: a typing error at best
PLACEHOLDER = 0.3  # the most that a number of one repeated digit, or one shown as an example, is worth
MINOR = 0.05  # what scores less is no hit
REACH = 80  # no recognizer looks further than this to either side of a match


@dataclass(frozen=True, slots=True)
class Pattern:
    """One shape of one entity type, over folded text (see `recognizers.text`: ASCII digits, `-` for all dashes).

    id: unique, lower case, the entity name or the entity name with a suffix.
    regex: of bounded width; group ``v``, where there is one, is the value, otherwise the whole match.
        Alternatively `terms`: literal words, the longest match at a place counts; ``bounded``: not inside a longer
        number or Latin word.
    prior: chance that the bare shape is right. check: over `canonical(value)`, the published rule or None.
    check_weight: log-odds that a pass adds: log(1 / share of random values that pass). strict: a failed check is no hit.
    check_failed: log-odds that a failed check adds; 0 for a formula that was never published or is not kept everywhere.
    context: labels and column headers that announce the value; ``other``: words that announce something else.
    refine: replaces the scoring where a shape is not enough: gets the match, gives (start, end, score, evidence) tuples
        in offsets of ``match.text``. taken_in: how many characters before and behind the match these may reach.
    column: full-match regex over the canonical value of a cell; "" or None to stay out of columns of values.
    written: full-match regex over a folded cell; what fits it fits `column` once it is canonical. It spares the way there.
    digits: how many digits the whole number has, where a spreadsheet may have lost zeros in front; 0 for never.
    plain: full-match regex over a cell as it is written that many values cannot fit by accident, whatever the header says.
    needs_label: without a label (or header) there is no hit at all. labelled: nor does `refine` give one where none of
        the words in `context` is within its reach.
    """

    id: str
    entity: str
    regex: str = ""
    terms: tuple[str, ...] = ()
    bounded: bool = False
    prior: float = 0.5
    check: Callable[[str], bool] | None = None
    check_weight: float = 2.3
    check_failed: float = FAILED
    strict: bool = False
    context: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    needs_label: bool = False
    labelled: bool = False
    ignore_case: bool = False
    refine: Callable[[Match, Labels], Iterable[Refined]] | None = None
    taken_in: tuple[int, int] = (0, 0)
    column: str | None = None
    written: str = ""
    digits: int = 0
    plain: str | None = None
    examples: tuple[str, ...] = ()
    non_examples: tuple[str, ...] = ()


Refined = tuple[int, int, float, tuple[str, ...]]


@dataclass(slots=True)  # not frozen: one is made for each candidate, and that would take three times as long
class Match:
    """Where a pattern matched: offsets into `text`, a folded window of at least `REACH` characters to either side."""

    pattern: Pattern
    text: str
    start: int
    end: int
    hints: Hints

    @property
    def value(self) -> str:
        return self.text[self.start : self.end]

    def before(self, chars: int = REACH) -> str:
        return self.text[max(0, self.start - min(chars, REACH)) : self.start]

    def after(self, chars: int = REACH) -> str:
        return self.text[self.end : self.end + min(chars, REACH)]


_DROP = re.compile(r"[\s\-ー・･.,/_()|\[\]「」第号]")


def canonical(value: str) -> str:
    """The value without separators, upper case: what check digits are computed over and digests are made of."""
    if value.isascii() and value.isdigit():
        return value
    return _DROP.sub("", value).upper()


SEP = r"[ \-ー・.]"  # between groups of digits, after folding


def digits(groups: str, sep: str = SEP) -> str:
    """A regex for digit groups: ``digits("4 4 4")`` takes 123456789018, 1234-5678-9018 and 1234 5678 9018.

    Not part of a longer number or word. The separator is the same at each place or absent.
    """
    first, *rest = (int(n) for n in groups.split())
    body = rf"\d{{{first}}}"
    if rest:
        body += rf"(?P<sep>{sep}| [\-ー] |)\d{{{rest[0]}}}" + "".join(rf"(?P=sep)\d{{{n}}}" for n in rest[1:])
    return rf"{LEFT}{body}{RIGHT}"


# Kanji and kana are \w, so \b never fires beside them. A digit group goes on over "-" and "." when digits follow;
# over "," and "/" it does not: those part the cells of a row and the numbers of a list. A date behind it is no further
# group, nor is the .0 that spreadsheets add.
LEFT = r"(?<![0-9A-Za-z])(?<![0-9][\-.ー])(?<!\d \d{4})(?<!\d{4} )"
RIGHT = r"(?![0-9A-Za-z])(?![\-ー][0-9])(?!\.(?!0(?![0-9]))[0-9])(?! \d{4}(?![\d/年.]))"


@lru_cache(maxsize=4_096)
def logit(p: float) -> float:
    return math.log(p / (1 - p))


@lru_cache(maxsize=16_384)
def chance(log_odds: float) -> float:
    """Log-odds to a score between 0 and 1, rounded so that scores compare well."""
    return round(1 / (1 + math.exp(-log_odds)), 3)


# 入力例：1234-…, TK1234567 のような形式: forms and manuals show what to write.
_EXAMPLE = re.compile(
    r"(?:[(（\[【「『]例|の(?:形式|書式|フォーマット)|(?:^|[\s。])例 [^。\n\d]{1,10} ?|[(（\[【]例[)）\]】]|(?:^|[\s。])例|サンプル|見本)\s?[:：は]?[\s「『]{0,2}$"
    r"|[〔\[【(（<＜](?:例|見本|サンプル|ダミー|記[入載]例|テスト)[〕\]】)）>＞][^。\n\d]{0,14}$"
    r"|(?:入力|記入|記載|表示|回答|登録)例\s?[:：は]?[^。\n\d]{0,12}$"
)
_LIKE = re.compile(
    r"[」』\"']?\s?(?:の(?:よう[にな]|形[のでに]|形式|書式)|形式で|[(（](?:例|見本|サンプル|ダミー|入力例|記入例)[)）])"
    r"|[」』\"'()\s;,]{0,5}(?:#|//|--|※|[(（])\s{0,2}(?:架空|ダミー|サンプル|テスト用?|見本|実在しない)"
)


_OF_EXAMPLES = re.compile("例|式|ット|見本|プル|ダミ|テス")  # some of each word of it, none of メール


def _shown(text: str, start: int, end: int) -> bool:
    if _LIKE.match(text, end):
        return True
    before = text[max(0, start - 20) : start]
    return _OF_EXAMPLES.search(before) is not None and _EXAMPLE.search(before) is not None


def judge(match: Match, labels: Labels) -> list[Refined]:
    """Score a match. One digit all through (000-0000-0000, 9999999) fills forms and examples, whatever the label."""
    pattern, text = match.pattern, match.text
    said = spoken(pattern.entity)  # they have reasons of their own
    found: list[Refined] = []
    for start, end, score, evidence in (pattern.refine or _weigh)(match, labels):
        if score > PLACEHOLDER and not said and _shown(text, start, end):
            score, evidence = PLACEHOLDER, (*evidence, "example")
        if end - start >= _MANY_ALIKE and _one_digit(text, start, end):
            score, evidence = min(score, PLACEHOLDER), (*evidence, "placeholder")
        found.append((start, end, score, evidence))
    return found


_MANY_ALIKE = 6


@cache
def spoken(entity: str) -> bool:
    """Whether it is told in words, not by a number or name: what a text says of somebody."""
    return entity.startswith(("SPC_", "SENSITIVE_"))


def _one_digit(text: str, start: int, end: int) -> bool:
    """Whether a value is one digit again and again."""
    first = text[start]
    if first.isdecimal():
        if text.count(first, start, end) < _MANY_ALIKE:
            return False
    elif not _DROP.match(first):
        return False
    value = canonical(text[start:end])
    return len(value) >= _MANY_ALIKE and value.isdecimal() and len(set(value)) == 1


def _weigh(match: Match, labels: Labels) -> Iterable[Refined]:
    """From the pattern's prior, its check digit and the labels around."""
    pattern = match.pattern
    odds = logit(pattern.prior)
    evidence = ["pattern"]
    if pattern.check is not None:
        if pattern.check(canonical(match.value)):
            odds += pattern.check_weight
            evidence.append("checksum")
        elif pattern.strict:
            return ()
        elif pattern.check_failed:
            odds += pattern.check_failed
            evidence.append("checksum_failed")
    weight, words = labels.weigh(match)
    if pattern.needs_label and weight <= 0:
        return ()
    return ((match.start, match.end, chance(odds + weight), (*evidence, *words)),)
