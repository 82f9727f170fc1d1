"""The same bytes at another place are not looked at again, and each place keeps a row of its own."""

from __future__ import annotations

import os
import zlib
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from recognizers.types import ColumnHit, ColumnView, Hints, Hit
from scanner import inventory, packing, pipeline
from scanner.contents import Memo, packed, unpacked
from scanner.findings import PATH_FIELD
from scanner.model import Cost, EntityCount, Finding, Item, ItemResult, Status, Tally
from scanner.one import One
from scanner.sources.content import WHOLE
from tests import fake_engine
from tests.test_pipeline import KEY, by_name, plan

MEMO = "題名\n山田太郎 様\n電話 090-1234-5678\n"
TABLE = "氏名,電話\n山田太郎,090-1111-2222\n佐藤花子,090-3333-4444\n"


class Listening(fake_engine.Engine):
    """Keeps the texts it was asked about."""

    asked: list[str] = []  # noqa: RUF012

    def find(self, text: str, hints: Hints) -> list[Hit]:
        self.asked.append(text)
        return super().find(text, hints)

    def find_table(self, columns: Sequence[ColumnView]) -> list[list[ColumnHit]]:
        self.asked.append("table")
        return super().find_table(columns)


def scan(*targets: Path, out: Path, **flags: Any) -> list[str]:
    """The contents that were looked at; paths are left out."""
    Listening.asked.clear()
    pipeline.scan(plan(*targets, out=out, **flags), KEY, engine="tests.test_contents:Listening")
    return [text for text in Listening.asked if "\n" in text or text == "table"]


def put(folder: Path, **texts: str) -> Path:
    for name, text in texts.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


def facts(out: Path, without: Sequence[str] = ()) -> dict[str, list[str]]:
    """All rows but for what tells one scan from another, and for columns left out."""
    aside = {"run_id", "scanned_at", "shared", *without}
    tables = ("items", "fields", "findings", "problems", "suppressions", "verdicts")
    return {
        name: sorted(
            repr({key: value for key, value in row.items() if key not in aside and not key.startswith("seconds")})
            for row in inventory.open(out).table(name).to_pylist()
        )
        for name in tables
    }


def shared(out: Path) -> dict[str, bool]:
    return {name: row["shared"] for name, row in by_name(out).items()}


@pytest.mark.parametrize("text, name", [(MEMO, "a.txt"), (TABLE, "a.csv"), (MEMO * 40_000, "a.txt")])
def test_the_same_bytes_are_looked_at_once_and_every_place_has_its_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, name: str
) -> None:
    kind = name.rpartition(".")[2]
    share = put(tmp_path / "s", **{f"a_{kind}": text, f"b__c_{kind}": text, f"d__e__f_{kind}": text, "x_txt": "なし\n"})
    assert len(text.encode()) > WHOLE or len(text) < 100
    os.chmod(share / "b" / f"c.{kind}", 0o600)
    once = scan(share, out=tmp_path / "out")
    assert sorted(shared(tmp_path / "out").values()) == [False, False, True, True]
    exposures = {row["relative"]: row["exposure"] for row in by_name(tmp_path / "out").values()}
    assert exposures[f"b/c.{kind}"] == "private" != exposures[f"a.{kind}"]
    monkeypatch.setattr(One, "_may_share", lambda _: False)
    thrice = scan(share, out=tmp_path / "alone")
    assert not any(shared(tmp_path / "alone").values())
    assert len(thrice) - 1 == 3 * (len(once) - 1)  # one of both is x.txt
    assert facts(tmp_path / "out") == facts(tmp_path / "alone")


def test_what_an_earlier_scan_looked_at_is_known(tmp_path: Path) -> None:
    share = put(tmp_path / "s", a_txt=MEMO)
    out = tmp_path / "out"
    assert scan(share, out=out) == [MEMO]
    put(share, b_txt=MEMO)
    assert scan(share, out=out) == [] and shared(out) == {"a.txt": False, "b.txt": True}
    (share / "a.txt").rename(share / "c.txt")
    (share / "b.txt").unlink()
    assert scan(share, out=out) == []  # moved: neither is it looked at again
    rows = by_name(out)
    assert rows["c.txt"]["persons"] == 1 and rows["c.txt"]["level"] == "medium" and rows["c.txt"]["shared"]
    (share / "c.txt").unlink()
    put(share, x_txt="なし")
    scan(share, out=out)
    put(share, d_txt=MEMO)
    assert scan(share, out=out) == [MEMO]  # what lies nowhere any more is forgotten


def test_another_plan_and_full_look_again(tmp_path: Path) -> None:
    share = put(tmp_path / "s", a_txt=MEMO)
    scan(share, out=tmp_path / "out")
    put(share, b_txt=MEMO)
    assert scan(share, out=tmp_path / "out", depth="deep") == [MEMO]
    put(share, c_txt=MEMO)
    assert scan(share, out=tmp_path / "out", depth="deep", full=True) == [MEMO]


def test_parts_between_them_and_a_kill_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits for its part to be written is known, and what is written is."""
    from scanner import parts

    share = put(tmp_path / "s", **{f"d{number}__a_txt": MEMO for number in range(9)})
    monkeypatch.setattr(Memo, "__contains__", lambda self, id: False)  # as if each had another worker
    for size in (1, 3, 100):
        monkeypatch.setattr(parts, "_PART_ITEMS", size)
        assert len(scan(share, out=tmp_path / f"out{size}")) == 9  # all in one batch: none is back before the others go
        put(share, d9__a_txt=MEMO)
        assert scan(share, out=tmp_path / f"out{size}") == []
        (share / "d9" / "a.txt").unlink()
        assert len(facts(tmp_path / f"out{size}")["fields"]) == 20


@pytest.mark.parametrize(
    "one, other",
    [
        ("a.txt", "山田太郎.txt"),  # the name of the file names somebody, who may be one of those in it
        ("a.txt", "佐藤花子/a.txt"),
        ("a.txt", "健康診断書.txt"),  # the name says what kind of document it is
        ("a.txt", "a.csv"),  # and how it is to be read
    ],
)
def test_what_depends_on_the_path_is_not_shared(tmp_path: Path, one: str, other: str) -> None:
    for name in (one, other):
        path = tmp_path / "s" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(TABLE, encoding="utf-8")
    assert len(scan(tmp_path / "s", out=tmp_path / "out")) >= 2
    assert not any(shared(tmp_path / "out").values())


def test_a_suppression_by_path_counts_for_its_path_only(tmp_path: Path) -> None:
    share = put(tmp_path / "s", a_txt=MEMO, b__a_txt=MEMO, c__a_txt=MEMO)
    decisions = tmp_path / "d.yaml"
    soon = (date.today() + timedelta(days=30)).isoformat()
    entry = f"{{id: x, path: ['b/*'], entity: [PHONE_NUMBER], reason: r, approver: a, expires: {soon}}}"
    decisions.write_text(f"suppressions:\n- {entry}\n", encoding="utf-8")
    assert len(scan(share, out=tmp_path / "out", suppress=(str(decisions),))) == 2
    items = by_name(tmp_path / "out")
    assert {name: row["suppressed"] for name, row in items.items()} == {"a.txt": 0, "b/a.txt": 1, "c/a.txt": 0}
    assert shared(tmp_path / "out") == {"a.txt": False, "b/a.txt": False, "c/a.txt": True}


def test_what_was_not_read_whole_is_never_shared(tmp_path: Path) -> None:
    share = put(tmp_path / "s", a_txt="CRASH\n", b_txt="CRASH\n", c_pdf="%PDF-1.7\n", d_pdf="%PDF-1.7\n")
    scan(share, out=tmp_path / "out")
    assert scan(share, out=tmp_path / "out") == ["CRASH\n", "CRASH\n"]
    assert not any(shared(tmp_path / "out").values())
    assert {row["status"] for row in by_name(tmp_path / "out").values()} == {"partial", "unreadable"}


def test_a_file_that_changes_while_it_is_read_is_not_shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    share = put(tmp_path / "s", a_txt=MEMO, b_txt=MEMO)
    from scanner.sources.files import FileSource

    monkeypatch.setattr(FileSource, "version", lambda self, stream: "another")
    scan(share, out=tmp_path / "out")
    rows = by_name(tmp_path / "out").values()
    assert {(row["status"], row["reason"], row["shared"]) for row in rows} == {
        ("partial", "changed_while_reading", False)
    }


def whole() -> ItemResult:
    count = EntityCount(2, 1, 0.123456789, "r", ("pattern", "label"))
    finding = Finding("PERSON", "p", "f", "line 1", 0.9, "r", ("pattern",), "山***", "00ff")
    item = Item("file:///s", "file:///s/a.txt", size=3)
    return ItemResult(
        item, Status.SCANNED, (Tally("", "@path", 1, 1), Tally("p", "f\ud800", 2, 1, {"PERSON": count})), (finding,),
        cost=Cost(1.5, 3, 4, 4, True), format="text", persons=2, persons_method="names_in_text", records=1,
        combination=("PERSON", "AGE"), document_class=("resume",), names_read=0.5, names_bound=0.1,
        suppressed=(("p", "f", "PERSON", "x", 1),), content="id",
    )  # fmt: skip


def test_what_is_kept_is_what_was_found() -> None:
    known = whole()
    elsewhere = Item("file:///s", "file:///s/b.txt", size=3)
    path = Tally("", "@path", 1, 1, {"AGE": EntityCount(1, 1, 0.3, "r")})
    place = ItemResult(elsewhere, Status.SCANNED, (path,), cost=Cost(0.1, 3), format="text", content="id", missing=True)
    found = unpacked(place, packed(known))
    assert (found.item, found.tallies, found.findings) == (elsewhere, (path, known.tallies[1]), known.findings)
    assert found.cost == Cost(0.1, 3, 4, 4, True) and found.same and not found.missing
    same = ("persons", "persons_method", "records", "combination", "document_class", "names_read", "names_bound")
    assert {name: getattr(found, name) for name in same} == {name: getattr(known, name) for name in same}
    assert found.suppressed == known.suppressed


def test_a_worker_remembers_a_bounded_number() -> None:
    memo = Memo()
    for number in range(300):
        memo.keep(ItemResult(Item("", ""), Status.SCANNED, content=str(number)))
    assert "299" in memo and "43" not in memo
    large = (Tally("", ""),) * 9_000
    for name in "abc":
        memo.keep(ItemResult(Item("", ""), Status.SCANNED, tallies=large, content=name))
    assert "a" not in memo and "299" not in memo and "b" in memo and "c" in memo
    memo.keep(ItemResult(Item("", ""), Status.SCANNED, tallies=large * 3, content="larger than all"))
    assert "larger than all" not in memo and "c" not in memo
    memo.keep(ItemResult(Item("", ""), Status.SCANNED, content="small"))
    assert "small" in memo


def test_nothing_of_a_value_is_in_the_ledger(tmp_path: Path) -> None:
    scan(put(tmp_path / "s", a_txt=MEMO), out=tmp_path / "out")
    import sqlite3

    with sqlite3.connect(tmp_path / "out" / "ledger.sqlite") as ledger:
        rows = ledger.execute("SELECT id, result FROM contents").fetchall()
    assert len(rows) == 1
    text = rows[0][1].decode()
    assert "090-****-**78" in text and "1234" not in text and "太郎" not in text


@pytest.mark.parametrize("findings", [0, 1, 50])
def test_what_is_kept_comes_back_without_the_path(findings: int) -> None:
    """Short or long, and as version 0.1 kept it."""
    item = Item("file:///s", "file:///s/髙.txt")
    inside = tuple(
        Finding("PERSON", "", "", f"line {n}", 0.5, "person", ("surname",), "髙*", "d") for n in range(findings)
    )
    path = Finding("PERSON", "", PATH_FIELD, "path", 0.5, "person", (), "山*", "d")
    tallies = (Tally("", PATH_FIELD, 1, 1), Tally("", "", 1, 1, {"PERSON": EntityCount(findings, 1, 0.5, "person")}))
    result = ItemResult(
        item, Status.SCANNED, tallies, (path, *inside), suppressed=(("", PATH_FIELD, "PERSON", "s", 1),)
    )
    kept = packing.pack(result, without=PATH_FIELD)
    again = packing.unpack(item, kept)
    assert (again.findings, again.tallies, again.suppressed) == (inside, tallies[1:], ())
    assert packing.unpack(item, zlib.compress(packing._unpacked(kept), 1)) == again
