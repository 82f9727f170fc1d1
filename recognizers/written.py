"""Our expressions over raw bytes, as an earlier process has written them: to write them takes most of a second.

They lie in the user's cache, beside the databases that are compiled of them, under a digest of the code that writes.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from recognizers.databases import cache_folder
from recognizers.rawregex import Raw, exact_sources, raw_regexes

_CODE = ("rawregex.py", "needed.py", "steps.py", "text.py", "dictionary.py")
_MOST_KEPT = 4  # files: one for each version of the code
_VERSION = 1  # of the file


class Written:
    """Asked as `raw_regexes` is. `keep` once all have been asked for."""

    def __init__(self) -> None:
        self._path = cache_folder() / f"{_code()}.raw.json"
        self._known = _read(self._path)
        self._new = False

    def __call__(self, regex: str, ignore_case: bool = False) -> list[Raw]:
        key = f"{int(ignore_case)}{regex}"
        if (known := self._known.get(key)) is None:
            known = self._known[key] = raw_regexes(regex, ignore_case)
            self._new = True
        return known

    def keep(self) -> None:
        if self._new:
            rows = {
                key: [(raw.source, raw.most, raw.least, sorted(raw.needed), *_numbers(raw)) for raw in each]
                for key, each in self._known.items()
            }
            _write(self._path, rows)


class Exact:
    """Asked as `exact_sources` is. `keep` once all have been asked for."""

    def __init__(self) -> None:
        self._path = cache_folder() / f"{_code()}.exact.json"
        self._known = _read_exact(self._path)
        self._new = False

    def __call__(self, regex: str) -> list[str]:
        if (known := self._known.get(regex)) is None:
            known = self._known[regex] = exact_sources(regex)
            self._new = True
        return known

    def keep(self) -> None:
        if self._new:
            _write(self._path, self._known)
            self._new = False


@cache
def exact() -> Exact:
    """Of this process."""
    return Exact()


def _write(path: Path, rows: dict[str, Any]) -> None:
    """Patterns only, no data. A cache that cannot be written is no loss."""
    try:
        folder = path.parent
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=folder, delete=False, encoding="utf-8") as stream:
            json.dump({"version": _VERSION, "expressions": rows}, stream)
        os.replace(stream.name, path)
        kept = sorted(folder.glob(f"*{''.join(path.suffixes)}"), key=lambda one: one.stat().st_mtime, reverse=True)
        for old in kept[_MOST_KEPT:]:
            old.unlink(missing_ok=True)
    except OSError:
        return


def _numbers(raw: Raw) -> tuple[int, int, int]:
    return raw.width, raw.digits, raw.reach


def _read(path: Path) -> dict[str, list[Raw]]:
    """{} where it is absent, cut off, or not as we write it."""
    try:
        return {
            str(key): [
                Raw(
                    str(source), int(most), int(least), frozenset(map(str, needed)), int(width), int(digits), int(reach)
                )
                for source, most, least, needed, width, digits, reach in each
            ]
            for key, each in _rows(path)
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _read_exact(path: Path) -> dict[str, list[str]]:
    try:
        return {str(key): list(map(str, each)) for key, each in _rows(path) if isinstance(each, list)}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _rows(path: Path) -> Iterable[tuple[Any, Any]]:
    told = json.loads(path.read_bytes())
    return () if told["version"] != _VERSION else told["expressions"].items()


@cache
def _code() -> str:
    """Digest of what writes expressions; the parser of `re` is of the version of Python."""
    digest = hashlib.sha256(sys.version.encode())
    for name in _CODE:
        digest.update((files("recognizers") / name).read_bytes())
    return digest.hexdigest()[:32]
