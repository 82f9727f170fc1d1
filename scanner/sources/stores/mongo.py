"""MongoDB: the collections of one database or of all, and the files of GridFS.

Asked are listDatabases, listCollections, collStats, find, aggregate with $sample, and usersInfo and connectionStatus for
who can read. No session, no transaction, no cursor without a time limit; reads go to a secondary where there is one.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import cached_property
from typing import Any

from bson import ObjectId
from bson.binary import UuidRepresentation
from bson.codec_options import CodecOptions, DatetimeConversion
from bson.dbref import DBRef
from bson.decimal128 import Decimal128
from bson.errors import BSONError
from pymongo import MongoClient, ReadPreference, timeout
from pymongo.errors import (
    AutoReconnect,
    ConfigurationError,
    ExecutionTimeout,
    NetworkTimeout,
    OperationFailure,
    PyMongoError,
    ServerSelectionTimeoutError,
)

from recognizers.types import Hints
from scanner.budget import Budget
from scanner.formats.members import unpacked
from scanner.model import Passage, Problem, Reason, Stage
from scanner.problems import ConfigError, Unreadable
from scanner.sources.stores.address import secret
from scanner.sources.stores.documents import Documents
from scanner.sources.stores.source import Collection, Drawn, Reading, StoreSource

_OWN = frozenset({"admin", "config", "local"})
_BATCH = 1_000
_RANGES = 200  # of keys, where a collection is too small for $sample to be cheap
# $sample walks at random where it is the first stage and wants less than a twentieth of the documents; else it reads and
# sorts the whole collection. https://www.mongodb.com/docs/manual/reference/operator/aggregation/sample/
_CHEAP = 20

# https://github.com/mongodb/mongo/blob/master/src/mongo/base/error_codes.yml
_CODES = {
    13: (Reason.PERMISSION_DENIED, "not authorized"),
    18: (Reason.PERMISSION_DENIED, "authentication failed"),
    26: (Reason.VANISHED, ""),
    50: (Reason.TIMEOUT, "longer than stores.timeout"),
    166: (Reason.UNSUPPORTED, "not supported on a view"),
    8000: (Reason.PERMISSION_DENIED, "authentication failed"),
}
_READERS = frozenset(
    "read readWrite readAnyDatabase readWriteAnyDatabase dbOwner root backup __system restore dbAdminAnyDatabase".split()
)


class MongoSource(StoreSource):
    """`mongodb://[user@]host[:port][,host…][/database[/collection]]`, also `mongodb+srv://`."""

    PORT = 27017
    OPTIONS = (
        *("authSource", "authMechanism", "replicaSet", "directConnection", "tls", "tlsCAFile", "tlsCertificateKeyFile"),
        "tlsAllowInvalidHostnames",
    )

    @cached_property
    def _client(self) -> MongoClient[dict[str, Any]]:
        options: dict[str, Any] = {name: _flag(value) for name, value in self.address.options.items()}
        if self.address.user:
            options["username"] = self.address.user
            if options.get("authMechanism", "SCRAM").startswith("SCRAM"):
                options["password"] = self._password()
        try:
            return MongoClient(
                f"{self.address.scheme}://{self.address.servers}/",
                appname="daicho",
                document_class=dict,
                read_preference=ReadPreference.SECONDARY_PREFERRED,
                retryWrites=False,
                serverSelectionTimeoutMS=10_000,
                connectTimeoutMS=10_000,
                socketTimeoutMS=self._wait + 10_000 if self._wait else None,
                maxPoolSize=max(1, self.settings.requests),
                **options,
            )
        except (PyMongoError, ValueError, OSError) as exc:
            raise ConfigError(
                f"{self.target}: the settings cannot work ({type(exc).__name__}). Check the target's options.",
                ja=f"{self.target}: 設定に誤りがあります ({type(exc).__name__})。対象のオプションを確認してください。",
            ) from None

    def __del__(self) -> None:
        if client := self.__dict__.get("_client"):
            with timeout(1), suppress(PyMongoError):  # it has threads of its own, and says goodbye to its server
                client.close()

    def _password(self) -> str:
        if found := secret(self.settings.password, "stores.password", "DAICHO_MONGODB_PASSWORD"):
            return found
        raise ConfigError(
            f"{self.target}: no password for the user. Set DAICHO_MONGODB_PASSWORD, or stores.password in the plan.",
            ja=f"{self.target}: 利用者のパスワードがありません。環境変数 DAICHO_MONGODB_PASSWORD か、設定の stores.password を"
            "指定してください。",
        )

    def _database(self, name: str) -> Any:
        codec: CodecOptions[dict[str, Any]] = CodecOptions(
            unicode_decode_error_handler="replace",
            datetime_conversion=DatetimeConversion.DATETIME_AUTO,
            uuid_representation=UuidRepresentation.STANDARD,
        )
        return self._client.get_database(name, codec_options=codec)

    @property
    def _wait(self) -> int:
        """Milliseconds that the server may take for one thing we ask; 0 for no limit."""
        return round(self.settings.timeout * 1000)

    def reach(self) -> None:
        with _told():
            if self.address.names:
                self._client[self.address.names[0]].command("ping", maxTimeMS=self._wait)
                next(self._listed(self.address.names[0]), None)
            else:
                self._client.admin.command("ping", maxTimeMS=self._wait)
                self._names()

    def _names(self) -> list[str]:
        with _told():
            found = self._client.admin.command("listDatabases", nameOnly=True, authorizedDatabases=True)
        return sorted(str(one["name"]) for one in found["databases"] if one["name"] not in _OWN)

    # --- listing ---

    def collections(self) -> Iterator[Collection]:
        for database in self.address.names[:1] or self._names():
            exposure, detail = self._readers(database)
            try:
                listed = list(self._listed(database))
            except Unreadable as exc:
                problem = Problem(Stage.LIST, exc.reason, detail=exc.detail)
                yield Collection((database,), "database", problem=problem)
                continue
            kinds = {str(one["name"]): str(one.get("type", "collection")) for one in listed}
            for name, kind in sorted(kinds.items()):
                base = name.removesuffix(".files").removesuffix(".chunks")
                if name.startswith("system."):
                    continue
                if base != name and {f"{base}.files", f"{base}.chunks"} <= kinds.keys():
                    name, kind = base, "gridfs"
                if self.address.names[1:] in ((), (name,)):
                    size = (
                        -1 if kind == "view" else self._size(database, f"{name}.chunks" if kind == "gridfs" else name)
                    )
                    yield Collection((database, name), kind, bytes=size, exposure=exposure, detail=detail)

    def _listed(self, database: str) -> Iterator[dict[str, Any]]:
        with _told():
            yield from self._database(database).list_collections(maxTimeMS=self._wait)

    def _size(self, database: str, name: str) -> int:
        try:
            with _told():
                told = self._database(database).command("collStats", name, maxTimeMS=self._wait)
            return int(told.get("size", -1))
        except (Unreadable, TypeError, ValueError):
            return -1

    def _readers(self, database: str) -> tuple[str, str]:
        """(exposure, what it rests on): from the users that may read the database, where we may see them."""
        try:
            with _told():
                own = self._client.admin.command("connectionStatus", maxTimeMS=self._wait)
                if not own.get("authInfo", {}).get("authenticatedUsers"):
                    return "company", "no login: whoever reaches the server can read it"
                users = self._client.admin.command("usersInfo", {"forAllDBs": True}, maxTimeMS=self._wait)["users"]
        except (Unreadable, KeyError, AttributeError):
            return "unknown", ""
        if not users:
            return "unknown", ""
        readers = 0
        for user in users:
            roles = [(role.get("role"), role.get("db")) for role in user.get("roles", ())]
            readers += any((name in _READERS and db in (database, "admin")) or db == database for name, db in roles)
        return "private" if readers <= 1 else "group", f"{readers} users with a role there"

    # --- reading ---

    def documents(self, names: tuple[str, ...], into: Documents, budget: Budget) -> Reading:
        with _told():
            database = self._database(names[0])
            found = next((one for one in self._listed(names[0]) if one["name"] == names[1]), None)
            if found is None:
                gridfs = next((one for one in self._listed(names[0]) if one["name"] == f"{names[1]}.files"), None)
                if gridfs is None:
                    raise Unreadable(Reason.VANISHED)
                return (yield from self._files(database, names[1], into, budget))
            described = "\n".join(_described(found.get("options", {}).get("validator", {}).get("$jsonSchema")))
            if described:
                yield Passage(described, at="schema", hints=Hints(name=names[1], sheet=names[1]))
            drawn, documents = self._draw(database[names[1]], view=found.get("type") == "view")
            for document in documents:
                if into.rows % _BATCH == 0:
                    self.pace.request()
                yield from into.take(document)
                if self.enough(into) and drawn.method != "whole":
                    break
                if (
                    drawn.method == "whole" and 0 < 2 * self.rows <= into.rows
                ):  # after a crash its count may be of long ago
                    return Drawn("first_rows", -1)
            return drawn

    def _draw(self, collection: Any, view: bool = False) -> tuple[Drawn, Iterator[dict[str, Any]]]:
        limits = {"batch_size": _BATCH, "max_time_ms": self._wait}
        if view:
            limit = self.rows
            return Drawn("first_rows" if limit else "whole"), collection.find(limit=limit, **limits)
        total = int(collection.estimated_document_count(maxTimeMS=self._wait))
        wanted = self.rows
        if self.bytes and total:
            size = self._size(collection.database.name, collection.name)
            if size > self.bytes:
                wanted = max(1, min(wanted or total, total * self.bytes // size))
        if not wanted or total <= wanted:
            return Drawn("whole", total), collection.find(**limits)
        if total >= _CHEAP * wanted:
            return Drawn("rows", total), _sample(collection, wanted, self._wait)
        drawn = Drawn("key_ranges", total, units=min(_RANGES, max(1, total // (_CHEAP * 2))))
        return drawn, _ranges(collection, wanted, drawn, self._wait)

    def _files(self, database: Any, name: str, into: Documents, budget: Budget) -> Reading:
        """GridFS: what is known of each file as a document, its content through the reader of its format."""
        drawn, documents = self._draw(database[f"{name}.files"])
        content = 0
        for document in documents:
            budget.spend(members=1)
            if 0 < self.bytes <= content:
                return Drawn("first_rows" if drawn.method == "whole" else drawn.method, drawn.total)
            called = str(document.get("filename") or f"file {into.rows + 1}")
            yield from into.take({key: value for key, value in document.items() if key not in ("md5", "chunkSize")})
            size = document.get("length")
            content += size if isinstance(size, int) else 0
            yield from unpacked(self._chunks(database[f"{name}.chunks"], document.get("_id"), size), called, budget)
        return drawn

    def _chunks(self, chunks: Any, file: Any, size: Any) -> Iterator[bytes]:
        """The content of a file, by the index that every driver makes. Raises where some of it is missing."""
        found = chunks.find({"files_id": file}, {"n": 1, "data": 1}, batch_size=20, max_time_ms=self._wait)
        number = got = 0
        with _told():
            for chunk in found.sort("n", 1):
                if chunk.get("n") != number or not isinstance(chunk.get("data"), bytes):
                    break
                number, got = number + 1, got + len(chunk["data"])
                yield chunk["data"]
        if got != size:
            raise Unreadable(Reason.CORRUPT, "chunks are missing")

    def text(self, value: Any) -> str:
        if isinstance(value, ObjectId | Decimal128):
            return str(value)
        if isinstance(value, DBRef):
            return str(value.id)
        pattern = getattr(value, "pattern", None)
        return str(pattern) if isinstance(pattern, str) else str(value) if type(value).__module__ == "uuid" else ""


@contextmanager
def _told() -> Iterator[None]:
    """Errors of the driver as ours. Their messages quote documents, so no more than class and code is kept."""
    try:
        yield
    except OperationFailure as exc:
        code = exc.code or 0
        reason, words = _CODES.get(code, (Reason.IO_ERROR, ""))
        if isinstance(exc, ExecutionTimeout):
            reason, words = _CODES[50]
        raise Unreadable(reason, f"code {code}" + (f": {words}" if words else "")) from None
    except (NetworkTimeout, ServerSelectionTimeoutError) as exc:
        raise Unreadable(Reason.TIMEOUT, type(exc).__name__) from None
    except AutoReconnect:
        raise Unreadable(Reason.IO_ERROR, "the connection broke") from None
    except BSONError as exc:
        raise Unreadable(Reason.CORRUPT, type(exc).__name__) from None
    except ConfigurationError as exc:
        raise Unreadable(Reason.PERMISSION_DENIED, type(exc).__name__) from None
    except PyMongoError as exc:
        raise Unreadable(Reason.IO_ERROR, type(exc).__name__) from None


def _sample(collection: Any, size: int, wait: int) -> Iterator[dict[str, Any]]:
    """Documents drawn one by one. Nothing goes to the server's disk."""
    stages = [{"$sample": {"size": size}}]
    yield from collection.aggregate(stages, batchSize=_BATCH, maxTimeMS=wait, allowDiskUse=False)


def _ranges(collection: Any, wanted: int, drawn: Drawn, wait: int) -> Iterator[dict[str, Any]]:
    """From keys drawn by chance on, in their order, so many documents each. Each document is given once."""
    starts = [one["_id"] for one in _sample(collection, drawn.units, wait)]
    each, drawn.units = -(-wanted // max(1, len(starts))), len(starts)
    seen: set[str] = set()
    for start in starts:
        found = collection.find({"_id": {"$gte": start}}, batch_size=min(each, _BATCH), limit=each, max_time_ms=wait)
        for document in found.sort("_id", 1):
            key = repr(document["_id"])
            if key not in seen:
                seen.add(key)
                yield document


def _described(schema: Any, path: str = "", depth: int = 0) -> Iterator[str]:
    """What a validator says in words of the fields."""
    if not isinstance(schema, dict) or depth > 20:
        return
    for name in ("title", "description"):
        if isinstance(schema.get(name), str):
            yield f"{path}: {schema[name]}" if path else schema[name]
    properties = schema.get("properties")
    for key, inner in properties.items() if isinstance(properties, dict) else ():
        yield from _described(inner, f"{path}.{key}" if path else str(key), depth + 1)
    yield from _described(schema.get("items"), path, depth + 1)


def _flag(value: str) -> Any:
    return {"true": True, "false": False}.get(value.lower(), value)
