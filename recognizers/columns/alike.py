"""Cells of one make: 〒100-0001 東京都港区1-2-3 thousands of times over. Some are read, and if all tell the same, so do the rest."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from recognizers.columns.arrays import parts, strings

PROBES = 25  # of a make that are read
FIRST = _MANY = 60  # cells of one make; below that all are read
# What is left of a cell: its digits as they stand, words as one sign, all else.
_WORDS = ((r"[\p{Han}\p{Hiragana}\p{Katakana}ー]+", "字"), ("[A-Za-z]+", "a"), ("[0-9]", "9"))
_NINES = bytes.maketrans(b"0123456789", b"9999999999")


@dataclass(frozen=True, slots=True)
class Make:
    """Cells of one make, by their places: those that are read first, and the others."""

    probes: Sequence[int]
    others: Sequence[int]

    def told(self, entities: Mapping[int, frozenset[str]]) -> frozenset[str]:
        """The types that each probe has, where all have the same; nothing where one of them has others."""
        first, *rest = (entities.get(place, frozenset[str]()) for place in self.probes)
        return first if all(other == first for other in rest) else frozenset()


def makes(values: pa.StringArray, places: Sequence[int]) -> tuple[list[Make], list[int]]:
    """(makes of many cells, the cells of no such make) among the values at these places."""
    shaped = values.take(pa.array(places, pa.int64()))
    for words, sign in _WORDS:
        shaped = pc.replace_substring_regex(shaped, words, sign)
    found: list[Make] = []
    many, few = _of_one_shape(shaped, places)
    for members in many:
        random.Random(0).shuffle(members)
        found.append(Make(members[:PROBES], members[PROBES:]))
    return found, few


def numbered(values: pa.StringArray, places: Sequence[int]) -> tuple[list[Make], list[int]]:
    """As `makes`, of cells that differ in their digits alone: ORD-00000012, 2024-03-05, 1,200円.

    What such a number is depends on how it begins, so the probes stand at even distances in order of the values.
    """
    chosen = values.take(pa.array(places, pa.int64()))
    raw, starts = parts(chosen)
    found: list[Make] = []
    many, few = _of_one_shape(strings(raw.tobytes().translate(_NINES), starts), places)
    for members in many:
        written = dict(zip(members, values.take(pa.array(members, pa.int64())).to_pylist(), strict=True))
        members.sort(key=written.__getitem__)
        probes = {round(at * (len(members) - 1) / (PROBES - 1)) for at in range(PROBES)}
        others = [place for at, place in enumerate(members) if at not in probes]
        found.append(Make([members[at] for at in sorted(probes)], others))
    return found, few


def _of_one_shape(shaped: pa.StringArray, places: Sequence[int]) -> tuple[list[list[int]], list[int]]:
    """(the places of each shape that many have, all others)"""
    codes, at = np.asarray(shaped.dictionary_encode().indices), np.asarray(places, np.int64)
    counts = np.bincount(codes)
    many = [at[codes == code].tolist() for code in np.flatnonzero(counts >= _MANY)]
    return many, at[counts[codes] < _MANY].tolist()


def types_of(hits: Iterable[tuple[int, str]]) -> dict[int, frozenset[str]]:
    """place → the types in that cell, of (place, type)"""
    found: dict[int, set[str]] = {}
    for place, entity in hits:
        found.setdefault(place, set()).add(entity)
    return {place: frozenset(types) for place, types in found.items()}
