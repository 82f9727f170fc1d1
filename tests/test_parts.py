"""Every fact of a result stands under its own name in the inventory."""

from __future__ import annotations

from dataclasses import fields, replace

import pytest

from scanner.gathered import _AT_ONCE, Gathered
from scanner.inventory import SCHEMAS
from scanner.model import Cost, Described, EntityCount, Finding, Item, ItemResult, Problem, Reason, Stage, Status, Tally
from scanner.parts import add_rows
from scanner.suppress import Suppression
from scanner.taxonomy import taxonomy

ITEM = Item(
    "file:///s",
    "file:///s/a.csv",
    size=3,
    modified=86_400.0,
    version="v",
    owner="o",
    exposure="group",
    relative="a.csv",
)
RESULT = ItemResult(
    ITEM,
    Status.PARTIAL,
    (Tally("p", "電話", 10, 9, {"PHONE_NUMBER": EntityCount(8, 7, 0.87654321, "phone_number", ("header", "shape"))}),),
    (Finding("PHONE_NUMBER", "p", "電話", "row 2", 0.12345678, "phone_number", ("shape",), "0*0", "d1"),),
    (Problem(Stage.READ, Reason.CORRUPT, "q", "detail"),),
    Cost(bytes_read=3, rows_read=10, rows_total=20),
    format="csv",
    persons=5,
    combination=("PERSON", "PHONE_NUMBER"),
    columns=(Described("id", "int", 1, filled=10, distinct=10, once=10), Described("電話", "text", filled=9)),
)


def tables(*results: ItemResult, signed: dict[str, Suppression] | None = None) -> dict[str, list[dict[str, object]]]:
    gathered = {name: Gathered(schema) for name, schema in SCHEMAS.items()}
    for result in results:
        add_rows(gathered, result, "run", taxonomy(), signed or {})
    return {name: one.table().to_pylist() for name, one in gathered.items()}


def test_a_row_of_each_table() -> None:
    made = tables(RESULT)
    place = {"run_id": "run", "uri": ITEM.uri}
    (field,) = made["fields"]
    assert field == place | {
        "part": "p", "field": "電話", "entity": "PHONE_NUMBER", "seen": 10, "filled": 9, "hits": 8, "distinct": 7,
        "best_score": 0.8765, "category": "personal", "level": "medium", "recognizer": "phone_number",
        "evidence": ["header", "shape"],
    }  # fmt: skip
    (finding,) = made["findings"]
    told = {one.name: getattr(RESULT.findings[0], one.name) for one in fields(Finding)}
    assert finding == place | told | {"score": 0.1235, "evidence": ["shape"]}
    assert made["problems"] == [place | {"part": "q", "stage": "read", "reason": "corrupt", "detail": "detail"}]
    assert [(row["field"], row["position"], row["type"], row["key"]) for row in made["columns"]] == [
        ("id", 1, "int", 1),
        ("電話", 2, "text", 0),
    ]
    (item,) = made["items"]
    known = ("status", "reason", "size_bytes", "rows_total", "persons", "level", "combination", "entities", "named_as")
    assert [item[name] for name in known] == [
        "partial", "corrupt", 3, 20, 5, "medium", ["PERSON", "PHONE_NUMBER"], [("PHONE_NUMBER", 8)], "",
    ]  # fmt: skip
    assert set(item) == set(SCHEMAS["items"].names)
    assert all(value is not None for value in item.values()), "nothing is forgotten"


@pytest.mark.parametrize("count", [1, _AT_ONCE, 2 * _AT_ONCE + 1])
def test_none_is_lost_however_many_there_are(count: int) -> None:
    made = tables(*(replace(RESULT, item=replace(ITEM, uri=f"file:///s/{number}")) for number in range(count)))
    assert [row["uri"] for row in made["fields"]] == [f"file:///s/{number}" for number in range(count)]
    assert len(made["items"]) == len(made["findings"]) == count


def test_names_that_are_no_text_keep_their_bytes() -> None:
    (item,) = tables(ItemResult(replace(ITEM, owner="\udc83"), Status.SCANNED))["items"]
    assert item["owner"] == "\\udc83"
