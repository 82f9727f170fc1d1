"""Into MongoDB, or what speaks its protocol: a collection for each table, JSON as documents, lists as arrays."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from benchmarks.companydb.model import Column, Table
from benchmarks.companydb.plain import base

_PIECE = 5_000


def fill(url: str, tables: Iterable[Table], replace: bool) -> int:
    """Documents that were written."""
    from pymongo import MongoClient

    server, _, name = url.rpartition("/")
    client: Any
    with MongoClient(server) as client:
        if name in client.list_database_names():
            if not replace:
                raise SystemExit(f"{name} is there already; give --replace to write it anew")
            client.drop_database(name)
        rows = 0
        for table in tables:
            makers = [_maker(column) for column in table.columns]
            names = [column.name for column in table.columns]
            for start in range(0, table.rows, _PIECE):
                columns = [column.values.slice(start, _PIECE).to_pylist() for column in table.columns]
                client[name][table.name].insert_many(
                    {
                        key: make(value)
                        for key, make, value in zip(names, makers, values, strict=True)
                        if value is not None
                    }
                    for values in zip(*columns, strict=True)
                )
            rows += table.rows
    return rows


def _maker(column: Column) -> Callable[[Any], Any]:
    return json.loads if base(column.kind) in ("json", "jsonb") else _plain


def _plain(value: Any) -> Any:
    """As BSON has it."""
    if isinstance(value, Decimal):
        from bson.decimal128 import Decimal128

        return Decimal128(value)
    if isinstance(value, date) and not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day)
    return value
