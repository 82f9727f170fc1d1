"""How fast text goes through the recognizers, one process: python -m benchmarks.engine [FOLDER ...]

Each text through quick, quick by plain `re`, and standard, and through Hyperscan alone with the same databases and a
callback that only counts; best of three runs, in processor time. Ratios hold from machine to machine, megabytes a second do
not. FOLDER: texts in UTF-8 or Shift_JIS to measure on besides our own.
"""

from __future__ import annotations

import platform
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from benchmarks import corpora
from recognizers import Engine
from recognizers.scan import Scan
from recognizers.text import blocks

RUNS = 3
_PIECE = 50_000  # characters at once, as a scan does
_CHARS, _FEW = 200_000, 40_000  # of each text; for the slow engines


def texts(folders: Sequence[Path]) -> dict[str, str]:
    """Prose (few hits), records (a hit in every line or more) and what machines write."""
    found = {f"prose: {folder.name}": corpora.prose(folder, _CHARS) for folder in folders}
    return found | {
        "prose: our documents": corpora.prose(chars=_CHARS),
        "dense: customers, one a line": corpora.lines(_CHARS),
        "dense: customers, forms": corpora.forms(_CHARS),
        "dense: labelled business texts": corpora.labelled(),
        "code: our Python": corpora.code(_CHARS),
        "code: a server's log": corpora.logs(_CHARS),
    }


def best(run: Callable[[str], object], text: str) -> float:
    """Seconds of processor time."""
    pieces = [text[start:end] for start, end in blocks(text, _PIECE)]
    times = []
    for _ in range(RUNS):
        started = time.process_time()
        for piece in pieces:
            run(piece)
        times.append(time.process_time() - started)
    return min(times)


def main() -> None:
    quick, plain, standard = (
        Engine(depth="quick"),
        Engine(depth="quick", matcher="re"),
        Engine(depth="standard"),
    )
    raw = quick.scanner
    print(f"{processor()}, Python {platform.python_version()}, {'Hyperscan' if raw else 'no Hyperscan'}\n")
    print(
        "| text | quick MB/s | quick characters/s | of raw Hyperscan | raw Hyperscan MB/s | times plain `re` |", end=""
    )
    print(" standard characters/s | hits a KB |\n|---|---|---|---|---|---|---|---|")
    for name, text in texts([Path(a) for a in sys.argv[1:]]).items():
        some = text[:_FEW]
        size = len(text.encode()) / 1e6
        seconds, few = best(quick.find, text), best(quick.find, some)
        alone = best(partial(Scan.count, raw), text) if raw else float("nan")
        slow, read = best(plain.find, some), best(standard.find, some)
        hits = sum(len(quick.find(text[start:end])) for start, end in blocks(text, _PIECE))
        print(
            f"| {name} | {size / seconds:.2f} | {len(text) / seconds:,.0f} | {alone / seconds:.3f} | {size / alone:.1f} "
            f"| {slow / few:.1f} | {len(some) / read:,.0f} | {hits / size / 1000:.1f} |",
            flush=True,
        )


def processor() -> str:
    """Its name."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.machine()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine())


if __name__ == "__main__":
    main()
