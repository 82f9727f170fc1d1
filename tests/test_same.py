"""The same findings whatever the workers, the order of work, and the sizes of batches, shares, blocks and parts."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from recognizers.text import blocks
from scanner import findings, parts, todo
from scanner.executors import batches
from scanner.formats import encoding, slices
from tests.test_contents import facts
from tests.test_shares import NAMES, phone, scan

MB = 1 << 20


@pytest.fixture(scope="module")
def share(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Small files and some that are cut, copies among them, folders and names that say something, and trouble."""
    rng = Random(7)
    root = tmp_path_factory.mktemp("share")
    for number in range(60):
        folder = root / f"部署{number % 7}"
        folder.mkdir(exist_ok=True)
        note = "".join(f"{rng.choice(NAMES)} 様 {phone(rng.randrange(900))}\n" for _ in range(number % 9))
        (folder / f"メモ{number}.txt").write_text(note, encoding="utf-8")
        if number % 3 == 0:
            (folder / f"控え{number}.txt").write_text(note, encoding="utf-8")
            (folder / f"{NAMES[number % 2]}{number}.txt").write_text(note, encoding="utf-8")
    for name, rows in (("名簿.csv", 200), ("大.csv", 70_000), ("大の控え.csv", 70_000)):
        with (root / name).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(["氏名", "電話", "備考"])
            writer.writerows([NAMES[n % 3], phone(n), "改行\nあり" if n % 50 == 0 else "なし"] for n in range(rows))
    records = (json.dumps({"name": NAMES[n % 3], "tel": phone(n), "n": "x" * 40}) for n in range(40_000))
    (root / "log.jsonl").write_text("\n".join(records), encoding="utf-8")
    (root / "長.txt").write_text("\n".join(f"{n} 記録 {phone(n)}。" for n in range(90_000)), encoding="utf-8")
    (root / "壊れ.pdf").write_bytes(b"%PDF-1.7")
    return root


@pytest.fixture(scope="module")
def wanted(share: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An inventory made in the ordinary way."""
    out = tmp_path_factory.mktemp("wanted") / "out"
    scan(share, out)
    assert len(facts(out)["items"]) == 106 and len(facts(out)["fields"]) > 150
    return out


@pytest.mark.parametrize("seed", range(5))
def test_order_and_sizes_do_not_matter(
    share: Path, tmp_path: Path, wanted: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    rng = Random(seed)
    settings: list[tuple[Any, str, Any]] = [
        (batches.Pile, "cost", lambda self, item: rng.random()),  # any order
        (batches, "MAX_ITEMS", rng.choice([1, 3, 100])),
        (todo, "_ADMIT", rng.choice([1, 7, 256])),
        (todo, "_AT_ONCE", rng.choice([1, 50, 2_000])),
        (parts, "_PART_ITEMS", rng.choice([1, 9, 2_000])),
        (slices, "SLICE", rng.choice([1, 2, 3]) * MB),
        (slices, "LEAST", rng.choice([2, 4, 1_000]) * MB),
        (findings, "_PIECE", rng.choice([700, 9_000, 50_000])),
        (encoding.text_blocks, "__defaults__", (None, rng.choice([300, 10_000, MB]))),
    ]
    for thing, name, value in settings:
        monkeypatch.setattr(thing, name, value)
    scan(share, tmp_path / "out")
    pieces = ("seen", "filled") if encoding.text_blocks.__defaults__ != (None, MB) else ()  # of a text, its pieces
    assert facts(tmp_path / "out", pieces) == facts(wanted, pieces)


@pytest.mark.parametrize("workers", [1, 3])
def test_workers_do_not_matter(
    share: Path, tmp_path: Path, wanted: Path, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    monkeypatch.setattr(slices, "SLICE", MB)
    monkeypatch.setattr(slices, "LEAST", 2 * MB)
    scan(share, tmp_path / "out", executor="local", workers=workers)
    assert facts(tmp_path / "out") == facts(wanted)


def test_pieces_end_with_lines() -> None:
    """What the tests above rest on: no line of these texts is longer than the smallest piece."""
    text = "\n".join(f"{n} 記録 {phone(n)}。" for n in range(100))
    assert all(text[end - 1] in "\n。" for _, end in list(blocks(text, 700))[:-1])
