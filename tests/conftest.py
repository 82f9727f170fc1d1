"""Fixtures for all tests: no test reads or writes the settings of the person who runs it."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests import needs
from tests.sources import databases


@pytest.fixture(scope="session", autouse=True)
def _own_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No DAICHO_ variable of the caller's, a settings folder of our own, English messages."""
    with pytest.MonkeyPatch.context() as patch:
        for name in list(os.environ):
            if name.startswith("DAICHO_") and name != "DAICHO_SHARED":
                patch.delenv(name)
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("settings")))
        patch.setenv("LC_ALL", "C.UTF-8")
        yield


@pytest.fixture(scope="session", autouse=True)
def _ctrl_c_arrives() -> None:
    """A shell's background job starts with SIGINT ignored, and its children would inherit that."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture
def shared_data() -> Path:
    """The folder ../shared/data (or DAICHO_SHARED/data); skips where it is absent."""
    return needs.shared("data")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[databases.Server]:
    """One for all tests."""
    with TemporaryDirectory(prefix="daicho-pg-") as name:
        Path(name).chmod(0o755)
        with databases.postgresql(Path(name) / "server") as server:
            yield server


@pytest.fixture(scope="session")
def mariadb() -> Iterator[databases.Server]:
    """One for all tests."""
    with TemporaryDirectory(prefix="daicho-my-") as name:
        Path(name).chmod(0o755)
        with databases.mariadb(Path(name) / "server") as server:
            yield server
