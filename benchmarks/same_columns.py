"""Whether a change leaves every verdict on a column as it was: python -m benchmarks.same_columns FILE [SET …] [--depth D] [--rows N]

Writes the verdicts on a fixed set of columns to FILE, or compares with what FILE holds, where it is there. The columns are
the labelled ones (tests/accuracy/*/columns.jsonl), as they are; grown to 300 rows, digits drawn anew; and among other
numbers, of which they are a tenth or a third. All values are invented; the file holds some of them. --rows 8000 grows them
to so many; of such columns only some values are judged (recognizers/columns/some.py), so scores may differ in their digits.
"""

from __future__ import annotations

import argparse
import pickle
import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from recognizers import Engine
from recognizers.types import ColumnView, Hints
from tests.accuracy.texts import HERE, read

_ROWS = 300
Table = tuple[str, list[ColumnView]]
Verdict = tuple[str, float, str, tuple[str, ...], int, int]  # type, score, recognizer, evidence, rows, different values


def tables(sets: Sequence[str], rows: int = _ROWS) -> Iterator[Table]:
    for path in sorted(HERE.glob("*/columns.jsonl")):
        if sets and path.parent.name not in sets:
            continue
        by_table: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in read(path):
            by_table[row["table"]].append(row)
        for name, columns in by_table.items():
            place, rng = f"{path.parent.name}/{name}", random.Random(name)
            values = {column["column"]: list(column["values"]) for column in columns}
            yield place, _views(name, values)
            grown = {header: _grown(some, rng, rows) for header, some in values.items()}
            yield f"{place}, grown", _views(name, grown)
            for share in (0.1, 0.33):
                mixed = {header: _mixed(some, share, rng) for header, some in grown.items()}
                yield f"{place}, {share} of it", _views(name, mixed)


def _grown(values: list[str], rng: random.Random, rows: int) -> list[str]:
    return values + [_redrawn(rng.choice(values), rng) if values else "" for _ in range(rows - len(values))]


def _redrawn(value: str, rng: random.Random) -> str:
    """Other digits, but for the first, by which kinds of numbers are told."""
    seen = False
    made = []
    for char in value:
        digit = char.isascii() and char.isdigit()
        made.append(rng.choice("0123456789") if digit and seen else char)
        seen |= digit
    return "".join(made)


def _mixed(values: list[str], share: float, rng: random.Random) -> list[str]:
    """Numbers of the same length among which the values are."""
    return [
        value if rng.random() < share else "".join(rng.choice("0123456789") if c.isdecimal() else c for c in value)
        for value in values
    ]


def _views(table: str, values: dict[str, list[str]]) -> list[ColumnView]:
    views = []
    for header, some in values.items():
        counts = Counter(value.strip() for value in some if value.strip())
        hints = Hints(header, tuple(values), f"{table}.csv", table)
        distinct, numbers = pa.array(list(counts), pa.string()), pa.array(list(counts.values()), pa.int64())
        views.append(ColumnView(header, distinct, numbers, len(some), hints))
    return views


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("sets", nargs="*")
    parser.add_argument("--depth", default="quick", choices=("quick", "standard"))
    parser.add_argument("--rows", type=int, default=_ROWS)
    given = parser.parse_args()
    engine, found = Engine(depth=given.depth), dict[str, list[Verdict]]()
    started = time.process_time()
    for name, views in tables(given.sets, given.rows):
        for view, hits in zip(views, engine.find_table(views), strict=True):
            found[f"{name} {view.field} {len(found)}"] = [
                (hit.entity, hit.score, hit.recognizer, hit.evidence, hit.hits, hit.distinct) for hit in hits
            ]
    count = sum(map(bool, found.values()))
    print(f"{len(found)} columns, {count} with something, {time.process_time() - started:.1f} s")
    if not given.file.exists():
        given.file.write_bytes(pickle.dumps(found))
        return
    known = pickle.loads(given.file.read_bytes())
    wrong = sorted(name for name in known.keys() | found.keys() if known.get(name) != found.get(name))
    print(f"{len(wrong)} columns differ")
    for name in wrong[:20]:
        print(f"{name}\n  - {known.get(name)}\n  + {found.get(name)}")
    raise SystemExit(bool(wrong))


if __name__ == "__main__":
    main()
