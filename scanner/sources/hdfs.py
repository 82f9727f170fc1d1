"""Files of Hadoop, by pyarrow and the libhdfs that Hadoop brings along.

No HDFS has been tried. What is tried is this file over pyarrow's file system of the local disk, which has the same
interface.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from scanner.model import Reason
from scanner.problems import Unreadable
from scanner.sources.tree import Broken, Node, Place, TreeSource


class HdfsSource(TreeSource):
    """`hdfs://[user@]namenode:port/path`; `hdfs:///path` for the default of Hadoop's own settings."""

    scheme = "hdfs"

    def connect(self) -> Place:
        with _told():
            return _Server(self.filesystem())

    def filesystem(self) -> Any:
        from pyarrow.fs import HadoopFileSystem

        return HadoopFileSystem(self.host or "default", self.port or 0, user=self.user or None)


class _Server(Place):
    def __init__(self, filesystem: Any) -> None:
        self._fs = filesystem

    def stat(self, path: bytes) -> Node:
        with _told():
            return _node(self._fs.get_file_info(path.decode()))

    def names(self, path: bytes) -> Iterator[Node]:
        from pyarrow.fs import FileSelector

        with _told():
            for one in self._fs.get_file_info(FileSelector(path.decode())):
                yield _node(one)

    def read(self, path: bytes, start: int, end: int) -> bytes:
        with _told(), self._fs.open_input_file(path.decode()) as file:
            data: bytes = file.read_at(end - start, start)
            return data

    def close(self) -> None: ...


def _node(told: Any) -> Node:
    from pyarrow.fs import FileType

    if told.type == FileType.NotFound:
        raise FileNotFoundError("not there")
    kinds = {FileType.File: "file", FileType.Directory: "folder"}
    size = told.size or 0
    return Node(
        told.base_name.encode(),
        kinds.get(told.type, "special"),
        size,
        (told.mtime_ns or 0) / 1e9,
        f"{told.mtime_ns}-{size}",
    )


class _told:
    """pyarrow's errors as ours. They quote paths; only what class it was is kept."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: Any, exc: Any, _: Any) -> None:
        if exc is None or not isinstance(exc, Exception):
            return
        if isinstance(exc, FileNotFoundError | PermissionError | NotADirectoryError):
            raise type(exc)(type(exc).__name__) from None
        if isinstance(exc, OSError) and str(exc).startswith(("Unable to load lib", "Failed to load")):
            raise Unreadable(
                Reason.MISSING_EXTRA, "libhdfs or Java: set HADOOP_HOME, JAVA_HOME and CLASSPATH"
            ) from None
        if isinstance(exc, OSError | EOFError):
            raise Broken(type(exc).__name__) from None
        raise Unreadable(Reason.IO_ERROR, type(exc).__name__) from None
