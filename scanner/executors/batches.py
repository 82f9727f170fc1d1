"""Items → batches: few enough to come back soon, many enough that handing them over costs nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from scanner.model import Item

MAX_ITEMS = 64
MAX_BYTES = 2 << 20  # half a minute's work: one slow batch must not leave the other workers idle
_UNKNOWN = 256 << 10  # taken for the size of an item that does not tell


def batches(window: Sequence[Item], workers: int = 1) -> Iterator[tuple[Item, ...]]:
    """Cuts what was listed so far. The biggest come first, so that none of them is begun last and waited for.

    Big items go alone. A small window is cut finer, so that every worker gets a share.
    """
    most = max(1, min(MAX_ITEMS, len(window) // (4 * workers)))
    batch: list[Item] = []
    room = MAX_BYTES
    for item in sorted(window, key=_size, reverse=True):  # stable: equal sizes keep the order of listing
        if batch and (len(batch) == most or _size(item) > room):
            yield tuple(batch)
            batch, room = [], MAX_BYTES
        batch.append(item)
        room -= _size(item)
    if batch:
        yield tuple(batch)


def _size(item: Item) -> int:
    return item.size if item.size >= 0 else _UNKNOWN
