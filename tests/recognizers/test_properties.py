"""What holds for every pattern: evidence never lowers a score, no check digit alone makes one high, no mask shows a value."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recognizers import Engine, load
from recognizers.checksums import corporate_ok, luhn_ok, my_number_ok
from recognizers.pattern import Pattern, canonical
from recognizers.types import Hints
from scanner.redact import mask
from tests.recognizers.test_columns import table

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


LABELLED = st.sampled_from(
    [
        ("JP_MY_NUMBER", "個人番号", 12),
        ("JP_DRIVERS_LICENSE", "免許証番号", 12),
        ("JP_CORPORATE_NUMBER", "法人番号", 13),
        ("JP_HEALTH_INSURER_NUMBER", "保険者番号", 8),
        ("JP_LATE_ELDERLY_INSURANCE", "後期高齢者医療被保険者番号", 8),
        ("JP_PUBLIC_MEDICAL_PAYER", "公費負担者番号", 8),
        ("JP_PENSION_NUMBER", "基礎年金番号", 10),
        ("JP_KAIGO_INSURANCE", "介護保険被保険者番号", 10),
        ("JP_EMPLOYMENT_INSURANCE", "雇用保険被保険者番号", 11),
        ("JP_JUMINHYO_CODE", "住民票コード", 11),
        ("JP_BANK_ACCOUNT", "口座番号", 7),
        ("JP_POSTAL_CODE", "郵便番号", 7),
        ("CREDIT_CARD", "カード番号", 16),
        ("IMEI", "IMEI", 15),
    ]
)
AROUND = st.sampled_from(["", "です", "を確認しました。", "\n備考", "、以上", " と記載"])
SPOKEN_OF = st.sampled_from(["", "至急 ", "田中様の", "昨日の件、", "1. ", "※"])


@settings(max_examples=120, deadline=None, derandomize=True)
@given(LABELLED, st.data(), SPOKEN_OF, AROUND)
def test_labels_and_headers_add_up(
    engine: Engine, kind: tuple[str, str, int], data: st.DataObject, lead: str, tail: str
) -> None:
    entity, label, length = kind
    value = data.draw(st.text("0123456789", min_size=length, max_size=length))
    bare = best(engine, entity, f"{lead}{value}{tail}")
    labelled = best(engine, entity, f"{lead}{label}：{value}{tail}")
    assert bare <= labelled <= best(engine, entity, f"{lead}{label}：{value}{tail}", header=label)
    assert bare <= best(engine, entity, f"{lead}{value}{tail}", header=label)
    assert bare <= best(engine, entity, f"{lead}{value}（{label}）{tail}")


@settings(max_examples=150, deadline=None, derandomize=True)
@given(LABELLED, st.data(), st.sets(st.sampled_from(["announced", "said", "label", "behind", "header"])), AROUND)
def test_evidence_of_every_kind_adds_up(
    engine: Engine, kind: tuple[str, str, int], data: st.DataObject, evidence: set[str], tail: str
) -> None:
    """What is told in one more place never lowers the score."""
    entity, label, length = kind
    value = data.draw(st.text("0123456789", min_size=length, max_size=length))

    def score(told: set[str]) -> float:
        text = f"{label}を確認しました。" if "said" in told else ""
        text += f"{label}は以下のとおりです。\n" if "announced" in told else ""
        text += f"{label}：" if "label" in told else ""
        text += value + (f"（{label}）" if "behind" in told else "") + tail
        return best(engine, entity, text, header=label if "header" in told else "")

    whole = score(evidence)
    for less in evidence:
        assert score(evidence - {less}) <= whole, less


@settings(max_examples=150, deadline=None, derandomize=True)
@given(
    st.sampled_from(
        [
            ("JP_MY_NUMBER", "個人番号", 12, my_number_ok),
            ("JP_CORPORATE_NUMBER", "法人番号", 13, corporate_ok),
            ("JP_LATE_ELDERLY_INSURANCE", "後期高齢者医療被保険者番号", 8, luhn_ok),
            ("CREDIT_CARD", "カード番号", 16, luhn_ok),
            ("IMEI", "IMEI", 15, luhn_ok),
        ]
    ),
    st.data(),
)
def test_a_right_check_digit_is_worth_more_than_a_wrong_one(
    engine: Engine, kind: tuple[str, str, int, Callable[[str], bool]], data: st.DataObject
) -> None:
    entity, label, length, check = kind
    value = "4" + data.draw(st.text("0123456789", min_size=length - 1, max_size=length - 1))
    # The last digit tells, but for the corporate number, whose check digit is the first.
    ten = [value[:-1] + d if entity != "JP_CORPORATE_NUMBER" else d + value[1:] for d in "123456789"]
    right, wrong = [v for v in ten if check(v)], [v for v in ten if not check(v)]
    for lead in ("", f"{label} "):
        scores = [best(engine, entity, lead + v) for v in right]
        assert all(best(engine, entity, lead + v) <= score for v in wrong for score in scores)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(LABELLED, st.integers(0, 10_000))
def test_neighbours_that_tell_of_people_never_lower_a_columns_score(
    engine: Engine, kind: tuple[str, str, int], seed: int
) -> None:
    entity, label, length = kind
    rng = random.Random(seed)
    values = ["".join(rng.choices("0123456789", k=length)) for _ in range(20)]
    people = {"氏名": ["高瀬 純", "宮下 昇"] * 10, "生年月日": [f"1985-01-{day:02}" for day in range(1, 21)]}
    alone, *_ = engine.find_table(table(**{label: values}))
    beside, *_ = engine.find_table(table(**{label: values}, **people))
    score = max((hit.score for hit in alone if hit.entity == entity), default=0.0)
    assert max((hit.score for hit in beside if hit.entity == entity), default=0.0) >= score


SHAPED = [p for p in PATTERNS if p.column]


@settings(max_examples=250, deadline=None, derandomize=True)
@given(st.sampled_from(SHAPED), st.data())
def test_a_mask_shows_little_of_what_a_pattern_takes(pattern: Pattern, data: st.DataObject) -> None:
    value = data.draw(st.from_regex(pattern.column or "", fullmatch=True)).strip()
    masked = mask(pattern.entity, value)
    assert not value or value not in masked
    digits = sum(map(str.isdigit, value))
    shown = sum(map(str.isdigit, masked))
    assert shown <= max(5, digits // 3) and (shown < digits or not digits)


@pytest.mark.parametrize("pattern", PATTERNS, ids=lambda p: p.id)
def test_a_mask_shows_little_of_the_examples(engine: Engine, pattern: Pattern) -> None:
    for text in pattern.examples:
        for hit in engine.find(text):
            value = text[hit.start : hit.end]
            masked = mask(hit.entity, value)
            assert value not in masked
            assert len(canonical(value)) < 8 or canonical(value)[:-2] not in canonical(masked)


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
        assert sure == []
