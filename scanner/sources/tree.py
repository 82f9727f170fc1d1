"""Folders on another machine, whatever the protocol: what is below a folder, each failure a row.

Our own because the walks of fsspec lose errors and keep listings in a cache (lab.md). A protocol gives `Place`: names in
one folder, and the bytes of a file. Paths are bytes, absolute, with `/`; a server's names need not be valid text.
"""

from __future__ import annotations

import io
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from typing import BinaryIO, TypeAlias, TypeVar, cast
from urllib.parse import quote, unquote_to_bytes, urlsplit

from scanner.budget import Budget
from scanner.model import Item, Problem, Reason, Segment, Stage
from scanner.problems import ConfigError, Unreadable, problem_of
from scanner.sources import SourceOptions, patience
from scanner.sources.content import Content
from scanner.sources.globs import Globs
from scanner.sources.names import shown
from scanner.sources.pace import Pace
from scanner.sources.posix import narrower
from scanner.sources.ranged import Ranged

T = TypeVar("T")

_DEEPEST = 200  # folders in folders; a loop that a server shows as folders ends here
_MOST = 5_000_000  # names in a folder; a listing without end ends here
_BUFFER = 64 << 10
_CHECKING = 30.0  # seconds for the first answer
_CLOSING = 5.0  # seconds to say good-bye
_TRIES, _WAIT = 4, 0.5  # of what a broken connection stopped; seconds before the first, doubled each time


@dataclass(frozen=True, slots=True)
class Node:
    """What a folder lists. kind: file, folder, symlink, special. size: bytes. modified: seconds since the epoch.

    enters: of a folder, who can reach what lies in it, "" where that is not told.
    """

    name: bytes
    kind: str
    size: int = -1
    modified: float = 0.0
    version: str = ""
    owner: str = ""
    exposure: str = "unknown"
    detail: str = ""
    problem: Problem | None = None
    enters: str = ""


@dataclass(frozen=True, slots=True)
class _Folder:
    """On the way down. relative: below the target. enters, gate: who can come here, and what keeps others out.

    The target itself keeps nobody out: who may enter a share is not told by the mode of the folder that is shared.
    """

    path: bytes
    relative: bytes = b""
    enters: str = ""
    gate: str = ""

    def below(self, path: bytes, relative: bytes, node: Node) -> _Folder:
        enters = narrower(node.enters, self.enters) if self.enters else node.enters
        return _Folder(path, relative, enters, self.gate if enters == self.enters else node.detail)


_Nodes: TypeAlias = list[Node]
_Folders: TypeAlias = list[_Folder]


class Place(ABC):
    """One connection to one server. Errors are OSError or Unreadable; `Broken` where it may help to connect again."""

    @abstractmethod
    def stat(self, path: bytes) -> Node:
        """Of a file or folder. Follows no link."""

    @abstractmethod
    def names(self, path: bytes) -> Iterator[Node]:
        """What lies in a folder, in any order, without itself and its parent."""

    @abstractmethod
    def read(self, path: bytes, start: int, end: int) -> bytes:
        """Bytes from start up to, not including, end; fewer only where the file ends."""

    @abstractmethod
    def close(self) -> None: ...


@dataclass(slots=True)
class _Connection:
    """Of one thread."""

    place: Place | None = None


class Broken(OSError):
    """The connection is gone."""


class TreeSource:
    """`scheme://[user@]host[:port]/path`. A subclass says how to connect."""

    scheme = ""

    def __init__(self, target: str, options: SourceOptions) -> None:
        parts = urlsplit(target)
        self.host, self.user = parts.hostname or "", unquote_to_bytes(parts.username or "").decode()
        try:
            self.port = parts.port
        except ValueError:
            raise ConfigError(
                f"{self.scheme}://: the port is no number.", ja=f"{self.scheme}://: ポートが数字ではありません。"
            ) from None
        self.options = options
        # urlsplit ends a path at ? and #, which names may hold as they stand
        _, _, rest = target.partition("://")
        self._root = b"/" + unquote_to_bytes(rest.partition("/")[2]).strip(b"/")
        self._authority = rest.partition("/")[0]
        self._include, self._exclude = Globs(options.include), Globs(options.exclude)
        self._connections = threading.local()
        self._shut = False
        self._pace = Pace(options.pace.requests, options.pace.bytes, options.workers)
        self.target = self._uri(self._root)

    def connect(self) -> Place:
        """Raises ConfigError where the settings cannot work, OSError where the server does not answer."""
        raise NotImplementedError

    # --- talking to the server ---

    def _own(self) -> _Connection:
        """This thread's: one lists while another reads."""
        found: _Connection | None = getattr(self._connections, "own", None)
        if found is None:
            found = self._connections.own = _Connection()
        return found

    def _place(self, own: _Connection | None = None) -> Place:
        own = own or self._own()
        if own.place is None:
            own.place = self.connect()
        return own.place

    def _ask(self, call: Callable[[Place], T], seconds: float = 0.0, tries: int = _TRIES) -> T:
        """A call, again after a new connection where the old one broke. seconds: that it may take."""
        own = self._own()
        if self._shut:
            raise Unreadable(Reason.PERMISSION_DENIED, "let in no more")
        for left in reversed(range(tries)):
            self._pace.request()
            try:
                return patience.within(seconds or patience.LISTING, lambda: call(self._place(own)))
            except TimeoutError:
                self._drop()
                raise Unreadable(Reason.TIMEOUT, "no whole answer in time") from None
            except ConfigError:
                if tries == 1:  # the first login; later ones are trouble on the way
                    raise
                self._shut = True  # asked once: a login that fails for each file locks an account
                raise Unreadable(Reason.PERMISSION_DENIED, "let in no more") from None
            except (Broken, ConnectionError, EOFError) as exc:
                self._drop()
                if not left:
                    why = exc.args[0] if isinstance(exc, Broken) and exc.args else type(exc).__name__
                    raise Unreadable(Reason.IO_ERROR, f"the connection broke ({why})") from None
                time.sleep(_WAIT * 2 ** (_TRIES - 1 - left))
            except (OSError, Unreadable, MemoryError):
                raise
            except Exception as exc:  # of a library, for an answer that nobody thought of: the rest is still asked for
                self._drop()
                problem = problem_of(exc, Stage.LIST)
                raise Unreadable(problem.reason, problem.detail) from None
        raise AssertionError

    def _drop(self) -> None:
        own = self._own()
        place, own.place = own.place, None
        if place is not None:
            with suppress(OSError):  # it is broken, which we know
                patience.within(_CLOSING, place.close)

    def check(self) -> None:
        try:
            # somebody waits, who may have mistyped the name
            self._ask(lambda place: place.stat(self._root), _CHECKING, tries=1)
        except FileNotFoundError:
            raise ConfigError(
                f"{self.target}: no such file or folder.", ja=f"{self.target}: ファイルもフォルダーもありません。"
            ) from None
        except (OSError, Unreadable) as exc:
            problem = problem_of(exc, Stage.LIST)
            why = f"{problem.reason}, {problem.detail}"
            raise ConfigError(
                f"{self.target}: cannot be reached ({why}). Check name, port, network and permissions.",
                ja=f"{self.target}: 届きません ({why})。名前、ポート、ネットワーク、権限を確認してください。",
            ) from None

    # --- listing ---

    def list(self) -> Iterator[Item]:
        try:
            root = self._ask(lambda place: place.stat(self._root))
        except (OSError, Unreadable) as exc:
            yield Item(self.target, self.target, "folder", relative=".", problem=problem_of(exc, Stage.LIST))
            return
        if root.kind != "folder":
            name = self._root.rpartition(b"/")[2]
            yield self._item(self._root, name, root)
            return
        stack = [_Folder(self._root)]
        while stack:
            inner: _Folders = []
            yield from self._folder(stack.pop(), inner)
            stack.extend(reversed(inner))

    def _folder(self, folder: _Folder, inner: _Folders) -> Iterator[Item]:
        path, relative = folder.path, folder.relative
        nodes, problem = self._names(path)
        for node in sorted(nodes, key=lambda node: node.name):
            below = relative + b"/" + node.name if relative else node.name
            here = path.rstrip(b"/") + b"/" + node.name
            if node.kind != "folder" or node.problem:
                yield self._item(here, below, _narrowed(node, folder))
            elif self._exclude.match(shown(below)):
                yield self._item(here, below, node, Problem(Stage.LIST, Reason.EXCLUDED))
            elif below.count(b"/") >= _DEEPEST:
                yield self._item(here, below, node, Problem(Stage.LIST, Reason.TOO_DEEP, detail="folders in folders"))
            else:
                inner.append(folder.below(here, below, node))
        if problem:
            uri = self._uri(path)
            yield Item(self.target, uri, "folder", relative=shown(relative) or ".", problem=problem)

    def _names(self, path: bytes) -> tuple[_Nodes, Problem | None]:
        """What a folder lists. A listing that breaks off is asked for again, and then gives what came until then."""
        nodes: _Nodes = []

        def take(place: Place) -> None:
            nodes.clear()
            for node in place.names(path):
                if node.name not in (b"", b".", b"..") and b"/" not in node.name:
                    nodes.append(node)
                if len(nodes) > _MOST:
                    raise Unreadable(Reason.TOO_MANY, "names in a folder")

        try:
            self._ask(take)
        except (OSError, Unreadable) as exc:
            return list(nodes), problem_of(exc, Stage.LIST)
        return nodes, None

    def _item(self, path: bytes, relative: bytes, node: Node, problem: Problem | None = None) -> Item:
        name = shown(relative) or "."
        return Item(
            source=self.target,
            uri=self._uri(path),
            kind=node.kind,
            size=node.size if node.kind == "file" else -1,
            modified=node.modified,
            version=node.version,
            owner=node.owner,
            exposure=node.exposure,
            exposure_detail=node.detail,
            relative=name,
            problem=problem or node.problem or self._left_out(name, node),
        )

    def _left_out(self, name: str, node: Node) -> Problem | None:
        if node.kind == "symlink":
            return Problem(Stage.LIST, Reason.SYMLINK)
        if node.kind == "special":
            return Problem(Stage.LIST, Reason.SPECIAL_FILE)
        if (self.options.include and not self._include.match(name)) or self._exclude.match(name):
            return Problem(Stage.LIST, Reason.EXCLUDED)
        if 0 < self.options.max_bytes < node.size:
            return Problem(Stage.LIST, Reason.TOO_LARGE, detail=f"more than {self.options.max_bytes} bytes")
        return None

    def _uri(self, path: bytes) -> str:
        return f"{self.scheme}://{self._authority}{quote(path)}"

    def _path(self, uri: str) -> bytes:
        return b"/" + unquote_to_bytes(uri.partition("://")[2].partition("/")[2])

    # --- reading ---

    @contextmanager
    def open(self, item: Item) -> Iterator[BinaryIO]:
        path = self._path(item.uri)

        def fetch(start: int, end: int) -> bytes:
            self._pace.bytes(end - start)
            data = self._ask(lambda place: place.read(path, start, end), patience.reading(end - start))
            if len(data) < end - start:
                raise Unreadable(Reason.CHANGED, "shorter than it was listed")
            return data

        stream = io.BufferedReader(Ranged(fetch, max(item.size, 0), self._uri(path)), _BUFFER)
        with stream:
            yield cast(BinaryIO, stream)

    def read(self, item: Item, budget: Budget) -> Iterator[Segment]:
        return Content(self, item, budget).segments()

    def version(self, stream: BinaryIO) -> str:
        """As the server tells it now."""
        uri = cast(Ranged, cast(io.BufferedReader, stream).raw).version
        return self._ask(lambda place: place.stat(self._path(uri))).version


def _narrowed(node: Node, folder: _Folder) -> Node:
    """With the exposure that the folders on the way leave."""
    fewer = narrower(node.exposure, folder.enters) if folder.enters else node.exposure
    if fewer == node.exposure:
        return node
    return replace(node, exposure=fewer, detail=f"{node.detail}, in a folder {folder.gate}")
