"""Facts to labels and verdicts: the taxonomy, levels, risk scores, the default policy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scanner import policy
from scanner.classify import classify, label, risk_score, taxonomy
from scanner.model import LEVELS, EntityCount, Tally
from scanner.problems import ConfigError

DESIGN = set(
    """PERSON JP_ADDRESS JP_POSTAL_CODE PHONE_NUMBER EMAIL_ADDRESS DATE_OF_BIRTH AGE GENDER JP_MY_NUMBER
JP_DRIVERS_LICENSE JP_PASSPORT JP_RESIDENCE_CARD JP_SPECIAL_PR_CERT JP_JUMINHYO_CODE JP_PENSION_NUMBER
JP_HEALTH_INSURANCE JP_HEALTH_INSURER_NUMBER JP_PUBLIC_MEDICAL_PAYER JP_LATE_ELDERLY_INSURANCE JP_KAIGO_INSURANCE
JP_EMPLOYMENT_INSURANCE JP_DISABILITY_CERT JP_BANK_ACCOUNT JP_YUCHO_ACCOUNT CREDIT_CARD JP_LICENSE_PLATE
JP_CHASSIS_NUMBER VIN JP_ETC_CARD JP_CREDIT_INFO JP_CORPORATE_NUMBER JP_INVOICE_NUMBER EMPLOYER INCOME FAMILY
HOUSING OCCUPATION EMPLOYEE_ID CUSTOMER_ID STUDENT_ID IP_ADDRESS MAC_ADDRESS IMEI COOKIE_ID GEO_COORDINATE SNS_ID
SPC_RACE SPC_CREED SPC_SOCIAL_STATUS SPC_MEDICAL_HISTORY SPC_CRIMINAL_RECORD SPC_CRIME_VICTIM SPC_DISABILITY
SPC_HEALTH_CHECK SPC_MEDICAL_CARE SPC_CRIMINAL_PROCEDURE SPC_JUVENILE""".split()
)


def count(score: float, hits: int = 1) -> EntityCount:
    return EntityCount(hits, hits, score, "test")


def test_every_entity_type_has_a_legal_category_a_level_and_names_in_both_languages() -> None:
    kinds = taxonomy()
    assert set(kinds.entities) >= DESIGN
    for kind in kinds.entities.values():
        assert kind.category in kinds.categories and kind.level in LEVELS and kind.ja and kind.en and kind.law


@pytest.mark.parametrize("entity, score, level", [
    ("JP_MY_NUMBER", 0.9, "critical"),
    ("JP_MY_NUMBER", 0.5, "critical"),
    ("JP_MY_NUMBER", 0.49, "low"),  # a check digit alone
    ("JP_MY_NUMBER", 0.24, "none"),
    ("AGE", 0.3, "low"),
    ("JP_CORPORATE_NUMBER", 1.0, "none"),  # a company is not a person
    ("JP_CORPORATE_NUMBER", 0.3, "none"),
    ("X_FROM_ANOTHER_PACKAGE", 0.9, "medium"),
])  # fmt: skip
def test_level_of_a_field(entity: str, score: float, level: str) -> None:
    assert label(entity, count(score), taxonomy()).level == level


def test_an_item_is_as_grave_as_its_gravest_field() -> None:
    tallies = [
        Tally("", "氏名", entities={"PERSON": count(0.9, 3)}),
        Tally("", "病歴", entities={"SPC_MEDICAL_HISTORY": count(0.8, 2), "PERSON": count(0.3)}),
        Tally("", "伝票", entities={"JP_MY_NUMBER": count(0.3)}),
    ]
    result = classify(tallies, persons=3, exposure="company", kinds=taxonomy())
    assert result.level == "high"
    assert result.categories == ("special_care", "personal")  # the unsure My Number names no category
    assert result.entities == {"JP_MY_NUMBER": 1, "PERSON": 4, "SPC_MEDICAL_HISTORY": 2}
    assert result.risk_score == 50 + 5 + 10


@pytest.mark.parametrize("level, persons, exposure, score", [
    ("none", 5000, "public", 0),
    ("low", 0, "private", 10),
    ("medium", 1, "group", 40),
    ("medium", 100, "group", 40),
    ("medium", 101, "group", 45),
    ("high", 1001, "unknown", 75),
    ("critical", 10_000, "public", 100),
])  # fmt: skip
def test_risk_score(level: str, persons: int, exposure: str, score: int) -> None:
    assert risk_score(level, persons, exposure) == score


def test_names_of_more_than_a_thousand_people_are_high() -> None:
    tallies = [Tally("", "氏名", entities={"PERSON": count(0.9, 2000)})]
    assert classify(tallies, 1001, "private", taxonomy()).level == "high"
    assert classify(tallies, 1000, "private", taxonomy()).level == "medium"


def item(**changes: Any) -> dict[str, Any]:
    row = {"uri": "file:///share/%E5%96%B6%E6%A5%AD/a.txt", "relative": "営業/a.txt", "status": "scanned"}
    return {**row, "exposure": "private", "level": "high", "persons": 1, **changes}


def field(entity: str, category: str, score: float = 0.9, name: str = "") -> dict[str, Any]:
    return {"part": "", "field": name, "entity": entity, "category": category, "level": "high", "best_score": score}


@pytest.mark.parametrize("row, fields, rules", [
    (item(), [field("JP_MY_NUMBER", "my_number")], ["my-number-outside"]),
    (item(uri="file:///share/人事/a.txt"), [field("JP_MY_NUMBER", "my_number")], []),  # may be there
    (item(uri="file:///share/人事/a.txt"), [field("JP_MY_NUMBER", "my_number")], []),
    (item(relative="経理/支払/a.txt"), [field("JP_MY_NUMBER", "my_number")], []),
    (item(), [field("JP_MY_NUMBER", "my_number", 0.3)], []),  # not sure enough to accuse anybody
    (item(), [field("SPC_CREED", "special_care", name=n) for n in "ab"], ["special-care", "special-care"]),
    (item(), [field("SPC_CREED", "special_care")] * 2, ["special-care"]),  # once per field
    (item(relative="審査部/a.txt"), [field("JP_CREDIT_INFO", "credit_info")], []),
    (item(), [field("JP_CREDIT_INFO", "credit_info")], ["credit-info-outside"]),
    (item(exposure="company"), [], ["exposed"]),
    (item(exposure="company", level="medium"), [], []),
    (item(level="medium", persons=1001), [], ["many-persons"]),
    (item(status="unreadable", level="none"), [], ["not-read"]),
    (item(status="gone", exposure="company"), [], []),
])  # fmt: skip
def test_default_policy(row: dict[str, Any], fields: list[dict[str, Any]], rules: list[str]) -> None:
    verdicts = list(policy.judge(row, fields, policy.load(), "ja"))
    assert [verdict.rule for verdict in verdicts] == rules
    assert all(verdict.message.endswith("。") for verdict in verdicts)


@pytest.mark.parametrize("text, says", [
    ("rules: 3", "list under 'rules:'"),
    ("rules:\n- {id: a, severity: bad, message: m}", "rule 1: 'severity' must be one of low"),
    ("rules:\n- {id: a, severity: low}", "needs 'id' and 'message'"),
    ("rules:\n- {id: a, severity: low, message: m, when: {entitis: [X]}}", "unknown condition 'entitis'"),
    ("rules:\n- {id: a, severity: low, message: m, when: {entities: X}}", "'entities' must be a list"),
    ("rules:\n- {id: a, severity: low, message: m, then: x}", "unknown key 'then'"),
    ("a: [", "not valid YAML"),
])  # fmt: skip
def test_a_wrong_policy_says_what_is_wrong(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "p.yaml").write_text(text)
    with pytest.raises(ConfigError, match=says):
        policy.load(str(tmp_path / "p.yaml"))


def test_an_unknown_policy_names_those_there_are() -> None:
    with pytest.raises(ConfigError, match="default"):
        policy.load("nope")
