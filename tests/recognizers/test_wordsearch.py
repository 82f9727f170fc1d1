"""What is looked for only where the engine says that it may be is found as if it were looked for everywhere."""

from __future__ import annotations

import random
import re

import pytest

from benchmarks.same_hits import texts
from recognizers import forms, genre, nobody
from recognizers.beginnings import Ending
from recognizers.dictionary import search_regex
from recognizers.jp import statement
from recognizers.sieve import Joint
from recognizers.text import fold
from recognizers.wordsearch import WordStarts

_LONG = [fold(text).text for _, text, _ in texts([]) if len(text) > 150][::5]


def test_words_are_found_as_by_a_regex(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forms, "_LITTLE", 0)
    words = forms._Words(forms._words().about)
    before = "".join(map(re.escape, sorted(forms._BEFORE)))
    free = search_regex(words._free)
    usual, anywhere = re.compile(f"(?:(?<![^{before}]){search_regex(words.about)}|{free})"), search_regex(words.about)
    found = 0
    for text in _LONG:
        text = text.lower()
        spans = list(words.found(text))
        assert spans == [match.span() for match in usual.finditer(text)]
        assert list(words.found(text, anywhere=True)) == [match.span() for match in re.finditer(anywhere, text)]
        found += len(spans)
    assert found > 1_000


@pytest.mark.parametrize("between", ["", "x", "𠮷", "漢", "\ud83d"])
def test_words_that_overlap_or_stand_beside_long_characters(between: str) -> None:
    words = ["口座", "座標", "口座番号", "tel"]
    starts = WordStarts(words, "test")
    text = between.join(["口座番号", "口座標", "tel", "座標"] * 20)
    assert len(text) > 100
    assert list(starts(text)) == [place for place in range(len(text)) if text.startswith(tuple(words), place)]


def test_no_genre_is_ruled_out_that_its_marks_would_tell() -> None:
    """The engine's count of marks is never less than what the regex finds."""
    told = set()
    for text in _LONG:
        for name, (marks, *_) in genre._MARKS.items():
            if count := len(marks.findall(text)):
                assert name in genre._CENSUS.reaches("\n" + text, {name: count}), (name, text)
                told.add(name)
    assert told == genre._MARKS.keys()


def test_somebody_is_seen_wherever_the_whole_text_shows_it() -> None:
    rng = random.Random(4)
    for _ in range(60):
        parts = rng.choices(
            ["患者は痛みを訴え、", "当該社員", "42歳男性", "一般に、", "とは", "\n", "。", "案内" * 300, "私は"], k=60
        )
        text = "".join(parts)
        places = [match.start() for match in nobody._SOMEBODY.finditer(text)]
        told = nobody._Somebody(text)
        for _ in range(20):
            low = rng.randrange(len(text))
            high = low + rng.choice([0, 10, 3_000])
            assert told.between(low, high) == any(low <= place <= high for place in places)


@pytest.mark.parametrize(
    ("regex", "text", "found"),
    [
        ("代表[:： ]{0,3}$", "代表が言う。代表： ", "代表： "),
        ("(?:^|[ ,])M ?$", "M", "M"),
        ("a{1,3}$", "baaaaa\n", "aaa"),  # the first place at which it fits, a line's end behind it
        ("a{1,3}$", "aab", None),
    ],
)
def test_an_ending_is_found_as_in_the_whole_text(regex: str, text: str, found: str | None) -> None:
    match = Ending(regex).search(text)
    whole = re.search(regex, text)
    assert (match and match.span()) == (whole and whole.span())
    assert (match and match[0]) == found


def test_sieves_that_share_a_scan_answer_each_for_itself() -> None:
    joint = Joint()
    first = joint.sieve({"digit": re.compile("[0-9]{2}"), "end": re.compile("木$")})
    assert first("12") == {"digit"} and first("木") == {"end"} and first("") == frozenset()
    second = joint.sieve(
        {"digit": re.compile("七"), "any": re.compile("x?")}
    )  # known before the first was asked, or after
    for text in ("七12", "七", "12", "木七", "七12"):
        assert ("digit" in first(text)) >= ("12" in text)
        assert ("digit" in second(text)) >= ("七" in text)
        assert "any" in second(text)


def test_a_surname_is_looked_for_where_one_could_be() -> None:
    for text in (
        "園田は休む",
        "、運転者の梅田が",
        "昨日 梅田と申し",
        "梅田",
        "社員梅田は",
        "人梅田を待つ",
        "梅田橋は",
        "本人は",
        "",
    ):
        slow = any(statement._alone(found[1]) for found in statement._BARE.finditer(text))
        assert statement._surname(text) is slow, text
