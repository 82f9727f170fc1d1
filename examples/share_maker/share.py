"""The folder being filled."""

from __future__ import annotations

import os
from pathlib import Path
from zlib import crc32

from share_maker.marks import plain
from share_maker.truth import Place, Truth
from share_maker.writers import Maker

FIRST = 1_735_700_000  # 2025-01-01, in seconds since the epoch
SPAN = 39_000_000  # to the end of March 2026


class Share:
    """Writes files below `root` with fixed times, and keeps their truth."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.truth = Truth()

    def put(self, marked: str, maker: Maker) -> None:
        """Writes one file. Planted values in its path belong to the field `@path`."""
        path = plain(marked)
        self.truth.add(path, "", "@path", marked)
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        self.truth.files.append(path)
        target.write_bytes(maker(Place(self.truth, path)))
        when = FIRST + crc32(path.encode()) % SPAN
        os.utime(target, (when, when))
