"""Which tables are about persons though no name is in them: `cust_id` leads to the customers.

A column leads to another table by a foreign key; or, where it has none, by its name: another table of the same database
has one column as its primary key, called the same (`cust_id`) or, where that is called no more than `id`, the table's
name and that (`customer_id` → customers.id), and of the same family of types. From table to table, four steps at most, the
way must end where persons were found by their names or numbers. A pure function over the inventory: no new scan.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.compute as pc

from scanner.inventory import Inventory

STEPS = 4
_BARE = frozenset("id no cd code key seq num number uuid guid rowid 番号 連番 コード キー".split())
_SEPARATORS = r"[\s_\-]"
_IN_FRONT = re.compile(r"^(?:m|t|tb|tbl|mst|trn|dim|fact|tm|tr)_|^マスタ_?", re.I)
_BEHIND = re.compile(r"_?(?:mst|master|tbl|table|data|list|マスタ|マスター|テーブル|台帳|一覧)$", re.I)
_FAMILIES = (
    ("number", re.compile(r"int|serial|number|numeric|decimal|double|float|real", re.I)),
    ("text", re.compile(r"char|text|string|clob|enum|uuid", re.I)),
)


@dataclass(frozen=True, slots=True)
class Link:
    """A column of one table and the column of another that it leads to. distinct: different values in it."""

    uri: str
    field: str
    to_uri: str
    to_field: str
    by: str
    distinct: int


def relations(known: Inventory, run_id: str) -> list[dict[str, Any]]:
    """Rows of the table `relations` for the current state."""
    if not len(known.history("columns", ["uri"])):  # files alone: what is current of them need not be known
        return []
    columns = known.table("columns")
    wanted = ["uri", "source", "persons", "persons_method", "rows_total", "rows_read"]
    items = known.table("items", wanted)
    items = items.filter(
        pc.is_in(items["uri"], value_set=columns["uri"].unique())
    )  # millions of files may stand beside
    there = {row["uri"]: row for row in items.to_pylist()}
    found = list(links(_that_may_lead(columns).to_pylist(), there))
    return [{"run_id": run_id, **row} for row in ways(found, people(there.values()))]


def _that_may_lead(columns: pa.Table) -> pa.Table:
    """Keys, foreign keys and what is called as a key may be: the others are most."""
    keys = pc.greater(columns["key"], 0)
    names: set[str] = set()
    for row in columns.filter(keys).select(["uri", "field"]).to_pylist():
        names |= _called(row["uri"], row["field"])
    plain = pc.utf8_lower(pc.replace_substring_regex(columns["field"], _SEPARATORS, ""))
    named = pc.is_in(plain, value_set=pa.array(sorted(names), pa.string()))
    return columns.filter(pc.or_(pc.or_(keys, named), pc.not_equal(columns["to_uri"], "")))


def people(items: Any) -> dict[str, int]:
    """Tables with persons of their own → how many. A few names somewhere in their texts make no table one of persons."""
    return {
        item["uri"]: item["persons"]
        for item in items
        if item["persons"]
        and (
            item["persons_method"] != "names_in_text"
            or item["persons"] >= 0.3 * max(item["rows_total"], item["rows_read"])
        )
    }


def links(columns: Sequence[Mapping[str, Any]], items: Mapping[str, Mapping[str, Any]]) -> Iterator[Link]:
    """All of them, whether persons are at their end or not."""
    tables: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for column in columns:
        if column["uri"] in items:
            tables[column["uri"]].append(column)
    named = _keys(tables, items)
    for uri, own in tables.items():
        keys = [column for column in own if column["key"]]
        for column in own:
            if column["to_uri"]:
                if column["to_uri"] != uri:
                    yield Link(
                        uri, column["field"], column["to_uri"], column["to_field"], "foreign_key", column["distinct"]
                    )
                continue
            for there in named.get((items[uri]["source"], _plain(column["field"]), _family(column["type"])), ()):
                if there["uri"] != uri and not (keys == [column] and not there["persons"]):
                    yield Link(uri, column["field"], there["uri"], there["field"], "name", column["distinct"])


def _keys(
    tables: Mapping[str, list[Mapping[str, Any]]], items: Mapping[str, Mapping[str, Any]]
) -> dict[tuple[str, str, str], list[dict[str, Any]]]:
    """(database, how a column may be called that names the key, family of types) → tables that are called so."""
    named: dict[tuple[str, str, str], list[dict[str, Any]]] = defaultdict(list)
    for uri, columns in tables.items():
        keys = [column for column in columns if column["key"]]
        if len(keys) != 1:
            continue
        key = keys[0]
        for name in sorted(_called(uri, key["field"])):
            row = {"uri": uri, "field": key["field"], "persons": items[uri]["persons"]}
            named[items[uri]["source"], name, _family(key["type"])].append(row)
    return named


def _called(uri: str, key: str) -> set[str]:
    """How columns of other tables may be called that name this key, without separators."""
    called = _plain(key)
    return {_plain(stem) + called for stem in _stems(uri)} if called in _BARE else {called}


def _stems(uri: str) -> set[str]:
    """What a table may be called in the names of columns: M_CUSTOMERS → customer, customers."""
    name = _BEHIND.sub("", _IN_FRONT.sub("", unquote(uri.rpartition("/")[2])))
    singular = re.sub(r"(?:(?<=[^s])s|(?<=s)es)$", "", re.sub(r"ies$", "y", name, flags=re.I), flags=re.I)
    return {stem for stem in (name, singular) if len(stem) > 1}


def _plain(name: str) -> str:
    return re.sub(_SEPARATORS, "", name).lower()


def _family(kind: str) -> str:
    return next((name for name, pattern in _FAMILIES if pattern.search(kind)), "other")


def ways(found: Sequence[Link], persons: Mapping[str, int]) -> list[dict[str, Any]]:
    """One row for each column that leads to persons: the shortest way, a foreign key before a name.

    persons: rows are about no more persons than the column has different values, and no more than are at the end.
    """
    towards: dict[str, list[Link]] = defaultdict(list)
    for link in found:
        towards[link.to_uri].append(link)
    # table → (steps, where they are, how many)
    reached = {uri: (0, uri, count) for uri, count in persons.items()}
    taken: dict[tuple[str, str], tuple[Link, int, str, int]] = {}
    edge = set(reached)
    for steps in range(1, STEPS + 1):
        new: dict[str, tuple[int, str, int]] = {}
        for uri in sorted(edge):
            _, end, count = reached[uri]
            for link in towards.get(uri, ()):
                about = min(link.distinct, count) if link.distinct else count
                place = link.uri, link.field
                if link.uri == end or (place in taken and not _better((link, steps, end, about), taken[place])):
                    continue
                taken[place] = link, steps, end, about
                if link.uri not in reached and about >= new.get(link.uri, (0, "", -1))[2]:
                    new[link.uri] = steps, end, about
        reached |= new
        edge = set(new)
    return [
        {
            "uri": link.uri,
            "field": link.field,
            "to_uri": link.to_uri,
            "to_field": link.to_field,
            "by": link.by,
            "persons_uri": end,
            "steps": steps,
            "persons": about,
        }
        for _, (link, steps, end, about) in sorted(taken.items())
    ]


def _better(one: tuple[Link, int, str, int], other: tuple[Link, int, str, int]) -> bool:
    """Of two ways from one column."""

    def rank(way: tuple[Link, int, str, int]) -> tuple[int, bool, int, str]:
        link, steps, _, about = way
        return steps, link.by != "foreign_key", -about, link.to_uri

    return rank(one) < rank(other)
