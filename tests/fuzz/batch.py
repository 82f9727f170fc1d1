"""One scan of many files, as a user would start it, and all that must hold after it, whatever is in the files."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from scanner import inventory
from tests.needs import ROOT

MEMORY = 1 << 30  # bytes, of a worker on top of its own needs
SECONDS = 20.0  # of an item
GRACE = SECONDS * 0.5 + 30  # until a worker that does not watch its budget is ended (pipeline._hard_limit)
_OWN = 700 << 20  # bytes resident; a worker without an item has half of that
# An outcome that is accounted for and still means that a reader should be mended.
MENDABLE = frozenset(("internal_error", "worker_died", "timeout", "out_of_memory"))


@dataclass(slots=True)
class Report:
    """broken: promises that did not hold. mendable: (file, reason, detail). peak: bytes resident of a worker, at most."""

    files: int = 0
    status: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)
    mendable: list[tuple[str, str, str]] = field(default_factory=list)
    peak: int = 0
    slowest: float = 0.0
    slowest_file: str = ""
    seconds: float = 0.0

    def add(self, other: Report) -> None:
        self.files += other.files
        self.status += other.status
        self.reasons += other.reasons
        self.broken += other.broken
        self.mendable += other.mendable
        self.peak = max(self.peak, other.peak)
        self.seconds += other.seconds
        if other.slowest > self.slowest:
            self.slowest, self.slowest_file = other.slowest, other.slowest_file


def run(share: Path, work: Path, values: Iterable[str] = (), memory: int = MEMORY, seconds: float = SECONDS) -> Report:
    """Scans `share` with one worker. work: an empty folder. values: what must be nowhere in what the scan writes."""
    out, temporary = work / "out", work / "tmp"
    temporary.mkdir(parents=True)
    settings = work / "daicho.yaml"
    settings.write_text(json.dumps({"memory_bytes": memory, "depth": "quick", "limits": {"seconds": seconds}}))
    before = _state(share)
    command = [sys.executable, "-c", "from scanner.cli import main; main()", "scan", str(share), "--out", str(out)]
    command += ["--config", str(settings), "--workers", "1", "--json"]
    environment = {**os.environ, "TMPDIR": str(temporary), "DAICHO_KEY": "k" * 32, "PYTHONPATH": str(ROOT)}
    started = time.monotonic()
    with open(work / "said", "wb") as said, open(work / "warned", "wb") as warned:
        process = subprocess.Popen(command, cwd=work, env=environment, stdout=said, stderr=warned)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    report = Report(files=len(before), peak=usage.ru_maxrss << 10, seconds=time.monotonic() - started)
    told = (work / "said").read_text("utf-8", "replace") + (work / "warned").read_text("utf-8", "replace")
    if process.returncode or "Traceback" in told:
        report.broken.append(f"the parent ended with {process.returncode}: {told[-2000:]}")
        return report
    _judge(report, inventory.open(out), seconds)
    if left := [path.name for path in temporary.rglob("*")]:
        report.broken.append(f"left in the folder for temporary files: {left[:5]}")
    if report.peak > memory + _OWN:
        report.broken.append(f"a process took {report.peak >> 20} MiB")
    if _state(share) != before:
        report.broken.append("the share was changed")
    if odd := {path.name for path in out.iterdir()} - _OURS:
        report.broken.append(f"unknown in the output: {sorted(odd)[:5]}")
    for value in values:
        if value in told:
            report.broken.append("a raw value was said")
    report.broken += _leaks(inventory.open(out), list(values))
    return report


_OURS = {"inventory", "ledger.sqlite", "ledger.lock", "runs", "report.html", "taxonomy.yaml", "suppressions.json"}


def _judge(report: Report, known: inventory.Inventory, seconds: float) -> None:
    (run,) = known.table("runs").to_pylist()
    items = known.table("items").to_pylist()
    report.status.update(row["status"] for row in items)
    sums = ("scanned", "partial", "unreadable", "excluded", "unchanged")
    if not run["listed"] == sum(run[name] for name in sums) == len(items) == report.files:
        report.broken.append(f"listed {run['listed']}, of {report.files} files, {len(items)} rows: {report.status}")
    hit: dict[str, list[dict[str, Any]]] = {}
    for problem in known.table("problems").to_pylist():
        report.reasons[problem["reason"]] += 1
        hit.setdefault(problem["uri"], []).append(problem)
        if problem["reason"] in MENDABLE:
            report.mendable.append((problem["uri"].rpartition("/")[2], problem["reason"], problem["detail"]))
    for row in items:
        name = row["uri"].rpartition("/")[2]
        if (row["status"] in ("partial", "unreadable")) != (row["uri"] in hit):
            report.broken.append(f"{name}: {row['status']}, with {len(hit.get(row['uri'], ()))} problems")
        if row["seconds"] > report.slowest:
            report.slowest, report.slowest_file = row["seconds"], name
        if row["seconds"] > seconds + GRACE:
            report.broken.append(f"{name}: {row['seconds']} seconds")


def _leaks(known: inventory.Inventory, values: list[str]) -> list[str]:
    """Values in columns that never hold names of places: fields and parts may, for a damaged header can be a value."""
    found = []
    for table, columns in (("findings", ("at", "masked", "evidence")), ("problems", ("detail",))):
        for row in known.table(table).to_pylist():
            shown = "\n".join(str(row[column]) for column in columns)
            if any(value in shown for value in values):
                found.append(f"a raw value in {table} of {row['uri'].rpartition('/')[2]}")
    return found


def _state(share: Path) -> dict[str, bytes]:
    return {path.name: hashlib.blake2b(path.read_bytes(), digest_size=16).digest() for path in share.rglob("*")}
