"""Tagging with a linear-chain conditional random field that CRFsuite trained: its weights, many sentences at a time.

CRFsuite's own tagger takes every feature of every word as a string and a sentence at a time; here a caller may keep the
weights of what words have in common (`weights_of`) and add them up, and all sentences of a text are decoded together.
"""

from __future__ import annotations

import json
import lzma
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.intp]
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
        sentences = _Steps(begins, lengths)
        best = np.empty_like(scores)
        for place, (here, before) in enumerate(sentences):
            best[here] = scores[here]
            if place:
                best[here] += (best[before][:, :, None] + self._transitions).max(axis=1)
        tags = np.zeros(len(scores), np.intp)
        last = begins + lengths - 1
        tags[last] = best[last].argmax(axis=1)
        for here, before in sentences.back():
            tags[before] = (best[before] + self._transitions.T[tags[here]]).argmax(axis=1)
        return tags

    def chances(self, scores: Floats, begins: Ints, lengths: Ints) -> Floats:
        """Of each label, by forward and backward, each step scaled to one."""
        sentences = _Steps(begins, lengths)
        steps = np.exp(self._transitions)
        odds = np.exp(scores - scores.max(axis=1, keepdims=True))
        ahead, behind = np.ones_like(odds), np.ones_like(odds)
        for place, (here, before) in enumerate(sentences):
            step = odds[here]
            if place:
                step *= ahead[before] @ steps
            ahead[here] = step / step.sum(axis=1, keepdims=True)
        for here, before in sentences.back():
            step = (behind[here] * odds[here]) @ steps.T
            behind[before] = step / step.sum(axis=1, keepdims=True)
        both = ahead * behind
        chances: Floats = both / both.sum(axis=1, keepdims=True)
        return chances


class _Steps:
    """Sentences side by side, word by word: at each step the places of those words and of the ones before them."""

    def __init__(self, begins: Ints, lengths: Ints) -> None:
        order = np.argsort(-lengths, kind="stable")
        self._begins = begins[order]
        longest = int(lengths.max(initial=0))
        self._going = np.searchsorted(-lengths[order], -np.arange(longest), side="left")  # those longer than each step

    def __iter__(self) -> Iterator[tuple[Ints, Ints]]:
        for step, going in enumerate(self._going.tolist()):
            here = self._begins[:going] + step
            yield here, here - 1

    def back(self) -> Iterator[tuple[Ints, Ints]]:
        """From the last step to the second."""
        for step in range(len(self._going) - 1, 0, -1):
            here = self._begins[: self._going[step]] + step
            yield here, here - 1


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
