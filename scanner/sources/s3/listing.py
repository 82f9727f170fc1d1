"""Keys below a prefix, folders side by side.

An answer holds 1,000 keys and each has to be waited for, so a million keys take minutes. Where a level has some folders
they are listed at the same time. By folders and not by ranges of keys: stores that are not S3 do not all give keys in
the order of their bytes, and a range cut out of another order loses keys.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from queue import Full, Queue
from threading import Event
from typing import Any

Page = list[dict[str, Any]]  # of objects as S3 tells of them: Key, Size, ETag, LastModified, StorageClass

AT_ONCE = 8
_LEVELS = 5  # of folders that are gone down while there is only one
_PAGES = 4  # answers of a folder that wait for those before it
_PATIENCE = 0.2  # seconds between two looks whether anybody still wants them


@dataclass(frozen=True, slots=True)
class Broken:
    """The listing of a prefix broke off: what else is below it is not known."""

    prefix: str
    error: Exception


def pages(client: Any, ask: dict[str, Any], at_once: int = AT_ONCE) -> Iterator[Page | Broken]:
    """All objects below `ask["Prefix"]`, the same order each time. ask: what each call of ListObjectsV2 is given."""
    folders = [ask["Prefix"]]
    for _ in range(_LEVELS if at_once > 1 else 0):
        try:
            level = client.list_objects_v2(**ask | {"Prefix": folders[0]}, Delimiter="/")
        except Exception as exc:
            yield Broken(folders[0], exc)
            return
        if level.get("IsTruncated"):
            break  # more than a thousand names: as many requests, and most folders are small
        yield level.get("Contents", [])
        folders = [one["Prefix"] for one in level.get("CommonPrefixes", ())]
        if len(folders) != 1:
            break
    if len(folders) < 2:
        for folder in folders:
            yield from _flat(client, ask, folder)
        return
    stop = Event()
    with ThreadPoolExecutor(at_once, thread_name_prefix="daicho s3 lister") as pool:
        waiting = deque(_Ahead(client, ask, folder, stop) for folder in folders)
        for ahead in waiting:
            pool.submit(ahead.work)  # in order, so the one that is waited for always has a thread
        try:
            while waiting:
                yield from waiting.popleft().pages()
        finally:
            stop.set()


def _flat(client: Any, ask: dict[str, Any], prefix: str) -> Iterator[Page | Broken]:
    token: dict[str, Any] = {}
    while True:
        try:
            answer = client.list_objects_v2(**ask | {"Prefix": prefix}, **token)
        except Exception as exc:
            yield Broken(prefix, exc)
            return
        yield answer.get("Contents", [])
        if not answer.get("IsTruncated"):
            return
        if token == (following := {"ContinuationToken": answer.get("NextContinuationToken", "")}):
            yield Broken(prefix, RuntimeError("the same page again"))
            return
        token = following


class _Ahead:
    """A folder that is listed in a thread while those before it are taken."""

    def __init__(self, client: Any, ask: dict[str, Any], prefix: str, stop: Event) -> None:
        self._client, self._ask, self._prefix, self._stop = client, ask, prefix, stop
        self._queue: Queue[Page | Broken | None] = Queue(_PAGES)

    def work(self) -> None:
        for page in _flat(self._client, self._ask, self._prefix):
            if not self._put(page):
                return
        self._put(None)

    def _put(self, page: Page | Broken | None) -> bool:
        while not self._stop.is_set():
            try:
                self._queue.put(page, timeout=_PATIENCE)
                return True
            except Full:
                continue
        return False

    def pages(self) -> Iterator[Page | Broken]:
        while (page := self._queue.get()) is not None:
            yield page


def versions(client: Any, ask: dict[str, Any]) -> Iterator[tuple[Page, Page] | Broken]:
    """Every version of every object, and the marks that say an object was deleted: (versions, delete markers)."""
    token: dict[str, Any] = {}
    while True:
        try:
            answer = client.list_object_versions(**ask, **token)
        except Exception as exc:
            yield Broken(ask["Prefix"], exc)
            return
        yield answer.get("Versions", []), answer.get("DeleteMarkers", [])
        if not answer.get("IsTruncated"):
            return
        token = {"KeyMarker": answer["NextKeyMarker"], "VersionIdMarker": answer.get("NextVersionIdMarker", "")}
