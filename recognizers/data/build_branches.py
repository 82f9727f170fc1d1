"""Write zengin_branches.tsv from the PyPI package zengin-code: python -m recognizers.data.build_branches FOLDER

FOLDER is where ``pip install --target FOLDER zengin-code`` put it. Only for making the list anew; nothing imports this.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path

HEAD = """\
# Branch codes of Japanese banks, credit unions and agricultural cooperatives: bank code TAB codes and ranges of codes.
# From zengin-code {version} (https://github.com/zengin-code/source-data). MIT License, Copyright (c) 2015 Sho Kusano.
# Made by recognizers/data/build_branches.py
"""


def main(folder: str) -> None:
    root = Path(folder)
    version = next(root.glob("zengin_code-*.dist-info")).name.removeprefix("zengin_code-").removesuffix(".dist-info")
    banks = sorted((root / "zengin_code" / "source-data" / "data" / "branches").glob("*.json"))
    lines = [f"{bank.stem}\t{' '.join(_ranges(map(int, json.loads(bank.read_bytes()))))}\n" for bank in banks]
    Path(__file__).with_name("zengin_branches.tsv").write_text(
        HEAD.format(version=version) + "".join(lines), encoding="utf-8"
    )


def _ranges(codes: Iterable[int]) -> list[str]:
    runs: list[list[int]] = []
    for code in sorted(codes):
        if runs and code == runs[-1][1] + 1:
            runs[-1][1] = code
        else:
            runs.append([code, code])
    return [f"{first:03}" if first == last else f"{first:03}-{last:03}" for first, last in runs]


if __name__ == "__main__":
    main(sys.argv[1])
