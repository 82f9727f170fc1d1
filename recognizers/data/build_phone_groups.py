"""Write phone_groups.tsv from the library phonenumbers: python -m recognizers.data.build_phone_groups

Its first digits tell whether there is a number, and how it is grouped. Each number of six digits, filled up with ones, is
asked for once; digits that ten prefixes share are then told by the one before them. Only for making the list anew.
"""

from __future__ import annotations

from collections import defaultdict
from importlib.metadata import version
from pathlib import Path

from recognizers.common.phone_number import HEAD, by_library

_HEAD = """\
# Telephone numbers of Japan: how many digits TAB how they are grouped TAB what they begin with. What is not here is no number.
# From phonenumbers {version} (https://github.com/daviddrysdale/python-phonenumbers), Apache License 2.0.
# Made by recognizers/data/build_phone_groups.py
"""


def groups(digits: int) -> dict[str, str]:
    """Shortest telling prefix → grouping, as 3-4-4, "" for no number."""
    heads = (f"0{number}" for number in range(10 ** (HEAD - 2), 10 ** (HEAD - 1)))  # 00 is for other carriers
    found = {head: _lengths(by_library(head + "1" * (digits - HEAD))) for head in heads if head[:3] != "010"}
    for shorter in range(HEAD - 1, 1, -1):
        for number in range(10 ** (shorter - 2), 10 ** (shorter - 1)):
            prefix = f"0{number}"
            longer = [prefix + digit for digit in "0123456789"]
            told = {found.get(one) for one in longer}
            if len(told) == 1 and None not in told:
                found[prefix] = found[longer[0]]
                for one in longer:
                    del found[one]
    return found


def _lengths(written: str) -> str:
    return "-".join(str(len(part)) for part in written.split("-")) if written else ""


def main() -> None:
    lines = [_HEAD.format(version=version("phonenumbers"))]
    for digits in (10, 11):
        prefixes: defaultdict[str, list[str]] = defaultdict(list)
        for prefix, grouping in groups(digits).items():
            prefixes[grouping].append(prefix)
        lines += [f"{digits}\t{one}\t{' '.join(sorted(prefixes[one]))}\n" for one in sorted(prefixes) if one]
    Path(__file__).with_name("phone_groups.tsv").write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
