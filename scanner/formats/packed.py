"""One file packed by itself, and tar."""

from __future__ import annotations

import bz2
import gzip
import lzma
import tarfile
from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

import pyarrow as pa

from scanner.budget import Budget
from scanner.formats import encoding
from scanner.formats.members import closed, pieces, unpacked
from scanner.model import Reason, Segment

# "log.txt.gz" holds "log.txt", "backup.tgz" holds "backup.tar".
_ENDINGS = (
    *(".gz", ".bz2", ".xz", ".zst", ".lz4", ".lz", ".lzma", ".z", ".lzo"),
    *(".tgz", ".tbz2", ".tbz", ".txz", ".tzst", ".taz", ".tlz"),
)


def read_gzip(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    with gzip.GzipFile(fileobj=stream, mode="rb") as source:
        yield from unpacked(pieces(source), inner_name(name), budget)


def read_bzip2(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    with bz2.BZ2File(stream) as source:
        yield from unpacked(pieces(source), inner_name(name), budget)


def read_xz(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    with lzma.LZMAFile(stream) as source:
        yield from unpacked(pieces(source), inner_name(name), budget)


def read_zstd(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    yield from _through_arrow(stream, "zstd", name, budget)


def read_lz4(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    yield from _through_arrow(stream, "lz4", name, budget)


def _through_arrow(stream: BinaryIO, codec: str, name: str, budget: Budget) -> Iterator[Segment]:
    with pa.CompressedInputStream(pa.PythonFile(stream, mode="r"), codec) as source:
        # Little by little: of a read that ends in a break nothing is given.
        yield from unpacked(iter(partial(source.read, 16 << 10), b""), inner_name(name), budget)


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
