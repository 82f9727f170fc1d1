"""Items → batches: few enough to come back soon, many enough that handing them over costs nothing."""

from __future__ import annotations

from collections.abc import Iterable
from heapq import heappop, heappush

from scanner.model import Item, ItemResult

MAX_ITEMS = 64
MAX_BYTES = 2 << 20  # half a minute's work: one slow batch must not leave the other workers idle
_UNKNOWN = 256 << 10  # taken for the size of an item that does not tell
_TWINS = 4  # of one size in a batch: the same bytes, perhaps, and then only one of them is read
_LEAST = 1 << 20  # bytes of a kind of file after which its cost is known


class Pile:
    """What waits for workers, the most costly on top."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, Item]] = []
        self._order = self._highest = 0
        self._spent: dict[str, list[float]] = {"": [0.0, 0.0]}  # kind → seconds and bytes so far; "" for all

    def __len__(self) -> int:
        return len(self._heap)

    def add(self, items: Iterable[Item]) -> None:
        for item in items:
            self._order += 1  # what costs the same stays in the order of listing
            heappush(self._heap, (-self.cost(item), self._order, item))
        self._highest = max(self._highest, len(self._heap))

    def take(self, workers: int = 1) -> tuple[Item, ...]:
        """The next batch. Big items go alone. A small pile is cut finer, so that every worker gets a share."""
        most = max(1, min(MAX_ITEMS, self._highest // (4 * workers)))
        batch = [heappop(self._heap)]
        room = MAX_BYTES + batch[0][0]
        while self._heap:
            cost, _, item = self._heap[0]
            fits = len(batch) < most and -cost <= room
            if not fits and not (len(batch) < _TWINS and _twins(item, batch[0][2])):
                break
            batch.append(heappop(self._heap))
            room += cost
        return tuple(item for *_, item in batch)

    def cost(self, item: Item) -> float:
        """What it is expected to take, in bytes of the ordinary file."""
        size = item.size if item.size >= 0 else _UNKNOWN
        seconds, bytes_ = self._spent.get(_kind(item), (0.0, 0.0))
        all_seconds, all_bytes = self._spent[""]
        if bytes_ < _LEAST or not all_seconds:
            return size
        return size * min(100.0, max(0.01, (seconds / bytes_) / (all_seconds / all_bytes)))

    def learn(self, results: Iterable[ItemResult]) -> None:
        """What items of a kind took tells what the next ones will."""
        for result in results:
            if result.item.size > 0 and not result.same:
                for kind in ("", _kind(result.item)):
                    spent = self._spent.setdefault(kind, [0.0, 0.0])
                    spent[0] += result.cost.seconds
                    spent[1] += result.item.size


def _twins(one: Item, other: Item) -> bool:
    return one.size == other.size and one.known is not None and one.size > 0


def _kind(item: Item) -> str:
    _, dot, extension = item.relative.rpartition(".")
    return extension.lower() if dot and extension.isalpha() and len(extension) < 8 else "."
