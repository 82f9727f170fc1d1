"""Dense records in text files: read as columns they tell what they tell as text, and what is true of them."""

from __future__ import annotations

import io

import pytest

from recognizers import Engine
from scanner import worker
from scanner.budget import Budget
from scanner.config import Plan
from scanner.formats import text
from scanner.model import ItemResult
from scanner.redact import Key
from tests.formats import dense

SURE = 0.5
COUNT = 63
ENGINE = Engine(depth="standard")


def look(source: str, tables: bool = True) -> ItemResult:
    segments = text.read(io.BytesIO(source.encode()), "顧客.log", Budget(), tables)
    return worker.inspect(segments, ENGINE, Plan(()), Key(b"k" * 32))


def found(result: ItemResult) -> dict[str, int]:
    """Hits by type, of all columns and the text."""
    hits: dict[str, int] = {}
    for tally in result.tallies:
        for entity, count in tally.entities.items():
            if count.best_score >= SURE:
                hits[entity] = hits.get(entity, 0) + count.hits
    return hits


@pytest.mark.parametrize("layout", dense.LAYOUTS)
def test_as_columns_dense_text_tells_all_that_it_tells_as_text_and_nothing_false(layout: str) -> None:
    rows = dense.customers(COUNT if layout != "turned" else 3 * COUNT)  # three tables
    source = dense.LAYOUTS[layout](rows)
    columns, plain = look(source), look(source, tables=False)
    hits = found(columns)
    assert set(hits) == dense.FOUND
    assert columns.persons == len(rows) >= plain.persons
    assert set(columns.combination) >= set(plain.combination) & dense.FOUND  # as text, numbers may be taken for cards
    for label, entity in zip(dense.LABELS[2:], dense.ENTITIES, strict=True):
        there = sum(source.count(row[label]) for row in rows)
        assert 0.95 * there <= hits[entity] <= 1.02 * there, entity


def test_places_of_findings_are_lines() -> None:
    source = dense.commas(dense.customers(COUNT))
    lines = source.split("\n")
    findings = [one for one in look(source).findings if one.field == "メール"]
    assert findings
    for finding in findings:
        line = lines[int(finding.at.removeprefix("line ")) - 1]
        assert finding.masked[-3:] in line
        assert finding.digest in {Key(b"k" * 32).digest("EMAIL_ADDRESS", cell) for cell in line.split(",")}


@pytest.mark.parametrize(
    ("usual", "odd", "entity"),
    [
        ("10:00:01,INFO,job 3,処理が完了しました", "10:00:02,INFO,job 3,担当 佐藤花子様 090-1234-5678", "PHONE_NUMBER"),
        ("10:00:01,INFO,job 3,処理が完了しました", "10:00:02,INFO,taro@example.co.jp,再送しました", "EMAIL_ADDRESS"),
        ("INFO job=3 status=1 size=33", "INFO job=3 status=1 size=33 氏名：佐藤花子 様", "PERSON"),
        ("氏名：佐藤花子\n備考：なし\n", "氏名：鈴木一郎\n備考：うつ病のため休職中\n", "SPC_MEDICAL_HISTORY"),
    ],
)
def test_one_value_among_many_others_is_found(usual: str, odd: str, entity: str) -> None:
    assert entity in found(look("\n".join([*[usual] * 150, odd, *[usual] * 150])))


def test_tables_of_one_text_are_judged_each_for_itself() -> None:
    rows = dense.customers(180)
    result = look(dense.turned(rows))
    told = {tally.field: set(tally.entities) for tally in result.tallies}
    assert told["col1"] >= {"PERSON", "PHONE_NUMBER"}  # of the first and of the second table
    assert found(result)["PERSON"] == 2 * len(rows)
    assert result.persons == len(rows)
