"""Every recognizer proves itself on its own examples, and both engines agree."""

from __future__ import annotations

import random

import pytest

from recognizers import RECOGNIZERS, Engine, load
from recognizers.pattern import Pattern

PATTERNS = [p for p in load()[0]]
SURE = 0.5


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(depth="quick")


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda p: p.id)
def test_examples_are_found_and_non_examples_are_not(engine: Engine, pattern: Pattern) -> None:
    assert pattern.examples and pattern.non_examples, "a recognizer proves itself"
    for text in pattern.examples:
        assert any(h.recognizer == pattern.id and h.score >= SURE for h in engine.find(text)), text
    for text in pattern.non_examples:
        assert not any(h.entity == pattern.entity and h.score >= SURE for h in engine.find(text)), text


def test_both_engines_find_the_same() -> None:
    fast, plain = Engine(depth="quick", matcher="hyperscan"), Engine(depth="quick", matcher="re")
    pieces = [text for p in PATTERNS for text in (*p.examples, *p.non_examples)]
    rng = random.Random(7)
    filler = "です。サーバー１２３-４５６ー7890ｶﾞｷﾞ㍼60 東京都 株式会社（ ）\n\t:,AB髙田０"
    texts = list(pieces)
    for _ in range(60):
        parts = [
            rng.choice(pieces) if rng.random() < 0.5 else "".join(rng.choices(filler, k=rng.randint(1, 300)))
            for _ in range(8)
        ]
        texts.append("".join(parts))
    for text in texts:
        assert fast.find(text) == plain.find(text), text


def test_table_names_resolve() -> None:
    patterns, others = load()
    assert len({p.id for p in patterns}) == len(patterns)
    assert RECOGNIZERS and all(r.id for r in others)
