"""Expressions compiled into databases of the multi-pattern engine, kept in the user's cache."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import platformdirs

from recognizers.needed import Words
from recognizers.rawregex import PatternError

try:
    import hyperscan
except ImportError:  # no wheel for this platform: same hits, slower
    hyperscan = None  # type: ignore[assignment]

_MOST_KEPT = 200  # files; a plan has some twenty, half a megabyte each
READY = hyperscan is not None


@dataclass(frozen=True, slots=True)
class Expression:
    """One expression over UTF-8 bytes. number: of what is looked for; several expressions may stand for one.

    most, least: how many characters before the end of the expression that may begin.
    words, width: one of them stands within so many characters of a match. digits, reach: so many do.
    """

    number: int
    source: str
    most: int
    least: int
    literal: bool = False
    ignore_case: bool = False
    words: Words = frozenset()
    width: int = 0
    digits: int = 0
    reach: int = 0


def build(
    group: Sequence[Expression],
    names: Sequence[str],
    kept: bool,
    first: int = 0,
    once: bool = False,
    lines: bool = False,
) -> hyperscan.Database:
    """names: what each expression is of, for messages. kept: whether what is compiled goes into the cache.

    first: what the first of the expressions is reported as, the next as one more, and so on. once: each is reported at one
    place of a text only. lines: they are over characters, ^ and $ of each line, not over bytes.
    """
    flag = hyperscan.HS_FLAG_SINGLEMATCH if once else 0
    if lines:
        flag |= hyperscan.HS_FLAG_UTF8 | hyperscan.HS_FLAG_MULTILINE
    try:
        return _compile(group, kept, first, flag)
    except hyperscan.error:
        for expression, name in zip(group, names, strict=True):  # name the one at fault
            try:
                _compile([expression], kept=False, flag=flag)
            except hyperscan.error:
                raise PatternError(
                    f"{name}: too large for the multi-pattern engine; make it shorter, or several",
                    f"{name}: 複数照合エンジンには大きすぎます。短くするか、複数に分けてください",
                ) from None
        raise


def _compile(expressions: Sequence[Expression], kept: bool, first: int = 0, flag: int = 0) -> hyperscan.Database:
    """kept: in the user's cache, for the next process."""
    flags = [
        hyperscan.HS_FLAG_DOTALL | flag | (hyperscan.HS_FLAG_CASELESS if e.ignore_case else 0) for e in expressions
    ]
    sources = [e.source.encode() for e in expressions]
    key = hashlib.sha256(repr((version("hyperscan"), sources, flags, first)).encode()).hexdigest()[:32] if kept else ""
    if key and (cached := _cached(key)) is not None:
        return cached
    database = hyperscan.Database()
    # An id for each: thousands of expressions that share one take seconds to compile.
    database.compile(expressions=sources, ids=list(range(first, first + len(expressions))), flags=flags)
    if key:
        _keep(key, database)
    return database


def cache_folder() -> Path:
    """Of the user; may not be there yet."""
    return Path(platformdirs.user_cache_dir("daicho", appauthor=False))


def _cached(key: str) -> hyperscan.Database | None:
    """A database compiled before on this machine; compiling takes seconds, loading milliseconds."""
    try:
        path = cache_folder() / f"{key}.hs"
        database = hyperscan.loadb(path.read_bytes(), mode=hyperscan.HS_MODE_BLOCK)
        os.utime(path)  # in use
        database.scratch = hyperscan.Scratch(database)
        return database
    except (OSError, hyperscan.error, ValueError):  # absent, cut off, or of another processor
        return None


def _keep(key: str, database: hyperscan.Database) -> None:
    """Patterns only, no data. A cache that cannot be written is no loss."""
    try:
        folder = cache_folder()
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=folder, delete=False) as stream:
            stream.write(hyperscan.dumpb(database))
        os.replace(stream.name, folder / f"{key}.hs")
        _forget(folder)
    except (OSError, hyperscan.error):
        return


def _forget(folder: Path) -> None:
    """The databases that were used last stay: each change of an expression, of ours or a user's, makes new ones."""
    kept = sorted(folder.glob("*.hs"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in kept[_MOST_KEPT:]:
        path.unlink(missing_ok=True)
