"""What a regex cannot do without is in every match of it, and only where that stands is the regex looked for."""

from __future__ import annotations

from re import _parser as parser  # type: ignore[attr-defined]

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recognizers.flat import flat
from recognizers.matcher import Matcher
from recognizers.needed import needed_digits, needed_words
from recognizers.pattern import Pattern, digits
from recognizers.steps import groups_of
from recognizers.text import FOLD, fold, joined


@pytest.mark.parametrize(
    ("regex", "words"),
    [
        ("[一-龥]{1,9}(?:前科|逮捕歴)", {"前科", "逮捕歴"}),
        ("[一-龥]{1,9}(?:前科|前科者)", {"前科"}),  # what holds another word needs no place of its own
        ("糖尿病(?:の|で)?", {"糖尿病"}),
        ("[ab]?x", set()),  # one letter is everywhere
        ("[一-龥]を(?:している|する)", set()),  # and so is this
        ("(?:前科|)[一-龥]", set()),  # nothing is in every match
        ("(?:[一-龥]{1,9}(?<=本)無い)", {"本無い"}),  # what must stand in front counts
        ("(?i:前科)", set()),  # in other letters it might be written otherwise
    ],
)
def test_needed_words(regex: str, words: set[str]) -> None:
    assert needed_words(parser.parse(regex)) == words


@pytest.mark.parametrize(
    ("regex", "count"),
    [
        (digits("4 4 4"), 12),
        (r"\d{2,3}[-.]?[0-9０-９]", 3),
        (r"(\d\d)-\1", 4),
        (r"[0-9A-F]{8}", 0),
        (r"(?:\d{4}|第\d)", 1),
        (r"(?=\d{9})a\d?", 0),  # what is only looked at may lie outside
    ],
)
def test_needed_digits(regex: str, count: int) -> None:
    tree = parser.parse(regex)
    assert needed_digits(tree, dict(groups_of(tree))) == count


PATTERNS = [
    Pattern(id="number", entity="A", regex=digits("4 4 4")),
    Pattern(id="few", entity="B", regex=r"[A-Z]{0,2}\d{1,2}歳"),
    Pattern(id="word", entity="C", regex=r"[一-龥]{1,3}(?:前科|ガソリン|逮捕歴)[がは]?"),
    Pattern(id="case", entity="D", regex=r"(?:passport|前科)[ -]{0,2}[A-Z]", ignore_case=True),
    Pattern(id="any", entity="E", regex=r"[〇一二三]{3}"),
    Pattern(id="behind", entity="F", regex=r"(?<=本)(?:無い|なくし)"),
]
PIECES = [
    "前科",
    "ｶﾞｿﾘﾝ",
    "ガソリン",
    "カ\u3099ソリン",
    "逮捕歴",
    "Passport A",
    "本無い",
    "本",
    "無い",
    "1234-5678-9018",
    "１２歳",
    "AB7歳",
    "一二三",
]
_MATCHERS = {engine: Matcher(PATTERNS, engine) for engine in ("hyperscan", "re")}


@settings(deadline=None)
@given(
    st.lists(
        st.one_of(
            st.sampled_from(PIECES), st.sampled_from(["の記録。", "x" * 90, "東", "。" * 700]), st.text(max_size=6)
        ),
        max_size=12,
    )
)
def test_both_engines_match_alike_however_far_apart_things_stand(pieces: list[str]) -> None:
    text = "".join(pieces)
    found = {
        engine: {(m.pattern.id, w.origin(m.start), w.origin(m.end)) for m, w in matcher.matches(text)}
        for engine, matcher in _MATCHERS.items()
    }
    assert found["hyperscan"] == found["re"]


@given(st.text(alphabet=st.one_of(st.sampled_from(sorted(map(chr, FOLD))), st.characters(codec="utf-8"))))
def test_a_flat_text_is_as_long_as_it_was_and_folds_to_the_same(text: str) -> None:
    assert flat(text) == text.translate(FOLD) and len(flat(text)) == len(text)
    assert joined(flat(text)) == fold(text)


def test_a_word_may_begin_before_the_match() -> None:
    text = "。" * 900 + "指が本無い" + "。" * 900
    [(match, window)] = list(_MATCHERS["hyperscan"].matches(text))
    assert text[window.origin(match.start) : window.origin(match.end)] == "無い" and match.pattern.id == "behind"
