"""The same tree behind every kind of server: the same rows and findings everywhere, nothing lost, nothing written."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import unquote

import pytest

from scanner import inventory, pipeline
from scanner.budget import Budget
from scanner.ledger import Totals
from scanner.model import Passage, Problem, Reason
from scanner.sources.names import shown
from tests.sources.conformance import HUGE, HUGE_OBJECT, LARGE, NAMES, OTHER, OTHERS, PLACES, TEXT, Place, place

KEY = b"k" * 32


@pytest.fixture(scope="module", params=PLACES)
def at(request: pytest.FixtureRequest) -> Iterator[Place]:
    """Each place in turn. Its folder may be entered by servers that are not root; those of pytest may not."""
    with TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        with place(request.param, Path(name)) as found:
            yield found


def rows(out: Path) -> list[tuple[Any, ...]]:
    """What is said of each item, but where and when."""
    columns = ["relative", "size_bytes", "status", "reason", "format", "entities", "persons", "level"]
    found = inventory.open(out).table("items", columns).to_pylist()
    huge = {str(HUGE): "huge", str(HUGE_OBJECT): "huge"}
    return sorted(tuple(huge.get(str(row[column]), str(row[column])) for column in columns) for row in found)


def fields(out: Path) -> list[str]:
    columns = ["part", "field", "entity", "hits", "distinct", "best_score"]
    return sorted(map(str, inventory.open(out).table("fields", columns).to_pylist()))


def scan(place: Place, out: Path, **flags: Any) -> Totals:
    done = pipeline.scan(place.plan(out, **flags), KEY).totals
    read = done.scanned + done.partial + done.unreadable + done.excluded + done.unchanged
    assert done.listed == read, done
    return done


@pytest.fixture(scope="module")
def from_disk(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[tuple[Any, ...]], list[str]]:
    """Rows and fields as a scan of the plain folder gives them."""
    top, out = tmp_path_factory.mktemp("disk"), tmp_path_factory.mktemp("out")
    with place("file", top) as found:
        scan(found, out)
    return rows(out), fields(out)


# --- listing ---


def test_everything_is_listed_once(at: Place) -> None:
    source = at.source()
    items = list(source.list())
    assert sorted(item.relative for item in items) == sorted(map(shown, [*at.names, *OTHERS, b"huge.bin"]))
    assert len(items) == len({item.uri for item in items})
    assert not [item for item in items if item.problem]
    assert [item.uri for item in source.list()] == [item.uri for item in items]


@pytest.mark.parametrize("below, count", [
    ("/many", 1_100),
    ("/営業/顧客", 1),
    ("/名簿.txt", 1),
    ("/a b  c.txt", 1),
    ("/plus+plus.txt", 1),
])  # fmt: skip
def test_what_a_target_means(at: Place, below: str, count: int) -> None:
    assert len(list(at.source(below).list())) == count


def test_left_out_by_the_plan(at: Place) -> None:
    flags: dict[str, Any] = {"include": ("*.txt",), "exclude": ("営業", "many/00*"), "max_bytes": 1_000}
    found = {item.relative: item.problem.reason if item.problem else None for item in at.source(**flags).list()}
    assert found["large.txt"] is Reason.TOO_LARGE and found["名簿.txt"] is None and found["many/0100.txt"] is None
    assert found["empty"] is found["many/0099.txt"] is Reason.EXCLUDED
    assert found.get("営業", found.get("営業/顧客/一覧.txt")) is Reason.EXCLUDED  # stores have no folders


# --- the whole way ---


def test_the_same_findings_as_from_disk(
    at: Place, from_disk: tuple[list[tuple[Any, ...]], list[str]], tmp_path: Path
) -> None:
    """And a second scan reads nothing again; then what is changed, new and gone, and nothing else."""
    first = scan(at, tmp_path)
    there = set(map(shown, [*at.names, *OTHERS, b"huge.bin"]))
    assert rows(tmp_path) == [row for row in from_disk[0] if row[0] in there]
    assert len(fields(tmp_path)) == len(from_disk[1]) - (len(NAMES) - len(at.names))
    assert set(fields(tmp_path)) == set(from_disk[1])
    assert {row[1] for row in rows(tmp_path) if row[0] == "huge.bin"} == {"huge"}

    again = scan(at, tmp_path)
    assert again.unchanged >= first.scanned and again.scanned == 0

    at.write(b"new.txt", TEXT)
    at.write("名簿.txt".encode(), TEXT * 3)
    at.remove(b"a b  c.txt")
    try:
        then = scan(at, tmp_path)
        listed = inventory.open(tmp_path).table("items", ["uri", "status"]).to_pylist()
        assert [unquote(row["uri"])[-10:] for row in listed if row["status"] == "gone"] == ["a b  c.txt"[-10:]]
        assert (then.scanned, then.gone) == (2, 1)
        assert then.unchanged == again.unchanged - 2
    finally:
        at.remove(b"new.txt")
        at.write("名簿.txt".encode(), TEXT)
        at.write(b"a b  c.txt", TEXT)


class Interrupted:
    """A watcher that ends the scan after so many items, as Ctrl-C would."""

    def __init__(self, after: int) -> None:
        self.left = after

    def listed(self, item: Any) -> None: ...

    def listing_done(self) -> None: ...

    def skipped(self, item: Any) -> None: ...

    def share_done(self, share: Any) -> None: ...

    def done(self, result: Any) -> None:
        self.left -= 1
        if self.left == 0:
            raise KeyboardInterrupt


def test_an_interrupted_scan_goes_on(at: Place, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """Nothing is read twice that was done, nothing is lost, and the inventory is as if nobody had interrupted."""
    if request.node.callspec.params["at"] not in ("file", "smb", "sftp", "ftp", "s3-seaweed"):
        pytest.skip("what makes a scan go on is not of the source: some of them are enough")
    plan = {"include": ("many/0[0-2]*", "*.csv")}
    with pytest.raises(KeyboardInterrupt):
        pipeline.scan(at.plan(tmp_path / "a", **plan), KEY, Interrupted(100), engine="tests.fake_engine:Engine")
    went_on = pipeline.scan(at.plan(tmp_path / "a", **plan), KEY, engine="tests.fake_engine:Engine")
    whole = pipeline.scan(at.plan(tmp_path / "b", **plan), KEY, engine="tests.fake_engine:Engine")
    assert went_on.resumed and went_on.totals.listed == whole.totals.listed
    assert rows(tmp_path / "a") == rows(tmp_path / "b") and fields(tmp_path / "a") == fields(tmp_path / "b")


def test_one_lists_while_another_reads(at: Place) -> None:
    """As the parent of a scan does, which cuts large files while its lister goes on."""
    source = at.source()
    wanted = [item.uri for item in source.list()]
    (item,) = at.source("/large.txt").list()
    with ThreadPoolExecutor(1) as pool:
        listings = [pool.submit(lambda: [one.uri for one in source.list()]) for _ in range(3)]
        while not all(listing.done() for listing in listings):
            with source.open(item) as stream:
                assert stream.read() == LARGE
    assert [listing.result() == wanted for listing in listings] == [True] * 3


# --- what changes under our hands ---


@pytest.mark.parametrize("change, reason", [
    (TEXT * 4, Reason.CHANGED),  # longer
    (TEXT[:-1], Reason.CHANGED),  # shorter
    (TEXT[::-1], Reason.CHANGED),  # as long
    (None, Reason.VANISHED),
])  # fmt: skip
def test_a_file_that_changes_after_it_was_listed(at: Place, change: bytes | None, reason: Reason) -> None:
    at.write(b"zz/moving.txt", TEXT)
    source = at.source("/zz")
    (item,) = source.list()
    if change is None:
        at.remove(b"zz/moving.txt")
    else:
        at.write(b"zz/moving.txt", change)
    found = [one.reason for one in source.read(item, Budget()) if isinstance(one, Problem)]
    if change is not None:
        at.remove(b"zz/moving.txt")
    # A store that is asked for the very object that was listed may say of one that is gone that it is another.
    assert found and set(found) <= {reason, Reason.CHANGED}


def test_a_file_that_changes_while_it_is_read(at: Place) -> None:
    at.write(b"zz/moving.txt", LARGE)
    source = at.source("/zz")
    (item,) = source.list()
    segments = source.read(item, Budget())
    assert isinstance(next(segments), Passage)
    at.write(b"zz/moving.txt", OTHER)
    found = [one.reason for one in segments if isinstance(one, Problem)]
    at.remove(b"zz/moving.txt")
    assert Reason.CHANGED in found


def test_what_may_not_be_read_is_a_row(at: Place, tmp_path: Path) -> None:
    if not at.deny:
        pytest.skip("whoever serves here may read everything")
    at.write(b"zz/closed.txt", TEXT)
    plan = at.plan(tmp_path, include=("zz",))
    done = pipeline.scan(plan, KEY).totals
    at.remove(b"zz/closed.txt")
    assert done.unreadable == 1
    assert [row[3] for row in rows(tmp_path) if row[0] == "zz/closed.txt"] == ["permission_denied"]


# --- nothing but reads ---

_METHODS = "GET|HEAD|PUT|POST|DELETE|MKCOL|MOVE|COPY|PROPPATCH|LOCK|PROPFIND"
_READS = {"GET", "PROPFIND"}
_FTP = {
    "USER",
    "PASS",
    "FEAT",
    "OPTS",
    "TYPE",
    "PASV",
    "EPSV",
    "MLSD",
    "MLST",
    "LIST",
    "CWD",
    "SIZE",
    "MDTM",
    "RETR",
    "REST",
}
# What a server writes down of each request, and all that may be among it.
READS = {
    "smb": (r"audit\|(?!openat\|ok\|r)([^\n]*)", set()),
    "dav": (rf"\b({_METHODS}) from", _READS),
    "ftp": (r": > ([A-Z]+)", _FTP),
    "ftp-plain": (r'FTP command: Client "[^"]*", "([A-Z]+)', _FTP),
}


def test_the_server_saw_nothing_but_reads(at: Place, request: pytest.FixtureRequest) -> None:
    """Last, so that it is about all of the above."""
    kind = request.node.callspec.params["at"]
    if at.log is None or kind not in READS:
        pytest.skip("this server writes down nothing of what it is asked")
    logs = [at.log] if at.log.is_file() else [path for path in at.log.rglob("*") if path.is_file()]
    said = b"".join(path.read_bytes() for path in logs).decode(errors="replace")
    word, allowed = READS[kind]
    assert said and set(re.findall(word, said)) <= allowed
    assert kind == "smb" or re.search(word, said)
