"""MongoDB, on a server that speaks its protocol."""

from __future__ import annotations

import datetime
import io
import socket
import threading
import uuid
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from scanner.model import Reason, Status
from scanner.problems import ConfigError
from scanner.settings import Stores
from tests.stores.conftest import mongo_server
from tests.stores.records import (
    columns,
    customers,
    extent,
    found,
    item_of,
    on_disk,
    opened,
    passages,
    problems,
    read_all,
    scanned,
)

# All that a scan may ask. `count` is what estimatedDocumentCount sends.
_MAY = frozenset(
    """hello isMaster ismaster ping listDatabases listCollections collStats find aggregate getMore killCursors count
    connectionStatus usersInfo endSessions""".split()
)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, Any]]]:
    """Every command that is sent from here on, with its arguments."""
    import pymongo
    from pymongo import monitoring

    sent: list[tuple[str, Any]] = []

    class Listener(monitoring.CommandListener):
        def started(self, event: Any) -> None:
            sent.append((event.command_name, dict(event.command)))

        def succeeded(self, event: Any) -> None: ...

        def failed(self, event: Any) -> None: ...

    class Client(pymongo.MongoClient[dict[str, Any]]):
        def __init__(self, *places: Any, **options: Any) -> None:
            super().__init__(*places, event_listeners=[Listener()], **options)

    monkeypatch.setattr("scanner.sources.stores.mongo.MongoClient", Client)
    yield sent
    assert {name for name, _ in sent} <= _MAY
    for name, command in sent:
        if name in ("find", "aggregate", "listCollections"):
            assert command["maxTimeMS"] > 0, name
        if name == "aggregate":
            assert command["pipeline"][0].keys() == {"$sample"} and command["allowDiskUse"] is False


@pytest.fixture
def target(mongo_port: int) -> str:
    return f"mongodb://127.0.0.1:{mongo_port}"


def test_collections_are_items_and_the_servers_own_are_not(mongo_base: Any, target: str, asked: list[Any]) -> None:
    mongo_base["顧客"]["名簿 1"].insert_one({"a": "b"})
    mongo_base["crm"]["a/b"].insert_one({"a": "b"})
    mongo_base["crm"].create_collection("empty")
    source = opened(target)
    items = {item.relative: item for item in source.list()}
    assert list(items) == ["crm.a/b", "crm.empty", "顧客.名簿 1"]
    assert items["crm.a/b"].uri == f"{target}/crm/a%2Fb" and items["crm.a/b"].source == target
    assert {item.version for item in items.values()} == {""}  # nothing tells that it has changed: read each time
    assert {item.exposure for item in items.values()} == {"company"}  # no login at all
    assert columns(read_all(source, items["crm.a/b"]))["a"] == ["b"]
    assert [item.relative for item in opened(f"{target}/crm").list()] == ["crm.a/b", "crm.empty"]
    assert [item.relative for item in opened(f"{target}/crm/empty").list()] == ["crm.empty"]
    assert extent(read_all(source, items["crm.empty"])).total == 0


def test_the_same_is_found_as_in_json_lines(mongo_base: Any, target: str, asked: list[Any]) -> None:
    records = customers()
    mongo_base["crm"]["customers"].insert_many([{**record, "_id": n} for n, record in enumerate(records)])
    source = opened(target)
    result = scanned(source, item_of(source, "crm.customers"))
    assert result.status is Status.SCANNED
    assert found(result) == on_disk({"_id": n, **record} for n, record in enumerate(records))
    assert (result.cost.rows_total, result.cost.method, result.cost.excluded) == (len(records), "whole", 0.0)


def test_types_that_json_has_not(mongo_base: Any, target: str) -> None:
    from bson import Binary, Code, DBRef, Decimal128, Int64, MaxKey, ObjectId, Regex, Timestamp

    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("名簿.txt", "連絡先 090-1234-5678")
    mongo_base["crm"]["types"].insert_one(
        {
            "_id": ObjectId("65a000000000000000000001"),
            "born": datetime.datetime(1985, 4, 1),
            "seen": datetime.datetime(2026, 1, 2, 3, 4, 5),
            "number": Int64(123456789018),
            "amount": Decimal128(Decimal("1.50")),
            "id": Binary.from_uuid(uuid.UUID(int=7)),
            "old": "氏名 山田太郎".encode("cp932"),
            "file": inner.getvalue(),
            "noise": b"\x00\xff\xfe\x01" * 9,
            "sealed": Binary(b"\x01" * 60, 6),  # encrypted by a client
            "pattern": Regex("^a"),
            "code": Code("f()"),
            "ref": DBRef("others", "x1"),
            "max": MaxKey(),
            "stamp": Timestamp(1, 1),
            "deep": {"a": [[{"b": "c"}], "d"]},
            "": "no name",
            "taro@example.jp": "its key is a value",
        }
    )
    source = opened(target)
    segments = read_all(source, item_of(source, "crm.types"))
    values = columns(segments)
    assert values["_id"] == ["65a000000000000000000001"]
    assert values["born"] == ["1985-04-01"] and values["seen"] == ["2026-01-02 03:04:05"]
    assert values["number"] == ["123456789018"] and values["amount"] == ["1.50"]
    assert values["old"] == ["氏名 山田太郎"]
    assert values["id"] == ["00000000-0000-0000-0000-000000000007"]
    assert values["sealed"] == ["*"]
    assert values["ref"] == ["x1"] and values["code"] == ["f()"] and values["pattern"] == ["^a"]
    assert values["deep.a"] == ["d"] and values["deep.a.b"] == ["c"]
    assert values["*"] == ["taro@example.jp\nits key is a value"]
    assert [(one.part, one.text) for one in passages(segments)][-1] == ("file row 1!名簿.txt", "連絡先 090-1234-5678")
    assert [(one.reason, one.part, one.detail) for one in problems(segments)] == [
        (Reason.UNSUPPORTED, "noise", "1 binary values")
    ]


@pytest.mark.parametrize(
    ("count", "rows", "method", "units"),
    [
        (300, 300, "whole", 0),
        (3000, 100, "rows", 100),  # a thirtieth: $sample walks at random
        (1000, 300, "key_ranges", 25),  # $sample would read all of it
    ],
)
def test_samples_and_what_they_exclude(
    mongo_base: Any, target: str, asked: list[Any], count: int, rows: int, method: str, units: int
) -> None:
    mongo_base["crm"]["many"].insert_many({"n": str(n)} for n in range(count))
    source = opened(target, stores=Stores(rows=rows))
    segments = read_all(source, item_of(source, "crm.many"))
    values, told = columns(segments)["n"], extent(segments)
    assert len(values) == len(set(values)) <= rows  # ranges may overlap, and each document counts once
    assert (told.total, told.method) == (count, method)
    if units:
        assert len(values) >= rows // 2
        assert told.excluded == pytest.approx(1 - 0.05 ** (1 / units), rel=0.15)
        assert 1 - 0.05 ** (1 / len(values)) == pytest.approx(told.spread)
    assert len(
        columns(read_all(opened(target, stores=Stores(rows=rows), full=True), item_of(source, "crm.many")))["n"]
    ) == (count)


def test_wide_documents_are_bounded_by_bytes(mongo_base: Any, target: str) -> None:
    mongo_base["crm"]["wide"].insert_many({"text": "x" * 10_000} for _ in range(400))
    source = opened(target, stores=Stores(bytes=200_000, value_bytes=5_000))
    segments = read_all(source, item_of(source, "crm.wide"))
    assert 1 <= len(columns(segments)["text"]) <= 40 and extent(segments).method != "whole"
    assert {len(text) for text in columns(segments)["text"]} == {5_000}
    assert [one.reason for one in problems(segments)] == [Reason.TOO_LARGE]


def test_views_by_choice_and_what_a_validator_says(mongo_base: Any, target: str) -> None:
    schema = {"bsonType": "object", "properties": {"no": {"description": "個人番号"}}, "description": "従業員"}
    mongo_base["hr"].create_collection("staff", validator={"$jsonSchema": schema})
    mongo_base["hr"]["staff"].insert_one({"no": "1"})
    mongo_base["hr"].command("create", "v", viewOn="staff", pipeline=[{"$match": {}}])
    source = opened(target)
    left = item_of(source, "hr.v").problem
    assert left is not None and left.reason is Reason.EXCLUDED and "stores.views" in left.detail
    said = passages(read_all(source, item_of(source, "hr.staff")))
    assert [one.text for one in said] == ["従業員\nno: 個人番号"]
    source = opened(target, stores=Stores(views=True, rows=1))
    segments = read_all(source, item_of(source, "hr.v"))
    assert columns(segments)["no"] == ["1"] and extent(segments).method == "first_rows"


def test_include_and_exclude(mongo_base: Any, target: str) -> None:
    for name in ("a", "b"):
        mongo_base["crm"][name].insert_one({})

    def read(**options: Any) -> list[str]:
        return [item.relative for item in opened(target, **options).list() if item.problem is None]

    assert read(exclude=("crm.a",)) == ["crm.b"]
    assert read(include=("b",)) == ["crm.b"]
    assert read(exclude=("crm",)) == []


def test_files_of_gridfs_go_through_their_readers(mongo_base: Any, target: str, asked: list[Any]) -> None:
    from gridfs import GridFSBucket

    bucket = GridFSBucket(mongo_base["crm"], "docs")
    bucket.upload_from_stream(
        "名簿.csv", "氏名,電話\n山田太郎,090-1234-5678\n".encode("cp932"), metadata={"by": "佐藤花子"}
    )
    bucket.upload_from_stream("x/../../y.txt", b"mail taro@example.jp")
    asked.clear()
    broken = bucket.upload_from_stream("gone.txt", b"text")
    mongo_base["crm"]["docs.chunks"].delete_many({"files_id": broken})
    source = opened(target)
    assert [(item.relative, item.kind) for item in source.list()] == [("crm.docs", "gridfs")]
    result = scanned(source, item_of(source, "crm.docs"))
    places = {(tally.part, tally.field, entity) for tally in result.tallies for entity in tally.entities}
    assert {
        ("名簿.csv", "氏名", "PERSON"),
        ("名簿.csv", "電話", "PHONE_NUMBER"),
        ("", "metadata.by", "PERSON"),
    } <= places
    assert ("x/../../y.txt", "", "EMAIL_ADDRESS") in places
    assert [(one.reason, one.part) for one in result.problems] == [(Reason.CORRUPT, "gone.txt")]
    assert result.status is Status.PARTIAL


def test_a_collection_that_is_gone(mongo_base: Any, target: str) -> None:
    mongo_base["crm"]["c"].insert_one({"a": "b"})
    source = opened(target)
    item = item_of(source, "crm.c")
    mongo_base["crm"].drop_collection("c")
    assert [one.reason for one in problems(read_all(source, item))] == [Reason.VANISHED]


def test_a_reader_with_few_rights(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import pymongo

    secret = "Passw0rd-for-tests"
    base: Any
    with mongo_server(tmp_path) as port, pymongo.MongoClient("127.0.0.1", port) as base:
        base.admin.command("createUser", "daicho", pwd=secret, roles=[{"role": "read", "db": "crm"}])
        base["crm"]["c"].insert_one({"tel": "090-1234-5678"})
        base["hr"]["c"].insert_one({"tel": "090-1234-5678"})
    monkeypatch.setenv("DAICHO_MONGODB_PASSWORD", secret)
    with mongo_server(tmp_path, "--auth") as port:
        server = f"mongodb://127.0.0.1:{port}"
        source = opened(f"mongodb://daicho@127.0.0.1:{port}/crm")
        [item] = source.list()
        assert (item.source, item.uri, item.exposure) == (f"{server}/crm", f"{server}/crm/c", "unknown")
        assert columns(read_all(source, item))["tel"] == ["090-1234-5678"]
        with pytest.raises(ConfigError, match="permission_denied"):
            opened(f"mongodb://daicho@127.0.0.1:{port}/hr")
        segments = read_all(source, replace(item, uri=f"{server}/hr/c"))
        assert [one.reason for one in problems(segments)] == [Reason.PERMISSION_DENIED]
        for wrong in ("wrong-password", ""):
            monkeypatch.setenv("DAICHO_MONGODB_PASSWORD", wrong)
            with pytest.raises(ConfigError, match=r"cannot|no password") as told:
                opened(f"mongodb://daicho@127.0.0.1:{port}/crm")
            assert "wrong-password" not in str(told.value) and secret not in repr(segments)


@pytest.mark.parametrize(
    ("users", "exposure"),
    [
        ([], "unknown"),
        ([("a", "read", "crm")], "private"),
        ([("a", "read", "crm"), ("b", "readAnyDatabase", "admin"), ("c", "read", "hr")], "group"),
        ([("a", "clusterMonitor", "admin")], "private"),
    ],
)
def test_who_can_read_by_users(
    mongo_base: Any, target: str, monkeypatch: pytest.MonkeyPatch, users: list[tuple[str, str, str]], exposure: str
) -> None:
    mongo_base["crm"]["c"].insert_one({})
    told = {
        "connectionStatus": {"authInfo": {"authenticatedUsers": [{"user": "x"}]}},
        "usersInfo": {"users": [{"user": user, "roles": [{"role": role, "db": db}]} for user, role, db in users]},
    }
    source: Any = opened(target)
    real = source._client.admin.command
    monkeypatch.setattr(
        type(source._client.admin),
        "command",
        lambda self, name, *more, **options: told.get(name) or real(name, *more, **options),
    )
    assert source._readers("crm")[0] == exposure


class Cutting(threading.Thread):
    """Hands bytes on to a server until so many have come back, and then ends the connection and takes no other."""

    def __init__(self, port: int, most: int) -> None:
        super().__init__(daemon=True)
        self._to, self._most, self.cut = port, most, False
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.start()

    def run(self) -> None:
        while True:
            client, _ = self._listener.accept()
            if self.cut:
                client.close()
                continue
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        server = socket.create_connection(("127.0.0.1", self._to))

        def hand(source: socket.socket, target: socket.socket, counted: bool) -> None:
            with suppress(OSError):
                while data := source.recv(65_536):
                    if counted:
                        self._most -= len(data)
                        if self._most < 0:
                            self.cut = True
                            break
                    target.sendall(data)
            for one in (source, target):
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)

        threading.Thread(target=hand, args=(client, server, False), daemon=True).start()
        hand(server, client, True)


def test_a_connection_that_is_cut_midway_leaves_what_was_read(
    mongo_base: Any, mongo_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    mongo_base["crm"]["many"].insert_many({"name": "山田太郎", "pad": "x" * 500} for n in range(5_000))
    between = Cutting(mongo_port, 1_500_000)
    real = "scanner.sources.stores.mongo.MongoClient"
    import pymongo

    def client(*places: Any, **options: Any) -> Any:
        return pymongo.MongoClient(*places, **options | {"serverSelectionTimeoutMS": 500})

    monkeypatch.setattr(real, client)
    source = opened(f"mongodb://127.0.0.1:{between.port}/?directConnection=true")
    result = scanned(source, item_of(source, "crm.many"))
    assert between.cut
    assert result.status is Status.PARTIAL
    assert [one.reason for one in result.problems] == [Reason.IO_ERROR]
    assert 500 <= result.cost.rows_read < 5_000
    assert (result.cost.method, result.cost.excluded, result.cost.sampled) == ("broken", 1.0, True)
    assert found(result)[("name", "PERSON")][0] == result.cost.rows_read


@pytest.mark.parametrize(
    ("target", "word"),
    [
        ("mongodb://127.0.0.1:1/crm", "cannot be reached"),
        ("mongodb://127.0.0.1:x/crm", "port"),
        ("mongodb://h/a/b/c", "too many names"),
        ("mongodb://h/a?replicaset=x", "'replicaset' is not known"),
        ("mongodb://h/?tlsCAFile=/nonexistent.pem&tls=true", "cannot work"),
    ],
)
def test_mistakes_are_told(target: str, word: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import pymongo

    def client(*places: Any, **options: Any) -> Any:
        return pymongo.MongoClient(*places, **options | {"serverSelectionTimeoutMS": 300})

    monkeypatch.setattr("scanner.sources.stores.mongo.MongoClient", client)
    with pytest.raises(ConfigError, match=word) as told:
        opened(target)
    assert told.value.ja != str(told.value)


def test_a_count_of_long_ago_does_not_make_it_read_on(
    mongo_base: Any, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pymongo.collection import Collection

    mongo_base["crm"]["many"].insert_many({"n": str(n)} for n in range(500))
    monkeypatch.setattr(Collection, "estimated_document_count", lambda *_, **__: 0)
    source = opened(target, stores=Stores(rows=100))
    segments = read_all(source, item_of(source, "crm.many"))
    assert len(columns(segments)["n"]) == 200
    assert (extent(segments).method, extent(segments).excluded) == ("first_rows", 1.0)
