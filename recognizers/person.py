"""PERSON in running text: what the dictionaries say and what the sequence model says, weighed together.

The model (`recognizers.sequence`) sees the dictionary's opinion among its features and draws the borders; both
opinions, as log-odds, make the score, with weights fitted on texts that neither was trained on.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

from recognizers import sequence
from recognizers.looks import Span
from recognizers.names import BLOCK, FAINT, NOT_NAMES, DictionaryNames, Judged, words
from recognizers.pattern import chance, logit
from recognizers.text import blocks, fold
from recognizers.tokens import Words
from recognizers.types import Hints, Hit

Place = tuple[int, int]
_LETTERS = "一-龥々〆ヶヵ\u3400-\u4dbf\U00020000-\U0002ffffぁ-ゖァ-ヺーA-Za-z"
_NAME_LIKE = re.compile(
    rf"[{_LETTERS}](?:[{_LETTERS} ・.,'\-]|(?<=[ァ-ヺー])=){{0,38}}(?<![ ・=,\-])(?:[0-9]{{1,2}}世)?"
)
_WIDE = re.compile(r"(?<![一-龥々])[一-龥々](?: {1,2}[一-龥々]){2,7}(?![一-龥々])")
_CODE = re.compile(r"[A-Za-z]+|.*[a-z][A-Z].*")  # one Latin word, or camel case: the model sees names there too often
_LEAST = 0.2  # hits below this are nobody's concern


@dataclass(frozen=True, slots=True)
class Blend:
    """Weights of (1, the dictionary's log-odds, the model's log-odds), by who found the name."""

    both: tuple[float, float, float]
    model: tuple[float, float, float]
    dictionary: tuple[float, float, float]

    def odds(self, found_by: str, dictionary: float, model: float) -> float:
        if found_by == "alone":
            return dictionary
        constant, by_dictionary, by_model = getattr(self, found_by)
        return float(constant + by_dictionary * dictionary + by_model * model)


@dataclass(frozen=True, slots=True)
class Found:
    """A name before its score: offsets in the folded text, log-odds of each opinion, who found it."""

    start: int
    end: int
    by: str
    dictionary: float
    model: float
    evidence: tuple[str, ...]


@cache
def blend() -> Blend:
    data = json.loads(files("recognizers.data").joinpath("person_blend.json").read_text(encoding="utf-8"))
    return Blend(**{name: tuple(weights) for name, weights in data.items()})


class PersonNames:
    """PERSON by dictionary and model."""

    id = "person"
    entities = ("PERSON",)
    depth = "standard"

    def __init__(self) -> None:
        """Loads all it needs: workers measure what they weigh before their memory is limited."""
        self._dictionary = DictionaryNames()
        blend()
        sequence.model()
        list(self.find("担当は山田太郎です。", Hints()))

    def find(self, text: str, hints: Hints) -> Iterator[Hit]:
        weights = blend()
        for start, end in blocks(text, BLOCK):
            folded = fold(text[start:end])
            for name in self.found(folded.text, hints):
                score = chance(weights.odds(name.by, name.dictionary, name.model))
                if score >= _LEAST:
                    low, high = start + folded.origin(name.start), start + folded.origin(name.end)
                    yield Hit("PERSON", low, high, score, self.id, name.evidence)

    def found(self, text: str, hints: Hints, model: sequence.Model | None = None) -> Iterator[Found]:
        """Names in a folded text, not yet scored."""
        tokens = words(text)
        titles = _titles(text)
        candidates = {
            (start, end): opinion
            for (start, end), opinion in self._dictionary.candidates(text, tokens, hints).items()
            if not any(low < end and start < high for low, high in titles)
        }
        spans = surest(candidates)
        if not tokens:
            yield from (_alone(span, candidates) for span in spans)
            return
        tagger = model or sequence.model()
        sentences, found = _worthy(tokens, spans)
        for sentence, here, reading in zip(sentences, found, tagger.read(tokens, sentences, found), strict=True):
            if here or reading.names:
                yield from _weighed(reading, text, tokens, sentence, here, candidates)


def _worthy(words: Words, spans: list[Span]) -> tuple[list[sequence.Stretch], list[list[Span]]]:
    """Sentences in which a name could be, and what the dictionaries found in each."""
    sentences = sequence.sentences(words)
    firsts = [first for first, _ in sentences]
    worth = np.logical_or.reduceat(sequence.worth_a_look(words), firsts).tolist()
    found: list[list[Span]] = [[] for _ in sentences]
    lows = [words.starts[first] for first in firsts]
    for span in spans:
        found[max(0, bisect_right(lows, span[0]) - 1)].append(span)
    chosen = [number for number, some in enumerate(worth) if some or found[number]]
    return [sentences[number] for number in chosen], [found[number] for number in chosen]


def _weighed(
    reading: sequence.Reading,
    text: str,
    words: Words,
    sentence: sequence.Stretch,
    here: Sequence[Span],
    candidates: dict[Place, Judged],
) -> Iterator[Found]:
    for start, end, sure in reading.names:
        if not _NAME_LIKE.fullmatch(text, start, end) or text[start:end] in NOT_NAMES:
            continue
        over = [span for span in here if span[0] < end and span[1] > start]
        odds, evidence = max((candidates[span[0], span[1]] for span in over), default=(0.0, ()))
        by = "both" if over else "model"
        if by == "model" and (_CODE.fullmatch(text, start, end) or sequence.is_goods(text[start:end])):
            continue
        if not text[:start].strip() and not text[end:].strip():  # a cell: the model has nothing around it to see
            by = "alone"
        yield Found(start, end, by, _bounded(odds), _odds(sure), (*evidence, "model"))
    first, last = sentence
    for span in here:
        if not any(start < span[1] and end > span[0] for start, end, _ in reading.names):
            odds, evidence = candidates[span[0], span[1]]
            low, high = words.within(span[0], span[1])
            inside = reading.chances[max(0, low - first) : min(high, last) - first]
            sure = float(inside.max(initial=0)) if len(inside) else 0.5
            by = "dictionary" if len(text.strip()) > span[1] - span[0] else "alone"
            yield Found(span[0], span[1], by, _bounded(odds), _odds(sure), evidence)


def _titles(text: str) -> list[Place]:
    """履 歴 書: common nouns set wide, a blank between their kanji."""
    found = []
    for match in _WIDE.finditer(text):
        tokens = words(match[0].replace(" ", ""))
        if len(tokens) == 1 and tokens[0].kind == "noun":
            found.append(match.span())
    return found


def _alone(span: Span, candidates: dict[Place, Judged]) -> Found:
    """Without a model's opinion: a text in Latin letters."""
    odds, evidence = candidates[span[0], span[1]]
    return Found(span[0], span[1], "alone", odds, 0.0, evidence)


def surest(candidates: dict[Place, Judged]) -> list[Span]:
    """Candidates that do not overlap, the surest first and then the longest; in order of place."""
    kept: list[Span] = []
    for (start, end), (odds, _) in sorted(candidates.items(), key=lambda c: (-c[1][0], c[0][0] - c[0][1], c[0])):
        score = chance(odds)
        if score >= FAINT and not any(start < span[1] and end > span[0] for span in kept):
            kept.append((start, end, score))
    return sorted(kept)


def _bounded(odds: float) -> float:
    return max(-6.0, min(6.0, odds))


def _odds(share: float) -> float:
    return _bounded(logit(min(0.998, max(0.002, share))))
