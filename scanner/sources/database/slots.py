"""How many statements run on one server at a time, of all workers on this machine together."""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_WAIT = 0.05  # seconds


@contextmanager
def slot(folder: str, server: str, count: int, tick: Callable[[], None]) -> Iterator[None]:
    """One of `count`, waited for. A lock on a file, so that a worker that dies gives its slot back.

    folder: where there is none, nobody else is at work. tick: called while waiting; what it raises ends that.
    """
    if not os.path.isdir(folder) or count < 1:
        yield
        return
    names = Path(folder) / "slots"
    names.mkdir(mode=0o700, parents=True, exist_ok=True)
    called = hashlib.sha256(server.encode()).hexdigest()[:16]
    paths = [names / f"{called}-{number}" for number in range(count)]
    while (handle := next(filter(None, map(_locked, paths)), None)) is None:
        tick()
        time.sleep(_WAIT)
    try:
        yield
    finally:
        os.close(handle)


def _locked(path: Path) -> int | None:
    """A handle that holds the lock; None where somebody else does. 0 is never one: that is standard input."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with suppress(OSError):
        if os.name == "nt":
            import msvcrt

            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return handle
    os.close(handle)
    return None
