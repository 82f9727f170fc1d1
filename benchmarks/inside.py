"""What has no command of its own, timed inside one process: python -m benchmarks.inside SYSTEM SECONDS FOLDER ...

hyperscan: the databases of the quick recognizers over the bytes, with a callback that only counts. presidio: Presidio with
ja_ginza over the text, which daicho's readers get out of documents for it, at no charge. Files in an order of chance until
SECONDS are over; what was read by then counts. Prints one JSON object.
"""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.shelf import files
from scanner import formats
from scanner.budget import Budget
from scanner.model import Column, Passage

_PIECE = 50_000  # characters at once


def text_of(path: Path) -> str:
    """All text of a document. Columns come one after the other."""
    parts: list[str] = []
    with open(path, "rb") as stream:
        for segment in formats.read(stream, path.name, Budget(packed=path.stat().st_size)):
            if isinstance(segment, Passage):
                parts.append(segment.text)
            elif isinstance(segment, Column):
                parts += [segment.field, *(str(value) for value in segment.values.to_pylist() if value is not None)]
    return "\n".join(parts)


def _hyperscan() -> Callable[[Path], tuple[int, float]]:
    from recognizers import Engine

    scanner = Engine(depth="quick").scanner
    if scanner is None:
        raise SystemExit("no Hyperscan on this machine")

    def read(path: Path) -> tuple[int, float]:
        text = path.read_bytes().decode("utf-8", "replace")  # what is no text is scanned as it is
        began = time.process_time()
        scanner.count(text)
        return len(text), time.process_time() - began

    return read


def _presidio() -> Callable[[Path], tuple[int, float]]:
    from benchmarks.presidio_ja import Presidio

    finder = Presidio()
    finder.find("山田太郎の電話は03-1234-5678")

    def read(path: Path) -> tuple[int, float]:
        text = text_of(path)
        began = time.process_time()
        finder.find(text)
        return len(text), time.process_time() - began

    return read


SYSTEMS = {"hyperscan": _hyperscan, "presidio": _presidio}


def measure(system: str, most: float, folders: list[Path]) -> dict[str, float]:
    began = time.process_time()
    read = SYSTEMS[system]()
    start = time.process_time() - began
    paths = [path for folder in folders for path in files(folder)]
    random.Random(1).shuffle(paths)
    size = chars = 0
    spent = 0.0
    for path in paths:
        some, seconds = read(path)
        size, chars, spent = size + path.stat().st_size, chars + some, spent + seconds
        if spent > most:
            break
    return {"start": start, "seconds": spent, "bytes": size, "chars": chars}


def main() -> None:
    print(json.dumps(measure(sys.argv[1], float(sys.argv[2]), [Path(one) for one in sys.argv[3:]])))


if __name__ == "__main__":
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    main()
