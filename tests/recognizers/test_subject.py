"""Whom a sentence speaks of where it names nobody, and how many categories one statement has."""

from __future__ import annotations

import pytest

from recognizers import Engine
from recognizers.jp.statement import Around
from recognizers.jp.subject import subject


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(depth="quick")


@pytest.mark.parametrize(
    ("left", "right", "kind"),
    [
        ("世帯主は", "により就労が困難", "role"),  # by what one is to the file
        ("社員の鬼頭が昨日", "され", "role"),  # a surname behind a role
        ("岡に対する", "が延長された", "role"),  # a name where only a name can stand
        ("今朝から", "なので今日は休みます", "self"),  # a chat is about its writer
        ("右半身", "、移乗は一部介助", "paper"),  # a care note about whom it is kept for
        ("商品の", "について", ""),
    ],
)
def test_subject(left: str, right: str, kind: str) -> None:
    assert subject(Around(left, right, left, right))[1] == kind


def test_a_statement_of_two_categories_is_one_stretch_with_a_hit_for_each(engine: Engine) -> None:
    text = "木島様は統合失調症で通院中です。"
    hits = [hit for hit in engine.find(text) if hit.entity.startswith("SPC_") and hit.score >= 0.5]
    assert {hit.entity for hit in hits} == {"SPC_MEDICAL_HISTORY", "SPC_MEDICAL_CARE"}
    assert {text[hit.start : hit.end] for hit in hits} == {"統合失調症で通院中"}


def test_words_of_one_category_are_one_hit(engine: Engine) -> None:
    text = "社員の鬼頭が昨日逮捕され、現在は留置中"
    hits = [hit for hit in engine.find(text) if hit.entity == "SPC_CRIMINAL_PROCEDURE" and hit.score >= 0.5]
    assert len(hits) == 1


def test_a_name_between_two_words_parts_them(engine: Engine) -> None:
    text = "糖尿病 尾崎 健太、心不全 根本 進"
    hits = [hit for hit in Engine().find(text) if hit.entity == "SPC_MEDICAL_HISTORY" and hit.score >= 0.5]
    assert len(hits) == 2


def test_dense_names_of_illnesses_are_no_endless_statement(engine: Engine) -> None:
    hits = engine.find("高橋様：" + "糖尿病、高血圧、" * 200)
    assert max(hit.end - hit.start for hit in hits) <= 80
