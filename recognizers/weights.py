"""What the features of words are worth to a trained model, laid out so that a text's words are picked as rows of arrays.

The features are those of `recognizers.looks`. A word's own are added up once a word, for each place from which it can be
seen. Those of three words in a row hang on part of speech, script and lists alone, and those of marks on the marks: of
these there are so few that every combination has its row.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from recognizers.crf import Crf, Floats
from recognizers.looks import MARKS, OFFSETS, look, own_traits, traits
from recognizers.tokens import Ints, Kept, Vocabulary, Word

EDGE = max(OFFSETS)  # how far a word sees: so many times none stands before a sentence and after it
_SINGLE = re.compile(r"([wplcCs])(-?[0-9])=")
_PAIR = re.compile("(O|[BI][a-f])(O|[BI][a-f])")


class Weights:
    """A model's weights by word, by the shapes of three words in a row, and by marks."""

    def __init__(self, crf: Crf) -> None:
        labels = len(crf.labels)
        self._traits: dict[str, int] = {}
        self._worth: Floats = np.zeros((len(crf.features) + 1, len(OFFSETS), labels), np.float32)
        self._ids: dict[str, dict[str, int]] = {"p": {}, "s": {}, "l": {}}
        joined: list[tuple[str, list[str], Floats]] = []
        for feature, row in crf.features.items():
            head, _, value = feature.partition("=")
            if match := _SINGLE.match(feature):
                place = self._traits.setdefault(f"{match[1]}={feature[match.end() :]}", len(self._traits))
                self._worth[place, OFFSETS.index(int(match[2]))] = row
            elif head in ("first", "last", "tail", "surname+given"):
                self._worth[self._traits.setdefault(feature, len(self._traits)), OFFSETS.index(0)] = row
            else:
                joined.append((head, value.split("|"), row))
        self._worth = self._worth[: len(self._traits) + 1].copy()  # the last is nothing
        for head, values, _ in joined:
            for kind, value in zip(_kinds(head), values, strict=False):
                self._ids[kind].setdefault(value, len(self._ids[kind]) + 1)  # 0: what training did not meet
        pos, scripts, lists = (len(self._ids[kind]) + 1 for kind in "psl")
        self._pos = np.zeros((pos, pos, pos, labels), np.float32)
        self._scripts = np.zeros((scripts, scripts, scripts, labels), np.float32)
        self._lists = np.zeros((lists, lists, lists, labels), np.float32)
        self._ends = np.zeros((lists, scripts, lists, labels), np.float32)
        self._starts = np.zeros_like(self._ends)
        self._marks = np.zeros((len(MARKS), len(MARKS), len(MARKS), labels), np.float32)
        tables = {"p": self._pos, "s": self._scripts, "l": self._lists, "l<<": self._ends, "l>>": self._starts}
        for head, values, row in joined:
            if head[0] == "d":
                self._mark(head, values[0], row)
                continue
            ids = tuple(self._ids[kind][value] for kind, value in zip(_kinds(head), values, strict=False))
            table = tables.get(head, tables[head[0]])
            if len(ids) == 3 or head[1] == "<":
                table[ids] += row
            else:
                table[:, ids[0], ids[1]] += row

    def _mark(self, head: str, value: str, row: Floats) -> None:
        if head == "d":
            self._marks[:, MARKS.index(value)] += row
        elif match := _PAIR.fullmatch(value):
            pair = (MARKS.index(match[1]), MARKS.index(match[2]))
            self._marks[pair if head == "d<" else (slice(None), *pair)] += row

    def of(self, numbers: Ints, marks: Ints, vocabulary: Vocabulary) -> Floats:
        """What the features of each word add up to, words × labels.

        numbers: words of sentences, `EDGE` times 0 before each, between them and after; marks: of the same places, as
        numbers in `MARKS`. Of the first and the last `EDGE` places nothing is told, what is told of the others that
        hold no word means nothing.
        """
        count = len(numbers) - 2 * EDGE
        known = vocabulary.column(self._learn)
        worth = known["worth"]
        pos, scripts, lists = known["shape"][numbers].T
        at = [slice(place, place + count) for place in range(2 * EDGE + 1)]
        total: Floats = worth[numbers[at[0]], 0]
        for place in range(1, len(OFFSETS)):
            total += worth[numbers[at[place]], place]
        total += self._pos[pos[at[1]], pos[at[2]], pos[at[3]]]
        total += self._scripts[scripts[at[1]], scripts[at[2]], scripts[at[3]]]
        total += self._lists[lists[at[1]], lists[at[2]], lists[at[3]]]
        total += self._ends[lists[at[0]], scripts[at[1]], lists[at[2]]]
        total += self._starts[lists[at[2]], scripts[at[3]], lists[at[4]]]
        total += self._marks[marks[at[1]], marks[at[2]], marks[at[3]]]
        return total

    def _learn(self, words: Sequence[Word]) -> Kept:
        """Of each word: what its own features are worth from each offset, and the numbers of its shape."""
        found = np.zeros(len(words), [("worth", np.float32, self._worth.shape[1:]), ("shape", np.intp, 3)])
        rows: list[int] = []
        begins: list[int] = []
        shapes: list[list[int]] = []
        ids = self._ids
        for word in words:
            seen = look(word)
            pos, script, lists = seen.shape
            begins.append(len(rows))
            for trait in (*traits(seen), f"s={script}", *own_traits(seen)):
                if (row := self._traits.get(trait)) is not None:
                    rows.append(row)
            rows.append(-1)
            shapes.append([ids["p"].get(pos, 0), ids["s"].get(script, 0), ids["l"].get(",".join(lists), 0)])
        found["worth"] = np.add.reduceat(self._worth[rows], begins, axis=0)
        found["shape"] = shapes
        return found


def _kinds(head: str) -> str:
    """The kinds of the parts that a joined feature has."""
    return "" if head[0] == "d" else "lsl" if head in ("l<<", "l>>") else head[0] * 3
