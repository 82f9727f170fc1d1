"""Jobs for workers: what an item makes a worker do is the last part of its URI."""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from multiprocessing.connection import Connection

from scanner.model import Item, ItemResult, Reason, Status


def item(name: str, size: int = 1) -> Item:
    return Item(source="test", uri=f"test:///{name}", size=size, relative=name)


def items(count: int) -> list[Item]:
    return [item(f"plain-{number}") for number in range(count)]


def act(name: str) -> None:
    match name.partition("-")[0]:
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case "segfault":
            faulthandler.disable()
            os.kill(os.getpid(), signal.SIGSEGV)
        case "exit":
            os._exit(0)
        case "sysexit":
            sys.exit(0)
        case "hang":
            time.sleep(600)
        case "memory":
            hoard = []
            while True:
                hoard.append(bytearray(16 << 20))
        case "raise":
            raise ValueError("090-1234-5678 must not come back")
        case "slow":
            time.sleep(0.5)
        case "noisy":
            print("090-1234-5678")
            os.write(1, b"090-1234-5678\n")
            os.write(2, b"090-1234-5678\n")


@dataclass(frozen=True)
class Act:
    """Does what the name says, and gives back the process id as owner."""

    def __call__(self, batch: Sequence[Item]) -> list[ItemResult]:
        results = []
        for one in batch:
            act(one.uri.rpartition("/")[2])
            results.append(ItemResult(one, Status.SCANNED, format=str(os.getpid())))
        return results


@dataclass(frozen=True)
class Pack(Act):
    """The same, all items of a batch but those called `big` together, two results at a time: then they say so."""

    def groups(self, batch: Sequence[Item]) -> list[Sequence[Item]]:
        found: list[Sequence[Item]] = []
        for big, run in groupby(batch, lambda one: one.relative == "big"):
            some = tuple(run)
            found += [(one,) for one in some] if big else [some]
        return found

    def together(self, group: Sequence[Item]) -> Iterator[list[ItemResult]]:
        results = []
        for one in group:
            act(one.uri.rpartition("/")[2])
            results.append(ItemResult(one, Status.SCANNED, format="together"))
            if len(results) == 2:
                yield results
                results = []
        if results:
            yield results


@dataclass(frozen=True)
class DiesHandingOver:
    """Kills the worker halfway through sending the result of an item called `large`."""

    def __call__(self, batch: Sequence[Item]) -> list[ItemResult]:
        large = any(one.uri.endswith("/large") for one in batch)
        if large:
            Connection._send = _send_half  # type: ignore[attr-defined]
        return [ItemResult(one, Status.SCANNED, format="x" * (1 << 20) * large) for one in batch]


def _send_half(connection: Connection, message: bytes) -> None:
    os.write(connection.fileno(), bytes(message[: len(message) // 2]))
    os.kill(os.getpid(), signal.SIGKILL)


@dataclass(frozen=True)
class OnceBad:
    """Kills the first worker that meets an item called `bad`, not the second: the item was not at fault."""

    mark: str

    def __call__(self, batch: Sequence[Item]) -> list[ItemResult]:
        for one in batch:
            if one.uri.endswith("/bad") and not os.path.exists(self.mark):
                with open(self.mark, "w", encoding="ascii"):
                    pass
                os.kill(os.getpid(), signal.SIGKILL)
        return [ItemResult(one, Status.SCANNED) for one in batch]


@dataclass(frozen=True)
class Hoard:
    """Keeps 40 MB of every item for ever."""

    def __call__(self, batch: Sequence[Item]) -> list[ItemResult]:
        for _ in batch:
            _HOARD.append(b"x" * (40 << 20))
        return [ItemResult(one, Status.SCANNED, format=str(os.getpid())) for one in batch]


_HOARD: list[bytes] = []


@dataclass(frozen=True)
class Environment:
    """What a worker sees of its surroundings, as `format`."""

    def __call__(self, batch: Sequence[Item]) -> list[ItemResult]:
        import pyarrow as pa

        with open("/proc/self/oom_score_adj", encoding="ascii") as file:
            score = file.read().strip()
        facts = [os.environ["OMP_NUM_THREADS"], str(pa.cpu_count()), str(pa.io_thread_count()), score]
        return [ItemResult(one, Status.SCANNED, format=" ".join(facts)) for one in batch]


@dataclass(frozen=True)
class Unbuildable:
    def __call__(self, batch: Sequence[Item]) -> list[ItemResult]:
        raise RuntimeError("no dictionary. Run: pip install .")


@dataclass(frozen=True)
class DeadOnArrival:
    def __call__(self, batch: Sequence[Item]) -> list[ItemResult]:
        os._exit(7)


@dataclass(frozen=True)
class Poison:
    """Cannot be pickled back."""

    reason: Reason = Reason.INTERNAL

    def __call__(self, batch: Sequence[Item]) -> list[ItemResult]:
        return [ItemResult(one, Status.SCANNED, format=(lambda: 0)) for one in batch]  # type: ignore[arg-type]
