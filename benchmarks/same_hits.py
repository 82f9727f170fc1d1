"""Whether a change leaves every hit as it was: python -m benchmarks.same_hits FILE [--texts FOLDER ...]

Writes the hits of a fixed set of texts at depth quick to FILE, or compares with what FILE holds, where it is there.
The file holds hits in invented and public texts; keep it outside the repository.
"""

from __future__ import annotations

import pickle
import random
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks import corpora
from recognizers import Engine
from recognizers.text import FOLD
from recognizers.types import Hints, Hit
from tests.accuracy.texts import HERE, read

_SHAPES = "0123456789０１２３４５-－ー.,/ 　\n:：()（）[]□|@ABCabcXYZ年月日歳号線口座普通東京都"
_VOICED = "ｶﾞﾊﾟサﾞか゛は\u3099゜ﾞ"
_FAMILIES = ("", "電話番号", "個人番号", "病名", "備考")


def texts(folders: list[Path]) -> Iterator[tuple[str, str, Hints]]:
    """(name, text, hints), the same ones each time."""
    rng = random.Random(5)
    rows: list[str] = []
    for path in sorted(HERE.glob("*/text.jsonl")):
        for number, row in enumerate(read(path)):
            rows.append(row["text"])
            yield f"{path.parent.name} {number}", row["text"], Hints(header=rng.choice(_FAMILIES), name="記録.txt")
    for number in range(12):
        some = rng.sample(rows, 60)
        yield f"joined {number}", rng.choice(["\n", "。", " ", "\n\n", "\t"]).join(some), Hints()
    for path in sorted((corpora.ROOT / "examples" / "share").rglob("*")):
        if path.is_file() and path.stat().st_size < 300_000:
            raw = path.read_bytes()
            for encoding in ("utf-8", "cp932"):
                try:
                    text = raw.decode(encoding)
                except UnicodeDecodeError:
                    continue
                if "\0" not in text:
                    yield f"share {path.name}", text, Hints(name=path.name)
                break
    labels = [w for p in Engine(depth="quick").patterns for w in p.context]
    words = [t for p in Engine(depth="quick").patterns for t in p.terms]
    examples = [t for p in Engine(depth="quick").patterns for t in (*p.examples, *p.non_examples)]
    back: dict[str, list[str]] = {}
    for folded, char in FOLD.items():
        back.setdefault(char, []).append(chr(folded))
    for number in range(1_500):
        parts: list[str] = []
        for _ in range(rng.randint(3, 60)):
            kind = rng.random()
            if kind < 0.3:
                parts.append(rng.choice(labels))
            elif kind < 0.4:
                parts.append(rng.choice(words))
            elif kind < 0.6:
                parts.append(rng.choice(examples))
            else:
                parts.append("".join(rng.choices(_SHAPES + _VOICED, k=rng.randint(1, 14))))
        text = "".join(parts)
        if number % 3 == 0:
            text = "".join(rng.choice(back.get(c, [c])) if rng.random() < 0.3 else c for c in text)
        yield f"random {number}", text, Hints(header=rng.choice(_FAMILIES))
    yield "lines", corpora.lines(30_000), Hints()
    yield "forms", corpora.forms(30_000), Hints()
    yield "logs", corpora.logs(30_000), Hints()
    yield "code", corpora.code(60_000), Hints()
    for folder in folders:
        for place, path in enumerate(sorted(p for p in folder.rglob("*") if p.is_file())):
            if place % 2 == 0:
                raw = path.read_bytes()
                try:
                    text = raw.decode("utf-8")
                except UnicodeDecodeError:
                    text = raw.decode("cp932", "replace")
                yield f"{folder.name} {path.name}", text[:60_000], Hints(name=path.name)


def main() -> None:
    target, folders = Path(sys.argv[1]), [Path(a) for a in sys.argv[2:] if not a.startswith("--")]
    matcher = "re" if "--re" in sys.argv else "auto"
    engine, found = Engine(depth="quick", matcher=matcher), dict[str, list[Hit]]()
    started = time.process_time()
    for name, text, hints in texts(folders):
        found[f"{name} {len(found)}"] = engine.find(text, hints)  # names may repeat
    print(f"{len(found)} texts, {sum(map(len, found.values()))} hits, {time.process_time() - started:.1f} s")
    if not target.exists():
        target.write_bytes(pickle.dumps(found))
        return
    known = pickle.loads(target.read_bytes())
    wrong = [name for name in known.keys() | found.keys() if known.get(name) != found.get(name)]
    print(f"{len(wrong)} texts differ")
    for name in sorted(wrong)[:5]:
        print(name)
        for hit in sorted(set(known.get(name, [])) ^ set(found.get(name, [])), key=lambda h: h.start)[:6]:
            print("  ", "-" if hit in known.get(name, []) else "+", hit)
    raise SystemExit(bool(wrong))


if __name__ == "__main__":
    main()
