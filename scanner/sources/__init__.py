"""What can be scanned: one line per URI scheme."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import BinaryIO, Protocol, cast

from scanner.budget import Budget
from scanner.lazy import Lazy, with_plugins
from scanner.model import Item, Segment
from scanner.problems import ConfigError
from scanner.settings import S3, Azure, Gcs, Login, Pace, Sftp, Smb, Sql, Stores

SOURCES = {
    "file": Lazy("scanner.sources.files:FileSource"),
    "s3": Lazy("scanner.sources.s3.source:S3Source"),
    "sftp": Lazy("scanner.sources.sftp:SftpSource", extra="sftp"),
    "smb": Lazy("scanner.sources.smb.source:SmbSource", extra="smb"),
    "gs": Lazy("scanner.sources.gcs:GcsSource"),
    "az": Lazy("scanner.sources.azure:AzureSource"),
    "abfss": Lazy("scanner.sources.azure:AdlsSource"),
    "davs": Lazy("scanner.sources.webdav:WebdavSource"),
    "dav": Lazy("scanner.sources.webdav:PlainWebdavSource"),
    "ftps": Lazy("scanner.sources.ftp:FtpSource"),
    "ftp": Lazy("scanner.sources.ftp:PlainFtpSource"),
    "hdfs": Lazy("scanner.sources.hdfs:HdfsSource"),
    "postgresql": Lazy("scanner.sources.database.source:SqlSource"),
    "postgres": Lazy("scanner.sources.database.source:SqlSource"),
    "mysql": Lazy("scanner.sources.database.source:SqlSource"),
    "mariadb": Lazy("scanner.sources.database.source:SqlSource"),
    "sqlite": Lazy("scanner.sources.database.source:SqlSource"),
    "duckdb": Lazy("scanner.sources.database.source:SqlSource"),
    "mssql": Lazy("scanner.sources.database.source:SqlSource"),
    "sqlserver": Lazy("scanner.sources.database.source:SqlSource"),
    "oracle": Lazy("scanner.sources.database.source:SqlSource"),
    "snowflake": Lazy("scanner.sources.database.source:SqlSource"),
    "bigquery": Lazy("scanner.sources.database.source:SqlSource"),
    "redshift": Lazy("scanner.sources.database.source:SqlSource"),
    "databricks": Lazy("scanner.sources.database.source:SqlSource"),
    "mongodb": Lazy("scanner.sources.stores.mongo:MongoSource", extra="mongodb"),
    "mongodb+srv": Lazy("scanner.sources.stores.mongo:MongoSource", extra="mongodb"),
    "redis": Lazy("scanner.sources.stores.redis:RedisSource", extra="redis"),
    "rediss": Lazy("scanner.sources.stores.redis:RedisSource", extra="redis"),
    "dynamodb": Lazy("scanner.sources.stores.dynamo:DynamoSource"),
    "elasticsearch": Lazy("scanner.sources.stores.elastic:ElasticSource"),
    "opensearch": Lazy("scanner.sources.stores.elastic:ElasticSource"),
}

_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://")  # two letters at least: C:\ is a drive


@dataclass(frozen=True, slots=True)
class SourceOptions:
    """include, exclude: globs (see `globs.py`). skip: absolute paths that are never scanned, such as our own output.

    max_bytes: larger files are listed but not read; 0 for no such limit. workers: how many processes share the pace.
    full: all rows of tables. targets: those of the plan, as they were given. out: our own folder, "" for none.
    """

    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    follow_symlinks: bool = False
    one_file_system: bool = False
    max_bytes: int = 0
    skip: tuple[str, ...] = ()
    s3: S3 = field(default_factory=S3)
    gcs: Gcs = field(default_factory=Gcs)
    azure: Azure = field(default_factory=Azure)
    sftp: Sftp = field(default_factory=Sftp)
    smb: Smb = field(default_factory=Smb)
    webdav: Login = field(default_factory=Login)
    ftp: Login = field(default_factory=Login)
    pace: Pace = field(default_factory=Pace)
    sql: Sql = field(default_factory=Sql)
    stores: Stores = field(default_factory=Stores)
    workers: int = 1
    full: bool = False
    targets: tuple[str, ...] = ()
    out: str = ""


class Source(Protocol):
    """Lists items and reads their segments. `target` is an absolute URI and becomes `Item.source`."""

    target: str

    def check(self) -> None:
        """Raises `ConfigError` where nothing can be listed at all."""

    def list(self) -> Iterator[Item]:
        """Everything below the target, in the same order each time. What cannot be reached has a `problem`."""

    def read(self, item: Item, budget: Budget) -> Iterator[Segment]: ...


class ByteSource(Source, Protocol):
    """A source of files or objects, read through `scanner.formats`.

    It may have two more: `expect(items)`, called before some are read one after the other; and `refine(item) -> Item`,
    called after reading, with what only reading tells of it.
    """

    def open(self, item: Item) -> AbstractContextManager[BinaryIO]:
        """A seekable stream to read from."""

    def version(self, stream: BinaryIO) -> str:
        """The version of what `open` gave, as it is now: another than the item's where it has changed since."""


_PLAIN = SourceOptions()


def is_local(target: str) -> bool:
    """Whether a target is files of this machine, or of what is mounted on it."""
    match = _SCHEME.match(target)
    return match is None or match[1].lower() in ("file", "sqlite", "duckdb")


def open_source(target: str, options: SourceOptions = _PLAIN, *, check: bool = True) -> Source:
    """The source for a path or URI. `check=False` where it was checked before, as in a worker."""
    if not logging.getLogger().handlers:  # libraries quote names in warnings; without this they end on the terminal
        logging.getLogger().addHandler(logging.NullHandler())
    match = _SCHEME.match(target)
    scheme = match[1].lower() if match else "file"
    table = with_plugins(SOURCES, "daicho.sources")
    if scheme not in table:
        known = ", ".join(f"{name}://" for name in sorted(table))
        raise ConfigError(
            f"{scheme}://: no source for that yet. A target is a path, or begins with one of: {known}",
            ja=f"{scheme}://: まだ対応していません。パスか、次で始まる URI を指定してください: {known}",
        )
    source = cast(Source, table[scheme].load()(target, options))
    if check:
        source.check()
    return source
