"""No raw value of any planted finding is in anything that a scan writes or says, in any encoding.

Exempt are values that are part of a place: of a file's own path, of the name of a member or a sheet, of a header
(examples/truth.jsonl has them in `file`, `part`, `field`). Who is to act on a finding has to find the file.
Prefecture and city alone are what the mask of an address shows.
"""

from __future__ import annotations

import json
import re
import sqlite3
import subprocess
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import ahocorasick
import pyarrow.parquet as pq
import pytest

from tests.needs import ROOT

SHARE, TRUTH = ROOT / "examples" / "share", ROOT / "examples" / "truth.jsonl"
# Terms that are kinds of data themselves, and values that many people share.
NOT_IDENTIFYING = re.compile(r"SPC_|JP_CREDIT_INFO|GENDER|AGE|INCOME|FAMILY|HOUSING|OCCUPATION|JP_POSTAL_CODE")
CODECS = ("utf-8", "utf-16-le", "utf-16-be", "cp932", "euc_jp", "iso2022_jp")


def plain(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


def planted() -> set[str]:
    """Values that identify somebody, as planted and without their separators."""
    rows = [json.loads(line) for line in TRUTH.read_text(encoding="utf-8").splitlines()]
    places = plain("\n".join(f"{row['file']}\n{row.get('part')}\n{row.get('field')}" for row in rows))
    places += plain("\n".join(str(path.relative_to(SHARE)) for path in SHARE.rglob("*")))
    values = set()
    for row in rows:
        entity = row.get("entity")
        if not entity or NOT_IDENTIFYING.match(entity):
            continue
        for value in row["values"]:
            long_enough = len(plain(value)) >= (4 if entity == "PERSON" else 7)
            if entity == "JP_ADDRESS" and not re.search(r"\d", value):
                continue
            if long_enough and plain(value) not in places:
                values |= {value, plain(value)}
                if re.search(r"\d{4}", value) and entity != "JP_ADDRESS":
                    values.add(re.sub(r"[-‐－・/ ]", "", unicodedata.normalize("NFKC", value)))
    return values


def spellings(value: str) -> Iterator[bytes]:
    for codec in CODECS:
        encoded = value.encode(codec, "ignore")
        if encoded and encoded.decode(codec) == value:
            # Of ISO-2022-JP without its first and last escapes: a value in running text has none of its own.
            yield encoded.removeprefix(b"\x1b$B").removesuffix(b"\x1b(B") if codec == "iso2022_jp" else encoded
    yield json.dumps(value)[1:-1].encode()
    yield quote(value).encode()
    yield quote(value, safe="", encoding="cp932", errors="replace").encode()
    yield "".join(f"&#{ord(char)};" for char in value).encode()


@pytest.fixture(scope="module")
def watched() -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for value in planted():
        for spelling in spellings(value):
            automaton.add_word(spelling.decode("latin-1"), (len(spelling), value))
    automaton.make_automaton()
    return automaton


def leaks(data: bytes, watched: ahocorasick.Automaton) -> Iterator[str]:
    """Planted values in the data. Digits inside a longer number are part of that number."""
    text = data.decode("latin-1")
    for end, (length, value) in watched.iter(text):
        around = text[max(0, end - length) : end - length + 1], text[end + 1 : end + 2]
        if not (value[0].isdigit() and value[-1].isdigit() and any(char.isdigit() for char in around)):
            yield value


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[bytes]]:
    """The example share, scanned twice: words for people and as JSON."""
    out = tmp_path_factory.mktemp("leaks") / "out"
    said = []
    for flags in (["--lang", "ja"], ["--json", "--full", "--depth", "quick"]):
        command = [sys.executable, "-c", "from scanner.cli import main; main()", "scan", str(SHARE), "--out", str(out)]
        done = subprocess.run([*command, *flags], cwd=ROOT, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr.decode()
        said += [done.stdout, done.stderr]
    return out, said


def test_the_search_finds_what_it_looks_for(watched: ahocorasick.Automaton) -> None:
    values = planted()
    assert len(values) > 1_000
    for value in sorted(values)[::50]:
        for spelling in spellings(value):
            assert value in set(leaks(b"x " + spelling + b" x", watched)), (value, spelling)


def test_nothing_is_said(scanned: tuple[Path, list[bytes]], watched: ahocorasick.Automaton) -> None:
    assert scanned[1][0] and json.loads(scanned[1][2])["findings"] > 1_000
    for text in scanned[1]:
        assert not set(leaks(text, watched))


def test_nothing_is_in_any_file(scanned: tuple[Path, list[bytes]], watched: ahocorasick.Automaton) -> None:
    files = [path for path in scanned[0].rglob("*") if path.is_file()]
    assert {"ledger.sqlite", "report.html", "plan.yaml"} < {path.name for path in files}
    for path in files:
        assert not set(leaks(path.read_bytes(), watched)), path


def test_nothing_is_in_any_table(scanned: tuple[Path, list[bytes]], watched: ahocorasick.Automaton) -> None:
    """Parquet compresses, so its text has to be read as a reader of tables would."""
    files = list(scanned[0].glob("inventory/*/*.parquet"))
    rows = 0
    for path in files:
        table = pq.read_table(path)
        rows += len(table)
        for row in table.to_pylist():
            found = set(leaks(repr(row).encode(), watched))
            assert not found, (path.parent.name, row)
    assert rows > 1_000


def test_nothing_is_in_the_ledger(scanned: tuple[Path, list[bytes]], watched: ahocorasick.Automaton) -> None:
    with sqlite3.connect(scanned[0] / "ledger.sqlite") as ledger:
        dump = "\n".join(ledger.iterdump())
    assert "INSERT" in dump and not set(leaks(dump.encode(), watched))
