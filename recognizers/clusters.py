"""Which words keep the same company: 監督, 選手 and 投手; トヨタ and ホンダ. Made by `recognizers.training.clusters`.

A word is known by its CRC-32 alone: six bytes a word, and one unknown word in nine thousand is taken for a known one.
"""

from __future__ import annotations

import lzma
import zlib
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np
import numpy.typing as npt

FILE = "word_clusters.bin"


def pack(words: Mapping[str, int], groups: Sequence[int]) -> bytes:
    """words: word → cluster. groups: of each cluster, its coarse one. At most 65,536 clusters."""
    coded = dict(sorted({zlib.crc32(word.encode()): cluster for word, cluster in sorted(words.items())}.items()))
    steps = np.diff(np.fromiter(coded, np.uint32), prepend=np.uint32(0)).astype("<u4")
    clusters = np.fromiter(coded.values(), "<u2", len(coded))
    head = np.array([len(groups), len(coded)], "<u4").tobytes()
    return lzma.compress(head + np.array(groups, "<u2").tobytes() + steps.tobytes() + clusters.tobytes())


@cache
def _table() -> tuple[npt.NDArray[np.uint32], npt.NDArray[np.uint16], npt.NDArray[np.uint16]]:
    """(codes in order, cluster of each, coarse cluster of each cluster)"""
    raw = lzma.decompress(files("recognizers.data").joinpath(FILE).read_bytes())
    groups, words = np.frombuffer(raw, "<u4", 2)
    place = 8 + 2 * int(groups)
    steps = np.frombuffer(raw, "<u4", words, place)
    codes = np.cumsum(steps, dtype=np.uint32)
    return codes, np.frombuffer(raw, "<u2", words, place + 4 * int(words)), np.frombuffer(raw, "<u2", groups, 8)


@lru_cache(maxsize=100_000)
def clusters(word: str) -> tuple[int, int] | None:
    """(cluster, coarse cluster) of a word as Sudachi writes it; None for one that is not known."""
    codes, fine, coarse = _table()
    code = np.uint32(zlib.crc32(word.encode()))  # as a Python int it would make numpy copy the table
    place = int(np.searchsorted(codes, code))
    if place == len(codes) or codes[place] != code:
        return None
    cluster = int(fine[place])
    return cluster, int(coarse[cluster])
