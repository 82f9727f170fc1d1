"""What holds for every pattern: evidence never lowers a score, and no check digit alone makes one high."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from recognizers import Engine, load
from recognizers.checksums import corporate_ok, my_number_ok
from recognizers.pattern import Pattern
from recognizers.types import Hints

PATTERNS = [p for p in load()[0] if p.context and not p.entity.startswith(("SPC_", "SENSITIVE_"))]


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(depth="quick")


def best(engine: Engine, entity: str, text: str, header: str = "") -> float:
    return max((h.score for h in engine.find(text, Hints(header=header)) if h.entity == entity), default=0.0)


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda p: p.id)
def test_a_header_that_names_the_type_never_lowers_a_score(engine: Engine, pattern: Pattern) -> None:
    header = pattern.context[0]
    for text in pattern.examples:
        assert best(engine, pattern.entity, text, header) >= best(engine, pattern.entity, text), text


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda p: p.id)
def test_a_label_in_front_never_lowers_a_score(engine: Engine, pattern: Pattern) -> None:
    for text in pattern.examples:
        values = [h for h in engine.find(text) if h.recognizer == pattern.id]
        for hit in values:
            value = text[hit.start : hit.end]
            assert best(engine, pattern.entity, f"{pattern.context[0]}：{value}") >= best(engine, pattern.entity, value)


@pytest.mark.parametrize("pattern", [p for p in PATTERNS if p.check and not p.refine], ids=lambda p: p.id)
def test_a_passed_check_digit_never_lowers_a_score(pattern: Pattern) -> None:
    assert pattern.check_weight >= 0
    assert pattern.check_failed <= 0


def courier(rng: random.Random) -> str:
    """Eleven digits and the body modulo 7: Yamato, Sagawa and Japan Post."""
    body = rng.randrange(10**10, 10**11)
    return f"{body}{body % 7}"


def jan(rng: random.Random) -> str:
    body = f"{rng.choice((45, 49))}{rng.randrange(10**10):010}"
    total = sum(int(c) * (3 if i % 2 else 1) for i, c in enumerate(body))
    return f"{body}{-total % 10}"


@pytest.mark.parametrize(
    ("kind", "make"),
    [
        ("twelve random digits", lambda rng: f"{rng.randrange(10**12):012}"),
        ("thirteen random digits", lambda rng: f"{rng.randrange(10**13):013}"),
        ("a courier's number", courier),
        ("a JAN code", jan),
        ("milliseconds since 1970", lambda rng: str(rng.randrange(1_500_000_000_000, 1_800_000_000_000))),
    ],
)
def test_no_bare_number_is_reported_on_its_check_digit(
    engine: Engine, kind: str, make: Callable[[random.Random], str]
) -> None:
    rng = random.Random(1)
    numbers = [make(rng) for _ in range(600)]
    assert any(my_number_ok(n) or corporate_ok(n) for n in numbers), "a test of numbers that pass"
    for text in ("\n".join(numbers), "、".join(numbers), *(f"{n} を処理しました。" for n in numbers[:100])):
        sure = [(h.entity, text[h.start : h.end]) for h in engine.find(text) if h.score >= 0.5]
        assert [s for s in sure if s[0] != "JP_CORPORATE_NUMBER"] == []
