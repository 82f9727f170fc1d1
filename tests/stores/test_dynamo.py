"""DynamoDB, on moto in this process."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from scanner.budget import Budget, Limits
from scanner.model import Reason, Status
from scanner.problems import ConfigError
from scanner.settings import Stores
from scanner.sources.stores import dynamo as stores_dynamo
from scanner.sources.stores.dynamo import DynamoSource, Refused
from tests.stores.records import (
    columns,
    customers,
    extent,
    found,
    item_of,
    on_disk,
    opened,
    problems,
    read_all,
    scanned,
)


def typed(value: Any) -> dict[str, Any]:
    """A value with DynamoDB's type."""
    if isinstance(value, dict):
        return {"M": {name: typed(child) for name, child in value.items()}}
    if isinstance(value, list):
        return {"L": [typed(child) for child in value]}
    if isinstance(value, bytes):
        return {"B": value}
    if value is None or isinstance(value, bool):
        return {"NULL": True} if value is None else {"BOOL": value}
    return {"S": value} if isinstance(value, str) else {"N": str(value)}


def table(client: Any, name: str, items: list[dict[str, Any]], **more: Any) -> None:
    client.create_table(
        TableName=name,
        AttributeDefinitions=[{"AttributeName": "no", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "no", "KeyType": "HASH"}],
        **{"BillingMode": "PAY_PER_REQUEST", **more},
    )
    for item in items:
        client.put_item(TableName=name, Item={key: typed(value) for key, value in item.items()})


def test_the_same_is_found_as_in_json_lines(dynamo: Any) -> None:
    records = customers()
    table(dynamo, "customers", records)
    source = opened("dynamodb://customers")
    [item] = source.list()
    assert item.source == item.uri  # with the region, whichever way it was told
    assert [one.uri for one in opened(item.uri).list()] == [item.uri]
    assert (item.uri, item.relative, item.kind) == ("dynamodb://ap-northeast-1/customers", "customers", "table")
    result = scanned(source, item)
    assert result.status is Status.SCANNED
    assert found(result) == on_disk(records)
    assert (result.cost.rows_total, result.cost.method) == (30, "whole")


def test_all_tables_of_the_region_and_all_types(dynamo: Any) -> None:
    table(dynamo, "a", [])
    table(dynamo, "b", [{"no": "1", "num": 123456789018, "old": "山田太郎".encode("cp932")}])
    sets = {
        "no": {"S": "2"},
        "mails": {"SS": ["a@example.jp", "b@example.jp"]},
        "nums": {"NS": ["1"]},
        "bins": {"BS": [b"x"]},
    }
    dynamo.put_item(TableName="b", Item=sets)
    source = opened("dynamodb://")
    assert [item.relative for item in source.list()] == ["a", "b"]
    assert source.target == "dynamodb://ap-northeast-1" and not list(opened("dynamodb://us-east-1").list())
    values = columns(read_all(source, item_of(source, "b")))
    assert values["num"] == ["123456789018"] and values["old"] == ["山田太郎"] and values["bins"] == ["x"]
    assert sorted(values["mails"][0].split("\n")) == ["a@example.jp", "b@example.jp"]
    assert extent(read_all(source, item_of(source, "a"))).total == 0


def test_a_sample_in_stretches_of_the_hash(dynamo: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores_dynamo, "_SEGMENTS", 10)
    table(dynamo, "many", [{"no": str(number)} for number in range(300)])
    source = opened("dynamodb://many", stores=Stores(rows=50))
    segments = read_all(source, item_of(source, "many"))
    values, told = columns(segments)["no"], extent(segments)
    assert 10 <= len(values) <= 50 and len(values) == len(set(values))
    assert (told.total, told.exact, told.method) == (300, False, "key_ranges")
    assert told.excluded == pytest.approx(1 - 0.05 ** (1 / 10))
    assert told.spread == pytest.approx(1 - 0.05 ** (1 / len(values)))
    whole = opened("dynamodb://many", stores=Stores(rows=50), full=True)
    assert len(columns(read_all(whole, item_of(whole, "many")))["no"]) == 300


def test_read_capacity_is_kept(dynamo: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a table with 40 units provisioned a quarter, shared by two workers."""
    taken: list[float] = []
    rates: list[float] = []

    class Limiter:
        def __init__(self, rate: float) -> None:
            rates.append(rate)

        def take(self, amount: float) -> None:
            taken.append(amount)

    monkeypatch.setattr(stores_dynamo, "Limiter", Limiter)
    throughput = {"ReadCapacityUnits": 40, "WriteCapacityUnits": 1}
    items = [{"no": str(number)} for number in range(30)]
    table(dynamo, "t", items, BillingMode="PROVISIONED", ProvisionedThroughput=throughput)
    source = opened("dynamodb://t", workers=2)
    assert len(columns(read_all(source, item_of(source, "t")))["no"]) == 30
    assert rates == [5.0] and taken and all(amount > 0 for amount in taken)
    # What the time and the rate do not allow is not begun.
    assert isinstance(source, DynamoSource)
    budget = Budget(Limits(seconds=10))
    wanted = source._wanted(10**9, 400 * 10**9, 400, 5.0, budget)
    assert wanted == pytest.approx(10 * 0.5 * 5.0 * 8192 / 400, rel=0.1)
    assert source._wanted(30, 12_000, 400, 0.0, budget) == source.settings.rows


def test_nothing_but_reading_can_be_asked(dynamo: Any) -> None:
    table(dynamo, "t", [])
    source = opened("dynamodb://t")
    assert isinstance(source, DynamoSource)
    for operation in ("put_item", "delete_item"):
        with pytest.raises(Refused):
            argument = {"Item": {"no": {"S": "1"}}} if operation == "put_item" else {"Key": {"no": {"S": "1"}}}
            getattr(source._client, operation)(TableName="t", **argument)
    with pytest.raises(Refused):
        source._client.delete_table(TableName="t")


def test_what_is_refused_or_gone(dynamo: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    table(dynamo, "t", [{"no": str(number)} for number in range(30)])
    with pytest.raises(ConfigError, match="vanished"):
        opened("dynamodb://nothing")
    with monkeypatch.context() as patch:
        patch.delenv("AWS_DEFAULT_REGION")
        patch.setenv("AWS_CONFIG_FILE", "/nonexistent")
        with pytest.raises(ConfigError, match="which region"):
            opened("dynamodb://t")
    source = opened("dynamodb://t")
    [item] = source.list()
    assert isinstance(source, DynamoSource)
    real, pages = source._client.scan, [0]

    def scan(**ask: Any) -> Any:
        pages[0] += 1
        if pages[0] > 2:
            error = {"Error": {"Code": "AccessDeniedException", "Message": "User: arn:aws:iam::1:user/taro is not"}}
            raise ClientError(error, "Scan")  # type: ignore[arg-type,unused-ignore]
        return real(**{**ask, "Limit": 7})

    monkeypatch.setattr(source._client, "scan", scan)
    result = scanned(source, item)
    assert result.status is Status.PARTIAL and result.cost.rows_read == 14
    assert [(one.reason, one.detail) for one in result.problems] == [(Reason.PERMISSION_DENIED, "dynamodb:Scan")]
    dynamo.delete_table(TableName="t")
    assert [one.reason for one in problems(read_all(source, item))] == [Reason.VANISHED]


def test_a_policy_for_everybody_is_public(dynamo: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    table(dynamo, "t", [])
    source = opened("dynamodb://t")
    assert isinstance(source, DynamoSource)
    policy = {"Statement": {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "dynamodb:Scan"}}
    monkeypatch.setattr(source._client, "get_resource_policy", lambda **_: {"Policy": json.dumps(policy)})
    assert [item.exposure for item in source.list()] == ["public"]
    policy["Statement"]["Condition"] = {"x": "y"}
    assert [item.exposure for item in source.list()] == ["unknown"]
