"""Redis, on a server of its own."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from click.testing import CliRunner

from scanner.budget import Budget
from scanner.cli import cli
from scanner.model import Reason, Status
from scanner.problems import ConfigError
from scanner.settings import Stores
from scanner.sources.stores import redis as stores_redis
from scanner.sources.stores import redis_values
from scanner.sources.stores.keys import Patterns
from tests.stores.conftest import redis_server
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

# All that a scan may ask, as docs/document-stores.md tells an administrator to grant it.
_GRANTED = (
    "+select +info +dbsize +scan +type +memory|usage +getrange +hscan +sscan +zscan +lrange +xrange +json.get".split()
)
_MAY = {word.lstrip("+").replace("|", " ").upper() for word in _GRANTED} | {"AUTH", "CLIENT"}


@pytest.fixture
def target(redis_port: int) -> str:
    return f"redis://127.0.0.1:{redis_port}"


@pytest.fixture
def asked(redis_port: int) -> Iterator[list[str]]:
    """Every command that reaches the server while a test reads, as MONITOR shows it."""
    import redis

    sent: list[str] = []
    ready, client = threading.Event(), redis.Redis(port=redis_port)

    def watch() -> None:
        with client.monitor() as monitor:
            ready.set()
            for command in monitor.listen():
                sent.append(str(command["command"]))
                if "the-end" in sent[-1]:
                    return

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    ready.wait()
    yield sent
    client.echo("the-end")
    thread.join(10)


def fill(base: Any) -> None:
    for number, record in enumerate(customers()):
        base.hset(f"user:{number}", mapping={"name": record["profile"]["name"], "mail": record["mails"][0]})
        base.set(f"session:{number * 7919:08x}", json.dumps(record, ensure_ascii=False))
        base.set(f"user:{number}:tel", record["contacts"][0]["tel"])
        base.sadd(f"user:{number}:mails", *record["mails"])
    base.rpush("todo:calls", "佐藤花子様 090-1111-2222 へ折り返し", "2")
    base.xadd("log:visits", {"who": "鈴木一郎", "ip": "203.0.113.9"})
    base.zadd("rank:week", {"高橋美咲": 3})


def test_every_type_by_the_pattern_of_its_key(redis_base: Any, target: str, asked: list[str]) -> None:
    fill(redis_base)
    redis_base.echo("filled")
    source = opened(target)
    segments = read_all(source, item_of(source, "database 0"))
    values = columns(segments)
    assert sorted(values["user:*.name"]) == sorted(record["profile"]["name"] for record in customers())
    assert len(values["user:*:tel"]) == 30 and len(values["session:*.profile.name"]) == 30
    assert sorted(values["user:*:mails"][0].split("\n"))[0].startswith("u")
    assert len(values["session:*.contacts.tel"]) == 60  # objects in an array: a row each
    assert values["todo:*"] == ["佐藤花子様 090-1111-2222 へ折り返し\n2"]
    assert values["log:*.who"] == ["鈴木一郎"] and values["rank:*"] == ["高橋美咲"]
    assert sorted(values["user:*.(key)"], key=int) == [str(number) for number in range(30)]
    assert (extent(segments).total, extent(segments).method) == (123, "whole")
    assert not problems(segments)
    redis_base.echo("read")
    sent = [command.upper() for command in asked]
    between = sent[sent.index("ECHO FILLED") + 1 :]
    first = {" ".join(command.split()[: 2 if command.startswith("MEMORY") else 1]) for command in between}
    assert first - {"ECHO"} <= _MAY and "KEYS" not in first


def test_the_same_is_found_as_in_json_lines(redis_base: Any, target: str) -> None:
    records = customers()
    for number, record in enumerate(records):
        redis_base.set(f"customer:{number}", json.dumps(record, ensure_ascii=False))
    source = opened(target)
    result = scanned(source, item_of(source, "database 0"))
    assert result.status is Status.SCANNED
    known = {(field.removeprefix("customer:*."), entity): hits for (field, entity), hits in found(result).items()}
    assert {place: hits for place, hits in known.items() if place[0] != "(key)"} == on_disk(records)


def test_names_in_keys_are_values_and_no_fields(redis_base: Any, target: str) -> None:
    for number in range(10):
        redis_base.set(f"reset:taro{number}@example.jp", "1")
        redis_base.set(f"reset:山田太郎{number}", "1")
    source = opened(target)
    result = scanned(source, item_of(source, "database 0"))
    assert found(result)["reset:*.(key)", "EMAIL_ADDRESS"][0] == 10
    assert {tally.field for tally in result.tallies} == {"@path", "reset:*", "reset:*.(key)"}


def test_databases_are_items(redis_base: Any, redis_port: int, target: str) -> None:
    import redis

    redis_base.set("a:b", "0")
    with redis.Redis(port=redis_port, db=3) as third:
        third.set("c:d", "090-1234-5678")
    source = opened(target)
    items = list(source.list())
    assert [(item.relative, item.uri, item.kind) for item in items] == [
        ("database 0", f"{target}/0", "keys"),
        ("database 3", f"{target}/3", "keys"),
    ]
    assert {item.exposure for item in items} == {"company"}
    assert columns(read_all(source, items[1]))["c:*"] == ["090-1234-5678"]
    only = opened(f"{target}/3")
    [item] = only.list()
    assert item.source == f"{target}/3" and columns(read_all(only, item))["c:*"] == ["090-1234-5678"]


@pytest.mark.parametrize("learned", [100, 20_000])
def test_a_sample_and_what_it_excludes(
    redis_base: Any, target: str, monkeypatch: pytest.MonkeyPatch, learned: int
) -> None:
    monkeypatch.setattr(stores_redis, "_LEARN", learned)  # names that patterns are learned from
    with redis_base.pipeline() as pipeline:
        for number in range(3_000):
            pipeline.set(f"user:{number}", str(number))
        pipeline.execute()
    source = opened(target, stores=Stores(rows=700))
    segments = read_all(source, item_of(source, "database 0"))
    told, values = extent(segments), columns(segments)["user:*"]
    assert len(values) == 700 and (told.total, told.method) == (3_000, "rows")
    assert told.excluded == told.spread == pytest.approx(1 - 0.05 ** (1 / 700))
    assert 500 < sum(map(int, values)) / 700 < 2_500  # from everywhere, in the order of a hash
    everything = opened(target, stores=Stores(rows=700), full=True)
    segments = read_all(everything, item_of(everything, "database 0"))
    assert len(columns(segments)["user:*"]) == 3_000 and extent(segments).method == "whole"


def test_some_of_the_keys_by_their_names(redis_base: Any, target: str) -> None:
    redis_base.mset({"user:1": "x", "user:2": "y", "cart:1": "z"})
    source = opened(f"{target}/0?match=user:*")
    segments = read_all(source, next(source.list()))
    assert sorted(columns(segments)) == ["user:*", "user:*.(key)"]


def test_large_values_are_bounded_and_told(redis_base: Any, target: str) -> None:
    redis_base.set("text:1", "x" * 5_000)
    redis_base.sadd("set:1", *range(3_000))
    redis_base.pfadd("hyper:1", "a")
    source = opened(target, stores=Stores(value_bytes=1_000))
    segments = read_all(source, item_of(source, "database 0"))
    values = columns(segments)
    assert len(values["text:*"][0]) == 1_000 and len(values["set:*"][0].split("\n")) == 1_000
    assert [(one.reason, one.detail.partition(":")[0]) for one in problems(segments)] == [
        (Reason.TOO_LARGE, "1 keys with more than 1000 members"),
        (Reason.TOO_LARGE, "1 values longer than 1000 bytes"),
    ]


def test_a_reader_with_few_rights(redis_base: Any, target: str, monkeypatch: pytest.MonkeyPatch) -> None:
    redis_base.set("user:1:tel", "090-1234-5678")
    secret = "Passw0rd-for-tests"
    redis_base.execute_command("ACL", "SETUSER", "daicho", "reset", "on", f">{secret}", "~*", "-@all", *_GRANTED[:-1])
    monkeypatch.setenv("DAICHO_REDIS_PASSWORD", secret)
    with_user = target.replace("redis://", "redis://daicho@")
    source = opened(with_user)
    [item] = source.list()
    assert (item.source, item.exposure) == (target, "unknown")  # no user in the inventory
    assert columns(read_all(source, item))["user:*:tel"] == ["090-1234-5678"]
    redis_base.execute_command("ACL", "SETUSER", "daicho", "-info", "-getrange")
    source = opened(with_user)
    items = [item for item in source.list() if item.relative == "database 0"]
    segments = read_all(source, items[0])
    assert [(one.reason, one.detail) for one in problems(segments)] == [
        (Reason.PERMISSION_DENIED, "1 keys of type 'string'")
    ]
    assert secret not in repr(segments) + repr(items)
    checked = CliRunner().invoke(cli, ["sources", "check", with_user, "--lang", "en"])
    assert checked.exit_code == 3 and "does not work (Permission denied" in checked.output, checked.output
    monkeypatch.setenv("DAICHO_REDIS_PASSWORD", "wrong")
    with pytest.raises(ConfigError, match="permission_denied") as told:
        opened(with_user)
    assert "wrong" not in str(told.value)


def test_a_server_that_ends_midway_leaves_what_was_read(monkeypatch: pytest.MonkeyPatch) -> None:
    import redis

    with redis_server() as port:
        base = redis.Redis(port=port)
        base.mset({f"user:{number}": f"090-1234-{number:04}" for number in range(2_000)})
        source = opened(f"redis://127.0.0.1:{port}")
        item = item_of(source, "database 0")
        given: list[Any] = []
        reading = source.read(item, Budget())
        given.append(next(reading))
        real, calls = redis_values.Reader._ask, []

        def ask(self: Any, questions: Any, put: Any) -> Any:
            calls.append(questions)
            if len(calls) == 7:  # two pages were read
                base.config_set("maxclients", 1)
                base.execute_command("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes")
            return real(self, questions, put)

        monkeypatch.setattr(redis_values.Reader, "_ask", ask)
        given += list(reading)
    assert 1_000 <= len(columns(given)["user:*"]) < 2_000
    assert extent(given).method == "broken" and [one.reason for one in problems(given)] == [Reason.IO_ERROR]


@pytest.mark.parametrize(
    ("target", "word"),
    [("redis://127.0.0.1:1", "cannot be reached"), ("redis://h/users", "have numbers"), ("redis://h/0/1", "too many")],
)
def test_mistakes_are_told(target: str, word: str) -> None:
    with pytest.raises(ConfigError, match=word) as told:
        opened(target)
    assert told.value.ja != str(told.value)


@pytest.mark.parametrize(
    ("keys", "patterns"),
    [
        ([f"user:{n}:{a}" for n in range(9) for a in ("email", "cart")], {"user:*:email", "user:*:cart"}),
        ([f"user:{n}:cart" for n in ("taro", "hanako", "jiro")], {"user:*:cart"}),  # logins are no words of a schema
        ([f"{n}:{a}" for n in ("taro", "hanako", "jiro") for a in ("cart", "tel")], {"*:cart", "*:tel"}),
        (["taro", "hanako", "email"], {"*", "email"}),
        (["customer:taro@example.jp", "customer:2"], {"customer:*"}),
        (["顧客:山田太郎:電話番号"], {"*:*:電話番号"}),
        (["a/b/c", "::"], {"a/*/*", ":*:*"}),  # a mark does what a mark does
        ([":" * 100], {":" + "*:" * 6 + "*"}),
        (["1" * 100_000], {"*"}),
    ],
)
def test_patterns_of_keys(keys: list[str], patterns: set[str]) -> None:
    known = Patterns(keys)
    assert {known.of(key)[0] for key in keys} == patterns


def test_patterns_are_bounded() -> None:
    known = Patterns([f"s{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}{chr(97 + n // 676)}:{n}" for n in range(3_000)])
    assert (
        len({known.of(f"s{chr(97 + n % 26)}{chr(97 + n // 26 % 26)}{chr(97 + n // 676)}:1")[0] for n in range(3_000)})
        <= 501
    )
