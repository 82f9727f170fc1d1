"""Servers of documents on loopback. SecantusDB speaks MongoDB's protocol and is no MongoDB."""

from __future__ import annotations

import importlib.util
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from tests import needs


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


@contextmanager
def running(command: list[str], port: int, ready: Callable[[], Any]) -> Iterator[int]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(300):
            try:
                ready()
                break
            except Exception:
                assert process.poll() is None, "the server ended"
                time.sleep(0.1)
        yield port
    finally:
        process.terminate()
        process.wait()


@contextmanager
def redis_server(*more: str) -> Iterator[int]:
    import redis

    program, port = needs.command("redis-server", install="make services"), free_port()
    with TemporaryDirectory(prefix="daicho-redis-") as folder:
        command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", folder, *more]
        with running(command, port, lambda: redis.Redis(port=port).info()):
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


@pytest.fixture(scope="session")
def mongo_port() -> Iterator[int]:
    import pymongo

    if importlib.util.find_spec("secantus") is None:
        pytest.skip("needs secantusdb: make test")
    port = free_port()
    with TemporaryDirectory(prefix="daicho-mongo-") as folder:
        command = [sys.executable, "-m", "secantus", "--port", str(port), "--storage-path", folder, "--standalone"]
        ready: Any = pymongo.MongoClient(port=port, serverSelectionTimeoutMS=500)
        with running(command, port, lambda: ready.admin.command("ping")):
            ready.close()
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
