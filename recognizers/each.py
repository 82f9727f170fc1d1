"""Many short texts, the cells of columns, read at one go: what looks for candidates looks once, what judges them sees one cell.

The texts stand one behind the other in one. A scan only says where something could stand; windows for patterns end where a
text does, and all that looks at a text as a whole gets that text alone. So the hits are those of `Engine.find`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

import numpy as np

from recognizers.pattern import MINOR
from recognizers.rewrite import LONG_MARK, NO_CUES, Rewritten, rewrites
from recognizers.text import whole
from recognizers.types import Hints, Hit, wants

if TYPE_CHECKING:
    from recognizers import Engine
    from recognizers.matcher import Matcher

_TOGETHER = 50_000  # characters; a longer text is read alone


def find_each(
    engine: Engine, matcher: Matcher, texts: Sequence[str], hints: Hints | Sequence[Hints]
) -> list[list[Hit]]:
    """The hits of each text. matcher: the engine's. hints: of all texts, or of each; those of one column stand together."""
    each = [hints] * len(texts) if isinstance(hints, Hints) else hints
    found: list[list[Hit]] = [[] for _ in texts]
    alone = [
        place
        for place, (text, told) in enumerate(zip(texts, each, strict=True))
        if matcher.scanner is None or len(text) > _TOGETHER or (told.header and text.strip() == told.header)
    ]
    for place in alone:
        found[place] = engine.find(texts[place], each[place])
    for places in _groups(texts, set(alone)):
        some = _together(engine, matcher, [whole(texts[at]) for at in places], [each[at] for at in places])
        for place, hits in zip(places, some, strict=True):
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


def _together(engine: Engine, matcher: Matcher, texts: Sequence[str], each: Sequence[Hints]) -> list[list[Hit]]:
    lengths = np.array([len(text) for text in texts], dtype=np.int64)
    lows = np.cumsum(lengths + 1) - lengths - 1
    highs = lows + lengths
    columns = _columns(each)
    under = [(int(lows[first]), int(highs[last - 1]), engine.headed(each[first])) for first, last in columns]
    seen = matcher.scan("\n".join(texts), under=under)
    assert seen is not None
    hits: list[list[Hit]] = [[] for _ in texts]
    of = np.repeat(np.arange(len(columns)), [last - first for first, last in columns]).tolist()
    for _, matches in groupby(matcher.matches_each(seen, lows, highs, each), lambda match: of[match[2]]):
        for number, hit in engine.judged(matches, MINOR):  # what it remembers holds under one header
            hits[number].append(hit)
    cues = matcher.cues_each(seen, lows, highs)
    for first, last in columns:
        whose: dict[int, int] = {}
        pieces: list[Rewritten] = []
        for number in range(first, last):
            text = texts[number]
            if (number in cues or LONG_MARK in text) and (some := list(rewrites(text, cues.get(number, NO_CUES)))):
                hits[number] = engine.without_headed(hits[number], some)
                pieces += some
                whose |= {id(piece): number for piece in some}
        for piece, hit in engine.rewritten_hits(pieces, each[first]) if pieces else ():
            hits[whose[id(piece)]].append(hit)
        asked = [one for one in engine.recognizers if wants(one, each[first])]
        for number in range(first, last):
            if asked or hits[number]:
                hits[number] = engine.settled(texts[number], each[number], hits[number], asked)
    return hits


def _columns(each: Sequence[Hints]) -> list[tuple[int, int]]:
    """Where texts with the same hints stand."""
    firsts = [place for place, hints in enumerate(each) if not place or hints is not each[place - 1]]
    return list(zip(firsts, [*firsts[1:], len(each)], strict=True))
