"""Stores and servers that fsspec has a sound file system for: Google Cloud Storage, Azure, FTP, HDFS.

Of fsspec only `ls`, `info` and `cat_file` are used: its walk loses errors, its caches give yesterday's listing.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from scanner.model import Problem, Reason, Stage
from scanner.problems import ConfigError, Unreadable
from scanner.sources.tree import Broken, Node, Place, TreeSource

_SECONDS = 60
_FRESH = {"use_listings_cache": False, "skip_instance_cache": True}
_FOLDERS = ("directory", "dir")
_VERSIONS = ("generation", "etag", "ETag", "content_md5", "mtime", "modified", "modify", "last_modified", "updated")
_TIMES = ("mtime", "modified", "last_modified", "updated", "modify")
_COLD = frozenset({"Archive"})  # of Azure; the archive class of Google is read like any other


class FsSource(TreeSource):
    """A subclass gives the file system, and how its paths begin."""

    encoding = "utf-8"  # of names, as the file system gives them
    extra = ""

    def filesystem(self) -> Any:
        raise NotImplementedError

    def prefix(self) -> str:
        """What stands before a path of ours in a path of theirs."""
        return ""

    def exposure(self, filesystem: Any) -> tuple[str, str]:
        """Of everything below the target: (exposure, detail)."""
        return "unknown", ""

    def connect(self) -> Place:
        try:
            filesystem = self.filesystem()
        except ImportError as exc:
            raise ConfigError(
                f"{self.target}: needs {exc.name}. Install it: pip install 'daicho[{self.extra}]'",
                ja=f"{self.target}: {exc.name} が要ります: pip install 'daicho[{self.extra}]'",
            ) from None
        except (ValueError, OSError) as exc:
            if isinstance(exc, OSError) and not isinstance(exc, FileNotFoundError):
                raise Broken(type(exc).__name__) from None
            raise ConfigError(
                f"{self.target}: the settings cannot work ({type(exc).__name__}). See docs/shares.md.",
                ja=f"{self.target}: 設定に誤りがあります ({type(exc).__name__})。docs/shares.md を見てください。",
            ) from None
        return _Mounted(filesystem, self, lambda: self.exposure(filesystem))


class GcsSource(FsSource):
    """`gs://bucket/prefix`. Credentials as Google's libraries find them; none for buckets that are open."""

    scheme, extra = "gs", "gcs"

    def filesystem(self) -> Any:
        # gcsfs asks each bucket for its kind over gRPC, and waits a minute where a server does not speak that.
        if os.environ.get("STORAGE_EMULATOR_HOST"):
            os.environ.setdefault("GCSFS_EXPERIMENTAL_ZB_HNS_SUPPORT", "false")
        import gcsfs

        anonymous = os.environ.get("DAICHO_GCS_ANONYMOUS") or os.environ.get("STORAGE_EMULATOR_HOST")
        return gcsfs.GCSFileSystem(token="anon" if anonymous else None, access="read_only", timeout=_SECONDS, **_FRESH)

    def prefix(self) -> str:
        return self._authority

    def exposure(self, filesystem: Any) -> tuple[str, str]:
        """By the bucket's IAM policy; what single objects grant (fine-grained ACLs) is not seen."""
        try:
            policy = filesystem.call("GET", "b/{}/iam", self._authority, json_out=True)
        except Exception:
            return "unknown", "not known: storage.buckets.getIamPolicy"
        readers = {
            member
            for binding in policy.get("bindings", ())
            if any(word in binding.get("role", "") for word in ("object", "Reader", "viewer", "admin"))
            for member in binding.get("members", ())
        }
        public = readers & {"allUsers", "allAuthenticatedUsers"}
        wide = {member for member in readers if member.startswith("domain:")}
        return "public" if public else "company" if wide else "private", ", ".join(sorted(public | wide))


class AzureSource(FsSource):
    """`az://container/prefix` of the account in AZURE_STORAGE_CONNECTION_STRING or AZURE_STORAGE_ACCOUNT_NAME."""

    scheme, extra = "az", "azure"

    def filesystem(self) -> Any:
        import adlfs

        told = os.environ.get("AZURE_STORAGE_CONNECTION_STRING")
        if not told and not os.environ.get("AZURE_STORAGE_ACCOUNT_NAME"):
            raise ValueError("no account")
        keys = ("AZURE_STORAGE_ACCOUNT_KEY", "AZURE_STORAGE_SAS_TOKEN", "AZURE_STORAGE_CLIENT_SECRET")
        plain = not told and not any(os.environ.get(key) for key in keys)
        return adlfs.AzureBlobFileSystem(
            account_name=os.environ.get("AZURE_STORAGE_ACCOUNT_NAME"),
            connection_string=told,
            anon=False if plain else None,  # DefaultAzureCredential: managed identity, CLI, environment
            **_FRESH,
        )

    def prefix(self) -> str:
        return self._authority

    def exposure(self, filesystem: Any) -> tuple[str, str]:
        from fsspec.asyn import sync

        async def ask() -> Any:
            client = filesystem.service_client.get_container_client(self._authority)
            return await client.get_container_properties()

        try:
            public = sync(filesystem.loop, ask).public_access
        except Exception:
            return "unknown", ""
        return ("public", f"public access: {public}") if public else ("private", "")


class HdfsSource(FsSource):
    """`hdfs://namenode:port/path`, by libhdfs, which Hadoop brings along. Not tested against a server."""

    scheme = "hdfs"

    def filesystem(self) -> Any:
        from fsspec.implementations.arrow import HadoopFileSystem

        return HadoopFileSystem(self.host or "default", self.port or 0, user=self.user or None, **_FRESH)


class _Mounted(Place):
    def __init__(self, filesystem: Any, source: FsSource, exposure: Callable[[], tuple[str, str]]) -> None:
        self._fs, self._prefix, self._ask = filesystem, source.prefix(), exposure
        self._encoding = source.encoding
        self._exposure: tuple[str, str] | None = None

    def _name(self, path: bytes) -> str:
        return self._prefix + path.decode(self._encoding, "surrogateescape").rstrip("/") or "/"

    def stat(self, path: bytes) -> Node:
        with _told():
            return self._node(self._fs.info(self._name(path)))

    def names(self, path: bytes) -> Iterator[Node]:
        own = self._prefix.encode() + path
        with _told():
            found = self._fs.ls(self._name(path), detail=True)
        for one in found:
            name = str(one["name"]).encode(self._encoding, "surrogateescape")
            if name.strip(b"/") != own.strip(b"/"):  # the mark of the folder itself
                yield self._node(one)

    def read(self, path: bytes, start: int, end: int) -> bytes:
        with _told():
            data: bytes = self._fs.cat_file(self._name(path), start=start, end=end)
        return data

    def close(self) -> None: ...

    def _node(self, told: dict[str, Any]) -> Node:
        if self._exposure is None:
            self._exposure = self._ask()
        name = str(told["name"]).rstrip("/").rpartition("/")[2].encode(self._encoding, "surrogateescape")
        kind = "folder" if told.get("type") in _FOLDERS else "file"
        size = int(told.get("size") or 0)
        version = next((str(told[key]) for key in _VERSIONS if told.get(key)), "").strip('"')
        cold = str(told.get("blob_tier", "")) in _COLD
        problem = Problem(Stage.LIST, Reason.ARCHIVED, detail="Archive") if cold else None
        owner = str(told.get("unix.owner", "") or told.get("owner", "") or "")
        return Node(name, kind, size, _seconds(told), f"{version}-{size}", owner, *self._exposure, problem=problem)


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
    """Errors of some ten libraries as ours. What they say may quote a name; only what class it was is kept."""

    def __enter__(self) -> None: ...

    def __exit__(self, kind: Any, exc: Any, _: Any) -> None:
        if exc is None or not isinstance(exc, Exception):
            return
        if isinstance(exc, FileNotFoundError | PermissionError | NotADirectoryError):
            raise type(exc)(type(exc).__name__) from None
        status = getattr(exc, "status_code", None) or getattr(exc, "code", None)
        status = status or getattr(getattr(exc, "response", None), "status_code", None)
        words = str(exc)[:3] if type(exc).__name__ == "error_perm" else ""
        if status in (401, 403, "401", "403") or words == "530" or type(exc).__name__ == "ClientAuthenticationError":
            raise PermissionError(type(exc).__name__) from None
        if (
            status in (404, 410, "404")
            or words == "550"
            or type(exc).__name__ in ("ResourceNotFound", "ResourceNotFoundError")
        ):
            raise FileNotFoundError(type(exc).__name__) from None
        if isinstance(exc, OSError | EOFError) or status in (429, 500, 502, 503, 504):
            raise Broken(type(exc).__name__) from None
        raise Unreadable(Reason.IO_ERROR, type(exc).__name__) from None
