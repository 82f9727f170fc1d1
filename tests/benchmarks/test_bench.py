"""`make bench` counts right: time, memory, hits, ratios. Nothing here measures a speed, and no rival is installed."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from benchmarks import agreement, aims, bench, clock, hawk, inside, patterns, plot, rivals, scaling, small, speed
from benchmarks.agreement import Agreement
from benchmarks.scaling import Growth, Memory, Start, Workers
from benchmarks.shelf import MB, TINY, Shelf, files, size
from benchmarks.speed import CAT, HAWK, HAWK_ALL, HYPERSCAN, PRESIDIO, RIPGREP, Bench, Speed
from recognizers import scan
from recognizers.types import Hints, Hit
from tests.accuracy import texts

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="processor time as Unix tells it")

# --- the clock ---

BUSY = "import os, subprocess, sys; x = bytearray(60_000_000); "
CHILD = BUSY + "subprocess.run([sys.executable, '-c', 'import time; y = bytearray(150_000_000); time.sleep(0.4)'])"


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_memory_of_a_process_and_of_its_child() -> None:
    spent = clock.run([sys.executable, "-c", CHILD])
    assert 60_000_000 < spent.parent < 150_000_000 < spent.child
    assert spent.cpu > 0 and spent.wall > 0.4


def test_time_of_children_counts() -> None:
    worked = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'sum(range(3_000_000))'])"
    assert clock.run([sys.executable, "-c", worked]).cpu > clock.run([sys.executable, "-c", "pass"]).cpu


@pytest.mark.parametrize(
    ("command", "seconds", "why"),
    [
        ([sys.executable, "-c", "raise SystemExit('no such thing')"], 60, "exit code 1: no such thing"),
        ([sys.executable, "-c", "import time; time.sleep(60)"], 0.2, "stopped after"),
        (["/no/such/command"], 60, "cannot be started"),
    ],
)
def test_a_command_that_fails_says_why(command: list[str], seconds: float, why: str) -> None:
    with pytest.raises(clock.Failed, match=why):
        clock.run(command, seconds=seconds)


def test_an_interrupt_leaves_no_process_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = tmp_path / "pid"

    def interrupted(_: int) -> int:
        if told.exists() and told.read_text():
            raise KeyboardInterrupt
        return 0

    monkeypatch.setattr(clock, "peak", interrupted)
    wait = f"import os, pathlib, time; pathlib.Path({str(told)!r}).write_text(str(os.getpid())); time.sleep(60)"
    with pytest.raises(KeyboardInterrupt):
        clock.run([sys.executable, "-c", wait])
    with pytest.raises(ProcessLookupError):
        os.kill(int(told.read_text()), 0)


def test_exits_that_are_none_and_output_that_is_kept(tmp_path: Path) -> None:
    clock.run([sys.executable, "-c", "print('found'); raise SystemExit(1)"], codes=(0, 1), kept=tmp_path / "out")
    assert (tmp_path / "out").read_text() == "found\n"


# --- speed ---


def test_bytes_and_time_of_the_start_are_taken_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two seconds for step 0, four for both: what step 1 holds took two."""
    shelf = Shelf(tmp_path, TINY)

    def run(command: Sequence[str], **_: Any) -> clock.Spent:
        read = {path.parent for path in map(Path, command[1:])}
        return clock.Spent(cpu=2.0 * len(read), wall=9.0)

    monkeypatch.setattr(clock, "run", run)
    [found] = Bench(shelf, 1.0, 2, {}).measure((CAT,), ("prose",))
    more = size(shelf.steps("prose")[1]) / MB
    assert (found.rate, found.read, found.start) == pytest.approx((more / 2, more, 2.0))


def test_daicho_and_cat_read_a_tiny_corpus(tmp_path: Path) -> None:
    found = list(Bench(Shelf(tmp_path, TINY), 0.0, 1, {}).measure(("daicho, quick", CAT), ("dense",)))
    assert [(one.system, one.why) for one in found] == [("daicho, quick", ""), (CAT, "")]
    assert all(one.rate > 0 and one.read > 0 for one in found) and found[0].start > found[1].start


@pytest.mark.parametrize("system", [HAWK, HAWK_ALL, RIPGREP])
def test_a_rival_that_is_not_there_is_a_row_that_says_so(tmp_path: Path, system: str) -> None:
    missing = dict.fromkeys(rivals.PACKAGES, "cannot be installed here")
    found = list(Bench(Shelf(tmp_path, TINY), 1.0, 1, missing).measure((system,), ("prose", "dense")))
    assert [one.why for one in found] == ["cannot be installed here"] * 2
    assert "cannot be installed here | cannot be installed here" in "\n".join(speed.table(found))


def test_a_rival_that_fails_does_not_stop_the_others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def run(command: Sequence[str], **_: Any) -> clock.Spent:
        raise clock.Failed("exit code 1: broken")

    monkeypatch.setattr(clock, "run", run)
    found = list(Bench(Shelf(tmp_path, TINY), 1.0, 1, {}).measure((CAT, PRESIDIO), ("prose",)))
    assert [one.why for one in found] == ["exit code 1: broken"] * 2


@pytest.mark.skipif(not scan.READY, reason="no Hyperscan here")
def test_hyperscan_alone_reads_all_of_a_folder(tmp_path: Path) -> None:
    folder = Shelf(tmp_path, TINY).steps("prose")[1]
    told = inside.measure("hyperscan", 60, [folder])
    assert told["bytes"] == size(folder) and told["chars"] == sum(
        len(p.read_text(encoding="utf-8")) for p in files(folder)
    )
    assert told["seconds"] > 0 and told["start"] > 0


def test_ratios_are_to_daicho_on_the_same_corpus() -> None:
    found = [Speed("daicho, quick", "prose", 10.0), Speed(CAT, "prose", 2_000.0), Speed(HAWK, "prose", why="no")]
    assert list(speed.ratios(found))[2:] == ["| daicho, quick | 1 |", "| cat | 200 |", f"| {HAWK} |  |"]


def test_the_patterns_of_others_find_what_ours_do(tmp_path: Path) -> None:
    patterns.write(tmp_path / "union")
    union = (tmp_path / "union").read_text(encoding="utf-8").splitlines()
    assert len(union) > 1_000 and "" not in union
    found = patterns.for_re()
    assert all(re.compile(one).groups == 0 for one in found.values()), "hawk-eye takes no groups"
    assert any(re.search(one, "連絡先 090-1234-5678") for name, one in found.items() if name.startswith("phone"))


# --- the scorer ---


class Fake:
    """Finds what it is told to."""

    def __init__(self, *hits: tuple[str, int, int]) -> None:
        self._hits = hits

    def find(self, text: str, hints: Hints = Hints()) -> list[Hit]:
        return [Hit(entity, start, end, 1.0, "fake", ()) for entity, start, end in self._hits]


def test_f1_precision_and_recall() -> None:
    """One of two is found, and one thing that is none."""
    gold = [
        {"label": "PERSON", "start": 0, "end": 4, "text": "山田太郎"},
        {"label": "PHONE", "start": 5, "end": 17, "text": ""},
    ]
    rows = [{"text": "山田太郎 090-1234-5678 Aさん", "entities": gold}]
    score = texts.score(Fake(("PERSON", 0, 4), ("PERSON", 18, 19)), rows)  # type: ignore[arg-type]
    assert agreement.f1(score) == (0.5, 0.5, 0.5)
    assert agreement.f1(score, ["PERSON"]) == pytest.approx((2 / 3, 0.5, 1.0))
    assert agreement.f1(score, ["EMAIL"]) == (0.0, 0.0, 0.0)


def test_what_hawk_eye_reports_becomes_every_place_where_it_stands() -> None:
    text = "TEL 03-1234-5678、FAX 03-1234-5679、再掲 03-1234-5678"
    row = {"pattern_name": "PHONE_NUMBER", "matches": ["03-1234-5678", "03-1234-5679", ""]}
    assert sorted(text[hit.start : hit.end] for hit in hawk.hits(text, row)) == ["03-1234-5678"] * 2 + ["03-1234-5679"]


def test_hawk_eyes_patterns_have_names_that_the_scorer_knows() -> None:
    assert all(texts.label(name) and re.compile(regex).groups <= 1 for name, regex in hawk.PATTERNS.items())


def test_f1_table_says_what_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agreement, "systems", lambda rows: iter([("hawk-eye", Fake), ("other", Fake)]))
    found = list(agreement.measure([{"text": "山田", "entities": []}], {"hawk-scanner": "cannot be installed here"}))
    assert [one.why for one in found] == ["cannot be installed here", ""]
    assert "cannot be installed here" in list(agreement.table(found))[2]


# --- growth ---


def test_a_size_that_would_take_too_long_is_not_run_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """A megabyte takes a second, so a hundred do not fit into ten."""
    monkeypatch.setattr(
        scaling, "scan", lambda paths, *_, **__: clock.Spent(1, paths[0].stat().st_size / MB, 3 * MB, 5 * MB)
    )
    found = list(scaling.memory([2 * MB, 5 * MB, 100 * MB], "quick", 10))
    assert [(one.worker, one.parent) for one in found[:2]] == [(5 * MB, 3 * MB)] * 2
    assert "not run: 2 minutes" in found[2].why


@pytest.mark.parametrize("kind", ["txt", "csv"])
def test_a_big_file_is_as_big_as_it_says(tmp_path: Path, kind: str) -> None:
    path = tmp_path / f"big.{kind}"
    scaling.big(path, 9 * MB)
    assert path.stat().st_size == pytest.approx(9 * MB, rel=0.01)
    assert path.read_text(encoding="utf-8").endswith("\n"), "nothing is cut within a character"


@pytest.mark.parametrize("cards, at_least", [(True, 1), (False, 10)])
def test_files_a_second_without_the_start(monkeypatch: pytest.MonkeyPatch, cards: bool, at_least: int) -> None:
    """at_least: files that are read for the start."""

    def run(paths: Sequence[Path], *_: Any, **__: Any) -> clock.Spent:
        return clock.Spent(1 + (len(files(paths[0])) - at_least) / 100, 0)

    monkeypatch.setattr(scaling, "scan", run)
    found = list(scaling.growth([500, 800, 50_000], 20, cards))
    assert found[0].files / found[0].first == pytest.approx(100, rel=0.05) and "not run" in found[2].why
    assert Growth(1_000, 2.0, 0.001, 0, 1.0).rate(2.0) == "500"
    assert Growth(1_000, 2.0, 0.001, 0, 1.0).rate(0.001) == "over 10,000", "within the noise of the start"


def test_tables_and_aims_hold_every_figure() -> None:
    workers, starts = [Workers("quick", 10.0, 5.0)], [Start("daicho --help", 0.2, 0.2, 0.3)]
    memory = {"prose, quick": [Memory(10 * MB, 200 * MB, 300 * MB, 4), Memory(100 * MB, why="not run: 9 minutes")]}
    growth = [Growth(1_000, 1.0, 0.5, 100 * MB, 0.1), Growth(10_000, 10.0, 1.0, 150 * MB, 0.1)]
    growth += [Growth(count, count / 3_000, count / 30_000, 100 * MB, cards=False) for count in (1_000, 10_000)]
    tables = (
        scaling.of_workers(workers),
        scaling.of_memory(memory),
        scaling.of_growth(growth),
        scaling.of_starts(starts),
    )
    told = "\n".join(line for table in tables for line in table)
    for cell in ("| 2.00 |", "| 300 | 200 |", "not run: 9 minutes", "| 10,000 | 1,000 | 10,000 | 150 |", "| 0.20 |"):
        assert cell in told
    judged = {aim.what: aim.line().split(" | ")[-1] for aim in aims.of_scaling(workers, memory, growth, starts)}
    assert judged["2 workers, quick, times 1"] == "met |"
    assert judged["the parent's memory at most files, times that at fewest"] == "not met |"
    assert "2 workers, standard, times 1" in judged and judged["2 workers, standard, times 1"] == "|"
    assert judged["daicho --help, s"] == judged["a worker's memory, MB, at most"] == "met |"
    assert judged["small files customers' cards, quick, files a second of a core"] == "not met |"
    assert judged["small files of a project, quick, files a second of a core"] == "met |"
    assert judged["small files of a project, unchanged, a second"] == "met |"
    assert judged["small files customers' cards, unchanged, a second"] == "not met |"


def test_small_files_are_small_and_no_two_alike(tmp_path: Path) -> None:
    small.fill(tmp_path, 0, 300, cards=False)
    found = [path.read_bytes() for path in files(tmp_path)]
    assert len(found) == len(set(found)) == 300 and sum(map(len, found)) / 300 < 1_000
    assert {path.suffix for path in files(tmp_path)} == {f".{ending}" for ending, _ in small.KINDS}


def test_aims_of_speed_are_ratios_of_one_run() -> None:
    speeds = [
        Speed("daicho, quick", "prose", 30.0),
        Speed(HYPERSCAN, "prose", 50.0),
        Speed(HAWK, "prose", 2.0),
        Speed("daicho, standard", "share", 6.0),
        Speed(PRESIDIO, "share", 0.005),
        Speed(HAWK_ALL, "prose", why="cannot be installed here"),
    ]
    agreements = [Agreement("daicho, standard", 0.9), Agreement(PRESIDIO, 0.45)]
    lines = [aim.line() for aim in aims.of_speed(speeds, agreements)]
    assert "| prose, quick, of raw Hyperscan | 0.5 | 0.6 | met |" in lines
    assert "| prose, quick, times hawk-eye with nine patterns | 50 | 15 | not met |" in lines
    assert "| prose, quick, times hawk-eye with the same patterns | 50 | not measured | |" in lines
    assert "| mixed share, standard, times Presidio with ja_ginza | 1000 | 1.2e+03 | met |" in lines
    assert "| F1 on the labelled texts, standard, times Presidio's | 1 | 2 | met |" in lines


# --- the document ---


def test_the_plot_has_a_bar_for_every_figure() -> None:
    found = [Speed("daicho, quick", "prose", 10.0), Speed(CAT, "prose", 2_000.0), Speed(HAWK, "prose", why="<none>")]
    root = ElementTree.fromstring(plot.svg(found))
    bars = [one for one in root.iter("{http://www.w3.org/2000/svg}rect") if one.get("height") != "100%"]
    assert len(bars) == 2 and float(bars[0].get("width", 0)) < float(bars[1].get("width", 0))
    assert any(one.text == "<none>" for one in root.iter("{http://www.w3.org/2000/svg}text"))


def _made(blocks: dict[str, list[str]], *found: aims.Aim) -> bench.Report:
    return bench.Report(blocks, list(found))


def test_only_the_parts_that_were_measured_are_replaced() -> None:
    help_, growth = aims.Aim("start", 0.3, 0.2, most=True), aims.Aim("files", 2_000, 300.0)
    by_hand = "# Speed\n\nby hand\n"
    once = bench.into(by_hand, ["a machine"], _made({"start": ["0.2 s"], "growth": ["300/s"]}, help_, growth))
    assert once.startswith(f"{by_hand}\n{bench.BEGIN}\na machine\n") and once.endswith(f"{bench.END}\n")
    later = _made({"growth": ["400/s"]}, aims.Aim("start", 0.3, None, most=True), aims.Aim("files", 2_000, 400.0))
    twice = bench.into(once + "\nmore by hand\n", ["another machine"], later)
    assert twice == once.replace("300", "400").replace("a machine", "another machine") + "\nmore by hand\n"
    assert twice.count("| start | at most 0.3 | 0.2 | met |") == twice.count("| files | 2000 | 400 | not met |") == 1


def test_a_part_alone_runs_nothing_else(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(scaling, "starts", lambda runs: iter([Start("daicho --help", 0.2, 0.2, 0.3)]))
    made = bench.report(bench.LITTLE, tmp_path, ["start"])
    assert list(made.blocks) == ["start"] and not made.picture
    assert [aim.what for aim in made.aims if aim.value is not None] == ["daicho --help, s"]
