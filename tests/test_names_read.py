"""How much is read for names, and what the inventory says of the rest."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from scanner.inventory import open as open_inventory
from scanner.names_read import FIRST, STRIDE, WINDOW, NamesRead, upper
from tests.test_pipeline import scan


@pytest.mark.parametrize(
    ("hits", "trials", "limit"),
    [
        (0, 59, 0.0495),  # the rule of three: 1 - 0.05^(1/59)
        (0, 1, 0.95),
        (1, 100, 0.0466),  # Clopper and Pearson, from tables
        (10, 100, 0.1637),
        (5, 5, 1.0),
        (0, 0, 1.0),
    ],
)
def test_upper_limit_of_a_rate(hits: int, trials: int, limit: float) -> None:
    assert upper(hits, trials) == pytest.approx(limit, abs=2e-4)


def run(reading: NamesRead, length: int, names_at: range = range(0), people: int = 0) -> list[tuple[int, int, bool]]:
    """Takes a text of a length with names in some places; gives the pieces."""
    pieces, place = [], 0
    while place < length:
        most, read = reading.next(50_000)
        step = min(most, length - place)
        found = len(range(max(place, names_at.start), min(place + step, names_at.stop)))
        reading.taken(step, read, found * read, people)
        pieces.append((place, place + step, read))
        place += step
    return pieces


def test_a_text_without_names_is_read_by_stretches_once_its_beginning_was_read() -> None:
    reading = NamesRead(whole=False)
    pieces = run(reading, FIRST + 100 * STRIDE)
    assert all(read for start, _, read in pieces if start < FIRST)
    drawn = [end - start for start, end, read in pieces if read and start >= FIRST]
    assert 80 <= len(drawn) <= 125
    assert set(drawn[:-1]) == {WINDOW}
    assert reading.share == pytest.approx((FIRST + sum(drawn)) / (FIRST + 100 * STRIDE))
    assert reading.bound == pytest.approx(upper(0, len(drawn)))


def test_the_same_text_is_read_in_the_same_places() -> None:
    assert run(NamesRead(False), 3_000_000) == run(NamesRead(False), 3_000_000)


def test_a_text_with_names_is_read_whole() -> None:
    reading = NamesRead(whole=False)
    assert all(read for *_, read in run(reading, 3_000_000, range(10, 20)))
    assert (reading.share, reading.bound) == (1.0, 0.0)


def test_names_that_come_late_are_read_from_where_a_stretch_shows_them() -> None:
    pieces = run(NamesRead(whole=False), 6_000_000, range(2_000_000, 6_000_000))
    first = next(start for start, _, read in pieces if read and start >= 2_000_000)
    assert first < 2_000_000 + 2 * STRIDE
    assert all(read for start, _, read in pieces if start >= first)


def test_more_people_than_any_verdict_needs_are_not_looked_for_one_by_one() -> None:
    reading = NamesRead(whole=False)
    pieces = run(reading, 3_000_000, range(3_000_000), people=2_000)
    assert sum(end - start for start, end, read in pieces if read) < 600_000
    assert reading.bound == 1.0  # every stretch that was drawn has names
    assert reading.weight == STRIDE // WINDOW


def test_the_bound_holds() -> None:
    """Over many texts in which some stretches hold names, the share that is missed is below the bound in 95 % of them."""
    rng, held = random.Random(1), 0
    for number in range(200):
        reading = NamesRead(whole=False)
        reading._random = random.Random(number)  # other places each time
        reading._settled = True
        share = rng.uniform(0.005, 0.05)
        place = unread = unread_with = 0
        while place < 200 * STRIDE:
            most, read = reading.next(WINDOW)
            named = rng.random() < share
            reading.taken(most, read, int(named and read), 10_000)
            unread, unread_with = unread + (not read), unread_with + (named and not read)
            place += most
        held += unread_with / unread <= reading.bound
    assert held >= 0.93 * 200


def test_columns_count_by_their_values() -> None:
    reading = NamesRead(whole=False)
    reading.column(100, 100, 3)
    assert (reading.share, reading.bound) == (1.0, 0.0)
    reading.column(1_900, 200, 0)
    assert reading.share == pytest.approx(300 / 2_000)
    assert reading.bound == pytest.approx(upper(0, 200))


def test_the_inventory_says_how_much_was_read(tmp_path: Path) -> None:
    folder = tmp_path / "share"
    folder.mkdir()
    (folder / "long.txt").write_text("\n".join(f"{n} 行目は何も言わない。" for n in range(150_000)), encoding="utf-8")
    (folder / "short.txt").write_text("山田太郎", encoding="utf-8")
    scan(folder, out=tmp_path / "out")
    items = {row["relative"]: row for row in open_inventory(tmp_path / "out").table("items").to_pylist()}
    assert 0.2 < items["long.txt"]["names_read"] < 0.5
    assert 0 < items["long.txt"]["names_bound"] < 0.2
    assert items["long.txt"]["sampled"]
    assert (items["short.txt"]["names_read"], items["short.txt"]["names_bound"]) == (1.0, 0.0)
