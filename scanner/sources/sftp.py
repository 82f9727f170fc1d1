"""Files behind SSH. Host keys are checked; nothing is trusted that is not in known_hosts."""

from __future__ import annotations

import errno
import os
import re
import socket
import stat
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, cast

import paramiko
from paramiko.sftp import (
    CMD_CLOSE,
    CMD_HANDLE,
    CMD_NAME,
    CMD_OPENDIR,
    CMD_READDIR,
    SFTP_CONNECTION_LOST,
    SFTP_EOF,
    SFTP_NO_CONNECTION,
    SFTP_NO_SUCH_FILE,
    SFTP_OK,
    SFTP_PERMISSION_DENIED,
)
from paramiko.sftp_attr import SFTPAttributes

from scanner.model import Reason
from scanner.problems import ConfigError, Unreadable
from scanner.sources import posix
from scanner.sources.logins import secret
from scanner.sources.tree import Broken, Node, Place, TreeSource

PASSWORD = "DAICHO_SFTP_PASSWORD"  # of the account, or of the key
_CHUNK = 32 << 10  # bytes of one request; servers give no more, and many requests are under way at a time
_SECONDS = 30.0
_KINDS = ((stat.S_ISREG, "file"), (stat.S_ISDIR, "folder"), (stat.S_ISLNK, "symlink"))
_JUMPS = 8  # hosts on the way to a host
_LEAST = 12  # bytes of one name in an answer
# As OpenSSH says it beside each name, in the form of `ls -l`: there the owner and the group have names.
_LONG = re.compile(rb"[-dlbcps][-rwxsStT]{9}[.+@]?\s+[0-9?]+\s+(\S+)\s+(\S+)\s")


class SftpSource(TreeSource):
    """`sftp://[user@]host[:port]/path`; host may be a name of ~/.ssh/config. Keys come from there, or from an agent."""

    scheme = "sftp"

    def connect(self) -> Place:
        settings = self.options.sftp
        password = secret(settings.password, PASSWORD, "sftp.password")
        clients = self._reach(self.host, self.user or settings.user, self.port, password, None, _JUMPS)
        try:
            transport = clients[-1].get_transport()
            sftp = Names.from_transport(transport) if transport else None
        except (paramiko.SSHException, EOFError) as exc:
            _close(clients)
            raise Broken(f"no SFTP there: {type(exc).__name__}") from None
        if not isinstance(sftp, Names):
            _close(clients)
            raise Broken("no channel")
        channel = sftp.get_channel()
        if channel is not None:
            channel.settimeout(_SECONDS)
        return _Server(clients, sftp)

    def _reach(
        self, name: str, user: str, port: int | None, password: str, jumps: Sequence[str] | None, left: int
    ) -> list[paramiko.SSHClient]:
        """Logged in to it, the last; before it the hosts on the way. jumps: those, None where ~/.ssh/config tells.

        The password is for the target, and is shown to no host on the way.
        """
        told = _ssh_config(name)
        if jumps is None:
            said = str(told.get("proxyjump", ""))
            jumps = [] if said.lower() in ("", "none") else said.split(",")
            if not jumps and told.get("proxycommand"):
                raise _refused(
                    self.target,
                    "~/.ssh/config has a ProxyCommand for it, which is not run here. Use ProxyJump.",
                    "~/.ssh/config の ProxyCommand は使えません。ProxyJump にしてください。",
                )
        host, port = str(told.get("hostname", name)), port or int(told.get("port", 22))
        if not jumps:
            return [self._login(name, host, port, user, password, told, None)]
        if not left:
            raise _refused(self.target, "ProxyJump goes in a circle.", "ProxyJump が循環しています。")
        there, _, at = jumps[-1].strip().rpartition("@")[2].partition(":")
        who = jumps[-1].strip().rpartition("@")[0]
        way = self._reach(there, who, int(at) if at.isdigit() else None, "", list(jumps[:-1]) or None, left - 1)
        try:
            transport = way[-1].get_transport()
            if transport is None:
                raise Broken("jump")
            through = transport.open_channel("direct-tcpip", (host, port), ("127.0.0.1", 0), timeout=_SECONDS)
            return [*way, self._login(name, host, port, user, password, told, through)]
        except (paramiko.SSHException, EOFError) as exc:
            _close(way)
            raise Broken(f"{there} does not lead on: {type(exc).__name__}") from None
        except BaseException:
            _close(way)
            raise

    def _login(
        self, name: str, host: str, port: int, user: str, password: str, told: dict[str, Any], through: Any
    ) -> paramiko.SSHClient:
        settings = self.options.sftp
        last = name == self.host
        client = paramiko.SSHClient()
        known = settings.known_hosts or "~/.ssh/known_hosts"
        client.load_system_host_keys()
        if os.path.exists(os.path.expanduser(known)):
            client.load_host_keys(os.path.expanduser(known))
        client.set_missing_host_key_policy(paramiko.RejectPolicy())
        own = settings.key_file if last else ""
        keys = [own] if own else [path for path in told.get("identityfile", ()) if os.path.exists(path)]
        only = str(told.get("identitiesonly", "")).lower() == "yes"
        passphrase = secret(settings.passphrase, PASSWORD, "sftp.passphrase")
        try:
            client.connect(
                host,
                port,
                user or told.get("user") or None,
                password=password or None,
                pkey=self._key(keys[0], passphrase, "sftp.key_file" if own else "~/.ssh/config") if keys else None,
                passphrase=passphrase or None,
                key_filename=cast(Any, keys[1:] or None),
                timeout=_SECONDS,
                banner_timeout=_SECONDS,
                auth_timeout=_SECONDS,
                allow_agent=not only,
                look_for_keys=not only,
                sock=through,
            )
        except paramiko.BadHostKeyException:
            raise _refused(
                self.target,
                f"the host key of {name} is another than in known_hosts. "
                "Find out why before you change known_hosts: somebody may stand in between.",
                f"{name} のホスト鍵が known_hosts と違います。"
                "間に誰かがいるかもしれません。理由を確かめるまで known_hosts を変えないでください。",
            ) from None
        except paramiko.AuthenticationException:
            client.close()
            raise _refused(
                self.target,
                f"no login to {name}. Give a key to the agent or name one in sftp.key_file, or set {PASSWORD}.",
                f"{name} にログインできません。"
                f"鍵をエージェントに渡すか、sftp.key_file に書くか、{PASSWORD} を設定してください。",
            ) from None
        except paramiko.SSHException as exc:
            client.close()
            if "not found in known_hosts" in str(exc):
                scan = f"ssh-keyscan -p {port} {host} >> {known}"
                raise _refused(
                    self.target,
                    f"the host key of {name} is not known. Add it, and compare it with what its administrator says: {scan}",
                    f"{name} のホスト鍵が未登録です。加えて、管理者の示す値と比べてください: {scan}",
                ) from None
            raise Broken(type(exc).__name__) from None
        except BaseException:
            client.close()
            raise
        return client

    def _key(self, path: str, passphrase: str, where: str) -> paramiko.PKey:
        read: Any = paramiko.PKey.from_path  # wants bytes, whatever its types say
        try:
            try:
                return cast(paramiko.PKey, read(os.path.expanduser(path)))
            except (TypeError, paramiko.PasswordRequiredException):
                if passphrase:
                    return cast(paramiko.PKey, read(os.path.expanduser(path), passphrase.encode()))
            en, ja = "has a passphrase; say where it is in sftp.passphrase", "パスフレーズが要ります (sftp.passphrase)"
        except OSError:
            en, ja = "cannot be read", "読めません"
        except Exception:  # cryptography has many classes for this
            en = "is no private key, or its passphrase is another"
            ja = "秘密鍵でないか、パスフレーズが違います"
        raise _refused(self.target, f"the key in {where} {en}.", f"{where} の鍵: {ja}。")


class _End(EOFError):
    """The server said so. A plain EOFError is a connection that is gone, which must not look like the end of a folder."""


class Names(paramiko.SFTPClient):
    """paramiko decodes names as UTF-8 and gives up the whole folder at the first one in CP932; here they are bytes.

    Messages of servers too come in any encoding: only their number is looked at.
    """

    def _convert_status(self, msg: Any) -> None:
        code = msg.get_int()
        if code == SFTP_OK:
            return
        if code == SFTP_EOF:
            raise _End
        if code in (SFTP_NO_CONNECTION, SFTP_CONNECTION_LOST):
            raise Broken(f"status {code}")
        known = {SFTP_NO_SUCH_FILE: errno.ENOENT, SFTP_PERMISSION_DENIED: errno.EACCES}
        raise OSError(known.get(code, errno.EIO), f"status {code}")

    def nodes(self, path: bytes) -> Iterator[Node]:
        kind, message = self._request(CMD_OPENDIR, path)  # type: ignore[attr-defined]
        if kind != CMD_HANDLE:
            raise Broken("no handle")
        handle = message.get_binary()
        try:
            while True:
                try:
                    kind, message = self._request(CMD_READDIR, handle)  # type: ignore[attr-defined]
                except _End:
                    return
                if kind != CMD_NAME:
                    raise Broken("no names")
                count = message.get_int()
                if count * _LEAST > len(message.get_remainder()):
                    raise Broken("names")
                for _ in range(count):
                    name, long = message.get_binary(), message.get_binary()
                    yield _node(name, SFTPAttributes._from_msg(message), long)  # type: ignore[attr-defined]
        finally:
            with suppress(EOFError, OSError, paramiko.SSHException):  # what came before says more
                self._request(CMD_CLOSE, handle)  # type: ignore[attr-defined]


class _Server(Place):
    def __init__(self, clients: list[paramiko.SSHClient], sftp: Names) -> None:
        self._clients, self._sftp = clients, sftp

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
        _close(self._clients)


class _told:
    """What paramiko raises where a connection is gone, or where an answer is none."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: Any, exc: Any, _: Any) -> None:
        if isinstance(exc, paramiko.SSHException | EOFError | socket.timeout):
            raise Broken(type(exc).__name__) from None
        if isinstance(exc, OSError) and exc.errno is None and not isinstance(exc, Broken):  # "Socket is closed"
            raise Broken("closed") from None
        if isinstance(exc, Exception) and not isinstance(exc, OSError | Unreadable):
            raise Unreadable(Reason.IO_ERROR, f"an answer that is none ({type(exc).__name__})") from None


def _node(name: bytes, found: Any, long: bytes = b"") -> Node:
    mode = found.st_mode or 0
    kind = next((kind for test, kind in _KINDS if test(mode)), "special")
    size, modified = found.st_size or 0, float(found.st_mtime or 0)
    bits = stat.S_IMODE(mode)
    named = _LONG.match(long)
    owner = named[1].decode("utf-8", "backslashreplace") if named else ""
    if not owner and found.st_uid is not None:
        owner = str(found.st_uid)
    said = f"{bits:04o}"
    if kind == "file" and posix.reads(bits) == "group":
        said += f", group {named[2].decode('utf-8', 'backslashreplace') if named else found.st_gid}"
    version = f"{found.st_mtime}-{size}"
    return Node(name, kind, size, modified, version, owner, posix.reads(bits), said, enters=posix.enters(bits))


def _ssh_config(host: str) -> dict[str, Any]:
    path = Path("~/.ssh/config").expanduser()
    if not path.exists():
        return {}
    try:
        return dict(paramiko.SSHConfig.from_path(str(path)).lookup(host))
    except (paramiko.ConfigParseError, UnicodeError, OSError):
        raise ConfigError(
            "~/.ssh/config: cannot be read. See: ssh -G", ja="~/.ssh/config を読めません。ssh -G で確かめてください。"
        ) from None


def _close(clients: Sequence[paramiko.SSHClient]) -> None:
    for client in reversed(clients):
        client.close()


def _refused(target: str, en: str, ja: str) -> ConfigError:
    return ConfigError(f"{target}: {en}", ja=f"{target}: {ja}")
