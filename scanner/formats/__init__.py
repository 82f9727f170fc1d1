"""Formats: bytes of one file in, passages, columns and problems out. The table lists all we read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import BinaryIO

from recognizers.types import Hints
from scanner.budget import Budget, OverBudget
from scanner.formats import locked
from scanner.formats.sniff import identify
from scanner.formats.trouble import problem
from scanner.lazy import Lazy, with_plugins
from scanner.model import Passage, Problem, Reason, Segment, Stage

__all__ = ["FORMATS", "identify", "nested", "read", "read_member"]

FORMATS = {
    "text": Lazy("scanner.formats.text:read"),
    "csv": Lazy("scanner.formats.delimited:read"),
    "tsv": Lazy("scanner.formats.delimited:read"),
    "json": Lazy("scanner.formats.jsons:read"),
    "jsonl": Lazy("scanner.formats.jsons:read_lines"),
    "sql": Lazy("scanner.formats.sqldump:read"),
    "yaml": Lazy("scanner.formats.keyed:read_yaml"),
    "toml": Lazy("scanner.formats.keyed:read_toml"),
    "ini": Lazy("scanner.formats.keyed:read_ini"),
    "properties": Lazy("scanner.formats.keyed:read_properties"),
    "markdown": Lazy("scanner.formats.markdown:read"),
    "vcard": Lazy("scanner.formats.vcard:read_cards"),
    "icalendar": Lazy("scanner.formats.vcard:read_calendar"),
    "zengin": Lazy("scanner.formats.zengin:read"),
    "epub": Lazy("scanner.formats.epub:read"),
    "parquet": Lazy("scanner.formats.parquet:read"),
    "arrow": Lazy("scanner.formats.arrow:read_arrow"),
    "orc": Lazy("scanner.formats.arrow:read_orc"),
    "avro": Lazy("scanner.formats.avro:read"),
    "sqlite": Lazy("scanner.formats.sqlite:read"),
    "sqlite-wal": Lazy("scanner.formats.sqlite_wal:read"),
    "duckdb": Lazy("scanner.formats.duckdb_file:read"),
    "dbf": Lazy("scanner.formats.dbf:read"),
    "dbf-memo": Lazy("scanner.formats.dbf:read_memo"),
    "xml": Lazy("scanner.formats.xmls:read"),
    "html": Lazy("scanner.formats.web:read"),
    "xlsx": Lazy("scanner.formats.excel:read_xlsx"),
    "xlsb": Lazy("scanner.formats.book_bin:read"),
    "ods": Lazy("scanner.formats.ods:read"),
    "xls": Lazy("scanner.formats.excel:read_xls"),
    "doc": Lazy("scanner.formats.doc:read"),
    "docx": Lazy("scanner.formats.word:read"),
    "ppt": Lazy("scanner.formats.ppt:read"),
    "pptx": Lazy("scanner.formats.slides:read"),
    "ooxml": Lazy("scanner.formats.ooxml:read_encrypted"),
    "odt": Lazy("scanner.formats.odf:read"),
    "odp": Lazy("scanner.formats.odf:read"),
    "odg": Lazy("scanner.formats.odf:read"),
    "pdf": Lazy("scanner.formats.pdf:read"),
    "rtf": Lazy("scanner.formats.rtf:read"),
    "eml": Lazy("scanner.formats.mail:read"),
    "msg": Lazy("scanner.formats.msg:read"),
    "pkcs7": Lazy("scanner.formats.pkcs7:read"),
    "tnef": Lazy("scanner.formats.tnef:read"),
    "pst": Lazy("scanner.formats.pst:read"),
    "zip": Lazy("scanner.formats.archive:read_zip"),
    "gzip": Lazy("scanner.formats.packed:read_gzip"),
    "bzip2": Lazy("scanner.formats.packed:read_bzip2"),
    "xz": Lazy("scanner.formats.packed:read_xz"),
    "zstd": Lazy("scanner.formats.packed:read_zstd"),
    "lz4": Lazy("scanner.formats.packed:read_lz4"),
    "7z": Lazy("scanner.formats.sevenzip:read"),
    "rar": Lazy("scanner.formats.rar:read"),
    "lzh": Lazy("scanner.formats.systems:read_lzh"),
    "cab": Lazy("scanner.formats.systems:read_cab"),
    "iso": Lazy("scanner.formats.systems:read_iso"),
    "cpio": Lazy("scanner.formats.systems:read_cpio"),
    "rpm": Lazy("scanner.formats.systems:read_cpio"),
    "ar": Lazy("scanner.formats.systems:read_ar"),
    "compress": Lazy("scanner.formats.systems:read_packed"),
    "lzip": Lazy("scanner.formats.systems:read_packed"),
    "lzma": Lazy("scanner.formats.packed:read_xz"),
    "exe": Lazy("scanner.formats.program:read"),
    "tar": Lazy("scanner.formats.packed:read_tar"),
    "image": Lazy("scanner.formats.image:read"),
    "emf": Lazy("scanner.formats.metafile:read_emf"),
    "wmf": Lazy("scanner.formats.metafile:read_wmf"),
}

# Documents whose pictures are read once their text has been.
_WITH_PICTURES = frozenset({"docx", "pptx", "xlsx", "xlsb", "odt", "ods", "odp", "odg", "epub"})
_PICTURES = Lazy("scanner.formats.pictures:segments")
_WITH_BLIPS = frozenset({"doc", "ppt", "xls", "rtf"})
_BLIPS = Lazy("scanner.formats.blips:segments")

# A limit of the whole item: once it is spent, what is left of the item is not read. Depth only ends one branch.
_SPENT = frozenset({Reason.TOO_LARGE, Reason.TOO_MANY, Reason.BOMB, Reason.TIMEOUT})


class _Spent(Exception):
    """The budget is gone and a member's problem says so already."""


def read(stream: BinaryIO, name: str, budget: Budget, format: str | None = None) -> Iterator[Segment]:
    """What the file holds. Content never raises: it becomes a Problem, and what can still be read goes on."""
    try:
        format = format or identify(stream, name)
        if format == "empty":
            return
        entry = with_plugins(FORMATS, "daicho.formats").get(format)
        if entry is None:
            yield Problem(Stage.READ, Reason.UNSUPPORTED, detail=format)
            return
        if format not in locked.FORMATS:
            yield from _opened(entry, stream, name, budget, format)
            return
        with locked.opened(stream, budget) as plain:
            if plain is not stream and identify(plain, name) != format:  # what was locked says more of itself now
                yield from read(plain, name, budget)
            else:
                yield from _opened(entry, plain, name, budget, format)
    except (MemoryError, _Spent) as exc:
        if isinstance(exc, MemoryError):
            raise
    except Exception as exc:
        yield problem(exc)


def _opened(entry: Lazy, stream: BinaryIO, name: str, budget: Budget, format: str) -> Iterator[Segment]:
    yield from entry.load()(stream, name, budget)
    if format in _WITH_PICTURES:
        yield from _PICTURES.load()(stream, budget)
    elif format in _WITH_BLIPS:
        yield from _BLIPS.load()(stream, budget, format)


def read_member(
    stream: BinaryIO, member: str, budget: Budget, format: str | None = None, named: bool = True
) -> Iterator[Segment]:
    """A file inside a file: its name as a passage, then its content, every part below `member`.

    Raises to end the container too where the budget of the whole item is spent.
    """
    base = _base(member)
    return nested(member, budget, lambda deeper: read(stream, base, deeper, format), named)


def nested(
    member: str, budget: Budget, content: Callable[[Budget], Iterator[Segment]], named: bool = True
) -> Iterator[Segment]:
    """As `read_member`, for what is no stream of bytes."""
    if named:
        yield Passage(member, part=member, at="@name", hints=Hints(name=_base(member)))
    try:
        deeper = budget.deeper()
    except OverBudget as exc:
        yield problem(exc, member)
        if exc.reason in _SPENT:
            raise _Spent from None
        return
    for segment in content(deeper):
        yield replace(segment, part=f"{member}!{segment.part}" if segment.part else member)
        if isinstance(segment, Problem) and segment.reason in _SPENT:
            raise _Spent


def _base(member: str) -> str:
    return member.replace("\\", "/").rstrip("/").rpartition("/")[2]
