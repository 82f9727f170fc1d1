"""What a process need not do again: the databases that one process compiles are there for the next."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from recognizers import scan
from tests.needs import ROOT

KEYS = """
import hashlib
from recognizers import scan
keys = []
def note(expressions, kept):
    keys.append(repr([(one.source, one.ignore_case) for one in expressions]) * kept)
scan._compile = note
from recognizers import Engine
Engine(depth="quick")
print(hashlib.sha256("".join(keys).encode()).hexdigest())
"""


@pytest.mark.skipif(not scan.READY, reason="no Hyperscan here")
def test_every_process_compiles_the_same_expressions() -> None:
    """A set among the words of a pattern gives them another order in every process: nothing kept is found again."""
    found = set()
    for seed in ("1", "2"):
        ran = subprocess.run(
            [sys.executable, "-c", KEYS],
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        )
        found.add(ran.stdout)
    assert len(found) == 1
