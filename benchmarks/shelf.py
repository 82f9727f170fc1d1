"""The four corpora on disk, each in steps: step 0 is a taste, each next one holds some ten times more, and nothing twice.

A slow system reads the first steps, a fast one all: the bytes that both read are the same. `python -m benchmarks.shelf DIR` makes them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks import mixed, people, prose, wide

_FILE = 250_000  # bytes of one text
KB, MB = 1_000, 1_000_000


@dataclass(frozen=True)
class Sizes:
    """Of each step: bytes of text or of tables, files of the share."""

    prose: tuple[int, ...]
    dense: tuple[int, ...]
    tables: tuple[int, ...]
    share: tuple[int, ...]


SMALL = Sizes(
    prose=(2 * KB, 16 * KB, 200 * KB, 2 * MB, 8 * MB),
    dense=(2 * KB, 16 * KB, 200 * KB, 2 * MB),
    tables=(4 * KB, 40 * KB, 8 * MB),
    share=(25, 25, 100, 350),
)
FULL = Sizes(
    prose=(2 * KB, 16 * KB, 200 * KB, 2 * MB, 20 * MB, 80 * MB),
    dense=(2 * KB, 16 * KB, 200 * KB, 2 * MB, 20 * MB),
    tables=(4 * KB, 40 * KB, 8 * MB, 80 * MB),
    share=(25, 25, 100, 850, 4_000),
)
TINY = Sizes(prose=(1 * KB, 2 * KB), dense=(1 * KB, 2 * KB), tables=(4 * KB, 8 * KB), share=(25, 25))
NAMES = {
    "prose": "clean Japanese prose",
    "dense": "dense customer records as text",
    "tables": "wide CSV and Parquet tables",
    "share": "a mixed share",
}
OWN = "the given folder"


def _texts(make: Callable[[int, object], str]) -> Callable[[Path, int, int, int], None]:
    def fill(folder: Path, step: int, first: int, size: int) -> None:
        for number, start in enumerate(range(0, size, _FILE)):
            text = make(min(_FILE, size - start), f"{step} {number}")
            (folder / f"{number:04}.txt").write_text(text, encoding="utf-8")

    return fill


def _tables(folder: Path, step: int, first: int, size: int) -> None:
    """Half of the bytes as CSV, and as many rows again as Parquet; big steps in two files each."""
    rows = max(10, size // 1_000)
    pieces = 2 if size > MB else 1
    for number in range(pieces):
        (folder / f"customers_{number}.csv").write_bytes(wide.as_csv(rows // pieces, f"csv {step} {number}"))
        wide.as_parquet(folder / f"customers_{number}.parquet", rows // pieces, f"parquet {step} {number}")


def _share(folder: Path, step: int, first: int, count: int) -> None:
    mixed.fill(folder, first, count, *([] if step else [600]))  # a taste of every format


_MAKERS = {"prose": _texts(prose.text), "dense": _texts(people.records), "tables": _tables, "share": _share}


class Shelf:
    """Makes what is not there yet. folder: keep it, and the next run need not make it again. own: a folder of texts that is
    one more corpus."""

    def __init__(self, folder: Path, sizes: Sizes, own: Path | None = None) -> None:
        self.folder, self.sizes, self.own = folder.resolve(), sizes, own and own.resolve()

    def names(self) -> dict[str, str]:
        """Corpus → what it is."""
        return NAMES | ({"own": OWN} if self.own else {})

    def steps(self, name: str) -> list[Path]:
        """A folder for each step; of texts that were given, step 0 is as of prose."""
        if name == "own":
            assert self.own is not None
            return [*self.steps("prose")[:1], self.own]
        found, before = [], 0
        for step, size in enumerate(getattr(self.sizes, name)):
            place = self.folder / f"{name}-{step}-{size}"
            if not place.is_dir():
                half_made = place.with_suffix(".part")
                half_made.mkdir(parents=True, exist_ok=True)
                _MAKERS[name](half_made, step, before, size)
                half_made.rename(place)
            found.append(place)
            before += size
        return found


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def size(folder: Path) -> int:
    return sum(path.stat().st_size for path in files(folder))


def main() -> None:
    shelf = Shelf(Path(sys.argv[1]), FULL if "--full" in sys.argv else SMALL)
    for name, what in NAMES.items():
        for place in shelf.steps(name):
            print(f"{what}: {place}, {len(files(place))} files, {size(place) / MB:.2f} MB", flush=True)


if __name__ == "__main__":
    main()
