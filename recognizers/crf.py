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
_TOGETHER = 64  # sentences of about the same length
_TRANSITION = re.compile(r"^  \(\d+\) (\S+) --> (\S+): (-?[\d.]+)$", re.M)
_STATE = re.compile(r"^  \(\d+\) (.*?) --> (\S+): (-?[\d.]+)$", re.M | re.S)  # a feature may hold a line break


@dataclass(frozen=True, slots=True)
class Tagged:
    """One sentence. tags: the likeliest label of each word, as its number. chances: words × labels."""

    tags: npt.NDArray[np.intp]
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

    def tag(self, sentences: Sequence[Floats]) -> list[Tagged]:
        """sentences: of each, words × labels, what their features add up to."""
        out: list[Tagged | None] = [None] * len(sentences)
        order = sorted(range(len(sentences)), key=lambda number: len(sentences[number]))
        for start in range(0, len(order), _TOGETHER):
            some = order[start : start + _TOGETHER]
            for number, tagged in zip(some, self._together([sentences[number] for number in some]), strict=True):
                out[number] = tagged
        return [tagged for tagged in out if tagged is not None]

    def _together(self, sentences: Sequence[Floats]) -> Iterator[Tagged]:
        lengths = np.array([len(sentence) for sentence in sentences])
        count, longest, labels = len(sentences), int(lengths.max(initial=0)), len(self.labels)
        scores = np.zeros((longest, count, labels), np.float32)
        for number, sentence in enumerate(sentences):
            scores[: len(sentence), number] = sentence
        going = np.arange(longest)[:, None] < lengths  # a sentence that has ended stays as it is
        tags = self._likeliest(scores, going)
        chances = self._chances(scores, going)
        for number, length in enumerate(lengths):
            yield Tagged(tags[:length, number], chances[:length, number])

    def _likeliest(self, scores: Floats, going: npt.NDArray[np.bool_]) -> npt.NDArray[np.intp]:
        """Viterbi's way through (words × sentences × labels)."""
        longest, count, labels = scores.shape
        back = np.zeros((longest, count, labels), np.intp)
        same = np.arange(labels)
        best = scores[0]
        for place in range(1, longest):
            ways = best[:, :, None] + self._transitions
            back[place] = np.where(going[place, :, None], ways.argmax(axis=1), same)
            best = np.where(going[place, :, None], ways.max(axis=1) + scores[place], best)
        tags = np.zeros((longest, count), np.intp)
        tags[-1] = best.argmax(axis=1)
        for place in range(longest - 1, 0, -1):
            tags[place - 1] = np.take_along_axis(back[place], tags[place][:, None], axis=1)[:, 0]
        return tags

    def _chances(self, scores: Floats, going: npt.NDArray[np.bool_]) -> Floats:
        """Forward and backward, each step scaled to one."""
        steps = np.exp(self._transitions)
        odds = np.exp(scores - scores.max(axis=2, keepdims=True))
        ahead, behind = np.ones_like(odds), np.ones_like(odds)
        ahead[0] = odds[0]
        for place in range(1, len(odds)):
            step = (ahead[place - 1] @ steps) * odds[place]
            step /= step.sum(axis=1, keepdims=True)
            ahead[place] = np.where(going[place, :, None], step, ahead[place - 1])
        for place in range(len(odds) - 1, 0, -1):
            step = (behind[place] * odds[place]) @ steps.T
            step /= step.sum(axis=1, keepdims=True)
            behind[place - 1] = np.where(going[place, :, None], step, behind[place])
        both = ahead * behind
        chances: Floats = both / both.sum(axis=2, keepdims=True)
        return chances


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
