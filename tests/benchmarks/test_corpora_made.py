"""What `make bench` reads is made the same each time, repeats nothing, and can be read."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from benchmarks import inside, mixed, people, prose, wide
from benchmarks.shelf import NAMES, TINY, Shelf, files, size
from recognizers import Engine
from scanner import formats
from scanner.budget import Budget
from scanner.model import Problem


def test_prose_repeats_no_sentence() -> None:
    """Or what remembers it would look fast."""
    sentences = prose.text(200_000, 1).replace("\n", "").split("。")
    assert len(sentences) > 800
    assert max(Counter(sentences).values()) <= 3 and len(set(sentences)) > 0.98 * len(sentences)
    assert prose.text(5_000, 1) == prose.text(5_000, 1) != prose.text(5_000, 2)


def test_prose_holds_as_much_as_what_people_write() -> None:
    """Laws, novels and an encyclopedia give 0.3 to 1.4 hits a KB. Prose without any reads ten times as fast as those."""
    text = prose.text(300_000, 4)
    hits = Engine(depth="quick").find(text)
    assert 0.2 < len(hits) / (len(text.encode()) / 1_000) < 1.5 and len({hit.entity for hit in hits}) > 5


def test_verbs_are_put_together_as_they_are_written() -> None:
    text = prose.text(100_000, 3)
    assert "することが" in text and "しる" not in text and "しれば" not in text


def test_customers_differ() -> None:
    crowd = people.crowd(500, "a")
    assert len({one.my_number for one in crowd}) == len({one.mobile for one in crowd}) == 500
    assert len({one.name for one in crowd}) > 400
    assert all(one.phone.count("-") == 2 and len(one.phone) == 12 for one in crowd)


def test_a_table_is_the_same_as_csv_and_as_parquet() -> None:
    buffer = io.BytesIO()
    wide.as_parquet(buffer, 20, "seed")
    table = pq.read_table(buffer)
    lines = wide.as_csv(20, "seed").decode().splitlines()
    assert table.column_names == lines[0].split(",") and table.num_rows == len(lines) - 1 == 20
    assert table["氏名"][3].as_py() == lines[4].split(",")[1]


def test_every_format_of_the_share_is_read_without_a_problem(tmp_path: Path) -> None:
    mixed.fill(tmp_path, 0, len(mixed.KINDS), most=1_000)
    paths = files(tmp_path)
    assert {path.suffix for path in paths} == {f".{kind}" for kind, _ in mixed.KINDS}
    for path in paths:
        with open(path, "rb") as stream:
            segments = list(formats.read(stream, path.name, Budget(packed=path.stat().st_size)))
        assert segments and not [one for one in segments if isinstance(one, Problem)], path.name


def test_the_share_has_the_same_files_each_time(tmp_path: Path) -> None:
    for name in "ab":
        mixed.fill(tmp_path / name, 4, 3)
    first, second = ([path.relative_to(tmp_path / name) for path in files(tmp_path / name)] for name in "ab")
    assert first == second and len(first) == 3


@pytest.mark.parametrize("name", NAMES)
def test_steps_hold_what_they_say_and_are_kept(tmp_path: Path, name: str) -> None:
    shelf = Shelf(tmp_path, TINY)
    steps = shelf.steps(name)
    assert len(steps) == 2 and all(size(step) > 0 for step in steps)
    texts = [path.read_bytes() for step in steps for path in files(step)]
    assert len(set(texts)) == len(texts), "nothing is read twice"
    before = [path.stat().st_mtime_ns for path in files(tmp_path)]
    assert shelf.steps(name) == steps and [path.stat().st_mtime_ns for path in files(tmp_path)] == before


def test_a_given_folder_is_one_more_corpus(tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    shelf = Shelf(tmp_path / "made", TINY, own)
    assert "own" in shelf.names() and shelf.steps("own")[-1] == own
    assert "own" not in Shelf(tmp_path / "made", TINY).names()


def test_the_text_of_a_document_is_what_our_readers_find(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("氏名,年齢\n山田太郎,33\n佐藤花子,41\n", encoding="utf-8")
    assert {"山田太郎", "佐藤花子", "33"} <= set(inside.text_of(path).split("\n"))


def test_small_tables_are_one_table_in_two_files(tmp_path: Path) -> None:
    wide.as_csv_and_parquet(tmp_path, "x", 20, 10)
    table = pq.read_table(tmp_path / "x.parquet")
    with (tmp_path / "x.csv").open(encoding="utf-8", newline="") as lines:
        header, *rows = csv.reader(lines)
    assert header == table.column_names == list(wide.COLUMNS)[:10]
    assert rows == [[str(value) for value in row.values()] for row in table.to_pylist()]
