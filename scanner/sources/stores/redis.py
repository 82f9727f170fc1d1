"""Redis and what speaks its language (Valkey, KeyDB): the databases of one server, keys by their patterns.

Asked are SCAN (never KEYS), DBSIZE, TYPE, MEMORY USAGE and the reading command of each type, in pipelines. A hash table
gives its keys in an order that has nothing to do with them, so the first of them are a sample drawn by chance.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
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
    """Values of keys, a pipeline for each kind of question."""

    def __init__(self, client: Any, into: Documents, patterns: keys.Patterns, members: int, value_bytes: int) -> None:
        self._client, self._into, self._patterns = client, into, patterns
        self._members, self._value_bytes = members, value_bytes
        self._large = self._long = 0
        self._unknown: Counter[str] = Counter()

    def read(self, names: Sequence[bytes]) -> Iterator[Any]:
        kinds = self._ask([("TYPE", name) for name in names])
        sizes = self._ask([("MEMORY", "USAGE", name) for name in names])
        for name, kind, size in zip(names, kinds, sizes, strict=True):
            kind = kind.decode("ascii", "replace") if isinstance(kind, bytes) else str(kind)
            if kind == "none":
                continue  # it has expired since
            if isinstance(size, int) and size > _WHOLE and kind != "string":
                self._large += 1
                continue
            key = next(keys.texts([name]))
            pattern, ids = self._patterns.of(key)
            try:
                value = self._value(name, kind)
            except ResponseError:  # of another type since, or a command that we may not give
                self._unknown[kind] += 1
                continue
            yield from self._into.take({"": value, "(key)": ids}, pattern)

    def _value(self, name: bytes, kind: str) -> Any:
        client, most = self._client, self._members or (1 << 62)
        if kind == "string":
            value: Any = client.getrange(name, 0, self._value_bytes)
            return None if value.startswith(b"HYLL") else _text(value)  # counts of a HyperLogLog hold no value
        if kind == "hash":
            return {_text(field): _text(value) for field, value in self._some(client.hscan_iter(name, count=_PAGE))}
        if kind == "set":
            return [_text(member) for member in self._some(client.sscan_iter(name, count=_PAGE))]
        if kind == "zset":
            return [_text(member) for member, _ in self._some(client.zscan_iter(name, count=_PAGE))]
        if kind == "list":
            return [_text(member) for member in self._some(_listed(client, name, most + 1))]
        if kind == "stream":
            rows = self._some(_streamed(client, name))
            return [{_text(field): _text(value) for field, value in row.items()} for row in rows]
        if kind == "ReJSON-RL":
            return _text(client.execute_command("JSON.GET", name))
        self._unknown[kind] += 1
        return None

    def _some(self, members: Iterator[Any]) -> Iterator[Any]:
        yield from islice(members, self._members or None)
        if self._members and next(members, None) is not None:
            self._long += 1

    def _ask(self, questions: Sequence[tuple[Any, ...]]) -> list[Any]:
        pipeline = self._client.pipeline(transaction=False)
        for question in questions:
            pipeline.execute_command(*question)
        answers: list[Any] = pipeline.execute(raise_on_error=False)
        for answer in answers:
            if isinstance(answer, RedisError) and questions[0][0] == "TYPE":
                raise answer
        return answers

    def problems(self) -> Iterator[Problem]:
        if self._long:
            detail = f"{self._long} keys with more than {self._members} members: the first of them were read"
            yield Problem(Stage.READ, Reason.TOO_LARGE, detail=detail)
        if self._large:
            detail = f"{self._large} keys that take more than {_WHOLE} bytes of memory"
            yield Problem(Stage.READ, Reason.TOO_LARGE, detail=detail)
        for kind, count in self._unknown.items():
            yield Problem(Stage.READ, Reason.UNSUPPORTED, detail=f"{count} keys of type {kind[:30]!r}")


def _listed(client: Any, name: bytes, most: int) -> Iterator[Any]:
    start = 0
    while start < most and (members := client.lrange(name, start, start + _PAGE - 1)):
        yield from members
        start += _PAGE


def _streamed(client: Any, name: bytes) -> Iterator[dict[bytes, bytes]]:
    after = "-"
    while entries := client.xrange(name, min=after, count=_PAGE):
        for _, fields in entries:
            yield fields or {}
        after = b"(" + entries[-1][0]


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
