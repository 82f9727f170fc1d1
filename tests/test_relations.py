"""Keys that lead to persons, told from what the inventory knows of columns."""

from __future__ import annotations

import pyarrow as pa
import pytest

from scanner.inventory import SCHEMAS
from scanner.relations import STEPS, _that_may_lead, links, people, ways

BASE = "postgresql://db.example.jp/lease"


def column(table, field, kind="bigint", key=0, to="", distinct=10):
    to_table, _, to_field = to.partition(".")
    to_uri = f"{BASE}/{to_table}" if to else ""
    place = {"uri": f"{BASE}/{table}", "field": field, "type": kind, "key": key}
    return {**place, "to_uri": to_uri, "to_field": to_field, "distinct": distinct}


def item(table, persons=0, method="name_column", source=BASE):
    method = method if persons else ""
    numbers = {"rows_total": 100, "rows_read": 100}
    return {"uri": f"{BASE}/{table}", "source": source, "persons": persons, "persons_method": method, **numbers}


def found(columns, items):
    known = {one["uri"]: one for one in items}
    table = pa.Table.from_pylist(columns, schema=SCHEMAS["columns"])
    columns = _that_may_lead(table).to_pylist()
    return {
        (row["uri"].rpartition("/")[2], row["field"]): (
            row["to_uri"].rpartition("/")[2],
            row["by"],
            row["persons_uri"].rpartition("/")[2],
            row["steps"],
            row["persons"],
        )
        for row in ways(list(links(columns, known)), people(items))
    }


CUSTOMERS = column("customers", "cust_id", key=1, distinct=100)


def test_a_foreign_key_leads_to_persons_however_it_is_called():
    rows = [CUSTOMERS, column("contracts", "payer", to="customers.cust_id", distinct=40)]
    told = found(rows, [item("customers", 90), item("contracts")])
    assert told == {("contracts", "payer"): ("customers", "foreign_key", "customers", 1, 40)}


@pytest.mark.parametrize(
    ("name", "kind", "leads"),
    [
        ("cust_id", "integer", True),
        ("CUST_ID", "int(11)", True),
        ("custId", "bigint", True),
        ("cust_id", "varchar(20)", False),  # another family of types
        ("corp_id", "bigint", False),
    ],
)
def test_the_name_and_type_of_a_key_lead_where_there_is_no_foreign_key(name, kind, leads):
    rows = [CUSTOMERS, column("calls", name, kind)]
    told = found(rows, [item("customers", 90), item("calls")])
    assert ((("calls", name) in told), [*told.values()][:1]) == (
        leads,
        [("customers", "name", "customers", 1, 10)] * leads,
    )


@pytest.mark.parametrize(
    ("table", "name", "leads"),
    [
        ("customers", "customer_id", True),
        ("M_CUSTOMER", "customer_id", True),
        ("顧客マスタ", "顧客id", True),
        ("companies", "company_id", True),
        ("customers", "id", False),  # every table's own
    ],
)
def test_a_key_called_id_is_named_with_its_table(table, name, leads):
    rows = [column(table, "id", key=1), column("calls", "call_no", key=1), column("calls", name)]
    assert (("calls", name) in found(rows, [item(table, 9), item("calls")])) is leads


def test_the_way_may_lead_through_other_tables_and_ends():
    rows = [CUSTOMERS, column("t1", "cust_id", to="customers.cust_id", distinct=40)]
    rows += [column(f"t{n + 1}", "up", to=f"t{n}.id", distinct=30) for n in range(1, STEPS + 1)]
    told = found(rows, [item("customers", 90), *(item(f"t{n}") for n in range(1, STEPS + 2))])
    assert told["t2", "up"] == ("t1", "foreign_key", "customers", 2, 30)
    assert (f"t{STEPS}", "up") in told and (f"t{STEPS + 1}", "up") not in told


def test_no_more_persons_than_there_are():
    rows = [CUSTOMERS, column("log", "cust_id", to="customers.cust_id", distinct=5_000)]
    assert found(rows, [item("customers", 90), item("log")])["log", "cust_id"][-1] == 90


@pytest.mark.parametrize(
    ("items", "why"),
    [
        ([item("customers"), item("calls")], "nobody was found there"),
        ([item("customers", 2, "names_in_text"), item("calls")], "two names in its texts"),
        ([item("customers", 90, source="postgresql://other"), item("calls")], "another database"),
    ],
)
def test_what_leads_to_no_table_of_persons_leads_nowhere(items, why):
    assert not found([CUSTOMERS, column("calls", "cust_id")], items), why


def test_circles_end():
    rows = [
        column("a", "id", key=1), column("a", "b_id", to="b.id"), column("b", "id", key=1), column("b", "a_id", to="a.id"),
        column("a", "parent", to="a.id"), column("p", "id", key=1), column("a", "p_id", to="p.id"),
    ]  # fmt: skip
    told = found(rows, [item("a"), item("b"), item("p", 5)])
    assert told["a", "p_id"][3] == 1 and ("a", "parent") not in told
    assert told["b", "a_id"][:3] == ("a", "foreign_key", "p")
