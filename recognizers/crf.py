"""Tagging with a linear-chain conditional random field that CRFsuite trained: its weights, many sentences at a time.

CRFsuite's own tagger takes every feature of every word as a string and a sentence at a time; here a caller may keep the
weights of what words have in common (`weights_of`) and add them up, and all sentences of a text are decoded together.
"""

from __future__ import annotations

import json
import lzma
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.intp]
_Number = TypeVar("_Number", np.float32, np.intp)
_TRANSITION = re.compile(r"^  \(\d+\) (\S+) --> (\S+): (-?[\d.]+)$", re.M)
_STATE = re.compile(r"^  \(\d+\) (.*?) --> (\S+): (-?[\d.]+)$", re.M | re.S)  # a feature may hold a line break


@dataclass(frozen=True, slots=True)
class Tagged:
    """One sentence. tags: the likeliest label of each word, as its number. chances: words × labels."""

    tags: Ints
    chances: Floats


class Crf:
    """labels: names of the tags. Weights are log-potentials."""

    def __init__(self, data: bytes) -> None:
        raw = lzma.decompress(data)
        size = int.from_bytes(raw[:4], "little")
        head = json.loads(raw[4 : 4 + size])
        self.labels: list[str] = head["labels"]
        self._transitions = np.array(head["transitions"], np.float32)
        self._rows = {feature: number for number, feature in enumerate(head["features"])}
        self._weights = np.frombuffer(raw, "<f2", offset=4 + size).reshape(-1, len(self.labels)).astype(np.float32)

    def weights_of(self, features: Iterable[str]) -> Floats:
        """What the features speak for each label, added up; features that training did not keep say nothing."""
        rows = [row for feature in features if (row := self._rows.get(feature)) is not None]
        total: Floats = self._weights[rows].sum(axis=0)
        return total

    @property
    def features(self) -> dict[str, Floats]:
        """What each feature speaks for each label."""
        return dict(zip(self._rows, self._weights, strict=True))

    def tag(self, sentences: Sequence[Floats]) -> list[Tagged]:
        """sentences: of each, words × labels, what their features add up to."""
        lengths = np.array([len(sentence) for sentence in sentences], np.intp)
        if not len(lengths):
            return []
        scores = np.concatenate(sentences)
        begins = np.cumsum(lengths) - lengths
        tags, chances = self.tags(scores, begins, lengths), self.chances(scores, begins, lengths)
        return [Tagged(tags[a : a + n], chances[a : a + n]) for a, n in zip(begins, lengths, strict=True)]

    def tags(self, scores: Floats, begins: Ints, lengths: Ints) -> Ints:
        """Viterbi's way through each of the sentences that begin at `begins` in `scores` (words × labels)."""
        side = _SideBySide(begins, lengths)
        best = side.laid(scores)
        for step in range(1, len(best)):
            going = side.going[step]
            ways = best[step - 1, :going, :, None] + self._transitions
            best[step, :going] += np.maximum.reduce(ways, axis=1)
        tags = best.argmax(axis=2)  # right for the last word of each sentence
        behind = np.ascontiguousarray(self._transitions.T)
        for step in range(len(best) - 1, 0, -1):
            going = side.going[step]
            (best[step - 1, :going] + behind[tags[step, :going]]).argmax(axis=1, out=tags[step - 1, :going])
        return side.back(tags, len(scores))

    def chances(self, scores: Floats, begins: Ints, lengths: Ints) -> Floats:
        """Of each label: forward and, over the sentence turned round, backward, each step scaled to one."""
        side = _SideBySide(begins, lengths)
        odds = np.exp(scores - scores.max(axis=1, keepdims=True))
        there, back = side.laid(odds), side.laid(odds, turned=True)
        both = np.stack((there, back), axis=1)  # steps × directions × sentences × labels
        steps = np.exp(np.stack((self._transitions, self._transitions.T)))
        for step in range(1, len(both)):
            going = side.going[step]
            here = both[step, :, :going]
            here *= both[step - 1, :, :going] @ steps
            here /= np.add.reduce(here, axis=2, keepdims=True)
        ahead, behind = side.back(both[:, 0], len(scores)), side.back(both[:, 1], len(scores), turned=True)
        chances: Floats = ahead * behind / np.maximum(odds, np.finfo(np.float32).tiny)
        chances /= np.maximum(chances.sum(axis=1, keepdims=True), np.finfo(np.float32).tiny)
        return chances


class _SideBySide:
    """Sentences laid side by side, the longest first: steps × sentences × …. going: at each step, how many still go on."""

    def __init__(self, begins: Ints, lengths: Ints) -> None:
        order = np.argsort(-lengths, kind="stable")
        self._lengths = lengths[order]
        longest = int(lengths.max(initial=0))
        self.going: list[int] = np.searchsorted(-self._lengths, -np.arange(longest), side="left").tolist()
        self._sentences = np.repeat(np.arange(len(order)), self._lengths)
        self._steps = np.arange(len(self._sentences)) - np.repeat(
            np.cumsum(self._lengths) - self._lengths, self._lengths
        )
        self._places = self._steps + np.repeat(begins[order], self._lengths)

    def laid(self, rows: Floats, turned: bool = False) -> Floats:
        laid = np.zeros((len(self.going), len(self._lengths), rows.shape[1]), rows.dtype)
        laid[self._step(turned), self._sentences] = rows[self._places]
        return laid

    def back(self, laid: npt.NDArray[_Number], count: int, turned: bool = False) -> npt.NDArray[_Number]:
        """The rows again, as they were before; zeros where no sentence is."""
        rows = np.zeros((count, *laid.shape[2:]), laid.dtype)
        rows[self._places] = laid[self._step(turned), self._sentences]
        return rows

    def _step(self, turned: bool) -> Ints:
        return self._lengths[self._sentences] - 1 - self._steps if turned else self._steps


def pack(dump: str) -> bytes:
    """A model as `Crf` reads it, from what CRFsuite's ``dump`` prints."""
    parts = re.split(r"^(?:TRANSITIONS|STATE_FEATURES) = \{\n", dump, flags=re.M)
    labels = sorted({label for match in _TRANSITION.finditer(parts[1]) for label in (match[1], match[2])})
    numbers = {label: number for number, label in enumerate(labels)}
    transitions = np.zeros((len(labels), len(labels)))
    for match in _TRANSITION.finditer(parts[1]):
        transitions[numbers[match[1]], numbers[match[2]]] = float(match[3])
    weights: dict[str, list[float]] = {}
    for match in _STATE.finditer(parts[2]):
        weights.setdefault(match[1], [0.0] * len(labels))[numbers[match[2]]] = float(match[3])
    features = sorted(weights)
    head = json.dumps(
        {"labels": labels, "transitions": transitions.round(5).tolist(), "features": features}, ensure_ascii=False
    ).encode()
    table = np.array([weights[feature] for feature in features], "<f2")
    return lzma.compress(len(head).to_bytes(4, "little") + head + table.tobytes())
