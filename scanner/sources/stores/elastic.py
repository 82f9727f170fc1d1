"""Elasticsearch and OpenSearch: indices over HTTPS, scrolls of the documents themselves (`_source`).

Asked are GET of `/` and `_cat/indices`, searches (POST …/_search, /_search/scroll) and the end
of a scroll (DELETE /_search/scroll, which frees what the server keeps for it): nothing else can be sent.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property
from typing import Any
from urllib.parse import quote

import urllib3

from scanner.budget import Budget
from scanner.model import Problem, Reason, Stage
from scanner.problems import ConfigError, Unreadable
from scanner.sources.stores.address import secret
from scanner.sources.stores.documents import Documents
from scanner.sources.stores.source import Collection, Drawn, Reading, StoreSource

_MAY = re.compile(r"GET /_cat/indices|GET /|POST /[^/_][^/]*/_search|POST /_search/scroll|DELETE /_search/scroll")
_ANSWER = 64 << 20  # bytes of one answer
_PAGE = 4 << 20  # bytes of documents that one answer should hold
_DRAWN = 10_000  # documents of a sample: what an index gives in one search without being told otherwise
_SEED = 20_030_530
_KEEP = "2m"
_BY_STATUS = {
    401: (Reason.PERMISSION_DENIED, "not logged in"),
    403: (Reason.PERMISSION_DENIED, "not allowed"),
    404: (Reason.VANISHED, ""),
    408: (Reason.TIMEOUT, ""),
    429: (Reason.IO_ERROR, "the server is busy"),
    504: (Reason.TIMEOUT, ""),
}


class ElasticSource(StoreSource):
    """`elasticsearch://[user@]host[:port][/index]`, `opensearch://…`: HTTPS, unless the target says `?tls=false`."""

    PORT = 9200
    NAMES = 1
    OPTIONS = ("tls", "tlsCAFile")

    @cached_property
    def _http(self) -> urllib3.HTTPConnectionPool:
        [(host, port), *_] = self.address.hosts(self.PORT)
        headers = {"accept": "application/json", "content-type": "application/json", "user-agent": "daicho"}
        if key := secret("", "", "DAICHO_ELASTICSEARCH_API_KEY"):
            headers["authorization"] = f"ApiKey {key}"
        elif self.address.user:
            password = secret(self.settings.password, "stores.password", "DAICHO_ELASTICSEARCH_PASSWORD")
            headers |= urllib3.make_headers(basic_auth=f"{self.address.user}:{password}")
        common: dict[str, Any] = {
            "headers": headers,
            "timeout": urllib3.Timeout(connect=10, read=self.settings.timeout or None),
            "retries": urllib3.Retry(2, allowed_methods=["GET"], redirect=0, raise_on_status=False),
            "maxsize": 1,
        }
        if self._plain:
            if "authorization" in headers and host not in ("localhost", "127.0.0.1", "::1"):
                raise ConfigError(
                    f"{self.target}: a password is not sent without TLS. Leave out ?tls=false.",
                    ja=f"{self.target}: TLS なしではパスワードを送りません。?tls=false を外してください。",
                )
            return urllib3.HTTPConnectionPool(host, port, **common)
        return urllib3.HTTPSConnectionPool(host, port, ca_certs=self.address.options.get("tlsCAFile"), **common)

    @property
    def _plain(self) -> bool:
        return self.address.options.get("tls", "true").lower() == "false"

    def _ask(self, method: str, path: str, query: str = "", body: Any = None) -> Any:
        if not _MAY.fullmatch(f"{method} {path}"):
            raise AssertionError(f"{method} is not ours to send")
        self.pace.request()
        try:
            answer = self._http.request(
                method,
                f"{path}?{query}" if query else path,
                body=None if body is None else json.dumps(body),
                preload_content=False,
            )
            try:
                data = answer.read(_ANSWER + 1, decode_content=True)
            finally:
                answer.release_conn()
        except (urllib3.exceptions.TimeoutError, urllib3.exceptions.ConnectTimeoutError) as exc:
            raise Unreadable(Reason.TIMEOUT, type(exc).__name__) from None
        except urllib3.exceptions.HTTPError as exc:
            timed_out = "Timeout" in type(getattr(exc, "reason", exc)).__name__
            raise Unreadable(Reason.TIMEOUT if timed_out else Reason.IO_ERROR, type(exc).__name__) from None
        if answer.status >= 300:
            reason, words = _BY_STATUS.get(answer.status, (Reason.IO_ERROR, ""))
            raise Unreadable(reason, f"HTTP {answer.status}" + (f": {words}" if words else ""))
        if len(data) > _ANSWER:
            raise Unreadable(Reason.TOO_LARGE, f"an answer of more than {_ANSWER} bytes")
        try:
            return json.loads(data, parse_float=str, parse_int=str)
        except (ValueError, RecursionError):
            raise Unreadable(Reason.CORRUPT, "the answer is no JSON") from None

    def reach(self) -> None:
        self._ask("GET", "/")

    # --- listing ---

    def collections(self) -> Iterator[Collection]:
        query = "format=json&bytes=b&expand_wildcards=open,closed,hidden&h=index,status,docs.count,store.size"
        known = self._ask("GET", "/_cat/indices", query)
        if not isinstance(known, list):
            raise Unreadable(Reason.CORRUPT, "an answer of another form")
        login = "authorization" in self._http.headers
        for one in sorted((one for one in known if isinstance(one, dict)), key=lambda one: str(one.get("index"))):
            name = str(one.get("index", ""))
            own = name.startswith(".") and not name.startswith(".ds-")  # the server's; .ds- are parts of data streams
            if not name or (own and (name,) != self.address.names) or self.address.names not in ((), (name,)):
                continue
            closed = one.get("status") == "close"
            yield Collection(
                (name,),
                "index",
                bytes=_number(one.get("store.size")),
                exposure="unknown" if login else "company",
                detail="" if login else "no login: whoever reaches the server can read it",
                problem=Problem(Stage.LIST, Reason.ARCHIVED, detail="closed index") if closed else None,
            )

    # --- reading ---

    def documents(self, names: tuple[str, ...], into: Documents, budget: Budget) -> Reading:
        path = f"/{quote(names[-1], safe='')}/_search"
        count = self._ask("POST", path, "", {"size": 0, "track_total_hits": True, "query": {"match_all": {}}})
        total = _total(count)
        if total < 0:
            raise Unreadable(Reason.CORRUPT, "an answer of another form")
        size = self._size(names[-1])
        wanted = self.rows
        if self.bytes and size > self.bytes and total > 0:
            wanted = max(1, min(wanted or total, total * self.bytes // size))
        whole = not wanted or total <= wanted
        page = max(10, min(1_000, _PAGE // max(1, size // max(1, total)))) if size > 0 and total > 0 else 500
        drawn = Drawn("whole" if whole else "rows", total, exact=True)
        body: dict[str, Any] = {"size": page, "query": {"match_all": {}}, "sort": ["_doc"]}
        if not whole:
            wanted = min(wanted, _DRAWN)
            by_chance = {"seed": _SEED, "field": "_seq_no"}
            body = {"size": min(page, wanted), "query": {"function_score": {"random_score": by_chance}}}
        hidden = failed = 0
        for answer in self._pages(path, body):
            budget.tick()
            shards = answer.get("_shards")
            failed = max(failed, _number(shards.get("failed")) if isinstance(shards, dict) else 0)
            for hit in _hits(answer):
                if isinstance(hit.get("_source"), dict):
                    yield from into.take(hit["_source"])
                else:
                    hidden += 1
                if not whole and into.rows >= wanted:
                    break
            if into.rows + hidden > 2 * total + 1_000:  # a scroll does not grow; this one has no end
                raise Unreadable(Reason.CORRUPT, "more documents than the index has")
            if not whole and (into.rows >= wanted or self.enough(into)):
                break
        if failed:
            yield Problem(Stage.READ, Reason.IO_ERROR, detail=f"{failed} shards did not answer")
        if hidden:
            yield Problem(Stage.READ, Reason.UNSUPPORTED, detail=f"{hidden} documents whose _source is not kept")
        if failed or (hidden and whole):
            return Drawn("first_rows", total, exact=True)
        return drawn

    def _size(self, name: str) -> int:
        known = self._ask("GET", "/_cat/indices", "format=json&bytes=b&expand_wildcards=all&h=index,pri.store.size")
        rows = known if isinstance(known, list) else []
        return next((_number(row.get("pri.store.size")) for row in rows if row.get("index") == name), -1)

    def _pages(self, path: str, body: Any) -> Iterator[dict[str, Any]]:
        answer = self._ask("POST", path, f"scroll={_KEEP}", body)
        scroll = _scroll(answer, "")
        try:
            while scroll and _hits(answer):
                yield answer
                answer = self._ask("POST", "/_search/scroll", "", {"scroll": _KEEP, "scroll_id": scroll})
                scroll = _scroll(answer, scroll)
        finally:
            if scroll:
                with suppress(Unreadable):
                    self._ask("DELETE", "/_search/scroll", "", {"scroll_id": [scroll]})


def _scroll(answer: Any, before: str) -> str:
    if not isinstance(answer, dict):
        raise Unreadable(Reason.CORRUPT, "an answer of another form")
    return str(answer.get("_scroll_id") or before)


def _hits(answer: Any) -> list[dict[str, Any]]:
    outer = answer.get("hits") if isinstance(answer, dict) else None
    hits = outer.get("hits") if isinstance(outer, dict) else None
    return [hit for hit in hits if isinstance(hit, dict)] if isinstance(hits, list) else []


def _total(answer: Any) -> int:
    outer = answer.get("hits") if isinstance(answer, dict) else None
    total = outer.get("total") if isinstance(outer, dict) else None
    return _number(total.get("value") if isinstance(total, dict) else total)


def _number(value: Any) -> int:
    try:
        return int(value)
    except (TypeError, ValueError):
        return -1
