"""Runs a command as a process of its own and sees what it and its children cost: processor time, wall time, memory."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_LOOK = 0.05  # seconds between two looks at the memory


class Failed(RuntimeError):
    """The command could not be run, gave an error or took too long; the message says which."""


@dataclass(frozen=True)
class Spent:
    """cpu: seconds of all its processes, user and system. parent, child: bytes of memory at the highest, 0 where unknown."""

    cpu: float
    wall: float
    parent: int = 0
    child: int = 0


def run(
    command: Sequence[str],
    *,
    cores: int = 1,
    seconds: float = 600,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    codes: Sequence[int] = (0,),
    kept: Path | None = None,
) -> Spent:
    """cores: how many it may use, where the system can hold it to that. codes: exits that are no failure. kept: a file
    for its standard output, which goes nowhere without."""
    usable = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []

    def hold() -> None:
        if usable:
            os.sched_setaffinity(0, usable[:cores])

    with tempfile.TemporaryFile() as errors, open(kept or os.devnull, "wb") as output:
        began = time.monotonic()
        try:
            process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=errors, env=dict(env) if env is not None else None,
                cwd=cwd, preexec_fn=hold, start_new_session=True,
            )  # fmt: skip
        except OSError as error:
            raise Failed(f"cannot be started: {os.strerror(error.errno or 0)}") from None
        parent = child = 0
        try:
            while True:
                pid, status, usage = os.wait4(process.pid, os.WNOHANG)
                if pid:
                    break
                if time.monotonic() - began > seconds:
                    raise Failed(f"stopped after {seconds:.0f} s")
                parent = max(parent, peak(process.pid))
                child = max([child, *map(peak, children(process.pid))])
                time.sleep(_LOOK if time.monotonic() - began > 1 else 0.002)
        except BaseException:
            os.killpg(process.pid, signal.SIGKILL)  # it leads a session of its own, which Ctrl-C does not reach
            process.wait()
            raise
        wall = time.monotonic() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in codes:
            errors.seek(0)
            last = errors.read().decode("utf-8", "replace").strip().splitlines()[-1:] or [""]
            raise Failed(f"exit code {process.returncode}: {last[0][:120]}")
    return Spent(usage.ru_utime + usage.ru_stime, wall, parent, child)


def peak(pid: int) -> int:
    """The most memory that a process has had at once; 0 where the system does not tell, or it is gone."""
    with suppress(OSError), open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as file:
        for line in file:
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return 0


def children(pid: int) -> list[int]:
    with suppress(OSError), open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as file:
        return [int(one) for one in file.read().split()]
    return []
