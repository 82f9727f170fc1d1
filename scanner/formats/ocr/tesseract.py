"""Tesseract, where it is installed: a program, started for each picture, fed and heard through pipes.

Nothing of the picture is left on disk. https://tesseract-ocr.github.io/tessdoc/Command-Line-Usage.html
"""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
import sys
from functools import cache
from typing import TYPE_CHECKING

from scanner.formats.ocr.words import Failed, Word

if TYPE_CHECKING:
    from PIL.Image import Image

if sys.platform != "win32":
    import resource

_MEMORY = 1 << 30  # bytes of addresses; a page of A4 at 300 dpi takes a third of it
_MOST_OUTPUT = 16 << 20
_ONE_BLOCK, _ONE_VERTICAL_BLOCK = "6", "5"


@cache
def languages() -> frozenset[str]:
    """Models that are installed; none where the program is not."""
    program = shutil.which("tesseract")
    if program is None:
        return frozenset()
    try:
        told = subprocess.run([program, "--list-langs"], capture_output=True, timeout=20, stdin=subprocess.DEVNULL)
    except (OSError, subprocess.TimeoutExpired):
        return frozenset()
    return frozenset(line.strip() for line in told.stdout.decode("utf-8", "replace").splitlines()[1:])


def build() -> Tesseract | None:
    """None where the program or its Japanese model is not installed."""
    return Tesseract() if "jpn" in languages() else None


class Tesseract:
    """`jpn+eng`: the English model reads digits better. One core a page, so that workers do not get in each other's way."""

    def read(self, picture: Image, vertical: bool, seconds: float) -> list[Word]:
        model, mode = ("jpn+eng" if "eng" in languages() else "jpn"), _ONE_BLOCK
        if vertical:
            if "jpn_vert" not in languages():
                raise Failed("vertical text, and no tesseract-ocr-jpn-vert")
            model, mode = "jpn_vert", _ONE_VERTICAL_BLOCK
        buffer = io.BytesIO()
        picture.save(buffer, "PPM")  # what costs least to write and to read; L becomes a PGM
        asked = ["tesseract", "stdin", "stdout", "-l", model, "--psm", mode, "--dpi", "300", "tsv"]
        return _words(_run(asked, buffer.getvalue(), seconds))


def _run(asked: list[str], fed: bytes, seconds: float) -> bytes:
    env = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    try:
        with subprocess.Popen(
            asked, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=env
        ) as process:
            try:
                _limit(process.pid, seconds)
                told, _ = process.communicate(fed, timeout=seconds)
            except BaseException:
                process.kill()
                raise
    except subprocess.TimeoutExpired:
        raise Failed(f"OCR took longer than {seconds:.0f} seconds") from None
    except OSError as exc:
        raise Failed(f"tesseract cannot be started: {type(exc).__name__}") from None
    if process.returncode:
        raise Failed(f"tesseract ended with {process.returncode}")
    if len(told) > _MOST_OUTPUT:
        raise Failed("OCR gave more text than a page can hold")
    return told


def _limit(pid: int, seconds: float) -> None:
    """A worker that is killed cannot end what it has started; the limit on processor time does."""
    if sys.platform == "linux":
        try:
            resource.prlimit(pid, resource.RLIMIT_AS, (_MEMORY, _MEMORY))
            resource.prlimit(pid, resource.RLIMIT_CPU, (int(seconds) + 1, int(seconds) + 2))
        except (OSError, ValueError):  # it has ended already, or a stricter limit is in force
            return


def _words(told: bytes) -> list[Word]:
    lines = told.decode("utf-8", "replace").split("\n")
    found: list[Word] = []
    for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
        text = (row.get("text") or "").strip()
        if row.get("level") != "5" or not text:
            continue
        try:
            left, top, width, height = (int(row[name]) for name in ("left", "top", "width", "height"))
            confidence = min(1.0, max(0.0, float(row["conf"]) / 100))
        except (KeyError, TypeError, ValueError):
            raise Failed("tesseract's table is not as it should be") from None
        found.append(Word(text, left, top, left + width, top + height, confidence))
    return found
