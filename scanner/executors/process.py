"""What runs inside a worker process of `local.py`.

The parent sends batches and hears, for each item, what came of it. So it knows at every moment which item a worker is
busy with, and whose fault it is when the worker is gone.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from queue import SimpleQueue
from typing import Any, NamedTuple

from scanner.executors import Job, confine, groups
from scanner.model import Item, ItemResult, Reason

if sys.platform != "win32":
    import resource

# Read when the libraries are loaded, so the parent sets them before it starts a worker. One worker, one core.
THREADS = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS", "ARROW_IO_THREADS"), "1"
) | {"MALLOC_ARENA_MAX": "2"}  # else each thread that reads ahead claims 64 MiB of the addresses an item may use
_PAGE = os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else 4096


@dataclass(frozen=True, slots=True)
class Ready:
    """The job is built. What comes now counts."""


@dataclass(frozen=True, slots=True)
class Unfit:
    """The job cannot be built: no item's fault."""

    error: Exception


@dataclass(frozen=True, slots=True)
class Together:
    """So many items of the batch are done at once from here on: of those nobody knows whose fault it is, should it end."""

    items: int


@dataclass(frozen=True, slots=True)
class Done:
    """One more item of the batch, or some."""

    results: list[ItemResult]
    items: int = 1


@dataclass(frozen=True, slots=True)
class Failed:
    """An exception left the job."""

    reason: Reason
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Leaving:
    """Earlier items left too much behind. The worker ends between two batches."""


def work(
    payload: bytes,
    requests: Connection,
    replies: Connection,
    parent: int,
    memory_bytes: int,
    seconds: float = 0,
    folder: str = "",
) -> None:
    """The life of a worker: build the job once, then batch after batch until the parent hangs up.

    seconds: of one item. folder: for temporary files, "" for the system's own.
    """
    _settle(parent)
    confine.settle(folder)
    batches: SimpleQueue[tuple[tuple[Item, ...], bool]] = SimpleQueue()  # and whether each is done alone
    threading.Thread(target=_listen, args=(requests, batches), daemon=True).start()
    try:
        job: Job = pickle.loads(payload)
        job(())
    except Exception as exc:
        replies.send_bytes(_packed(Unfit(exc)))
        return
    if not getattr(job, "network", True):
        confine.without_network()
    base = _limit_memory(memory_bytes)
    replies.send(Ready())
    while True:
        batch, alone = batches.get()
        for group in [(item,) for item in batch] if alone else groups(job, batch):
            done = _together(job, group, replies, seconds) if len(group) > 1 else 0
            for item in group[done:]:
                confine.limit_processor(seconds)
                try:
                    reply = pickle.dumps(Done(job((item,))))
                except MemoryError:
                    reply = pickle.dumps(Failed(Reason.MEMORY))
                except Exception as exc:  # the job catches what items do; this is the job's own mistake
                    reply = pickle.dumps(Failed(Reason.INTERNAL, type(exc).__name__))
                replies.send_bytes(reply)
        grown = max(now - then for now, then in zip(_memory(), base, strict=True))
        if memory_bytes and 2 * grown > memory_bytes:  # of addresses too: the limit is on those
            replies.send(Leaving())
            return


def _together(job: Any, group: Sequence[Item], replies: Connection, seconds: float) -> int:
    """How many of the group are done. Where that is not all, what is left is done one by one."""
    replies.send(Together(len(group)))
    done = 0
    with suppress(Exception):
        coming = job.together(group)
        while True:
            confine.limit_processor(seconds)
            try:
                results = next(coming, None)
            except MemoryError:  # a new process begins anew, for an import may be broken now
                replies.send(Failed(Reason.MEMORY))
                break
            if results is None:
                break
            replies.send_bytes(pickle.dumps(Done(results, len(results))))
            done += len(results)
    return done


def _settle(parent: int) -> None:
    """Make no noise, leave Ctrl-C to the parent, and die with it, also when it is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # Parsers in C print what they choke on, which may be somebody's data.
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(null, descriptor)
    if sys.platform == "linux":
        _die_with_parent(parent)
        # Of all our processes the kernel should end a worker first: it costs one item, the parent costs the scan.
        with suppress(OSError), open("/proc/self/oom_score_adj", "w", encoding="ascii") as file:
            file.write("500")


def _die_with_parent(parent: int) -> None:
    """The kernel's own way. `_listen` does the same anywhere, but not while native code holds the interpreter."""
    import ctypes

    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(1, int(signal.SIGKILL))  # 1 = PR_SET_PDEATHSIG
    if os.getppid() != parent:
        os._exit(1)


def _listen(requests: Connection, batches: SimpleQueue[tuple[tuple[Item, ...], bool]]) -> None:
    """Takes batches in as they come, so that the parent never waits; ends the process when the parent is gone."""
    try:
        while True:
            batches.put(requests.recv())
    except BaseException:  # the parent hung up; or this thread failed, and nobody would listen any more
        os._exit(1)


def _packed(message: Unfit) -> bytes:
    try:
        packed = pickle.dumps(message)
        pickle.loads(packed)
    except Exception:  # exceptions of libraries often pickle, and then fail to load
        packed = pickle.dumps(Unfit(RuntimeError(f"the job cannot be built: {type(message.error).__name__}")))
    return packed


class _Memory(NamedTuple):
    """Bytes of this process. Zeros where the system does not tell."""

    addresses: int = 0
    resident: int = 0


def _memory() -> _Memory:
    try:
        with open("/proc/self/statm", encoding="ascii") as file:
            addresses, resident, *_ = (int(pages) * _PAGE for pages in file.read().split())
    except OSError:
        return _Memory()
    return _Memory(addresses, resident)


def _limit_memory(memory_bytes: int) -> _Memory:
    """Allows `memory_bytes` on top of what the job took so far, where the system can. Returns what that was."""
    if arrow := sys.modules.get("pyarrow"):
        arrow.allocate_buffer(1)  # its allocator claims 1 GiB of addresses at first use: not an item's doing
    base = _memory()
    if memory_bytes and base.addresses and sys.platform != "win32":
        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        most = base.addresses + memory_bytes
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_AS, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
    return base
