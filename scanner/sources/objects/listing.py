"""Keys below a prefix, folders side by side.

An answer holds 1,000 keys and each has to be waited for, so a million keys take minutes. Where a level has some folders
they are listed at the same time. By folders and not by ranges of keys: stores do not all give keys in the order of their
bytes, and a range cut out of another order loses keys.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from queue import Full, Queue
from threading import Event

from scanner.sources.objects.entry import Ask, Broken, Entry

AT_ONCE = 8
_LEVELS = 5  # of folders that are gone down while there is only one
_PAGES = 4  # answers of a folder that wait for those before it
_PATIENCE = 0.2  # seconds between two looks whether anybody still wants them


def pages(ask: Ask, prefix: str, at_once: int = AT_ONCE) -> Iterator[list[Entry] | Broken]:
    """All objects below a prefix, the same order each time."""
    folders = [prefix]
    for _ in range(_LEVELS if at_once > 1 else 0):
        try:
            level = ask(folders[0], "", "/")
        except Exception as exc:
            yield Broken(folders[0], exc)
            return
        if level.next:
            break  # more than a page of names: as many requests, and most folders are small
        yield level.entries
        folders = level.folders
        if len(folders) != 1:
            break
    if len(folders) < 2:
        for folder in folders:
            yield from flat(ask, folder)
        return
    stop = Event()
    rest = (_Ahead(ask, folder, stop) for folder in folders)
    with ThreadPoolExecutor(at_once, thread_name_prefix="daicho lister") as pool:
        waiting: deque[_Ahead] = deque()
        try:
            while True:
                for ahead in islice(rest, 2 * at_once - len(waiting)):  # no more: what they listed lies in memory
                    pool.submit(ahead.work)  # in order, so the one that is waited for always has a thread
                    waiting.append(ahead)
                if not waiting:
                    return
                yield from waiting.popleft().pages()
        finally:
            stop.set()


def flat(ask: Ask, prefix: str) -> Iterator[list[Entry] | Broken]:
    """Page after page, in the store's order."""
    token = ""
    while True:
        try:
            answer = ask(prefix, token, "")
        except Exception as exc:
            yield Broken(prefix, exc)
            return
        yield answer.entries
        if not answer.next:
            return
        if token == answer.next:
            yield Broken(prefix, RuntimeError("the same page again"))
            return
        token = answer.next


class _Ahead:
    """A folder that is listed in a thread while those before it are taken."""

    def __init__(self, ask: Ask, prefix: str, stop: Event) -> None:
        self._ask, self._prefix, self._stop = ask, prefix, stop
        self._queue: Queue[list[Entry] | Broken | None] = Queue(_PAGES)

    def work(self) -> None:
        for page in flat(self._ask, self._prefix):
            if not self._put(page):
                return
        self._put(None)

    def _put(self, page: list[Entry] | Broken | None) -> bool:
        while not self._stop.is_set():
            try:
                self._queue.put(page, timeout=_PATIENCE)
                return True
            except Full:
                continue
        return False

    def pages(self) -> Iterator[list[Entry] | Broken]:
        while (page := self._queue.get()) is not None:
            yield page
