"""What sources of objects have in common: buckets and prefixes as targets, rows, reads of what was listed and no other."""

from __future__ import annotations

import io
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import BinaryIO, TypeVar, cast
from urllib.parse import quote, unquote

from scanner.budget import Budget
from scanner.model import Item, Problem, Reason, Segment, Stage
from scanner.problems import ConfigError, Unreadable, problem_of
from scanner.sources import SourceOptions, patience
from scanner.sources.content import Content
from scanner.sources.globs import Globs
from scanner.sources.names import readable
from scanner.sources.objects import listing
from scanner.sources.objects.ahead import Ahead
from scanner.sources.objects.entry import Answer, Ask, Broken, Entry, Facts, Page
from scanner.sources.pace import Pace
from scanner.sources.ranged import Ranged

T = TypeVar("T")

_BUFFER = 64 << 10
_AHEAD = 8  # small objects that a worker asks for at once
_TRIES, _WAIT = 4, 0.5  # of a block whose connection broke; seconds before the second, doubled each time


class Broke(Exception):
    """An answer broke off or never came; asking again may help. detail: the class of the error."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


class ObjectSource(ABC):
    """`scheme://bucket`, `scheme://bucket/prefix` (an object of that name and all below it), or `scheme://` for all buckets.

    A subclass asks one kind of store, and gives its errors as Unreadable, or as Broke where asking again may help.
    """

    scheme = ""
    which = "version"  # what an old version is called in a URI

    def __init__(self, target: str, options: SourceOptions) -> None:
        _, _, rest = target.partition("://")
        self._bucket, prefix = self._split(rest)
        self._prefix = unquote(prefix).encode("utf-8", "replace").decode()  # keys are UTF-8, whatever a shell gives
        if prefix and not self._bucket:
            raise ConfigError(
                f"{self.scheme}:///: the bucket is missing. Write {self.scheme}://bucket/prefix",
                ja=f"{self.scheme}:///: バケットがありません。{self.scheme}://バケット/プレフィックス の形で書いてください。",
            )
        self._options = options
        self._include, self._exclude = Globs(options.include), Globs(options.exclude)
        self._pace = Pace(options.pace.requests, options.pace.bytes, options.workers)
        each = options.pace.connections // (options.workers + 1)  # the lister has its share, too
        self._at_once = max(1, each) if options.pace.connections else 0
        self._ahead = Ahead(self._whole, self._at_once or _AHEAD)
        self.target = f"{self.scheme}://" + (f"{self._bucket}/{quote(self._prefix)}" if self._bucket else "")

    def _split(self, rest: str) -> tuple[str, str]:
        """(bucket, prefix) of what stands behind the scheme."""
        bucket, _, prefix = rest.partition("/")
        return bucket, prefix

    @abstractmethod
    def check(self) -> None: ...

    @abstractmethod
    def buckets(self) -> Iterator[str]:
        """All of the account. Raises Unreadable."""

    @abstractmethod
    def facts(self, bucket: str) -> Facts:
        """Never raises."""

    @abstractmethod
    def ask(self, bucket: str, prefix: str, token: str, delimiter: str) -> Answer:
        """A page. With old versions where the plan wants them; then there is no delimiter. Raises Unreadable."""

    @abstractmethod
    def get(self, bucket: str, key: str, item: Item, start: int, end: int) -> bytes:
        """Bytes from start up to, not including, end, of the very object that was listed."""

    versions = False  # whether old ones are listed

    def _asked(self, bucket: str) -> Ask:
        def ask(prefix: str, token: str, delimiter: str) -> Answer:
            try:
                return patience.within(patience.LISTING, partial(self.ask, bucket, prefix, token, delimiter))
            except Broke as exc:
                raise Unreadable(Reason.IO_ERROR, exc.detail) from None

        return ask

    # --- listing ---

    def list(self) -> Iterator[Item]:
        if self._bucket:
            yield from self._items(self._bucket, "")
            return
        try:
            for bucket in self.buckets():
                yield from self._items(bucket, f"{bucket}/")
        except (Unreadable, Broke) as exc:
            yield Item(self.target, self.target, "folder", relative=".", problem=_list_problem(exc))

    def _items(self, bucket: str, above: str) -> Iterator[Item]:
        try:
            facts = patience.within(patience.LISTING, partial(self.facts, bucket))
        except TimeoutError:
            facts = Facts()
        for page in self._pages(bucket):
            if isinstance(page, Broken):
                yield self._broken(bucket, above, page)
                continue
            for entry in self._seen(bucket, page, facts):
                yield self._item(bucket, above, entry, facts)

    def _seen(self, bucket: str, page: Page, facts: Facts) -> Iterable[Entry]:
        """Where a store tells more of an object on asking."""
        return page

    def _pages(self, bucket: str) -> Iterator[Page | Broken]:
        """`s3://bucket/data` means the object `data` and all below `data/`, and not `database/`."""
        ask, prefix = self._asked(bucket), self._prefix
        if self.versions:
            for page in listing.flat(ask, prefix):
                yield page if isinstance(page, Broken) else [entry for entry in page if self._below(entry.key)]
            return
        if prefix and not prefix.endswith("/"):
            try:
                yield [entry for entry in ask(prefix, "", "/").entries if entry.key == prefix]
            except Exception as exc:
                yield Broken(prefix, exc)
                return
            prefix += "/"
        yield from listing.pages(ask, prefix, min(listing.AT_ONCE, self._at_once or listing.AT_ONCE))

    def _below(self, key: str) -> bool:
        prefix = self._prefix
        return not prefix or prefix.endswith("/") or key == prefix or key.startswith(prefix + "/")

    def _item(self, bucket: str, above: str, entry: Entry, facts: Facts) -> Item:
        key = entry.key
        relative = readable(above + (key.removeprefix(self._prefix).lstrip("/") or key.rpartition("/")[2] or key))
        named = entry.version if entry.old or self.versions else ""
        return Item(
            source=self.target,
            uri=self._uri(bucket, key, named),
            kind="object",
            size=entry.size,
            modified=entry.modified,
            version=entry.stamp,
            owner=entry.owner,
            exposure=entry.exposure or facts.exposure,
            exposure_detail="; ".join(filter(None, (entry.detail, facts.detail))),
            relative=relative + (f" ({entry.version})" if entry.old and entry.version else ""),
            problem=self._left_out(relative, entry),
            encryption=entry.encryption or facts.encryption,
        )

    def _left_out(self, relative: str, entry: Entry) -> Problem | None:
        if (self._options.include and not self._include.match(relative)) or self._exclude.match(relative):
            return Problem(Stage.LIST, Reason.EXCLUDED)
        if 0 < self._options.max_bytes < entry.size:
            return Problem(Stage.LIST, Reason.TOO_LARGE, detail=f"more than {self._options.max_bytes} bytes")
        return entry.problem

    def _broken(self, bucket: str, above: str, broken: Broken) -> Item:
        shown = readable(above + broken.prefix.removeprefix(self._prefix)) or "."
        uri = self._uri(bucket, broken.prefix, "")
        return Item(self.target, uri, "folder", relative=shown, problem=_list_problem(broken.error))

    def _uri(self, bucket: str, key: str, version: str) -> str:
        suffix = f"?{self.which}={quote(version, safe='')}" if version else ""
        return f"{self.scheme}://{bucket}/{quote(key, errors='surrogatepass')}{suffix}"

    def _place(self, uri: str) -> tuple[str, str, str]:
        """(bucket, key, version) of an item's URI."""
        bucket, rest = self._split(uri.partition("://")[2])
        key, _, version = rest.partition(f"?{self.which}=")
        return bucket, unquote(key, errors="surrogatepass"), unquote(version)

    # --- reading ---

    def expect(self, items: Iterable[Item]) -> None:
        """What is read next: small objects are fetched some at a time."""
        self._ahead.expect(items)

    @contextmanager
    def open(self, item: Item) -> Iterator[BinaryIO]:
        """Reads by ranges, each only of the very object that was listed: another in its place is `changed`."""
        if item.size < 0:
            raise Unreadable(Reason.IO_ERROR, "size not known")
        fetch: Callable[[int, int], bytes] = partial(self._fetch, item)
        if (data := self._ahead.take(item)) is not None:
            held = data

            def fetch(start: int, end: int) -> bytes:
                return held[start:end]

        with io.BufferedReader(Ranged(fetch, item.size, item.version), _BUFFER) as stream:
            yield cast(BinaryIO, stream)

    def _whole(self, item: Item) -> bytes:
        return self._fetch(item, 0, item.size)

    def _fetch(self, item: Item, start: int, end: int) -> bytes:
        bucket, key, _ = self._place(item.uri)
        return self._patiently(start, end, partial(self.get, bucket, key, item))

    def _patiently(self, start: int, end: int, get: Callable[[int, int], bytes]) -> bytes:
        """All of a block, asked for again where the answer breaks off."""
        self._pace.bytes(end - start)
        seconds = patience.reading(end - start)

        def whole() -> bytes:
            data = patience.within(seconds, partial(get, start, end))
            if len(data) > end - start:
                raise Unreadable(Reason.CHANGED, "longer than it was listed")
            if len(data) < end - start:
                raise Broke("the answer broke off")
            return data

        try:
            return again(whole)
        except Broke as exc:
            raise Unreadable(Reason.IO_ERROR, exc.detail) from None
        except TimeoutError:
            raise Unreadable(Reason.TIMEOUT, "no whole answer in time") from None

    def read(self, item: Item, budget: Budget) -> Iterator[Segment]:
        return Content(self, item, budget).segments()

    def version(self, stream: BinaryIO) -> str:
        """What was listed: each range was asked of that and nothing else."""
        return cast(Ranged, cast(io.BufferedReader, stream).raw).version


def again(call: Callable[[], T]) -> T:
    """What it gives, called again where an answer broke off. What took too long is not: that was minutes."""
    for wait in (_WAIT * 2**n for n in range(_TRIES - 1)):
        try:
            return call()
        except Broke:
            time.sleep(wait)
    return call()


def _list_problem(exc: Exception) -> Problem:
    return problem_of(Unreadable(Reason.IO_ERROR, exc.detail) if isinstance(exc, Broke) else exc, Stage.LIST)
