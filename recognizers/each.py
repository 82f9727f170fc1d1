"""Many short texts, the cells of columns or small files, read at one go: what looks for candidates looks once, what judges them sees
one text.

The texts stand one behind the other in one. A scan only says where something could stand; windows for patterns end where a
text does, and all that looks at a text as a whole gets that text alone. So the hits are those of `Engine.find`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from recognizers.pattern import MINOR
from recognizers.rewrite import LONG_MARK, NO_CUES, Rewritten, rewrites
from recognizers.text import whole
from recognizers.types import Hints, Hit, Recognizer, wants

if TYPE_CHECKING:
    from recognizers import Engine
    from recognizers.matcher import Matcher

_TOGETHER = 50_000  # characters; a longer text is read alone


def find_each(engine: Engine, matcher: Matcher, texts: Sequence[str], hints: Sequence[Hints]) -> list[list[Hit]]:
    """The hits of each text. matcher: the engine's. hints: of each; those of one header are best next to each other."""
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
    firsts = [place for place, told in enumerate(hints) if not place or told.header != hints[place - 1].header]
    under = [
        (int(lows[first]), int(highs[last - 1]), engine.headed(hints[first]))
        for first, last in zip(firsts, [*firsts[1:], len(texts)], strict=True)
    ]
    seen = matcher.scan("\n".join(texts), under=under)
    assert seen is not None
    hits: list[list[Hit]] = [[] for _ in texts]
    matches = matcher.matches_each(seen, lows, highs, hints)
    for _, some in groupby(matches, lambda match: bisect_right(firsts, match[2])):
        for number, hit in engine.judged(some, MINOR):  # what it remembers holds under one header
            hits[number].append(hit)
    cues = matcher.cues_each(seen, lows, highs)
    pieces: list[Rewritten] = []
    whose: list[int] = []
    for number, text in enumerate(texts):
        if (number in cues or LONG_MARK in text) and (new := list(rewrites(text, cues.get(number, NO_CUES)))):
            hits[number] = engine.without_headed(hits[number], new)
            pieces += new
            whose += [number] * len(new)
    if pieces:
        places = {id(piece): number for piece, number in zip(pieces, whose, strict=True)}
        for piece, hit in engine.rewritten_hits(pieces, [hints[number] for number in whose]):
            hits[places[id(piece)]].append(hit)
    asked: list[Recognizer] = []
    for number, told in enumerate(hints):
        if not number or told is not hints[number - 1]:
            asked = [one for one in engine.recognizers if wants(one, told)]
        if asked or hits[number]:
            hits[number] = engine.settled(texts[number], told, hits[number], asked)
    return hits
