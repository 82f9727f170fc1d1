"""Worker processes on this machine. One that dies, hangs or eats memory costs the item it was busy with.

Not Pebble, nor the pools of the standard library: their workers share one pipe and its lock, and a worker killed while
it holds the lock stops all others (Pebble 5.2.3, killed while sending: 7 of 20 tasks came back). Here each worker has
its own pipes, so its death is nobody else's business.
"""

from __future__ import annotations

import math
import multiprocessing
import os
import pickle
import signal
import sys
import tempfile
import time
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import wait
from pathlib import Path

from scanner.executors import Job, scratch
from scanner.executors.process import THREADS, Done, Failed, Leaving, Ready, Together, Unfit, work
from scanner.model import Item, ItemResult, Lost, Reason

_START_SECONDS = 600.0  # to load models from a slow disk
_START_TRIES = 3
_OVER_CPU = getattr(signal, "SIGXCPU", 0)
_AHEAD_BYTES = 32 << 10  # a waiting batch must fit into the pipe, or the parent would wait for a busy worker


class WorkerError(RuntimeError):
    """No worker can be started, so nothing can be scanned."""


@dataclass(slots=True)
class _Batch:
    """`results` of its first `done` items are here. `again`: its only item has already cost a worker.

    alone: its items have cost a worker that did them together, so each is done by itself. together: so many of the next
    are being done at once.
    """

    items: tuple[Item, ...]
    again: bool = False
    alone: bool = False
    done: int = 0
    together: int = 0
    results: list[ItemResult] = field(default_factory=list)


class Local:
    """Starts workers as there is work, at most `workers`. See `executors.make` for the limits."""

    def __init__(self, workers: int = 1, memory_bytes: int = 0, seconds_per_item: float = 0) -> None:
        self._workers = max(1, workers)
        self._memory = memory_bytes
        self._seconds = seconds_per_item or math.inf

    def run(self, job: Job, batches: Iterable[Sequence[Item]]) -> Iterator[list[ItemResult] | Lost]:
        with scratch.folder() as folder:
            yield from self._run(_Crew(pickle.dumps(job), self._workers, self._memory, self._seconds, folder), batches)

    def _run(self, crew: _Crew, batches: Iterable[Sequence[Item]]) -> Iterator[list[ItemResult] | Lost]:
        coming = (_Batch(tuple(batch)) for batch in batches if batch)
        more = True
        try:
            while more or crew.busy():
                while more and crew.has_room():
                    batch = next(coming, None)
                    if batch is None:
                        more = False
                    else:
                        crew.give(batch)
                yield from crew.listen()
        finally:
            crew.end()


class _Worker:
    """One process and the batches it was given: the first is being done, a second waits."""

    def __init__(self, payload: bytes, memory: int, seconds: float, folder: Path, batches: deque[_Batch]) -> None:
        self._folder = Path(tempfile.mkdtemp(dir=folder))
        context = multiprocessing.get_context("spawn")
        requests, self.requests = context.Pipe(duplex=False)
        self.replies, replies = context.Pipe(duplex=False)
        self.batches = batches
        self.sent = 0
        self.ready = False
        self.since = time.monotonic()
        self.ending: Reason | None = None  # set once it is of no more use: why
        self.leaving = False
        self.process = context.Process(
            target=work,
            args=(payload, requests, replies, os.getpid(), memory, seconds, str(self._folder)),
            name="daicho worker",
            daemon=True,
        )
        with _environment(THREADS), _no_interrupt():
            self.process.start()
        requests.close()
        replies.close()

    def has_room(self) -> bool:
        """One batch is kept waiting, so that a worker need not wait for us. Nothing waits behind a big item."""
        return not self.batches or (len(self.batches) == 1 and len(self.batches[0].items) > 1)

    def deadline(self, seconds: float) -> float:
        if not self.ready:
            return self.since + _START_SECONDS
        return self.since + seconds if self.batches else math.inf

    def send(self) -> None:
        while self.ready and self.sent < min(2, len(self.batches)):
            batch = self.batches[self.sent]
            packed = pickle.dumps((batch.items, batch.alone))
            if self.sent and len(packed) > _AHEAD_BYTES:
                return
            if not self.sent:
                self.since = time.monotonic()
            try:
                self.requests.send_bytes(packed)
            except OSError:
                return  # it is gone; `hear` will find out
            self.sent += 1

    def hear(self, dead: bool) -> Iterator[list[ItemResult] | Lost]:
        """Everything it has said by now. Sets `ending` where it said its last."""
        try:
            while self.ending is None and self.replies.poll():
                yield from self._take(self.replies.recv())
        except (EOFError, OSError):
            dead = True
        if dead and self.ending is None:
            self.ending = Reason.WORKER_DIED

    def _take(self, message: object) -> Iterator[list[ItemResult] | Lost]:
        self.since = time.monotonic()
        match message:
            case Unfit(error):
                raise error
            case Ready():
                self.ready = True
                self.send()
            case Leaving():
                self.leaving = True
            case Together(items):
                self.batches[0].together = items
            case Failed(Reason.MEMORY):
                self.ending = Reason.MEMORY
            case Failed(reason, detail):
                yield Lost((self.batches[0].items[self.batches[0].done],), reason, detail)
                yield from self._step([])
            case Done(results, items):
                yield from self._step(results, items)

    def _step(self, results: list[ItemResult], items: int = 1) -> Iterator[list[ItemResult]]:
        batch = self.batches[0]
        batch.results.extend(results)
        batch.done += items
        batch.together = max(0, batch.together - items)
        if batch.done == len(batch.items):
            self.batches.popleft()
            self.sent -= 1
            self.send()
            if batch.results:
                yield batch.results

    def end(self, grace: float = 0) -> int:
        """Ends the process, however busy, and returns its exit code: negative for a signal."""
        if grace:
            self.process.join(grace)
        self.process.kill()
        self.process.join()
        code = self.process.exitcode or 0
        self.process.close()
        self.requests.close()
        self.replies.close()
        scratch.remove(self._folder)
        return code


class _Crew:
    """All workers of one run."""

    def __init__(self, payload: bytes, workers: int, memory: int, seconds: float, folder: Path) -> None:
        self._payload, self._most, self._memory, self._seconds, self._folder = payload, workers, memory, seconds, folder
        self._workers: list[_Worker] = []
        self._failed_starts = 0
        self._oom_kills = _oom_kills()

    def busy(self) -> bool:
        return any(worker.batches for worker in self._workers)

    def has_room(self) -> bool:
        return len(self._workers) < self._most or any(worker.has_room() for worker in self._workers)

    def give(self, batch: _Batch) -> None:
        idle = next((worker for worker in self._workers if not worker.batches), None)
        if idle is None and len(self._workers) < self._most:
            self._start(deque([batch]))
            return
        worker = idle or next(worker for worker in self._workers if worker.has_room())
        worker.batches.append(batch)
        worker.send()

    def listen(self) -> Iterator[list[ItemResult] | Lost]:
        """Waits until a worker says something, is gone or is over its time, and deals with that."""
        if not self.busy():
            return
        first = min(worker.deadline(self._seconds) for worker in self._workers)
        timeout = min(max(0.0, first - time.monotonic()), 3600.0)
        ways = [way for worker in self._workers for way in (worker.replies, worker.process.sentinel)]
        heard = wait(ways, timeout)
        for worker in list(self._workers):
            dead = worker.process.sentinel in heard
            if dead or worker.replies in heard:
                yield from worker.hear(dead)
            elif time.monotonic() > worker.deadline(self._seconds):
                yield from worker.hear(dead)  # it may have spoken while our caller was busy
                if time.monotonic() > worker.deadline(self._seconds):
                    worker.ending = worker.ending or Reason.TIMEOUT
            if worker.ending:
                yield from self._replace(worker)

    def _replace(self, worker: _Worker) -> Iterator[list[ItemResult] | Lost]:
        """Accounts for every item the worker still had, and gives what is left to a new one."""
        assert worker.ending
        self._workers.remove(worker)
        # One that died by itself is left to die: to kill it now would hide the cause.
        code = worker.end(grace=5 if worker.ending is Reason.WORKER_DIED else 0)
        left = worker.batches
        if not worker.ready:
            self._failed_starts += 1
            if self._failed_starts == _START_TRIES:
                raise WorkerError(
                    f"Workers end before they can begin ({_how(code)}). With a script of your own, "
                    "start the scan under: if __name__ == '__main__'"
                )
        elif left and not worker.leaving:
            batch = left.popleft()
            at = batch.done + max(1, batch.together)
            suspects, rest = batch.items[batch.done : at], batch.items[at:]
            reason, detail = self._cause(worker.ending, code)
            if rest:
                left.appendleft(_Batch(rest, alone=batch.alone))
            if batch.results:
                yield batch.results
            if len(suspects) > 1:
                left.appendleft(_Batch(suspects, alone=True))
            elif batch.again or reason is Reason.TIMEOUT:
                yield Lost(suspects, reason, detail)
            else:  # perhaps others' fault: once more, first thing in a new process
                left.appendleft(_Batch(suspects, again=True))
        if left:
            self._start(left)

    def _start(self, batches: deque[_Batch]) -> None:
        self._workers.append(_Worker(self._payload, self._memory, self._seconds, self._folder, batches))

    def _cause(self, ending: Reason, code: int) -> tuple[Reason, str]:
        if ending is Reason.TIMEOUT:
            return ending, f"longer than {self._seconds:g} seconds"
        if _OVER_CPU and code == -_OVER_CPU:
            return Reason.TIMEOUT, f"more than {self._seconds:g} seconds of processor time"
        kills, self._oom_kills = self._oom_kills, _oom_kills()
        if ending is Reason.MEMORY:
            return ending, f"more than {self._memory >> 20} MiB" if self._memory else ""
        if code == -9 and self._oom_kills > kills:
            return Reason.MEMORY, "ended by the system, which had none left"
        return ending, _how(code)

    def end(self) -> None:
        for worker in self._workers:
            worker.end()
        self._workers.clear()


@contextmanager
def _environment(settings: Mapping[str, str]) -> Iterator[None]:
    """Settings that must be there before a new process has loaded anything."""
    before = {name: os.environ.get(name) for name in settings}
    os.environ.update(settings)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


@contextmanager
def _no_interrupt() -> Iterator[None]:
    """A new process inherits that Ctrl-C waits, and ignores it from its first line on. For us it only comes later."""
    if sys.platform == "win32":
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _how(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"


def _oom_kills() -> int:
    """How often Linux has ended a process for want of memory since it started; 0 elsewhere."""
    try:
        with open("/proc/vmstat", encoding="ascii") as file:
            return next((int(line.split()[1]) for line in file if line.startswith("oom_kill ")), 0)
    except OSError:
        return 0
