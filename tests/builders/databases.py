"""Files of columns and small databases. All people and numbers are invented."""

from __future__ import annotations

import io
import sqlite3
import struct
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

Rows = Sequence[Sequence[Any]]


def _made_at(suffix: str, make: Callable[[Path], None]) -> dict[str, bytes]:
    """What `make` leaves in a folder, by name."""
    with tempfile.TemporaryDirectory() as folder:
        make(Path(folder) / f"base{suffix}")
        return {path.name: path.read_bytes() for path in Path(folder).iterdir()}


def arrow_file(table: pa.Table) -> bytes:
    buffer = io.BytesIO()
    with pa.ipc.new_file(buffer, table.schema) as writer:
        writer.write_table(table)
    return buffer.getvalue()


def arrow_stream(table: pa.Table) -> bytes:
    buffer = io.BytesIO()
    with pa.ipc.new_stream(buffer, table.schema) as writer:
        writer.write_table(table)
    return buffer.getvalue()


def orc(table: pa.Table) -> bytes:
    from pyarrow import orc as pyarrow_orc

    buffer = io.BytesIO()
    pyarrow_orc.write_table(table, buffer)
    return buffer.getvalue()


def parquet(table: pa.Table) -> bytes:
    import pyarrow.parquet as pq

    buffer = io.BytesIO()
    pq.write_table(table, buffer)
    return buffer.getvalue()


def avro(schema: Mapping[str, Any], records: Sequence[Mapping[str, Any]], codec: str = "null") -> bytes:
    import fastavro

    buffer = io.BytesIO()
    fastavro.writer(buffer, dict(schema), list(records), codec=codec)
    return buffer.getvalue()


def sqlite(script: str, rows: Mapping[str, Rows] | None = None) -> bytes:
    """`rows`: INSERT statements with their parameters."""

    def make(path: Path) -> None:
        with sqlite3.connect(path) as base:
            base.executescript(script)
            for statement, values in (rows or {}).items():
                base.executemany(statement, values)
        base.close()

    return _made_at(".db", make)["base.db"]


def sqlite_with_wal(script: str, later: str) -> tuple[bytes, bytes]:
    """The database, and the log beside it with what `later` wrote."""
    found: dict[str, bytes] = {}

    def make(path: Path) -> None:
        base = sqlite3.connect(path)
        base.execute("PRAGMA journal_mode = WAL")
        base.executescript(script)
        base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        base.executescript(later)
        found.update({name.name: name.read_bytes() for name in path.parent.iterdir()})
        base.close()

    _made_at(".db", make)
    return found["base.db"], found["base.db-wal"]


def duckdb(script: str) -> bytes:
    import duckdb as library

    def make(path: Path) -> None:
        base = library.connect(str(path))
        base.execute(script)
        base.close()

    return _made_at(".duckdb", make)["base.duckdb"]


def dbf(
    fields: Sequence[tuple[str, str, int]],
    rows: Rows,
    *,
    deleted: Sequence[int] = (),
    codec: str = "cp932",
    mark: int = 0x7B,
    version: int = 0x03,
) -> bytes:
    """fields: (name, type, length). mark: of the code page; 0 where the file does not say."""
    size = 1 + sum(length for _, _, length in fields)
    start = 32 + 32 * len(fields) + 1
    out = bytearray(struct.pack("<B3BLHH16xBB2x", version, 124, 4, 1, len(rows), start, size, 0, mark))
    for name, kind, length in fields:
        out += struct.pack("<11sc4xBB14x", name.encode(codec), kind.encode(), length & 255, length >> 8)
    out += b"\r"
    for number, row in enumerate(rows):
        out += b"*" if number in deleted else b" "
        for value, (_, _, length) in zip(row, fields, strict=True):
            raw = value if isinstance(value, bytes) else str(value).encode(codec)
            out += raw[:length].ljust(length)
    return bytes(out) + b"\x1a"


def fpt(memos: Sequence[bytes], size: int = 64) -> bytes:
    """FoxPro's memos: blocks after a header of 512 bytes."""
    out = bytearray(struct.pack(">LHH", 0, 0, size).ljust(512, b"\0"))
    for memo in memos:
        out += struct.pack(">LL", 1, len(memo)) + memo
        out += b"\0" * (-len(out) % size)
    return bytes(out)


def dbt(memos: Sequence[bytes]) -> bytes:
    """dBASE III's memos: blocks of 512 bytes, each memo up to two 0x1A."""
    out = bytearray(512)
    for memo in memos:
        out += memo + b"\x1a\x1a"
        out += b"\0" * (-len(out) % 512)
    return bytes(out)


def dbt4(memos: Sequence[bytes], size: int = 512) -> bytes:
    """dBASE IV's: each memo behind FF FF 08 00 and its length."""
    out = bytearray(struct.pack("<20xH", size).ljust(512, b"\0"))
    for memo in memos:
        out += b"\xff\xff\x08\x00" + struct.pack("<L", len(memo) + 8) + memo
        out += b"\0" * (-len(out) % size)
    return bytes(out)
