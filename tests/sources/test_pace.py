"""Limits on requests and bytes a second."""

from __future__ import annotations

import io
from pathlib import Path
from unittest import mock

import pytest

from scanner.settings import Pace as Settings
from scanner.sources import SourceOptions, open_source
from scanner.sources.files import FileSource
from scanner.sources.pace import Limiter, Pace


class Clock:
    """Time that passes only by sleeping."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.mark.parametrize("rate, amount, times, least, most", [
    (10, 1, 100, 8.9, 10),
    (1_000, 250, 40, 8.7, 10),
    (1_000, 8_000, 3, 15, 16),  # larger than a second's worth: let through, and paid for by the next
    (0, 1e9, 100, 0, 0),  # no limit
])  # fmt: skip
def test_a_rate_is_kept(rate: float, amount: float, times: int, least: float, most: float) -> None:
    clock = Clock()
    limiter = Limiter(rate, clock, clock.sleep)
    for _ in range(times):
        limiter.take(amount)
    assert least <= clock.now - 100 <= most


def test_what_was_not_used_is_not_saved_up() -> None:
    clock = Clock()
    limiter = Limiter(10, clock, clock.sleep)
    limiter.take(1)
    clock.now += 1_000
    for _ in range(100):
        limiter.take(1)
    assert clock.now - 1_100 >= 8.8


def test_workers_share_it() -> None:
    with mock.patch("scanner.sources.pace.Limiter") as limiter:
        Pace(requests=30, bytes=1_000, workers=2)
    assert [call.args[0] for call in limiter.call_args_list] == [10, 500]


def test_a_stream_that_is_held_back_reads_the_same() -> None:
    data = bytes(range(256)) * 1_000
    stream = Pace(bytes=1e9).over(io.BytesIO(data))
    assert stream.read() == data and stream.seek(-5, io.SEEK_END) and stream.read() == data[-5:]
    stream.seek(1_000)
    assert stream.read(10) == data[1_000:1_010] and stream.tell() == 1_010


def test_files_are_read_no_faster(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(bytes(3 << 20))
    source = open_source(str(tmp_path), SourceOptions(pace=Settings(bytes=1 << 30)))
    assert isinstance(source, FileSource)
    (item,) = source.list()
    with mock.patch.object(Limiter, "take", autospec=True) as take, source.open(item) as stream:
        while stream.read(1 << 20):
            pass
    assert sum(call.args[1] for call in take.call_args_list) >= 3 << 20
