"""One server of each kind for all tests here."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.sources import databases


@pytest.fixture(scope="session")
def postgresql() -> Iterator[databases.Server]:
    with TemporaryDirectory(prefix="daicho-pg-") as name:
        Path(name).chmod(0o755)
        with databases.postgresql(Path(name) / "server") as server:
            yield server


@pytest.fixture(scope="session")
def mariadb() -> Iterator[databases.Server]:
    with TemporaryDirectory(prefix="daicho-my-") as name:
        Path(name).chmod(0o755)
        with databases.mariadb(Path(name) / "server") as server:
            yield server
