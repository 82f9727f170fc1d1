"""Shares of Windows and Samba servers, spoken to directly: SMB 2 and 3, signed, encrypted where asked."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import smbclient
from smbclient._io import SMBDirectoryIO, SMBFileIO, SMBFileTransaction, SMBRawIO, query_info
from smbprotocol.exceptions import (
    AccessDenied,
    LogonFailure,
    PasswordExpired,
    SMBAuthenticationError,
    SMBException,
)
from smbprotocol.file_info import FileAttributes, FileInformationClass, FileStreamInformation, InfoType
from smbprotocol.open import CreateOptions, FilePipePrinterAccessMask, SMB2QueryInfoRequest, SMB2QueryInfoResponse

from scanner.model import Problem, Reason, Stage
from scanner.problems import ConfigError, Unreadable
from scanner.settings import Smb
from scanner.sources.logins import secret
from scanner.sources.smb import acl, lsa, srvsvc
from scanner.sources.smb.session import log_in, pipe, told
from scanner.sources.tree import Broken, Node, Place, TreeSource

USER, PASSWORD = "DAICHO_SMB_USER", "DAICHO_SMB_PASSWORD"
_SHARED = "rwd"  # others may read, write and delete what we have open: nobody is ever locked out
_OWNER, _DACL = 1, 4  # [MS-SMB2] 2.2.37 AdditionalInformation
_READ_CONTROL = 0x0002_0000
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_STREAMS = 1_000  # named streams of one file
_LINKS_DEEP = 4  # DFS links below DFS links; more of them is a loop
_NOBODY_KNOWN = ("unknown", "", "")


class SmbSource(TreeSource):
    """`smb://[user@]host[:port]/share/folder`, or `smb://host` for every share. Without a user: Kerberos."""

    scheme = "smb"

    def __init__(self, target: str, options: Any) -> None:
        super().__init__(target, options)
        if not self.host:
            raise ConfigError(
                f"{target}: name a server: smb://host/share, or smb://host for all its shares",
                ja=f"{target}: サーバー名を指定してください: smb://host/share、すべての共有なら smb://host",
            )

    def connect(self) -> Place:
        settings = self.options.smb
        user = self.user or settings.user or os.environ.get(USER) or None
        password = secret(settings.password, PASSWORD, "smb.password") or None
        try:
            asked = log_in(self.host, self.port or 445, settings.encrypt, settings.auth, user, password)
        except (LogonFailure, PasswordExpired, SMBAuthenticationError, AccessDenied) as exc:
            why = type(exc).__name__
            raise ConfigError(
                f"{self.target}: no login ({why}). Set {USER} and {PASSWORD}, or get a Kerberos ticket.",
                ja=f"{self.target}: ログインできません ({why})。{USER} と {PASSWORD} を設定するか、チケットを取得してください。",
            ) from None
        except ValueError:  # of the library, where no connection is made
            raise Broken("nobody answers there") from None
        except (SMBException, ImportError, OSError) as exc:
            raise Broken(type(exc).__name__) from None
        return _Server(self.host, asked, settings)


class _Server(Place):
    def __init__(self, host: str, asked: dict[str, Any], settings: Smb) -> None:
        self._host, self._asked, self._settings = host, asked, settings
        self._called: dict[str, str] = {}  # SID → name, as the server told it
        self._links: set[bytes] = set()  # DFS links on the way

    def _name(self, path: bytes) -> str:
        return "\\\\" + self._host + path.decode("utf-8", "surrogatepass").replace("/", "\\")

    def stat(self, path: bytes) -> Node:
        if path == b"/":
            return Node(b"", "folder")
        name = path.rpartition(b"/")[2]
        opened = SMBRawIO(
            self._name(path),
            mode="r",
            share_access=_SHARED,
            desired_access=FilePipePrinterAccessMask.FILE_READ_ATTRIBUTES,
            create_options=CreateOptions.FILE_OPEN_REPARSE_POINT,
            **self._asked,
        )
        with told(), opened:  # what opening tells is enough: smbclient's stat asks five times more
            found = opened.fd
        attributes, tag = found.file_attributes, 0
        if attributes & FileAttributes.FILE_ATTRIBUTE_REPARSE_POINT:
            with told():
                tag = smbclient.stat(self._name(path), follow_symlinks=False, **self._asked).st_reparse_tag
        return _node(name, attributes, found.end_of_file, _seconds(found.last_write_time), tag)

    def names(self, path: bytes) -> Iterator[Node]:
        """Who can read is asked of the folder, and of each file only where the plan says so: a request each."""
        if path == b"/":
            yield from self._shares()
            return
        who = _NOBODY_KNOWN if self._settings.acl == "none" else self._readers(path, True)
        with told(), SMBDirectoryIO(self._name(path), share_access=_SHARED, **self._asked) as opened:
            for info in opened.query_directory("*", FileInformationClass.FILE_ID_FULL_DIRECTORY_INFORMATION):
                name = (
                    info["file_name"].get_value().decode("utf-16-le", "surrogatepass").encode("utf-8", "surrogatepass")
                )
                if name in (b".", b".."):
                    continue
                modified = _seconds(info["last_write_time"].get_value())
                attributes, size, tag = (info[key].get_value() for key in ("file_attributes", "end_of_file", "ea_size"))
                below = path.rstrip(b"/") + b"/" + name
                node = _node(name, attributes, size, modified, tag, who)
                if node.kind == "file" and self._settings.acl == "file":
                    node = _node(name, attributes, size, modified, tag, self._readers(below, False))
                yield self._link(below, node, attributes, tag)
                if node.kind == "file" and not node.problem and self._settings.streams:
                    yield from self._streams(below, node)

    def _shares(self) -> Iterator[Node]:
        with told(), pipe(self._host, self._asked, srvsvc.PIPE, srvsvc.INTERFACE, srvsvc.VERSION) as opened:
            found = srvsvc.shares(opened, self._host)
        for share in found:
            problem = None
            if share.hidden and not self._settings.hidden:
                problem = Problem(Stage.LIST, Reason.EXCLUDED, detail="a hidden share; smb.hidden: true takes it in")
            yield Node(share.name.encode("utf-8", "surrogatepass"), "folder", problem=problem)

    def _link(self, path: bytes, node: Node, attributes: int, tag: int) -> Node:
        """A folder that lies on another server is one only where the plan says so."""
        if not attributes & FileAttributes.FILE_ATTRIBUTE_REPARSE_POINT or tag != _DFS:
            return node
        if not self._settings.dfs:
            away = Problem(Stage.LIST, Reason.SYMLINK, detail="a DFS link; smb.dfs: true follows it")
            return replace(node, kind="symlink", problem=away)
        if sum(path.startswith(link + b"/") for link in self._links) >= _LINKS_DEEP:
            return replace(node, problem=Problem(Stage.LIST, Reason.SYMLINK_LOOP, detail="DFS links"))
        self._links.add(path)
        return node

    def _streams(self, path: bytes, file: Node) -> Iterator[Node]:
        """The named streams of a file: content that no listing shows."""
        opened = SMBRawIO(
            self._name(path),
            mode="r",
            share_access=_SHARED,
            desired_access=FilePipePrinterAccessMask.FILE_READ_ATTRIBUTES,
            **self._asked,
        )
        try:
            with told(), SMBFileTransaction(opened) as asked:
                query_info(asked, FileStreamInformation, output_buffer_length=64 << 10)
        except (OSError, Unreadable):
            if file.problem is None:
                missing = Problem(Stage.LIST, Reason.IO_ERROR, detail="streams not listed")
                yield replace(file, name=file.name + b":*", problem=missing)
            return
        for info in asked.results[0][:_STREAMS]:
            raw = info["stream_name"].get_value()
            name = (raw if isinstance(raw, str) else bytes(raw).decode("utf-16-le", "surrogatepass")).split(":")
            if len(name) == 3 and name[1] and name[2] == "$DATA":
                size = max(int(info["stream_size"].get_value()), 0)
                own = file.name + b":" + name[1].encode("utf-8", "surrogatepass")
                yield replace(file, name=own, size=size, version=f"{file.version.partition('-')[0]}-{size}")

    def _file(self, path: bytes) -> Any:
        return SMBFileIO(self._name(path), mode="rb", share_access=_SHARED, **self._asked)

    def read(self, path: bytes, start: int, end: int) -> bytes:
        data = bytearray(end - start)
        view, done = memoryview(data), 0
        with told(), self._file(path) as file:
            file.seek(start)
            while done < len(data) and (count := file.readinto(view[done:])):
                done += count
        return bytes(view[:done])

    def _readers(self, path: bytes, folder: bool) -> tuple[str, str, str]:
        """(exposure, detail, owner). Not to be told is no trouble: it is `unknown`."""
        kind = SMBDirectoryIO if folder else SMBRawIO
        access = _READ_CONTROL | FilePipePrinterAccessMask.FILE_READ_ATTRIBUTES
        try:
            with (
                told(),
                kind(self._name(path), mode="r", share_access=_SHARED, desired_access=access, **self._asked) as opened,
            ):
                owner, aces = acl.read(_query(opened.fd))
        except (OSError, Unreadable):
            return _NOBODY_KNOWN
        self._ask_names({owner, *(ace.sid for ace in aces or ())})
        who, said = acl.exposure(owner, aces, lambda sid: self._called.get(sid, sid))
        return who, ("folder: " if folder else "") + said, acl.name(owner, lambda sid: self._called.get(sid, sid))

    def _ask_names(self, sids: set[str]) -> None:
        unknown = sorted(sid for sid in sids if sid and sid not in self._called and acl.name(sid) == sid)
        if not unknown:
            return
        self._called |= {sid: sid for sid in unknown}  # asked once, whatever comes of it
        try:
            with told(), pipe(self._host, self._asked, lsa.PIPE, lsa.INTERFACE, lsa.VERSION) as opened:
                self._called |= lsa.names(opened, unknown)
        except (OSError, Unreadable):
            return

    def close(self) -> None:
        smbclient.reset_connection_cache(fail_on_error=False, connection_cache=self._asked["connection_cache"])


def _seconds(when: datetime) -> float:
    """Since the epoch; smbprotocol's times know no zone where they are out of its calendar."""
    return (when.replace(tzinfo=UTC) - _EPOCH) / timedelta(seconds=1)


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


def _node(
    name: bytes, attributes: int, size: int, modified: float, tag: int, who: tuple[str, str, str] = _NOBODY_KNOWN
) -> Node:
    version = f"{round(modified * 1e6)}-{size}"
    reparse = attributes & FileAttributes.FILE_ATTRIBUTE_REPARSE_POINT
    folder = attributes & FileAttributes.FILE_ATTRIBUTE_DIRECTORY
    kind = "symlink" if reparse and tag in _LINKS else "folder" if folder else "file"
    problem = None
    if kind != "symlink" and attributes & (_FOLDER_AWAY if folder else _AWAY):
        problem = Problem(Stage.LIST, Reason.ARCHIVED, detail="offline")
    said = who[1]
    if kind == "file" and attributes & FileAttributes.FILE_ATTRIBUTE_ENCRYPTED:
        said += ("; " if said else "") + "EFS"  # whoever may read it by the list sees only noise without the key
    return Node(name, kind, size, modified, version, who[2], who[0], said, problem)


_LINKS = frozenset({0xA000_000C, 0xA000_0003})  # symlink, mount point
_DFS = 0x8000_000A
# OFFLINE, RECALL_ON_OPEN, RECALL_ON_DATA_ACCESS: on tape or in a cloud, reading would fetch it. Of a folder, only
# what is fetched by listing it.
_AWAY, _FOLDER_AWAY = 0x1000 | 0x0004_0000 | 0x0040_0000, 0x0004_0000
