"""Labels of a text found in one go are those that a look at each stretch alone finds; hits that do not overlap, too."""

from __future__ import annotations

import random

import pytest

from recognizers import Engine
from recognizers.context import _clause
from recognizers.labelplaces import LONG, Places
from recognizers.overlap import resolve
from recognizers.types import Hit

LABELS = Engine(depth="quick").labels
WORDS = [
    *LABELS._owners,
    "で",
    "し",
    "a",
    "TEL",
    "hotel",
    "homeTel",
    "03-1234",
    "電話で",
    "\n",
    "。",
    " ",
    "：",
    "İ",
    "番号",
]


def places(text: str) -> Places | None:
    return LABELS._all(text)


@pytest.mark.parametrize("seed", range(30))
def test_each_stretch_has_the_labels_that_it_has_alone(seed: int) -> None:
    rng = random.Random(seed)
    some = rng.sample(WORDS, 40) + WORDS[-13:]
    text = "".join(rng.choice(some) for _ in range(LONG))
    found = places(text)
    if len(text.lower()) != len(text):
        assert found is None  # offsets would not be those of the text
        found = places(text := text.replace("İ", "I"))
    assert found is not None
    for _ in range(300):
        low = rng.randrange(len(text))
        high = low + rng.randrange(60)
        assert found.within(low, high) == LABELS._before(text[low:high])
        cut = rng.randrange(20)
        assert found.looking(low)(cut, high - low) == LABELS._before(text[low + cut : high])


@pytest.mark.parametrize("seed", range(30))
def test_the_clause_before_a_value_tells_as_much_as_all_before_it(seed: int) -> None:
    rng, met = random.Random(seed), 0
    signs = ["。", "\n\n", "☑", "□", "番号", "その番号。", "はい", "、", "「", " ", "03-1234"]
    for _ in range(3_000):
        left = "".join(rng.choice(signs if rng.random() < 0.4 else WORDS) for _ in range(rng.randrange(1, 7)))[-40:]
        if clause := _clause(left):
            met += 1
            for digits in (0, 7, 10, 12):
                assert LABELS._find_left(left, digits) == LABELS._find_left(clause, digits), left
    assert met > 100


def test_a_short_text_is_not_gone_through_for_labels() -> None:
    assert places("電話番号 03-1234-5678") is None


@pytest.mark.parametrize("seed", range(200))
def test_of_hits_that_touch_the_surest_stays(seed: int) -> None:
    rng = random.Random(seed)
    hits = [
        Hit(rng.choice(("SPC_RACE", "SENSITIVE_UNION", "AGE")), start, start + rng.randrange(1, 9), rng.choice((0.1, 0.5)), "x")
        for start in (rng.randrange(40) for _ in range(rng.randrange(14)))
    ]  # fmt: skip
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda h: (-h.score, h.start - h.end, h.start, h.entity)):
        layer = [one for one in kept if one.entity == hit.entity]
        if not any(one.start < hit.end and hit.start < one.end for one in layer):
            kept.append(hit)
    assert resolve(hits) == sorted(kept, key=lambda h: (h.start, h.end, -h.score, h.entity))
