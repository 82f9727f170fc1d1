"""What goes wrong between a source and a real server: tried again or a row, nothing lost, nothing twice, in bounded time."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from scanner import config, inventory, pipeline
from scanner.model import Item, Reason
from scanner.problems import ConfigError
from scanner.settings import Pace, Sftp, Smb
from scanner.sources import ByteSource, SourceOptions, open_source
from tests.sources.clouds import azurite, gcs
from tests.sources.faults import EXPIRED, Fault, Http, Tcp, http_proxy, tcp_proxy
from tests.sources.shares import PASSWORD, USER, rclone, samba, sshd
from tests.sources.stores import READER, REGION, seaweed

FILES = {
    f"{folder}/{n}.txt": f"担当 {folder}{n} 090-1234-{n:04}\n".encode() for folder in ("人事", "営業") for n in range(6)
}
FILES["large.txt"] = (b"x" * 79 + b"\n") * 110_000  # two blocks, of nothing that takes long to look at
EVERY = tuple(sorted(FILES))
_SETTINGS = ("s3", "smb", "sftp")


@dataclass
class Stand:
    """A server with FILES behind a proxy. target: as it is scanned, through the proxy. lists: whether a request lists."""

    target: str
    proxy: Http
    lists: Callable[[str, str], bool]
    options: dict[str, Any]

    def source(self) -> ByteSource:
        return open_source(self.target, SourceOptions(**self.options))  # type: ignore[return-value]

    def reads(self, method: str, path: str, name: str = "") -> bool:
        return method == "GET" and not self.lists(method, path) and ".txt" in path and name in path


@pytest.fixture(scope="module")
def tree() -> Iterator[Path]:
    with TemporaryDirectory(ignore_cleanup_errors=True) as name:
        Path(name).chmod(0o755)
        share = Path(name) / "share"
        for key, body in FILES.items():
            (share / key).parent.mkdir(parents=True, exist_ok=True)
            (share / key).write_bytes(body)
        for path in (share, *share.rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
        yield share


@pytest.fixture(scope="module")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with seaweed(tmp_path_factory.mktemp("weed")) as store:
        client = store.client()
        client.create_bucket(Bucket="jinji", CreateBucketConfiguration={"LocationConstraint": REGION})
        for key, body in FILES.items():
            client.put_object(Bucket="jinji", Key=key, Body=body)
        yield store.endpoint


@pytest.fixture(scope="module")
def dav(tree: Path) -> Iterator[str]:
    with rclone("webdav", tree, tree.parent / "dav.log") as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def gs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with gcs(tmp_path_factory.mktemp("gcs")) as server:
        server.make("jinji")
        for key, body in FILES.items():
            server.put("jinji", key, body)
        yield server.address


@pytest.fixture(scope="module")
def az(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with azurite(tmp_path_factory.mktemp("azurite")) as server:
        server.make("jinji")
        for key, body in FILES.items():
            server.put("jinji", key, body)
        yield server.address


@pytest.fixture
def stand(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stand]:
    """Each server in turn, with little patience."""
    upstream: str = request.getfixturevalue(request.param)
    for place in ("objects.source", "tree"):
        monkeypatch.setattr(f"scanner.sources.{place}._WAIT", 0.01)
    monkeypatch.setattr("scanner.sources.s3.client._ATTEMPTS", 3)
    monkeypatch.setattr("scanner.sources.gcs._RETRIES", 2)
    monkeypatch.setattr("scanner.sources.azure._RETRIES", 2)
    monkeypatch.setattr("azure.core.pipeline.transport.HttpTransport.sleep", lambda *_: None)
    with http_proxy(upstream) as proxy:
        yield _stand(request.param, proxy, monkeypatch)


def _stand(kind: str, proxy: Http, patch: pytest.MonkeyPatch) -> Stand:
    from scanner.settings import S3

    if kind == "s3":
        key, secret = READER
        patch.setenv("AWS_ACCESS_KEY_ID", key)
        patch.setenv("AWS_SECRET_ACCESS_KEY", secret)
        patch.setenv("AWS_DEFAULT_REGION", REGION)
        patch.setenv("AWS_ENDPOINT_URL_S3", proxy.address)
        patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        return Stand("s3://jinji", proxy, lambda _, path: "list-type=2" in path, {"s3": S3(path_style=True)})
    if kind == "gs":
        patch.setenv("STORAGE_EMULATOR_HOST", proxy.address)
        return Stand("gs://jinji", proxy, lambda _, path: path.partition("?")[0].endswith("/o"), {})
    if kind == "az":
        from tests.sources.clouds import Azurite

        Azurite(proxy.address).environment(patch)
        return Stand("az://jinji", proxy, lambda _, path: "comp=list" in path, {})
    patch.setenv("DAICHO_WEBDAV_USER", USER)
    patch.setenv("DAICHO_WEBDAV_PASSWORD", PASSWORD)
    return Stand(f"dav://{proxy.address[7:]}", proxy, lambda method, _: method == "PROPFIND", {})


every = pytest.mark.parametrize("stand", ["s3", "gs", "az", "dav"], indirect=True)


def listed(at: ByteSource) -> tuple[dict[str, Item], list[Item]]:
    """(what can be read, rows of trouble). Nothing is listed twice."""
    items = list(at.list())
    assert len({item.uri for item in items}) == len(items)
    return {item.relative: item for item in items if item.problem is None}, [item for item in items if item.problem]


def bytes_of(at: ByteSource, item: Item) -> bytes:
    with at.open(item) as stream:
        return stream.read()


def reason_of(at: ByteSource, item: Item) -> Reason | None:
    from scanner.budget import Budget
    from scanner.model import Problem

    return next((one.reason for one in at.read(item, Budget()) if isinstance(one, Problem)), None)


# --- over HTTP ---


@every
def test_a_read_that_is_cut_is_asked_for_again(stand: Stand) -> None:
    at = stand.source()
    found, _ = listed(at)
    assert tuple(sorted(found)) == EVERY
    stand.proxy.faults = [
        Fault("cut", stand.reads, times=2),
        Fault("cut", lambda method, path: stand.reads(method, path, "large.txt"), times=1),
    ]
    for name, item in found.items():
        assert hashlib.sha256(bytes_of(at, item)).digest() == hashlib.sha256(FILES[name]).digest(), name
    assert not any(fault.times for fault in stand.proxy.faults)


@every
def test_a_read_that_is_always_cut_is_a_row_and_the_others_are_read(stand: Stand) -> None:
    at = stand.source()
    found, _ = listed(at)
    ours = re.compile("%E4%BA%BA%E4%BA%8B.*3.txt", re.I)
    stand.proxy.faults = [Fault("cut", lambda method, path: stand.reads(method, path) and bool(ours.search(path)))]
    told = {name: reason_of(at, item) for name, item in found.items() if name != "large.txt"}
    assert {name for name, reason in told.items() if reason} == {"人事/3.txt"}
    assert set(told.values()) == {None, Reason.IO_ERROR}


@every
def test_a_listing_that_is_cut_is_asked_for_again(stand: Stand) -> None:
    at = stand.source()
    stand.proxy.faults = [Fault("cut", stand.lists, times=2)]
    found, wrong = listed(at)
    assert tuple(sorted(found)) == EVERY and not wrong and not stand.proxy.faults[0].times


@every
def test_a_folder_whose_listing_is_always_cut_is_a_row(stand: Stand) -> None:
    at = stand.source()
    folder = re.compile("%E4%BA%BA%E4%BA%8B", re.I)  # 人事
    stand.proxy.faults = [Fault("cut", lambda *asked: stand.lists(*asked) and bool(folder.search(asked[1])))]
    found, (wrong,) = listed(at)
    assert sorted(found) == [name for name in EVERY if not name.startswith("人事")]
    assert wrong.kind == "folder" and wrong.problem and wrong.problem.reason is Reason.IO_ERROR


@every
def test_a_burst_of_503_is_waited_for(stand: Stand) -> None:
    at = stand.source()
    stand.proxy.faults = [Fault("status", stand.lists, times=2), Fault("status", stand.reads, times=2)]
    found, wrong = listed(at)
    assert tuple(sorted(found)) == EVERY and not wrong
    assert [name for name, item in found.items() if reason_of(at, item)] == []
    assert not any(fault.times for fault in stand.proxy.faults)


@every
@pytest.mark.parametrize("kind", ["stall", "trickle"])
def test_a_server_that_stalls_costs_what_it_was_asked_for(
    stand: Stand, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One that never answers, and one that sends a byte in a while: no timeout of a library ends that."""
    at = stand.source()
    folder = re.compile("%E4%BA%BA%E4%BA%8B", re.I)
    monkeypatch.setattr("scanner.sources.patience.LISTING", 1.5)
    monkeypatch.setattr("scanner.sources.patience.READING", 1.5)
    stand.proxy.faults = [
        Fault(kind, lambda *asked: stand.lists(*asked) and bool(folder.search(asked[1]))),
        Fault(kind, lambda method, path: stand.reads(method, path, "2.txt")),
    ]
    found, (wrong,) = listed(at)
    assert wrong.problem and wrong.problem.reason is Reason.TIMEOUT
    told = {name: reason_of(at, item) for name, item in found.items() if name != "large.txt"}
    assert {name for name, reason in told.items() if reason} == {"営業/2.txt"} and told["営業/2.txt"] is Reason.TIMEOUT


@every
@pytest.mark.parametrize("body", [b"<html><body>Welcome", b"", b"{}", b"\xff\xfe\x00"])
def test_a_server_that_speaks_something_else(stand: Stand, body: bytes) -> None:
    """A wrong port, or a proxy with a page to log in: told before, and rows where it comes to that on the way."""
    at = stand.source()
    found, _ = listed(at)
    stand.proxy.faults = [Fault("status", lambda *_: True, status=200, body=body)]
    told = {reason_of(at, item) for name, item in found.items() if name != "large.txt"}
    assert told <= {Reason.IO_ERROR, Reason.CHANGED, Reason.VANISHED, Reason.UNDECODABLE} and told
    nothing, wrong = listed(at)
    assert not nothing and [row.kind for row in wrong] == ["folder"]  # never as if there were nothing
    with pytest.raises(ConfigError):
        stand.source()


def scan(stand: Stand, out: Path, more: str = "", **flags: Any) -> tuple[pipeline.Outcome, dict[str, tuple[str, str]]]:
    """(outcome, relative → status and what was found)"""
    given = {"targets": (stand.target,), "out": str(out), "executor": "inline", "workers": 1, "depth": "quick", **flags}
    (out.parent / "plan.yaml").write_text(f"s3: {{path_style: true}}\n{more}", encoding="utf-8")
    plan = config.load_plan(given, out.parent / "plan.yaml")
    done = pipeline.scan(plan, b"k" * 32, engine="tests.fake_engine:Engine")
    rows = inventory.open(out).table("items", ["relative", "status", "entities"]).to_pylist()
    assert len({row["relative"] for row in rows}) == len(rows)
    return done, {row["relative"]: (row["status"], str(sorted(row["entities"] or ()))) for row in rows}


@pytest.mark.parametrize("stand", ["s3"], indirect=True)
def test_credentials_that_expire_on_the_way(stand: Stand, tmp_path: Path) -> None:
    """What could not be read is a row that says so; the next scan, with new ones, reads that and nothing else."""
    _, clean = scan(stand, tmp_path / "clean")
    assert {status for status, _ in clean.values()} == {"scanned"}
    reads = [0]

    def late(method: str, path: str) -> bool:
        reads[0] += stand.reads(method, path)
        return reads[0] > 5

    stand.proxy.faults = [Fault("status", late, status=400, body=EXPIRED)]
    _, rows = scan(stand, tmp_path / "out")
    unread = {name for name, (status, _) in rows.items() if status == "unreadable"}
    assert rows.keys() == clean.keys() and 0 < len(unread) < len(clean)
    problems = inventory.open(tmp_path / "out").table("problems", ["reason", "detail"]).to_pylist()
    assert {(row["reason"], row["detail"]) for row in problems} == {("permission_denied", "credentials: ExpiredToken")}
    stand.proxy.faults.clear()
    second, again = scan(stand, tmp_path / "out")
    assert again == clean
    assert (second.totals.scanned, second.totals.unchanged) == (len(unread), len(clean) - len(unread))


@pytest.mark.parametrize("stand", ["s3", "dav"], indirect=True)
def test_a_scan_that_stops_at_its_time_goes_on_with_what_is_left(
    stand: Stand, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each object is read once in both scans together."""
    from scanner import parts, todo

    _, clean = scan(stand, tmp_path / "clean")
    stand.proxy.asked.clear()
    monkeypatch.setattr(parts, "_PART_ITEMS", 3)
    monkeypatch.setattr(todo, "_ADMIT", 4)
    clock = iter(range(1_000_000))
    with monkeypatch.context() as patch, pytest.raises(pipeline.TimeIsUp):
        patch.setattr(todo, "time", lambda: next(clock))
        patch.setattr(pipeline, "_next", lambda *_: 1)
        scan(stand, tmp_path / "out", until="06:00")
    halfway = inventory.open(tmp_path / "out").table("items", ["uri"]).num_rows
    assert 0 < halfway < len(clean)
    done, rows = scan(stand, tmp_path / "out")
    assert done.resumed and rows == clean
    reads = [path.partition("?")[0] for method, path in stand.proxy.asked if stand.reads(method, path)]
    small = [path for path in reads if "large" not in path]
    assert sorted(set(small)) == sorted(small) and len(small) == len(EVERY) - 1


@pytest.mark.parametrize("stand", ["s3", "gs", "az"], indirect=True)
@pytest.mark.parametrize("connections, least, most", [(0, 3, 8), (6, 2, 3), (2, 1, 1)])
def test_small_objects_are_read_side_by_side_and_no_more_than_may_be(
    stand: Stand, connections: int, least: int, most: int
) -> None:
    """By one worker; the lister has as many."""
    stand.options |= {"pace": Pace(connections=connections), "workers": 1}
    at: Any = stand.source()
    found, _ = listed(at)
    stand.proxy.faults, stand.proxy.most = [Fault("late", stand.reads)], 0
    small = [item for name, item in found.items() if name != "large.txt"]
    at.expect(small)
    assert [bytes_of(at, item) for item in small] == [FILES[item.relative] for item in small]
    assert least <= stand.proxy.most <= most


@every
def test_the_log_of_a_whole_scan_shows_reads_only(stand: Stand, tmp_path: Path) -> None:
    """All that reached the server, of a scan, a check and a plan."""
    from click.testing import CliRunner

    from scanner.cli import cli

    _, rows = scan(stand, tmp_path / "out")
    for arguments in (["sources", "check", stand.target], ["scan", "--plan", stand.target]):
        assert CliRunner().invoke(cli, arguments).exit_code == 0
    assert rows.keys() == set(EVERY) and {status for status, _ in rows.values()} == {"scanned"}
    assert stand.proxy.methods <= {"GET", "HEAD", "PROPFIND"} and len(stand.proxy.asked) > len(EVERY)


# --- over TCP ---


@pytest.fixture
def smb(tree: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, Tcp, SourceOptions]]:
    monkeypatch.setenv("DAICHO_SMB_USER", USER)
    monkeypatch.setenv("DAICHO_SMB_PASSWORD", PASSWORD)
    with TemporaryDirectory(dir=tree.parent, ignore_cleanup_errors=True) as place:
        Path(place).chmod(0o755)
        with samba(tree, Path(place) / "smbd", "smb encrypt = required") as port, tcp_proxy(port) as proxy:
            yield f"smb://127.0.0.1:{proxy.port}/共有", proxy, SourceOptions(smb=Smb(encrypt=True))


@pytest.fixture
def sftp(tree: Path, tmp_path: Path) -> Iterator[tuple[str, Tcp, SourceOptions]]:
    with sshd(tmp_path) as (port, key, known), tcp_proxy(port) as proxy:
        known.write_text(known.read_text().replace(f":{port} ", f":{proxy.port} "))
        options = SourceOptions(sftp=Sftp(key_file=str(key), known_hosts=str(known)))
        yield f"sftp://root@127.0.0.1:{proxy.port}{tree}", proxy, options


over_tcp = pytest.mark.parametrize("kind", ["smb", "sftp"])


@over_tcp
def test_connections_that_are_cut(kind: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the middle of the listing and in the middle of a large file."""
    monkeypatch.setattr("scanner.sources.tree._WAIT", 0.01)
    target, proxy, options = request.getfixturevalue(kind)
    at: Any = open_source(target, options, check=False)
    proxy.cuts = [6_000, 9_000, 3 << 20]
    found, wrong = listed(at)
    assert tuple(sorted(found)) == EVERY and not wrong
    for name, item in found.items():
        assert bytes_of(at, item) == FILES[name], name
    assert not proxy.cuts and proxy.connections > 3


@over_tcp
def test_a_server_that_falls_silent(kind: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    target, proxy, options = request.getfixturevalue(kind)
    at: Any = open_source(target, options)
    found, _ = listed(at)
    monkeypatch.setattr("scanner.sources.patience.READING", 1.0)
    monkeypatch.setattr("scanner.sources.patience.LISTING", 1.0)
    monkeypatch.setattr("scanner.sources.tree._CLOSING", 0.5)
    proxy.silent = True
    assert reason_of(at, found["営業/2.txt"]) is Reason.TIMEOUT
    ((folder,)) = listed(open_source(target, options, check=False))[1]  # type: ignore[arg-type]
    assert folder.problem and folder.problem.reason is Reason.TIMEOUT
    proxy.silent = False
    assert bytes_of(at, found["営業/2.txt"]) == FILES["営業/2.txt"]
