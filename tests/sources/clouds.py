"""Stand-ins for Google Cloud Storage and Azure Blob Storage on loopback, to put things there and take them away again."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from tests.sources.shares import _port, _running, google

# The account of every Azurite, which its documents give.
ACCOUNT = "devstoreaccount1"
SECRET = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw=="


@dataclass(frozen=True)
class Google:
    address: str

    def environment(self, patch: pytest.MonkeyPatch) -> None:
        patch.setenv("STORAGE_EMULATOR_HOST", self.address)

    def make(self, bucket: str) -> None:
        import requests

        requests.post(f"{self.address}/storage/v1/b?project=p", json={"name": bucket}).raise_for_status()

    def put(self, bucket: str, key: str, body: bytes, **headers: str) -> None:
        import requests

        url = f"{self.address}/upload/storage/v1/b/{bucket}/o?uploadType=media&name={quote(key, safe='')}"
        requests.post(url, data=body, headers={"Content-Type": "text/plain", **headers}).raise_for_status()

    def delete(self, bucket: str, key: str) -> None:
        import requests

        requests.delete(f"{self.address}/storage/v1/b/{bucket}/o/{quote(key, safe='')}").raise_for_status()


@dataclass(frozen=True)
class Azurite:
    address: str

    @property
    def connection(self) -> str:
        return (
            f"DefaultEndpointsProtocol=http;AccountName={ACCOUNT};AccountKey={SECRET};"
            f"BlobEndpoint={self.address}/{ACCOUNT};"
        )

    def environment(self, patch: pytest.MonkeyPatch) -> None:
        for name in [name for name in os.environ if name.startswith("AZURE_")]:
            patch.delenv(name)
        patch.setenv("AZURE_STORAGE_CONNECTION_STRING", self.connection)

    def service(self) -> Any:
        from azure.storage.blob import BlobServiceClient

        return BlobServiceClient.from_connection_string(self.connection)

    def make(self, bucket: str, **more: Any) -> None:
        with self.service() as service:
            service.create_container(bucket, **more)

    def put(self, bucket: str, key: str, body: bytes, **more: Any) -> None:
        with self.service() as service:
            service.get_blob_client(bucket, key).upload_blob(body, overwrite=True, **more)

    def delete(self, bucket: str, key: str) -> None:
        with self.service() as service:
            service.get_blob_client(bucket, key).delete_blob()


@contextmanager
def gcs(folder: Path) -> Iterator[Google]:
    (folder / "buckets" / "first").mkdir(parents=True)
    (folder / "buckets" / "first" / "ready").touch()
    with google(folder / "buckets", folder / "log") as address:
        yield Google(address)


@contextmanager
def azurite(folder: Path) -> Iterator[Azurite]:
    """Where it is: DAICHO_AZURITE, else where `make services` puts it. Without Node there is none: a machine may lack it."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("no Node here, so no Azurite: Azure is not tested on this machine")
    place = Path(os.environ.get("DAICHO_AZURITE") or Path.home() / ".cache/daicho-tests/azurite")
    program = place / "node_modules/azurite/dist/src/blob/main.js"
    if not program.is_file():
        pytest.skip("needs azurite: make services, or DAICHO_AZURITE=FOLDER after npm install --prefix FOLDER azurite")
    port = _port()
    command = [node, str(program), "--blobHost", "127.0.0.1", "--blobPort", str(port), "-l", str(folder)]
    command += ["--silent", "--disableTelemetry", "--skipApiVersionCheck"]
    with _running(command, port, folder / "log"):
        yield Azurite(f"http://127.0.0.1:{port}")
