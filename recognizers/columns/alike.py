"""Cells of one make: 〒100-0001 東京都港区1-2-3 thousands of times over. Some are read, and if all tell the same, so do the rest."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

PROBES = 25  # of a make that are read
_MANY = 60  # cells of one make; below that all are read
# What is left of a cell: its digits as they stand, words as one sign, all else.
_WORDS = ((r"[\p{Han}\p{Hiragana}\p{Katakana}ー]+", "字"), ("[A-Za-z]+", "a"), ("[0-9]", "9"))


@dataclass(frozen=True, slots=True)
class Make:
    """Cells of one make, by their places: those that are read first, and the others."""

    probes: Sequence[int]
    others: Sequence[int]

    def told(self, entities: Mapping[int, frozenset[str]]) -> frozenset[str]:
        """The types that each probe has, where all have the same; nothing where one of them has others."""
        first, *rest = (entities.get(place, frozenset[str]()) for place in self.probes)
        return first if all(other == first for other in rest) else frozenset()


def makes(values: Sequence[str], places: Sequence[int]) -> tuple[list[Make], list[int]]:
    """(makes of many cells, the cells of no such make) among the values at these places."""
    shaped = pa.array([values[place] for place in places], pa.string())
    for words, sign in _WORDS:
        shaped = pc.replace_substring_regex(shaped, words, sign)
    codes = np.asarray(shaped.dictionary_encode().indices)
    order = np.argsort(codes, kind="stable")
    found: list[Make] = []
    few: list[int] = []
    for group in np.split(order, np.flatnonzero(np.diff(codes[order])) + 1):
        members = [places[at] for at in group.tolist()]
        if len(members) < _MANY:
            few += members
            continue
        random.Random(0).shuffle(members)
        found.append(Make(members[:PROBES], members[PROBES:]))
    return found, few


def types_of(hits: Iterable[tuple[int, str]]) -> dict[int, frozenset[str]]:
    """place → the types in that cell, of (place, type)"""
    found: dict[int, set[str]] = {}
    for place, entity in hits:
        found.setdefault(place, set()).add(entity)
    return {place: frozenset(types) for place, types in found.items()}
