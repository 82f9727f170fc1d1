"""Small objects fetched some at a time, before they are asked for.

One after the other, each waits for its answer as long as the network takes, and a worker reads thirty a second of a store
that is thirty milliseconds away. What is ahead is bounded: so many requests, each of at most a megabyte.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor

from scanner.model import Item
from scanner.sources.content import WHOLE


class Ahead:
    """fetch: the bytes of an item, or it raises. at_once: how many requests; 1 reads nothing ahead."""

    def __init__(self, fetch: Callable[[Item], bytes], at_once: int) -> None:
        self._fetch, self._at_once = fetch, at_once
        self._pool: ThreadPoolExecutor | None = None
        self._waiting: deque[Item] = deque()
        self._coming: OrderedDict[str, Future[bytes]] = OrderedDict()

    def expect(self, items: Iterable[Item]) -> None:
        """These are read next, in this order. What was expected before and not taken is forgotten."""
        for future in self._coming.values():
            future.cancel()
        self._coming.clear()
        small = [item for item in items if 0 < item.size <= WHOLE and not item.slice]
        self._waiting = deque(small if self._at_once > 1 and len(small) > 1 else ())
        self._go_on()

    def take(self, item: Item) -> bytes | None:
        """The bytes, None where they were not expected. Raises what fetching raised."""
        future = self._coming.pop(item.uri, None)
        if future is None:
            return None
        self._go_on()
        return future.result()

    def _go_on(self) -> None:
        if self._pool is None and self._waiting:
            self._pool = ThreadPoolExecutor(self._at_once, thread_name_prefix="daicho reader")
        while self._pool is not None and self._waiting and len(self._coming) < self._at_once:
            item = self._waiting.popleft()
            self._coming[item.uri] = self._pool.submit(self._fetch, item)
