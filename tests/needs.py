"""What some tests need from outside, and the skip that says which and how to get it.

`.ci/run` fails on a skip whose reason starts with "needs ": there everything must have been installed.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def command(*names: str, install: str) -> str:
    """Path of the first of `names` that is installed; skips where none is."""
    for name in names:
        if path := shutil.which(name):
            return path
    pytest.skip(f"needs {names[0]}: {install}")


def browser() -> str:
    """A headless browser for pictures of reports."""
    return command("chromium", "chromium-browser", "google-chrome", install="make services")


def libarchive() -> None:
    """The library in C that reads rar, lzh, cab and the like."""
    try:
        import libarchive.ffi  # noqa: F401
    except (ImportError, OSError, AttributeError, TypeError):
        pytest.skip("needs libarchive: make services")


def shared(*parts: str) -> Path:
    """A file or folder of the data that lies beside the repository and is not part of it."""
    folder = Path(os.environ.get("DAICHO_SHARED") or ROOT.parent / "shared")
    path = folder.joinpath(*parts)
    if not path.exists():
        pytest.skip(f"no {'/'.join(('shared', *parts))} here: set DAICHO_SHARED to the folder that holds it")
    return path
