"""Folding keeps the way back; the raw expressions find whatever the folded ones would."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recognizers.matcher import Matcher
from recognizers.overlap import resolve
from recognizers.pattern import Pattern, digits
from recognizers.rawregex import PatternError, raw_regexes
from recognizers.text import FOLD, fold, fold_all, variants
from recognizers.types import Hit

ODD = "０１９ＡｚａＺｂＢが－‐‑–—―−ー　 ｶｷﾞﾊﾟヴがか\u3099は\u309a髙﨑㍼㋿𠮷東京abc123\n。"


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("〒１００－０００１", "〒100-0001"),  # full width, as pasted from Excel
        ("ｻｰﾊﾞｰ", "サーバー"),  # ー is a letter here and stays
        ("ｶﾞｷﾞｸﾞ", "ガギグ"),  # two characters for one
        ("か\u3099っこう", "がっこう"),  # NFD, as macOS writes names
        ("髙﨑", "高崎"),
        ("㍼60.1.2", "昭60.1.2"),
        ("1−2–3—4", "1-2-3-4"),
        ("ﾞ", "ﾞ"),  # a mark with nothing to stand on
    ],
)
def test_fold(written: str, folded: str) -> None:
    assert fold(written).text == folded


@given(st.text(alphabet=ODD, max_size=40))
def test_every_folded_character_comes_from_where_origin_says(text: str) -> None:
    folded = fold(text)
    places = [folded.origin(i) for i in range(len(folded.text) + 1)]
    assert places == sorted(places) and places[-1] == len(text)
    for place, following, char in zip(places, places[1:], folded.text, strict=False):
        assert fold(text[place:following]).text == char


@given(st.lists(st.text(alphabet=ODD, max_size=12), max_size=8))
def test_folding_many_is_folding_each(values: list[str]) -> None:
    assert fold_all(values) == [fold(value).text for value in values]


def test_variants_fold_back() -> None:
    for code, char in FOLD.items():
        assert fold(chr(code)).text == char
    for char in "0Aがガ高-":
        assert all(fold(spelling).text == char for spelling in variants(char))


@pytest.mark.parametrize(
    ("regex", "complaint"),
    [
        ("(", "not a regular expression"),
        ("a*", "empty text"),
        (r"a.*b", "more than 240"),
        (r"\d+-\d+", "more than 240"),
    ],
)
def test_what_no_engine_can_hold_is_refused_with_a_reason(regex: str, complaint: str) -> None:
    with pytest.raises(PatternError, match=complaint):
        raw_regexes(regex)


PATTERNS = [
    Pattern(id="groups", entity="A", regex=digits("4 4 4")),
    Pattern(id="word", entity="B", regex=r"(?:ガソリン|電話)[ -]{0,2}\d{2,5}"),
    Pattern(id="tail", entity="C", regex=r"[一-龥]{1,6}[市区]\d{0,3}"),
    Pattern(id="case", entity="D", regex=r"(?i:abc)-?[x-z]{1,3}"),
    Pattern(id="terms", entity="E", terms=("高橋", "がん", "サーバー", "12-34")),
    Pattern(id="own", entity="G", terms=("Ab1", "ガソ", "高ー", "aが"), ignore_case=True, bounded=True),
    Pattern(id="either", entity="F", regex=r"昭\d\d|令和[元1-9]"),
]


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=ODD + "電話ガソリン市区橋ン昭令和元ーxyzABC4", max_size=200))
def test_both_engines_match_alike(text: str) -> None:
    found = {}
    for engine in ("hyperscan", "re"):
        matches = Matcher(PATTERNS, engine).matches(text)
        found[engine] = {(m.pattern.id, w.origin(m.start), w.origin(m.end)) for m, w in matches}
    assert found["hyperscan"] == found["re"]


def test_a_match_far_into_a_long_text_is_at_its_place() -> None:
    filler = "サーバーの記録。" * 5_000
    text = f"{filler}番号１２３４－５６７８－９０１８です{filler}"
    (where,) = {(w.origin(m.start), w.origin(m.end)) for m, w in Matcher(PATTERNS[:1]).matches(text)}
    assert text[where[0] : where[1]] == "１２３４－５６７８－９０１８"


def test_digit_groups_do_not_start_inside_longer_numbers() -> None:
    for text in ("1234567890123", "1234-5678-9018-2222", "A123456789018", "1.123456789018"):
        assert re.search(digits("4 4 4"), text) is None


def test_overlaps_the_surest_wins_and_special_care_lies_over_names() -> None:
    hits = [
        Hit("A", 0, 10, 0.6, "r"),
        Hit("B", 5, 12, 0.9, "r"),
        Hit("C", 12, 20, 0.5, "r"),
        Hit("SPC_CREED", 4, 8, 0.7, "r"),
        Hit("B", 5, 12, 0.9, "other"),
    ]
    assert [(h.entity, h.start) for h in resolve(hits)] == [("SPC_CREED", 4), ("B", 5), ("C", 12)]
