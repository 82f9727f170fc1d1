"""EPUB: chapters, table of contents and metadata of a book, each under its name in the package. EPUB 3.3 (W3C, 2023)."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO

from scanner.budget import Budget
from scanner.formats import read_member
from scanner.formats.ooxml import Package
from scanner.formats.trouble import problem
from scanner.model import Problem, Reason, Segment, Stage
from scanner.problems import Unreadable

_LOOKS = (".css", ".ttf", ".otf", ".woff", ".woff2", "mimetype")  # say nothing of a person
_RIGHTS = "META-INF/encryption.xml"  # chapters, or only fonts


def read(stream: BinaryIO, name: str, budget: Budget) -> Iterator[Segment]:
    package = Package(stream, budget)
    locked = _locked(package)
    for part in package.everything():
        if part.lower().endswith(_LOOKS) or part.endswith("/") or part == _RIGHTS:
            continue
        if part in locked:
            yield Problem(Stage.READ, Reason.ENCRYPTED, part)
            continue
        budget.spend(members=1)
        try:
            data = package.bytes(part)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, Unreadable) as exc:
            yield problem(exc, part)
            continue
        yield from read_member(io.BytesIO(data), part, budget, named=False)
    yield from package.problems()


def _locked(package: Package) -> frozenset[str]:
    if _RIGHTS not in package:
        return frozenset()
    return frozenset(node.get("URI", "") for node in package.xml(_RIGHTS).iter("{*}CipherReference"))
