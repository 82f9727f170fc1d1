"""Of a database that is a file: who can read the file, as far as the folders above let them. Grants there are none."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from pathlib import Path

from scanner.sources import posix
from scanner.sources.database.access import Facts, Name


def look(path: Path, tables: Iterable[Name]) -> dict[Name, Facts]:
    if os.name == "nt":  # there access lists tell, which the mode does not show
        return {}
    try:
        who, detail = posix.exposure(os.fsencode(path), os.stat(path))
        for folder in path.resolve().parents:
            fewer = posix.narrower(who, posix.enters(stat.S_IMODE(os.stat(folder).st_mode)))
            if fewer != who:
                who, detail = fewer, f"{detail}, below a folder that fewer can enter"
    except OSError:
        return {}
    return dict.fromkeys(tables, Facts(who, f"mode of the file {detail}"))
