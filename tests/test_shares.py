"""A huge item is read in shares, by as many workers as there are, and the inventory says what it says of the whole."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recognizers.types import Hints, Hit
from scanner import inventory, pipeline
from scanner.cli.progress import Progress
from scanner.formats import slices
from scanner.formats.slices import Share
from scanner.formats.window import Window
from scanner.model import Item, ItemResult, Sketch, Status
from scanner.shares import joined
from scanner.sketch import least, together
from tests import fake_engine
from tests.test_contents import facts
from tests.test_pipeline import KEY, plan

MB = 1 << 20
NAMES = ("山田太郎", "佐藤花子", "鈴木一郎")


def phone(number: int) -> str:
    return f"090-{1000 + number % 250}-{1000 + number % 7}"


def text(path: Path) -> None:
    """Empty lines, a long one, people now and then."""
    rng = Random(1)
    lines = [f"記録 {n}" + "。" * rng.randrange(80) + (f" {phone(n)}" if n % 9 == 0 else "") for n in range(40_000)]
    lines[20_000] = "長" * 600_000
    lines[5::2000] = ["" for _ in lines[5::2000]]
    lines[7::5000] = [f"{name} 様" for name in (NAMES * 3)[: len(lines[7::5000])]]
    path.write_text("\n".join(lines), encoding="utf-8")


def table(path: Path, encoding: str = "cp932") -> None:
    """A title above the header; notes with line ends and quotes in them."""
    rng = Random(2)
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["名簿 090-9999-0001"])
    writer.writerow([])
    writer.writerow(["氏名", "電話", "備考"])
    for n in range(120_000):
        note = "\r\n".join('折り返し"希望"' for _ in range(rng.randrange(4))) if n % 5 == 0 else "なし"
        writer.writerow([NAMES[n % 3], phone(n) if n % 4 else "", note])
    path.write_bytes(out.getvalue().encode(encoding))


def lines(path: Path) -> None:
    rows = ({"氏名": NAMES[n % 3], "連絡先": {"電話": phone(n)}, "備考": "あ" * (n % 50)} for n in range(40_000))
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")


def groups(path: Path) -> None:
    rng = Random(3)
    names = [NAMES[n % 3] for n in range(60_000)]
    noise = [f"{rng.randrange(5_000):064}" for _ in names]  # not so many that they are judged by sample
    columns = {"氏名": names, "電話": [phone(n) for n in range(len(names))], "備考": noise}
    pq.write_table(pa.table(columns), path, row_group_size=7_000, compression="none")


def log(path: Path) -> None:
    """Columns are found in it, and lines that are none of their rows."""
    rows = (f"2026-11-01T10:00:00 INFO name={NAMES[n % 3]} tel={phone(n)} n={n % 100} end" for n in range(60_000))
    path.write_text(
        "\n".join(f"{row}\n予定なし" if n % 5000 == 0 else row for n, row in enumerate(rows)), encoding="utf-8"
    )


KINDS = {"a.txt": text, "e.log": log, "b.csv": table, "c.jsonl": lines, "d.parquet": groups}


def scan(share: Path, out: Path, **flags: Any) -> pipeline.Outcome:
    flags = {"depth": "deep", **flags}  # names by sample fall on other stretches in a share
    return pipeline.scan(plan(share, out=out, **flags), KEY, engine="tests.fake_engine:Engine")


@pytest.fixture
def small_shares(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slices, "SLICE", MB)
    monkeypatch.setattr(slices, "LEAST", 2 * MB)


def cut(path: Path) -> list[Share]:
    with path.open("rb") as stream:
        return [share for share, _ in slices.cut(stream, path.name, path.stat().st_size)]


@pytest.mark.parametrize("name", KINDS)
def test_shares_give_what_the_whole_gives(
    tmp_path: Path, name: str, small_shares: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    share = tmp_path / "s"
    share.mkdir()
    KINDS[name](share / name)
    assert len(cut(share / name)) >= 3
    outcome = scan(share, tmp_path / "shares")
    assert (outcome.totals.listed, outcome.totals.scanned) == (1, 1)
    assert outcome.totals.bytes_read == (share / name).stat().st_size
    monkeypatch.setattr(slices, "LEAST", 1 << 40)
    scan(share, tmp_path / "whole")
    assert facts(tmp_path / "shares") == facts(tmp_path / "whole")
    (row,) = inventory.open(tmp_path / "shares").table("items").to_pylist()
    assert row["persons"] == 3 and row["slice"] == "" and row["records"] > 0


@pytest.mark.parametrize("executor, workers", [("inline", 1), ("local", 2)])
def test_it_does_not_matter_who_reads_the_shares(
    tmp_path: Path, small_shares: None, executor: str, workers: int
) -> None:
    share = tmp_path / "s"
    share.mkdir()
    table(share / "b.csv")
    scan(share, tmp_path / "out", executor=executor, workers=workers)
    (row,) = inventory.open(tmp_path / "out").table("items").to_pylist()
    assert (row["status"], row["rows_read"], dict(row["entities"])["PERSON"]) == ("scanned", 120_000, 120_000)


class Interrupted(fake_engine.Engine):
    """Ctrl-C at the n-th piece of text."""

    left = read = 0

    def find(self, text: str, hints: Hints) -> list[Hit]:
        if len(text) > 1000:
            if self.left == self.read:
                raise KeyboardInterrupt
            type(self).read += 1
        return super().find(text, hints)

    find_fast = find


def test_an_interrupted_scan_goes_on_with_the_shares_that_are_left(tmp_path: Path, small_shares: None) -> None:
    share = tmp_path / "s"
    share.mkdir()
    text(share / "a.txt")
    wanted = plan(share, out=tmp_path / "undisturbed", depth="deep")
    Interrupted.left, Interrupted.read = -1, 0
    pipeline.scan(wanted, KEY, engine="tests.test_shares:Interrupted")
    pieces = Interrupted.read
    wanted = plan(share, out=tmp_path / "out", depth="deep")
    Interrupted.left, Interrupted.read = pieces * 3 // 4, 0
    with pytest.raises(KeyboardInterrupt):
        pipeline.scan(wanted, KEY, engine="tests.test_shares:Interrupted")
    Interrupted.left, Interrupted.read = -1, 0
    outcome = pipeline.scan(wanted, KEY, engine="tests.test_shares:Interrupted")
    assert outcome.resumed and pieces / 4 <= Interrupted.read < pieces * 0.7
    assert facts(tmp_path / "out") == facts(tmp_path / "undisturbed")


def test_nothing_of_other_shares_stays(tmp_path: Path, small_shares: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """In shares, then in others, then whole, then in shares again: one row is current, and it is right."""
    share, out = tmp_path / "s", tmp_path / "out"
    share.mkdir()
    table(share / "b.csv")
    for least_size, size in ((2, 1), (2, 2), (1 << 20, 1), (2, 1)):
        monkeypatch.setattr(slices, "LEAST", least_size * MB)
        monkeypatch.setattr(slices, "SLICE", size * MB)
        totals = scan(share, out, full=True).totals
        assert (totals.listed, totals.scanned, totals.gone) == (1, 1, 0)
        (row,) = inventory.open(out).table("items").to_pylist()
        assert row["rows_read"] == 120_000
        assert {r["seen"] for r in inventory.open(out).table("fields").to_pylist() if r["field"] == "電話"} == {120_000}
    assert scan(share, out).totals.unchanged == 1


class Choking(fake_engine.Engine):
    """Breaks on a word, as a worker that runs out of memory."""

    def find(self, text: str, hints: Hints) -> list[Hit]:
        if "CHOKE" in text:
            raise MemoryError
        return super().find(text, hints)

    find_fast = find


def test_a_share_that_fails_costs_itself_only(tmp_path: Path, small_shares: None) -> None:
    share = tmp_path / "s"
    share.mkdir()
    text(share / "a.txt")
    content = (share / "a.txt").read_text(encoding="utf-8")
    (share / "a.txt").write_text(content + "\nCHOKE", encoding="utf-8")
    wanted = plan(share, out=tmp_path / "out", depth="deep")
    totals = pipeline.scan(wanted, KEY, engine="tests.test_shares:Choking").totals
    assert (totals.listed, totals.partial) == (1, 1)
    known = inventory.open(tmp_path / "out")
    (row,) = known.table("items").to_pylist()
    assert row["reason"] == "out_of_memory" and dict(row["entities"])["PHONE_NUMBER"] > 1000
    assert [problem["reason"] for problem in known.table("problems").to_pylist()] == ["out_of_memory"]


def wide(path: Path) -> None:
    path.write_text("記録\n" * 900_000, encoding="utf-16")


def no_header(path: Path) -> None:
    path.write_text("090-1111-2222,山田太郎\n" * 90_000, encoding="utf-8")


def one_line(path: Path) -> None:
    path.write_text("あ" * 1_500_000, encoding="utf-8")


def old_line_ends(path: Path) -> None:
    path.write_text("記録\r" * 900_000, encoding="utf-8", newline="")


def rows_under_a_header(path: Path) -> None:
    path.write_text("氏名|電話|生年月日\n" + "山田太郎|090-1111-2222|昭和55年1月2日\n" * 60_000, encoding="utf-8")


@pytest.mark.parametrize("make, name", [
    (rows_under_a_header, "a.log"), (wide, "a.txt"), (no_header, "a.csv"), (one_line, "a.txt"), (old_line_ends, "a.txt"),
])  # fmt: skip
def test_what_cannot_be_cut_is_read_whole(
    tmp_path: Path, small_shares: None, make: Callable[[Path], None], name: str
) -> None:
    make(tmp_path / name)
    assert len(cut(tmp_path / name)) <= 1


@given(
    st.lists(st.lists(st.text(alphabet='ab",\n\r漢', max_size=8), min_size=2, max_size=3), min_size=1, max_size=60),
    st.sampled_from([32, 64, 256]),
)
def test_a_border_is_never_inside_a_row(rows: list[list[str]], block: int) -> None:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(["氏名", "電話番号", "備考"])
    writer.writerows(rows)
    raw = out.getvalue().replace("\r", "").encode()
    size = len(raw)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(slices, "BLOCK", block)
        patch.setattr(slices, "SLICE", block)
        borders = list(slices._borders(io.BytesIO(raw), size, b'"', False))
    assert borders == sorted(set(borders)) and all(0 < border < size for border in borders)
    pieces = [raw[a:b].decode() for a, b in zip([0, *borders], [*borders, size], strict=True)]
    parsed = [row for piece in pieces for row in csv.reader(io.StringIO(piece))]
    assert parsed == list(csv.reader(io.StringIO(raw.decode())))


@given(st.binary(max_size=300), st.integers(0, 300), st.integers(0, 300), st.binary(max_size=9), st.integers(1, 40))
def test_a_window_is_a_file_of_its_own(raw: bytes, one: int, other: int, head: bytes, size: int) -> None:
    start, end = sorted((min(one, len(raw)), min(other, len(raw))))
    window = Window(io.BytesIO(raw), start, end, head)
    wanted = head + raw[start:end]
    pieces = []
    while piece := window.read(size):
        pieces.append(piece)
    assert b"".join(pieces) == wanted and window.lines == raw[start:end].count(b"\n")
    window.seek(0)
    assert window.read() == wanted and window.lines == raw[start:end].count(b"\n")  # read again, counted once
    window.seek(-min(3, len(wanted)), io.SEEK_END)
    assert window.read(3) == wanted[-3:][:3]


def test_different_values_are_counted_over_all_shares() -> None:
    key = b"k" * 32
    some = [{f"{n}" for n in range(a, b)} for a, b in ((0, 300), (100, 400), (0, 50))]
    assert together(least(values, key) for values in some) == 400  # few: exact
    many = [{f"{n}" for n in range(a, b)} for a, b in ((0, 60_000), (30_000, 90_000))]
    assert together([least(values, key) for values in many]) == pytest.approx(90_000, rel=0.1)


def test_people_are_counted_over_all_shares() -> None:
    def part(number: int, names: tuple[str, ...], beyond: int = 0) -> ItemResult:
        kept = least(names, b"k" * 32, 4096)
        sketch = Sketch("@people", "name_column", "name", len(names) + beyond, kept)
        item = Item("", "u", slice=str(Share("csv", number, number + 1)))
        return ItemResult(item, Status.SCANNED, sketches=(sketch,))

    item = Item("", "u")
    assert joined(item, [part(0, ("a", "b")), part(1, ("b", "c"))], 5).persons == 3
    assert joined(item, [part(0, ("a", "b"), 98), part(1, ("a", "b"), 98)], 5).persons == 100  # the same ones
    assert joined(item, [part(0, ("a", "b"), 98), part(1, ("c", "d"), 98)], 5).persons == 200
    none = joined(item, [part(0, ()), part(1, ())], 5)
    assert (none.persons, none.persons_method) == (0, "")


def test_progress_counts_the_bytes_of_shares_as_they_are_read_and_the_item_once() -> None:
    stream = io.StringIO()
    progress = Progress(stream, "en")
    item = Item("", "u", size=100 * MB)
    progress.listed(item)
    progress.done(ItemResult(Item("", "v", size=1), Status.SCANNED))
    progress.share_done(Item("", "u", slice="text:0-1", size=40 * MB))
    assert progress.line().startswith("1/1+ items · 41.9 MB of 105 MB")
    progress.share_done(Item("", "u", slice="text:1-2", size=60 * MB))
    progress.done(ItemResult(item, Status.SCANNED))
    assert progress.line().startswith("2/1+ items · 105 MB of 105 MB")
