"""Coverage-guided fuzzing of the readers we wrote ourselves, with atheris (libFuzzer for Python).

Not a dependency: atheris has wheels for Linux alone. `pip install atheris` into an environment of its own kind, then

    python -m tests.fuzz.guided rtf --seconds 120 --keep /tmp/guided

Each target starts from our samples of its kind. What goes wrong is kept once for each place in the code, and the run goes
on: an internal error, an exception that leaves the reader, or an input that takes longer than two seconds.
"""

from __future__ import annotations

import argparse
import importlib
import io
import sys
import time
from collections.abc import Callable
from pathlib import Path

from tests import builders
from tests.fuzz.samples import samples

SLOW = 2.0
# target: endings of the samples it starts from
TARGETS = {
    "sniff": "",
    "encoding": ".txt .csv",
    "text": ".txt .log .sql .vcf .dat",
    "csv": ".csv .tsv",
    "json": ".json",
    "jsonl": ".jsonl",
    "xml": ".xml",
    "html": ".html .htm",
    "rtf": ".rtf",
    "eml": ".eml .mbox",
    "xls": ".xls",
    "doc": ".doc",
    "ppt": ".ppt",
    "msg": ".msg",
    "tnef": ".dat",
    "dbf": ".dbf",
    "dbf-memo": ".fpt .dbt",
    "sqlite-wal": ".db-wal",
    "sql": ".sql",
    "yaml": ".yaml",
    "ini": ".ini .properties",
    "markdown": ".md",
    "vcard": ".vcf",
    "icalendar": ".ics",
    "zengin": ".dat",
    "xlsb": ".xlsb",
    "rar": ".rar",
    "zip": ".zip",
    "document.xml": "",
    "slide.xml": "",
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz.guided", description=__doc__)
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--keep", type=Path, required=True, help="folder for seeds and for what goes wrong")
    arguments = parser.parse_args()

    atheris = importlib.import_module("atheris")  # by name: it is no dependency, and nothing else needs it

    with atheris.instrument_imports(include=["scanner.formats"]):
        from scanner import formats
        from scanner.formats import encoding

        for entry in formats.FORMATS.values():
            if not entry.extra:
                entry.load()

    run = _runner(arguments.target, formats.read, formats.identify, encoding.decode)
    seeds = arguments.keep / "seeds" / arguments.target
    seeds.mkdir(parents=True, exist_ok=True)
    for number, data in enumerate(_seeds(arguments.target)):
        (seeds / f"{number}").write_bytes(data)
    seen: set[str] = set()

    def one(data: bytes) -> None:
        started = time.process_time()
        what = run(data)
        if (took := time.process_time() - started) > SLOW and not what:
            what = f"slow: {took:.0f} s"
        if what and what not in seen:
            seen.add(what)
            (arguments.keep / f"{arguments.target}-{len(seen)}").write_bytes(data)
            print(f"FOUND {arguments.target}-{len(seen)}: {what}", flush=True)

    flags = [f"-max_total_time={arguments.seconds}", "-max_len=65536", "-timeout=60", "-print_final_stats=1"]
    atheris.Setup([sys.argv[0], *flags, str(seeds)], one)
    atheris.Fuzz()


def _seeds(target: str) -> list[bytes]:
    if target == "document.xml":
        return [_part(sample.data, "word/document.xml") for sample in samples() if sample.suffix == ".docx"]
    if target == "slide.xml":
        return [_part(sample.data, "ppt/slides/slide1.xml") for sample in samples() if sample.suffix == ".pptx"]
    endings = TARGETS[target].split()
    return [sample.data for sample in samples() if not endings or sample.suffix.lower() in endings]


def _part(data: bytes, name: str) -> bytes:
    import zipfile

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name) if name in archive.namelist() else b""


def _runner(
    target: str, read: Callable[..., object], identify: Callable[..., str], decode: Callable[..., object]
) -> Callable[[bytes], str]:
    """What to do with an input: it returns what went wrong, "" for nothing."""
    from scanner.budget import Budget, Limits
    from scanner.model import Problem, Reason
    from tests.builders.hostile import replaced

    whole = {"document.xml": builders.docx(["x"]), "slide.xml": builders.pptx(["x"])}
    parts = {"document.xml": "word/document.xml", "slide.xml": "ppt/slides/slide1.xml"}
    formats = {"document.xml": "docx", "slide.xml": "pptx"}

    def reader(data: bytes) -> str:
        if target in whole:
            data = replaced(whole[target], parts[target], lambda _: data)
        budget = Budget(Limits(bytes=64 << 20, seconds=20), packed=len(data))
        for segment in read(io.BytesIO(data), "x", budget, formats.get(target, target)):  # type: ignore[attr-defined]
            if isinstance(segment, Problem) and segment.reason in (Reason.INTERNAL, Reason.IO_ERROR, Reason.TIMEOUT):
                return f"{segment.reason} {segment.detail}"
        return ""

    def guarded(data: bytes) -> str:
        try:
            if target == "sniff":
                identify(io.BytesIO(data), "x")
                return ""
            if target == "encoding":
                decode(data)
                return ""
            return reader(data)
        except Exception as exc:
            trace = exc.__traceback__
            while trace is not None and trace.tb_next is not None:
                trace = trace.tb_next
            place = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace is not None else ""
            return f"{type(exc).__name__} at {place}"

    return guarded


if __name__ == "__main__":
    main()
