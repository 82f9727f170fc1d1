"""How large the company is, and who its people are: what all tables share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from benchmarks.companydb.people import People
from benchmarks.companydb.values import rng


@dataclass(frozen=True)
class World:
    """scale: share of the full size, which has two million rows. most: rows of a table at most, 0 for no limit."""

    scale: float = 1.0
    most: int = 0

    def rows(self, full: int, least: int = 30) -> int:
        count = max(least, round(full * self.scale))
        return min(count, self.most) if self.most else count

    @cached_property
    def customers(self) -> People:
        return People("customers", self.rows(60_000))

    @cached_property
    def employees(self) -> People:
        return People("employees", self.rows(2_000))

    @cached_property
    def contracts(self) -> int:
        return self.rows(120_000)

    @cached_property
    def vehicles(self) -> int:
        return self.rows(60_000)

    def whose(self, table: str, count: int) -> Any:
        """Row numbers of customers, one for each row of a table."""
        return rng("whose", table).integers(0, self.customers.count, count)
