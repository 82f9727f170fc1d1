"""What a worker may not do, whatever the file it reads makes its parsers do. As far as the system allows without root.

Memory is limited in `process.py`. Where the system has no such limit (Windows knows none of these), nothing is refused.
"""

from __future__ import annotations

import ctypes
import os
import platform
import struct
import sys
import tempfile
from contextlib import suppress

if sys.platform != "win32":
    import resource

_FILE_BYTES = 8 << 30  # of one temporary file: twice what an item may unpack to
_SPARE_CPU = 5  # seconds; the parent's clock should strike first


def settle(folder: str) -> None:
    """At the start: no core dumps (they hold what was read), temporary files in `folder`, and none without end."""
    if folder:
        tempfile.tempdir = folder
        os.environ.update(TMPDIR=folder, TMP=folder, TEMP=folder)  # of programs that parsers start
    if sys.platform != "win32":
        # Not 0: dumps that go to a program ignore that, but 1 tells the kernel to make none (fs/coredump.c).
        _lower(resource.RLIMIT_CORE, 1)
        _lower(resource.RLIMIT_FSIZE, _FILE_BYTES)


def limit_processor(seconds: float) -> None:
    """Allows the next item so much processor time; then the system ends the process (SIGXCPU).

    The parent's clock ends it as a rule. This holds also while the parent is stopped.
    """
    if sys.platform == "win32" or not 0 < seconds < 1e6:
        return
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    usage = resource.getrusage(resource.RUSAGE_SELF)
    most = int(usage.ru_utime + usage.ru_stime + seconds) + _SPARE_CPU
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CPU, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _lower(limit: int, most: int) -> None:
    with suppress(OSError, ValueError):
        _, hard = resource.getrlimit(limit)
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(limit, (most, most))


# --- no network ---

_NO_NEW_PRIVS, _SET_MODE_FILTER, _ALL_THREADS = 38, 1, 1
_LOAD, _JUMP_EQUAL, _JUMP_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 13  # EACCES
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16  # offsets in struct seccomp_data; both machines are little-endian
_AF_UNIX = 1
_IO_URING = 425  # opens sockets past the filter
_X32 = 0x40000000
# machine: its number in linux/audit.h, system calls `seccomp` and `socket`
_MACHINES = {"x86_64": (0xC000003E, 317, 41), "aarch64": (0xC00000B7, 277, 198)}


def without_network() -> bool:
    """No socket but local ones can be opened from now on, by this process and those it starts. False where it can.

    By a filter of system calls (man 2 seccomp), which needs no privileges.
    """
    if sys.platform != "linux" or platform.machine() not in _MACHINES:
        return False
    architecture, seccomp, socket = _MACHINES[platform.machine()]
    steps = (
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_JUMP_EQUAL, 0, 7, architecture),
        (_LOAD, 0, 0, _NUMBER),
        (_JUMP_AT_LEAST, 5, 0, _X32),
        (_JUMP_EQUAL, 4, 0, _IO_URING),
        (_JUMP_EQUAL, 0, 2, socket),
        (_LOAD, 0, 0, _FIRST_ARGUMENT),
        (_JUMP_EQUAL, 0, 1, _AF_UNIX),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _REFUSE),
    )
    code = ctypes.create_string_buffer(b"".join(struct.pack("<HBBI", *step) for step in steps))
    program = ctypes.create_string_buffer(struct.pack("@HP", len(steps), ctypes.addressof(code)))
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        number, *rest = (ctypes.c_ulong(value) for value in (seccomp, _SET_MODE_FILTER, _ALL_THREADS))
        if libc.prctl(_NO_NEW_PRIVS, *map(ctypes.c_ulong, (1, 0, 0, 0))):
            return False
        return bool(libc.syscall(number, *rest, program) == 0)
    except (OSError, AttributeError):
        return False
