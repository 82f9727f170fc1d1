"""The wheel is whole: built, installed into an empty environment, it scans with what it carries.

What this does not show: that the dependencies install. They are lent by the environment that runs the tests, through
a .pth line, so that the test needs no network; the checkout itself is not on the new environment's path.
`make demo` in a fresh clone installs them from the lock.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from tests.needs import ROOT

CARRIED = (  # one of each kind of data file
    "configs/taxonomy.yaml",
    "configs/daicho.example.yaml",
    "configs/policy/default.yaml",
    "reports/templates/",
    "reports/messages.yaml",
    "recognizers/data/",
    "scanner/_demo/share/",
)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    run = subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(out)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
    assert run.returncode == 0, run.stderr
    (built,) = out.glob("daicho-*.whl")
    return built


class Installed:
    """An environment that holds the wheel; commands run in an empty folder, with nothing of the caller's."""

    def __init__(self, folder: Path, wheel: Path) -> None:
        self.cwd = folder / "elsewhere"
        self.cwd.mkdir()
        self.env = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "DAICHO_"))}
        self.env |= {"XDG_CONFIG_HOME": str(folder / "config"), "DAICHO_KEY": "0123456789abcdef-of-a-test"}
        self.prefix = folder / "environment"
        venv.create(self.prefix, with_pip=False)
        scripts = self.prefix / ("Scripts" if os.name == "nt" else "bin")
        self.python, self.daicho = scripts / "python", scripts / "daicho"
        install = [sys.executable, "-m", "uv", "pip", "install", "--offline", "--no-deps", "--quiet"]
        subprocess.run([*install, "--python", str(self.python), str(wheel)], check=True, stdin=subprocess.DEVNULL)
        paths = sysconfig.get_paths(vars={"base": str(self.prefix), "platbase": str(self.prefix)})
        lent = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
        (Path(paths["purelib"]) / "lent.pth").write_text("\n".join(sorted(lent)), encoding="utf-8")

    def run(self, *command: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(word) for word in command],
            cwd=self.cwd,
            env=self.env,
            capture_output=True,
            text=True,
            encoding="utf-8",
            stdin=subprocess.DEVNULL,
        )


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    return Installed(tmp_path_factory.mktemp("installed"), wheel)


@pytest.mark.parametrize("name", CARRIED)
def test_the_wheel_carries(wheel: Path, name: str) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert [entry for entry in names if entry.startswith(name)]


def test_the_wheel_has_every_data_file_of_its_packages_and_no_tests(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for package in ("scanner", "recognizers", "reports", "configs"):
        for path in (ROOT / package).rglob("*"):
            if path.is_file() and path.suffix != ".pyc":
                assert path.relative_to(ROOT).as_posix() in names
    tops = {name.partition("/")[0] for name in names}
    assert {top for top in tops if ".dist-info" not in top} == {"scanner", "recognizers", "reports", "configs"}


def test_the_wheel_has_every_file_of_the_example_share(wheel: Path) -> None:
    """Byte for byte, with names as they are on disk: some are NFD, one lies about its type."""
    share = ROOT / "examples" / "share"
    with zipfile.ZipFile(wheel) as archive:
        for path in share.rglob("*"):
            if path.is_file():
                assert archive.read(f"scanner/_demo/share/{path.relative_to(share).as_posix()}") == path.read_bytes()


def test_code_and_data_come_from_the_wheel(installed: Installed) -> None:
    script = """
import json
from importlib.resources import files
print(json.dumps([str(files(p)) for p in ("scanner", "recognizers", "reports", "configs", "recognizers.data")]))
"""
    run = installed.run(installed.python, "-c", script)
    assert run.returncode == 0, run.stderr
    for place in json.loads(run.stdout):
        assert Path(place).is_relative_to(installed.prefix), place


def test_recognizers_are_listed(installed: Installed) -> None:
    run = installed.run(installed.daicho, "recognizers", "list")
    assert run.returncode == 0, run.stderr
    assert "JP_MY_NUMBER" in run.stdout


def test_a_scan_writes_inventory_and_report(installed: Installed) -> None:
    share = installed.cwd / "share"
    share.mkdir()
    (share / "支払調書.csv").write_bytes("氏名,個人番号\r\n山田太郎,123456789018\r\n".encode("cp932"))
    (share / "読んでね.txt").write_text("担当 佐藤花子 090-1234-5678\n", encoding="utf-8")
    run = installed.run(installed.daicho, "scan", share, "--out", installed.cwd / "out")
    assert run.returncode == 0, run.stderr
    script = """
import json, sys
import scanner.inventory
inventory = scanner.inventory.open(sys.argv[1])
print(json.dumps(sorted(set(inventory.table("fields").column("entity").to_pylist()))))
"""
    read = installed.run(installed.python, "-c", script, installed.cwd / "out")
    assert read.returncode == 0, read.stderr
    assert {"JP_MY_NUMBER", "PERSON", "PHONE_NUMBER"} <= set(json.loads(read.stdout))
    assert "<html" in (installed.cwd / "out" / "report.html").read_text(encoding="utf-8")
    for text in (run.stdout, run.stderr, (installed.cwd / "out" / "report.html").read_text(encoding="utf-8")):
        assert "123456789018" not in text and "090-1234-5678" not in text
