"""What only SMB has: shares of a server, access lists, who holds a file, streams, links to other servers."""

from __future__ import annotations

import contextlib
import os
import struct
import subprocess
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from scanner.budget import Budget
from scanner.config import load_plan
from scanner.model import Item, Passage, Problem, Reason
from scanner.settings import Smb
from scanner.sources import SourceOptions, open_source
from scanner.sources.smb import acl, lsa, rpc, srvsvc
from scanner.sources.smb.acl import Ace
from scanner.sources.smb.source import SmbSource, _node
from scanner.worker import source_options
from tests.sources.shares import PASSWORD, USER, samba

TEXT = "連絡先は担当まで\n"


@dataclass(frozen=True)
class Server:
    """A Samba with several shares. folder: of the one that is called 共有. plain, odd: of others."""

    port: int
    folder: Path
    logs: Path

    def source(self, below: str = "", **settings: Any) -> SmbSource:
        found = open_source(f"smb://127.0.0.1:{self.port}{below}", SourceOptions(smb=Smb(**settings)))
        assert isinstance(found, SmbSource)
        return found

    def items(self, below: str = "", **settings: Any) -> dict[str, Item]:
        return {item.relative: item for item in self.source(below, **settings).list()}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setenv("DAICHO_SMB_USER", USER)
        patch.setenv("DAICHO_SMB_PASSWORD", PASSWORD)
        top = Path(name)
        top.chmod(0o755)
        share, links, tape, own = (top / one for one in ("share", "links", "tape", "own"))
        for folder in (share, links, tape, own):
            folder.mkdir()
        for folder in (share, tape, own):
            (folder / "名簿.txt").write_text(TEXT, encoding="utf-8")
        (links / "人事").symlink_to("msdfs:127.0.0.1\\共有")
        (links / "again").symlink_to("msdfs:127.0.0.1\\links")
        (links / "dead").symlink_to("msdfs:127.0.0.1\\gone")
        (links / "a.txt").write_text(TEXT, encoding="utf-8")
        _open(top)
        more = [
            *("[links]", f"path = {links}", "msdfs root = yes"),
            *("[tape]", f"path = {tape}", "vfs objects = offline"),
            *("[hidden$]", f"path = {share}"),
            *("[closed]", f"path = {share}", "valid users = root"),
            # Samba keeps lists as Windows has them, and streams, in extended attributes of files that it owns.
            *("[own]", f"path = {own}", "read only = no", "vfs objects = acl_xattr streams_xattr"),
            *("acl_xattr:ignore system acls = yes", "acl_xattr:security_acl_name = user.NTACL"),
            *(line for n in range(300) for line in (f"[部署{n:03}]", f"path = {links}")),
        ]
        subprocess.run(["chown", "-R", "nobody:nogroup", str(own)], check=True)
        with samba(share, top / "smbd", "host msdfs = yes", "log level = 2", share_lines=more) as port:
            yield Server(port, share, top / "smbd" / "log")


def _open(top: Path) -> None:
    for path in top.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() else 0o644)


def read(source: SmbSource, item: Item) -> str:
    found = list(source.read(item, Budget()))
    assert all(isinstance(one, Passage) for one in found), found
    return "".join(one.text for one in found if isinstance(one, Passage))


# --- shares of a server ---


def test_every_share_of_a_server_is_listed(server: Server) -> None:
    """More of them than one fragment of an answer holds."""
    source = server.source()
    found = {item.relative: item for item in source.list()}
    shares = {name.partition("/")[0] for name in found}
    assert {f"部署{n:03}" for n in range(300)} | {"共有", "links", "tape", "own"} <= shares
    assert read(source, found["共有/名簿.txt"]) == TEXT
    hidden = found["hidden$"].problem
    assert hidden and hidden.reason is Reason.EXCLUDED and "smb.hidden" in hidden.detail
    closed = found["closed"].problem
    assert closed and closed.reason is Reason.PERMISSION_DENIED and found["closed"].kind == "folder"
    assert "IPC$" not in shares  # holds no files


def test_hidden_shares_by_choice(server: Server) -> None:
    assert "hidden$/名簿.txt" in server.items(hidden=True)
    assert list(server.items("/hidden$")) == ["名簿.txt"]  # named, it needs no leave


def test_a_share_is_left_out_like_a_folder(server: Server) -> None:
    source = open_source(f"smb://127.0.0.1:{server.port}", SourceOptions(exclude=("部署*", "tape")))
    found = {item.relative: item for item in source.list()}
    assert not [name for name in found if name.startswith(("部署000/", "tape/"))] and "共有/名簿.txt" in found


# --- links to other servers ---


def test_links_of_dfs_are_rows(server: Server) -> None:
    found = {name: item.problem.reason if item.problem else None for name, item in server.items("/links").items()}
    away = Reason.SYMLINK
    assert found == {"a.txt": None, "人事": away, "again": away, "dead": away}


def test_links_of_dfs_by_choice(server: Server) -> None:
    """A link that leads back ends; one that leads nowhere is a row."""
    source = server.source("/links", dfs=True)
    found = {item.relative: item for item in source.list()}
    assert read(source, found["人事/名簿.txt"]) == TEXT
    dead = found["dead"].problem
    assert dead and dead.reason in (Reason.VANISHED, Reason.IO_ERROR)
    assert len(found) < 30


# --- nobody is locked out ---


def test_others_may_write_rename_and_delete_what_we_read(server: Server) -> None:
    import smbclient

    login = {"username": USER, "password": PASSWORD, "port": server.port}
    share = r"\\127.0.0.1\own"
    with smbclient.open_file(share + r"\held.txt", "w", **login) as file:
        file.write(TEXT)
    source = server.source("/own")
    item = next(item for item in source.list() if item.relative == "held.txt")
    with source._place()._file(source._path(item.uri)) as ours:  # type: ignore[attr-defined]
        assert ours.read(3)
        with smbclient.open_file(share + r"\held.txt", "r+", share_access="rwd", **login) as file:
            file.write("x")
        smbclient.rename(share + r"\held.txt", share + r"\moved.txt", **login)
        smbclient.remove(share + r"\moved.txt", **login)
    smbclient.reset_connection_cache(fail_on_error=False)
    (gone,) = source.read(item, Budget())
    assert isinstance(gone, Problem) and gone.reason is Reason.VANISHED


def test_what_somebody_holds_for_himself_is_a_row(server: Server) -> None:
    import smbclient

    login = {"username": USER, "password": PASSWORD, "port": server.port}
    with smbclient.open_file(r"\\127.0.0.1\own\名簿.txt", "r+", share_access="", **login):
        source = server.source("/own")
        item = next(item for item in source.list() if item.relative == "名簿.txt")
        (held,) = source.read(item, Budget())
    smbclient.reset_connection_cache(fail_on_error=False)
    assert isinstance(held, Problem) and held.reason is Reason.PERMISSION_DENIED and "in use" in held.detail


# --- attributes and streams ---


def test_what_lies_on_tape_is_not_fetched(server: Server) -> None:
    (item,) = server.items("/tape").values()
    assert item.problem and item.problem.reason is Reason.ARCHIVED


@pytest.mark.parametrize("attributes, tag, kind, reason", [
    (0x20, 0, "file", None),
    (0x10, 0, "folder", None),
    (0x1020, 0, "file", Reason.ARCHIVED),  # offline
    (0x0040_0020, 0, "file", Reason.ARCHIVED),  # recalled when data is read, as OneDrive has them
    (0x0004_0020, 0, "file", Reason.ARCHIVED),  # recalled when opened
    (0x1010, 0, "folder", None),  # looking into an offline folder fetches nothing
    (0x0004_0010, 0, "folder", Reason.ARCHIVED),
    (0x0420, 0xA000_000C, "symlink", None),
    (0x0410, 0xA000_0003, "symlink", None),  # a mount point
    (0x0420, 0x8000_0013, "file", None),  # deduplicated: read like any other
    (0x0220, 0, "file", None),  # sparse
])  # fmt: skip
def test_attributes(attributes: int, tag: int, kind: str, reason: Reason | None) -> None:
    node = _node(b"a", attributes, 1, 0.0, tag)
    assert node.kind == kind and (node.problem.reason if node.problem else None) is reason


def test_a_file_that_windows_encrypts_is_named() -> None:
    assert _node(b"a", 0x4020, 1, 0.0, 0, ("company", "Everyone", "")).detail == "Everyone; EFS"


def test_named_streams_by_choice(server: Server) -> None:
    import smbclient

    login = {"username": USER, "password": PASSWORD, "port": server.port}
    with smbclient.open_file(r"\\127.0.0.1\own\表.txt", "w", **login) as file:
        file.write("x")
    with smbclient.open_file(r"\\127.0.0.1\own\表.txt:控え", "w", **login) as file:
        file.write(TEXT)
    smbclient.reset_connection_cache(fail_on_error=False)
    assert "表.txt:控え" not in server.items("/own")
    source = server.source("/own", streams=True)
    found = {item.relative: item for item in source.list()}
    assert read(source, found["表.txt:控え"]) == TEXT and found["表.txt:控え"].size == len(TEXT.encode())
    assert read(source, found["表.txt"]) == "x"


# --- names ---


def test_names_that_windows_cannot_hold(server: Server) -> None:
    """On a share of their own: Samba gives them short names here, as it does by default."""
    odd = [*'a:b.txt|q?.txt|trail.|trail |"quo".txt|x<y>.txt|con|nul.txt'.split("|"), "pipe|.txt", "a\\b.txt"]
    odd += ["\uf022mac\uf028.txt", unicodedata.normalize("NFD", "ガイド.txt"), "k" * 240 + ".txt"]
    folder = server.folder / "odd"
    deep = folder.joinpath(*["d" * 60] * 6)  # beyond the 260 characters of old Windows
    deep.mkdir(parents=True)
    (deep / "深い.txt").write_text(TEXT, encoding="utf-8")
    for name in odd:
        (folder / name).write_text(TEXT, encoding="utf-8")
    _open(server.folder)
    source = server.source("/hidden$/odd")
    items = list(source.list())
    assert len(items) == len(odd) + 1 == len({item.uri for item in items})
    assert [read(source, item) for item in items] == [TEXT] * len(items)


# --- who can read ---

OWNER, DOMAIN, SALES = "S-1-5-21-1-2-3-1001", "S-1-5-21-1-2-3-513", "S-1-5-21-1-2-3-1107"
READ = 0x0012_0089
ALLOWED, DENIED = 0, 1


@pytest.mark.parametrize("aces, wanted", [
    ([(DENIED, SALES), (ALLOWED, SALES)], "private"),
    ([(ALLOWED, SALES), (DENIED, SALES)], "group"),  # the first that fits counts
    ([(DENIED, SALES), (ALLOWED, "S-1-1-0")], "company"),  # all but them
    ([(DENIED, "S-1-1-0"), (ALLOWED, "S-1-5-11"), (ALLOWED, SALES)], "private"),
    ([(DENIED, "S-1-5-11"), (ALLOWED, DOMAIN), (ALLOWED, SALES)], "private"),  # whoever is of the domain has logged in
    ([(DENIED, "S-1-5-11"), (ALLOWED, "S-1-1-0")], "company"),  # guests have not
    ([(DENIED, "S-1-5-32-546"), (ALLOWED, DOMAIN)], "company"),
])  # fmt: skip
def test_what_is_denied(aces: list[tuple[int, str]], wanted: str) -> None:
    assert acl.exposure(OWNER, [Ace(kind, 0, READ, sid) for kind, sid in aces])[0] == wanted


def descriptor(owner: str, aces: list[bytes] | None) -> bytes:
    """A self-relative SECURITY_DESCRIPTOR."""
    sid = acl.packed(owner)
    listed = (
        b"" if aces is None else struct.pack("<BBHHH", 2, 0, 8 + sum(map(len, aces)), len(aces), 0) + b"".join(aces)
    )
    control = 0x8000 | (0x0004 if aces is not None else 0)
    return struct.pack("<BBHIIII", 1, 0, control, 20, 0, 0, 20 + len(sid) if listed else 0) + sid + listed


def ace(kind: int, sid: str, between: bytes = b"", after: bytes = b"") -> bytes:
    body = struct.pack("<I", READ) + between + acl.packed(sid) + after
    return struct.pack("<BBH", kind, 0, 4 + len(body)) + body


@pytest.mark.parametrize("aces, wanted", [
    (None, None),
    ([], []),
    ([ace(0, SALES)], [(ALLOWED, SALES)]),
    ([ace(1, "S-1-1-0"), ace(0, DOMAIN)], [(DENIED, "S-1-1-0"), (ALLOWED, DOMAIN)]),
    ([ace(9, SALES, after=b"artx\0\0\0\0")], [(ALLOWED, SALES)]),  # with a condition (Dynamic Access Control)
    ([ace(5, SALES, struct.pack("<I", 1) + bytes(16))], [(ALLOWED, SALES)]),  # of an object's kind
    ([ace(0x11, "S-1-16-8192"), ace(0, SALES)], [(ALLOWED, SALES)]),  # an integrity label
])  # fmt: skip
def test_security_descriptors(aces: list[bytes] | None, wanted: list[tuple[int, str]] | None) -> None:
    owner, found = acl.read(descriptor(OWNER, aces))
    assert owner == OWNER and (found if found is None else [(one.kind, one.sid) for one in found]) == wanted


def test_a_list_as_windows_writes_it(server: Server) -> None:
    """Written over SMB, kept by Samba, read back: Sales by name where there is one, else by number."""
    import smbclient
    from smbclient._io import SMBRawIO
    from smbprotocol.file_info import InfoType
    from smbprotocol.open import SMB2SetInfoRequest

    login = {"username": USER, "password": PASSWORD, "port": server.port}
    wanted = descriptor("S-1-22-1-65534", [ace(1, SALES), ace(0, "S-1-5-11"), ace(0, "S-1-22-1-0")])
    with smbclient.open_file(r"\\127.0.0.1\own\list.txt", "w", **login) as file:
        file.write(TEXT)
    name = r"\\127.0.0.1\own\list.txt"
    with SMBRawIO(name, mode="r", share_access="rwd", desired_access=0x0006_0000, **login) as file:
        told = SMB2SetInfoRequest()
        told["info_type"] = InfoType.SMB2_0_INFO_SECURITY
        told["additional_information"] = 4
        told["file_id"] = file.fd.file_id
        told["buffer"] = wanted
        tree = file.fd.tree_connect
        file.fd.connection.receive(file.fd.connection.send(told, tree.session.session_id, tree.tree_connect_id))
    smbclient.reset_connection_cache(fail_on_error=False)
    item = server.items("/own", acl="file")["list.txt"]
    assert item.exposure == "company" and item.owner.endswith(r"\nobody")  # of the server itself
    assert item.exposure_detail == rf"Authenticated Users, Unix User\root; denied: {SALES}"


def test_owners_are_those_of_the_files_where_a_plan_asks_for_them(server: Server, tmp_path: Path) -> None:
    """A folder of one, with files of others in it."""
    folder = server.folder / "owners"
    folder.mkdir(mode=0o755)
    for name, uid in (("root.txt", 0), ("nobody.txt", 65534)):
        (folder / name).write_text(TEXT, encoding="utf-8")
        (folder / name).chmod(0o644)
        os.chown(folder / name, uid, 0)
    target = f"smb://127.0.0.1:{server.port}/共有/owners"
    plan = load_plan({"targets": (target,), "owner": ("root",)}, env={})
    items = plan.filters().over(open_source(plan.targets[0], source_options(plan)).list())
    assert {item.relative: item.problem is None for item in items} == {"root.txt": True, "nobody.txt": False}


# --- answers that are none ---


def scripted(*answers: bytes) -> rpc.Pipe:
    """A pipe whose other end says this, whatever it is asked; the first is about the binding."""
    left = list(answers)
    return rpc.Pipe(srvsvc.INTERFACE, 3, lambda _: None, lambda: left.pop(0) if left else b"")


def pdu(kind: int, body: bytes, call: int, flags: int = 3) -> bytes:
    return struct.pack("<BBBB4sHHI", 5, 0, kind, flags, b"\x10\0\0\0", 16 + len(body), 0, call) + body


BOUND = pdu(12, struct.pack("<HHIH", 4280, 4280, 1, 0) + bytes(2) + struct.pack("<BxxxHH", 1, 0, 0) + bytes(20), 1)


def shares_of(*stubs: bytes) -> list[srvsvc.Share]:
    flags = [1, *[0] * (len(stubs) - 2), 2] if len(stubs) > 1 else [3]
    return srvsvc.shares(
        scripted(BOUND, *(pdu(2, bytes(8) + stub, 2, flag) for stub, flag in zip(stubs, flags, strict=True))), "h"
    )


def answer(names: list[str], kinds: list[int], count: int | None = None, status: int = 0) -> bytes:
    count = len(names) if count is None else count
    head = struct.pack("<IIIIII", 1, 1, 1, count, 1, count)
    entries = b"".join(struct.pack("<III", 1, kind, 1) for kind in kinds)
    return (
        head + entries + b"".join(rpc.text(name) + rpc.text("") for name in names) + struct.pack("<III", 0, 0, status)
    )


def test_an_answer_in_pieces() -> None:
    whole = answer(["人事", "C$", "IPC$", "print"], [0, 0x8000_0000, 0x8000_0003, 1])
    wanted = [srvsvc.Share("C$", True), srvsvc.Share("人事", False)]
    assert shares_of(whole) == shares_of(whole[:50], whole[50:51], whole[51:]) == wanted


@pytest.mark.parametrize("stub", [
    b"",
    answer(["a"], [0], count=0xFFFF_FFFF),  # more than there are bytes
    answer(["a"], [0])[:40],
    answer(["a"], [0], status=123),
    struct.pack("<IIIIII", 1, 1, 1, 3, 1, 3) + struct.pack("<III", 1, 0, 1) * 3 + b"\xff" * 64,
])  # fmt: skip
def test_answers_that_lie(stub: bytes) -> None:
    with pytest.raises(rpc.Malformed):
        shares_of(stub)


def test_an_answer_without_end_ends() -> None:
    piece = pdu(2, bytes(60_000), 2, 0)

    def read() -> bytes:
        return first.pop() if first else piece

    first = [BOUND]
    with pytest.raises(rpc.Malformed, match="too long"):
        srvsvc.shares(rpc.Pipe(srvsvc.INTERFACE, 3, lambda _: None, read), "h")


def test_an_answer_that_is_refused() -> None:
    with pytest.raises(PermissionError):
        shares_of(answer([], [], status=5))
    with pytest.raises(rpc.Malformed):
        scripted(pdu(13, bytes(4), 1))  # bind_nak
    with pytest.raises(rpc.Malformed, match="fault"):
        srvsvc.shares(scripted(BOUND, pdu(3, bytes(16), 2)), "h")


@pytest.mark.parametrize("cut", range(0, 200, 7))
def test_damaged_bytes_are_named(cut: int) -> None:
    """Cut anywhere, with a byte turned: an understood answer or a ValueError, nothing else and no hang."""
    whole = bytearray(answer(["人事", "総務"], [0, 0]))
    data = descriptor(OWNER, [ace(0, SALES), ace(5, SALES, struct.pack("<I", 3) + bytes(32))])
    for wrong in (bytes(whole[:cut]), bytes(whole[:cut]) + b"\xff" + bytes(whole[cut + 1 :])):
        for reader in (srvsvc._read, lambda one: lsa._read(one, ["S-1-1-0"])):
            with contextlib.suppress(ValueError, PermissionError):
                reader(wrong)
    for broken in (data[:cut], data[:cut] + b"\xff" + data[cut + 1 :]):
        with contextlib.suppress(ValueError):
            acl.read(broken)
