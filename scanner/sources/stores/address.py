"""Targets of document stores: what a person typed, and the URIs that stand in the inventory, without the user."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from scanner import passwords
from scanner.problems import ConfigError

_SECRET = re.compile(r"pass|pwd|secret|token|api_?key", re.I)
_USER = re.compile(r"(?<=://)[^/?#]*@")


@dataclass(frozen=True, slots=True)
class Address:
    """servers: host:port, several with commas between them. names: what stands below, decoded. options: behind the ?."""

    scheme: str
    servers: str
    user: str
    names: tuple[str, ...]
    options: Mapping[str, str]

    def uri(self, *names: str) -> str:
        return f"{self.scheme}://" + "/".join((self.servers, *(quote(name, safe="") for name in names)))

    @property
    def target(self) -> str:
        return self.uri(*self.names)

    def names_of(self, uri: str) -> tuple[str, ...]:
        return tuple(unquote(name) for name in uri.partition("://")[2].split("/")[1:])

    def hosts(self, port: int) -> list[tuple[str, int]]:
        found = []
        for server in self.servers.split(","):
            parts = urlsplit(f"//{server}")
            found.append((parts.hostname or "localhost", parts.port or port))
        return found


def parse(target: str, most: int, known: Collection[str] = ()) -> Address:
    """most: names below the server, such as database and collection. known: what may stand behind the ?."""
    shown = _USER.sub("", target.partition("?")[0])
    parts = urlsplit(target)
    login, _, servers = parts.netloc.rpartition("@")
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    scheme = parts.scheme.lower()
    if ":" in login or any(_SECRET.search(name) for name in options):
        raise ConfigError(
            f"{scheme}://…: no password in a target. Put it into the environment or a keyring (docs/document-stores.md).",
            ja=f"{scheme}://…: 対象にパスワードを書かないでください。環境変数かキーリングを使ってください (docs/document-stores.md)。",
        )
    if wrong := [name for name in options if name not in known]:
        allowed = ", ".join(known) or "-"
        raise ConfigError(
            f"{shown}: {wrong[0][:40]!r} is not known behind the ?. Known: {allowed}",
            ja=f"{shown}: ? の後の {wrong[0][:40]!r} は使えません。使えるもの: {allowed}",
        )
    names = tuple(unquote(name) for name in parts.path.split("/") if name)
    found = Address(scheme, servers, unquote(login), names, options)
    try:
        found.hosts(0)
    except ValueError:
        raise ConfigError(f"{shown}: the port is no number.", ja=f"{shown}: ポートが数字ではありません。") from None
    if len(names) > most:
        raise ConfigError(
            f"{shown}: too many names behind the server; {most} at most.",
            ja=f"{shown}: サーバー名の後の名前が多すぎます (最大 {most})。",
        )
    return found


def secret(reference: str, key: str, *variables: str) -> str:
    """The password that a plan refers to under `key`, else the first of `variables` that is set, else ""."""
    if reference:
        return passwords.read([reference], key=key)[0]
    return next((value for name in variables if (value := os.environ.get(name))), "")
