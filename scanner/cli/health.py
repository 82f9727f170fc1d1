"""`daicho doctor`: what works on this machine, and how to mend what does not.

No program outside Python is needed; one that a format can use has a line here."""

from __future__ import annotations

import os
import platform
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

from scanner import config
from scanner.formats.ocr.tesseract import languages
from scanner.problems import ConfigError

_PACKAGES = (
    "pyarrow", "duckdb", "spacy", "ginza", "ja-ginza", "presidio-analyzer", "SudachiPy", "SudachiDict-core",
    "hyperscan", "python-calamine", "openpyxl", "pypdfium2", "pillow", "lxml", "chardet",
)  # fmt: skip
# Works without: re matches the same, only slower.
_OPTIONAL_PACKAGES = frozenset({"hyperscan"})


@dataclass(frozen=True, slots=True)
class Finding:
    """needed: daicho does not work without it."""

    what: str
    ok: bool
    detail: str = ""
    fix: str = ""
    needed: bool = True

    def line(self) -> str:
        sign = "ok" if self.ok else "!!" if self.needed else "--"
        return f"{sign:3} {self.what}: {self.detail}" + (f"  → {self.fix}" if self.fix and not self.ok else "")


def examine(lang: str) -> Iterator[Finding]:
    """One finding a line, cheap ones first."""
    ja = lang == "ja"
    yield Finding("daicho", True, config.version())
    old = sys.version_info < (3, 11)
    yield Finding(
        "Python", not old, platform.python_version(), "Python 3.11 以上が必要です" if ja else "use 3.11 or newer"
    )
    yield Finding("CPU", True, f"{platform.machine()}, {os.cpu_count()}; {_features()}")
    yield _key(ja)
    yield _space(ja)
    for name in _PACKAGES:
        yield _package(name)
    yield _ocr(ja)
    yield _timed("recognizers", _load_recognizers, ja)
    yield _timed("ja_ginza", _load_ginza, ja)


def _features() -> str:
    """Vector units that the pattern matcher can use; only Linux says so in a file."""
    try:
        with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as file:
            flags = set(file.read().split())
    except OSError:
        return "?"
    return " ".join(name for name in ("ssse3", "avx2", "avx512vbmi", "asimd") if name in flags) or "no vector units"


def _key(ja: bool) -> Finding:
    what = "照合用の鍵" if ja else "key for digests"
    try:
        config.load_key()
    except ConfigError as exc:
        return Finding(what, False, exc.ja if ja else str(exc))
    return Finding(what, True, "DAICHO_KEY" if os.environ.get("DAICHO_KEY") else str(config.config_folder() / "key"))


def _space(ja: bool) -> Finding:
    free = shutil.disk_usage(".").free
    detail = f"{free / 1e9:.1f} GB"
    what, fix = ("空き容量", "1 GB 以上空けてください") if ja else ("free disk space", "have at least 1 GB")
    return Finding(what, free > 1e9, detail, fix, needed=False)


def _package(name: str) -> Finding:
    needed = name not in _OPTIONAL_PACKAGES
    try:
        return Finding(name, True, version(name), needed=needed)
    except PackageNotFoundError:
        return Finding(name, False, "–", "pip install daicho", needed=needed)


def _ocr(ja: bool) -> Finding:
    what = "文字認識 (OCR)" if ja else "OCR of pictures and scanned pages"
    if (models := languages()) >= {"jpn", "eng", "jpn_vert"}:
        return Finding(what, True, f"tesseract, {', '.join(sorted(models))}")
    if "jpn" in models:
        fix = "apt-get install tesseract-ocr-jpn-vert"
        return Finding(what, False, f"tesseract, {', '.join(sorted(models))}", fix, needed=False)
    if all(find_spec(name) is not None for name in ("rapidocr", "onnxruntime")):
        return Finding(what, True, f"rapidocr {version('rapidocr')}")
    fix = "apt-get install tesseract-ocr tesseract-ocr-jpn tesseract-ocr-jpn-vert, pip install 'daicho[ocr]'"
    return Finding(what, False, "–", fix, needed=False)


def _timed(name: str, load: Callable[[], str], ja: bool) -> Finding:
    started = time.monotonic()
    try:
        detail = load()
    except Exception as exc:  # whatever it is, the other lines are still wanted
        return Finding(name, False, type(exc).__name__, "daicho を入れ直してください" if ja else "install daicho again")
    return Finding(name, True, f"{detail}, {time.monotonic() - started:.1f} s")


def _load_recognizers() -> str:
    from recognizers import Engine

    engine = Engine(depth="standard")
    if not engine.find("マイナンバー 1234-5678-9018"):
        raise AssertionError
    return f"{len(engine.patterns)} patterns, {len(engine.recognizers)} others"


def _load_ginza() -> str:
    import spacy

    return str(spacy.load("ja_ginza").meta.get("version", ""))
