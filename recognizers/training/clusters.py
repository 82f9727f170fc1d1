"""Words by the company they keep: a thousand clusters of chiVe's word vectors, as ja_ginza carries them.

``python -m recognizers.training.clusters`` writes recognizers/data/word_clusters.bin, which `recognizers.clusters`
reads. chiVe: Works Applications Enterprise, Apache License 2.0.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from recognizers import data
from recognizers.clusters import FILE, pack

FINE, COARSE = 1_000, 100
_ROUNDS = 25
_SEED = 1

Vectors = npt.NDArray[np.float32]


def main() -> None:
    import spacy

    model = spacy.load("ja_ginza")
    vectors = model.vocab.vectors
    fine, centres = kmeans(_unit(np.asarray(vectors.data, np.float32)), FINE)
    coarse, _ = kmeans(centres, COARSE)
    words = {model.vocab.strings[key]: int(fine[row]) for key, row in vectors.key2row.items() if row >= 0}
    path = Path(next(iter(data.__path__))) / FILE
    path.write_bytes(pack(words, [int(group) for group in coarse]))
    print(f"{len(words):,} words in {FINE} clusters, {path.stat().st_size:,} bytes")


def kmeans(points: Vectors, count: int) -> tuple[npt.NDArray[np.int64], Vectors]:
    """(cluster of each point, centres), by cosine. points: rows of length one."""
    centres = points[np.random.default_rng(_SEED).choice(len(points), count, replace=False)]
    nearest = np.zeros(len(points), np.int64)
    for _ in range(_ROUNDS):
        nearest = (points @ centres.T).argmax(axis=1)
        for number in range(count):
            if (mine := points[nearest == number]).size:
                centres[number] = mine.mean(axis=0)
        centres = _unit(centres)
    return nearest, centres


def _unit(vectors: Vectors) -> Vectors:
    unit: Vectors = vectors / (np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9)
    return unit


if __name__ == "__main__":
    main()
