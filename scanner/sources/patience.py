"""A call that comes back in time, whatever the other side does.

Libraries wait so and so long for the next byte. A server that sends one byte a second is never too late for them, and
one that is silent is asked again and again: a listing would last for ever.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import Any, TypeVar, cast

T = TypeVar("T")

LISTING = 300.0  # seconds for a page of a listing, or a folder, with all that is tried again meanwhile
READING, SLOWEST = 120.0, 32 << 10  # seconds for a block, and bytes a second, whose time comes on top


def reading(amount: int) -> float:
    """Seconds for so many bytes."""
    return READING + amount / SLOWEST


def within(seconds: float, call: Callable[[], T]) -> T:
    """What `call` gives, or TimeoutError. The thread that waits is left to itself; it ends when its connection does."""
    came: list[Any] = []

    def work() -> None:
        try:
            came.append((call(), None))
        except BaseException as exc:
            came.append((None, exc))

    thread = Thread(target=work, name="daicho request", daemon=True)
    thread.start()
    thread.join(seconds)
    if not came:
        raise TimeoutError("no whole answer in time")
    value, error = came[0]
    if error is not None:
        raise error
    return cast(T, value)
