"""Many small items at once: what they hold is read first, then all their texts go through the engine together, then each has
what remains done alone.

Every step of an item is its own: its budget, its problems, its time. The engine's time is shared out by characters.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Any

from scanner.model import Item, ItemResult, Passage
from scanner.one import One, Tools
from scanner.sources import Source

SMALL = 64 << 10  # bytes of an item that is read with others; a page of text as Word is often more than half of that
_HELD = 200_000  # characters that are held at once
_SECONDS = 5.0  # of reading; then what is here is finished first, for somebody minds our time


def together(items: Sequence[tuple[Item, Source]], tools: Tools) -> Iterator[list[ItemResult]]:
    """The results in the order of the items, some at a time."""
    pending: set[str] = set()
    ones = [One(item, source, tools, pending) for item, source in items]
    _find([(one, one.path) for one in ones], tools)
    for one in ones:
        with one:
            one.take_path()
    first = 0
    while first < len(ones):
        group, held, started = list[One](), 0, time.monotonic()
        for one in ones[first:]:
            with one:
                held += one.read()
            pending.add(one.new)
            group.append(one)
            if held > _HELD or time.monotonic() - started > _SECONDS:
                break
        _find([(one, passage) for one in group for passage in one.passages()], tools)
        yield [_finished(one, source, tools) for one, (_, source) in zip(group, items[first:], strict=False)]
        first += len(group)


def _finished(one: One, source: Source, tools: Tools) -> ItemResult:
    with one:
        one.take()
    if one.forsaken:
        with (one := One(one.item, source, tools)):
            one.take_path()
            one.take()
    return one.result()


def _find(passages: Sequence[tuple[One, Passage]], tools: Tools) -> None:
    """One pass of the engine. Where it fails, each item meets that by itself."""
    engine: Any = tools.engine
    started = time.perf_counter()
    before = getattr(engine, "names_seconds", 0.0)
    try:
        found = engine.find_all([one.text for _, one in passages], [one.hints for _, one in passages])
    except Exception:
        return
    characters = max(1, sum(len(passage.text) for _, passage in passages))
    seconds = (time.perf_counter() - started) / characters
    names = (getattr(engine, "names_seconds", 0.0) - before) / characters
    for (one, passage), hits in zip(passages, found, strict=True):
        one.ready(passage, hits, seconds * len(passage.text), names * len(passage.text))
