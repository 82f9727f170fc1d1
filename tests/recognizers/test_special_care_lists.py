"""The word lists are data that a compliance officer edits: mistakes are told with their line and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from recognizers import Engine
from recognizers.jp.special_care import REASONS, TermsError, load_terms
from recognizers.jp.special_care.lists import CATEGORIES, SENSITIVE
from recognizers.jp.special_care.reasons import reason

GOOD = "# 見出し\n社内病\tMEDICAL_HISTORY\tm\t社内規程\n"


def test_a_list_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "own.tsv"
    path.write_text(GOOD, encoding="utf-8-sig")  # as Excel saves it
    (term,) = load_terms(path)
    assert (term.word, term.entity, term.source) == ("社内病", "SPC_MEDICAL_HISTORY", "社内規程")


@pytest.mark.parametrize(
    "row, told",
    [
        ("語\tMEDICAL_HISTRY\tm\t法\n", "Did you mean MEDICAL_HISTORY"),
        ("語\tNONSENSE\tm\t法\n", "Use: RACE"),
        ("語\tRACE\tx\t法\n", "strength"),
        ("語\tRACE\tm\n", "3 columns"),
        ("語 RACE m 法\n", "1 columns"),  # spaces in place of tabs
        ("社内病\tRACE\tm\t法\n", "already"),
        ("社内病\tMEDICAL_HISTORY\ts\t法\n", "line 2"),
    ],
)
def test_mistakes(tmp_path: Path, row: str, told: str) -> None:
    path = tmp_path / "own.tsv"
    path.write_text(GOOD + row, encoding="utf-8")
    with pytest.raises(TermsError, match="line 3") as caught:
        load_terms(path)
    assert told in str(caught.value) and "3" in caught.value.ja


def test_a_list_that_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "sjis.tsv").write_bytes("社内病\tRACE\tm\t法\n".encode("cp932"))
    for name in ("sjis.tsv", "none.tsv"):
        with pytest.raises(TermsError, match="UTF-8"):
            load_terms(tmp_path / name)


def test_our_lists_are_whole() -> None:
    folder = Path(__file__).resolve().parents[2] / "recognizers" / "data"
    assert {term.category for term in load_terms(folder / "special_care.tsv")} == set(CATEGORIES)
    assert {term.category for term in load_terms(folder / "sensitive.tsv")} == set(SENSITIVE)


@pytest.mark.parametrize(
    "text, why",
    [
        ("前科はありません", "negated"),
        ("□ うつ病", "blank_form"),
        ("がん保険の新商品", "product"),
        ("日本糖尿病協会の会合", "organisation"),
        ("愛犬が白内障の手術を受けた", "animal"),
        ("サーバーの障害で入院患者の検索画面が出ない", "it_trap"),
        ("うつ病研修の受講者を募集", "topic"),
        ("統合失調症の患者数は約80万人と推計される", "topic"),
    ],
)
def test_what_is_kept_low_says_why(text: str, why: str) -> None:
    hits = [hit for hit in Engine(depth="quick").find(text) if hit.entity.startswith("SPC_")]
    assert hits and all(hit.score < 0.5 for hit in hits)
    assert why in {reason(hit.evidence) for hit in hits}


def test_every_reason_is_explained_in_both_languages() -> None:
    assert all(ja and en for ja, en in REASONS.values())
