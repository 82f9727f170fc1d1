"""Scans of small folders with an engine known by heart (`fake_engine.py`)."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from recognizers.types import Hints, Hit
from scanner import executors, inventory, pipeline
from scanner.budget import Limits
from scanner.columns import as_text
from scanner.config import Plan, load_plan
from scanner.model import Column, Item, Passage, Problem, Reason, Segment, Stage, Status
from scanner.problems import ConfigError
from scanner.redact import Key
from scanner.sources.files import FileSource
from scanner.worker import inspect
from scanner.worker import scan as scan_item
from tests.fake_engine import Engine
from tests.needs import ROOT

KEY = b"k" * 32
ENGINE = "tests.fake_engine:Engine"


def plan(*targets: Path, out: Path, **flags: Any) -> Plan:
    return load_plan({"targets": tuple(map(str, targets)), "out": str(out), "executor": "inline", **flags}, env={})


def scan(*targets: Path, out: Path, **flags: Any) -> pipeline.Outcome:
    return pipeline.scan(plan(*targets, out=out, **flags), KEY, engine=ENGINE)


@pytest.fixture
def share(tmp_path: Path) -> Path:
    """One of each: text, table, nothing, damage, a link, a decoy."""
    root = tmp_path / "share"
    (root / "人事").mkdir(parents=True)
    (root / "人事" / "メモ.txt").write_text("題名\n\n山田太郎 様\n電話 090-1234-5678\n", encoding="utf-8")
    (root / "名簿.csv").write_text("氏名,電話\n山田太郎,090-1111-2222\n佐藤花子,\n", encoding="cp932")
    (root / "空.txt").touch()
    (root / "壊れ.pdf").write_bytes(b"%PDF-1.7\n1 0 obj\n<<")
    (root / "リンク").symlink_to("人事")
    (root / "商品.txt").write_text("型番 A-100\n", encoding="utf-8")
    return root


def by_name(out: Path, table: str = "items") -> dict[str, dict[str, Any]]:
    return {row["relative"]: row for row in inventory.open(out).table(table).to_pylist()}


def test_every_listed_item_is_accounted_for(share: Path, tmp_path: Path) -> None:
    for executor in executors.EXECUTORS:
        t = scan(share, out=tmp_path / executor, executor=executor, workers=2).totals
        assert t.listed == t.scanned + t.partial + t.unreadable + t.excluded + t.unchanged == 6, executor
        assert (t.scanned, t.unreadable, t.excluded) == (4, 1, 1), executor


def test_items(share: Path, tmp_path: Path) -> None:
    scan(share, out=tmp_path / "out")
    items = by_name(tmp_path / "out")
    assert {name: row["status"] for name, row in items.items()} == {
        "人事/メモ.txt": "scanned", "名簿.csv": "scanned", "空.txt": "scanned", "商品.txt": "scanned",
        "壊れ.pdf": "unreadable", "リンク": "excluded",
    }  # fmt: skip
    assert items["壊れ.pdf"]["reason"] == "corrupt" and items["リンク"]["reason"] == "symlink_not_followed"
    memo = items["人事/メモ.txt"]
    assert (memo["format"], memo["level"], memo["persons"]) == ("text", "medium", 1)
    assert dict(memo["entities"]) == {"PERSON": 1, "PHONE_NUMBER": 1} and memo["categories"] == ["personal"]
    assert (items["商品.txt"]["level"], items["商品.txt"]["risk_score"]) == ("none", 0)
    table = items["名簿.csv"]
    assert (table["format"], table["rows_read"], table["persons"]) == ("csv", 2, 2)


def test_fields_and_findings(share: Path, tmp_path: Path) -> None:
    scan(share, out=tmp_path / "out")
    known = inventory.open(tmp_path / "out")
    fields = {(r["field"], r["entity"]): r for r in known.table("fields").to_pylist() if "%E5%90%8D" in r["uri"]}
    phones = fields["電話", "PHONE_NUMBER"]
    assert (phones["seen"], phones["filled"], phones["hits"], phones["distinct"]) == (2, 1, 1, 1)
    found = {(r["at"], r["masked"]) for r in known.table("findings").to_pylist()}
    assert found == {("line 3", "山***"), ("line 4", "090-****-**78"), ("row 2", "山***"), ("row 3", "佐***"),
                     ("row 2", "090-****-**22")}  # fmt: skip


def test_names_of_files_and_folders_are_scanned(tmp_path: Path) -> None:
    (tmp_path / "s" / "退職者").mkdir(parents=True)
    (tmp_path / "s" / "退職者" / "山田太郎.txt").write_text("なし", encoding="utf-8")
    scan(tmp_path / "s", out=tmp_path / "out")
    (row,) = inventory.open(tmp_path / "out").table("findings").to_pylist()
    assert (row["field"], row["at"], row["entity"]) == ("@path", "path", "PERSON")


def test_a_second_scan_reads_only_what_changed(share: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = scan(share, out=out)
    (share / "商品.txt").write_text("佐藤花子", encoding="utf-8")
    (share / "空.txt").unlink()
    second = scan(share, out=out)
    t = second.totals
    # The damaged file is tried again; links are listed anew each time.
    assert (t.listed, t.scanned, t.unreadable, t.excluded, t.unchanged, t.gone) == (5, 1, 1, 1, 2, 1)
    items = by_name(out)
    assert items["商品.txt"]["run_id"] == second.run_id and items["商品.txt"]["level"] == "medium"
    assert items["人事/メモ.txt"]["run_id"] == first.run_id
    gone = [row for row in inventory.open(out).table("items").to_pylist() if row["status"] == "gone"]
    assert [row["uri"] for row in gone] == [(share / "空.txt").as_uri()]
    assert [run["listed"] for run in inventory.open(out).runs()] == [6, 5]


def test_full_reads_everything_again(share: Path, tmp_path: Path) -> None:
    scan(share, out=tmp_path / "out")
    t = scan(share, out=tmp_path / "out", full=True).totals
    assert (t.scanned, t.unchanged) == (4, 0)


def test_another_depth_reads_everything_again(share: Path, tmp_path: Path) -> None:
    scan(share, out=tmp_path / "out")
    assert scan(share, out=tmp_path / "out", depth="deep").totals.scanned == 4


def test_excluded_and_back(share: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    scan(share, out=out)
    scan(share, out=out, exclude=("*.txt",))
    assert by_name(out)["商品.txt"]["status"] == "excluded"
    scan(share, out=out)
    assert by_name(out)["商品.txt"]["status"] == "scanned"


def test_what_cannot_be_listed_is_not_gone(share: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scan(share, out=tmp_path / "out")
    listed = FileSource.list

    def locked(self: FileSource) -> Iterator[Item]:
        """As if permissions on 人事 had been taken away. (Root may read everything, so chmod would not do.)"""
        for item in listed(self):
            if item.relative != "人事/メモ.txt":
                yield item
        problem = Problem(Stage.LIST, Reason.PERMISSION_DENIED)
        yield Item(self.target, (share / "人事").as_uri(), "folder", relative="人事", problem=problem)

    monkeypatch.setattr(FileSource, "list", locked)
    t = scan(share, out=tmp_path / "out").totals
    assert t.gone == 0 and by_name(tmp_path / "out")["人事"]["reason"] == "permission_denied"
    assert by_name(tmp_path / "out")["人事/メモ.txt"]["status"] == "scanned"


def test_a_share_that_is_not_mounted_does_not_look_emptied(share: Path, tmp_path: Path) -> None:
    scan(share, out=tmp_path / "out")
    share.rename(tmp_path / "elsewhere")
    share.mkdir()
    t = scan(share, out=tmp_path / "out").totals
    assert (t.listed, t.gone) == (0, 0)


def test_overlapping_targets_count_once(share: Path, tmp_path: Path) -> None:
    t = scan(share, share / "人事", out=tmp_path / "out").totals
    assert t.listed == 6 == t.scanned + t.unreadable + t.excluded


def test_the_output_folder_is_not_scanned(share: Path) -> None:
    out = share / "out"
    scan(share, out=out)
    t = scan(share, out=out).totals
    assert t.listed == 7  # the folder itself is a row
    assert by_name(out)["out"]["status"] == "excluded"


def test_a_deleted_inventory_is_made_again(share: Path, tmp_path: Path) -> None:
    """The ledger alone would call everything unchanged, and the share would look clean."""
    out = tmp_path / "out"
    scan(share, out=out)
    shutil.rmtree(out / "inventory")
    t = scan(share, out=out).totals
    assert (t.scanned, t.unchanged) == (4, 0)
    assert len(inventory.open(out).table("items")) == 6


def test_the_plan_is_kept_without_the_key(share: Path, tmp_path: Path) -> None:
    outcome = scan(share, out=tmp_path / "out")
    path = tmp_path / "out" / "runs" / outcome.run_id / "plan.yaml"
    text = path.read_text(encoding="utf-8")
    assert "depth: standard" in text and KEY.hex() not in text and KEY.decode() not in text
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_recognizer_that_fails_costs_one_passage_and_tells_no_value() -> None:
    segments: list[Segment] = [Passage("山田太郎"), Passage("CRASH 090-1234-5678", at="page 2"), Passage("佐藤花子")]
    result = inspect(segments, Engine(), Plan(()), Key(KEY))
    assert result.status is Status.PARTIAL and len(result.findings) == 2
    (problem,) = result.problems
    assert (problem.stage, problem.reason) == (Stage.RECOGNIZE, Reason.INTERNAL)
    assert problem.detail.startswith("ValueError") and "090" not in problem.detail


class Sudden:
    """A source whose reader ends in an exception, after some text."""

    target = "file:///s"

    def __init__(self, error: BaseException, *before: Segment) -> None:
        self.error, self.before = error, before

    def read(self, item: Item, budget: object) -> Any:
        yield from self.before
        raise self.error


@pytest.mark.parametrize("error, before, status, reason", [
    (PermissionError("/secret/山田太郎"), (), Status.UNREADABLE, Reason.PERMISSION_DENIED),
    (FileNotFoundError("x"), (Passage("山田太郎"),), Status.PARTIAL, Reason.VANISHED),
    (MemoryError(), (Passage("山田太郎"),), Status.PARTIAL, Reason.MEMORY),
    (KeyError("山田太郎"), (), Status.UNREADABLE, Reason.INTERNAL),
    (RecursionError(), (), Status.UNREADABLE, Reason.TOO_DEEP),
])  # fmt: skip
def test_a_reader_that_raises(
    error: BaseException, before: tuple[Segment, ...], status: Status, reason: Reason
) -> None:
    source: Any = Sudden(error, *before)
    result = scan_item(Item("file:///s", "file:///s/x", relative="x"), source, Engine(), Plan(()), Key(KEY))
    assert (result.status, result.problems[0].reason) == (status, reason)
    assert len(result.findings) == len(before)
    assert "山田" not in repr(result.problems) and "secret" not in repr(result.problems)


def test_time_runs_out_but_what_was_found_stays() -> None:
    source: Any = Sudden(AssertionError("read on after the time was over"), Passage("山田太郎"), Passage("佐藤花子"))
    tight = Plan((), limits=Limits(seconds=1e-9))
    result = scan_item(Item("file:///s", "file:///s/x", relative="x"), source, Engine(), tight, Key(KEY))
    assert [problem.reason for problem in result.problems] == [Reason.TIMEOUT]


def column(values: list[str | None], row: int = 1, field: str = "電話") -> Column:
    return Column(field, pa.array(values, pa.string()), row=row)


def test_batches_of_a_column_are_one_column() -> None:
    segments = [column(["090-1111-2222", None, " "]), column(["090-1111-2222", "090-3333-4444"], row=4)]
    result = inspect(segments, Engine(), Plan(()), Key(KEY))
    (tally,) = result.tallies
    count = tally.entities["PHONE_NUMBER"]
    assert (tally.seen, tally.filled, count.hits, count.distinct) == (5, 3, 3, 2)
    assert [finding.at for finding in result.findings] == ["row 1", "row 5"]


def test_columns_are_judged_before_another_part_begins() -> None:
    segments: list[Segment] = [column(["090-1111-2222"]), Passage("山田太郎", part="次"), column(["090-1111-2222"])]
    result = inspect(segments, Engine(), Plan(()), Key(KEY))
    assert result.tallies[0].entities["PHONE_NUMBER"].hits == 2 and len(result.tallies) == 2


def test_a_column_with_too_many_values_is_sampled_and_says_so() -> None:
    values: list[str | None] = [f"090-1111-{number:04}" for number in range(1000)]
    result = inspect([column(values)], Engine(), Plan((), distinct_per_column=100), Key(KEY))
    (tally,) = result.tallies
    assert tally.entities["PHONE_NUMBER"].hits == 1000  # 100 of 100 judged, 1000 filled


@pytest.mark.parametrize("values, texts", [
    (pa.array([9012345678.0, 1.5, None]), ["9012345678", "1.5", None]),  # no exponents, no trailing .0
    (pa.array([123456789018], pa.int64()), ["123456789018"]),
    (pa.array(["a", "a"]).dictionary_encode(), ["a", "a"]),
    (pa.array([b"\xe5\xb1\xb1"]), ["山"]),
    (pa.array(["x"], pa.large_string()), ["x"]),
])  # fmt: skip
def test_values_become_text_without_loss(values: pa.Array, texts: list[str | None]) -> None:
    assert as_text(values).to_pylist() == texts


def test_samples_are_capped_and_counts_are_not() -> None:
    text = "\n".join(f"090-1111-{number:04}" for number in range(50))
    result = inspect([Passage(text, line=1)], Engine(), Plan((), samples_per_field=3), Key(KEY))
    assert [finding.at for finding in result.findings] == ["line 1", "line 2", "line 3"]
    assert result.tallies[0].entities["PHONE_NUMBER"].hits == 50


def test_thousands_of_broken_members_do_not_flood_the_inventory() -> None:
    segments = [Problem(Stage.READ, Reason.CORRUPT, part=f"{number}") for number in range(5000)]
    assert len(inspect(segments, Engine(), Plan(()), Key(KEY)).problems) == 1000


def test_hints_reach_the_engine() -> None:
    class Asking(Engine):
        def find(self, text: str, hints: Hints) -> list[Any]:
            seen.append(hints.header)
            return []

    seen: list[str] = []
    inspect([Passage("x", hints=Hints(header="個人番号"))], Asking(), Plan(()), Key(KEY))
    assert seen == ["個人番号"]


def test_evaluate_replaces_verdicts_without_a_scan(share: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    (share / "番号.txt").write_text("123456789018", encoding="utf-8")
    before = scan(share, out=out)
    assert before.severities["critical"] >= 1
    rules = tmp_path / "p.yaml"
    rules.write_text(
        "rules:\n- {id: names, severity: low, when: {entities: [PERSON]}, message: a name}", encoding="utf-8"
    )
    severities = pipeline.evaluate(out, str(rules))
    known = inventory.open(out)
    assert set(severities) == {"low"} and {row["rule"] for row in known.table("verdicts").to_pylist()} == {"names"}
    assert len(known.runs()) == 1 and len(known.table("items")) == 7
    rules.write_text("rules: []", encoding="utf-8")
    assert not pipeline.evaluate(out, str(rules)) and len(inventory.open(out).table("verdicts")) == 0
    assert len(list(out.glob("inventory/verdicts/*.parquet"))) == 1  # empty, so that globs match
    assert scan(share, out=out).totals.unchanged == 5  # and nothing passes for lost
    pipeline.evaluate(out, str(rules))
    pipeline.evaluate(out, "default")
    assert len(inventory.open(out).table("verdicts")) == sum(before.severities.values())


@pytest.mark.parametrize("flags, says", [
    ({"policy": "nope"}, "policy not found"),
    ({"executor": "nope"}, "executor"),
    ({"recognizers": ("-credit_crad",)}, "Did you mean 'credit_card'"),
])  # fmt: skip
def test_a_plan_that_cannot_work_writes_nothing(share: Path, tmp_path: Path, flags: dict[str, Any], says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        scan(share, out=tmp_path / "out", **flags)
    assert not (tmp_path / "out").exists()


def test_a_header_that_is_a_value_is_masked_and_counted() -> None:
    """A list without headers whose first row was taken for them."""
    segments = [column(["佐藤花子"], field="山田太郎"), column(["090-1111-2222"], field="090-3333-4444")]
    result = inspect(segments, Engine(), Plan(()), Key(KEY))
    assert [(tally.field, tally.entities["PERSON"].hits) for tally in result.tallies[:1]] == [("山***", 2)]
    assert result.tallies[1].entities["PHONE_NUMBER"].hits == 2
    assert not {"山田太郎", "090-3333-4444"} & set(repr(result).replace("'", " ").split())


class Labelled(Engine):
    """Like the recognizers, it quotes the header as evidence."""

    def find(self, text: str, hints: Hints) -> list[Hit]:
        return [replace(hit, evidence=(f"header:{hints.header}",)) for hit in super().find(text, hints)]


def test_a_label_that_names_somebody_is_masked_where_it_is_evidence_or_place() -> None:
    label = "山田太郎様の電話番号"
    found = inspect([Passage("090-1111-2222", at=label, hints=Hints(header=label))], Labelled(), Plan(()), Key(KEY))
    assert found.findings and "太郎" not in repr(found)


def test_what_libraries_say_of_the_content_goes_nowhere(tmp_path: Path) -> None:
    """In a process of its own, where nobody has set up logging: there warnings would go to the terminal."""
    (tmp_path / "s").mkdir()
    (tmp_path / "s" / "a.txt").write_text("WARN CRASH 山田太郎", encoding="utf-8")
    (tmp_path / "s" / "b.txt").write_text("WARN 佐藤花子", encoding="utf-8")
    code = (
        "import sys; from scanner import pipeline; from scanner.config import load_plan\n"
        "if __name__ == '__main__':\n"
        "    plan = load_plan({'targets': (sys.argv[1],), 'out': sys.argv[2], 'executor': sys.argv[3]}, env={})\n"
        f"    print(pipeline.scan(plan, {KEY!r}, engine={ENGINE!r}).totals.findings)\n"
    )
    (tmp_path / "scan.py").write_text(code, encoding="utf-8")
    for executor in executors.EXECUTORS:
        command = [sys.executable, str(tmp_path / "scan.py"), str(tmp_path / "s"), str(tmp_path / executor), executor]
        done = subprocess.run(command, capture_output=True, env={"PYTHONPATH": str(ROOT)}, check=True)
        assert (done.stdout.strip(), done.stderr) == (b"1", b""), executor


def test_names_that_are_no_text(tmp_path: Path) -> None:
    """As an old server left them: CP932 bytes on a UTF-8 system."""
    folder = os.fsencode(tmp_path) + b"/" + "人事".encode("cp932")
    os.mkdir(folder)
    with open(folder + b"/" + "山田太郎".encode("cp932") + b".txt", "wb") as file:
        file.write(b"090-1234-5678")
    t = scan(Path(os.fsdecode(folder)), out=tmp_path / "out").totals
    assert t.listed == t.scanned == 1 and t.findings == 2  # the name of the file, and what is in it
    assert scan(Path(os.fsdecode(folder)), out=tmp_path / "out").totals.unchanged == 1
