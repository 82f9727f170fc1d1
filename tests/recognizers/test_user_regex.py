"""Regexes of users: what would take long, match nothing or fail in a worker is refused when the file is read."""

from __future__ import annotations

import random
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recognizers import Engine
from recognizers.custom import Custom
from recognizers.matcher import Matcher
from recognizers.pattern import Pattern
from recognizers.rawregex import PatternError
from recognizers.steps import MOST, TooMany, steps
from recognizers.types import ColumnView, Hints
from recognizers.userregex import cell, check, check_cell, whole, written
from tests.needs import ROOT

OWN = Custom("own", "OWN", prior=0.9)
SLOW = [
    r"a{1,20}a{1,20}a{1,20}(?=b)",  # 8,000 ways, and the text is all candidates
    r"a{1,50}a{1,50}b",
    r"(a{1,30}){1,30}b",
    r"(a|a){0,30}b",
    r"(a|ab|b){0,40}c",
    r"(?:a?){60}a{60}",
    r"(\d{1,9}-?){1,12}x",
    r"((a{0,9}){0,9}){0,9}b",
    r"(.{0,20}a){20}",
    r".{0,20}a.{0,20}b.{0,20}c",
    r"(?=(?:a|a){20}c)a{1,5}",  # in a look-around
    r"(?<!(?:a|a)(?:a|a)(?:a|a)(?:a|a)(?:a|a)(?:a|a)(?:a|a)(?:a|a)(?:a|a)(?:a|a)(?:a|a)(?:a|a))b",
    r"(a{1,9}a{1,9})\1\1x",  # what is repeated can be reached in as many ways
]
FAIR = [
    r"[A-Z]{2}-?\d{4}-?\d{6}",
    r"(?:AB|CD|EF)\d{2,8}",
    r"\d{1,4}-\d{1,4}-\d{1,4}",
    r"第\d{1,6}号(?:の\d{1,3})?",
    r"備考[^\n]{0,200}",
    r"(?:[A-Z0-9]{1,10}-){0,3}\d{1,6}",
    r"(?:[^,\n]{0,30},){5}[^,\n]{0,30}",  # thirty times thirty, but each text in one way only
    r".{0,30}(?:株式会社|有限会社|合同会社)",
    r"a{1,20}+a{1,20}+a{1,20}+(?=b)",  # possessive: nothing to go back to
    r"\d{1,20}(?!\d)-?\d{0,20}(?!\d)-?\d{0,20}",
    r"(?P<sep>-| |)\d{4}(?P=sep)\d{4}",
    r"(?>ab{1,9})c",
]


@pytest.mark.parametrize("regex", SLOW)
def test_what_could_take_long_is_refused(regex: str) -> None:
    with pytest.raises(PatternError, match=r"steps at each place|240 characters") as caught:
        check(regex)
    assert caught.value.ja != str(caught.value)


@pytest.mark.parametrize("regex", FAIR)
def test_what_looks_alike_and_is_quick_is_not(regex: str) -> None:
    check(regex)


@pytest.mark.parametrize(
    ("regex", "said"),
    [
        (r"(?<=ab|c)\d{4}", "look-behind must have one width"),
        (r"(?i)abc", "ignore_case: true"),
        (r"(?i:abc)", "ignore_case: true"),
        (r"(?x)a b", "ignore_case: true"),
        (r"\bAB\d{4}\b", "bounded: true"),
        (r"AB\d{4}\Z", r"\^ and \$"),
        (r"\d+", "bound"),
        (r"(?=\d*)A\d", "bound"),
        (r"x?", "empty text"),
        (r"(?=abc)", "empty text"),
        (r"AB(?P<v>\d{0,3})", "group v can be empty"),
        (r"A(?=(?P<v>\d))", "look-around"),
        (r"(A)?(?(1)B|C)", "conditions"),
        (r"A{200}B{200}", "240 characters"),
        (r"A(?=.{0,200}B)", "reach 80"),
        (r"[ｱ-ﾝ]{3}", "half-width katakana"),
        (r"[z-a]", "position"),
        (r"[\ud800-\udfff]", "surrogate"),
        ("a" * 1001, "longer than 1000"),
        (r"(?P<v>a)(?P<v>b)", "position"),
    ],
)
def test_what_could_not_do_what_it_seems_to_say(regex: str, said: str) -> None:
    with pytest.raises(PatternError, match=said) as caught:
        check(written(regex))
    assert caught.value.ja != str(caught.value)


def ways(nodes: Any, text: str, place: int, seen: list[int]) -> Iterator[int]:
    """Ends of all matches of `nodes` at `place`, each way anew, as an engine that goes back finds them."""
    if not nodes:
        yield place
        return
    (op, argument), rest = nodes[0], nodes[1:]
    if op is sre.SUBPATTERN:
        options = [list(argument[3])]
    elif op is sre.BRANCH:
        options = [list(branch) for branch in argument[1]]
    elif op is sre.MAX_REPEAT:
        options = [list(argument[2]) * count for count in range(argument[1], argument[0] - 1, -1)]
    else:
        seen[0] += 1
        if place < len(text) and re.match(r"[ab]" if op is sre.IN else chr(argument), text[place]):
            yield from ways(rest, text, place + 1, seen)
        return
    for option in options:
        yield from ways([*option, *rest], text, place, seen)


REGEXES = st.recursive(
    st.sampled_from(["a", "b", "[ab]"]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda two: f"(?:{two[0]}|{two[1]})"),
        st.tuples(inner, st.sampled_from(["{0,2}", "{1,3}", "?"])).map(lambda two: f"(?:{two[0]}){two[1]}"),
    ),
    max_leaves=6,
)


@settings(max_examples=300, deadline=None)
@given(REGEXES, st.text("ab", max_size=12))
def test_no_text_takes_more_steps_than_are_counted(regex: str, text: str) -> None:
    tree, seen = parser.parse(regex), [0]
    try:
        counted = steps(tree)
    except TooMany:
        return
    for _ in ways(list(tree), text, 0, seen):
        pass
    # Reading the last character is a step here; `ways` writes a repetition out anew for each count.
    assert seen[0] <= counted * 4, (seen[0], counted)


def test_the_slowest_that_is_let_through_ends_soon() -> None:
    """On texts made for them, in a process of its own, with far more time than it needs."""
    regexes = [r"a{1,20}a{1,16}(?=b)", r".{0,16}a.{0,16}(?=b)", r"(?:abc|abd){1,20}(?=x)", r"[^\n]{1,200}(?=@)"]
    for regex in regexes:
        check(regex, bounded=False)
    program = f"""
from dataclasses import replace
from recognizers import Engine
from recognizers.custom import Custom
for regex in {regexes!r}:
    own = Custom("own", "OWN", regex=regex, bounded=False)
    engine = Engine(("imei",), "quick", custom=(own,))
    for text in ("a" * 100_000, "ab" * 50_000, "abc" * 33_333):
        engine.find(text)
"""
    subprocess.run([sys.executable, "-c", program], check=True, timeout=300, cwd=ROOT)


@pytest.mark.parametrize("matcher", ["auto", "re"])
@pytest.mark.parametrize(
    ("regex", "text", "found"),
    [
        ("契約番号：\\d{4}", "契約番号：１２３４", "契約番号：１２３４"),  # written full-width, as the forms are
        ("髙島（\\d{2}）", "髙島（１２）と", "髙島（１２）"),
        ("[０-９]{5}", "番号は12345です", "12345"),
        ("\\d{3}[\\d-]", "１２３-、12٣4", "１２３-"),
        ("第[]\\d]", "第٣第]", "第]"),
        ("\\\\d", "、\\d", "\\d"),  # a backslash, then d
        ("[－]\\d{5}", "A－12345", None),  # in a class it stays a dash and makes no range
        ("^ZQ\\d{2}", "一行目\nZQ12", "ZQ12"),  # ends of lines
        ("^ZQ\\d{2}", "一行目ZQ12", None),
        ("ZQ\\d{2}$", "ZQ12\n次", "ZQ12"),
        ("会員(?P<v>\\d{6})", "会員123456", "123456"),
    ],
)
def test_what_is_written_is_what_is_found(matcher: str, regex: str, text: str, found: str | None) -> None:
    regex = written(regex)
    check(regex)
    own = replace(OWN, regex=regex)
    for before in ("", "前置きの文。\n" * 200):
        hits = Engine(("imei",), "quick", matcher, custom=(own,)).find(before + text)
        assert [(before + text)[hit.start : hit.end] for hit in hits] == ([found] if found else [])


ATOMS = (
    r"A b １ ガ サ 漢 高 髙 \d [\d-] [0-9A-Z] [ァ-ヶ] [一-龥] - [-/] \s . [^\n] [^0-9] \w \W \D ： (?:AB|ガ) (?:漢字|漢) \n [あ-ん]"
    r" (?<![0-9]) (?!漢) (?<=A) ^ $ (?=ガ|A)"
).split()
SIGNS = "Aｂb1１２ガｶﾞカ\u3099ｶ\u3099がかﾞサ漢字高髙-－ー 　\n：:号あｱ/。٣é"


def made(rng: random.Random, depth: int = 0) -> str:
    out = ""
    for _ in range(rng.randint(1, 4)):
        atom = f"(?:{made(rng, depth + 1)}|{made(rng, depth + 1)})" if not depth and rng.random() < 0.2 else ""
        atom = atom or rng.choice(ATOMS)
        repeated = rng.random() < 0.4 and not atom.startswith(("(?<", "(?!", "(?=", "^", "$"))
        out += atom + (rng.choice(("?", "{0,3}", "{1,4}", "{2}", "{1,3}?", "{1,3}+")) if repeated else "")
    return out


def test_both_engines_find_the_same() -> None:
    rng, tried = random.Random(5), 0
    while tried < 250:
        regex, bounded, ignore_case = written(made(rng)), rng.random() < 0.5, rng.random() < 0.3
        try:
            check(regex, ignore_case, bounded)
            pattern = Pattern("own", "OWN", whole(regex, bounded), ignore_case=ignore_case)
            matchers = [Matcher((), engine, [pattern]) for engine in ("auto", "re")]
        except PatternError:
            continue
        tried += 1
        for around in ("", "", "", "。あ" * 150):
            text = around + "".join(rng.choices(SIGNS, k=60)) + around
            found = [{(w.origin(m.start), w.origin(m.end)) for m, w in one.matches(text)} for one in matchers]
            assert found[0] == found[1], (regex, text)


@pytest.mark.parametrize(
    ("regex", "values"),
    [
        ("AB-\\d{4}", ["AB-{:04}", "ab－{:04}", "AB {:04}"]),
        ("[a-z]{2}/\\d{4}", ["ab/{:04}", "XY/{:04}"]),
        ("(?<!第)AB\\d{4}(?!号)", ["AB{:04}"]),
        ("会員[\\w]{2}\\d{4}", ["会員甲乙{:04}"]),
        ("(?:A|B-)(?P<v>\\d{4})", ["A{:04}", "B-{:04}"]),
    ],
)
def test_a_column_of_them_is_known_by_shape(regex: str, values: list[str]) -> None:
    check(regex)
    check_cell(regex)
    own = replace(OWN, regex=regex, context=("own_no",))
    cells = pa.array([value.format(number) for number in range(1003, 1060, 7) for value in values])
    column = ColumnView("own_no", cells, pa.array([1] * len(cells)), len(cells), Hints())
    (hits,) = Engine(("imei",), "quick", custom=(own,)).find_table([column])
    assert [(hit.entity, hit.hits) for hit in hits] == [("OWN", len(cells))]
    assert re.fullmatch(cell(regex), "?") is None  # `re` takes it too


@pytest.mark.parametrize("regex", [r"(?!00)\d{4}", r"(\d)-\1{3}", r"a{1,9}+b"])
def test_what_columns_cannot_hold_must_be_said_for_columns(regex: str) -> None:
    check(regex)
    with pytest.raises(PatternError, match="column"):
        check_cell(regex)


def test_the_limit_is_what_the_message_says() -> None:
    assert steps(parser.parse("a{1,20}a{1,16}(?=b)")) <= MOST
