"""An engine for tests, named to the scan by its dotted name: some words make it kill, hang or fill its process."""

from __future__ import annotations

import os
import re
import signal
import time
from collections.abc import Sequence

from recognizers.types import ColumnHit, ColumnView, Hints, Hit

KILL, HANG, HOARD = "kill-the-worker", "hang-the-worker", "fill-the-memory"
_PHONE = re.compile(r"0\d{2}-\d{4}-\d{4}")


class Unruly:
    """Finds phone numbers, unless a text tells it otherwise."""

    def __init__(self, recognizers: tuple[str, ...] = (), depth: str = "standard") -> None: ...

    def find(self, text: str, hints: Hints) -> list[Hit]:
        if KILL in text:
            os.kill(os.getpid(), signal.SIGKILL)
        if HANG in text:
            time.sleep(600)
        if HOARD in text:
            hoard = []
            while True:
                hoard.append(bytearray(16 << 20))
        return [Hit("PHONE_NUMBER", match.start(), match.end(), 0.9, "phone") for match in _PHONE.finditer(text)]

    find_fast = find

    def find_table(self, columns: Sequence[ColumnView]) -> list[list[ColumnHit]]:
        return [[] for _ in columns]


class Together(Unruly):
    """The same, of many texts at once."""

    def find_all(self, texts: Sequence[str], hints: Sequence[Hints]) -> list[list[Hit]]:
        return [self.find(text, told) for text, told in zip(texts, hints, strict=True)]
