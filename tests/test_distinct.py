"""Different values, counted by their hashes and estimated for the rows that were not read."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from scanner.distinct import Different, in_all


def counted(*batches):
    different = Different()
    for batch in batches:
        different.add(pa.array(batch, pa.string()))
    return (different.filled, *different.numbers())


def test_few_values_are_counted_exactly():
    assert counted(["a", "b", "a", None, ""], ["b", "c"]) == (5, 3, 1)
    assert counted() == (0, 0, 0)


def test_many_values_are_counted_within_some_hundredths():
    """100,000 values: half of them once, half three times, in batches that split them."""
    once = [f"once {n}" for n in range(50_000)]
    thrice = [f"thrice {n}" for n in range(50_000)]
    filled, distinct, alone = counted(thrice, once, thrice, thrice[:20_000], thrice[20_000:])
    assert filled == 200_000
    assert distinct == pytest.approx(100_000, rel=0.03)
    assert alone == pytest.approx(50_000, rel=0.05)


@pytest.mark.parametrize(
    ("different", "once", "read", "rows", "wanted"),
    [
        (100, 100, 100, 10_000, 10_000),  # a key: each row has its own
        (7, 0, 100, 10_000, 7),  # a code: all were met often
        (50, 10, 100, 100, 50),  # all rows were read
        (0, 0, 0, 100, 0),
        (5, 5, 5, 0, 5),  # nobody knows how many rows there are
    ],
)
def test_rows_that_were_not_read(different, once, read, rows, wanted):
    assert in_all(different, once, read, rows) == wanted


def test_customers_of_payments_are_estimated_from_a_tenth_of_them():
    chance = np.random.default_rng(1)
    payer = chance.integers(0, 60_000, 500_000)
    drawn = payer[chance.random(500_000) < 0.1]
    values, times = np.unique(drawn, return_counts=True)
    told = in_all(len(values), int((times == 1).sum()), len(drawn), 500_000)
    assert told == pytest.approx(60_000, rel=0.1) and len(values) < 36_000
