"""What a run remembers: what to read again, what an interrupted run leaves behind."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from scanner.ledger import Ledger, Run, Todo, _run_id, done
from scanner.model import Cost, EntityCount, Item, ItemResult, Problem, Reason, Stage, Status, Tally
from scanner.problems import ConfigError


def item(name: str, version: str = "1", problem: Problem | None = None) -> Item:
    return Item("file:///s", f"file:///s/{name}", version=version, problem=problem)


def result(one: Item, status: Status = Status.SCANNED) -> ItemResult:
    tally = Tally("", "", 1, 1, {"PERSON": EntityCount(2, 1, 0.9, "test")})
    return ItemResult(one, status, (tally,), cost=Cost(bytes_read=10))


def scan(
    ledger: Ledger, items: list[Item], status: Status = Status.SCANNED, finish: bool = True
) -> tuple[Run, list[Todo]]:
    """One run over the items, all with one outcome."""
    run = ledger.begin("scope", "plan")
    todos = ledger.admit(run, items, full=False)
    looked_at = [done(result(one, status)) for one, todo in zip(items, todos, strict=True) if todo is Todo.SCAN]
    ledger.commit(run, ledger.next_part(run.run_id), looked_at, finished=finish)
    return run, todos


@pytest.fixture
def ledger(tmp_path: Path):
    with Ledger(tmp_path) as one:
        yield one


@pytest.mark.parametrize("status, again, todo", [
    (Status.SCANNED, item("a"), Todo.UNCHANGED),
    (Status.SCANNED, item("a", version="2"), Todo.SCAN),  # written to since
    (Status.SCANNED, replace(item("a"), exposure="public"), Todo.SCAN),  # the same bytes, open to everybody since
    (Status.SCANNED, item("a", problem=Problem(Stage.LIST, Reason.EXCLUDED)), Todo.SCAN),  # excluded since: a new row
    (Status.PARTIAL, item("a"), Todo.SCAN),  # what was not read is tried again
    (Status.UNREADABLE, item("a"), Todo.SCAN),
    (Status.EXCLUDED, item("a"), Todo.SCAN),  # excluded then, wanted now
])  # fmt: skip
def test_what_the_next_run_does(ledger: Ledger, status: Status, again: Item, todo: Todo) -> None:
    scan(ledger, [item("a")], status)
    assert scan(ledger, [again])[1] == [todo]


def test_an_item_without_a_version_is_always_read_again(ledger: Ledger) -> None:
    scan(ledger, [item("a", version="")])
    assert scan(ledger, [item("a", version="")])[1] == [Todo.SCAN]


def test_another_plan_and_full_read_everything_again(ledger: Ledger) -> None:
    scan(ledger, [item("a")])
    assert ledger.admit(ledger.begin("scope", "other plan"), [item("a")], full=False) == [Todo.SCAN]
    assert ledger.admit(ledger.begin("scope", "plan"), [item("a")], full=True) == [Todo.SCAN]


def test_an_item_that_two_targets_list_counts_once(ledger: Ledger) -> None:
    run, todos = scan(ledger, [item("a"), item("a")])
    assert todos == [Todo.SCAN, Todo.TWICE]
    assert ledger.totals(run).listed == 1


def test_an_interrupted_run_goes_on_under_its_id(ledger: Ledger) -> None:
    first, _ = scan(ledger, [item("a"), item("b")], finish=False)
    second, todos = scan(ledger, [item("a", version="2"), item("b"), item("c")])
    assert second.run_id == first.run_id and second.resumed
    assert todos == [Todo.DONE, Todo.DONE, Todo.SCAN]  # a changed meanwhile: the next run's business
    totals = ledger.totals(second)
    assert (totals.listed, totals.scanned, totals.findings, totals.bytes_read) == (3, 3, 6, 30)
    assert scan(ledger, [item("a", version="2")])[1] == [Todo.SCAN]


def test_what_was_listed_but_not_committed_is_done_again(ledger: Ledger) -> None:
    ledger.admit(ledger.begin("scope", "plan"), [item("a")], full=False)  # and killed
    run, todos = scan(ledger, [item("a")])
    assert run.resumed and todos == [Todo.SCAN]


def test_an_interrupted_run_of_another_plan_is_left_behind(ledger: Ledger) -> None:
    first, _ = scan(ledger, [item("a")], finish=False)
    other = ledger.begin("scope", "other plan")
    assert not other.resumed and other.run_id > first.run_id


def test_totals_add_up(ledger: Ledger) -> None:
    scan(ledger, [item("a"), item("b")])
    run = ledger.begin("scope", "plan")
    items = [item("a"), item("b", version="2"), item("c"), item("d"), item("e")]
    assert ledger.admit(run, items, full=False) == [Todo.UNCHANGED, *[Todo.SCAN] * 4]
    statuses = (Status.SCANNED, Status.PARTIAL, Status.UNREADABLE, Status.EXCLUDED)
    ledger.commit(run, 1, [done(result(*pair)) for pair in zip(items[1:], statuses, strict=True)])
    t = ledger.totals(run)
    assert (t.scanned, t.partial, t.unreadable, t.excluded, t.unchanged) == (1, 1, 1, 1, 1)
    assert t.listed == t.scanned + t.partial + t.unreadable + t.excluded + t.unchanged


@pytest.mark.parametrize("roots, blocked, gone", [
    (["file:///s"], [], ["file:///s/a", "file:///s/hr/b"]),
    (["file:///s"], ["file:///s/hr"], ["file:///s/a"]),  # the folder could not be listed: who knows
    (["file:///s"], ["file:///s/h"], ["file:///s/a", "file:///s/hr/b"]),  # another folder, same beginning
    (["file:///s/hr"], [], ["file:///s/hr/b"]),  # only below what was scanned this time
    ([], [], []),  # nothing listed at all: not mounted, perhaps
])  # fmt: skip
def test_gone(ledger: Ledger, roots: list[str], blocked: list[str], gone: list[str]) -> None:
    scan(ledger, [item("a"), item("hr/b"), item("c")])
    run = ledger.begin("scope", "plan")
    ledger.admit(run, [item("c")], full=False)
    assert [one.uri for one in ledger.unseen(run, roots, blocked)] == gone


def test_gone_is_said_once(ledger: Ledger) -> None:
    scan(ledger, [item("a")])
    run = ledger.begin("scope", "plan")
    (one,) = ledger.unseen(run, ["file:///s"], [])
    ledger.commit(run, 1, [done(ItemResult(one, Status.GONE))], finished=True)
    assert ledger.totals(run).gone == 1 and ledger.totals(run).listed == 0
    assert ledger.unseen(ledger.begin("scope", "plan"), ["file:///s"], []) == []
    assert scan(ledger, [item("a")])[1] == [Todo.SCAN]  # it came back


def test_a_commit_that_fails_leaves_nothing(ledger: Ledger) -> None:
    run = ledger.begin("scope", "plan")
    ledger.admit(run, [item("a")], full=False)
    ledger.commit(run, 1)
    with pytest.raises(sqlite3.IntegrityError):
        ledger.commit(run, 1, [done(result(item("a")))])  # the same part twice
    assert ledger.totals(run).scanned == 0


def test_only_one_scan_writes(ledger: Ledger, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="another scan is writing"):
        Ledger(tmp_path)


def test_a_closed_ledger_is_one_private_file(tmp_path: Path) -> None:
    with Ledger(tmp_path) as one:
        scan(one, [item("a")])
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ledger.lock", "ledger.sqlite"]
    assert {path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {0o600}


def test_a_file_that_is_no_ledger_is_not_touched(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite").write_bytes(b"something else " * 100)
    with pytest.raises(ConfigError, match="not a ledger"):
        Ledger(tmp_path)
    assert (tmp_path / "ledger.sqlite").read_bytes() == b"something else " * 100


def test_run_ids_go_forward_even_when_the_clock_does_not() -> None:
    first, _ = _run_id(1_800_000_000.0, after="")
    second, _ = _run_id(1_700_000_000.0, after=first)
    assert second > first


def test_a_ledger_of_an_earlier_version_is_taken_over(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "ledger.sqlite") as old:
        old.execute(
            "CREATE TABLE items (uri TEXT NOT NULL, slice TEXT NOT NULL, version TEXT NOT NULL, fingerprint TEXT NOT NULL,"
            " status TEXT NOT NULL, run_id TEXT NOT NULL, seen TEXT NOT NULL, bytes INTEGER NOT NULL DEFAULT 0,"
            " hits INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (uri, slice)) WITHOUT ROWID"
        )
        old.execute("INSERT INTO items VALUES ('file:///s/a', '', '1', 'plan', 'scanned', 'r', 'r', 10, 2)")
    old.close()
    for _ in range(2):
        with Ledger(tmp_path) as ledger:
            run = ledger.begin("scope", "plan")
            assert ledger.admit(run, [item("a")], full=False) == [Todo.UNCHANGED]
            ledger.commit(run, 1, [], finished=True)
