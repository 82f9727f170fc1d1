"""The Parquet tables: what is in the files, and what counts as the current state."""

from __future__ import annotations

import stat
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner import current, inventory
from scanner.inventory import SCHEMAS, Writer
from scanner.ledger import Ledger
from scanner.problems import ConfigError


def row(run_id: str, uri: str, **columns: Any) -> dict[str, Any]:
    return {"run_id": run_id, "uri": uri, **columns}


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., None]:
    def write(run_id: str, number: int, commit: bool = True, every_table: bool = False, **rows: Any) -> None:
        Writer(tmp_path).write(run_id, number, rows, every_table)
        if commit:
            with Ledger(tmp_path) as ledger:
                run = ledger.begin("scope", "plan")
                object.__setattr__(run, "run_id", run_id)
                ledger.commit(run, number)

    return write


def test_every_schema_says_what_it_is_and_uses_plain_types() -> None:
    for schema in SCHEMAS.values():
        assert schema.metadata[b"comment"] and schema.field("run_id").metadata[b"comment"]
        assert all(b"comment" in field.metadata for field in schema)


def test_comments_are_in_the_files(tmp_path: Path, write: Callable[..., None]) -> None:
    write("r1", 1, items=[row("r1", "file:///a")])
    schema = pq.read_schema(tmp_path / "inventory/items/r1-000001.parquet")
    assert b"current state" in schema.metadata[b"comment"]
    assert b"percent-encoded" in schema.field("uri").metadata[b"comment"]


def test_files_are_for_their_owner_only(tmp_path: Path, write: Callable[..., None]) -> None:
    write("r1", 1, every_table=True)
    modes = {path.is_dir(): stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "inventory").rglob("*")}
    assert modes == {True: 0o700, False: 0o600}


def test_every_table_has_a_file_after_a_run_so_that_globs_match(tmp_path: Path, write: Callable[..., None]) -> None:
    write("r1", 1, every_table=True, runs=[{"run_id": "r1"}])
    for table in SCHEMAS:
        found = duckdb.execute(f"SELECT count(*) FROM '{tmp_path}/inventory/{table}/*.parquet'").fetchone()
        assert found == (int(table == "runs"),)


def test_the_current_state_is_the_latest_row_and_what_belongs_to_it(tmp_path: Path, write: Callable[..., None]) -> None:
    write(
        "r1", 1,
        items=[row("r1", "a", status="scanned"), row("r1", "b", status="scanned")],
        fields=[row("r1", "a", entity="PERSON"), row("r1", "b", entity="PERSON")],
    )  # fmt: skip
    write("r2", 1, items=[row("r2", "a", status="scanned")], fields=[row("r2", "a", entity="JP_ADDRESS")])
    write("r2", 2, items=[row("r2", "c", status="gone")])
    known = inventory.open(tmp_path)
    items = {(r["uri"], r["run_id"], r["status"]) for r in known.table("items").to_pylist()}
    assert items == {("a", "r2", "scanned"), ("b", "r1", "scanned"), ("c", "r2", "gone")}
    assert [(r["uri"], r["entity"]) for r in known.table("fields").to_pylist()] == [
        ("b", "PERSON"),
        ("a", "JP_ADDRESS"),
    ]
    assert len(known.history("items")) == 4


def test_slices_of_an_item_are_items_of_their_own(tmp_path: Path, write: Callable[..., None]) -> None:
    write("r1", 1, items=[row("r1", "a", slice="1"), row("r1", "a", slice="2")])
    assert len(inventory.open(tmp_path).table("items")) == 2


def test_parts_that_were_not_committed_do_not_count(tmp_path: Path, write: Callable[..., None]) -> None:
    write("r1", 1, items=[row("r1", "a")])
    write("r1", 2, commit=False, items=[row("r1", "b")])
    assert inventory.open(tmp_path).table("items")["uri"].to_pylist() == ["a"]


def test_what_a_killed_scan_left_is_swept_and_nothing_else(tmp_path: Path, write: Callable[..., None]) -> None:
    write("r1", 1, items=[row("r1", "a")])
    folder = tmp_path / "inventory/items"
    left = [folder / "r1-000002.parquet", folder / ".r1-000003.parquet.tmp"]
    for path in (*left, folder / "notes.txt"):
        path.write_bytes(b"half a pa")
    with Ledger(tmp_path) as ledger:
        Writer(tmp_path).sweep(ledger.parts())
    assert sorted(path.name for path in folder.iterdir()) == ["notes.txt", "r1-000001.parquet"]


def test_tables_without_a_ledger_can_be_read(tmp_path: Path, write: Callable[..., None]) -> None:
    write("r1", 1, commit=False, items=[row("r1", "a")])
    assert len(inventory.open(tmp_path).table("items")) == 1


def test_a_lost_ledger_does_not_cost_the_inventory(tmp_path: Path, write: Callable[..., None]) -> None:
    write("r1", 1, items=[row("r1", "a")])
    (tmp_path / "ledger.sqlite").unlink()
    with Ledger(tmp_path) as ledger:
        writer = Writer(tmp_path)
        ledger.adopt(writer.parts())
        writer.sweep(ledger.parts())
    assert len(inventory.open(tmp_path).table("items")) == 1


def test_names_that_are_no_text_can_be_written(tmp_path: Path, write: Callable[..., None]) -> None:
    write("r1", 1, items=[row("r1", "a", relative="bad\udc83name")], problems=[row("r1", "a", part="x\udcffy")])
    assert inventory.open(tmp_path).table("items")["relative"].to_pylist() == ["bad\\udc83name"]


def test_a_folder_without_an_inventory_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="daicho scan"):
        inventory.open(tmp_path)


def test_runs(tmp_path: Path, write: Callable[..., None]) -> None:
    write("r1", 1, items=[])
    assert inventory.open(tmp_path).last_run() == {}
    write("r1", 2, runs=[{"run_id": "r1", "listed": 1}])
    write("r2", 1, runs=[{"run_id": "r2", "listed": 2}])
    assert [run["run_id"] for run in inventory.open(tmp_path).runs()] == ["r1", "r2"]
    assert inventory.open(tmp_path).last_run()["listed"] == 2


def test_parts_of_a_version_with_fewer_columns_are_read(tmp_path: Path) -> None:
    writer = inventory.Writer(tmp_path)
    schema = inventory.SCHEMAS["items"]
    new = ("shared", "seconds_read", "seconds_patterns", "seconds_names", "seconds_columns")
    old = pa.schema([schema.field(name) for name in schema.names if name not in new])
    row = {"run_id": "20260101T000000000Z", "uri": "file:///a", "slice": "", "status": "scanned"}
    pq.write_table(
        pa.Table.from_pylist([row], schema=old), writer.root / "items" / "20260101T000000000Z-000001.parquet"
    )
    known = inventory.open(tmp_path)
    assert [r["status"] for r in known.table("items").to_pylist()] == ["scanned"]
    assert known.table("items", ["uri", "shared"]).to_pylist() == [{"uri": "file:///a", "shared": None}]


def test_some_columns_of_a_table_are_those_of_the_whole(tmp_path: Path) -> None:
    writer = inventory.Writer(tmp_path)
    for number, run in enumerate(("20260101T000000000Z", "20260102T000000000Z"), start=1):
        items = [{"run_id": run, "uri": f"file:///{n}", "slice": "", "status": run[:8]} for n in range(3 - number)]
        fields = [{"run_id": run, "uri": f"file:///{n}", "entity": "PERSON", "hits": number} for n in range(3 - number)]
        writer.write(run, number, {"items": items, "fields": fields})
    known = inventory.open(tmp_path)
    for name, columns in (("items", ["status"]), ("fields", ["hits", "uri"]), ("fields", ["entity"])):
        assert known.table(name, columns).equals(known.table(name).select(columns)), name
    assert sorted(known.table("fields", ["hits"])["hits"].to_pylist()) == [1, 2]


def test_the_latest_run_counts_item_by_item(tmp_path: Path, write: Callable[..., None]) -> None:
    """Rows of three runs, the second of which looked at some items only; slices of an item are items."""
    write("r1", 1, items=[row("r1", f"file:///{n}", slice="", status="scanned") for n in range(6)])
    write("r2", 1, items=[row("r2", f"file:///{n}", slice="", status="partial") for n in (1, 4)])
    write("r2", 2, items=[row("r2", "file:///0", slice="a", status="partial")])
    write("r3", 1, items=[row("r3", "file:///4", slice="", status="gone")])
    for ledger in (True, False):
        if not ledger:
            (tmp_path / "ledger.sqlite").unlink()
        known = inventory.open(tmp_path)
        assert known.superseded
        assert sorted(
            (row["uri"][-1], row["slice"], row["run_id"], row["status"]) for row in known.table("items").to_pylist()
        ) == [
            *(("0", "", "r1", "scanned"), ("0", "a", "r2", "partial"), ("1", "", "r2", "partial")),
            *(
                ("2", "", "r1", "scanned"),
                ("3", "", "r1", "scanned"),
                ("4", "", "r3", "gone"),
                ("5", "", "r1", "scanned"),
            ),
        ]


@settings(max_examples=60, deadline=None)
@given(
    runs=st.lists(st.lists(st.lists(st.integers(0, 12), max_size=6, unique=True), max_size=3), min_size=1, max_size=4),
    ledger=st.booleans(),
    at_once=st.integers(1, 8),
)
def test_which_rows_count_however_runs_and_parts_lie(runs: list[list[list[int]]], ledger: bool, at_once: int) -> None:
    """Items of parts of runs, numbers for URIs: the latest row of each counts, and what belongs to it."""
    with TemporaryDirectory() as name, patch.object(current, "_AT_ONCE", at_once):
        out, latest = Path(name), dict[str, tuple[str, int]]()
        writer = Writer(out)
        with Ledger(out) as book:
            for number, parts in enumerate(runs):
                run, seen = f"r{number}", set[int]()
                for part, items in enumerate(parts, start=1):
                    uris = [f"file:///{item}" for item in items if not (ledger and item in seen)]
                    seen.update(items)
                    latest |= {uri: (run, part) for uri in uris}
                    rows = [row(run, uri, slice="", size_bytes=part) for uri in uris]
                    found = [row(run, uri, hits=part) for uri in uris for _ in range(2)]
                    writer.write(run, part, {"items": rows, "fields": found})
                    book._db.execute("INSERT INTO parts (run_id, number) VALUES (?, ?)", (run, part))
        if not ledger:
            (out / "ledger.sqlite").unlink()
        known = inventory.open(out)
        assert {(r["uri"], r["run_id"], r["size_bytes"]) for r in known.table("items").to_pylist()} == {
            (uri, *where) for uri, where in latest.items()
        }
        assert len(known.table("items", ["uri"])) == len(latest)
        fields = [(r["uri"], r["run_id"], r["hits"]) for r in known.table("fields").to_pylist()]
        assert sorted(fields) == sorted((uri, *where) for uri, where in latest.items() for _ in range(2))
        assert known.superseded == (len(known.history("items")) > len(latest))


def test_of_one_run_all_rows_count_and_nothing_is_read_for_that(
    tmp_path: Path, write: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The URIs of a hundred thousand items take memory, and most inventories are of one run, or one and nothing new."""
    write("r1", 1, items=[row("r1", f"file:///{n}", slice="") for n in range(3)])
    write("r1", 2, items=[row("r1", "file:///3", slice="")])
    with monkeypatch.context() as patch:
        patch.setattr(current, "_keys", None)
        assert not inventory.open(tmp_path).superseded
    write("r2", 1, items=[row("r2", "file:///4", slice="")])
    assert not inventory.open(tmp_path).superseded, "another run, with another item"
    write("r3", 1, items=[row("r3", "file:///4", slice="")])
    assert inventory.open(tmp_path).superseded
