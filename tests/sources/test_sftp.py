"""What only SFTP has: host keys, keys with a passphrase, hosts on the way, names that are no text."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import paramiko
import pytest
from paramiko.message import Message

from scanner.budget import Budget
from scanner.model import Item, Passage
from scanner.problems import ConfigError
from scanner.settings import Sftp
from scanner.sources import SourceOptions, open_source
from scanner.sources.sftp import Names, _node
from scanner.sources.tree import Broken, TreeSource
from tests.sources.shares import sshd

TEXT = "連絡先は担当まで\n"
PASSPHRASE = "invented-passphrase"


@dataclass(frozen=True)
class Server:
    """Two sshd: one that serves files, and one on the way to it that leads on. home: with a .ssh of its own."""

    port: int
    way: int
    key: Path
    known: Path
    folder: Path
    home: Path

    def source(self, target: str = "", **settings: str) -> TreeSource:
        wanted = {"key_file": str(self.key), "known_hosts": str(self.known)} | settings
        target = target or f"sftp://root@127.0.0.1:{self.port}{self.folder}"
        found = open_source(target, SourceOptions(sftp=Sftp(**wanted)))
        assert isinstance(found, TreeSource)
        return found


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    one, two, folder, home = (tmp_path_factory.mktemp(name) for name in ("one", "two", "share", "home"))
    (folder / "名簿.txt").write_text(TEXT, encoding="utf-8")
    (home / ".ssh").mkdir()
    with (
        sshd(one) as (port, key, known),
        sshd(two, "AllowTcpForwarding yes") as (way, _, known_way),
        pytest.MonkeyPatch.context() as patch,
    ):
        shutil.copy(one / "user.pub", two / "authorized_keys")
        both = home / "known_hosts"
        both.write_text(known.read_text() + known_way.read_text())
        patch.setenv("HOME", str(home))
        patch.delenv("SSH_AUTH_SOCK", raising=False)
        yield Server(port, way, key, both, folder, home)


def names(source: TreeSource) -> list[str]:
    return [item.relative for item in source.list()]


def read(source: TreeSource, item: Item) -> str:
    return "".join(one.text for one in source.read(item, Budget()) if isinstance(one, Passage))


# --- who it is ---


def test_a_host_key_that_is_not_known(server: Server, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=rf"not known.*ssh-keyscan -p {server.port} 127.0.0.1 >> ") as told:
        server.source(known_hosts=str(tmp_path / "none"))
    assert "管理者" in told.value.ja


def test_a_host_key_that_has_changed(server: Server, tmp_path: Path) -> None:
    """Another valid key than is in known_hosts: the one who answers may be somebody else."""
    lines = server.known.read_text().splitlines()
    keys = [line.partition(" ")[2] for line in lines]
    (tmp_path / "changed").write_text(f"[127.0.0.1]:{server.port} {keys[1]}\n")
    with pytest.raises(ConfigError, match="another than in known_hosts"):
        server.source(known_hosts=str(tmp_path / "changed"))


# --- who we are ---


@pytest.fixture
def locked(server: Server, tmp_path: Path) -> Path:
    """The same key, with a passphrase."""
    shutil.copy(server.key, tmp_path / "locked")
    (tmp_path / "locked").chmod(0o600)
    command = ["ssh-keygen", "-q", "-p", "-P", "", "-N", PASSPHRASE, "-f", str(tmp_path / "locked")]
    subprocess.run(command, check=True, capture_output=True)
    return tmp_path / "locked"


@pytest.mark.parametrize("kind", ["env", "file"])
def test_a_key_with_a_passphrase(kind: str, server: Server, locked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KEY_OF_DAICHO", PASSPHRASE)
    (locked.parent / "pass").write_text(PASSPHRASE + "\n")
    (locked.parent / "pass").chmod(0o600)
    reference = "env:KEY_OF_DAICHO" if kind == "env" else f"file:{locked.parent / 'pass'}"
    assert names(server.source(key_file=str(locked), passphrase=reference)) == ["名簿.txt"]


def test_a_key_whose_passphrase_is_missing_or_wrong(
    server: Server, locked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(ConfigError, match=r"has a passphrase.*sftp\.passphrase"):
        server.source(key_file=str(locked))
    monkeypatch.setenv("KEY_OF_DAICHO", "wrong-secret")
    with pytest.raises(ConfigError, match="its passphrase is another") as told:
        server.source(key_file=str(locked), passphrase="env:KEY_OF_DAICHO")
    assert "wrong-secret" not in str(told.value) + told.value.ja
    with pytest.raises(ConfigError, match="cannot be read"):
        server.source(key_file="/does/not/exist")


def test_a_password_does_not_keep_a_plain_key_from_being_used(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAICHO_SFTP_PASSWORD", "of-the-account")
    assert names(server.source()) == ["名簿.txt"]


def test_a_key_of_the_agent(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if shutil.which("ssh-agent") is None:
        pytest.skip("needs ssh-agent: make services (Debian package openssh-client)")
    socket = str(tmp_path / "agent")
    agent = subprocess.Popen(["ssh-agent", "-D", "-a", socket], stdout=subprocess.DEVNULL)
    try:
        monkeypatch.setenv("SSH_AUTH_SOCK", socket)
        for _ in range(100):
            if subprocess.run(["ssh-add", "-q", str(server.key)], capture_output=True, check=False).returncode == 0:
                break
        assert names(server.source(key_file="")) == ["名簿.txt"]
    finally:
        agent.kill()
        agent.wait()


# --- on the way ---


def test_a_host_behind_another(server: Server) -> None:
    """ProxyJump of ~/.ssh/config, with names and keys from there."""
    (server.home / ".ssh" / "config").write_text(
        f"Host files\n HostName 127.0.0.1\n Port {server.port}\n User root\n ProxyJump root@gate:{server.way}\n"
        f"Host gate\n HostName 127.0.0.1\nHost *\n IdentityFile {server.key}\n"
        f"Host circle\n ProxyJump circle\nHost command\n ProxyCommand nc %h %p\n",
    )
    try:
        source = server.source(f"sftp://files{server.folder}", key_file="")
        (item,) = source.list()
        assert read(source, item) == TEXT and len(source._place()._clients) == 2  # type: ignore[attr-defined]
        with pytest.raises(ConfigError, match="circle"):
            server.source(f"sftp://circle{server.folder}", key_file="")
        with pytest.raises(ConfigError, match="ProxyCommand"):
            server.source(f"sftp://command{server.folder}", key_file="")
    finally:
        (server.home / ".ssh" / "config").unlink()


# --- names and owners ---


def test_owners_have_names_and_folders_keep_people_out(server: Server) -> None:
    for folder, mode in (("open", 0o755), ("mine", 0o700)):
        (server.folder / folder).mkdir()
        (server.folder / folder / "a.txt").write_text(TEXT)
        (server.folder / folder / "a.txt").chmod(0o644)
        (server.folder / folder).chmod(mode)
    (server.folder / "group.txt").write_text(TEXT)
    (server.folder / "group.txt").chmod(0o640)
    try:
        found = {item.relative: item for item in server.source().list()}
    finally:
        (server.folder / "group.txt").unlink()
        for folder in ("open", "mine"):
            shutil.rmtree(server.folder / folder)
    assert found["open/a.txt"].owner == "root"
    assert (found["open/a.txt"].exposure, found["open/a.txt"].exposure_detail) == ("company", "0644")
    assert (found["mine/a.txt"].exposure, found["mine/a.txt"].exposure_detail) == ("private", "0644, in a folder 0700")
    assert found["group.txt"].exposure_detail == "0640, group root"


@pytest.mark.parametrize("raw, name", [
    ("見積書.txt".encode("cp932"), "見積書.txt"),
    ("議事録.txt".encode("euc_jp"), "議事録.txt"),
    (b"\xff\xfe\x80.txt", "\\xff\\xfe\\x80.txt"),
    (b"line\nbreak\x1b[31m.txt", "line\\nbreak\\x1b[31m.txt"),
    (b"%41#?.txt", "%41#?.txt"),
])  # fmt: skip
def test_names_are_bytes(raw: bytes, name: str, server: Server) -> None:
    path = os.fsencode(server.folder) + b"/" + raw
    with open(path, "wb") as file:
        file.write(TEXT.encode())
    try:
        source = server.source()
        found = {item.relative: item for item in source.list()}
        assert set(found) == {name, "名簿.txt"} and read(source, found[name]) == TEXT
    finally:
        os.unlink(path)


@pytest.mark.parametrize("long, owner", [
    (b"-rw-r--r--    1 tanaka   sales        12 Nov 27 00:49 a b.txt", "tanaka"),
    (b"-rw-r--r-- 1 1000 1000 12 Nov 27 00:49 x", "1000"),
    (b"-rw-r--r--    ? sato     sales        12 Nov 27 00:49 a", "sato"),  # newer OpenSSH
    (b"", "7"),
    (b"drwxr-xr-x", "7"),
    (b"11-27-26  00:49AM       <DIR> a", "7"),  # a server on Windows
])  # fmt: skip
def test_owners_as_servers_write_them(long: bytes, owner: str) -> None:
    found = paramiko.SFTPAttributes()
    found.st_uid, found.st_mode = 7, 0o100644
    assert _node(b"a", found, long).owner == owner


# --- answers that are none ---


class Script(Names):
    """A server that gives these answers, in this order."""

    def __init__(self, *answers: tuple[int, bytes]) -> None:
        self._answers = list(answers)

    def _request(self, *asked: Any) -> tuple[int, Message]:
        kind, data = self._answers.pop(0)
        message = Message(data)
        if kind == 101:
            self._convert_status(message)
        return kind, message


HANDLE = (102, b"\0\0\0\1h")
END = (101, b"\0\0\0\1" + b"\0\0\0\4\x83\x65\x83\x58\0\0\0\0")  # a message in CP932, which is no UTF-8


def test_a_message_in_another_encoding_is_none_of_our_business() -> None:
    assert list(Script(HANDLE, END, (101, bytes(12))).nodes(b"/")) == []
    denied = (101, b"\0\0\0\3" + END[1][4:])
    with pytest.raises(PermissionError):
        list(Script(denied).nodes(b"/"))


class Cut(Script):
    """A connection that is gone when more names are asked for: paramiko says EOFError, as at the end of a folder."""

    def _request(self, *asked: Any) -> tuple[int, Message]:
        if not self._answers:
            raise EOFError
        return super()._request(*asked)


def test_a_connection_that_is_cut_is_not_the_end_of_a_folder() -> None:
    name = b"\0\0\0\1a\0\0\0\0\0\0\0\0"
    listing = Cut(HANDLE, (104, b"\0\0\0\1" + name)).nodes(b"/")
    assert next(listing).name == b"a"
    with pytest.raises(EOFError):
        next(listing)


def test_a_count_that_lies_ends() -> None:
    with pytest.raises(Broken):
        list(Script(HANDLE, (104, b"\xff\xff\xff\xff" + bytes(40)), (101, bytes(12))).nodes(b"/"))


def test_the_server_saw_nothing_but_reads(tmp_path: Path) -> None:
    work, share = tmp_path / "work", tmp_path / "share"
    (share / "人事").mkdir(parents=True)
    work.mkdir()
    for name in ("a.txt", "人事/b.txt"):
        (share / name).write_text(TEXT, encoding="utf-8")
    with sshd(work, told=work / "said") as (port, key, known):
        source = open_source(f"sftp://root@127.0.0.1:{port}{share}", SourceOptions(sftp=Sftp(str(key), str(known))))
        assert isinstance(source, TreeSource)
        assert [read(source, item) for item in source.list()] == [TEXT, TEXT]
    said = (work / "said").read_text(errors="replace")
    asked = said[said.index("lstat name") :]  # before it the server says what it would refuse, being for reading only
    assert {line.split()[0] for line in asked.splitlines()} == {"lstat", "opendir", "closedir", "open", "close"}
    assert set(re.findall(r'^open ".*" flags (\S+) mode', said, re.M)) == {"READ"}
    assert set(re.findall(r"^close .* written (\d+)", said, re.M)) == {"0"}


def test_a_target_that_is_not_there(server: Server) -> None:
    with pytest.raises(ConfigError, match="no such file or folder"):
        server.source(f"sftp://root@127.0.0.1:{server.port}/does/not/exist")
