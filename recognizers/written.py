"""Our expressions over raw bytes, as an earlier process has written them: to write them takes most of a second.

They lie in the user's cache, beside the databases that are compiled of them, under a digest of the code that writes.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
import tempfile
from functools import cache
from importlib.resources import files
from pathlib import Path

from recognizers.databases import cache_folder
from recognizers.rawregex import Raw, raw_regexes

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
        """Patterns only, no data. A cache that cannot be written is no loss."""
        if not self._new:
            return
        rows = {
            key: [(raw.source, raw.most, raw.least, sorted(raw.needed), *_numbers(raw)) for raw in each]
            for key, each in self._known.items()
        }
        try:
            folder = self._path.parent
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile("w", dir=folder, delete=False, encoding="utf-8") as stream:
                json.dump({"version": _VERSION, "expressions": rows}, stream)
            os.replace(stream.name, self._path)
            kept = sorted(folder.glob("*.raw.json"), key=lambda path: path.stat().st_mtime, reverse=True)
            for path in kept[_MOST_KEPT:]:
                path.unlink(missing_ok=True)
        except OSError:
            return


def _numbers(raw: Raw) -> tuple[int, int, int]:
    return raw.width, raw.digits, raw.reach


def _read(path: Path) -> dict[str, list[Raw]]:
    """{} where it is absent, cut off, or not as we write it."""
    try:
        told = json.loads(path.read_bytes())
        if told["version"] != _VERSION:
            return {}
        return {
            str(key): [
                Raw(
                    str(source), int(most), int(least), frozenset(map(str, needed)), int(width), int(digits), int(reach)
                )
                for source, most, least, needed, width, digits, reach in each
            ]
            for key, each in told["expressions"].items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


@cache
def _code() -> str:
    """Digest of what writes expressions; the parser of `re` is of the version of Python."""
    digest = hashlib.sha256(sys.version.encode())
    for name in _CODE:
        digest.update((files("recognizers") / name).read_bytes())
    return digest.hexdigest()[:32]
