"""The cells of a column are read at one go, and each as if it were alone."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from benchmarks import same_hits
from recognizers import Engine
from recognizers.types import Hints


def _alone(engine: Engine, texts: Sequence[str], hints: Hints) -> list[list[object]]:
    return [list(engine.find(text, hints)) for text in texts]


@pytest.mark.parametrize("depth, every", [("quick", 3), ("standard", 12)])
def test_texts_read_together_give_what_each_gives_alone(depth: str, every: int) -> None:
    engine, rng = Engine(depth=depth), random.Random(2)
    some = [text for place, (_, text, _) in enumerate(same_hits.texts([])) if place % every == 0 and len(text) < 3_000]
    rng.shuffle(some)
    for first in range(0, len(some), 150):
        cells = some[first : first + 150]
        hints = Hints(header=rng.choice(("", "電話番号", "個人番号", "病名", "備考")), name="記録.csv")
        assert engine.find_each(cells, hints) == _alone(engine, cells, hints)


@pytest.mark.parametrize("matcher", ["hyperscan", "re"])
@pytest.mark.parametrize(
    "cells",
    [
        ["個人番号", "123456789018", "1234-5678-", "9018"],  # a label, and a number broken over two cells
        ["", "090-1234-5678", "", "", "様", "田中太郎"],
        ["12345678\n9018 個人 番号 1 2 3 4 5 6 7 8 9 0 1 8", "マイナンバ一123456789018", "ｶﾞ090-1234-5678ﾞ"],
        ["電話番号", "電話番号", "03-1234-5678"],  # the header met again as a value
        [
            "担当は佐藤。" * 9_000,
            "090-1234-5678",
            "\ud800電話090-1234-5678",
        ],  # longer than is read together; half of a pair
        [],
    ],
)
def test_neighbours_are_no_context(matcher: str, cells: list[str]) -> None:
    engine = Engine(depth="quick", matcher=matcher)
    for header in ("", "電話番号", "備考"):
        hints = Hints(header=header)
        assert engine.find_each(cells, hints) == _alone(engine, cells, hints)
