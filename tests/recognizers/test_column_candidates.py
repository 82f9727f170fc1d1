"""What may fit a column is found at one go, and what values made at random give is what one draw after the other gives."""

from __future__ import annotations

import random

import pyarrow as pa
import pyarrow.compute as pc
import pytest

from recognizers import Engine
from recognizers.columns.candidates import Candidates
from recognizers.columns.randomly import like, make_of, share_of_a_make
from recognizers.columns.shapes import _check_odds, _most_odds
from recognizers.columns.spelled import Spelled
from recognizers.pattern import Pattern, canonical

_CHARS = "0123456789ABXTHJ-@:第1号級歳満男MF$P東京都\n"


@pytest.fixture(scope="module")
def patterns() -> list[Pattern]:
    return [pattern for pattern in Engine(depth="quick").patterns if pattern.column]


def _values(rng: random.Random, patterns: list[Pattern]) -> list[str]:
    examples = [text for pattern in patterns for text in (*pattern.examples, *pattern.non_examples)]
    made = "".join(rng.choices(_CHARS, k=rng.randint(1, 16)))
    return [rng.choice([rng.choice(examples), made]) for _ in range(rng.randint(0, 3))]


def _fit(pattern: Pattern, values: pa.StringArray) -> bool:
    return bool(pc.match_substring_regex(values, f"^(?:{pattern.column})$").true_count)


def test_no_pattern_that_fits_a_value_is_left_out(patterns: list[Pattern]) -> None:
    own = [
        Pattern("own", "OWN", "x", column="(?i)[xyz]{3}"),
        Pattern("lost", "LOST", "x", column="a*"),
    ]  # a* is empty too
    look, rng, spared = Candidates([*patterns, *own], own), random.Random(3), 0
    for _ in range(400):
        canonicals = Spelled(pa.array(_values(rng, patterns), pa.string())).canonical
        for pattern, able in look(canonicals):
            assert able or not _fit(pattern, canonicals), pattern.id
            spared += not able
    assert spared > 6_000
    assert [pattern.id for pattern, able in look(pa.array(["XYZ"])) if able and pattern in own] == ["own", "lost"]
    assert [pattern.id for pattern, able in look(pa.array(["ABC"])) if able and pattern in own] == ["lost"]


def test_all_patterns_of_ours_without_a_label_are_looked_for(patterns: list[Pattern]) -> None:
    able = {pattern.id for pattern, able in Candidates(patterns, ())(pa.array(["☃"])) if able}
    assert able == {pattern.id for pattern in patterns if pattern.needs_label and pattern.entity != "DATE_OF_BIRTH"}


def _one(rng: random.Random, char: str) -> str:
    if char.isdigit():
        return str(rng.randrange(10))
    return rng.choice("ABCDEFGHIJKLMNOPQRSTUVWXYZ") if char.isascii() and char.isalpha() else char


def test_random_values_are_those_of_one_draw_after_the_other() -> None:
    for seed in range(300):
        rng = random.Random(seed)
        chars = rng.choice(("0123456789", "0123456789AZ-漢"))
        values = ["".join(rng.choices(chars, k=rng.randint(0, 30))) for _ in range(rng.randint(1, 12))]
        drawn = random.Random(seed)
        assert like(values, 5, random.Random(seed)) == [
            "".join(_one(drawn, char) for char in value) for value in values for _ in range(5)
        ]


def test_what_a_make_gives_is_what_sixty_random_values_give(patterns: list[Pattern]) -> None:
    rng, seen = random.Random(4), 0
    own = [
        Pattern("own", "OWN", "x", column=column) for column in ("(?i)[a-f0-9]{4}", "[[:alpha:]]{2,4}", "[A-F]{1,4}")
    ]
    for _ in range(300):
        for value in map(canonical, _values(rng, patterns)):
            for pattern in rng.sample([*patterns, *own], 20):
                if _fit(pattern, pa.array([value], pa.string())):
                    make, drawn = make_of(value), random.Random(0)
                    made = pa.array(["".join(_one(drawn, char) for char in make) for _ in range(60)], pa.string())
                    fitting = pc.match_substring_regex(made, f"^(?:{pattern.column})$").true_count
                    assert share_of_a_make(pattern.column or "", make) == fitting / 60, pattern.id
                    seen += 1
    assert seen > 100


def test_what_is_hopeless_is_what_no_chance_saves() -> None:
    for least in (0.05, 0.1):
        for total in range(1, 40):
            for right in range(total + 1):
                most = _most_odds(right, total, least)
                for null in (least, *(step / 100 for step in range(int(100 * least) + 1, 99))):
                    for mixed in (True, False):
                        assert _check_odds(right, total, null, mixed) <= most + 1e-9
