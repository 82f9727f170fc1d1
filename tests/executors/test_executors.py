"""Every item comes back exactly once, whatever one of them does to its worker."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pytest

from scanner.executors import Job, make
from scanner.executors.batches import MAX_BYTES, MAX_ITEMS, Pile
from scanner.executors.local import WorkerError
from scanner.model import Cost, Item, ItemResult, Lost, Reason, Status
from scanner.problems import ConfigError
from tests.executors import jobs
from tests.executors.jobs import item, items

ROOT = Path(__file__).parents[2]
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="needs /proc")


def run(name: str, job: Job, batches: Iterable[Sequence[Item]], **limits: float) -> tuple[list[str], list[Lost]]:
    """Names of what came back as results, in order of names, and what was lost."""
    results: list[str] = []
    lost: list[Lost] = []
    for outcome in make(name, **limits).run(job, batches):  # type: ignore[arg-type]
        if isinstance(outcome, Lost):
            lost.append(outcome)
        else:
            results.extend(result.item.relative for result in outcome)
    return sorted(results), lost


@pytest.mark.parametrize("name", ["inline", "local"])
def test_every_item_comes_back_once(name: str) -> None:
    batches = [items(20)[start : start + 7] for start in range(0, 20, 7)] + [()]
    results, lost = run(name, jobs.Act(), batches, workers=2)
    assert results == sorted(one.relative for one in items(20))
    assert lost == []


@pytest.mark.parametrize("name", ["inline", "local"])
def test_an_exception_that_leaves_the_job_costs_one_item_and_tells_its_class_only(name: str) -> None:
    results, lost = run(name, jobs.Act(), [[item("a"), item("raise"), item("b")]])
    assert results == ["a", "b"]
    assert lost == [Lost((item("raise"),), Reason.INTERNAL, "ValueError")]


@pytest.mark.parametrize(
    "culprit, place, reason, detail",
    [
        ("kill", 0, Reason.WORKER_DIED, "SIGKILL"),
        ("kill", 2, Reason.WORKER_DIED, "SIGKILL"),
        ("kill", 4, Reason.WORKER_DIED, "SIGKILL"),
        ("segfault", 2, Reason.WORKER_DIED, "SIGSEGV"),
        ("exit", 0, Reason.WORKER_DIED, "exit code 0"),  # looks like a worker that ended in peace
        ("sysexit", 2, Reason.WORKER_DIED, "exit code 0"),
        ("hang", 2, Reason.TIMEOUT, "longer than 3 seconds"),
        pytest.param("memory", 2, Reason.MEMORY, "more than 256 MiB", marks=LINUX),
    ],
)
def test_the_item_at_fault_is_lost_and_all_others_come_back(
    culprit: str, place: int, reason: Reason, detail: str
) -> None:
    batch = items(4)
    batch.insert(place, item(culprit))
    results, lost = run("local", jobs.Act(), [batch, [item("later")]], memory_bytes=256 << 20, seconds_per_item=3)
    assert results == sorted([*(one.relative for one in items(4)), "later"])
    assert lost == [Lost((item(culprit),), reason, detail)]


@pytest.mark.parametrize(
    "culprit, place, reason, detail",
    [
        ("kill", 0, Reason.WORKER_DIED, "SIGKILL"),
        ("kill", 3, Reason.WORKER_DIED, "SIGKILL"),
        ("exit", 4, Reason.WORKER_DIED, "exit code 0"),
        ("raise", 1, Reason.INTERNAL, "ValueError"),
        ("hang", 2, Reason.TIMEOUT, "longer than 3 seconds"),
        pytest.param("memory", 2, Reason.MEMORY, "more than 256 MiB", marks=LINUX),
    ],
)
def test_of_items_done_together_too_only_the_one_at_fault_is_lost(
    culprit: str, place: int, reason: Reason, detail: str
) -> None:
    batch = items(4)
    batch.insert(place, item(culprit))
    batch.append(item("big"))
    results, lost = run("local", jobs.Pack(), [batch, [item("later")]], memory_bytes=256 << 20, seconds_per_item=3)
    assert results == sorted([*(one.relative for one in items(4)), "big", "later"])
    assert lost == [Lost((item(culprit),), reason, detail)]


@pytest.mark.parametrize("name", ["inline", "local"])
def test_items_are_done_together_where_the_job_can(name: str) -> None:
    outcomes = make(name).run(jobs.Pack(), [[*items(5), item("big")], [item("raise"), *items(2)]])
    said: list[tuple[str, bool]] = []
    for outcome in outcomes:
        if isinstance(outcome, Lost):
            assert outcome == Lost((item("raise"),), Reason.INTERNAL, "ValueError")
        else:
            said += [(result.item.relative, result.format == "together") for result in outcome]
    together = [(one.relative, True) for one in items(5)]
    assert said == [*together, ("big", False), *((one.relative, False) for one in items(2))]


def test_items_together_that_take_too_long_have_each_their_own_time() -> None:
    batch = [item(f"slow-{number}") for number in range(9)]
    results, lost = run("local", jobs.Pack(), [batch], seconds_per_item=2)
    assert (len(results), lost) == (9, [])
    seconds = [item("slow-0"), item("hang"), item("slow-1")]
    results, lost = run("local", jobs.Pack(), [seconds], seconds_per_item=2)
    assert results == ["slow-0", "slow-1"] and [one.items for one in lost] == [(item("hang"),)]


def test_several_bad_items_in_several_batches() -> None:
    batches = [[item(f"{what}-{n}"), *items(3)] for n, what in enumerate(["kill", "hang", "kill", "exit"])]
    results, lost = run("local", jobs.Act(), batches, workers=2, seconds_per_item=3)
    assert results == sorted([one.relative for one in items(3)] * 4)
    assert sorted(one.items[0].relative for one in lost) == ["exit-3", "hang-1", "kill-0", "kill-2"]


def test_a_worker_that_dies_while_it_hands_over_holds_nobody_up() -> None:
    """Pebble 5.2.3 and the pools of the standard library end here: the dead worker keeps the lock of their pipe."""
    batches = [[item("large")], *([one] for one in items(10))]
    results, lost = run("local", jobs.DiesHandingOver(), batches, workers=2)
    assert results == sorted(one.relative for one in items(10))
    assert lost == [Lost((item("large"),), Reason.WORKER_DIED, "SIGKILL")]


def test_slow_items_have_each_their_own_time() -> None:
    batch = [item(f"slow-{number}") for number in range(8)]  # 4 seconds together
    results, lost = run("local", jobs.Act(), [batch], seconds_per_item=3)
    assert (len(results), lost) == (8, [])


def test_time_in_the_caller_is_not_an_items_time() -> None:
    outcomes: list[list[ItemResult] | Lost] = []
    for outcome in make("local", 2, 0, 2).run(jobs.Act(), [items(3), items(3), items(3), items(3)]):
        if not outcomes:
            time.sleep(3)
        outcomes.append(outcome)
    assert len(outcomes) == 4 and not any(isinstance(outcome, Lost) for outcome in outcomes)


def test_an_item_whose_worker_was_killed_by_others_is_read_again(tmp_path: Path) -> None:
    results, lost = run("local", jobs.OnceBad(str(tmp_path / "mark")), [[item("a"), item("bad"), item("b")]])
    assert (results, lost) == (["a", "b", "bad"], [])


@LINUX
def test_a_worker_that_keeps_memory_is_replaced_before_an_innocent_item_pays() -> None:
    pids: set[str] = set()
    for outcome in make("local", 1, 200 << 20, 0).run(jobs.Hoard(), [[one] for one in items(12)]):
        assert not isinstance(outcome, Lost)
        pids.update(result.format for result in outcome)
    assert len(pids) > 1


def test_a_job_that_cannot_be_built_ends_the_run_with_its_own_message() -> None:
    with pytest.raises(RuntimeError, match="no dictionary"):
        run("local", jobs.Unbuildable(), [items(2)])


def test_workers_that_die_before_they_begin_end_the_run() -> None:
    with pytest.raises(WorkerError, match="exit code 7"):
        run("local", jobs.DeadOnArrival(), [items(2)])


def test_a_result_that_cannot_travel_is_lost_not_hung() -> None:
    results, lost = run("local", jobs.Poison(), [items(2)])
    assert results == [] and [one.reason for one in lost] == [Reason.INTERNAL] * 2


@LINUX
def test_a_worker_uses_one_core_and_is_the_first_to_go_when_memory_is_short() -> None:
    for outcome in make("local", 1).run(jobs.Environment(), [items(1)]):
        assert not isinstance(outcome, Lost) and outcome[0].format == "1 1 1 500"
    assert os.environ.get("ARROW_IO_THREADS") is None  # ours is as it was


def test_workers_print_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    results, _ = run("local", jobs.Act(), [[item("noisy")]])
    assert results == ["noisy"] and capfd.readouterr() == ("", "")


def test_batches_are_taken_as_workers_get_free() -> None:
    taken = 0

    def coming() -> Iterator[list[Item]]:
        nonlocal taken
        for _ in range(100):
            taken += 1
            yield items(2)

    running = make("local", 2).run(jobs.Act(), coming())
    next(running)
    assert taken <= 6  # two for each worker, and what was given when the first came back
    running.close()  # type: ignore[attr-defined]


def test_a_run_that_is_left_ends_its_workers() -> None:
    running = make("local", 2).run(jobs.Act(), [[item("quick")], [item("hang")], [item("hang")]])
    first = next(running)
    assert not isinstance(first, Lost)
    del running
    gc.collect()
    assert children_of(os.getpid()) == []


def children_of(pid: int) -> list[int]:
    """Living worker processes of a process. The resource tracker of multiprocessing is not one."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            status = (entry / "stat").read_text()
            command = (entry / "cmdline").read_bytes()
        except OSError:
            continue
        fields = status.rpartition(")")[2].split()
        if int(fields[1]) == pid and fields[0] != "Z" and b"spawn_main" in command:
            found.append(int(entry.name))
    return found


PARENT = """
import sys
from scanner.executors import make
from tests.executors import jobs

if __name__ == "__main__":
    batches = [[jobs.item("plain")], [jobs.item("hang")], [jobs.item("plain")], [jobs.item("hang")]]
    try:
        for outcome in make("local", 2).run(jobs.Act(), batches):
            print("outcome", flush=True)
    except KeyboardInterrupt:
        sys.exit(130)
"""


@LINUX
@pytest.mark.parametrize("how, code", [(signal.SIGKILL, -9), (signal.SIGTERM, -15), (signal.SIGINT, 130)])
def test_workers_end_with_their_parent(how: signal.Signals, code: int, tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(PARENT, encoding="utf-8")
    parent = subprocess.Popen(
        [sys.executable, str(script)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout
    assert parent.stdout.readline() == "outcome\n"
    assert parent.stdout.readline() == "outcome\n"
    workers = children_of(parent.pid)
    assert len(workers) == 2
    parent.send_signal(how)
    _, errors = parent.communicate(timeout=60)
    assert parent.returncode == code
    assert errors == ""
    until = time.monotonic() + 30
    while any(alive(pid) for pid in workers) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(alive(pid) for pid in workers)


@LINUX
def test_ctrl_c_in_a_terminal_while_workers_start_is_quiet(tmp_path: Path) -> None:
    """A terminal sends it to all processes of the group, also to those that have not got to ignoring it yet."""
    script = tmp_path / "parent.py"
    script.write_text(PARENT, encoding="utf-8")
    parent = subprocess.Popen(
        [sys.executable, str(script)],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    while not (workers := children_of(parent.pid)) and parent.poll() is None:
        time.sleep(0.002)
    os.killpg(parent.pid, signal.SIGINT)
    _, errors = parent.communicate(timeout=60)
    assert (parent.returncode, errors) == (130, "")
    assert workers and not any(alive(pid) for pid in workers)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_an_unknown_executor_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ConfigError, match="inline, local"):
        make("cluster")


# --- batches ---


@pytest.mark.parametrize(
    "sizes, workers, expected",
    [
        ([], 2, []),
        ([5], 2, [[5]]),
        ([1] * 8, 2, [[1]] * 8),  # few items: a share for every worker
        ([1, MAX_BYTES, 2, MAX_BYTES + 1], 1, [[MAX_BYTES + 1], [MAX_BYTES], [2], [1]]),  # biggest first, alone
        ([0] * 8 * MAX_ITEMS, 1, [[0] * MAX_ITEMS] * 8),
        ([-1] * 40, 1, [[-1] * 8] * 5),  # unknown sizes
        ([MAX_BYTES // 5] * 40, 1, [[MAX_BYTES // 5] * 5] * 8),  # by bytes before by number
    ],
)
def test_batches(sizes: list[int], workers: int, expected: list[list[int]]) -> None:
    listed = [item(str(number), size) for number, size in enumerate(sizes)]
    pile, cut = Pile(), []
    pile.add(listed)
    while pile:
        cut.append(pile.take(workers))
    assert [[one.size for one in batch] for batch in cut] == expected
    same = [one for batch in cut for one in batch if one.size == 0]
    assert same == [one for one in listed if one.size == 0]  # equal sizes stay in the order of listing


def sized(name: str, size: int, known: tuple[str, ...] | None = None) -> Item:
    return Item("file:///s", f"file:///s/{name}", size=size, relative=name, known=known)


def test_what_may_be_the_same_bytes_goes_to_one_worker() -> None:
    """Then the second is known when its turn comes. Not many, for they may be logs that are all cut at one size."""
    pile = Pile()
    pile.add(sized(f"{number}.log", 10 * MAX_BYTES, known=()) for number in range(6))
    pile.add([sized("alone.log", 9 * MAX_BYTES), sized("other.log", 9 * MAX_BYTES)])
    assert [len(pile.take(2)) for _ in range(4)] == [4, 2, 1, 1] and not pile


def test_what_a_kind_of_file_costs_is_learned() -> None:
    pile = Pile()
    for kind, seconds in (("txt", 1.0), ("pdf", 9.0), ("mp4", 0.0)):
        item = sized(f"a.{kind}", 2 << 20)
        pile.learn([ItemResult(item, Status.SCANNED, cost=Cost(seconds))])
        pile.learn([ItemResult(item, Status.SCANNED, cost=Cost(0.0), same=True)])  # tells nothing
    pile.add([sized("b.mp4", 9 << 20), sized("b.txt", 3 << 20), sized("b.pdf", 1 << 20), sized("b.new", 2 << 20)])
    assert [pile.take(1)[0].relative for _ in range(4)] == ["b.pdf", "b.new", "b.txt", "b.mp4"]


def test_what_is_added_later_comes_first_if_it_is_bigger() -> None:
    pile = Pile()
    pile.add([sized("a", 5), sized("b", 3)])
    assert pile.take(1)[0].relative == "a"
    pile.add([sized("c", 4)])
    assert [pile.take(1)[0].relative for _ in range(2)] == ["c", "b"]


def unwanted(batch: Sequence[Item]) -> list[ItemResult]:
    raise AssertionError("built")


def test_nothing_is_built_where_there_is_no_work() -> None:
    assert list(make("inline").run(unwanted, [])) == [] == list(make("local").run(unwanted, []))
