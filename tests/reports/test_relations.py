"""What the report says of tables without names whose keys lead to persons."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.reports.share import Book
from tests.reports.test_html import parse


def lease(out: Path) -> Book:
    book = Book(out)
    customers, contracts, parties = (
        book.item(f"sales.{name}", kind="table") for name in ("customers", "contracts", "<b>")
    )
    book.found(customers, "PERSON", 500, field="氏名")
    way = {"persons_uri": customers, "steps": 1}
    book._add(
        "relations", uri=contracts, field="cust_id", to_uri=customers, to_field="cust_id", by="name", persons=400, **way
    )
    far = {**way, "steps": 2}
    book._add(
        "relations", uri=parties, field="no", to_uri=contracts, to_field="id", by="foreign_key", persons=90, **far
    )
    return book.finish()


@pytest.mark.parametrize(
    ("lang", "by"), [("ja", ("列名と型が同じ", "外部キー")), ("en", ("same name and type", "foreign key"))]
)
def test_keys_that_lead_to_persons_are_told(tmp_path: Path, lang: str, by: tuple[str, str]) -> None:
    tree = parse(lease(tmp_path).page(lang))
    (table,) = tree.xpath("//table[thead/tr/th[contains(., '列とつながる先') or contains(., 'where it leads')]]")
    rows = [[" ".join(cell.text_content().split()) for cell in row] for row in table.xpath("tbody/tr")]
    assert [row[1] for row in rows] == [
        "cust_id → sales.customers.cust_id",
        "no → sales.contracts.id → … → sales.customers",
    ]
    assert (rows[0][2], rows[1][2]) == by
    assert [row[3] for row in rows] == ["400", "90"]
    assert rows[1][0].startswith("sales.<b>") and not tree.xpath("//td/b[not(node())]")


def test_nothing_is_said_where_there_are_no_keys(tmp_path: Path) -> None:
    book = Book(tmp_path)
    book.found(book.item("名簿.csv"), "PERSON", 3)
    assert "列とつながる先" not in book.finish().page("ja")
