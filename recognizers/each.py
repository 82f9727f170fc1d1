"""Many short texts, the cells of a column or small files, read at one go: what looks for candidates looks once, what judges them sees one cell.

The texts stand one behind the other in one. A scan only says where something could stand; windows for patterns end where a
text does, and all that looks at a text as a whole gets that text alone. So the hits are those of `Engine.find`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import numpy as np

from recognizers.pattern import MINOR
from recognizers.rewrite import LONG_MARK, NO_CUES, Rewritten, rewrites
from recognizers.text import whole
from recognizers.types import Hints, Hit

if TYPE_CHECKING:
    from recognizers import Engine
    from recognizers.matcher import Matcher

_TOGETHER = 50_000  # characters; a longer text is read alone


def find_each(engine: Engine, matcher: Matcher, texts: Sequence[str], hints: Sequence[Hints]) -> list[list[Hit]]:
    """The hits of each text. matcher: the engine's. hints: of each, all under one header."""
    found: list[list[Hit]] = [[] for _ in texts]
    alone = {
        place
        for place, (text, told) in enumerate(zip(texts, hints, strict=True))
        if matcher.scanner is None or len(text) > _TOGETHER or (told.header and text.strip() == told.header)
    }
    for place in alone:
        found[place] = engine.find(texts[place], hints[place])
    for places in _groups(texts, alone):
        together = _together(engine, matcher, [whole(texts[at]) for at in places], [hints[at] for at in places])
        for place, hits in zip(places, together, strict=True):
            found[place] = hits
    return found


def _groups(texts: Sequence[str], without: set[int]) -> Iterator[list[int]]:
    group: list[int] = []
    held = 0
    for place, text in enumerate(texts):
        if place in without:
            continue
        if group and held + len(text) > _TOGETHER:
            yield group
            group, held = [], 0
        group.append(place)
        held += len(text) + 1
    if group:
        yield group


def _together(engine: Engine, matcher: Matcher, texts: Sequence[str], hints: Sequence[Hints]) -> list[list[Hit]]:
    lengths = np.array([len(text) for text in texts], dtype=np.int64)
    lows = np.cumsum(lengths + 1) - lengths - 1
    highs = lows + lengths
    seen = matcher.scan("\n".join(texts), engine.headed(hints[0]))
    assert seen is not None
    hits: list[list[Hit]] = [[] for _ in texts]
    for number, hit in engine.judged(matcher.matches_each(seen, lows, highs, hints), MINOR):
        hits[number].append(hit)
    rewritten: defaultdict[int, list[Rewritten]] = defaultdict(list)
    cues = matcher.cues_each(seen, lows, highs)
    for number, text in enumerate(texts):
        if (number in cues or LONG_MARK in text) and (pieces := list(rewrites(text, cues.get(number, NO_CUES)))):
            rewritten[number] = pieces
            hits[number] = engine.without_headed(hits[number], pieces)
    whose = {id(piece): number for number, pieces in rewritten.items() for piece in pieces}
    if whose:
        every = [piece for pieces in rewritten.values() for piece in pieces]
        told = [hints[whose[id(piece)]] for piece in every]
        for piece, hit in engine.rewritten_hits(every, told):
            hits[whose[id(piece)]].append(hit)
    return [
        engine.settled(text, told, some, engine.recognizers) if some or engine.recognizers else some
        for text, told, some in zip(texts, hints, hits, strict=True)
    ]
