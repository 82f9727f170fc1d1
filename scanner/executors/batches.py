"""Items → batches: few enough to come back soon, many enough that handing them over costs nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from scanner.model import Item

MAX_ITEMS = 64
MAX_BYTES = 16 << 20
WINDOW = 1024
_UNKNOWN = 1 << 20  # taken for the size of an item that does not tell


def batched(items: Iterable[Item], workers: int = 1) -> Iterator[tuple[Item, ...]]:
    """Looks `WINDOW` items ahead and gives the biggest first, so that none of them is begun last and waited for.

    Big items go alone. A small window is cut finer, so that every worker gets a share.
    """
    rest = iter(items)
    while window := list(islice(rest, WINDOW)):
        window.sort(key=_size, reverse=True)  # stable: equal sizes keep the order of listing
        most = max(1, min(MAX_ITEMS, len(window) // (4 * workers)))
        batch: list[Item] = []
        size = 0
        for item in window:
            if batch and (len(batch) >= most or size + _size(item) > MAX_BYTES):
                yield tuple(batch)
                batch, size = [], 0
            batch.append(item)
            size += _size(item)
        yield tuple(batch)


def _size(item: Item) -> int:
    return item.size if item.size >= 0 else _UNKNOWN
