"""Passwords, for locked files and for servers. A plan says where they are; they are never written.

key: of the plan, for messages.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Mapping

from scanner.problems import ConfigError

_KINDS = ("env", "file", "keyring")


def check(reference: str, key: str = "passwords") -> str:
    """`reference`, where it is one. What is none may be a password in the wrong place, so it is not quoted."""
    kind, colon, rest = reference.strip().partition(":")
    if kind not in _KINDS or not colon or not rest or (kind == "keyring" and "/" not in rest):
        raise ConfigError(
            f"{key}: say where each one is: env:NAME, file:PATH (one a line) or keyring:SERVICE/USER. "
            "Passwords themselves do not belong into a plan.",
            ja=f"{key}: ありかを書いてください: env:変数名、file:パス (一行に一つ)、keyring:サービス/利用者。"
            "パスワードそのものは設定に書かないでください。",
        )
    return reference.strip()


def read(references: Iterable[str], env: Mapping[str, str] | None = None, key: str = "passwords") -> tuple[str, ...]:
    """The passwords themselves, in the order of `references`. Raises ConfigError where one is not to be had."""
    env = os.environ if env is None else env
    found: list[str] = []
    for reference in references:
        kind, _, rest = check(reference, key).partition(":")
        if kind == "file":
            found += _lines(rest, key)
        elif password := env.get(rest) if kind == "env" else _from_keyring(rest, key):
            found.append(password)
        else:
            raise ConfigError(f"{key}: {reference}: is not set.", ja=f"{key}: {reference}: 値がありません。")
    return tuple(dict.fromkeys(found))


def _lines(path: str, key: str) -> list[str]:
    try:
        with open(os.path.expanduser(path), encoding="utf-8-sig", newline="") as file:
            if os.name == "posix" and stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
                raise ConfigError(
                    f"{key}: {path}: others may read it. Do: chmod 600",
                    ja=f"{key}: {path}: ほかの利用者も読めます。chmod 600 をしてください。",
                )
            return [line for line in file.read().splitlines() if line]
    except (OSError, UnicodeError):
        raise ConfigError(
            f"{key}: {path}: cannot be read as UTF-8 text.",
            ja=f"{key}: {path}: UTF-8 のテキストとして読めません。",
        ) from None


def _from_keyring(name: str, key: str) -> str | None:
    service, _, user = name.partition("/")
    try:
        import keyring
    except ImportError:
        raise ConfigError(
            f"{key}: keyring: needs a package. Do: pip install 'daicho[keyring]'",
            ja=f"{key}: keyring: 部品が必要です: pip install 'daicho[keyring]'",
        ) from None
    try:
        return keyring.get_password(service, user)
    except keyring.errors.KeyringError as exc:
        raise ConfigError(
            f"{key}: keyring: no answer from the system's keyring ({type(exc).__name__}).",
            ja=f"{key}: keyring: システムのキーリングを使えません ({type(exc).__name__})。",
        ) from None
