"""Reports read the tables where they lie: little memory is enough, and where it is not, more is taken."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest

from reports import view
from reports.view import View
from scanner import inventory as inventories
from scanner.inventory import Inventory, Writer
from scanner.model import Status
from tests.reports.share import Book


def book(out: Path) -> Book:
    made = Book(out)
    for number in range(300):
        uri = made.item(f"部門{number % 7}/{number}.csv", exposure="company" if number % 3 else "private")
        made.found(uri, "PHONE_NUMBER", hits=number + 1, field="電話", score=0.3 + 0.1 * (number % 7))
        if number % 2:
            made.found(uri, "JP_MY_NUMBER", field="番号", masked=[("****", "row 1")])
            made.verdict(uri, "my_number", "critical", "番号がある")
    made.item("無い.csv", Status.GONE)
    return made.finish()


def told(inventory: Inventory) -> list[object]:
    known = View(inventory)
    return [
        *(known.totals(), known.levels(), known.categories(), known.entities(), known.folders(20)[0]),
        *(known.found(50, 5, 2), known.verdicts(5), known.kinds(), known.statuses(), known.volume()),
    ]


def test_more_is_taken_where_little_memory_is_not_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inventory = cast(Inventory, book(tmp_path))
    enough = told(inventory)
    monkeypatch.setattr(view, "_CONFIG", view._CONFIG | {"memory_limit": "1MiB"})
    monkeypatch.setattr(view, "_LITTLE", "1MiB")
    assert told(inventory) == enough


def test_slices_of_one_item_are_one_file(tmp_path: Path) -> None:
    """As in inventories of earlier versions."""
    made = Book(tmp_path)
    for number in range(3):
        uri = made.item("大.csv", slice=str(number), size_bytes=100)
    made.item("小.csv", size_bytes=7)
    made.found(uri, "PHONE_NUMBER", field="電話")
    made.finish()
    known = View(cast(Inventory, made))
    assert known.totals()["files"] == 2 and known.totals()["found"] == 1
    assert [(row["name"], row["size_bytes"]) for row in known.found(5, 5, 1)] == [("大.csv", 300)]


def test_of_several_runs_what_counts_is_shown_and_few_parts_are_compared_row_by_row(tmp_path: Path) -> None:
    old, new = "20260101T000000000Z", "20260102T000000000Z"
    writer = Writer(tmp_path)
    for run, number, uris in ((old, 1, "ab"), (old, 2, "cd"), (old, 3, "ef"), (new, 1, "abc")):
        items = [{"run_id": run, "uri": uri, "slice": "", "status": "scanned"} for uri in uris]
        fields = [{"run_id": run, "uri": uri, "entity": "PERSON", "hits": 1} for uri in uris for _ in range(2)]
        writer.write(run, number, {"items": items, "fields": fields})
    known = inventories.open(tmp_path)
    for name in ("items", "fields"):
        shown = View(known).rows(f"SELECT uri, run_id FROM {name} ORDER BY uri")
        assert shown == sorted(known.table(name, ["uri", "run_id"]).to_pylist(), key=lambda row: str(row["uri"]))
        whole, some, keys = known.standing(name)
        assert [path.name for path in whole] == [f"{old}-000003.parquet", f"{new}-000001.parquet"]
        assert [path.name for path in some] == [f"{old}-000002.parquet"]
        assert keys["uri"].to_pylist() == ["d"]
