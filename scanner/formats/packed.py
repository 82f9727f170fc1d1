"""One file packed by itself, and tar."""

from __future__ import annotations

import bz2
import gzip
import lzma
import sys
import tarfile
from collections.abc import Iterator
from typing import BinaryIO

from scanner.budget import Budget
from scanner.formats import encoding
from scanner.formats.members import closed, pieces, unpacked
from scanner.model import Reason, Segment

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

# "log.txt.gz" holds "log.txt", "backup.tgz" holds "backup.tar".
_ENDINGS = (
    *(".gz", ".bz2", ".xz", ".zst", ".lz4", ".lz", ".lzma", ".z", ".lzo"),
    *(".tgz", ".tbz2", ".tbz", ".txz", ".tzst", ".taz", ".tlz"),
)
_ZSTD_WINDOW = 27  # 128 MB, what its own program takes unasked; --long=31 wants 2 GB


def read_gzip(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    with gzip.GzipFile(fileobj=stream) as source:
        yield from unpacked(pieces(source), inner_name(name), budget)


def read_bzip2(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    with bz2.BZ2File(stream) as source:
        yield from unpacked(pieces(source), inner_name(name), budget)


def read_xz(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    with lzma.LZMAFile(stream) as source:
        yield from unpacked(pieces(source), inner_name(name), budget)


def read_zstd(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    limit = {int(zstd.DecompressionParameter.window_log_max): _ZSTD_WINDOW}
    with zstd.ZstdFile(stream, options=limit) as source:
        yield from unpacked(pieces(source), inner_name(name), budget)


def read_tar(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    with tarfile.open(fileobj=stream, mode="r:", encoding="utf-8", errors="surrogateescape") as archive:
        for info in archive:
            budget.spend(members=1)
            if not info.isfile():
                continue
            raw = info.name.encode("utf-8", "surrogateescape")
            member = encoding.decode(raw).text
            source = archive.extractfile(info)
            if source is None:
                yield from closed(member, Reason.CORRUPT)
                continue
            with source:
                yield from unpacked(pieces(source), member, budget)


def inner_name(name: str) -> str:
    """The name of the one file inside."""
    for ending in _ENDINGS:
        if name.lower().endswith(ending):
            return name[: -len(ending)] + (".tar" if ending.startswith(".t") else "")
    return name + ".unpacked"
