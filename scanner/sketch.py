"""How many different values there are in several sets together, from a little of each.

The K smallest digests of a set are kept. Below K they are all of it and the number is exact; beyond, how small the K-th
is tells how many there are, to about 1/sqrt(K). Two sets are joined by joining what is kept of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import numpy as np

VALUES, PEOPLE = 2048, 4096  # kept of each kind
_RANGE = 1 << 64


def least(values: Iterable[str], key: bytes, k: int = VALUES) -> bytes:
    """What is kept of a set of values: keyed digests of 8 bytes, smallest first."""
    raw = [hashlib.blake2b(one.encode("utf-8", "surrogatepass"), key=key, digest_size=8).digest() for one in values]
    return np.unique(np.frombuffer(b"".join(raw), ">u8"))[:k].tobytes()


def together(sets: Iterable[bytes], k: int = VALUES) -> int:
    """How many values the sets have together."""
    kept = np.unique(np.frombuffer(b"".join(sets), ">u8"))[:k]
    return len(kept) if len(kept) < k else round((k - 1) * _RANGE / int(kept[-1]))
