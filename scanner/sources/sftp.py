"""Files behind SSH. Host keys are checked; nothing is trusted that is not in known_hosts."""

from __future__ import annotations

import os
import socket
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import paramiko
from paramiko.sftp import CMD_CLOSE, CMD_HANDLE, CMD_NAME, CMD_OPENDIR, CMD_READDIR
from paramiko.sftp_attr import SFTPAttributes

from scanner.problems import ConfigError
from scanner.sources.tree import Broken, Node, Place, TreeSource

PASSWORD = "DAICHO_SFTP_PASSWORD"  # of the account, or of the key
_CHUNK = 32 << 10  # bytes of one request; servers give no more, and many requests are under way at a time
_SECONDS = 30.0
_KINDS = ((stat.S_ISREG, "file"), (stat.S_ISDIR, "folder"), (stat.S_ISLNK, "symlink"))


class SftpSource(TreeSource):
    """`sftp://[user@]host[:port]/path`; host may be a name of ~/.ssh/config. Keys come from there, or from an agent."""

    scheme = "sftp"

    def connect(self) -> Place:
        settings, told = self.options.sftp, _ssh_config(self.host)
        client = paramiko.SSHClient()
        known = settings.known_hosts or "~/.ssh/known_hosts"
        client.load_system_host_keys()
        if os.path.exists(os.path.expanduser(known)):
            client.load_host_keys(os.path.expanduser(known))
        client.set_missing_host_key_policy(paramiko.RejectPolicy())
        key = settings.key_file or next(iter(told.get("identityfile", ())), "")
        port = self.port or int(told.get("port", 22))
        try:
            client.connect(
                told.get("hostname", self.host),
                port,
                self.user or told.get("user") or None,
                password=os.environ.get(PASSWORD) or None,
                passphrase=os.environ.get(PASSWORD) or None,
                key_filename=os.path.expanduser(key) if key else None,
                timeout=_SECONDS,
                banner_timeout=_SECONDS,
                auth_timeout=_SECONDS,
            )
            transport = client.get_transport()
            sftp = Names.from_transport(transport) if transport else None
        except paramiko.BadHostKeyException:
            raise _refused(
                self.target,
                "its host key is another than in known_hosts. Find out why before you change known_hosts.",
                "ホスト鍵が known_hosts と違います。理由を確かめるまで known_hosts を変えないでください。",
            ) from None
        except paramiko.AuthenticationException:
            raise _refused(
                self.target,
                f"no login. Give a key to the agent or name one in sftp.key_file, or set {PASSWORD}.",
                f"ログインできません。鍵をエージェントに渡すか、sftp.key_file に書くか、{PASSWORD} を設定してください。",
            ) from None
        except paramiko.SSHException as exc:
            if "not found in known_hosts" in str(exc):
                raise _refused(
                    self.target,
                    f"its host key is not known. Check it and add it: ssh-keyscan -p {port} {self.host} >> {known}",
                    f"ホスト鍵が未登録です。確かめて加えてください: ssh-keyscan -p {port} {self.host} >> {known}",
                ) from None
            raise Broken(type(exc).__name__) from None
        if not isinstance(sftp, Names):
            raise Broken("no channel")
        channel = sftp.get_channel()
        if channel is not None:
            channel.settimeout(_SECONDS)
        return _Server(client, sftp)


class Names(paramiko.SFTPClient):
    """paramiko decodes names as UTF-8 and gives up the whole folder at the first one in CP932; here they are bytes."""

    def nodes(self, path: bytes) -> Iterator[Node]:
        kind, message = self._request(CMD_OPENDIR, path)  # type: ignore[attr-defined]
        if kind != CMD_HANDLE:
            raise Broken("no handle")
        handle = message.get_binary()
        try:
            while True:
                try:
                    kind, message = self._request(CMD_READDIR, handle)  # type: ignore[attr-defined]
                except EOFError:
                    return
                if kind != CMD_NAME:
                    raise Broken("no names")
                for _ in range(message.get_int()):
                    name, _ = message.get_binary(), message.get_binary()
                    yield _node(name, SFTPAttributes._from_msg(message))  # type: ignore[attr-defined]
        finally:
            self._request(CMD_CLOSE, handle)  # type: ignore[attr-defined]


class _Server(Place):
    def __init__(self, client: paramiko.SSHClient, sftp: Names) -> None:
        self._client, self._sftp = client, sftp

    def stat(self, path: bytes) -> Node:
        with _told():
            return _node(path.rpartition(b"/")[2], self._sftp.lstat(path))

    def names(self, path: bytes) -> Iterator[Node]:
        with _told():
            yield from self._sftp.nodes(path)

    def read(self, path: bytes, start: int, end: int) -> bytes:
        with _told(), self._sftp.open(path, "rb") as file:
            return b"".join(file.readv([(at, min(_CHUNK, end - at)) for at in range(start, end, _CHUNK)]))

    def close(self) -> None:
        self._client.close()


class _told:
    """What paramiko raises where a connection is gone."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: Any, exc: Any, _: Any) -> None:
        if isinstance(exc, paramiko.SSHException | EOFError | socket.timeout):
            raise Broken(type(exc).__name__) from None
        if isinstance(exc, OSError) and exc.errno is None and str(exc) == "Socket is closed":
            raise Broken("closed") from None


def _node(name: bytes, found: Any) -> Node:
    mode = found.st_mode or 0
    kind = next((kind for test, kind in _KINDS if test(mode)), "special")
    size, modified = found.st_size or 0, float(found.st_mtime or 0)
    bits = stat.S_IMODE(mode)
    exposure = "company" if bits & stat.S_IROTH else "group" if bits & stat.S_IRGRP else "private"
    owner = "" if found.st_uid is None else str(found.st_uid)
    version = f"{found.st_mtime}-{size}"
    return Node(name, kind, size, modified, version, owner, exposure, f"{bits:04o}")


def _ssh_config(host: str) -> dict[str, Any]:
    path = Path("~/.ssh/config").expanduser()
    if not path.exists():
        return {}
    return dict(paramiko.SSHConfig.from_path(str(path)).lookup(host))


def _refused(target: str, en: str, ja: str) -> ConfigError:
    return ConfigError(f"{target}: {en}", ja=f"{target}: {ja}")
