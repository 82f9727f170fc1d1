"""What all document stores share: the command line, secrets, what becomes of odd documents."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from scanner import inventory
from scanner.budget import Budget, Limits, OverBudget
from scanner.cli import cli
from scanner.config import load_plan
from scanner.model import Column, Reason
from scanner.problems import ConfigError
from scanner.settings import Pace
from scanner.sources.pace import Limiter
from scanner.sources.stores.documents import Documents
from tests.stores.records import columns, customers, item_of, opened, problems, read_all


def taken(*documents: Any, budget: Budget | None = None, most: int = 1_000, **more: Any) -> list[Any]:
    into = Documents("t", budget or Budget(), most, **more)
    return [segment for one in documents for segment in into.take(one)] + list(into.rest())


@pytest.mark.parametrize(
    ("document", "values"),
    [
        ({"a": 1, "b": 1.5, "c": Decimal("2.50"), "d": date(2026, 1, 2)}, {"a": "1", "b": "1.5", "c": "2.50", "d": "2026-01-02"}),
        ({"a": True, "b": None, "c": ""}, {}),
        ({"a": {"b": {"c": "x"}}}, {"a.b.c": "x"}),
        ({"a": ["x", 2, ["y"]]}, {"a": "x\n2\ny"}),
        ({"a": b"x", "b": bytearray("氏名".encode("cp932"))}, {"a": "x", "b": "氏名"}),
        ({"090-1234-5678": "x"}, {"*": "090-1234-5678\nx"}),  # a key that is a value
        ({1: "x"}, {"1": "x"}),
        (["x", {"a": "y"}], {"": "x", "a": "y"}),
        ("x", {"": "x"}),
        (7, {"": "7"}),
        (None, {}),
    ],
)  # fmt: skip
def test_documents_as_columns(document: Any, values: dict[str, str]) -> None:
    assert columns(taken(document)) == {field: [value] for field, value in values.items()}


def test_texts_that_are_json_where_a_store_has_such() -> None:
    text = '{"a": {"b": "x"}, "n": 12345678901234567890123}'
    assert columns(taken(text, parse=True)) == {"a.b": ["x"], "n": ["12345678901234567890123"]}
    assert columns(taken(text)) == {"": [text]}
    for broken in ("{broken", "[" * 900, "[" * 100_000, '{"a": NaNo}'):
        assert columns(taken(broken, parse=True, most=1_000_000)) == {"": [broken]}


def test_how_values_are_kept_is_told() -> None:
    documents = [
        {
            "password": f"$2b$12${number:053}",
            "digest": f"{number:031x}a",
            "sealed": b"Salted__" + bytes(range(32)),
            "shifted": "山田太郎".encode("cp932").decode("latin1"),
            "name": "山田太郎",
        }
        for number in range(20)
    ]
    noted = {segment.field: segment for segment in taken(*documents) if isinstance(segment, Column)}
    assert {field: column.notes for field, column in noted.items()} == {
        "password": ("hashed:bcrypt",),
        "digest": ("hashed:hex32",),
        "sealed": ("encrypted:openssl",),
        "shifted": ("mojibake:latin1:cp932",),
        "name": (),
    }
    assert set(noted["shifted"].values.to_pylist()) == {"山田太郎"}
    assert set(noted["sealed"].values.to_pylist()) == {"*"}


def test_depth_and_length_are_bounded_and_told() -> None:
    deep: Any = "x"
    for _ in range(5_000):
        deep = {"a": deep}
    assert [one.reason for one in problems(taken({"d": deep, "long": "y" * 1_001}))] == [
        Reason.TOO_LARGE,
        Reason.TOO_DEEP,
    ]
    with pytest.raises(OverBudget):
        taken({"a": "x" * 500}, budget=Budget(Limits(bytes=400)))


def test_passwords_in_targets_are_refused_and_not_repeated() -> None:
    for target in (
        "mongodb://user:hunter2@h/db",
        "mongodb://user:hunter2@h1,h2/db",
        "redis://:hunter2@h",
        "mongodb://h/?password=hunter2",
        "elasticsearch://h/?api_key=hunter2",
    ):
        result = CliRunner().invoke(cli, ["sources", "check", target])
        assert result.exit_code == 2 and "password" in result.output and "hunter2" not in result.output


def test_the_pace_of_the_plan_is_kept(redis_base: Any, redis_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: dict[float, float] = {}

    def take(self: Limiter, amount: float) -> None:
        taken[self._rate] = taken.get(self._rate, 0) + amount

    monkeypatch.setattr(Limiter, "take", take)
    for number in range(50):
        redis_base.set(f"user:{number}", "x" * 100)
    source = opened(f"redis://127.0.0.1:{redis_port}", pace=Pace(requests=30, bytes=7_000), workers=2)
    read_all(source, item_of(source, "database 0"))
    assert taken[30 / 3] == 3  # pipelines: types, sizes, values; of two workers and the lister
    assert 5_000 <= taken[7_000 / 2] <= 6_000


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ("stores: {row: 5}", "Did you mean 'rows'"),
        ("stores: {rows: -1}", "at least 0"),
        ("stores: {password: hunter2}", "stores.password: say where"),
    ],
)
def test_mistakes_in_a_plan_are_told(settings: str, said: str, tmp_path: Path) -> None:
    (tmp_path / "plan.yaml").write_text(settings, encoding="utf-8")
    with pytest.raises(ConfigError, match=said) as told:
        load_plan({}, tmp_path / "plan.yaml", env={})
    assert "hunter2" not in str(told.value)


def test_from_the_command_line_to_the_inventory(redis_base: Any, redis_port: int, tmp_path: Path) -> None:
    for number, record in enumerate(customers()):
        redis_base.set(f"customer:{number}", json.dumps(record, ensure_ascii=False))
    target = f"redis://127.0.0.1:{redis_port}"
    checked = CliRunner().invoke(cli, ["sources", "check", target, "--lang", "en"])
    assert checked.exit_code == 0 and "reading: works" in checked.output, checked.output
    planned = CliRunner().invoke(cli, ["scan", "--plan", target, "--out", str(tmp_path / "no")])
    assert planned.exit_code == 0 and not (tmp_path / "no").exists(), planned.output
    out = tmp_path / "out"
    result = CliRunner().invoke(cli, ["scan", target, "--out", str(out), "--workers", "1", "--depth", "quick"])
    assert result.exit_code == 0, result.output
    [item] = inventory.open(out).table("items").to_pylist()
    assert (item["uri"], item["kind"], item["status"]) == (f"{target}/0", "keys", "scanned")
    assert (item["rows_total"], item["sample_method"], item["rate_excluded"]) == (30, "whole", 0.0)
    fields = {(row["field"], row["entity"]) for row in inventory.open(out).table("fields").to_pylist()}
    assert {("customer:*.mails", "EMAIL_ADDRESS"), ("customer:*.contacts.tel", "PHONE_NUMBER")} <= fields


def test_no_value_leaves(redis_base: Any, redis_port: int, mongo_base: Any, mongo_port: int, tmp_path: Path) -> None:
    """Not of documents, not of keys, not of keys in documents: in no table, file or word."""
    records = customers()
    for number, record in enumerate(records):
        redis_base.set(f"customer:{number}", json.dumps(record, ensure_ascii=False))
        redis_base.hset(
            f"mail:user{number}@example.jp:090-1234-{5000 + number}", mapping={f"u{number}@mail.example.com": 1}
        )
    mongo_base["crm"]["c"].insert_many([{**record, record["mails"][1]: {"x": "y"}} for record in records])
    out = tmp_path / "out"
    command = ["scan", f"redis://127.0.0.1:{redis_port}", f"mongodb://127.0.0.1:{mongo_port}", "--out", str(out)]
    said = CliRunner().invoke(cli, [*command, "--workers", "1"])
    assert said.exit_code == 0, said.output
    for form in ("datahub", "openmetadata", "sql-comments"):
        assert CliRunner().invoke(cli, ["report", str(out), "--format", form]).exit_code == 0
    known = inventory.open(out)
    texts = [said.output, *(repr(known.table(name).to_pylist()) for name in inventory.SCHEMAS)]
    texts += [path.read_bytes().decode("latin-1") for path in out.rglob("*") if path.is_file()]
    assert known.table("findings").num_rows > 50
    values = {value for record in records for value in (record["profile"]["name"], *record["mails"])}
    values |= {contact["tel"] for record in records for contact in record["contacts"]}
    for text in texts:
        assert not [value for value in values if value in text or value.encode().decode("latin-1") in text]
