"""Elasticsearch and OpenSearch, on a server that plays them: never tried on a real one."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from scanner.model import Reason, Status
from scanner.problems import ConfigError
from scanner.settings import Stores
from scanner.sources.stores import elastic as stores_elastic
from scanner.sources.stores.elastic import ElasticSource
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


class Cluster:
    """Indices as name → documents. asked: method and path of every request, and its body. break_at: requests until 503."""

    def __init__(self) -> None:
        self.indices: dict[str, list[Any]] = {}
        self.closed: set[str] = set()
        self.asked: list[tuple[str, str, Any]] = []
        self.authorization = ""
        self.break_at = 1 << 30
        self.failed_shards = 0
        self.raw: bytes | None = None
        self._scrolls: dict[str, list[Any]] = {}

    def answer(self, method: str, target: str, body: Any) -> tuple[int, Any]:
        path, query = unquote(urlsplit(target).path), parse_qs(urlsplit(target).query)
        self.asked.append((method, path, body))
        if len(self.asked) > self.break_at:
            return 503, {}
        if path == "/":
            return 200, {"version": {"number": "8.0.0"}}
        if path == "/_cat/indices":
            rows = []
            for name, documents in self.indices.items():
                size = str(sum(len(json.dumps(one)) for one in documents))
                status = "close" if name in self.closed else "open"
                sizes = {"store.size": size, "pri.store.size": size}
                rows.append({"index": name, "status": status, "docs.count": str(len(documents)), **sizes})
            return 200, rows
        if path == "/_search/scroll":
            if method == "DELETE":
                return 200, {"gone": [self._scrolls.pop(name) and name for name in body["scroll_id"]]}
            return self._page(body["scroll_id"])
        if match := re.fullmatch("/([^/]+)/_search", path):
            if match[1] not in self.indices:
                return 404, {"error": {"reason": "no such index [secret-name]"}}
            documents = self.indices[match[1]]
            if body["size"] == 0:
                return 200, {"hits": {"total": {"value": len(documents)}, "hits": []}}
            assert "scroll" in query
            if "function_score" in body["query"]:
                documents = documents[::3] + documents[1::3] + documents[2::3]
            self._scrolls["s1"] = [documents[at : at + body["size"]] for at in range(0, len(documents), body["size"])]
            return self._page("s1")
        return 400, {}

    def _page(self, scroll: str) -> tuple[int, Any]:
        pages = self._scrolls[scroll]
        page = pages.pop(0) if pages else []
        hits = [{"_id": "1", "_source": one} if one is not None else {"_id": "1"} for one in page]
        return 200, {"_scroll_id": scroll, "_shards": {"failed": self.failed_shards}, "hits": {"hits": hits}}

    @property
    def left_open(self) -> list[str]:
        return list(self._scrolls)


@pytest.fixture
def cluster() -> Iterator[tuple[Cluster, str]]:
    """A cluster and its target."""
    made = Cluster()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _answer(self) -> None:
            length = int(self.headers.get("content-length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            made.authorization = self.headers.get("authorization", "")
            status, answer = made.answer(self.command, self.path, body)
            data = made.raw if made.raw is not None and status == 200 else json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("content-length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        do_GET = do_POST = do_DELETE = do_PUT = _answer

        def log_message(self, *_: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield made, f"elasticsearch://127.0.0.1:{server.server_port}/?tls=false"
    server.shutdown()
    server.server_close()
    assert not made.left_open  # what a server keeps for us is given back
    for method, path, _ in made.asked:
        assert (method, path) in {("GET", "/"), ("GET", "/_cat/indices")} or (
            (path.endswith("/_search") and method == "POST")
            or (path == "/_search/scroll" and method in ("POST", "DELETE"))
        )


def test_the_same_is_found_as_in_json_lines(cluster: tuple[Cluster, str]) -> None:
    base, target = cluster
    base.indices["customers"] = customers()
    source = opened(target)
    result = scanned(source, item_of(source, "customers"))
    assert result.status is Status.SCANNED
    assert found(result) == on_disk(customers())
    assert (result.cost.rows_total, result.cost.method) == (30, "whole")


def test_indices_are_items_and_the_servers_own_are_not(cluster: tuple[Cluster, str]) -> None:
    base, target = cluster
    base.indices = {".security-7": [{}], ".ds-logs-2026.11.01-000001": [{"mail": "a@example.jp"}], "b": [], "a": []}
    base.closed = {"a"}
    source = opened(target)
    items = {item.relative: item for item in source.list()}
    assert list(items) == [".ds-logs-2026.11.01-000001", "a", "b"]
    assert items["a"].problem is not None and items["a"].problem.reason is Reason.ARCHIVED
    uri = target.partition("/?")[0]
    assert items["b"].uri == f"{uri}/b" and items["b"].source == uri and items["b"].exposure == "company"
    assert columns(read_all(source, items[".ds-logs-2026.11.01-000001"]))["mail"] == ["a@example.jp"]
    assert [item.relative for item in opened(target.replace("/?", "/b?")).list()] == ["b"]


def test_a_sample_and_what_it_excludes(cluster: tuple[Cluster, str]) -> None:
    base, target = cluster
    base.indices["many"] = [{"n": str(number)} for number in range(900)]
    source = opened(target, stores=Stores(rows=250))
    segments = read_all(source, item_of(source, "many"))
    told = extent(segments)
    assert len(columns(segments)["n"]) == 250 and (told.total, told.exact, told.method) == (900, True, "rows")
    assert told.excluded == pytest.approx(1 - 0.05 ** (1 / 250))
    assert any("random_score" in str(body) for _, _, body in base.asked)


def test_answers_that_are_not_whole(cluster: tuple[Cluster, str], monkeypatch: pytest.MonkeyPatch) -> None:
    base, target = cluster
    base.indices["i"] = [{"n": "1"}, None, {"n": "2"}]
    base.failed_shards = 2
    source = opened(target)
    segments = read_all(source, item_of(source, "i"))
    assert columns(segments)["n"] == ["1", "2"] and extent(segments).excluded == 1.0
    assert [(one.reason, one.detail) for one in problems(segments)] == [
        (Reason.IO_ERROR, "2 shards did not answer"),
        (Reason.UNSUPPORTED, "1 documents whose _source is not kept"),
    ]
    item = item_of(source, "i")
    for raw, reason in ((b"{", Reason.CORRUPT), (b"[" * 100_000, Reason.CORRUPT), (b" " * 2_000_000, Reason.TOO_LARGE)):
        base.raw = raw
        monkeypatch.setattr(stores_elastic, "_ANSWER", 1_000_000)
        assert [one.reason for one in problems(read_all(source, item))] == [reason]
    for strange in (b"null", b"[]", b'{"hits": 3}', b'{"hits": {"hits": [1, {"_source": [1]}], "total": "x"}}'):
        base.raw = strange
        assert [one.reason for one in problems(read_all(source, item))] == [Reason.CORRUPT]
    base._scrolls.clear()


def test_a_server_that_breaks_midway_leaves_what_was_read(cluster: tuple[Cluster, str]) -> None:
    base, target = cluster
    base.indices["many"] = [{"mail": f"u{number}@example.jp", "x": "x" * 5_000} for number in range(3_000)]
    source = opened(target)
    item = item_of(source, "many")
    base.asked.clear()
    base.break_at = 4
    result = scanned(source, item)
    base._scrolls.clear()
    assert result.status is Status.PARTIAL and 100 < result.cost.rows_read < 3_000
    assert [(one.reason, one.detail) for one in result.problems] == [(Reason.IO_ERROR, "HTTP 503")]
    assert result.cost.method == "broken"
    assert found(result)["mail", "EMAIL_ADDRESS"][0] == result.cost.rows_read


def test_an_index_that_is_gone(cluster: tuple[Cluster, str]) -> None:
    base, target = cluster
    base.indices["i"] = [{"n": "1"}]
    source = opened(target)
    item = item_of(source, "i")
    del base.indices["i"]
    [problem] = problems(read_all(source, item))
    assert problem.reason is Reason.VANISHED and "secret-name" not in problem.detail


def test_logins(cluster: tuple[Cluster, str], monkeypatch: pytest.MonkeyPatch) -> None:
    base, target = cluster
    base.indices["i"] = []
    monkeypatch.setenv("DAICHO_ELASTICSEARCH_PASSWORD", "Passw0rd-for-tests")
    source = opened(target.replace("://", "://reader@"))
    [item] = source.list()
    assert base.authorization.startswith("Basic ") and (item.exposure, "reader" in item.uri) == ("unknown", False)
    monkeypatch.setenv("DAICHO_ELASTICSEARCH_API_KEY", "a2V5")
    opened(target)
    assert base.authorization == "ApiKey a2V5"
    with pytest.raises(ConfigError, match="not sent without TLS"):
        opened("elasticsearch://search.example.jp/?tls=false")


def test_nothing_but_reading_can_be_asked(cluster: tuple[Cluster, str]) -> None:
    source = opened(cluster[1])
    assert isinstance(source, ElasticSource)
    for method, path in (
        *(("PUT", "/a"), ("POST", "/a/_doc"), ("POST", "/_bulk"), ("DELETE", "/a"), ("POST", "/a/_search/../_doc")),
        *(("POST", "/a/_update_by_query"), ("POST", "/_search/scroll/../../a/_doc"), ("GET", "/_cat/indices/../../a")),
    ):
        with pytest.raises(AssertionError):
            source._ask(method, path)


@pytest.mark.parametrize(
    ("target", "word"),
    [
        ("elasticsearch://127.0.0.1:1", "cannot be reached"),
        ("opensearch://127.0.0.1:1/?tls=false", "cannot be reached"),
        ("elasticsearch://h/a/b", "too many"),
        ("elasticsearch:///a", "which server"),
        ("elasticsearch://h/?api_key=x", "no password"),
    ],
)
def test_mistakes_are_told(target: str, word: str) -> None:
    with pytest.raises(ConfigError, match=word):
        opened(target)
