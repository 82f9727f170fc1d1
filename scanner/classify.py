"""Facts → labels. Pure functions: the same tallies and taxonomy always give the same labels.

Level of a field and entity: the entity's own level, at most ``low`` under a score of 0.5, ``none`` under 0.25.
Level of an item: the gravest of its fields; ``medium`` becomes ``high`` past 1,000 persons (規則7条4号: a leak
of that size is reported whatever the data), and where one record ties a person to two more groups of facts, at least
one of them other than attributes: name with birth date and address, name with phone and gender. The groups are in
`GROUPS`; phone and mail are one group, and what stands in different records is not tied.

Risk score, 0 to 100, the sum of four, at most 100, or 0 where the level is ``none``:
  level      low 10, medium 30, high 50, critical 65
  persons    1 or more 5, more than 100 → 10 (委員会規則2条4号), more than 1,000 → 20 (規則7条4号)
  exposure   private 0, group or unknown 5, company 10, public 15
  record     5 where one record ties a person to two more groups of facts
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from scanner.model import LEVELS, EntityCount, Label, Tally
from scanner.taxonomy import Kind, Taxonomy, taxonomy

__all__ = ["Kind", "Taxonomy", "classify", "label", "risk_score", "taxonomy"]

SURE = 0.5
WORTH_A_ROW = 0.25
LARGE_LEAK = 1_000

_LEVEL_POINTS = {"none": 0, "low": 10, "medium": 30, "high": 50, "critical": 65}
_PERSON_POINTS = ((1_000, 20), (100, 10), (0, 5))
_EXPOSURE_POINTS = {"private": 0, "group": 5, "unknown": 5, "company": 10, "public": 15}
_RECORD_POINTS = 5
# What of a person an entity type tells. "attribute" and "special" alone describe nobody closely.
GROUPS = {
    "DATE_OF_BIRTH": "birth", "JP_ADDRESS": "address", "PHONE_NUMBER": "contact", "EMAIL_ADDRESS": "contact",
    "SNS_ID": "contact", "JP_BANK_ACCOUNT": "account", "JP_YUCHO_ACCOUNT": "account", "CREDIT_CARD": "account",
    "JP_ETC_CARD": "account", "JP_CREDIT_INFO": "credit", "JP_MY_NUMBER": "number", "JP_DRIVERS_LICENSE": "number",
    "JP_PASSPORT": "number", "JP_RESIDENCE_CARD": "number", "JP_SPECIAL_PR_CERT": "number",
    "JP_JUMINHYO_CODE": "number", "JP_PENSION_NUMBER": "number", "JP_HEALTH_INSURANCE": "number",
    "JP_LATE_ELDERLY_INSURANCE": "number", "JP_KAIGO_INSURANCE": "number", "JP_EMPLOYMENT_INSURANCE": "number",
    "JP_DISABILITY_CERT": "number", "JP_LICENSE_PLATE": "vehicle", "JP_CHASSIS_NUMBER": "vehicle", "VIN": "vehicle",
    "AGE": "attribute", "GENDER": "attribute", "INCOME": "attribute", "FAMILY": "attribute", "HOUSING": "attribute",
    "OCCUPATION": "attribute", "EMPLOYER": "attribute",
}  # fmt: skip


_RANKS = {level: rank for rank, level in enumerate(LEVELS)}


@dataclass(frozen=True, slots=True)
class ItemLabel:
    """What an item is as a whole. entities: type → hits."""

    level: str
    categories: tuple[str, ...]
    entities: Mapping[str, int]
    risk_score: int


def label(entity: str, count: EntityCount, kinds: Taxonomy) -> Label:
    """One entity of one field."""
    kind = kinds.of(entity)
    return Label("field", kind.category, level_of(kind, count.best_score), count.best_score, kind.law)


def level_of(kind: Kind, score: float) -> str:
    """Of one entity of one field."""
    if score >= SURE:
        return kind.level
    return "none" if score < WORTH_A_ROW or kind.level == "none" else "low"


def groups(combination: Iterable[str]) -> set[str]:
    """What a combination of entity types tells of a person, beyond who it is."""
    return {GROUPS.get(entity, "special" if entity.startswith("SPC_") else "") for entity in combination} - {""}


def describes(combination: Iterable[str]) -> bool:
    """Whether a record with these types describes somebody closely: see the module's docstring."""
    told = groups(combination)
    return len(told) >= 2 and bool(told - {"attribute", "special"})


def classify(
    tallies: Iterable[Tally], persons: int, exposure: str, kinds: Taxonomy, combination: Sequence[str] = ()
) -> ItemLabel:
    """An item from all its tallies and the strongest combination in one record.

    Categories are those that are probably there: a score of a half or more.
    """
    hits: dict[str, int] = {}
    categories: set[str] = set()
    level = "none"
    for tally in tallies:
        for entity, count in tally.entities.items():
            hits[entity] = hits.get(entity, 0) + count.hits
            kind = kinds.of(entity)
            field = level_of(kind, count.best_score)
            level = level if _RANKS[level] >= _RANKS[field] else field
            if field != "none" and count.best_score >= SURE:
                categories.add(kind.category)
    described = describes(combination)
    if level == "medium" and (persons > LARGE_LEAK or described):
        level = "high"
    ordered = tuple(kinds.gravest_first(categories))
    return ItemLabel(level, ordered, dict(sorted(hits.items())), risk_score(level, persons, exposure, described))


def risk_score(level: str, persons: int, exposure: str, described: bool = False) -> int:
    """See the module's docstring."""
    if level == "none":
        return 0
    people = next((points for more_than, points in _PERSON_POINTS if persons > more_than), 0)
    open_to = _EXPOSURE_POINTS.get(exposure, _EXPOSURE_POINTS["unknown"])
    return min(100, _LEVEL_POINTS[level] + people + open_to + _RECORD_POINTS * described)
