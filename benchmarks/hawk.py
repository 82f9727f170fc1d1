"""hawk-eye (hawk-scanner), set up for Japan with nine patterns, since it brings none: its command, and what it found."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks import clock, rivals
from recognizers.types import Hints, Hit

# Entity → regex for `re`. At most one group: hawk-eye cannot take more.
PATTERNS = {
    "PHONE_NUMBER": r"(?<![0-9０-９])[0０][0-9０-９]{1,4}[-‐－ー(（)）][0-9０-９]{1,4}[-‐－ー)）][0-9０-９]{3,4}(?![0-9０-９])",
    "EMAIL_ADDRESS": r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+",
    "JP_MY_NUMBER": r"(?<![0-9-])[0-9]{4}[- ]?[0-9]{4}[- ]?[0-9]{4}(?![0-9-])",
    "JP_POSTAL_CODE": r"〒?(?<![0-9-])[0-9]{3}-[0-9]{4}(?![0-9-])",
    "CREDIT_CARD": r"(?<![0-9-])[345][0-9]{3}[- ]?[0-9]{4}[- ]?[0-9]{4}[- ]?[0-9]{4}(?![0-9-])",
    "DATE_OF_BIRTH": r"(?:生年月日|誕生日)[:：は ]{0,2}[0-9昭平令和大正年月日/.-]{6,14}",
    "JP_PASSPORT": r"(?<![A-Z0-9])[A-Z]{2}[0-9]{7}(?![0-9])",
    "JP_LICENSE_PLATE": r"[一-龥]{1,4} ?[0-9]{2,3} ?[あ-ん] ?[0-9・]{1,2}-?[0-9]{2}",
    "JP_BANK_ACCOUNT": r"(?:普通|当座)(?:預金)? ?[0-9]{7}",
}


def command(folders: Sequence[Path], scratch: Path, patterns: Mapping[str, str] = PATTERNS) -> list[str]:
    """It reads what to scan from a file, so that is written into `scratch`, and leaves its findings there."""
    sources = {"sources": {"fs": {f"step {n}": {"path": str(folder)} for n, folder in enumerate(folders)}}}
    (scratch / "connection.yml").write_text(json.dumps(sources), encoding="ascii")  # JSON is YAML
    (scratch / "fingerprint.yml").write_text(json.dumps(patterns), encoding="ascii")
    files = ["--connection", "connection.yml", "--fingerprint", "fingerprint.yml", "--json", "found.json"]
    return [rivals.program("hawk_scanner"), "fs", *files, "--quiet", "--shutup"]


def environment() -> dict[str, str]:
    return os.environ | {"PYTHONUTF8": "1", "TERM": "dumb"}


class Found:
    """What it found in each of some texts, with the `find` of our engine, so that the same scorer takes it."""

    def __init__(self, texts: Sequence[str]) -> None:
        with tempfile.TemporaryDirectory() as name:
            scratch = Path(name)
            folder = scratch / "texts"
            folder.mkdir()
            for number, text in enumerate(texts):
                (folder / f"{number}.txt").write_text(text, encoding="utf-8")
            clock.run(command([folder], scratch), cwd=scratch, env=environment())
            rows = json.loads((scratch / "found.json").read_text(encoding="utf-8")).get("fs", [])
        self._hits: dict[str, list[Hit]] = {}
        for row in rows:
            text = texts[int(Path(row["file_path"]).stem)]
            self._hits.setdefault(text, []).extend(hits(text, row))

    def find(self, text: str, hints: Hints = Hints()) -> list[Hit]:
        return self._hits.get(text, [])


def hits(text: str, row: Mapping[str, Any]) -> list[Hit]:
    """Its findings are values without places: every place where one stands counts."""
    found = []
    for value in row["matches"]:
        start = text.find(value) if value else -1
        while start >= 0:
            found.append(Hit(row["pattern_name"], start, start + len(value), 1.0, "hawk-eye", ()))
            start = text.find(value, start + len(value))
    return found
