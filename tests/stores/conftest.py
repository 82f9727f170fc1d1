"""Servers of documents on loopback. SecantusDB speaks MongoDB's protocol and is no MongoDB."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from tests import needs
from tests.sources.databases import free_port, running


@contextmanager
def redis_server(*more: str) -> Iterator[int]:
    program, port = needs.command("redis-server", install="make services"), free_port()
    with TemporaryDirectory(prefix="daicho-redis-") as folder:
        command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder, *more]
        with running(command, port, Path(folder) / "log"):
            yield port


@pytest.fixture(scope="session")
def redis_port() -> Iterator[int]:
    with redis_server() as port:
        yield port


@pytest.fixture
def redis_base(redis_port: int) -> Iterator[Any]:
    """A client of an empty server, for filling it."""
    import redis

    with redis.Redis(port=redis_port) as client:
        client.flushall()
        yield client


@contextmanager
def mongo_server(folder: Path, *more: str) -> Iterator[int]:
    if importlib.util.find_spec("secantus") is None:
        pytest.skip("needs secantusdb: make test")
    port, data = free_port(), str(folder / "data")
    command = [sys.executable, "-m", "secantus", "--port", str(port), "--storage-path", data, "--standalone", *more]
    with running(command, port, folder / "log"):
        yield port


@pytest.fixture(scope="session")
def mongo_port() -> Iterator[int]:
    with TemporaryDirectory(prefix="daicho-mongo-") as folder, mongo_server(Path(folder)) as port:
        yield port


@pytest.fixture
def mongo_base(mongo_port: int) -> Iterator[Any]:
    """A client of a server without databases of ours, for filling it."""
    import pymongo

    client: Any
    with pymongo.MongoClient("127.0.0.1", mongo_port) as client:
        for name in client.list_database_names():
            if name not in ("admin", "config", "local"):
                client.drop_database(name)
        yield client


@pytest.fixture
def dynamo(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A client of moto, in this process."""
    import boto3
    from moto import mock_aws

    for name, value in (("AWS_ACCESS_KEY_ID", "test"), ("AWS_SECRET_ACCESS_KEY", "test")):
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_DEFAULT_REGION", "ap-northeast-1")
    with mock_aws():
        yield boto3.client("dynamodb")
