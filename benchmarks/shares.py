"""One huge file by one worker and by two: python -m benchmarks.shares [MB] [KIND]

KIND: csv (records), txt (prose) or jsonl. Prints wall and processor seconds and the memory of parent and worker at the
highest, and whether the rows of the inventory are the same: items (but for times), fields, findings.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks import scaling
from benchmarks.scaling import scan
from benchmarks.shelf import MB
from scanner import inventory

_OF_THE_RUN = ("run_id", "scanned_at")  # and seconds


def rows(out: Path) -> dict[str, list[str]]:
    """Table → its rows as text, sorted, without what is of the run alone."""
    known = inventory.open(out)

    def of(row: dict[str, Any]) -> str:
        kept = {name: value for name, value in row.items() if name not in _OF_THE_RUN and "seconds" not in name}
        return json.dumps(kept, ensure_ascii=False, default=str, sort_keys=True)

    return {
        name: sorted(map(of, known.table(name).to_pylist())) for name in ("items", "fields", "findings", "problems")
    }


def main(size: int, kind: str) -> bool:
    with tempfile.TemporaryDirectory() as name:
        path, found = Path(name) / f"big.{kind}", []
        scaling.big(path, size)
        print(
            f"| workers | {kind}, MB | wall, s | processor, s | parent's peak, MB | worker's peak, MB |\n|---|---|---|---|---|---|"
        )
        for workers in (1, 2):
            out = Path(name) / f"out-{workers}"
            spent = scan([path], out, "--depth", "quick", workers=workers)
            found.append(rows(out))
            print(
                f"| {workers} | {path.stat().st_size / MB:.0f} | {spent.wall:.1f} | {spent.cpu:.1f} |"
                f" {spent.parent / MB:.0f} | {spent.child / MB:.0f} |",
                flush=True,
            )
    counts = ", ".join(f"{len(each)} {table}" for table, each in found[0].items())
    differ = [table for table in found[0] if found[0][table] != found[1][table]]
    print(f"{counts}: " + (f"{', '.join(differ)} differ" if differ else "the same"))
    return not differ


if __name__ == "__main__":
    os.environ.setdefault("PYTHONUTF8", "1")
    megabytes, *kinds = sys.argv[1:] or ["80"]
    sys.exit(0 if all([main(int(megabytes) * MB, kind) for kind in kinds or ["csv"]]) else 1)
