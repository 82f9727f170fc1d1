"""Where the time of the mixed share goes."""

from __future__ import annotations

from benchmarks.kinds import lines


def test_what_no_tier_has_is_the_rest() -> None:
    found = {"all": [2.0, 3e6, 1.5, 0.1, 0.2, 0.3, 0.4], "txt": [1.0, 1e6, 0.5, 0.1, 0.0, 0.3, 0.1]}
    *_, txt, everything = lines(found)
    assert txt == "| txt | 1 | 2.000 | 500.0 | 100.0 | 0.0 | 300.0 | 100.0 | 0.0 |"
    assert everything == "| all | 2 | 2.000 | 750.0 | 50.0 | 100.0 | 150.0 | 200.0 | 250.0 |"
