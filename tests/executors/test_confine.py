"""What workers may not do, and what is left of them: nothing."""

from __future__ import annotations

import os
import platform
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from scanner.executors import make, scratch
from scanner.model import Item, ItemResult, Lost, Reason, Status
from tests.executors.jobs import item

ROOT = Path(__file__).parents[2]
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="Linux can do this")


@dataclass(frozen=True)
class Tries:
    """Tries what the item is called after, and tells in `format` what came of it."""

    network: bool = False

    def __call__(self, batch: Sequence[Item]) -> list[ItemResult]:
        return [ItemResult(one, Status.SCANNED, format=_tried(one.relative)) for one in batch]


def _tried(what: str) -> str:
    import resource
    import socket

    try:
        match what:
            case "inet" | "inet6" | "unix":
                family = {"inet": socket.AF_INET, "inet6": socket.AF_INET6, "unix": socket.AF_UNIX}[what]
                socket.socket(family).close()
            case "child":
                code = "import socket; socket.socket()"
                return str(subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode)
            case "file":
                with tempfile.NamedTemporaryFile() as file:
                    file.truncate(9 << 30)
            case "core":
                return str(resource.getrlimit(resource.RLIMIT_CORE))
            case "folder":
                return tempfile.gettempdir()
            case "leave" | "leave-kill":
                Path(tempfile.mkdtemp(), "left.txt").write_text("x")
                if what == "leave-kill":
                    os.kill(os.getpid(), signal.SIGKILL)
    except OSError as exc:
        return type(exc).__name__
    return "done"


def tried(*names: str, network: bool = False) -> list[str]:
    told = []
    for outcome in make("local").run(Tries(network), [[item(name) for name in names]]):
        told += [str(outcome.reason)] if isinstance(outcome, Lost) else [result.format for result in outcome]
    return told


@LINUX
@pytest.mark.skipif(platform.machine() not in ("x86_64", "aarch64"), reason="the filter is known for these")
def test_workers_open_no_socket_to_others_unless_what_they_read_is_there() -> None:
    assert tried("inet", "inet6", "unix", "child") == ["PermissionError", "PermissionError", "done", "1"]
    assert tried("inet", "child", network=True) == ["done", "0"]


@LINUX
def test_no_core_dumps_and_no_files_without_end() -> None:
    assert tried("core", "file") == ["(1, 1)", "OSError"]


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@LINUX
def test_temporary_files_lie_in_a_private_folder_and_go_with_the_worker(temporary: Path) -> None:
    run = make("local").run(Tries(), [[item("folder")], [item("leave")]])
    folder = next(result.format for outcome in run if not isinstance(outcome, Lost) for result in outcome)
    assert Path(folder).is_relative_to(temporary)
    (own,) = temporary.iterdir()
    assert stat.S_IMODE(own.stat().st_mode) == 0o700
    list(run)
    assert not list(temporary.iterdir())


@LINUX
def test_what_a_killed_worker_left_goes_too(temporary: Path) -> None:
    run = make("local").run(Tries(), [[item("leave-kill"), item("folder")]])
    outcomes = list(run)
    assert [outcome.reason for outcome in outcomes if isinstance(outcome, Lost)] == [Reason.WORKER_DIED]
    assert not list(temporary.iterdir())


@LINUX
def test_a_later_run_removes_what_a_killed_one_left_and_leaves_others_alone(temporary: Path) -> None:
    code = (
        "import sys\nfrom scanner.executors import scratch\nwith scratch.folder() as f: print(f, flush=True); input()"
    )
    environment = {**os.environ, "TMPDIR": str(temporary)}
    command = [sys.executable, "-c", code]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        theirs = Path(other.stdout.readline().strip())
        (theirs / "secret.txt").write_text("x")
        (temporary / "daicho-run-link").symlink_to(theirs)
        with scratch.folder() as own:
            assert theirs.is_dir() and own.is_dir()
        other.kill()
    with scratch.folder():
        assert not theirs.exists()
    assert [path.name for path in temporary.iterdir()] == ["daicho-run-link"]


@LINUX
def test_processor_time_ends_even_where_nobody_watches() -> None:
    code = (
        "from scanner.executors import confine\nconfine._SPARE_CPU = 0\nconfine.settle('')\n"
        "confine.limit_processor(1)\nwhile True: pass"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False, timeout=120)
    assert done.returncode == -signal.SIGXCPU
