"""The word lists are data that a compliance officer edits: mistakes are told with their line and what to do."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from recognizers import Engine
from recognizers.jp.special_care import REASONS, TermsError, load_terms
from recognizers.jp.special_care.lists import CATEGORIES, SENSITIVE
from recognizers.jp.special_care.reasons import reason
from scanner import inventory
from scanner.cli import cli
from scanner.config import load_plan
from scanner.problems import ConfigError

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


OWN = "ソウシン持ち\tMEDICAL_HISTORY\ts\t社内規程\n在日コリアン\tRACE\t-\t社内規程\n車椅子\tDISABILITY\tw\t社内規程\n"


def test_words_are_added_taken_away_and_given_another_strength(tmp_path: Path) -> None:
    path = tmp_path / "own.tsv"
    path.write_text(OWN, encoding="utf-8")
    texts = ("佐藤さんはソウシン持ちである", "佐藤さんは在日コリアンである", "本人は車椅子を使っている")
    for matcher in ("auto", "re"):
        before, after = (
            [{hit.entity: hit.score for hit in engine.find(text) if hit.entity.startswith("SPC_")} for text in texts]
            for engine in (
                Engine(("special_care",), "quick", matcher),
                Engine(("special_care",), "quick", matcher, terms=load_terms(path)),
            )
        )
        assert "SPC_MEDICAL_HISTORY" not in before[0] and after[0]["SPC_MEDICAL_HISTORY"] >= 0.5
        assert before[1]["SPC_RACE"] >= 0.5 > after[1].get("SPC_RACE", 0)
        assert before[2]["SPC_DISABILITY"] > after[2]["SPC_DISABILITY"]


def test_a_selection_without_special_care_stays_without_it(tmp_path: Path) -> None:
    path = tmp_path / "own.tsv"
    path.write_text(OWN, encoding="utf-8")
    assert not Engine(("imei",), "quick", terms=load_terms(path)).find("佐藤さんはソウシン持ちである")


def test_a_list_named_in_the_plan(tmp_path: Path) -> None:
    """From the settings file and from the command line, to the finding; another list, another fingerprint."""
    own, share, settings = tmp_path / "own.tsv", tmp_path / "share", tmp_path / "daicho.yaml"
    own.write_text(OWN, encoding="utf-8")
    share.mkdir()
    (share / "memo.txt").write_text("佐藤さんはソウシン持ちである", encoding="utf-8")
    settings.write_text(f"special_care_terms: [{own}]\n", encoding="utf-8")
    plan = load_plan({}, config_path=settings, env={})
    assert [term.word for term in plan.terms] == ["ソウシン持ち", "在日コリアン", "車椅子"]
    own.write_text(OWN.replace("\ts\t", "\tm\t"), encoding="utf-8")
    again = load_plan({"special_care_terms": (str(own),)}, env={})
    assert len({plan.fingerprint(), again.fingerprint(), load_plan({}, env={}).fingerprint()}) == 3
    own.write_text(OWN, encoding="utf-8")
    out = tmp_path / "out"
    command = ["scan", str(share), "--special-care-terms", str(own), "--out", str(out), "--executor", "inline"]
    assert CliRunner().invoke(cli, command).exit_code == 0
    found = {row["recognizer"]: row["entity"] for row in inventory.open(out).table("findings").to_pylist()}
    assert found["spc_medical_history.own"] == "SPC_MEDICAL_HISTORY"
    kept = next((out / "runs").rglob("plan.yaml")).read_text(encoding="utf-8")
    assert "terms: 3" in kept and "ソウシン" not in kept
    tested = CliRunner().invoke(cli, ["recognizers", "test", str(own), "--lang", "en"])
    assert (tested.exit_code, "3 words" in tested.output) == (0, True)


def test_a_mistake_in_a_list_ends_before_anything_is_read(tmp_path: Path) -> None:
    own = tmp_path / "own.tsv"
    own.write_text("語\tMEDICAL_HISTRY\tm\t法\n", encoding="utf-8")
    for command in ("scan", "inspect"):
        target = [str(tmp_path)] if command == "scan" else []
        result = CliRunner().invoke(cli, [command, *target, "--special-care-terms", str(own), "--lang", "en"], input="")
        assert result.exit_code == 2 and "line 1" in result.output and "MEDICAL_HISTORY" in result.output
    with pytest.raises(ConfigError, match="another of the files"):
        own.write_text(OWN, encoding="utf-8")
        load_plan({"special_care_terms": (str(own), str(own))}, env={})


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
