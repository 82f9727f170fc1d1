"""Files behind FTP, with TLS or without (RFC 959, 3659, 4217), by ftplib of the standard library.

Ours because fsspec's lists a whole folder to tell one file's size, takes refusals for missing files, checks no
certificate, and begins a transfer anew for each range. Here a file that is read on is one transfer.
"""

from __future__ import annotations

import ftplib
import os
import socket
import ssl
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, cast

from scanner.model import Reason
from scanner.problems import Unreadable
from scanner.sources import ftplist
from scanner.sources.logins import secret
from scanner.sources.tree import Broken, Node, Place, TreeSource

USER, PASSWORD = "DAICHO_FTP_USER", "DAICHO_FTP_PASSWORD"
_SECONDS = 60.0
_BYTES = "latin-1"  # names are bytes; whatever they are, they come through
_PIECE = 256 << 10
_IMPLICIT = 990  # the port where TLS begins at once, as before RFC 4217
_REFUSED = ("denied", "permission", "not allowed", "forbidden", "access")  # of 550, which means anything


class FtpSource(TreeSource):
    """`ftps://[user@]host[:port]/path` over TLS, its certificate checked. User and password: see docs/shares.md."""

    scheme = "ftps"

    def connect(self) -> Place:
        login = self.options.ftp
        user = self.user or login.user or os.environ.get(USER, "")
        password = secret(login.password, PASSWORD, "ftp.password")
        ftp = self._client()
        with _told():
            try:
                ftp.connect(self.host, self.port or 21)
                ftp.login(user, password)
                if isinstance(ftp, ftplib.FTP_TLS):
                    ftp.prot_p()
                with suppress(ftplib.error_perm):  # servers that are not asked give names in what they like
                    ftp.sendcmd("OPTS UTF8 ON")
                return _Server(ftp)
            except BaseException:
                ftp.close()
                raise

    def _client(self) -> ftplib.FTP:
        kind = _Implicit if self.port == _IMPLICIT else _Tls
        return kind(timeout=_SECONDS, encoding=_BYTES, context=ssl.create_default_context())


class PlainFtpSource(FtpSource):
    """`ftp://host/path`, without encryption."""

    scheme = "ftp"

    def _client(self) -> ftplib.FTP:
        return ftplib.FTP(timeout=_SECONDS, encoding=_BYTES)


class _Tls(ftplib.FTP_TLS):
    """Transfers go on with the session of the commands: many servers refuse others, and ftplib knows nothing of it."""

    def ntransfercmd(self, cmd: str, rest: int | str | None = None) -> tuple[socket.socket, int | None]:
        plain, size = ftplib.FTP.ntransfercmd(self, cmd, rest)
        session = cast(ssl.SSLSocket, self.sock).session
        return self.context.wrap_socket(plain, server_hostname=self.host, session=session), size


class _Implicit(_Tls):
    """TLS from the first byte."""

    def connect(self, host: str = "", port: int = 0, timeout: float = -1, source_address: Any = None) -> str:
        self.host, self.port = host, port
        plain = socket.create_connection((host, port), self.timeout)
        self.af = plain.family
        self.sock = self.context.wrap_socket(plain, server_hostname=host)
        self.file = self.sock.makefile("r", encoding=self.encoding)
        self.welcome = self.getresp()
        return self.welcome


class _Server(Place):
    def __init__(self, ftp: ftplib.FTP) -> None:
        self._ftp = ftp
        self._transfer: socket.socket | None = None
        self._of, self._at = b"", 0  # which file is transferred, and how far it is
        told = ""
        with suppress(ftplib.error_perm):
            told = ftp.sendcmd("FEAT").upper()
        self._facts = "MLST" in told  # RFC 3659: exact listings; without it those for people, as vsftpd and IIS give

    def stat(self, path: bytes) -> Node:
        name, own = path.rpartition(b"/")[2], path.decode(_BYTES)
        with _told():
            self._end()
            if self._facts:
                lines = self._ftp.sendcmd(f"MLST {own}").splitlines()
                node = ftplist.facts(next((line.strip() for line in lines if "=" in line), "").encode(_BYTES))
                if node is None:
                    raise Unreadable(Reason.IO_ERROR, "an answer that is none")
                return ftplist.named(node, name)
            if path == b"/" or self._is_folder(own):
                return Node(name, "folder")
            self._ftp.voidcmd("TYPE I")
            return self._dated(own, Node(name, "file", self._ftp.size(own) or 0))

    def names(self, path: bytes) -> Iterator[Node]:
        own = path.decode(_BYTES)
        lines: list[bytes] = []
        with _told():
            self._end()
            if not self._facts:
                self._ftp.cwd(own)  # a LIST with a path is that of a file too, and blanks in it are options to some
            command = f"MLSD {own}" if self._facts else "LIST -a"
            self._ftp.retrlines(command, lambda line: lines.append(line.encode(_BYTES)))
        for line in lines:
            node = ftplist.facts(line) if self._facts else ftplist.listed(line)
            if node is None:
                continue
            if not self._facts and node.kind == "file" and not node.problem:
                with _told():
                    below = f"{own.rstrip('/')}/{node.name.decode(_BYTES)}"
                    node = self._dated(below, node)
            yield node

    def _dated(self, own: str, node: Node) -> Node:
        """With the time of its last change, which listings for people round to minutes or days."""
        try:
            when = self._ftp.sendcmd(f"MDTM {own}").split()[-1]
        except (ftplib.error_perm, ValueError, IndexError):
            when = ""
        return ftplist.changed(node, when)

    def _is_folder(self, own: str) -> bool:
        try:
            self._ftp.cwd(own)
        except ftplib.error_perm:
            return False
        return True

    def read(self, path: bytes, start: int, end: int) -> bytes:
        data = bytearray()
        with _told():
            if self._transfer is None or (self._of, self._at) != (path, start):
                self._end()
                self._ftp.voidcmd("TYPE I")
                try:
                    self._transfer = self._ftp.transfercmd(f"RETR {path.decode(_BYTES)}", rest=start or None)
                except ftplib.error_perm as exc:  # servers have many numbers for a file that is not there
                    self.stat(path)
                    raise PermissionError(str(exc)[:3]) from None
                self._of, self._at = path, start
            while len(data) < end - start and (piece := self._transfer.recv(min(_PIECE, end - start - len(data)))):
                data += piece
            self._at += len(data)
            if len(data) < end - start:
                self._end()
        return bytes(data)

    def _end(self) -> None:
        """Ends a transfer. Only the data connection is closed: to abort one in words confuses half of the servers."""
        transfer, self._transfer = self._transfer, None
        if transfer is None:
            return
        transfer.close()
        with suppress(ftplib.Error):  # 226 or 426: whether all of it was fetched is known already
            self._ftp.voidresp()

    def close(self) -> None:
        if self._transfer is not None:
            self._transfer.close()
        self._ftp.close()


class _told:
    """ftplib's errors as ours. What a server says may quote a name: only the number is kept."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: Any, exc: Any, _: Any) -> None:
        if isinstance(exc, Broken | FileNotFoundError | PermissionError):
            return
        if isinstance(exc, ftplib.error_perm):
            said = str(exc)
            if said[:3] in ("530", "532", "331", "332"):
                raise PermissionError(said[:3]) from None
            if said[:3] == "550" and not any(word in said.lower() for word in _REFUSED):
                raise FileNotFoundError("550") from None
            if said[:3] in ("550", "553"):
                raise PermissionError(said[:3]) from None
            raise Unreadable(Reason.IO_ERROR, f"FTP {said[:3] if said[:3].isdigit() else 'error'}") from None
        if isinstance(exc, ssl.SSLCertVerificationError):
            raise Unreadable(Reason.IO_ERROR, "the server's certificate is not trusted") from None
        if isinstance(exc, ftplib.Error | EOFError | OSError):
            if isinstance(exc, socket.gaierror | ConnectionRefusedError):
                raise exc
            raise Broken(type(exc).__name__) from None
        if isinstance(exc, ValueError) and not isinstance(exc, UnicodeError):  # ftplib sends no line end in a command
            raise Unreadable(Reason.UNSUPPORTED, "a name with a line end, which FTP cannot ask for") from None
