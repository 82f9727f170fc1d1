"""Solid RAR archives of versions 2 and 3, through the program `unar` (LGPL) where it is installed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from tempfile import TemporaryFile
from typing import IO, Any, BinaryIO

from scanner.budget import Budget
from scanner.formats.members import CHUNK, closed, pieces, unpacked
from scanner.model import Problem, Reason, Segment, Stage
from scanner.problems import Unreadable

INSTALL = "unar: apt-get install unar"
_LISTING = 64 << 20  # bytes of the list of members


def members(stream: BinaryIO, budget: Budget) -> Iterator[Segment]:
    """All members, in one go. The archive is handed over as an open file, and nothing is unpacked to disk."""
    unar, lsar = shutil.which("unar"), shutil.which("lsar")
    if unar is None or lsar is None:
        raise Unreadable(Reason.MISSING_EXTRA, INSTALL)
    with TemporaryFile() as copy:
        stream.seek(0)
        for piece in pieces(stream):
            copy.write(piece)
        copy.flush()
        entries = _list(lsar, copy, budget)
        with _started([unar, "-quiet", "-output-directory", "-", _path(copy)], copy) as running:
            assert running.stdout is not None
            locked = False
            try:
                for entry in entries:
                    budget.spend(members=1)
                    member, size = str(entry.get("XADFileName", "")), int(entry.get("XADFileSize") or 0)
                    if entry.get("XADIsDirectory") or entry.get("XADIsLink"):
                        continue
                    if entry.get("XADIsEncrypted"):
                        locked = True
                        yield from closed(member, Reason.ENCRYPTED)
                    else:
                        yield from unpacked(_exactly(running.stdout, size), member, budget)
                if running.wait(60) and not locked:  # what came may be another member's
                    yield Problem(Stage.READ, Reason.CORRUPT, detail="unar")
            finally:
                running.kill()


def _list(lsar: str, copy: IO[bytes], budget: Budget) -> list[dict[str, Any]]:
    with _started([lsar, "-json", _path(copy)], copy) as running:
        assert running.stdout is not None
        try:
            listing = running.stdout.read(_LISTING)
            budget.spend(bytes=len(listing))
        finally:
            running.kill()
    try:
        return [entry for entry in json.loads(listing)["lsarContents"] if isinstance(entry, dict)]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Unreadable(Reason.CORRUPT, "unar") from None


def _path(copy: IO[bytes]) -> str:
    return f"/dev/fd/{copy.fileno()}"


def _started(command: list[str], copy: IO[bytes]) -> subprocess.Popen[bytes]:
    """With no input: it would ask for passwords."""
    os.lseek(copy.fileno(), 0, os.SEEK_SET)
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        pass_fds=(copy.fileno(),),
    )


def _exactly(source: IO[bytes], size: int) -> Iterator[bytes]:
    while size > 0:
        piece = source.read(min(CHUNK, size))
        if not piece:
            raise EOFError
        size -= len(piece)
        yield piece
