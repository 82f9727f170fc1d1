"""What a process need not do again: the databases that one process compiles are there for the next."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from recognizers.scan import READY
from tests.needs import ROOT


def kept(cache: Path, seed: str) -> set[str]:
    """Names of the files in the cache once a process has built the recognizers."""
    subprocess.run(
        [sys.executable, "-c", "from recognizers import Engine; Engine(depth='quick')"],
        cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(cache), "HOME": str(cache)},
        check=True,
    )
    return {path.name for path in cache.rglob("*") if path.is_file()}


@pytest.mark.skipif(not READY, reason="no Hyperscan here")
def test_what_one_process_compiles_the_next_one_finds(tmp_path: Path) -> None:
    """A set among the words of a pattern gives them another order in every process: nothing kept is found again."""
    first = kept(tmp_path, "1")
    assert first and kept(tmp_path, "2") == first
