"""Where matches may begin, and what of a pattern may reach beyond them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recognizers import Engine
from recognizers.beginnings import Ending, ascii_chars, beginnings, edge, searching
from recognizers.pattern import LEFT, RIGHT, Match, digits, judge
from recognizers.types import Hints

REGEXES = [
    digits("4 4 4"),
    rf"{LEFT}\d{{0,2}}[A-Z]?-?\d{{3}}{RIGHT}",
    r"(?:(?<![東西])京|[^0-9]{2}|東(?=京))都?",
    r"(?:ab|(?i:cd)|e{0,2}f)+?x?",
    r"(?P<s>[-.]?)1(?P=s)2",
]


@pytest.mark.parametrize("regex", REGEXES)
@settings(max_examples=100, deadline=None)
@given(text=st.text(alphabet="0123１２ABCDabcdefx-. 京東西都", max_size=60))
def test_no_match_begins_elsewhere(regex: str, text: str) -> None:
    places = {found.start() for found in beginnings(regex).finditer(text)}
    compiled = re.compile(regex)
    assert {place for place in range(len(text)) if compiled.match(text, place)} <= places


@pytest.mark.parametrize("regex", REGEXES)
@settings(max_examples=100, deadline=None)
@given(text=st.text(alphabet="0123ABCDabcdefx-. 京東西都", max_size=60))
def test_searching_finds_the_same(regex: str, text: str) -> None:
    wanted = [found.span() for found in re.finditer(regex, text)]
    assert [found.span() for found in searching(regex).finditer(text)] == wanted


@pytest.mark.parametrize(
    "regex",
    [
        r"(?:東|[^0-9]京)[\s:]{0,2}$",
        r"(?i:ab|c)x?\)?$",
        r"[0-3]{1,4}(?!x)$",
        r"(?P<s>[-.]?)1(?P=s)$",
        r"(?:西|)$",
        r"^都$",
    ],
)
@settings(max_examples=100, deadline=None)
@given(text=st.text(alphabet="0123ABCabcx-. :)\n京東西都", max_size=30))
def test_the_end_of_a_text_is_matched_as_a_search_does(regex: str, text: str) -> None:
    wanted, found = re.search(regex, text), Ending(regex).search(text)
    assert (found and found.group()) == (wanted and wanted.group())


@pytest.mark.parametrize("regex", [digits("4 4"), digits("3"), r"(?<![A-Z])(?<![0-9][-x])(?<!ab)(?:[0-9]|都)x?"])
@settings(max_examples=200, deadline=None)
@given(text=st.text(alphabet="0123ABCabx-. 京都", min_size=1, max_size=40))
def test_no_place_is_ruled_out_at_which_a_match_begins(regex: str, text: str) -> None:
    known = edge(regex)
    assert known is not None
    counted = known.places(ascii_chars(text)).tolist()
    compiled = re.compile(regex)
    for place in range(len(text)):
        if compiled.match(text, place):
            assert counted[place + 1] - counted[place] == 1


def test_two_characters_before_a_number_rule_it_out() -> None:
    known = edge(digits("4 4"))
    assert known is not None
    assert known.places(ascii_chars("090-5342-1994"))[-1] == 1  # 0 alone, for 5342 and 1994 go on


def test_places_are_counted_over_all_spellings() -> None:
    known = edge(digits("3"))
    assert known is not None
    counts = known.places(ascii_chars("A1 １２ 3"))
    assert counts.tolist() == [0, 0, 0, 0, 1, 1, 1, 2]  # 1 stands behind a letter, ２ behind a digit


def test_refine_reaches_no_further_than_its_pattern_says() -> None:
    """A rewritten text is judged only where a match may reach what was changed."""
    engine = Engine(depth="quick")
    texts = [text for pattern in engine.patterns for text in (*pattern.examples, *pattern.non_examples)]
    texts.append("\n".join(texts))
    seen = 0
    for text in texts:
        for match, _ in engine._matcher.matches(text, Hints()):
            if match.pattern.entity.startswith(("SPC_", "SENSITIVE_")):
                continue  # words, which are not judged again
            before, behind = match.pattern.taken_in
            for start, end, *_ in judge(
                Match(match.pattern, match.text, match.start, match.end, Hints()), engine.labels
            ):
                seen += 1
                assert match.start - before <= start and end <= match.end + behind, match.pattern.id
    assert seen > 500
