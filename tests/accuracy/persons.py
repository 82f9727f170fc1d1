"""How many people a file holds, counted and true: ``python -m tests.accuracy.persons``.

The truth of the example share lists names, not people. Who is who follows from how the share is made: readings and
Latin spellings belong to the name they are of, a family or given name alone to the full name in the same file, family
and given name of two columns to each other; a birth date or number in every row tells namesakes apart.
"""

from __future__ import annotations

import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

from recognizers import Engine
from recognizers.text import fold
from scanner import inventory, pipeline
from scanner.config import Plan
from scanner.redact import normalise
from tests.accuracy import documents, share, texts

sys.path.insert(0, str(share.ROOT))
from share_maker import people

PATH = Path(__file__).resolve().parent / "people" / "people.jsonl"


class Count(NamedTuple):
    file: str
    method: str
    planted: int
    found: int


@cache
def _readings() -> dict[str, str]:
    """A part of a name in any spelling → its reading; several parts of one reading stay apart by what they are."""
    table = {}
    for entry in people.rows(people.SURNAMES) + people.rows(people.MEN) + people.rows(people.WOMEN):
        for spelling in entry:
            table[_bare(spelling)] = _bare(entry[1])
    return table | {_bare(latin): _bare(kana) for kana, latin in _foreign()}


def _foreign() -> list[tuple[str, str]]:
    return [tuple(one.split(" ", 1)) for one in people.FOREIGN.strip().replace("\n", "|").split("|")]  # type: ignore[misc]


def _bare(name: str) -> str:
    folded = "".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" else c for c in normalise("PERSON", name).lower())
    return folded.translate(str.maketrans("ァィゥェォャュョッ", "アイウエオヤユヨツ"))


def _parts(name: str) -> tuple[str, str]:
    """(reading of the family name, of the given name); one of them empty where it is not there."""
    bare, known = _bare(name), _readings()
    for cut in range(len(bare) - 1, 0, -1):
        if bare[:cut] in known and bare[cut:] in known:
            return known[bare[:cut]], known[bare[cut:]]
    return (known[bare], "") if bare in known else (bare, "")


def planted() -> dict[str, int]:
    """File → people in it."""
    fields: dict[str, dict[tuple[str, str], list[str]]] = defaultdict(dict)
    born: dict[tuple[str, str], list[str]] = {}
    for row in share.truth():
        if row.get("entity") == "PERSON":
            fields[row["file"]][row["part"], row["field"]] = row["values"]
        elif row.get("entity") in ("DATE_OF_BIRTH", "EMPLOYEE_ID", "CUSTOMER_ID") and row["field"]:
            born.setdefault((row["file"], row["part"]), row["values"])
    return {file: _people(file, named, born) for file, named in fields.items()}


def _people(file: str, named: dict[tuple[str, str], list[str]], born: dict[tuple[str, str], list[str]]) -> int:
    marked: dict[tuple[str, str], set[str]] = defaultdict(set)  # (family, given) → spellings with birth dates
    for (part, field), values in _joined(named).items():
        days = born.get((file, part), [])
        marks = days if field and len(days) == len(values) else [""] * len(values)
        for name, day in zip(values, marks, strict=True):
            marked[_parts(name)].add(day)
    full = {part for parts in marked if parts[1] for part in parts}
    return sum(max(1, len(days - {""})) for (family, given), days in marked.items() if given or family not in full)


def _joined(named: dict[tuple[str, str], list[str]]) -> dict[tuple[str, str], list[str]]:
    """Columns of family names joined with those of given names beside them."""
    family = {row[0] for row in people.rows(people.SURNAMES)}
    out = dict(named)
    for (part, field), values in named.items():
        if field and all(value in family for value in values):
            for other, given in named.items():
                if other[0] == part and other[1] and len(given) == len(values) and not family & set(given):
                    if _is_kana(given[0]) or " " in fold(given[0]).text:
                        continue
                    out[part, field] = [a + b for a, b in zip(values, given, strict=True)]
                    out.pop(other, None)
                    break
    return out


def _is_kana(name: str) -> bool:
    return all("ァ" <= c <= "ヶ" or c in "ー " for c in fold(name).text)


def measure(out: Path) -> list[Count]:
    """Scan the share into `out` and compare, file by file."""
    pipeline.scan(Plan((str(share.ROOT / "share"),), out=str(out), workers=1, executor="inline"), b"k" * 32)
    wanted = planted()
    root = (share.ROOT / "share").as_uri() + "/"
    rows = inventory.open(out).table("items").to_pylist()
    found = {unquote(row["uri"].removeprefix(root)): (row["persons_method"], row["persons"]) for row in rows}
    return [Count(file, found[file][0], n, found[file][1]) for file, n in sorted(wanted.items())]


def measure_own(engine: Engine) -> list[Count]:
    """The texts and tables of tests/accuracy/people."""
    results = ((row, documents.look(engine, row)) for row in texts.read(PATH))
    return [Count(row["id"], found.persons_method, row["persons"], found.persons) for row, found in results]


def right(counts: list[Count]) -> int:
    return sum(count.found == count.planted for count in counts)


def report(engine: Engine, out: Path) -> Iterator[str]:
    """Markdown for docs/accuracy.md: right by method, then all that is not."""
    yield "## How many people"
    yield ""
    yield "The number of people in a file against the truth; tests/accuracy/people has the texts and tables."
    yield ""
    yield "| | method | files | right | off by one | further off |"
    yield "|---|---|---|---|---|---|"
    sets = {"share": measure(out), "people": measure_own(engine)}
    for name, counts in sets.items():
        for method in sorted({count.method for count in counts}):
            off = Counter(min(2, abs(c.found - c.planted)) for c in counts if c.method == method)
            yield f"| {name} | {method or 'nobody'} | {off.total()} | {off[0]} | {off[1]} | {off[2]} |"
    yield ""
    for name, counts in sets.items():
        yield f"Exactly right of `{name}`: {right(counts)} of {len(counts)}."
        yield ""
        yield from (
            f"- {c.file}: {c.found} of {c.planted} ({c.method or 'nobody'})" for c in counts if c.found != c.planted
        )
        yield ""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for line in report(Engine(), Path(folder) / "out"):
            print(line)


if __name__ == "__main__":
    main()
