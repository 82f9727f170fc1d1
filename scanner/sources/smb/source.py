"""Shares of Windows and Samba servers, spoken to directly: SMB 2 and 3, signed, encrypted where asked."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import smbclient
from smbclient._io import SMBDirectoryIO, SMBFileIO, SMBRawIO
from smbprotocol.connection import Connection
from smbprotocol.exceptions import (
    AccessDenied,
    LogonFailure,
    PasswordExpired,
    SharingViolation,
    SMBAuthenticationError,
    SMBConnectionClosed,
    SMBException,
    SMBOSError,
    SMBResponseException,
)
from smbprotocol.file_info import FileAttributes, InfoType
from smbprotocol.open import FilePipePrinterAccessMask, SMB2QueryInfoRequest, SMB2QueryInfoResponse
from smbprotocol.security_descriptor import SMB2CreateSDBuffer

from scanner.model import Problem, Reason, Stage
from scanner.problems import ConfigError, Unreadable
from scanner.sources.smb.acl import Ace, exposure
from scanner.sources.tree import Broken, Node, Place, TreeSource

USER, PASSWORD = "DAICHO_SMB_USER", "DAICHO_SMB_PASSWORD"
_SECONDS = 30
_SHARED = "rwd"  # others may read, write and delete what we have open: nobody is ever locked out
_OWNER, _DACL = 1, 4  # [MS-SMB2] 2.2.37 AdditionalInformation
_READ_CONTROL = 0x0002_0000
# [MS-ERREF] 2.3.1: STATUS_ACCESS_DENIED, NETWORK_ACCESS_DENIED, LOGON_TYPE_NOT_GRANTED
_DENIED = frozenset({0xC000_0022, 0xC000_00CA, 0xC000_015B})
_IN_USE = 0xC000_0043  # SHARING_VIOLATION
# NETWORK_NAME_DELETED, CONNECTION_DISCONNECTED, USER_SESSION_DELETED, NETWORK_SESSION_EXPIRED
_GONE = frozenset({0xC000_00C9, 0xC000_020C, 0xC000_0203, 0xC000_035C})
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class SmbSource(TreeSource):
    """`smb://[user@]host[:port]/share/folder`. Without a user: Kerberos, the ticket of whoever runs it."""

    scheme = "smb"

    def __init__(self, target: str, options: Any) -> None:
        super().__init__(target, options)
        if not self.host or self._root == b"/":
            raise ConfigError(
                f"{target}: name a share: smb://host/share", ja=f"{target}: 共有名も指定してください: smb://host/share"
            )

    def connect(self) -> Place:
        settings = self.options.smb
        user = self.user or os.environ.get(USER) or None
        cache: dict[str, Connection] = {}
        asked: dict[str, Any] = {"port": self.port or 445, "connection_cache": cache, "connection_timeout": _SECONDS}
        try:
            smbclient.register_session(
                self.host,
                username=user,
                password=os.environ.get(PASSWORD) or None,
                encrypt=settings.encrypt or None,
                auth_protocol=settings.auth,
                require_signing=True,
                **asked,
            )
        except (LogonFailure, PasswordExpired, SMBAuthenticationError, AccessDenied) as exc:
            why = type(exc).__name__
            raise ConfigError(
                f"{self.target}: no login ({why}). Set {USER} and {PASSWORD}, or get a Kerberos ticket.",
                ja=f"{self.target}: ログインできません ({why})。{USER} と {PASSWORD} を設定するか、チケットを取得してください。",
            ) from None
        except (SMBException, ValueError, ImportError) as exc:
            raise Broken(type(exc).__name__) from None
        return _Server(self.host, {**asked, "username": user}, settings.acl)


class _Server(Place):
    def __init__(self, host: str, asked: dict[str, Any], acl: str) -> None:
        self._host, self._asked, self._acl = host, asked, acl

    def _name(self, path: bytes) -> str:
        return "\\\\" + self._host + path.decode("utf-8", "surrogatepass").replace("/", "\\")

    def stat(self, path: bytes) -> Node:
        with _told():
            found = smbclient.stat(self._name(path), follow_symlinks=False, **self._asked)
        name = path.rpartition(b"/")[2]
        modified = (found.st_mtime_ns // 1000) / 1e6
        return _node(name, found.st_file_attributes, found.st_size, modified, found.st_reparse_tag)

    def names(self, path: bytes) -> Iterator[Node]:
        """Who can read is asked of the folder, and of each file only where the plan says so: a request each."""
        who = ("unknown", "", "") if self._acl == "none" else self._readers(path, True)
        with _told(), smbclient.scandir(self._name(path), **self._asked) as entries:
            for entry in entries:
                info = entry.smb_info
                modified = (info.last_write_time.replace(tzinfo=UTC) - _EPOCH) / timedelta(seconds=1)
                name = entry.name.encode("utf-8", "surrogatepass")
                node = _node(name, info.file_attributes, info.end_of_file, modified, info.ea_size, who)
                if self._acl == "file" and node.kind == "file":
                    own = self._readers(path + b"/" + name, False)
                    node = _node(name, info.file_attributes, info.end_of_file, modified, info.ea_size, own)
                yield node

    def read(self, path: bytes, start: int, end: int) -> bytes:
        data = bytearray(end - start)
        view, done = memoryview(data), 0
        with _told(), SMBFileIO(self._name(path), mode="rb", share_access=_SHARED, **self._asked) as file:
            file.seek(start)
            while done < len(data) and (count := file.readinto(view[done:])):
                done += count
        return bytes(view[:done])

    def _readers(self, path: bytes, folder: bool) -> tuple[str, str, str]:
        """(exposure, detail, owner). Not to be told is no trouble: it is `unknown`."""
        kind = SMBDirectoryIO if folder else SMBRawIO
        access = _READ_CONTROL | FilePipePrinterAccessMask.FILE_READ_ATTRIBUTES
        try:
            with kind(self._name(path), mode="r", share_access=_SHARED, desired_access=access, **self._asked) as opened:
                return _read_acl(_query(opened.fd), folder)
        except (SMBException, OSError, ValueError, KeyError):
            return "unknown", "", ""

    def close(self) -> None:
        smbclient.reset_connection_cache(fail_on_error=False, connection_cache=self._asked["connection_cache"])


def _query(handle: Any) -> bytes:
    """The security descriptor of what is open."""
    query = SMB2QueryInfoRequest()
    query["info_type"] = InfoType.SMB2_0_INFO_SECURITY
    query["output_buffer_length"] = 65_535
    query["additional_information"] = _OWNER | _DACL
    query["file_id"] = handle.file_id
    connection, session = handle.connection, handle.tree_connect.session
    request = connection.send(query, session.session_id, handle.tree_connect.tree_connect_id)
    answer = SMB2QueryInfoResponse()
    answer.unpack(connection.receive(request)["data"].get_value())
    data: bytes = answer["buffer"].get_value()
    return data


def _read_acl(data: bytes, folder: bool) -> tuple[str, str, str]:
    told = SMB2CreateSDBuffer()
    told.unpack(data)
    owner = str(told.get_owner() or "")
    listed = told.get_dacl()
    aces = None
    if listed is not None:
        aces = [
            Ace(
                ace["ace_type"].get_value(),
                ace["ace_flags"].get_value(),
                ace["mask"].get_value(),
                str(ace["sid"].get_value()),
            )
            for ace in listed["aces"].get_value()
            if "mask" in ace.fields
        ]
    who, said = exposure(owner, aces)
    return who, ("folder: " if folder else "") + said, owner


def _node(
    name: bytes, attributes: int, size: int, modified: float, tag: int, who: tuple[str, str, str] = ("unknown", "", "")
) -> Node:
    version = f"{round(modified * 1e6)}-{size}"
    reparse = attributes & FileAttributes.FILE_ATTRIBUTE_REPARSE_POINT
    folder = attributes & FileAttributes.FILE_ATTRIBUTE_DIRECTORY
    kind = "symlink" if reparse and tag in _LINKS else "folder" if folder else "file"
    problem = None
    if kind == "file" and attributes & _AWAY:
        problem = Problem(Stage.LIST, Reason.ARCHIVED, detail="offline")
    return Node(name, kind, size, modified, version, who[2], who[0], who[1], problem)


_LINKS = frozenset({0xA000_000C, 0xA000_0003})  # symlink, mount point
_AWAY = 0x1000 | 0x0040_0000  # OFFLINE, RECALL_ON_DATA_ACCESS: on tape or in a cloud, reading would fetch it


class _told:
    """SMB's errors as ours. Opening what a user holds for himself is a row that says so."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: Any, exc: Any, _: Any) -> None:
        if isinstance(exc, SharingViolation) or (isinstance(exc, SMBOSError) and exc.ntstatus == _IN_USE):
            raise Unreadable(Reason.PERMISSION_DENIED, "in use: another program holds it for itself") from None
        status = getattr(exc, "ntstatus", 0) or getattr(exc, "status", 0)
        if isinstance(exc, AccessDenied) or status in _DENIED:
            raise PermissionError("access denied") from None
        if status in _GONE:
            raise Broken(f"{status:08x}") from None
        if isinstance(exc, SMBOSError):  # a plain OSError becomes the class that its number stands for
            raise OSError(exc.errno, f"{status:08x}") from None
        if isinstance(exc, SMBConnectionClosed | TimeoutError):
            raise Broken(type(exc).__name__) from None
        if isinstance(exc, SMBResponseException | SMBException):
            raise Broken(type(exc).__name__) from None
