"""Cells of one make: some of them are read for all, but only where they agree and are numbers or addresses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pyarrow as pa
import pytest

from recognizers import Engine
from recognizers.columns.alike import PROBES, makes, types_of
from recognizers.types import ColumnHit, ColumnView, Hints
from tests.formats import dense

ENGINE = Engine(depth="quick")


def judge(values: Sequence[str], header: str = "備考") -> dict[str, ColumnHit]:
    counts = Counter(values)
    view = ColumnView(
        header, pa.array(list(counts), pa.string()), pa.array(counts.values(), pa.int64()), len(values), Hints(header)
    )
    return {hit.entity: hit for hit in ENGINE.find_table([view])[0] if hit.score >= 0.5}


def test_makes_are_told_by_digits_and_signs_alone() -> None:
    values = [f"〒{number:03}-0001 東京都港区{number}-1" for number in range(200)]
    alike, few = makes(pa.array([*values, "なし"]), range(201))
    assert sorted(len(make.probes) + len(make.others) for make in alike) == [90, 100]
    assert len(few) == 11 and all(len(make.probes) == PROBES for make in alike)
    assert sorted([*few, *(place for make in alike for place in (*make.probes, *make.others))]) == list(range(201))


def test_a_make_says_nothing_where_one_probe_differs() -> None:
    (make,), _ = makes(pa.array(["12"] * 80), range(80))
    told = types_of([(place, entity) for place in make.probes for entity in ("A", "B")])
    assert make.told(told) == {"A", "B"}
    assert make.told(told | {make.probes[3]: frozenset("A")}) == frozenset()
    assert make.told({place: types for place, types in told.items() if place != make.probes[0]}) == frozenset()


def test_addresses_with_postal_codes_are_counted_all() -> None:
    rows = dense.customers(2000)
    hits = judge([row["住所"] for row in rows], "住所")
    different = len({row["住所"] for row in rows})
    assert hits["JP_ADDRESS"].hits == hits["JP_POSTAL_CODE"].hits == len(rows)
    assert hits["JP_ADDRESS"].distinct == different


@pytest.mark.parametrize("place", [0, 700, 1400])
def test_one_number_among_cells_that_hold_none_is_found(place: int) -> None:
    """Where the probes of a make find nothing, all of its cells are read."""
    cells = [f"管理{number:04}の件、倉庫{number % 7}へ" for number in range(1500)]
    cells[place] = "連絡先 090-1234-5678 へ"
    assert judge(cells)["PHONE_NUMBER"].hits == 1


def test_special_care_is_read_in_every_cell() -> None:
    cells = [f"会員番号{number:05}、うつ病で通院中" for number in range(400)]
    hits = judge(cells)
    assert hits["SPC_MEDICAL_HISTORY"].found is not None
    assert len(set(hits["SPC_MEDICAL_HISTORY"].found.cells)) == len(cells)
