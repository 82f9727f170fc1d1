"""Targets of databases: what a person typed, and the URIs that stand in the inventory, without user or password."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from scanner.problems import ConfigError

LOCAL = ("sqlite", "duckdb")  # a file; the rest of the path is tables
_ALSO = {"postgres": "postgresql", "mariadb": "mysql", "sqlserver": "mssql"}


@dataclass(frozen=True, slots=True)
class Address:
    """host: may be "". port: 0 where none was given. database: "" for none; the path of a file for `LOCAL` schemes."""

    scheme: str
    host: str = ""
    port: int = 0
    user: str = ""
    database: str = ""
    options: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def server(self) -> str:
        """host:port as a URI has it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}" if self.port else host

    @property
    def uri(self) -> str:
        """Of the database, as it stands in front of its tables."""
        path = quote(self.database, safe="/:" if self.scheme in LOCAL else "")
        return f"{self.scheme}://{self.server}/{path.lstrip('/')}".rstrip("/")

    def table(self, *names: str) -> str:
        """The URI of what lies in it: schema and table, where there are schemas."""
        return "/".join((self.uri, *(quote(name, safe="") for name in names)))


def scheme_of(name: str) -> str:
    return _ALSO.get(name.lower(), name.lower())


def names_of(uri: str, address: Address) -> tuple[str, ...]:
    """Schema and table of an item's URI."""
    return tuple(unquote(name) for name in uri.removeprefix(address.uri + "/").split("/"))


def parse(target: str, ports: Mapping[str, int], known: Mapping[str, tuple[str, ...]]) -> Address:
    """ports: of each scheme, where none is given. known: names of what may stand behind the ?, by scheme."""
    parts = urlsplit(target)
    scheme = scheme_of(parts.scheme)
    try:
        port = parts.port or 0
    except ValueError:
        raise ConfigError(
            f"{scheme}://: the port is no number.", ja=f"{scheme}://: ポートが数字ではありません。"
        ) from None
    options = dict(parse_qsl(parts.query))
    if parts.password or any("pass" in name.lower() or name.lower() in ("pwd", "secret", "token") for name in options):
        raise ConfigError(
            f"{scheme}://…: no password in a target. Put it into the environment or a keyring (docs/databases.md).",
            ja=f"{scheme}://…: 対象にパスワードを書かないでください。環境変数かキーリングを使ってください (docs/databases.md)。",
        )
    if unknown := [name for name in options if name not in known.get(scheme, ())]:
        allowed = ", ".join(known.get(scheme, ())) or "-"
        raise ConfigError(
            f"{scheme}://: {unknown[0][:40]!r} is not known behind the ?. Known: {allowed}",
            ja=f"{scheme}://: ? の後の {unknown[0][:40]!r} は使えません。使えるもの: {allowed}",
        )
    if scheme in LOCAL:
        path = unquote(parts.path)
        if parts.netloc or not path.strip("/"):
            raise ConfigError(
                f"{scheme}://: write the path of the file behind three slashes: {scheme}:///srv/data/file.db",
                ja=f"{scheme}://: スラッシュ 3 つの後にファイルのパスを書いてください: {scheme}:///srv/data/file.db",
            )
        path = "/" + path.lstrip("/")  # four slashes, as SQLAlchemy writes it, are three
        if os.name == "nt" and path[2:3] == ":":  # /C:/data/file.db
            path = path[1:]
        return Address(scheme, database=path, options=options)
    database = unquote(parts.path.strip("/"))
    return Address(
        scheme,
        parts.hostname or ("" if "host" in options or "service" in options else "localhost"),
        port or ports.get(scheme, 0),
        unquote(parts.username or ""),
        database,
        options,
    )
