"""The folder for temporary files of one run: private, and gone after it, at the latest when the next run begins.

A run that is killed cannot clean up. So each folder has a file that its run holds, and whoever comes next removes the
folders whose file nobody holds any more.
"""

from __future__ import annotations

import os
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

if sys.platform != "win32":
    import fcntl

_PREFIX = "daicho-run-"
_HELD = "held"


@contextmanager
def folder() -> Iterator[Path]:
    """A new folder for this run. Removes those that earlier runs of this user left behind."""
    _sweep(Path(tempfile.gettempdir()))
    own = Path(tempfile.mkdtemp(prefix=_PREFIX))
    try:
        with open(own / _HELD, "wb") as held:
            _hold(held)
            yield own
    finally:
        shutil.rmtree(own, ignore_errors=True)


def remove(path: Path) -> None:
    """With all that is in it; what cannot be removed is left to the end of the run."""
    shutil.rmtree(path, ignore_errors=True)


def _hold(held: IO[bytes]) -> bool:
    """Whether nobody else does. On Windows to have it open is enough: then it cannot be removed."""
    if sys.platform == "win32":
        return True
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _sweep(place: Path) -> None:
    for path in place.glob(_PREFIX + "*"):
        with suppress(OSError):
            if _ours(path) and _left(path / _HELD):
                shutil.rmtree(path, ignore_errors=True)


def _ours(path: Path) -> bool:
    """Never through a link, and never another user's: the place for temporary files is open to all."""
    status = path.lstat()
    return stat.S_ISDIR(status.st_mode) and (sys.platform == "win32" or status.st_uid == os.getuid())


def _left(held: Path) -> bool:
    """Raises OSError where the file is not there yet, or held on Windows."""
    if sys.platform == "win32":
        held.unlink()
        return True
    with open(held, "rb") as file:
        return _hold(file)
