"""Local files: everything listed, nothing followed, blocked on, moved or written."""

from __future__ import annotations

import errno
import os
import pickle
import stat
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner import formats
from scanner.budget import Budget
from scanner.model import Item, Passage, Problem, Reason, Segment, Stage
from scanner.problems import ConfigError, Unreadable
from scanner.sources import SourceOptions, open_source
from scanner.sources.files import FileSource
from scanner.sources.globs import Globs
from scanner.sources.names import path_of, shown, uri_of
from tests.sources.odd_tree import TEXT, OddTree, odd_tree

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX file system")


@pytest.fixture
def tree(tmp_path: Path) -> OddTree:
    root = tmp_path / "share"
    root.mkdir()
    return odd_tree(root)


def source(target: str | Path, **options: object) -> FileSource:
    return FileSource(str(target), SourceOptions(**options))  # type: ignore[arg-type]


def listed(target: str | Path, **options: object) -> dict[str, Item]:
    items = list(source(target, **options).list())
    assert len({item.uri for item in items}) == len(items)
    return {item.relative: item for item in items}


def reasons(items: dict[str, Item]) -> dict[str, Reason | None]:
    return {name: item.problem.reason if item.problem else None for name, item in items.items()}


def read(at: FileSource, item: Item) -> list[Segment]:
    return list(at.read(item, Budget(packed=max(item.size, 0))))


# --- the odd tree ---


def test_everything_is_listed_once_with_its_reason(tree: OddTree) -> None:
    items = list(source(tree.root).list())
    base = os.fsencode(tree.root)
    found = {os.path.relpath(path_of(item.uri), base): item.problem and item.problem.reason for item in items}
    assert found == tree.expected
    assert len(items) == len(tree.expected)


def test_two_listings_are_equal(tree: OddTree) -> None:
    assert list(source(tree.root).list()) == list(source(tree.root).list())


def test_nothing_in_the_source_changes_by_listing_and_reading(tree: OddTree) -> None:
    before = tree.snapshot()
    at = source(tree.root)
    for item in at.list():
        if item.problem is None:
            with at.open(item) as stream:
                stream.read(1 << 16)
    assert tree.snapshot() == before


def test_every_file_is_read(tree: OddTree) -> None:
    at = source(tree.root)
    for item in at.list():
        if item.problem is None and item.size == len(TEXT):
            text = "".join(segment.text for segment in read(at, item) if isinstance(segment, Passage))
            assert text.strip() == TEXT.decode().strip(), item.relative


def test_a_huge_sparse_file_ends(tree: OddTree) -> None:
    items = listed(tree.root)
    if "sparse" not in items:
        pytest.skip("needs a file system with sparse files of 1 TiB")
    assert items["sparse"].size == 1 << 40
    assert all(isinstance(segment, Problem) for segment in read(source(tree.root), items["sparse"]))


def test_items_survive_the_way_to_a_worker(tree: OddTree) -> None:
    for item in source(tree.root).list():
        assert pickle.loads(pickle.dumps(item)) == item
        for text in (item.uri, item.relative, item.source):
            text.encode("utf-8")  # no half characters: databases and JSON refuse them
        assert item.uri.startswith("file:///") and item.uri.isascii()


def test_followed_links(tree: OddTree) -> None:
    (tree.root / "link up").unlink()  # leads out of the tree; see the next test
    found = reasons(listed(tree.root, follow_symlinks=True))
    assert found["link to file"] is None
    assert found["link to folder/.dot"] is None
    assert found["link to itself"] is Reason.SYMLINK_LOOP
    assert found["link to nothing"] is Reason.VANISHED
    assert found["link out"] is None


def test_followed_loops_end(tmp_path: Path) -> None:
    (tmp_path / "a/b").mkdir(parents=True)
    (tmp_path / "a/b/file.txt").write_bytes(TEXT)
    (tmp_path / "a/b/up").symlink_to("../..")
    (tmp_path / "a/b/here").symlink_to(".")
    (tmp_path / "c").symlink_to("a")
    assert reasons(listed(tmp_path, follow_symlinks=True)) == {
        "a/b/file.txt": None,
        "a/b/here": Reason.SYMLINK_LOOP,
        "a/b/up": Reason.SYMLINK_LOOP,
        "c/b/file.txt": None,  # each path keeps its row
        "c/b/here": Reason.SYMLINK_LOOP,
        "c/b/up": Reason.SYMLINK_LOOP,
    }


def test_a_followed_link_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(TEXT)
    (tmp_path / "link.txt").symlink_to("a.txt")
    at = source(tmp_path, follow_symlinks=True)
    item = next(item for item in at.list() if item.relative == "link.txt")
    assert [type(segment) for segment in read(at, item)] == [Passage]


# --- permissions ---


@contextmanager
def nobody() -> Iterator[None]:
    """Tests may run as root, whom nothing is refused."""
    if os.geteuid() != 0:
        yield
        return
    groups = os.getgroups()
    os.setgroups([])
    os.setegid(65534)
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)
        os.setgroups(groups)


@pytest.fixture
def public() -> Iterator[Path]:
    """A folder that everyone can reach; pytest's own are for the owner only."""
    with tempfile.TemporaryDirectory() as name:
        os.chmod(name, 0o755)
        yield Path(name)


def test_what_may_not_be_read_is_a_row_and_the_rest_goes_on(public: Path) -> None:
    for name, mode in [("closed", 0o000), ("names only", 0o744), ("open", 0o755)]:
        folder = public / name
        folder.mkdir()
        (folder / "file.txt").write_bytes(TEXT)
        (folder / "inner").mkdir()
        folder.chmod(0o000 if mode == 0 else mode)
    (public / "secret.txt").write_bytes(TEXT)
    (public / "secret.txt").chmod(0o000)
    if os.geteuid() != 0:
        (public / "names only").chmod(0o644)
    at = source(public)
    with nobody():
        items = {item.relative: item for item in at.list()}
        assert reasons(items) == {
            "closed": Reason.PERMISSION_DENIED,
            "names only/file.txt": Reason.PERMISSION_DENIED,
            "names only/inner": Reason.PERMISSION_DENIED,
            "open/file.txt": None,
            "secret.txt": None,  # listed; opening is what fails
        }
        assert read(at, items["secret.txt"]) == [
            Problem(Stage.OPEN, Reason.PERMISSION_DENIED, detail="PermissionError")
        ]
        assert [type(segment) for segment in read(at, items["open/file.txt"])] == [Passage]  # not ours: no O_NOATIME
    assert (items["closed"].kind, items["names only/inner"].kind) == ("folder", "folder")
    (public / "closed").chmod(0o700)
    (public / "names only").chmod(0o700)


@pytest.mark.parametrize(
    "number, reason",
    [
        (errno.EACCES, Reason.PERMISSION_DENIED),
        (errno.EIO, Reason.IO_ERROR),  # a bad disk
        (errno.ENOENT, Reason.VANISHED),
        (errno.ESTALE, Reason.VANISHED),  # NFS
        (errno.ELOOP, Reason.SYMLINK_LOOP),
    ],
)
def test_a_folder_that_cannot_be_listed_is_a_row(
    number: int, reason: Reason, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "bad", "c"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file.txt").write_bytes(TEXT)
    real = os.scandir

    def scandir(path: bytes) -> object:
        if os.path.basename(path) == b"bad":
            raise OSError(number, "")
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    items = listed(tmp_path)
    assert reasons(items) == {"a/file.txt": None, "bad": reason, "c/file.txt": None}
    assert items["bad"].kind == "folder"


def test_a_listing_that_breaks_off_gives_what_came_and_a_row(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_bytes(TEXT)
    real = os.scandir

    class Broken:
        def __init__(self, path: bytes) -> None:
            self.entries = sorted(real(path), key=lambda entry: entry.name)[:1]

        def __enter__(self) -> Broken:
            return self

        def __exit__(self, *_: object) -> None: ...

        def __next__(self) -> os.DirEntry[bytes]:
            if not self.entries:
                raise OSError(errno.EIO, "")
            return self.entries.pop()

    monkeypatch.setattr(os, "scandir", Broken)
    assert reasons(listed(tmp_path)) == {"a.txt": None, ".": Reason.IO_ERROR}


# --- between listing and reading ---


def append(path: Path) -> None:
    with open(path, "ab") as file:
        file.write(TEXT)


def swap_for_link(path: Path) -> None:
    path.unlink()
    path.symlink_to("/etc/passwd")


def swap_for_pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def swap_for_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


@pytest.mark.parametrize(
    "change, stage, reason, segments",
    [
        (Path.unlink, Stage.OPEN, Reason.VANISHED, 0),
        (swap_for_link, Stage.OPEN, Reason.SYMLINK, 0),  # somebody wants us to read /etc/passwd
        (swap_for_pipe, Stage.OPEN, Reason.SPECIAL_FILE, 0),  # would block for ever
        (swap_for_folder, Stage.OPEN, Reason.SPECIAL_FILE, 0),
        (append, Stage.READ, Reason.CHANGED, 1),
    ],
)
def test_a_file_that_changes_after_it_was_listed(
    change: Callable[[Path], None], stage: Stage, reason: Reason, segments: int, tmp_path: Path
) -> None:
    path = tmp_path / "file.txt"
    path.write_bytes(TEXT)
    at = source(tmp_path)
    (item,) = at.list()
    change(path)
    *found, problem = read(at, item)
    assert isinstance(problem, Problem)
    assert (problem.stage, problem.reason, len(found)) == (stage, reason, segments)


def test_a_file_that_changes_while_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "log.txt"
    path.write_bytes(TEXT)
    at = source(tmp_path)
    (item,) = at.list()
    reading = at.read(item, Budget())
    first = next(reading)
    append(path)
    assert isinstance(first, Passage)
    assert [s for s in reading if isinstance(s, Problem)] == [Problem(Stage.READ, Reason.CHANGED)]


def test_a_disk_that_fails_while_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file.txt").write_bytes(TEXT)

    def failing(stream: BinaryIO, name: str, budget: Budget, format: str) -> Iterator[Segment]:
        yield Passage(stream.read(3).decode("utf-8"))
        raise OSError(errno.EIO, "content of the file")

    monkeypatch.setattr(formats, "read", failing)
    at = source(tmp_path)
    (item,) = at.list()
    assert read(at, item) == [Passage("連"), Problem(Stage.READ, Reason.IO_ERROR, detail="OSError")]


def test_open_streams_can_seek_and_not_write(tmp_path: Path) -> None:
    (tmp_path / "file.txt").write_bytes(TEXT)
    at = source(tmp_path)
    (item,) = at.list()
    with at.open(item) as stream:
        assert stream.seekable() and not stream.writable()
        stream.seek(3)
        assert stream.read() == TEXT[3:]
    (tmp_path / "file.txt").unlink()
    os.mkfifo(tmp_path / "file.txt")
    with pytest.raises(Unreadable), at.open(item):
        pass


# --- what an item says ---


def test_facts_of_a_file(tmp_path: Path) -> None:
    path = tmp_path / "名簿.txt"
    path.write_bytes(TEXT)
    os.utime(path, ns=(0, 1_700_000_000_123_456_789))
    at = source(tmp_path)
    (item,) = at.list()
    assert item.source == at.target == uri_of(os.fsencode(tmp_path))
    assert item.uri == at.target + "/%E5%90%8D%E7%B0%BF.txt"
    assert (item.kind, item.relative, item.size) == ("file", "名簿.txt", len(TEXT))
    assert item.modified == pytest.approx(1_700_000_000.123)
    assert item.version == f"1700000000123456789-{len(TEXT)}-{path.stat().st_ino}"
    assert item.owner == path.owner()


def test_the_version_changes_with_the_content(tmp_path: Path) -> None:
    path = tmp_path / "file.txt"
    path.write_bytes(TEXT)
    (before,) = source(tmp_path).list()
    append(path)
    (after,) = source(tmp_path).list()
    assert before.version != after.version and before.uri == after.uri


def test_an_owner_without_a_name_is_a_number(tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("needs root, to give a file away")
    (tmp_path / "file.txt").write_bytes(TEXT)
    os.chown(tmp_path / "file.txt", 4_000_001, 4_000_001)
    assert [item.owner for item in source(tmp_path).list()] == ["4000001"]


@pytest.mark.parametrize(
    "mode, exposure",
    [(0o644, "company"), (0o640, "group"), (0o600, "private"), (0o604, "company"), (0o622, "private")],
)
def test_exposure_is_who_can_read(mode: int, exposure: str, tmp_path: Path) -> None:
    (tmp_path / "file.txt").write_bytes(TEXT)
    (tmp_path / "file.txt").chmod(mode)
    (item,) = source(tmp_path).list()
    whose = f", group {(tmp_path / 'file.txt').group()}" if exposure == "group" else ""
    assert (item.exposure, item.exposure_detail) == (exposure, f"{mode:04o}{whose}")


def test_times_out_of_any_calendar(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """XFS and NFS hold them; a copy program that went wrong writes them."""
    (tmp_path / "file.txt").write_bytes(TEXT)
    real = os.stat

    def strange(path: bytes, **options: Any) -> os.stat_result:
        fields = list(real(path, **options))
        fields[stat.ST_MTIME] = 2**55
        return os.stat_result([*fields, 0, 2**55, 0])

    monkeypatch.setattr(os, "stat", strange)
    (item,) = source(tmp_path).list()
    assert item.modified == 253402300799.0


# --- the target ---


@pytest.mark.parametrize("form", [str, lambda path: path.as_uri(), lambda path: f"file://localhost{path}"])
def test_a_single_file(form: Callable[[Path], str], tmp_path: Path) -> None:
    path = tmp_path / "a b.txt"
    path.write_bytes(TEXT)
    (item,) = source(form(path)).list()
    assert (item.relative, item.uri, item.problem) == ("a b.txt", path.as_uri(), None)


def test_a_target_that_is_a_link_is_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real/file.txt").write_bytes(TEXT)
    (tmp_path / "link").symlink_to("real")
    (tmp_path / "link.txt").symlink_to("real/file.txt")
    (folder,) = source(tmp_path / "link").list()
    (file,) = source(tmp_path / "link.txt").list()
    assert folder.uri == file.uri == (tmp_path / "real/file.txt").as_uri()
    assert [type(segment) for segment in read(source(tmp_path / "link.txt"), file)] == [Passage]


def test_a_special_file_as_target(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert reasons(listed(tmp_path / "pipe")) == {"pipe": Reason.SPECIAL_FILE}


def test_a_relative_target_is_made_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file.txt").write_bytes(TEXT)
    monkeypatch.chdir(tmp_path)
    assert open_source(".").target == tmp_path.as_uri()


@pytest.mark.parametrize(
    "target, message",
    [
        ("no such folder", "no such file or folder"),
        ("gopher://host/share", "gopher://: no source for that yet"),
        ("file://server/share", "three slashes"),
    ],
)
def test_a_wrong_target_is_told_before_anything_is_read(target: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=message):
        open_source(target if ":" in target else str(tmp_path / target))


def test_a_target_that_goes_away_after_the_check_is_a_row(tmp_path: Path) -> None:
    at = source(tmp_path / "gone")
    assert reasons({item.relative: item for item in at.list()}) == {"gone": Reason.VANISHED}


# --- what is left out ---


@pytest.fixture
def share(tmp_path: Path) -> Path:
    for name in ("a.txt", "b.XLSX", "tmp/c.txt", "人事/d.csv", "人事/tmp/e.csv", "out/inventory/f.parquet"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(TEXT)
    return tmp_path


@pytest.mark.parametrize(
    "options, excluded",
    [
        ({}, set()),
        ({"exclude": ("*.txt",)}, {"a.txt", "tmp/c.txt"}),
        ({"exclude": ("tmp",)}, {"tmp", "人事/tmp"}),  # a folder is one row: nobody knows what is in it
        ({"exclude": ("人事/tmp",)}, {"人事/tmp"}),
        ({"exclude": ("人事/*.csv",)}, {"人事/d.csv"}),
        ({"exclude": ("**/*.csv",)}, {"人事/d.csv", "人事/tmp/e.csv"}),
        ({"include": ("*.xlsx", "人事")}, {"a.txt", "tmp/c.txt", "out/inventory/f.parquet"}),
        (
            {"include": ("*.csv",), "exclude": ("tmp",)},
            {"a.txt", "b.XLSX", "tmp", "人事/tmp", "out/inventory/f.parquet"},
        ),
    ],
)
def test_what_the_plan_leaves_out_is_listed_as_excluded(
    options: dict[str, tuple[str, ...]], excluded: set[str], share: Path
) -> None:
    found = reasons(listed(share, **options))
    assert {name for name, reason in found.items() if reason is Reason.EXCLUDED} == excluded
    assert set(found.values()) <= {None, Reason.EXCLUDED}


@pytest.mark.parametrize("through", ["path", "link"])
def test_our_own_output_is_never_scanned(through: str, share: Path) -> None:
    out = share / "out"
    if through == "link":
        (share / "link").symlink_to("out")
        out = share / "link"
    items = listed(share, skip=(str(out),))
    assert items["out"].problem == Problem(Stage.LIST, Reason.EXCLUDED, detail="written by the scan itself")
    assert not any(name.startswith("out/") for name in items)


def test_output_that_appears_during_the_listing_is_not_scanned(share: Path) -> None:
    listing = source(share, skip=(str(share / "zz out"),)).list()
    next(listing)
    (share / "人事/tmp/zz out").mkdir()
    (share / "zz out").mkdir()
    (share / "zz out/f.parquet").write_bytes(TEXT)
    assert not any(item.relative == "zz out/f.parquet" for item in listing)


def test_large_files_are_listed_and_not_read(share: Path) -> None:
    (share / "large.txt").write_bytes(TEXT * 2)
    found = reasons(listed(share, max_bytes=len(TEXT)))
    assert [name for name, reason in found.items() if reason is Reason.TOO_LARGE] == ["large.txt"]


def test_other_file_systems_are_left_out_when_asked() -> None:
    if not os.path.ismount("/proc") or not os.path.ismount("/sys"):
        pytest.skip("needs a mount inside a mount")
    inner = [path for path in Path("/sys").rglob("*") if path.is_dir() and os.path.ismount(path)][:1]
    if not inner:
        pytest.skip("needs a mount inside a mount")
    parent = inner[0].parent
    found = listed(parent, one_file_system=True)
    assert found[inner[0].name].problem == Problem(Stage.LIST, Reason.EXCLUDED, detail="another file system")


@pytest.mark.parametrize(
    "pattern, relative, match",
    [
        ("*.xlsx", "人事/名簿.XLSX", True),
        ("*.xlsx", "名簿.xlsx.bak", False),
        ("ガイド*", "カ\u3099イド.txt", True),  # NFD
        ("tmp/", "a/tmp/b.txt", True),
        ("./a/*.txt", "a/b.txt", True),
        ("/a/*.txt", "a/b.txt", True),
        ("/*.txt", "a/b.txt", False),
        ("a/**/z", "a/z", True),
        ("a/**/z", "a/b/c/z", True),
        ("a/*/z", "a/b/c/z", False),
        ("?.txt", "名.txt", True),
        ("[0-9]*", "2024年度", True),
        ("[!0-9]*", "2024年度", False),
        ("[", "[", True),  # no class without its end
        ("a+(b).txt", "a+(b).txt", True),
        ("", "a", False),
    ],
)
def test_globs(pattern: str, relative: str, match: bool) -> None:
    assert Globs([pattern]).match(relative) is match


# --- names ---


@given(st.binary(min_size=1).filter(lambda raw: b"\0" not in raw))
def test_every_path_survives_as_uri(raw: bytes) -> None:
    path = b"/" + raw.lstrip(b"/")
    assert path_of(uri_of(path)) == path


@given(st.binary())
def test_every_name_can_be_shown(raw: bytes) -> None:
    name = shown(raw)
    assert not any(ord(char) < 32 or 0xD800 <= ord(char) < 0xE000 for char in name)


@pytest.mark.parametrize(
    "raw, text",
    [
        ("名簿.txt".encode(), "名簿.txt"),
        ("名簿.txt".encode("cp932"), "名簿.txt"),
        ("名簿.txt".encode("euc_jp"), "名簿.txt"),
        ("顧客リスト①㈱髙橋.csv".encode("cp932"), "顧客リスト①㈱髙橋.csv"),
        ("ﾃｽﾄ.txt".encode("cp932"), "ﾃｽﾄ.txt"),
        ("人事".encode("cp932") + b"/" + "給与".encode() + b"/" + "賞与".encode("euc_jp"), "人事/給与/賞与"),
        ("ガ.txt".encode(), "ガ.txt"),  # composed
        (b"\xff\xfe.txt", "\\xff\\xfe.txt"),
        (b"a\nb\x1b[0m", "a\\nb\\x1b[0m"),
        ("\u202ea".encode(), "\\u202ea"),
        ("全角　空白".encode(), "全角　空白"),
    ],
)
def test_names_as_people_read_them(raw: bytes, text: str) -> None:
    assert shown(raw) == text
