"""Files that only a database's own library reads, and only from disk: a copy in the worker's private folder."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO

from scanner.budget import Budget

_BLOCK = 1 << 20


@contextmanager
def on_disk(stream: BinaryIO, budget: Budget, name: str) -> Iterator[str]:
    """Path of a copy called `name`, alone in a folder that is removed in the end. The original is never opened by others."""
    with tempfile.TemporaryDirectory(prefix="daicho-", ignore_cleanup_errors=True) as folder:
        path = os.path.join(folder, name)
        stream.seek(0)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as copy:
            while block := stream.read(_BLOCK):
                budget.spend(bytes=len(block))
                copy.write(block)
        yield path
