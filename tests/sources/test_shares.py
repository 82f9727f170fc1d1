"""File servers that are spoken to directly: the same odd tree, the same rows and findings as from disk."""

from __future__ import annotations

import os
import re
import time
import unicodedata
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
NAMES = (
    "名簿.txt",
    "営業/顧客/一覧.txt",
    unicodedata.normalize("NFD", "ガイド.txt"),
    "ﾒｲﾎﾞ.txt",
    "髙﨑㐂.txt",
    "a b  c.txt",
    "100%.txt",
    "a%41.txt",
    "q#x;y&z=1+2,3@4!.txt",
    ".hidden/.dot",
    "~$下書き.txt",
    "A.TXT",
    "a.txt",
    "k" * 60 + "/" + "k" * 60 + ".txt",
)  # no server for Windows can hold : * ? " < > | or a dot or blank at the end


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
    (share / "empty").touch(mode=0o644)
    (share / "leer").mkdir()
    (share / "large.txt").write_text(TEXT * 500_000, encoding="utf-8")  # several blocks
    (share / "many").mkdir()
    for number in range(1_100):
        (share / "many" / f"{number:04}.txt").touch(mode=0o644)
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


@every_server
def test_every_file_is_listed_once_and_read(served: Served) -> None:
    at = served.source()
    items = list(at.list())
    names = {unicodedata.normalize("NFC", name) for name in NAMES} | {"empty", "large.txt"}
    assert {item.relative for item in items if not item.relative.startswith("many/")} == names
    assert len(items) == len({item.uri for item in items}) == len(names) + 1_100
    assert not [item for item in items if item.problem]
    for item in items:
        if item.relative not in ("empty", "large.txt") and not item.relative.startswith("many/"):
            assert read(at, item) == TEXT, item.relative
    large = next(item for item in items if item.relative == "large.txt")
    assert read(at, large) == TEXT * 500_000
    assert [item.uri for item in at.list()] == [item.uri for item in items]


@every_server
@pytest.mark.parametrize("below, count", [("/many", 1_100), ("/営業/顧客", 1), ("/名簿.txt", 1), ("/100%25.txt", 1)])
def test_what_a_target_means(served: Served, below: str, count: int) -> None:
    assert len(list(served.source(below).list())) == count


@of_this_folder
def test_the_same_findings_as_from_disk(served: Served, tmp_path: Path) -> None:
    from scanner import config, inventory, pipeline

    share = served.folder / "findings"
    (share / "人事").mkdir(parents=True, exist_ok=True)
    rows = "氏名,電話\n" + "".join(f"山田太郎{n},090-1234-{n:04}\n" for n in range(50))
    (share / "人事" / "名簿.csv").write_bytes(rows.encode("cp932"))
    (share / "メモ.txt").write_text("個人番号 123456789018", encoding="utf-8")
    for path in (share, *share.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    found = []
    time.sleep(0.3)
    nested = {
        "smb": {"encrypt": True},
        "sftp": {"key_file": served.options.sftp.key_file, "known_hosts": served.options.sftp.known_hosts},
    }
    try:
        for target, out in ((served.target + "/findings", "a"), (str(share), "b"), (served.target + "/findings", "a")):
            flags = {
                "targets": (target,),
                "out": str(tmp_path / out),
                "executor": "inline",
                "workers": 1,
                "depth": "quick",
            }
            done = pipeline.scan(config.load_plan({**flags, **nested, "lang": "en"}), b"k" * 32)
            known = inventory.open(tmp_path / out)
            fields = known.table("fields", ["part", "field", "entity", "hits", "distinct", "best_score"]).to_pylist()
            names = {
                row["relative"]: row["entities"] for row in known.table("items", ["relative", "entities"]).to_pylist()
            }
            found.append((names, sorted(map(str, fields))))
    finally:
        for path in (share / "人事" / "名簿.csv", share / "メモ.txt"):
            path.unlink()
        (share / "人事").rmdir()
        share.rmdir()
    assert found[0] == found[1] == found[2] and len(found[0][1]) == 2
    assert done.totals.unchanged == 2
    written = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert PASSWORD.encode() not in written


# --- trouble ---


@of_this_folder
@pytest.mark.parametrize(
    "what, reason", [("changed", Reason.CHANGED), ("cut", Reason.CHANGED), ("gone", Reason.VANISHED)]
)
def test_a_file_that_changes_after_it_was_listed(served: Served, what: str, reason: Reason) -> None:
    path = served.folder / f"{what}.txt"
    path.write_text(TEXT * 3, encoding="utf-8")
    path.chmod(0o644)
    try:
        time.sleep(0.3)
        at = served.source()
        item = next(item for item in at.list() if item.relative == path.name)
        if what == "gone":
            path.unlink()
        else:
            path.write_text(TEXT * (4 if what == "changed" else 1), encoding="utf-8")
            os.utime(path, (time.time() + 9, time.time() + 9))
        time.sleep(0.3)  # rclone keeps what it knows of a folder for a tenth of a second
        assert reason in [one.reason for one in at.read(item, Budget()) if isinstance(one, Problem)]
    finally:
        path.unlink(missing_ok=True)


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


@every_server
def test_left_out_by_the_plan(served: Served) -> None:
    found = reasons(served.source(include=("*.txt",), exclude=("営業", "many"), max_bytes=100).list())
    assert found["営業"] is found["many"] is found["empty"] is Reason.EXCLUDED and "営業/顧客/一覧.txt" not in found
    assert found["large.txt"] is Reason.TOO_LARGE and found["名簿.txt"] is None


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


def test_nothing_but_reads_reaches_samba(smb: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """Samba writes down how files are opened. And nobody is locked out: another may open for writing meanwhile."""
    monkeypatch.setenv("DAICHO_SMB_USER", USER)
    monkeypatch.setenv("DAICHO_SMB_PASSWORD", PASSWORD)
    at = smb.source("/営業")
    for item in at.list():
        read(at, item)
    logs = b"".join(file.read_bytes() for file in smb.logs.rglob("*") if file.is_file()).decode(errors="replace")
    opened = re.findall(r"opened file .* read=(\w+) write=(\w+)", logs)
    assert opened and {write for _, write in opened} == {"No"}
