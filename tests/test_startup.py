"""What a process need not do to begin: compile what another one has compiled, or make databases for one line."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from recognizers.scan import READY, Scan
from scanner.cli import cli
from tests.needs import ROOT


def kept(cache: Path, seed: str) -> set[str]:
    """Names of the files in the cache once a process has built the recognizers."""
    subprocess.run(
        [sys.executable, "-c", "from recognizers import Engine; Engine(depth='quick')"],
        cwd=ROOT,
        env=os.environ
        | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(cache), "HOME": str(cache)},
        check=True,
    )
    return {path.name for path in cache.rglob("*") if path.is_file()}


@pytest.mark.skipif(not READY, reason="no Hyperscan here")
def test_what_one_process_compiles_the_next_one_finds(tmp_path: Path) -> None:
    """A set among the words of a pattern gives them another order in every process: nothing kept is found again."""
    first = kept(tmp_path, "1")
    assert first and kept(tmp_path, "2") == first


def test_a_line_is_looked_at_before_any_database_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Making what Hyperscan needs takes longer than reading a short text without it. A long one is worth it."""
    made = []
    real = Scan.__init__

    def note(self: Scan, *rest: Any) -> None:
        made.append(1)
        real(self, *rest)

    monkeypatch.setattr(Scan, "__init__", note)
    short, long = tmp_path / "short.txt", tmp_path / "long.txt"
    short.write_text("個人番号 1234-5678-9018\n", encoding="utf-8")
    long.write_text("個人番号 1234-5678-9018\n" + "会議の資料を配布した。\n" * 400, encoding="utf-8")
    told = {}
    for path in (short, long):
        ran = CliRunner().invoke(cli, ["inspect", "--depth", "quick", "--json", str(path)])
        told[path] = json.loads(ran.stdout)["findings"]
        assert len(made) == (path is long and READY)
    assert told[short] == told[long] and told[short][0]["entity"] == "JP_MY_NUMBER"


def test_one_line_needs_few_of_the_expressions(tmp_path: Path) -> None:
    """Nor the search for the words of forms, which takes a quarter of a second to compile, nor the lists of names, nor
    what only other formats, reports and depths need."""
    line = tmp_path / "line.txt"
    line.write_text("個人番号 1234-5678-9018\n", encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-c", _COUNTING, "inspect", "--depth", "quick", "--json", str(line)],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    told, counted = ran.stdout.splitlines()
    assert [one["entity"] for one in json.loads(told)["findings"]] == ["JP_MY_NUMBER"]
    facts = json.loads(counted)
    assert facts["compiled"] < 800 and facts["longest"] < 60_000  # it was over 1,000, and one of 150,000 characters
    assert not {"duckdb", "sudachipy", "spacy", "jinja2", "pyarrow.parquet"} & set(facts["modules"])


_COUNTING = """
import atexit, json, re, re._compiler, sys
lengths, real = [], re._compiler.compile
def compile(pattern, flags=0):
    lengths.append(len(pattern))
    return real(pattern, flags)
re._compiler.compile = compile
def tell():
    print(json.dumps({"compiled": len(lengths), "longest": max(lengths), "modules": sorted(sys.modules)}))
atexit.register(tell)
from scanner.cli import main
sys.argv[0] = "daicho"
main()
"""
