"""One tree of odd files, and every place that can hold it: a real server each, started for the tests.

A new source is one line in `PLACES`. What a place cannot hold is said beside it, with the reason.
"""

from __future__ import annotations

import os
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

import pytest

from scanner.config import Plan, load_plan
from scanner.sources import ByteSource, open_source
from scanner.worker import source_options
from tests.sources.clouds import azurite, gcs
from tests.sources.shares import PASSWORD, USER, rclone, samba, sshd, vsftpd
from tests.sources.stores import REGION, Store, moto, seaweed

TEXT = "電話 090-1234-5678 担当\n".encode()
BLOCK = 1 << 20  # bytes of a ranged read here, so that a file of some blocks is soon scanned
LARGE = "連絡先は担当まで\n".encode() * 150_000 + TEXT  # what is to be found is at the end
OTHER = LARGE.replace("担当".encode(), "会計".encode())  # as long
HUGE, HUGE_OBJECT = 200 << 20, 24 << 20  # bytes, of which all but the first are a hole; stores know no holes
ROWS = ("氏名,電話\n" + "".join(f"山田太郎{n},090-1234-{n:04}\n" for n in range(50))).encode("cp932")

# Relative path → why it is odd. All hold TEXT.
NAMES: dict[bytes, str] = {
    "名簿.txt".encode(): "Japanese",
    "営業/顧客/一覧.txt".encode(): "folders",
    unicodedata.normalize("NFD", "ガイド.txt").encode(): "as a Mac writes it",
    "ﾒｲﾎﾞ.txt".encode(): "half width",
    "髙﨑㐂.txt".encode(): "variant kanji",
    "寿司🍣.txt".encode(): "beyond the first 65,536 characters",
    b"a b  c.txt": "blanks",
    b"100%.txt": "% is an escape in URIs",
    b"a%41.txt": "looks percent-encoded",
    b"plus+plus.txt": "+ is a blank in forms",
    b"q#x;y&z=1+2,3@4!.txt": "# ends a path in URIs",
    b"[1]{2}~$'`^.txt": "brackets",
    b"..two.txt": "begins like the parent",
    b".hidden/.dot": "hidden",
    "~$下書き.txt".encode(): "a lock file of Word",
    b"-rf": "looks like a flag",
    b"A.TXT": "differs from",
    b"a.txt": "only by case",
    b"con.txt": "a device of DOS",
    b"n" * 251 + b".txt": "255 bytes",
    b"/".join([b"d" * 40] * 12) + b"/deep.txt": "beyond the 260 characters of old Windows",
    b"why?.txt": "? ends a path in URIs",
    b"a:b.txt": "a drive or a stream of Windows",
    b'*"<>|.txt': "nothing that Windows can hold",
    b"trailing.": "a dot at the end",
    b"trailing ": "a blank at the end",
    b" leading": "a blank at the beginning",
    b"back\\slash.txt": "no separator here",
    b"line\nbreak.txt": "moves the cursor",
    "見積書.txt".encode("cp932"): "CP932, from an old Windows server",
    "議事録/表.txt".encode("cp932"): "表 ends in 0x5C, a backslash",
    "議事録/名簿.txt".encode("euc_jp"): "EUC-JP, from an old Unix server",
}
OTHERS: dict[bytes, bytes] = {
    "人事/社員.csv".encode(): ROWS,
    b"empty": b"",
    b"large.txt": LARGE,
    **{b"many/%04d.txt" % number: b"" for number in range(1_100)},  # more than a page of any protocol
}


def _is_text(name: bytes) -> bool:
    try:
        return "\n" not in name.decode()
    except UnicodeDecodeError:
        return False


def _one_line(name: bytes) -> bool:
    return b"\n" not in name


def _no_backslash(name: bytes) -> bool:
    """SeaweedFS keeps it as a slash."""
    return _is_text(name) and b"\\" not in name


def _windows(name: bytes) -> bool:
    """Samba shows others under short names, and those that are no text not at all."""
    parts = name.split(b"/")
    return _is_text(name) and not set(name) & set(b':*?"<>|\\') and not any(part[-1:] in b". " for part in parts)


@dataclass
class Place:
    """A tree behind a server. write, remove: change it from outside, as its users would; paths are below the target.

    settings: of a plan. names: those of `NAMES` that are in it. log: what the server wrote down. deny: whether one that only its
    owner may read is closed to us.
    """

    target: str
    write: Callable[[bytes, bytes], None]
    remove: Callable[[bytes], None]
    settings: dict[str, Any] = field(default_factory=dict)
    names: list[bytes] = field(default_factory=list)
    log: Path | None = None
    deny: bool = False

    def plan(self, out: Path, **flags: Any) -> Plan:
        common = {"executor": "inline", "workers": 1, "depth": "quick", "lang": "en", "out": str(out)}
        return load_plan({"targets": (self.target,), **common, **self.settings, **flags}, env={})

    def source(self, below: str = "", **flags: Any) -> ByteSource:
        plan = load_plan({"targets": (self.target + below,), **self.settings, **flags}, env={})
        return cast(ByteSource, open_source(plan.targets[0], source_options(plan)))


# --- on a disk that a server shows ---


def _plant(folder: Path, names: Iterable[bytes]) -> None:
    for name, content in {**dict.fromkeys(names, TEXT), **OTHERS}.items():
        _put(folder, name, content)
    with (folder / "huge.bin").open("wb") as file:
        file.write(b"\0daicho")
        file.truncate(HUGE)
    (folder / "empty folder").mkdir()
    _show(folder)


def _put(folder: Path, name: bytes, content: bytes) -> None:
    path = os.path.join(os.fsencode(folder), name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(content)


def _show(folder: Path) -> None:
    for top, folders, files in os.walk(os.fsencode(folder)):
        for one in folders:
            os.chmod(os.path.join(top, one), 0o755)
        for one in files:
            os.chmod(os.path.join(top, one), 0o644)


def _on_disk(folder: Path, target: str, patience: float = 0.0, **more: Any) -> Place:
    """patience: seconds for which the server may keep what it knows of a folder."""
    step = iter(range(10, 10_000, 10))

    def write(name: bytes, content: bytes) -> None:
        _put(folder, name, content)
        path = os.path.join(os.fsencode(folder), name)
        os.chmod(path, 0o600 if b"closed" in name else 0o644)
        os.chmod(os.path.dirname(path), 0o755)
        later = time.time() + next(step)  # FTP tells whole seconds
        os.utime(path, (later, later))
        time.sleep(patience)

    def remove(name: bytes) -> None:
        os.unlink(os.path.join(os.fsencode(folder), name))
        time.sleep(patience)

    return Place(target, write, remove, **more)


@contextmanager
def _file(share: Path, work: Path) -> Iterator[Place]:
    yield _on_disk(share, str(share))


@contextmanager
def _smb(share: Path, work: Path) -> Iterator[Place]:
    """Samba writes down each file that is opened, and each thing that changes something."""
    written = "pwrite pwrite_send write unlinkat renameat mkdirat mknodat symlinkat linkat ftruncate fallocate fchmod"
    written += " fchown fntimes fsetxattr fremovexattr fset_nt_acl fset_dos_attributes sys_acl_set_fd"
    audit = ["vfs objects = full_audit", f"full_audit:success = openat {written}", "full_audit:failure = none"]
    audit += ["full_audit:syslog = false", "full_audit:prefix = audit"]
    with samba(share, work, "smb encrypt = required", "log level = 1", share_lines=audit) as port:
        target, settings = f"smb://127.0.0.1:{port}/共有", {"smb": {"encrypt": True}}
        yield _on_disk(share, target, settings=settings, log=work / "log", deny=True)


@contextmanager
def _sftp(share: Path, work: Path) -> Iterator[Place]:
    with sshd(work) as (port, key, known):
        settings = {"sftp": {"key_file": str(key), "known_hosts": str(known)}}
        yield _on_disk(share, f"sftp://root@127.0.0.1:{port}{share}", settings=settings, log=work / "log")


@contextmanager
def _dav(share: Path, work: Path) -> Iterator[Place]:
    with rclone("webdav", share, work / "log", "-v") as port:
        yield _on_disk(share, f"dav://127.0.0.1:{port}", 0.3, log=work / "log")


@contextmanager
def _ftp(share: Path, work: Path) -> Iterator[Place]:
    with rclone("ftp", share, work / "log", "-v") as port:
        yield _on_disk(share, f"ftp://127.0.0.1:{port}", 0.3, log=work / "log")


@contextmanager
def _vsftpd(share: Path, work: Path) -> Iterator[Place]:
    """Knows no MLSD, as the server of Windows knows none."""
    with vsftpd(share, work) as port, pytest.MonkeyPatch.context() as patch:
        patch.setenv("DAICHO_FTP_USER", "anonymous")
        yield _on_disk(share, f"ftp://127.0.0.1:{port}", log=work / "seen", deny=True)


@contextmanager
def _hdfs(share: Path, work: Path) -> Iterator[Place]:
    """Not HDFS, of which there is none here: pyarrow's local file system in its place, with the same interface."""
    from pyarrow.fs import LocalFileSystem

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("scanner.sources.hdfs.HdfsSource.filesystem", lambda self: LocalFileSystem())
        yield _on_disk(share, f"hdfs://namenode:8020{share}")


# --- in a store of objects ---

BUCKET, PREFIX = "jinji", "共有"


def _in_store(put: Callable[[str, bytes], None], delete: Callable[[str], None], target: str, **more: Any) -> Place:
    def write(name: bytes, content: bytes) -> None:
        put(f"{PREFIX}/{name.decode()}", content)

    def remove(name: bytes) -> None:
        delete(f"{PREFIX}/{name.decode()}")

    return Place(target, write, remove, **more)


def _fill(store: Place) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(store.write, *zip(*{**dict.fromkeys(store.names, TEXT), **OTHERS}.items(), strict=True)))
    store.write(b"huge.bin", b"\0daicho".ljust(HUGE_OBJECT, b"\0"))


def _s3(store: Store) -> Iterator[Place]:
    client = store.client()
    client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})

    def put(key: str, body: bytes) -> None:
        client.put_object(Bucket=BUCKET, Key=key, Body=body)

    with store.environment():
        yield _in_store(put, lambda key: client.delete_object(Bucket=BUCKET, Key=key), f"s3://{BUCKET}/{PREFIX}")


@contextmanager
def _moto(share: Path, work: Path) -> Iterator[Place]:
    with moto() as store:
        yield from _s3(store)


@contextmanager
def _seaweed(share: Path, work: Path) -> Iterator[Place]:
    with seaweed(work) as store:
        yield from _s3(store)


@contextmanager
def _gs(share: Path, work: Path) -> Iterator[Place]:
    with gcs(work) as server, pytest.MonkeyPatch.context() as patch:
        server.make(BUCKET)
        server.environment(patch)
        put = lambda key, body: server.put(BUCKET, key, body)  # noqa: E731
        yield _in_store(put, lambda key: server.delete(BUCKET, key), f"gs://{BUCKET}/{PREFIX}")


@contextmanager
def _az(share: Path, work: Path) -> Iterator[Place]:
    with azurite(work) as server, pytest.MonkeyPatch.context() as patch, server.service() as service:
        server.make(BUCKET)
        server.environment(patch)
        container = service.get_container_client(BUCKET)
        put = lambda key, body: container.upload_blob(key, body, overwrite=True)  # noqa: E731
        yield _in_store(put, container.delete_blob, f"az://{BUCKET}/{PREFIX}")


def _everything(name: bytes) -> bool:
    return True


@dataclass(frozen=True)
class Kind:
    """start: a server over a folder that has the tree in it, or a store that has it; the other folder is for its own
    use. holds: which names.
    """

    start: Callable[[Path, Path], AbstractContextManager[Place]]
    holds: Callable[[bytes], bool] = _everything
    on_disk: bool = True


PLACES = {
    "file": Kind(_file),
    "smb": Kind(_smb, _windows),
    "sftp": Kind(_sftp),
    "dav": Kind(_dav, _is_text),
    "ftp": Kind(_ftp, _is_text),
    "ftp-plain": Kind(_vsftpd, _one_line),
    "hdfs": Kind(_hdfs, _is_text),
    "s3-moto": Kind(_moto, _is_text, on_disk=False),
    "s3-seaweed": Kind(_seaweed, _no_backslash, on_disk=False),
    "gs": Kind(_gs, _is_text, on_disk=False),
    "az": Kind(_az, _no_backslash, on_disk=False),
}


@contextmanager
def place(kind: str, top: Path) -> Iterator[Place]:
    """One of them, with the tree in it and nothing of whoever runs the tests."""
    share, work = top / "share", top / "work"
    share.mkdir()
    work.mkdir()
    wanted = PLACES[kind]
    if wanted.on_disk:
        _plant(share, filter(wanted.holds, NAMES))
    with pytest.MonkeyPatch.context() as patch:
        for protocol in ("SMB", "WEBDAV", "FTP"):
            patch.setenv(f"DAICHO_{protocol}_USER", USER)
            patch.setenv(f"DAICHO_{protocol}_PASSWORD", PASSWORD)
        patch.setattr("scanner.sources.tree._WAIT", 0.01)
        patch.setattr("scanner.sources.ranged.Ranged.__init__.__defaults__", ("", BLOCK))
        with wanted.start(share, work) as found:
            found.names = list(filter(wanted.holds, NAMES))
            if not wanted.on_disk:
                _fill(found)
            yield found
