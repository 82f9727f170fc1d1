"""How fast a source may be asked: so many requests and bytes a second, of all workers together."""

from __future__ import annotations

import io
import time
from collections.abc import Callable
from threading import Lock
from typing import Any, BinaryIO, cast

_BURST = 1.0  # seconds' worth that may come at once


class Limiter:
    """Waits until there is room for `amount` more. per_second: 0 for no limit. For many threads."""

    def __init__(
        self,
        per_second: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._rate, self._clock, self._sleep = per_second, clock, sleep
        self._free = clock()  # when what was taken so far is paid for
        self._lock = Lock()

    def take(self, amount: float) -> None:
        """An amount beyond a second's worth is let through once what came before it is paid for."""
        if self._rate <= 0:
            return
        with self._lock:
            now = self._clock()
            start = max(self._free, now - _BURST)
            self._free = start + amount / self._rate
            wait = start - now
        if wait > 0:
            self._sleep(wait)


class Pace:
    """The share of one process. requests, bytes: a second, of all; workers: how many share them, besides the lister."""

    def __init__(self, requests: float = 0, bytes: float = 0, workers: int = 1) -> None:
        self._requests, self._bytes = Limiter(requests / (workers + 1)), Limiter(bytes / workers)
        self.limits_bytes = bytes > 0

    def request(self) -> None:
        self._requests.take(1)

    def bytes(self, amount: int) -> None:
        self._bytes.take(amount)

    def over(self, stream: BinaryIO) -> BinaryIO:
        """The stream, read no faster than this."""
        return cast(BinaryIO, io.BufferedReader(_Paced(stream, self), 64 << 10)) if self.limits_bytes else stream


class _Paced(io.RawIOBase):
    def __init__(self, stream: BinaryIO, pace: Pace) -> None:
        self._stream, self._pace = stream, pace

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._stream.fileno()

    def tell(self) -> int:
        return self._stream.tell()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._stream.seek(offset, whence)

    def readinto(self, buffer: Any) -> int:
        view = memoryview(buffer).cast("B")
        self._pace.bytes(len(view))
        data = self._stream.read(len(view))
        view[: len(data)] = data
        return len(data)
