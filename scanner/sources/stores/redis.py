"""Redis and what speaks its language (Valkey, KeyDB): the databases of one server, keys by their patterns.

Asked are SCAN (never KEYS), DBSIZE, TYPE, MEMORY USAGE and the reading command of each type, in pipelines. A hash table
gives its keys in an order that has nothing to do with them, so the first of them are a sample drawn by chance.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property
from itertools import islice
from typing import Any

import redis
from redis.exceptions import (
    AuthenticationError,
    BusyLoadingError,
    ConnectionError,
    NoPermissionError,
    RedisError,
    ResponseError,
    TimeoutError,
)

from scanner.budget import Budget
from scanner.model import Problem, Reason, Stage
from scanner.problems import ConfigError, Unreadable
from scanner.sources.stores import keys
from scanner.sources.stores.address import secret
from scanner.sources.stores.documents import Documents
from scanner.sources.stores.source import Collection, Drawn, Reading, StoreSource

_PAGE = 500  # keys that SCAN is asked for at a time, and that one pipeline is about
_MEMBERS = 1_000  # of one hash, list, set or stream, where not all is wanted
_WHOLE = 64 << 20  # bytes in the server's memory; a key that takes more is not read
_HELD = 16 << 20  # bytes that one answer should not exceed
_LEARN = 100_000  # names of keys that tell which parts of them are ids
_DATABASES = 16  # where the server does not say how many there are


class RedisSource(StoreSource):
    """`redis://[user@]host[:port][/database]`, `rediss://…` over TLS; `?match=user:*` for some of the keys."""

    PORT = 6379
    NAMES = 1
    OPTIONS = ("match", "tlsCAFile", "tlsCertificateFile", "tlsCertificateKeyFile")
    PARSE = True

    def __init__(self, target: str, options: Any) -> None:
        super().__init__(target, options)
        if self.address.names and not self.address.names[0].isdecimal():
            raise ConfigError(
                f"{self.target}: databases of Redis have numbers: {self.address.scheme}://host/0",
                ja=f"{self.target}: Redis のデータベースは番号です: {self.address.scheme}://ホスト/0",
            )

    def _connect(self, database: int) -> redis.Redis:
        [(host, port), *_] = self.address.hosts(self.PORT)
        options = self.address.options
        tls: dict[str, Any] = {}
        if self.address.scheme == "rediss":
            tls = {
                "ssl": True,
                "ssl_ca_certs": options.get("tlsCAFile"),
                "ssl_certfile": options.get("tlsCertificateFile"),
                "ssl_keyfile": options.get("tlsCertificateKeyFile"),
            }
        return redis.Redis(
            host=host,
            port=port,
            db=database,
            username=self.address.user or None,
            password=self._password or None,
            socket_timeout=self.settings.timeout or None,
            socket_connect_timeout=10,
            protocol=2,  # what a user with few rights may speak
            **tls,
        )

    @cached_property
    def _password(self) -> str:
        return secret(self.settings.password, "stores.password", "DAICHO_REDIS_PASSWORD", "REDISCLI_AUTH")

    def reach(self) -> None:
        with _told(), self._connect(int(self.address.names[0]) if self.address.names else 0) as client:
            client.dbsize()

    # --- listing ---

    def collections(self) -> Iterator[Collection]:
        open_to_all = not self._password and not self.address.user
        detail = "no login: whoever reaches the server can read it" if open_to_all else ""
        for number, count in self._databases():
            problem = Problem(Stage.LIST, count.reason, detail=count.detail) if isinstance(count, Unreadable) else None
            exposure = "company" if open_to_all and not problem else "unknown"
            told = "; ".join(filter(None, (detail, f"{count} keys" if problem is None else "")))
            yield Collection(
                (str(number),), "keys", f"database {number}", exposure=exposure, detail=told, problem=problem
            )

    def _databases(self) -> Iterator[tuple[int, int | Unreadable]]:
        """(number, its keys, or why nobody knows) of those that hold something."""
        if self.address.names:
            yield int(self.address.names[0]), self._size(int(self.address.names[0]))
            return
        with _told():
            told: Any = {}
            with self._connect(0) as client, suppress(NoPermissionError):
                told = client.info("keyspace")
        known = sorted(int(name[2:]) for name in told if name[:2] == "db" and name[2:].isdecimal())
        for number in known or range(_DATABASES):
            size = self._size(number)
            if isinstance(size, Unreadable) and not known and size.reason is Reason.IO_ERROR:
                return  # no database of that number
            if size or number in known:
                yield number, size

    def _size(self, number: int) -> int | Unreadable:
        try:
            with _told(), self._connect(number) as client:
                return int(client.dbsize())
        except Unreadable as exc:
            return exc

    # --- reading ---

    def documents(self, names: tuple[str, ...], into: Documents, budget: Budget) -> Reading:
        with _told(), self._connect(int(names[0])) as client:
            total, match = int(client.dbsize()), self.address.options.get("match")
            drawn = Drawn("whole", -1 if match else total, exact=not match)
            found = self._names(client, match, budget)
            first = list(islice(found, min(self.rows or _LEARN, _LEARN)))
            patterns = keys.Patterns(keys.texts(first))
            reader = _Reader(client, into, patterns, 0 if self.options.full else _MEMBERS, self.settings.value_bytes)
            for start in range(0, len(first), _PAGE):
                yield from reader.read(first[start : start + _PAGE])
                if self.enough(into):
                    drawn.method = "rows"
                    break
            else:
                if self.rows and len(first) >= self.rows:
                    if next(found, None) is not None:
                        drawn.method = "rows"
                else:
                    while page := list(islice(found, _PAGE)):
                        yield from reader.read(page)
                        if self.enough(into):
                            drawn.method = "rows"
                            break
            yield from reader.problems()
            return drawn

    def _names(self, client: Any, match: str | None, budget: Budget) -> Iterator[bytes]:
        """Keys, each once as far as one can tell: SCAN may give one again while the table grows."""
        seen: set[bytes] = set()
        for key in client.scan_iter(match=match, count=_PAGE):
            budget.tick()
            if key not in seen:
                if len(seen) < _LEARN:
                    seen.add(key)
                yield key


class _Reader:
    """Values of keys: three pipelines a page, for the types, the sizes and the values."""

    def __init__(self, client: Any, into: Documents, patterns: keys.Patterns, members: int, value_bytes: int) -> None:
        self._client, self._into, self._patterns = client, into, patterns
        self._members, self._value_bytes = members, value_bytes
        self._large = self._long = 0
        self._refused: Counter[str] = Counter()
        self._unknown: Counter[str] = Counter()

    def read(self, names: Sequence[bytes]) -> Iterator[Any]:
        kinds = self._ask(names, lambda line, name: line.type(name))
        sizes = self._ask(names, lambda line, name: line.memory_usage(name))
        page: list[tuple[bytes, str]] = []
        held = 0
        for name, answer, size in zip(names, kinds, sizes, strict=True):
            if isinstance(answer, RedisError):
                raise answer
            kind = _kind(answer)
            if kind == "none":
                continue  # it has expired since
            size = size if isinstance(size, int) else _HELD  # not told: it may be large
            if size > _WHOLE and kind != "string":
                self._large += 1
                continue
            if page and held + size > _HELD:
                yield from self._values(page)
                page, held = [], 0
            page.append((name, kind))
            held += min(size, self._value_bytes) if kind == "string" else size
        yield from self._values(page)

    def _values(self, page: Sequence[tuple[bytes, str]]) -> Iterator[Any]:
        known = [(name, kind) for name, kind in page if kind in _FIRST]
        self._unknown.update(kind for _, kind in page if kind not in _FIRST)
        most = self._members or _MEMBERS
        answers = self._ask(known, lambda line, one: _FIRST[one[1]](line, one[0], most, self._value_bytes))
        for (name, kind), answer in zip(known, answers, strict=True):
            if isinstance(answer, NoPermissionError):
                self._refused[kind] += 1
            elif isinstance(answer, ResponseError):  # of another type since, or a module that is not there
                self._unknown[kind] += 1
            elif isinstance(answer, RedisError):
                raise answer
            else:
                pattern, ids = self._patterns.of(next(keys.texts([name])))
                yield from self._into.take({"": self._whole(name, kind, answer), "(key)": ids}, pattern)

    def _whole(self, name: bytes, kind: str, answer: Any) -> Any:
        """The value, from its first part on."""
        if kind in ("string", "ReJSON-RL"):
            return None if answer is None or answer.startswith(b"HYLL") else _text(answer)  # HyperLogLogs only count
        if kind == "list":
            return [_text(one) for one in self._some(_listed(self._client, name, answer))]
        if kind == "stream":
            entries = list(self._some(_streamed(self._client, name, answer)))
            return [{_text(field): _text(value) for field, value in one.items()} for one in entries]
        cursor, members = answer
        if kind == "hash":
            rows = self._some(_scanned(self._client.hscan, name, cursor, members))
            return {_text(field): _text(value) for field, value in rows}
        scan = self._client.sscan if kind == "set" else self._client.zscan
        found = self._some(_scanned(scan, name, cursor, members))
        return [_text(one if kind == "set" else one[0]) for one in found]

    def _some(self, members: Iterator[Any]) -> Iterator[Any]:
        yield from islice(members, self._members or None)
        if self._members and next(members, None) is not None:
            self._long += 1

    def _ask(self, questions: Sequence[Any], put: Callable[[Any, Any], Any]) -> list[Any]:
        """The answers, or the errors that stand for them."""
        if not questions:
            return []
        with self._client.pipeline(transaction=False) as line:
            for question in questions:
                put(line, question)
            answers: list[Any] = line.execute(raise_on_error=False)
        return answers

    def problems(self) -> Iterator[Problem]:
        if self._long:
            detail = f"{self._long} keys with more than {self._members} members: the first of them were read"
            yield Problem(Stage.READ, Reason.TOO_LARGE, detail=detail)
        if self._large:
            detail = f"{self._large} keys that take more than {_WHOLE} bytes of memory"
            yield Problem(Stage.READ, Reason.TOO_LARGE, detail=detail)
        for reason, counts in ((Reason.PERMISSION_DENIED, self._refused), (Reason.UNSUPPORTED, self._unknown)):
            for kind, count in counts.items():
                yield Problem(Stage.READ, reason, detail=f"{count} keys of type {kind[:30]!r}")


def _json(line: Any, name: bytes, most: int, size: int) -> Any:
    return line.execute_command("JSON.GET", name)


# Type → what asks for its first part: (pipeline, key, members, bytes).
_FIRST: dict[str, Callable[[Any, bytes, int, int], Any]] = {
    "string": lambda line, name, most, size: line.getrange(name, 0, size),
    "hash": lambda line, name, most, size: line.hscan(name, count=_PAGE),
    "set": lambda line, name, most, size: line.sscan(name, count=_PAGE),
    "zset": lambda line, name, most, size: line.zscan(name, count=_PAGE),
    "list": lambda line, name, most, size: line.lrange(name, 0, most),
    "stream": lambda line, name, most, size: line.xrange(name, count=most + 1),
    "ReJSON-RL": _json,
}


def _kind(answer: Any) -> str:
    return answer.decode("ascii", "replace") if isinstance(answer, bytes) else str(answer)


def _scanned(scan: Callable[..., Any], name: bytes, cursor: int, members: Any) -> Iterator[Any]:
    """Fields and values of a hash, members of a set, members and scores of a sorted set."""
    while True:
        yield from members.items() if isinstance(members, dict) else members
        if not cursor:
            return
        cursor, members = scan(name, cursor=cursor, count=_PAGE)


def _listed(client: Any, name: bytes, members: Sequence[Any]) -> Iterator[Any]:
    start = 0
    while members:
        yield from members
        start += len(members)
        members = client.lrange(name, start, start + _PAGE - 1)


def _streamed(client: Any, name: bytes, entries: Sequence[Any]) -> Iterator[dict[bytes, bytes]]:
    while entries:
        for _, fields in entries:
            yield fields or {}
        entries = client.xrange(name, min=b"(" + entries[-1][0], count=_PAGE)


def _text(value: Any) -> Any:
    """UTF-8 where it is that; else the bytes, for whatever they are."""
    if not isinstance(value, bytes):
        return value
    try:
        text = value.decode()
    except UnicodeDecodeError:
        return value
    return value if "\0" in text else text


@contextmanager
def _told() -> Iterator[None]:
    """Errors of the driver as ours. A server's message can quote a command with its arguments: its first word is kept."""
    try:
        yield
    except (AuthenticationError, NoPermissionError) as exc:
        raise Unreadable(Reason.PERMISSION_DENIED, type(exc).__name__) from None
    except TimeoutError as exc:
        raise Unreadable(Reason.TIMEOUT, type(exc).__name__) from None
    except (ConnectionError, BusyLoadingError) as exc:
        raise Unreadable(Reason.IO_ERROR, type(exc).__name__) from None
    except RedisError as exc:
        word = str(exc).partition(" ")[0]
        known = {"NOPERM", "NOAUTH", "WRONGPASS"}
        reason = Reason.PERMISSION_DENIED if word in known else Reason.IO_ERROR
        raise Unreadable(reason, word if word.isalpha() and word.isupper() else type(exc).__name__) from None
