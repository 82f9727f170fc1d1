"""Invented records of customers, as documents; and what a scan finds in them, wherever they lie."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from recognizers import Engine
from scanner.budget import Budget
from scanner.config import load_plan
from scanner.formats import read
from scanner.model import Column, Extent, Item, ItemResult, Passage, Problem, Segment
from scanner.redact import Key
from scanner.sources import Source, SourceOptions, open_source
from scanner.worker import scan

_NAMES = (
    "山田太郎",
    "佐藤花子",
    "鈴木一郎",
    "高橋美咲",
    "田中健一",
    "伊藤さくら",
    "渡辺大輔",
    "中村由美",
    "小林翔太",
    "加藤恵",
)


def customers(count: int = 30) -> list[dict[str, Any]]:
    """Objects in objects, arrays of objects and of plain values, numbers, blanks."""
    return [
        {
            "no": str(number),
            "profile": {"name": _NAMES[number % 10], "kana": None, "age": 20 + number},
            "contacts": [
                {"kind": "携帯", "tel": f"090-1234-{5000 + number}"},
                {"kind": "自宅", "tel": f"03-1234-{number:04}"},
            ],
            "mails": [f"user{number}@example.jp", f"u{number}@mail.example.com"],
            "active": number % 2 == 0,
            "memo": "" if number % 3 else f"{_NAMES[number % 10]}様は糖尿病で通院中。",
        }
        for number in range(count)
    ]


@cache
def engine() -> Engine:
    return Engine((), depth="standard")


def scanned(source: Source, item: Item, **flags: Any) -> ItemResult:
    return scan(item, source, engine(), load_plan(flags, env={}), Key(b"k" * 32))


class _Lines:
    """Records as JSON lines on disk."""

    target = "file:///records.jsonl"

    def __init__(self, records: Iterable[dict[str, Any]]) -> None:
        self._data = "\n".join(json.dumps(record, ensure_ascii=False) for record in records).encode()

    def check(self) -> None: ...

    def list(self) -> Iterator[Item]:
        yield Item(self.target, self.target)

    def read(self, item: Item, budget: Budget) -> Iterator[Segment]:
        return read(io.BytesIO(self._data), "records.jsonl", budget, "jsonl")


Found = dict[tuple[str, str], tuple[int, int]]


def found(result: ItemResult, without: Sequence[str] = ()) -> Found:
    """(field, entity) → (hits, different values), but for the item's path and what only the store has."""
    return {
        (tally.field, entity): (count.hits, count.distinct)
        for tally in result.tallies
        for entity, count in tally.entities.items()
        if tally.field != "@path" and tally.field not in without
    }


def on_disk(records: Iterable[dict[str, Any]]) -> Found:
    source = _Lines(records)
    return found(scanned(source, next(source.list())))


def opened(target: str, **options: Any) -> Source:
    return open_source(target, SourceOptions(targets=(target,), **options))


def item_of(source: Source, shown: str) -> Item:
    [item] = [one for one in source.list() if one.relative == shown]
    return item


def read_all(source: Source, item: Item, budget: Budget | None = None) -> list[Segment]:
    """As a worker has it: a source that was opened again by the target that the item tells."""
    again = open_source(item.source, replace(source.options), check=False)  # type: ignore[attr-defined]
    return list(again.read(item, budget or Budget()))


def columns(segments: Iterable[Segment]) -> dict[str, list[Any]]:
    """Field → its filled values."""
    values: dict[str, list[Any]] = {}
    for segment in segments:
        if isinstance(segment, Column):
            values.setdefault(segment.field, []).extend(value for value in segment.values.to_pylist() if value)
    return values


def extent(segments: Iterable[Segment]) -> Extent:
    """The last word on how much was read."""
    return [segment for segment in segments if isinstance(segment, Extent)][-1]


def problems(segments: Iterable[Segment]) -> list[Problem]:
    return [segment for segment in segments if isinstance(segment, Problem)]


def passages(segments: Iterable[Segment]) -> list[Passage]:
    return [segment for segment in segments if isinstance(segment, Passage)]
