"""Redis and what speaks its language (Valkey, KeyDB): the databases of one server, keys by their patterns.

Asked are SCAN (never KEYS), DBSIZE, TYPE, MEMORY USAGE and the reading command of each type, in pipelines. A hash table
gives its keys in an order that has nothing to do with them, so the first of them are a sample drawn by chance.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from itertools import chain, islice
from typing import Any

import redis
from redis.backoff import ExponentialWithJitterBackoff
from redis.exceptions import (
    AuthenticationError,
    BusyLoadingError,
    ConnectionError,
    NoPermissionError,
    RedisError,
    TimeoutError,
)
from redis.retry import Retry

from scanner.budget import Budget
from scanner.model import Problem, Reason, Stage
from scanner.problems import ConfigError, Unreadable
from scanner.sources.stores import keys
from scanner.sources.stores.address import secret
from scanner.sources.stores.documents import Documents
from scanner.sources.stores.redis_values import MEMBERS, PAGE, Reader
from scanner.sources.stores.source import Collection, Drawn, Reading, StoreSource

_LEARN = 20_000  # names of keys that tell which parts of them are ids
_SEEN = 200_000  # names that are remembered, not to read them twice
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
            retry=Retry(ExponentialWithJitterBackoff(cap=1, base=0.1), 2),
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
            first = list(islice(found, _LEARN))
            patterns = keys.Patterns(keys.texts(first))
            members = 0 if self.options.full else MEMBERS
            reader = Reader(client, self.pace.request, into, patterns, members, self.settings.value_bytes)
            rest = chain(first, found)
            wanted = islice(rest, self.rows or None)
            while page := list(islice(wanted, PAGE)):
                yield from reader.read(page)
                if self.enough(into):
                    break
            if next(rest, None) is not None:
                drawn.method = "rows"
            yield from reader.problems()
            return drawn

    def _names(self, client: Any, match: str | None, budget: Budget) -> Iterator[bytes]:
        """Keys, each once as far as one can tell: SCAN may give one again while the table grows."""
        seen: set[bytes] = set()
        for key in client.scan_iter(match=match, count=PAGE):
            budget.tick()
            if key not in seen:
                if len(seen) < _SEEN:
                    seen.add(key)
                yield key


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
