"""A scan of a place, all the way to the inventory, beside one of the same files on disk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from scanner import config, inventory, pipeline


def the_whole_way(target: str, put: Callable[[str, bytes], object], folder: Path) -> None:
    """The same findings as from disk, and the second run reads nothing. folder: `a` in it is the inventory of the place."""
    rows = "氏名,電話\n" + "".join(f"山田太郎{n},090-1234-{n:04}\n" for n in range(50))
    contents = {"人事/名簿.csv": rows.encode("cp932"), "メモ.txt": "個人番号 123456789018".encode(), "empty": b""}
    for key, content in contents.items():
        put(key, content)
        (folder / "share" / key).parent.mkdir(parents=True, exist_ok=True)
        (folder / "share" / key).write_bytes(content)
    found = []
    for place, out in ((target, "a"), (str(folder / "share"), "b"), (target, "a")):
        flags = {"targets": (place,), "out": str(folder / out), "executor": "inline", "workers": 1, "depth": "quick"}
        done = pipeline.scan(config.load_plan({**flags, "lang": "en"}), b"k" * 32)
        known = inventory.open(folder / out)
        fields = known.table("fields", ["part", "field", "entity", "hits", "distinct", "best_score"]).to_pylist()
        names = {row["relative"]: row["entities"] for row in known.table("items", ["relative", "entities"]).to_pylist()}
        found.append((names, sorted(map(str, fields))))
    assert found[0] == found[1] == found[2] and len(found[0][1]) == 2
    assert (done.totals.unchanged, done.totals.bytes_read) == (3, 0)
