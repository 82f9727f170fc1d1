"""Limits on requests and bytes a second."""

from __future__ import annotations

import io
import threading
from datetime import datetime, timedelta
from pathlib import Path
from typing import cast
from unittest import mock

import pytest

from scanner.config import Plan, load_plan
from scanner.model import Item, Reason
from scanner.pipeline import OutOfHours, _deadline
from scanner.problems import ConfigError, Unreadable
from scanner.settings import Pace as Settings
from scanner.sources import SourceOptions, open_source
from scanner.sources.files import FileSource
from scanner.sources.objects.ahead import Ahead
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


class Counted:
    """Fetches that end when they are let, and how many there were at once."""

    def __init__(self) -> None:
        self.lock, self.go = threading.Lock(), threading.Event()
        self.now, self.most, self.done = 0, 0, 0

    def fetch(self, item: Item) -> bytes:
        with self.lock:
            self.now += 1
            self.most = max(self.most, self.now)
        self.go.wait(20)
        with self.lock:
            self.now -= 1
            self.done += 1
        if item.relative == "bad":
            raise Unreadable(Reason.VANISHED)
        return item.uri.encode()


def small(name: str, size: int = 10) -> Item:
    return Item("x://", f"x://{name}", relative=name, size=size)


def test_what_is_read_next_is_fetched_side_by_side_but_bounded() -> None:
    counted = Counted()
    ahead = Ahead(counted.fetch, 4)
    items = [small(f"{n}") for n in range(20)] + [small("bad"), small("big", 9 << 20), small("empty", 0)]
    ahead.expect(items)
    counted.go.set()
    got = {item.relative: ahead.take(item) for item in items if item.relative != "bad"}
    assert got == {
        item.relative: item.uri.encode() if item.size == 10 else None for item in items if item.relative != "bad"
    }
    assert counted.most <= 4 and counted.done <= 21  # of those that nobody took no more are begun
    with pytest.raises(Unreadable):
        ahead.take(items[20])
    assert ahead.take(items[0]) is None  # taken once


def test_what_was_not_taken_is_forgotten() -> None:
    counted = Counted()
    counted.go.set()
    ahead = Ahead(counted.fetch, 4)
    ahead.expect([small("a"), small("b")])
    ahead.expect([small("c"), small("d")])
    assert ahead.take(small("a")) is None and ahead.take(small("c")) == b"x://c"
    ahead.expect([small("alone")])
    assert ahead.take(small("alone")) is None  # one by itself is not worth a thread


@pytest.mark.parametrize("pace, workers, wanted", [
    ({"connections": 5}, 0, 4),  # the lister has one
    ({"connections": 3}, 2, 2),
    ({}, 3, 3),
    ({"connections": 1}, 0, None),
    ({"connections": 2}, 2, None),
])  # fmt: skip
def test_connections_and_workers_fit(pace: dict[str, int], workers: int, wanted: int | None) -> None:
    given = {"targets": ["s3://b"], "pace": pace, "workers": workers}
    with mock.patch("os.cpu_count", return_value=64):
        if wanted is None:
            with pytest.raises(ConfigError, match=r"pace.connections: . is too few"):
                load_plan(given, env={})
        else:
            assert load_plan(given, env={}).workers == wanted


def test_files_are_read_no_faster(tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(bytes(3 << 20))
    source = open_source(str(tmp_path), SourceOptions(pace=Settings(bytes=1 << 30)))
    assert isinstance(source, FileSource)
    (item,) = source.list()
    with mock.patch.object(Limiter, "take", autospec=True) as take, source.open(item) as stream:
        while stream.read(1 << 20):
            pass
    assert sum(call.args[1] for call in take.call_args_list) >= 3 << 20


NOON = datetime(2026, 11, 27, 12, 0)


@pytest.mark.parametrize("hours, until, hour, wanted", [
    ("", "", 12, None),
    ("", "06:00", 12, 18),
    ("22:00-06:00", "", 23, 7),  # hours until nothing more is begun
    ("22:00-06:00", "", 3, 3),
    ("22:00-06:00", "05:00", 3, 2),
    ("22:00-06:00", "", 12, OutOfHours),
    ("12:00-13:00", "", 11, OutOfHours),
    ("12:00-13:00", "", 12, 1),
])  # fmt: skip
def test_hours(hours: str, until: str, hour: int, wanted: int | type | None) -> None:
    plan, now = Plan((), hours=hours, until=until), NOON.replace(hour=hour, minute=0, second=1)
    if wanted is OutOfHours:
        with pytest.raises(OutOfHours):
            _deadline(plan, now)
        return
    found = _deadline(plan, now)
    assert found == (wanted if wanted is None else pytest.approx(now.timestamp() + 3600 * cast(int, wanted), abs=2))


def test_outside_of_its_hours_nothing_is_begun(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from click.testing import CliRunner

    from scanner.cli import cli

    now = datetime.now() + timedelta(hours=2)
    (tmp_path / "plan.yaml").write_text(f"hours: '{now:%H:%M}-{now + timedelta(hours=1):%H:%M}'\n")
    flags = ["--config", str(tmp_path / "plan.yaml"), "--out", str(tmp_path / "out"), "--lang", "en"]
    done = CliRunner().invoke(cli, ["scan", str(tmp_path), *flags], env={"DAICHO_KEY": "k" * 32})
    assert done.exit_code == 3 and "nothing was begun" in done.output and not (tmp_path / "out").exists()
