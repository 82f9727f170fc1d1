"""Texts and columns of the committed sets, errors listed: ``python -m tests.accuracy.quick [SET…]``. For use while working.

Sets that nobody is to work on are read only where they are named.
"""

from __future__ import annotations

import sys

from recognizers import Engine
from tests.accuracy import columns, texts
from tests.accuracy.run import HERE, sets

UNSEEN = ("ninth", "eighth_rest", "sixteenth")


def main() -> None:
    engine = Engine()
    for name in sys.argv[1:] or [folder.name for folder in sets() if folder.name not in UNSEEN]:
        if (path := HERE / name / "text.jsonl").exists():
            total = texts.score(engine, texts.read(path))
            for kind, label, stretch, text in total.errors:
                print(f"{kind} {label}: {stretch!r} in {text[:90]!r}")
            *_, (_, tp, fp, fn) = total.rows()
            print(f"{name}: texts F1 {2 * tp / max(1, 2 * tp + fp + fn):.3f} (tp {tp}, fp {fp}, fn {fn})")
        if (path := HERE / name / "columns.jsonl").exists():
            verdicts = columns.judge(engine, texts.read(path))
            for table, column, wanted, found in verdicts.errors:
                print(f"{table} / {column}: should be {wanted}, is {found}")
            print(f"{name}: columns {verdicts.right} of {verdicts.judged}, false alarms {verdicts.alarms}")


if __name__ == "__main__":
    main()
