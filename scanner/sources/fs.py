"""Servers that fsspec has a sound file system for: FTP, HDFS.

Of fsspec only `ls`, `info` and `cat_file` are used: its walk loses errors, its caches give yesterday's listing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from scanner.model import Reason
from scanner.problems import ConfigError, Unreadable
from scanner.sources.tree import Broken, Node, Place, TreeSource

_SECONDS = 60
_FRESH = {"use_listings_cache": False, "skip_instance_cache": True}
_FOLDERS = ("directory", "dir")
_TIMES = ("mtime", "modified", "modify")


class FsSource(TreeSource):
    """A subclass gives the file system, and how its paths begin."""

    encoding = "utf-8"  # of names, as the file system gives them

    def filesystem(self) -> Any:
        raise NotImplementedError

    def connect(self) -> Place:
        try:
            filesystem = self.filesystem()
        except (ValueError, OSError) as exc:
            if isinstance(exc, OSError) and not isinstance(exc, FileNotFoundError):
                raise Broken(type(exc).__name__) from None
            raise ConfigError(
                f"{self.target}: the settings cannot work ({type(exc).__name__}). See docs/shares.md.",
                ja=f"{self.target}: 設定に誤りがあります ({type(exc).__name__})。docs/shares.md を見てください。",
            ) from None
        return _Mounted(filesystem, self.encoding)


class HdfsSource(FsSource):
    """`hdfs://namenode:port/path`, by libhdfs, which Hadoop brings along. Not tested against a server."""

    scheme = "hdfs"

    def filesystem(self) -> Any:
        from fsspec.implementations.arrow import HadoopFileSystem

        return HadoopFileSystem(self.host or "default", self.port or 0, user=self.user or None, **_FRESH)


class _Mounted(Place):
    def __init__(self, filesystem: Any, encoding: str) -> None:
        self._fs, self._encoding = filesystem, encoding

    def _name(self, path: bytes) -> str:
        return path.decode(self._encoding, "surrogateescape").rstrip("/") or "/"

    def stat(self, path: bytes) -> Node:
        with _told():
            return self._node(self._fs.info(self._name(path)))

    def names(self, path: bytes) -> Iterator[Node]:
        with _told():
            found = self._fs.ls(self._name(path), detail=True)
        for one in found:
            name = str(one["name"]).encode(self._encoding, "surrogateescape")
            if name.strip(b"/") != path.strip(b"/"):  # itself
                yield self._node(one)

    def read(self, path: bytes, start: int, end: int) -> bytes:
        with _told():
            data: bytes = self._fs.cat_file(self._name(path), start=start, end=end)
        return data

    def close(self) -> None: ...

    def _node(self, told: dict[str, Any]) -> Node:
        name = str(told["name"]).rstrip("/").rpartition("/")[2].encode(self._encoding, "surrogateescape")
        kind = "folder" if told.get("type") in _FOLDERS else "file"
        size = int(told.get("size") or 0)
        version = next((str(told[key]) for key in _TIMES if told.get(key)), "").strip('"')
        owner = str(told.get("unix.owner", "") or told.get("owner", "") or "")
        return Node(name, kind, size, _seconds(told), f"{version}-{size}", owner)


def _seconds(told: dict[str, Any]) -> float:
    for key in _TIMES:
        value = told.get(key)
        if isinstance(value, datetime):
            return (value if value.tzinfo else value.replace(tzinfo=UTC)).timestamp()
        if isinstance(value, int | float):
            return float(value)
        if isinstance(value, str):
            try:  # FTP writes 20261126211530, with a point and more behind it where it likes
                return datetime.strptime(value[:14], "%Y%m%d%H%M%S").replace(tzinfo=UTC).timestamp()
            except ValueError:
                continue
    return 0.0


class _told:
    """Errors of their libraries as ours. What they say may quote a name; only what class it was is kept."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: Any, exc: Any, _: Any) -> None:
        if exc is None or not isinstance(exc, Exception):
            return
        if isinstance(exc, FileNotFoundError | PermissionError | NotADirectoryError):
            raise type(exc)(type(exc).__name__) from None
        words = str(exc)[:3] if type(exc).__name__ == "error_perm" else ""
        if words == "530":
            raise PermissionError(type(exc).__name__) from None
        if words == "550":
            raise FileNotFoundError(type(exc).__name__) from None
        if isinstance(exc, OSError | EOFError):
            raise Broken(type(exc).__name__) from None
        raise Unreadable(Reason.IO_ERROR, type(exc).__name__) from None
