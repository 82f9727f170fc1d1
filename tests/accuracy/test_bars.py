"""The bars that a change must not lower. The figures themselves: `make accuracy`."""

from __future__ import annotations

from pathlib import Path

import pytest

from recognizers import Engine
from tests.accuracy import columns, share, texts
from tests.accuracy.share import CHECKED

HERE = Path(__file__).resolve().parent


@pytest.fixture(scope="module")
def outcome(tmp_path_factory: pytest.TempPathFactory) -> share.Outcome:
    return share.measure(tmp_path_factory.mktemp("share") / "out")


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine()


@pytest.mark.parametrize("entity", CHECKED)
def test_every_planted_identifier_with_a_check_digit_is_found(outcome: share.Outcome, entity: str) -> None:
    found, planted = outcome.recall(entity)
    assert planted and found == planted


@pytest.mark.parametrize(
    "entity", ["PERSON", "JP_ADDRESS", "PHONE_NUMBER", "EMAIL_ADDRESS", "DATE_OF_BIRTH", "JP_BANK_ACCOUNT"]
)
def test_most_of_the_rest_is_found(outcome: share.Outcome, entity: str) -> None:
    found, planted = outcome.recall(entity)
    assert found >= 0.9 * planted


def test_no_decoy_is_reported_above_low(outcome: share.Outcome) -> None:
    assert outcome.decoys_planted > 1000
    assert outcome.decoys == []


def test_categories_of_every_file(outcome: share.Outcome) -> None:
    assert {name: pair for name, pair in outcome.categories.items() if pair[0] != pair[1]} == {}


def test_files_that_cannot_be_read_have_the_right_reason(outcome: share.Outcome) -> None:
    assert {name: pair for name, pair in outcome.reasons.items() if pair[0] != pair[1]} == {}


def test_texts(engine: Engine) -> None:
    total = texts.score(engine, texts.read(HERE / "pii_dev" / "text.jsonl"))
    *_, (_, tp, fp, fn) = total.rows()
    assert 2 * tp / (2 * tp + fp + fn) >= 0.95, total.errors


def test_columns(engine: Engine) -> None:
    verdicts = columns.judge(engine, texts.read(HERE / "pii_dev" / "columns.jsonl"))
    assert verdicts.right / verdicts.judged >= 0.97, verdicts.errors
