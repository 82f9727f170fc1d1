"""File servers that are spoken to directly: trouble, logins, who can read. For what all places share see conformance.py."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest import mock

import pytest

from scanner.budget import Budget
from scanner.model import Item, Passage, Problem, Reason
from scanner.problems import ConfigError
from scanner.settings import Sftp, Smb
from scanner.sources import SourceOptions, open_source
from scanner.sources.smb import acl
from scanner.sources.smb.acl import Ace
from scanner.sources.tree import Broken, Place, TreeSource
from tests.sources.shares import PASSWORD, USER, rclone, samba, sshd

TEXT = "連絡先は担当まで\n"
NAMES = ("名簿.txt", "営業/顧客/一覧.txt")


@dataclass
class Served:
    """A share on disk, and the target and options under which a server gives it."""

    folder: Path
    target: str
    options: SourceOptions
    logs: Path = Path()

    def source(self, below: str = "", **options: Any) -> TreeSource:
        merged = {name: getattr(self.options, name) for name in ("smb", "sftp")} | options
        found = open_source(self.target + below, SourceOptions(**merged))
        assert isinstance(found, TreeSource)
        return found


@pytest.fixture(scope="module")
def public() -> Iterator[Path]:
    """A folder that a server may enter which is not root; those of pytest are closed again by every run of it."""
    with TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture(scope="module")
def folder(public: Path) -> Path:
    share = public / "share"
    share.mkdir()
    for name in NAMES:
        path = share / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(TEXT, encoding="utf-8")
        path.chmod(0o644)
    for path in (share, *share.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    return share


@pytest.fixture(scope="module")
def smb(folder: Path, public: Path) -> Iterator[Served]:
    place = public / "smbd"
    with samba(folder, place, "smb encrypt = required", "log level = 2") as port:
        yield Served(folder, f"smb://127.0.0.1:{port}/共有", SourceOptions(smb=Smb(encrypt=True)), place / "log")


@pytest.fixture(scope="module")
def sftp(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    with sshd(tmp_path_factory.mktemp("sshd")) as (port, key, known):
        target = f"sftp://root@127.0.0.1:{port}{folder}"
        yield Served(folder, target, SourceOptions(sftp=Sftp(str(key), str(known))))


@pytest.fixture(scope="module")
def dav(folder: Path, public: Path) -> Iterator[Served]:
    with rclone("webdav", folder, public / "dav.log") as port:
        yield Served(folder, f"dav://127.0.0.1:{port}", SourceOptions())


@pytest.fixture(scope="module")
def ftp(folder: Path, public: Path) -> Iterator[Served]:
    with rclone("ftp", folder, public / "ftp.log") as port:
        yield Served(folder, f"ftp://127.0.0.1:{port}", SourceOptions())


@pytest.fixture
def served(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Served:
    """Each server in turn."""
    for kind in ("SMB", "WEBDAV", "FTP"):
        monkeypatch.setenv(f"DAICHO_{kind}_USER", USER)
        monkeypatch.setenv(f"DAICHO_{kind}_PASSWORD", PASSWORD)
    monkeypatch.setattr("scanner.sources.tree._WAIT", 0.01)
    found: Served = request.getfixturevalue(request.param)
    return found


every_server = pytest.mark.parametrize("served", ["smb", "sftp", "dav", "ftp"], indirect=True)
of_this_folder = pytest.mark.parametrize("served", ["smb", "sftp", "dav", "ftp"], indirect=True)


def reasons(items: Iterator[Item]) -> dict[str, Reason | None]:
    return {item.relative: item.problem.reason if item.problem else None for item in items}


def read(at: TreeSource, item: Item) -> str:
    found = list(at.read(item, Budget()))
    assert all(isinstance(one, Passage) for one in found), found
    return "".join(one.text for one in found if isinstance(one, Passage))


# --- listing and reading ---


# --- trouble ---


def test_what_may_not_be_read_over_smb(smb: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAICHO_SMB_USER", USER)
    monkeypatch.setenv("DAICHO_SMB_PASSWORD", PASSWORD)
    locked = smb.folder / "locked"
    locked.mkdir(mode=0o700)
    secret = smb.folder / "secret.txt"
    secret.touch(mode=0o600)
    secret.write_text(TEXT)
    try:
        at = smb.source()
        items = {item.relative: item for item in at.list()}
        problem = items["locked"].problem
        assert items["locked"].kind == "folder" and problem and problem.reason is Reason.PERMISSION_DENIED
        (refused,) = at.read(items["secret.txt"], Budget())
        assert isinstance(refused, Problem) and refused.reason is Reason.PERMISSION_DENIED
    finally:
        locked.rmdir()
        secret.unlink()


def test_names_in_other_encodings_and_links_over_sftp(sftp: Served) -> None:
    """paramiko gives up a folder at the first name that is no UTF-8."""
    path = os.fsencode(sftp.folder) + b"/" + "見積書.txt".encode("cp932")
    link = sftp.folder / "link"
    with open(path, "wb") as file:
        file.write(TEXT.encode())
    link.symlink_to("/etc/passwd")
    try:
        at = sftp.source()
        found = {item.relative: item for item in at.list()}
        assert read(at, found["見積書.txt"]) == TEXT
        assert found["link"].problem and found["link"].problem.reason is Reason.SYMLINK
    finally:
        os.unlink(path)
        link.unlink()


@every_server
@pytest.mark.parametrize("times, done", [(2, True), (9, False)])
def test_a_connection_that_breaks(served: Served, times: int, done: bool) -> None:
    """Connected again and asked again; after some times a row, and no item twice."""
    at = served.source("/営業")
    (item,) = at.list()
    kind, left = type(at._place()), [times]
    whole = kind.read

    def breaking(self: Any, *asked: Any) -> bytes:
        if left[0]:
            left[0] -= 1
            raise Broken("cut")
        data: bytes = whole(self, *asked)
        return data

    with mock.patch.object(kind, "read", breaking):
        found = list(at.read(item, Budget()))
    if done:
        assert [one.text for one in found if isinstance(one, Passage)] == [TEXT]
    else:
        assert [one.reason for one in found if isinstance(one, Problem)] == [Reason.IO_ERROR]


class Half(Place):
    """A folder whose listing always breaks off after two names."""

    def stat(self, path: bytes) -> Any:
        from scanner.sources.tree import Node

        return Node(b"", "folder")

    def names(self, path: bytes) -> Iterator[Any]:
        from scanner.sources.tree import Node

        yield Node(b"a", "file", 1)
        yield Node(b"..", "folder")
        yield Node(b"b", "file", 1)
        raise Broken("cut")

    def read(self, path: bytes, start: int, end: int) -> bytes:
        return b""

    def close(self) -> None: ...


def test_a_listing_that_breaks_off_gives_what_came_and_a_row(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scanner.sources.tree._WAIT", 0.0)
    at = TreeSource("x://host/share", SourceOptions())
    monkeypatch.setattr(at, "connect", Half)
    assert list(reasons(at.list()).items()) == [("a", None), ("b", None), (".", Reason.IO_ERROR)]


class Turned(Half):
    """A server that gives an answer which makes a library stumble, or lets nobody in any more."""

    error: Exception = ValueError("secret")

    def names(self, path: bytes) -> Iterator[Any]:
        raise self.error


@pytest.mark.parametrize("error, reason", [
    (ValueError("secret"), Reason.INTERNAL),
    (UnicodeDecodeError("utf-8", b"secret", 0, 1, ""), Reason.UNDECODABLE),
    (ConfigError("the password has lapsed"), Reason.PERMISSION_DENIED),
])  # fmt: skip
def test_what_nobody_thought_of_is_a_row(error: Exception, reason: Reason, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Turned, "error", error)
    at = TreeSource("x://host/share", SourceOptions())
    monkeypatch.setattr(at, "connect", Turned)
    (item,) = at.list()
    assert item.problem and item.problem.reason is reason and "secret" not in item.problem.detail


def test_a_login_that_fails_on_the_way_is_not_tried_for_each_file(monkeypatch: pytest.MonkeyPatch) -> None:
    """It would lock the account, of a person perhaps."""
    tried = []

    def refuse() -> Place:
        tried.append(1)
        raise ConfigError("no login")

    at = TreeSource("x://host/share", SourceOptions())
    monkeypatch.setattr(at, "connect", refuse)
    item = Item(at.target, at.target + "/a", size=1, relative="a")
    for _ in range(5):
        (found,) = at.read(item, Budget())
        assert isinstance(found, Problem) and found.reason is Reason.PERMISSION_DENIED
    assert len(tried) == 1


class Endless(Half):
    """A folder that holds itself, as a server may show a loop."""

    def names(self, path: bytes) -> Iterator[Any]:
        from scanner.sources.tree import Node

        yield Node(b"again", "folder")


def test_a_loop_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    at = TreeSource("x://host/share", SourceOptions())
    monkeypatch.setattr(at, "connect", Endless)
    (reason,) = reasons(at.list()).values()
    assert reason is Reason.TOO_DEEP


# --- who may ---


def test_a_wrong_password_is_told(smb: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAICHO_SMB_USER", USER)
    monkeypatch.setenv("DAICHO_SMB_PASSWORD", "wrong-password")
    with pytest.raises(ConfigError, match="no login") as raised:
        smb.source()
    assert "wrong-password" not in str(raised.value)


def test_an_unknown_host_key_is_refused(sftp: Served, tmp_path: Path) -> None:
    key = sftp.options.sftp.key_file
    with pytest.raises(ConfigError, match="ssh-keyscan"):
        sftp.source(sftp=Sftp(key, str(tmp_path / "none")))
    changed = re.sub(r"AAAA\S+", lambda key: key[0][:-6] + "AAAAAA", Path(sftp.options.sftp.known_hosts).read_text())
    (tmp_path / "changed").write_text(changed)
    with pytest.raises(ConfigError, match=r"another than in known_hosts|cannot be reached"):
        sftp.source(sftp=Sftp(key, str(tmp_path / "changed")))


def test_a_key_that_is_not_let_in(sftp: Served, tmp_path: Path) -> None:
    import subprocess

    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(tmp_path / "other")], check=True)
    with pytest.raises(ConfigError, match="no login"):
        sftp.source(sftp=Sftp(str(tmp_path / "other"), sftp.options.sftp.known_hosts))


@pytest.mark.parametrize("target", ["smb://", "smb:///share", "sftp://host:port/x"])
def test_targets_that_cannot_be(target: str) -> None:
    with pytest.raises(ConfigError):
        open_source(target, SourceOptions())


# --- exposure ---

OWNER, DOMAIN = "S-1-5-21-1-2-3-1001", "S-1-5-21-1-2-3-513"
READ, WRITE = 0x0012_0089, 0x0000_0002


@pytest.mark.parametrize("aces, wanted", [
    ([], "private"),
    (None, "company"),  # no list at all: everybody may do everything
    ([Ace(0, 0, READ, OWNER), Ace(0, 0, READ, "S-1-5-32-544")], "private"),
    ([Ace(0, 0, READ, OWNER), Ace(0, 0, READ, "S-1-5-21-1-2-3-1107")], "group"),
    ([Ace(0, 0, READ, "S-1-1-0")], "company"),
    ([Ace(0, 0, READ, DOMAIN)], "company"),
    ([Ace(0, 0, WRITE, "S-1-1-0")], "private"),  # may write, not read
    ([Ace(1, 0, READ, "S-1-1-0"), Ace(0, 0, READ, DOMAIN)], "private"),  # denied first
    ([Ace(0, 0x0B, READ, "S-1-1-0")], "private"),  # only for what is made below it
    ([Ace(0, 0, 0x1000_0000, "S-1-5-11")], "company"),
])  # fmt: skip
def test_who_can_read(aces: list[Ace] | None, wanted: str) -> None:
    assert acl.exposure(OWNER, aces)[0] == wanted


def test_a_share_that_everybody_reads(smb: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAICHO_SMB_USER", USER)
    monkeypatch.setenv("DAICHO_SMB_PASSWORD", PASSWORD)
    (item,) = smb.source("/営業").list()
    assert item.exposure == "company" and "Everyone" in item.exposure_detail
    assert item.owner == "Unix User\\root"  # the name of S-1-22-1-0, as the server tells it
    own = smb.folder / "営業" / "own.txt"
    own.write_text(TEXT)
    own.chmod(0o600)
    try:
        found = {item.relative: item.exposure for item in smb.source("/営業", smb=Smb(encrypt=True, acl="file")).list()}
    finally:
        own.unlink()
    assert found["顧客/一覧.txt"] == "company" and found["own.txt"] != "company"


def test_nothing_but_reads_is_asked_over_sftp(sftp: Served) -> None:
    from paramiko import sftp as codes
    from paramiko.sftp_client import SFTPClient

    at = sftp.source("/営業")
    asked = []
    client: Any = SFTPClient
    whole = client._async_request

    def noted(self: Any, file: Any, kind: int, *arguments: Any) -> Any:
        asked.append((kind, arguments))
        return whole(self, file, kind, *arguments)

    with mock.patch.object(client, "_async_request", noted):
        for item in at.list():
            read(at, item)
    reads = {codes.CMD_OPENDIR, codes.CMD_READDIR, codes.CMD_CLOSE, codes.CMD_LSTAT, codes.CMD_READ, codes.CMD_OPEN}
    assert {kind for kind, _ in asked} <= reads | {codes.CMD_STAT, codes.CMD_FSTAT} and len(asked) > 5
    assert {arguments[1] for kind, arguments in asked if kind == codes.CMD_OPEN} == {1}  # SSH_FXF_READ
