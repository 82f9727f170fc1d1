"""Small files as folders of projects and offices have them, of 0.2 to 1 KB, two of ten with a person in them.

The other small files of the benchmark are customers' cards, a dozen kinds of personal data in each.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path

from benchmarks import vocabulary as words
from benchmarks.corpora import logs
from benchmarks.people import Person, digits
from benchmarks.prose import text as prose

_LOG = logs(200_000).splitlines()


def _card(rng: random.Random, number: int) -> str:
    return Person(rng, number).form()


def _note(rng: random.Random, number: int) -> str:
    return Person(rng, number).told()


def _memo(rng: random.Random, number: int) -> str:
    return prose(rng.randint(200, 900), f"memo {number}")


def _settings(rng: random.Random, number: int) -> str:
    told = {
        "title": rng.choice(words.TOPICS),
        "version": f"{rng.randint(0, 9)}.{rng.randint(0, 20)}.{rng.randint(0, 9)}",
        "retries": rng.randint(1, 9),
        "timeout_ms": rng.randint(100, 60_000),
        "paths": [f"/srv/{rng.choice(('data', 'log', 'work'))}/{digits(rng, 4)}" for _ in range(rng.randint(1, 4))],
        "enabled": rng.random() < 0.5,
    }
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def _ini(rng: random.Random, number: int) -> str:
    lines = [
        f"[{rng.choice(('server', 'batch', 'report'))}]",
        f"; {rng.choice(words.TOPICS)}の{rng.choice(words.THINGS)}",
    ]
    lines += [f"{name} = {digits(rng, rng.randint(1, 5))}" for name in ("port", "size", "limit", "interval", "level")]
    return "\n".join(lines) + "\n"


def _code(rng: random.Random, number: int) -> str:
    name, unit = rng.choice(("total", "amount", "rate", "count")), rng.choice(("day", "item", "page"))
    return (
        f"# {rng.choice(words.TOPICS)}の{rng.choice(words.THINGS)}\n"
        f"def {name}_per_{unit}_{number}(rows, limit={rng.randint(1, 9_999)}):\n"
        f'    """{rng.choice(words.ADVERBS)}、{rng.choice(words.THINGS)}を数える。"""\n'
        f"    kept = [row for row in rows if row.{name} > {rng.randint(1, 99)}]\n"
        f"    return sum(row.{name} for row in kept[:limit]) / max(1, len(kept))\n"
    )


def _log(rng: random.Random, number: int) -> str:
    first = rng.randrange(len(_LOG) - 5)
    return "\n".join(_LOG[first : first + rng.randint(2, 5)]) + f"\nrun {number}\n"


def _list(rng: random.Random, number: int) -> str:
    rows = [
        f"A{digits(rng, 5)},{rng.choice(words.THINGS)},{rng.choice(words.TOPICS)},{rng.randint(1, 500)},{rng.randint(50, 90_000)}"
        for _ in range(rng.randint(4, 12))
    ]
    return "\n".join(["品番,品名,テーマ,数量,単価", *rows]) + "\n"


# Of ten files. The order is that of one round, so that any number of files has the same mix.
KINDS: tuple[tuple[str, Callable[[random.Random, int], str]], ...] = (
    ("txt", _card),
    ("txt", _memo),
    ("json", _settings),
    ("py", _code),
    ("md", _memo),
    ("txt", _note),
    ("log", _log),
    ("csv", _list),
    ("txt", _memo),
    ("ini", _ini),
)


def fill(folder: Path, first: int, count: int, cards: bool) -> None:
    """Files number `first` to `count`, no two alike; the same number is always the same file. cards: nothing but cards."""
    for number in range(first, count):
        ending, make = KINDS[0 if cards else number % len(KINDS)]
        place = folder / f"{number // 1_000:03}"
        place.mkdir(parents=True, exist_ok=True)
        text = make(random.Random(f"file {number}"), number)
        (place / f"{number:06}.{ending}").write_text(text, encoding="utf-8")
