"""Labels that cannot speak for a value are told from those that may by one search, and never wrongly."""

import random

import pytest

from recognizers import Engine
from recognizers.pattern import Match
from recognizers.types import Hints

LABELS = Engine(depth="quick").labels
PATTERN = next(p for p in Engine(depth="quick").patterns if p.id == "jp_address")
PARTS = [
    *PATTERN.context,
    "電話",
    "注文番号",
    "会議で",
    "は",
    "：",
    " ",
    "。",
    "\n",
    "（",
    "）",
    "□",
    "☑",
    "町内の催し",
]


@pytest.mark.parametrize("seed", range(5))
def test_where_none_may_tell_nothing_is_added(seed: int) -> None:
    rng = random.Random(seed)
    told = set()
    for _ in range(400):
        left, right = ("".join(rng.choices(PARTS, k=rng.randint(0, 8))) for _ in range(2))
        match = Match(PATTERN, left + "横浜市" + right, len(left), len(left) + 3, Hints())
        may = LABELS.may_tell(match)
        told.add(may)
        assert may or LABELS.weigh(match)[0] <= 0
    assert told == {True, False}


def test_a_header_may_tell() -> None:
    assert LABELS.may_tell(Match(PATTERN, "横浜市", 0, 3, Hints(header="所在地")))
    assert not LABELS.may_tell(Match(PATTERN, "横浜市", 0, 3, Hints()))
