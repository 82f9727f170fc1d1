"""One session with a server of SMB: the library's own, with what it lacks. It waits for ever; its errors are many."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import smbclient
from smbclient._io import SMBPipeIO
from smbprotocol.connection import Connection
from smbprotocol.exceptions import (
    AccessDenied,
    PathNotCovered,
    SharingViolation,
    SMBConnectionClosed,
    SMBException,
    SMBOSError,
)

from scanner.model import Reason
from scanner.problems import Unreadable
from scanner.sources.smb.rpc import Pipe
from scanner.sources.tree import Broken

SECONDS = 60  # for an answer
# [MS-ERREF] 2.3.1: STATUS_ACCESS_DENIED, NETWORK_ACCESS_DENIED, LOGON_TYPE_NOT_GRANTED
_DENIED = frozenset({0xC000_0022, 0xC000_00CA, 0xC000_015B})
_IN_USE = frozenset({0xC000_0043, 0xC000_0054})  # SHARING_VIOLATION, FILE_LOCK_CONFLICT
# NETWORK_NAME_DELETED, CONNECTION_DISCONNECTED, USER_SESSION_DELETED, NETWORK_SESSION_EXPIRED
_GONE = frozenset({0xC000_00C9, 0xC000_020C, 0xC000_0203, 0xC000_035C})
_NO_SHARE = 0xC000_00CC  # BAD_NETWORK_NAME
_NOT_COVERED = 0xC000_0257  # PATH_NOT_COVERED: a DFS link that led nowhere


class Patient(Connection):  # type: ignore[misc]
    """A connection that gives up a server which stalls."""

    def receive(self, request: Any, wait: bool = True, timeout: Any = None, resolve_symlinks: bool = True) -> Any:
        return super().receive(request, wait, timeout or SECONDS, resolve_symlinks)


def log_in(host: str, port: int, encrypt: bool, auth: str, user: str | None, password: str | None) -> dict[str, Any]:
    """What every later call is given. Raises what smbprotocol raises, and ValueError where nobody answers."""
    cache: dict[str, Connection] = {}
    asked: dict[str, Any] = {
        "username": user,
        "password": password,
        "port": port,
        "encrypt": encrypt or None,
        "auth_protocol": auth,
        "require_signing": True,
        "connection_timeout": SECONDS,
        "connection_cache": cache,
    }
    connection = Patient(uuid.uuid4(), host, port, require_signing=True)
    try:
        connection.connect(timeout=SECONDS)
        cache[f"{host.lower()}:{port}"] = connection  # register_session takes it from here
        smbclient.register_session(host, **asked)
    except BaseException:
        with suppress(Exception):
            connection.disconnect(False)
        raise
    return asked | {"encrypt": None}  # of the session, and so of everything in it


@contextmanager
def pipe(host: str, asked: dict[str, Any], name: str, interface: str, version: int) -> Iterator[Pipe]:
    """A service of the server itself, reached through IPC$: it is asked, no file is."""
    opened = SMBPipeIO(rf"\\{host}\IPC$\{name}", mode="rb+", share_access="rw", **asked)
    opened.open()
    buffer = bytearray(32 << 10)

    def read() -> bytes:
        return bytes(buffer[: opened.readinto(buffer)])

    try:
        yield Pipe(interface, version, opened.write, read)
    finally:
        with suppress(Exception):
            opened.close()


class told:
    """SMB's errors as ours. Opening what a user holds for himself is a row that says so."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: Any, exc: Any, _: Any) -> None:
        if exc is None or not isinstance(exc, Exception) or isinstance(exc, Unreadable | Broken):
            return
        status = getattr(exc, "ntstatus", 0) or getattr(exc, "status", 0)
        if isinstance(exc, SharingViolation) or status in _IN_USE:
            raise Unreadable(Reason.PERMISSION_DENIED, "in use: another program holds it for itself") from None
        if isinstance(exc, AccessDenied) or status in _DENIED:
            raise PermissionError("access denied") from None
        if status == _NO_SHARE:
            raise FileNotFoundError("no such share") from None
        if isinstance(exc, PathNotCovered) or status == _NOT_COVERED:
            raise Unreadable(Reason.IO_ERROR, "a DFS link that leads nowhere") from None
        if status in _GONE:
            raise Broken(f"{status:08x}") from None
        if isinstance(exc, SMBOSError):  # a plain OSError becomes the class that its number stands for
            raise OSError(exc.errno, f"{status:08x}") from None
        if isinstance(exc, SMBConnectionClosed | SMBException | OSError):
            raise Broken(type(exc).__name__) from None
        raise Unreadable(Reason.IO_ERROR, f"an answer that is none ({type(exc).__name__})") from None
