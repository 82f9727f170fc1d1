"""Passwords for locked files. A plan says where they are; they are read when a scan begins, and never written."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Mapping

from scanner.problems import ConfigError

_KINDS = ("env", "file", "keyring")


def check(reference: str, where: str = "passwords") -> str:
    """`reference`, where it is one. What is none may be a password in the wrong place, so it is not quoted."""
    kind, colon, rest = reference.strip().partition(":")
    if kind not in _KINDS or not colon or not rest or (kind == "keyring" and "/" not in rest):
        raise ConfigError(
            f"{where}: say where each one is: env:NAME, file:PATH (one a line) or keyring:SERVICE/USER. "
            "Passwords and keys themselves do not belong into a plan.",
            ja=f"{where}: ありかを書いてください: env:変数名、file:パス (一行に一つ)、keyring:サービス/利用者。"
            "パスワードや鍵そのものは設定に書かないでください。",
        )
    return reference.strip()


def read(references: Iterable[str], env: Mapping[str, str] | None = None, where: str = "passwords") -> tuple[str, ...]:
    """The passwords themselves, in the order of `references`. Raises ConfigError where one is not to be had."""
    env = os.environ if env is None else env
    found: list[str] = []
    for reference in references:
        kind, _, rest = check(reference, where).partition(":")
        if kind == "file":
            found += _lines(rest, where)
        elif password := env.get(rest) if kind == "env" else _from_keyring(rest, where):
            found.append(password)
        else:
            raise ConfigError(f"{where}: {reference}: is not set.", ja=f"{where}: {reference}: 値がありません。")
    return tuple(dict.fromkeys(found))


def _lines(path: str, where: str) -> list[str]:
    try:
        with open(os.path.expanduser(path), encoding="utf-8-sig", newline="") as file:
            if os.name == "posix" and stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
                raise ConfigError(
                    f"{where}: {path}: others may read it. Do: chmod 600",
                    ja=f"{where}: {path}: ほかの利用者も読めます。chmod 600 をしてください。",
                )
            return [line for line in file.read().splitlines() if line]
    except (OSError, UnicodeError):
        raise ConfigError(
            f"{where}: {path}: cannot be read as UTF-8 text.",
            ja=f"{where}: {path}: UTF-8 のテキストとして読めません。",
        ) from None


def _from_keyring(name: str, where: str) -> str | None:
    service, _, user = name.partition("/")
    try:
        import keyring
    except ImportError:
        raise ConfigError(
            f"{where}: keyring: needs a package. Do: pip install 'daicho[keyring]'",
            ja=f"{where}: keyring: 部品が必要です: pip install 'daicho[keyring]'",
        ) from None
    try:
        return keyring.get_password(service, user)
    except keyring.errors.KeyringError as exc:
        raise ConfigError(
            f"{where}: keyring: no answer from the system's keyring ({type(exc).__name__}).",
            ja=f"{where}: keyring: システムのキーリングを使えません ({type(exc).__name__})。",
        ) from None
