"""Whether time grows with the length of a text, for texts that are hard to read: python -m benchmarks.growth [MB ...]

Seconds of processor time for a megabyte at depth quick, by size. A row whose figures rise grows faster than its text.
"""

from __future__ import annotations

import sys
import time

from recognizers import Engine

UNITS = {
    "digits": "1234567890",
    "full-width digits": "１２３４５",
    "one digit": "1",
    "spaced digits": "1 ",
    "digits and tabs": "1\t",
    "broken lines": "12\n",
    "boxes": "□1",
    "hyphens": "-",
    "spaces": " ",
    "letters": "a",
    "signs": "a@",
    "one kanji": "東",
    "half-width kana": "ｶﾞ",
    "one word": "病",
    "words": "糖尿病高血圧症",
    "labels": "電話番号:",
    "header rows": "番号,電話,氏名\n",
}


def main() -> None:
    sizes = [float(size) for size in sys.argv[1:]] or [0.1, 1.0]
    engine = Engine(depth="quick")
    engine.find("佐藤様は糖尿病で通院中")
    print("| repeated | " + " | ".join(f"{size:g} MB" for size in sizes) + " |\n|---|" + "---|" * len(sizes))
    for name, unit in UNITS.items():
        spent = []
        for size in sizes:
            text = unit * int(size * 1e6 / len(unit.encode()))
            started = time.process_time()
            engine.find(text)
            spent.append((time.process_time() - started) / size)
        print(f"| {name} | " + " | ".join(f"{seconds:.2f}" for seconds in spent) + " |", flush=True)


if __name__ == "__main__":
    main()
